"""A household's visit by keys: mother, father, child; three procedures, one payment, one slip, one code."""

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from counter.models.money import MoneyState
from counter.rules import visit_code
from counter.screens.desk.desk import DeskScreen
from counter.screens.fee.fee import FeeScreen
from counter.screens.intake.accepted import AcceptedScreen
from counter.screens.intake.intake_panel import Place
from counter.screens.visit.visit import VisitScreen
from counter.services.intake import visits
from counter.services.money import payments
from counter.settings import MachineSettings
from tests.papers.reading import pdf_text
from tests.screens.conftest import Opener, program, said, shown, until
from tests.screens.hands import FATHER, MOTHER, Hands
from tests.screens.on_dossiers import counter_of, received
from tests.screens.on_fees import BOOK, taken
from tests.services import journeys

SHARE = 60  # percent of the interactions of three single ones


@pytest.fixture
def till(practice_path: Path) -> Path:
    """A counter that has taken money before: drawer and receipt book are there, the next number is known."""
    somebody = journeys.but(journeys.BINH, full_name="Lê Văn Cường", citizen_id="046092007777", old_cmnd=None)
    with counter_of(practice_path, **BOOK) as office:
        journeys.with_drawer(office)
        view = received(office, journeys.certified_copy(office, somebody))
        payments.take(office, journeys.cash(view, 21_000))
    return practice_path


async def at_desk(hands: Hands) -> None:
    """The desk is open and empty."""
    await until(hands.pilot, lambda: isinstance(hands.pilot.app.screen, DeskScreen))
    await until(hands.pilot, lambda: program(hands.pilot).door.store is not None)
    await hands.pilot.pause()


async def visit_screen(hands: Hands) -> VisitScreen:
    """The household's visit, read."""
    await until(hands.pilot, lambda: isinstance(hands.pilot.app.screen, VisitScreen))
    screen = hands.pilot.app.screen
    assert isinstance(screen, VisitScreen)
    await until(hands.pilot, screen.loaded.is_set)
    await hands.pilot.pause()
    return screen


Questions = Callable[[Hands], Awaitable[None]]


async def nothing(hands: Hands) -> None:
    """No form: what it needs was typed with its short code."""


async def extract(hands: Hands) -> None:
    """A copy of the child's birth record: whose, which, where, what they are to each other; the phone."""
    await hands.at(Place.QUESTIONS)
    await hands.type("Nguyễn Minh An", leave="enter")
    await hands.pilot.press("enter")  # the number, which is not asked of everybody
    await hands.choose(1)
    await hands.type("UBND phường Phú Xuân", leave="enter")
    await hands.pilot.press("enter")
    await hands.type("mẹ", leave="enter")
    await hands.type("2")
    await hands.press("f9")
    await hands.at(Place.CONTACT)
    await hands.type("0914220118")
    await hands.press("f9")


WANTED = ((MOTHER, "ct 3x5", nothing), (MOTHER, "tl", extract), (FATHER, "ct 1x2", nothing))
"""Who, what they need, and what its form asks."""


async def alone(hands: Hands, card: str, typed: str, questions: Questions) -> None:
    """One procedure as a dossier of its own, with its own payment in cash."""
    await at_desk(hands)
    await hands.scan(card)
    await hands.at(Place.CHECK)
    await hands.press("1")
    await hands.at(Place.PROCEDURE)
    await hands.type(typed, leave="enter")
    await hands.at(Place.PAPERS)
    await hands.press("space", "f9")
    await questions(hands)
    await hands.at(Place.REVIEW)
    await until(hands.pilot, lambda: "…" not in shown(hands.pilot).split("7 Hẹn")[1][:40])
    await hands.press("f9")
    await until(hands.pilot, lambda: isinstance(hands.pilot.app.screen, AcceptedScreen))
    await until(hands.pilot, lambda: "F9 Thu phí" in shown(hands.pilot))
    await hands.press("f9")
    fee = await opened_fee(hands)
    await hands.type("50")
    await hands.press("f9")
    await taken(hands.pilot, fee)
    await hands.pilot.press("escape", "escape")  # no work: a scan would do as well


async def opened_fee(hands: Hands) -> FeeScreen:
    """The fee, read and ready."""
    await until(hands.pilot, lambda: isinstance(hands.pilot.app.screen, FeeScreen))
    fee = hands.pilot.app.screen
    assert isinstance(fee, FeeScreen)
    await until(hands.pilot, fee.loaded.is_set)
    await hands.pilot.pause()
    return fee


async def together(hands: Hands) -> str:
    """The same three as one visit; the code of the visit."""
    await at_desk(hands)
    await hands.scan(MOTHER)
    await hands.at(Place.CHECK)
    assert "4 Đúng người, làm nhiều thủ tục" in shown(hands.pilot)
    await hands.press("4")
    await visit_screen(hands)
    await hands.type("ct 3x5", leave="enter")
    await until(hands.pilot, lambda: "[ ] Bản chính" in shown(hands.pilot))
    await hands.type("tl", leave="enter")
    await extract(hands)
    await visit_screen(hands)
    await hands.scan(FATHER)
    await hands.at(Place.CHECK)
    assert "4 Đúng người" not in shown(hands.pilot)
    await hands.press("1")
    screen = await visit_screen(hands)
    assert "TRẦN VĂN BÌNH" in shown(hands.pilot)
    await hands.type("ct 1x2", leave="enter")
    await until(hands.pilot, lambda: screen.view is not None and len(screen.view.drafts) == 3)
    await hands.pilot.pause()
    print(shown(hands.pilot))
    assert "chưa cầm" in shown(hands.pilot)
    await hands.press("f9")
    assert "Còn 3 chỗ" in said(hands.pilot)
    assert isinstance(hands.pilot.app.screen, VisitScreen), "nothing is taken before its papers are held"
    hands.interactions -= 1  # it only showed that F9 is locked
    await hands.press("space", "space", "space")
    await until(hands.pilot, lambda: "F9 Nhận 3 & thu" in shown(hands.pilot))
    await hands.press("f9")
    fee = await opened_fee(hands)
    await until(hands.pilot, lambda: len(fee.till.cases) == 3)
    await hands.type("50")
    await hands.press("f9")
    print(shown(hands.pilot))
    assert "3 hồ sơ" in await taken(hands.pilot, fee)
    assert screen.view is not None
    return screen.view.code


