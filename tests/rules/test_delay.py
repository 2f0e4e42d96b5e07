"""Whose every minute was: nothing missing, nothing twice, and the reason is the one that was recorded."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.errors import Problem
from counter.models.delay import (
    CAUSES,
    Cause,
    DelayFacts,
    DelayLedger,
    Lateness,
    Message,
    Move,
    MoveKind,
    Proof,
    ProofKind,
    Try,
    Why,
)
from counter.models.states import AttemptOutcome
from counter.rules import delay, delay_tries
from counter.rules.calendar import Hours, WorkCalendar
from counter.rules.delay_evidence import Faults
from counter.rules.delay_tries import PROOF_LASTS, outages
from counter.rules.work_time import WorkTime, instant_of, minute_of

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, 09:00 in Huế
ZERO = minute_of(START)
OFFICE_HOURS = Hours(((time(7, 30), time(11, 30)), (time(13), time(17))))
CALENDAR = WorkCalendar()
HOURS = WorkTime(CALENDAR, OFFICE_HOURS)
DOWN = Problem("line", "portal.net.down")
LATE = Problem("answer", "portal.answer.late")
FORGOTTEN = Problem("answer", "outbox.why.forgotten", {"code": "1"})


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def move(kind: MoveKind, minutes: float, number: int = 0) -> Move:
    proof = Proof(kind=ProofKind.EVENT, number=number, at=at(minutes), said=kind.value)
    return Move(kind=kind, at=at(minutes), proof=proof)


def tried(
    number: int,
    began: float,
    outcome: AttemptOutcome = AttemptOutcome.UNREACHABLE,
    reason: Problem | None = DOWN,
    *,
    ended: float | None = None,
    held: bool = False,
) -> Try:
    if outcome in (AttemptOutcome.FILED, AttemptOutcome.REFUSED):
        reason = None
    return Try(
        id=number,
        began=at(began),
        ended=at(began if ended is None else ended),
        outcome=outcome,
        reason=reason,
        held=held,
    )


def facts(**changes: Any) -> DelayFacts:
    base = DelayFacts(
        dossier_id=1,
        code="H57.15-261123-0001",
        short_code="1-A",
        procedure="Chứng thực bản sao",
        received_at=START,
        moves=(move(MoveKind.ACCEPTED, 0, 1),),
    )
    return replace(base, **changes)


def told(one: DelayFacts, now: float, tries: Sequence[Try] = ()) -> DelayLedger:
    return delay.ledger(one, Faults(outages(tries)), HOURS, at(now))


def story(found: DelayLedger) -> list[tuple[str, int]]:
    return [(span.why.value, span.minutes) for span in found.spans]


def news_at(minute: float, *tries: Try, closed: float | None = None) -> Message:
    closed_at = None if closed is None else at(closed)
    return Message(id=9, made_at=at(minute), tells_result=True, tries=tries, closed_at=closed_at)


# -- stories -----------------------------------------------------------------------------------


def test_a_life_is_split_by_its_events() -> None:
    """Forwarded after half an hour, a paper asked for, brought the next day, done."""
    moves = (
        move(MoveKind.ACCEPTED, 0, 1),
        move(MoveKind.FORWARDED, 30, 2),
        move(MoveKind.SUPPLEMENT, 90, 3),
        move(MoveKind.ANSWERED, 1500, 4),
    )
    found = told(facts(moves=moves, ready_at=at(1600), due_at=at(1550)), now=5000)
    assert story(found) == [("at_counter", 30), ("at_agency", 60), ("supplement", 1410), ("at_agency", 100)]
    assert [span.proofs[0].number for span in found.spans] == [1, 2, 3, 4]
    assert found.lateness is Lateness.LATE
    assert {one.cause: one.overdue for one in found.sums if one.overdue} == {Cause.AGENCY: 50}
    assert found.minutes == 1600
    assert found.result_at == at(1600)


def test_what_was_given_to_nobody_is_this_counters() -> None:
    found = told(facts(), now=75)
    assert story(found) == [("at_counter", 75)]
    assert (found.lateness, found.result_at) == (Lateness.RUNNING, None)


def test_a_dossier_that_ends_without_a_result_ends_there() -> None:
    moves = (move(MoveKind.ACCEPTED, 0), move(MoveKind.FORWARDED, 10), move(MoveKind.ENDED, 40))
    assert story(told(facts(moves=moves), now=900)) == [("at_counter", 10), ("at_agency", 30)]


def test_a_dossier_that_comes_back_is_the_counters_again() -> None:
    moves = (move(MoveKind.ACCEPTED, 0), move(MoveKind.FORWARDED, 10), move(MoveKind.BACK, 40))
    assert story(told(facts(moves=moves), now=50)) == [
        ("at_counter", 10), ("at_agency", 30), ("at_counter", 10),
    ]  # fmt: skip


def test_carried_over_by_hand_and_nobody_knows_is_the_portals_until_it_was_looked_up() -> None:
    moves = (
        move(MoveKind.ACCEPTED, 0, 1),
        move(MoveKind.UNSURE, 20, 2),
        move(MoveKind.SETTLED, 50, 3),
        move(MoveKind.FILED, 60, 4),
    )
    found = told(facts(moves=moves, ready_at=at(100)), now=100)
    assert story(found) == [("at_counter", 20), ("unsure", 30), ("at_counter", 10), ("at_agency", 40)]


# -- the news of the result --------------------------------------------------------------------


def outage(began: int, until: int, every: int = 5) -> list[Try]:
    """Tries of others that all fail, and the one that comes through."""
    tries = [tried(100 + n, n) for n in range(began, until, every)]
    return [*tries, tried(100 + until, until, AttemptOutcome.FILED)]


def test_a_result_on_time_that_the_portal_learns_of_late() -> None:
    moves = (move(MoveKind.ACCEPTED, 0), move(MoveKind.FORWARDED, 10))
    news = news_at(60, tried(3, 61), tried(4, 64), tried(30, 160, AttemptOutcome.FILED))
    one = facts(moves=moves, ready_at=at(60), due_at=at(120), messages=(news,))
    found = told(one, now=500, tries=outage(60, 160))
    assert story(found) == [("at_counter", 10), ("at_agency", 50), ("down", 100)]
    assert [span.news for span in found.spans] == [False, False, True]
    assert found.lateness is Lateness.LATE_ON_PORTAL
    assert found.told_at == at(160)
    line = next(one for one in found.sums if one.cause is Cause.LINE)
    assert (line.minutes, line.news, line.news_overdue) == (0, 100, 40)


def test_without_the_tries_of_the_outage_the_same_minutes_are_ours() -> None:
    """The twin: nothing proves that the line was down, so the news lay in our queue."""
    news = news_at(60, tried(30, 160, AttemptOutcome.FILED))
    one = facts(ready_at=at(60), messages=(news,))
    assert story(told(one, 500)) == [("at_counter", 60), ("queue", 100)]
    assert story(told(one, 500, outage(60, 160))) == [("at_counter", 60), ("down", 100)]


def test_a_program_that_was_closed_proves_nothing() -> None:
    """One failed try, then nothing for a night: the proof lasts as long as a pause, no longer."""
    news = news_at(60, tried(3, 60), tried(4, 900, AttemptOutcome.FILED))
    lasts = int(PROOF_LASTS.total_seconds() // 60)
    found = told(facts(ready_at=at(60), messages=(news,)), 1000)
    assert story(found) == [("at_counter", 60), ("down", lasts), ("queue", 840 - lasts)]


def test_a_refusal_is_ours_from_its_answer_on() -> None:
    refused = tried(3, 62, AttemptOutcome.REFUSED, held=True)
    news = news_at(60, refused, tried(4, 300, AttemptOutcome.FILED))
    moves = (move(MoveKind.ACCEPTED, 0), move(MoveKind.RELEASED, 299))
    found = told(facts(moves=moves, ready_at=at(60), messages=(news,)), 400, outage(100, 200))
    assert story(found) == [("at_counter", 60), ("queue", 2), ("held", 237), ("queue", 1)]


def test_the_portal_that_forgets_what_it_took_is_charged_until_it_has_it() -> None:
    news = news_at(
        60,
        tried(3, 60, AttemptOutcome.FILED),
        tried(4, 61, AttemptOutcome.UNKNOWN, FORGOTTEN),
        tried(5, 65, AttemptOutcome.UNKNOWN, FORGOTTEN),
        tried(6, 70, AttemptOutcome.KNOWN, None),
    )
    found = told(facts(ready_at=at(60), messages=(news,)), 400)
    assert story(found) == [("at_counter", 60), ("denied", 10)]
    assert found.told_at == at(70)


def test_what_the_portal_forgets_after_it_confirmed_it_is_another_story() -> None:
    news = news_at(
        60,
        tried(3, 60, AttemptOutcome.FILED),
        tried(4, 61, AttemptOutcome.KNOWN, None),
        tried(5, 900, AttemptOutcome.UNKNOWN, FORGOTTEN, held=True),
    )
    found = told(facts(ready_at=at(60), messages=(news,)), 1000)
    assert (story(found), found.told_at) == ([("at_counter", 60)], at(60))


def test_a_message_that_a_person_drops_ends_the_news() -> None:
    one = facts(ready_at=at(60), due_at=at(70), messages=(news_at(60, closed=100),))
    found = told(one, 5000)
    assert story(found) == [("at_counter", 60), ("queue", 40)]
    assert (found.told_at, found.lateness) == (None, Lateness.LATE_ON_PORTAL)


def test_the_wards_own_account_is_no_fault_of_the_portal() -> None:
    reason = Problem("login", "portal.login.refused")
    news = news_at(60, tried(3, 60, reason=reason), tried(4, 64, AttemptOutcome.FILED))
    assert story(told(facts(ready_at=at(60), messages=(news,)), 400))[1:] == [("account", 4)]


# -- does anything wait? -----------------------------------------------------------------------


ACCEPTANCE = Message(id=8, made_at=START, tries=(tried(30, 200, AttemptOutcome.FILED),))


def test_an_agency_of_the_ward_does_not_wait_for_the_message() -> None:
    """It has the papers: the outage is told beside and belongs to nobody's delay."""
    moves = (move(MoveKind.ACCEPTED, 0), move(MoveKind.FORWARDED, 30))
    one = facts(moves=moves, ready_at=at(300), messages=(ACCEPTANCE,))
    found = told(one, 300, outage(0, 200))
    assert story(found) == [("at_counter", 30), ("at_agency", 270)]
    line = next(one for one in found.sums if one.cause is Cause.LINE)
    assert (line.minutes, line.beside) == (0, 200)


