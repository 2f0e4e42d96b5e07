"""What is due for a procedure and why, line by line (phí, lệ phí).

Rows of one name are the same charge on other channels, days or conditions: the row that fits is used.
A charge without a fitting row, or whose amount the data does not know, makes the total unknown, never 0.
Where a group exemption and a waiver both apply, the better one for the resident counts, once
(Nghị quyết 66.22/2026/NQ-CP Điều 5).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from counter.errors import Problem, Refused
from counter.models.catalogue import Channel, Fee, Procedure
from counter.models.money import MoneyState, Quote, QuoteLine
from counter.rules import fee_conditions, fee_words
from counter.rules.fee_inputs import UNITS, FeeInputs, Item, Sheets, missing


@dataclass(frozen=True, slots=True)
class _Part:
    """One line before any waiver: `quantity` times `each`, in words."""

    label: str
    quantity: int
    each: int | None


@dataclass(frozen=True, slots=True)
class _Relief:
    """What a unit costs instead, and by which text."""

    each: int
    source: str


def quote(
    procedure: Procedure,
    inputs: FeeInputs,
    *,
    channel: Channel = Channel.DIRECT,
    on: date,
    exempt_group: str | None = None,
) -> Quote:
    """The quote in whole đồng on a day, filed by a channel, for a member of an exempt group or nobody's.

    The amounts of the lines add up to the total. Refused when an input that cannot be left out is missing.
    """
    if gaps := missing(procedure, inputs):
        raise Refused(tuple(Problem(gap.name, gap.label_id) for gap in gaps))
    channel, on = inputs.channel or channel, inputs.on or on
    exempt_group = inputs.exempt_group or exempt_group
    lines: list[QuoteLine] = []
    unknown: list[str] = []
    waived_is_known = True
    for rows in _charges(procedure, inputs):
        fee = _fitting(rows, channel, on)
        if fee is None:
            if not all(row.optional for row in rows):
                unknown.append(fee_words.unknown_on_channel(rows[0].name, channel))
            continue
        relief = _relief(procedure, fee, inputs, channel, on, exempt_group)
        waived_is_known &= relief is None or fee.amount is not None or bool(fee.tiers)
        made = [_line(part, fee, relief) for part in _parts(fee, inputs)]
        lines += made
        unknown += [line.label for line in made if line.amount is None]
    return _summed(lines, unknown, waived_is_known)


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
    for fee in procedure.fees:
        holds = fee_conditions.hold(fee_conditions.parse(fee.condition_rule), inputs.known)
        if holds and not (fee.optional and not any(part.quantity for part in _parts(fee, inputs))):
            charges.setdefault(fee.name, []).append(fee)
    yield from charges.values()


def _fitting(rows: Iterable[Fee], channel: Channel, on: date) -> Fee | None:
    """The row of a charge for this channel and day: the latest in force, its own channel before "every"."""
    fit = [
        row
        for row in rows
        if row.channel in {None, channel}
        and (row.valid_from is None or row.valid_from <= on)
        and (row.valid_to is None or on <= row.valid_to)
    ]
    return max(fit, key=lambda row: (row.valid_from or date.min, row.channel is not None), default=None)


def _relief(
    procedure: Procedure, fee: Fee, inputs: FeeInputs, channel: Channel, on: date, exempt_group: str | None
) -> _Relief | None:
    """The best exemption or waiver of a fee; None where nothing is due anyway or nothing applies."""
    if fee.amount == 0 and not fee.tiers:
        return None
    found = []
    if exempt_group in fee.exempt_groups:
        found.append(_Relief(0, fee.exempt_source or fee.legal_source or ""))
    for waiver in procedure.waivers:
        if (
            fee.id in waiver.fee_ids
            and waiver.channel in {None, channel}
            and waiver.valid_from <= on <= waiver.valid_to
            and inputs.flags >= set(waiver.needs)
        ):
            found.append(_Relief(waiver.amount, waiver.legal_source))
    return min(found, key=lambda relief: relief.each, default=None)


def _line(part: _Part, fee: Fee, relief: _Relief | None) -> QuoteLine:
    each = part.each
    if relief is not None:
        each = relief.each if each is None else min(each, relief.each)
    full = None if part.each is None else part.quantity * part.each
    amount = None if each is None else part.quantity * each
    waived = full - amount if full is not None and amount is not None else 0
    took_off = relief is not None and (waived > 0 or (full is None and part.quantity > 0))
    return QuoteLine(
        label=part.label,
        quantity=part.quantity,
        unit_amount=part.each,
        amount=amount,
        source=fee.legal_source or "",
        fee_id=fee.id,
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
    if fee.cap is not None and per_copy > fee.cap:
        yield _Part(fee_words.capped(sheets, fee.cap, number), sheets.copies, fee.cap)
        return
    if not steps:  # a flat price per page
        label = fee_words.pages(1, sheets.pages, sheets.copies, number)
        yield _Part(label, sheets.pages * sheets.copies, fee.amount)
    for tier, first, last in steps:
        label = fee_words.pages(first, last, sheets.copies, number)
        yield _Part(label, (last - first + 1) * sheets.copies, tier.amount)


def _summed(lines: list[QuoteLine], unknown: list[str], waived_is_known: bool) -> Quote:
    amounts = [line.amount for line in lines if line.amount is not None]
    whole = not unknown
    return Quote(
        lines=tuple(lines),
        total=sum(amounts) if whole else None,
        waived=sum(line.waived for line in lines) if whole and waived_is_known else None,
        unknown=tuple(unknown),
        waiver_sources=tuple(dict.fromkeys(line.waived_source for line in lines if line.waived_source)),
    )
