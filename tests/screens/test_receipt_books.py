"""The receipt books by keys: registered, numbers set aside, gaps told, a receipt recorded, an excuse."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.i18n import local
from counter.models.catalogue import Channel
from counter.models.money import OfficialReceipt, PaymentView
from counter.models.receipts import BookView
from counter.models.staff import Role
from counter.models.states import ReceiptStatus
from counter.screens.fee.fee_receipt import ReceiptScreen
from counter.screens.till.receipt_aside import AsideScreen
from counter.screens.till.receipt_book_form import BookScreen
from counter.screens.till.receipt_books import ReceiptBooksScreen
from counter.screens.till.receipt_excuse import LoneExcuseScreen
from counter.services.money import payments
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.services.till import receipts
from counter.settings import MachineSettings
from counter.widgets.line_list import LineList
from tests.screens.conftest import (
    LARGE_PRINT,
    SMALL,
    USUAL,
    Opener,
    StillApp,
    program,
    said,
    shown,
    until,
)
from tests.screens.hands import Hands
from tests.screens.on_dossiers import act_as, counter_of, open_screen, received
from tests.services import journeys

PAPER, BOOK = "01BLP2-001", "01AA-26P"
COLLEAGUE, OTHER_PIN = "Phan Thị Bên", "1357"


def pay(office: Office, number: str, *, later: str = "") -> PaymentView:
    """16.000đ for one more birth."""
    draft = replace(journeys.birth(office, Channel.DIRECT), duplicate_reason="con thứ hai")
    view = received(office, draft)
    given = OfficialReceipt(form=PAPER, serial=BOOK, number=number) if number else None
    made = journeys.cash(view, 16_000, "", f"pay-{view.id}")
    return payments.take(office, replace(made, receipt=given, receipt_later=later))


@pytest.fixture
def book(practice_path: Path) -> Path:
    """A book of fifty, one receipt used; a payment without its receipt, taken by a colleague."""
    with counter_of(practice_path) as office:
        colleague = staff.add(office, COLLEAGUE, Role.CLERK, OTHER_PIN, "colleague")
        receipts.register_book(office, PAPER, BOOK, "0001851", "0001900", "BL-26/07", "book")
        pay(journeys.with_drawer(office), "0001851")
        other = journeys.with_drawer(replace(office, actor=colleague))
        pay(other, "", later="hết giấy in")
    return practice_path


@pytest.fixture
def gap(practice_path: Path) -> Path:
    """A store in which somebody used a number far on, before there was a book."""
    with counter_of(practice_path) as office:
        journeys.with_drawer(office)
        pay(office, "0001853")
        receipts.register_book(office, PAPER, BOOK, "0001851", "0001900", "BL-26/07", "book")
    return practice_path


async def opened(pilot: Pilot[None]) -> tuple[ReceiptBooksScreen, Hands]:
    await open_screen(pilot, "receipt_books")
    screen = pilot.app.screen
    assert isinstance(screen, ReceiptBooksScreen)
    await until(pilot, lambda: not screen.allowed or bool(said(pilot)))
    await pilot.pause(0.1)
    return screen, Hands(pilot)


async def back(pilot: Pilot[None], screen: ReceiptBooksScreen, words: str) -> str:
    """The list again, with what was recorded on its message line."""
    await until(pilot, lambda: pilot.app.screen is screen and words in said(pilot))
    await pilot.pause(0.1)
    return shown(pilot)


async def books(pilot: Pilot[None]) -> tuple[BookView, ...]:
    return await program(pilot).ask(receipts.books)


async def test_a_first_book_is_registered(open_app: Opener, practice_path: Path) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        assert "Chưa ghi quyển biên lai nào. Bấm F3" in shown(pilot)
        await hands.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, BookScreen))
        for text in (PAPER, BOOK, "0001851", "0001900"):
            await hands.type(text, leave="enter")
        await hands.type("BL-26/07")
        await hands.press("f9")
        text = await back(pilot, screen, "BL-26/07 0001851–0001900")
        assert "tiếp 0001851 · còn 50" in text
        assert "√ Không thiếu số" in text


async def test_what_is_wrong_with_a_book_stands_at_its_field(open_app: Opener, book: Path) -> None:
    async with open_app() as pilot:
        _, hands = await opened(pilot)
        await hands.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, BookScreen))
        await hands.type("0001900", leave="enter")
        await hands.type("0001950")
        await hands.press("f9")
        await until(pilot, lambda: "trùng số với quyển đã ghi" in shown(pilot))
        assert isinstance(pilot.app.screen, BookScreen)
        await hands.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReceiptBooksScreen))
        assert len([b for b in await books(pilot) if b.id]) == 1


async def test_a_gap_is_told_loudly_and_explained(open_app: Opener, gap: Path) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        text = shown(pilot)
        assert "! BL-26/07: thiếu số 0001851–0001852" in text
        assert "Enter Ghi số hỏng, mất" in text
        await hands.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AsideScreen))
        await hands.press("f5", "enter", "f5", "enter")
        await hands.choose(1)
        assert "F9 Ghi 0001851–0001852 viết hỏng" in shown(pilot)
        await hands.type("hai tờ dính mực")
        await hands.press("enter")  # nothing is recorded by it
        assert isinstance(pilot.app.screen, AsideScreen)
        await hands.press("f9")
        text = await back(pilot, screen, "0001851–0001852 viết hỏng")
        assert "√ Không thiếu số" in text
        assert "0001851–0001852 viết hỏng: hai tờ dính mực" in text


async def test_numbers_before_the_next_are_not_passed_over(open_app: Opener, book: Path) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        await hands.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AsideScreen))
        await hands.type("0001855", leave="enter")
        await hands.press("enter")
        await hands.choose(1)
        await hands.type("rách")
        await hands.press("f9")
        await until(pilot, lambda: "0001852–0001854" in shown(pilot))
        assert isinstance(pilot.app.screen, AsideScreen)
        await hands.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_the_receipt_of_a_payment_is_recorded(open_app: Opener, book: Path) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        assert "! 1 khoản thu chưa có biên lai" in shown(pilot)
        await hands.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReceiptScreen))
        await until(pilot, lambda: "0001852" in shown(pilot))
        assert "hết giấy in" in shown(pilot)
        await hands.press("f9")
        text = await back(pilot, screen, "biên lai 0001852")
        assert "√ Không thiếu số" in text


async def test_a_number_passed_over_is_asked_about(open_app: Opener, book: Path) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        await hands.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReceiptScreen))
        await until(pilot, lambda: "0001852" in shown(pilot))
        form = pilot.app.screen
        assert isinstance(form, ReceiptScreen)
        form._panel.form.set_value("receipt_number", "0001854")
        await hands.press("f9")
        await until(pilot, lambda: "0001852–0001853" in shown(pilot))
        await until(pilot, lambda: form._panel.focused_key == "skipped_reason")
        [line] = [line for line in shown(pilot).splitlines() if "Số bỏ cách vì" in line]
        assert "không bắt buộc" not in line
        await hands.type("hai tờ viết hỏng")
        await hands.press("f9")
        await back(pilot, screen, "biên lai 0001854")
        [view] = await books(pilot)
        assert [(one.numbers, one.reason) for one in view.set_aside] == [
            ("0001852–0001853", "hai tờ viết hỏng")
        ]


async def test_a_day_before_the_money_is_asked_about_and_refused(open_app: Opener, book: Path) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        await hands.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReceiptScreen))
        await until(pilot, lambda: "0001852" in shown(pilot))
        form = pilot.app.screen
        assert isinstance(form, ReceiptScreen)
        form._panel.form.set_value("receipt_day", "01/02/2026")
        await hands.press("f9")
        await until(pilot, lambda: "Xem lại ngày trên biên lai" in said(pilot))
        await hands.press("f9")
        await until(pilot, lambda: "Biên lai lập trước ngày thu tiền" in shown(pilot))
        form._panel.form.set_value("receipt_day", f"{local(program(pilot).now()):%d/%m/%Y}")
        await hands.press("f9")
        await back(pilot, screen, "biên lai 0001852")


async def test_a_supervisor_says_why_there_is_none(open_app: Opener, book: Path) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        await hands.press("f10")
        await pilot.pause(0.1)
        await hands.press("4")
        await until(pilot, lambda: isinstance(pilot.app.screen, LoneExcuseScreen))
        assert "mang tên Nguyễn Thị Hoa" in shown(pilot)
        await hands.press("f9")
        await pilot.pause(0.1)
        assert isinstance(pilot.app.screen, LoneExcuseScreen)  # not without a reason
        await hands.type("máy hỏng cả ngày, đã báo thuế")
        await hands.press("f9")
        await back(pilot, screen, "có lý do của phụ trách")
        assert not await program(pilot).ask(receipts.open_receipts)


async def test_what_a_clerk_took_needs_the_supervisors_pin(open_app: Opener, book: Path) -> None:
    async with open_app() as pilot:
        await until(pilot, lambda: bool(program(pilot).staff))
        act_as(pilot, Role.CLERK)
        _, hands = await opened(pilot)
        await hands.press("f10")
        await pilot.pause(0.1)
        await hands.press("4")
        await until(pilot, lambda: "PIN" in shown(pilot))
        assert not isinstance(pilot.app.screen, LoneExcuseScreen)


async def test_voided_numbers_and_doubles_stand_there(open_app: Opener, book: Path) -> None:
    with Store.open(book, practice=True) as store, store.write() as transaction:
        transaction.connection.execute(
            "INSERT INTO receipt SELECT NULL, payment_id, form, lower(serial), '1851', 1851, 'used', '',"
            " issued_on, recorded_by, recorded_at, 'hand' FROM receipt WHERE value = 1851"
        )
        transaction.record(None, "test.hand", subject=("test", "hand"), operation="")
    async with open_app() as pilot:
        await opened(pilot)
        assert "trùng số" in shown(pilot)


async def test_a_volunteer_sees_the_locked_door(open_app: Opener, book: Path) -> None:
    async with open_app() as pilot:
        await until(pilot, lambda: bool(program(pilot).staff))
        act_as(pilot, Role.VOLUNTEER)
        screen, hands = await opened(pilot)
        assert not screen.query(LineList)
        assert "tiền" in shown(pilot)
        await hands.press("enter", "f10")
        assert pilot.app.screen is screen


@pytest.mark.parametrize("size", [SMALL, USUAL, LARGE_PRINT])
async def test_the_keys_are_whole(open_app: Opener, book: Path, size: tuple[int, int]) -> None:
    async with open_app(size=size) as pilot:
        screen, hands = await opened(pilot)
        for words in ("Esc Lùi", "F1 Giúp", "F3 Ghi quyển mới", "Enter Ghi biên lai"):
            assert words in shown(pilot)
        await hands.press("down")
        await pilot.pause(0.1)
        assert "Enter Ghi số hỏng, mất" in shown(pilot)
        listing = screen.query_one(LineList)
        assert listing.current is not None and listing.current.key == "b0"


async def test_the_books_are_found_in_the_palette(open_app: Opener, book: Path) -> None:
    async with open_app() as pilot:
        await until(pilot, lambda: program(pilot).door.opened.is_set())
        await pilot.press("f2")
        await pilot.pause(0.2)
        await Hands(pilot).type("so bien lai")
        await until(pilot, lambda: "Sổ biên lai ·" in shown(pilot))


async def listed(pilot: Pilot[None]) -> None:
    """A book with a gap, a payment without its receipt."""
    await opened(pilot)


async def set_aside(pilot: Pilot[None]) -> None:
    """The form of numbers that nobody explained."""
    _, hands = await opened(pilot)
    await hands.press("down", "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, AsideScreen))
    await pilot.pause(0.1)


PICTURES: dict[str, Callable[[Pilot[None]], Awaitable[None]]] = {"listed": listed, "set_aside": set_aside}


@pytest.mark.parametrize("size", [SMALL, USUAL], ids=["80x24", "100x30"])
@pytest.mark.parametrize("name", PICTURES)
def test_picture(
    name: str, size: tuple[int, int], practice_path: Path, machine: MachineSettings,
    snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """As a clerk sees it."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    with counter_of(practice_path) as office:
        journeys.with_drawer(office)
        pay(office, "0001853")
        pay(office, "", later="hết giấy in")
        receipts.register_book(office, PAPER, BOOK, "0001851", "0001900", "BL-26/07", "book")
    assert snap_compare(StillApp(machine), terminal_size=size, run_before=PICTURES[name])


def test_every_status_can_be_chosen() -> None:
    from counter.screens.till.receipt_aside import STATES

    assert {*STATES, ReceiptStatus.USED} == set(ReceiptStatus)