def test_an_agency_elsewhere_has_it_by_the_message_alone() -> None:
    one = facts(elsewhere=True, ready_at=at(300), messages=(ACCEPTANCE,))
    found = told(one, 300, outage(50, 200))
    assert story(found) == [("queue", 50), ("down", 150), ("at_agency", 100)]
    assert found.spans[2].proofs[0].number == 30, "the portal's answer is the hand-over"
    line = next(one for one in found.sums if one.cause is Cause.LINE)
    assert (line.minutes, line.beside) == (150, 0)


def test_what_came_back_from_the_agency_waits_for_no_message() -> None:
    """It was given on paper while the message could not go; since it is back it lies here."""
    moves = (move(MoveKind.ACCEPTED, 0), move(MoveKind.FORWARDED, 10), move(MoveKind.BACK, 40))
    one = facts(elsewhere=True, moves=moves, ready_at=at(100), messages=(ACCEPTANCE,))
    assert story(told(one, 100, outage(0, 200))) == [("down", 10), ("at_agency", 30), ("at_counter", 60)]


def test_the_resident_comes_before_every_message() -> None:
    moves = (move(MoveKind.ACCEPTED, 0), move(MoveKind.SUPPLEMENT, 20), move(MoveKind.ANSWERED, 80))
    one = facts(elsewhere=True, moves=moves, ready_at=at(300), messages=(ACCEPTANCE,))
    found = told(one, 300, outage(0, 200))
    assert story(found) == [("down", 20), ("supplement", 60), ("down", 120), ("at_agency", 100)]


