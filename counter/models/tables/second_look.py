"""Dossiers of newcomers that wait for a second pair of eyes, and what was found."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from counter.models.second_look import Finding
from counter.models.tables.types import Instant, Word


class SecondLook(SQLModel, table=True):
    """A dossier that waits until somebody else has found it right; `done_at`: when that was."""

    __tablename__ = "second_look"

    dossier_id: int = Field(primary_key=True, foreign_key="dossier.id")
    made_by: int = Field(foreign_key="staff.id")
    wanted_at: datetime = Field(sa_type=Instant)
    done_at: datetime | None = Field(default=None, sa_type=Instant)


class SecondLookFinding(SQLModel, table=True):
    """What one look found. Rows are only added."""

    __tablename__ = "second_look_finding"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="second_look.dossier_id")
    finding: Finding = Field(sa_type=Word(Finding))
    note: str = ""
    looked_by: int = Field(foreign_key="staff.id")
    looked_at: datetime = Field(sa_type=Instant)
    operation: str
