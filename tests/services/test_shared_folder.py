"""Several counters keep their back-ups in one folder: none takes away another's, or its place unsaid."""

import json
import os
import shutil
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from counter.errors import StoreError
from counter.models.staff import Role, StaffView
from counter.paths import has_key_file
from counter.rules import backups
from counter.screens.settings.backup_words import found_facts
from counter.services import setup
from counter.services.backup import backup, origin, restore
from counter.services.chain import anchors, device_key
from counter.services.key import key_file, opening
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.settings import MachineSettings, WardSettings
from tests.cli.running import counter
from tests.conftest import START, Clock
from tests.services.test_backup import NAME, PIN, SAID, office_of, sealed, sign_in, stick, unlock

__all__ = ["sealed", "stick"]  # fixtures

LATER = START + timedelta(hours=3)
OTHER_SAID = "cầu ngói Thanh Toàn mùa nước nổi"


def another(folder: Path, said: str = SAID, ward: str = "phường Thuận Hoá") -> Store:
    """The store of another ward, with people of the same names and PINs."""
    return opening.set_up_counter(
        MachineSettings(store=folder / "counter.db"), replace(WardSettings(), ward_name=ward), NAME,
        Role.SUPERVISOR, PIN, "a", START, key_file.make(said),
    ).store  # fmt: skip


def backed_up(store: Store, stick: Path, hours: int) -> Path:
    office = replace(office_of(store), now=Clock(START + timedelta(hours=hours)))
    return backup.back_up(office, stick).folder


@pytest.fixture
def both(sealed: Store, stick: Path, tmp_path: Path) -> tuple[Path, Path, Path]:
    """Ours at its place, closed; our back-up; the newer one of another ward, by the same passphrase."""
    ours = backed_up(sealed, stick, 1)
    with another(tmp_path / "theirs") as theirs:
        newer = backed_up(theirs, stick, 2)
    sealed.close()
    return sealed.path, ours, newer


# -- half-made back-ups -------------------------------------------------------------------------


def half(stick: Path, writer: str, pid: int, days: float) -> Path:
    folder = stick / backups.half_of(START, writer, pid)
    folder.mkdir()
    (folder / "counter.db").write_bytes(b"half")
    for path in (folder / "counter.db", folder):
        os.utime(path, (time.time() - days * 86_400,) * 2)
    return folder


@pytest.mark.parametrize(
    ("own", "alive", "days", "goes"),
    [
        (False, False, 0, False),
        (False, True, 0, False),
        (False, False, 1.1, True),
        (True, True, 0, False),
        (True, False, 0, True),
    ],
)
def test_whose_half_made_backup_goes(
    sealed: Store, stick: Path, own: bool, alive: bool, days: float, goes: bool
) -> None:
    """Only one's own when its program is gone; of another counter, when nothing came to it for a day."""
    pid = os.getppid() if alive else 2**22 + 1  # more than a system gives
    left = half(stick, origin.writer_of(sealed) if own else "0123abcd", pid, days)
    backup.back_up(office_of(sealed), stick)
    assert left.exists() is not goes


def test_one_that_still_grows_is_not_old(sealed: Store, stick: Path) -> None:
    left = half(stick, "0123abcd", 7, days=2)
    (left / "slips").mkdir()
    backup.back_up(office_of(sealed), stick)
    assert left.exists()


def test_two_programs_of_one_store_leave_each_others_scratch_place(sealed: Store, stick: Path) -> None:
    theirs = sealed.path.parent / f"{backup.SCRATCH}{os.getppid()}-abc"
    gone = sealed.path.parent / f"{backup.SCRATCH}{2**22 + 1}-abc"
    theirs.mkdir()
    gone.mkdir()
    backup.back_up(office_of(sealed), stick)
    assert theirs.exists() and not gone.exists()


# -- whose back-up it is ------------------------------------------------------------------------


