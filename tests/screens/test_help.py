"""Help (F1): the keys it lists are those of the screen it was asked from."""

from pathlib import Path

from counter.screens.help import HelpScreen
from counter.screens.start.sign_in import SignInScreen
from counter.settings import MachineSettings
from tests.screens.conftest import Opener, program, shown, until
from tests.screens.on_dossiers import open_screen
from tests.screens.on_lock import lock, real_counter, unlock

LARGE = (100, 60)
HERE, EVERYWHERE = "Phím ở màn hình này", "Phím ở mọi màn hình"


async def test_the_keys_listed_are_those_of_the_screen(open_app: Opener, tmp_path: Path) -> None:
    with real_counter(tmp_path / "real.db"):
        pass
    async with open_app(LARGE, settings=MachineSettings(store=tmp_path / "real.db")) as pilot:
        app = program(pilot)
        await unlock(pilot)
        await open_screen(pilot, "staff")
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen) and EVERYWHERE in shown(pilot))
        here, _, everywhere = shown(pilot).partition(HERE)[2].partition(EVERYWHERE)
        assert "F3      Thêm cán bộ" in here and "Enter" in here
        assert "Bắt đầu tiếp nhận" not in shown(pilot) and "F7" in everywhere and "F3" not in everywhere
        await pilot.press("escape")
        await lock(pilot)
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen) and HERE in shown(pilot))
        assert EVERYWHERE not in shown(pilot) and "Che màn hình" not in shown(pilot)
        assert "Ctrl+Q" in shown(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
