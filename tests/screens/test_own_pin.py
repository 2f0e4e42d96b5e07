"""Everybody changes their own PIN, and the lock asks for the new one."""

import time
from pathlib import Path

import pytest
from textual import events

from counter.i18n import t
from counter.screens.desk.desk import DeskScreen
from counter.services.staff import pins
from counter.settings import MachineSettings
from tests.screens.conftest import PIN, VOLUNTEER, Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import open_screen
from tests.screens.on_lock import lock, real_counter, unlock

NEW = "90210733"


async def test_a_volunteer_changes_the_pin_they_were_given(open_app: Opener, tmp_path: Path) -> None:
    with real_counter(tmp_path / "real.db"):
        pass
    async with open_app(settings=MachineSettings(store=tmp_path / "real.db")) as pilot:
        await unlock(pilot, VOLUNTEER)
        await open_screen(pilot, "own_pin")
        await until(pilot, lambda: t("staff_screen.own.now") in shown(pilot))
        hands = Hands(pilot)
        for text in (PIN, NEW, "4711"):
            await hands.type(text, leave="enter")
        await pilot.press("f9")
        await until(pilot, lambda: t("setup_screen.pin_differs")[:20] in shown(pilot))
        assert NEW not in shown(pilot)
        await pilot.press("ctrl+u")
        await hands.type(NEW)
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))
        assert said(pilot) == t("staff_screen.own.done")
        await lock(pilot)
        await unlock(pilot, VOLUNTEER, NEW)
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))


@pytest.mark.parametrize("then", ["f9", "escape"])
async def test_a_key_right_after_f9_changes_nothing_of_it(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    fits = pins.fits

    def slowly(stored: str, pin: str) -> bool:
        time.sleep(0.15)  # at the counter a look at a PIN takes longer
        return fits(stored, pin)

    with real_counter(tmp_path / "real.db"):
        pass
    async with open_app(settings=MachineSettings(store=tmp_path / "real.db")) as pilot:
        await unlock(pilot, VOLUNTEER)
        await open_screen(pilot, "own_pin")
        await until(pilot, lambda: t("staff_screen.own.now") in shown(pilot))
        hands = Hands(pilot)
        for text in (PIN, NEW, NEW):
            await hands.type(text, leave="enter" if text == PIN else "tab")
        monkeypatch.setattr(pins, "fits", slowly)
        for key in ("f9", then, then):
            program(pilot).post_message(events.Key(key, None))
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))
        assert said(pilot) == t("staff_screen.own.done")
