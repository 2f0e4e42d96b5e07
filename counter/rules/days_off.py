"""Whether some days may be added to the calendar, and which promised dates another calendar would move."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from counter.errors import Problem
from counter.i18n import LOCAL_ZONE, day_with_weekday
from counter.models.days_off import DaysDraft
from counter.rules.calendar import ONLY_RECEPTION, DayKind, DayRule, WorkCalendar
from counter.text import one_line

MOST_DAYS = 31  # in a row, in one go
MOST_LETTERS = 200
YEARS = range(2000, 2100)

Reckon = Callable[[WorkCalendar], datetime | None]
"""The date a dossier would get by a calendar; None when its limit is not known."""


def rules_of(draft: DaysDraft) -> tuple[DayRule, ...]:
    """The days of a draft, one rule each. ValueError for a kind that is none."""
    days = (draft.last - draft.first).days
    return tuple(
        DayRule(
            day=draft.first + timedelta(days=n),
            kind=DayKind(draft.kind),
            name=one_line(draft.name),
            source=one_line(draft.source),
        )
        for n in range(days + 1)
    )


def day_problems(draft: DaysDraft, calendar: WorkCalendar) -> tuple[Problem, ...]:
    """Everything that stands against adding these days, at once."""
    problems = [
        Problem(name, "days_off.missing")
        for name, text in (("name", draft.name), ("source", draft.source))
        if not one_line(text)
    ]
    problems += [
        Problem(name, "days_off.too_long", {"most": MOST_LETTERS})
        for name, text in (("name", draft.name), ("source", draft.source))
        if len(one_line(text)) > MOST_LETTERS
    ]
    if draft.first.year not in YEARS or draft.last.year not in YEARS:
        problems.append(Problem("first", "days_off.year"))
    elif not 0 <= (draft.last - draft.first).days < MOST_DAYS:
        problems.append(Problem("last", "days_off.span", {"most": MOST_DAYS}))
    elif draft.kind not in set(DayKind):
        problems.append(Problem("kind", "days_off.kind"))
    elif not any(_changes(rule, calendar) for rule in rules_of(draft)):
        status = calendar.status(draft.first)
        said = "days_off.so_already" if status.name else "days_off.so_by_week"
        params = {"day": day_with_weekday(draft.first), "name": status.name or ""}
        problems.append(Problem("first", said, params))
    return tuple(problems)


def _changes(rule: DayRule, calendar: WorkCalendar) -> bool:
    """Whether the calendar would say anything else of that day."""
    if rule.kind in ONLY_RECEPTION:
        return calendar.receives(rule.day) != (rule.kind is DayKind.RECEPTION)
    return calendar.is_working(rule.day) != (rule.kind is DayKind.SWAPPED_WORKED)


@dataclass(frozen=True, slots=True)
class Moved:
    """That a promised date is not what a calendar gives; `reckoned` None: it cannot be said what it is."""

    reckoned: datetime | None


def moved(promised: datetime, reckon: Reckon, before: WorkCalendar, after: WorkCalendar) -> Moved | None:
    """What becomes of a promised date when one calendar takes another's place; None: it stands.

    A date that the first calendar does not give was changed by a supplement or an extension.
    """
    new = reckon(after)
    if new == promised:
        return None
    return Moved(new if reckon(before) == promised else None)


def lie_between(received: datetime, promised: datetime, days: tuple[date, ...]) -> bool:
    """Whether any of some days counts for a dossier: after its receipt, up to the day promised."""
    first = received.astimezone(LOCAL_ZONE).date()
    last = promised.astimezone(LOCAL_ZONE).date()
    return any(first <= day <= last for day in days)
