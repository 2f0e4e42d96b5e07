"""The periods of a report lie beside each other without a gap and hold the day they were asked for."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.errors import Refused
from counter.models.ward_report import Period
from counter.rules import report_periods as periods

DAYS = st.dates(date(2001, 1, 1), date(2998, 12, 31))


@settings(max_examples=100)
@given(st.sampled_from(periods.KINDS), DAYS)
def test_a_period_holds_its_day_and_its_neighbours_touch_it(kind: str, on: date) -> None:
    here = periods.around(kind, on)
    assert here.first <= on <= here.last
    before, after = periods.beside(kind, here, -1), periods.beside(kind, here, 1)
    assert before.last + timedelta(days=1) == here.first
    assert here.last + timedelta(days=1) == after.first
    assert periods.around(kind, here.first) == periods.around(kind, here.last) == here


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("day", date(2026, 11, 26), date(2026, 11, 26)),
        ("week", date(2026, 11, 23), date(2026, 11, 29)),
        ("month", date(2026, 11, 1), date(2026, 11, 30)),
        ("quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("year", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_periods_around_a_thursday(kind: str, first: date, last: date) -> None:
    assert periods.around(kind, date(2026, 11, 26)) == Period(first, last)


def test_a_month_by_its_name() -> None:
    assert periods.month_named("2028-02") == Period(date(2028, 2, 1), date(2028, 2, 29))
    for text in ("2028-13", "02/2028", "", "2028-02-01"):
        with pytest.raises(Refused):
            periods.month_named(text)
