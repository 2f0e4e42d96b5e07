"""What made-up people pay for one dossier, and how: drawn here, written by the till when its time comes."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from counter.models.catalogue import Channel
from counter.models.money import Payer, PaymentKind, PaymentMeans, QuoteLine
from counter.rules import payments
from counter.services.practice.practice_data import Habits
from counter.services.practice.practice_people import Shares

_NOTES = (1_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000)  # banknotes people pay with, đồng
_SOMEBODY_ELSE, _BY_TWO_MEANS, _TOGETHER = 8, 1, 25  # of a hundred payments
_BY_CODE = 85  # of a hundred transfers were asked for with a VietQR
_CODES = {
    PaymentMeans.TRANSFER: ("FT{:010}", 10**10),
    PaymentMeans.CARD: ("{:06}", 10**6),
    PaymentMeans.POST: ("TAP{:08}VN", 10**8),
}
_PAYERS = (Payer.CHILD, Payer.RELATIVE, Payer.NEIGHBOUR, Payer.OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One means of a payment."""

    means: PaymentMeans
    amount: int
    tendered: int | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money taken. The receipt's number is given when the payments before it have theirs."""

    parts: tuple[Part, ...]
    kinds: tuple[tuple[str, int], ...]  # what of it is for which kind of fee
    payer: Payer
    payer_name: str
    receipt_later: str = ""
    stated: int | None = None
    left: int = 0  # what is due after it
    waits: bool = False  # to be paid in one with the next resident's
    asked: bool = False  # by a VietQR, some minutes before
    goes_back: bool = False

    @property
    def total(self) -> int:
        """The whole sum in đồng."""
        return sum(part.amount for part in self.parts)

    @property
    def cash(self) -> bool:
        """Whether a drawer must be open."""
        return any(part.means is PaymentMeans.CASH for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempted:
    """An exemption, with the paper that was seen."""

    group: str
    ground: str
    proof: str
    waived: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """The dossier's last payment given back: voided whole, or `amount` of it refunded."""

    kind: PaymentKind
    reason: str
    amount: int
    cash: bool


Money = Payment | Exempted | GivenBack


class Purse:
    """Draws payments."""

    def __init__(self, rng: random.Random, habits: Habits) -> None:
        self._rng, self._habits = rng, habits
        self._means = Shares(habits.means)
        self._given: set[str] = set()  # numbers of proofs: each pays once

    def payment(
        self,
        lines: Iterable[QuoteLine],
        amount: int,
        *,
        channel: Channel,
        applicant: str,
        paid: Mapping[str, int],
        left: int = 0,
        stated: int | None = None,
        receipt_later: str = "",
        may_wait: bool = False,
    ) -> Payment:
        """Some way to pay an amount; `paid` is what was paid of each kind before."""
        parts = self._parts(amount, channel)
        payer = self._rng.choice(_PAYERS) if self._chance(_SOMEBODY_ELSE) else Payer.SELF
        names = self._habits.till["payers"]
        by_transfer = len(parts) == 1 and parts[0].means is PaymentMeans.TRANSFER
        asked = by_transfer and self._chance(_BY_CODE)
        return Payment(
            parts=parts,
            kinds=payments.kinds(lines, paid, amount),
            payer=payer,
            payer_name=applicant if payer is Payer.SELF else self._rng.choice(names),
            receipt_later=receipt_later,
            stated=stated,
            left=left,
            waits=may_wait and len(parts) == 1 and not asked and self._chance(_TOGETHER),
            asked=asked,
        )

    def back(self, kind: PaymentKind, payment: Payment) -> GivenBack:
        """All of a payment, or for some refunds half of it."""
        amount = payment.total
        if kind is PaymentKind.REFUND and self._chance(50):
            amount = max(1000, amount // 2000 * 1000)
        reason = self._rng.choice(self._habits.till[f"{kind}_reasons"])
        return GivenBack(kind=kind, reason=reason, amount=min(amount, payment.total), cash=payment.cash)

    def _parts(self, amount: int, channel: Channel) -> tuple[Part, ...]:
        match channel:
            case Channel.ONLINE:
                means = PaymentMeans.TRANSFER
            case Channel.POST:
                means = PaymentMeans.POST
            case _:
                means = PaymentMeans(self._means.draw(self._rng))
        if means is PaymentMeans.TRANSFER and amount > 10_000 and self._chance(_BY_TWO_MEANS):
            return self._part(PaymentMeans.CASH, 5_000), self._part(means, amount - 5_000)
        return (self._part(means, amount),)

    def _part(self, means: PaymentMeans, amount: int) -> Part:
        if means is PaymentMeans.CASH:
            return cash(amount, self._rng.choice(_NOTES))
        form, codes = _CODES[means]
        while (reference := form.format(self._rng.randrange(codes))) in self._given:
            pass
        self._given.add(reference)
        return Part(means=means, amount=amount, reference=reference)

    def _chance(self, of_a_hundred: int) -> bool:
        return self._rng.randrange(100) < of_a_hundred


def cash(amount: int, note: int) -> Part:
    """Cash of an amount, paid with notes of one kind."""
    return Part(means=PaymentMeans.CASH, amount=amount, tendered=-(-amount // note) * note)
