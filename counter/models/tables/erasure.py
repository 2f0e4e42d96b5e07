"""What was deleted, and what that left in the chain. Nobody's data; rows are only added."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from counter.models.erasure import ErasureKind
from counter.models.tables.types import Instant, Word


class Erasure(SQLModel, table=True):
    """One deletion. `cleaned_at`: when the last trace had left the file and the disk."""

    __tablename__ = "erasure"

    id: int | None = Field(default=None, primary_key=True)
    kind: ErasureKind = Field(sa_type=Word(ErasureKind))
    reason: str
    request_id: int | None = None  # of the resident's own request, where there was one
    dossiers: int
    changed: int  # rows emptied or taken away
    files: int
    made_by: int = Field(foreign_key="staff.id")
    made_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)
    cleaned_at: datetime | None = Field(default=None, sa_type=Instant)


class ErasedResident(SQLModel, table=True):
    """A resident whose record is empty."""

    __tablename__ = "erased_resident"

    resident_id: int = Field(primary_key=True, foreign_key="resident.id")
    erasure_id: int = Field(foreign_key="erasure.id", index=True)


class ErasedDossier(SQLModel, table=True):
    """A dossier that keeps its code, days, procedure, amounts and result, and nothing of a person."""

    __tablename__ = "erased_dossier"

    dossier_id: int = Field(primary_key=True, foreign_key="dossier.id")
    erasure_id: int = Field(foreign_key="erasure.id", index=True)


class ErasureFile(SQLModel, table=True):
    """A file that is still to be deleted; the row goes with it."""

    __tablename__ = "erasure_file"

    id: int | None = Field(default=None, primary_key=True)
    erasure_id: int = Field(foreign_key="erasure.id", index=True)
    path: str


class SealEmptied(SQLModel, table=True):
    """A seal of the chain without the digests of what was deleted, and the hash it keeps."""

    __tablename__ = "seal_emptied"

    seq: int = Field(primary_key=True, foreign_key="audit_seal.seq")
    hash: str
    left_digest: str
    erasure_id: int = Field(foreign_key="erasure.id", index=True)


class ErasureHold(SQLModel, table=True):
    """A dossier that is not deleted while a complaint, a lawsuit or an inspection goes on."""

    __tablename__ = "erasure_hold"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    reason: str
    placed_by: int = Field(foreign_key="staff.id")
    placed_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)
    lifted_by: int | None = Field(default=None, foreign_key="staff.id")
    lifted_at: datetime | None = Field(default=None, sa_type=Instant)
