"""What residents ask of their own data (sổ yêu cầu của chủ thể dữ liệu)."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from counter.models.data_request import AskerKind, RequestKind, RequestStep
from counter.models.tables.types import Day, Flag, Instant, Word


class DataRequest(SQLModel, table=True):
    """One request, with the days its clocks end. Rows are only added; a deletion empties its texts."""

    __tablename__ = "data_request"

    id: int | None = Field(default=None, primary_key=True)
    resident_id: int | None = Field(default=None, foreign_key="resident.id", index=True)
    kind: RequestKind = Field(sa_type=Word(RequestKind))
    asked_by: AskerKind = Field(sa_type=Word(AskerKind))
    asker: str = ""
    paper: str = ""
    about: str = ""
    third_party: bool = Field(sa_type=Flag)
    received_on: date = Field(sa_type=Day)
    reply_by: date = Field(sa_type=Day)
    due_on: date = Field(sa_type=Day)
    recorded_by: int = Field(foreign_key="staff.id")
    recorded_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)


class DataRequestStep(SQLModel, table=True):
    """What was done with a request, each step once; nothing after its end."""

    __tablename__ = "data_request_step"

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="data_request.id")
    step: RequestStep = Field(sa_type=Word(RequestStep))
    reason: str = ""
    ground: str = ""
    due_on: date | None = Field(default=None, sa_type=Day)
    made_by: int = Field(foreign_key="staff.id")
    made_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)
