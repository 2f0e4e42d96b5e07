"""The fee by keys: cash with its change, a transfer, an exemption, later; what is refused and why."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.dossier import DossierView, IntakeDraft
from counter.models.money import MoneyState, PaymentMeans
from counter.models.staff import Role
from counter.screens.fee import FeeScreen
from counter.screens.fee_forms import Way
from counter.screens.fee_quote import ChangeView
from counter.screens.intake import IntakeScreen
from counter.screens.intake_facts import Facts
from counter.services import fees
from counter.services.office import Office
from counter.widgets.error_box import ErrorBox
from tests.screens.conftest import LARGE_PRINT, Opener, said, shown, until
from tests.screens.hands import FATHER, Hands
from tests.screens.on_dossiers import act_as, counter_of, finished, open_screen, received, stored
from tests.services import journeys

FEE_INTERACTIONS = 8  # targets.md, Hands: cash and a numbered record
BOOK = {"receipt_form": "EBL01", "receipt_serial": "26E"}


@pytest.fixture
def copies(practice_path: Path) -> DossierView:
    """`ct 3x5`, 21.000đ, at a counter whose last receipt was 0001873."""
    with counter_of(practice_path) as office:
        before = received(office, journeys.certified_copy(office, journeys.MO))
        fees.take(office, journeys.cash(before, 21_000))
        return received(office, journeys.certified_copy(office))


def one(path: Path, make: "object", **ward: str) -> DossierView:
    """One dossier of a draft that is made at the counter of a store."""
    with counter_of(path, **ward) as office:
        assert callable(make)
        draft = make(office)
        assert isinstance(draft, IntakeDraft)
        return received(office, draft)


def adoption(office: Office) -> IntakeDraft:
    """An adoption: 400.000đ, of which four groups are free."""
    values = {
        field.key: "Nguyễn Văn An"
        if "ho_ten" in field.key
        else field.options[0]
        if field.options
        else {"id_number": "046195001234", "date": "01/02/2020"}.get(field.type.value, "Tổ 15, Huế")
        for field in office.catalogue.get("ncn").fields
        if field.required
    }
    return replace(journeys.ready(office, "ncn", journeys.MO, values), fee_inputs={"cases": "1"})


async def open_fee(pilot: Pilot[None], view: DossierView) -> tuple[FeeScreen, Hands]:
    """The fee of a dossier, read and ready."""
    await open_screen(pilot, "fee", ref=str(view.id))
    screen = pilot.app.screen
    assert isinstance(screen, FeeScreen)
    await until(pilot, screen._loaded.is_set)
    await pilot.pause()
    return screen, Hands(pilot)


async def taken(pilot: Pilot[None], screen: FeeScreen) -> str:
    """What stands there once the fee is settled."""
    await until(pilot, lambda: screen.done)
    await pilot.pause()
    return shown(pilot)


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
        paid = view.payments[-1]
        assert (paid.amount, paid.tendered, paid.change) == (21_000, 30_000, 9_000)
        assert paid.receipt is not None and paid.receipt.number == "0001874"


async def test_keys_typed_before_the_dossier_is_read_are_not_lost(
    open_app: Opener, copies: DossierView
) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "fee", ref=str(copies.id))
        screen = pilot.app.screen
        assert isinstance(screen, FeeScreen)
        screen._loaded.clear()
        await pilot.press("3", "0", "f9")
        screen.load()
        await taken(pilot, screen)
        assert (await stored(pilot, copies)).payments[-1].tendered == 30_000


async def test_enter_never_takes_money(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("3", "0", *["enter"] * 7)
        await pilot.pause(0.1)
        assert not screen.done
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
        assert not screen.done
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
        assert (await stored(pilot, copies)).payments[-1].change == 0


async def test_far_too_much_is_asked_about_once(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("3", "0", "0", "f9")
        assert said(pilot) == "Người dân đưa 300.000đ cho 21.000đ? F9 lần nữa nếu đúng"
        assert not screen.done
        await hands.press("f9")
        await taken(pilot, screen)
        assert (await stored(pilot, copies)).payments[-1].change == 279_000


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
        await hands.press("3", "0", "tab", "tab", "tab", "ctrl+u")
        await hands.type("0001900")
        await hands.press("f9")
        await taken(pilot, screen)
        receipt = (await stored(pilot, copies)).payments[-1].receipt
        assert receipt is not None and receipt.number == "0001900"
        assert hands.interactions <= FEE_INTERACTIONS + 1  # "30" is one field here counted as two keys


async def test_a_number_used_before_is_refused_with_its_dossier(
    open_app: Opener, copies: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("f5", "tab", "tab", "tab", "ctrl+u")
        await hands.type("0001873")
        await hands.press("f9")
        await until(pilot, lambda: screen.query_one(ErrorBox).display)
        assert "0001873 đã ghi cho hồ sơ" in shown(pilot)
        assert screen.panel.value("tendered") == "21.000"


async def test_a_receipt_can_come_later_with_a_reason(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("f5", "tab", "tab", "tab", "ctrl+u", "f9")
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
        assert (await stored(pilot, copies)).payments[-1].receipt is not None
        await until(pilot, lambda: "EBL01 · 26E · 0001874" in shown(pilot))


# -- other ways ----------------------------------------------------------------------------------


async def test_a_transfer_needs_its_transaction_code(open_app: Opener, practice_path: Path) -> None:
    bank = {"bank_name": "Vietcombank", "bank_account": "113366668888"}
    view = one(practice_path, journeys.certified_copy, **bank, **BOOK)
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, view)
        await hands.press("up", "2")
        await until(pilot, lambda: screen.till.way is Way.TRANSFER)
        text = shown(pilot)
        assert "Vietcombank · 113366668888" in text
        assert f"HS {view.short_code.replace('-', '')}" in text
        await hands.press("f9")
        await until(pilot, lambda: screen.query_one(ErrorBox).display)
        await hands.type("FT25328 1234")
        await hands.press("tab", "tab", "tab")
        await hands.type("7")
        await hands.press("f9")
        assert "ĐÃ NHẬN 21.000đ" in await taken(pilot, screen)
        paid = (await stored(pilot, view)).payments[-1]
        assert (paid.means, paid.reference) == (PaymentMeans.TRANSFER, "FT25328 1234")


async def test_an_exemption_needs_group_paper_and_a_look_at_it(open_app: Opener, practice_path: Path) -> None:
    view = one(practice_path, adoption)
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, view)
        await hands.press("up", "3")
        await until(pilot, lambda: screen.till.way is Way.EXEMPT)
        await hands.press("f9")
        await until(pilot, lambda: screen.query_one(ErrorBox).display)
        hands.interactions = 2  # up, 3
        await hands.choose(1)
        facts = {fact.value for fact in screen.query_one("#facts", Facts).facts}
        assert "Giấy chứng nhận kết hôn với cha hoặc mẹ của trẻ" in facts and "400.000đ" in facts
        await hands.type("GKH 12/2019", leave="enter")
        await hands.press("2", "f9")
        await pilot.pause(0.1)
        assert "Chưa xem bản chính" in shown(pilot)
        await hands.press("1", "f9")
        assert "ĐÃ GHI MIỄN 400.000đ" in await taken(pilot, screen)
        assert hands.interactions <= FEE_INTERACTIONS
        paid = (await stored(pilot, view)).payments[-1]
        assert (paid.means, paid.waived, paid.exempt_proof) == (PaymentMeans.EXEMPT, 400_000, "GKH 12/2019")
        assert "114/2016" in paid.exempt_ground


async def test_where_the_law_names_nobody_nobody_is_exempt(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("up", "3")
        assert "Không có đối tượng nào được miễn" in said(pilot)
        assert screen.till.way is Way.CASH


async def test_who_is_exempt_from_a_part_pays_the_rest_with_it(open_app: Opener, practice_path: Path) -> None:
    """A birth registered late by a poor household: the charge is free, a copy is not."""
    view = one(
        practice_path, lambda office: journeys.late_birth(office, group="nguoi_thuoc_ho_ngheo"), **BOOK
    )
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, view)
        assert "Người thuộc hộ nghèo" in said(pilot)
        await hands.press("up", "3")
        await until(pilot, lambda: screen.till.way is Way.EXEMPT)
        await hands.choose(2)
        assert "8.000đ" in shown(pilot)
        await hands.type("0215/GCN-HN", leave="enter")
        await hands.press("1", "f9")
        await until(pilot, lambda: screen.till.way is Way.CASH and "F9 Thu 8.000đ" in shown(pilot))
        await hands.press("f5", "tab", "tab", "tab")
        await hands.type("12")
        await hands.press("f9")
        await taken(pilot, screen)
        view = await stored(pilot, view)
        assert [p.means for p in view.payments] == [PaymentMeans.EXEMPT, PaymentMeans.CASH]
        assert view.payments[-1].amount == 8_000


async def test_an_amount_the_data_does_not_know_is_asked_with_its_source(
    open_app: Opener, practice_path: Path
) -> None:
    view = one(practice_path, journeys.late_birth, **BOOK)
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, view)
        assert "chưa có mức thu" in shown(pilot)
        await hands.press("f9")
        assert "Gõ mức thu trước" in said(pilot)
        await hands.type("8", leave="enter")
        assert "PHẢI THU" in shown(pilot) and "16.000đ" in shown(pilot)
        await hands.press("tab")
        await hands.type("20")
        await hands.press("tab", "tab", "tab")
        await hands.type("5")
        await hands.press("f9")
        await until(pilot, lambda: screen.query_one(ErrorBox).display)
        assert screen.panel.form.fields[2].key == "stated_source"
        await hands.press("f5", "f9")
        await taken(pilot, screen)
        paid = (await stored(pilot, view)).payments[-1]
        assert (paid.amount, paid.change) == (16_000, 4_000)


async def test_pay_later_leaves_the_dossier_going_on(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("f10", "4")
        await until(pilot, lambda: screen.till.way is Way.LATER)
        await hands.press("f9")
        assert "Thu sau 21.000đ" in await taken(pilot, screen)
        assert (await stored(pilot, copies)).money is MoneyState.LATER


async def test_esc_goes_back_to_cash_then_leaves_with_nothing_taken(
    open_app: Opener, copies: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("3", "0", "up", "2")
        await until(pilot, lambda: screen.till.way is Way.TRANSFER)
        await hands.press("escape")
        await until(pilot, lambda: screen.till.way is Way.CASH)
        assert screen.panel.value("tendered") == "30"  # nothing typed is lost
        await hands.press("escape")
        await until(pilot, lambda: screen not in pilot.app.screen_stack)
        assert (await stored(pilot, copies)).money is MoneyState.DUE


# -- who, when, and where it fits ----------------------------------------------------------------


async def test_a_volunteer_sees_the_amount_behind_a_locked_door(
    open_app: Opener, copies: DossierView
) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "desk")
        act_as(pilot, Role.VOLUNTEER)
        screen, hands = await open_fee(pilot, copies)
        assert "21.000đ" in shown(pilot) and "–F9 Thu 21.000đ" in shown(pilot)
        await hands.press("3", "0", "f9")
        assert "Thu tiền là việc của cán bộ tiếp nhận" in said(pilot)
        assert not screen.done and not (await stored(pilot, copies)).payments


async def test_what_is_settled_is_shown_and_not_taken_again(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        view = received(office, journeys.certified_copy(office))
        fees.take(office, journeys.cash(view, 30_000))
        finished(office, view)
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, view)
        assert screen.done and "ĐÃ THU 21.000đ" in shown(pilot)
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
