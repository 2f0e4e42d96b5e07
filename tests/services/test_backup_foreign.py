"""A folder that somebody else has written: what is no file of a back-up is refused and never waited for."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from counter.errors import CounterError, Refused, StoreError
from counter.rules import backups
from counter.services.backup import backup, backup_brought, backup_files, restore
from counter.services.office import Office
from counter.services.store.store import Store
from tests.conftest import START, Clock
from tests.services.test_backup import office_of, sealed, stick, unlock
from tests.services.test_chain import note

__all__ = ["sealed", "stick"]  # fixtures


def rehearse(folder: Path, tmp_path: Path) -> str:
    """What a rehearsal says of it, "" when all is well."""
    try:
        restore.rehearse(folder, tmp_path / "x" / "counter.db", unlock, START)
    except CounterError as fault:
        return fault.message_id
    return ""


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def link(path: Path) -> None:
    real = path.rename(path.with_name("elsewhere"))
    path.symlink_to(real)


def link_of_folder(path: Path) -> None:
    real = path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.symlink_to(real)


def longer(path: Path) -> None:
    with path.open("ab") as file:
        file.truncate(1 << 34)  # holes: it takes no room


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
@pytest.mark.parametrize(
    ("file", "become"),
    [
        ("counter.db", pipe),
        ("counter.db-key", pipe),
        ("counter.db", link),
        ("slips/H57-mau-01.pdf.khoa", link_of_folder),
        ("counter.db", longer),
        (backups.LIST, longer),
        (backups.LIST, link),
    ],
)
def test_what_is_no_file_of_the_list_is_refused_at_once(
    sealed: Store, stick: Path, tmp_path: Path, file: str, become: Callable[[Path], None]
) -> None:
    made = backup.back_up(office_of(sealed), stick)
    become(made.folder / file)
    began = datetime.now(UTC)
    assert rehearse(made.folder, tmp_path) == "backup.damaged"
    assert datetime.now(UTC) - began < timedelta(seconds=20)


def test_no_more_of_a_list_is_read_than_its_bound(
    sealed: Store, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup.back_up(office_of(sealed), stick)
    size = (made.folder / backups.LIST).stat().st_size
    monkeypatch.setattr(backup_brought, "_MOST_LIST_BYTES", size)
    assert backup_brought.list_of(made.folder).store == "counter.db"
    monkeypatch.setattr(backup_brought, "_MOST_LIST_BYTES", size - 1)
    with pytest.raises(StoreError):
        backup_brought.list_of(made.folder)


def test_a_pipe_is_not_opened_for_reading(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError), backup_files.regular(tmp_path / "pipe"):
        pass


# -- the list and the copy ----------------------------------------------------------------------


def changed(folder: Path, **fields: object) -> None:
    whole = json.loads((folder / backups.LIST).read_text())
    (folder / backups.LIST).write_text(json.dumps({**whole, **fields}))


def newest_of(store: Store) -> datetime:
    with store.query() as connection:
        found = backup.newest_event(connection)
    assert found is not None
    return found


def at(store: Store, moment: datetime) -> Office:
    return replace(office_of(store), now=Clock(moment))


def test_a_list_older_than_what_it_lies_with_is_refused(sealed: Store, stick: Path, tmp_path: Path) -> None:
    newest = newest_of(sealed)
    made = backup.back_up(at(sealed, newest + timedelta(hours=1)), stick)
    assert rehearse(made.folder, tmp_path) == ""
    changed(made.folder, made_at=(newest - timedelta(seconds=1)).isoformat())
    assert rehearse(made.folder, tmp_path) == "backup.damaged"


def test_a_list_of_another_store_is_refused(sealed: Store, stick: Path, tmp_path: Path) -> None:
    made = backup.back_up(office_of(sealed), stick)
    changed(made.folder, origin="0" * 32)
    assert rehearse(made.folder, tmp_path) == "backup.damaged"


@pytest.mark.parametrize("ahead", [timedelta(minutes=5), timedelta(days=400)])
def test_what_was_written_meanwhile_and_a_clock_that_was_wrong_are_no_fault(
    sealed: Store, stick: Path, tmp_path: Path, ahead: timedelta
) -> None:
    """An event after the moment the back-up was begun: by another window, or by a clock put right since."""
    began = newest_of(sealed) + timedelta(hours=1)
    with sealed.write(began + ahead, any_clock=True) as transaction:
        transaction.record(None, "test.happened", subject=("test", 1), operation="")
    made = backup.back_up(at(sealed, began), stick)
    assert rehearse(made.folder, tmp_path) == ""
    assert made.made_at == (began if ahead > timedelta(days=1) else began + ahead)


# -- one within another -------------------------------------------------------------------------


@pytest.mark.parametrize("within", ["", "slips"])
def test_a_backup_does_not_go_into_another(sealed: Store, stick: Path, within: str) -> None:
    made = backup.back_up(office_of(sealed), stick)
    note(sealed)
    before = sorted(made.folder.rglob("*"))
    with pytest.raises(Refused) as told:
        backup.back_up(office_of(sealed), made.folder / within)
    assert told.value.message_id == "backup.within"
    assert sorted(made.folder.rglob("*")) == before
