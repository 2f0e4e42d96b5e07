"""The fee by keys: cash with its change, the receipt, the drawer; what is refused and why."""

from dataclasses import replace
from pathlib import Path

import pytest

from counter.models.dossier import DossierView
from counter.models.money import MoneyState
from counter.models.staff import Role
from counter.screens.fee.fee import FeeScreen
from counter.screens.fee.fee_forms import Way
from counter.screens.fee.fee_quote import ChangeView
from counter.screens.intake.intake import IntakeScreen
from counter.services.dossier import dossiers
from counter.services.money import payments
from counter.widgets.error_box import ErrorBox
from tests.screens.conftest import LARGE_PRINT, Opener, program, said, shown, until
from tests.screens.hands import FATHER
from tests.screens.on_dossiers import act_as, counter_of, finished, open_screen, received, stored
from tests.screens.on_fees import BOOK, one, open_fee, paid, taken
from tests.screens.widget_app import burst
from tests.services import journeys

FEE_INTERACTIONS = 8  # targets.md, Hands: cash and a numbered record


@pytest.fixture
def copies(practice_path: Path) -> DossierView:
    """`ct 3x5`, 21.000đ, at a counter whose drawer is open and whose last receipt was 0001873."""
    with counter_of(practice_path) as office:
        journeys.with_drawer(office)
        before = received(office, journeys.certified_copy(office, journeys.MO))
        payments.take(office, journeys.cash(before, 21_000))
        return received(office, journeys.certified_copy(office))


# -- cash ---------------------------------------------------------------------------------------


async def test_thirty_and_f9_take_the_cash(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("3", "0")
        assert "30 = 30.000đ" in shown(pilot)
        assert screen.query_one("#change", ChangeView).amount == 9_000
        await hands.press("f9")
        text = await taken(pilot, screen)
        assert hands.keys == 3
        assert "ĐÃ THU 21.000đ" in text and "1 tờ 5.000 · 2 tờ 2.000" in text
        assert "EBL01 · 26E · 0001874" in text
        assert "ba mươi nghìn, thối lại chín nghìn" in text
        assert "không thay thế biên lai" in text
        view = await stored(pilot, copies)
        assert view.money is MoneyState.PAID
        entry = view.payments[-1]
        assert (entry.total, entry.tendered, entry.change) == (21_000, 30_000, 9_000)
        assert entry.receipt is not None and entry.receipt.number == "0001874"


async def test_keys_typed_before_the_dossier_is_read_are_not_lost(
    open_app: Opener, copies: DossierView
) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "fee", ref=str(copies.id))
        screen = pilot.app.screen
        assert isinstance(screen, FeeScreen)
        screen.loaded.clear()
        await pilot.press("3", "0", "f9")
        screen.load()
        await taken(pilot, screen)
        assert (await paid(pilot, copies)).tendered == 30_000


