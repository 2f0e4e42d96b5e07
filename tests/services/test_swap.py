"""A restore that is killed while the stores change places: one is whole there, the other under one mark."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from counter import starting
from counter.cli import session
from counter.cli.options import Shared
from counter.errors import CounterError, StoreError
from counter.paths import key_path, key_spare, restore_note
from counter.services.backup import backup, restore, swap
from counter.services.key import opening
from counter.services.store.store import Store
from counter.settings import MachineSettings
from tests.conftest import START
from tests.services.test_backup import PROCEDURE, office_of, sealed, sign_in, stick, unlock
from tests.services.test_chain import note

if TYPE_CHECKING:
    from counter.app import CounterApp

__all__ = ["sealed", "stick"]  # fixtures

BESIDE = ("-key", "-key-2", ".niem", "-queue", "-reserve")
LATER = START + timedelta(hours=2)
LAST = 9  # nine renames, then the removal of the note

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a program is killed here by forking one")


@pytest.fixture
def place(sealed: Store, stick: Path) -> Path:
    """A store with something that the back-up on the stick does not have; closed, with all its files."""
    backup.back_up(office_of(sealed), stick)
    note(sealed, (PROCEDURE, ("2.2",)))
    sealed.close()
    unlock(sealed.path)  # the second copy of the key file is made
    assert key_spare(sealed.path).is_file()
    return sealed.path


def killed_at(step: int, place: Path, stick: Path, patch: pytest.MonkeyPatch) -> bool:
    """Restore in a program that ends as if killed before the move of this number; whether it came so far."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    moved = 0
    move, unlink = swap.move, Path.unlink

    def counted(old: Path, new: Path) -> None:
        die_at()
        move(old, new)

    def removed(path: Path, missing_ok: bool = False) -> None:
        if path == restore_note(place):
            die_at()
        unlink(path, missing_ok=missing_ok)

    def die_at() -> None:
        nonlocal moved
        if moved == step:
            os._exit(9)
        moved += 1

    try:
        patch.setattr(swap, "move", counted)
        patch.setattr(Path, "unlink", removed)
        restore.restore(restore.source_of(stick), place, unlock, sign_in, LATER)
    finally:
        os._exit(0)


def codes(path: Path) -> list[str]:
    assert key_path(path).is_file()
    with opening.open_store(path, unlock(path)) as store, store.query() as connection:
        return [str(row[0]) for row in connection.execute("SELECT code FROM procedure")]


def asides(place: Path) -> list[Path]:
    return [path for path in place.parent.glob("counter.db.truoc-*") if not path.name.endswith(BESIDE)]


def must_both_be_whole(place: Path) -> None:
    """The restored store at the place, the old one aside with its key and its paper under one mark."""
    assert codes(place) == []
    assert not restore_note(place).exists() and not list(place.parent.glob(f"{backup.SCRATCH}*"))
    [aside] = asides(place)
    assert codes(aside) == ["2.2"]
    mark = aside.name.removeprefix("counter.db")
    papers = {path.name for path in place.parent.glob("slips*")}
    assert papers == {"slips", f"slips{mark}"}
    assert {path.read_bytes() for path in place.parent.glob("slips*/H57*")} == {b"sealed"}


@pytest.mark.parametrize("step", range(LAST + 2))
def test_the_next_start_ends_what_a_kill_cut_off(
    place: Path, stick: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    cut = killed_at(step, place, stick, monkeypatch)
    assert cut is restore_note(place).exists(), "what goes where is on the disk before the first file moves"
    assert cut is (step <= LAST), "every step was tried"
    swap.finish(place)  # as the first screen and every command do before they look for a key file
    must_both_be_whole(place)


@pytest.mark.parametrize("step", [0, 1, 3, 6, LAST])
def test_a_second_restore_ends_the_first_before_it_begins(
    place: Path, stick: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    assert killed_at(step, place, stick, monkeypatch)
    restore.restore(restore.source_of(stick), place, unlock, sign_in, LATER)
    assert sorted(map(codes, asides(place))) == [[], ["2.2"]], "each opens by the key file of its own mark"
    assert codes(place) == []


@pytest.mark.parametrize("step", range(LAST + 1))
def test_without_the_restored_files_the_old_store_comes_back(
    place: Path, stick: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    assert killed_at(step, place, stick, monkeypatch)
    for left in place.parent.glob(f"{backup.SCRATCH}*"):
        for path in left.rglob("*"):
            if path.is_file():
                path.unlink()
    swap.finish(place)
    assert codes(place) == ([] if step == LAST else ["2.2"]), "in the end the restored ones had their places"
    assert not restore_note(place).exists()


@pytest.mark.parametrize("for_good", [False, True])
def test_a_disk_that_gives_out_leaves_the_old_store(
    place: Path, stick: Path, monkeypatch: pytest.MonkeyPatch, for_good: bool
) -> None:
    """What was moved is moved back; where that cannot be done either, the words say that the rest waits."""
    move: Callable[[Path, Path], None] = swap.move
    gave_out = False

    def gone(old: Path, new: Path) -> None:
        nonlocal gave_out
        if (new == place and not gave_out) or (gave_out and for_good):
            gave_out = True
            raise OSError(5, "Input/output error")
        move(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(swap, "move", gone)
        with pytest.raises(StoreError) as told:
            restore.restore(restore.source_of(stick), place, unlock, sign_in, LATER)
    assert told.value.message_id == ("backup.swap_waits" if for_good else "backup.stopped")
    assert restore_note(place).exists() is for_good
    swap.finish(place)
    if for_good:
        must_both_be_whole(place)
    else:
        assert codes(place) == ["2.2"] and not asides(place)


def test_a_note_that_names_files_elsewhere_moves_nothing(place: Path) -> None:
    restore_note(place).write_text(
        '{"format":"counter.restore.1","scratch":"x","aside":[["counter.db","../counter.db"]],"brought":[]}'
    )
    with pytest.raises(CounterError) as told:
        opening.open_store(place, None)
    assert told.value.message_id == "backup.swap_waits"
    assert place.is_file()


def refused(place: Path) -> None:
    with pytest.raises(StoreError):
        opening.open_store(place, None)


def test_every_way_in_ends_it_first(place: Path, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first screen, a command, the opening itself: none takes the place for one without a store."""
    shown: list[str] = []
    app = cast(
        "CounterApp",
        SimpleNamespace(
            machine=MachineSettings(store=place), rehearsal=None, show=lambda name, **_: shown.append(name)
        ),
    )
    ways: tuple[Callable[[], object], ...] = (
        lambda: starting.begin(app),
        lambda: session.store_path(Shared(store=place)),
        lambda: refused(place),
    )
    for way in ways:
        assert killed_at(6, place, stick, monkeypatch) and not place.exists()
        way()
        assert place.is_file() and not restore_note(place).exists()
    assert shown == ["unlock"]
