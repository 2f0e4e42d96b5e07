"""How long things are kept by keys: a period is set, what is due is seen, asked once more, deleted."""

from datetime import timedelta
from pathlib import Path

from counter.models.retention import Kind
from counter.models.staff import Role
from counter.screens.personal.retention import RetentionScreen
from counter.services.personal import retention, retention_periods
from counter.widgets.dialogs import Confirm, ReasonDialog
from tests.screens.conftest import Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import act_as, open_screen
from tests.services.made_up import copy_of, small_ward


async def test_the_head_sets_a_period_and_deletes_what_is_due(open_app: Opener, practice_path: Path) -> None:
    copy_of(small_ward(), practice_path.parent).rename(practice_path)
    async with open_app() as pilot:
        hands = Hands(pilot)
        await open_screen(pilot, "retention")
        await until(pilot, lambda: "hồ sơ khác" in shown(pilot))
        await hands.press("f9")
        await until(pilot, lambda: "chưa có gì hết hạn" in said(pilot))
        await hands.press("down", "down", "down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReasonDialog))
        await hands.type("6")
        await hands.press("f9")
        await until(pilot, lambda: "cũ nhất" in shown(pilot))
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        assert "Không lấy lại được" in shown(pilot)
        await hands.press("enter", "escape")  # Enter deletes nothing
        await until(pilot, lambda: isinstance(pilot.app.screen, RetentionScreen))
        assert "cũ nhất" in shown(pilot)

        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReasonDialog))
        await hands.type("hết thời hạn lưu")
        await hands.press("f9")
        await until(pilot, lambda: "Đã xoá" in said(pilot))
        seen = await program(pilot).ask(retention.preview)
        assert next(due for due in seen.dues if due.period.kind is Kind.DOSSIER).count == 0


async def test_by_a_clock_that_ran_ahead_the_day_is_asked_first(
    open_app: Opener, practice_path: Path
) -> None:
    copy_of(small_ward(), practice_path.parent).rename(practice_path)
    async with open_app() as pilot:
        hands, app = Hands(pilot), program(pilot)
        await app.ask(retention_periods.save, Kind.DOSSIER, 24, operation="p")
        now = app.now
        app.now = lambda: now() + timedelta(days=3650)  # type: ignore[method-assign]
        await open_screen(pilot, "retention")
        await until(pilot, lambda: "hồ sơ khác" in shown(pilot))
        await hands.press("down", "down", "down")
        for answer in ("escape", "f9"):
            await until(pilot, lambda: isinstance(pilot.app.screen, RetentionScreen))
            await until(pilot, lambda: "cũ nhất" in shown(pilot))
            await hands.press("f9")
            await until(pilot, lambda: "Ngày của máy có đúng không?" in shown(pilot))
            assert "2036" in shown(pilot)
            await hands.press(answer)
        await until(pilot, lambda: "Xoá hẳn?" in shown(pilot))
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReasonDialog))
        await hands.type("hết thời hạn lưu")
        await hands.press("f9")
        await until(pilot, lambda: "Đã xoá" in said(pilot))


async def test_a_clerk_finds_the_door_shut(open_app: Opener) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "desk")
        act_as(pilot, Role.VOLUNTEER)
        await open_screen(pilot, "retention")
        await until(pilot, lambda: "lãnh đạo" in shown(pilot))
