"""Money that comes or goes after a dossier was told is told by itself, once, in its own transaction."""

from dataclasses import replace

import pytest

from counter.models.dossier import DossierView
from counter.models.money import Approval, PaymentKind, ReversalDraft, ShareDraft
from counter.models.outbox import Task
from counter.models.staff import Role, StaffView
from counter.models.sync import Filed
from counter.rules import sending
from counter.services.dossier import dossiers
from counter.services.money import payments, reversals
from counter.services.office import Office
from counter.services.outbox import outbox, outbox_files, outbox_sending
from counter.services.staff import pins
from counter.services.store.store import Store
from tests.conftest import START
from tests.services.journeys import break_at, cash, certified_copy, contents, received, with_drawer

PIN = "246810"


@pytest.fixture
def on(office: Office, people: dict[Role, StaffView]) -> Office:
    """The ward sends through the gateway; a drawer is open, a supervisor has a PIN."""
    with office.store.write() as transaction:
        transaction.connection.execute("UPDATE staff SET pin_hash = ?", (pins.hash_pin(PIN),))
        transaction.record(None, "test.pins", subject=("test", "pins"), operation="")
    ward = replace(office.ward, sending="gateway", unit_code="H57.15")
    return with_drawer(replace(office, ward=ward))


@pytest.fixture
def view(on: Office) -> DossierView:
    """Three certified copies: 21.000đ."""
    return received(on, certified_copy(on))


def states(store: Store) -> list[str]:
    with store.query() as connection:
        return [row[0] for row in connection.execute("SELECT state FROM outbox ORDER BY id")]


def taken_by_the_portal(on: Office, row_id: int) -> Task:
    """The row was sent and confirmed."""
    task = outbox_sending.claim(on, row_id, "test")
    assert task is not None
    steps = len(task.frozen.steps)
    verdict = sending.told(task, Filed(code="x", updated=row_id > 1, steps_sent=steps), asks=False)
    outbox_sending.settle(on, task, verdict, began=START)
    return task


def back(payment_id: int, kind: PaymentKind, amount: int | None = None) -> ReversalDraft:
    return ReversalDraft(
        operation=f"{kind}-{amount}",
        payment_id=payment_id,
        kind=kind,
        amount=amount,
        reason="thu sai",
        approval=Approval(name="Lê Lãnh Đạo", pin=PIN),
    )


def again(on: Office, view: DossierView) -> DossierView:
    return dossiers.get(on, str(view.id))


def test_a_payment_before_the_first_sending_is_told_with_it(
    on: Office, store: Store, view: DossierView
) -> None:
    payments.take(on, cash(view, 21_000))
    assert states(store) == ["waiting"]
    task = taken_by_the_portal(on, 1)
    assert sum(fee.amount for fee in task.frozen.dossier.fees) == 21_000


def test_a_payment_after_it_is_told_by_itself_under_a_key_of_its_own_and_no_step_twice(
    on: Office, store: Store, view: DossierView
) -> None:
    first = taken_by_the_portal(on, 1)
    assert first.frozen.dossier.fees == ()
    payments.take(on, cash(again(on, view), 21_000))
    assert states(store) == ["confirmed", "waiting"]
    second = taken_by_the_portal(on, 2)
    assert second.key != first.key
    assert (
        sum(fee.amount for fee in second.frozen.dossier.fees) == second.frozen.dossier.ledger_total == 21_000
    )
    assert second.taken == len(second.frozen.steps)


def test_while_the_first_is_on_its_way_the_money_stands_behind_it(
    on: Office, store: Store, view: DossierView
) -> None:
    task = outbox_sending.claim(on, 1, "test")  # its content is made: the money is not in it
    assert task is not None
    payments.take(on, cash(again(on, view), 21_000))
    assert states(store) == ["sending", "waiting"]
    assert outbox_sending.claim(on, 2, "test") is None
    assert [row.behind for row in outbox.listing(on)] == [False, True]


@pytest.mark.parametrize(
    ("kind", "amount", "left"), [(PaymentKind.VOID, None, 0), (PaymentKind.REFUND, 5_000, 16_000)]
)
def test_a_void_and_a_refund_are_told_by_themselves(
    on: Office, store: Store, view: DossierView, kind: PaymentKind, amount: int | None, left: int
) -> None:
    paid = payments.take(on, cash(view, 21_000))
    taken_by_the_portal(on, 1)
    reversals.give_back(on, back(paid.id, kind, amount))
    reversals.give_back(on, back(paid.id, kind, amount))  # a second press
    assert states(store) == ["confirmed", "waiting"]
    task = taken_by_the_portal(on, 2)
    assert sum(fee.amount for fee in task.frozen.dossier.fees) == task.frozen.dossier.ledger_total == left


def test_one_payment_for_two_tells_both(on: Office, store: Store, view: DossierView) -> None:
    other = received(on, replace(certified_copy(on), duplicate_reason="thêm bản"))
    taken_by_the_portal(on, 1)
    shares = tuple(ShareDraft(dossier_id=v.id, version=v.version) for v in (again(on, view), other))
    payments.take(on, replace(cash(view, 50_000), shares=shares))
    assert states(store) == ["confirmed", "waiting", "waiting"]  # the other was not made yet: it has its row


def test_what_a_person_dropped_is_not_sent_for_its_money(on: Office, store: Store, view: DossierView) -> None:
    task = outbox_sending.claim(on, 1, "test")
    assert task is not None
    outbox.drop(on, 1, "tỉnh đã nhập tay", operation="drop")
    payments.take(on, cash(again(on, view), 21_000))
    assert states(store) == ["refused"]


def test_no_money_without_its_row_and_no_row_without_its_money(
    on: Office, store: Store, view: DossierView
) -> None:
    taken_by_the_portal(on, 1)
    break_at(store, "outbox")
    before = contents(store)
    with pytest.raises(Exception, match="injected"):
        payments.take(on, cash(again(on, view), 21_000))
    assert contents(store) == before


def test_a_ward_that_does_not_send_writes_none(office: Office, store: Store) -> None:
    counter = with_drawer(office)
    payments.take(counter, cash(received(counter, certified_copy(counter)), 21_000))
    assert states(store) == []


def test_money_is_told_by_the_way_that_the_ward_has_now(on: Office, store: Store, view: DossierView) -> None:
    taken_by_the_portal(on, 1)
    by_file = replace(on, ward=replace(on.ward, sending="file"))
    payments.take(by_file, cash(again(on, view), 21_000))
    with store.query() as connection:
        rows = list(connection.execute("SELECT target, state FROM outbox ORDER BY id"))
    assert rows == [("gateway", "confirmed"), ("file", "waiting")]
    [task] = outbox_files.take(by_file)
    assert task.taken == len(task.frozen.steps)  # no step goes a second time, by whatever way
