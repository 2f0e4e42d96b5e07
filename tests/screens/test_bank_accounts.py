"""The accounts for transfers by keys: added by the bank's short name or number, switched off and on."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.bank import BankAccount
from counter.models.staff import Role
from counter.screens.bank.bank_accounts import AccountScreen, BankAccountsScreen
from counter.services.bank import accounts
from counter.widgets.dialogs import Confirm
from counter.widgets.error_box import ErrorBox
from counter.widgets.form import FormView
from tests.screens.conftest import Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.money_ward import account
from tests.screens.on_dossiers import act_as, counter_of, open_screen


async def listed(pilot: Pilot[None]) -> tuple[BankAccount, ...]:

    return await program(pilot).ask(accounts.listing, all_of_them=True)


async def test_the_settings_lead_to_the_accounts(open_app: Opener) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "settings")
        await pilot.press("f10")
        await pilot.pause()
        await pilot.press("1")
        await until(pilot, lambda: isinstance(pilot.app.screen, BankAccountsScreen))
        await until(pilot, lambda: "Chưa có tài khoản nào" in shown(pilot))


@pytest.mark.parametrize("typed", ["vcb", "vietcombank", "970436"])
async def test_an_account_is_added_by_the_bank_s_name_or_number(open_app: Opener, typed: str) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "bank_accounts")
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, AccountScreen))
        hands = Hands(pilot)
        await hands.type(typed, leave="tab")
        await hands.type("1133 6666 8888", leave="tab")
        await hands.type("UBND PHUONG MAU", leave="tab")
        await hands.type("VCB phí")
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, BankAccountsScreen))
        await until(pilot, lambda: "113366668888" in shown(pilot))
        [added] = await listed(pilot)
        assert (added.bin, added.number, added.label) == ("970436", "113366668888", "VCB phí")


async def test_what_is_wrong_stands_under_its_field_and_what_was_typed_stays(open_app: Opener) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "bank_accounts")
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, AccountScreen))
        hands = Hands(pilot)
        await hands.type("vcb", leave="tab")
        await hands.type("[b]12\x1b34", leave="tab")
        await hands.type("UBND")
        await hands.press("f9")
        await until(pilot, lambda: pilot.app.screen.query_one(ErrorBox).display)
        assert "Số tài khoản có 1 đến 19" in shown(pilot)
        assert pilot.app.screen.query_one(FormView).value("holder") == "UBND"
        assert await listed(pilot) == ()


async def test_an_account_is_switched_off_after_a_word_and_on_at_once(
    open_app: Opener, practice_path: Path
) -> None:
    with counter_of(practice_path) as office:
        account(office)
    async with open_app() as pilot:
        await open_screen(pilot, "bank_accounts")
        await until(pilot, lambda: "113366668888" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, BankAccountsScreen))
        assert (await listed(pilot))[0].active
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("f9")
        await until(pilot, lambda: "thôi dùng tài khoản" in said(pilot))
        assert not (await listed(pilot))[0].active
        await until(pilot, lambda: "– thôi dùng" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "dùng lại" in said(pilot))
        assert (await listed(pilot))[0].active


async def test_who_may_not_sees_the_door_and_no_account(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        account(office)
    async with open_app() as pilot:
        await until(pilot, program(pilot).door.opened.is_set)
        act_as(pilot, Role.VOLUNTEER)
        await open_screen(pilot, "bank_accounts")
        assert "Sửa cài đặt là việc của lãnh đạo" in shown(pilot)
        assert "1133" not in shown(pilot)
        await pilot.press("enter", "f10")
        await pilot.pause()
        assert isinstance(pilot.app.screen, BankAccountsScreen)
        await pilot.press("escape")
        await until(pilot, lambda: "BÀN LÀM VIỆC" in shown(pilot))
