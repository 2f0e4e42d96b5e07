"""Records put right: merged residents, another applicant, work given on, an acceptance taken back. Rows are
only added."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from counter.models.dossier import PapersHeld
from counter.models.tables.types import Flag, Instant, JsonObject, JsonText, Word


class ResidentMerge(SQLModel, table=True):
    """Two records of one person became one; both as they stood, and which rows moved (table: ids)."""

    __tablename__ = "resident_merge"

    id: int | None = Field(default=None, primary_key=True)
    kept_id: int = Field(foreign_key="resident.id", index=True)
    gone_id: int = Field(foreign_key="resident.id", unique=True)
    kept_was: JsonObject = Field(sa_type=JsonText)
    gone_was: JsonObject = Field(sa_type=JsonText)
    moved: JsonObject = Field(sa_type=JsonText)
    reason: str
    made_by: int = Field(foreign_key="staff.id")
    made_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)


class ResidentApart(SQLModel, table=True):
    """Two records that look alike and are two people, as somebody looked and said."""

    __tablename__ = "resident_apart"

    first_id: int = Field(primary_key=True, foreign_key="resident.id")
    second_id: int = Field(primary_key=True, foreign_key="resident.id")
    reason: str
    made_by: int = Field(foreign_key="staff.id")
    made_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)


class ApplicantChange(SQLModel, table=True):
    """A dossier that was taken for the wrong person; who it was and who it is, with what hung on that."""

    __tablename__ = "applicant_change"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    before_id: int | None = Field(default=None, foreign_key="resident.id")
    after_id: int = Field(foreign_key="resident.id")
    was: JsonObject = Field(sa_type=JsonText)
    became: JsonObject = Field(sa_type=JsonText)
    reason: str
    slip_back: bool = Field(sa_type=Flag)  # the slip in the other name was taken back
    made_by: int = Field(foreign_key="staff.id")
    approved_by: int | None = Field(default=None, foreign_key="staff.id")
    made_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)


class ChargeChange(SQLModel, table=True):
    """A dossier or a draft that went from one clerk to another (bàn giao việc)."""

    __tablename__ = "charge_change"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int | None = Field(default=None, foreign_key="dossier.id", index=True)
    draft_id: str = ""  # of a draft; it may be gone by now
    from_id: int = Field(foreign_key="staff.id")
    to_id: int = Field(foreign_key="staff.id", index=True)
    reason: str
    made_by: int = Field(foreign_key="staff.id")
    made_at: datetime = Field(sa_type=Instant)
    operation: str


class DossierStruck(SQLModel, table=True):
    """An acceptance taken back within minutes: its code stays used, its line in the register is struck."""

    __tablename__ = "dossier_struck"

    dossier_id: int = Field(primary_key=True, foreign_key="dossier.id")
    held_before: PapersHeld = Field(sa_type=Word(PapersHeld))
    slip_back: bool = Field(sa_type=Flag)
    reason: str
    made_by: int = Field(foreign_key="staff.id")
    made_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)
