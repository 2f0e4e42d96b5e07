"""What a payment must be to be recorded: enough cash, a code for what is no cash, a listed ground.

And what may be given back of it. Amounts in đồng.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from counter.errors import Problem
from counter.i18n import money
from counter.models.money import (
    ExemptionDraft,
    MeansDraft,
    Payer,
    PaymentDraft,
    PaymentKind,
    PaymentMeans,
    PaymentView,
    Quote,
    QuoteLine,
    ReversalDraft,
)
from counter.rules.amounts import is_whole
from counter.rules.secrets import secret_problems
from counter.text import fold, one_line

MOST_CHANGE = 10_000_000  # đồng; more to give back is a typing error
MOST_NAME = 200  # letters of a payer's name
MOST_STATED = 1_000_000_000
_NO_MARKS = str.maketrans("", "", " -.")
REFERENCE = range(4, 41)  # characters of a transaction code, a slip number, a postal item


def exemption(group: str, full: Quote, freed: Quote) -> tuple[tuple[str, ...], int]:
    """Legal grounds (căn cứ miễn, giảm) and waived amount of a group; none when it frees nothing that is due.

    `freed` is the quote with the group counted: the grounds are those of the lines that it changes.
    """
    changed = [
        after for before, after in zip(full.lines, freed.lines, strict=False) if before.amount != after.amount
    ]
    whole = sum((line.amount or 0) for line in full.lines)
    rest = sum((line.amount or 0) for line in freed.lines)
    found = dict.fromkeys(line.waived_source for line in changed if line.waived_source)
    return (tuple(found), max(0, whole - rest)) if group and found else ((), 0)


def stated(quote: Quote, amount: int, source: str) -> Quote:
    """The quote with what the data does not know filled in by what the clerk read from the posted table.

    Several unknown charges become one line: the clerk said one sum.
    """
    known = [line for line in quote.lines if line.amount is not None]
    kinds = {line.kind for line in quote.lines if line.amount is None}
    said = QuoteLine(
        label=" + ".join(quote.unknown),
        quantity=1,
        unit_amount=amount,
        amount=amount,
        source=one_line(source),
        fee_id=next((line.fee_id for line in quote.lines if line.amount is None), ""),
        kind=kinds.pop() if len(kinds) == 1 else "",
    )
    lines = (*known, said)
    total = sum(line.amount or 0 for line in lines)
    return replace(quote, lines=lines, total=total, waived=quote.waived or 0, unknown=())


def exemption_problems(draft: ExemptionDraft, found: Sequence[str]) -> tuple[Problem, ...]:
    """What stands in the way of an exemption; `found`: the grounds by which the group frees something due."""
    problems = []
    if not draft.group:
        problems.append(Problem("exempt_group", "payment.exempt_group_missing"))
    elif not found:
        problems.append(Problem("exempt_group", "payment.exempt_not_listed_here"))
    ground = one_line(draft.ground)
    if ground and found and ground not in (*found, "; ".join(found)):
        problems.append(Problem("exempt_ground", "payment.ground_not_listed", {"grounds": "; ".join(found)}))
    if not one_line(draft.proof):
        problems.append(Problem("exempt_proof", "payment.exempt_proof_missing"))
    return (*problems, *secret_problems({"exempt_proof": draft.proof}))


def stated_problems(quote: Quote, amount: int | None, source: str) -> tuple[Problem, ...]:
    """What is wrong with a sum read from the posted table, or missing where the data knows none.

    0 is a sum as good as any: a council may set a charge to nothing, and the text that says so is its source.
    """
    if amount is None:
        if quote.total is None:
            labels = "; ".join(quote.unknown)
            return (Problem("stated_amount", "payment.amount_unknown", {"what": labels}),)
        return ()
    found = []
    if quote.total is not None:
        found.append(Problem("stated_amount", "payment.amount_known"))
    if not is_whole(amount):
        found.append(Problem("stated_amount", "fee.amount.not_whole"))
    elif not 0 <= amount <= MOST_STATED:
        found.append(Problem("stated_amount", "payment.stated_range", {"most": money(MOST_STATED)}))
    if not one_line(source):
        found.append(Problem("stated_source", "payment.stated_source_missing"))
    return (*found, *secret_problems({"stated_source": source}))


def payer_problems(payer: Payer, name: str) -> tuple[Problem, ...]:
    """What is wrong with who pays: nobody named for another, a name too long, a secret in its place."""
    found = list(secret_problems({"payer_name": name}))
    if payer is not Payer.SELF and not one_line(name):
        found.append(Problem("payer_name", "payment.payer_missing"))
    if len(one_line(name)) > MOST_NAME:
        found.append(Problem("payer_name", "payment.payer_long", {"most": MOST_NAME}))
    return tuple(found)


def whole_problems(draft: PaymentDraft) -> tuple[Problem, ...]:
    """Sums of a payment that are no whole đồng."""
    sums = [("amount", share.amount) for share in draft.shares]
    sums += [("stated_amount", share.stated_amount) for share in draft.shares]
    sums += [("means", part.amount) for part in draft.means]
    sums += [("tendered", part.tendered) for part in draft.means]
    wrong = dict.fromkeys(field for field, amount in sums if amount is not None and not is_whole(amount))
    return tuple(Problem(field, "fee.amount.not_whole") for field in wrong)


def part_problems(amount: int | None, left: int) -> tuple[Problem, ...]:
    """What is wrong with a payment in part: nothing, or more than is still due."""
    if amount is None or 0 < amount <= left:
        return ()
    return (Problem("amount", "payment.part_range", {"left": money(left)}),)


def spread(means: Sequence[MeansDraft], total: int) -> tuple[MeansDraft, ...]:
    """The means with every amount filled in: the one without takes what the others leave."""
    said = sum(part.amount or 0 for part in means)
    return tuple(replace(part, amount=total - said) if part.amount is None else part for part in means)


def means_problems(means: Sequence[MeansDraft], total: int) -> tuple[Problem, ...]:
    """Everything wrong with how `total` đồng are paid. The means are those of `spread`."""
    if not means:
        return (Problem("means", "payment.means_missing"),)
    found = []
    if len({part.means for part in means}) < len(means):
        found.append(Problem("means", "payment.means_twice"))
    if any((part.amount or 0) <= 0 for part in means) or sum(part.amount or 0 for part in means) != total:
        found.append(Problem("means", "payment.means_sum", {"total": money(total)}))
        return tuple(found)
    for part in means:
        if part.means is PaymentMeans.CASH:
            found += _cash_problems(part.tendered, part.amount or 0)
        else:
            found += _reference_problems(part.means, part.reference)
    return (*found, *secret_problems({f"{p.means}_reference": p.reference for p in means}))


def _cash_problems(tendered: int | None, due: int) -> list[Problem]:
    if tendered is None:
        return [Problem("tendered", "payment.tendered_missing")]
    if tendered < due:
        return [Problem("tendered", "payment.short", {"short": money(due - tendered), "due": money(due)})]
    if tendered - due > MOST_CHANGE:
        return [Problem("tendered", "payment.too_much", {"tendered": money(tendered)})]
    return []


def _reference_problems(means: PaymentMeans, reference: str) -> list[Problem]:
    """The number on the proof: a bank's transaction code, a terminal's slip, a postal item. A screenshot is
    no proof, so there must be one."""
    field, code = f"{means}_reference", one_line(reference)
    if not code:
        return [Problem(field, f"payment.{means}_reference_missing")]
    if len(code) not in REFERENCE or not any(c.isdigit() for c in code):
        return [Problem(field, f"payment.{means}_reference_shape")]
    return []


def code_key(reference: str) -> str:
    """The number of a proof in the form in which two are compared: capitals, no blanks, dots, hyphens."""
    return fold(one_line(reference)).upper().translate(_NO_MARKS)


def kinds(lines: Iterable[QuoteLine], paid: Mapping[str, int], amount: int) -> tuple[tuple[str, int], ...]:
    """What of a sum is for which kind of fee: the kinds in the order of the quote, each until it is paid.

    `paid` is what was paid of each kind before. A sum beyond the lines belongs to "".
    """
    due: dict[str, int] = {}
    for line in lines:
        due[line.kind] = due.get(line.kind, 0) + (line.amount or 0)
    before = dict(paid)
    loose = before.pop("", 0) if "" not in due else 0
    found: list[tuple[str, int]] = []
    for kind, whole in due.items():
        open_part = whole - before.get(kind, 0)
        from_loose = min(loose, max(0, open_part))
        loose -= from_loose
        take = min(amount, max(0, open_part - from_loose))
        if take:
            found.append((kind, take))
            amount -= take
    return (*found, ("", amount)) if amount else tuple(found)


def reversal_problems(draft: ReversalDraft, payment: PaymentView) -> tuple[Problem, ...]:
    """What stands in the way of giving a payment back, the second person and the cash aside."""
    found = []
    if payment.kind is not PaymentKind.PAYMENT:
        found.append(Problem("payment", "payment.not_a_payment"))
    elif payment.voided or not payment.left:
        found.append(Problem("payment", "payment.given_back_already"))
    elif draft.kind is PaymentKind.VOID and payment.given_back:
        found.append(Problem("payment", "payment.void_after_refund", {"left": money(payment.left)}))
    if draft.kind is PaymentKind.PAYMENT:
        found.append(Problem("payment", "payment.not_a_reversal"))
    if not one_line(draft.reason):
        found.append(Problem("reason", "payment.reason_missing"))
    if draft.kind is PaymentKind.REFUND and draft.amount is not None and not 0 < draft.amount <= payment.left:
        found.append(Problem("amount", "payment.refund_range", {"left": money(payment.left)}))
    return (*found, *secret_problems({"reason": draft.reason, "reference": draft.reference}))
