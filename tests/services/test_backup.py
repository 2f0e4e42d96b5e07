"""Back-ups: whole or not there, verified before they count, and a way back that loses nothing."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest

from counter import on_disk
from counter.errors import Forbidden, Refused, StoreError
from counter.models.backup import KeptFile, Manifest
from counter.models.keys import DataKey
from counter.models.staff import Role, StaffView
from counter.paths import kept_dir, key_path
from counter.rules import backups
from counter.services.backup import backup, backup_files, read_only, restore
from counter.services.chain import anchors
from counter.services.key import key_file, opening
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.connection import connect
from counter.services.store.store import Store
from counter.settings import MachineSettings, WardSettings
from tests.conftest import START, Clock
from tests.services.test_chain import note, past_the_program

SAID, PIN, NAME = "thuyền nan xuôi dòng An Cựu", "2468", "Nguyễn Thị Hoa"
PROCEDURE = "INSERT INTO procedure (code, name, sector, data_version, updated_at) VALUES (?, 'a', '', '', 0)"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Store]:
    """An encrypted store with its first person and a kept paper."""
    home = tmp_path / "home"
    home.mkdir()
    made = opening.set_up_counter(
        MachineSettings(store=home / "counter.db"), WardSettings(), NAME, Role.SUPERVISOR, PIN, "a", START,
        key_file.make(SAID),
    )  # fmt: skip
    slips = kept_dir(made.store.path, practice=False)
    slips.mkdir()
    (slips / "H57-mau-01.pdf.khoa").write_bytes(b"sealed")
    yield made.store
    made.store.close()


def office_of(store: Store) -> Office:
    return Office(
        store=store, actor=staff.names(store)[0], ward=WardSettings(), now=lambda: START + timedelta(hours=1)
    )


def unlock(path: Path) -> DataKey:
    return key_file.unlock(path, SAID)


def sign_in(store: Store) -> StaffView:
    return staff.sign_in(store, NAME, PIN, START + timedelta(hours=2))


def test_a_backup_is_a_whole_encrypted_store_that_the_passphrase_opens(sealed: Store, stick: Path) -> None:
    made = backup.back_up(office_of(sealed), stick)
    assert made.folder.name == "sao-luu-20261123-100000"
    assert made.checks > 20
    names = {str(path.relative_to(made.folder)) for path in made.folder.rglob("*") if path.is_file()}
    assert {"counter.db", "counter.db-key", "ban-sao.json", "slips/H57-mau-01.pdf.khoa"} <= names
    content = b"".join(path.read_bytes() for path in made.folder.rglob("*") if path.is_file())
    assert NAME.encode() not in content
    within = made.folder / "counter.db"
    with pytest.raises(StoreError) as told:  # opened in its place it would be spoilt
        Store.open(within, key=unlock(within))
    assert told.value.message_id == "store.of_backup"
    with read_only.copied(within) as copied, Store.open(copied, key=unlock(copied)) as copy:
        assert [person.name for person in staff.names(copy)] == [NAME]
    age = backup.age(office_of(sealed))
    assert (age.at, age.days, age.due) == (START + timedelta(hours=1), 0, False)
    assert list(sealed.path.parent.glob(".thu-*")) == []


def test_a_lost_machine_comes_back_on_another(sealed: Store, stick: Path, tmp_path: Path) -> None:
    note(sealed, (PROCEDURE, ("1.1",)))
    backup.back_up(office_of(sealed), stick)
    place = tmp_path / "other" / "counter.db"
    found = restore.restore(restore.source_of(stick), place, unlock, sign_in, START + timedelta(hours=2))
    assert (found.aside, found.missing) == ("", None)
    assert (kept_dir(place, practice=False) / "H57-mau-01.pdf.khoa").read_bytes() == b"sealed"
    with opening.open_store(place, unlock(place)) as back, back.query() as connection:
        assert connection.execute("SELECT code FROM procedure").fetchall() == [("1.1",)]
        events = [row[0] for row in connection.execute("SELECT event FROM audit_event ORDER BY seq")]
        assert events[-1] == restore.RESTORED


def test_a_restore_puts_the_present_store_aside_whole(sealed: Store, stick: Path) -> None:
    backup.back_up(office_of(sealed), stick)
    note(sealed, (PROCEDURE, ("2.2",)))
    sealed.close()
    source, place = restore.source_of(stick), sealed.path
    found = restore.restore(source, place, unlock, sign_in, START + timedelta(hours=2))
    aside = place.with_name(found.aside)
    assert aside.name.startswith("counter.db.truoc-")
    assert key_path(aside).is_file()
    with Store.open(aside, key=unlock(aside)) as before, before.query() as connection:
        assert connection.execute("SELECT code FROM procedure").fetchall() == [("2.2",)]
    with Store.open(place, key=unlock(place)) as back, back.query() as connection:
        assert connection.execute("SELECT code FROM procedure").fetchall() == []


def test_a_rehearsal_changes_nothing(sealed: Store, stick: Path) -> None:
    backup.back_up(office_of(sealed), stick)
    before = {path: path.stat().st_mtime_ns for path in sealed.path.parent.rglob("*") if path.suffix == ".db"}
    found = restore.rehearse(restore.source_of(stick), sealed.path, unlock, START)
    assert found.missing == 0
    after = {path: path.stat().st_mtime_ns for path in sealed.path.parent.rglob("*") if path.suffix == ".db"}
    assert before == after


def test_who_may_not_restore_changes_nothing(sealed: Store, stick: Path, tmp_path: Path) -> None:
    office = office_of(sealed)
    staff.add(office, "Người Mới", Role.CLERK, PIN, "b")
    backup.back_up(office, stick)
    place = tmp_path / "other" / "counter.db"
    with pytest.raises(Forbidden):
        restore.restore(
            restore.source_of(stick), place, unlock,
            lambda store: staff.sign_in(store, "Người Mới", PIN, START), START,
        )  # fmt: skip
    assert list(place.parent.iterdir()) == []


def test_a_store_that_is_open_is_not_replaced(sealed: Store, stick: Path) -> None:
    backup.back_up(office_of(sealed), stick)
    with pytest.raises(StoreError) as told:
        restore.restore(restore.source_of(stick), sealed.path, unlock, sign_in, START + timedelta(hours=2))
    assert told.value.message_id == "backup.in_use"
    note(sealed)


# -- what is not whole --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "step"), [(backup_files, "copy"), (backup_files, "count"), (on_disk, "write_new")]
)
def test_a_stick_pulled_out_leaves_nothing_that_looks_whole(
    sealed: Store, stick: Path, monkeypatch: pytest.MonkeyPatch, where: ModuleType, step: str
) -> None:
    """Whatever was being done: no whole back-up is there, and the next one tidies what the stick kept."""

    def gone(*_: object) -> KeptFile:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(where, step, gone)
        patch.setattr(backup_files, "remove", lambda folder: None)  # nothing can be removed from it either
        with pytest.raises(StoreError) as told:
            backup.back_up(office_of(sealed), stick)
    assert told.value.message_id == "backup.stopped"
    assert [backups.is_half(path.name) for path in stick.iterdir()] == [True]
    with pytest.raises(Refused):
        restore.source_of(stick)
    backup.back_up(office_of(sealed), stick)
    assert [backups.is_backup(path.name) for path in stick.iterdir()] == [True]


def test_a_copy_that_fails_a_check_is_no_backup(
    store: Store, stick: Path, people: dict[Role, StaffView]
) -> None:
    past_the_program(store.path, "UPDATE staff SET role = 'administrator'")
    with pytest.raises(StoreError) as told:
        backup.back_up(office_of(store), stick)
    assert told.value.message_id == "backup.not_whole"
    assert list(stick.iterdir()) == []


@pytest.mark.parametrize("file", ["counter.db", "counter.db-key", "slips/H57-mau-01.pdf.khoa"])
def test_one_changed_byte_of_a_backup_is_found(sealed: Store, stick: Path, tmp_path: Path, file: str) -> None:
    made = backup.back_up(office_of(sealed), stick)
    path = made.folder / file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(StoreError) as told:
        restore.rehearse(made.folder, tmp_path / "x" / "counter.db", unlock, START)
    assert told.value.message_id == "backup.damaged"


def test_an_older_copy_under_a_newer_head_is_found(sealed: Store, stick: Path, tmp_path: Path) -> None:
    """Two back-ups mixed: each file is one of ours, and its list fits; the head does not."""
    first = backup.back_up(office_of(sealed), stick)
    note(sealed)
    office = replace(office_of(sealed), now=Clock(START + timedelta(hours=2)))
    second = backup.back_up(office, stick)
    shutil.copy(first.folder / "counter.db", second.folder / "counter.db")
    whole = json.loads((second.folder / backups.LIST).read_text())
    old = backup_files.count(second.folder / "counter.db")
    whole["files"] = [[n, old.size, old.digest] if n == old.name else [n, s, d] for n, s, d in whole["files"]]
    (second.folder / backups.LIST).write_text(json.dumps(whole))
    with pytest.raises(StoreError) as told:
        restore.rehearse(second.folder, tmp_path / "x" / "counter.db", unlock, START)
    assert told.value.message_id == "backup.fails"


def test_a_full_disk_is_refused_before_anything_is_written(
    sealed: Store, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(stick)._replace(free=1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(Refused) as told:
        backup.back_up(office_of(sealed), stick)
    assert told.value.message_id == "backup.no_space"
    assert list(stick.iterdir()) == []


def test_a_folder_that_is_not_there_is_not_made(sealed: Store, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        backup.back_up(office_of(sealed), tmp_path / "not plugged in")
    assert not (tmp_path / "not plugged in").exists()


def test_a_plain_store_is_backed_up_too(
    store: Store, stick: Path, people: dict[Role, StaffView], tmp_path: Path
) -> None:
    made = backup.back_up(office_of(store), stick)
    connection = connect(made.folder / "counter.db", None, mode="immutable")
    try:
        assert anchors.given(made.code)
    finally:
        connection.close()
    assert restore.rehearse(made.folder, tmp_path / "x" / "counter.db", unlock, START).checks > 20


# -- the list -----------------------------------------------------------------------------------

LIST = Manifest(
    made_at=START, store="counter.db", practice=False, head="h", files=(KeptFile("counter.db", 7, "ab"),)
)


def test_a_list_is_read_as_it_was_written() -> None:
    assert backups.read(backups.written(LIST)) == LIST


@pytest.mark.parametrize(
    "change",
    [
        {"files": [["../counter.db", 1, "ab"]]},
        {"files": [["/etc/x", 1, "ab"]]},
        {"files": [["a/b/c", 1, "ab"]]},
        {"files": [[".an", 1, "ab"]]},
        {"files": 7},
        {"store": "a/b"},
        {"store": ".."},
        {"made_at": "yesterday"},
        {"made_at": "2026-11-26T00:00:00"},
        {"format": "counter.backup.2"},
    ],
)
def test_a_list_that_reaches_out_of_its_folder_is_none(change: dict[str, object]) -> None:
    assert backups.read(json.dumps({**json.loads(backups.written(LIST)), **change})) is None


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "[" * 100_000])
def test_other_texts_are_no_list(text: str) -> None:
    assert backups.read(text) is None


@pytest.mark.parametrize(
    ("hours", "ago", "due"),
    [(24, None, True), (24, 23, False), (24, 24, True), (0, None, False), (0, 999, False)],
)
def test_when_the_next_is_due(hours: int, ago: int | None, due: bool) -> None:
    last = None if ago is None else START - timedelta(hours=ago)
    assert backups.due(last, START, hours) is due
