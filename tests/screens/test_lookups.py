"""What a volunteer sees of a dossier on the screens: nothing whole, but by a look that is kept."""

from pathlib import Path

import pytest

from counter.models.staff import Role
from counter.papers.words import phone as phone_words
from counter.screens.intake.accepted import AcceptedScreen
from counter.screens.papers.law_papers import LawPapersScreen
from counter.screens.papers.slip_preview import SlipPreview
from counter.widgets.dialogs import Choice, Dialog
from tests.screens.conftest import Opener, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import act_as, counter_of, open_screen, received
from tests.services import journeys

WHOLE, MASKED = phone_words("0914220118"), "0914 220 •••"
NUMBER = journeys.BINH.citizen_id


@pytest.fixture
def ref(practice_path: Path) -> str:
    """A dossier with a phone."""
    with counter_of(practice_path) as office:
        return str(received(office, journeys.certified_copy(office)).id)


async def test_the_paper_on_the_screen_shows_no_phone_whole(open_app: Opener, ref: str) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        act_as(pilot, Role.VOLUNTEER)
        await open_screen(pilot, "accepted", ref=ref)
        await until(pilot, lambda: MASKED in shown(pilot) and isinstance(pilot.app.screen, AcceptedScreen))
        assert WHOLE not in shown(pilot)
        await hands.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await hands.press("6")
        await until(pilot, lambda: isinstance(pilot.app.screen, SlipPreview))
        screen = pilot.app.screen
        assert isinstance(screen, SlipPreview)
        told = " ".join(fact.value for fact in screen._facts())
        assert MASKED in told and WHOLE not in told


async def test_a_paper_of_the_law_on_the_screen_shows_no_number_whole(open_app: Opener, ref: str) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        act_as(pilot, Role.VOLUNTEER)
        await open_screen(pilot, "law_papers", ref=ref)
        await until(
            pilot, lambda: isinstance(pilot.app.screen, LawPapersScreen) and bool(pilot.app.screen.choices)
        )
        await hands.press("down", "down", "down", "down", "down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Dialog))
        assert NUMBER not in shown(pilot) and WHOLE not in shown(pilot)
        assert MASKED in shown(pilot)


async def test_showing_the_resident_their_data_leaves_who_saw_whom(
    open_app: Opener, ref: str, practice_path: Path
) -> None:
    async with open_app() as pilot:
        act_as(pilot, Role.VOLUNTEER)
        await open_screen(pilot, "resident_view", ref=ref)
        await until(pilot, lambda: WHOLE in shown(pilot))
        await pilot.press("escape")
        await open_screen(pilot, "dossier", ref=ref)
        await until(pilot, lambda: "Cho người dân xem dữ liệu" in shown(pilot))
