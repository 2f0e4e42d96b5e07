"""Cash that leaves a drawer for no fee: above the tolerance, or after a count, a supervisor stands for it."""

from dataclasses import replace

import pytest

from counter.errors import Conflict, Refused
from counter.models.drawer import CashCount
from counter.models.money import Approval
from counter.models.staff import Role, StaffView
from counter.models.till import CashMoveDraft, ClosingDraft, DrawerView
from counter.services.office import Office
from counter.services.staff import pins
from counter.services.till import drawers
from tests.services.journeys import contents, with_drawer

People = dict[Role, StaffView]
PIN = "246810"
CHIEF = Approval(name="Lê Lãnh Đạo", pin=PIN)
CLERK = Approval(name="Nguyễn Thị Tiếp", pin=PIN)


@pytest.fixture
def office(office: Office, people: People) -> Office:
    """The clerk's drawer is open with 500.000đ; everybody has a PIN."""
    with office.store.write() as transaction:
        transaction.connection.execute("UPDATE staff SET pin_hash = ?", (pins.hash_pin(PIN),))
        transaction.record(None, "test.pins", subject=("test", "pins"), operation="")
    return with_drawer(office)


def drawer(office: Office) -> DrawerView:
    view = drawers.mine(office)
    assert view is not None
    return view


def out(office: Office, amount: int, approval: Approval | None = None, operation: str = "out") -> DrawerView:
    draft = CashMoveDraft(operation=operation, amount=-amount, reason="mua mực in", approval=approval)
    return drawers.move_cash(office, draft)


def told(error: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(problem.field, problem.message_id) for problem in error.value.problems]


def test_a_shortage_is_not_paid_away_after_the_count(office: Office) -> None:
    drawers.compare(office, drawer(office).id, CashCount.of([(1_000, 497)]))
    before = contents(office.store)
    with pytest.raises(Refused) as error:
        out(office, 3_000)
    assert told(error) == [("approver", "drawer.move_after_count")]
    assert contents(office.store) == before
    assert out(office, 3_000, CHIEF).moves[0].approved_by == CHIEF.name


def test_nor_before_it_above_the_tolerance_in_one_sum_or_several(office: Office) -> None:
    with pytest.raises(Refused) as error:
        out(office, 200_000)
    assert told(error) == [("approver", "drawer.move_approval")]
    out(office, 4_000, operation="first")
    with pytest.raises(Refused) as error:
        out(office, 2_000, operation="second")
    assert told(error) == [("approver", "drawer.move_approval")]
    view = out(office, 2_000, CHIEF, operation="second")
    assert [move.approved_by for move in view.moves] == ["", CHIEF.name]


def test_the_second_person_is_a_supervisor_with_the_right_pin(office: Office) -> None:
    for approval, field in (
        (CLERK, "approver"),
        (replace(CHIEF, pin="1"), "approver_pin"),
        (replace(CHIEF, name=""), "approver"),
    ):
        with pytest.raises(Refused) as error:
            out(office, 200_000, approval)
        assert [name for name, _ in told(error)] == [field]
    assert drawer(office).moves == ()


def test_cash_put_in_needs_nobody(office: Office) -> None:
    drawers.compare(office, drawer(office).id, CashCount.of([(1_000, 497)]))
    draft = CashMoveDraft(operation="in", amount=300_000, reason="đổi tiền lẻ")
    assert drawers.move_cash(office, draft).moves[0].amount == 300_000


def test_the_sheet_tells_every_count_and_what_went_out_after_one(office: Office) -> None:
    ident = drawer(office).id
    out(office, 1_000, operation="before")
    drawers.compare(office, ident, CashCount.of([(1_000, 490)]))
    out(office, 9_000, CHIEF, operation="after")
    seen = drawers.compare(office, ident, CashCount.of([(1_000, 490)]))
    sheet = drawers.close(
        office,
        ClosingDraft(
            operation="close", drawer_id=ident, count=CashCount.of([(1_000, 490)]), kept=0,
            expected=seen.expected,
        ),
    )  # fmt: skip
    assert [(count.counted, count.difference) for count in sheet.counts] == [(490_000, -9_000), (490_000, 0)]
    assert [move.after_count for move in sheet.moves] == [False, True]


def test_a_close_by_a_guessed_sum_is_a_count_and_tells_no_sum(office: Office) -> None:
    ident, count = drawer(office).id, CashCount.of([(1_000, 490)])
    guess = ClosingDraft(operation="close", drawer_id=ident, count=count, kept=0, expected=490_000)
    with pytest.raises(Conflict) as error:
        drawers.close(office, guess)
    assert "500.000đ" not in map(str, error.value.params.values())
    with pytest.raises(Refused, match=r"drawer\.move_after_count"):
        out(office, 1_000)