async def test_a_visit_of_three_takes_three_fifths_of_three_single_ones(
    open_app: Opener, till: Path, tmp_path: Path
) -> None:
    apart = tmp_path / "apart.db"
    shutil.copy(till, apart)
    async with open_app() as pilot:
        hands = Hands(pilot)
        code = await together(hands)
        visit_takes = hands.interactions
        view = await program(pilot).ask(visits.get, code)
        assert [one.money for one in view.dossiers] == [MoneyState.PAID] * 3 and not view.drafts
        assert len({one.payments[0].id for one in view.dossiers}) == 1, "one payment"
        assert [one.identity for one in view.dossiers] == ["same_person"] * 3
        await hands.pilot.press("escape")  # back at the visit: its slip is made now, with the payment
        folder = tmp_path / "slips-practice"
        await until(pilot, lambda: bool(list(folder.glob("*luot-lon.pdf"))))
        [slip] = folder.glob("*.pdf")
        text = pdf_text(slip.read_bytes())
        assert code in text and "Đã xong, không còn phải nộp" in " ".join(text.split())
        for one in view.dossiers:
            assert one.short_code in text and one.applicant.full_name in text
        # The code opens it at every counter; one wrong sign is told, and opens nothing.
        await hands.pilot.press("escape")
        await at_desk(hands)
        wrong = code[:-1] + next(sign for sign in "23456789" if sign != code[-1])
        await hands.type(wrong, leave="enter")
        await until(pilot, lambda: "gõ sai ít nhất một ký tự" in said(pilot))
        assert isinstance(pilot.app.screen, DeskScreen)
        await pilot.press("escape")
        await hands.type(code.lower().replace("-", ""), leave="enter")
        screen = await visit_screen(hands)
        assert screen.view is not None and screen.view.id == visit_code.parse(code)
        await pilot.press("escape")

    single_ones = 0
    async with open_app(settings=MachineSettings(store=apart, practice=True)) as pilot:
        for card, typed, questions in WANTED:
            hands = Hands(pilot)
            await alone(hands, card, typed, questions)
            single_ones += hands.interactions
    print(visit_takes, single_ones)
    assert visit_takes * 100 <= single_ones * SHARE, (visit_takes, single_ones)


async def test_a_visit_begins_at_the_reading_back_and_serves_somebody_who_is_not_here(
    open_app: Opener, till: Path
) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(FATHER)
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PROCEDURE)
        await hands.type("ct 1x2", leave="enter")
        await hands.at(Place.PAPERS)
        await hands.press("space", "f9")
        await hands.at(Place.REVIEW)
        await hands.press("f3")
        screen = await visit_screen(hands)
        assert "[x] Bản chính" in shown(pilot), "what was held stays held"
        paper = next(n for n, row in enumerate(screen.listing.rows) if row.key.startswith("paper:"))
        screen.listing.move_to(paper)
        await hands.press("enter")
        await hands.at(Place.REVIEW)  # Enter opens it; only Space lays a paper down
        await hands.pilot.press("escape")  # one step back is the visit it was opened from
        screen = await visit_screen(hands)
        screen.listing.move_to(paper)
        await hands.press("enter")
        await hands.at(Place.REVIEW)
        await hands.press("f9")
        screen = await visit_screen(hands)
        assert "[x] Bản chính" in shown(pilot)
        await hands.press("f10")
        await until(pilot, lambda: "Làm thay người trong hộ" in shown(pilot))
        await hands.press("2")
        await hands.at(Place.BEHALF)
        await hands.type("Trần Thị Già", leave="enter")
        await hands.type("mẹ đẻ")
        await hands.press("f9")
        screen = await visit_screen(hands)
        assert "TRẦN VĂN BÌNH (làm thay Trần Thị Già)" in shown(pilot)
        await hands.type("kh", leave="enter")  # the parties marry themselves
        await until(pilot, lambda: "phải chính các bên" in said(pilot))
        assert screen.view is not None and len(screen.view.drafts) == 1
        await pilot.press("escape")
        await hands.scan(FATHER)
        await until(pilot, lambda: "đã xem thẻ trong lượt này" in said(pilot))
        assert screen.person is not None and screen.person.behalf_of == ""
        await hands.type("ct 2x1", leave="enter")
        await until(pilot, lambda: screen.view is not None and len(screen.view.drafts) == 2)
        again = screen.view.drafts[-1]
        assert again.draft.duplicate_reason, "a household asks twice on purpose"
        screen.listing.move_to(paper)
        await pilot.press("f10")
        await until(pilot, lambda: "Làm thay người trong hộ" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.pause(0.1)
        assert screen.listing.cursor == paper, "a menu that was closed moves nothing"
        screen.to_next_paper()
        await hands.press("space", "f9")
        fee = await opened_fee(hands)
        await until(pilot, lambda: len(fee.till.cases) == 2)
