"""The drawer by keys: counted by note, opened, closed blind, handed over; volunteers stay out."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.drawer import CashCount
from counter.models.money import Approval
from counter.models.staff import Role
from counter.models.till import CashMoveDraft, ClosingDraft, DrawerView, OpeningDraft
from counter.rules.cash_count import opened_ahead, too_long_open
from counter.screens.desk.desk import DeskScreen
from counter.screens.till.drawer import DrawerScreen
from counter.screens.till.drawer_close import DrawerCloseScreen, DrawerHandOverScreen
from counter.screens.till.drawer_compare import CompareScreen
from counter.screens.till.drawer_form import CountForm, note_fields
from counter.screens.till.drawer_move import DrawerMoveScreen
from counter.screens.till.drawer_open import DrawerOpenScreen
from counter.screens.till.drawer_receipts import DrawerReceiptsScreen
from counter.screens.till.drawer_sheet import DrawerSheetScreen
from counter.screens.till.drawer_words import page_facts
from counter.screens.till.drawers_past import DrawersPastScreen
from counter.screens.till.receipt_excuse import ExcuseScreen
from counter.services.money import payments
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.till import drawers
from counter.widgets.dialogs import Confirm
from counter.widgets.fields import read_back
from counter.widgets.line_list import LineList
from tests.conftest import START
from tests.screens.conftest import (
    CLERK,
    LARGE_PRINT,
    PIN,
    SMALL,
    USUAL,
    Opener,
    ask_for_pins,
    program,
    said,
    shown,
    until,
)
from tests.screens.on_dossiers import act_as, counter_of, open_screen
from tests.services import journeys

FLOAT = CashCount.of([(50_000, 5), (10_000, 20), (5_000, 10)])  # 500.000
OTHER = "Hồ Văn Nhận"
LEADER = "Lê Văn Trưởng"
Compare = Callable[..., bool]


def opened(office: Office, operation: str = "open") -> int:
    return drawers.open_drawer(office, OpeningDraft(operation=operation, count=FLOAT)).id


def paid(office: Office, *, number: str = "0001873", operation: str = "pay") -> None:
    """21.000đ in cash of 30.000."""
    draft = replace(journeys.certified_copy(office), duplicate_reason="bản khác")
    payment = journeys.cash(journeys.received(office, draft), 30_000, number, operation)
    payments.take(office, payment if number else replace(payment, receipt_later="máy in hỏng"))


@pytest.fixture
def shut(practice_path: Path) -> None:
    """Two more people; the drawer of yesterday is closed and kept 500.000."""
    with counter_of(practice_path) as office:
        staff.add(office, OTHER, Role.CLERK, PIN, "add-clerk")
        staff.add(office, LEADER, Role.SUPERVISOR, PIN, "add-leader")
        staff.sign_in(office.store, LEADER, PIN, office.now())
        staff.sign_in(office.store, OTHER, PIN, office.now())
        ident = opened(office, "yesterday")
        drawers.close(
            office,
            ClosingDraft(operation="evening", drawer_id=ident, count=FLOAT, kept=500_000, expected=500_000),
        )


@pytest.fixture
def working(practice_path: Path, shut: None) -> None:
    """The drawer is open with 500.000; 21.000đ came in and 50.000đ went out: 471.000 should be there."""
    with counter_of(practice_path) as office:
        opened(office)
        paid(office)
        drawers.move_cash(
            office,
            CashMoveDraft(
                operation="ink",
                amount=-50_000,
                reason="mua mực in",
                approval=Approval(name=LEADER, pin=PIN),
            ),
        )


async def at(pilot: Pilot[None], kind: type[object]) -> None:
    """Wait for a screen."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.is_current)
    await pilot.pause()


async def counted(pilot: Pilot[None], *pieces: str, kept: str | None = None) -> None:
    """Type the pieces of each note from the largest on, Enter after each; then what is kept."""
    for typed in (*pieces, *[""] * (10 - len(pieces))):
        await pilot.press(*typed, "enter")
    if kept is not None:
        await pilot.press(*kept)


async def closing(pilot: Pilot[None], name: str = "drawer_close") -> None:
    await open_screen(pilot, name)
    await at(pilot, DrawerCloseScreen)
    await until(pilot, lambda: "Trong ca" in shown(pilot))


# -- opening ---------------------------------------------------------------------------------------


