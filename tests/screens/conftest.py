"""The whole program on a practice store of its own, driven by keys; the clock stands still."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from textual.css.query import NoMatches
from textual.pilot import Pilot

from counter import i18n
from counter.app import CounterApp
from counter.models.staff import Role
from counter.services import setup
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.settings import MachineSettings, WardSettings
from counter.widgets.frame import TopBar
from counter.widgets.screen import CounterScreen
from tests.conftest import START
from tests.screens.quiet import quiet_waits

SMALL, USUAL, LARGE_PRINT = (80, 24), (100, 30), (72, 18)
CLERK, VOLUNTEER, PIN = "Nguyễn Thị Hoa", "Lê Minh Khôi", "2468"

Opener = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


class StillApp(CounterApp):
    """The program at a moment that does not pass."""

    def now(self) -> datetime:
        """Always the same Monday morning."""
        return START


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock in the header stands too; Vietnamese is the language unless a test says otherwise."""
    monkeypatch.setattr(TopBar, "now", staticmethod(lambda: START))
    i18n.use_language("vi")
    yield
    i18n.use_language("vi")


@pytest.fixture(autouse=True)
def quick_waits() -> Iterator[None]:
    """A pilot waits for the program, not for the clock."""
    with quiet_waits():
        yield


@pytest.fixture(scope="session")
def made_practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice store with a head of the centre and a volunteer, made once."""
    path = tmp_path_factory.mktemp("made") / "practice.db"
    people(path, practice=True)
    return path


def people(path: Path, *, practice: bool) -> None:
    """A new store with two people in it."""
    with Store.open(path, practice=practice) as store:
        head = setup.set_up(
            store, WardSettings(phone="0234 3822 155"), name=CLERK, role=Role.SUPERVISOR, pin=PIN,
            operation="set-up", now=START,
        )  # fmt: skip
        office = Office(store=store, actor=head, ward=WardSettings(), practice=practice, now=lambda: START)
        staff.add(office, VOLUNTEER, Role.VOLUNTEER, PIN, "add-volunteer")


@pytest.fixture
def practice_path(made_practice: Path, tmp_path: Path) -> Path:
    """A practice store of the test's own."""
    path = tmp_path / "practice.db"
    shutil.copy(made_practice, path)
    return path


@pytest.fixture
def machine(practice_path: Path) -> MachineSettings:
    return MachineSettings(store=practice_path, practice=True)


@pytest.fixture
def open_app(machine: MachineSettings) -> Opener:
    """`async with open_app() as pilot`: the desk, its store open."""

    @asynccontextmanager
    async def opening(
        size: tuple[int, int] = SMALL, settings: MachineSettings | None = None
    ) -> AsyncIterator[Pilot[None]]:
        app = StillApp(settings or machine)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield pilot

    return opening


def ask_for_pins(pilot: Pilot[None]) -> None:
    """As at a real counter: in practice nobody has a PIN, so that none is wrong."""
    app = program(pilot)
    app.machine = replace(app.machine, practice=False)


async def until(pilot: Pilot[None], true: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait for what the program does in its own time; fail when it does not."""
    for _ in range(int(seconds / 0.02)):
        with suppress(NoMatches):  # a widget that is not there yet
            if true():
                await pilot.pause(0)  # a screen that has just come has its widgets then, and is drawn
                return
        await pilot.pause(0.02)
    raise AssertionError("the program did not get there")


def program(pilot: Pilot[None]) -> CounterApp:
    """The program under the keys."""
    assert isinstance(pilot.app, CounterApp)
    return pilot.app


def said(pilot: Pilot[None]) -> str:
    """What the message line says."""
    screen = pilot.app.screen
    assert isinstance(screen, CounterScreen)
    return screen.said


def shown(pilot: Pilot[None]) -> str:
    """What stands on the screen, as text."""
    screen = pilot.app.screen
    lines = screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line) for line in lines)
