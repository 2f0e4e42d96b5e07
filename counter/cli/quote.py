"""`counter quote`: what is due for a procedure, line by line, without a store."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated

import typer

from counter.cli.boundary import DONE, REFUSED
from counter.cli.options import UsageProblem
from counter.cli.run import run_of
from counter.cli.values import channel_of, day_of, procedure_of
from counter.errors import NotFound, Problem, Refused
from counter.i18n import day as show_day
from counter.i18n import language, money, t
from counter.models.catalogue import ExemptGroup, Procedure
from counter.models.money import Quote, QuoteLine
from counter.rules import fee_words
from counter.rules.fee_inputs import FeeInputs


def quote(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="cli.code")],
    facts: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="cli.quote.set")
    ] = None,
    channel: Annotated[
        str, typer.Option("--channel", metavar="CHANNEL", help="cli.quote.channel")
    ] = "direct",
    exempt: Annotated[
        list[str] | None, typer.Option("--exempt", metavar="GROUP", help="cli.quote.exempt")
    ] = None,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="cli.quote.on")] = "",
    stated: Annotated[
        list[str] | None, typer.Option("--stated", metavar="FEE=AMOUNT", help="cli.quote.stated")
    ] = None,
    source: Annotated[str, typer.Option("--source", metavar="TEXT", help="cli.quote.source")] = "",
) -> int:
    """Say what is due and why. Exit 1 when an amount is not known: it is never taken for 0."""
    output = run_of(context).output
    day, way, procedure = day_of("--on", on), channel_of(channel), procedure_of(code)
    inputs = _inputs(procedure, facts or [])
    inputs = replace(inputs, channel=inputs.channel or way, on=inputs.on or day)
    groups = _groups(exempt or [], inputs.exempt_group)
    quoted = _stated(_quoted(procedure, inputs, groups), stated or [], source)
    output.show(_payload(procedure, inputs, groups, quoted), _lines(procedure, inputs, groups, quoted))
    if quoted.total is None:
        output.note(t("cli.quote.unknown", what="; ".join(quoted.unknown)))
        for line in quoted.lines if not output.as_json else ():
            if line.amount is None and line.fee_id:
                output.note(t("cli.quote.state", fee=line.fee_id))
        return REFUSED
    return DONE


def _inputs(procedure: Procedure, facts: list[str]) -> FeeInputs:
    """The facts; a NAME or VALUE that is wrong is wrong usage, and so is one that is missing: it is asked."""
    from counter.rules import fee_inputs

    try:
        inputs = fee_inputs.parse_inputs(procedure, fee_inputs.split_pairs(facts))
    except Refused as refused:
        raise UsageProblem.of(refused) from refused
    if missing := fee_inputs.missing(procedure, inputs):
        first, needs = missing[0], tuple(needed.name for needed in missing)
        answer = f"{first.name}={'|'.join(first.options) or '…'}"
        question = t(first.label_id)
        raise UsageProblem("cli.quote.needs", field=first.name, needs=needs, question=question, answer=answer)
    return inputs


def _groups(asked: list[str], among_facts: str | None) -> tuple[ExemptGroup, ...]:
    """The groups the resident belongs to. UsageProblem for one the catalogue does not know."""
    from counter.services.office import shipped_catalogue

    names = among_facts.split(",") if among_facts else asked
    try:
        return tuple(shipped_catalogue().group(name.strip()) for name in names if name.strip())
    except NotFound as error:
        raise UsageProblem.of(Refused((Problem("--exempt", error.message_id, error.params),))) from error


def _quoted(procedure: Procedure, inputs: FeeInputs, groups: tuple[ExemptGroup, ...]) -> Quote:
    from counter.rules import fees

    day = inputs.on or date.max
    whose = replace(inputs, exempt_group=",".join(group.id for group in groups) or None)
    return fees.quote(procedure, whose, on=day)


def _stated(quoted: Quote, pairs: list[str], source: str) -> Quote:
    """The quote with the amounts that were read from a posted table. UsageProblem for what cannot be read."""
    from counter.rules import fee_inputs, fee_stated

    try:
        return fee_stated.fill(quoted, fee_inputs.split_pairs(pairs), source)
    except Refused as refused:
        raise UsageProblem.of(refused) from refused


def _payload(
    procedure: Procedure, inputs: FeeInputs, groups: tuple[ExemptGroup, ...], quoted: Quote
) -> dict[str, object]:
    return {
        "code": procedure.code,
        "name": procedure.name,
        "channel": inputs.channel,
        "date": inputs.on,
        "said": fee_words.said_back(inputs),
        "lines": quoted.lines,
        "parts": _parts(quoted),
        "total": quoted.total,
        "waived": quoted.waived if quoted.total is not None else None,
        "total_in_words": _in_words(quoted.total),
        "unknown": quoted.unknown,
        "waiver_sources": quoted.waiver_sources,
        "exempt": [{"id": group.id, "name": group.name, "proof": group.proof} for group in groups],
    }


def _parts(quoted: Quote) -> dict[str, int | None]:
    """What is due of each kind of charge; None where one of its amounts is not known."""
    kinds = dict.fromkeys(line.kind for line in quoted.lines if line.kind)
    parts: dict[str, int | None] = {}
    for kind in kinds:
        amounts = [line.amount for line in quoted.lines if line.kind == kind]
        parts[kind] = None if None in amounts else sum(amount or 0 for amount in amounts)
    return parts


def _in_words(total: int | None) -> str | None:
    from counter.rules.words import money_words

    return None if total is None else money_words(total)


def _lines(
    procedure: Procedure, inputs: FeeInputs, groups: tuple[ExemptGroup, ...], quoted: Quote
) -> Iterator[str]:
    yield f"{procedure.code}  {procedure.name}"
    said = [*fee_words.said_back(inputs), t("cli.quote.way", channel=t(f"fee.channel.{inputs.channel}"))]
    yield t("cli.quote.said", what="; ".join(said), day=show_day(inputs.on or date.max))
    for group in groups:
        name = group.name_en if language() == "en" else group.name
        yield t("cli.quote.group", name=name, proof=group.proof or t("cli.quote.proof_unknown"))
    yield ""
    for line in quoted.lines:
        yield from _line(line)
    parts = _parts(quoted)
    for kind, amount in parts.items() if len(parts) > 1 else ():
        yield t(f"cli.quote.part.{kind}", amount=_known(amount))
    if groups and not quoted.waiver_sources:
        yield t("cli.quote.not_exempt")
    if quoted.waived:
        yield t("cli.quote.waived", amount=money(quoted.waived))
    yield t("cli.quote.total", amount=_known(quoted.total))
    if words := _in_words(quoted.total):
        yield t("cli.quote.words", words=words)


def _line(line: QuoteLine) -> Iterator[str]:
    """One charge: what it is, how it is reckoned, by which text; and what is taken off, by which."""
    yield t("cli.quote.line", label=line.label, amount=_amount(line))
    if line.source:
        yield f"    {line.source}"
    if not line.waived_source:
        return
    if line.unit_amount is None:
        yield "    " + t("cli.quote.line_free", source=line.waived_source)
    else:
        reason = "line_waived" if line.amount == 0 else "line_reduced"
        off, rest = money(line.waived), money(line.amount or 0)
        yield "    " + t(f"cli.quote.{reason}", amount=off, rest=rest, source=line.waived_source)


def _known(amount: int | None) -> str:
    return t("cli.quote.not_known") if amount is None else money(amount)


def _amount(line: QuoteLine) -> str:
    """The full amount, before anything is taken off."""
    if line.unit_amount is None:
        return t("cli.quote.not_known")
    if line.quantity == 1:
        return money(line.unit_amount)
    return f"{line.quantity} × {money(line.unit_amount)} = {money(line.quantity * line.unit_amount)}"


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("quote", help="cli.quote.help")(quote)
