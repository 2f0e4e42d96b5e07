"""Giving money back: a void or a refund, by two people, never more than the payment, in any order."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.errors import Forbidden, NotFound, Refused
from counter.models.catalogue import Channel
from counter.models.dossier import DossierView
from counter.models.drawer import ODD, CashCount
from counter.models.ledger import Account
from counter.models.money import (
    Approval,
    MeansDraft,
    MoneyState,
    PaymentDraft,
    PaymentKind,
    PaymentMeans,
    PaymentView,
    ReversalDraft,
    ShareDraft,
)
from counter.models.staff import Role, StaffView
from counter.models.till import CashMoveDraft, ClosingDraft, DrawerView
from counter.services.dossier import dossiers
from counter.services.money import ledger, payments, reversals
from counter.services.office import Office
from counter.services.staff import pins, staff
from counter.services.store.store import Store
from counter.services.till import drawers
from counter.settings import WardSettings
from tests.conftest import Clock
from tests.services.journeys import (
    BINH,
    MO,
    birth,
    break_at,
    break_event,
    cash,
    certified_copy,
    contents,
    paying,
    receipt,
    received,
    with_drawer,
)
from tests.services.made_up import copy_of, office_at, small_ward

People = dict[Role, StaffView]
PIN = "246810"
CHIEF = Approval(name="Lê Lãnh Đạo", pin=PIN)
COLLEAGUE = "Phan Thị Bên"


@pytest.fixture
def office(office: Office, people: People) -> Office:
    """The counter with the clerk's drawer open; a second clerk works here, and all have the same PIN."""
    admin = replace(office, actor=people[Role.ADMINISTRATOR])
    staff.add(admin, COLLEAGUE, Role.CLERK, PIN, "colleague")
    with office.store.write() as transaction:
        transaction.connection.execute("UPDATE staff SET pin_hash = ?", (pins.hash_pin(PIN),))
        transaction.record(None, "test.pins", subject=("test", "pins"), operation="")
    return with_drawer(office)


@pytest.fixture
def copy(office: Office) -> DossierView:
    """Three certified copies: 21.000đ."""
    return received(office, certified_copy(office))


@pytest.fixture
def taken(office: Office, copy: DossierView) -> PaymentView:
    """They were paid in cash."""
    return payments.take(office, cash(copy, 30_000))


def void(payment: PaymentView, operation: str = "void", approval: Approval = CHIEF) -> ReversalDraft:
    return ReversalDraft(
        operation=operation,
        payment_id=payment.id,
        kind=PaymentKind.VOID,
        reason="thu sai người",
        approval=approval,
    )


def refund(
    payment: PaymentView, amount: int | None = None, operation: str = "refund", dossier: int | None = None
) -> ReversalDraft:
    made = void(payment, operation)
    return replace(made, kind=PaymentKind.REFUND, amount=amount, dossier_id=dossier)


def again(office: Office, view: DossierView) -> DossierView:
    return dossiers.get(office, str(view.id))


def held(store: Store, account: Account, drawer_id: int | None = None) -> int:
    with store.query() as connection:
        return ledger.balance(connection, account, drawer_id)


def unbalanced(store: Store) -> list[tuple[object, ...]]:
    with store.query() as connection:
        return list(
            connection.execute(
                "SELECT entry_id, sum(amount) FROM ledger_line GROUP BY entry_id HAVING sum(amount) <> 0"
            )
        )


def lines(store: Store, payment_id: int) -> list[tuple[object, ...]]:
    with store.query() as connection:
        return list(
            connection.execute(
                "SELECT l.account, l.drawer_id, l.dossier_id, l.fee_kind, l.amount FROM ledger_line l"
                " JOIN ledger_entry e ON e.id = l.entry_id WHERE e.payment_id = ? ORDER BY l.position",
                (payment_id,),
            )
        )


def refused(told: pytest.ExceptionInfo[Refused]) -> set[tuple[str, str]]:
    return {(problem.field, problem.message_id) for problem in told.value.problems}


# -- what each of them does -------------------------------------------------------------------