async def test_eight_enter_counts_and_f9_opens(open_app: Opener, shut: None) -> None:
    async with open_app() as pilot:
        await until(pilot, lambda: "CHƯA MỞ" in shown(pilot))
        await pilot.press("8", "enter")
        await at(pilot, DrawerOpenScreen)
        await counted(pilot, "", "", "1", "4")
        assert "ĐẾM ĐƯỢC 300.000đ" in shown(pilot) and "= 200.000" in shown(pilot)
        await until(pilot, lambda: "Ít hơn số để lại 200.000đ" in shown(pilot))
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, DrawerOpenScreen) and "F9 mở ngăn tiền" in said(pilot)
        await pilot.press("f9")
        await at(pilot, DeskScreen)
        assert "Đã mở ngăn tiền với 300.000đ" in said(pilot)
        await until(pilot, lambda: "Ngăn tiền mở" in shown(pilot))
        view = await program(pilot).ask(drawers.mine)
        assert view is not None
        assert view.float_amount == 300_000


async def test_f5_takes_what_was_kept(open_app: Opener, shut: None) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "drawer")
        await at(pilot, DrawerOpenScreen)
        await until(pilot, lambda: "Ngăn trước để lại 500.000đ" in shown(pilot))
        await pilot.press("f5")
        await until(pilot, lambda: "√ Khớp với số để lại" in shown(pilot))
        await pilot.press("f9", "f9")
        await at(pilot, DeskScreen)
        view = await program(pilot).ask(drawers.mine)
        assert view is not None
        assert view.float_amount == 500_000


async def test_an_empty_drawer_is_asked_about_and_a_wrong_box_named(open_app: Opener) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "drawer_open")
        await pilot.press("f9")
        await at(pilot, Confirm)
        await pilot.press("escape")
        await at(pilot, DrawerOpenScreen)
        await pilot.press("f5")
        assert "không để lại" in said(pilot)
        await pilot.press(*"3x", "f9")
        await pilot.pause()
        assert "gõ số tờ bằng chữ số" in shown(pilot) and "3x" in shown(pilot)
        assert await program(pilot).ask(drawers.mine) is None


async def test_esc_asks_before_a_count_is_lost(open_app: Opener) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "drawer_open")
        await pilot.press("4", "escape")
        await at(pilot, Confirm)
        await pilot.press("escape")
        await at(pilot, DrawerOpenScreen)
        assert pilot.app.screen.query_one(CountForm).total == 2_000_000
        await pilot.press("escape")
        await at(pilot, Confirm)
        await pilot.press("f9")
        await at(pilot, DeskScreen)


# -- the page ----------------------------------------------------------------------------------------


async def test_the_page_tells_counts_and_never_what_should_be_there(open_app: Opener, working: None) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "drawer")
        await until(pilot, lambda: "mua mực in" in shown(pilot))
        page = shown(pilot)
        assert "1 lần thu: 1 tiền mặt" in page and "09:00 thứ Hai 23/11/2026" in page
        assert "471" not in page and "21.000" not in page
        await pilot.press("1")
        await pilot.pause(0.1)
        assert "khoản nào cũng có biên lai" in said(pilot)


async def test_cash_goes_out_with_a_reason(open_app: Opener, working: None) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "drawer")
        await until(pilot, lambda: "mua mực in" in shown(pilot))
        await pilot.press("3")
        await until(pilot, lambda: isinstance(pilot.app.screen, DrawerMoveScreen))
        await pilot.pause()
        await pilot.press(*"900", "enter", "f9")
        await pilot.pause()
        assert "Còn trống" in shown(pilot)
        await pilot.press(*"giay in", "f9")
        await until(pilot, lambda: "không đủ" in shown(pilot))
        await pilot.press("ctrl+u", *"20", "f9")
        await until(pilot, lambda: "cần phụ trách" in shown(pilot))
        await pilot.press("enter", *PIN, "f9")
        await at(pilot, DrawerScreen)
        assert "Đã ghi chi 20.000đ" in said(pilot)
        await until(pilot, lambda: "chi 20.000đ: giay in" in shown(pilot))


@pytest.mark.parametrize("name", ["drawer", "drawer_open", "drawer_close", "drawer_move", "drawers_past"])
async def test_a_volunteer_finds_a_locked_door(open_app: Opener, working: None, name: str) -> None:
    async with open_app() as pilot:
        await until(pilot, program(pilot).door.opened.is_set)
        act_as(pilot, Role.VOLUNTEER)
        program(pilot).look_at_drawer()
        await pilot.pause(0.1)
        assert "Ngăn tiền mở" not in shown(pilot) and "CHƯA MỞ" not in shown(pilot)
        await open_screen(pilot, name)
        await until(pilot, lambda: "Ngăn tiền là việc của cán bộ" in shown(pilot))
        before = shown(pilot)
        await pilot.press("f9", "1", "enter")
        await pilot.pause(0.1)
        assert len(pilot.app.screen_stack) == 3 and "Ngăn tiền là việc của cán bộ" in before


# -- closing ---------------------------------------------------------------------------------------


