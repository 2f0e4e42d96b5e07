"""Paying in at the Treasury by keys: what is due is loud, a deposit is said back, the desk has one line."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.staff import Role
from counter.screens.reports.deposits import DepositScreen, DepositsScreen
from counter.services.bank import deposits
from counter.widgets.dialogs import Confirm
from counter.widgets.error_box import ErrorBox
from tests.conftest import START
from tests.screens import money_ward
from tests.screens.conftest import LARGE_PRINT, Opener, StillApp, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import act_as, counter_of, open_screen


@pytest.fixture(autouse=True)
def ward(practice_path: Path) -> None:
    """21.000đ of November lie in the safe."""
    with counter_of(practice_path) as office:
        money_ward.safe(office)


@pytest.fixture
def days(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The program works so many days later."""
    ahead = int(request.param)

    def later(app: StillApp) -> datetime:
        return START + timedelta(days=ahead)

    monkeypatch.setattr(StillApp, "now", later)
    yield ahead


async def opened(pilot: Pilot[None]) -> Hands:
    await open_screen(pilot, "deposits")
    await until(pilot, lambda: "11/2026" in shown(pilot))
    await pilot.pause()
    return Hands(pilot)


async def filled(pilot: Pilot[None], place: int = 1) -> Hands:
    """The form of November, the sum and the day offered and taken."""
    hands = await opened(pilot)
    await hands.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, DepositScreen) and pilot.app.focused is not None)
    await pilot.pause(0.1)
    await hands.choose(place)
    await hands.press("f5", "tab")
    await hands.type("GNT 0412", leave="tab")
    await hands.press("f5")
    return hands


async def test_a_deposit_is_said_back_and_recorded_once(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = await filled(pilot)
        assert "21.000" in shown(pilot) and "23/11/2026" in shown(pilot)
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        assert "Ghi đã nộp 21.000đ của tháng 11/2026, từ két, giấy GNT 0412" in shown(pilot)
        await hands.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, DepositScreen))
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await hands.press("f9")
        await until(pilot, lambda: "Đã ghi nộp 21.000đ" in said(pilot))
        await until(pilot, lambda: "đã nộp đủ" in shown(pilot))
        assert "giấy GNT 0412" in shown(pilot)
        [month] = await program(pilot).ask(deposits.standing)
        assert (month.deposited, month.left) == (21_000, 0)
        await hands.press("enter")
        await until(pilot, lambda: "không còn gì phải nộp" in said(pilot))


async def test_nothing_is_offered_where_nothing_is_held(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = await filled(pilot, place=2)
        await hands.press("f9")
        await until(pilot, lambda: pilot.app.screen.query_one(ErrorBox).display)
        assert "Số tiền nộp" in shown(pilot)


async def test_more_than_is_left_is_refused_and_what_was_typed_stays(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = await filled(pilot)
        await hands.press("up", "up")
        await pilot.press(*["backspace"] * 6)
        await hands.type("30")
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, DepositScreen))
        await until(pilot, lambda: pilot.app.screen.query_one(ErrorBox).display)
        text = shown(pilot)
        assert "còn phải nộp 21.000đ" in text and "30.000" in text and "GNT 0412" in text
        form = pilot.app.screen
        await pilot.press("ctrl+u")
        await hands.type("20")
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        assert not form.query_one(ErrorBox).display  # it does not stay behind the question


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "Không có khoản nào quá hạn"), (9, "~ Sắp đến hạn: còn 21.000đ"), (14, "! QUÁ HẠN: còn 21.000đ")],
    indirect=["days"],
)
async def test_what_is_due_is_loud(open_app: Opener, days: int, words: str) -> None:
    async with open_app() as pilot:
        await opened(pilot)
        assert words in shown(pilot)


@pytest.mark.parametrize(
    ("days", "words"), [(9, "~ Nộp Kho bạc: còn 21.000đ"), (14, "! Nộp Kho bạc QUÁ HẠN")], indirect=["days"]
)
async def test_the_desk_of_who_sees_the_till_has_one_line(open_app: Opener, days: int, words: str) -> None:
    async with open_app() as pilot:
        await until(pilot, lambda: words in shown(pilot))


@pytest.mark.parametrize("days", [0], indirect=True)
async def test_far_from_the_fifth_the_desk_says_nothing(open_app: Opener, days: int) -> None:
    async with open_app() as pilot:
        await until(pilot, lambda: "chưa nộp Cổng" in shown(pilot))
        await pilot.pause(0.2)
        assert "Kho bạc" not in shown(pilot)


@pytest.mark.parametrize("days", [14], indirect=True)
async def test_a_volunteer_s_desk_says_nothing_of_it(open_app: Opener, days: int) -> None:
    async with open_app() as pilot:
        await until(pilot, lambda: "Kho bạc" in shown(pilot))
        act_as(pilot, Role.VOLUNTEER)
        await open_screen(pilot, "deposits")
        assert "Xem tiền của cả quầy là việc của phụ trách" in shown(pilot)
        assert "21.000" not in shown(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: "BÀN LÀM VIỆC" in shown(pilot) and "Kho bạc" not in shown(pilot))


async def test_who_only_looks_is_told_who_records(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = await opened(pilot)
        app = program(pilot)
        assert app.actor is not None

        app.actor = replace(app.actor, role=Role.ADMINISTRATOR)
        await hands.press("enter")
        await until(pilot, lambda: "Ghi nộp Kho bạc là việc của phụ trách" in said(pilot))
        assert isinstance(pilot.app.screen, DepositsScreen)


async def test_large_print_keeps_what_is_left_and_by_when(open_app: Opener) -> None:
    async with open_app(LARGE_PRINT) as pilot:
        await opened(pilot)
        text = shown(pilot)
        assert "21.000đ" in text and "05/12/2026" in text and "Esc" in text
