"""Papers that were seen, refused, and taken from. Rows are only added."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from counter.models.papers_seen import SeenAs
from counter.models.tables.types import Day, Flag, Instant, Word


class PaperSeen(SQLModel, table=True):
    """One paper of a known kind in the hand of a clerk; `paper_key` "" is the card that was compared."""

    __tablename__ = "paper_seen"

    id: int | None = Field(default=None, primary_key=True)
    resident_id: int = Field(foreign_key="resident.id")
    dossier_id: int = Field(foreign_key="dossier.id")
    paper_key: str
    kind: str
    name: str
    seen_as: SeenAs = Field(sa_type=Word(SeenAs))
    issued_on: date | None = Field(default=None, sa_type=Day)
    valid_until: date | None = Field(default=None, sa_type=Day)
    endless: bool = Field(sa_type=Flag)
    seen_by: int = Field(foreign_key="staff.id")
    seen_at: datetime = Field(sa_type=Instant)
    operation: str


class PaperRefused(SQLModel, table=True):
    """A clerk said that a paper holds no longer, and why."""

    __tablename__ = "paper_refused"

    seen_id: int = Field(primary_key=True, foreign_key="paper_seen.id")
    reason: str
    refused_by: int = Field(foreign_key="staff.id")
    refused_at: datetime = Field(sa_type=Instant)
    operation: str  # one for the sighting and the earlier ones of its kind


class PaperUsed(SQLModel, table=True):
    """A paper of a dossier that was not shown again; `valid_until` as it was reckoned that day."""

    __tablename__ = "paper_used"

    dossier_id: int = Field(primary_key=True, foreign_key="dossier.id")
    position: int = Field(primary_key=True)
    seen_id: int = Field(foreign_key="paper_seen.id", index=True)
    valid_until: date | None = Field(default=None, sa_type=Day)
    used_at: datetime = Field(sa_type=Instant)
