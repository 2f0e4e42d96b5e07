"""The reckoning against a slow second one that only knows a list of days and counts minute by minute."""

from datetime import date, datetime, time, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from counter.i18n import LOCAL_ZONE
from counter.models.catalogue import TimeLimit, TimeUnit
from counter.paths import data_dir
from counter.rules.calendar import parse_hours
from counter.rules.deadlines import appointment
from counter.services.catalogue.calendar_data import load

HOURS = parse_hours("07:30-11:30 13:00-17:00")
CALENDAR = load(data_dir())
# The notices of 2025 and 2026 copied by hand (one-stop-law 6.5), apart from `data/calendar`.
OFF = {
    date(2025, 1, 1), *(date(2025, 1, d) for d in range(27, 32)), date(2025, 4, 7), date(2025, 4, 30),
    date(2025, 5, 1), date(2025, 5, 2), date(2025, 9, 1), date(2025, 9, 2),
    date(2026, 1, 1), date(2026, 1, 2), *(date(2026, 2, d) for d in range(16, 21)), date(2026, 4, 27),
    date(2026, 4, 30), date(2026, 5, 1), date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2),
    date(2026, 11, 24),
}  # fmt: skip
WORKED = {date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)}
MINUTE = timedelta(minutes=1)


def works(day: date) -> bool:
    return day in WORKED or (day.isoweekday() < 6 and day not in OFF)


def forward(day: date) -> date:
    """The day itself, or the next that is worked."""
    while not works(day):
        day += timedelta(days=1)
    return day


def is_open(moment: datetime) -> bool:
    """Whether the minute that begins then is worked."""
    at = moment.time()
    return works(moment.date()) and (time(7, 30) <= at < time(11, 30) or time(13) <= at < time(17))


def slow(value: int, unit: TimeUnit, received: datetime) -> datetime:
    day = received.date()
    if unit is TimeUnit.WORKING_HOUR:
        now, left = received, value * 60
        while left:
            left -= is_open(now)
            now += MINUTE
        return now
    if unit is TimeUnit.SAME_DAY:
        in_time = works(day) and received.time() <= time(15)
        day = day if in_time else forward(day + timedelta(days=1))
    elif unit is TimeUnit.WORKING_DAY:
        for _ in range(value):
            day = forward(day + timedelta(days=1))
    elif unit is TimeUnit.CALENDAR_DAY:
        day = forward(day + timedelta(days=value))
    else:
        month = day.replace(day=1)
        for _ in range(value):
            month = (month + timedelta(days=31)).replace(day=1)
        last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        day = forward(min(month + timedelta(days=day.day - 1), last))
    return datetime.combine(day, time(17), LOCAL_ZONE)


moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 9, 30)).map(  # noqa: DTZ001 - the zone follows
    lambda moment: moment.replace(tzinfo=LOCAL_ZONE, second=0, microsecond=0)
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


@given(
    st.integers(1, 40), st.sampled_from([unit for unit in TimeUnit if unit is not TimeUnit.MONTH]), moments
)
@example(1, TimeUnit.SAME_DAY, at("2026-02-13T15:01"))
@example(1, TimeUnit.WORKING_DAY, at("2026-01-09T10:00"))
@example(8, TimeUnit.WORKING_HOUR, at("2026-08-21T16:59"))
@settings(max_examples=150, deadline=None)
def test_both_reckonings_agree(value: int, unit: TimeUnit, received: datetime) -> None:
    found = appointment(TimeLimit(value=value, unit=unit), received, CALENDAR, HOURS)
    assert found.due == slow(value, unit, received)
    assert found.warnings == ()


@given(st.integers(1, 3), moments)
@example(1, at("2026-01-31T09:00"))
@example(3, at("2025-11-30T09:00"))
@settings(max_examples=80, deadline=None)
def test_both_reckonings_agree_in_months(value: int, received: datetime) -> None:
    found = appointment(TimeLimit(value=value, unit=TimeUnit.MONTH), received, CALENDAR, HOURS)
    expected = slow(value, TimeUnit.MONTH, received)
    if expected.year < 2027:
        assert found.due == expected


@given(st.integers(1, 20), moments, st.booleans())
@settings(max_examples=80, deadline=None)
def test_a_kept_hour_is_an_open_hour_of_the_same_day(value: int, received: datetime, saturdays: bool) -> None:
    limit = TimeLimit(value=value, unit=TimeUnit.WORKING_DAY)
    kept = appointment(limit, received, CALENDAR, HOURS, keep_hour=True, saturdays=saturdays).due
    usual = appointment(limit, received, CALENDAR, HOURS).due
    assert kept is not None and usual is not None
    assert kept.date() == usual.date()
    assert any(start <= kept.time() <= end for start, end in HOURS.spans)
    if is_open(received):
        assert kept.time() == received.time()