def test_a_void_makes_the_fee_due_again_and_both_stay(
    office: Office, store: Store, copy: DossierView, taken: PaymentView
) -> None:
    back = reversals.give_back(office, void(taken))
    assert (back.kind, back.total, back.reverses) == (PaymentKind.VOID, -21_000, taken.id)
    assert (back.approved_by, back.taken_by) == ("Lê Lãnh Đạo", "Nguyễn Thị Tiếp")
    after = again(office, copy)
    assert after.money is MoneyState.DUE
    first, second = after.payments
    assert (first.voided, first.given_back, first.left) == (True, 21_000, 0)
    assert first.receipt and first.receipt.number == "0001873"  # it stays in the book
    assert second == back
    assert after.timeline[-1].event == "payment.event.void"
    assert after.timeline[-1].detail["reason"] == "thu sai người"
    assert held(store, Account.FEES) == 0
    # and it is taken anew, with another receipt
    paid = payments.take(office, cash(after, 21_000, "0001874", "anew"))
    assert paid.total == 21_000
    assert again(office, copy).money is MoneyState.PAID


def test_a_refund_leaves_the_fee_settled(
    office: Office, store: Store, copy: DossierView, taken: PaymentView
) -> None:
    back = reversals.give_back(office, refund(taken, 5_000))
    assert (back.kind, back.total) == (PaymentKind.REFUND, -5_000)
    after = again(office, copy)
    assert after.money is MoneyState.PAID
    assert (after.payments[0].left, after.payments[0].voided) == (16_000, False)
    with pytest.raises(Refused) as told:
        payments.take(office, cash(after, 5_000, "0001874", "anew"))
    assert told.value.message_id == "payment.settled.paid"
    rest = reversals.give_back(office, refund(taken, operation="rest"))
    assert rest.total == -16_000
    assert held(store, Account.FEES) == 0


def test_the_ledger_of_a_void_mirrors_its_payment(office: Office, store: Store, taken: PaymentView) -> None:
    back = reversals.give_back(office, void(taken))
    mirrored = [(*rest, -int(str(amount))) for *rest, amount in lines(store, taken.id)]
    assert lines(store, back.id) == mirrored
    assert unbalanced(store) == []


def test_a_second_press_gives_nothing_back_twice_and_asks_no_pin(
    office: Office, store: Store, taken: PaymentView
) -> None:
    back = reversals.give_back(office, void(taken))
    part = payments.take(office, cash(received(office, birth(office, Channel.DIRECT)), 16_000, "5", "b"))
    some = reversals.give_back(office, refund(part, 1_000))
    before = contents(store)
    wrong = Approval(name="Lê Lãnh Đạo", pin="000000")
    assert reversals.give_back(office, void(taken, approval=wrong)) == back
    assert reversals.give_back(office, replace(refund(part, 1_000), approval=wrong)) == some
    assert contents(store) == before


def test_a_transfer_goes_back_by_transfer_and_needs_no_drawer(
    office: Office, store: Store, people: People, copy: DossierView
) -> None:
    draft = paying(cash(copy, 0), means=PaymentMeans.TRANSFER, tendered=None, reference="FT26327001")
    paid = payments.take(office, draft)
    chief = replace(office, actor=people[Role.SUPERVISOR])  # has no drawer open
    approval = Approval(name=COLLEAGUE, pin=PIN)
    back = reversals.give_back(chief, replace(void(paid, approval=approval), reference="FT26327999"))
    [part] = back.means
    assert (part.means, part.amount, part.reference) == (PaymentMeans.TRANSFER, -21_000, "FT26327999")
    assert back.drawer_id is None
    assert held(store, Account.TRANSFER) == 0


def test_a_payment_for_two_dossiers_is_refunded_for_one_and_voided_for_both(office: Office) -> None:
    first = received(office, certified_copy(office, BINH))
    second = received(office, certified_copy(office, MO))
    one = payments.take(office, several([first, second]))
    reversals.give_back(office, refund(one, dossier=second.id))
    [share] = payments.get(office, one.id + 1).shares
    assert (share.dossier_id, share.amount) == (second.id, -21_000)
    with pytest.raises(Refused) as told:
        reversals.give_back(office, refund(one, 1, "more", second.id))
    assert refused(told) == {("amount", "payment.refund_range")}
    with pytest.raises(Refused) as told:
        reversals.give_back(office, void(one))
    assert refused(told) == {("payment", "payment.void_after_refund")}
    third = received(office, birth(office, Channel.DIRECT))
    other = payments.take(office, cash(third, 16_000, "5", "third"))
    reversals.give_back(office, void(other))
    assert again(office, third).money is MoneyState.DUE
    assert again(office, first).money is MoneyState.PAID


