"""Papers known from before, by keys: ticked with the proof, refused with one key, taken away for good."""

from counter.models.dossier import PaperState
from counter.screens.dossier.papers_seen import PapersSeenScreen
from counter.screens.intake.intake_panel import Place
from counter.services.people import papers_seen
from counter.widgets.dialogs import ReasonDialog
from counter.widgets.vn_input import VnInput
from tests.screens.conftest import Opener, program, shown, until
from tests.screens.hands import MOTHER, Hands
from tests.screens.test_intake import certified_copies

CARD = "giay-to-tuy-than"


async def test_a_card_of_before_ticks_itself_and_one_key_refuses_it(open_app: Opener) -> None:
    async with open_app(size=(80, 24)) as pilot:
        hands = Hands(pilot)
        screen = await certified_copies(hands)
        await hands.begin(MOTHER)
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PROCEDURE)
        await hands.type("kt", leave="enter")
        await hands.at(Place.PAPERS)

        def mark() -> tuple[PaperState, bool]:
            found = next(m for m in hands.intake.journey.draft.papers if m.key == CARD)
            return found.state, found.proof is not None

        assert mark() == (PaperState.PRESENTED, True)
        await hands.press("3")
        await until(pilot, lambda: "ĐÃ XEM LẦN TRƯỚC" in shown(pilot))
        assert screen.accepted is not None and screen.accepted.short_code in shown(pilot)
        await hands.press("space")
        await until(pilot, lambda: mark() == (PaperState.ASKED, False))
        await hands.press("f9")
        assert (
            hands.intake.page is not None and hands.intake.page.place is Place.PAPERS
        )  # it counts as not given
        await hands.press("space", "space", "space", "space")
        await until(pilot, lambda: mark() == (PaperState.PRESENTED, True))

        person = hands.intake.journey.draft.applicant.resident_id
        program(pilot).show("papers_seen", resident_id=person)
        await until(
            pilot, lambda: isinstance(pilot.app.screen, PapersSeenScreen) and "15/03/2035" in shown(pilot)
        )
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReasonDialog))
        pilot.app.screen.query_one(VnInput).insert_text_at_cursor("Thẻ đã báo mất")
        await pilot.press("f9")
        await until(pilot, lambda: "Thẻ đã báo mất" in shown(pilot))
        assert person is not None
        assert await program(pilot).ask(papers_seen.known, person, "kt") == ()
