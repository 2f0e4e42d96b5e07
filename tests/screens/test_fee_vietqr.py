"""Paid by VietQR, by keys: the code is on the screen and can be read, the money counts once it was seen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.dossier import DossierView, IntakeDraft
from counter.models.money import MoneyState, Payer, PaymentMeans
from counter.models.states import RequestState
from counter.screens.fee.fee import FeeScreen
from counter.screens.fee.fee_code import QrCode
from counter.screens.fee.fee_forms import Way
from counter.screens.fee.fee_vietqr import VietQrScreen
from counter.services.bank import accounts, transfers
from counter.services.office import Office
from counter.widgets.error_box import ErrorBox
from tests.papers.reading import qr_text
from tests.papers.test_qr import painted
from tests.screens.conftest import LARGE_PRINT, Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import counter_of, received, stored
from tests.screens.on_fees import BOOK, one, open_fee, paid, taken
from tests.services import journeys

CODE = "FT26327000412"


@pytest.fixture
def copies(practice_path: Path) -> DossierView:
    """`ct 3x5`, 21.000đ, at a ward with one account."""
    with counter_of(practice_path, **BOOK) as office:
        accounts.add(office, "970436", "113366668888", "UBND PHUONG MAU", "VCB", operation="account")
        return received(office, journeys.certified_copy(office))


async def open_code(pilot: Pilot[None], view: DossierView) -> tuple[FeeScreen, VietQrScreen, Hands]:
    """The code of the whole fee."""
    screen, hands = await open_fee(pilot, view)
    await hands.press("up", "2")
    await until(pilot, lambda: isinstance(pilot.app.screen, VietQrScreen))
    code = pilot.app.screen
    assert isinstance(code, VietQrScreen)
    await until(pilot, lambda: code.query_one(QrCode).styles.height is not None)
    await pilot.pause()
    return screen, code, hands


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_the_code_on_the_screen_is_the_payment(
    open_app: Opener, copies: DossierView, size: tuple[int, int]
) -> None:
    """What the window shows is decoded: every row of it, under the practice band and above the key bar."""
    async with open_app(size) as pilot:
        _, code, _ = await open_code(pilot, copies)
        text = shown(pilot)
        widget = code.query_one(QrCode)
        top, left = widget.region.y, widget.region.x
        rows = text.split("\n")[top : top + widget.size.height]
        seen = tuple(row[left : left + widget.size.width] for row in rows)
        assert qr_text(painted(seen)) == code.request.payload
        for words in ("21.000đ", "Vietcombank", "1133 6666 8888", "UBND PHUONG MAU", code.request.memo):
            assert words in text, words
        assert "–F9" in text and "Esc Để chờ" in text and "F1" in text


async def test_it_counts_as_paid_with_the_code_of_the_bank(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, _, hands = await open_code(pilot, copies)
        await hands.press("f9")
        assert "Chưa có mã giao dịch" in said(pilot)
        await hands.type(CODE, leave="tab")
        await hands.type("12")
        await hands.press("f9")
        assert "ĐÃ NHẬN 21.000đ" in await taken(pilot, screen)
        assert pilot.app.screen is screen
        entry = await paid(pilot, copies)
        assert [(part.means, part.reference) for part in entry.means] == [(PaymentMeans.TRANSFER, CODE)]
        assert entry.receipt is not None and entry.receipt.number == "12"
        assert hands.interactions <= 8


async def test_a_relative_pays_and_is_named(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, code, hands = await open_code(pilot, copies)
        await hands.press("up", "2")
        await until(pilot, lambda: "payer_name" in code.panel.keys)
        await pilot.press("tab")
        await hands.type(CODE, leave="tab")
        await hands.type("12")
        await hands.press("f9")
        await until(pilot, lambda: code.query_one(ErrorBox).display)  # nobody pays without a name
        await hands.type("Trần Văn Con")
        await hands.press("f9")
        await taken(pilot, screen)
        entry = await paid(pilot, copies)
        assert (entry.payer, entry.payer_name) == (Payer.CHILD, "Trần Văn Con")


async def test_esc_leaves_it_waiting_and_the_same_code_is_found_again(
    open_app: Opener, copies: DossierView
) -> None:
    """Somebody far away pays later: the request keeps who, and one dossier has one code."""
    async with open_app() as pilot:
        screen, code, hands = await open_code(pilot, copies)
        await hands.press("up", "3")
        await until(pilot, lambda: "payer_name" in code.panel.keys)
        await hands.type("Lê Thị Xa")
        await hands.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: code.request.memo in said(pilot))
        [waits] = await program(pilot).ask(transfers.waiting)
        assert (waits.payer, waits.payer_name) == (Payer.RELATIVE, "Lê Thị Xa")
        assert (await stored(pilot, copies)).money is MoneyState.DUE
        await pilot.pause(0.2)
        await hands.press("up", "2")
        await until(pilot, lambda: isinstance(pilot.app.screen, VietQrScreen))
        assert "Lê Thị Xa" in shown(pilot)
        await hands.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.pause(0.2)
        await hands.press("escape")
        again, _ = await open_fee(pilot, copies)
        assert f"Mã {code.request.memo} đang chờ 21.000đ" in said(pilot)
        assert again.done is None
        assert len(await program(pilot).ask(transfers.waiting)) == 1


async def test_f10_cancels_it(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, code, hands = await open_code(pilot, copies)
        await hands.press("f10", "4")
        await until(pilot, lambda: "Huỷ" in shown(pilot) and pilot.app.screen is not code)
        await pilot.pause(0.1)
        await hands.press("f9")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert "Đã huỷ mã" in said(pilot)
        assert not await program(pilot).ask(transfers.waiting)


@pytest.fixture
def quiet_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Papers of these tests go nowhere else."""
    monkeypatch.setenv("COUNTER_HOME", str(tmp_path))
    yield tmp_path