async def test_a_count_that_fits_closes_and_prints(
    open_app: Opener, working: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTER_HOME", str(tmp_path))
    async with open_app() as pilot:
        await closing(pilot)
        await counted(pilot, "", "", "", "5", "", "20", "4", "", "1", kept="0")
        assert "471.000" in shown(pilot) and "Theo sổ" not in shown(pilot)
        await pilot.press("f9")
        await at(pilot, CompareScreen)
        assert "Khớp" in shown(pilot) and "nộp két 471.000đ, để lại 0đ" in shown(pilot)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, CompareScreen)
        await pilot.press("f9")
        await at(pilot, DrawerSheetScreen)
        await until(pilot, lambda: "Đã chốt ngăn tiền. Nộp két 471.000đ" in said(pilot))
        await until(pilot, lambda: "CHƯA MỞ" in shown(pilot))
        await pilot.press("f9")
        await until(pilot, lambda: "In ra, hai người ký" in said(pilot), 20)
        assert list(tmp_path.rglob("*ban-giao*.pdf"))
        assert "BẢN SAO" in shown(pilot)  # what the next F9 would make


async def test_a_difference_names_where_to_look_and_needs_a_choice(open_app: Opener, working: None) -> None:
    async with open_app() as pilot:
        await closing(pilot)
        await counted(pilot, "", "", "", "5", "", "20", "2", "1", kept="0")  # 462.000
        await pilot.press("f9")
        await at(pilot, CompareScreen)
        page = shown(pilot)
        assert "–9.000đ (thiếu)" in page and "đã thối hai lần" in page and "0001873" in page
        await pilot.press("f9")
        assert "Chọn 1, 2 hoặc 3" in said(pilot)
        await pilot.press("2")
        await at(pilot, DrawerCloseScreen)
        assert pilot.app.screen.query_one(CountForm).total == 462_000
        await pilot.press("f9")
        await at(pilot, CompareScreen)
        await pilot.press("1")
        await at(pilot, DrawerCloseScreen)
        assert pilot.app.screen.query_one(CountForm).total == 0


async def test_above_the_tolerance_the_supervisor_types_their_pin(open_app: Opener, working: None) -> None:
    async with open_app() as pilot:
        ask_for_pins(pilot)
        await closing(pilot)
        await counted(pilot, "", "", "", "5", "", "20", "2", "1", kept="0")
        await pilot.press("f9")
        await at(pilot, CompareScreen)
        await pilot.press("3")
        await until(pilot, lambda: "Lý do" in shown(pilot))
        assert LEADER in shown(pilot) and OTHER not in shown(pilot)
        await pilot.press(*"thoi nham", "enter", "enter", *"0000", "f9")
        await until(pilot, lambda: "PIN" in shown(pilot) and "!" in shown(pilot))
        assert isinstance(pilot.app.screen, CompareScreen)
        assert await program(pilot).ask(drawers.mine) is not None
        await pilot.pause(0.1)
        form = pilot.app.screen.query_one("FormView")
        assert pilot.app.focused in form.walk_children()
        await pilot.press("ctrl+u", *PIN)
        await until_closed(pilot)
        assert "Phụ trách duyệt" in shown(pilot) and LEADER in shown(pilot)


async def until_closed(pilot: Pilot[None]) -> None:
    """Press F9 until the wait after a wrong PIN is over."""
    for _ in range(40):
        await pilot.press("f9")
        await pilot.pause(0.2)
        if isinstance(pilot.app.screen, DrawerSheetScreen):
            await until(pilot, lambda: "Nộp két" in shown(pilot))
            return
    raise AssertionError(shown(pilot))


async def test_what_is_kept_must_be_there(open_app: Opener, working: None) -> None:
    async with open_app() as pilot:
        await closing(pilot)
        await counted(pilot, "", "", "", "5", kept="500")
        await pilot.press("f9")
        await pilot.pause()
        assert "từ 0đ đến số đếm được, 250.000đ" in shown(pilot)
        await pilot.press("ctrl+u", *"30", "f9")
        await pilot.pause()
        assert "không ghép được đúng 30.000đ" in shown(pilot)
        assert isinstance(pilot.app.screen, DrawerCloseScreen)


# -- hand-over, receipts, afterwards ---------------------------------------------------------------


async def test_two_people_hand_over(open_app: Opener, working: None) -> None:
    async with open_app() as pilot:
        await closing(pilot, "drawer_hand_over")
        assert isinstance(pilot.app.screen, DrawerHandOverScreen)
        await counted(pilot, "", "", "", "5", "", "20", "4", "", "1", kept="450")
        await pilot.press("f9")
        await at(pilot, CompareScreen)
        assert OTHER in shown(pilot) and CLERK not in shown(pilot).split("So với sổ", 1)[1].splitlines()[5]
        await pilot.press("1", "enter", *PIN)
        await pilot.pause(0.1)
        await pilot.press("f9")
        await at(pilot, DrawerSheetScreen)
        await until(pilot, lambda: "Đã bàn giao" in said(pilot))
        app = program(pilot)
        app.actor = next(person for person in app.staff if person.name == OTHER)
        view = await app.ask(drawers.mine)
        assert view is not None
        assert view.float_amount == 450_000


