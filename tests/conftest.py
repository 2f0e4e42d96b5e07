"""What every test may use: a store on a real file, people of each role, a clock that stands still."""

import atexit
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from counter.models.staff import Role, StaffView
from counter.services.key import key_file
from counter.services.office import Office
from counter.services.staff import boot_clock, pins
from counter.services.store.store import Store
from counter.settings import WardSettings

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # tests start the program 300 times: it is compiled once
sys.dont_write_bytecode = False  # and so are they: 10 s of each worker
IN_MEMORY, ENOUGH = Path("/dev/shm"), 4 << 30


def _in_memory() -> bool:
    """Whether there is room in memory for files, programs among them."""
    if not IN_MEMORY.is_dir() or not os.access(IN_MEMORY, os.W_OK):
        return False
    room, flags = shutil.disk_usage(IN_MEMORY).free, os.statvfs(IN_MEMORY).f_flag
    return room > ENOUGH and not flags & os.ST_NOEXEC


if _in_memory():  # every write is synced, as at the counter, and a disk takes 2 ms for each
    tempfile.tempdir = str(IN_MEMORY)
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.tempdir)
os.environ["COUNTER_HOME"] = tempfile.mkdtemp(prefix="counter-tests-")  # nothing of who runs them
atexit.register(shutil.rmtree, os.environ["COUNTER_HOME"], ignore_errors=True)

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, 09:00 in Huế


def pytest_collection_finish() -> None:
    """What thousands of collected tests hold stays to the end: the search for garbage need not look there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)  # with Python's own 700, a seventh of a screen's test was that search


@dataclass
class Clock:
    """A clock that moves when a test says so."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def ahead(self, **amount: float) -> datetime:
        """Move by an amount of `timedelta` and say the new time."""
        self.at += timedelta(**amount)
        return self.at


@pytest.fixture(autouse=True)
def cheap_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check of a PIN or a passphrase costs 250 ms at the counter, on purpose, and 1 ms here."""
    monkeypatch.setattr(pins, "COST", pins.PinCost(passes=1, memory_kib=8))
    monkeypatch.setattr(key_file, "COST", key_file.PassphraseCost(passes=1, memory_kib=8))


@pytest.fixture(autouse=True)
def own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that moves the time of day does not wait for the machine's own to follow."""
    monkeypatch.setattr(boot_clock, "running", lambda: None)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def made_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store, migrated once for the whole run; tests take copies."""
    path = tmp_path_factory.mktemp("made") / "counter.db"
    Store.open(path).close()
    return path


@pytest.fixture
def store(made_store: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store on a file of its own."""
    path = tmp_path / "counter.db"
    shutil.copy(made_store, path)
    with Store.open(path) as opened:
        yield opened


@pytest.fixture
def people(store: Store) -> dict[Role, StaffView]:
    """One person of each role, in the store; nobody has a PIN that opens anything."""
    known = {
        role: StaffView(number, name, role)
        for number, (role, name) in enumerate(
            [
                (Role.ADMINISTRATOR, "Trần Quản Trị"),
                (Role.SUPERVISOR, "Lê Lãnh Đạo"),
                (Role.CLERK, "Nguyễn Thị Tiếp"),
                (Role.VOLUNTEER, "Đỗ Tình Nguyện"),
            ],
            start=1,
        )
    }
    from counter.models.tables import Staff
    from counter.text import fold

    with store.write(START) as transaction:
        for person in known.values():
            transaction.session.add(
                Staff(
                    id=person.id,
                    name=person.name,
                    folded=fold(person.name),
                    role=person.role,
                    pin_hash="$argon2id$none",
                    created_at=START,
                )
            )
        transaction.record(None, "staff.added", subject=("staff", 0), operation="")
    return known


@pytest.fixture
def office(store: Store, people: dict[Role, StaffView], clock: Clock) -> Office:
    """A counter at work: a clerk is signed in, the clock stands still (`replace` it for another actor)."""
    return Office(store=store, actor=people[Role.CLERK], ward=WardSettings(), now=clock)
