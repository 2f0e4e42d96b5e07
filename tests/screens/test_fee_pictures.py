"""Pictures of the fee in both sizes: cash, change, cards, VietQR, several dossiers, the volunteer's door.

After a change that is meant: `uv run pytest tests/screens/test_fee_pictures.py --snapshot-update`, and look.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.catalogue import Channel
from counter.models.staff import Role
from counter.screens.fee.fee import FeeScreen
from counter.screens.fee.fee_code import QrCode
from counter.screens.fee.fee_forms import Way
from counter.screens.fee.fee_several import SeveralScreen
from counter.screens.fee.fee_vietqr import VietQrScreen
from counter.services.bank import accounts
from counter.settings import MachineSettings
from counter.widgets.checklist import Checklist
from tests.screens.conftest import SMALL, USUAL, StillApp, program, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import act_as, counter_of, open_screen, received
from tests.screens.on_fees import BOOK
from tests.services import journeys

Prepare = Callable[[Pilot[None]], Awaitable[None]]
Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def no_colour_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colour setting of this machine shows in a picture."""
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def till(practice_path: Path) -> Path:
    """A store with three unpaid dossiers of two people, an account, a known book and an open drawer."""
    with counter_of(practice_path, **BOOK) as office:
        journeys.with_drawer(office)
        accounts.add(office, "970436", "113366668888", "UBND PHUONG MAU", "VCB", operation="account")
        man = journeys.but(journeys.BINH, old_cmnd=None)
        again = journeys.but(journeys.certified_copy(office, man), duplicate_reason="giấy khác")
        received(office, journeys.certified_copy(office, man))
        received(office, again)
        received(office, journeys.birth(office, Channel.DIRECT))
    return practice_path


async def fee(pilot: Pilot[None]) -> tuple[FeeScreen, Hands]:
    """The fee of the first dossier."""
    await open_screen(pilot, "fee", ref="1")
    screen = pilot.app.screen
    assert isinstance(screen, FeeScreen)
    await until(pilot, screen.loaded.is_set)
    await pilot.pause(0.1)
    return screen, Hands(pilot)


async def cash(pilot: Pilot[None]) -> None:
    _, hands = await fee(pilot)
    await hands.press("3", "0")
    await pilot.pause(0.2)


async def cash_done(pilot: Pilot[None]) -> None:
    screen, hands = await fee(pilot)
    await hands.press("3", "0", "tab")
    await hands.type("0001873")
    await hands.press("f9")
    await until(pilot, lambda: screen.done is not None)
    await pilot.pause(0.2)


async def card(pilot: Pilot[None]) -> None:
    screen, hands = await fee(pilot)
    await hands.press("up", "3")
    await until(pilot, lambda: screen.till.way is Way.CARD)
    await pilot.pause(0.2)


async def mixed(pilot: Pilot[None]) -> None:
    screen, hands = await fee(pilot)
    await hands.press("f10", "4")
    await until(pilot, lambda: screen.till.way is Way.MIXED and "cash_part" in screen.panel.keys)
    await pilot.pause(0.2)
    await hands.type("20", leave="tab")
    await pilot.pause(0.2)


async def vietqr(pilot: Pilot[None]) -> None:
    _, hands = await fee(pilot)
    await hands.press("up", "2")
    await until(pilot, lambda: isinstance(pilot.app.screen, VietQrScreen))
    await until(pilot, lambda: bool(pilot.app.screen.query_one(QrCode).lines))
    await pilot.pause(0.3)


async def several_list(pilot: Pilot[None]) -> None:
    _, hands = await fee(pilot)
    await hands.press("f10", "1")
    await until(pilot, lambda: isinstance(pilot.app.screen, SeveralScreen))
    await until(pilot, lambda: len(pilot.app.screen.query_one(Checklist).checks) == 3)
    await hands.press("2", "space", "3", "space")
    await pilot.pause(0.2)


async def several(pilot: Pilot[None]) -> None:
    await several_list(pilot)
    await pilot.press("f9")
    await until(pilot, lambda: isinstance(pilot.app.screen, FeeScreen) and pilot.app.screen.till.several)
    await pilot.pause(0.2)
    await Hands(pilot).press("6", "0")
    await pilot.pause(0.2)


async def volunteer(pilot: Pilot[None]) -> None:
    await open_screen(pilot, "desk")
    act_as(pilot, Role.VOLUNTEER)
    program(pilot).look_at_drawer()
    await fee(pilot)


SCREENS: dict[str, Prepare] = {
    "cash": cash,
    "cash_done": cash_done,
    "card": card,
    "mixed": mixed,
    "vietqr": vietqr,
    "several_list": several_list,
    "several": several,
    "volunteer": volunteer,
}


@pytest.mark.parametrize("size", [SMALL, USUAL], ids=["80x24", "100x30"])
@pytest.mark.parametrize("name", SCREENS)
def test_fee(name: str, size: tuple[int, int], till: Path, snap_compare: Compare) -> None:
    """The fee as a cashier sees it."""
    app = StillApp(MachineSettings(store=till, practice=True))
    assert snap_compare(app, terminal_size=size, run_before=SCREENS[name])


@pytest.mark.parametrize("name", ["cash", "vietqr", "several"])
def test_fee_without_colour(
    name: str, till: Path, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_COLOR: every state still has its mark and its word, and the code is white on black."""
    monkeypatch.setenv("NO_COLOR", "1")
    app = StillApp(MachineSettings(store=till, practice=True))
    assert snap_compare(app, terminal_size=SMALL, run_before=SCREENS[name])
