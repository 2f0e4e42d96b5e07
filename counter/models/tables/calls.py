"""The tries to tell a resident something. Rows are only added."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from counter.models.calls import CallOutcome, CallWay, Why
from counter.models.states import ContactKind
from counter.models.tables.types import Day, Instant, Word


class CallTryRow(SQLModel, table=True):
    """One try: whom, why, with which number, what came of it, when it comes up again."""

    __tablename__ = "call_try"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id")
    resident_id: int | None = Field(default=None, foreign_key="resident.id")
    why: Why = Field(sa_type=Word(Why))
    about: datetime = Field(sa_type=Instant)  # which matter: the appointment missed, the result come
    way: CallWay = Field(sa_type=Word(CallWay))
    contact_kind: ContactKind | None = Field(default=None, sa_type=Word(ContactKind))
    phone: str = ""
    outcome: CallOutcome = Field(sa_type=Word(CallOutcome))
    comes_on: date | None = Field(default=None, sa_type=Day)
    again_at: datetime | None = Field(default=None, sa_type=Instant)
    note: str = ""
    made_by: int = Field(foreign_key="staff.id")
    made_at: datetime = Field(sa_type=Instant, index=True)
    operation: str