def test_the_newest_of_this_store_comes_before_newer_ones_of_others(both: tuple[Path, Path, Path]) -> None:
    place, ours, newer = both
    assert restore.source_of(ours.parent, place) == ours
    assert restore.source_of(ours.parent) == newer
    place.unlink()
    assert restore.source_of(ours.parent, place) == ours, "the key file beside it still says whose it was"
    for path in place.parent.glob("counter.db*"):
        path.unlink()
    assert not has_key_file(place) and restore.source_of(ours.parent, place) == newer


def test_a_plain_store_knows_its_own_too(store: Store, stick: Path, both: tuple[Path, Path, Path]) -> None:
    staff.add(Office(store=store, actor=_leader(store), ward=WardSettings()), "Trần", Role.CLERK, PIN, "x")
    ours = backed_up(store, stick, -1)
    assert restore.source_of(stick, store.path) == ours
    store.close()
    assert restore.source_of(stick, store.path) == ours


def _leader(store: Store) -> StaffView:
    ward, role = WardSettings(), Role.SUPERVISOR
    return setup.set_up(store, ward, name=NAME, role=role, pin=PIN, operation="a", now=START)


def test_another_store_takes_the_place_only_when_that_is_said(both: tuple[Path, Path, Path]) -> None:
    place, _, newer = both
    rehearsed = restore.rehearse(newer, place, unlock, LATER)
    assert (rehearsed.other, rehearsed.ward) == (True, "phường Thuận Hoá")
    assert any("của một kho khác (phường Thuận Hoá)" in fact.value for fact in found_facts(rehearsed))
    with pytest.raises(StoreError) as told:
        restore.restore(newer, place, unlock, sign_in, LATER)
    assert told.value.message_id == "backup.of_other_store"
    assert not list(place.parent.glob("*.truoc-*"))
    restore.restore(newer, place, unlock, sign_in, LATER, other_store=True)
    with opening.open_store(place, unlock(place)) as store:
        assert device_key.genuine(anchors.current(store)), "what the old store signed with went with it"


def test_one_by_another_passphrase_is_another_too(sealed: Store, stick: Path, tmp_path: Path) -> None:
    with another(tmp_path / "theirs", OTHER_SAID) as theirs:
        newer = backed_up(theirs, stick, 2)
    sealed.close()
    found = restore.rehearse(newer, sealed.path, lambda path: key_file.unlock(path, OTHER_SAID), LATER)
    assert (found.other, found.present) == (True, None)


@pytest.mark.parametrize("damaged", [False, True])
def test_ones_own_needs_no_word(both: tuple[Path, Path, Path], damaged: bool) -> None:
    place, ours, _ = both
    if damaged:
        with place.open("r+b") as file:
            file.seek(2000)
            file.write(bytes(4096))
    assert restore.restore(ours, place, unlock, sign_in, LATER).other is False


def test_a_list_without_the_field_still_restores(both: tuple[Path, Path, Path], tmp_path: Path) -> None:
    place, ours, newer = both
    for folder in (ours, newer):
        whole = json.loads((folder / backups.LIST).read_text())
        assert whole.pop("origin")
        (folder / backups.LIST).write_text(json.dumps(whole))
    assert restore.source_of(ours.parent, place) == ours
    assert restore.restore(ours, place, unlock, sign_in, LATER).other is False
    elsewhere = tmp_path / "new" / "counter.db"
    assert restore.restore(newer, elsewhere, unlock, sign_in, LATER).other is None


def test_the_command_line_asks_for_the_word(both: tuple[Path, Path, Path]) -> None:
    place, ours, newer = both
    shutil.rmtree(ours)
    who = {"COUNTER_PASSPHRASE": SAID, "COUNTER_PIN": PIN}
    refused = counter("--store", str(place), "restore", str(newer.parent), env=who)
    assert refused.code == 1 and "của một kho khác (phường Thuận Hoá)" in refused.err
    rehearsed = counter("--store", str(place), "restore", str(newer), "--rehearse", env=who)
    assert rehearsed.code == 0 and "của một kho khác" in rehearsed.out
    assert counter("--store", str(place), "restore", str(newer), "--other-store", env=who).code == 0