def several(views: Sequence[DossierView], means: Sequence[MeansDraft] = ()) -> PaymentDraft:
    """One payment for all of them, in cash unless said otherwise."""
    return PaymentDraft(
        operation="several",
        shares=tuple(ShareDraft(dossier_id=view.id, version=view.version) for view in views),
        means=tuple(means) or (MeansDraft(means=PaymentMeans.CASH, tendered=100_000),),
        receipt=receipt("0001880"),
    )


# -- two people -------------------------------------------------------------------------------


def test_the_second_person_is_neither_who_gives_back_nor_who_took_it(
    office: Office, people: People, taken: PaymentView, store: Store
) -> None:
    clerk, chief = people[Role.CLERK].name, people[Role.SUPERVISOR]
    before = contents(store)
    with pytest.raises(Refused) as told:  # one's own PIN
        reversals.give_back(office, void(taken, approval=Approval(name=clerk, pin=PIN)))
    assert refused(told) == {("approver", "approval.same_person")}
    with pytest.raises(Refused) as told:  # the supervisor gives back, the one who took it nods
        reversals.give_back(replace(office, actor=chief), void(taken, approval=Approval(name=clerk, pin=PIN)))
    assert refused(told) == {("approver", "approval.same_person")}
    for name in ("Đỗ Tình Nguyện", "Trần Quản Trị"):
        with pytest.raises(Refused) as told:
            reversals.give_back(office, void(taken, approval=Approval(name=name, pin=PIN)))
        assert refused(told) == {("approver", "approval.no_right.approve_money")}
    with pytest.raises(Refused) as told:
        reversals.give_back(office, void(taken, approval=Approval(name=" ", pin=PIN)))
    assert refused(told) == {("approver", "approval.name_missing")}
    assert contents(store) == before
    assert reversals.give_back(office, void(taken, approval=Approval(name=COLLEAGUE, pin=PIN)))


def test_wrong_pins_slow_down_and_give_nothing_back(
    office: Office, taken: PaymentView, clock: Clock, copy: DossierView
) -> None:
    wrong = Approval(name="Lê Lãnh Đạo", pin="135790")
    messages = []
    for _ in range(12):
        with pytest.raises(Refused) as told:
            reversals.give_back(office, void(taken, approval=wrong))
        messages.append(told.value.message_id)
    assert messages[0] == "staff.pin_wrong"
    assert messages[-1] == "staff.wait"
    with pytest.raises(Refused) as told:  # the right one has to wait as well
        reversals.give_back(office, void(taken))
    assert told.value.message_id == "staff.wait"
    assert again(office, copy).money is MoneyState.PAID
    clock.ahead(hours=1)
    assert reversals.give_back(office, void(taken))


def test_a_volunteer_gives_nothing_back(office: Office, people: People, taken: PaymentView) -> None:
    for role in (Role.VOLUNTEER, Role.ADMINISTRATOR):
        with pytest.raises(Forbidden):
            reversals.give_back(replace(office, actor=people[role]), void(taken))


# -- what stands against it -------------------------------------------------------------------


def test_what_cannot_be_given_back(office: Office, store: Store, taken: PaymentView) -> None:
    with pytest.raises(NotFound):
        reversals.give_back(office, replace(void(taken), payment_id=99))
    before = contents(store)
    cases = [
        (replace(void(taken), reason=" "), ("reason", "payment.reason_missing")),
        (replace(void(taken), reason="mk: abc12345"), ("reason", "secret.refused")),
        (replace(void(taken), kind=PaymentKind.PAYMENT), ("payment", "payment.not_a_reversal")),
        (refund(taken, 21_001), ("amount", "payment.refund_range")),
        (refund(taken, 0), ("amount", "payment.refund_range")),
        (refund(taken, -5), ("amount", "payment.refund_range")),
        (refund(taken, 5, dossier=99), ("amount", "payment.refund_range")),
    ]
    for draft, wrong in cases:
        with pytest.raises(Refused) as told:
            reversals.give_back(office, draft)
        assert wrong in refused(told)
    after = contents(store)
    assert {table for table in before if before[table] != after[table]} <= {
        "audit_event",
        "audit_seal",
        "staff",
    }
    back = reversals.give_back(office, void(taken))
    for draft in (void(back, "b"), refund(back, 5, "c")):
        with pytest.raises(Refused) as told:
            reversals.give_back(office, draft)
        assert ("payment", "payment.not_a_payment") in refused(told)
    with pytest.raises(Refused) as told:
        reversals.give_back(office, refund(taken, 1, "d"))
    assert ("payment", "payment.given_back_already") in refused(told)


