"""The store: what every write and every connection promises."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from counter.errors import Conflict, StoreError
from counter.models.instant import from_micros, to_micros
from counter.models.staff import Role, StaffView
from counter.models.tables import ProcedureRow, Resident
from counter.services.store import audit
from counter.services.store.connection import (
    AUTOCHECKPOINT_PAGES,
    Connection,
    begin_immediate,
    connect,
    in_words,
    make_reader,
    make_writer,
)
from counter.services.store.store import NothingRecorded, Store, Transaction, must_match
from tests.conftest import START

ROOT = Path(__file__).parents[2]
PROCEDURE = "INSERT INTO procedure (code, name, sector, data_version, updated_at) VALUES (?, 'a', '', '', 0)"


def count(store: Store, table: str) -> int:
    with store.query() as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608  names from below
    assert row is not None
    return int(row[0])


def note(transaction: Transaction, operation: str = "") -> None:
    transaction.record(None, "test.happened", subject=("test", 1), operation=operation)


# -- every connection ----------------------------------------------------------------------


def pragma(connection: Connection, name: str) -> object:
    row = connection.execute(f"PRAGMA {name}").fetchone()
    assert row is not None
    return row[0]


EVERY = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "temp_store": 2,  # MEMORY
    "mmap_size": 0,
    "wal_autocheckpoint": AUTOCHECKPOINT_PAGES,
    "journal_size_limit": 16777216,
    "recursive_triggers": 1,
}


@pytest.mark.parametrize("name", EVERY)
def test_every_new_connection_is_set_as_it_must_be(store: Store, name: str) -> None:
    """New ones each time, of each kind: none of these pragmas but the journal is kept in the file."""
    kinds = [make_reader(connect(store.path, None)), make_writer(connect(store.path, None))]
    try:
        assert {pragma(connection, name) for connection in kinds} == {EVERY[name]}
    finally:
        for connection in kinds:
            connection.close()
    with store.query() as one, store.query() as another:
        assert one is not another
        assert pragma(one, name) == pragma(another, name) == EVERY[name]
    with store.write() as transaction:
        assert pragma(transaction.connection, name) == EVERY[name]
        note(transaction)
    with store.read() as session:
        assert session.connection().exec_driver_sql(f"PRAGMA {name}").scalar() == EVERY[name]


def test_a_reader_waits_and_the_writer_asks_again_itself(store: Store) -> None:
    with store.query() as connection:
        assert pragma(connection, "busy_timeout") == 5000
        assert pragma(connection, "query_only") == 1
    with store.write() as transaction:
        assert pragma(transaction.connection, "busy_timeout") == 0
        note(transaction)


def test_a_query_cannot_write(store: Store) -> None:
    with pytest.raises(StoreError), store.query() as connection:
        connection.execute(PROCEDURE, ("1.1",))
    assert count(store, "procedure") == 0


def test_the_bundled_sqlite_has_the_wal_reset_fix() -> None:
    assert dbapi2.sqlite_version_info >= (3, 51, 3)


# -- one write -----------------------------------------------------------------------------


def test_a_write_leaves_its_event_and_its_result(store: Store, people: dict[Role, StaffView]) -> None:
    clerk = people[Role.CLERK]
    with store.write(START) as transaction:
        assert transaction.earlier("op-1") is None
        transaction.record(
            clerk,
            "dossier.ready",
            subject=("dossier", 7),
            operation="op-1",
            detail={"n": 1, "ai": "Đỗ"},
            result={"id": 7},
        )
    with store.query() as connection:
        rows = connection.execute(
            "SELECT at, staff_id, role, device, event, subject_kind, subject_id, operation, detail"
            " FROM audit_event WHERE event = 'dossier.ready'"
        ).fetchall()
        told = audit.timeline(connection, ("dossier", 7))
    assert rows == [
        (
            to_micros(START),
            clerk.id,
            "clerk",
            audit.device(),
            "dossier.ready",
            "dossier",
            "7",
            "op-1",
            '{"ai":"Đỗ","n":1}',
        )
    ]
    assert [(e.at, e.who, e.event, e.detail) for e in told] == [
        (START, clerk.name, "dossier.ready", {"ai": "Đỗ", "n": "1"})
    ]


def test_the_second_press_finds_the_first_result_and_changes_nothing(store: Store) -> None:
    def press() -> dict[str, str | int]:
        with store.write() as transaction:
            if done := transaction.earlier("op-1"):
                return done
            number = transaction.next_number("H57", date(2026, 11, 25))
            transaction.record(
                None, "test.happened", subject=("test", number), operation="op-1", result={"number": number}
            )
            return {"number": number}

    assert press() == press() == press() == {"number": 1}
    assert count(store, "operation") == 1
    with store.write() as transaction:
        assert transaction.next_number("H57", date(2026, 11, 25)) == 2
        note(transaction)


def test_a_repeat_that_writes_before_asking_is_undone(store: Store) -> None:
    with store.write() as transaction:
        note(transaction, "op-1")
    with store.write() as transaction:
        transaction.connection.execute(PROCEDURE, ("1.1",))
        assert transaction.earlier("op-1") == {}
    assert count(store, "procedure") == 0


def test_an_operation_of_another_write_is_not_done_again(store: Store) -> None:
    with store.write() as transaction:
        note(transaction, "op-1")
    with pytest.raises(Conflict), store.write() as transaction:
        transaction.connection.execute(PROCEDURE, ("1.1",))
        note(transaction, "op-1")
    assert count(store, "procedure") == 0


def test_events_of_one_operation_gather_their_results(store: Store) -> None:
    with store.write() as transaction:
        transaction.record(None, "a", subject=("x", 1), operation="op-1", result={"resident_id": 4})
        transaction.record(None, "b", subject=("x", 1), operation="op-1")
        transaction.record(None, "c", subject=("x", 1), operation="op-1", result={"dossier_id": 9})
    with store.write() as transaction:
        assert transaction.earlier("op-1") == {"resident_id": 4, "dossier_id": 9}


def test_a_write_that_records_nothing_is_undone(store: Store) -> None:
    with pytest.raises(NothingRecorded), store.write() as transaction:
        transaction.connection.execute(PROCEDURE, ("1.1",))
    assert count(store, "procedure") == 0


def test_an_error_undoes_rows_and_event_alike(store: Store) -> None:
    before = count(store, "audit_event")
    with pytest.raises(ZeroDivisionError), store.write() as transaction:
        transaction.session.add(ProcedureRow(code="1.1", name="a", updated_at=transaction.now))
        transaction.connection.execute(PROCEDURE, ("1.2",))
        note(transaction, "op-1")
        1 / 0  # noqa: B018
    assert count(store, "procedure") == 0
    assert count(store, "audit_event") == before
    with store.write() as transaction:
        assert transaction.earlier("op-1") is None
        note(transaction)


def test_a_swallowed_error_commits_nothing(store: Store) -> None:
    """SQLAlchemy rolls back at a failed flush; what follows must not be written on its own."""
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(RuntimeError), store.write() as transaction:
        transaction.session.add(Resident(full_name="", folded="", created_at=START, updated_at=START))
        try:
            transaction.flush()
        except IntegrityError:
            note(transaction)
    assert count(store, "resident") == 0
    with store.write() as transaction:  # and the next write is as good as ever
        transaction.session.add(ProcedureRow(code="1.1", name="a", updated_at=transaction.now))
        note(transaction)
    assert count(store, "procedure") == 1


def test_a_write_inside_a_write_is_a_fault_not_a_wait(store: Store) -> None:
    with pytest.raises(RuntimeError, match="inside"), store.write() as transaction:
        note(transaction)
        with store.write():
            pass


def test_rows_of_the_session_have_ids_when_the_event_is_written(store: Store) -> None:
    with store.write() as transaction:
        resident = Resident(full_name="Út", folded="ut", created_at=START, updated_at=START)
        transaction.session.add(resident)
        note(transaction)
        assert resident.id == 1
    assert resident.full_name == "Út"  # what was loaded stays readable


def test_events_and_payments_cannot_be_changed_or_deleted(store: Store) -> None:
    for statement in (
        "UPDATE audit_event SET detail = '{}'",
        "DELETE FROM audit_event",
        "REPLACE INTO audit_event SELECT * FROM audit_event WHERE seq = 1",
        "INSERT INTO audit_event SELECT 0, at, staff_id, role, device, event, subject_kind, subject_id,"
        " operation, detail FROM audit_event WHERE seq = 1",
    ):
        with pytest.raises(dbapi2.IntegrityError, match="append-only"), store.write() as transaction:
            note(transaction)
            transaction.connection.execute(statement)


def test_two_writers_on_one_version(store: Store) -> None:
    """Both saw version 1; the second is told, and writes nothing."""
    with store.write() as transaction:
        transaction.session.add(Resident(full_name="Út", folded="ut", created_at=START, updated_at=START))
        note(transaction)

    def rename(name: str, seen: int) -> None:
        with store.write() as transaction:
            resident = transaction.session.get_one(Resident, 1)
            resident.version = must_match(resident.version, seen)
            resident.full_name = name
            note(transaction)

    rename("Cúc", 1)
    with pytest.raises(Conflict) as fault:
        rename("Mai", 1)
    assert fault.value.params == {"stored": 2, "seen": 1}
    with store.read() as session:
        resident = session.get_one(Resident, 1)
        assert (resident.full_name, resident.version) == ("Cúc", 2)


def test_a_reader_sees_one_moment(store: Store) -> None:
    with store.query() as connection, store.read() as session:
        seen = connection.execute("SELECT count(*) FROM procedure").fetchone()
        assert session.get(ProcedureRow, "1.1") is None
        with store.write() as transaction:
            transaction.connection.execute(PROCEDURE, ("1.1",))
            note(transaction)
        assert connection.execute("SELECT count(*) FROM procedure").fetchone() == seen == (0,)
        assert session.get(ProcedureRow, "1.1") is None
    assert count(store, "procedure") == 1


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreError), store.query():
        pass
    with pytest.raises(StoreError), store.write():
        pass
    assert not store.checkpoint()


def test_an_idle_checkpoint_moves_the_wal(store: Store) -> None:
    with store.write() as transaction:
        transaction.connection.executemany(PROCEDURE, [(str(n),) for n in range(5000)])
        note(transaction)
    size = store.path.stat().st_size
    assert store.checkpoint()
    assert store.path.stat().st_size > size
    with store.query():  # a reader in the way: some of it moves, nobody waits
        with store.write() as transaction:
            note(transaction)
        assert store.checkpoint() in (True, False)


def test_a_checkpoint_never_waits_for_a_write(store: Store) -> None:
    with store.write() as transaction:
        note(transaction)
        assert not store.checkpoint()


def test_faults_of_the_disk_are_told_in_words(store: Store) -> None:
    faults = {
        "SQLITE_IOERR_WRITE": "store.disk_fault",
        "SQLITE_CORRUPT_VTAB": "store.damaged",
        "SQLITE_READONLY": "store.read_only",
    }
    for name, message_id in faults.items():
        fault = dbapi2.OperationalError()
        fault.sqlite_errorname = name
        with pytest.raises(StoreError) as told, in_words(store.path):
            raise fault
        assert told.value.message_id == message_id
    with pytest.raises(StoreError) as told, in_words(store.path):
        raise MemoryError
    assert told.value.message_id == "store.disk_fault"
    with pytest.raises(dbapi2.IntegrityError), in_words(store.path):
        raise dbapi2.IntegrityError("a fault of the program stays one")


def test_a_full_disk_keeps_what_was_there(store: Store) -> None:
    """SQLite's own limit of pages stands for a full disk: the same error, on a real file."""
    with pytest.raises(StoreError) as told, store.write() as transaction:
        transaction.connection.execute("PRAGMA max_page_count = 1")
        transaction.connection.executemany(PROCEDURE, [(str(n),) for n in range(20000)])
    assert told.value.message_id == "store.disk_full"
    assert count(store, "procedure") == 0


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_comes_back_to_the_microsecond(instant: datetime) -> None:
    assert from_micros(to_micros(instant)) == instant


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        to_micros(datetime(2026, 11, 25))  # noqa: DTZ001


