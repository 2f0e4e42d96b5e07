"""The fees of one month as the supervisor reports them. Amounts in đồng, days in Asia/Ho_Chi_Minh."""

from dataclasses import dataclass
from datetime import date

from counter.models.money import PaymentKind
from counter.models.till import KindSum
from counter.models.transfers import MonthStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class BookMonth:
    """The numbers of one receipt book (quyển biên lai) that have a record of the month, as printed.

    Electronic receipts have no book and no `gaps`: other counters use the same series.
    """

    form: str  # ký hiệu mẫu
    serial: str  # ký hiệu
    name: str
    first: str
    last: str
    used: int  # receipts with a payment, voided ones counted
    voided: tuple[str, ...] = ()  # numbers of voided payments, ĐÃ HUỶ
    spoiled: tuple[str, ...] = ()  # viết hỏng
    skipped: tuple[str, ...] = ()  # bỏ cách
    lost: tuple[str, ...] = ()  # mất
    gaps: tuple[str, ...] = ()  # between first and last, without any record: "0001874", "0001876–0001879"

    @property
    def set_aside(self) -> int:
        """How many numbers no payment has, with a reason."""
        return len(self.spoiled) + len(self.skipped) + len(self.lost)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackRow:
    """A void (huỷ) or a refund (hoàn trả)."""

    payment_id: int
    kind: PaymentKind
    on: date
    amount: int  # above 0
    reason: str
    taken_by: str
    approved_by: str
    dossiers: tuple[str, ...]  # short codes


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow:
    """A drawer that was counted otherwise than the book says. Below 0: missing (thiếu)."""

    drawer_id: int
    on: date
    cashier: str
    difference: int
    reason: str
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPayment:
    """A payment that something is missing of: its official receipt, or its money on a statement."""

    payment_id: int
    on: date
    amount: int
    payer: str
    taken_by: str
    dossiers: tuple[str, ...]  # short codes
    reference: str = ""  # of the transfer
    reason: str = ""  # why it has no receipt, as the cashier said
    excused: str = ""  # the supervisor's reason


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """Money of a statement that nobody has said the meaning of yet (dòng sao kê chưa rõ)."""

    line_id: int
    on: date
    amount: int
    memo: str
    to_staff: str = ""  # who finds out; "" for nobody yet


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReport:
    """A month's fees (báo cáo thu phí, lệ phí). Sums are net of what was given back in the month."""

    month: str  # YYYY-MM
    payments: int  # voids and refunds not counted
    dossiers: int
    collected: int  # phí, lệ phí: owed to the Treasury
    postage: int  # the post's
    by_kind: tuple[KindSum, ...]  # phi, le_phi, post, ""
    by_means: tuple[KindSum, ...]
    by_procedure: tuple[KindSum, ...]
    books: tuple[BookMonth, ...]
    exemptions: tuple[
        KindSum, ...
    ]  # by legal ground, for a group or for everybody; amount is what was waived
    waived: int
    voids: KindSum  # amount above 0
    refunds: KindSum
    given_back: tuple[BackRow, ...]
    drawers: int  # closed in the month
    differences: tuple[DifferenceRow, ...]
    difference: int  # all together, below 0: missing
    standing: MonthStanding
    without_receipt: tuple[OpenPayment, ...]
    unmatched: tuple[OpenPayment, ...]  # transfers of the month that no statement has shown
    unmatched_amount: int
    open_lines: tuple[OpenLine, ...] = ()  # of the month's statements
