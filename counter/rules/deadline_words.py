"""The reckoning of a deadline in words: "3 ngày làm việc, nghỉ 24/11"."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from counter.i18n import day as show
from counter.i18n import t, weekday
from counter.models.catalogue import TimeLimit
from counter.rules.calendar import DayKind, WorkCalendar

if TYPE_CHECKING:
    from counter.rules.deadlines import Reckoning


def rule(limit: TimeLimit) -> str:
    """A time limit as it is said: "3 ngày làm việc", "trong ngày"; that it is not known, when it is not."""
    if limit.value is None or limit.unit is None:
        return t("due.rule.not_known")
    return t(f"due.rule.{limit.unit}", n=limit.value)


def reason(limit: TimeLimit, reckoned: Reckoning, calendar: WorkCalendar) -> str:
    """The rule and everything that moved the day: the cut, days off by name, worked Saturdays."""
    parts = [rule(limit)]
    if reckoned.only_open is not None:
        day = reckoned.only_open
        parts.append(t("due.reason.only_open", weekday=weekday(day), day=_short(day)))
    if reckoned.after_cutoff is not None:
        parts.append(t("due.reason.after_cutoff", hour=reckoned.after_cutoff))
    if reckoned.moved_from is not None:
        parts.append(t("due.reason.last_day_off", day=_short(reckoned.moved_from)))
    return ", ".join([*parts, *met(reckoned, calendar)])


def met(reckoned: Reckoning, calendar: WorkCalendar) -> list[str]:
    """The days off by name, the worked Saturdays between receipt and due, and a door shut on the day due."""
    worked = [t("due.reason.worked", weekday=weekday(day), day=_short(day)) for day in reckoned.worked]
    door = calendar.doors.get(reckoned.day)
    shut = [t("due.reason.closed", name=door.name)] if door and door.kind is DayKind.CLOSED else []
    return _days_off(reckoned.skipped, calendar) + worked + shut


def warnings(received: date, due: date, calendar: WorkCalendar) -> tuple[str, ...]:
    """What is not certain: the days off of a year without a notice, or a day that was only proposed."""
    found = []
    if not calendar.known(due):
        found.append(t("due.warning.no_notice", year=due.year, last=calendar.last_noticed_year))
    else:
        span = (received + timedelta(days=n) for n in range((due - received).days + 1))
        found += [
            t("due.warning.uncertain", day=show(day), name=calendar.status(day).name or weekday(day))
            for day in span
            if not calendar.certain(day)
        ]
    return tuple(found)


def _short(day: date) -> str:
    return f"{day.day}/{day.month}"


def _all_between(first: date, last: date) -> set[date]:
    return {first + timedelta(days=n) for n in range(1, (last - first).days)}


def _days_off(days: list[date], calendar: WorkCalendar) -> list[str]:
    """Holidays by date and name, those in a row together; plain weekends in one word."""
    said: list[str] = []
    off = set(days)
    runs: list[tuple[date, date, str]] = []
    for day in days:
        name = calendar.status(day).name
        if not name:
            continue
        if runs and runs[-1][2] == name and _all_between(runs[-1][1], day) <= off:
            runs[-1] = (runs[-1][0], day, name)
        else:
            runs.append((day, day, name))
    for first, last, name in runs:
        span = _short(first) if first == last else f"{_short(first)}–{_short(last)}"
        said.append(t("due.reason.off", days=span, name=name))
    if any(not calendar.status(day).name for day in days):
        said.append(t("due.reason.weekend"))
    return said
