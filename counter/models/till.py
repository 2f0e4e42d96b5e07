"""The cashier's drawer (ngăn tiền) from its opening to its close, as values. Amounts in đồng."""

from dataclasses import dataclass
from datetime import datetime

from counter.models.drawer import CashCount
from counter.models.money import Approval, PaymentView


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningDraft:
    """A drawer to open with counted float (tiền lẻ đầu ca)."""

    operation: str
    count: CashCount


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingDraft:
    """A drawer to close: the notes that were counted, what stays as float, why sums differ.

    `expected` is the sum that the clerk was shown after the count; a payment since then makes it another.
    `approval` is the supervisor's, needed above the tolerance. `hand_to`: another cashier, who
    counted too and goes on with what is kept.
    """

    operation: str
    drawer_id: int
    count: CashCount
    kept: int
    expected: int
    reason: str = ""
    approval: Approval | None = None
    hand_to: Approval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CashMoveDraft:
    """Cash put in (above 0) or taken out (below 0) that is no fee, with its reason."""

    operation: str
    amount: int
    reason: str
    approval: Approval | None = None  # the supervisor's, for money out above the tolerance or after a count


@dataclass(frozen=True, slots=True, kw_only=True)
class CashMoveView:
    """One such move."""

    amount: int
    reason: str
    moved_by: str
    moved_at: datetime
    approved_by: str = ""
    after_count: bool = False  # went out after a count was compared with the book


@dataclass(frozen=True, slots=True, kw_only=True)
class CountView:
    """One count of a drawer that was compared with the book. `difference` below 0: missing."""

    counted_at: datetime
    counted: int
    difference: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerView:
    """An open or closed drawer. It does not say what should be in it: the count is blind."""

    id: int
    cashier: str
    cashier_id: int
    counter_name: str
    float_amount: int
    opened_at: datetime
    closed_at: datetime | None = None
    too_long: bool = False  # open for more than a day: it takes no money until it is closed
    ahead: bool = False  # too long, because it was opened after what the clock says now
    payments: int = 0
    by_means: tuple[tuple[str, int], ...] = ()  # how many payments by each means
    reversals: int = 0
    exemptions: int = 0
    without_receipt: tuple[PaymentView, ...] = ()  # neither a receipt nor a supervisor's reason
    moves: tuple[CashMoveView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFloat:
    """The float that the last close of a drawer kept, to be counted again at the opening (tiền lẻ để lại)."""

    count: CashCount  # notes of that close that make up the sum
    cashier: str
    kept_at: datetime

    @property
    def amount(self) -> int:
        """The sum in đồng."""
        return self.count.total


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerRow:
    """A drawer in the list of all. An open one tells no sums: its count is still to come."""

    id: int
    cashier: str
    cashier_id: int
    counter_name: str
    opened_at: datetime
    closed_at: datetime | None
    too_long: bool
    ahead: bool
    counted: int | None
    difference: int | None
    kept: int | None
    handed_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspectView:
    """A payment to look at again when a count differs (xem lại trước), and why in words."""

    payment: PaymentView
    message_id: str
    params: dict[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A count against the book, made only after the count (đếm mù)."""

    drawer_id: int
    counted: int
    expected: int
    difference: int  # below 0: missing (thiếu)
    within_tolerance: bool
    tolerance: int
    suspects: tuple[SuspectView, ...]
    clock_said: str = ""  # by the machine, when it is behind what was recorded last; "" while it is right


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSum:
    """A sum by the words of a group: a kind of fee, a means, a procedure, a receipt book."""

    key: str
    count: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookUse:
    """Which numbers of a receipt book were used in a drawer or a month."""

    form: str
    serial: str
    first: str
    last: str
    used: int
    voided: tuple[str, ...] = ()  # numbers of voided payments, ĐÃ HUỶ
    set_aside: tuple[str, ...] = ()  # "0001875 viết hỏng: ..."


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerSheet:
    """The hand-over sheet of a closed drawer (phiếu bàn giao ngăn tiền)."""

    drawer: DrawerView
    closed_by: str
    approved_by: str
    handed_to: str
    counted: CashCount
    counted_total: int
    expected: int
    difference: int
    reason: str
    kept: int
    to_safe: int
    by_kind: tuple[KindSum, ...]  # phi, le_phi, post: net of what was given back
    by_means: tuple[KindSum, ...]
    by_procedure: tuple[KindSum, ...]
    books: tuple[BookUse, ...]
    reversals: tuple[PaymentView, ...]
    moves: tuple[CashMoveView, ...]
    exemptions: tuple[KindSum, ...]  # by ground; amount is what was waived
    unmatched: tuple[PaymentView, ...]  # transfers not yet seen on a statement
    excused: tuple[PaymentView, ...]  # without an official receipt, with the supervisor's reason
    counts: tuple[CountView, ...] = ()  # each count that was compared with the book
    copy: int = 0  # how often it was printed before; 0 is the first
    seal: str = ""  # the head of the chain that the closing stands in, as a short code
    seal_text: str = ""  # the same, signed, for a QR