async def test_payments_without_a_receipt_come_first(
    open_app: Opener, working: None, practice_path: Path
) -> None:
    with counter_of(practice_path) as office:
        paid(office, number="", operation="late")
    async with open_app() as pilot:
        await open_screen(pilot, "drawer_close")
        await at(pilot, DrawerReceiptsScreen)
        await until(pilot, lambda: "máy in hỏng" in shown(pilot))
        await pilot.press("f9")
        assert "1 khoản thu chưa có biên lai" in said(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "ReceiptScreen")
        await pilot.press("escape")
        await at(pilot, DrawerReceiptsScreen)
        await pilot.press("f10")
        await pilot.pause(0.1)
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExcuseScreen))
        await pilot.pause()
        assert "máy in hỏng" in shown(pilot)
        await pilot.press(*"quyen het to", "enter", "enter", *PIN, "f9")
        await at(pilot, DrawerReceiptsScreen)
        await until(pilot, lambda: "Đủ biên lai" in shown(pilot) or "Đã ghi lý do" in said(pilot))
        await until(pilot, lambda: not pilot.app.screen.query_one("#open", LineList).rows)
        await pilot.press("f9")
        await at(pilot, DrawerCloseScreen)


async def test_closed_drawers_are_listed_and_opened(open_app: Opener, shut: None) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "drawers_past")
        await at(pilot, DrawersPastScreen)
        await until(pilot, lambda: "0đ (khớp)" in shown(pilot))
        await pilot.press("enter")
        await at(pilot, DrawerSheetScreen)
        await until(pilot, lambda: "Để lại" in shown(pilot))


# -- pictures ----------------------------------------------------------------------------------------


async def picture_open(pilot: Pilot[None]) -> None:
    await open_screen(pilot, "drawer")
    await at(pilot, DrawerOpenScreen)
    await until(pilot, lambda: "Ngăn trước để lại" in shown(pilot))
    await counted(pilot, "", "", "1", "4")


async def picture_close(pilot: Pilot[None]) -> None:
    await closing(pilot)
    await counted(pilot, "", "", "", "5", "", "20", "2", "1")


async def picture_difference(pilot: Pilot[None]) -> None:
    await picture_close(pilot)
    await pilot.press("0", "f9")
    await at(pilot, CompareScreen)


@pytest.mark.parametrize("size", [SMALL, USUAL, LARGE_PRINT])
@pytest.mark.parametrize(
    ("prepare", "ready"),
    [(picture_open, "shut"), (picture_close, "working"), (picture_difference, "working")],
)
def test_pictures(
    prepare: Callable[[Pilot[None]], Awaitable[None]],
    ready: str,
    size: tuple[int, int],
    request: pytest.FixtureRequest,
    snap_compare: Compare,
) -> None:
    from tests.screens.conftest import StillApp

    request.getfixturevalue(ready)
    app = StillApp(request.getfixturevalue("machine"))
    assert snap_compare(app, terminal_size=size, run_before=prepare)


@pytest.mark.parametrize(
    ("typed", "told"),
    [("3", "= 1.500.000"), ("10000", "= 5.000.000.000"), ("10001", ""), ("\uff13", ""), ("3a", ""), ("", "")],
)
def test_a_sum_is_read_back_only_of_what_f9_takes(typed: str, told: str) -> None:
    """A full-width 3, or more pieces than a drawer holds, is no sum."""
    most = note_fields()[0]
    assert read_back(most, typed, START.date()) == told


@pytest.mark.parametrize(
    ("after", "said", "not_said"),
    [
        (timedelta(days=-2), "đồng hồ máy đang đi sau", ("24 giờ", ", đã 0 giờ")),
        (timedelta(hours=25), "mở quá 24 giờ", ("đồng hồ",)),
        (timedelta(hours=4, minutes=12), ", đã 4 giờ 12 phút", ("24 giờ", "đồng hồ")),
    ],
)
def test_only_what_is_true_is_said_of_how_long_it_is_open(
    after: timedelta, said: str, not_said: tuple[str, ...]
) -> None:
    now = START + after
    view = DrawerView(
        id=1, cashier=CLERK, cashier_id=1, counter_name="Quầy 1", float_amount=0, opened_at=START,
        too_long=too_long_open(START, now), ahead=opened_ahead(START, now),
    )  # fmt: skip
    words = " ".join(str(fact.value) for fact in page_facts(view, now))
    assert said in words
    assert not [one for one in not_said if one in words]
