"""Giving money back by keys: void, refund, a second person's PIN, the money in large digits."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.dossier import DossierView
from counter.models.money import MoneyState, PaymentKind, PaymentView
from counter.models.staff import Role
from counter.models.till import CashMoveDraft
from counter.screens.desk.desk import DeskScreen
from counter.screens.dossier.dossier import DossierScreen
from counter.screens.fee.fee import FeeScreen
from counter.screens.fee.reversal import ReversalScreen
from counter.services.money import payments
from counter.services.staff import staff
from counter.services.till import drawers
from counter.settings import MachineSettings
from counter.widgets.big_digits import BigDigits
from tests.screens.conftest import (
    LARGE_PRINT,
    SMALL,
    USUAL,
    Opener,
    StillApp,
    ask_for_pins,
    program,
    said,
    shown,
    until,
)
from tests.screens.hands import FATHER, Hands
from tests.screens.on_dossiers import act_as, counter_of, open_screen, received, stored
from tests.services import journeys

COLLEAGUE, OTHER_PIN = "Phan Thị Bên", "1357"


@pytest.fixture(autouse=True)
def quiet_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slips of these tests go nowhere else."""
    monkeypatch.setenv("COUNTER_HOME", str(tmp_path))


@pytest.fixture
def copies(practice_path: Path) -> DossierView:
    """21.000đ taken in cash by the head of the centre with receipt 0001873; a colleague is there too."""
    with counter_of(practice_path) as office:
        staff.add(office, COLLEAGUE, Role.CLERK, OTHER_PIN, "colleague")
        staff.sign_in(office.store, COLLEAGUE, OTHER_PIN, office.now())
        journeys.with_drawer(office)
        view = received(office, journeys.certified_copy(office))
        payments.take(office, journeys.cash(view, 30_000))
        return view


async def opened(pilot: Pilot[None], payment_id: int = 1) -> tuple[ReversalScreen, Hands]:
    await open_screen(pilot, "reversal", payment_id=payment_id)
    screen = pilot.app.screen
    assert isinstance(screen, ReversalScreen)
    await until(pilot, lambda: screen.case is not None)
    await pilot.pause(0.1)
    return screen, Hands(pilot)


async def done(pilot: Pilot[None], screen: ReversalScreen) -> str:
    await until(pilot, lambda: screen.back is not None and bool(screen.query(BigDigits)))
    await pilot.pause(0.1)
    return shown(pilot)


async def approve(hands: Hands, pin: str = OTHER_PIN) -> None:
    """The second person, alone here, types their PIN."""
    await hands.press("enter")  # past the name
    await hands.type(pin)


async def last(pilot: Pilot[None], view: DossierView) -> PaymentView:
    return (await stored(pilot, view)).payments[-1]