def test_too_little_cash_in_the_drawer_is_said_without_its_sum(office: Office, taken: PaymentView) -> None:
    gone = CashMoveDraft(operation="out", amount=-505_000, reason="nộp két", approval=CHIEF)
    drawers.move_cash(office, gone)
    with pytest.raises(Refused) as told:
        reversals.give_back(office, void(taken))
    assert refused(told) == {("drawer", "payment.too_little_cash")}
    assert told.value.params == {"cash": "21.000đ"}  # what is in it is known only after the count
    assert reversals.give_back(office, refund(taken, 16_000))


def test_no_drawer_is_open(office: Office, people: People, taken: PaymentView) -> None:
    chief = replace(office, actor=people[Role.SUPERVISOR])
    with pytest.raises(Refused) as told:
        reversals.give_back(chief, void(taken, approval=Approval(name=COLLEAGUE, pin=PIN)))
    assert refused(told) == {("drawer", "drawer.none_open")}


def test_yesterdays_payment_is_given_back_from_todays_drawer(
    office: Office, store: Store, clock: Clock, taken: PaymentView
) -> None:
    before = drawers.mine(office)
    assert isinstance(before, DrawerView)
    drawers.close(
        office,
        ClosingDraft(
            operation="close",
            drawer_id=before.id,
            count=CashCount.of([(ODD, 521_000)]),
            kept=500_000,
            expected=521_000,
        ),
    )
    clock.ahead(days=1)
    with pytest.raises(Refused) as told:
        reversals.give_back(office, void(taken))
    assert refused(told) == {("drawer", "drawer.none_open")}
    with_drawer(office)
    today = drawers.mine(office)
    assert today and today.id != before.id
    back = reversals.give_back(office, void(taken))
    assert back.drawer_id == today.id
    assert held(store, Account.CASH, today.id) == 479_000
    assert held(store, Account.CASH, before.id) == 0
    assert unbalanced(store) == []


def test_a_drawer_open_for_more_than_a_day_gives_nothing_back(
    office: Office, clock: Clock, taken: PaymentView
) -> None:
    clock.ahead(hours=25)
    with pytest.raises(Refused) as told:
        reversals.give_back(office, void(taken))
    assert refused(told) == {("drawer", "drawer.open_too_long")}


# -- all or nothing ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "table", ["payment", "payment_means", "payment_share", "ledger_line", "ledger_entry", "operation"]
)
def test_what_fails_halfway_leaves_nothing(
    office: Office, store: Store, taken: PaymentView, table: str
) -> None:
    before = contents(store)
    break_at(store, table)
    with pytest.raises(Exception, match="injected"):
        reversals.give_back(office, void(taken))
    after = contents(store)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"audit_event", "audit_seal"}  # the PIN was right


def test_an_event_that_cannot_be_written_undoes_the_rest(
    office: Office, store: Store, taken: PaymentView, copy: DossierView
) -> None:
    break_event(store, "payment.event.void")
    with pytest.raises(Exception, match="injected"):
        reversals.give_back(office, void(taken))
    assert again(office, copy).money is MoneyState.PAID
    assert held(store, Account.FEES) == -21_000


# -- any order --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def paid(made_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with one payment of 58.000đ: three dossiers, by cash, transfer and card."""
    path = tmp_path_factory.mktemp("paid") / "counter.db"
    shutil.copy(made_store, path)
    with pytest.MonkeyPatch.context() as patch, Store.open(path) as store:
        patch.setattr(pins, "COST", pins.PinCost(passes=1, memory_kib=8))
        with store.write() as transaction:
            people = [
                staff.insert(transaction, name, role, pins.hash_pin(PIN))
                for name, role in (("Nguyễn Thị Tiếp", Role.CLERK), ("Lê Lãnh Đạo", Role.SUPERVISOR))
            ]
            transaction.record(None, "staff.added", subject=("staff", 0), operation="")
        office = with_drawer(at(store, people[0]))
        drafts = (certified_copy(office, BINH), birth(office, Channel.DIRECT), certified_copy(office, MO))
        means = (
            MeansDraft(means=PaymentMeans.CASH, amount=30_000, tendered=30_000),
            MeansDraft(means=PaymentMeans.TRANSFER, amount=20_000, reference="FT26327001"),
            MeansDraft(means=PaymentMeans.CARD, reference="000123"),
        )
        payments.take(office, several([received(office, draft) for draft in drafts], means))
    return path


