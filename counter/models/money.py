"""Money at the counter: integers of đồng everywhere."""

from dataclasses import dataclass
from datetime import date, datetime

from counter.models.catalogue import ExemptGroup
from counter.models.states import MoneyState as MoneyState
from counter.models.states import Payer as Payer
from counter.models.states import PaymentKind as PaymentKind
from counter.models.states import PaymentMeans as PaymentMeans


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """One line of a quote, in words a resident follows.

    `amount` is what is asked for, after any waiver: the amounts of the lines add up to the total.
    """

    label: str
    quantity: int
    unit_amount: int | None
    amount: int | None
    source: str
    fee_id: str = ""
    kind: str = ""  # "phi", "le_phi", "post"; "" where the data does not say
    waived: int = 0  # what the waiver took off; 0 also where the full amount is not known
    waived_source: str = ""  # its legal ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What is due and why. `total` None: an amount the data does not know, listed in `unknown`.

    `waived` None: unknown, because the full amount is (the total may still be a known 0).
    """

    lines: tuple[QuoteLine, ...]
    total: int | None
    waived: int | None
    unknown: tuple[str, ...] = ()
    waiver_sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptChoice:
    """A group (đối tượng được miễn) that frees something of one dossier's fee. Amounts in đồng."""

    group: ExemptGroup
    freed: Quote  # what is asked of a member; its total may still be more than 0
    waived: int  # what the group takes off; an amount the data does not know counts 0
    grounds: tuple[str, ...]  # căn cứ miễn


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialReceipt:
    """The official receipt (biên lai), written by hand or by e-receipt software; recorded, never issued."""

    form: str  # ký hiệu mẫu
    serial: str  # ký hiệu
    number: str
    issued_on: date | None = None  # ngày lập; None: the day it is recorded


# -- what a clerk says ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareDraft:
    """What of a payment is for one dossier. `version` is that of the dossier as seen.

    `amount` None: all that is still due. `stated_amount` is what the clerk read from the ward's own posted
    table for the part that the data does not know, `stated_source` where it stands there.
    """

    dossier_id: int
    version: int
    amount: int | None = None
    stated_amount: int | None = None
    stated_source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeansDraft:
    """One means of a payment. `amount` None: what the other means leave.

    Cash needs `tendered`; a transfer the bank's transaction code in `reference`, and the account it went to
    where the ward has several; a card the slip number of the terminal; the post the number of its item.
    """

    means: PaymentMeans
    amount: int | None = None
    tendered: int | None = None
    reference: str = ""
    account_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDraft:
    """One payment as the clerk says it, recorded once: for one or several dossiers, by one or several means.

    A receipt is given whole, or left out with a reason in `receipt_later`. `payer_name` "" with
    `payer` SELF: the applicant of the first dossier. `skipped_reason` says why numbers before the
    receipt's were left out, or what became of them.
    """

    operation: str
    shares: tuple[ShareDraft, ...]
    means: tuple[MeansDraft, ...]
    payer: Payer = Payer.SELF
    payer_name: str = ""
    receipt: OfficialReceipt | None = None
    receipt_later: str = ""
    skipped_reason: str = ""
    request_id: int | None = None  # the transfer that was asked for by VietQR


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionDraft:
    """A group's exemption (miễn, giảm) of one dossier, with the paper that was seen."""

    operation: str
    dossier_id: int
    version: int
    group: str
    proof: str
    ground: str = ""  # "": the ground the data gives


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """The second person (người duyệt), who gives their own PIN at this machine."""

    name: str
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversalDraft:
    """Give a payment back: void (huỷ, all of it) or refund (hoàn trả, `amount` đồng or all that is left).

    `dossier_id` names whose share is refunded where the payment was for several; a void is of them all.
    `reference` is the bank's code where the money went back by transfer.
    """

    operation: str
    payment_id: int
    kind: PaymentKind
    reason: str
    approval: Approval
    amount: int | None = None
    dossier_id: int | None = None
    reference: str = ""


# -- what stands in the store -----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MeansView:
    """One means of a payment as it stands."""

    means: PaymentMeans
    amount: int
    tendered: int | None = None
    change: int | None = None
    reference: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareView:
    """What of a payment was for one dossier, in đồng."""

    dossier_id: int
    short_code: str
    applicant: str
    procedure: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """A payment, a void or a refund as it stands. `total` is below 0 for what was given back."""

    id: int
    kind: PaymentKind
    total: int
    means: tuple[MeansView, ...]
    shares: tuple[ShareView, ...]
    payer: Payer
    payer_name: str
    taken_by: str
    taken_at: datetime
    taken_by_id: int = 0
    drawer_id: int | None = None
    receipt: OfficialReceipt | None = None
    receipt_later: str = ""  # why no receipt was recorded at once
    excused: str = ""  # the supervisor's reason why there is none
    reverses: int | None = None
    reason: str = ""
    approved_by: str = ""
    given_back: int = 0  # what voids and refunds of it come to, 0 or more
    voided: bool = False
    prints: int = 0  # how often its slip was printed

    @property
    def left(self) -> int:
        """What can still be given back, in đồng."""
        return max(0, self.total - self.given_back)

    def of(self, means: PaymentMeans) -> MeansView | None:
        """The part paid by one means."""
        return next((part for part in self.means if part.means is means), None)

    @property
    def change(self) -> int | None:
        """The change that was given; None where no cash was handed over."""
        cash = self.of(PaymentMeans.CASH)
        return cash.change if cash else None

    @property
    def tendered(self) -> int | None:
        """The cash that was handed over."""
        cash = self.of(PaymentMeans.CASH)
        return cash.tendered if cash else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionView:
    """An exemption of one dossier as it stands."""

    id: int
    group: str
    ground: str
    proof: str
    waived: int
    accepted_by: str
    accepted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DueView:
    """What one dossier still owes. `left` None: an amount is not known to the data."""

    dossier_id: int
    version: int
    short_code: str
    applicant: str
    procedure: str
    total: int | None
    paid: int
    left: int | None
    money: MoneyState
