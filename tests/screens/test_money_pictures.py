"""Pictures of the screens of transfers, accounts and deposits at 80x24 and 100x30, and some without colour.

After a change that is meant: `uv run pytest tests/screens/test_money_pictures.py --snapshot-update`, look,
commit with the change.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter import i18n
from counter.settings import MachineSettings
from counter.widgets.dialogs import Confirm
from counter.widgets.error_box import ErrorBox
from counter.widgets.vn_input import VnInput
from tests.conftest import START
from tests.screens import money_ward
from tests.screens.conftest import SMALL, USUAL, StillApp, shown, until
from tests.screens.on_dossiers import open_screen

Prepare = Callable[[Pilot[None]], Awaitable[None]]
Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def quiet_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's downloads and no colour setting of this machine show in a picture."""
    for name in ("HOME", "USERPROFILE", "COUNTER_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv("NO_COLOR", raising=False)


class LateApp(StillApp):
    """The program two weeks later: November should be at the Treasury."""

    def now(self) -> datetime:
        """Always the same Monday in December."""
        return START + timedelta(days=14)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Keys one after the other, each answered before the next."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause(0.12)


async def typed(pilot: Pilot[None], text: str) -> None:
    field = pilot.app.focused
    assert isinstance(field, VnInput)
    field.insert_text_at_cursor(text)
    await pilot.pause()


async def bank_accounts(pilot: Pilot[None]) -> None:
    await open_screen(pilot, "bank_accounts")
    await until(pilot, lambda: "113366668888" in shown(pilot))


async def account_form(pilot: Pilot[None]) -> None:
    await bank_accounts(pilot)
    await press(pilot, "f3")
    await typed(pilot, "vc")
    await pilot.pause(0.1)


async def waiting(pilot: Pilot[None]) -> None:
    await open_screen(pilot, "transfers")
    await until(pilot, lambda: "HS 222" in shown(pilot))
    await pilot.pause(0.1)


async def lines(pilot: Pilot[None]) -> None:
    await waiting(pilot)
    await press(pilot, "2")


async def seen_with_errors(pilot: Pilot[None]) -> None:
    await waiting(pilot)
    await press(pilot, "enter")
    await until(pilot, lambda: "0001874" in shown(pilot))
    await press(pilot, "f9")
    await until(pilot, lambda: pilot.app.screen.query_one(ErrorBox).display)
    await pilot.pause(0.1)


async def line_to_pair(pilot: Pilot[None]) -> None:
    await lines(pilot)
    await press(pilot, "down", "down", "enter")
    await until(pilot, lambda: "Q2" in shown(pilot))
    await press(pilot, "2")
    await until(pilot, lambda: "222-24R" in shown(pilot))


async def statement(pilot: Pilot[None]) -> None:
    await open_screen(pilot, "statement_import")
    await until(pilot, lambda: "113366668888" in shown(pilot))
    await pilot.pause(0.1)


async def deposits(pilot: Pilot[None]) -> None:
    await open_screen(pilot, "deposits")
    await until(pilot, lambda: "11/2026" in shown(pilot))
    await pilot.pause(0.1)


async def deposit_sure(pilot: Pilot[None]) -> None:
    await deposits(pilot)
    await press(pilot, "enter", "1", "enter", "f5", "tab")
    await typed(pilot, "GNT 0412")
    await press(pilot, "tab", "f5", "f9")
    await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
    await pilot.pause(0.1)


async def month(pilot: Pilot[None]) -> None:
    await open_screen(pilot, "month")
    await until(pilot, lambda: "21.000đ" in shown(pilot))
    await pilot.pause(0.1)


async def desk(pilot: Pilot[None]) -> None:
    await until(pilot, lambda: "11/2026" in shown(pilot))
    await pilot.pause(0.1)


SCREENS: dict[str, Prepare] = {
    "bank_accounts": bank_accounts,
    "account_form": account_form,
    "waiting": waiting,
    "lines": lines,
    "seen_with_errors": seen_with_errors,
    "line_to_pair": line_to_pair,
    "statement": statement,
    "deposits": deposits,
    "deposit_sure": deposit_sure,
    "month": month,
}


@pytest.fixture
def machine_with_money(practice_path: Path) -> MachineSettings:
    money_ward.fill(practice_path)
    return MachineSettings(store=practice_path, practice=True)


@pytest.mark.parametrize("size", [SMALL, USUAL], ids=["80x24", "100x30"])
@pytest.mark.parametrize("name", SCREENS)
def test_screen(
    name: str, size: tuple[int, int], machine_with_money: MachineSettings, snap_compare: Compare
) -> None:
    """Every screen of the money that is not in the drawer."""
    assert snap_compare(StillApp(machine_with_money), terminal_size=size, run_before=SCREENS[name])


@pytest.mark.parametrize("name", ["lines", "deposits"])
def test_screen_without_colour(
    name: str, machine_with_money: MachineSettings, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_COLOR: every state still has its mark and its word."""
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(LateApp(machine_with_money), terminal_size=SMALL, run_before=SCREENS[name])


def test_the_desk_when_the_treasury_waits(machine_with_money: MachineSettings, snap_compare: Compare) -> None:
    """One line, loud."""
    assert snap_compare(LateApp(machine_with_money), terminal_size=SMALL, run_before=desk)


@pytest.mark.parametrize("name", ["waiting", "lines", "deposits"])
def test_screen_in_english(name: str, machine_with_money: MachineSettings, snap_compare: Compare) -> None:
    """English words are longer: nothing may be cut that matters."""
    i18n.use_language("en")
    machine = MachineSettings(store=machine_with_money.store, practice=True, language="en")
    assert snap_compare(StillApp(machine), terminal_size=SMALL, run_before=SCREENS[name])