async def test_enter_never_takes_money(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("3", "0", *["enter"] * 7)
        await pilot.pause(0.1)
        assert screen.done is None
        assert not (await stored(pilot, copies)).payments


async def test_a_second_f9_finds_the_first(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, _ = await open_fee(pilot, copies)
        await pilot.press("3", "0", "f9", "f9", "f9")
        await taken(pilot, screen)
        assert len((await stored(pilot, copies)).payments) == 1


async def test_what_is_missing_is_said_at_every_key_and_locks_f9(
    open_app: Opener, copies: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("2", "0")
        assert "Còn thiếu 1.000đ. Người dân đưa 20.000đ, phải thu 21.000đ." in shown(pilot)
        assert "–F9 Thu 21.000đ" in shown(pilot)
        await hands.press("f9")
        assert "Còn thiếu 1.000đ" in said(pilot)
        assert screen.done is None
        await hands.press("backspace", "1")
        assert "Còn thiếu" not in shown(pilot)
        await hands.press("f9")
        assert "Vừa đủ, không thối" in await taken(pilot, screen)


@pytest.mark.parametrize("typed", ["1,5", "25.00", "ba mươi", "30 000"])
async def test_what_is_not_plainly_a_sum_is_asked_about(
    open_app: Opener, copies: DossierView, typed: str
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.type(typed, leave="enter")
        assert screen.panel.value("tendered") == typed  # leaving the field changes nothing
        assert "–F9" in shown(pilot)
        await hands.press("f9")
        assert typed in said(pilot)


async def test_f5_is_the_exact_sum(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("f5", "f9")
        await taken(pilot, screen)
        assert (await paid(pilot, copies)).change == 0


async def test_far_too_much_is_asked_about_once(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("3", "0", "0", "f9")
        assert said(pilot) == "Người dân đưa 300.000đ cho 21.000đ? F9 lần nữa nếu đúng"
        assert screen.done is None
        await hands.press("f9")
        await taken(pilot, screen)
        assert (await paid(pilot, copies)).change == 279_000


async def test_the_change_stays_until_the_next_person_is_scanned(
    open_app: Opener, copies: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("3", "0", "f9")
        await taken(pilot, screen)
        await hands.press("enter", "space", "1")
        assert screen.query_one("#given", ChangeView).amount == 9_000
        assert "THỐI LẠI" in shown(pilot)
        await hands.scan(FATHER)
        await until(pilot, lambda: isinstance(pilot.app.screen, IntakeScreen))
        assert screen not in pilot.app.screen_stack


async def test_a_card_scanned_too_early_is_not_taken_for_money(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.scan(FATHER)
        assert pilot.app.screen is screen
        assert "Chưa thu xong" in said(pilot)


# -- the receipt ---------------------------------------------------------------------------------


async def test_the_next_receipt_stands_there_and_can_be_changed(
    open_app: Opener, copies: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("3", "0", "tab", "ctrl+u")
        await hands.type("0001900")
        await hands.press("f9")
        await taken(pilot, screen)
        receipt = (await paid(pilot, copies)).receipt
        assert receipt is not None and receipt.number == "0001900"
        assert hands.interactions <= FEE_INTERACTIONS + 1  # "30" is one field here counted as two keys


async def test_a_number_used_before_is_refused_with_its_dossier(
    open_app: Opener, copies: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("f5", "tab", "ctrl+u")
        await hands.type("0001873")
        await hands.press("f9")
        await until(pilot, lambda: screen.query_one(ErrorBox).display)
        assert "0001873 đã ghi cho hồ sơ" in shown(pilot)
        assert screen.panel.value("tendered") == "21.000"


async def test_a_receipt_can_come_later_with_a_reason(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("f5", "tab", "ctrl+u", "f9")
        await until(pilot, lambda: screen.query_one(ErrorBox).display)
        await hands.press("tab")
        await hands.type("sổ biên lai ở quầy 2")
        await hands.press("f9")
        assert "chưa ghi số. Lý do: sổ biên lai ở quầy 2" in await taken(pilot, screen)
        await hands.press("f10", "2")
        await until(pilot, lambda: pilot.app.screen is not screen and "Ghi số biên lai" in shown(pilot))
        await until(pilot, lambda: "0001874" in shown(pilot))
        await hands.press("f9")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert (await paid(pilot, copies)).receipt is not None
        await until(pilot, lambda: "EBL01 · 26E · 0001874" in shown(pilot))


# -- the drawer ----------------------------------------------------------------------------------


async def test_without_an_open_drawer_f9_is_locked_and_enter_opens_it(
    open_app: Opener, practice_path: Path
) -> None:
    view = one(practice_path, journeys.certified_copy, BOOK, drawer=False)
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, view)
        await hands.press("3", "0")
        assert "Enter Mở ngăn tiền" in shown(pilot) and "–F9" in shown(pilot)
        await hands.press("f9")
        assert "Chưa mở ngăn tiền" in said(pilot)
        assert screen.done is None
        await hands.press("enter")
        await until(pilot, lambda: pilot.app.screen is not screen)
        await until(pilot, lambda: getattr(pilot.app.screen, "topic", "").startswith("drawer"))
        journeys.with_drawer(program(pilot).office())
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: "Enter Mở ngăn tiền" not in shown(pilot))
        assert screen.panel.value("tendered") in ("30", "30.000")  # what was counted is still there
        await pilot.press("tab")
        await hands.type("1")
        await hands.press("f9")
        await taken(pilot, screen)
        assert (await paid(pilot, view)).change == 9_000


async def test_a_scan_with_its_enter_does_not_open_the_drawer(open_app: Opener, practice_path: Path) -> None:
    view = one(practice_path, journeys.certified_copy, BOOK, drawer=False)
    async with open_app() as pilot:
        screen, _ = await open_fee(pilot, view)
        burst(pilot.app, f"{FATHER}\r")
        await until(pilot, lambda: "Chưa thu xong" in said(pilot))
        await pilot.pause(0.3)
        assert pilot.app.screen is screen
        assert screen.panel.value("tendered") == ""


async def test_a_card_needs_no_drawer(open_app: Opener, practice_path: Path) -> None:
    view = one(practice_path, journeys.certified_copy, BOOK, drawer=False)
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, view)
        await hands.press("up", "3")
        await until(pilot, lambda: screen.till.way is Way.CARD)
        await hands.type("052817", leave="tab")
        await hands.type("1")
        await hands.press("f9")
        await taken(pilot, screen)


# -- the slip, and giving back -------------------------------------------------------------------


async def test_the_slip_of_the_payment_is_printed_and_its_reprint_is_a_copy(
    open_app: Opener, copies: DossierView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTER_HOME", str(tmp_path))
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("3", "0", "f9")
        await taken(pilot, screen)
        await hands.press("f10", "1")
        await until(pilot, lambda: "Phiếu thu:" in said(pilot), seconds=15)
        assert screen.query_one("#given", ChangeView).amount == 9_000  # the change stays
        await hands.press("f10", "1")
        await until(pilot, lambda: "BẢN SAO 2" in said(pilot), seconds=15)
        assert len(list(tmp_path.rglob("*.pdf"))) == 2
        assert (await paid(pilot, copies)).prints == 2


async def test_the_cashier_is_not_told_to_hand_over_a_receipt_that_is_not_there(
    open_app: Opener, copies: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("3", "0", "f9")
        assert "đây là biên lai ạ" in " ".join((await taken(pilot, screen)).split())
        done = screen.done
        assert done is not None and done.payment is not None
        screen.shown(replace(done.payment, receipt=None, receipt_later="sổ ở quầy 2"))
        await pilot.pause(0.1)
        text = " ".join(shown(pilot).split())
        assert "đây là biên lai ạ" not in text and "Biên lai cháu gửi cô chú sau ạ" in text


async def test_the_loser_of_a_race_reads_who_took_what(
    open_app: Opener, copies: DossierView, practice_path: Path
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("3", "0")
        with counter_of(practice_path) as office:  # the other counter
            payments.take(
                office, journeys.cash(dossiers.get(office, str(copies.id)), 21_000, "0001880", "other")
            )
        await hands.press("f9")
        await until(pilot, lambda: pilot.app.screen is not screen)
        text = " ".join(shown(pilot).replace("│", " ").split())
        assert "Nguyễn Thị Hoa vừa làm lúc" in text and "Thu tiền mặt 21.000đ" in text
        assert "thành" not in text


async def test_f10_leads_to_void_and_refund(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("3", "0", "f9")
        await taken(pilot, screen)
        await hands.press("f10", "2")
        await until(pilot, lambda: getattr(pilot.app.screen, "topic", "") == "reversal")
        await pilot.pause(0.2)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert screen.done is not None


# -- who, when, and where it fits ----------------------------------------------------------------


async def test_a_volunteer_sees_the_amount_behind_a_locked_door(
    open_app: Opener, copies: DossierView
) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "desk")
        act_as(pilot, Role.VOLUNTEER)
        screen, hands = await open_fee(pilot, copies)
        text = shown(pilot)
        assert "21.000đ" in text and "Trang 1–2" in text and "–F9 Thu 21.000đ" in text
        assert "– Thu tiền là việc của cán bộ tiếp nhận" in text  # before any key is pressed
        assert not screen.panel.display
        await hands.press("3", "0", "f9")
        assert "Thu tiền là việc của cán bộ tiếp nhận" in said(pilot)
        assert screen.done is None and not (await stored(pilot, copies)).payments


async def test_what_is_settled_is_shown_and_not_taken_again(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        view = received(office, journeys.certified_copy(office))
        payments.take(journeys.with_drawer(office), journeys.cash(view, 30_000))
        finished(office, view)
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, view)
        assert screen.done is not None and "ĐÃ THU 21.000đ" in shown(pilot)
        assert "F4 Trả kết quả" in shown(pilot)
        await hands.press("f9")
        assert len((await stored(pilot, view)).payments) == 1


@pytest.mark.parametrize("size", [LARGE_PRINT, (80, 24), (100, 30)])
async def test_total_money_and_change_are_in_sight_in_every_window(
    open_app: Opener, copies: DossierView, size: tuple[int, int]
) -> None:
    async with open_app(size) as pilot:
        _, hands = await open_fee(pilot, copies)
        await hands.press("3", "0")
        text = shown(pilot)
        for words in (
            "PHẢI THU",
            "Trang 1–2",
            "Người dân đưa",
            "0001874",
            "THỐI LẠI",
            "1 tờ 5.000",
            "F1",
            "Esc",
        ):
            assert words in text, words
        assert text.count("►") == 1
