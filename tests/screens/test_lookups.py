"""What a volunteer sees of a dossier on the screens: nothing whole, but by a look that is kept."""

from pathlib import Path

import pytest

from counter.models.staff import Role
from counter.papers.words import phone as phone_words
from counter.screens.dossier.dossier import DossierScreen
from counter.screens.intake.accepted import AcceptedScreen
from counter.screens.papers.law_papers import LawPapersScreen
from counter.screens.papers.slip_preview import SlipPreview
from counter.screens.staff.looks import LooksScreen
from counter.screens.staff.staff import StaffScreen
from counter.services.people import lookers, lookups
from counter.widgets.dialogs import Choice, Dialog, ReasonDialog
from counter.widgets.line_list import LineList
from tests.screens.conftest import Opener, program, shown, until
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


async def test_a_leader_opens_what_a_person_looked_at(
    open_app: Opener, ref: str, practice_path: Path
) -> None:
    with counter_of(practice_path) as office:
        curious = office.actor
        lookups.see_dossier(office, int(ref), "so với thẻ giấy")
    async with open_app() as pilot:
        app = program(pilot)
        act_as(pilot, Role.SUPERVISOR)
        await open_screen(pilot, "staff")
        await until(pilot, lambda: isinstance(app.screen, StaffScreen) and bool(app.screen.people))
        assert isinstance(app.screen, StaffScreen)
        at = next(place for place, one in enumerate(app.screen.people) if one == curious)
        app.screen.query_one(LineList).move_to(at)
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, LooksScreen) and bool(app.screen.looks))
        await until(
            pilot, lambda: "so với thẻ giấy" in shown(pilot) and journeys.BINH.full_name in shown(pilot)
        )
        assert NUMBER not in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DossierScreen))


async def test_a_list_longer_than_a_page_comes_whole(open_app: Opener, ref: str, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        for place in range(lookers.PAGE + 5):
            lookups.see_dossier(office, int(ref), f"lần thứ {place}")
    async with open_app() as pilot:
        app = program(pilot)
        act_as(pilot, Role.SUPERVISOR)
        await open_screen(pilot, "looks")
        await until(pilot, lambda: isinstance(app.screen, LooksScreen) and bool(app.screen.looks))
        await pilot.press("end")
        await until(
            pilot,
            lambda: isinstance(app.screen, LooksScreen) and len(app.screen.looks) == lookers.PAGE + 5,
        )


async def test_a_whole_number_asks_why_and_says_what_is_missing(open_app: Opener, ref: str) -> None:
    async with open_app() as pilot:
        app, hands = program(pilot), Hands(pilot)
        act_as(pilot, Role.VOLUNTEER)
        await open_screen(pilot, "dossier", ref=ref)
        await until(pilot, lambda: isinstance(app.screen, DossierScreen) and app.screen.view is not None)
        await hands.press("f10")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await hands.press("end", "enter")
        await until(pilot, lambda: isinstance(app.screen, ReasonDialog))
        assert "Vì sao" in shown(pilot)
        await hands.press("f9")
        await until(pilot, lambda: "Gõ vì sao cần xem trọn số" in shown(pilot))
        await hands.type("so giấy", leave="f9")
        await until(pilot, lambda: WHOLE in shown(pilot) and NUMBER in shown(pilot))