async def test_f10_saves_a_picture_that_can_be_scanned(
    open_app: Opener, copies: DossierView, quiet_home: Path
) -> None:
    async with open_app() as pilot:
        _, code, hands = await open_code(pilot, copies)
        await hands.press("f10", "2")
        await until(pilot, lambda: bool(list(quiet_home.rglob("*.png"))), seconds=10)
        [picture] = quiet_home.rglob("*.png")
        assert qr_text(picture.read_bytes()) == code.request.payload


async def test_a_window_that_is_too_low_says_so_and_shows_the_words(
    open_app: Opener, copies: DossierView
) -> None:
    async with open_app(LARGE_PRINT) as pilot:
        _, code, _ = await open_code(pilot, copies)
        assert not code.query_one(QrCode).display
        text = shown(pilot)
        assert "1133 6666 8888" in text and code.request.memo in text
        assert "F10" in text


async def test_one_of_several_accounts_is_chosen_by_digit(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        await until(pilot, lambda: program(pilot).door.store is not None)
        await program(pilot).ask(
            accounts.add, "970422", "0987654321", "UBND PHUONG MAU", "MB", operation="second"
        )
        screen, hands = await open_fee(pilot, copies)
        await hands.press("up", "2")
        await until(pilot, lambda: "Vào tài khoản nào" in shown(pilot))
        await hands.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, VietQrScreen))
        assert screen.till.way is Way.CASH
        [waits] = await program(pilot).ask(transfers.waiting)
        assert (waits.account.number, waits.state) == ("0987654321", RequestState.WAITING)


async def test_a_part_by_transfer_has_its_own_code(open_app: Opener, copies: DossierView) -> None:
    """20.000 in cash, the code of the 1.000 that is left; one payment settles both and the code."""
    async with open_app((80, 30)) as pilot:
        await until(pilot, lambda: program(pilot).door.store is not None)
        journeys.with_drawer(program(pilot).office())
        screen, hands = await open_fee(pilot, copies)
        await hands.press("f10", "4")
        await until(pilot, lambda: screen.till.way is Way.MIXED)
        await hands.type("20", leave="tab")
        await pilot.press("tab")
        await hands.type("1")
        await hands.press("f10", "4")
        await until(pilot, lambda: isinstance(pilot.app.screen, VietQrScreen))
        code = pilot.app.screen
        assert isinstance(code, VietQrScreen)
        assert code.request.amount == 1_000
        await hands.type(CODE)
        await hands.press("f9")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: screen.panel.value("transfer_reference") == CODE)
        screen.panel.form.focus_field("receipt_number")
        await hands.type("12")
        await hands.press("f9")
        await taken(pilot, screen)
        entry = await paid(pilot, copies)
        assert [(part.means, part.amount, part.reference) for part in entry.means] == [
            (PaymentMeans.CASH, 20_000, ""),
            (PaymentMeans.TRANSFER, 1_000, CODE),
        ]
        assert not await program(pilot).ask(transfers.waiting)


async def test_without_an_account_the_code_is_only_typed(open_app: Opener, practice_path: Path) -> None:
    view = one(practice_path, journeys.certified_copy, BOOK)
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, view)
        await hands.press("up", "2")
        await until(pilot, lambda: screen.panel.focused_key == "transfer_reference")
        await until(pilot, lambda: "–F9" in shown(pilot))
        await hands.press("f9")
        assert "Ghi mã giao dịch" in said(pilot)
        await hands.type("FT25328 1234")
        await hands.press("tab")
        await hands.type("7")
        await hands.press("f9")
        assert "ĐÃ NHẬN 21.000đ" in await taken(pilot, screen)


async def test_a_code_for_a_posted_amount_that_no_fee_has_is_asked_about_once(
    open_app: Opener, practice_path: Path
) -> None:
    def make(office: Office) -> IntakeDraft:
        accounts.add(office, "970436", "113366668888", "UBND PHUONG MAU", "VCB", operation="account")
        return journeys.late_birth(office, copies="0")

    view = one(practice_path, make, BOOK)
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, view)
        await hands.type("3000000", leave="tab")
        await hands.press("f5", "up", "up", "2")
        await until(pilot, lambda: "Mức niêm yết 3.000.000đ?" in said(pilot))
        await until(pilot, lambda: screen.panel.focused_key == "stated_amount")
        assert await program(pilot).ask(transfers.waiting) == ()
        await hands.press("up", "2")
        await until(pilot, lambda: isinstance(pilot.app.screen, VietQrScreen))
