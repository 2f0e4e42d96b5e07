"""Backing up by keys, and by itself while nobody is at the keys."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from counter import backing_up, idle
from counter.rules import backups
from counter.services.intake import intake
from counter.settings import MachineSettings
from counter.widgets.form import FormView
from tests.conftest import START
from tests.screens.conftest import Opener, program, said, shown, until
from tests.screens.on_dossiers import open_screen
from tests.screens.on_lock import real_counter, unlock
from tests.services import journeys


def wholes(folder: Path) -> int:
    return sum(backups.is_backup(path.name) for path in folder.iterdir())


async def test_one_is_made_by_hand_and_the_next_comes_by_itself(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    old = START - timedelta(days=3)
    with real_counter(tmp_path / "real.db") as office:
        intake.accept(replace(office, now=lambda: old), journeys.certified_copy(office))
    async with open_app(settings=MachineSettings(store=tmp_path / "real.db")) as pilot:
        app = program(pilot)
        await unlock(pilot)
        await until(pilot, lambda: "Chưa sao lưu lần nào" in shown(pilot))
        await open_screen(pilot, "backup")
        await until(pilot, lambda: bool(app.screen.query(FormView)))
        await pilot.press(*str(stick), "f9")
        await until(pilot, lambda: "Đã sao lưu sao-luu-" in said(pilot))
        assert wholes(stick) == 1
        await until(pilot, lambda: "Chưa sao lưu lần nào" not in shown(pilot))
        app.use_ward(replace(app.ward, backup_folder=str(stick)))
        monkeypatch.setattr(app, "now", lambda: START + timedelta(days=9))
        app.look_at_backup()
        await pilot.pause(0.3)
        assert wholes(stick) == 1, "somebody is at the keys"
        monkeypatch.setattr(idle, "awake_or_asleep", lambda: app._last_hand + backing_up.QUIET)
        app.look_at_backup()
        await until(pilot, lambda: wholes(stick) == 2)
        await until(pilot, lambda: not app.backup_told)
        app.use_ward(replace(app.ward, backup_folder=str(tmp_path / "pulled out")))
        monkeypatch.setattr(app, "now", lambda: START + timedelta(days=12))
        app.look_at_backup()
        await until(pilot, lambda: any("Tự sao lưu chưa được" in told for told in app.backup_told))
