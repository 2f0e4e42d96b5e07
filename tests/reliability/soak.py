"""G16: one program for a month without an end: it does not grow, keeps no file open, and its WAL stays small.

The twin is a program that gives no connection back.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from counter.errors import CounterError
from counter.services import setup
from counter.services.office import Office
from counter.services.search import desk
from counter.services.search.find import find
from counter.services.staff import pins, staff
from counter.services.store.store import Connection, Store
from tests.bank.hands import BEGUN, CHEAP
from tests.benchmarks.machine import resident_mb
from tests.reliability.day import CLERK, Day, furnish
from tests.reliability.frame import KEY, Line, Run, Twin, first
from tests.reliability.judge import wrong

DAYS, DOSSIERS = (30, 2), (40, 6)  # full, smoke
MOST_GROWN, MOST_WAL = 20.0, 16.0  # MiB
_OPEN = Path("/proc/self/fd")


@dataclass
class Size:
    """What a process holds."""

    memory: float
    files: int
    wal: float  # MiB, the largest that was seen


def lines(run: Run) -> Iterator[Line]:
    """The month, and the twin."""
    if not _OPEN.exists():
        yield Line(name="soak", goal="G16", not_run="open files cannot be counted here")
        return
    path = run.folder("soak") / "counter.db"
    furnish(path)
    days, dossiers = run.of(*DAYS), run.of(*DOSSIERS)
    before, after, said = _month(path, days, dossiers, run.seed)
    found = _grown(before, after)
    found += wrong(path, said)
    twin_path = run.folder("soak-twin") / "counter.db"
    furnish(twin_path)
    with _leaking():
        leaky = _grown(*_month(twin_path, 2, 3, run.seed)[:2])
    yield Line(
        name=f"soak, {days} days in one program",
        goal="G16",
        tried=len(said),
        failed=len(found),
        seed=run.seed,
        twin=Twin(what="gives no connection back", tried=3, found=len(leaky)),
        note=f"{after.memory - before.memory:+.1f} MiB, {after.files - before.files:+} files,"
        f" WAL at most {after.wal:.1f} MiB",
        first=first(found),
    )


@contextmanager
def _leaking() -> Iterator[None]:
    """Every connection that is given back is kept somewhere instead."""
    whole, held = Store._give_back, list[Connection]()

    def keep(_: Store, connection: Connection) -> None:
        connection.rollback()
        held.append(connection)

    setattr(Store, "_give_back", keep)  # noqa: B010  put back below
    try:
        yield
    finally:
        setattr(Store, "_give_back", whole)  # noqa: B010
        for connection in held:
            connection.close()


def _grown(before: Size, after: Size) -> list[str]:
    found = []
    if after.memory - before.memory > MOST_GROWN:
        found.append(f"{after.memory - before.memory:.1f} MiB more")
    if after.files > before.files:
        found.append(f"{after.files - before.files} files more")
    if after.wal > MOST_WAL:
        found.append(f"a WAL of {after.wal:.1f} MiB")
    return found


def _month(path: Path, days: int, dossiers: int, seed: int) -> tuple[Size, Size, list[str]]:
    """Size after the first day and after the last; what was acknowledged."""
    cost, pins.COST = pins.COST, CHEAP
    said: list[str] = []
    wal, at = 0.0, BEGUN
    first_day: Size | None = None
    try:
        with Store.open(path, key=KEY) as store:
            office = Office(
                store=store, actor=staff.named(store, CLERK), ward=setup.load_ward(store), now=lambda: at
            )
            for day in range(days):
                for name, step in Day(office, seed * 1000 + day, dossiers, dossiers // 2).steps():
                    at += timedelta(minutes=3)
                    try:
                        step()
                        said += [name] if name else []
                    except CounterError:
                        pass
                    desk.desk(office)
                    find(office, "nguyen")
                    wal = max(wal, _megabytes(path))
                store.checkpoint()
                at += timedelta(hours=15)
                if first_day is None:
                    first_day = _size(wal)
            assert first_day is not None
            return first_day, _size(wal), said
    finally:
        pins.COST = cost


def _size(wal: float) -> Size:
    gc.collect()
    return Size(resident_mb(), sum(1 for _ in _OPEN.iterdir()), wal)


def _megabytes(store: Path) -> float:
    wal = store.with_name(f"{store.name}-wal")
    return wal.stat().st_size / (1 << 20) if wal.exists() else 0.0
