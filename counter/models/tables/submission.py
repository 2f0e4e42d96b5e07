"""Filing on the portal on a resident's behalf, and what waits to be sent."""

from datetime import date, datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from counter.models.dossier import SyncState
from counter.models.states import AttemptOutcome, FilingWay, OutboxTarget, Submitter
from counter.models.tables.types import Day, Flag, Instant, JsonObject, JsonText, Word


class Submission(SQLModel, table=True):
    """One filing. No column could hold a password or a one-time code, and none may be added."""

    __tablename__ = "submission"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    state: SyncState = Field(sa_type=Word(SyncState))
    since: datetime = Field(sa_type=Instant)  # of the state
    consent_kind: str = ""
    consent_text_version: str = ""
    consent_at: datetime | None = Field(default=None, sa_type=Instant)
    consent_by: int | None = Field(default=None, foreign_key="staff.id")  # who recorded it
    consent_read_by: str = ""  # who read the sentence aloud
    witnesses: list[str] = Field(default=[], sa_type=JsonText)
    identity_at: datetime | None = Field(default=None, sa_type=Instant)
    identity_by: int | None = Field(default=None, foreign_key="staff.id")
    read_back_at: datetime | None = Field(default=None, sa_type=Instant)
    read_back_by: int | None = Field(default=None, foreign_key="staff.id")
    read_back_digest: str = ""  # of the values that were read; other values demand a new read-back
    filed_at: datetime | None = Field(default=None, sa_type=Instant)  # by the portal's word
    portal_code: str = ""
    portal_code_reversed: str = Field(default="", index=True)
    typed_by: int | None = Field(default=None, foreign_key="staff.id")
    decided_by: int | None = Field(default=None, foreign_key="staff.id")
    note: str = ""
    created_at: datetime = Field(sa_type=Instant)
    version: int = 1
    way: FilingWay = Field(default=FilingWay.OWN, sa_type=Word(FilingWay))
    submitter: Submitter = Field(default=Submitter.SELF, sa_type=Word(Submitter))
    authority_paper: str = ""  # the paper that was seen
    authority_scope: str = ""  # what it allows
    authority_until: date | None = Field(default=None, sa_type=Day)


class SubmissionField(SQLModel, table=True):
    """A field that was carried over to the portal, or skipped because the portal does not have it."""

    __tablename__ = "submission_field"

    submission_id: int = Field(primary_key=True, foreign_key="submission.id")
    field_key: str = Field(primary_key=True)
    copied_at: datetime = Field(sa_type=Instant)
    copied_by: int = Field(foreign_key="staff.id")
    skipped: bool = Field(default=False, sa_type=Flag)


class Outbox(SQLModel, table=True):
    """Something to be sent, written with what it tells of. `sequence` orders the rows of one dossier."""

    __tablename__ = "outbox"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)  # idempotency key: made once, sent with every try
    dossier_id: int = Field(foreign_key="dossier.id")
    submission_id: int | None = Field(default=None, foreign_key="submission.id")
    sequence: int
    kind: str
    payload: JsonObject = Field(sa_type=JsonText)
    state: SyncState = Field(default=SyncState.WAITING, sa_type=Word(SyncState))
    attempts: int = 0
    next_at: datetime | None = Field(default=None, sa_type=Instant)  # None: not before somebody says so
    last_error: str = ""
    created_at: datetime = Field(sa_type=Instant)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    target: OutboxTarget = Field(default=OutboxTarget.CARRY, sa_type=Word(OutboxTarget))
    lease: str = ""  # which sender has it
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    reasons: list[str] = Field(default=[], sa_type=JsonText)  # why it is held, as message ids
    steps_sent: int = 0


class OutboxAttempt(SQLModel, table=True):
    """One try to send a row of the outbox, and what came of it: the proof of a delay. Rows are only added."""

    __tablename__ = "outbox_attempt"

    id: int | None = Field(default=None, primary_key=True)
    outbox_id: int = Field(foreign_key="outbox.id", index=True)
    started_at: datetime = Field(sa_type=Instant)
    ended_at: datetime = Field(sa_type=Instant)
    outcome: AttemptOutcome = Field(sa_type=Word(AttemptOutcome))
    detail: JsonObject = Field(default={}, sa_type=JsonText)


class PortalCard(SQLModel, table=True):
    """The portal's own card of a procedure (LayThuTuc), whose codes the messages need."""

    __tablename__ = "portal_card"

    procedure_code: str = Field(primary_key=True)
    card: JsonObject = Field(sa_type=JsonText)
    fetched_at: datetime = Field(sa_type=Instant)


class AttachmentContent(SQLModel, table=True):
    """The bytes of a prepared file, once for each content."""

    __tablename__ = "attachment_content"

    digest: str = Field(primary_key=True)  # SHA-256, hex
    content: bytes = Field(sa_type=LargeBinary)


class Attachment(SQLModel, table=True):
    """A file of a dossier, prepared as the portal wants it (tệp đính kèm)."""

    __tablename__ = "attachment"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id")
    position: int
    paper_key: str = ""  # of the official list; "" for another paper
    name: str  # as the portal wants it
    pages: int
    size: int  # bytes
    digest: str = Field(foreign_key="attachment_content.digest")
    source_name: str = ""
    added_by: int = Field(foreign_key="staff.id")
    added_at: datetime = Field(sa_type=Instant)
    operation: str
