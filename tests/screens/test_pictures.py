"""Pictures of every screen at 80x24 and 100x30 in Vietnamese, and of some in English and without colour.

A picture guards what no assertion says: that nothing is cut, overlaps or wanders. After a change that is
meant: `uv run pytest tests/screens/test_pictures.py --snapshot-update`, look, commit with the change.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter import i18n
from counter.screens.intake.accepted import AcceptedScreen
from counter.screens.intake.intake_panel import Place
from counter.screens.parts.form_panel import FormPanel
from counter.settings import MachineSettings
from counter.widgets.checklist import Checklist
from counter.widgets.frame import MessageLine
from counter.widgets.line_list import LineList
from counter.widgets.vn_input import VnInput
from tests.screens import on_dossiers
from tests.screens.conftest import SMALL, USUAL, StillApp, people, program, shown, until
from tests.screens.hands import MOTHER, Hands
from tests.screens.on_fees import BOOK
from tests.services import journeys

Prepare = Callable[[Pilot[None]], Awaitable[None]]
Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def quiet_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slips of these tests go nowhere else; no colour setting of this machine shows in a picture."""
    monkeypatch.setenv("COUNTER_HOME", str(tmp_path))
    monkeypatch.delenv("NO_COLOR", raising=False)


async def settled(pilot: Pilot[None]) -> None:
    """The store is open and the desk has its rows."""
    await until(pilot, lambda: program(pilot).door.opened.is_set())
    await pilot.pause(0.1)


async def desk(pilot: Pilot[None]) -> None:
    await settled(pilot)
    await until(pilot, lambda: bool(pilot.app.screen.query_one("#work", LineList).rows))


async def desk_search(pilot: Pilot[None]) -> None:
    await settled(pilot)
    pilot.app.screen.query_one(VnInput).value = "binh"
    await until(pilot, lambda: bool(pilot.app.screen.query_one("#hits", LineList).rows))


async def palette(pilot: Pilot[None]) -> None:
    await settled(pilot)
    await pilot.press("f2")
    await pilot.pause(0.2)
    pilot.app.screen.query_one(VnInput).value = "khai sinh"
    await until(pilot, lambda: "ks" in shown(pilot))


async def help_page(pilot: Pilot[None]) -> None:
    await settled(pilot)
    await pilot.press("f1")
    await pilot.pause(0.1)


async def staff(pilot: Pilot[None]) -> None:
    await on_dossiers.open_screen(pilot, "staff")
    await until(pilot, lambda: "Lê Minh Khôi" in shown(pilot))


async def settings(pilot: Pilot[None]) -> None:
    await on_dossiers.open_screen(pilot, "settings")


async def resident(pilot: Pilot[None]) -> None:
    hands = Hands(pilot)
    await hands.begin()
    await hands.at(Place.FIND)


async def card(pilot: Pilot[None]) -> None:
    hands = Hands(pilot)
    await hands.begin(MOTHER)
    await hands.at(Place.CHECK)


async def procedure(pilot: Pilot[None]) -> None:
    hands = Hands(pilot)
    await hands.begin(MOTHER)
    await hands.at(Place.CHECK)
    await hands.press("1")
    await hands.at(Place.PROCEDURE)
    await hands.type("ct 3x5")
    await until(pilot, lambda: "21.000" in shown(pilot) or "21,000" in shown(pilot))


async def papers(pilot: Pilot[None]) -> None:
    hands = Hands(pilot)
    await hands.begin(MOTHER, procedure="ks")
    await hands.at(Place.CHECK)
    await hands.press("1")
    await hands.at(Place.PAPERS)


async def questions_with_errors(pilot: Pilot[None]) -> None:
    hands = Hands(pilot)
    await hands.begin(MOTHER, procedure="hn")
    await hands.at(Place.CHECK)
    await hands.press("1")
    await hands.at(Place.PAPERS)
    checks = pilot.app.screen.query_one(Checklist)
    while checks.next_open():
        await hands.press("space")
    await hands.press("f9")
    await hands.at(Place.QUESTIONS)
    await hands.press("f9")
    await pilot.pause(0.2)


async def review(pilot: Pilot[None]) -> None:
    hands = Hands(pilot)
    await hands.begin(MOTHER, procedure="ct", quantities="3x5")
    await hands.at(Place.CHECK)
    await hands.press("1")
    await hands.at(Place.PAPERS)
    await hands.press("space", "f9")
    await hands.at(Place.REVIEW)
    await until(pilot, lambda: "21.000đ" in shown(pilot) or "21,000đ" in shown(pilot))


async def accepted(pilot: Pilot[None]) -> None:
    await review(pilot)
    await pilot.press("f9")
    await until(pilot, lambda: isinstance(pilot.app.screen, AcceptedScreen))
    screen = pilot.app.screen
    assert isinstance(screen, AcceptedScreen)
    await until(pilot, lambda: screen.printed is not None)
    await pilot.pause(0.2)
    screen.query_one(MessageLine).say("")  # it names the folder of this very test
    await pilot.pause()


