"""The outbox: written with what it tells of, one lane for each dossier, the same content under one key."""

import json
from dataclasses import replace

import pytest

from counter.errors import Forbidden, NotFound, Problem, Refused
from counter.models.catalogue import Channel
from counter.models.dossier import CollectorKind, DossierState, HandOverDraft
from counter.models.money import PaymentMeans
from counter.models.outbox import Task
from counter.models.staff import Role, StaffView
from counter.models.states import AttemptOutcome, SyncState
from counter.models.sync import Filed, Held, Unknown, Unreachable
from counter.models.sync import Refused as PortalRefused
from counter.rules import sending
from counter.services.dossier import dossiers
from counter.services.intake import intake
from counter.services.money import payments
from counter.services.office import Office
from counter.services.outbox import outbox, outbox_sending, sync_rows
from counter.services.outbox.outbox_lease import Lease, somebody_sends
from counter.services.search import desk
from counter.services.store.store import Store
from counter.services.verify import verify
from tests.conftest import START, Clock
from tests.services.journeys import (
    BINH,
    birth,
    break_at,
    cash,
    certified_copy,
    contents,
    received,
    with_drawer,
)

People = dict[Role, StaffView]
LOST = Unknown(reason=Problem("line", "portal.answer.cut"))
DOWN = Unreachable(reason=Problem("line", "portal.net.down"))


@pytest.fixture
def on(office: Office) -> Office:
    """The ward sends through the gateway, under its own unit code."""
    return replace(office, ward=replace(office.ward, sending="gateway", unit_code="H57.15"))


def rows(store: Store) -> list[tuple[object, ...]]:
    with store.query() as connection:
        return list(connection.execute("SELECT dossier_id, sequence, state, target FROM outbox ORDER BY id"))


def claimed(on: Office, row_id: int = 1) -> Task:
    task = outbox_sending.claim(on, row_id, "test")
    assert task is not None
    return task


def came_to(
    on: Office, outcome: Filed | PortalRefused | Held | Unknown | Unreachable, row_id: int = 1
) -> Task:
    """One try with this outcome."""
    task = claimed(on, row_id)
    outbox_sending.settle(on, task, sending.told(task, outcome, asks=True), began=START)
    return task


# -- when it is written ------------------------------------------------------------------------


def test_a_ward_that_does_not_send_has_an_empty_outbox(office: Office, store: Store) -> None:
    received(office, certified_copy(office))
    assert rows(store) == []


@pytest.mark.parametrize("way", ["gateway", "file"])
def test_acceptance_and_every_move_write_a_row_in_their_own_transaction(
    on: Office, store: Store, clock: Clock, way: str
) -> None:
    ward = replace(on.ward, sending=way)
    counter = with_drawer(replace(on, ward=ward))
    view = received(counter, certified_copy(counter))
    payments.take(counter, cash(view, 21_000))
    view = dossiers.mark_ready(
        counter, view.id, operation="r", version=dossiers.get(counter, view.code).version
    )
    clock.ahead(minutes=1)
    given = HandOverDraft(
        operation="h", dossier_id=view.id, version=view.version, collector=CollectorKind.SELF, card=BINH
    )
    dossiers.hand_over(counter, given)
    dossiers.hand_over(counter, given)  # a second press
    assert rows(store) == [(view.id, number, "waiting", way) for number in (1, 2, 3)]


def test_no_dossier_without_its_row_and_no_row_without_its_dossier(on: Office, store: Store) -> None:
    before = contents(store)
    break_at(store, "outbox")
    with pytest.raises(Exception, match="injected"):
        intake.accept(on, certified_copy(on))
    after = contents(store)
    assert (after["dossier"], after["outbox"]) == (before["dossier"], before["outbox"]) == ([], [])


def test_what_is_filed_on_the_portal_itself_is_not_told_again(on: Office, store: Store) -> None:
    received(on, birth(on, Channel.ONLINE))
    assert [row[3] for row in rows(store)] == ["carry"]
    assert outbox.listing(on) == ()


# -- what it tells -----------------------------------------------------------------------------


