"""The frozen values that papers are made of. Every text is ready to print; templates only lay it out.

An empty text means "leave the line out". A template reads the same names: `d.times.due`.
"""

from dataclasses import dataclass
from datetime import datetime

from counter.papers.call_values import CallData
from counter.papers.delay_values import DelayData
from counter.papers.law_values import LawData
from counter.papers.personal_values import PersonalData
from counter.papers.value_parts import Code as Code
from counter.papers.value_parts import Head as Head
from counter.papers.value_parts import RecoveryData, TrialData
from counter.papers.visit_values import VisitSlipData
from counter.papers.ward_report_values import WardReportData


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Who files what, and where."""

    place: str  # tên đơn vị tiếp nhận
    submitter: str  # người nộp
    channel: str  # cách thức nộp
    identity: str  # số căn cước
    address: str
    phone: str
    owner: str  # chủ hồ sơ, when not the submitter
    procedure: str  # nội dung yêu cầu giải quyết
    names: str = ""  # of an assisted filing: the resident, who typed, who decided


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One line of the table of papers (thành phần hồ sơ). A count of 0 is printed as a dash."""

    name: str
    originals: int  # bản chính
    certified: int  # bản chứng thực
    copies: int  # bản sao: at intake of either kind
    how: str  # handed in, shown, or taken from a database


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What was handed in and what is missing."""

    lines: tuple[PaperLine, ...]
    missing: tuple[str, ...]
    sets: str  # số bộ hồ sơ


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When the dossier came and when its result is ready; the parts of an unknown due time are empty."""

    received: str
    reckoning: str  # the time limit and the days off that led to the appointment
    due: str  # hour, weekday and date in one line
    weekday: str
    day: str
    hour: str  # "16 giờ 30 phút"
    spoken: str  # as people say it: "4 giờ 30 chiều"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLine:
    """One line of the fee."""

    label: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """The fee (phí, lệ phí) and what became of it."""

    lines: tuple[FeeLine, ...]
    total: str
    in_words: str
    state: str
    receipts: tuple[str, ...]  # the official receipts (biên lai), which this paper does not replace
    note: str
    to_bring: str  # amount still to be paid, when it is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """How the resident gets the result, is told, and asks."""

    way: str  # đăng ký nhận kết quả tại
    told: str
    bring: tuple[str, ...]
    ask: str  # the counter's phone, or where to come and ask
    hours: str
    lookup: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipData:
    """One reception slip (Mẫu 01): source of the form, the large print, the thermal slip, the preview."""

    issued_at: datetime  # aware; when the dossier was received: the time of the paper and of its QR
    head: Head
    qr: Code
    filing: Filing
    papers: Papers
    times: Times
    money: Money
    back: Return
    received_by: str  # người tiếp nhận


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentData:
    """One consent sheet for filing on a resident's behalf (phiếu đồng ý nộp thay)."""

    issued_at: datetime
    head: Head
    filing: Filing
    paragraphs: tuple[str, ...]  # the text that is read to the resident, word for word
    text_version: str
    ask: str
    reader: str  # who read it out and wrote the answer down
    standing: tuple[str, ...] = ()  # who stands here, by which paper, which way it is filed
    names: str = ""  # the resident, who typed, who decided
    given: str = ""  # how the answer was given, when it is recorded already


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidItem:
    """What of a payment is for one dossier, and why it is that much."""

    code: str  # mã ngắn
    who: str  # người nộp hồ sơ
    procedure: str
    amount: str
    lines: tuple[FeeLine, ...]  # of its quote; empty where the quote is not at hand
    note: str  # a part of the fee only, or what was waived and on what ground


