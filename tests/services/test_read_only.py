"""A store on a disk that takes nothing is looked into as a copy; the store itself stays as it was."""

import shutil
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

import pytest

from counter.errors import StoreError
from counter.models.keys import DataKey
from counter.services.backup import read_only, rehearsal
from counter.services.dossier import dossiers
from counter.services.intake import intake
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.settings import WardSettings
from tests.conftest import START
from tests.services import journeys
from tests.services.test_backup import NAME, PIN, sealed, unlock

__all__ = ["sealed"]  # a fixture

MOUNTED = """
mount -t tmpfs store {at} && echo x > {at}/counter.db && {tell} && mount -o remount,ro {at} && {tell}
"""
TELL = "from pathlib import Path; import sys; from counter.services.backup import read_only as r; "
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where copies go."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def held(store: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in store.parent.iterdir() if path.is_file()}


@pytest.mark.skipif(sys.platform != "linux", reason="mounts are Linux's")
def test_a_disk_that_is_mounted_to_be_read_only_is_known(tmp_path: Path) -> None:
    tell = f"{sys.executable} -c '{TELL}print(r.takes_nothing(Path(sys.argv[1])))' {tmp_path}/counter.db"
    script = MOUNTED.format(at=tmp_path, tell=tell)
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("nobody may mount here")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["False", "True"], done.stderr


def test_a_place_without_a_store_is_none(tmp_path: Path) -> None:
    assert not read_only.takes_nothing(tmp_path / "counter.db")


def test_the_copy_shows_what_was_written_last_and_the_store_stays(sealed: Store, scratch: Path) -> None:
    """Its last dossier is in the log beside the file only: the program was ended before it was moved."""
    office = Office(store=sealed, actor=staff.names(sealed)[0], ward=WardSettings(), now=lambda: START)
    taken = intake.accept(office, journeys.certified_copy(office))
    before = held(sealed.path)
    assert f"{sealed.path.name}-wal" in before
    copy = read_only.bring(sealed.path, unlock(sealed.path), START)
    with Store.open(copy.store, key=copy.key and copy.key.copy(), practice=True) as there:
        person = staff.sign_in(there, NAME, PIN, START)
        looking = Office(
            store=there, actor=person, ward=WardSettings(), practice=True, rehearsal=True, now=lambda: START
        )
        assert dossiers.get(looking, str(taken.dossier_id)).code == taken.code
    assert copy.at == START
    rehearsal.end(copy)
    assert held(sealed.path) == before
    assert list(scratch.iterdir()) == []


def test_the_copy_is_never_a_real_store(sealed: Store, scratch: Path) -> None:
    copy = read_only.bring(sealed.path, unlock(sealed.path), START)
    with pytest.raises(StoreError) as told:
        Store.open(copy.store, key=copy.key and copy.key.copy())
    assert told.value.message_id == "store.practice_not_real"
    rehearsal.end(copy)


def test_what_a_killed_program_left_goes_with_the_next_look(sealed: Store, scratch: Path) -> None:
    left = scratch / ".tap-khoi-phuc-4194305-x"  # no such program: numbers end at 4194304
    left.mkdir()
    rehearsal.end(read_only.bring(sealed.path, unlock(sealed.path), START))
    assert list(scratch.iterdir()) == []


def test_no_room_anywhere_is_said(sealed: Store, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(1 << 30, 1 << 30, 1 << 20))
    with pytest.raises(StoreError) as told:
        read_only.bring(sealed.path, unlock(sealed.path), START)
    assert (told.value.message_id, list(scratch.iterdir())) == ("read_only.no_room", [])


def test_a_wrong_key_leaves_no_copy(sealed: Store, scratch: Path) -> None:
    with pytest.raises(StoreError) as told:
        read_only.bring(sealed.path, DataKey(bytes(32), bytes(16)), START)
    assert (told.value.message_id, list(scratch.iterdir())) == ("store.wrong_key", [])