def at(store: Store, clerk: StaffView) -> Office:
    return Office(store=store, actor=clerk, ward=WardSettings(), now=Clock())


STEPS = st.lists(
    st.tuples(
        st.sampled_from([PaymentKind.REFUND, PaymentKind.REFUND, PaymentKind.REFUND, PaymentKind.VOID]),
        st.sampled_from([None, 1, 2, 3]),
        st.one_of(st.none(), st.integers(-1, 25_000)),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=20, deadline=None)
@given(STEPS)
def test_never_more_is_given_back_than_was_paid_in_any_order(
    paid: Path, steps: list[tuple[PaymentKind, int | None, int | None]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(paid, folder))
        with Store.open(path) as store:
            walk(at(store, staff.names(store)[0]), store, steps)


def walk(office: Office, store: Store, steps: Sequence[tuple[PaymentKind, int | None, int | None]]) -> None:
    """Do the steps beside a plain sum of what is left for each dossier, and compare after each."""
    left = {1: 21_000, 2: 16_000, 3: 21_000}
    given_back = False
    payment = payments.get(office, 1)
    for number, (kind, dossier, amount) in enumerate(steps):
        draft = replace(refund(payment, amount, f"step-{number}", dossier), kind=kind)
        whole = sum(left.values()) if dossier is None else left[dossier]
        wanted = whole if amount is None else amount
        if kind is PaymentKind.VOID:
            fits = not given_back
            taken_off = dict(left)
        else:
            fits = 0 < wanted <= whole
            taken_off = spread(left, dossier, wanted) if fits else {}
        if not fits:
            with pytest.raises(Refused):
                reversals.give_back(office, draft)
            continue
        back = reversals.give_back(office, draft)
        given_back = True
        assert {share.dossier_id: -share.amount for share in back.shares} == taken_off
        left = {ident: rest - taken_off.get(ident, 0) for ident, rest in left.items()}
        assert sum(part.amount for part in back.means) == back.total == -sum(taken_off.values())
        stands(office, store, sum(left.values()))


def spread(left: dict[int, int], dossier: int | None, wanted: int) -> dict[int, int]:
    found = {}
    for ident, rest in left.items():
        take = min(rest, wanted) if dossier in (None, ident) else 0
        wanted -= take
        if take:
            found[ident] = take
    return found


def stands(office: Office, store: Store, left: int) -> None:
    """What is left of the payment is what the ledger still owes for it, and each means holds its part."""
    assert payments.get(office, 1).left == left
    assert held(store, Account.FEES) == -left
    kept = [held(store, account) for account in (Account.TRANSFER, Account.CARD)]
    in_cash = held(store, Account.CASH) - 500_000
    assert min(*kept, in_cash) >= 0
    assert sum(kept) + in_cash == left
    assert unbalanced(store) == []


def test_in_practice_whoever_is_named_approves(tmp_path: Path) -> None:
    """Nobody there has a PIN, and a learner must meet the whole way; a stranger still approves nothing."""
    with Store.open(copy_of(small_ward(), tmp_path), practice=True) as store:
        chief = next(p for p in staff.names(store) if p.role is Role.SUPERVISOR)
        office = with_drawer(replace(office_at(store), actor=chief))
        view = received(office, certified_copy(office))
        first = payments.take(office, replace(cash(view, 21_000), receipt=None, receipt_later="tập"))
        second = next(p for p in staff.names(store) if p.role is Role.CLERK)
        draft = ReversalDraft(
            operation="back",
            payment_id=first.id,
            kind=PaymentKind.VOID,
            reason="thu sai",
            approval=Approval(name=chief.name, pin=""),
        )
        with pytest.raises(Refused) as told:
            reversals.give_back(office, draft)
        assert told.value.message_id == "approval.same_person"
        named = replace(draft, approval=Approval(name=second.name, pin=""))
        assert reversals.give_back(office, named).approved_by == second.name
