"""F1 in a dialog tells of the screen that asks; Esc comes back to the dialog as it stood."""

from counter.screens.help import HelpScreen
from counter.widgets.dialogs import Choice, ReasonDialog
from counter.widgets.vn_input import VnInput
from tests.screens.conftest import Opener, program, shown, until
from tests.screens.on_dossiers import open_screen


async def test_the_menu_is_there_again_after_the_help(open_app: Opener) -> None:
    async with open_app() as pilot:
        app = program(pilot)
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        menu = app.screen
        assert "F1 Giúp" in shown(pilot)
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen) and "Quét thẻ" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is menu)


async def test_what_was_typed_stays_and_the_help_is_of_the_screen_below(open_app: Opener) -> None:
    answers: list[str | None] = []
    async with open_app() as pilot:
        app = program(pilot)
        await open_screen(pilot, "retention")
        dialog = ReasonDialog("Xoá", ["Vì sao xoá?"], verb_id="command.done")
        app.push_screen(dialog, answers.append)
        await until(pilot, lambda: app.screen is dialog and dialog.focused is not None)
        await pilot.press(*"het han", "f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        assert dialog.topic == "retention"
        await until(pilot, lambda: "giữ bao lâu, theo văn bản nào" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is dialog)
        assert dialog.query_one(VnInput).value == "het han"
        await pilot.press("f9")
        await until(pilot, lambda: answers == ["het han"])
