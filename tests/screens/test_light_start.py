"""The desk with its rows, figures and lines needs no tables: mapping them would hold the first rows back."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from counter import i18n
from counter.app import CounterApp
from counter.screens.desk.desk import DeskScreen
from counter.screens.till.drawer_open import DrawerOpenScreen
from counter.services.key import opening
from counter.settings import MachineSettings
from counter.widgets.vn_input import VnInput
from tests.screens.conftest import until

ROOT = Path(__file__).parent.parent.parent
DESK = """
import asyncio, sys
from pathlib import Path
from counter import i18n
from counter.app import CounterApp
from counter.screens import registry
from counter.settings import MachineSettings
from counter.widgets.vn_input import VnInput
registry.warm = lambda: None

async def look():
    app = CounterApp(MachineSettings(store=Path(sys.argv[1]), practice=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await app.door.opened.wait()
        for _ in range(3):
            await app.workers.wait_for_complete()
            await pilot.pause()
        {more}
        print(len(app.screen.near.days), "sqlalchemy" in sys.modules)

asyncio.run(look())
"""


@pytest.mark.parametrize(
    ("more", "loaded"), [("", False), ("import counter.services.put_right.reassigning", True)]
)
def test_the_desk_comes_without_the_tables(practice_path: Path, more: str, loaded: bool) -> None:
    """And the look at it sees tables where some were loaded."""
    done = subprocess.run(
        [sys.executable, "-c", DESK.format(more=more or "pass"), practice_path],
        capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout.split() == ["3", str(loaded)], done.stderr


@pytest.fixture
def may_open(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The store opens when this is set."""
    told, open_counter = threading.Event(), opening.open_counter

    def slow(*asked: object) -> opening.Opened:
        assert told.wait(10)
        return open_counter(*asked)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(opening, "open_counter", slow)
    return told


async def test_what_is_struck_while_the_store_opens_is_done_once_it_is_open(
    machine: MachineSettings, may_open: threading.Event
) -> None:
    """The desk that is shown first stays: a new one in its place would have an empty box."""
    app = CounterApp(machine)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, DeskScreen))
        first = app.screen
        await pilot.press("8", "enter")
        may_open.set()
        await until(pilot, lambda: first in app.screen_stack and isinstance(app.screen, DrawerOpenScreen))


async def test_what_is_typed_stays_when_the_store_speaks_another_language(
    machine: MachineSettings, may_open: threading.Event
) -> None:
    """The desk is shown anew in the ward's language, its box and what it finds are as they were."""
    i18n.use_language("en")
    app = CounterApp(machine)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, DeskScreen))
        first = app.screen
        await pilot.press(*"khai sinh")
        may_open.set()
        await until(pilot, lambda: isinstance(app.screen, DeskScreen) and app.screen is not first)
        await until(pilot, lambda: bool(desk_of(app).hits))
        assert (i18n.language(), app.screen.query_one("#box", VnInput).value) == ("vi", "khai sinh")
        await pilot.press("s")
        assert app.screen.query_one("#box", VnInput).value == "khai sinhs"


def desk_of(app: CounterApp) -> DeskScreen:
    assert isinstance(app.screen, DeskScreen)
    return app.screen