def test_the_proofs_of_an_outage_are_its_first_and_its_last_try() -> None:
    one = facts(ready_at=at(60), messages=(news_at(60, tried(30, 160, AttemptOutcome.FILED)),))
    span = told(one, 500, outage(40, 160)).spans[-1]
    assert [proof.number for proof in span.proofs] == [140, 255]
    assert span.proofs[0].reason == DOWN


@pytest.mark.parametrize(
    ("outcome", "reason", "why"),
    [
        (AttemptOutcome.UNREACHABLE, DOWN, Why.DOWN),
        (AttemptOutcome.UNREACHABLE, Problem("", "portal.net.untrusted"), Why.DOWN),
        (AttemptOutcome.UNREACHABLE, LATE, Why.SILENT),
        (AttemptOutcome.UNREACHABLE, Problem("", "portal.session.refused"), Why.SILENT),
        (AttemptOutcome.UNREACHABLE, Problem("", "portal.net.ca"), Why.ACCOUNT),
        (AttemptOutcome.UNKNOWN, LATE, Why.SILENT),
        (AttemptOutcome.UNKNOWN, FORGOTTEN, Why.DENIED),
        (AttemptOutcome.KNOWN, Problem("", "outbox.why.state_differs"), Why.DENIED),
        (AttemptOutcome.KNOWN, None, None),
        (AttemptOutcome.FILED, None, None),
        (AttemptOutcome.REFUSED, None, None),
        (AttemptOutcome.HELD, None, None),
    ],
)
def test_what_a_try_failed_of(outcome: AttemptOutcome, reason: Problem | None, why: Why | None) -> None:
    assert delay_tries.fault(Try(id=1, began=START, ended=START, outcome=outcome, reason=reason)) is why


