"""What the store costs at several sizes: `uv run python -m tests.benchmarks.store`. Prints figures only.

Each size is a practice ward of its own, filled first (`--home` keeps and reuses them; accepting adds dossiers
to a copy). The cost may grow with the logarithm of the size; what grows with the size itself is a fault.
Every call is one service call with its own snapshot or transaction, as a screen makes it.
"""

import argparse
import gc
import multiprocessing
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from counter.models.dossier import Applicant, IntakeDraft
from counter.models.identity import Card
from counter.services import setup
from counter.services.dossier import dossiers
from counter.services.intake import intake
from counter.services.office import Office, shipped_catalogue
from counter.services.people import residents
from counter.services.practice.practice import Plan, fill_file
from counter.services.search import desk
from counter.services.search.find import find
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.text import fold
from tests.benchmarks.clocked import percentile
from tests.benchmarks.machine import machine_line, resident_mb
from tests.services.journeys import certified_copy

UNTIL = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)  # 10:00 of that day at the counter
RESIDENTS = 130_000
WRITERS, WRITES = 8, 200
Call = Callable[[], object]
Calls = Iterable[tuple[str, list[Call]]]


def prepared(home: Path, size: int) -> Path:
    """The ward of a size, filled when it is not there."""
    path = home / f"ward-{size}.db"
    begun = time.perf_counter()
    fill_file(path, Plan(residents=min(RESIDENTS, size), dossiers=size, seed=1, until=UNTIL))
    took = time.perf_counter() - begun
    print(f"\n{size:,} dossiers, {path.stat().st_size >> 20} MB, filled or found in {took:.0f} s")
    return path


def office_of(store: Store) -> Office:
    """The counter of a ward with its first clerk, at ten in the morning."""
    first = staff.names(store)[0]
    return Office(store=store, actor=first, ward=setup.load_ward(store), practice=True, now=lambda: NOW)


class Samples:
    """Names, numbers and codes of a ward to ask for."""

    def __init__(self, store: Store, count: int) -> None:
        self._rng, self._store, self._count = random.Random(7), store, count

    def column(self, statement: str) -> list[str]:
        """As many values of a statement as are measured, in a random order."""
        with self._store.query() as connection:
            values = [str(row[0]) for row in connection.execute(statement)]
        return self._rng.choices(values, k=self._count)


NAMES = "SELECT full_name FROM resident WHERE id % 97 = 0"
PHONES = "SELECT phone FROM resident_contact WHERE id % 97 = 0"
NUMBERS = "SELECT number FROM resident_number WHERE id % 97 = 0"
CODES = "SELECT code FROM dossier WHERE id % 97 = 0"
IDS = "SELECT id FROM dossier WHERE id % 97 = 0"
PEOPLE = "SELECT id FROM resident WHERE id % 97 = 0"


def start_of(letters: int, name: str) -> str:
    """The beginning of a name without accents."""
    return fold(name)[:letters].strip()


def end_of(letters: int, text: str) -> str:
    """The last signs of a text."""
    return text[-letters:]


def initials(name: str) -> str:
    """The first letter of each word."""
    return " ".join(word[:1] for word in fold(name).split())


def given_name(name: str) -> str:
    """The last word."""
    return fold(name).split()[-1]


def nothing(name: str) -> str:
    """A text that nobody bears."""
    return f"zzqq {fold(name)}"


SEARCHES: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("2 letters", NAMES, partial(start_of, 2)),
    ("3 letters", NAMES, partial(start_of, 3)),
    ("5 letters", NAMES, partial(start_of, 5)),
    ("10 letters", NAMES, partial(start_of, 10)),
    ("full name", NAMES, fold),
    ("full name with accents", NAMES, str),
    ("given name", NAMES, given_name),
    ("initials", NAMES, initials),
    ("nothing found", NAMES, nothing),
    ("phone", PHONES, str),
    ("phone ending, 4", PHONES, partial(end_of, 4)),
    ("identity number", NUMBERS, str),
    ("number ending, 5", NUMBERS, partial(end_of, 5)),
    ("dossier code", CODES, str),
    ("code ending, 4", CODES, partial(end_of, 4)),
)


