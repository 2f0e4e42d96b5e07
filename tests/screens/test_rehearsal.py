"""A restore rehearsed by keys: looked into under its own band, left, and the real store opens again."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.staff import Role
from counter.screens.desk.desk import DeskScreen
from counter.screens.settings.rehearsal import RehearsalScreen
from counter.screens.start.sign_in import SignInScreen
from counter.services import setup
from counter.services.backup import backup
from counter.services.backup.backup_files import LOOKED_INTO
from counter.services.intake import intake
from counter.services.key import key_file, opening
from counter.services.office import Office
from counter.services.staff import staff
from counter.settings import MachineSettings, WardSettings
from counter.widgets.form import FormView
from tests.conftest import START
from tests.screens.conftest import CLERK, PIN, Opener, program, said, shown, until
from tests.screens.on_dossiers import open_screen
from tests.services import journeys

SAID = "thuyền nan xuôi dòng An Cựu"
BAND = "BẢN TẬP KHÔI PHỤC – ngày 23/11/2026"


def backed_up(home: Path) -> tuple[MachineSettings, Path]:
    """An encrypted store with a dossier, its back-up, and another dossier after it."""
    stick = home / "stick"
    stick.mkdir()
    made = opening.set_up_counter(
        MachineSettings(store=home / "counter.db"), WardSettings(phone="0234 3822 155"), CLERK,
        Role.SUPERVISOR, PIN, "a", START, key_file.make(SAID),
    )  # fmt: skip
    with made.store as store:
        office = Office(
            store=store, actor=staff.names(store)[0], ward=setup.load_ward(store), now=lambda: START
        )
        intake.accept(office, journeys.certified_copy(office))
        backup.back_up(office, stick)
        intake.accept(office, journeys.birth(office))
    return MachineSettings(store=home / "counter.db"), stick


def copies(home: Path) -> list[Path]:
    return list(home.glob(f"{LOOKED_INTO}*"))


async def test_a_clerk_rehearses_looks_in_and_comes_back(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, stick = backed_up(tmp_path)
    monkeypatch.setenv("COUNTER_PASSPHRASE", SAID)
    async with open_app(settings=settings) as pilot:
        app = program(pilot)
        await sign_in(pilot)
        await open_screen(pilot, "backup")
        await until(pilot, lambda: "Chưa diễn tập khôi phục lần nào" in shown(pilot))
        await pilot.press(*str(stick), "f10")
        await until(pilot, lambda: "Diễn tập khôi phục từ bản sao lưu" in shown(pilot))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, RehearsalScreen))
        await until(pilot, lambda: app.screen.query_one(FormView).value("from") == str(stick))
        await pilot.press(*"sai cụm mật khẩu rồi", "f9")
        await until(pilot, lambda: "chưa đúng" in shown(pilot) and not copies(tmp_path))
        app.screen.query_one(FormView).set_value("passphrase", SAID)
        await pilot.press("f9")
        await until(pilot, lambda: "Bản sao lưu khôi phục được" in said(pilot))
        assert "1 (kho đang dùng: 2)" in shown(pilot)
        assert "1 hồ sơ và 0 lần thu" in shown(pilot)
        assert len(copies(tmp_path)) == 1
        await pilot.press("f9")
        await until(pilot, lambda: BAND in shown(pilot) and isinstance(app.screen, SignInScreen))
        await sign_in(pilot)
        assert BAND in shown(pilot) and app.machine.store != settings.store
        await pilot.press("f12")
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        await sign_in(pilot)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: "Đã xoá bản tập" in said(pilot))
        assert BAND not in shown(pilot) and not copies(tmp_path)
        assert app.machine == settings
        await sign_in(pilot)
        await open_screen(pilot, "backup")
        await until(pilot, lambda: "Đã diễn tập khôi phục hôm nay" in shown(pilot))


async def sign_in(pilot: Pilot[None]) -> None:
    app = program(pilot)
    await until(pilot, lambda: isinstance(app.screen, SignInScreen) and app.screen.focused is not None)
    await until(pilot, lambda: f"Mã PIN của {CLERK}" in shown(pilot))
    await pilot.press(*PIN, "enter")
    await until(pilot, lambda: isinstance(app.screen, DeskScreen))
