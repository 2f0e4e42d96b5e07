"""Backing up by keys, and by itself while nobody is at the keys."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from counter import backing_up, idle
from counter.models.instant import to_micros
from counter.rules import backups
from counter.services.backup import backup_state, backup_told
from counter.services.intake import intake
from counter.services.office import Office
from counter.services.store import setting_rows
from counter.services.store.store import Store
from counter.settings import MachineSettings
from counter.widgets.form import FormView
from tests.conftest import START
from tests.screens.conftest import SMALL, USUAL, Opener, program, said, shown, until
from tests.screens.on_dossiers import open_screen
from tests.screens.on_lock import real_counter, unlock
from tests.services import journeys

LINE = "Sao lưu: 3 ngày trước · Diễn tập khôi phục: chưa lần nào"


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


@pytest.mark.parametrize("size", [SMALL, USUAL])
async def test_the_desk_says_that_nothing_was_backed_up_and_then_how_old_it_is(
    open_app: Opener, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "real.db"
    with real_counter(path) as office:
        intake.accept(office, journeys.certified_copy(office))
    async with open_app(size, settings=MachineSettings(store=path)) as pilot:
        await unlock(pilot)
        await until(
            pilot, lambda: "! Chưa sao lưu lần nào: hỏng máy là mất hết. F2, gõ: sao luu" in shown(pilot)
        )
    with Store.open(path) as store:
        made(replace(office, store=store), START - timedelta(days=3))
    async with open_app(size, settings=MachineSettings(store=path)) as pilot:
        await unlock(pilot)
        await until(pilot, lambda: LINE in shown(pilot))


def made(office: Office, at: datetime) -> None:
    """The last back-up was made then."""
    with office.store.write(office.now(), any_clock=True) as transaction:
        backup_state.keep(transaction, office.actor, at, Path("/media/stick"))
        transaction.record(None, "test.happened", subject=("test", 1), operation="")


def test_what_the_desk_is_told_of_the_last_back_up(tmp_path: Path) -> None:
    with real_counter(tmp_path / "real.db") as office:
        assert backup_told.told(office) is None, "nothing in it yet"
        intake.accept(office, journeys.certified_copy(office))
        first = backup_told.told(office)
        assert first is not None and first.at is None
        assert backup_told.told(replace(office, practice=True)) is None
        assert backup_told.told(replace(office, ward=replace(office.ward, backup_hours=0))) is None
        made(office, START)
        told = backup_told.told(office)
        assert told is not None and told.rehearsed is None and not told.due
        with office.store.write(office.now(), any_clock=True) as transaction:
            kept = {backup_state.LAST_REHEARSED: {"at": to_micros(START)}}
            setting_rows.keep(transaction, office.actor, kept)
            transaction.record(None, "test.happened", subject=("test", 2), operation="")
        assert backup_told.told(office) is None, "made today, rehearsed today"
        tomorrow = backup_told.told(replace(office, now=lambda: START + timedelta(hours=23)))
        assert tomorrow is not None and tomorrow.days == 1 and not tomorrow.due
        week = backup_told.told(replace(office, now=lambda: START + timedelta(days=7)))
        assert week is not None and week.due
        made(office, START + timedelta(days=40))
        month = backup_told.told(replace(office, now=lambda: START + timedelta(days=40)))
        assert month is not None and month.rehearsed_days == 40 and not month.days
