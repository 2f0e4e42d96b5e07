"""The periods a report is asked for: a month, a quarter, a year, a week, a day (kỳ báo cáo)."""

from datetime import date, timedelta

from counter.errors import Problem, Refused
from counter.models.ward_report import Period
from counter.rules.deposits import read_month

KINDS = ("day", "week", "month", "quarter", "year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def around(kind: str, on: date) -> Period:
    """The period of a kind that a day lies in; a week begins on Monday. KeyError for another kind."""
    if kind == "day":
        return Period(on, on)
    if kind == "week":
        monday = on - timedelta(days=on.weekday())
        return Period(monday, monday + timedelta(days=6))
    count = _MONTHS[kind]
    first = date(on.year, (on.month - 1) // count * count + 1, 1)
    last_month = first.year * 12 + first.month - 1 + count
    return Period(first, date(last_month // 12, last_month % 12 + 1, 1) - timedelta(days=1))


def beside(kind: str, period: Period, step: int) -> Period:
    """The one before (-1) or after (1)."""
    return around(kind, period.first - timedelta(days=1) if step < 0 else period.last + timedelta(days=1))


def month_named(text: str) -> Period:
    """A month written YYYY-MM. Refused `ward_report.month` when it is none."""
    first = read_month(text)
    if first is None:
        raise Refused((Problem("month", "ward_report.month", {"month": text[:20]}),))
    return around("month", first)
