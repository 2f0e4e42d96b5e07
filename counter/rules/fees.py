"""What is due for a procedure and why, line by line (phí, lệ phí, cước bưu chính).

Rows of one name are the same charge on other channels, days or conditions: the row that fits is used.
A charge without a fitting row, or whose amount the data does not know, makes the total unknown, never 0.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from counter.errors import Problem, Refused
from counter.models.catalogue import Channel, Fee, Procedure
from counter.models.money import MoneyState, Quote, QuoteLine
from counter.rules import fee_conditions, fee_words
from counter.rules.fee_inputs import UNITS, FeeInputs, Item, Sheets, missing
from counter.rules.fee_relief import Case, Relief, in_force, relief_of


@dataclass(frozen=True, slots=True)
class _Part:
    """One line before any waiver: `quantity` times `each`, in words."""

    label: str
    quantity: int
    each: int | None


def quote(
    procedure: Procedure,
    inputs: FeeInputs,
    *,
    channel: Channel = Channel.DIRECT,
    on: date,
    exempt_group: str | None = None,
) -> Quote:
    """The quote in whole đồng on a day, filed by a channel, for a member of an exempt group or nobody's.

    `exempt_group` may name several, "a,b", first the one the payer asks for. The amounts of the lines add up
    to the total. Refused when an input that cannot be left out is missing.
    """
    if gaps := missing(procedure, inputs):
        raise Refused(tuple(Problem(gap.name, gap.label_id) for gap in gaps))
    case = Case(
        channel=inputs.channel or channel,
        on=inputs.on or on,
        groups=_groups(inputs.exempt_group or exempt_group or ""),
        flags=inputs.flags,
    )
    lines: list[QuoteLine] = []
    waived_is_known = True
    for rows in _charges(procedure, inputs):
        fee = _fitting(rows, case)
        if fee is None:
            lines.append(_unknown(rows[0], fee_words.unknown_on_channel(rows[0].name, case.channel)))
            continue
        relief = relief_of(procedure, fee, case)
        waived_is_known &= relief is None or fee.amount is not None or bool(fee.tiers)
        lines += [_line(part, fee, relief) for part in _parts(fee, inputs)]
    if not any(_holds(fee, inputs) and not fee.optional for fee in procedure.fees):
        lines.insert(0, _unknown(None, fee_words.no_rule()))
    return _summed(lines, waived_is_known)


def _groups(text: str) -> tuple[str, ...]:
    return tuple(group for part in text.split(",") if (group := part.strip()))


def _unknown(fee: Fee | None, label: str) -> QuoteLine:
    """A charge of which no rule says how much; `fee` is its row for other channels or days."""
    return QuoteLine(
        label=label,
        quantity=1,
        unit_amount=None,
        amount=None,
        source=(fee.legal_source if fee else None) or "",
        fee_id=fee.id if fee else "",
        kind=fee.kind if fee else "",
    )


def money_state(quoted: Quote) -> MoneyState:
    """The money line of a new dossier with this quote."""
    if quoted.total is None:
        return MoneyState.UNKNOWN
    if quoted.total > 0:
        return MoneyState.DUE
    return MoneyState.EXEMPT if quoted.waiver_sources else MoneyState.NONE


def _charges(procedure: Procedure, inputs: FeeInputs) -> Iterator[list[Fee]]:
    """The rows whose conditions hold, by name in the order of the data; unasked copies left out."""
    charges: dict[str, list[Fee]] = {}
    for fee in (*procedure.fees, *procedure.shared_fees):
        if _holds(fee, inputs) and not (fee.optional and not any(p.quantity for p in _parts(fee, inputs))):
            charges.setdefault(fee.name, []).append(fee)
    yield from charges.values()


def _holds(fee: Fee, inputs: FeeInputs) -> bool:
    return fee_conditions.hold(fee_conditions.parse(fee.condition_rule), inputs.known) is True


def _fitting(rows: Iterable[Fee], case: Case) -> Fee | None:
    """The row of a charge for this channel and day: its own channel before "every", then the latest."""
    fit = [row for row in rows if row.channel in {None, case.channel} and in_force(row, case.on)]
    return max(fit, key=lambda row: (row.channel is not None, row.valid_from or date.min), default=None)


def _line(part: _Part, fee: Fee, relief: Relief | None) -> QuoteLine:
    each = part.each if relief is None else relief.price(part.each)
    full = None if part.each is None else part.quantity * part.each
    amount = None if each is None else part.quantity * each
    waived = full - amount if full is not None and amount is not None else 0
    freed = full is None and amount is not None and part.quantity > 0  # of a sum that nobody knows
    took_off = relief is not None and (waived > 0 or freed)
    return QuoteLine(
        label=part.label,
        quantity=part.quantity,
        unit_amount=part.each,
        amount=amount,
        source=fee.legal_source or "",
        fee_id=fee.id,
        kind=fee.kind,
        waived=waived,
        waived_source=relief.source if relief is not None and took_off else "",
    )


def _parts(fee: Fee, inputs: FeeInputs) -> list[_Part]:
    if fee.unit == "per_page":
        several = len(inputs.sheets) > 1
        return [
            part
            for number, sheets in enumerate(inputs.sheets, start=1)
            for part in _of_sheets(fee, sheets, number if several else None)
        ]
    if fee.unit == "per_copy_per_event":
        items = inputs.items or (Item(inputs.count("copies"), inputs.count("events")),)
        return [
            _Part(fee_words.copies(fee.name, item.copies, item.events), item.copies * item.events, fee.amount)
            for item in items
        ]
    quantity = 1
    for name in UNITS[fee.unit]:
        quantity *= inputs.count(name)
    return [_Part(fee_words.charge(fee.name, fee.unit, quantity), quantity, fee.amount)]


def _of_sheets(fee: Fee, sheets: Sheets, number: int | None) -> Iterator[_Part]:
    """Pages by tier, or the cap of a copy where the tiers come to more (Thông tư 226/2016/TT-BTC Điều 4)."""
    steps = [
        (tier, first, last)
        for tier in fee.tiers
        for first, last in [(tier.first, min(sheets.pages, tier.last or sheets.pages))]
        if first <= last
    ]
    per_copy = sum((last - first + 1) * tier.amount for tier, first, last in steps)
    if not steps:
        per_copy = sheets.pages * (fee.amount or 0)
    if fee.cap is not None and per_copy > fee.cap:
        yield _Part(fee_words.capped(sheets, fee.cap, number), sheets.copies, fee.cap)
        return
    if not steps:  # a flat price per page
        label = fee_words.pages(1, sheets.pages, sheets.copies, number)
        yield _Part(label, sheets.pages * sheets.copies, fee.amount)
    for tier, first, last in steps:
        label = fee_words.pages(first, last, sheets.copies, number)
        yield _Part(label, (last - first + 1) * sheets.copies, tier.amount)


def _summed(lines: list[QuoteLine], waived_is_known: bool) -> Quote:
    unknown = tuple(line.label for line in lines if line.amount is None)
    return Quote(
        lines=tuple(lines),
        total=None if unknown else sum(line.amount or 0 for line in lines),
        waived=sum(line.waived for line in lines) if waived_is_known and not unknown else None,
        unknown=unknown,
        waiver_sources=tuple(dict.fromkeys(line.waived_source for line in lines if line.waived_source)),
    )
