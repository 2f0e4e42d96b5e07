"""Transfers by keys: money that was seen, a code that is cancelled, lines that nobody knows."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.errors import Refused
from counter.models.money import MoneyState
from counter.models.staff import Role
from counter.models.states import RequestState
from counter.screens.bank.bank_line import BankLineScreen
from counter.screens.bank.transfer_seen import TransferSeenScreen
from counter.screens.bank.transfers_view import TransfersScreen
from counter.screens.parts.form_panel import FormPanel
from counter.services.bank import statement_tasks, statements, transfers
from counter.services.dossier import dossiers
from counter.services.money import payments
from counter.widgets.dialogs import Choice, Confirm
from counter.widgets.error_box import ErrorBox
from counter.widgets.fast_keys import ScanReceived
from tests.screens import money_ward
from tests.screens.conftest import LARGE_PRINT, Opener, program, said, shown, until
from tests.screens.hands import MOTHER, Hands
from tests.screens.on_dossiers import act_as, counter_of, open_screen
from tests.services import journeys

CODE = "FT26327000412"


@pytest.fixture
def ward(practice_path: Path) -> Path:
    money_ward.fill(practice_path)
    return practice_path


async def opened(pilot: Pilot[None], *keys: str) -> Hands:
    """The transfers, loaded, after some keys."""
    await open_screen(pilot, "transfers")
    await until(pilot, lambda: "HS 222" in shown(pilot))
    hands = Hands(pilot)
    for key in keys:
        await hands.press(key)
    await pilot.pause()
    return hands


async def at(pilot: Pilot[None], kind: type) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.focused is not None)
    await pilot.pause(0.1)


def asked_now(pilot: Pilot[None]) -> tuple[str, ...]:
    """The fields of the form."""
    return pilot.app.screen.query_one("#form", FormPanel).keys


# -- waiting ------------------------------------------------------------------------------------


async def test_who_pays_what_and_since_when(open_app: Opener, ward: Path) -> None:
    async with open_app() as pilot:
        await opened(pilot)
        text = shown(pilot)
        assert "Chờ tiền về (2)" in text and "Sao kê chưa rõ (3)" in text
        assert all(part in text for part in ("21.000đ", "Trần Văn Con", "phút trước"))


async def test_a_typed_code_makes_it_paid(open_app: Opener, ward: Path) -> None:
    async with open_app() as pilot:
        hands = await opened(pilot, "enter")
        await at(pilot, TransferSeenScreen)
        await until(pilot, lambda: "0001874" in shown(pilot))
        await hands.press("f9")
        await until(pilot, lambda: pilot.app.screen.query_one(ErrorBox).display)
        await hands.type("anh chup")
        await hands.press("f9")
        await until(pilot, lambda: "có chữ số" in shown(pilot))
        assert isinstance(pilot.app.screen, TransferSeenScreen)
        await pilot.press(*["backspace"] * len("anh chup"))
        await hands.type(CODE)
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, TransfersScreen))
        await until(pilot, lambda: "Chờ tiền về (1)" in shown(pilot))
        assert "21.000đ" in said(pilot) and "có biên lai" in said(pilot)
        app = program(pilot)
        [left] = await app.ask(transfers.waiting)
        assert left.memo.endswith("Q1")
        paid = await app.ask(transfers.get, left.id + 1)
        assert paid.state is RequestState.PAID
        view = await app.ask(dossiers.get, str(paid.shares[0].dossier_id))
        assert view.money is MoneyState.PAID
        assert view.payments[-1].means[0].reference == CODE


async def test_esc_leaves_it_waiting(open_app: Opener, ward: Path) -> None:
    async with open_app() as pilot:
        hands = await opened(pilot, "enter")
        await at(pilot, TransferSeenScreen)
        await hands.type(CODE)
        await hands.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, TransfersScreen))
        assert len(await program(pilot).ask(transfers.waiting)) == 2


async def test_a_code_is_cancelled_after_a_word(open_app: Opener, ward: Path) -> None:
    async with open_app() as pilot:
        hands = await opened(pilot, "f10")
        await at(pilot, Choice)
        await hands.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        assert "21.000đ" in shown(pilot)
        await hands.press("f9")
        await until(pilot, lambda: "Chờ tiền về (1)" in shown(pilot))
        assert "vẫn còn nợ phí" in said(pilot)
        assert len(await program(pilot).ask(transfers.waiting)) == 1


async def test_on_the_other_page_no_code_is_cancelled_by_mistake(open_app: Opener, ward: Path) -> None:
    async with open_app() as pilot:
        hands = await opened(pilot, "right", "f10")
        await at(pilot, Choice)
        await hands.press("2")
        await pilot.pause(0.1)
        assert "chọn một mã ở trang 1 trước" in shown(pilot)
        assert len(await program(pilot).ask(transfers.waiting)) == 2


# -- lines that wait for a person ---------------------------------------------------------------


async def test_each_line_says_why_it_waits_and_who_has_it(open_app: Opener, ward: Path) -> None:
    async with open_app() as pilot:
        await opened(pilot, "2")
        await until(pilot, lambda: "khác số tiền" in shown(pilot))
        assert "mã yêu cầu 21.000đ" in said(pilot)
        assert shown(pilot).count("chưa ai") == 3


async def test_a_line_is_given_to_a_name(open_app: Opener, ward: Path) -> None:
    async with open_app() as pilot:
        hands = await opened(pilot, "2", "enter")
        await at(pilot, BankLineScreen)
        await hands.press("1")
        await until(pilot, lambda: "Giao cho" in shown(pilot))
        assert "Lê Minh Khôi" not in shown(pilot)  # a volunteer has nothing to do with money
        await hands.choose(1)
        await hands.press("f9")
        await until(pilot, lambda: pilot.app.screen.query_one(ErrorBox).display)
        await hands.type("hỏi ngân hàng")
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, TransfersScreen))
        await until(pilot, lambda: shown(pilot).count("chưa ai") == 2)
        tasks = await program(pilot).ask(statements.tasks)
        assert [task.note for task in tasks if task.to_staff] == ["hỏi ngân hàng"]


async def test_a_line_is_the_money_of_a_code_that_waits(open_app: Opener, ward: Path) -> None:
    async with open_app() as pilot:
        hands = await opened(pilot, "2", "down", "down", "enter")
        await at(pilot, BankLineScreen)
        await hands.press("2")
        await until(pilot, lambda: "chờ tiền" in shown(pilot))
        await hands.choose(2)
        await hands.type("con gái gọi điện")
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        assert "Q1" in shown(pilot) and "con gái gọi điện" in shown(pilot)
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, TransfersScreen))
        await until(pilot, lambda: "Chờ tiền về (1)" in shown(pilot))
        assert "Sao kê chưa rõ (2)" in shown(pilot)


async def test_after_what_it_is_the_keys_go_to_the_next_question(open_app: Opener, ward: Path) -> None:
    async with open_app() as pilot:
        hands = await opened(pilot, "2", "down", "enter")
        await at(pilot, BankLineScreen)
        panel = pilot.app.screen.query_one("#form", FormPanel)
        await hands.press("1")
        await until(pilot, lambda: panel.focused_key == "who")
        await hands.press("2", "1")  # names, not another kind
        assert panel.value("way") == "assign" and panel.value("who")
        await hands.press("up", "5")
        await until(pilot, lambda: panel.focused_key == "note")
        await hands.type("lãi tiền gửi")
        await hands.press("up", "3")
        await until(pilot, lambda: panel.value("way") == "card" and panel.focused_key == "note")
        assert panel.value("note") == "lãi tiền gửi"


async def test_another_amount_is_never_paired(open_app: Opener, ward: Path) -> None:
    async with open_app() as pilot:
        hands = await opened(pilot, "2", "enter")
        await at(pilot, BankLineScreen)
        await hands.press("2")
        await until(pilot, lambda: "Không có khoản nào 20.000đ" in shown(pilot))
        await hands.type("chắc là của bà Mơ")
        await hands.press("f9")
        await pilot.pause(0.1)
        assert isinstance(pilot.app.screen, BankLineScreen)
        assert "Không có khoản nào" in said(pilot)
        assert len(await program(pilot).ask(statements.tasks)) == 3


@pytest.mark.parametrize(("digit", "word"), [(3, "máy thẻ"), (4, "bưu điện"), (5, "không phải phí")])
async def test_card_money_post_money_and_what_is_no_fee(
    open_app: Opener, ward: Path, digit: int, word: str
) -> None:
    async with open_app() as pilot:
        hands = await opened(pilot, "2", "down", "enter")
        await at(pilot, BankLineScreen)
        await hands.press(str(digit))
        await until(pilot, lambda: pilot.app.focused is not None and len(asked_now(pilot)) == 2)
        await hands.type("lãi tiền gửi")
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await hands.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, BankLineScreen))
        assert len(await program(pilot).ask(statements.tasks)) == 3
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, TransfersScreen))
        assert word in said(pilot)
        assert len(await program(pilot).ask(statements.tasks)) == 2


# -- around -------------------------------------------------------------------------------------


async def test_a_volunteer_meets_a_locked_door(open_app: Opener, ward: Path) -> None:
    async with open_app() as pilot:
        await until(pilot, program(pilot).door.opened.is_set)
        act_as(pilot, Role.VOLUNTEER)
        await open_screen(pilot, "transfers")
        assert "Thu tiền là việc của cán bộ" in shown(pilot)
        assert "Trần Văn Con" not in shown(pilot)
        await pilot.press("f9", "f10", "2")
        await pilot.pause(0.1)
        assert isinstance(pilot.app.screen, TransfersScreen)


async def test_a_card_starts_the_next_person(open_app: Opener, ward: Path) -> None:
    async with open_app() as pilot:
        await opened(pilot)
        screen = pilot.app.screen
        screen.post_message(ScanReceived(screen, MOTHER, expected=False))
        await until(pilot, lambda: "NGUYỄN THỊ MƠ" in shown(pilot).upper())


async def test_the_desk_leads_here_by_f10(open_app: Opener, ward: Path) -> None:
    async with open_app() as pilot:
        await until(pilot, program(pilot).door.opened.is_set)
        await pilot.press("f10")
        await at(pilot, Choice)
        screen = pilot.app.screen
        assert isinstance(screen, Choice)
        place = next(n for n, item in enumerate(screen.items, 1) if item.key == "transfers")
        await pilot.press(str(place))
        await until(pilot, lambda: isinstance(pilot.app.screen, TransfersScreen))


async def test_in_large_print_nothing_that_matters_is_lost(open_app: Opener, ward: Path) -> None:
    async with open_app(LARGE_PRINT) as pilot:
        await opened(pilot, "2", "enter")
        await at(pilot, BankLineScreen)
        text = shown(pilot)
        assert all(part in text for part in ("F9", "Esc", "F1", "5 Không phải phí"))


async def test_money_that_came_after_cash_is_said_to_be_paid_back(
    open_app: Opener, practice_path: Path
) -> None:
    with counter_of(practice_path) as office:
        into = money_ward.account(office)
        request = money_ward.asked(office, into, journeys.BINH)
        view = dossiers.get(office, str(request.shares[0].dossier_id))
        payments.take(journeys.with_drawer(office), journeys.cash(view, 21_000))
        money_ward.read(office, into, ("24/11/2026", "21000", f"{request.memo} ct", "FT10"))
    async with open_app() as pilot:
        await open_screen(pilot, "transfers", page="lines")
        await until(pilot, lambda: "trả thừa" in shown(pilot))
        await until(pilot, lambda: "đã thu bằng cách khác" in said(pilot))
        await Hands(pilot).press("enter")
        await at(pilot, BankLineScreen)
        assert "phải hoàn" in " ".join(shown(pilot).split())


async def test_a_line_is_given_only_to_somebody_who_takes_money_here(open_app: Opener, ward: Path) -> None:
    async with open_app() as pilot:
        await opened(pilot)
        app = program(pilot)
        line = (await app.ask(statements.tasks))[0]
        volunteer = next(person for person in app.staff if person.role is Role.VOLUNTEER)
        with pytest.raises(Refused) as refused:
            await app.ask(statement_tasks.assign, line.id, volunteer.id, "hỏi giúp", operation="give")
        assert refused.value.message_id == "bank.assignee"
        head = next(person for person in app.staff if person.role is Role.SUPERVISOR)
        view = await app.ask(statement_tasks.assign, line.id, head.id, "hỏi giúp", operation="give-2")
        assert view.to_staff == head.name
