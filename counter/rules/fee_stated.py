"""Amounts the data does not know, as a clerk reads them from a posted table: each with where it stands."""

from collections.abc import Mapping
from dataclasses import replace

from counter.errors import Problem, Refused
from counter.i18n import money
from counter.models.money import Quote, QuoteLine
from counter.rules.amounts import TypedAmount, parse_amount
from counter.text import one_line

MOST = 1_000_000_000  # đồng for one charge; more is a typing error


def fill(quoted: Quote, amounts: Mapping[str, str], source: str) -> Quote:
    """The quote with the unknown charges `amounts` names (fee id → as typed; "0" when none is taken).

    Each keeps its own line and kind, so that phí, lệ phí and cước bưu chính stay apart. Refused for a charge
    that is known or not asked for, for an amount that cannot be read, and where the source is missing.
    """
    if not amounts:
        return quoted
    open_fees = {line.fee_id for line in quoted.lines if line.amount is None and line.fee_id}
    problems = [] if one_line(source) else [Problem("source", "fee.stated.source_missing")]
    read: dict[str, int] = {}
    for fee_id, typed in amounts.items():
        amount = _read(fee_id, typed)
        if fee_id not in open_fees:
            known = ", ".join(sorted(open_fees)) or "–"
            problems.append(
                Problem(fee_id, "fee.stated.not_open", {"fee": one_line(fee_id)[:60], "open": known})
            )
        elif isinstance(amount, Problem):
            problems.append(amount)
        else:
            read[fee_id] = amount
    if problems:
        raise Refused(tuple(problems))
    lines = tuple(_line(line, read, one_line(source)) for line in quoted.lines)
    unknown = tuple(line.label for line in lines if line.amount is None)
    return replace(
        quoted,
        lines=lines,
        unknown=unknown,
        total=None if unknown else sum(line.amount or 0 for line in lines),
        waived=None if unknown else sum(line.waived for line in lines),
    )


def _read(fee_id: str, typed: str) -> int | Problem:
    if typed.strip() == "0":
        return 0
    amount = parse_amount(typed, fee_id)
    if isinstance(amount, TypedAmount):
        if amount.amount <= MOST:
            return amount.amount
        return Problem(fee_id, "fee.amount.too_large", {"most": money(MOST)})
    return amount


def _line(line: QuoteLine, amounts: Mapping[str, int], source: str) -> QuoteLine:
    """The line with its amount: the whole of it, however many it counts."""
    if line.amount is not None or line.fee_id not in amounts:
        return line
    amount = amounts[line.fee_id]
    return replace(line, quantity=1, unit_amount=amount, amount=amount, source=source)
