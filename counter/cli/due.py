"""`counter due`: the appointment and its reason, without a store; with `--store` by that ward's calendar."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from counter.cli.boundary import DONE, REFUSED
from counter.cli.options import Shared, UsageProblem
from counter.cli.output import Output
from counter.cli.run import run_of
from counter.cli.values import channel_of, procedure_of
from counter.errors import Refused
from counter.i18n import day_with_weekday, local, t
from counter.models.catalogue import Channel, SupplementPolicy, TimeLimit
from counter.models.deadline import DateChange
from counter.models.dossier import Appointment
from counter.settings import WardSettings

if TYPE_CHECKING:
    from counter.rules.calendar import Hours, WorkCalendar

_CUTOFFS = range(1, 24)


@dataclass(frozen=True, slots=True)
class _Place:
    """Whose calendar and hours a date is reckoned by."""

    calendar: "WorkCalendar"
    hours: "Hours"
    ward: WardSettings


def due(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="cli.code")] = "",
    rule: Annotated[str, typer.Option("--rule", metavar="RULE", help="cli.due.rule")] = "",
    received: Annotated[str, typer.Option("--received", metavar="TIME", help="cli.due.received")] = "",
    channel: Annotated[str, typer.Option("--channel", metavar="CHANNEL", help="cli.due.channel")] = "direct",
    hours: Annotated[str, typer.Option("--hours", metavar="HOURS", help="cli.due.hours")] = "",
    cutoff: Annotated[int, typer.Option("--cutoff", metavar="HOUR", help="cli.due.cutoff")] = 0,
    asked: Annotated[str, typer.Option("--asked", metavar="TIME", help="cli.due.asked")] = "",
    answered: Annotated[str, typer.Option("--answered", metavar="TIME", help="cli.due.answered")] = "",
    policy: Annotated[str, typer.Option("--policy", metavar="POLICY", help="cli.due.policy")] = "",
    limits: Annotated[bool, typer.Option("--limits", help="cli.due.limits")] = False,
) -> int:
    """Say when a dossier received at a moment is due, and how that is reckoned."""
    run = run_of(context)
    way = channel_of(channel)
    if bool(code) == bool(rule):
        raise UsageProblem("cli.due.code_or_rule", needs=() if code else ("CODE", "--rule"))
    if not received:
        raise UsageProblem("cli.usage.missing", needs=("--received",), name="--received")
    try:
        place = _place(run.shared, hours)
        limit = _limit(code, rule, way, cutoff)
        moment = _moment(received, place)
        found = _reckoned(limit, moment, place)
        change = _resumed(limit, found, place, asked, answered, policy)
    except Refused as refused:
        raise UsageProblem.of(refused) from refused
    by = _limits(way, moment, change.after, place) if limits else {}
    return _show(run.output, change, by, moved=bool(asked), portal=_portal_says(limit, way))


def _portal_says(limit: TimeLimit, channel: Channel) -> int | None:
    """The portal's own number for this way of filing, where it is another than the one reckoned with."""
    row = limit.by_channel.get(channel)
    return None if row in (None, limit.value) else row


def _show(
    output: Output,
    change: DateChange,
    by: dict[str, datetime | None],
    *,
    moved: bool,
    portal: int | None,
) -> int:
    found = change.after
    payload: dict[str, object] = {
        "due": _written(found.due), "reason": found.reason, "warnings": found.warnings
    }  # fmt: skip
    if moved:
        payload["before"] = _written(change.before.due)
    payload |= {name: _written(at) for name, at in by.items()}
    notes = list(found.warnings)
    if portal is not None:
        payload["portal_says"] = portal
        notes.append(t("cli.due.portal_says", n=portal))
    lines = [_said(found.due, "cli.due.unknown"), found.reason]
    lines += [t(f"cli.due.{name}", when=_said(at, "cli.due.no_time")) for name, at in by.items()]
    output.show(payload, lines)
    for note in notes if not output.as_json else ():
        output.note(note)
    return REFUSED if found.due is None else DONE


def _written(at: datetime | None) -> str | None:
    return None if at is None else local(at).strftime("%Y-%m-%dT%H:%M")


def _said(at: datetime | None, none: str) -> str:
    return t(none) if at is None else f"{local(at):%H:%M} {day_with_weekday(local(at).date())}"


def _place(shared: Shared, hours: str) -> _Place:
    """The shipped calendar and hours; those of a ward when its store is named."""
    from counter.rules.calendar import parse_hours
    from counter.services.office import shipped_calendar

    ward, calendar = WardSettings(), shipped_calendar()
    if shared.store is not None:
        from counter.cli.session import open_existing
        from counter.services import days_off, setup

        with open_existing(shared) as store:
            ward, calendar = setup.load_ward(store), calendar.with_days(days_off.local_rules(store))
    return _Place(calendar, parse_hours(hours or ward.hours), ward)


def _limit(code: str, rule: str, channel: Channel, cutoff: int) -> TimeLimit:
    from counter.rules.deadlines import limit_for, parse_rule

    limit = limit_for(procedure_of(code).time_limit, channel) if code else parse_rule(rule)
    if not cutoff:
        return limit
    if cutoff not in _CUTOFFS:
        raise UsageProblem("cli.due.cutoff_range", field="--cutoff", value=cutoff)
    return replace(limit, cutoff_hour=cutoff)


def _moment(text: str, place: _Place) -> datetime:
    from counter.rules.deadlines import parse_received

    return parse_received(text, place.hours)


def _reckoned(limit: TimeLimit, received: datetime, place: _Place) -> Appointment:
    from counter.rules.deadlines import appointment

    return appointment(
        limit,
        received,
        place.calendar,
        place.hours,
        keep_hour=place.ward.keeps_hour,
        saturdays=place.ward.receives_saturday,
    )


def _resumed(
    limit: TimeLimit, before: Appointment, place: _Place, asked: str, answered: str, policy: str
) -> DateChange:
    """The date after a supplement, when one was asked for; the same date otherwise."""
    from counter.rules.deadline_changes import resume

    if bool(asked) != bool(answered):
        raise UsageProblem("cli.due.both", needs=("--answered" if asked else "--asked",))
    if not asked:
        return DateChange(before=before, after=before)
    if policy and policy not in set(SupplementPolicy):
        known = ", ".join(one.value for one in SupplementPolicy)
        raise UsageProblem("cli.due.policy_unknown", field="--policy", value=policy, known=known)
    return resume(
        limit,
        before,
        _moment(asked, place),
        _moment(answered, place),
        place.calendar,
        place.hours,
        policy=SupplementPolicy(policy) if policy else None,
        keep_hour=place.ward.keeps_hour,
    )


def _limits(
    channel: Channel, received: datetime, found: Appointment, place: _Place
) -> dict[str, datetime | None]:
    """Until when a shortage is told, papers are asked for, an apology is sent."""
    from counter.rules import deadline_limits

    by = (place.calendar, place.hours)
    apology = deadline_limits.apology_by(found.due, received, *by) if found.due else None
    return {
        "shortage_by": deadline_limits.shortage_by(channel, received, *by),
        "supplement_by": deadline_limits.supplement_by(received, *by),
        "apology_by": apology,
    }


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("due", help="cli.due.help")(due)