# -- several at once -----------------------------------------------------------------------

WRITER = """
import sys, time
from pathlib import Path
from counter.services.store.store import Store
path, name, times = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with Store.open(path) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    for n in range(times):
        with store.write() as transaction:
            row = transaction.connection.execute("SELECT count(*) FROM procedure").fetchone()
            time.sleep(0.001)
            transaction.connection.execute(
                "INSERT INTO procedure (code, name, sector, data_version, updated_at)"
                " VALUES (?, ?, '', '', 0)",
                (f"{row[0]}", name),
            )
            transaction.record(None, "test.happened", subject=("test", n), operation=f"{name}-{n}")
        print(n, flush=True)
"""
# The same work as people write it without the store: the lock is asked for after the number was read.
LOSER = """
import sys, time
from sqlcipher3 import dbapi2
path, name, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
connection = dbapi2.connect(path, isolation_level=None, timeout=5)
print("ready", flush=True)
sys.stdin.readline()
for n in range(times):
    connection.execute("BEGIN DEFERRED")
    try:
        row = connection.execute("SELECT count(*) FROM procedure").fetchone()
        time.sleep(0.001)
        connection.execute(
            "INSERT INTO procedure (code, name, sector, data_version, updated_at)"
                " VALUES (?, ?, '', '', 0)",
            (f"{row[0]}", name),
        )
        connection.execute("COMMIT")
    except dbapi2.OperationalError:
        connection.execute("ROLLBACK")
"""


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def run_together(code: str, path: Path, processes: int, times: int) -> None:
    """Start them, wait until each has the store open, then let all go at once."""
    running = [start(code, str(path), f"p{n}", str(times)) for n in range(processes)]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        process.communicate(timeout=60)
    assert [process.returncode for process in running] == [0] * processes


