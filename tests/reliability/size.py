"""G15: a ward of 130,000 people: each key of a search, the start, and no widget that holds a row for each.

The twins are what a program does that was tried with a hundred people: it reads every name for each key, and
puts all that it found into a table of the toolkit.
"""

import ast
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import counter
from counter.services import setup
from counter.services.office import Office
from counter.services.practice.practice import Plan, fill_file
from counter.services.search.find import find
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.text import fold
from tests.benchmarks.clocked import ClockedTerminal, percentile, shows
from tests.benchmarks.keys import timed_key
from tests.benchmarks.scenarios import CLEAR, DESK
from tests.benchmarks.ward import command, environment
from tests.reliability.frame import Line, Run, Twin, first

WARD = {True: (130_000, 30_000), False: (400, 60)}  # residents and dossiers, full and smoke
NAMES, STARTS = (150, 6), (5, 1)
KEY_MS, START_MS = 150.0, 2000.0  # p95; every one
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
# A row or an option of theirs is an object each: 130,000 of them are half a minute.
ROW_BY_ROW = frozenset({"DataTable", "ListView", "OptionList", "RadioSet", "Select", "SelectionList", "Tree"})


@dataclass(frozen=True)
class Typed:
    """What a hand types, letter by letter, and how long each took in ms."""

    took: tuple[float, ...]

    @property
    def late(self) -> int:
        """How many keys were over the bound, when more than one of twenty was."""
        return sum(one > KEY_MS for one in self.took) if percentile(self.took, 0.95) > KEY_MS else 0


def lines(run: Run) -> Iterator[Line]:
    """The ward, then what is asked of it."""
    residents, dossiers = WARD[run.full]
    home = run.folder("size")
    begun = time.perf_counter()
    fill_file(
        home / "practice.db", Plan(residents=residents, dossiers=dossiers, seed=15, until=date(2026, 11, 25))
    )
    filled = time.perf_counter() - begun
    yield _search(run, home / "practice.db", residents, filled)
    yield _at_the_desk(run, home)
    yield _widgets(run)


def _search(run: Run, path: Path, residents: int, filled: float) -> Line:
    mind, wanted = run.mind("size"), run.of(*NAMES)
    with Store.open(path, practice=True) as store:
        office = Office(
            store=store, actor=staff.names(store)[0], ward=setup.load_ward(store), practice=True,
            now=lambda: NOW,
        )  # fmt: skip
        asked = _asked(store, mind, wanted)
        find(office, "a", limit=50)  # the first statement of a program
        typed = Typed(tuple(_ms(partial(find, office, part)) for text in asked for part in _letters(text)))
        slow = Typed(tuple(_ms(partial(_every_name, store, text[:2])) for text in asked[:3]))
    late = typed.late
    return Line(
        name=f"each key of a search, {residents:,} people", goal="G15", tried=len(typed.took), failed=late,
        seed=run.seed,
        # of a few hundred names all can be read in time: there the twin says nothing
        twin=Twin(what="every name read for it", tried=len(slow.took), found=slow.late) if run.full else None,
        note=f"p95 {percentile(typed.took, 0.95):.1f} ms of processor, worst {max(typed.took):.0f} ms,"
        f" filled in {filled:.0f} s",
    )  # fmt: skip


