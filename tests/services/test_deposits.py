"""What was collected in a month goes to the Treasury by the 5th of the next, and what is left is told."""

from dataclasses import replace
from datetime import date

import pytest

from counter.errors import Forbidden, Refused
from counter.models.drawer import ODD, CashCount
from counter.models.staff import Role, StaffView
from counter.models.till import ClosingDraft
from counter.models.transfers import DepositDraft
from counter.rules.deposits import due_on, read_month
from counter.services.bank import deposits
from counter.services.money import payments
from counter.services.office import Office
from counter.services.till import drawers
from tests.conftest import Clock
from tests.services.journeys import but, cash, certified_copy, received, with_drawer

People = dict[Role, StaffView]


@pytest.fixture
def chief(office: Office, people: People) -> Office:
    """The head of the centre, after a day with 21.000đ taken and the drawer closed."""
    view = received(office, certified_copy(office))
    payments.take(with_drawer(office, 0), cash(view, 21_000))
    drawer = drawers.mine(office)
    assert drawer is not None
    count = CashCount.of([(20_000, 1), (ODD, 1_000)])
    drawers.close(
        office,
        ClosingDraft(operation="close", drawer_id=drawer.id, count=count, kept=0, expected=21_000),
    )
    return replace(office, actor=people[Role.SUPERVISOR])


def paying_in(amount: int) -> DepositDraft:
    return DepositDraft(
        operation=f"deposit-{amount}",
        month="2026-11",
        amount=amount,
        taken_from="safe",
        reference="GNT 0412",
        deposited_on=date(2026, 11, 23),
    )


@pytest.mark.parametrize(("month", "day"), [("2026-11", date(2026, 12, 5)), ("2026-12", date(2027, 1, 5))])
def test_the_fifth_of_the_next_month(month: str, day: date) -> None:
    assert due_on(month) == day


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "11/2026", "", "2026-00"])
def test_what_is_no_month(text: str) -> None:
    assert read_month(text) is None


def test_what_is_left_and_until_when(chief: Office, clock: Clock) -> None:
    [month] = deposits.standing(chief)
    assert (month.month, month.collected, month.left, month.due_on) == (
        "2026-11",
        21_000,
        21_000,
        date(2026, 12, 5),
    )
    assert not month.soon and not month.late
    deposits.record(chief, paying_in(20_000))
    clock.ahead(days=9)
    newest, november = deposits.standing(chief)
    assert (newest.month, november.left, november.soon) == ("2026-12", 1_000, True)
    clock.ahead(days=5)
    assert deposits.standing(chief)[1].late


def test_a_second_press_deposits_once(chief: Office) -> None:
    assert deposits.record(chief, paying_in(20_000)) == deposits.record(chief, paying_in(20_000))
    assert deposits.standing(chief)[0].deposited == 20_000


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"amount": 21_001}, "deposit.amount"),
        ({"amount": 0}, "deposit.amount"),
        ({"month": "2026-12"}, "deposit.month"),
        ({"taken_from": "cash"}, "deposit.taken_from"),
        ({"taken_from": "bank"}, "deposit.too_little_bank"),
        ({"reference": " "}, "deposit.reference"),
        ({"deposited_on": date(2026, 11, 24)}, "deposit.day_ahead"),
    ],
)
def test_a_deposit_that_cannot_be_is_refused(chief: Office, changes: dict[str, object], reason: str) -> None:
    with pytest.raises(Refused) as told:
        deposits.record(chief, but(paying_in(21_000), **changes))
    assert reason in {problem.message_id for problem in told.value.problems}
    assert deposits.record(chief, paying_in(21_000)).amount == 21_000  # the twin without the fault


def test_a_clerk_deposits_nothing(office: Office, chief: Office) -> None:
    with pytest.raises(Forbidden):
        deposits.record(office, paying_in(1_000))