def test_four_processes_lose_nothing(store: Store) -> None:
    run_together(WRITER, store.path, processes=4, times=25)
    with store.query() as connection:
        codes = [int(row[0]) for row in connection.execute("SELECT code FROM procedure")]
    assert sorted(codes) == list(range(100))
    assert count(store, "operation") == 100


def test_the_twin_that_begins_deferred_loses(store: Store) -> None:
    """Without BEGIN IMMEDIATE the same work is lost: the test above can fail."""
    run_together(LOSER, store.path, processes=4, times=25)
    assert count(store, "procedure") < 100


def test_threads_take_turns(store: Store) -> None:
    numbers: list[int] = []

    def take() -> None:
        for _ in range(25):
            with store.write() as transaction:
                numbers.append(transaction.next_number("H57", date(2026, 11, 25)))
                note(transaction)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 101))


def test_numbers_start_anew_with_the_day_and_the_series(store: Store) -> None:
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    with store.write() as transaction:
        given_out = [
            transaction.next_number(series, day)
            for series, day in (("a", monday), ("a", monday), ("b", monday), ("a", tuesday), ("a", monday))
        ]
        note(transaction)
    assert given_out == [1, 2, 1, 1, 3]


def test_a_number_of_a_write_that_failed_is_given_out_again(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as transaction:
        transaction.next_number("a", date(2026, 11, 23))
        1 / 0  # noqa: B018
    with store.write() as transaction:
        assert transaction.next_number("a", date(2026, 11, 23)) == 1
        note(transaction)


def test_who_waits_too_long_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from counter.services.store import store as module

    def impatient(connection: Connection, path: Path, _seconds: float, *, next_one: bool) -> None:
        begin_immediate(connection, path, 0.05, next_one=next_one)

    with Store.open(store.path) as other, store.write() as transaction:
        note(transaction)
        monkeypatch.setattr(module, "begin_immediate", impatient)
        with pytest.raises(StoreError) as told, other.write():
            pass
    assert told.value.message_id == "store.busy"


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_kill_in_mid_write_loses_no_committed_row(store: Store) -> None:
    """Whatever was acknowledged is there, with its event; nothing is there by half."""
    chance = random.Random(7)
    acknowledged = 0
    for round_ in range(4):
        process = start(WRITER, str(store.path), f"p{round_}", "100000")
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        time.sleep(chance.uniform(0.02, 0.1))
        process.send_signal(signal.SIGKILL)
        acknowledged += len([line for line in process.stdout.read().splitlines() if line.isdigit()])
        process.stdin.close()
        process.stdout.close()
        process.wait()
    assert acknowledged > 0
    rows = count(store, "procedure")
    assert acknowledged <= rows <= acknowledged + 4
    assert count(store, "operation") == rows
    with store.query() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
