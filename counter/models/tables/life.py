"""The life of a dossier: moves and what belongs to them, hand-over lists, registers. Rows are only added."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from counter.models.catalogue import SupplementPolicy
from counter.models.life import (
    AskedBy,
    Certified,
    DecisionKind,
    Direction,
    GuidanceWay,
    MoneyAfter,
    MoveName,
    NoticeWay,
    Outcome,
    Signed,
    Stage,
)
from counter.models.states import CollectorKind, DossierState, PapersHeld
from counter.models.tables.types import Code, Day, Instant, JsonObject, JsonText, Word


class DossierMove(SQLModel, table=True):
    """One move of the business line, with all that an undo needs to put it back."""

    __tablename__ = "dossier_move"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id")
    name: MoveName = Field(sa_type=Word(MoveName))
    state_before: DossierState = Field(sa_type=Code(DossierState))
    state_after: DossierState = Field(sa_type=Code(DossierState))
    held_before: PapersHeld = Field(sa_type=Word(PapersHeld))
    held_after: PapersHeld = Field(sa_type=Word(PapersHeld))
    due_before: datetime | None = Field(default=None, sa_type=Instant)
    due_after: datetime | None = Field(default=None, sa_type=Instant)
    was: JsonObject = Field(default={}, sa_type=JsonText)  # what else an undo puts back
    reason: str = ""
    made_by: int = Field(foreign_key="staff.id")
    approved_by: int | None = Field(default=None, foreign_key="staff.id")
    made_at: datetime = Field(sa_type=Instant)
    undoes: int | None = Field(default=None, foreign_key="dossier_move.id", unique=True)
    operation: str


class Supplement(SQLModel, table=True):
    """A request for what is missing (Mẫu 02): whose round it is, what it does to the deadline."""

    __tablename__ = "supplement"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    move_id: int = Field(foreign_key="dossier_move.id", unique=True)
    round: int
    stage: Stage = Field(sa_type=Word(Stage))
    reason: str
    legal_basis: str = ""
    answer_by: date | None = Field(default=None, sa_type=Day)
    policy: SupplementPolicy = Field(sa_type=Word(SupplementPolicy))
    due_before: datetime | None = Field(default=None, sa_type=Instant)
    asked_by: int = Field(foreign_key="staff.id")
    asked_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)


class SupplementItem(SQLModel, table=True):
    """One paper that is asked for, or what is wrong with it."""

    __tablename__ = "supplement_item"

    supplement_id: int = Field(primary_key=True, foreign_key="supplement.id")
    position: int = Field(primary_key=True)
    paper_key: str = ""  # of the official list; "" for a text of its own
    name: str
    lacking: str = ""
    originals: int = 0
    certified: int = 0
    copies: int = 0


class SupplementAnswer(SQLModel, table=True):
    """The resident brought what was missing; the date before stands in the request."""

    __tablename__ = "supplement_answer"

    move_id: int = Field(primary_key=True, foreign_key="dossier_move.id")
    supplement_id: int = Field(foreign_key="supplement.id", index=True)
    due_after: datetime | None = Field(default=None, sa_type=Instant)
    due_reason: str = ""
    note: str = ""
    received_by: int = Field(foreign_key="staff.id")
    answered_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)


class Decision(SQLModel, table=True):
    """A refusal (03), a stop (05), an extension (04), or what the resident withdrew."""

    __tablename__ = "decision"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    move_id: int = Field(foreign_key="dossier_move.id", unique=True)
    kind: DecisionKind = Field(sa_type=Word(DecisionKind))
    year: int
    number: int | None = None
    asked_by: AskedBy = Field(sa_type=Word(AskedBy))
    ground: str = ""  # the rule it rests on
    reason: str = ""
    papers_back: str = ""
    money: MoneyAfter = Field(default=MoneyAfter.NONE, sa_type=Word(MoneyAfter))
    due_before: datetime | None = Field(default=None, sa_type=Instant)
    due_after: datetime | None = Field(default=None, sa_type=Instant)
    made_by: int = Field(foreign_key="staff.id")
    approved_by: int | None = Field(default=None, foreign_key="staff.id")
    made_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)


class Handing(SQLModel, table=True):
    """One hand-over list (phiếu bàn giao) between the counter and a body that works on dossiers."""

    __tablename__ = "handing"

    id: int | None = Field(default=None, primary_key=True)
    direction: Direction = Field(sa_type=Word(Direction))
    year: int
    number: int
    agency: str
    person: str  # who took or gave it there
    staff_id: int = Field(foreign_key="staff.id")  # who gave or took it here
    handed_at: datetime = Field(sa_type=Instant)
    note: str = ""
    operation: str = Field(unique=True)


class HandingItem(SQLModel, table=True):
    """A dossier of a hand-over list: one row of its control slip (Mẫu 06)."""

    __tablename__ = "handing_item"

    handing_id: int = Field(primary_key=True, foreign_key="handing.id")
    position: int = Field(primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    move_id: int = Field(foreign_key="dossier_move.id", unique=True)
    outcome: Outcome = Field(sa_type=Word(Outcome))
    due_at: datetime | None = Field(default=None, sa_type=Instant)  # as it was then
    result_name: str = ""
    result_number: str = ""
    result_copies: int = 0
    note: str = ""


class Collected(SQLModel, table=True):
    """Who took a result away, how that was seen, and that they signed (biên nhận trả kết quả)."""

    __tablename__ = "collected"

    move_id: int = Field(primary_key=True, foreign_key="dossier_move.id")
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    collector: CollectorKind = Field(sa_type=Word(CollectorKind))
    name: str
    seen: str
    authority_paper: str = ""
    other_name: str = ""  # the second party, where both must come
    other_seen: str = ""
    signed: Signed = Field(sa_type=Word(Signed))
    given_by: int = Field(foreign_key="staff.id")
    given_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)


class LentOriginal(SQLModel, table=True):
    """An original that left the folder for a while (mượn bản chính)."""

    __tablename__ = "lent_original"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    paper: str
    lent_to: str
    purpose: str = ""
    due_back: date | None = Field(default=None, sa_type=Day)
    lent_by: int = Field(foreign_key="staff.id")
    lent_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)


class LentBack(SQLModel, table=True):
    """It is back."""

    __tablename__ = "lent_back"

    lent_id: int = Field(primary_key=True, foreign_key="lent_original.id")
    brought_by: str
    note: str = ""
    received_by: int = Field(foreign_key="staff.id")
    back_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)


class ExtraDemand(SQLModel, table=True):
    """A paper that somebody demands beyond the official list: never a condition, always logged."""

    __tablename__ = "extra_demand"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int | None = Field(default=None, foreign_key="dossier.id")
    procedure_code: str
    body: str  # who demands it
    paper: str
    ground: str = ""  # what they say it rests on
    day: date = Field(sa_type=Day, index=True)
    logged_by: int = Field(foreign_key="staff.id")
    logged_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)


class Guidance(SQLModel, table=True):
    """Guidance that was given (nội dung hướng dẫn), kept as Nghị định 61/2018 Điều 15 asks."""

    __tablename__ = "guidance"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int | None = Field(default=None, foreign_key="dossier.id", index=True)
    procedure_code: str = ""
    person: str = ""
    way: GuidanceWay = Field(sa_type=Word(GuidanceWay))
    said: str
    day: date = Field(sa_type=Day, index=True)
    given_by: int = Field(foreign_key="staff.id")
    given_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)


class Certification(SQLModel, table=True):
    """One number of a certification register (sổ chứng thực)."""

    __tablename__ = "certification"

    id: int | None = Field(default=None, primary_key=True)
    kind: Certified = Field(sa_type=Word(Certified))
    year: int
    number: int
    day: date = Field(sa_type=Day)
    dossier_id: int | None = Field(default=None, foreign_key="dossier.id", index=True)
    requester: str
    paper: str
    copies: int
    signer: str
    note: str = ""
    recorded_by: int = Field(foreign_key="staff.id")
    recorded_at: datetime = Field(sa_type=Instant)
    operation: str


class CertificationStruck(SQLModel, table=True):
    """A number that was written wrongly: it stays in the register, struck through, with the reason."""

    __tablename__ = "certification_struck"

    certification_id: int = Field(primary_key=True, foreign_key="certification.id")
    reason: str
    struck_by: int = Field(foreign_key="staff.id")
    struck_at: datetime = Field(sa_type=Instant)
    operation: str = Field(unique=True)


class Notice(SQLModel, table=True):
    """That somebody was told of a move: whom, how, when, by whom."""

    __tablename__ = "notice"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    move_id: int | None = Field(default=None, foreign_key="dossier_move.id", index=True)
    way: NoticeWay = Field(sa_type=Word(NoticeWay))
    whom: str
    note: str = ""
    told_by: int = Field(foreign_key="staff.id")
    told_at: datetime = Field(sa_type=Instant)
    operation: str