def reads(office: Office, samples: Samples, count: int) -> Calls:
    """Everything that is looked at while a hand waits."""
    for name, statement, typed in SEARCHES:
        yield f"find: {name}", [partial(find, office, typed(v)) for v in samples.column(statement)]
    yield "desk: first page and figures", [partial(desk.desk, office)] * count
    more = desk.desk(office).more
    yield "desk: next page", [partial(desk.desk, office, after=more)] * count
    yield "desk: figures alone", [partial(desk.counts, office)] * count
    for lane in ("late", "owing", "ready"):
        yield f"desk: the lane {lane}", [partial(desk.desk, office, lane=lane)] * count
    yield "open a dossier whole", [partial(dossiers.get, office, ident) for ident in samples.column(IDS)]
    people = [residents.get(office, int(ident)) for ident in samples.column(PEOPLE)]
    known = [Applicant(full_name=p.full_name, citizen_id=p.citizen_id, dob=p.dob) for p in people]
    yield "recognise a resident", [partial(residents.recognise, office, person) for person in known]


def drafts(office: Office, samples: Samples) -> list[IntakeDraft]:
    """Intakes of known residents that may be accepted as they stand."""
    found = []
    for ident in samples.column(PEOPLE):
        person = residents.get(office, int(ident))
        card = Card(
            citizen_id=person.citizen_id,
            old_cmnd=None,
            full_name=person.full_name,
            dob=person.dob,
            gender=person.gender,
            address=person.address,
            issue_date=person.issue_date,
        )
        found.append(replace(certified_copy(office, card), duplicate_reason="đo tốc độ"))
    return found


def writes(office: Office, samples: Samples) -> Calls:
    """Acceptances: dossier, papers, answers, fee lines, visit, events, one durable transaction each."""
    yield "accept a dossier", [partial(intake.accept, office, draft) for draft in drafts(office, samples)]


def timed(calls: list[Call]) -> list[float]:
    """Milliseconds of each call, the tidying of memory between them left out."""
    taken = []
    gc.collect()
    gc.disable()
    try:
        for call in calls:
            begun = time.perf_counter()
            call()
            taken.append((time.perf_counter() - begun) * 1000)
    finally:
        gc.enable()
    return taken


def show(name: str, taken: list[float]) -> None:
    """One line of the table."""
    p50, p95, p99 = (percentile(taken, share) for share in (0.5, 0.95, 0.99))
    print(f"{name:32}{len(taken):6}{p50:9.2f}{p95:9.2f}{p99:9.2f}{max(taken):9.2f}")


def measured(path: Path, count: int, scratch: Path) -> None:
    """The table of one ward."""
    print(f"{'':32}{'n':>6}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'max ms':>9}")
    shipped_catalogue().all()
    show("open the store", timed([partial(_opened, path) for _ in range(20)]))
    with Store.open(path, practice=True) as store:
        office = office_of(store)
        for name, calls in reads(office, Samples(store, count), count):
            calls[0]()
            show(name, timed(calls))
    copy = Path(shutil.copy(path, scratch / "copy.db"))
    with Store.open(copy, practice=True) as store:
        office = office_of(store)
        for name, calls in writes(office, Samples(store, count)):
            show(name, timed(calls))
    show(f"number and event, {WRITERS} processes", together(copy))
    copy.unlink()
    print(f"{resident_mb():.0f} MB in this process")


def _opened(path: Path) -> None:
    Store.open(path, practice=True).close()


def together(path: Path) -> list[float]:
    """Milliseconds of numbers given out by several processes at once; their series has no gap."""
    with multiprocessing.get_context("spawn").Pool(WRITERS) as pool:
        parts = pool.map(_numbers, [path] * WRITERS)
    numbers = sorted(number for part in parts for number, _ in part)
    if numbers != list(range(1, WRITERS * WRITES + 1)):
        raise SystemExit("the series of numbers has a gap")
    return [took for part in parts for _, took in part]


def _numbers(path: Path) -> list[tuple[int, float]]:
    given = []
    with Store.open(path, practice=True) as store:
        for _ in range(WRITES):
            begun = time.perf_counter()
            with store.write(NOW) as transaction:
                number = transaction.next_number("benchmark", UNTIL)
                transaction.record(None, "benchmark.number", subject=("benchmark", number), operation="")
            given.append((number, (time.perf_counter() - begun) * 1000))
    return given


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--sizes", type=int, nargs="+", default=[10_000, 100_000], help="dossiers of each ward"
    )
    options.add_argument("-n", type=int, default=300, help="calls of each kind")
    options.add_argument("--home", type=Path, help="a folder where filled wards are kept")
    chosen = options.parse_args()
    with ExitStack() as undo:
        scratch = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix="counter-bench-")))
        print(machine_line())
        for size in chosen.sizes:
            measured(prepared(chosen.home or scratch, size), chosen.n, scratch)


if __name__ == "__main__":
    main()
