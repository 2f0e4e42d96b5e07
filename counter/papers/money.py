"""How a paper tells the fee: what is due, in figures and words, and what became of it."""

from collections.abc import Sequence

from counter.models.dossier import DossierView
from counter.models.money import MoneyState, OfficialReceipt, PaymentKind, PaymentView, Quote, QuoteLine
from counter.papers.values import FeeLine, Money
from counter.papers.words import amount, say
from counter.rules.words import money_words
from counter.text import one_line

_OWING = (MoneyState.DUE, MoneyState.LATER)
_WITHOUT_SUM = (MoneyState.NONE, MoneyState.UNKNOWN, MoneyState.EXEMPT)


def money_of(view: DossierView) -> Money:
    """The money part of a slip. The slip never stands for the official receipt, and says so."""
    total = _total(view)
    state = _state(view)
    return Money(
        lines=fee_lines(view.quote),
        total=amount(total) if total is not None else state,
        in_words=money_words(total) if total is not None else "",
        state=state if total is not None else "",
        receipts=tuple(receipt_words(payment.receipt) for payment in _standing(view)),
        note=say("paper.fee.no_slip"),
        to_bring=amount(view.left) if view.left and view.money in _OWING else "",
    )


def fee_lines(quote: Quote) -> tuple[FeeLine, ...]:
    """The lines of a quote as papers print them; an amount the data does not know is said, never nought."""
    return tuple(FeeLine(label=one_line(line.label), amount=_sum_of(line)) for line in quote.lines)


def receipt_words(receipt: OfficialReceipt | None) -> str:
    """The official receipt (biên lai) of a payment by its form, serial and number."""
    if receipt is None:
        return say("paper.receipt_missing")
    return say(
        "paper.receipt",
        form=one_line(receipt.form),
        serial=one_line(receipt.serial),
        number=one_line(receipt.number),
    )


def _standing(view: DossierView) -> tuple[PaymentView, ...]:
    """The payments that were not voided."""
    return tuple(p for p in view.payments if p.kind is PaymentKind.PAYMENT and not p.voided)


def _share(view: DossierView, payments: Sequence[PaymentView]) -> int:
    """What of these payments is this dossier's: one payment may be for several."""
    return sum(share.amount for p in payments for share in p.shares if share.dossier_id == view.id)


def _total(view: DossierView) -> int | None:
    """Đồng asked of the resident; None where no sum is to be named."""
    if view.money in _WITHOUT_SUM:
        return None
    if view.money is MoneyState.PAID:
        return _share(view, _standing(view))
    return view.quote.total


def _state(view: DossierView) -> str:
    ground = "; ".join(filter(None, (one_line(exemption.ground) for exemption in view.exemptions)))
    if view.money is MoneyState.EXEMPT:
        return say("paper.fee.exempt_for", ground=ground) if ground else say("paper.fee.exempt")
    state = _paid(view) if view.money is MoneyState.PAID else _owed(view)
    if ground and view.money not in _WITHOUT_SUM:
        return say("paper.fee.partly_exempt", paid=state, ground=ground)
    return state


def _paid(view: DossierView) -> str:
    means = {part.means for payment in _standing(view) for part in payment.means}
    paid = say(f"paper.fee.paid_{means.pop()}") if len(means) == 1 else say("paper.fee.paid")
    back = -_share(view, [payment for payment in view.payments if payment.kind is PaymentKind.REFUND])
    return say("paper.fee.refunded", paid=paid, amount=amount(back)) if back else paid


def _owed(view: DossierView) -> str:
    """A fee that is still open; what was paid of it is said beside what is left."""
    state = say(f"paper.fee.{view.money}")
    paid = _share(view, _standing(view))
    if not paid or not view.left:
        return state
    return say("paper.fee.part_paid", paid=amount(paid), left=amount(view.left), state=state)


def _sum_of(line: QuoteLine) -> str:
    if line.amount is None:
        return say("paper.fee.unknown_line")
    if line.waived:
        return say("paper.fee.after_waiver", amount=amount(line.amount), waived=amount(line.waived))
    return amount(line.amount)
