"""What is told to the national portal (Cổng Dịch vụ công quốc gia), in our own terms, and what came of it.

Nothing here is a message yet: `counter.portal.messages` turns a `SyncDossier` into one, or says why it is
held. None and "" mean "not known" and are sent as that, or hold the message; nothing is ever made up.
Source: national-sync, sections 2 to 6.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from counter.errors import Problem
from counter.models.catalogue import Channel
from counter.models.numbers import NumberKind
from counter.models.states import DossierState, PaymentMeans, ResultWay

# -- a dossier, ready to be told --------------------------------------------------------------


class OwnerKind(IntEnum):
    """What the owner of a dossier is (loại đối tượng)."""

    CITIZEN = 1  # công dân
    BUSINESS = 2  # doanh nghiệp
    STATE = 3  # cơ quan nhà nước
    ORGANISATION = 4  # tổ chức, khác


class Reuse(IntEnum):
    """Whether a component was used again instead of asked for (được tái sử dụng)."""

    NO = 0
    COMPONENT = 1  # of another dossier
    RESULT = 2  # a stored result


class OnlinePay(IntEnum):
    """Through what a fee was paid online (được thanh toán trực tuyến). VietQR at the counter is neither."""

    PLATFORM = 1  # nền tảng thanh toán quốc gia
    GATEWAY = 2  # cổng thanh toán của bộ, tỉnh


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncOwner:
    """The owner of the dossier (chủ hồ sơ), who need not be the one that stands at the counter.

    `number` "" when it is not known. `tech_id` is the owner's account on the portal (TechID), needed for a
    dossier that was filed online and for no other.
    """

    name: str
    kind: OwnerKind = OwnerKind.CITIZEN
    number: str = ""
    number_kind: NumberKind | None = None  # None: by its shape
    phone: str = ""
    email: str = ""
    tech_id: str = ""
    verified: bool = False  # the account was verified with VNeID (xác thực với VNeID)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPaper:
    """A paper of the dossier (tài liệu nộp). Without a file it is a paper that lies at the counter.

    `code` is the card's MAGIAYTO where somebody said which it is; "" looks for the card's paper of that name.
    """

    name: str
    component: bool = True  # one of the procedure's official list (thành phần hồ sơ)
    code: str = ""
    file_id: str = ""
    file_name: str = ""
    url: str = ""  # from where the portal can load it
    digitised: bool = False
    reuse: Reuse = Reuse.NO
    from_store: bool = False  # from the national data store (kho dữ liệu)
    replaced_by: str = ""  # code of the result that replaces the paper
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncFee:
    """What was paid of one fee, in đồng, refunds taken off. `unit_amount` finds its code on the card.

    `online` only with the transaction id of the online payment; cash, a transfer or a card at the counter
    is never one.
    """

    name: str
    kind: str  # "phi", "le_phi"; "post" is the post's price and is not told
    amount: int
    unit_amount: int | None = None
    means: PaymentMeans | None = None
    code: str = ""  # MAPHILEPHI, where somebody said which it is
    online: OnlinePay | None = None
    transaction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncOther:
    """Another attached thing (tệp đính kèm khác). `kind_code` None: the list of codes was never found."""

    name: str
    quantity: int
    kind_code: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncSupplement:
    """One round of asking for a supplement (yêu cầu bổ sung). `answered_at` None: still open."""

    id: int
    asked_by: str
    text: str
    asked_at: datetime
    answered_at: datetime | None = None
    answered_by: str = ""
    answer: str = ""
    papers: tuple[SyncPaper, ...] = ()
    fees: tuple[SyncFee, ...] = ()
    due_before: datetime | None = None
    due_after: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncResult:
    """A result (giấy tờ kết quả) with its file. `code`: the card's MAKETQUA where somebody said which."""

    name: str
    file_id: str = ""
    url: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncDossier:
    """Everything that is told of one dossier (hồ sơ). Instants are aware; `due_at` None: not known.

    `portal_code`: the code that the portal itself gave, of a dossier that was filed there (nộp hộ). It has
    the dossier already, so only the steps are told, under that code.
    """

    code: str  # the official one, for life
    procedure_code: str
    channel: Channel
    owner: SyncOwner
    subject: str  # trích yếu
    agency: str  # the name of the agency that handles it (đơn vị xử lý)
    state: DossierState
    received_at: datetime
    result_way: ResultWay
    provisional: bool = False
    practice: bool = False  # goes to a practice portal, and nowhere else
    portal_code: str = ""
    filed_at: datetime | None = None  # when the person filed; None: when it was received
    due_at: datetime | None = None
    ready_at: datetime | None = None
    returned_at: datetime | None = None
    refused_at: datetime | None = None
    return_note: str = ""
    note: str = ""
    papers: tuple[SyncPaper, ...] = ()
    fees: tuple[SyncFee, ...] = ()
    others: tuple[SyncOther, ...] = ()
    supplements: tuple[SyncSupplement, ...] = ()
    results: tuple[SyncResult, ...] = ()
    databases: tuple[str, ...] = ()  # codes of databases that were asked (mã CSDL)
    ledger_total: int | None = None  # phí and lệ phí of the ledger, đồng; None: not compared


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStep:
    """One step of the handling (tiến độ). `actor` "" is sent as "Chuyên viên", the portal's own default."""

    id: str  # ours, to note which steps were taken
    at: datetime
    text: str
    state: DossierState = DossierState.PROCESSING
    actor: str = ""
    title: str = ""
    department: str = ""
    started_at: datetime | None = None
    due_at: datetime | None = None


