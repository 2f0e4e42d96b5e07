"""Appointments: the vectors of the law notes, the rules as people write them, what a day off does."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter import i18n
from counter.errors import Refused
from counter.i18n import LOCAL_ZONE
from counter.models.catalogue import TimeLimit, TimeUnit
from counter.paths import data_dir
from counter.rules.calendar import Hours, WorkCalendar, parse_hours
from counter.rules.deadlines import add_months, appointment, parse_received, parse_rule
from counter.services.catalogue.calendar_data import load
from counter.services.catalogue.catalogue import Catalogue

HOURS = parse_hours("07:30-11:30 13:00-17:00")
CALENDAR = load(data_dir())


def due(rule: str, received: str, calendar: WorkCalendar = CALENDAR, hours: Hours = HOURS) -> str:
    found = appointment(parse_rule(rule), parse_received(received, hours), calendar, hours)
    assert found.due is not None
    assert found.due.tzinfo is not None
    return f"{found.due:%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("rule", "received", "expected"),
    [
        ("trong ngày", "2026-11-23T15:00", "2026-11-23T17:00"),
        ("trong ngày", "2026-11-23T15:01", "2026-11-25T17:00"),  # 24/11 is a holiday
        ("3 ngày làm việc", "2025-12-31T09:00", "2026-01-07T17:00"),
        ("1 ngày làm việc", "2026-01-09T10:00", "2026-01-10T17:00"),  # a worked Saturday
        ("5 ngày làm việc", "2026-02-12T08:00", "2026-02-26T17:00"),  # Tết
        ("7 ngày", "2026-04-24", "2026-05-04T17:00"),
        ("8 giờ làm việc", "2026-11-20T16:00", "2026-11-23T16:00"),
        ("2 giờ làm việc", "2026-11-20T11:00", "2026-11-20T14:30"),
        # the cases of the catalogue notes, section 6
        ("trong ngày", "2026-11-04T14:30", "2026-11-04T17:00"),
        ("trong ngày", "2026-11-04T15:20", "2026-11-05T17:00"),
        ("trong ngày", "2026-11-06T15:20", "2026-11-09T17:00"),
        ("3 ngày làm việc", "2026-11-06T09:00", "2026-11-11T17:00"),
        ("2 ngày làm việc", "2026-11-06T09:00", "2026-11-10T17:00"),
        ("trong ngày", "2026-12-31T16:00", "2027-01-04T17:00"),
        ("10 ngày làm việc", "2026-11-02T08:00", "2026-11-16T17:00"),
        # further edges
        ("trong ngày", "2026-11-23T15:00:01", "2026-11-25T17:00"),
        ("trong ngày", "2026-11-21T09:00", "2026-11-23T17:00"),  # received on a Saturday
        ("trong ngày", "2026-11-24T09:00", "2026-11-25T17:00"),  # on a holiday
        ("trong ngày", "2026-11-23T06:00", "2026-11-23T17:00"),  # before opening
        ("trong ngày", "2026-08-22T10:00", "2026-08-22T17:00"),  # on a worked Saturday
        ("1 ngày làm việc", "2026-11-21T09:00", "2026-11-23T17:00"),
        ("1 ngày làm việc", "2026-11-20T18:30", "2026-11-23T17:00"),
        ("1 giờ làm việc", "2026-11-20T05:00", "2026-11-20T08:30"),
        ("1 giờ làm việc", "2026-11-20T12:15", "2026-11-20T14:00"),  # in the break
        ("1 giờ làm việc", "2026-11-20T19:00", "2026-11-23T08:30"),
        ("1 giờ làm việc", "2026-11-22T10:00", "2026-11-23T08:30"),  # a Sunday
        ("4 giờ làm việc", "2026-11-20T07:30", "2026-11-20T11:30"),
        ("8 giờ làm việc", "2026-11-20T07:30", "2026-11-20T17:00"),
        ("16 giờ làm việc", "2026-11-23T16:00", "2026-11-26T16:00"),  # over 24/11
        ("1 ngày", "2026-11-23", "2026-11-25T17:00"),  # ends on 24/11
        ("15 ngày", "2026-11-02T08:00", "2026-11-17T17:00"),
        ("30 ngày", "2026-10-02", "2026-11-02T17:00"),  # ends on a Sunday
        ("1 tháng", "2026-01-31", "2026-03-02T17:00"),  # 28/2 is a Saturday
        ("1 tháng", "2026-10-15", "2026-11-16T17:00"),  # a Sunday
        ("2 tháng", "2026-09-24", "2026-11-25T17:00"),  # 24/11
        ("12 tháng", "2024-02-29", "2025-02-28T17:00"),
    ],
)
def test_the_vectors(rule: str, received: str, expected: str) -> None:
    assert due(rule, received) == expected


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("3 ngày làm việc", 3, TimeUnit.WORKING_DAY),
        ("03 NGÀY LÀM VIỆC", 3, TimeUnit.WORKING_DAY),
        ("8 gio lam viec", 8, TimeUnit.WORKING_HOUR),
        ("  15   ngày ", 15, TimeUnit.CALENDAR_DAY),
        ("2 tháng", 2, TimeUnit.MONTH),
        ("Trong ngày", 1, TimeUnit.SAME_DAY),
    ],
)
def test_rules_as_people_write_them(text: str, value: int, unit: TimeUnit) -> None:
    limit = parse_rule(text)
    assert (limit.value, limit.unit) == (value, unit)


@pytest.mark.parametrize(
    "text", ["", "ngày", "0 ngày", "-1 ngày", "3", "3 days", "3,5 ngày", "٣ ngày", "99999 ngày", "3 ngày lễ"]
)
def test_a_text_that_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_rule(text)
    assert refused.value.problems[0].message_id == "due.rule.unknown"


@pytest.mark.parametrize(
    "text",
    ["", "2026-02-29", "2026-11-23T24:00", "2026-11-23T15:60", "23/11/2026", "9999-12-31", "0001-01-01"],
)
def test_a_moment_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_received(text, HOURS)


def test_a_date_without_a_time_counts_from_opening() -> None:
    assert parse_received("2026-11-23", HOURS) == datetime(2026, 11, 23, 7, 30, tzinfo=LOCAL_ZONE)


def test_other_hours_give_other_moments() -> None:
    late = parse_hours("08:00-11:30 13:30-17:30")
    assert due("1 ngày làm việc", "2026-11-20", hours=late) == "2026-11-23T17:30"
    assert due("2 giờ làm việc", "2026-11-20T11:00", hours=late) == "2026-11-20T15:00"


def said(rule: str, received: str) -> tuple[str, tuple[str, ...]]:
    found = appointment(parse_rule(rule), parse_received(received, HOURS), CALENDAR, HOURS)
    return found.reason, found.warnings


def test_the_reason_names_what_moved_the_day() -> None:
    reason, warnings = said("3 ngày làm việc", "2026-11-23T09:00")
    assert reason.startswith("3 ngày làm việc, nghỉ 24/11 (")
    assert "cuối tuần" not in reason
    assert warnings == ()
    assert said("1 ngày làm việc", "2026-11-02T09:00") == ("1 ngày làm việc", ())
    assert said("2 ngày làm việc", "2026-11-06T09:00")[0] == "2 ngày làm việc, nghỉ cuối tuần"
    assert "làm bù thứ Bảy 10/1" in said("1 ngày làm việc", "2026-01-09T10:00")[0]
    assert "nhận sau 15:00" in said("trong ngày", "2026-11-23T15:01")[0]
    assert "ngày cuối 24/11 là ngày nghỉ" in said("1 ngày", "2026-11-23")[0]
    tet = said("5 ngày làm việc", "2026-02-12T08:00")[0]
    assert tet.count("Tết") == 1
    assert "16/2–20/2" in tet


def test_a_year_without_a_notice_is_said() -> None:
    assert CALENDAR.last_noticed_year == 2026
    reason, warnings = said("trong ngày", "2026-12-31T16:00")
    assert "1/1" in reason
    assert len(warnings) == 1
    assert "2027" in warnings[0]
    assert said("10 ngày làm việc", "2031-03-03")[1] != ()


def test_a_limit_that_is_not_known_gives_no_day() -> None:
    found = appointment(TimeLimit(value=None, unit=None), datetime.now(LOCAL_ZONE), CALENDAR, HOURS)
    assert found.due is None
    assert found.reason


def test_the_receipt_may_come_in_any_zone() -> None:
    utc = datetime.fromisoformat("2026-11-23T08:00:00+00:00")  # 15:00 in Huế
    found = appointment(parse_rule("trong ngày"), utc, CALENDAR, HOURS)
    assert found.due == datetime(2026, 11, 23, 17, tzinfo=LOCAL_ZONE)


def test_every_procedure_has_an_appointment_or_says_why_not() -> None:
    received = parse_received("2026-11-23T09:00", HOURS)
    for procedure in Catalogue(data_dir()).all():
        found = appointment(procedure.time_limit, received, CALENDAR, HOURS)
        assert (found.due is None) == (procedure.time_limit.value is None)
        assert found.reason


def test_every_unit_has_its_words() -> None:
    assert all(i18n.known(f"due.rule.{unit}") for unit in TimeUnit)


# -- what holds for every moment -------------------------------------------------------------

moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001 - the zone follows
    lambda moment: moment.replace(tzinfo=LOCAL_ZONE, microsecond=0)
)
limits = st.tuples(st.integers(1, 40), st.sampled_from(TimeUnit)).map(
    lambda pair: TimeLimit(value=pair[0], unit=pair[1])
)


@given(limits, moments)
@settings(max_examples=200, deadline=None)
def test_the_day_due_is_a_working_day_after_receipt(limit: TimeLimit, received: datetime) -> None:
    found = appointment(limit, received, CALENDAR, HOURS).due
    assert found is not None
    assert CALENDAR.is_working(found.date())
    assert found.date() >= received.date()
    if limit.unit is TimeUnit.WORKING_HOUR:
        assert any(start <= found.time() <= end for start, end in HOURS.spans)
    else:
        assert found.time() == HOURS.closing


@given(st.integers(1, 30), st.sampled_from(TimeUnit), moments, st.integers(0, 600))
@settings(max_examples=150, deadline=None)
def test_later_receipt_or_longer_limit_is_never_due_earlier(
    value: int, unit: TimeUnit, received: datetime, minutes: int
) -> None:
    def at(value: int, moment: datetime) -> datetime:
        found = appointment(TimeLimit(value=value, unit=unit), moment, CALENDAR, HOURS).due
        assert found is not None
        return found

    assert at(value, received) <= at(value, received + timedelta(minutes=minutes))
    assert at(value, received) <= at(value + 1, received)


@given(st.integers(1, 20), moments)
@settings(max_examples=100, deadline=None)
def test_working_days_are_counted_one_by_one(days: int, received: datetime) -> None:
    found = appointment(TimeLimit(value=days, unit=TimeUnit.WORKING_DAY), received, CALENDAR, HOURS).due
    assert found is not None
    between = (found.date() - received.date()).days
    counted = [received.date() + timedelta(days=n) for n in range(1, between + 1)]
    assert sum(CALENDAR.is_working(day) for day in counted) == days


@given(st.integers(1, 200), moments)
@settings(max_examples=100, deadline=None)
def test_working_hours_are_walked_minute_by_minute(hours: int, received: datetime) -> None:
    received = received.replace(second=0)
    found = appointment(TimeLimit(value=hours, unit=TimeUnit.WORKING_HOUR), received, CALENDAR, HOURS).due
    assert found is not None
    open_minutes = 0
    day = received.date()
    while day <= found.date():
        for start, end in HOURS.spans if CALENDAR.is_working(day) else ():
            first = max(start, received.time()) if day == received.date() else start
            last = min(end, found.time()) if day == found.date() else end
            open_minutes += max(0, minutes_of(last) - minutes_of(first))
        day += timedelta(days=1)
    assert open_minutes == hours * 60


def minutes_of(at: time) -> int:
    return at.hour * 60 + at.minute


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 240))
def test_months_keep_the_day_or_end_the_month(day: date, count: int) -> None:
    later = add_months(day, count)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == count
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
