"""`counter quote`: what is due for a procedure, line by line, without a store."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import typer

from counter.cli.boundary import DONE, REFUSED
from counter.cli.options import UsageProblem
from counter.cli.run import run_of
from counter.cli.values import channel_of, day_of, procedure_of
from counter.errors import NotFound, Problem, Refused
from counter.i18n import money, t
from counter.models.catalogue import Channel, Procedure
from counter.models.money import Quote, QuoteLine


def quote(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="cli.code")],
    facts: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="cli.quote.set")
    ] = None,
    channel: Annotated[
        str, typer.Option("--channel", metavar="CHANNEL", help="cli.quote.channel")
    ] = "direct",
    exempt: Annotated[str, typer.Option("--exempt", metavar="GROUP", help="cli.quote.exempt")] = "",
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="cli.quote.on")] = "",
) -> int:
    """Say what is due and why. Exit 1 when an amount is not known: it is never taken for 0."""
    output = run_of(context).output
    day, way, procedure = day_of("--on", on), channel_of(channel), procedure_of(code)
    quoted = _quoted(procedure, facts or [], way, exempt, day)
    words = _in_words(quoted.total)
    payload = {
        "code": procedure.code,
        "name": procedure.name,
        "channel": way,
        "date": day,
        "lines": quoted.lines,
        "total": quoted.total,
        "waived": quoted.waived if quoted.total is not None else None,
        "total_in_words": words,
        "unknown": quoted.unknown,
        "waiver_sources": quoted.waiver_sources,
    }
    output.show(payload, _lines(procedure, quoted, words))
    if quoted.total is None:
        output.note(t("cli.quote.unknown", what="; ".join(quoted.unknown)))
        return REFUSED
    return DONE


def _quoted(procedure: Procedure, facts: list[str], channel: Channel, exempt: str, day: date) -> Quote:
    """The quote; a NAME, VALUE or GROUP that is wrong or missing is wrong usage."""
    from counter.rules import fee_inputs, fees

    try:
        pairs = fee_inputs.split_pairs(facts)
        inputs = fee_inputs.parse_inputs(procedure, pairs)
    except Refused as refused:
        raise UsageProblem.of(refused) from refused
    if exempt:
        _must_be_a_group(exempt)
    if missing := fee_inputs.missing(procedure, inputs):
        needs = tuple(needed.name for needed in missing)
        raise UsageProblem("cli.quote.needs", field=needs[0], needs=needs, names=", ".join(needs))
    return fees.quote(procedure, inputs, channel=channel, on=day, exempt_group=exempt or None)


def _must_be_a_group(group: str) -> None:
    """UsageProblem for a group the catalogue does not know; one that this fee does not exempt is fine."""
    from counter.services.office import shipped_catalogue

    try:
        shipped_catalogue().group(group)
    except NotFound as error:
        raise UsageProblem.of(Refused((Problem("--exempt", error.message_id, error.params),))) from error


def _in_words(total: int | None) -> str | None:
    from counter.rules.words import money_words

    return None if total is None else money_words(total)


def _lines(procedure: Procedure, quoted: Quote, words: str | None) -> Iterator[str]:
    yield f"{procedure.code}  {procedure.name}"
    yield ""
    for line in quoted.lines:
        yield t("cli.quote.line", label=line.label, amount=_amount(line))
        yield f"    {line.source}"
    if quoted.waived:
        yield t("cli.quote.waived", amount=money(quoted.waived))
    for source in quoted.waiver_sources:
        yield f"    {source}"
    total = t("cli.quote.no_total") if quoted.total is None else money(quoted.total)
    yield t("cli.quote.total", amount=total)
    if words:
        yield t("cli.quote.words", words=words)


def _amount(line: QuoteLine) -> str:
    if line.amount is None or line.unit_amount is None:
        return t("cli.quote.not_known")
    if line.quantity == 1:
        return money(line.amount)
    return f"{line.quantity} × {money(line.unit_amount)} = {money(line.amount)}"


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("quote", help="cli.quote.help")(quote)
