"""A PIN that was typed and not used is gone once the counter is locked or the screen is left."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.money import MoneyState
from counter.screens.fee.reversal import ReversalScreen
from counter.screens.fee.reversal_form import fields
from counter.screens.help import HelpScreen
from counter.services.dossier import dossiers
from counter.services.money import payments
from counter.settings import MachineSettings
from counter.widgets.dialogs import PinPrompt
from counter.widgets.vn_input import VnInput
from tests.screens.conftest import Opener, program, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import open_screen, received
from tests.screens.on_lock import OTHER_PIN, lock, real_counter, unlock
from tests.services import journeys


@pytest.fixture
def real(tmp_path: Path) -> MachineSettings:
    """A real store with a payment of 21.000đ."""
    with real_counter(tmp_path / "real.db") as office:
        journeys.with_drawer(office)
        view = received(office, journeys.certified_copy(office))
        payments.take(office, journeys.cash(view, 30_000))
    return MachineSettings(store=tmp_path / "real.db")


def secrets(pilot: Pilot[None]) -> list[str]:
    """What the fields hold that show dots."""
    return [field.value for field in pilot.app.screen.query(VnInput) if field.password]


async def with_the_pin(pilot: Pilot[None]) -> Hands:
    """A void that only wants its F9: the colleague has typed their PIN."""
    await open_screen(pilot, "reversal", payment_id=1)
    screen = pilot.app.screen
    assert isinstance(screen, ReversalScreen)
    await until(pilot, lambda: screen.case is not None and bool(screen.query("#form")))
    await pilot.pause(0.1)
    hands = Hands(pilot)
    await hands.choose(1)
    await hands.choose(2)
    await hands.press("enter")
    await hands.type(OTHER_PIN)
    assert secrets(pilot) == [OTHER_PIN]
    return hands


async def test_the_next_person_cannot_use_the_approval_that_was_typed_before(
    open_app: Opener, real: MachineSettings
) -> None:
    async with open_app(settings=real) as pilot:
        await unlock(pilot)
        hands = await with_the_pin(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, ReversalScreen)
        await lock(pilot)
        await unlock(pilot)
        assert pilot.app.screen is screen and secrets(pilot) == [""]
        await hands.press("ctrl+z")
        await pilot.pause()
        assert secrets(pilot) == [""]
        await hands.press("f9")
        await pilot.pause(0.2)
        assert pilot.app.screen is screen
        assert (await program(pilot).ask(dossiers.get, "1")).money is MoneyState.PAID


async def test_help_over_a_form_takes_the_pin_away(open_app: Opener, real: MachineSettings) -> None:
    async with open_app(settings=real) as pilot:
        await unlock(pilot)
        hands = await with_the_pin(pilot)
        await hands.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await hands.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReversalScreen))
        assert secrets(pilot) == [""]


async def test_another_question_does_not_bring_it_back(open_app: Opener, real: MachineSettings) -> None:
    """A form that asks anew offers what was typed before, but no PIN."""
    async with open_app(settings=real) as pilot:
        await unlock(pilot)
        await with_the_pin(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, ReversalScreen) and screen.case is not None
        await screen.panel.ask(fields(screen.case))
        await lock(pilot)
        await unlock(pilot)
        await screen.panel.ask(fields(screen.case))
        assert secrets(pilot) == [""]


async def test_a_dialog_that_is_covered_forgets_it_too(open_app: Opener, real: MachineSettings) -> None:
    async with open_app(settings=real) as pilot:
        await unlock(pilot)
        program(pilot).push_screen(PinPrompt("?", ("Phan Thị Bên",), verb_id="reversal.do"))
        await until(pilot, lambda: isinstance(pilot.app.screen, PinPrompt) and bool(pilot.app.focused))
        await Hands(pilot).type(OTHER_PIN)
        await lock(pilot)
        await unlock(pilot)
        assert isinstance(pilot.app.screen, PinPrompt) and secrets(pilot) == [""]
