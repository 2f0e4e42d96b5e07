"""What the answers on the fee screen come to: the sum, the change, the parts, the payment to record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from counter.errors import Problem
from counter.i18n import local, money, t
from counter.models.money import (
    DueView,
    MeansDraft,
    OfficialReceipt,
    Payer,
    PaymentDraft,
    PaymentMeans,
    Quote,
    ShareDraft,
)
from counter.models.transfers import RequestView
from counter.rules import payments
from counter.rules.amounts import TypedAmount, change, parse_amount
from counter.screens.fee.fee_forms import MIXED, Way
from counter.widgets.fields import typed_day

FAR = 200_000  # đồng to give back; more than this is asked about once: 300 typed for 30
FAR_STATED = 2_000_000  # đồng; a larger sum read from the posted table is asked about once


def waived_words(waived: int) -> str:
    """What an exemption takes off; 0 stands for a charge whose amount the data does not know."""
    return money(waived) if waived else t("fee_screen.waived_unknown")


def typed_amount(text: str, field: str) -> TypedAmount | Problem:
    """A sum as typed; "0" is one where a charge can be nothing."""
    if field == "stated_amount" and text.strip() == "0":
        return TypedAmount(0)
    return parse_amount(text, field)


def amount_of(text: str, field: str) -> int | None:
    """The đồng of a sum as typed; None for what is none."""
    read = typed_amount(text, field)
    return read.amount if isinstance(read, TypedAmount) else None


def sum_due(quote: Quote, cases: Sequence[DueView], values: Mapping[str, str]) -> int | Problem:
    """What is to be taken now, in đồng: of all the dossiers, or of a single one what was stated and the part.

    A Problem says what has to be typed first.
    """
    if len(cases) > 1:
        return sum(case.left or 0 for case in cases)
    [case] = cases
    total = quote.total
    if total is None:
        said = typed_amount(values.get("stated_amount", ""), "stated_amount")
        if isinstance(said, Problem):
            return _first(said)
        total = payments.stated(quote, said.amount, "").total or 0
    left = max(0, total - case.paid)
    if "amount" not in values:
        return left
    part = typed_amount(values["amount"], "amount")
    if isinstance(part, Problem):
        return (
            part if part.message_id != "fee.amount.empty" else Problem("amount", "fee_screen.say_part_first")
        )
    return next(iter(payments.part_problems(part.amount, left)), part.amount)


def _first(said: Problem) -> Problem:
    """An empty box is asked for in other words than one that cannot be read."""
    empty = said.message_id == "fee.amount.empty"
    return Problem("stated_amount", "fee_screen.say_amount_first") if empty else said


# -- cash ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was handed over, reckoned against what is due. `problem`: why it cannot be taken yet."""

    told: str
    tendered: int | None = None
    back: int | None = None
    far: bool = False
    problem: Problem | None = None

    @property
    def wrong(self) -> bool:
        """Whether it is to be said as a warning; an empty box is not wrong yet."""
        return self.problem is not None and self.problem.message_id != "fee.amount.empty"


def count(text: str, due: int | Problem) -> Counted:
    """The cash on the counter, said back at every key. `due` a Problem: the sum itself is not known yet."""
    if isinstance(due, Problem):
        return Counted(told=t(due.message_id, **due.params), problem=due)
    if due == 0:
        return Counted(told=t("fee_screen.nothing_due"), tendered=0, back=0)
    if not text.strip():
        told = t("fee_screen.type_tendered", due=money(due))
        return Counted(told=told, problem=Problem("tendered", "fee.amount.empty"))
    read = parse_amount(text, "tendered")
    if isinstance(read, Problem):
        return Counted(told=t(read.message_id, **read.params), problem=read)
    given = change(due, read.amount)
    if isinstance(given, Problem):
        return Counted(told=t(given.message_id, **given.params), problem=given, tendered=read.amount)
    params = {"typed": text.strip(), "amount": money(read.amount)}
    told = t("fee_screen.told_short" if read.short else "fee_screen.told", **params)
    return Counted(told=told, tendered=read.amount, back=given.amount, far=given.amount > FAR)


# -- several means ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A sum put together from several means; `rest` in đồng is still without one, below 0: too much."""

    means: tuple[tuple[str, int], ...]
    rest: int
    problem: Problem | None = None

    @property
    def cash(self) -> int:
        """What of it is paid in cash."""
        return dict(self.means).get("cash", 0)


