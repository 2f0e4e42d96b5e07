"""The steps of a dossier by keys: what is asked, what is refused at its field, what can be undone."""

import asyncio
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.dossier import DossierState, DossierView
from counter.models.life import Certified
from counter.models.life_records import CertificationDraft
from counter.models.staff import Role
from counter.screens.dossier.dossier import DossierScreen
from counter.screens.life.life import LifeScreen
from counter.screens.life.life_lists import LifeListsScreen
from counter.screens.life.results_in import ResultsInScreen
from counter.screens.papers.law_papers import LawPapersScreen
from counter.services.life import certifications
from counter.services.staff import staff
from counter.widgets.checklist import Checklist
from counter.widgets.dialogs import Choice, ReasonDialog
from counter.widgets.error_box import ErrorBox
from tests.screens.conftest import Opener, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import act_as, counter_of, open_screen, received, stored
from tests.services import journeys


@pytest.fixture
def view(practice_path: Path) -> DossierView:
    """Certified copies, just received; the head of the centre and a clerk are here."""
    with counter_of(practice_path) as office:
        staff.add(office, "Phan Thị Bên", Role.CLERK, "1357", "colleague")
        return received(office, journeys.certified_copy(office))


async def opened(pilot: Pilot[None], step: str, view: DossierView) -> tuple[LifeScreen, Hands]:
    await open_screen(pilot, "life", step=step, dossier_id=view.id)
    screen = pilot.app.screen
    assert isinstance(screen, LifeScreen)
    await until(pilot, lambda: not screen.opening)
    await pilot.pause(0.1)
    return screen, Hands(pilot)


async def test_a_refusal_is_the_supervisors_word(open_app: Opener, view: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot, "refuse", view)
        assert "– Chưa có lãnh đạo nào khác để duyệt" in shown(pilot)  # the head alone is no second person
        await hands.press("f9")
        assert (await stored(pilot, view)).state is DossierState.RECEIVED
        await hands.press("escape")
        act_as(pilot, Role.CLERK)
        screen, hands = await opened(pilot, "refuse", view)
        await hands.press("f9")
        await until(pilot, lambda: "cần sửa" in shown(pilot))
        await hands.type("Không đủ điều kiện", leave="tab")
        screen.panel.form.set_value("approver_pin", "1")
        await hands.press("f9")
        await until(pilot, lambda: screen.after is not None)
        await pilot.pause(0.1)
        text = shown(pilot)
        assert "Đã từ chối" in text and "1/2026" in text and "F9 In giấy" in text
        await hands.press("ctrl+z")
        await until(pilot, lambda: pilot.app.screen is not screen)
        assert "Đã hoàn tác: từ chối" in said(pilot)
        assert (await stored(pilot, view)).state is DossierState.RECEIVED


async def test_papers_are_ticked_and_what_is_missing_locks_f9(open_app: Opener, view: DossierView) -> None:
    async with open_app() as pilot:
        act_as(pilot, Role.CLERK)
        screen, hands = await opened(pilot, "ask_supplement", view)
        assert "–F9 Gửi yêu cầu bổ sung" in shown(pilot)
        assert isinstance(pilot.app.focused, Checklist)
        await hands.press("space")
        await until(pilot, lambda: "–F9" not in shown(pilot))
        await hands.press("f9")
        await until(pilot, lambda: "Ghi lý do" in shown(pilot) or "cần sửa" in shown(pilot))
        assert (await stored(pilot, view)).state is DossierState.RECEIVED
        await hands.press("tab")
        screen.panel.form.set_value("reason", "Bản chính bị mờ")
        await hands.press("f9")
        await until(pilot, lambda: screen.after is not None)
        assert (await stored(pilot, view)).state is DossierState.SUPPLEMENT
        assert "tính lại khi người dân bổ sung đủ" in shown(pilot)
        await hands.press("f9")  # F9 once more would print this form, not the slip of the first day
        await until(pilot, lambda: isinstance(pilot.app.screen, LawPapersScreen))
        await until(pilot, lambda: "►· Mẫu 02" in shown(pilot))
        await hands.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await hands.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await hands.press("3")
        await until(pilot, lambda: "đã được báo" in said(pilot))
        assert "Ctrl+Z" not in shown(pilot)  # the resident knows: it is not undone any more


