"""A screen left open under the lock: who signs in without its right sees the door, and gets past it."""

from pathlib import Path

import pytest

from counter.i18n import t
from counter.rules.rights import Act
from counter.screens.desk.desk import DeskScreen
from counter.screens.reports.month_view import MonthScreen
from counter.screens.till.drawers_past import DrawersPastScreen
from counter.settings import MachineSettings
from counter.widgets.form import FormView
from counter.widgets.line_list import LineList
from tests.screens import money_ward
from tests.screens.conftest import VOLUNTEER, Opener, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import open_screen
from tests.screens.on_lock import COLLEAGUE, OTHER_PIN, lock, real_counter, unlock
from tests.services import journeys


@pytest.fixture
def real(tmp_path: Path) -> MachineSettings:
    """A real store: 21.000đ in the safe, a drawer that is open."""
    with real_counter(tmp_path / "real.db") as office:
        money_ward.safe(office)
        journeys.with_drawer(office)
    return MachineSettings(store=tmp_path / "real.db")


@pytest.mark.parametrize(
    ("name", "right", "seen"),
    [
        ("month", Act.SEE_TILL, "21.000đ"),
        ("deposits", Act.SEE_TILL, "21.000đ"),
        ("receipt_books", Act.TAKE_MONEY, "EBL01"),
        ("transfers", Act.TAKE_MONEY, "[1"),
        ("bank_accounts", Act.CHANGE_SETTINGS, "Ngân hàng"),
        ("drawer", Act.TAKE_MONEY, "Nguyễn Thị Hoa"),
        ("drawer_close", Act.TAKE_MONEY, "500.000"),
        ("staff", Act.MANAGE_STAFF, VOLUNTEER),
    ],
)
async def test_who_may_not_see_it_meets_the_door_and_goes_back(
    open_app: Opener, real: MachineSettings, name: str, right: Act, seen: str
) -> None:
    async with open_app(settings=real) as pilot:
        await unlock(pilot)
        await open_screen(pilot, name)
        await until(pilot, lambda: seen in shown(pilot))
        screen = pilot.app.screen
        await lock(pilot)
        await unlock(pilot, VOLUNTEER)
        await until(pilot, lambda: t(f"right.{right}")[:30] in shown(pilot))
        assert seen not in shown(pilot)
        await pilot.press("enter", "1", "f9", "f10", "f3")
        await pilot.pause(0.2)
        assert t(f"right.{right}")[:30] in shown(pilot) or pilot.app.screen is not screen
        while pilot.app.screen is not screen:  # F3 is a new dossier wherever it is no key of the screen
            await pilot.press("escape")
            await pilot.pause(0.1)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))


async def test_what_was_typed_is_there_again_for_who_may(open_app: Opener, real: MachineSettings) -> None:
    async with open_app(settings=real) as pilot:
        await unlock(pilot)
        await open_screen(pilot, "drawer_move", way="in")
        hands = Hands(pilot)
        await hands.type("20", leave="enter")
        await hands.type("đổi tiền")
        await lock(pilot)
        await unlock(pilot, VOLUNTEER)
        await until(pilot, lambda: "đổi tiền" not in shown(pilot))
        await lock(pilot)
        await unlock(pilot)
        await until(pilot, lambda: "đổi tiền" in shown(pilot))
        await hands.type(" lẻ")
        assert pilot.app.screen.query_one(FormView).value("reason") == "đổi tiền lẻ"


async def test_a_clerk_sees_only_their_own_drawers_in_a_list_left_open(
    open_app: Opener, real: MachineSettings
) -> None:
    async with open_app(settings=real) as pilot:
        await unlock(pilot)
        await open_screen(pilot, "drawers_past")
        listing = pilot.app.screen.query_one("#drawers", LineList)
        await until(pilot, lambda: len(listing.rows) == 2)
        await lock(pilot)
        await unlock(pilot, COLLEAGUE, OTHER_PIN)
        await until(pilot, lambda: not listing.rows)
        await pilot.pause(0.2)
        assert isinstance(pilot.app.screen, DrawersPastScreen) and not listing.rows


async def test_a_fault_while_reading_is_told_once(open_app: Opener, real: MachineSettings) -> None:
    """A dialog would come again each time it is closed: the screen reads anew when it is seen again."""
    async with open_app(settings=real) as pilot:
        await unlock(pilot)
        await open_screen(pilot, "month")
        await until(pilot, lambda: "21.000đ" in shown(pilot))
        screen = pilot.app.screen
        assert isinstance(screen, MonthScreen)
        screen._month = "không phải tháng"
        screen.load()
        await pilot.pause(0.3)
        assert pilot.app.screen is screen and "không phải tháng" in said(pilot)
