"""The queue of writers: in the order of asking, free after a kill, no hang behind a stopped program."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.services.store import write_queue
from counter.services.store.store import Store
from counter.services.store.write_queue import queue_path, turn
from tests.conftest import START

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no lock with a queue there")
HOLDER = (
    "import fcntl, sys; f = open(sys.argv[1], 'a'); fcntl.flock(f, fcntl.LOCK_EX);"
    " print('mine', flush=True); sys.stdin.read()"
)


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that is next and does not go on."""
    command = [sys.executable, "-S", "-c", HOLDER, str(queue_path(tmp_path / "counter.db"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "mine\n"
        yield process
        process.kill()


def test_those_who_wait_come_in_the_order_they_asked(tmp_path: Path) -> None:
    path, order = tmp_path / "counter.db", list[int]()

    def ask(number: int) -> None:
        with turn(path) as next_one:
            assert next_one
            order.append(number)

    with turn(path):
        waiting = [threading.Thread(target=ask, args=(number,)) for number in range(5)]
        for one in waiting:
            one.start()
            time.sleep(0.03)  # each stands in the queue before the next one asks
        assert order == []
    for one in waiting:
        one.join()
    assert order == [0, 1, 2, 3, 4]


def test_a_killed_program_lets_the_next_one_in(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    threading.Timer(0.05, holder.kill).start()
    with turn(tmp_path / "counter.db", seconds=20.0) as next_one:
        assert next_one


def test_behind_a_stopped_program_the_store_is_asked_all_the_same(
    store: Store, holder: "subprocess.Popen[str]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_queue, "PATIENCE", 0.05)
    with store.write(START) as transaction:
        transaction.record(None, "test", subject=("test", 1), operation="")
    assert holder.poll() is None  # it stands there still


def test_who_left_the_queue_does_not_keep_it(tmp_path: Path) -> None:
    path = tmp_path / "counter.db"
    with turn(path), turn(path, seconds=0.02) as next_one:
        assert not next_one
    with turn(path, seconds=20.0) as next_one:  # the place that was left is passed on
        assert next_one


def test_no_file_can_be_made_and_the_write_goes_on(tmp_path: Path) -> None:
    with turn(tmp_path / "nowhere" / "counter.db") as next_one:
        assert not next_one


def test_the_file_is_for_its_owner_alone_and_tells_nothing(store: Store) -> None:
    with store.write(START) as transaction:
        transaction.record(None, "test", subject=("test", 1), operation="")
    made = queue_path(store.path)
    assert made.stat().st_mode & 0o777 == 0o600
    assert all(word.isdigit() for word in made.read_text().split())  # no more than numbers of files
