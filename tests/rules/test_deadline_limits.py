"""What must be told by when: shortage, supplement, apology, T-2 and T-1; what is said ahead of each."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.i18n import LOCAL_ZONE, known
from counter.models.catalogue import Channel
from counter.models.deadline import Level, RunningFacts
from counter.models.states import DossierState
from counter.paths import data_dir
from counter.rules.calendar import parse_hours
from counter.rules.deadline_limits import (
    apology_by,
    days_left,
    extension_notices,
    forward_by,
    outlook,
    shortage_by,
    supplement_by,
    supplement_notices,
)
from counter.services.catalogue.calendar_data import load

HOURS = parse_hours("07:30-11:30 13:00-17:00")
CALENDAR = load(data_dir())


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=LOCAL_ZONE)


@pytest.mark.parametrize(
    ("channel", "received", "expected"),
    [
        (Channel.ONLINE, "11-20T16:00", "11-23T16:00"),  # 8 working hours, over the weekend
        (Channel.ONLINE, "11-22T21:00", "11-23T17:00"),  # filed on a Sunday night: all of Monday
        (Channel.ONLINE, "11-23T11:00", "11-25T11:00"),  # 24/11 is off
        (Channel.DIRECT, "11-20T16:00", "11-23T17:00"),
        (Channel.DIRECT, "11-23T08:00", "11-25T17:00"),
        (Channel.POST, "11-21T09:00", "11-23T17:00"),
    ],
)
def test_until_when_a_shortage_is_told(channel: Channel, received: str, expected: str) -> None:
    assert shortage_by(channel, at(received), CALENDAR, HOURS) == at(expected)


def test_papers_are_asked_for_within_three_working_days() -> None:
    assert supplement_by(at("11-20T16:00"), CALENDAR, HOURS) == at("11-26T17:00")


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("11-23T15:00", "11-23T17:00"),
        ("11-23T15:01", "11-25T07:30"),
        ("11-21T09:00", "11-23T07:30"),
        ("11-20T06:00", "11-20T17:00"),
    ],
)
def test_papers_go_on_the_same_day_or_first_thing_next(received: str, expected: str) -> None:
    assert forward_by(at(received), CALENDAR, HOURS) == at(expected)


@pytest.mark.parametrize(
    ("due", "received", "expected"),
    [
        ("11-27T17:00", "11-20T08:00", "11-26T17:00"),
        ("11-25T17:00", "11-20T08:00", "11-23T17:00"),  # 24/11 off: nobody could send it then
        ("11-30T17:00", "11-20T08:00", "11-27T17:00"),  # a Monday
        ("02-23T17:00", "02-10T08:00", "02-13T17:00"),  # after Tết
        ("11-23T17:00", "11-23T08:00", None),  # a same-day result
        ("11-23T17:00", "11-20T15:30", "11-20T17:00"),
        ("11-23T17:00", "11-20T18:00", None),
    ],
)
def test_until_when_to_apologise(due: str, received: str, expected: str | None) -> None:
    assert apology_by(at(due), at(received), CALENDAR, HOURS) == (at(expected) if expected else None)


def facts(
    due: str | None = "11-27T17:00",
    state: DossierState = DossierState.PROCESSING,
    received: str = "11-20T08:00",
    *,
    supplements: int = 0,
    extended: bool = False,
    channel: Channel = Channel.DIRECT,
) -> RunningFacts:
    return RunningFacts(
        state=state,
        channel=channel,
        received_at=at(received),
        due=at(due) if due else None,
        supplements=supplements,
        extended=extended,
    )


def said(found: RunningFacts, now: str) -> list[str]:
    return [notice.message_id for notice in outlook(found, at(now), CALENDAR, HOURS)]


@pytest.mark.parametrize(
    ("now", "extended", "expected"),
    [
        ("11-20T09:00", False, []),
        ("11-23T09:00", False, []),  # Mon: Wed, Thu, Fri are left
        ("11-25T09:00", False, ["deadline.two.open"]),
        ("11-26T09:00", False, ["deadline.one.open"]),
        ("11-26T17:30", False, ["deadline.one.shut"]),
        ("11-27T09:00", False, ["deadline.today.shut"]),
        ("11-27T17:01", False, ["deadline.overdue"]),
        ("11-25T09:00", True, ["deadline.two.extended"]),
        ("11-26T09:00", True, ["deadline.one.extended"]),
        ("11-27T09:00", True, ["deadline.today.extended"]),
        ("11-28T09:00", True, ["deadline.overdue_again"]),
    ],
)
def test_what_is_said_as_the_day_comes_near(now: str, extended: bool, expected: list[str]) -> None:
    assert said(facts(extended=extended), now) == expected


@pytest.mark.parametrize(
    ("now", "here", "state", "due", "expected"),
    [
        (
            "11-20T16:59",
            True,
            DossierState.RECEIVED,
            "12-04T17:00",
            ["deadline.shortage", "deadline.forward"],
        ),
        (
            "11-23T08:00",
            True,
            DossierState.RECEIVED,
            "12-04T17:00",
            ["deadline.shortage", "deadline.forward_late"],
        ),
        ("11-23T08:00", True, DossierState.RECEIVED, None, ["deadline.shortage", "deadline.forward_late"]),
        (
            "11-23T08:00",
            False,
            DossierState.RECEIVED,
            "12-04T17:00",
            ["deadline.shortage"],
        ),  # nothing to send
        ("11-23T08:00", True, DossierState.PROCESSING, "12-04T17:00", []),  # somebody has begun with it
        ("11-20T09:00", True, DossierState.RECEIVED, "11-20T17:00", []),  # the result comes the same day
    ],
)
def test_papers_at_the_counter_go_on_in_time(
    now: str, here: bool, state: DossierState, due: str | None, expected: list[str]
) -> None:
    found = replace(facts(due, state), papers_here=here)
    assert [one for one in said(found, now) if not one.startswith("deadline.today")] == expected


def test_the_days_before_are_working_days() -> None:
    over_the_holiday = facts("11-25T17:00")
    assert said(over_the_holiday, "11-20T09:00") == ["deadline.two.open"]  # Fri: Mon and Wed are left
    assert said(over_the_holiday, "11-23T09:00") == ["deadline.one.open"]
    assert said(over_the_holiday, "11-24T09:00") == ["deadline.one.shut"]
    assert said(facts("11-30T17:00"), "11-28T09:00") == ["deadline.one.shut"]  # a Saturday
    made_off = facts("11-24T17:00")  # promised for a day that is off by now
    assert said(made_off, "11-20T09:00") == ["deadline.two.open"]
    assert said(made_off, "11-23T09:00") == ["deadline.one.open"]


@pytest.mark.parametrize(
    ("received", "due", "now", "expected"),
    [
        ("11-26T17:10", "11-27T17:00", "11-26T17:11", ["deadline.one.none"]),  # after closing, for tomorrow
        ("11-28T09:00", "11-30T17:00", "11-28T09:01", ["deadline.one.none"]),  # a Saturday, for Monday
        ("11-26T16:50", "11-27T17:00", "11-26T16:51", ["deadline.one.open"]),
        ("11-26T16:50", "11-27T17:00", "11-26T17:11", ["deadline.one.shut"]),
        ("11-26T17:10", "11-27T17:00", "11-27T09:00", []),
        ("11-26T08:00", "11-26T17:00", "11-26T08:01", []),
    ],
)
def test_a_limit_that_lay_before_the_acceptance_is_not_said_to_have_passed(
    received: str, due: str, now: str, expected: list[str]
) -> None:
    found = facts(due, received=received)
    assert said(found, now) == expected
    late = [notice.message_id for notice in extension_notices(found, at(now), CALENDAR, HOURS)]
    assert ("deadline.apology_late" in late) == (expected == ["deadline.one.shut"])


@pytest.mark.parametrize(
    "state", [state for state in DossierState if state not in (1, 2, 4)], ids=lambda state: str(state.name)
)
def test_nothing_is_said_while_the_clock_stands_still(state: DossierState) -> None:
    assert said(facts(state=state), "12-01T09:00") == []


def test_the_limit_for_a_shortage_is_told_until_work_begins() -> None:
    fresh = facts(state=DossierState.RECEIVED)
    assert said(fresh, "11-20T09:00") == ["deadline.shortage"]
    notice = outlook(fresh, at("11-20T09:00"), CALENDAR, HOURS)[0]
    assert (notice.level, notice.by) == (Level.INFO, at("11-23T17:00"))
    assert said(fresh, "11-23T17:01") == []
    assert said(facts(state=DossierState.PROCESSING), "11-20T09:00") == []
    assert said(facts(state=DossierState.RECEIVED, supplements=1), "11-20T09:00") == []
    # where the result is due first there is nothing to remember
    assert said(facts("11-20T17:00", DossierState.RECEIVED), "11-20T09:00") == []


def test_an_online_dossier_nobody_answered_says_that_the_eight_hours_are_over() -> None:
    new = facts(None, DossierState.REGISTERED, "11-20T16:00", channel=Channel.ONLINE)
    assert said(new, "11-23T15:59") == ["deadline.shortage"]
    assert said(new, "11-23T16:01") == ["deadline.shortage_late"]


def test_a_second_request_is_loud_and_says_what_it_costs() -> None:
    first = supplement_notices(facts(), at("11-23T09:00"), CALENDAR, HOURS)
    assert first == ()
    second = supplement_notices(facts(supplements=1), at("11-23T09:00"), CALENDAR, HOURS)
    assert [(n.level, n.message_id, n.params["n"]) for n in second] == [(Level.LOUD, "deadline.second", 2)]


@pytest.mark.parametrize(
    ("state", "now", "expected"),
    [
        (DossierState.RECEIVED, "11-23T17:00", []),
        (DossierState.RECEIVED, "11-23T17:01", ["deadline.shortage_late"]),
        (DossierState.PROCESSING, "11-26T17:00", []),
        (DossierState.PROCESSING, "11-26T17:01", ["deadline.after_three"]),
        (DossierState.PROCESSING, "11-30T09:00", ["deadline.asked_late", "deadline.after_three"]),
    ],
)
def test_a_late_request_says_which_limit_it_missed(
    state: DossierState, now: str, expected: list[str]
) -> None:
    found = supplement_notices(facts(state=state), at(now), CALENDAR, HOURS)
    assert [notice.message_id for notice in found] == expected


def test_an_extension_says_that_it_is_the_only_one_and_whether_it_is_late() -> None:
    def found(now: str) -> list[str]:
        return [n.message_id for n in extension_notices(facts(), at(now), CALENDAR, HOURS)]

    assert found("11-26T16:59") == ["deadline.only_once"]
    assert found("11-26T17:01") == ["deadline.apology_late", "deadline.only_once"]


moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31)).map(  # noqa: DTZ001 - the zone follows
    lambda moment: moment.replace(tzinfo=LOCAL_ZONE, second=0, microsecond=0)
)


@given(moments, moments, st.sampled_from(DossierState), st.booleans(), st.integers(0, 2))
@settings(max_examples=200, deadline=None)
def test_every_notice_has_its_words_and_no_limit_lies_behind(
    now: datetime, received: datetime, state: DossierState, extended: bool, supplements: int
) -> None:
    due = shortage_by(Channel.DIRECT, received, CALENDAR, HOURS)
    found = RunningFacts(
        state=state, channel=Channel.ONLINE, received_at=received, due=due, extended=extended,
        supplements=supplements,
    )  # fmt: skip
    notices = (
        *outlook(found, now, CALENDAR, HOURS),
        *supplement_notices(found, now, CALENDAR, HOURS),
        *extension_notices(found, now, CALENDAR, HOURS),
    )
    assert all(known(notice.message_id) for notice in notices)
    assert all(notice.by is None or notice.by >= now for notice in notices)
    last = apology_by(due, received, CALENDAR, HOURS)
    assert last is None or (received < last < due and CALENDAR.is_working(last.date()))
    assert days_left(due, now, CALENDAR) >= 0
    if last is not None and not extended and state in (1, 2, 4) and now <= last:
        near = [
            notice for notice in notices if notice.message_id.startswith(("deadline.one", "deadline.two"))
        ]
        assert all(notice.by == last for notice in near)
        assert all((notice.by or now).date() == now.date() for notice in near if ".one" in notice.message_id)
