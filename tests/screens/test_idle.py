"""Nobody at the counter: it says so, covers itself, and what is struck after that does nothing."""

from pathlib import Path

import pytest

from counter import idle
from counter.screens.desk.desk import DeskScreen
from counter.screens.start.sign_in import SignInScreen
from counter.settings import MachineSettings
from tests.screens.conftest import Opener, program, shown, until
from tests.screens.on_lock import real_counter, unlock


class Clock:
    """A clock the test moves."""

    at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that counts sleep too, in the test's hand."""
    clock = Clock()
    monkeypatch.setattr(idle, "awake_or_asleep", clock)
    return clock


async def test_it_tells_a_minute_before_stays_for_any_key_and_then_locks(
    open_app: Opener, tmp_path: Path, hours: Clock
) -> None:
    with real_counter(tmp_path / "real.db"):
        pass
    async with open_app(settings=MachineSettings(store=tmp_path / "real.db")) as pilot:
        await unlock(pilot)
        app = program(pilot)
        hours.at += 250
        await until(pilot, lambda: "Khoá sau 50 giây" in shown(pilot))
        await pilot.press("down")
        assert "Khoá sau" not in shown(pilot) and isinstance(app.screen, DeskScreen)
        hours.at += 299
        await until(pilot, lambda: "Khoá sau 1 giây" in shown(pilot))
        hours.at += 1
        await until(pilot, lambda: isinstance(app.screen, SignInScreen) and app.actor is None)
        assert "Khoá sau" not in shown(pilot)


async def test_a_key_struck_when_the_lid_opens_meets_the_lock(
    open_app: Opener, tmp_path: Path, hours: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle, "LOOK_EVERY", 3600.0)  # the key comes before the next look
    with real_counter(tmp_path / "real.db"):
        pass
    async with open_app(settings=MachineSettings(store=tmp_path / "real.db")) as pilot:
        await unlock(pilot)
        hours.at += 20 * 60
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, SignInScreen))
        assert [type(screen).__name__ for screen in pilot.app.screen_stack[-2:]] == [
            "DeskScreen",
            "SignInScreen",
        ]


async def test_practice_never_locks(open_app: Opener, hours: Clock) -> None:
    async with open_app() as pilot:
        hours.at += 3600
        program(pilot).look_idle()
        await pilot.press("down")
        assert isinstance(pilot.app.screen, DeskScreen) and "Khoá sau" not in shown(pilot)