# -- working time ------------------------------------------------------------------------------


def open_minutes(began: int, until: int) -> int:
    """One minute at a time."""
    count = 0
    for minute in range(began, until):
        local = instant_of(minute) + timedelta(hours=7)
        hour = local.hour * 60 + local.minute
        count += CALENDAR.is_working(local.date()) and (450 <= hour < 690 or 780 <= hour < 1020)
    return count


@given(st.integers(-3000, 3000), st.integers(-60, 9000))
@settings(max_examples=60)
def test_open_minutes_are_those_of_the_clock_on_the_wall(start: int, length: int) -> None:
    began = ZERO + start
    assert HOURS.between(began, began + length) == open_minutes(began, began + length)


def test_a_day_off_has_none() -> None:
    day = minute_of(datetime(2026, 11, 24, 17, tzinfo=UTC)) - 24 * 60  # Ngày Văn hóa Việt Nam
    assert HOURS.between(day, day + 24 * 60) == 0
    assert date(2026, 11, 24).isoweekday() == 2


# -- properties --------------------------------------------------------------------------------

MINUTES = st.integers(-10, 90)
KINDS = st.sampled_from(list(MoveKind))
OUTCOMES = st.sampled_from(list(AttemptOutcome))
REASONS = st.sampled_from([None, DOWN, LATE, FORGOTTEN, Problem("", "portal.login.refused")])


@st.composite
def some_tries(draw: st.DrawFn, first: int) -> tuple[Try, ...]:
    starts = sorted(draw(st.lists(st.integers(-10, 90).map(lambda n: n + 0.5), max_size=6)))
    return tuple(
        Try(
            id=first + number,
            began=at(began),
            ended=at(began + draw(st.sampled_from([0, 0, 0.3, 4]))),
            outcome=draw(OUTCOMES),
            reason=draw(REASONS),
            held=draw(st.booleans()),
        )
        for number, began in enumerate(starts)
    )


