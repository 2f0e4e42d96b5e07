"""One dossier by keys: its parts, and what can be done now."""

from pathlib import Path

from counter.models.catalogue import Channel
from counter.screens.dossier import DossierScreen
from tests.screens.conftest import Opener, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import counter_of, open_screen, received
from tests.services import journeys


async def test_a_digit_opens_a_part_of_the_dossier(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        view = received(office, journeys.birth(office, Channel.DIRECT))
    async with open_app() as pilot:
        hands = Hands(pilot)
        await open_screen(pilot, "dossier", ref=str(view.id))
        screen = pilot.app.screen
        assert isinstance(screen, DossierScreen)
        await until(pilot, lambda: screen.view is not None and "[1 " in shown(pilot))
        await hands.press("2")
        await until(pilot, lambda: "[2 " in shown(pilot) and "Nguyễn Minh An" in shown(pilot))
        await hands.press("3")
        await until(pilot, lambda: "[3 " in shown(pilot) and "Giấy chứng sinh" in shown(pilot))
