"""Breaches of personal data: when found, the facts as they became known, that the authority was told."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from counter.models.tables.types import Instant


class Breach(SQLModel, table=True):
    """That something happened. Rows are only added."""

    __tablename__ = "breach"

    id: int | None = Field(default=None, primary_key=True)
    device: str
    found_at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    recorded_by: int = Field(foreign_key="staff.id")
    recorded_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)


class BreachFactsRow(SQLModel, table=True):
    """What is known of a breach; the newest row counts. Rows are only added."""

    __tablename__ = "breach_facts"

    id: int | None = Field(default=None, primary_key=True)
    breach_id: int = Field(foreign_key="breach.id", index=True)
    happened: str = ""
    place: str = ""
    act: str
    who: str = ""
    kinds: str = ""
    amount: str = ""
    contact: str = ""
    consequences: str = ""
    measures: str = ""
    written_by: int = Field(foreign_key="staff.id")
    written_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)


class BreachTold(SQLModel, table=True):
    """That the authority was told, once: whom, by which document."""

    __tablename__ = "breach_told"

    breach_id: int = Field(primary_key=True, foreign_key="breach.id")
    whom: str
    told_at: datetime = Field(sa_type=Instant)
    recorded_by: int = Field(foreign_key="staff.id")
    recorded_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)
