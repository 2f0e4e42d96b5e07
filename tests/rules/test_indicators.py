"""Every formula of the ward's indicators, on dossiers and counts that a hand can check."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.i18n import LOCAL_ZONE
from counter.models.instant import to_micros
from counter.models.ward_report import Case, Indicator, Period, PutOff, Rate, Round, Services, Tally
from counter.rules import indicators as rules
from counter.rules.calendar import WorkCalendar, parse_hours
from counter.rules.indicators import Timing
from counter.rules.work_time import WorkTime

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
AFTER = datetime(2026, 12, 20, tzinfo=UTC)
SPAN = rules.span_of(NOVEMBER, AFTER)


def at(day: int, hour: int = 9, month: int = 11) -> int:
    return to_micros(datetime.combine(date(2026, month, day), time(hour), LOCAL_ZONE))


def case(
    due: int | None = at(10, 17),
    ended: int | None = at(9),
    *,
    received: int = at(2),
    without_result: bool = False,
    synced: bool = False,
    rounds: tuple[Round, ...] = (),
    put_off: PutOff | None = None,
) -> Case:
    return Case(1, "1.1", 1, "direct", received, due, ended, without_result, synced, rounds, put_off)


ASKED = Round(at(4), at(8), at(10, 17))  # four days of waiting; the appointment was the 10th
MOVED = at(14, 17)
CASES = {
    "a day before": (case(), Timing.EARLY, Timing.PUNCTUAL),
    "on its day": (case(ended=at(10, 16)), Timing.PUNCTUAL, Timing.PUNCTUAL),
    "on the minute": (case(ended=at(10, 17)), Timing.PUNCTUAL, Timing.PUNCTUAL),
    "that evening": (case(ended=at(10, 18)), Timing.LATE, Timing.LATE),
    "no appointment": (case(due=None), Timing.UNLIMITED, Timing.UNLIMITED),
    "open, due later": (case(due=at(2, 17, 12), ended=None), Timing.EARLY, Timing.PUNCTUAL),
    "open, overdue": (case(ended=None), Timing.LATE, Timing.LATE),
    "ended after the period": (case(ended=at(1, 9, 12)), Timing.LATE, Timing.LATE),
    "the wait is taken off": (case(MOVED, at(14, 16), rounds=(ASKED,)), Timing.PUNCTUAL, Timing.PUNCTUAL),
    "late without the wait": (case(MOVED, at(14, 18), rounds=(ASKED,)), Timing.LATE, Timing.LATE),
    "the appointment was not moved": (case(ended=at(12), rounds=(ASKED,)), Timing.LATE, Timing.PUNCTUAL),
    "begun anew by law, late by the index": (
        case(at(24, 17), at(24, 9), rounds=(ASKED,)), Timing.PUNCTUAL, Timing.LATE,
    ),
    "it waits: the request is the end": (
        case(ended=None, rounds=(Round(at(4), None, at(10, 17)),)), Timing.EARLY, Timing.PUNCTUAL,
    ),
    "it waits, asked too late": (
        case(ended=None, rounds=(Round(at(11), None, at(10, 17)),)), Timing.LATE, Timing.LATE,
    ),
    "asked twice is overdue": (
        case(at(29, 17), at(20), rounds=(ASKED, Round(at(9), at(12), MOVED))), Timing.EARLY, Timing.LATE,
    ),
    "asked again only after the period": (
        case(at(29, 17, 12), at(9, 9, 12), rounds=(Round(at(28), at(1, 9, 12), at(29, 17)),)),
        Timing.EARLY, Timing.PUNCTUAL,
    ),
    "asked after it was overdue at the period's end": (
        case(at(9, 17, 12), None, rounds=(Round(at(1, 9, 12), at(3, 9, 12), at(10, 17)),)),
        Timing.LATE, Timing.LATE,
    ),
    "put off with an apology": (
        case(at(16, 17), at(15), put_off=PutOff(at(9), at(10, 17), at(16, 17))),
        Timing.EARLY, Timing.PUNCTUAL,
    ),
    "put off only after the period": (
        case(at(16, 17, 12), None, put_off=PutOff(at(1, 9, 12), at(10, 17), at(16, 17, 12))),
        Timing.LATE, Timing.LATE,
    ),
    "put off after a supplement: the wait is in the new one": (
        case(at(20, 17), at(20, 16), rounds=(ASKED,), put_off=PutOff(at(13), MOVED, at(20, 17))),
        Timing.PUNCTUAL, Timing.PUNCTUAL,
    ),
    "and late after that": (
        case(at(20, 17), at(20, 18), rounds=(ASKED,), put_off=PutOff(at(13), MOVED, at(20, 17))),
        Timing.LATE, Timing.LATE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_dossier_against_its_appointment(name: str) -> None:
    one, promised, index = CASES[name]
    assert rules.promised(one, SPAN) is promised
    judged = rules.on_index(one, SPAN)
    assert (Timing.PUNCTUAL if judged is Timing.EARLY else judged) is index


def test_a_period_under_way_ends_now() -> None:
    now = rules.span_of(NOVEMBER, datetime(2026, 11, 5, 3, tzinfo=UTC))
    assert (now.began, now.until) == (at(1, 0), at(1, 0, 12))
    assert now.at == at(5, 10)
    assert rules.promised(case(ended=None), now) is Timing.EARLY


MARKS = {
    "received and done": (case(), ["direct", "early", "judged", "in_time"]),
    "carried and late": (
        case(received=at(30, 9, 10), ended=at(11)), ["carried", "late", "judged"],
    ),
    "withdrawn": (case(without_result=True), ["direct", "early", "without_result", "judged", "in_time"]),
    "the portal has it": (case(synced=True), ["direct", "synced", "early", "judged", "in_time"]),
    "open": (case(due=at(2, 17, 12), ended=None), ["direct", "open_in_time", "judged", "in_time"]),
    "open without a limit": (case(due=None, ended=None), ["direct", "open_unlimited"]),
}  # fmt: skip


@pytest.mark.parametrize("name", MARKS)
def test_what_a_dossier_counts_in(name: str) -> None:
    one, told = MARKS[name]
    assert list(rules.marks(one, SPAN)) == told


moments = st.integers(at(1, 0, 9), at(31, 0, 12))


@st.composite
def lives(draw: st.DrawFn) -> Case:
    received = draw(moments)
    ended = draw(st.none() | st.integers(received, at(31, 23, 12)))
    asked = sorted(draw(st.lists(st.integers(received, at(31, 23, 12)), max_size=4)))
    rounds = tuple(
        Round(a, b, draw(st.none() | moments)) for a, b in zip(asked[::2], asked[1::2], strict=False)
    )
    return Case(1, "1.1", 1, "online", received, draw(st.none() | moments), ended, rounds=rounds)


@settings(max_examples=60)
@given(st.lists(lives(), max_size=8))
def test_what_comes_in_goes_out_or_stays(drawn: list[Case]) -> None:
    names = [name for one in drawn if rules.under_way(one, SPAN) for name in rules.marks(one, SPAN)]
    total = Tally(**{name: names.count(name) for name in set(names)})
    assert total.received + total.carried == total.done + total.open == total.taken
    assert total.in_time <= total.judged <= total.taken


@settings(max_examples=100)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_share_is_all_or_nothing_only_when_it_is(part: int, more: int) -> None:
    told = Rate(part, part + more).hundredths
    if part + more == 0:
        assert told is None
        return
    assert told is not None
    assert (told == 10_000) is (more == 0)
    assert (told == 0) is (part == 0)
    assert abs(told - 10_000 * part / (part + more)) <= 1


def test_shares_are_rounded_half_up() -> None:
    assert Rate(3825, 4323).hundredths == 8848
    assert Rate(1, 3).hundredths == 3333
    assert Rate(1, 800).hundredths == 13  # 0,125 %
    assert Rate(0, 0).hundredths is None


TALLY = Tally(
    online=50, direct=40, post=10, carried=5, early=60, punctual=20, late=20, unlimited=3, open_in_time=2,
    judged=90, in_time=81, synced=70, charged=40, paid_online=30, components=200, digitised=120, reused=40,
    timed=80, minutes=4_120,
)  # fmt: skip
SERVICES = Services(procedures=59, online=39, online_used=13, charged=8, paid_online=6)
SHARES = {
    "synced": (70, 100),
    "on_time": (81, 90),
    "done_on_time": (80, 100),
    "offered_online": (39, 59),
    "used_online": (13, 39),
    "filed_online": (50, 100),
    "services_paid_online": (6, 8),
    "paid_online": (30, 40),
    "digitised": (120, 200),
    "reused": (40, 160),
}


def test_every_indicator_has_its_own_counts() -> None:
    told = {one.id: (one.rate.part, one.rate.whole) for one in rules.indicators(TALLY, SERVICES)}
    assert told == SHARES


def test_without_a_dossier_nothing_is_told_as_nothing_or_all() -> None:
    empty = Services(procedures=0, online=0, online_used=0, charged=0, paid_online=0)
    assert {one.rate.hundredths for one in rules.indicators(Tally(), empty)} == {None}
    assert rules.mean_minutes(Tally()) is None


@pytest.mark.parametrize(
    ("part", "whole", "full", "points"),
    [(40, 100, 80, 5000), (80, 100, 80, 10_000), (95, 100, 80, 10_000), (0, 0, 80, None), (1, 2, None, None)],
)
def test_below_its_threshold_an_indicator_has_a_part_of_its_points(
    part: int, whole: int, full: int | None, points: int | None
) -> None:
    assert rules.share_of_points(Indicator("x", "", Rate(part, whole), full)) == points


def test_the_mean_time_runs_in_open_hours_or_by_the_calendar() -> None:
    hours = WorkTime(WorkCalendar(), parse_hours("07:30-11:30, 13:30-17:00"))
    friday = case(received=at(6, 16), ended=at(9, 8), rounds=())  # Friday afternoon to Monday morning
    assert rules.net_minutes(friday, SPAN, hours) == 60 + 30
    assert rules.net_minutes(friday, SPAN, None) == 64 * 60
    waiting = case(received=at(2), ended=at(9), rounds=(ASKED,))
    assert rules.net_minutes(waiting, SPAN, None) == (7 - 4) * 24 * 60
    assert rules.net_minutes(case(without_result=True), SPAN, None) is None
    assert rules.net_minutes(case(ended=None), SPAN, None) is None
    assert rules.mean_minutes(TALLY) == 52  # 51,5


@pytest.mark.parametrize(
    ("state", "filed", "told"),
    [
        ("submitted", False, ["components"]),
        ("submitted", True, ["components", "digitised"]),
        ("presented", True, ["components", "digitised"]),
        ("presented", False, []),
        ("from_database", False, ["reused"]),
        ("missing", False, []),
    ],
)
def test_what_a_paper_counts_in(state: str, filed: bool, told: list[str]) -> None:
    assert list(rules.paper_marks(state, filed)) == told


def test_tallies_add_up() -> None:
    assert (TALLY + TALLY).minutes == 2 * TALLY.minutes
    assert TALLY + Tally() == TALLY
