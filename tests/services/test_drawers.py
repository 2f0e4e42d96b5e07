"""The cashier's drawer: opened with a counted float, closed with a blind count, handed over by two people."""

from dataclasses import replace

import pytest
from sqlcipher3 import dbapi2

from counter.errors import Conflict, Forbidden, NotFound, Problem, Refused
from counter.models.drawer import CashCount
from counter.models.ledger import Account
from counter.models.money import Approval, PaymentKind, PaymentMeans, ReversalDraft
from counter.models.staff import Role, StaffView
from counter.models.till import CashMoveDraft, ClosingDraft, DrawerSheet, DrawerView, OpeningDraft
from counter.rules import ledger as entries
from counter.services.money import ledger, payments, reversals
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store import audit
from counter.services.store.store import Store
from counter.services.till import drawer_rows, drawers, receipts
from tests.conftest import Clock
from tests.services.journeys import (
    MO,
    break_at,
    but,
    cash,
    certified_copy,
    contents,
    free,
    late_birth,
    paying,
    receipt,
    received,
    with_drawer,
)

People = dict[Role, StaffView]
FLOAT = CashCount.of([(50_000, 5), (10_000, 15), (5_000, 20)])  # 500.000
PIN = "4711"


@pytest.fixture(autouse=True)
def pins_of(office: Office, people: People) -> None:
    """The clerk and the supervisor have a PIN."""
    admin = replace(office, actor=people[Role.ADMINISTRATOR])
    for role in (Role.CLERK, Role.SUPERVISOR, Role.VOLUNTEER):
        staff.set_pin(admin, people[role].id, PIN, f"pin-{role}", reason="quên PIN")


@pytest.fixture
def leader(office: Office, people: People) -> Office:
    """The counter with the supervisor signed in."""
    return replace(office, actor=people[Role.SUPERVISOR])


SUPERVISOR = Approval(name="Lê Lãnh Đạo", pin=PIN)


def open_one(office: Office, count: CashCount = FLOAT, operation: str = "open") -> DrawerView:
    return drawers.open_drawer(office, OpeningDraft(operation=operation, count=count))


def taken(office: Office, tendered: int = 30_000, number: str = "0001873", operation: str = "pay") -> int:
    """21.000đ for certified copies; the id of the payment."""
    again = replace(certified_copy(office), duplicate_reason="bản khác")
    draft = cash(received(office, again), tendered, number, operation)
    return payments.take(office, draft if number else replace(draft, receipt_later="máy in hỏng")).id


def moved(office: Office, amount: int, reason: str = "đổi tiền lẻ", operation: str = "move") -> DrawerView:
    draft = CashMoveDraft(operation=operation, amount=amount, reason=reason, approval=SUPERVISOR)
    return drawers.move_cash(office, draft)


def closing(view: DrawerView, count: CashCount, expected: int, **changes: object) -> ClosingDraft:
    draft = ClosingDraft(operation="close", drawer_id=view.id, count=count, kept=0, expected=expected)
    return but(draft, **changes)


