"""The sender against the practice portal: what was accepted arrives once, whatever goes wrong between."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from counter.models.catalogue import Channel
from counter.models.outbox import OutboxRow
from counter.models.states import SyncState
from counter.models.sync import Filed, ProcedureCard
from counter.portal.adapter import AdapterGateway
from counter.portal.practice import Fault, PracticePortal, Rule, gateways
from counter.portal.practice.faults import RequestKind
from counter.portal.provincial import ProvincialGateway, ProvincialSettings
from counter.portal.transport import Transport
from counter.rules.sending import LONGEST_PAUSE
from counter.sender import Sender
from counter.services.dossier import dossiers
from counter.services.money import payments
from counter.services.office import Office
from counter.services.outbox import outbox, outbox_sending, outbox_words
from counter.services.outbox.outbox_lease import Lease
from tests.conftest import START, Clock
from tests.portal.outbox_ward import (
    Keyless,
    Ticks,
    accept,
    drain,
    gateway_to,
    portal_with,
    practice_office,
    sender_to,
    states,
)
from tests.services.journeys import birth, cash, certified_copy, received, with_drawer

ADD, STEPS, ASK = (frozenset({kind}) for kind in (RequestKind.ADD, RequestKind.STEPS, RequestKind.ASK))


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


def sent(portal: PracticePortal, counter: Office, ticks: Ticks) -> dict[int, tuple[str, ...]]:
    """What every row came to, once all that could be sent was."""
    sender = sender_to(portal, counter, ticks)
    drain(sender, ticks)
    sender.close()
    assert portal.state()["doubles"] == portal.state()["doubled_steps"] == 0
    return states(counter)


def only(counter: Office) -> OutboxRow:
    rows = outbox.listing(counter)
    assert len(rows) == 1
    return rows[0]


# -- one dossier -----------------------------------------------------------------------------


def test_what_is_accepted_is_confirmed_by_the_portal(
    counter: Office, ticks: Ticks, portal: PracticePortal
) -> None:
    view = accept(counter)[0]
    assert states(counter) == {view.id: ("waiting",)}
    assert sent(portal, counter, ticks) == {view.id: ("confirmed",)}
    assert portal.state()["created"] == 1
    events = [entry.event for entry in dossiers.get(counter, view.code).timeline]
    assert events[-1] == "outbox.event.confirmed"


def test_every_move_goes_out_in_order_and_each_step_once(
    counter: Office, clock: Clock, ticks: Ticks, portal: PracticePortal
) -> None:
    view = accept(counter)[0]
    sender = sender_to(portal, counter, ticks)
    drain(sender, ticks)
    clock.ahead(hours=2)
    dossiers.mark_ready(counter, view.id, operation="ready", version=view.version)
    ticks.wait(10)
    drain(sender, ticks)
    sender.close()
    assert states(counter) == {view.id: ("confirmed", "confirmed")}
    told = portal.state()["dossiers"]
    assert isinstance(told, dict)
    [record] = told.values()
    assert isinstance(record, dict)
    assert (record["created"], record["updated"], record["state"]) == (1, 1, "9")


def test_what_was_told_already_is_not_sent_again(
    counter: Office, clock: Clock, ticks: Ticks, portal: PracticePortal
) -> None:
    """Accepted and ready before the line came: the first row tells both, the second has nothing to add."""
    view = accept(counter)[0]
    clock.ahead(hours=2)
    dossiers.mark_ready(counter, view.id, operation="ready", version=view.version)
    assert sent(portal, counter, ticks) == {view.id: ("confirmed", "confirmed")}
    told = portal.state()["dossiers"]
    assert isinstance(told, dict)
    assert [row["updated"] for row in told.values() if isinstance(row, dict)] == [0]


LOST = (Fault.LOSE_ANSWER, Fault.LOSE_REQUEST, Fault.ERROR_AFTER, Fault.ERROR_BEFORE, Fault.CUT, Fault.EMPTY,
        Fault.NOT_JSON, Fault.REDIRECT, Fault.CAPTIVE, Fault.EXPIRE_SESSION, Fault.BUSY)  # fmt: skip


@pytest.mark.parametrize("fault", LOST)
def test_after_a_lost_answer_it_asks_and_nothing_is_doubled(
    counter: Office, ticks: Ticks, portal: PracticePortal, fault: Fault
) -> None:
    view = accept(counter)[0]
    portal.set_faults([Rule(fault=fault, kinds=ADD | STEPS | ASK, first=2)])
    assert sent(portal, counter, ticks) == {view.id: ("confirmed",)}
    assert portal.state()["created"] == 1


@pytest.mark.parametrize(
    "fault", [Fault.LOSE_ANSWER, Fault.BUSY, Fault.NOT_JSON, Fault.EMPTY, Fault.REDIRECT]
)
def test_a_question_that_is_lost_never_says_that_the_dossier_may_be_there(
    counter: Office, ticks: Ticks, portal: PracticePortal, fault: Fault
) -> None:
    """Before the sending nothing went out, and after it the portal said that it has it."""
    accept(counter)
    portal.set_faults([Rule(fault=fault, kinds=ASK)])
    sender = sender_to(portal, counter, ticks)
    sender.turn()
    row = only(counter)
    assert (row.state, row.why[0].message_id.rpartition(".")[0]) == (SyncState.WAITING, "portal.ask")
    assert "KHÔNG BIẾT" not in outbox_words.said(row.why[0])
    portal.set_faults([])
    outbox.retry(counter, row.id, operation="again")
    sender.nudge()
    ticks.wait(1)
    sender.turn()  # it is taken
    portal.set_faults([Rule(fault=fault, kinds=ASK)])
    ticks.wait(1)
    sender.turn()
    row = only(counter)
    assert (row.state, row.why[0].message_id.rpartition(".")[0]) == (SyncState.FILED, "portal.ask")
    sender.close()


def test_a_refusal_waits_for_a_person_and_what_is_mended_goes_under_the_same_key(
    counter: Office, ticks: Ticks, portal: PracticePortal
) -> None:
    view = accept(counter)[0]
    portal.set_faults([Rule(fault=Fault.REFUSE_3, kinds=ADD, text="Thiếu giấy tờ")])
    sent(portal, counter, ticks)
    row = only(counter)
    assert (row.state, row.needs_person) == (SyncState.REFUSED, True)
    assert row.why[0].params["text"] == "Thiếu giấy tờ"
    portal.set_faults([])
    outbox.retry(counter, row.id, operation="again")
    assert sent(portal, counter, ticks) == {view.id: ("confirmed",)}


def test_what_is_dropped_is_not_sent_and_says_why(
    counter: Office, ticks: Ticks, portal: PracticePortal
) -> None:
    view = accept(counter)[0]
    outbox.drop(counter, only(counter).id, "tỉnh đã nhập tay", operation="drop")
    assert sent(portal, counter, ticks) == {view.id: ("refused",)}
    assert portal.state()["created"] == 0
    last = dossiers.get(counter, view.code).timeline[-1]
    assert (last.event, last.detail["reason"]) == ("outbox.event.drop", "tỉnh đã nhập tay")


def test_a_portal_that_lies_about_the_state_is_held_with_both_versions(
    counter: Office, ticks: Ticks, portal: PracticePortal
) -> None:
    view = accept(counter)[0]
    portal.set_faults([Rule(fault=Fault.BACKWARDS, kinds=ASK)])
    assert sent(portal, counter, ticks) == {view.id: ("held",)}
    why = only(counter).why[0]
    assert why.message_id == "outbox.why.state_differs"
    assert (why.params["theirs"], why.params["ours"]) == (1, 2)


def test_a_portal_that_forgets_what_it_took_is_a_task(
    counter: Office, ticks: Ticks, portal: PracticePortal
) -> None:
    accept(counter)
    portal.set_faults(
        [Rule(fault=Fault.FORGET_DOSSIER, kinds=ADD), Rule(fault=Fault.FORGET_LOOKUP, kinds=ASK)]
    )
    sent(portal, counter, ticks)
    assert only(counter).needs_person


# -- several ---------------------------------------------------------------------------------


def test_one_that_fails_holds_no_other(counter: Office, ticks: Ticks, portal: PracticePortal) -> None:
    views = accept(counter, 5)
    stuck = outbox.listing(counter)[0]
    outbox.hold(counter, stuck.id, operation="hold")
    found = sent(portal, counter, ticks)
    assert found == {view.id: ("held",) if view.id == stuck.dossier_id else ("confirmed",) for view in views}


def test_what_stands_behind_a_held_row_waits_for_it(
    counter: Office, clock: Clock, ticks: Ticks, portal: PracticePortal
) -> None:
    view = accept(counter)[0]
    outbox.hold(counter, only(counter).id, operation="hold")
    clock.ahead(hours=1)
    dossiers.mark_ready(counter, view.id, operation="ready", version=view.version)
    assert sent(portal, counter, ticks) == {view.id: ("held", "waiting")}
    assert [row.behind for row in outbox.listing(counter)] == [False, True]


def test_an_outage_is_waited_out_with_pauses_that_grow_to_a_limit(
    counter: Office, clock: Clock, ticks: Ticks
) -> None:
    accept(counter, 3)
    with portal_with() as portal:
        pass  # it is gone now, its port closed
    sender = sender_to(portal, counter, ticks)
    for _ in range(600):
        pause = sender.turn()
        assert pause <= LONGEST_PAUSE
        ticks.wait(pause)
        clock.ahead(seconds=pause)
    standing = sender.standing()
    assert standing.paused is not None
    assert standing.paused.message_id == "portal.net.shut"
    tries = max(row.tries for row in outbox.listing(counter))
    assert tries < 40  # of 600 turns: the portal is left alone
    portal.start()
    drain(sender, ticks)
    sender.close()
    portal.stop()
    assert set(states(counter).values()) == {("confirmed",)}
    assert told_in_order(counter)[1:] == [2, 3]  # but for the one that found the line again


def told_in_order(counter: Office) -> list[int]:
    """The rows as the portal took them."""
    with counter.store.query() as connection:
        rows = connection.execute("SELECT outbox_id FROM outbox_attempt WHERE outcome = 'filed' ORDER BY id")
        return [row[0] for row in rows]


def test_a_procedure_whose_card_never_comes_starves_no_other(
    counter: Office, ticks: Ticks, portal: PracticePortal
) -> None:
    """The oldest waits for a card that the portal never gives; the others have theirs."""
    late = received(counter, birth(counter, Channel.DIRECT))
    views = accept(counter, 4)
    way = gateway_to(portal, ticks)
    card = way.card(views[0].procedure_code)
    way.close()
    assert isinstance(card, ProcedureCard)
    outbox_sending.keep_card(counter, card)
    portal.set_faults([Rule(fault=Fault.ERROR_BEFORE, kinds=frozenset({RequestKind.CARD}))])
    sender = sender_to(portal, counter, ticks)
    for _ in range(80):
        ticks.wait(sender.turn())
    sender.close()
    found = states(counter)
    assert found.pop(late.id) == ("waiting",)
    assert set(found.values()) == {("confirmed",)}


def test_never_more_than_the_pace(counter: Office, ticks: Ticks, portal: PracticePortal) -> None:
    accept(counter, 6)
    began = ticks.at
    sent(portal, counter, ticks)
    assert ticks.at - began >= (2 * 6 - 1) / counter.ward.sync_per_second  # each is sent, and asked for


@pytest.mark.parametrize("days", [-4000, 4000])
def test_a_wrong_wall_clock_sticks_nothing(
    counter: Office, clock: Clock, ticks: Ticks, portal: PracticePortal, days: int
) -> None:
    """It steps while a row has a pause written for people to see."""
    view = accept(counter)[0]
    portal.set_faults([Rule(fault=Fault.LOSE_ANSWER, kinds=ADD, first=1)])
    sender = sender_to(portal, counter, ticks)
    sender.turn()
    assert only(counter).state is SyncState.UNKNOWN
    clock.at += timedelta(days=days)
    drain(sender, ticks)
    sender.close()
    assert states(counter) == {view.id: ("confirmed",)}


# -- two programs, and one that is killed ------------------------------------------------------


def test_a_second_program_does_not_send(counter: Office, ticks: Ticks, portal: PracticePortal) -> None:
    accept(counter)
    first = Lease(counter.store.path)
    assert first.take()
    second = sender_to(portal, counter, ticks)
    assert second.turn() > 0
    standing = second.standing()
    assert standing.paused is not None
    assert standing.paused.message_id == "outbox.pause.other"
    assert portal.state()["requests"] == []
    first.give_back()  # as the system does when a program dies
    ticks.wait(60)
    drain(second, ticks)
    second.close()
    assert portal.state()["created"] == 1


def test_a_program_killed_while_it_sends_leaves_an_unknown_that_is_asked_for(
    counter: Office, ticks: Ticks, portal: PracticePortal
) -> None:
    view = accept(counter)[0]
    row = only(counter)
    task = outbox_sending.claim(counter, row.id, "dead")
    assert task is not None
    way = gateway_to(portal, ticks)
    card = way.card(view.procedure_code)
    assert isinstance(card, ProcedureCard)
    assert isinstance(way.send(task.frozen.dossier, card=card, key=task.key), Filed)  # then it is killed
    way.close()
    assert only(counter).state is SyncState.SENDING
    assert sent(portal, counter, ticks) == {view.id: ("confirmed",)}
    assert portal.state()["created"] == 1


# -- the provincial gateway --------------------------------------------------------------------


def test_the_provincial_gateway_takes_it_with_a_card_that_was_kept(
    counter: Office, ticks: Ticks, portal: PracticePortal
) -> None:
    paths = ProvincialSettings(add_path=gateways.ADD, update_path=gateways.UPDATE, steps_path=gateways.STEPS)

    def province() -> Sender:
        way = ProvincialGateway(Transport(portal.url, deadline=5), paths, practice=True)
        return Sender(counter, way, clock=ticks)

    view = accept(counter)[0]
    sender = province()
    drain(sender, ticks)
    sender.close()
    assert only(counter).state is SyncState.HELD  # no card: no code is made up
    adapter = gateway_to(portal, ticks)
    card = adapter.card(view.procedure_code)
    adapter.close()
    assert isinstance(card, ProcedureCard)
    outbox_sending.keep_card(counter, card)
    outbox.retry(counter, only(counter).id, operation="again")
    portal.set_faults([Rule(fault=Fault.LOSE_ANSWER, kinds=ADD, first=1)])
    sender = province()
    drain(sender, ticks)
    sender.close()
    assert states(counter) == {view.id: ("confirmed",)}
    assert (portal.state()["created"], portal.state()["doubles"]) == (1, 0)


# -- all of it at once -------------------------------------------------------------------------

ROUGH = (
    Rule(fault=Fault.LOSE_ANSWER, chance=0.12),
    Rule(fault=Fault.DOUBLE, chance=0.08),
    Rule(fault=Fault.FORGET_LOOKUP, chance=0.1),
    Rule(fault=Fault.ERROR_AFTER, chance=0.08),
    Rule(fault=Fault.LOSE_REQUEST, chance=0.08),
    Rule(fault=Fault.REFUSE_3, chance=0.03),
    Rule(fault=Fault.EXPIRE_SESSION, chance=0.05),
    Rule(fault=Fault.BACKWARDS, chance=0.03),
)


def story(folder: Path, *, keyed: bool, seed: int = 5, count: int = 15) -> tuple[list[object], object]:
    """How every row of a rough run ended, and the doubles the portal counted."""
    counter, ticks = practice_office(folder / "practice.db", Clock(START)), Ticks()
    rules = [replace(rule, kinds=rule.kinds - {RequestKind.AUTH, RequestKind.CARD}) for rule in ROUGH]
    with counter.store, portal_with(rules, seed) as portal:
        accept(counter, count)
        sender = sender_to(portal, counter, ticks, kind=AdapterGateway if keyed else Keyless)
        drain(sender, ticks)
        sender.close()
        ends: list[object] = [(row.id, row.state, row.why) for row in outbox.listing(counter)]
        return [*ends, *states(counter).items()], portal.state()["doubles"]


def test_in_rough_weather_nothing_is_doubled_and_the_same_seed_tells_the_same_story(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "abc"]
    for folder in folders:
        folder.mkdir()
    first, doubles = story(folders[0], keyed=True)
    again, _ = story(folders[1], keyed=True)
    assert first == again
    assert doubles == 0
    _, without = story(folders[2], keyed=False)
    assert isinstance(without, int)
    assert without > 0


def test_a_dossier_of_the_portal_itself_is_not_told_a_second_time(counter: Office) -> None:
    """A direct one stands in the outbox, and one that a person carries over has its own row alone."""
    received(counter, certified_copy(counter))
    assert len(outbox.listing(counter)) == 1


def test_the_pages_of_a_copy_are_one_fee_of_the_card(
    counter: Office, ticks: Ticks, portal: PracticePortal
) -> None:
    """Certified copies, the counter's commonest work, cost less from the third page on."""
    view = accept(counter)[0]
    payments.take(with_drawer(counter), cash(view, 50_000))
    assert sent(portal, counter, ticks) == {view.id: ("confirmed",)}
    [record] = portal.book.records.values()
    fees = record.message["DanhSachLePhi"]
    assert isinstance(fees, list)
    assert [(row["Gia"], row["TenPhiLePhi"]) for row in fees if isinstance(row, dict)] == [
        ("21000", "Phí chứng thực bản sao từ bản chính")
    ]
    assert record.message["DuocThanhToanTrucTuyen"] == "0"


def test_a_portal_that_went_on_without_us_is_not_moved_back_by_a_payment(
    counter: Office, ticks: Ticks, portal: PracticePortal
) -> None:
    """The province handles it already; here it is only received. A person sees both versions."""
    view = accept(counter)[0]
    sent(portal, counter, ticks)
    [record] = portal.book.records.values()
    with portal.book.lock:
        record.state = "4"
    payments.take(with_drawer(counter), cash(dossiers.get(counter, str(view.id)), 50_000))
    ticks.wait(10)
    assert sent(portal, counter, ticks) == {view.id: ("confirmed", "held")}
    assert record.state == "4"
    assert only(counter).why[0].params == {"theirs": 4, "ours": 2}
