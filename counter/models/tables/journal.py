"""What was done, which operations are done, and what is still being typed."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from counter.models.tables.types import Instant, JsonObject, JsonText


class AuditEvent(SQLModel, table=True):
    """Who did what to whom and when. Rows are only added: the schema refuses a change or a delete."""

    __tablename__ = "audit_event"

    seq: int | None = Field(default=None, primary_key=True)  # the order of things; never the clock
    at: datetime = Field(sa_type=Instant)
    staff_id: int | None = Field(default=None, foreign_key="staff.id")  # None: the program itself
    role: str = ""  # as it was then
    device: str = ""
    event: str  # message id
    subject_kind: str
    subject_id: str
    operation: str
    detail: JsonObject = Field(default={}, sa_type=JsonText)


class AuditSeal(SQLModel, table=True):
    """One link of the chain: what one transaction left, and the hash over it and the seal before.

    Rows are only added; written by `counter.services.chain.chain` alone.
    """

    __tablename__ = "audit_seal"

    seq: int = Field(primary_key=True, foreign_key="audit_event.seq")  # the last event it covers
    rows: str  # canonical JSON: table, key, digest of the row; null: taken away
    hash: str  # SHA-256 in hex


class Operation(SQLModel, table=True):
    """An operation that was done, and its result for the second press."""

    __tablename__ = "operation"

    id: str = Field(primary_key=True)
    act: str  # the event it was recorded with
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    at: datetime = Field(sa_type=Instant)
    result: JsonObject = Field(default={}, sa_type=JsonText)


class Draft(SQLModel, table=True):
    """An intake in progress; `body` is `counter.models.dossier.IntakeDraft`."""

    __tablename__ = "draft"

    id: str = Field(primary_key=True)
    owner_id: int = Field(foreign_key="staff.id")
    step: str
    applicant_name: str = ""
    folded: str = ""  # fold(applicant_name)
    procedure_code: str = ""
    body: str  # JSON
    version: int = 1
    created_at: datetime = Field(sa_type=Instant)
    saved_at: datetime = Field(sa_type=Instant, index=True)
