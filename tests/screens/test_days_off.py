"""The calendar in the settings by keys: a day added after a look at the dates, listed, taken out again."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from counter.models.staff import Role
from counter.screens.settings.days_off import DaysOffScreen, MovedDatesScreen
from counter.screens.settings.days_off_add import AddDaysScreen
from counter.services import days_off
from counter.widgets.dialogs import Confirm
from counter.widgets.error_box import ErrorBox
from tests.conftest import START
from tests.screens.conftest import Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import act_as, counter_of, open_screen
from tests.services.journeys import certified_copy, received


async def test_a_day_is_added_after_a_look_and_taken_out_again(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        after_the_cut = replace(office, now=lambda: START + timedelta(hours=7))
        received(after_the_cut, certified_copy(after_the_cut))  # promised for Wed 25/11
    async with open_app() as pilot:
        await open_screen(pilot, "settings")
        await pilot.press("f10")
        await pilot.pause()
        await pilot.press("5")
        await until(pilot, lambda: isinstance(pilot.app.screen, DaysOffScreen))
        await until(pilot, lambda: "9441/TB-BNV" in shown(pilot))
        assert "CHƯA đủ thông báo" in shown(pilot)

        await pilot.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, AddDaysScreen))
        hands = Hands(pilot)
        await hands.type("241126", leave="tab")  # off already
        await hands.type("", leave="tab")
        await hands.press("1", "tab")
        await hands.type("nghỉ tránh bão", leave="tab")
        await hands.type("Công điện 12/CĐ-UBND")
        await hands.press("f9")
        await until(pilot, lambda: pilot.app.screen.query_one(ErrorBox).display)
        assert "vốn đã như vậy" in shown(pilot)

        await hands.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, DaysOffScreen))
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, AddDaysScreen))
        await hands.type("251126", leave="tab")
        await hands.type("", leave="tab")
        await hands.press("1", "tab")
        await hands.type("nghỉ tránh bão", leave="tab")
        await hands.type("Công điện 12/CĐ-UBND")
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await until(pilot, lambda: "1 hồ sơ đang mở sẽ có ngày hẹn khác" in shown(pilot))
        assert (await program(pilot).ask(days_off.calendar)).days == ()
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, MovedDatesScreen))
        await until(pilot, lambda: "ngày hẹn vẫn giữ" in said(pilot))
        await hands.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, DaysOffScreen))
        await until(pilot, lambda: "nghỉ tránh bão" in shown(pilot))
        added = (await program(pilot).ask(days_off.calendar)).days
        assert [one.day for one in added] == [date(2026, 11, 25)]

        await hands.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await hands.press("f9")
        await until(pilot, lambda: "nghỉ tránh bão" not in shown(pilot))
        await until(pilot, lambda: isinstance(pilot.app.screen, DaysOffScreen))
        assert (await program(pilot).ask(days_off.calendar)).days == ()


async def test_saturdays_are_opened_by_enter_and_a_volunteer_sees_the_door(open_app: Opener) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "days_off")
        await until(pilot, lambda: "Thứ Bảy" in shown(pilot))
        await pilot.press("down", "enter")
        await until(pilot, lambda: program(pilot).ward.receives_saturday)
        await until(pilot, lambda: "mở nhận hồ sơ" in shown(pilot))
        act_as(pilot, Role.VOLUNTEER)
        await open_screen(pilot, "days_off")
        await until(pilot, lambda: "Sửa cài đặt là việc của lãnh đạo" in shown(pilot))
