"""`counter days`: the official days off with their notices, what the ward has added, what that would move."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated
from uuid import uuid4

import typer

from counter.cli.boundary import DONE
from counter.cli.options import UsageProblem
from counter.cli.run import Run, run_of
from counter.cli.table import fitted
from counter.cli.values import day_of
from counter.i18n import t
from counter.models.days_off import CalendarView, DaysDraft, MovedDate
from counter.rules import days_off_words as words


def show(context: typer.Context) -> int:
    """List the years, the hours and the added days."""
    from counter.services import days_off

    run = run_of(context)
    with run.office() as office:
        view = days_off.calendar(office)
    run.output.show(view, list(_lines(view)))
    return DONE


def add(
    context: typer.Context,
    first: Annotated[str, typer.Argument(metavar="DAY", help="cli.days.first")],
    last: Annotated[str, typer.Argument(metavar="LAST", help="cli.days.last")] = "",
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="cli.days.kind")] = "holiday",
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="cli.days.name")] = "",
    source: Annotated[str, typer.Option("--source", metavar="TEXT", help="cli.days.source")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="cli.days.dry_run")] = False,
) -> int:
    """Add days; the open dossiers whose date would be another are listed, none is changed."""
    from counter.services import days_off

    run = run_of(context)
    begins = _day(first)
    draft = DaysDraft(first=begins, last=_day(last) if last else begins, kind=kind, name=name, source=source)
    with run.office() as office:
        if dry_run:
            found = days_off.would_move(office, draft)
        else:
            found = days_off.add(office, draft, operation=uuid4().hex)
    return _told(run, found, added=not dry_run)


def remove(
    context: typer.Context, day: Annotated[str, typer.Argument(metavar="DAY", help="cli.days.first")]
) -> int:
    """Take an added day out again."""
    from counter.services import days_off

    run = run_of(context)
    with run.office() as office:
        found = days_off.remove(office, _day(day), operation=uuid4().hex)
    return _told(run, found, removed=day)


def moved(context: typer.Context) -> int:
    """List the open dossiers whose promised date is not what the calendar gives now."""
    from counter.services import days_off

    run = run_of(context)
    with run.office() as office:
        found = days_off.differing(office)
    return _told(run, found)


def _told(run: Run, found: tuple[MovedDate, ...], **done: bool | str) -> int:
    lines = [fitted(line) for line in words.moved_lines(found)]
    run.output.show({**done, "moved": found}, lines)
    return DONE


def _day(text: str) -> date:
    if not text:
        raise UsageProblem("cli.usage.missing", needs=("DAY",), name="DAY")
    return day_of("DAY", text)


def _lines(view: CalendarView) -> Iterator[str]:
    yield words.hours_words(view)
    yield from map(words.year_words, view.years)
    yield from map(words.day_words, view.days)
    if not view.days:
        yield t("days_off.none")


def add_to(app: typer.Typer) -> None:
    """Put the group into the tree."""
    group = typer.Typer(rich_markup_mode=None)
    group.command("list", help="cli.days.list.help")(show)
    group.command("add", help="cli.days.add.help")(add)
    group.command("remove", help="cli.days.remove.help")(remove)
    group.command("moved", help="cli.days.moved.help")(moved)
    app.add_typer(group, name="days", help="cli.days.help")