def parts_of(values: Mapping[str, str], due: int | Problem) -> Parts:
    """The parts as typed; the sums must come to what is due, and there must be two of them."""
    found: list[tuple[str, int]] = []
    wrong = due if isinstance(due, Problem) else None
    for name in MIXED:
        text = values.get(f"{name}_part", "")
        read = parse_amount(text, f"{name}_part") if text.strip() else None
        if isinstance(read, TypedAmount):
            found.append((name, read.amount))
        elif isinstance(read, Problem):
            wrong = wrong or read
    whole = 0 if isinstance(due, Problem) else due
    rest = whole - sum(amount for _, amount in found)
    return Parts(means=tuple(found), rest=rest, problem=wrong or _unequal(rest, len(found), whole))


def _unequal(rest: int, parts: int, whole: int) -> Problem | None:
    """Why parts do not make up the whole."""
    if not rest:
        return None if parts > 1 else Problem("", "fee_screen.parts_two")
    message = "fee_screen.parts_over" if rest < 0 else "fee_screen.parts_rest"
    return Problem("", message, {"amount": money(abs(rest)), "due": money(whole)})


# -- the payment --------------------------------------------------------------------------------


def means_of(
    way: Way, values: Mapping[str, str], tendered: int | None, due: int | Problem
) -> tuple[MeansDraft, ...]:
    """The means as the clerk said them."""
    if way is not Way.MIXED:
        return (_mean(way.value, None, values, tendered),)
    parts = parts_of(values, due)
    return tuple(
        _mean(name, amount, values, amount_of(values.get("tendered", ""), "tendered") or amount)
        for name, amount in parts.means
    )


def _mean(name: str, amount: int | None, values: Mapping[str, str], tendered: int | None) -> MeansDraft:
    means = PaymentMeans(name)
    cash = means is PaymentMeans.CASH
    return MeansDraft(
        means=means,
        amount=amount,
        tendered=tendered if cash else None,
        reference="" if cash else values.get(f"{name}_reference", ""),
    )


def shares_of(cases: Sequence[DueView], values: Mapping[str, str]) -> tuple[ShareDraft, ...]:
    """What is paid for which dossier: all that is due, or for a single one the part that was typed."""
    single = len(cases) == 1
    stated = amount_of(values["stated_amount"], "stated_amount") if "stated_amount" in values else None
    return tuple(
        ShareDraft(
            dossier_id=case.dossier_id,
            version=case.version,
            amount=amount_of(values["amount"], "amount") if single and "amount" in values else None,
            stated_amount=stated if single else None,
            stated_source=values.get("stated_source", "") if single else "",
        )
        for case in cases
    )


def receipt_of(
    values: Mapping[str, str], known: OfficialReceipt | None, now: datetime
) -> OfficialReceipt | None:
    """The receipt as it stands in the fields; its symbols are those of the book where they are not asked."""
    number = values.get("receipt_number", "")
    if not number:
        return None
    day = values.get("receipt_day", "")
    return OfficialReceipt(
        form=values.get("receipt_form", known.form if known else ""),
        serial=values.get("receipt_serial", known.serial if known else ""),
        number=number,
        issued_on=typed_day(day, local(now).date()) if day else None,
    )


def draft(
    cases: Sequence[DueView],
    means: tuple[MeansDraft, ...],
    values: Mapping[str, str],
    *,
    operation: str,
    receipt: OfficialReceipt | None,
    request: RequestView | None = None,
) -> PaymentDraft:
    """The payment to record, from the fields that stand on the screen.

    `request` is the code that was shown for the part by transfer; one for another sum is left waiting.
    """
    by_code = request is not None and any(
        part.means is PaymentMeans.TRANSFER and part.amount == request.amount for part in means
    )
    if request is not None and by_code:
        means = tuple(
            replace(part, account_id=request.account.id) if part.means is PaymentMeans.TRANSFER else part
            for part in means
        )
    return PaymentDraft(
        operation=operation,
        shares=shares_of(cases, values),
        means=means,
        payer=Payer(values.get("payer") or Payer.SELF),
        payer_name=values.get("payer_name", ""),
        receipt=receipt,
        receipt_later=values.get("receipt_later", ""),
        skipped_reason=values.get("skipped_reason", ""),
        request_id=request.id if request is not None and by_code else None,
    )