@st.composite
def some_facts(draw: st.DrawFn) -> DelayFacts:
    """Anything at all, also what the program would never write: clocks that were wrong, events twice."""
    moves = [move(draw(KINDS), draw(MINUTES), number) for number in range(draw(st.integers(0, 7)))]
    messages = [
        Message(
            id=number,
            made_at=at(draw(MINUTES)),
            tells_result=draw(st.booleans()),
            closed_at=draw(st.none() | MINUTES.map(at)),
            confirmed=draw(st.booleans()),
            tries=draw(some_tries(100 * number)),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    return facts(
        moves=tuple(moves),
        messages=tuple(messages),
        elsewhere=draw(st.booleans()),
        ready_at=draw(st.none() | MINUTES.map(at)),
        due_at=draw(st.none() | MINUTES.map(at)),
    )


@given(some_facts(), some_tries(5000), MINUTES)
@settings(max_examples=150, deadline=None)
def test_the_minutes_tile_whatever_was_recorded(one: DelayFacts, others: tuple[Try, ...], now: int) -> None:
    found = told(one, now, others)
    edge = START
    for span in found.spans:
        assert span.began == edge, "a gap or an overlap"
        assert span.minutes == (span.until - span.began) / timedelta(minutes=1) > 0
        assert span.cause is CAUSES[span.why]
        assert 0 <= span.working <= span.minutes
        assert 0 <= span.overdue <= span.minutes
        assert len(span.proofs) <= 2
        edge = span.until
    work = [span for span in found.spans if not span.news]
    assert [span.news for span in found.spans] == sorted(span.news for span in found.spans)
    stop = max(START, min(found.result_at or at(now), at(now)))
    assert sum(span.minutes for span in work) == (stop - START) // timedelta(minutes=1)
    for total in found.sums:
        own = [span for span in found.spans if span.cause is total.cause]
        assert total.minutes == sum(span.minutes for span in own if not span.news)
        assert total.news == sum(span.minutes for span in own if span.news)
        assert total.working == sum(span.working for span in own if not span.news)
        assert total.overdue == sum(span.overdue for span in own if not span.news)
        assert total.overdue_working <= min(total.overdue, total.working)
        assert total.news_overdue <= total.news
    assert found.minutes == sum(total.minutes for total in found.sums)


def slow_answer(one: DelayFacts, others: Sequence[Try], minute: int, news: bool) -> Why:
    """The rule for one minute, read again from the facts and from nothing else of the reckoning."""
    moves = sorted(one.moves, key=lambda m: m.at)
    done = [m for m in moves if minute_of(m.at) <= minute]
    tries = [t for message in one.messages for t in message.tries]
    if not news:
        asked = [m.kind for m in done if m.kind in (MoveKind.SUPPLEMENT, MoveKind.DUTY, MoveKind.ANSWERED)]
        if asked and asked[-1] is not MoveKind.ANSWERED:
            return Why(asked[-1].value)
        holders = [m.kind for m in done if m.kind in (
            MoveKind.ACCEPTED, MoveKind.BACK, MoveKind.FORWARDED, MoveKind.FILED)]  # fmt: skip
        if holders and holders[-1] in (MoveKind.FORWARDED, MoveKind.FILED):
            return Why.AT_AGENCY
        unsure = [m.kind for m in done if m.kind in (MoveKind.UNSURE, MoveKind.FILED, MoveKind.SETTLED)]
        return Why.UNSURE if unsure and unsure[-1] is MoveKind.UNSURE else Why.AT_COUNTER
    marks = [(t.ended, 0, True) for t in tries if t.held]
    marks += [(m.at, 1, m.kind is MoveKind.HELD) for m in moves
              if m.kind in (MoveKind.HELD, MoveKind.RELEASED)]  # fmt: skip
    before = [held for when, _, held in sorted(marks, key=lambda mark: mark[0]) if minute_of(when) <= minute]
    if before and before[-1]:
        return Why.HELD
    if (why := _of_tries(tries, minute, own=True)) is not None:
        return why
    return _of_tries(list(others), minute, own=False) or Why.QUEUE


def _of_tries(tries: Sequence[Try], minute: int, *, own: bool) -> Why | None:
    """What the last try that began by then proves of a minute."""
    following: Try | None = None
    for t in sorted(tries, key=lambda t: (t.began, t.id), reverse=True):
        found = _of_try(t, following, minute, own=own) if minute_of(t.began) <= minute else None
        if found is not None:
            return found[0]
        following = t
    return None


def _of_try(t: Try, following: Try | None, minute: int, *, own: bool) -> tuple[Why | None] | None:
    """What one try proves of a minute after its begin; None when an earlier one may say more."""
    why, end = delay_tries.fault(t), t.ended if own else t.began
    if own and minute < minute_of(t.ended):
        return (why or Why.ANSWERING,)
    if own and following is not None and delay_tries.took(t) and delay_tries.denied(following):
        return (Why.DENIED,)
    lasts = why is not None and not (own and t.held) and (own or why is not Why.DENIED)
    if lasts:
        stop = t.ended + PROOF_LASTS
        end = max(end, stop if following is None else min(stop, following.began))
    if minute < minute_of(end):
        return (why,)
    return (None,) if lasts or minute_of(t.ended) > minute_of(t.began) else None


@given(some_facts(), some_tries(5000), MINUTES)
@settings(max_examples=150, deadline=None)
def test_each_minute_is_whose_the_rule_says(one: DelayFacts, others: tuple[Try, ...], now: int) -> None:
    one = replace(one, elsewhere=False, messages=tuple(_calm(one.messages)))
    calm = _calm_tries(others)
    found = told(one, now, calm)
    for span in found.spans:
        for minute in range(minute_of(span.began), minute_of(span.until)):
            assert span.why is slow_answer(one, calm, minute, span.news), minute - ZERO


def _calm(messages: Sequence[Message]) -> list[Message]:
    """The same with all tries in one row of time, as one sender makes them."""
    every = _calm_tries([t for message in messages for t in message.tries])
    ids = {t.id for t in every}
    return [replace(m, tries=tuple(t for t in m.tries if t.id in ids)) for m in messages]


def _calm_tries(tries: Sequence[Try]) -> list[Try]:
    kept: list[Try] = []
    for one in sorted(tries, key=lambda t: (t.began, t.id)):
        if not kept or minute_of(kept[-1].ended) < minute_of(one.began):
            kept.append(one)
    return kept
