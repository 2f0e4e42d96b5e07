"""The desk: one box that takes everything, by keys."""

import threading
from pathlib import Path

import pytest

from counter.models.catalogue import Channel
from counter.models.desk import Hit
from counter.models.dossier import Applicant, IntakeDraft, Step
from counter.rules.rights import Act
from counter.screens.desk.desk import DeskScreen
from counter.screens.dossier.dossier import DossierScreen
from counter.screens.fee.fee import FeeScreen
from counter.services.intake import drafts
from counter.services.office import Office, act
from counter.services.search import find
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.line_list import LineList
from counter.widgets.vn_input import VnInput
from tests.screens.conftest import Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import counter_of, received
from tests.services import journeys


async def test_the_box_is_ready_and_says_what_it_takes(open_app: Opener) -> None:
    async with open_app() as pilot:
        assert isinstance(pilot.app.screen, DeskScreen)
        assert pilot.app.focused is pilot.app.screen.query_one("#box")
        await until(pilot, lambda: "chưa nộp Cổng" in shown(pilot))
        assert "Quét thẻ, hoặc gõ" in shown(pilot)
        assert "THỰC HÀNH" in shown(pilot)


async def test_a_procedure_is_found_without_accents_and_enter_is_said_beforehand(open_app: Opener) -> None:
    async with open_app() as pilot:
        pilot.app.screen.query_one(VnInput).value = "khai sinh"
        hits = pilot.app.screen.query_one("#hits", LineList)
        await until(pilot, lambda: bool(hits.display and hits.rows))
        assert hits.current is not None and hits.current.key == "procedure:1.001193"
        assert "hồ sơ mới với thủ tục" in said(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: not hits.display)
        assert pilot.app.screen.query_one("#work").display


async def test_a_number_of_the_menu_opens_its_screen(open_app: Opener) -> None:
    async with open_app() as pilot:
        await pilot.press("6", "enter")
        await until(pilot, lambda: "CÁN BỘ" in shown(pilot))
        assert "Lê Minh Khôi" in shown(pilot)


async def test_a_number_of_the_menu_says_its_task_before_enter(open_app: Opener) -> None:
    async with open_app() as pilot:
        await pilot.press("5")
        await until(pilot, lambda: "Gọi điện" in said(pilot))


async def test_a_draft_waits_on_the_desk_with_its_step(open_app: Opener) -> None:
    async with open_app() as pilot:
        app = program(pilot)
        await until(pilot, lambda: app.door.opened.is_set())
        draft = IntakeDraft(
            id="a" * 32,
            step=Step.PAPERS,
            applicant=Applicant(full_name="Lý Thị Cúc"),
            procedure_code="1.001193",
        )
        await app.ask(drafts.save, draft)
        assert isinstance(app.screen, DeskScreen)
        app.screen.load()
        await until(pilot, lambda: "Lý Thị Cúc" in shown(pilot))
        assert "bước 3/6" in shown(pilot)
        assert "Đăng ký khai sinh" in shown(pilot)  # though no dossier of it was ever received


async def test_what_a_name_holds_is_never_obeyed(open_app: Opener) -> None:
    """Markup, escape sequences and odd letters are text."""
    async with open_app() as pilot:
        pilot.app.screen.query_one(VnInput).value = "[red]x[/] \x1b[31m '; drop table staff --"
        await pilot.pause(0.2)
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert isinstance(pilot.app.screen, DeskScreen)
        assert "drop table" in shown(pilot)


async def test_a_scanned_slip_opens_its_dossier(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        code = received(office, journeys.certified_copy(office)).code
    async with open_app() as pilot:
        await until(pilot, lambda: program(pilot).door.opened.is_set())
        box = pilot.app.screen.query_one(VnInput)
        slip = f"{code}|2.000815|046092005678|Giấy tiếp nhận|counter|2026-11-23"
        pilot.app.screen.post_message(ScanReceived(box, slip, expected=True))
        await until(pilot, lambda: "Diễn biến" in shown(pilot) and "Tiếp nhận hồ sơ" in shown(pilot))


async def test_the_fee_by_its_number_goes_to_the_first_dossier_that_owes(
    open_app: Opener, practice_path: Path
) -> None:
    with counter_of(practice_path) as office:
        owing = received(office, journeys.certified_copy(office))
        begun = IntakeDraft(
            id="b" * 32,
            step=Step.PAPERS,
            applicant=Applicant(full_name="Lý Thị Cúc"),
            procedure_code="1.001193",
        )
        drafts.save(office, begun)
    async with open_app() as pilot:
        work = pilot.app.screen.query_one("#work", LineList)
        await until(pilot, lambda: work.current is not None and work.current.key.startswith("draft"))
        await pilot.press("3", "enter")
        await until(pilot, lambda: work.current is not None and work.current.key == f"dossier:{owing.id}")
        assert f"Hồ sơ {owing.short_code} chờ thu" in said(pilot)
        await pilot.press("3", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, FeeScreen))


async def test_where_nothing_owes_the_number_of_the_fee_asks_for_a_dossier(open_app: Opener) -> None:
    async with open_app() as pilot:
        await until(pilot, lambda: "chưa nộp Cổng" in shown(pilot))
        await pilot.press("3", "enter")
        await until(pilot, lambda: "Chọn hồ sơ bằng" in said(pilot))


async def test_what_enter_does_follows_the_mark(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        view = received(office, journeys.birth(office, Channel.DIRECT))
    async with open_app() as pilot:
        hands = Hands(pilot)
        await until(pilot, lambda: isinstance(pilot.app.focused, VnInput))
        await hands.type(view.applicant.full_name)
        await until(pilot, lambda: "người có dấu ►" in said(pilot))
        for _ in pilot.app.screen.query_one("#hits", LineList).rows:
            if "mở hồ sơ có dấu ►" in said(pilot):
                break
            await hands.press("down")
            await pilot.pause()
        assert "mở hồ sơ có dấu ►" in said(pilot)
        await hands.press("up")
        await until(pilot, lambda: "người có dấu ►" in said(pilot))


@pytest.mark.parametrize(
    ("keys", "opened"),
    [(("enter",), DossierScreen), (("enter", "enter"), DossierScreen), (("f7",), FeeScreen),
     (("down", "up", "enter"), DossierScreen), (("f7", "enter"), FeeScreen)],
)  # fmt: skip
async def test_a_key_struck_before_the_search_answers_waits_for_its_answer(
    open_app: Opener,
    practice_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    keys: tuple[str, ...],
    opened: type,
) -> None:
    """On a busy machine: the row shown for half a code, or of today's work, is somebody else's."""
    with counter_of(practice_path) as office:
        other = received(office, journeys.certified_copy(office))
        wanted = received(office, journeys.birth(office, Channel.DIRECT))
    answering, found = threading.Event(), find.find

    def slow(office: Office, text: str, *, limit: int = 20) -> tuple[Hit, ...]:
        assert answering.wait(10)
        return found(office, text, limit=limit)

    monkeypatch.setattr(find, "find", act(Act.READ, writes=False)(slow))
    async with open_app() as pilot:
        work = pilot.app.screen.query_one("#work", LineList)
        await until(pilot, lambda: work.current is not None and work.current.key == f"dossier:{other.id}")
        await Hands(pilot).type(wanted.short_code)
        desk = pilot.app.screen
        for key in keys:
            await pilot.press(key)
        assert pilot.app.screen is desk
        answering.set()
        await until(pilot, lambda: wanted.short_code in shown(pilot) and isinstance(pilot.app.screen, opened))
        assert pilot.app.screen_stack[-2] is desk
