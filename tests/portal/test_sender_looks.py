"""From time to time the sender asks what the portal has of open dossiers, and never instead of sending."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from counter.models.dossier import CollectorKind, DossierState, HandOverDraft
from counter.models.states import SyncState
from counter.portal.practice import Fault, PracticePortal, Rule, gateways
from counter.portal.practice.faults import RequestKind
from counter.portal.provincial import ProvincialGateway, ProvincialSettings
from counter.portal.transport import Transport
from counter.rules.portal_state import LOOK_EVERY, LOOKS_A_ROUND, ROUND
from counter.sender import Sender
from counter.services.dossier import dossiers
from counter.services.money import payments
from counter.services.office import Office
from counter.services.outbox import outbox, outbox_looks
from counter.services.verify import verify
from tests.conftest import Clock
from tests.portal.outbox_ward import Ticks, accept, drain, portal_with, practice_office, sender_to, states
from tests.services.journeys import BINH, cash, with_drawer

ASK = frozenset({RequestKind.ASK})


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def counter(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    office = practice_office(tmp_path / "practice.db", clock)
    with office.store:
        yield office


@pytest.fixture
def portal() -> Iterator[PracticePortal]:
    with portal_with() as made:
        yield made


def asks(portal: PracticePortal) -> list[str]:
    """The codes that were asked for, in order."""
    log = portal.state()["requests"]
    assert isinstance(log, list)
    rows = [row for row in log if isinstance(row, dict)]
    return [str(row["subject"]) for row in rows if row["kind"] == RequestKind.ASK]


def forget_log(portal: PracticePortal) -> int:
    """How many questions there were so far."""
    return len(asks(portal))


def run_for(sender: Sender, ticks: Ticks, clock: Clock, seconds: float) -> None:
    """Let it work so long; both clocks go on together."""
    ends = ticks.at + seconds
    while ticks.at < ends:
        pause = min(max(sender.turn(), 0.001), ends - ticks.at)
        ticks.wait(pause)
        clock.ahead(seconds=pause)


def set_state(portal: PracticePortal, state: str) -> None:
    """The provincial system went on by itself, or back."""
    with portal.book.lock:
        for record in portal.book.records.values():
            record.state = state


@pytest.fixture
def told(counter: Office, ticks: Ticks, clock: Clock, portal: PracticePortal) -> Iterator[Sender]:
    """One dossier was sent and confirmed; the sender goes on."""
    accept(counter)
    sender = sender_to(portal, counter, ticks)
    drain(sender, ticks)
    yield sender
    sender.close()


def test_an_open_dossier_is_asked_for_about_every_half_hour(
    told: Sender, ticks: Ticks, clock: Clock, portal: PracticePortal
) -> None:
    before = forget_log(portal)
    run_for(told, ticks, clock, 4 * LOOK_EVERY)
    assert 3 <= len(asks(portal)) - before <= 6


def test_where_the_portal_went_on_to_stands_in_the_history_once(
    told: Sender, counter: Office, ticks: Ticks, clock: Clock, portal: PracticePortal
) -> None:
    set_state(portal, "4")
    run_for(told, ticks, clock, 3 * LOOK_EVERY)
    events = [entry.event for entry in dossiers.get(counter, "1").timeline]
    assert events.count("outbox.event.theirs.4") == 1
    assert states(counter) == {1: ("confirmed",)}
    assert dossiers.get(counter, "1").state is DossierState.RECEIVED  # ours is moved by people alone
    assert not [check for check in verify.checks(counter.store) if check.failed]


def test_a_portal_that_goes_back_is_held_with_both_versions_and_sent_again_by_a_person(
    told: Sender, counter: Office, ticks: Ticks, clock: Clock, portal: PracticePortal
) -> None:
    set_state(portal, "9")
    run_for(told, ticks, clock, 2 * LOOK_EVERY)
    set_state(portal, "4")
    run_for(told, ticks, clock, 6 * LOOK_EVERY)
    [row] = outbox.listing(counter)
    assert (row.state, row.why[0].message_id) == (SyncState.HELD, "outbox.why.state_back")
    assert [row.why[0].params[name] for name in ("before", "theirs", "ours")] == [9, 4, 2]
    assert not [check for check in verify.checks(counter.store) if check.failed]
    set_state(portal, "1")
    outbox.retry(counter, row.id, operation="again")
    told.nudge()
    run_for(told, ticks, clock, 60)
    assert states(counter) == {1: ("refused", "confirmed")}  # the old key is used up; told anew
    [record] = portal.book.records.values()
    assert (record.state, len(record.steps)) == ("2", 1)


def test_an_answer_that_is_odd_once_is_no_task(
    told: Sender, counter: Office, ticks: Ticks, clock: Clock, portal: PracticePortal
) -> None:
    portal.set_faults([Rule(fault=Fault.BACKWARDS, kinds=ASK, first=2)])
    run_for(told, ticks, clock, 5 * LOOK_EVERY)
    assert outbox.listing(counter) == ()


def test_an_ended_dossier_is_not_asked_for_any_more(
    told: Sender, counter: Office, ticks: Ticks, clock: Clock, portal: PracticePortal
) -> None:
    view = dossiers.get(counter, "1")
    payments.take(with_drawer(counter), cash(view, 50_000))
    clock.ahead(hours=1)
    view = dossiers.get(counter, "1")
    view = dossiers.mark_ready(counter, 1, operation="ready", version=view.version)
    clock.ahead(hours=1)
    given = HandOverDraft(
        operation="h", dossier_id=1, version=view.version, collector=CollectorKind.SELF, card=BINH
    )
    dossiers.hand_over(counter, given)
    run_for(told, ticks, clock, 60)
    before = forget_log(portal)
    run_for(told, ticks, clock, 4 * LOOK_EVERY)
    assert len(asks(portal)) == before


def test_a_round_has_a_bound_and_the_longest_due_comes_first(
    counter: Office, ticks: Ticks, clock: Clock, portal: PracticePortal
) -> None:
    count = LOOKS_A_ROUND + 7
    quick = replace(counter, ward=replace(counter.ward, sync_per_second=20))
    accept(quick, count)
    sender = sender_to(portal, quick, ticks)
    drain(sender, ticks)
    sender.close()
    with counter.store.write(clock()) as transaction:  # never asked for: a store of before
        transaction.connection.execute("UPDATE outbox SET next_at = NULL")
        transaction.record(None, "test.older", subject=("test", 1), operation="")
    before = forget_log(portal)
    sender = sender_to(portal, quick, ticks)
    run_for(sender, ticks, clock, ROUND - 1)
    first = asks(portal)[before:]
    assert first == sorted(first)
    assert len(first) == LOOKS_A_ROUND
    run_for(sender, ticks, clock, ROUND)
    assert len(set(asks(portal)[before:])) == count
    sender.close()


def test_a_restart_goes_on_where_the_last_program_was(
    told: Sender, counter: Office, ticks: Ticks, clock: Clock, portal: PracticePortal
) -> None:
    run_for(told, ticks, clock, 1.3 * LOOK_EVERY)  # asked once, and noted
    told.close()
    before = forget_log(portal)
    later = sender_to(portal, counter, ticks)
    run_for(later, ticks, clock, LOOK_EVERY / 4)
    assert len(asks(portal)) == before
    run_for(later, ticks, clock, LOOK_EVERY)
    assert len(asks(portal)) > before
    later.close()


@pytest.mark.parametrize("days", [-4000, 4000])
def test_a_wall_clock_that_steps_by_years_stops_no_look(
    told: Sender, counter: Office, ticks: Ticks, clock: Clock, portal: PracticePortal, days: int
) -> None:
    clock.at += timedelta(days=days)
    told.close()
    before = forget_log(portal)
    later = sender_to(portal, counter, ticks)
    run_for(later, ticks, clock, 1.5 * LOOK_EVERY)
    later.close()
    assert 1 <= len(asks(portal)) - before <= 3


def test_what_is_to_be_sent_goes_first(
    told: Sender, counter: Office, ticks: Ticks, clock: Clock, portal: PracticePortal
) -> None:
    ticks.wait(2 * LOOK_EVERY)  # a look is due
    view = accept(counter)[0]
    told.turn()
    log = portal.state()["requests"]
    assert isinstance(log, list)
    last = [row["subject"] for row in log if isinstance(row, dict)][-1]
    assert last == view.code


def test_a_look_that_finds_no_line_leaves_the_portal_alone_and_writes_nothing(
    told: Sender, counter: Office, ticks: Ticks, clock: Clock, portal: PracticePortal
) -> None:
    portal.stop()
    run_for(told, ticks, clock, 3 * LOOK_EVERY)
    assert states(counter) == {1: ("confirmed",)}
    assert outbox.listing(counter) == ()


def test_the_settings_say_how_many_are_watched_and_when_it_last_asked(
    told: Sender, counter: Office, ticks: Ticks, clock: Clock
) -> None:
    assert outbox_looks.standing(counter).asked_at is None
    run_for(told, ticks, clock, 1.3 * LOOK_EVERY)
    found = outbox_looks.standing(counter)
    assert (found.dossiers, found.asked) == (1, 1)
    assert found.asked_at is not None


def test_a_gateway_that_cannot_be_asked_is_not(
    counter: Office, ticks: Ticks, clock: Clock, portal: PracticePortal
) -> None:
    paths = ProvincialSettings(add_path=gateways.ADD, update_path=gateways.UPDATE, steps_path=gateways.STEPS)
    sender = Sender(counter, ProvincialGateway(Transport(portal.url), paths, practice=True), clock=ticks)
    run_for(sender, ticks, clock, 2 * LOOK_EVERY)
    sender.close()
    assert asks(portal) == []
