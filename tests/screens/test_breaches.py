"""By keys: an incident is recorded, told of at the desk with its hours, printed, and noted as told."""

from counter.screens.personal.breach_form import BreachFormScreen
from counter.screens.personal.breaches import BreachesScreen
from counter.services.personal import breaches
from counter.widgets.dialogs import ReasonDialog
from counter.widgets.error_box import ErrorBox
from counter.widgets.form import FormView
from tests.screens.conftest import Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import open_screen


async def test_from_the_finding_to_the_notice(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await open_screen(pilot, "breaches")
        await until(pilot, lambda: "F3 ghi ngay khi phát hiện" in shown(pilot))
        await hands.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, BreachFormScreen))
        pilot.app.screen.query_one(FormView).focus_field("found_time")
        await hands.press("end", "ctrl+u")
        await hands.type("10:30", leave="tab")  # it is nine
        await hands.type("mat may", leave="tab")
        await hands.press("f9")
        await until(pilot, lambda: pilot.app.screen.query_one(ErrorBox).display)
        assert "Giờ phát hiện chưa đến" in shown(pilot)
        await hands.press("end", "ctrl+u")
        await hands.type("8:30")
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, BreachesScreen))
        await until(pilot, lambda: "còn 71 giờ 30 phút" in shown(pilot))
        await hands.press("escape")
        await until(pilot, lambda: "! Vụ việc 1: còn 71 giờ 30 phút" in shown(pilot))  # at the desk
        await open_screen(pilot, "breaches")
        await until(pilot, lambda: "mat may" in shown(pilot))
        assert all(key in shown(pilot) for key in ("F3 Ghi mới", "F10 Việc khác", "Esc", "F1"))
        await hands.press("f10")
        await until(pilot, lambda: "1 In thông báo và biên bản" in shown(pilot))
        await hands.press("1")
        await until(pilot, lambda: "thong-bao-vi-pham.pdf" in said(pilot))
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReasonDialog))
        await pilot.press(*"cong van 12", "f9")
        await until(pilot, lambda: "√" in shown(pilot) and "đã báo" in shown(pilot))
        (one,) = await program(pilot).ask(breaches.listing)
        assert one.told_whom == "cong van 12" and one.minutes_left is None
