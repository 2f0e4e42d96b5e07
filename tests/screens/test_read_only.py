"""A store on a disk that takes nothing: offered to be looked into, under its own band."""

import tempfile
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.errors import StoreError
from counter.screens.desk.desk import DeskScreen
from counter.screens.start.sign_in import SignInScreen
from counter.services.backup import read_only
from counter.services.backup.backup_files import LOOKED_INTO
from counter.services.key import opening
from counter.settings import MachineSettings
from tests.screens.conftest import Opener, program, shown, until
from tests.screens.test_rehearsal import SAID, backed_up, sign_in

BAND = "CHỈ XEM: đĩa chỉ đọc – số liệu đến 23/11/2026"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MachineSettings:
    """A store of two dossiers that its disk does not let open."""
    machine, _ = backed_up(tmp_path)
    store, open_store = machine.store, opening.open_store

    def refused(path: Path, *asked: object, **said: object) -> object:
        if path == store:
            raise StoreError("store.cannot_open", file=path.name)
        return open_store(path, *asked, **said)  # type: ignore[arg-type]  # as it was called

    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    monkeypatch.setattr(opening, "open_store", refused)
    monkeypatch.setattr(read_only, "takes_nothing", lambda path: path == store)
    monkeypatch.setenv("COUNTER_PASSPHRASE", SAID)
    return machine


def copies(home: Path) -> list[Path]:
    return list((home / "scratch").glob(f"{LOOKED_INTO}*"))


async def test_a_head_looks_into_the_copy_and_leaves(
    open_app: Opener, settings: MachineSettings, tmp_path: Path
) -> None:
    before = settings.store.read_bytes()
    async with open_app(settings=settings) as pilot:
        app = program(pilot)
        await offered(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, SignInScreen) and BAND in shown(pilot))
        await sign_in(pilot)
        assert isinstance(app.screen, DeskScreen)
        await until(pilot, lambda: "2 đang làm" in shown(pilot))
        assert BAND in shown(pilot) and len(copies(tmp_path)) == 1
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not app.is_running)
    assert copies(tmp_path) == [] and settings.store.read_bytes() == before


async def test_who_does_not_want_to_look_leaves(
    open_app: Opener, settings: MachineSettings, tmp_path: Path
) -> None:
    async with open_app(settings=settings) as pilot:
        await offered(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: not program(pilot).is_running)
    assert program(pilot).return_code == 1 and copies(tmp_path) == []


async def offered(pilot: Pilot[None]) -> None:
    await until(pilot, lambda: "Đĩa chỉ cho đọc" in shown(pilot))
