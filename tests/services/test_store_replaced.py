"""Another file is put in the place of the store while it is open: nothing more is written, nor mixed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from counter.errors import StoreError
from counter.services.store import same_file
from counter.services.store.store import Store
from counter.services.store.write_queue import queue_path

ROOT = Path(__file__).parents[2]
PROCEDURE = "INSERT INTO procedure (code, name, sector, data_version, updated_at) VALUES (?, 'a', '', '', 0)"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be replaced there")


def put(store: Store, code: str) -> None:
    with store.write() as transaction:
        transaction.connection.execute(PROCEDURE, (code,))
        transaction.record(None, "test.happened", subject=("test", 1), operation=code)


def codes(path: Path) -> list[str]:
    with Store.open(path) as store, store.query() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [row[0] for row in connection.execute("SELECT code FROM procedure ORDER BY code")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with one row."""
    path = tmp_path / "home" / "counter.db"
    with Store.open(path) as store:
        put(store, "first")
    return path


@pytest.fixture
def older(path: Path, tmp_path: Path) -> Path:
    """A copy of it, to be put in its place later."""
    return Path(shutil.copy(path, tmp_path / "older.db"))


def refused(store: Store) -> None:
    with pytest.raises(StoreError) as told:
        put(store, "refused")
    assert told.value.message_id == "store.replaced"


def test_a_store_replaced_under_the_program_is_not_written_and_the_new_file_stays_as_it_was_put(
    path: Path, older: Path
) -> None:
    content = older.read_bytes()
    store = Store.open(path)
    for number in range(40):
        put(store, f"before{number}")
    older.replace(path)
    refused(store)
    refused(store)
    with pytest.raises(StoreError) as told, store.query():
        pass
    assert told.value.message_id == "store.replaced"
    with pytest.raises(StoreError):
        store.copy_into(path.with_name("copy.db"))
    with pytest.raises(StoreError):
        store.scrub()
    store.checkpoint()
    store.close()
    assert path.read_bytes() == content
    assert codes(path) == ["first"]


def test_what_was_written_before_is_kept_with_the_name_of_the_old_file(path: Path, older: Path) -> None:
    old = path.with_name("counter.db.bi-thay-1")
    store = Store.open(path)
    put(store, "second")
    os.link(path, old)  # as whoever moves the old one away first
    older.replace(path)
    store.close()
    assert codes(old) == ["first", "second"]
    assert codes(path) == ["first"]


def test_a_write_that_had_begun_is_not_said_to_be_done(path: Path, older: Path) -> None:
    with Store.open(path) as store:
        put(store, "before")
        with pytest.raises(StoreError) as told, store.write() as transaction:
            transaction.record(None, "test.happened", subject=("test", 1), operation="x")
            older.replace(path)
        assert told.value.message_id == "store.replaced"
    assert codes(path) == ["first"]


def test_a_store_that_is_not_there_is_not_written_and_goes_on_when_it_is_back(path: Path) -> None:
    with Store.open(path) as store:
        put(store, "second")
        path.rename(path.with_name("away"))
        refused(store)
        path.with_name("away").rename(path)
        put(store, "third")
    assert codes(path) == ["first", "second", "third"]


def test_the_new_file_is_not_opened_while_the_log_of_the_old_one_lies_beside_it(
    path: Path, older: Path
) -> None:
    store = Store.open(path)
    put(store, "second")
    content = older.read_bytes()
    older.replace(path)
    with pytest.raises(StoreError) as told:
        Store.open(path)
    assert told.value.message_id == "store.log_of_another"
    assert path.read_bytes() == content
    store.close()
    assert codes(path) == ["first"]


def test_the_log_of_a_program_that_was_killed_is_of_its_own_file_alone(
    path: Path, older: Path, tmp_path: Path
) -> None:
    code = """
import sys, time
from tests.services.test_store_replaced import put
from counter.services.store.store import Store
from pathlib import Path
store = Store.open(Path(sys.argv[1]))
put(store, "second")
print("written", flush=True)
time.sleep(60)
"""
    program = subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert program.stdout is not None
    assert program.stdout.readline() == b"written\n"
    program.send_signal(signal.SIGKILL)
    program.communicate()
    shutil.copytree(path.parent, tmp_path / "copied")
    assert codes(tmp_path / "copied" / path.name) == ["first", "second"]  # a whole folder copied is good
    content = older.read_bytes()
    path.rename(path.with_name("old"))
    older.replace(path)
    for _ in range(2):
        with pytest.raises(StoreError) as told:
            Store.open(path)
        assert told.value.message_id == "store.log_of_another"
    assert path.read_bytes() == content
    log = same_file.log_of(path)
    log.rename(log.with_name("old-wal"))  # as the words say
    assert codes(path) == ["first"]
    assert codes(path.with_name("old")) == ["first", "second"]


def test_a_program_that_wrote_nothing_leaves_the_log_of_the_new_file(path: Path, older: Path) -> None:
    idle = Store.open(path)
    older.replace(path)
    with Store.open(path) as store:
        put(store, "second")
        idle.close()
        put(store, "third")
    assert codes(path) == ["first", "second", "third"]


def test_what_a_copied_folder_says_of_numbers_keeps_nobody_out(path: Path, tmp_path: Path) -> None:
    """The log in it may by chance have the number that another one had."""
    store, copied = Store.open(path), tmp_path / "copied"
    put(store, "second")
    shutil.copytree(path.parent, copied)
    store.close()
    log, note = same_file.log_of(copied / path.name), queue_path(copied / path.name)
    numbers = note.read_text().split()
    numbers[2:4] = map(str, same_file.mark_of(log) or ())
    note.write_text(" ".join(numbers))
    assert codes(copied / path.name) == ["first", "second"]


def test_a_number_that_the_system_gives_again_keeps_nobody_out(path: Path, older: Path) -> None:
    with Store.open(path) as store:
        put(store, "second")
        noted = queue_path(path).read_bytes()
    older.replace(path)
    Store.open(path).close()  # there is no log: what was said of the one before is forgotten
    assert noted and not queue_path(path).read_bytes()


def test_the_look_costs_next_to_nothing(path: Path) -> None:
    began = time.perf_counter()
    for _ in range(1000):
        same_file.mark_of(path)
    assert (time.perf_counter() - began) / 1000 < 100e-6