def test_it_tells_the_dossier_as_it_stands_with_the_fees_as_they_were_paid(on: Office) -> None:
    counter = with_drawer(on)
    view = received(counter, certified_copy(counter))
    payments.take(counter, cash(view, 50_000))
    told = claimed(counter).frozen
    assert told.dossier.code == view.code
    assert (told.dossier.owner.name, told.dossier.owner.number) == (BINH.full_name, BINH.citizen_id)
    assert [(fee.amount, fee.unit_amount, fee.means, fee.online) for fee in told.dossier.fees] == [
        (21_000, 2_000, PaymentMeans.CASH, None)  # one fee, whatever lines explain it
    ]
    assert told.dossier.ledger_total == 21_000
    assert told.dossier.due_at == view.appointment.due
    assert [step.state for step in told.steps] == [DossierState.RECEIVED]


def test_the_content_is_frozen_with_the_first_try_and_the_key_stays_for_life(
    on: Office, store: Store, clock: Clock
) -> None:
    view = received(on, certified_copy(on))
    first = came_to(on, LOST)
    clock.ahead(hours=1)
    dossiers.mark_ready(on, view.id, operation="ready", version=view.version)
    again = came_to(on, LOST)
    outbox.retry(on, 1, operation="again")
    third = claimed(on)
    assert first.key == again.key == third.key
    assert first.frozen == again.frozen == third.frozen
    assert third.unsure


def test_what_surely_never_arrived_is_told_as_it_stands_when_it_is_tried_again(
    on: Office, clock: Clock
) -> None:
    view = received(on, certified_copy(on))
    came_to(on, Held(reasons=(Problem("x", "portal.hold.number"),)))
    clock.ahead(hours=1)
    dossiers.mark_ready(on, view.id, operation="ready", version=view.version)
    outbox.retry(on, 1, operation="again")
    task = claimed(on)
    assert (task.frozen.dossier.state, task.unsure) == (DossierState.DONE, False)


def test_what_may_have_arrived_and_was_then_refused_is_told_anew_under_another_key(
    on: Office, store: Store
) -> None:
    received(on, certified_copy(on))
    came_to(on, LOST)
    first = came_to(on, PortalRefused(code="3", text="Sai số"))
    outbox.retry(on, 1, operation="again")
    assert [row[2] for row in rows(store)] == ["refused", "waiting"]
    assert claimed(on, 2).key != first.key


def test_frozen_values_come_back_as_they_were(on: Office) -> None:
    received(on, certified_copy(on))
    told = claimed(on).frozen
    assert sync_rows.frozen_of(json.dumps(sync_rows.frozen_json(told))) == told


# -- lanes -------------------------------------------------------------------------------------


def test_the_first_open_row_alone_may_be_sent(on: Office, clock: Clock) -> None:
    view = received(on, certified_copy(on))
    dossiers.mark_ready(on, view.id, operation="ready", version=view.version)
    assert [head.id for head in outbox_sending.heads(on)] == [1]
    assert outbox_sending.claim(on, 2, "test") is None
    outbox.hold(on, 1, operation="hold")
    assert outbox_sending.heads(on) == ()
    assert outbox_sending.claim(on, 2, "test") is None
    outbox.drop(on, 1, "không cần", operation="drop")
    assert [head.id for head in outbox_sending.heads(on)] == [2]


def test_an_unreachable_line_does_not_cancel_an_unknown(on: Office) -> None:
    received(on, certified_copy(on))
    came_to(on, LOST)
    came_to(on, DOWN)
    [row] = outbox.listing(on)
    assert row.state is SyncState.UNKNOWN


