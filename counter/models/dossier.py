"""A dossier (hồ sơ) and what is known of it before and after acceptance."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

from counter.errors import Params, Problem
from counter.models.catalogue import Channel, Procedure
from counter.models.identity import Card
from counter.models.money import MoneyState, PaymentView, Quote
from counter.models.submission import SubmissionView as SubmissionView
from counter.models.submission import SyncState as SyncState


class DossierState(IntEnum):
    """The national status codes (trạng thái hồ sơ), one-stop-law section 4."""

    REGISTERED = 1  # Mới đăng ký
    RECEIVED = 2  # Được tiếp nhận
    NOT_RECEIVED = 3  # Không được tiếp nhận
    PROCESSING = 4  # Đang xử lý
    SUPPLEMENT = 5  # Yêu cầu bổ sung giấy tờ
    PAYMENT = 6  # Yêu cầu thực hiện nghĩa vụ tài chính
    WITHDRAWN = 7  # Công dân yêu cầu rút hồ sơ
    STOPPED = 8  # Dừng xử lý
    DONE = 9  # Đã xử lý xong
    RETURNED = 10  # Đã trả kết quả


class Step(StrEnum):
    """The steps of intake, in order."""

    RESIDENT = "resident"
    PROCEDURE = "procedure"
    PAPERS = "papers"
    QUESTIONS = "questions"
    CONTACT = "contact"
    REVIEW = "review"


class PaperState(StrEnum):
    """What became of one paper of the list at the counter."""

    ASKED = "asked"  # not seen yet
    SUBMITTED = "submitted"  # nộp, kept
    PRESENTED = "presented"  # xuất trình, seen and given back
    FROM_DATABASE = "from_database"  # khai thác từ cơ sở dữ liệu
    MISSING = "missing"  # thiếu
    NOT_NEEDED = "not_needed"  # the case does not arise


class PapersHeld(StrEnum):
    """Where the papers that were handed in are: the third state line beside business, money and sync."""

    NONE = "none"  # nothing was kept
    COUNTER = "counter"  # at the counter
    FORWARDED = "forwarded"  # with the officer who handles it
    RETURNED = "returned"  # given back


class ContactKind(StrEnum):
    """How the resident can be reached; NONE is a full answer."""

    OWN_PHONE = "own_phone"
    LANDLINE = "landline"
    RELATIVE = "relative"
    NEIGHBOUR = "neighbour"
    GROUP_HEAD = "group_head"  # tổ trưởng tổ dân phố
    POST = "post"
    NONE = "none"


class ResultWay(StrEnum):
    """How the result is collected."""

    COUNTER = "counter"
    POST = "post"
    ONLINE = "online"


class CollectorKind(StrEnum):
    """Who collects a result."""

    SELF = "self"  # người nộp, or the person it was filed for
    PROXY = "proxy"  # người được uỷ quyền


class IdentityCheck(StrEnum):
    """Whether a clerk compared the person with the card. Never preset."""

    NOT_DONE = "not_done"
    SAME_PERSON = "same_person"
    FOR_ANOTHER = "for_another"
    DOUBTED = "doubted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """The person at the counter, as typed or scanned. `resident_id` when the store knows them."""

    full_name: str = ""
    citizen_id: str = ""
    old_cmnd: str = ""
    dob: date | None = None
    gender: str = ""
    address: str = ""
    issue_date: date | None = None
    resident_id: int | None = None
    from_card: bool = False
    extra_fields: tuple[str, ...] = ()

    @classmethod
    def of_card(cls, card: Card, resident_id: int | None = None) -> "Applicant":
        """What a scanned card fills."""
        return cls(
            full_name=card.full_name,
            citizen_id=card.citizen_id,
            old_cmnd=card.old_cmnd or "",
            dob=card.dob,
            gender=card.gender,
            address=card.address,
            issue_date=card.issue_date,
            resident_id=resident_id,
            from_card=True,
            extra_fields=card.extra_fields,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to tell, and how. `whose` names the relative or neighbour."""

    kind: ContactKind | None = None
    phone: str = ""
    whose: str = ""
    comes_back_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMark:
    """The state of one paper of the procedure's list in this dossier."""

    key: str
    name: str
    state: PaperState = PaperState.ASKED
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One e-form answer; `label` as it stood when it was asked."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeDraft:
    """An intake in progress (hồ sơ nháp). Its id is also the operation id of its acceptance."""

    id: str  # uuid4 hex, made when the form was opened
    step: Step = Step.RESIDENT
    applicant: Applicant = field(default_factory=Applicant)
    identity: IdentityCheck = IdentityCheck.NOT_DONE
    behalf_of: str = ""  # name of the person acted for, when FOR_ANOTHER
    behalf_paper: str = ""  # the paper that allows it, as seen
    procedure_code: str = ""
    papers: tuple[PaperMark, ...] = ()
    answers: tuple[Answer, ...] = ()
    fee_inputs: dict[str, str] = field(default_factory=dict)  # NAME=VALUE as for `counter quote --set`
    exempt_group: str = ""
    exempt_proof: str = ""  # the paper that shows it, as seen; empty: the exemption is settled with the fee
    channel: Channel = Channel.DIRECT
    result_way: ResultWay | None = None
    contact: Contact = field(default_factory=Contact)
    started_from: int | None = None  # dossier this one was copied from
    duplicate_reason: str = ""  # why a second open dossier of the same person and procedure is right
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """A saved draft as the desk lists it."""

    id: str
    draft: IntakeDraft
    owner: str
    owner_id: int
    saved_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """The appointment (ngày hẹn trả) and its reckoning in words. `due` None: the time limit is not known."""

    due: datetime | None  # aware, local zone
    reason: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an intake would come to if it were accepted now. None: cannot be said yet."""

    procedure: Procedure | None = None
    quote: Quote | None = None
    appointment: Appointment | None = None
    problems: tuple[Problem, ...] = ()  # everything that stands between the draft and its acceptance
    next_questions: tuple[str, ...] = ()  # NAMEs of the fee inputs that are still to be asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """An open dossier of the same person and procedure, shown before a second one is taken."""

    dossier_id: int
    code: str
    short_code: str
    procedure_name: str
    applicant_name: str
    state: DossierState
    received_at: datetime
    same_day: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The result of an acceptance; a second press of the same operation returns the same."""

    dossier_id: int
    code: str
    provisional: bool
    short_code: str  # with its check character
    appointment: Appointment
    money: MoneyState
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One event of a dossier's life (diễn biến)."""

    at: datetime
    who: str
    event: str  # message id
    detail: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverDraft:
    """Who collects a result (trả kết quả), and how that was seen. Nothing is preset."""

    operation: str
    dossier_id: int
    version: int
    collector: CollectorKind | None = None
    name: str = ""  # of a proxy
    paper: str = ""  # that lets the proxy collect
    card: Card | None = None  # the collector's, scanned
    seen: str = ""  # what was looked at when no card was scanned: the slip, another paper


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction:
    """Something that can be done with a dossier now, or the message id of the reason why not."""

    command: str  # id in `counter.commands`, or "mark_ready", "print"
    enabled: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierView:
    """Everything about one dossier."""

    id: int
    code: str
    provisional: bool
    short_code: str
    state: DossierState
    money: MoneyState
    sync: SyncState
    procedure_code: str
    procedure_name: str
    applicant: Applicant
    behalf_of: str
    channel: Channel
    result_way: ResultWay
    contact: Contact
    received_at: datetime
    received_by: str
    appointment: Appointment
    papers: tuple[PaperMark, ...]
    answers: tuple[Answer, ...]
    quote: Quote
    payments: tuple[PaymentView, ...]
    submission: SubmissionView | None
    timeline: tuple[TimelineEntry, ...]
    practice: bool
    version: int
    resident_id: int | None = None
    identity: IdentityCheck = IdentityCheck.NOT_DONE
    behalf_paper: str = ""
    papers_held: PapersHeld = PapersHeld.NONE
    exempt_group: str = ""
    fee_inputs: dict[str, str] = field(default_factory=dict)
    note: str = ""
    ready_at: datetime | None = None
    returned_at: datetime | None = None
    returned_to: str = ""
    returned_by: str = ""


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One line of the desk's list. `mark` is a single character that repeats the state without colour."""

    kind: str  # "dossier" or "draft"
    id: str
    mark: str  # "!" late, "~" today, "»" unsent, "$" money, "√" ready, "·" draft, " " later
    due: datetime | None
    short_code: str
    resident: str
    procedure: str
    next_action: str  # message id
    lane: str = ""  # drafts, late, today, unsent, owing, ready, later
    next_params: Params = field(default_factory=dict)  # of `next_action`
    phone: str = ""  # of the contact, masked
    owner: str = ""  # of a draft
    since: datetime | None = None  # of a draft: saved; unsent: since when; ready: since when


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """The desk's line of figures."""

    late: int = 0
    today: int = 0
    open: int = 0
    ready: int = 0
    unsent: int = 0
    owing: int = 0
    drafts: int = 0
    unsent_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeskView:
    """What the desk shows at a glance."""

    rows: tuple[DeskRow, ...]
    counts: DeskCounts
    more: str = ""  # hand it back as `after` for the next page; "" when this was the last


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer to "find anything". `kind` is resident, dossier, procedure, draft or command."""

    kind: str
    id: str
    label: str
    detail: str = ""
    key: str = ""