# -- what the portal says of a procedure (LayThuTuc) ------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPaper:
    """A component (thành phần hồ sơ) on the portal's card."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFee:
    """A fee (phí, lệ phí) on the portal's card, in đồng."""

    code: str
    channel: Channel
    amount: int | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureCard:
    """The portal's card of a procedure: the only source of sector, paper, fee and result codes."""

    code: str
    name: str
    sector_code: str  # "" where the card names none, or several
    sector_name: str
    public: bool = True
    papers: tuple[CardPaper, ...] = ()
    fees: tuple[CardFee, ...] = ()
    results: tuple[CardPaper, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncCodes:
    """Code values seen in a live client or told, but in no official text: settings, to be checked."""

    fee_phi: str = "1"  # LoaiPhiLePhi
    fee_le_phi: str = "2"
    paid_direct: str = "1"  # HinhThucThu
    paid_online: str = "2"
    filed_here: str = "2"  # NoiNopHoSo: what the province sends
    filed_on_portal: str = "1"


# -- what came of telling it ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Not sent, or answered in a way that nobody may guess at: a person looks (giữ lại).

    `sent`: a message went out before, so ask the portal before anything is sent again.
    """

    reasons: tuple[Problem, ...]
    sent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The portal said no to this dossier, with its code and its own words; nothing was taken."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """It was sent and no answer can be relied on (không biết đã nhận). Ask first, then send again."""

    reason: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """Nothing of the dossier was sent this time. `needs_person`: trying again alone will not help."""

    reason: Problem
    needs_person: bool = False


Failure = Held | Refused | Unknown | Unreachable


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """The portal took the dossier, and the first `steps_sent` of its steps; `rest` says why no more.

    `updated`: the portal knew it before.
    """

    code: str
    updated: bool
    steps_sent: int = 0
    rest: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The portal was asked and has the dossier; `state` None: its answer does not say which state.

    `procedure`, `received`: what it says of them (MaTTHC, NgayTiepNhan), "" where it says nothing.
    """

    code: str
    state: DossierState | None = None
    procedure: str = field(default="", compare=False)
    received: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotKnown:
    """The portal was asked and does not have the dossier."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsSent:
    """What came of sending steps alone: the first `count` are taken, `rest` says why no more."""

    count: int
    rest: Failure | None = None


Outcome = Filed | Failure
Asked = Known | NotKnown | Held | Unknown | Unreachable
