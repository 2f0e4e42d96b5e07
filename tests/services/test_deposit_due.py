"""The desk's line about the Treasury says what the whole list says, from an index, to who sees the till."""

from dataclasses import replace
from datetime import date

import pytest

from counter.errors import Forbidden
from counter.models.money import PaymentMeans
from counter.models.staff import Role, StaffView
from counter.services.bank import deposit_due, deposits
from counter.services.money import payments
from counter.services.office import Office
from tests.conftest import Clock
from tests.services.journeys import birth, cash, certified_copy, paying, received, with_drawer

People = dict[Role, StaffView]


@pytest.fixture
def chief(office: Office, people: People) -> Office:
    """The head of the centre, after a day with 21.000đ taken."""
    payments.take(with_drawer(office, 0), cash(received(office, certified_copy(office)), 21_000))
    return replace(office, actor=people[Role.SUPERVISOR])


@pytest.mark.parametrize("days", [0, 6, 7, 8, 12, 13, 40, 370])
def test_it_says_what_the_list_says(chief: Office, clock: Clock, days: int) -> None:
    clock.ahead(days=days)  # from Monday 23/11/2026; November is due on 05/12
    pressing = [month for month in deposits.standing(chief) if month.late or month.soon]
    found = deposit_due.due(chief)
    if found is None:
        assert pressing == []
        assert days < 7
        return
    assert (found.left, found.due_on, found.late) == (21_000, date(2026, 12, 5), days >= 13)
    assert [month.month for month in pressing] == list(found.months)


def test_what_is_paid_in_is_no_longer_asked_for(chief: Office, office: Office, clock: Clock) -> None:
    view = received(office, birth(office))
    payments.take(
        office,
        paying(cash(view, 0, "0001874", "card"), means=PaymentMeans.CARD, tendered=None, reference="052817"),
    )
    clock.ahead(days=14)
    before = deposit_due.due(chief)
    assert before is not None
    with chief.store.write(clock()) as transaction:  # as after a close and a statement
        transaction.connection.execute(
            "INSERT INTO deposit (month, amount, taken_from, reference, deposited_on, recorded_by,"
            " recorded_at, operation) VALUES ('2026-11', ?, 'safe', 'GNT 1', '2026-12-05', 2, ?, 'x')",
            (before.left, 1),
        )
        transaction.record(None, "test.happened", subject=("test", 1), operation="")
    assert deposit_due.due(chief) is None


@pytest.mark.parametrize("role", [Role.CLERK, Role.VOLUNTEER])
def test_who_does_not_see_the_till_is_told_nothing(chief: Office, people: People, role: Role) -> None:
    with pytest.raises(Forbidden):
        deposit_due.due(replace(chief, actor=people[role]))


def test_no_table_is_scanned(chief: Office) -> None:
    with chief.store.query() as connection:
        plans = [
            connection.execute(f"EXPLAIN QUERY PLAN {deposit_due.COLLECTED}", ("2025-11-01", "2026-11-24")),
            connection.execute(f"EXPLAIN QUERY PLAN {deposit_due.DEPOSITED}", ("2025-11",)),
        ]
        steps = [row[3] for plan in plans for row in plan]
    assert not [step for step in steps if step.startswith("SCAN")], steps
    assert any("ledger_entry_day" in step for step in steps), steps
