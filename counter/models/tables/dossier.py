"""Visits, dossiers and what hangs on one: papers, answers, print-outs; and the mirror of the catalogue."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from counter.models.catalogue import Channel
from counter.models.dossier import (
    ContactKind,
    DossierState,
    IdentityCheck,
    PapersHeld,
    PaperState,
    ResultWay,
    SyncState,
)
from counter.models.money import MoneyState
from counter.models.tables.types import Code, Day, Flag, Instant, JsonObject, JsonText, Word


class ProcedureRow(SQLModel, table=True):
    """A procedure of the catalogue a dossier was filed under; `data_version` is the hash of its data then."""

    __tablename__ = "procedure"

    code: str = Field(primary_key=True)
    name: str
    sector: str = ""
    data_version: str = ""
    updated_at: datetime = Field(sa_type=Instant)


class Visit(SQLModel, table=True):
    """One coming of one person to the counter; several dossiers may be taken in it."""

    __tablename__ = "visit"

    id: int | None = Field(default=None, primary_key=True)
    resident_id: int | None = Field(default=None, foreign_key="resident.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")
    started_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    note: str = ""


class Dossier(SQLModel, table=True):
    """A dossier (hồ sơ): four state lines side by side, never one inside the other."""

    __tablename__ = "dossier"

    id: int | None = Field(default=None, primary_key=True)
    # what it is called
    code: str = Field(unique=True)
    code_reversed: str = Field(index=True)  # for a search by its last digits
    short_code: str = Field(index=True)  # with its check character
    provisional: bool = Field(sa_type=Flag)  # the ward's unit code is not set: not an official code
    day: date = Field(sa_type=Day)  # local day of reception
    sequence: int  # within that day
    # the four lines
    state: DossierState = Field(sa_type=Code(DossierState))
    money: MoneyState = Field(sa_type=Word(MoneyState))
    papers_held: PapersHeld = Field(default=PapersHeld.NONE, sa_type=Word(PapersHeld))
    sync: SyncState = Field(default=SyncState.NONE, sa_type=Word(SyncState))
    sync_since: datetime | None = Field(default=None, sa_type=Instant)
    # what is asked, and by whom; name and applicant as they stood on the day
    procedure_code: str = Field(foreign_key="procedure.code")
    procedure_name: str
    resident_id: int | None = Field(default=None, foreign_key="resident.id")
    applicant: JsonObject = Field(sa_type=JsonText)  # `counter.models.dossier.Applicant`
    applicant_name: str
    folded: str  # fold(applicant_name + " " + behalf_of): the search key
    identity: IdentityCheck = Field(sa_type=Word(IdentityCheck))
    behalf_of: str = ""
    behalf_paper: str = ""
    # ways
    channel: Channel = Field(sa_type=Word(Channel))
    result_way: ResultWay = Field(sa_type=Word(ResultWay))
    contact_kind: ContactKind | None = Field(default=None, sa_type=Word(ContactKind))
    contact_phone: str = ""  # digits only
    contact_phone_reversed: str = Field(default="", index=True)
    contact_whose: str = ""
    comes_back_on: date | None = Field(default=None, sa_type=Day)
    # time
    visit_id: int | None = Field(default=None, foreign_key="visit.id", index=True)
    received_at: datetime = Field(sa_type=Instant)
    received_by: int = Field(foreign_key="staff.id")
    due_at: datetime | None = Field(default=None, sa_type=Instant)  # None: the time limit is not known
    due_reason: str = ""
    due_warnings: list[str] = Field(default=[], sa_type=JsonText)
    ready_at: datetime | None = Field(default=None, sa_type=Instant)
    returned_at: datetime | None = Field(default=None, sa_type=Instant)
    returned_by: int | None = Field(default=None, foreign_key="staff.id")
    returned_to: str = ""
    # money as quoted on the day; lines in fee_line
    fee_total: int | None = None  # đồng; None: an amount the data does not know
    fee_waived: int | None = None
    fee_unknown: list[str] = Field(default=[], sa_type=JsonText)
    fee_sources: list[str] = Field(default=[], sa_type=JsonText)  # legal sources of the waivers
    fee_inputs: JsonObject = Field(default={}, sa_type=JsonText)
    exempt_group: str = ""
    # where it came from
    operation: str = Field(unique=True)  # of its acceptance: the id of its draft
    started_from: int | None = Field(default=None, foreign_key="dossier.id")
    note: str = ""
    version: int = 1
    contact_time: str = ""  # when the resident is best called, as said
    in_charge: int | None = Field(default=None, foreign_key="staff.id")  # None: who received it


class DossierPaper(SQLModel, table=True):
    """One paper of the official list and what became of it."""

    __tablename__ = "dossier_paper"

    dossier_id: int = Field(primary_key=True, foreign_key="dossier.id")
    position: int = Field(primary_key=True)
    key: str
    name: str
    state: PaperState = Field(sa_type=Word(PaperState))
    originals: int = 0
    copies: int = 0
    certified: int = 0  # certified copies (bản chứng thực)


class DossierAnswer(SQLModel, table=True):
    """One e-form answer; `label` as it stood when it was asked."""

    __tablename__ = "dossier_answer"

    dossier_id: int = Field(primary_key=True, foreign_key="dossier.id")
    position: int = Field(primary_key=True)
    key: str
    label: str
    value: str


class PrintRecord(SQLModel, table=True):
    """One print-out of one paper of a dossier."""

    __tablename__ = "print_record"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    kind: str  # which paper: "slip", "slip_large", "thermal_58", ...
    copies: int = 1
    target: str = ""  # printer or file name; never a path
    printed_at: datetime = Field(sa_type=Instant)
    printed_by: int = Field(foreign_key="staff.id")


class DayCounter(SQLModel, table=True):
    """The last number given out in a series on a day; read and raised inside the write transaction."""

    __tablename__ = "day_counter"

    series: str = Field(primary_key=True)
    day: date = Field(primary_key=True, sa_type=Day)
    last: int