@pytest.mark.parametrize(
    ("outcome", "state", "person"),
    [
        (LOST, SyncState.UNKNOWN, False),
        (DOWN, SyncState.WAITING, False),
        (PortalRefused(code="3", text="Sai"), SyncState.REFUSED, True),
        (Held(reasons=(Problem("", "portal.hold.secret"),)), SyncState.HELD, True),
        (Filed(code="x", updated=False, steps_sent=1), SyncState.FILED, False),
        (Filed(code="x", updated=False, steps_sent=0, rest=LOST), SyncState.UNKNOWN, False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_outcome_is_a_state_that_a_person_understands(
    on: Office, outcome: Filed, state: SyncState, person: bool
) -> None:
    received(on, certified_copy(on))
    came_to(on, outcome)
    [row] = outbox.listing(on)
    assert (row.state, row.needs_person, row.tries) == (state, person, 1)
    assert not [check for check in verify.checks(on.store) if check.failed]


def test_too_many_tries_without_an_answer_become_a_task(on: Office) -> None:
    received(on, certified_copy(on))
    for _ in range(sending.MOST_UNKNOWN):
        came_to(on, LOST)
    [row] = outbox.listing(on)
    assert row.state is SyncState.HELD
    assert row.why[0].message_id == "outbox.why.many"


class Portal:
    """A receiver whose answers are lost at first; one that knows keys has one effect for each."""

    def __init__(self, *, keys: bool) -> None:
        self.keys, self.seen, self.effects = keys, set[str](), 0

    def take(self, task: Task, lose: bool) -> Filed | Unknown:
        if not (self.keys and task.key in self.seen):
            self.effects += 1
        self.seen.add(task.key)
        return LOST if lose else Filed(code=task.frozen.dossier.code, updated=False, steps_sent=1)


@pytest.mark.parametrize("keys", [True, False])
def test_lost_answers_double_only_where_there_is_no_key(on: Office, keys: bool) -> None:
    received(on, certified_copy(on))
    portal = Portal(keys=keys)
    for lose in (True, True, False):
        task = claimed(on)
        verdict = sending.told(task, portal.take(task, lose), asks=False)
        outbox_sending.settle(on, task, verdict, began=START)
    assert outbox.listing(on) == ()
    assert portal.effects == (1 if keys else 3)


# -- people ------------------------------------------------------------------------------------


def test_the_desk_says_how_many_are_unsent_and_since_when(on: Office, clock: Clock) -> None:
    received(on, certified_copy(on))
    clock.ahead(hours=1)
    received(on, replace(certified_copy(on), duplicate_reason="thêm bản"))
    outbox.hold(on, 2, operation="hold")
    figures = desk.counts(on)
    assert (figures.queued, figures.queued_held, figures.queued_since) == (2, 1, START)
    assert [row.id for row in outbox.listing(on)] == [2, 1]  # what waits for a person comes first


def test_dropping_needs_a_reason_and_a_right(on: Office, people: People) -> None:
    received(on, certified_copy(on))
    with pytest.raises(Refused):
        outbox.drop(on, 1, "  ", operation="a")
    with pytest.raises(Refused):
        outbox.drop(on, 1, "mật khẩu: Abc@12345", operation="b")
    helper = replace(on, actor=people[Role.VOLUNTEER])
    with pytest.raises(Forbidden):
        outbox.drop(helper, 1, "không cần", operation="c")
    assert len(outbox.listing(helper)) == 1


def test_a_second_press_changes_nothing_and_a_closed_row_stays_closed(on: Office, store: Store) -> None:
    received(on, certified_copy(on))
    outbox.drop(on, 1, "không cần", operation="drop")
    before = contents(store)
    outbox.drop(on, 1, "không cần", operation="drop")
    assert contents(store) == before
    for act in (outbox.retry, outbox.hold):
        with pytest.raises(Refused) as told:
            act(on, 1, operation=f"{act}")
        assert told.value.message_id == "outbox.closed"
    with pytest.raises(NotFound):
        outbox.retry(on, 99, operation="none")


def test_what_is_on_its_way_is_left_alone(on: Office) -> None:
    received(on, certified_copy(on))
    claimed(on)
    with Lease(on.store.path) as lease:
        assert lease.take()
        assert somebody_sends(on.store.path)
        for act in (outbox.retry, outbox.hold):
            with pytest.raises(Refused) as told:
                act(on, 1, operation=f"{act}")
            assert told.value.message_id == "outbox.sending_now"
    assert not somebody_sends(on.store.path)
    outbox.retry(on, 1, operation="after")  # whoever sent it is gone: it may have arrived
    [row] = outbox.listing(on)
    assert row.state is SyncState.UNKNOWN


# -- whole -------------------------------------------------------------------------------------


def test_verify_finds_a_row_that_says_done_without_a_try(on: Office, store: Store) -> None:
    received(on, certified_copy(on))
    with store.write(START) as transaction:
        transaction.connection.execute("UPDATE outbox SET state = 'confirmed', done_at = 1")
        transaction.record(None, "test.broken", subject=("test", 1), operation="")
    assert [check.name for check in verify.checks(store) if check.failed] == ["outbox"]


def test_attempts_are_only_added(on: Office, store: Store) -> None:
    received(on, certified_copy(on))
    came_to(on, LOST)
    with store.query() as connection:
        [kept] = connection.execute("SELECT outcome FROM outbox_attempt")
    assert kept[0] == AttemptOutcome.UNKNOWN
