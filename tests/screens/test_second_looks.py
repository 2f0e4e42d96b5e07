"""By keys: a newcomer's dossier waits, somebody else looks, says what is wrong, and that it is right."""

from dataclasses import replace
from pathlib import Path

from counter.screens.dossier.dossier import DossierScreen
from counter.screens.put_right.second_looks import SecondLooksScreen
from counter.services.intake import intake, second_looks
from counter.services.staff import staff
from counter.settings import MachineSettings
from counter.widgets.dialogs import ReasonDialog
from tests.screens.conftest import Opener, program, said, shown, until
from tests.screens.on_dossiers import open_screen
from tests.screens.on_lock import COLLEAGUE, OTHER_PIN, real_counter, unlock
from tests.services import journeys


def taken_by_a_newcomer(path: Path) -> str:
    """The short code of the first dossier of a clerk, which waits."""
    with real_counter(path) as office:
        newcomer = next(person for person in staff.names(office.store) if person.name == COLLEAGUE)
        new = replace(office, actor=newcomer, ward=replace(office.ward, newcomer_dossiers=20))
        return intake.accept(new, journeys.certified_copy(new)).short_code


async def test_somebody_else_looks(open_app: Opener, tmp_path: Path) -> None:
    code = taken_by_a_newcomer(tmp_path / "real.db")
    async with open_app(settings=MachineSettings(store=tmp_path / "real.db")) as pilot:
        await unlock(pilot)
        await until(pilot, lambda: "≡ 1 chờ xem lại" in shown(pilot))
        await open_screen(pilot, "second_looks")
        await until(pilot, lambda: code in shown(pilot))
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReasonDialog))
        await pilot.press(*"thieu so trang", "f9")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, SecondLooksScreen) and "thieu so" in shown(pilot)
        )
        noted = said(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: f"Mở hồ sơ {code} ra xem trước" in said(pilot))
        assert second_looks.waiting(program(pilot).office())
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DossierScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, SecondLooksScreen))
        await pilot.press("f9")
        await until(pilot, lambda: said(pilot) != noted and code in said(pilot))
        assert not second_looks.waiting(program(pilot).office())


async def test_who_took_it_is_told_why_not(open_app: Opener, tmp_path: Path) -> None:
    taken_by_a_newcomer(tmp_path / "real.db")
    async with open_app(settings=MachineSettings(store=tmp_path / "real.db")) as pilot:
        await unlock(pilot, COLLEAGUE, OTHER_PIN)
        await open_screen(pilot, "second_looks")
        await until(pilot, lambda: COLLEAGUE in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DossierScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, SecondLooksScreen))
        await pilot.press("f9")
        await until(pilot, lambda: "do chính bạn tiếp nhận" in shown(pilot))
        assert len(second_looks.waiting(program(pilot).office())) == 1
