"""A scan that opens intake: whatever else the scanner sends, the person is the one on the card."""

from pathlib import Path

from textual import events

from counter.models.catalogue import FieldType, FormField
from counter.screens.intake.intake import IntakeScreen
from counter.screens.intake.intake_panel import Place
from counter.screens.intake.intake_questions import where_to
from tests.screens.conftest import Opener, program, until
from tests.screens.hands import FATHER, Hands
from tests.screens.on_dossiers import counter_of, received
from tests.services import journeys


async def test_an_enter_that_comes_after_the_scan_chooses_nobody(
    open_app: Opener, practice_path: Path
) -> None:
    """A slow scanner sends Enter when intake already opens: it must not take the person met lately."""
    with counter_of(practice_path) as office:
        received(office, journeys.certified_copy(office, journeys.MO))
    async with open_app() as pilot:
        hands = Hands(pilot)
        await until(pilot, lambda: program(pilot).door.store is not None)
        program(pilot).show("intake", payload=FATHER)
        await until(pilot, lambda: isinstance(pilot.app.screen, IntakeScreen))
        pilot.app.post_message(events.Key("enter", "\r"))
        await hands.at(Place.CHECK)
        await pilot.pause(0.3)
        assert hands.intake.journey.draft.applicant.full_name == "Trần Văn Bình"


def test_a_card_goes_first_where_nothing_stands() -> None:
    """The number of the person who asks is written over only by the last line."""
    asks, child = (
        FormField(key=key, label=key, type=FieldType.ID_NUMBER, required=False) for key in ("asks", "child")
    )
    items = where_to((asks, child), {"asks": "046094005678", "child": ""}, "next")
    assert [item.key for item in items] == ["child", "next", "asks"]
    assert "046094005678" in items[-1].label
