"""After acceptance: what is said, the papers, the next person."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from counter.errors import DataFault
from counter.models.dossier import DossierView, NextAction
from counter.rules.rights import Act
from counter.screens.intake import accepted_slip
from counter.screens.intake.accepted import AcceptedScreen
from counter.screens.intake.intake import IntakeScreen
from counter.screens.intake.intake_panel import Place
from counter.screens.papers.slip_preview import SlipPreview
from counter.services.dossier import dossiers
from counter.services.money import payments
from counter.services.office import Office, act
from counter.widgets.dialogs import Choice, Message
from tests.screens.conftest import LARGE_PRINT, Opener, shown, until
from tests.screens.hands import FATHER, MOTHER, Hands
from tests.screens.on_dossiers import counter_of, open_screen, received
from tests.services import journeys


@pytest.fixture(autouse=True)
def slips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the papers of this test go."""
    monkeypatch.setenv("COUNTER_HOME", str(tmp_path))
    return tmp_path / "slips-practice"


async def copies_in_review(hands: Hands) -> None:
    await hands.begin(MOTHER, procedure="ct", quantities="3x5")
    await hands.at(Place.CHECK)
    await hands.press("1")
    await hands.at(Place.PAPERS)
    await hands.press("space", "f9")
    await hands.at(Place.REVIEW)
    await until(hands.pilot, lambda: "21.000đ" in shown(hands.pilot))


async def copies_accepted(hands: Hands) -> AcceptedScreen:
    await copies_in_review(hands)
    app = hands.pilot.app
    await hands.press("f9")
    await until(
        hands.pilot, lambda: any(s.actions for s in app.screen_stack if isinstance(s, AcceptedScreen))
    )
    return next(screen for screen in app.screen_stack if isinstance(screen, AcceptedScreen))


def has_made(screen: AcceptedScreen, made: tuple[str, int]) -> bool:
    """Whether the last paper is this kind and this copy."""
    return screen.printed is not None and (screen.printed.kind, screen.printed.copy) == made


async def test_all_that_matters_is_in_sight_in_large_print(open_app: Opener, slips: Path) -> None:
    async with open_app(size=LARGE_PRINT) as pilot:
        screen = await copies_accepted(Hands(pilot))
        await until(pilot, lambda: screen.printed is not None)
        text = shown(pilot)
        for wanted in ("ĐÃ TIẾP NHẬN", "TẠM", "Hẹn trả", "F7  Thu phí", "Nói với người dân", "quét thẻ ngay"):
            assert wanted in text, wanted
        assert [path.suffix for path in slips.iterdir()] == [".pdf"]


async def test_the_next_thing_is_the_fee_while_it_is_due(open_app: Opener) -> None:
    async with open_app() as pilot:
        screen = await copies_accepted(Hands(pilot))
        assert next(iter(screen.hints())).key == "F9"
        assert next(iter(screen.hints())).text_id == "command.fee"
        await pilot.press("f9")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "FeeScreen")


async def test_papers_are_printed_again_and_marked_as_copies(open_app: Opener, slips: Path) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        screen = await copies_accepted(hands)
        await until(pilot, lambda: screen.printed is not None)
        for digit, made in (("1", ("slip", 2)), ("4", ("thermal_80", 1))):
            await hands.press("f10")
            await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
            assert "giấy không mã hoá, mở thẳng tệp" in shown(pilot)
            await hands.press(digit)
            await until(pilot, partial(has_made, screen, made))
        names = sorted(path.name for path in slips.iterdir())
        assert len(names) == 3 and any("sao-2" in name for name in names)
        assert any(name.endswith(".png") for name in names)


async def test_the_slip_is_shown_on_the_screen(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await copies_accepted(hands)
        await hands.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await hands.press("6")
        await until(pilot, lambda: isinstance(pilot.app.screen, SlipPreview))
        assert "Nguyễn Thị Mơ" in shown(pilot)


async def test_a_slip_that_fails_says_that_the_dossier_is_accepted(
    open_app: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise DataFault("paper.fault", file="mau-01.typ", line=3, path="", reason="x")

    monkeypatch.setattr(accepted_slip, "pdf", broken)
    async with open_app() as pilot:
        await copies_accepted(Hands(pilot))
        await until(pilot, lambda: isinstance(pilot.app.screen, Message))
        await pilot.press("enter")
        await until(pilot, lambda: "ĐÃ tiếp nhận" in shown(pilot))


async def test_a_scan_begins_the_next_person(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await copies_accepted(hands)
        await hands.scan(FATHER)
        await hands.at(Place.CHECK)
        assert "TRẦN VĂN BÌNH" in shown(pilot)
        assert hands.intake.journey.procedure is None


async def test_the_slip_is_made_although_the_next_card_is_scanned_at_once(
    open_app: Opener, slips: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned, known = Event(), dossiers.next_actions

    @act(Act.READ, writes=False)
    def slow(office: Office, view: DossierView) -> tuple[NextAction, ...]:
        scanned.wait(5)
        return known(office, view)

    async with open_app() as pilot:
        hands = Hands(pilot)
        await copies_in_review(hands)
        monkeypatch.setattr(dossiers, "next_actions", slow)
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, AcceptedScreen))
        await hands.scan(FATHER)
        await hands.at(Place.CHECK)
        assert not slips.exists()
        scanned.set()
        await until(pilot, lambda: slips.is_dir() and any(p.suffix == ".pdf" for p in slips.iterdir()))
        assert "TRẦN VĂN BÌNH" in shown(pilot)


async def test_one_key_begins_the_next_dossier_of_the_same_procedure(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await copies_accepted(hands)
        await hands.press("f3")
        await hands.at(Place.FIND)
        await hands.scan(FATHER)
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PAPERS)
        procedure = hands.intake.journey.procedure
        assert procedure is not None and procedure.short == "ct"


async def test_an_accepted_dossier_is_the_start_of_another(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await copies_accepted(hands)
        await hands.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await hands.press("8")
        await until(pilot, lambda: isinstance(pilot.app.screen, IntakeScreen))
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PAPERS)
        draft = hands.intake.journey.draft
        assert {a.key: a.value for a in draft.answers}["so_ban_sao"] == "3"
        assert draft.papers[0].state == "asked"


async def test_a_fee_that_is_paid_in_part_says_what_is_left(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        view = received(office, journeys.certified_copy(office))
        draft = journeys.cash(view, 10_000)
        shares = (replace(draft.shares[0], amount=5_000),)
        payments.take(journeys.with_drawer(office), replace(draft, shares=shares))
    async with open_app() as pilot:
        await open_screen(pilot, "accepted", ref=str(view.id))
        await until(pilot, lambda: "Còn phải thu 16.000đ" in shown(pilot))
        await open_screen(pilot, "dossier", ref=str(view.id))
        await until(pilot, lambda: "Còn phải thu 16.000đ" in shown(pilot))


async def test_a_slip_made_by_itself_takes_no_key_of_the_fee(
    open_app: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an encrypted store without a printer the slip is opened on demand: no dialog lies over the fee."""
    for place in ("screens.intake.accepted", "screens.intake.accepted_slip", "papers.files"):
        monkeypatch.setattr(f"counter.{place}.is_sealed", lambda _: True)
    async with open_app() as pilot:
        hands = Hands(pilot)
        screen = await copies_accepted(hands)
        await until(pilot, lambda: screen.printed is not None and "mã hoá như kho" in shown(pilot))
        await pilot.pause(0.2)
        assert pilot.app.screen is screen
        await hands.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await hands.press("5")
        await until(pilot, lambda: "Mở bản rõ tạm" in shown(pilot))
