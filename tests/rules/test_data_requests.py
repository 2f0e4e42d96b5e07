"""The clocks of requests about personal data: by table, over holidays, and whatever the day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.models.catalogue import TimeUnit
from counter.models.data_request import (
    AskerKind,
    ClockKind,
    DataRequestState,
    RequestDraft,
    RequestKind,
    RequestStep,
    RequestStepDraft,
)
from counter.rules import data_requests as rules
from counter.rules.calendar import parse_hours
from counter.rules.data_requests import DataClocks, Reckoner
from counter.services.catalogue.data_clocks import clocks
from counter.services.office import shipped_calendar

HOURS = parse_hours("07:30-11:30 13:00-17:00")
KINDS = list(RequestKind)
ANSWERED, EXTENDED, DONE, REFUSED = RequestStep


def reckoner(unit: TimeUnit = TimeUnit.CALENDAR_DAY) -> Reckoner:
    return Reckoner(replace(clocks(), unit=unit), shipped_calendar(), HOURS)


@pytest.mark.parametrize(
    ("received", "reply_by"),
    [
        ("2026-11-26", "2026-11-30"),  # Thursday: Friday, then Monday
        ("2026-11-20", "2026-11-25"),  # Friday: Tuesday 24/11 is a day off
        ("2026-02-13", "2026-02-24"),  # before Tết: all of the next week is off
        ("2026-12-31", "2027-01-05"),  # over New Year
        ("2026-11-28", "2026-12-01"),  # received on a Saturday
    ],
)
def test_the_reply_is_due_in_two_working_days(received: str, reply_by: str) -> None:
    assert reckoner().reply_by(date.fromisoformat(received)) == date.fromisoformat(reply_by)


DUE = [
    # kind, received, alone, with a third party, alone and put off: Điều 5 in days, the last one a working day
    (RequestKind.SEE, "2026-11-26", "2026-12-07", "2026-12-11", "2026-12-17"),
    (RequestKind.CORRECT, "2026-11-26", "2026-12-07", "2026-12-11", "2026-12-17"),
    (RequestKind.PROVIDE, "2026-11-24", "2026-12-04", "2026-12-09", "2026-12-14"),
    (RequestKind.WITHDRAW, "2026-11-26", "2026-12-11", "2026-12-16", "2026-12-28"),
    (RequestKind.RESTRICT, "2026-11-26", "2026-12-11", "2026-12-16", "2026-12-28"),
    (RequestKind.OBJECT, "2026-11-26", "2026-12-11", "2026-12-16", "2026-12-28"),
    (RequestKind.DELETE, "2026-11-26", "2026-12-16", "2026-12-28", "2027-01-05"),
    (RequestKind.DELETE, "2026-01-28", "2026-02-23", "2026-02-27", "2026-03-16"),  # ends in the week of Tết
]


@pytest.mark.parametrize(("kind", "received", "alone", "third", "put_off"), DUE)
def test_the_days_of_each_kind(
    kind: RequestKind, received: str, alone: str, third: str, put_off: str
) -> None:
    made, day = reckoner(), date.fromisoformat(received)
    due = made.due_on(kind, day, third_party=False)
    told = [due, made.due_on(kind, day, third_party=True), made.extended(kind, due)]
    assert [one.isoformat() for one in told] == [alone, third, put_off]


def test_they_may_be_working_days_by_the_data_file() -> None:
    """What could be read does not say which days are meant: the file decides."""
    due = reckoner(TimeUnit.WORKING_DAY).due_on(RequestKind.SEE, date(2026, 11, 26), third_party=False)
    assert due == date(2026, 12, 10)
    assert clocks().unit is TimeUnit.CALENDAR_DAY and clocks().unconfirmed


@settings(max_examples=60, deadline=None)
@given(
    st.dates(date(2025, 6, 1), date(2027, 10, 1)),
    st.sampled_from(KINDS),
    st.booleans(),
    st.sampled_from([TimeUnit.CALENDAR_DAY, TimeUnit.WORKING_DAY]),
)
def test_every_clock_ends_on_a_working_day_and_never_before_its_length(
    day: date, kind: RequestKind, third: bool, unit: TimeUnit
) -> None:
    made = reckoner(unit)
    limits = made.clocks.kinds[kind]
    due = made.due_on(kind, day, third_party=third)
    put_off = made.extended(kind, due)
    for one in (made.reply_by(day), due, put_off):
        assert made.calendar.is_working(one)
    assert due - day >= timedelta(days=limits.third_party if third else limits.days)
    assert put_off - due >= timedelta(days=limits.extension)
    assert made.calendar.working_days_between(day, made.reply_by(day)) == 2


TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("steps", "reply_by", "due_on", "told"),
    [
        ((), "2026-11-30", "2026-12-07", (ClockKind.REPLY, 2, 0, True)),  # T-2
        ((), "2026-12-01", "2026-12-07", (ClockKind.REPLY, 3, 0, False)),
        ((), "2026-11-26", "2026-12-07", (ClockKind.REPLY, 0, 0, True)),  # today
        ((), "2026-11-25", "2026-12-07", (ClockKind.REPLY, 0, 1, True)),  # late
        ((ANSWERED,), "2026-11-25", "2026-12-07", (ClockKind.DOING, 7, 0, False)),
        ((ANSWERED,), "2026-11-25", "2026-11-27", (ClockKind.DOING, 1, 0, True)),  # T-1
        ((EXTENDED,), "2026-11-25", "2026-11-20", (ClockKind.DOING, 0, 6, True)),
        ((ANSWERED, EXTENDED, DONE), "2026-11-25", "2026-11-20", None),
        ((REFUSED,), "2026-11-25", "2026-11-20", None),
    ],
)
def test_the_clock_that_ends_next(
    steps: tuple[RequestStep, ...], reply_by: str, due_on: str, told: tuple[object, ...] | None
) -> None:
    days = date.fromisoformat(reply_by), date.fromisoformat(due_on)
    found = rules.clock(steps, *days, TODAY, shipped_calendar())
    assert (found and (found.kind, found.left, found.late, found.presses)) == told


FOLLOWS = [
    ((), ANSWERED, ""),
    ((), EXTENDED, ""),
    ((), DONE, ""),
    ((ANSWERED,), EXTENDED, ""),
    ((ANSWERED, EXTENDED), DONE, ""),
    ((ANSWERED, EXTENDED), REFUSED, ""),
    ((ANSWERED,), ANSWERED, "data_request.answered.twice"),
    ((EXTENDED,), ANSWERED, "data_request.answered.twice"),
    ((EXTENDED,), EXTENDED, "data_request.extended.twice"),
    ((ANSWERED, EXTENDED), EXTENDED, "data_request.extended.twice"),
    *(((end,), step, "data_request.ended") for end in (DONE, REFUSED) for step in RequestStep),
]


@pytest.mark.parametrize(("made", "step", "why"), FOLLOWS)
def test_which_step_follows_which(made: tuple[RequestStep, ...], step: RequestStep, why: str) -> None:
    problem = rules.follows(step, made)
    assert (problem.message_id if problem else "") == why


def test_a_request_stands_where_its_last_step_left_it() -> None:
    assert rules.state_of(()) is DataRequestState.RECEIVED
    assert rules.state_of((ANSWERED, EXTENDED)) is DataRequestState.EXTENDED


def asked(**said: object) -> RequestDraft:
    fields = {"operation": "a", "resident_id": 1, "kind": RequestKind.SEE} | said
    return RequestDraft(**fields)  # type: ignore[arg-type]  # named fields of the draft


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (asked(), []),
        (asked(received_on=TODAY), []),
        (asked(received_on=TODAY + timedelta(days=1)), ["received_on"]),
        (asked(asked_by=AskerKind.AUTHORISED), ["asker", "paper"]),
        (asked(asked_by=AskerKind.REPRESENTATIVE, asker="Mẹ", paper=" "), ["paper"]),
        (asked(about="x" * 201), ["about"]),
        (asked(about="mật khẩu VNeID là 482913"), ["about"]),
    ],
)
def test_what_a_request_needs(draft: RequestDraft, fields: list[str]) -> None:
    assert [one.field for one in rules.draft_problems(draft, TODAY)] == fields


@pytest.mark.parametrize("step", RequestStep)
def test_every_step_wants_its_reason_and_a_refusal_its_ground(step: RequestStep) -> None:
    bare = rules.step_problems(step, RequestStepDraft(operation="a", request_id=1, reason=" "))
    assert [one.field for one in bare] == ["reason", *(["ground"] if step is REFUSED else [])]


def test_a_breach_is_told_within_72_hours_through_nights_and_days_off() -> None:
    found_at = datetime(2026, 12, 31, 10, 0, tzinfo=UTC)
    said: DataClocks = clocks()
    assert rules.breach_due(found_at, said) == datetime(2027, 1, 3, 10, 0, tzinfo=UTC)
    assert said.breach_unconfirmed, "the layout of Mẫu 08 was not seen"
