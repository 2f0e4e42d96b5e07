"""Money at the counter: integers of đồng everywhere."""

from dataclasses import dataclass
from datetime import datetime

from counter.models.catalogue import ExemptGroup
from counter.models.states import MoneyState as MoneyState
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDraft:
    """What a clerk says of one dossier's fee, to be recorded once. `version` is that of the dossier as seen.

    Cash needs `tendered`, a transfer the bank's transaction code in `reference`. A receipt is given whole, or
    left out with a reason in `receipt_later`. `exempt_group` frees the fees whose data list that group; the
    rest is still due by `means`. `stated_amount` is what the clerk read from the ward's own posted table for
    the part that the data does not know, `stated_source` where it stands there.
    """

    operation: str
    dossier_id: int
    version: int
    means: PaymentMeans
    tendered: int | None = None
    reference: str = ""
    receipt_form: str = ""  # ký hiệu mẫu
    receipt_serial: str = ""  # ký hiệu
    receipt_number: str = ""  # số
    receipt_later: str = ""
    exempt_group: str = ""
    exempt_ground: str = ""  # empty: the ground the data gives
    exempt_proof: str = ""  # the paper that was seen, with its number
    stated_amount: int | None = None
    stated_source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """A payment as it stands in the store."""

    id: int
    dossier_id: int
    means: PaymentMeans
    amount: int
    tendered: int | None
    change: int | None
    reference: str
    receipt: OfficialReceipt | None
    exempt_ground: str
    waived: int
    taken_by: str
    taken_at: datetime
    exempt_proof: str = ""
    receipt_later: str = ""  # why no receipt was recorded at once
