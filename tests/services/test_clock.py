"""A clock that is behind what was recorded: nothing is written, reading goes on, and there is a way back."""

from datetime import timedelta

import pytest

from counter.errors import Forbidden, StoreError
from counter.i18n import written
from counter.models.drawer import CashCount
from counter.models.staff import Role, StaffView
from counter.models.states import MoneyPaper
from counter.models.till import CashMoveDraft, ClosingDraft, OpeningDraft
from counter.services.money import money_prints
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store import clock
from counter.services.store.store import Store
from counter.services.till import drawer_closing, drawers
from counter.services.verify.verify import checks
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


def put_in(office: Office) -> None:
    drawers.move_cash(office, CashMoveDraft(operation="move", amount=1000, reason="tiền lẻ"))


def wrong(store: Store) -> dict[str, int]:
    return {check.name: check.failed for check in checks(store) if check.failed}


def test_a_clock_set_back_stops_writing_and_not_reading(store: Store, people: People) -> None:
    now = Clock()
    office = office_of(store, people[Role.CLERK], now)
    drawer = opened(office)
    now.ahead(hours=-3)
    with pytest.raises(StoreError) as told:
        put_in(office)
    assert told.value.message_id == "store.clock_back"
    assert told.value.params == {
        "now": written(now()),
        "newest": written(START),
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
        put_in(clerk)
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


@pytest.mark.parametrize("back", [timedelta(minutes=3), timedelta(days=400)])
def test_a_drawer_is_closed_behind_a_wrong_clock_and_the_sheet_says_so(
    store: Store, people: People, back: timedelta
) -> None:
    """It follows what was recorded last; the word of who answers for the clock comes later."""
    now = Clock()
    clerk, head = (office_of(store, people[role], now) for role in (Role.CLERK, Role.SUPERVISOR))
    drawer = opened(clerk)
    now.ahead(seconds=-int(back.total_seconds()))
    seen = drawers.compare(clerk, drawer, FLOAT)
    assert seen.clock_said == written(now())
    short = CashCount.of([(1000, 8)])
    drawers.close(
        clerk,
        ClosingDraft(
            operation="close", drawer_id=drawer, count=short, expected=FLOAT.total, kept=0, reason="thiếu"
        ),
    )
    sheet = drawers.sheet(clerk, drawer)
    assert sheet.drawer.closed_at == START and sheet.reason.startswith("thiếu · ")
    assert written(now()) in sheet.reason and written(START) in sheet.reason
    assert money_prints.record(clerk, MoneyPaper.DRAWER_SHEET, drawer, operation="print") == 1
    assert wrong(store) == {}
    assert clock.closed_behind(clerk) == 1
    now.ahead(days=401)
    with pytest.raises(Forbidden):
        clock.see_closed(clerk, operation="seen")
    assert clock.see_closed(head, operation="seen") == 1
    assert (clock.see_closed(head, operation="again"), clock.closed_behind(clerk)) == (0, 0)
    assert wrong(store) == {}


def test_the_word_that_the_clock_is_right_counts_for_what_was_closed_behind_it(
    store: Store, people: People
) -> None:
    now = Clock()
    clerk, head = (office_of(store, people[role], now) for role in (Role.CLERK, Role.SUPERVISOR))
    drawer = opened(clerk)
    now.ahead(hours=-5)
    closed(clerk, drawer)
    assert clock.closed_behind(clerk) == 1
    clock.set_right(head, operation="right")
    assert clock.closed_behind(clerk) == 0


def test_a_right_clock_leaves_no_note(store: Store, people: People) -> None:
    now = Clock()
    office = office_of(store, people[Role.CLERK], now)
    drawer = opened(office)
    now.ahead(hours=1)
    assert drawers.compare(office, drawer, FLOAT).clock_said == ""
    closed(office, drawer)
    sheet = drawers.sheet(office, drawer)
    assert (sheet.reason, sheet.drawer.closed_at) == ("", now())
    assert clock.closed_behind(office) == 0


@pytest.mark.parametrize("fault", ["store.disk_full", "store.read_only", "store.disk_fault", "store.damaged"])
def test_a_disk_that_takes_nothing_says_what_to_do_with_the_cash(
    store: Store, people: People, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    office = office_of(store, people[Role.CLERK], Clock())
    drawer = opened(office)

    def broken(*_: object) -> None:
        raise StoreError(fault, file="counter.db")

    monkeypatch.setattr(drawer_closing, "close", broken)
    with pytest.raises(StoreError) as told:
        closed(office, drawer)
    assert told.value.message_id == ("store.damaged" if fault == "store.damaged" else "drawer.cannot_write")
