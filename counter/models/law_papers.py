"""The facts behind the papers of the law: forms 02 to 07 of Circular 03/2025/TT-VPCP, and two slips.

Facts only, no words: `counter.papers.law_*` says them in Vietnamese. Instants are aware UTC, days are
those of the counter. None or "" means that the store does not know it; the paper then leaves the line out.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from counter.models.dossier import CollectorKind, DossierView, ResultWay
from counter.models.life import AskedBy, Direction, MoneyAfter, Outcome, Stage


class LawForm(StrEnum):
    """The papers by the number they are asked for with; three have none in the circular."""

    RECEIPT = "01"  # Giấy tiếp nhận hồ sơ và hẹn trả kết quả
    SUPPLEMENT = "02"  # Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ
    REFUSAL = "03"  # Phiếu từ chối tiếp nhận giải quyết hồ sơ
    EXTENSION = "04"  # Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết
    STOP = "05"  # Thông báo dừng giải quyết hồ sơ
    CONTROL = "06"  # Phiếu kiểm soát quá trình giải quyết hồ sơ
    REGISTER = "07"  # Sổ theo dõi hồ sơ
    RESULT = "result"  # Giấy biên nhận trả kết quả
    HAND_OVER = "hand-over"  # Phiếu bàn giao kết quả, from the specialists
    HAND_OVER_OUT = "hand-over-out"  # Phiếu bàn giao hồ sơ, to them


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNumber:
    """The number of a paper (số): one series of numbers for each form and year, from 1."""

    form: LawForm
    year: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperChoice:
    """A paper of one dossier that can be printed now, or the message id of the reason why not.

    `which` tells two papers of one form apart: the id of the request or of the decision; 0 for the only one.
    """

    form: LawForm
    which: int = 0
    at: datetime | None = None  # when what it tells of happened
    number: PaperNumber | None = None
    copies: int = 0  # printed so far
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPaper:
    """One thing that is to be brought or mended, in counts of originals, certified copies and photocopies."""

    name: str
    originals: int = 0
    certified: int = 0
    photocopies: int = 0
    note: str = ""  # what is wrong with it, or how it should be


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementFacts:
    """One request to complete a dossier (yêu cầu bổ sung, hoàn thiện hồ sơ)."""

    dossier: DossierView
    asked_at: datetime
    asked_by: str  # người hướng dẫn
    wanted: tuple[WantedPaper, ...]
    reason: str
    stage: Stage = Stage.ENTRY
    basis: str = ""  # căn cứ
    answer_by: date | None = None  # thời hạn bổ sung
    nth: int = 1  # the law allows one
    new_due: datetime | None = None  # the appointment as it stands once the papers are here
    number: PaperNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalFacts:
    """A refusal to receive or decide (từ chối tiếp nhận, giải quyết), approved by a leader of the centre."""

    dossier: DossierView
    refused_at: datetime
    refused_by: str
    reason: str
    basis: str = ""
    approved_by: str = ""
    number: PaperNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionFacts:
    """An apology with the one new date the law allows (xin lỗi, đề nghị gia hạn)."""

    dossier: DossierView
    written_at: datetime
    due: datetime | None  # the appointment that is missed
    new_due: datetime | None
    reason: str
    signed_by: str
    signer_title: str = ""  # "" is the head (GIÁM ĐỐC)
    sector: str = ""
    number: PaperNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopFacts:
    """A decision to stop (dừng giải quyết), or what the resident took back: who asked, and what goes back."""

    dossier: DossierView
    decided_at: datetime
    asker: AskedBy
    reason: str
    signed_by: str
    signer_title: str = ""
    basis: str = ""
    papers_back: str = ""  # giấy tờ trả lại
    money: MoneyAfter = MoneyAfter.NONE
    number: PaperNumber | None = None


class StepKind(StrEnum):
    """What a hand-over of a dossier was."""

    RECEIVED = "received"  # from the resident
    OUT = "out"  # to the body that works on it
    BACK = "back"  # to the counter again
    RETURNED = "returned"  # the result, to whoever collected it


@dataclass(frozen=True, slots=True, kw_only=True)
class HandStep:
    """One hand-over of a dossier: who gave it, who took it; "" as a place is the counter itself."""

    kind: StepKind
    at: datetime
    giver: str
    taker: str
    agency: str = ""  # at the other end than the counter
    due: datetime | None = None  # of the dossier, as it was then
    ready_at: datetime | None = None  # when the result was there: what is judged in time or late
    outcome: Outcome | None = None
    note: str = ""
    undone: bool = False  # taken back within the five minutes; it stays in the history


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlFacts:
    """The hand-over history of a dossier as it stands (phiếu kiểm soát); it is never overwritten."""

    dossier: DossierView
    printed_at: datetime
    book_year: int
    row: int  # số thứ tự in the register
    steps: tuple[HandStep, ...]
    agency: str = ""  # cơ quan (bộ phận) giải quyết
    partners: tuple[str, ...] = ()  # cơ quan phối hợp


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One dossier in the register."""

    number: int  # số thứ tự, counted through the year
    code: str
    procedure: str
    applicant: str
    behalf_of: str
    address: str
    phone: str
    received_at: datetime
    received_by: str
    due: datetime | None
    result_way: ResultWay
    agency: str = ""
    forwarded_at: datetime | None = None  # chuyển hồ sơ đến cơ quan giải quyết
    ready_at: datetime | None = None  # nhận kết quả từ cơ quan giải quyết
    returned_at: datetime | None = None
    returned_to: str = ""
    state: int = 0  # national status code
    struck: str = ""  # why its acceptance was taken back: the line is struck through


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFacts:
    """The register of a period (sổ theo dõi hồ sơ); `first` and `last` are days of reception, both in it."""

    first: date
    last: date
    printed_at: datetime
    rows: tuple[RegisterRow, ...]
    practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFacts:
    """A result that was handed over (trả kết quả)."""

    dossier: DossierView
    given_at: datetime
    given_by: str
    collector: str
    kind: CollectorKind | None = None
    second: str = ""  # the other party, where both must come
    collector_phone: str = ""
    paper: str = ""  # that lets a proxy collect
    result_kind: str = ""  # loại kết quả
    result_number: str = ""
    result_copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """One dossier of a hand-over list; `result` names the result that comes with it."""

    code: str
    procedure: str
    result: str
    owner: str
    address: str
    outcome: Outcome
    fee_due: bool  # phí, lệ phí still to be paid
    by_post: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverFacts:
    """A hand-over list between the counter and a body that works on dossiers (phiếu bàn giao)."""

    direction: Direction
    handed_at: datetime
    agency: str
    person: str  # who gave or took it there
    staff: str  # who took or gave it here
    rows: tuple[ResultRow, ...]
    note: str = ""
    practice: bool = False
    number: PaperNumber | None = None


LawFacts = (
    SupplementFacts
    | RefusalFacts
    | ExtensionFacts
    | StopFacts
    | ControlFacts
    | RegisterFacts
    | ResultFacts
    | HandOverFacts
)
"""Everything a paper of the law can be made of, but the reception slip, which is made of a dossier."""