def money_in(total: int) -> CashCount:
    """A sum in notes of 1.000đ."""
    return CashCount.of([(1_000, total // 1_000)])


def held(office: Office, account: Account, drawer_id: int | None = None) -> int:
    with office.store.query() as connection:
        return ledger.balance(connection, account, drawer_id)


def events(office: Office, drawer_id: int) -> list[str]:
    with office.store.query() as connection:
        return [entry.event for entry in audit.timeline(connection, ("drawer", drawer_id))]


def problems(error: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(problem.field, problem.message_id) for problem in error.value.problems]


def every_sum_is_zero(store: Store) -> None:
    with store.query() as connection:
        off = connection.execute(
            "SELECT entry_id FROM ledger_line GROUP BY entry_id HAVING sum(amount) <> 0"
        ).fetchall()
    assert off == []


# -- opening ---------------------------------------------------------------------------------


def test_a_drawer_opens_with_its_counted_float(office: Office) -> None:
    assert drawers.mine(office) is None
    view = open_one(office)
    assert (view.cashier, view.float_amount, view.closed_at) == ("Nguyễn Thị Tiếp", 500_000, None)
    assert drawers.mine(office) == view
    assert held(office, Account.CASH, view.id) == 500_000
    assert held(office, Account.FLOAT) == -500_000
    assert events(office, view.id) == ["drawer.event.opened"]


def test_a_second_press_opens_no_second_drawer_and_another_form_is_refused(office: Office) -> None:
    view = open_one(office)
    assert open_one(office) == view
    with pytest.raises(Refused, match="already_open"):
        open_one(office, operation="again")


def test_a_drawer_may_open_empty(office: Office) -> None:
    view = open_one(office, CashCount())
    assert (view.float_amount, held(office, Account.CASH, view.id)) == (0, 0)
    assert drawers.close(office, closing(view, CashCount(), 0)).difference == 0


def test_a_volunteer_opens_none_and_has_none(office: Office, people: People) -> None:
    volunteer = replace(office, actor=people[Role.VOLUNTEER])
    with pytest.raises(Forbidden):
        open_one(volunteer)
    assert drawers.mine(volunteer) is None
    for refused in (lambda: moved(volunteer, 1_000), lambda: drawers.compare(volunteer, 1, FLOAT)):
        with pytest.raises(Forbidden):
            refused()


def test_what_fails_halfway_leaves_nothing(office: Office, store: Store) -> None:
    break_at(store, "ledger_entry")
    before = contents(store)
    with pytest.raises(dbapi2.IntegrityError, match="injected"):
        open_one(office)
    assert contents(store) == before


# -- what is done in it ----------------------------------------------------------------------------


def test_the_page_tells_what_was_done_and_no_sum(office: Office) -> None:
    view = open_one(office)
    taken(office)
    slip = paying(
        cash(received(office, certified_copy(office, MO)), 0, "0001874", "pay-2"),
        means=PaymentMeans.CARD, tendered=None, reference="012345",
    )  # fmt: skip
    payments.take(office, slip)
    payments.exempt(office, free(received(office, late_birth(office)), "nguoi_thuoc_ho_ngheo"))
    moved(office, 50_000)
    now = drawers.mine(office)
    assert now is not None
    assert (now.id, now.payments, now.by_means, now.exemptions) == (view.id, 2, (("card", 1), ("cash", 1)), 1)
    assert [(move.amount, move.reason) for move in now.moves] == [(50_000, "đổi tiền lẻ")]


def test_cash_moves_with_a_reason_and_never_below_nought(office: Office, store: Store) -> None:
    with pytest.raises(Refused, match="none_open"):
        moved(office, 10_000)
    view = open_one(office)
    moved(office, -100_000, "mua mực in", "out")
    assert held(office, Account.CASH, view.id) == 400_000
    assert held(office, Account.OTHER) == 100_000
    assert len(moved(office, -100_000, "mua mực in", "out").moves) == 1
    before = contents(store)
    with pytest.raises(Refused) as refused:
        moved(office, -400_001, " ", "too much")
    assert problems(refused) == [
        ("reason", "drawer.move_reason_missing"),
        ("amount", "drawer.too_little_cash"),
    ]
    with pytest.raises(Refused, match="amount_missing"):
        moved(office, 0)
    with pytest.raises(Refused, match="secret"):
        moved(office, 1_000, "mã OTP 445566")
    assert contents(store) == before


def test_a_drawer_open_for_more_than_a_day_takes_no_money_until_it_is_closed(
    office: Office, clock: Clock
) -> None:
    view = open_one(office)
    clock.ahead(hours=24)
    moved(office, 1_000)
    clock.ahead(seconds=1)
    now = drawers.mine(office)
    assert now is not None
    assert now.too_long
    for late in (lambda: moved(office, 1_000, operation="late"), lambda: taken(office)):
        with pytest.raises(Refused, match="open_too_long"):
            late()
    drawers.close(office, closing(view, money_in(501_000), 501_000))
    open_one(office, operation="next")
    assert taken(office, number="0001874", operation="next-pay")


def test_a_clock_that_stands_before_the_opening_is_called_that_and_no_day(
    office: Office, clock: Clock
) -> None:
    open_one(office)
    clock.ahead(days=-2)
    now = drawers.mine(office)
    assert now is not None
    assert now.too_long
    assert now.ahead
    assert drawers.listing(office)[0].ahead
    with office.store.read() as session:
        _, told = drawer_rows.for_money(session, now.cashier_id, clock(), cash=True)
    assert [problem.message_id for problem in told] == ["drawer.opened_ahead"]
    clock.ahead(days=4)
    later = drawers.mine(office)
    assert later is not None
    assert later.too_long
    assert not later.ahead


# -- the blind count --------------------------------------------------------------------------------


def test_a_count_is_compared_and_each_one_shows_in_the_trail(office: Office) -> None:
    view = open_one(office)
    first = taken(office)
    wrong = drawers.compare(office, view.id, money_in(512_000))
    assert (wrong.counted, wrong.expected, wrong.difference) == (512_000, 521_000, -9_000)
    assert not wrong.within_tolerance
    assert [(s.payment.id, s.message_id) for s in wrong.suspects] == [(first, "cash.suspect.change.short")]
    right = drawers.compare(office, view.id, money_in(521_000))
    assert (right.difference, right.within_tolerance, right.suspects) == (0, True, ())
    with office.store.query() as connection:
        trail = audit.timeline(connection, ("drawer", view.id))
    counts = [e.detail["counted"] for e in trail if e.event == "drawer.event.counted"]
    assert counts == ["512000", "521000"]


def test_a_count_that_fits_closes_the_drawer(office: Office, store: Store) -> None:
    view = open_one(office)
    taken(office)
    count = CashCount.of([(100_000, 5), (20_000, 1), (1_000, 1)])
    sheet = drawers.close(office, closing(view, count, 521_000, kept=500_000))
    assert (sheet.counted_total, sheet.expected, sheet.difference) == (521_000, 521_000, 0)
    assert (sheet.kept, sheet.to_safe, sheet.counted) == (500_000, 21_000, count)
    assert (sheet.closed_by, sheet.approved_by, sheet.handed_to) == ("Nguyễn Thị Tiếp", "", "")
    assert drawers.mine(office) is None
    assert held(office, Account.CASH, view.id) == 0
    assert (held(office, Account.SAFE), held(office, Account.FLOAT)) == (21_000, 0)
    assert drawers.close(office, closing(view, count, 521_000, kept=500_000)) == sheet
    with pytest.raises(Refused, match="closed_already"):
        drawers.close(office, closing(view, count, 521_000, operation="other"))
    every_sum_is_zero(store)


def test_a_closed_drawer_takes_no_payment(office: Office, store: Store) -> None:
    """The twins that must fail: the service, the ledger's trigger, a changed close, a deleted count."""
    view = open_one(office)
    moved(office, 1_000)
    drawers.close(office, closing(view, money_in(501_000), 501_000))
    with pytest.raises(Refused, match="none_open"):
        taken(office)
    for statement in (
        "UPDATE drawer_close SET reason = 'x'",
        "DELETE FROM drawer_close",
        "UPDATE drawer SET float_amount = 0",
        "UPDATE drawer_count SET pieces = pieces + 1",
        "DELETE FROM cash_move",
    ):
        with pytest.raises(dbapi2.IntegrityError, match="append-only"), store.write() as transaction:
            transaction.connection.execute(statement)
    with pytest.raises(dbapi2.IntegrityError, match="closed drawer"), store.write() as transaction:
        ledger.post(
            transaction, StaffView(3, "", Role.CLERK), "cash_move", entries.cash_move(1_000, view.id),
            operation="late", drawer_id=view.id,
        )  # fmt: skip


def test_a_difference_needs_its_reason(office: Office) -> None:
    view = open_one(office)
    small = closing(view, money_in(497_000), 500_000, kept=497_001)
    with pytest.raises(Refused) as refused:
        drawers.close(office, small)
    assert problems(refused) == [("kept", "drawer.kept_range"), ("reason", "drawer.reason_missing")]
    sheet = drawers.close(office, but(small, kept=0, reason="thối nhầm"))
    assert (sheet.difference, sheet.reason, sheet.approved_by) == (-3_000, "thối nhầm", "")
    assert held(office, Account.DIFFERENCE) == 3_000
    assert held(office, Account.SAFE) == 497_000


@pytest.mark.parametrize("counted", [494_000, 506_000])
def test_above_the_tolerance_the_supervisor_approves(office: Office, store: Store, counted: int) -> None:
    view = open_one(office)
    draft = closing(view, money_in(counted), 500_000, reason="chưa rõ")
    for approval, told in (
        (None, ("approver", "drawer.approval_missing")),
        (Approval(name="", pin=PIN), ("approver", "approval.name_missing")),
        (Approval(name="Nguyễn Thị Tiếp", pin=PIN), ("approver", "approval.no_right.overrule_money")),
        (Approval(name="Lê Lãnh Đạo", pin="0000"), ("approver_pin", "staff.pin_wrong")),
    ):
        with pytest.raises(Refused) as refused:
            drawers.close(office, but(draft, approval=approval))
        assert problems(refused) == [told]
    assert drawers.mine(office) is not None


def test_the_supervisor_s_name_stands_on_the_sheet(office: Office) -> None:
    view = open_one(office)
    draft = closing(view, money_in(490_000), 500_000, reason="chưa rõ", approval=SUPERVISOR)
    sheet = drawers.close(office, draft)
    assert (sheet.difference, sheet.approved_by) == (-10_000, "Lê Lãnh Đạo")
    assert drawers.close(office, draft) == sheet  # and the PIN is not asked for again


def test_a_supervisor_does_not_approve_their_own_drawer(leader: Office) -> None:
    view = open_one(leader)
    with pytest.raises(Refused) as refused:
        drawers.close(
            leader, closing(view, money_in(490_000), 500_000, reason="chưa rõ", approval=SUPERVISOR)
        )
    assert problems(refused) == [("approver", "approval.same_person")]


def test_a_payment_meanwhile_is_a_conflict(office: Office) -> None:
    view = open_one(office)
    seen = drawers.compare(office, view.id, FLOAT)
    taken(office)
    with pytest.raises(Conflict, match=r"drawer\.changed"):
        drawers.close(office, closing(view, FLOAT, seen.expected))
    assert drawers.mine(office) is not None


def test_what_is_kept_is_made_of_counted_notes(office: Office) -> None:
    view = open_one(office)
    with pytest.raises(Refused, match="kept_notes"):
        drawers.close(office, closing(view, FLOAT, 500_000, kept=1_000))
    assert drawers.close(office, closing(view, FLOAT, 500_000, kept=85_000)).to_safe == 415_000


def test_another_s_drawer_is_closed_by_a_supervisor_only(office: Office, leader: Office) -> None:
    view = open_one(office)
    theirs = open_one(leader, operation="open-2")
    with pytest.raises(Forbidden, match="of_another"):
        drawers.compare(office, theirs.id, FLOAT)
    with pytest.raises(Forbidden, match="of_another"):
        drawers.close(office, closing(theirs, FLOAT, 500_000))
    sheet = drawers.close(leader, closing(view, money_in(400_000), 500_000, reason="cán bộ nghỉ ốm"))
    assert (sheet.drawer.cashier, sheet.closed_by, sheet.approved_by) == (
        "Nguyễn Thị Tiếp", "Lê Lãnh Đạo", "Lê Lãnh Đạo",
    )  # fmt: skip


# -- receipts ------------------------------------------------------------------------------------


def test_a_payment_without_a_receipt_keeps_the_drawer_open(office: Office) -> None:
    """Until it has a receipt, or the supervisor's reason, or is voided."""
    view = open_one(office)
    first, second, third = (taken(office, number="", operation=f"pay-{n}") for n in range(3))
    draft = closing(view, money_in(542_000), 563_000, reason="chưa rõ", approval=SUPERVISOR)
    with pytest.raises(Refused) as refused:
        drawers.close(office, but(draft, count=money_in(563_000)))
    assert refused.value.problems == (Problem("receipts", "drawer.without_receipts", {"count": 3}),)
    assert without_receipt(office) == [first, second, third]
    void = ReversalDraft(
        operation="void", payment_id=first, kind=PaymentKind.VOID, reason="ghi nhầm", approval=SUPERVISOR
    )
    reversals.give_back(office, void)
    assert without_receipt(office) == [second, third]
    receipts.excuse(office, second, "hết biên lai", SUPERVISOR, "excuse")
    assert without_receipt(office) == [third]
    receipts.record_receipt(office, third, receipt("0001880"), operation="late-receipt")
    assert without_receipt(office) == []
    sheet = drawers.close(office, but(draft, expected=542_000))
    assert [payment.id for payment in sheet.excused] == [second]
    assert [(payment.reverses, payment.total) for payment in sheet.reversals] == [(first, -21_000)]
    assert [(s.key, s.count, s.amount) for s in sheet.by_means] == [("cash", 3, 42_000)]


def without_receipt(office: Office) -> list[int]:
    view = drawers.mine(office)
    return [payment.id for payment in view.without_receipt] if view else []


def test_a_voided_number_stands_on_the_sheet(office: Office) -> None:
    view = open_one(office)
    payment = taken(office)
    void = ReversalDraft(
        operation="void", payment_id=payment, kind=PaymentKind.VOID, reason="ghi nhầm", approval=SUPERVISOR
    )
    reversals.give_back(office, void)
    sheet = drawers.close(office, closing(view, FLOAT, 500_000))
    assert [(book.used, book.voided) for book in sheet.books] == [(1, ("0001873",))]


# -- hand-over -------------------------------------------------------------------------------------


def test_two_people_hand_a_drawer_over(office: Office, leader: Office) -> None:
    view = open_one(office)
    taken(office)
    count = CashCount.of([(50_000, 5), (10_000, 15), (5_000, 20), (20_000, 1), (1_000, 1)])
    sheet = drawers.close(office, closing(view, count, 521_000, kept=500_000, hand_to=SUPERVISOR))
    assert (sheet.handed_to, sheet.to_safe) == ("Lê Lãnh Đạo", 21_000)
    assert drawers.mine(office) is None
    following = drawers.mine(leader)
    assert following is not None
    assert following.float_amount == 500_000
    assert held(leader, Account.CASH, following.id) == 500_000
    assert (held(leader, Account.FLOAT), held(leader, Account.SAFE)) == (-500_000, 21_000)
    assert events(office, following.id) == ["drawer.event.taken_over"]
    with office.store.query() as connection:
        row = connection.execute("SELECT from_drawer FROM drawer WHERE id = ?", (following.id,)).fetchone()
        assert row == (view.id,)
    assert drawers.last_kept(office) is None  # it is in the other's drawer


def test_a_hand_over_is_refused_whole(office: Office, leader: Office, store: Store) -> None:
    view = open_one(office)
    draft = closing(view, FLOAT, 500_000, kept=500_000, hand_to=SUPERVISOR)
    for taker, told in (
        (Approval(name="Đỗ Tình Nguyện", pin=PIN), ("hand_to", "approval.no_right.take_money")),
        (Approval(name="Nguyễn Thị Tiếp", pin=PIN), ("hand_to", "approval.same_person")),
        (Approval(name="Lê Lãnh Đạo", pin="1111"), ("hand_to_pin", "staff.pin_wrong")),
    ):
        with pytest.raises(Refused) as refused:
            drawers.close(office, but(draft, hand_to=taker))
        assert problems(refused) == [told]
    open_one(leader, operation="open-2")
    with pytest.raises(Refused):
        drawers.close(office, draft)
    assert drawers.mine(office) == view


def test_a_hand_over_that_fails_halfway_closes_nothing(office: Office, store: Store) -> None:
    view = open_one(office)
    break_at(store, "drawer")
    with pytest.raises(Exception, match="injected"):
        drawers.close(office, closing(view, FLOAT, 500_000, kept=500_000, hand_to=SUPERVISOR))
    assert drawers.mine(office) == view
    assert held(office, Account.CASH, view.id) == 500_000


# -- afterwards ------------------------------------------------------------------------------------


def closed_day(office: Office) -> DrawerSheet:
    """A drawer with a payment in cash, one by transfer, an exemption and a move, closed."""
    view = open_one(office)
    taken(office)
    transfer = paying(
        cash(received(office, certified_copy(office, MO)), 0, "0001875", "pay-2"),
        means=PaymentMeans.TRANSFER, tendered=None, reference="FT26327001",
    )  # fmt: skip
    payments.take(office, transfer)
    payments.exempt(office, free(received(office, late_birth(office)), "nguoi_thuoc_ho_ngheo"))
    moved(office, -20_000, "mua mực in")
    return drawers.close(office, closing(view, money_in(501_000), 501_000, kept=500_000))


def test_the_sheet_adds_up(office: Office) -> None:
    sheet = closed_day(office)
    assert {s.key: (s.count, s.amount) for s in sheet.by_means} == {
        "cash": (1, 21_000), "transfer": (1, 21_000),
    }  # fmt: skip
    assert sum(s.amount for s in sheet.by_kind) == 42_000
    assert [(s.count, s.amount) for s in sheet.by_procedure] == [(2, 42_000)]
    (book,) = sheet.books
    assert (book.first, book.last, book.used, book.voided) == ("0001873", "0001875", 2, ())
    assert [payment.means[0].reference for payment in sheet.unmatched] == ["FT26327001"]
    assert [(move.amount, move.moved_by) for move in sheet.moves] == [(-20_000, "Nguyễn Thị Tiếp")]
    assert [s.count for s in sheet.exemptions] == [1]
    assert sheet.drawer.closed_at is not None
    assert sheet.copy == 0


def test_a_sheet_is_the_cashier_s_own_or_for_those_who_see_the_till(
    office: Office, leader: Office, people: People
) -> None:
    sheet = closed_day(office)
    assert drawers.sheet(office, sheet.drawer.id) == sheet
    assert drawers.sheet(leader, sheet.drawer.id) == sheet
    with pytest.raises(Forbidden):
        drawers.sheet(replace(office, actor=people[Role.VOLUNTEER]), sheet.drawer.id)
    with pytest.raises(NotFound):
        drawers.sheet(office, 999)
    with pytest.raises(Refused, match="not_closed"):
        drawers.sheet(office, open_one(office, operation="again").id)


def test_the_list_is_everybody_s_for_the_supervisor(office: Office, leader: Office) -> None:
    mine = closed_day(office)
    theirs = open_one(leader, operation="open-2")
    (row,) = drawers.listing(office)
    assert (row.id, row.counted, row.difference, row.kept) == (mine.drawer.id, 501_000, 0, 500_000)
    assert [row.id for row in drawers.listing(leader)] == [theirs.id, mine.drawer.id]
    assert [row.id for row in drawers.listing(leader, limit=1, before=theirs.id)] == [mine.drawer.id]
    assert drawers.listing(leader)[0].counted is None  # an open one tells no sum


def test_the_float_kept_yesterday_is_offered_until_it_is_used(office: Office, clock: Clock) -> None:
    assert drawers.last_kept(office) is None
    view = open_one(office)
    drawers.close(office, closing(view, FLOAT, 500_000, kept=100_000))
    kept = drawers.last_kept(office)
    assert kept is not None
    assert (kept.amount, kept.cashier, kept.count) == (
        100_000, "Nguyễn Thị Tiếp", CashCount.of([(5_000, 20)]),
    )  # fmt: skip
    clock.ahead(hours=20)
    with_drawer(office, 100_000)
    assert drawers.last_kept(office) is None


def test_no_network_is_needed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket would be refused here: the store is a file and the PIN is checked at this machine."""
    import socket

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a drawer asked for the network")

    monkeypatch.setattr(socket, "socket", refuse)
    view = open_one(office)
    drawers.close(office, closing(view, money_in(400_000), 500_000, reason="chưa rõ", approval=SUPERVISOR))
