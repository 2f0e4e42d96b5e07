"""`counter due`: the appointment and its reason, without a store."""

from typing import Annotated

import typer

from counter.cli.boundary import DONE, REFUSED
from counter.cli.options import UsageProblem
from counter.cli.run import run_of
from counter.cli.values import channel_of, procedure_of
from counter.errors import Refused
from counter.i18n import day_with_weekday, local, t
from counter.models.catalogue import TimeLimit
from counter.models.dossier import Appointment


def due(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="cli.code")] = "",
    rule: Annotated[str, typer.Option("--rule", metavar="RULE", help="cli.due.rule")] = "",
    received: Annotated[str, typer.Option("--received", metavar="TIME", help="cli.due.received")] = "",
    channel: Annotated[str, typer.Option("--channel", metavar="CHANNEL", help="cli.due.channel")] = "direct",
) -> int:
    """Say when a dossier received at a moment is due, and how that is reckoned."""
    output = run_of(context).output
    channel_of(channel)
    if bool(code) == bool(rule):
        raise UsageProblem("cli.due.code_or_rule", needs=() if code else ("CODE", "--rule"))
    if not received:
        raise UsageProblem("cli.usage.missing", needs=("--received",), name="--received")
    found = _reckoned(_limit(code, rule), received)
    at = None if found.due is None else local(found.due)
    written = None if at is None else at.strftime("%Y-%m-%dT%H:%M")
    said = t("cli.due.unknown") if at is None else f"{at:%H:%M} {day_with_weekday(at.date())}"
    output.show({"due": written, "reason": found.reason, "warnings": found.warnings}, [said, found.reason])
    for warning in found.warnings if not output.as_json else ():
        output.note(warning)
    return REFUSED if at is None else DONE


def _limit(code: str, rule: str) -> TimeLimit:
    from counter.rules.deadlines import parse_rule

    if code:
        return procedure_of(code).time_limit
    try:
        return parse_rule(rule)
    except Refused as refused:
        raise UsageProblem.of(refused) from refused


def _reckoned(limit: TimeLimit, received: str) -> Appointment:
    from counter.rules.calendar import parse_hours
    from counter.rules.deadlines import appointment, parse_received
    from counter.services.office import shipped_calendar
    from counter.settings import WardSettings

    hours = parse_hours(WardSettings().hours)
    try:
        moment = parse_received(received, hours)
    except Refused as refused:
        raise UsageProblem.of(refused) from refused
    return appointment(limit, moment, shipped_calendar(), hours)


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("due", help="cli.due.help")(due)