@dataclass(frozen=True, slots=True, kw_only=True)
class MeansLine:
    """One means of a payment: tiền mặt, chuyển khoản, thẻ, bưu chính thu hộ."""

    means: str
    amount: str
    detail: str  # tendered and change, or the transaction code and the account


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """What a void (huỷ) or a refund (hoàn trả) is of, why, and who said yes."""

    of: str  # the first payment, its number and its time
    receipt: str  # what becomes of its official receipt
    reason: str
    approved_by: str  # người duyệt


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSlipData:
    """The slip of one payment, void or refund (phiếu thu tiền, phiếu huỷ, phiếu hoàn trả)."""

    issued_at: datetime  # aware; when the money was taken or given back
    head: Head
    place: str
    items: tuple[PaidItem, ...]
    total: str
    in_words: str
    means: tuple[MeansLine, ...]
    payer: str  # with the relation to the applicant; empty when the applicant paid
    paid_by: str  # the name under the line to sign on
    receipt: str  # the official receipt, or why there is none
    standing: str  # on a reprint: what was given back since
    taken: str  # hour, weekday and date
    taken_by: str
    back: GivenBack | None  # None on the slip of a payment
    note: str  # không thay thế biên lai
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VietQrData:
    """One asked-for transfer on paper: its code, and the same in words for whoever cannot scan."""

    issued_at: datetime  # aware; when it was asked for
    head: Head
    qr: Code
    amount: str
    in_words: str
    bank: str
    account: str  # số tài khoản, in groups of four
    holder: str  # chủ tài khoản
    memo: str  # nội dung chuyển khoản, to be typed as it stands
    items: tuple[PaidItem, ...]
    payer: str
    note: str  # only what the ward has seen on its account is paid
    asked_by: str
    asked: str
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SumLine:
    """A sum of the sheet: a note with its pieces, a kind of fee, a means, a procedure, a ground."""

    label: str
    count: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """The numbers of one receipt book (quyển biên lai) that were used."""

    series: str  # ký hiệu mẫu and ký hiệu
    first: str
    last: str
    used: str
    voided: str  # numbers that stay in the book as ĐÃ HUỶ
    set_aside: tuple[str, ...]  # viết hỏng, mất, bỏ cách, each with its reason


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One payment, void, refund or cash move of a list: what, how much, why, who."""

    number: str
    at: str  # hour of the day
    what: str
    amount: str
    reason: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """One count of a drawer that was compared with the book before its close."""

    number: str
    at: str
    counted: str
    difference: str  # khớp, thừa or thiếu


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerSheetData:
    """The hand-over sheet of a closed drawer (phiếu bàn giao ngăn tiền)."""

    issued_at: datetime  # aware; when the drawer was closed
    head: Head
    cashier: str
    place: str
    opened: str
    closed: str
    closed_by: str  # empty when the cashier did it
    notes: tuple[SumLine, ...]  # bảng kê mệnh giá
    counted: str
    counted_words: str
    reckoning: tuple[SumLine, ...]  # float, cash taken, other moves: together what should be there
    expected: str
    difference: str  # khớp, thừa or thiếu
    difference_reason: str
    approved_by: str
    counts: tuple[CountLine, ...]  # every one that was made: counting until it fits shows
    kept: str
    to_safe: str
    handed_to: str
    by_kind: tuple[SumLine, ...]
    by_means: tuple[SumLine, ...]
    by_procedure: tuple[SumLine, ...]
    collected: str  # the sum of each of the three
    books: tuple[BookLine, ...]
    reversals: tuple[EntryLine, ...]
    moves: tuple[EntryLine, ...]
    exemptions: tuple[SumLine, ...]  # by ground, with what was waived
    waived: str
    unmatched: tuple[EntryLine, ...]
    excused: tuple[EntryLine, ...]
    seal: str = ""  # the head of the chain this closing stands in (mã niêm)
    seal_qr: Code | None = None  # the same, signed


Printable = (
    SlipData
    | ConsentData
    | PaymentSlipData
    | VietQrData
    | DrawerSheetData
    | DelayData
    | CallData
    | LawData
    | WardReportData
    | VisitSlipData
    | TrialData
    | RecoveryData
    | PersonalData
)
"""What a template can be filled with."""