async def test_the_menu_keeps_its_places_and_says_why_not(open_app: Opener, view: DossierView) -> None:
    async with open_app() as pilot:
        act_as(pilot, Role.CLERK)
        hands = Hands(pilot)
        await open_screen(pilot, "dossier", ref=str(view.id))
        screen = pilot.app.screen
        assert isinstance(screen, DossierScreen)
        await until(pilot, lambda: screen.view is not None and "[1 " in shown(pilot))
        await hands.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await hands.press("9")
        await until(pilot, lambda: "Chuyển bước hồ sơ" in shown(pilot))
        await hands.press("8")
        await until(pilot, lambda: "không có bước nào để hoàn tác" in shown(pilot))
        await hands.press("2")
        await until(pilot, lambda: "CHUYỂN GIẢI QUYẾT" in shown(pilot))


async def by_list(pilot: Pilot[None], name: str, views: tuple[DossierView, ...]) -> None:
    """Type the codes of a list, one of them twice, and hand it over."""
    await open_screen(pilot, name)
    screen, hands = pilot.app.screen, Hands(pilot)
    assert isinstance(screen, ResultsInScreen)
    for count, one in enumerate(views, 1):
        await hands.type(one.short_code, leave="enter")
        await until(pilot, partial(lambda n: len(screen.lines) == n, count))
    await hands.type(views[0].short_code, leave="enter")
    await until(pilot, lambda: "đã có trong danh sách" in said(pilot))
    screen.panel.form.set_value("agency", "Phòng Tư pháp")
    await hands.press("f9")
    await until(pilot, lambda: screen.query_one(ErrorBox).display)
    screen.panel.form.set_value(screen.PERSON, "Lê Văn Ký")
    await hands.press("f9")
    await until(pilot, lambda: not screen.lines)
    assert not screen.query_one(ErrorBox).display, "what was wrong is right now"
    await hands.press("f10")  # the list itself, to be signed by both
    await until(pilot, lambda: isinstance(pilot.app.screen, LawPapersScreen))
    await until(pilot, lambda: "Phiếu bàn giao" in shown(pilot).rpartition("►")[2].splitlines()[0])
    await hands.press("escape")
    await until(pilot, lambda: pilot.app.screen is screen)
    await hands.press("escape")


async def test_dossiers_go_out_and_come_back_by_list(
    open_app: Opener, practice_path: Path, view: DossierView
) -> None:
    with counter_of(practice_path) as office:
        other = received(office, journeys.late_birth(office))
    async with open_app() as pilot:
        act_as(pilot, Role.CLERK)
        for name, state in (("send_out", DossierState.PROCESSING), ("results_in", DossierState.DONE)):
            await by_list(pilot, name, (view, other))
            assert {(await stored(pilot, one)).state for one in (view, other)} == {state}


async def test_a_number_is_struck_and_stays(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        draft = CertificationDraft(
            operation="number", kind=Certified.COPY, requester="Bình", paper="Bằng", copies=1, signer="Ký"
        )
        certifications.enter(office, draft)
    async with open_app() as pilot:
        act_as(pilot, Role.SUPERVISOR)
        hands = Hands(pilot)
        await open_screen(pilot, "life_lists")
        screen = pilot.app.screen
        assert isinstance(screen, LifeListsScreen)
        for turn in range(30):  # while the one before is read, or comes: the last one stands there, and alone
            screen.take_digit(1 + turn % 5)
            await asyncio.sleep(turn / 2000)
        await until(pilot, lambda: "Bằng" in shown(pilot))
        assert len(screen.query("#list")) == 1
        await hands.press("right")
        await until(pilot, lambda: "2027 chưa đến" in said(pilot))  # one series of numbers a year
        await hands.press("left")
        await until(pilot, lambda: "31/12/2025" in shown(pilot) and "Bằng" not in shown(pilot))
        await hands.press("right")
        await until(pilot, lambda: "Bằng" in shown(pilot))
        await hands.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReasonDialog))
        await hands.press("f9")  # no reason yet
        await hands.type("Viết nhầm tên")
        await hands.press("f9")
        await until(pilot, lambda: "ĐÃ GẠCH" in shown(pilot))
