"""The cashier's drawer: opened with a counted float, closed with a blind count, handed over by two people."""

from dataclasses import replace

import pytest

from counter.errors import Forbidden, Refused
from counter.models.drawer import CashCount
from counter.models.ledger import Account
from counter.models.staff import Role, StaffView
from counter.models.till import DrawerView, OpeningDraft
from counter.services import drawers, ledger
from counter.services.office import Office

People = dict[Role, StaffView]
FLOAT = CashCount.of([(50_000, 5), (10_000, 15), (5_000, 20)])  # 500.000


def open_one(office: Office, count: CashCount = FLOAT, operation: str = "open") -> DrawerView:
    return drawers.open_drawer(office, OpeningDraft(operation=operation, count=count))


def held(office: Office, account: Account, drawer_id: int | None = None) -> int:
    with office.store.query() as connection:
        return ledger.balance(connection, account, drawer_id)


def test_a_drawer_opens_with_its_counted_float(office: Office) -> None:
    assert drawers.mine(office) is None
    view = open_one(office)
    assert (view.cashier, view.float_amount, view.closed_at) == ("Nguyễn Thị Tiếp", 500_000, None)
    assert drawers.mine(office) == view
    assert held(office, Account.CASH, view.id) == 500_000
    assert held(office, Account.FLOAT) == -500_000


def test_a_second_press_opens_no_second_drawer_and_another_form_is_refused(office: Office) -> None:
    view = open_one(office)
    assert open_one(office) == view
    with pytest.raises(Refused, match="already_open"):
        open_one(office, operation="again")


def test_a_volunteer_opens_none_and_has_none(office: Office, people: People) -> None:
    volunteer = replace(office, actor=people[Role.VOLUNTEER])
    with pytest.raises(Forbidden):
        open_one(volunteer)
    assert drawers.mine(volunteer) is None
