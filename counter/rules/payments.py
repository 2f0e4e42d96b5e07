"""What a payment must be to be recorded: enough cash, a bank's code, a listed ground. Amounts in đồng."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from counter.errors import Problem
from counter.i18n import money
from counter.models.catalogue import Procedure
from counter.models.money import PaymentDraft, PaymentMeans, Quote, QuoteLine
from counter.rules.secrets import secret_problems
from counter.text import one_line

MOST_CHANGE = 10_000_000  # đồng; more to give back is a typing error
MOST_STATED = 1_000_000_000
REFERENCE = range(4, 41)  # characters of a bank's transaction code


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What is recorded when nothing stands in the way."""

    quote: Quote  # as it stands after the exemption and what the clerk read from the posted table
    due: int | None  # None: an amount is still unknown
    waived: int  # by the exempt group; an amount the data does not know counts 0
    grounds: tuple[str, ...]  # of the exemption
    was_unknown: bool  # whether an amount is missing without what the clerk states

    @property
    def exempted(self) -> bool:
        """Whether a group's exemption is part of it."""
        return bool(self.grounds)


def grounds(procedure: Procedure, group: str, lines: Iterable[QuoteLine]) -> tuple[str, ...]:
    """The legal grounds (căn cứ miễn) by which a group is freed of some of these lines."""
    asked = {line.fee_id for line in lines}
    found = (
        fee.exempt_source or fee.legal_source or fee.name
        for fee in procedure.fees
        if group in fee.exempt_groups and fee.id in asked
    )
    return tuple(dict.fromkeys(found)) if group else ()


def exemption(procedure: Procedure, group: str, full: Quote, freed: Quote) -> tuple[tuple[str, ...], int]:
    """Grounds and waived amount of a group's exemption; none when it frees nothing that is due."""
    changed = [
        before
        for before, after in zip(full.lines, freed.lines, strict=False)
        if before.amount != after.amount
    ]
    whole = sum((line.amount or 0) for line in full.lines)
    rest = sum((line.amount or 0) for line in freed.lines)
    return grounds(procedure, group, changed), max(0, whole - rest)


def stated(quote: Quote, amount: int, source: str) -> Quote:
    """The quote with what the data does not know filled in by what the clerk read from the posted table.

    Several unknown charges become one line: the clerk said one sum.
    """
    known = [line for line in quote.lines if line.amount is not None]
    said = QuoteLine(
        label=" + ".join(quote.unknown),
        quantity=1,
        unit_amount=amount,
        amount=amount,
        source=one_line(source),
        fee_id=next((line.fee_id for line in quote.lines if line.amount is None), ""),
    )
    lines = (*known, said)
    total = sum(line.amount or 0 for line in lines)
    return replace(quote, lines=lines, total=total, waived=quote.waived or 0, unknown=())


def settle(procedure: Procedure, draft: PaymentDraft, full: Quote, freed: Quote) -> Settlement:
    """What this payment comes to. `full`: nobody's exemption counted; `freed`: the draft's group counted."""
    quote, found, waived = full, tuple[str, ...](), 0
    if draft.exempt_group:
        found, waived = exemption(procedure, draft.exempt_group, full, freed)
        quote = freed if found else full
    unknown = quote.total is None
    if unknown and draft.stated_amount is not None:
        quote = stated(quote, draft.stated_amount, draft.stated_source)
    return Settlement(quote=quote, due=quote.total, waived=waived, grounds=found, was_unknown=unknown)


def problems(draft: PaymentDraft, settlement: Settlement) -> tuple[Problem, ...]:
    """Everything that stands in the way of recording it, the receipt aside."""
    texts = {
        "reference": draft.reference,
        "exempt_proof": draft.exempt_proof,
        "stated_source": draft.stated_source,
        "receipt_later": draft.receipt_later,
    }
    return (
        *_exemption_problems(draft, settlement),
        *_stated_problems(draft, settlement),
        *_means_problems(draft, settlement),
        *secret_problems(texts),
    )


def _exemption_problems(draft: PaymentDraft, settlement: Settlement) -> list[Problem]:
    if not draft.exempt_group:
        missing = draft.means is PaymentMeans.EXEMPT
        return [Problem("exempt_group", "payment.exempt_group_missing")] if missing else []
    found = []
    if not settlement.exempted:
        found.append(Problem("exempt_group", "payment.exempt_not_listed_here"))
    ground = one_line(draft.exempt_ground)
    if ground and settlement.exempted and ground not in (*settlement.grounds, "; ".join(settlement.grounds)):
        params = {"grounds": "; ".join(settlement.grounds)}
        found.append(Problem("exempt_ground", "payment.ground_not_listed", params))
    if not one_line(draft.exempt_proof):
        found.append(Problem("exempt_proof", "payment.exempt_proof_missing"))
    return found


def _stated_problems(draft: PaymentDraft, settlement: Settlement) -> list[Problem]:
    if draft.stated_amount is None:
        if settlement.due is None:
            labels = "; ".join(settlement.quote.unknown)
            return [Problem("stated_amount", "payment.amount_unknown", {"what": labels})]
        return []
    found = []
    if not settlement.was_unknown:
        found.append(Problem("stated_amount", "payment.amount_known"))
    if not 0 <= draft.stated_amount <= MOST_STATED:
        found.append(Problem("stated_amount", "payment.stated_range", {"most": money(MOST_STATED)}))
    if not one_line(draft.stated_source):
        found.append(Problem("stated_source", "payment.stated_source_missing"))
    return found


def _means_problems(draft: PaymentDraft, settlement: Settlement) -> list[Problem]:
    due = settlement.due
    if due is None:
        return []
    if draft.means is PaymentMeans.EXEMPT:
        return [Problem("means", "payment.rest_due", {"amount": money(due)})] if due else []
    if due == 0 and settlement.exempted:
        return [Problem("means", "payment.all_exempt")]
    if draft.means is PaymentMeans.TRANSFER:
        return _reference_problems(draft.reference)
    if draft.tendered is None:
        return [Problem("tendered", "payment.tendered_missing")] if due else []
    if draft.tendered < due:
        short = {"short": money(due - draft.tendered), "due": money(due)}
        return [Problem("tendered", "payment.short", short)]
    if draft.tendered - due > MOST_CHANGE:
        return [Problem("tendered", "payment.too_much", {"tendered": money(draft.tendered)})]
    return []


def _reference_problems(reference: str) -> list[Problem]:
    """A bank's transaction code is opaque; a screenshot is no proof, so there must be one."""
    code = one_line(reference)
    if not code:
        return [Problem("reference", "payment.reference_missing")]
    if len(code) not in REFERENCE or not any(c.isdigit() for c in code):
        return [Problem("reference", "payment.reference_shape")]
    return []
