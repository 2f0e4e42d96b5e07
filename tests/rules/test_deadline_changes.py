"""Appointments that move: supplement by each policy, one extension; nothing promised ever comes earlier."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.i18n import LOCAL_ZONE
from counter.models.catalogue import SupplementPolicy, TimeLimit, TimeUnit
from counter.models.dossier import Appointment
from counter.paths import data_dir
from counter.rules.calendar import parse_hours
from counter.rules.deadline_changes import extend, extension_problems, resume
from counter.rules.deadlines import appointment, parse_rule
from counter.services.catalogue.calendar_data import load

HOURS = parse_hours("07:30-11:30 13:00-17:00")
CALENDAR = load(data_dir())
RESTART, PAUSE, NONE = SupplementPolicy


def at(text: str) -> datetime:
    whole = text if text.startswith("20") else f"2026-{text}"
    return datetime.fromisoformat(whole).replace(tzinfo=LOCAL_ZONE)


def given_date(rule: str, received: str) -> Appointment:
    return appointment(parse_rule(rule), at(received), CALENDAR, HOURS)


@pytest.mark.parametrize(
    ("policy", "rule", "received", "asked", "answered", "expected"),
    [
        # 5 working days from Mon 2/11 are Mon 9/11
        (RESTART, "5 ngày làm việc", "11-02T08:00", "11-04T10:00", "11-12T09:00", "11-19T17:00"),
        (PAUSE, "5 ngày làm việc", "11-02T08:00", "11-04T10:00", "11-12T09:00", "11-17T17:00"),
        (NONE, "5 ngày làm việc", "11-02T08:00", "11-04T10:00", "11-12T09:00", "11-09T17:00"),
        # each moment is of 2026 unless it says otherwise
        # over 24/11: asked Mon 23, answered Wed 25, one working day waited
        (PAUSE, "3 ngày làm việc", "11-20T08:00", "11-23T10:00", "11-25T09:00", "11-27T17:00"),
        (RESTART, "3 ngày làm việc", "11-20T08:00", "11-23T10:00", "11-25T09:00", "11-30T17:00"),
        # answered the day it was asked: a pause costs nothing
        (PAUSE, "3 ngày làm việc", "11-02T08:00", "11-03T08:00", "11-03T16:00", "11-05T17:00"),
        # answered on a Saturday: the weekend was not waited in working days
        (PAUSE, "3 ngày làm việc", "11-02T08:00", "11-05T08:00", "11-07T09:00", "11-06T17:00"),
        (RESTART, "3 ngày làm việc", "11-02T08:00", "11-05T08:00", "11-07T09:00", "11-11T17:00"),
        # calendar days: 15 days from 2/11 are Tue 17/11; 5 waited are Sun 22/11, so Mon 23/11
        (PAUSE, "15 ngày", "11-02T08:00", "11-05T10:00", "11-10T09:00", "11-23T17:00"),
        (RESTART, "15 ngày", "11-02T08:00", "11-05T10:00", "11-10T09:00", "11-25T17:00"),
        # a month from 2/10 is Mon 2/11; 10 days waited are 12/11
        (PAUSE, "1 tháng", "10-02T08:00", "10-10T10:00", "10-20T09:00", "11-12T17:00"),
        (RESTART, "1 tháng", "10-02T08:00", "10-31T10:00", "10-31T11:00", "11-30T17:00"),
        # open minutes: 8 hours from Mon 15:00 are Tue 15:00; asked Tue 09:00, answered Tue 14:00 is 3.5 hours
        (PAUSE, "8 giờ làm việc", "11-02T15:00", "11-03T09:00", "11-03T14:00", "11-04T09:00"),
        (RESTART, "8 giờ làm việc", "11-02T15:00", "11-03T09:00", "11-03T14:00", "11-04T14:00"),
        # same day: starts anew either way, with its cut
        (PAUSE, "trong ngày", "11-02T09:00", "11-02T10:00", "11-04T15:00", "11-04T17:00"),
        (PAUSE, "trong ngày", "11-02T09:00", "11-02T10:00", "11-04T15:01", "11-05T17:00"),
        (RESTART, "trong ngày", "11-02T09:00", "11-02T10:00", "11-23T15:01", "11-25T17:00"),
        # across Tết and across the new year
        (RESTART, "5 ngày làm việc", "02-05T08:00", "02-06T08:00", "02-12T08:00", "02-26T17:00"),
        (PAUSE, "5 ngày làm việc", "02-05T08:00", "02-06T08:00", "02-12T08:00", "02-25T17:00"),
        (PAUSE, "3 ngày làm việc", "2025-12-30T08:00", "2025-12-31T08:00", "01-09T08:00", "01-12T17:00"),
    ],
)  # fmt: skip
def test_each_policy(
    policy: SupplementPolicy, rule: str, received: str, asked: str, answered: str, expected: str
) -> None:
    before = given_date(rule, received)
    change = resume(parse_rule(rule), before, at(asked), at(answered), CALENDAR, HOURS, policy=policy)
    assert change.after.due == at(expected)
    assert change.before == before
    assert change.moved == (change.after.due != before.due)


def test_the_old_date_stands_in_the_words_of_the_new_one() -> None:
    before = given_date("3 ngày làm việc", "2026-11-20T08:00")
    for policy, word in ((RESTART, "tính lại từ đầu"), (PAUSE, "chờ bổ sung 1 ngày làm việc")):
        limit = parse_rule("3 ngày làm việc")
        change = resume(
            limit, before, at("2026-11-23T10:00"), at("2026-11-25T09:00"), CALENDAR, HOURS, policy=policy
        )
        assert word in change.after.reason
        assert "hẹn cũ 17:00 thứ Năm 26/11/2026" in change.after.reason
    kept = resume(limit, before, at("2026-11-23T10:00"), at("2026-11-25T09:00"), CALENDAR, HOURS, policy=NONE)
    assert "không đổi" in kept.after.reason


def test_the_policy_of_the_procedure_holds_unless_another_is_named() -> None:
    limit = TimeLimit(value=3, unit=TimeUnit.WORKING_DAY, supplement=NONE)
    before = given_date("3 ngày làm việc", "2026-11-02T08:00")
    asked, answered = at("2026-11-03T08:00"), at("2026-11-10T08:00")
    assert not resume(limit, before, asked, answered, CALENDAR, HOURS).moved
    assert resume(limit, before, asked, answered, CALENDAR, HOURS, policy=PAUSE).moved


def test_a_limit_nobody_knows_makes_no_date_up() -> None:
    unknown = TimeLimit(value=None, unit=None)
    asked, answered = at("2026-11-03T08:00"), at("2026-11-05T08:00")
    nothing = appointment(unknown, asked, CALENDAR, HOURS)
    assert resume(unknown, nothing, asked, answered, CALENDAR, HOURS).after.due is None
    promised = given_date("3 ngày làm việc", "2026-11-02T08:00")  # Thu 5/11, then the data lost the limit
    pushed = resume(unknown, promised, asked, answered, CALENDAR, HOURS).after.due
    assert pushed == at("2026-11-09T17:00")
    learned = resume(parse_rule("3 ngày làm việc"), nothing, asked, answered, CALENDAR, HOURS).after.due
    assert learned == at("2026-11-10T17:00")


def test_a_date_put_off_before_does_not_come_back_earlier() -> None:
    before = Appointment(due=at("2026-12-15T17:00"), reason="hẹn lại")
    asked, answered = at("2026-11-03T08:00"), at("2026-11-05T08:00")
    change = resume(parse_rule("3 ngày làm việc"), before, asked, answered, CALENDAR, HOURS, policy=RESTART)
    assert change.after.due == before.due
    assert "giữ ngày đã hẹn" in change.after.reason


def test_a_new_date_in_a_year_without_a_notice_says_so() -> None:
    before = given_date("10 ngày làm việc", "2026-12-01T08:00")
    asked, answered = at("2026-12-03T08:00"), at("2026-12-25T08:00")
    change = resume(parse_rule("10 ngày làm việc"), before, asked, answered, CALENDAR, HOURS)
    assert change.after.due is not None
    assert change.after.due.year == 2027
    assert any("2027" in warning for warning in change.after.warnings)


def test_the_hour_of_the_answer_is_kept_where_the_ward_keeps_hours() -> None:
    limit = parse_rule("3 ngày làm việc")
    before = appointment(limit, at("2026-11-02T09:20"), CALENDAR, HOURS, keep_hour=True)
    assert before.due == at("2026-11-05T09:20")
    asked, answered = at("2026-11-03T08:00"), at("2026-11-05T14:10")
    for policy, expected in ((RESTART, "2026-11-10T14:10"), (PAUSE, "2026-11-09T09:20")):
        change = resume(limit, before, asked, answered, CALENDAR, HOURS, policy=policy, keep_hour=True)
        assert change.after.due == at(expected)


moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 30)).map(  # noqa: DTZ001 - the zone follows
    lambda moment: moment.replace(tzinfo=LOCAL_ZONE, second=0, microsecond=0)
)


@given(
    st.integers(1, 30), st.sampled_from(TimeUnit), st.sampled_from(SupplementPolicy), moments,
    st.integers(0, 20_000), st.integers(0, 60_000), st.integers(0, 5_000),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_what_holds_for_every_supplement(
    value: int,
    unit: TimeUnit,
    policy: SupplementPolicy,
    received: datetime,
    to_ask: int,
    wait: int,
    more: int,
) -> None:
    """Never earlier than promised, on an open day, and never earlier for a later answer."""
    limit = TimeLimit(value=value, unit=unit)
    before = appointment(limit, received, CALENDAR, HOURS)
    asked = received + timedelta(minutes=to_ask)
    answered = asked + timedelta(minutes=wait)
    change = resume(limit, before, asked, answered, CALENDAR, HOURS, policy=policy)
    later = resume(
        limit, before, asked, answered + timedelta(minutes=more), CALENDAR, HOURS, policy=policy
    ).after.due
    assert before.due is not None and change.after.due is not None and later is not None
    assert before.due <= change.after.due <= later
    assert CALENDAR.is_working(change.after.due.date())
    assert change.before == before
    if policy is NONE:
        assert not change.moved


@given(st.integers(1, 30), moments, st.integers(0, 10), st.integers(0, 30))
@settings(max_examples=100, deadline=None)
def test_a_pause_leaves_as_many_working_days_as_there_were(
    value: int, received: datetime, to_ask: int, wait: int
) -> None:
    limit = TimeLimit(value=value, unit=TimeUnit.WORKING_DAY)
    before = appointment(limit, received, CALENDAR, HOURS)
    asked = received + timedelta(days=min(to_ask, value))
    answered = asked + timedelta(days=wait)
    after = resume(limit, before, asked, answered, CALENDAR, HOURS, policy=PAUSE).after.due
    assert before.due is not None and after is not None
    if before.due >= asked:
        left = CALENDAR.working_days_between(asked.date(), before.due.date())
        assert CALENDAR.working_days_between(answered.date(), after.date()) == left


# -- the one extension -----------------------------------------------------------------------

PROMISED = Appointment(due=at("2026-11-26T17:00"), reason="3 ngày làm việc")
NOW = at("2026-11-25T09:00")


@pytest.mark.parametrize(
    ("new", "extended", "found"),
    [
        ("2026-11-30T17:00", False, []),
        ("2026-11-30T17:00", True, ["extended_already"]),
        ("2026-11-26T17:00", False, ["not_later"]),
        ("2026-11-29T17:00", False, ["day_off"]),
        ("2027-11-23T17:00", False, []),
        ("2028-03-15T17:00", False, ["too_far"]),  # a year typed wrongly: nobody can be told it again
        ("2026-11-24T17:00", True, ["extended_already", "not_later", "past", "day_off"]),
    ],
)  # fmt: skip
def test_a_date_is_put_off_once_to_a_later_working_day(new: str, extended: bool, found: list[str]) -> None:
    problems = extension_problems(PROMISED, at(new), extended=extended, now=NOW, calendar=CALENDAR)
    assert [problem.message_id for problem in problems] == [f"deadline.{name}" for name in found]


def test_without_an_appointment_there_is_nothing_to_put_off() -> None:
    nothing = Appointment(due=None, reason="")
    problems = extension_problems(nothing, at("2026-11-30T17:00"), extended=False, now=NOW, calendar=CALENDAR)
    assert [problem.message_id for problem in problems] == ["deadline.no_date"]


def test_an_extension_keeps_both_dates_and_the_reason() -> None:
    change = extend(PROMISED, at("2026-11-30T17:00"), CALENDAR, reason="chờ\nxác minh")
    assert change.before == PROMISED
    assert change.after.due == at("2026-11-30T17:00")
    assert "chờ xác minh" in change.after.reason
    assert "17:00 thứ Năm 26/11/2026" in change.after.reason
    assert extend(PROMISED, at("2027-02-12T17:00"), CALENDAR).after.warnings
