"""How long something is kept, in calendar months: pure. A period of months ends on the same day of a later
month, or its last day where that month is shorter (Bộ luật Dân sự 2015 Điều 148)."""

import calendar
from datetime import date

from counter.errors import Problem
from counter.models.retention import FOR_EVER, Period

MOST_MONTHS = 1200
QUIET_DAYS = 60
"""No counter is closed for so long: then it is the machine's clock that is wrong."""


def kept_until(day: date, months: int) -> date:
    """The last day something of `day` is kept. ValueError for months below zero."""
    if months < 0:
        raise ValueError(months)
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def ended_before(today: date, months: int) -> date:
    """What ended before this day has been kept long enough today: never a day too early, at most three late
    (the end of a short month)."""
    whole = today.year * 12 + today.month - 1 - months
    year, month = divmod(whole, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(today.day, last))


def clock_doubtful(quiet: int) -> bool:
    """Whether so many days without a new dossier mean that the clock is ahead: by such a clock all is old."""
    return quiet > QUIET_DAYS


def period_problems(period: Period, months: int | None) -> tuple[Problem, ...]:
    """Why a period cannot be set so."""
    if period.for_ever:
        return (Problem("months", "retention.for_ever", {"kind": period.kind.value}),)
    if months is None:
        return ()
    if months == FOR_EVER:
        return ()
    if not 0 < months <= MOST_MONTHS:
        return (Problem("months", "retention.months", {"most": MOST_MONTHS}),)
    if months < period.least:
        return (Problem("months", "retention.least", {"least": period.least, "source": period.source}),)
    return ()
