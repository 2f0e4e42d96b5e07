"""A clock that is behind what was recorded: nothing is written, reading goes on, and there is a way back."""

from datetime import timedelta

import pytest

from counter.errors import Forbidden, StoreError
from counter.models.drawer import CashCount
from counter.models.staff import Role, StaffView
from counter.models.till import ClosingDraft, OpeningDraft
from counter.services import clock, drawers, staff
from counter.services.office import Office
from counter.services.store import Store
from counter.services.verify import checks
from counter.settings import WardSettings
from tests.conftest import START, Clock

People = dict[Role, StaffView]
FLOAT = CashCount.of([(1000, 10)])


def office_of(store: Store, person: StaffView, now: Clock) -> Office:
    return Office(store=store, actor=person, ward=WardSettings(), now=now)


def opened(office: Office, operation: str = "open") -> int:
    return drawers.open_drawer(office, OpeningDraft(operation=operation, count=FLOAT)).id


def closed(office: Office, drawer: int, operation: str = "close") -> None:
    total = FLOAT.total
    drawers.close(
        office, ClosingDraft(operation=operation, drawer_id=drawer, count=FLOAT, expected=total, kept=total)
    )


def wrong(store: Store) -> dict[str, int]:
    return {check.name: check.failed for check in checks(store) if check.failed}


def test_a_clock_set_back_stops_writing_and_not_reading(store: Store, people: People) -> None:
    now = Clock()
    office = office_of(store, people[Role.CLERK], now)
    drawer = opened(office)
    now.ahead(hours=-3)
    with pytest.raises(StoreError) as told:
        closed(office, drawer)
    assert told.value.message_id == "store.clock_back"
    assert told.value.params == {
        "now": clock.written(now()),
        "newest": clock.written(START),
    }
    assert drawers.mine(office) is not None
    now.ahead(hours=4)
    closed(office, drawer)
    assert wrong(store) == {}


def test_a_small_step_back_is_written_at_the_last_moment(store: Store, people: People) -> None:
    now = Clock()
    office = office_of(store, people[Role.CLERK], now)
    drawer = opened(office)
    now.ahead(seconds=-90)
    closed(office, drawer)
    view = drawers.sheet(office, drawer).drawer
    assert view.closed_at == view.opened_at == START
    assert wrong(store) == {}


def test_signing_in_needs_no_right_clock(store: Store, people: People) -> None:
    now = Clock()
    opened(office_of(store, people[Role.CLERK], now))
    name = people[Role.CLERK].name
    assert staff.named(store, name) == people[Role.CLERK]
    with pytest.raises(Exception, match="staff"):  # the PIN is looked at, not the clock
        staff.sign_in(store, name, "000000", START - timedelta(days=30))


def test_a_clock_that_ran_ahead_is_said_to_be_right_again(store: Store, people: People) -> None:
    now = Clock()
    clerk, supervisor = (office_of(store, people[role], now) for role in (Role.CLERK, Role.SUPERVISOR))
    now.ahead(days=300)
    drawer = opened(clerk)
    now.ahead(days=-300)
    with pytest.raises(StoreError):
        closed(clerk, drawer)
    with pytest.raises(Forbidden):
        clock.set_right(clerk, operation="right")
    assert clock.set_right(supervisor, operation="right") == START + timedelta(days=300)
    assert clock.set_right(supervisor, operation="right") is None
    now.ahead(minutes=1)
    view = drawers.mine(clerk)
    assert view is not None
    assert view.too_long
    closed(clerk, drawer)
    closed(clerk, opened(clerk, "again"), "close again")
    assert wrong(store) == {}


def test_a_store_with_time_out_of_order_says_so_apart_from_damage(store: Store, people: People) -> None:
    for at in (START, START - timedelta(days=1)):
        with store.write(at, any_clock=True) as transaction:
            transaction.record(people[Role.CLERK], "test.happened", subject=("test", 1), operation="")
    assert wrong(store) == {"clock": 1}