async def test_a_void_names_the_receipt_and_shows_the_money(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        text = shown(pilot)
        assert "EBL01 · 26E · 0001873" in text and "21.000đ · tiền mặt 21.000đ" in text
        assert "–F9" in text  # nothing is chosen yet
        await hands.choose(1)
        text = shown(pilot)
        assert "F9 Huỷ biên lai 0001873" in text
        assert "số 0001873 vẫn nằm trong sổ, ghi ĐÃ HUỶ" in " ".join(text.split())
        assert "Phải trả lại người dân 21.000đ" in text
        await hands.choose(2)
        await approve(hands)
        assert OTHER_PIN not in shown(pilot)
        await hands.press("f9")
        text = await done(pilot, screen)
        assert "ĐÃ HUỶ khoản thu 21.000đ" in text
        assert screen.query_one(BigDigits).text == "21.000"
        assert "1 tờ 20.000 · 1 tờ 1.000" in text
        assert "hai mươi mốt nghìn" in text
        assert "Nguyễn Thị Hoa, Phan Thị Bên duyệt" in text
        view = await stored(pilot, copies)
        assert view.money is MoneyState.DUE
        assert (view.payments[-1].kind, view.payments[-1].reason) == (PaymentKind.VOID, "Sai người")
        await hands.press("f7")
        await until(pilot, lambda: isinstance(pilot.app.screen, FeeScreen))


async def test_its_slip_is_called_what_it_is(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        await hands.choose(1)
        await hands.choose(2)
        await approve(hands)
        await hands.press("f9")
        await done(pilot, screen)
        await hands.press("f9")
        await until(pilot, lambda: said(pilot).startswith("Phiếu huỷ khoản thu: "))


async def test_enter_gives_nothing_back(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        await hands.choose(1)
        await hands.choose(1)
        await approve(hands)
        await hands.press(*["enter"] * 4)
        await pilot.pause(0.1)
        assert screen.back is None
        await hands.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))
        assert (await stored(pilot, copies)).money is MoneyState.PAID


async def test_a_refund_of_a_part_keeps_the_fee_paid(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        await hands.choose(2)
        assert "Nhiều nhất 21.000đ" in said(pilot)
        await hands.type("5", leave="enter")
        assert "F9 Hoàn trả 5.000đ" in shown(pilot)
        await hands.choose(4)
        await hands.type("in thiếu một trang", leave="enter")
        await approve(hands)
        await hands.press("f9")
        text = await done(pilot, screen)
        assert "ĐÃ HOÀN TRẢ 5.000đ" in text and "F7" not in text
        back = await last(pilot, copies)
        assert (back.total, back.reason) == (-5_000, "in thiếu một trang")
        assert (await stored(pilot, copies)).money is MoneyState.PAID
        await hands.press("escape")
        screen, hands = await opened(pilot)  # what went back already can no longer be voided
        assert "Đã trả lại trước" in shown(pilot)
        await hands.choose(1)
        assert "Nhiều nhất 16.000đ" in said(pilot)


async def test_a_wrong_pin_is_said_and_everything_typed_stays(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        ask_for_pins(pilot)
        screen, hands = await opened(pilot)
        await hands.choose(1)
        await hands.choose(1)
        await approve(hands, "0000")
        await hands.press("f9")
        await until(pilot, lambda: "PIN" in shown(pilot) and "!" in shown(pilot))
        await until(pilot, lambda: screen.panel.focused_key == "approver_pin")
        assert screen.panel.value("approver_pin") == ""
        assert screen.back is None
        await hands.type(OTHER_PIN)
        await hands.press("f9", "f9")
        await done(pilot, screen)
        assert len((await stored(pilot, copies)).payments) == 2


async def test_what_is_missing_is_shown_at_once(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        await hands.press("f9")
        assert "Chọn huỷ hay hoàn trả" in said(pilot)
        await hands.choose(2)
        await hands.press("f9")
        await pilot.pause(0.1)
        assert "3" in shown(pilot) and screen.panel.focused_key == "amount"
        assert screen.back is None


async def test_too_little_cash_is_said_without_the_sum_of_the_drawer(
    open_app: Opener, practice_path: Path
) -> None:
    with counter_of(practice_path) as office:
        staff.add(office, COLLEAGUE, Role.CLERK, OTHER_PIN, "colleague")
        staff.sign_in(office.store, COLLEAGUE, OTHER_PIN, office.now())
        view = received(office, journeys.certified_copy(office))
        journeys.with_drawer(office, 0)
        payments.take(office, journeys.cash(view, 21_000))
        loose = replace(office, ward=replace(office.ward, drawer_tolerance=20_000))
        drawers.move_cash(loose, CashMoveDraft(operation="out", amount=-20_000, reason="nộp két"))
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        await hands.choose(1)
        await hands.choose(1)
        await approve(hands)
        await hands.press("f9")
        await until(pilot, lambda: "không đủ 21.000đ" in shown(pilot))
        assert screen.back is None


async def test_nobody_else_can_approve(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        journeys.with_drawer(office)
        payments.take(office, journeys.cash(received(office, journeys.certified_copy(office)), 21_000))
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        assert "không còn ai khác duyệt được" in shown(pilot)
        await hands.press("f9")
        assert "không còn ai khác" in said(pilot)
        assert not screen.query("#form")


async def test_a_volunteer_sees_the_locked_door(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        await until(pilot, lambda: bool(program(pilot).staff))
        act_as(pilot, Role.VOLUNTEER)
        screen, hands = await opened(pilot)
        assert "–F9" in shown(pilot) and "tiền" in shown(pilot)
        assert not screen.query("#form")
        await hands.press("f9")
        assert screen.back is None


async def test_several_dossiers_ask_whose_share(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        staff.add(office, COLLEAGUE, Role.CLERK, OTHER_PIN, "colleague")
        staff.sign_in(office.store, COLLEAGUE, OTHER_PIN, office.now())
        journeys.with_drawer(office)
        views = [
            received(office, journeys.certified_copy(office, card)) for card in (journeys.BINH, journeys.MO)
        ]
        one = journeys.cash(views[0], 42_000)
        payments.take(office, replace(one, shares=(*one.shares, *journeys.cash(views[1], 1).shares)))
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        await hands.choose(2)
        await hands.choose(2)
        assert "Nhiều nhất 21.000đ" in said(pilot)
        await hands.press("f5", "enter")
        await hands.choose(2)
        await approve(hands)
        await hands.press("f9")
        await done(pilot, screen)
        back = await last(pilot, views[1])
        assert [share.dossier_id for share in back.shares] == [views[1].id]


async def test_the_next_card_waits_until_the_money_is_given_back(
    open_app: Opener, copies: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        await hands.scan(FATHER, expected=False)
        assert "Chưa trả lại tiền" in said(pilot)
        await hands.choose(1)
        await hands.choose(3)
        await approve(hands)
        await hands.press("f9")
        await done(pilot, screen)
        await hands.scan(FATHER)
        await until(pilot, lambda: not isinstance(pilot.app.screen, ReversalScreen))


async def test_the_slip_is_printed(open_app: Opener, copies: DossierView, tmp_path: Path) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        await hands.choose(1)
        await hands.choose(1)
        await approve(hands)
        await hands.press("f9")
        await done(pilot, screen)
        await hands.press("f9")
        await until(pilot, lambda: ".pdf" in said(pilot), seconds=15)
        assert screen.back is not None and screen.back.prints == 1


async def test_the_dossier_page_leads_to_it(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "dossier", ref=str(copies.id))
        page = pilot.app.screen
        assert isinstance(page, DossierScreen)
        await until(pilot, lambda: page.view is not None and bool(page.actions))
        await pilot.press("f10")
        await pilot.pause(0.1)
        assert "Huỷ, hoàn trả tiền đã thu" in shown(pilot)
        digit = next(line for line in shown(pilot).splitlines() if "Huỷ, hoàn trả" in line).split()
        await Hands(pilot).press(next(word for word in digit if word.isdigit()))
        await until(pilot, lambda: isinstance(pilot.app.screen, ReversalScreen))


@pytest.mark.parametrize("size", [SMALL, USUAL, LARGE_PRINT])
async def test_everything_fits(open_app: Opener, copies: DossierView, size: tuple[int, int]) -> None:
    async with open_app(size=size) as pilot:
        _, hands = await opened(pilot)
        await hands.choose(1)
        await hands.choose(1)
        await hands.press("enter")
        text = shown(pilot)
        for words in ("Huỷ biên lai 0001873", "Esc", "F1", "Thu sai số tiền", "Mã PIN người duyệt"):
            assert words in text


async def test_a_reason_of_the_void_is_none_of_the_refund(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot)
        await hands.choose(1)
        await hands.press("1")  # wrong amount, a reason to void
        await hands.press("up", "2")
        await pilot.pause(0.1)
        assert screen.case is not None and screen.case.kind is PaymentKind.REFUND
        assert screen.panel.focused_key == "kind"
        assert screen.case.reason == ""
        await hands.press("enter")
        await hands.type("5", leave="enter")
        await hands.press("enter")  # past the reason
        await approve(hands)
        await hands.press("f9")
        await pilot.pause(0.2)
        assert screen.back is None
        assert screen.panel.focused_key == "reason_refund"


async def asked(pilot: Pilot[None]) -> None:
    """A void, all but the PIN."""
    _, hands = await opened(pilot)
    await hands.choose(1)
    await hands.choose(2)


async def given(pilot: Pilot[None]) -> None:
    """The void, recorded."""
    await asked(pilot)
    screen, hands = pilot.app.screen, Hands(pilot)
    assert isinstance(screen, ReversalScreen)
    await approve(hands)
    await hands.press("f9")
    await done(pilot, screen)


PICTURES: dict[str, Callable[[Pilot[None]], Awaitable[None]]] = {"asked": asked, "given": given}


@pytest.mark.parametrize("size", [SMALL, USUAL], ids=["80x24", "100x30"])
@pytest.mark.parametrize("name", PICTURES)
def test_picture(
    name: str, size: tuple[int, int], copies: DossierView, machine: MachineSettings,
    snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """As a clerk sees it."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert snap_compare(StillApp(machine), terminal_size=size, run_before=PICTURES[name])