async def fee(pilot: Pilot[None]) -> None:
    await on_dossiers.open_screen(pilot, "fee", ref="1")
    await until(pilot, lambda: "21.000đ" in shown(pilot) or "21,000đ" in shown(pilot))
    await pilot.press("3", "0")
    await pilot.pause(0.2)


async def fee_taken(pilot: Pilot[None]) -> None:
    await fee(pilot)
    await pilot.press("tab")
    pilot.app.screen.query_one(FormPanel).form.set_value("receipt_number", "0001873")
    await pilot.press("f9")
    await until(pilot, lambda: "ĐÃ THU" in shown(pilot))
    await pilot.pause(0.3)


async def dossier(pilot: Pilot[None]) -> None:
    await on_dossiers.open_screen(pilot, "dossier", ref="1")
    await until(pilot, lambda: "Trần Văn Bình" in shown(pilot))
    await pilot.pause(0.1)


async def assisted(pilot: Pilot[None]) -> None:
    await on_dossiers.open_screen(pilot, "assisted", ref="2")
    await until(pilot, lambda: "Ai đang đứng ở quầy?" in shown(pilot))
    await pilot.pause(0.1)


async def hand_over(pilot: Pilot[None]) -> None:
    await on_dossiers.open_screen(pilot, "hand_over", ref="3")
    await until(pilot, lambda: "Nguyễn Thị Mơ" in shown(pilot) or "NGUYỄN THỊ MƠ" in shown(pilot))
    await pilot.pause(0.1)


SCREENS: dict[str, Prepare] = {
    "desk": desk,
    "desk_search": desk_search,
    "palette": palette,
    "help": help_page,
    "staff": staff,
    "settings": settings,
    "intake_resident": resident,
    "intake_card": card,
    "intake_procedure": procedure,
    "intake_papers": papers,
    "intake_questions_errors": questions_with_errors,
    "intake_review": review,
    "accepted": accepted,
    "fee": fee,
    "fee_taken": fee_taken,
    "dossier": dossier,
    "assisted": assisted,
    "hand_over": hand_over,
}
WIDER_IN_ENGLISH = ("desk", "intake_papers", "fee")


@pytest.fixture
def with_a_dossier(practice_path: Path) -> Path:
    """A store in which certified copies were taken and not yet paid."""
    with on_dossiers.counter_of(practice_path, **BOOK) as office:
        journeys.with_drawer(office)
        another = journeys.but(journeys.BINH, old_cmnd=None)
        on_dossiers.received(office, journeys.certified_copy(office, another))
        on_dossiers.received(office, journeys.birth(office))
        ready = on_dossiers.received(office, journeys.certified_copy(office, journeys.MO))
        on_dossiers.finished(office, ready)
    return practice_path


@pytest.mark.parametrize("size", [SMALL, USUAL], ids=["80x24", "100x30"])
@pytest.mark.parametrize("name", SCREENS)
def test_screen(name: str, size: tuple[int, int], with_a_dossier: Path, snap_compare: Compare) -> None:
    """Every screen as a clerk sees it."""
    app = StillApp(MachineSettings(store=with_a_dossier, practice=True))
    assert snap_compare(app, terminal_size=size, run_before=SCREENS[name])


@pytest.mark.parametrize("name", WIDER_IN_ENGLISH)
def test_screen_in_english(name: str, with_a_dossier: Path, snap_compare: Compare) -> None:
    """English words are longer: nothing may be cut that matters."""
    i18n.use_language("en")
    app = StillApp(MachineSettings(store=with_a_dossier, practice=True, language="en"))
    assert snap_compare(app, terminal_size=SMALL, run_before=SCREENS[name])


async def first_start(pilot: Pilot[None]) -> None:
    await until(pilot, lambda: "1 Thực hành" in shown(pilot))


async def ward_form(pilot: Pilot[None]) -> None:
    await first_start(pilot)
    await pilot.press("2")
    await pilot.pause(0.2)


async def names(pilot: Pilot[None]) -> None:
    await until(pilot, lambda: "Lê Minh Khôi" in shown(pilot))


@pytest.mark.parametrize("size", [SMALL, USUAL], ids=["80x24", "100x30"])
@pytest.mark.parametrize("prepare", [first_start, ward_form, names])
def test_start(prepare: Prepare, size: tuple[int, int], tmp_path: Path, snap_compare: Compare) -> None:
    """The first start, and signing in."""
    path = tmp_path / "real" / "counter.db"
    if prepare is names:
        path.parent.mkdir()
        people(path, practice=False)
    assert snap_compare(StillApp(MachineSettings(store=path)), terminal_size=size, run_before=prepare)


@pytest.mark.parametrize("name", ["desk", "intake_review", "fee"])
def test_screen_without_colour(
    name: str, with_a_dossier: Path, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_COLOR: every state still has its mark and its word."""
    monkeypatch.setenv("NO_COLOR", "1")
    app = StillApp(MachineSettings(store=with_a_dossier, practice=True))
    assert snap_compare(app, terminal_size=SMALL, run_before=SCREENS[name])