def _asked(store: Store, mind: random.Random, wanted: int) -> list[str]:
    """Names without accents, and phone numbers, of people who are there."""
    with store.query() as connection:
        names = [str(row[0]) for row in connection.execute("SELECT full_name FROM resident")]
        phones = [str(row[0]) for row in connection.execute("SELECT phone FROM resident_contact LIMIT 500")]
    return [*(fold(name) for name in mind.choices(names, k=wanted)), *mind.choices(phones, k=wanted // 3)]


def _letters(text: str) -> Iterator[str]:
    """What stands in the box after each key; a search begins with the second."""
    return (text[:end] for end in range(2, len(text) + 1))


def _every_name(store: Store, text: str) -> list[str]:
    with store.query() as connection:
        rows = connection.execute("SELECT full_name, dob, address FROM resident ORDER BY id DESC").fetchall()
        return [str(row[0]) for row in rows if fold(str(row[0])).startswith(text)]


def _ms(what: Callable[[], object]) -> float:
    begun = time.thread_time()  # nothing of it waits: what others take of the machine is left out
    what()
    return 1000 * (time.thread_time() - begun)


# -- the program in a terminal ------------------------------------------------------------------------


def _spent(terminal: ClockedTerminal) -> float:
    """Milliseconds of processor that the program has used so far; of the clock where the system does not say.

    On a machine that others share, what they take is no slowness of ours; alone, it is what a hand waits for.
    """
    threads = Path(f"/proc/{terminal.process.pid}/task")
    if not threads.exists():
        return 1000 * (time.perf_counter() - terminal.begun)
    return sum(int((one / "schedstat").read_text().split()[0]) for one in threads.iterdir()) / 1e6


@dataclass
class Desk:
    """What several starts showed: of the clock, and of the processor."""

    starts: list[float]
    clock: list[float]  # keys to their paint
    starts_spent: list[float]
    spent: list[float]
    wrong: list[str]

    def once(self, home: Path, rounds: int) -> None:
        """Start the program, search so many times letter by letter."""
        with ClockedTerminal(command(DESK, home), env=environment(home)) as terminal:
            at = terminal.when(shows(DESK.ready, DESK.gone), timeout=60)
            if at is None:
                self.wrong.append(f"no desk after 60 s: {terminal.text}")
                return
            self.starts_spent.append(_spent(terminal))
            self.starts.append(1000 * (at - terminal.begun))
            terminal.settle(1)
            for _ in range(rounds):
                if not all(self._key(terminal, letter) for letter in "nguyen"):
                    return
                terminal.strike(CLEAR)
                terminal.settle(0.2)

    def _key(self, terminal: ClockedTerminal, letter: str) -> bool:
        before = _spent(terminal)
        took = timed_key(terminal, letter, "", 1)
        if took is None:
            self.wrong.append(f"{letter} showed nothing: {terminal.text}")
            return False
        self.clock.append(took)
        self.spent.append(_spent(terminal) - before)
        return True


def _at_the_desk(run: Run, home: Path) -> Line:
    desk = Desk([], [], [], [], [])
    for _ in range(run.of(*STARTS)):
        desk.once(home, run.of(4, 1))
    if run.full:  # one start and six keys of a smoke run say nothing
        late = Typed(tuple(desk.spent)).late if desk.spent else 0
        desk.wrong += [
            f"a start took {one:.0f} ms of processor" for one in desk.starts_spent if one > START_MS
        ]
        desk.wrong += [f"{late} keys of a search took over {KEY_MS:.0f} ms of processor"] if late else []
    return Line(
        name="start, and a search to its paint", goal="G15", tried=len(desk.starts) + len(desk.clock),
        failed=len(desk.wrong), seed=run.seed,
        note=f"slowest start {max(desk.starts_spent, default=0):.0f} ms of processor"
        f" ({max(desk.starts, default=0):.0f} of the clock), a key p95 {_p95(desk.spent):.0f}"
        f" ({_p95(desk.clock):.0f})",
        first=first(desk.wrong),
    )  # fmt: skip


def _p95(took: list[float]) -> float:
    return percentile(took, 0.95) if took else 0.0


# -- widgets ------------------------------------------------------------------------------------------


def _widgets(run: Run) -> Line:
    """No screen uses a widget with an object for each row: our lists draw the rows that are seen."""
    package = Path(counter.__file__).parent
    texts = {path: path.read_text("utf-8") for path in sorted(package.rglob("*.py"))}
    wrong = [
        f"{path.relative_to(package)}: {name}" for path, text in texts.items() for name in _row_by_row(text)
    ]
    twin = _row_by_row("from textual.widgets import DataTable, Static\n")
    return Line(
        name="no widget holds a row for each", goal="G15", tried=len(texts), failed=len(wrong), seed=run.seed,
        twin=Twin(what="a screen with a DataTable", tried=1, found=len(twin)), first=first(wrong),
    )  # fmt: skip


def _row_by_row(text: str) -> Sequence[str]:
    return [
        alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual")
        for alias in node.names
        if alias.name in ROW_BY_ROW
    ]
