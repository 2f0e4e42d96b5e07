"""How a paper tells the fee: what is due, in figures and words, and what became of it."""

from counter.models.dossier import DossierView
from counter.models.money import MoneyState, PaymentMeans, PaymentView, Quote, QuoteLine
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
        lines=_lines(view.quote),
        total=amount(total) if total is not None else state,
        in_words=money_words(total) if total is not None else "",
        state=state if total is not None else "",
        receipts=_receipts(view),
        note=say("paper.fee.no_slip"),
        to_bring=amount(total) if total and view.money in _OWING else "",
    )


def _total(view: DossierView) -> int | None:
    """Đồng asked of the resident; None where no sum is to be named."""
    if view.money in _WITHOUT_SUM:
        return None
    if view.money is MoneyState.PAID:
        return sum(payment.amount for payment in view.payments)
    return view.quote.total


def _state(view: DossierView) -> str:
    ground = "; ".join(one_line(p.exempt_ground) for p in view.payments if p.exempt_ground)
    if view.money is MoneyState.EXEMPT:
        return say("paper.fee.exempt_for", ground=ground) if ground else say("paper.fee.exempt")
    if view.money is not MoneyState.PAID:
        return say(f"paper.fee.{view.money}")
    means = {payment.means for payment in view.payments} & {PaymentMeans.CASH, PaymentMeans.TRANSFER}
    paid = say(f"paper.fee.paid_{means.pop()}") if len(means) == 1 else say("paper.fee.paid")
    return say("paper.fee.partly_exempt", paid=paid, ground=ground) if ground else paid


def _lines(quote: Quote) -> tuple[FeeLine, ...]:
    return tuple(FeeLine(label=one_line(line.label), amount=_sum_of(line)) for line in quote.lines)


def _sum_of(line: QuoteLine) -> str:
    if line.amount is None:
        return say("paper.fee.unknown_line")
    if line.waived:
        return say("paper.fee.after_waiver", amount=amount(line.amount), waived=amount(line.waived))
    return amount(line.amount)


def _receipts(view: DossierView) -> tuple[str, ...]:
    if view.money is not MoneyState.PAID:
        return ()
    return tuple(_receipt(payment) for payment in view.payments if payment.means is not PaymentMeans.EXEMPT)


def _receipt(payment: PaymentView) -> str:
    receipt = payment.receipt
    if receipt is None:
        return say("paper.receipt_missing")
    return say(
        "paper.receipt",
        form=one_line(receipt.form),
        serial=one_line(receipt.serial),
        number=one_line(receipt.number),
    )
