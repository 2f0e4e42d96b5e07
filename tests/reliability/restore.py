"""G14: a back-up made while others write, brought back on a machine with nothing, compared fact by fact.

What was acknowledged before the back-up began must be in it; what is in it must be whole. The twin is what a
hand does with a file manager: the store's file copied while it is written into, without its log.
"""

import random
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from counter.errors import CounterError
from counter.models.keys import DataKey
from counter.models.staff import Role, StaffView
from counter.services import setup
from counter.services.backup import backup, restore
from counter.services.intake import intake
from counter.services.office import Office
from counter.services.practice.practice import Plan, fill_file
from counter.services.staff import staff
from counter.services.store.store import Store
from tests.reliability.frame import Line, Run, Twin, first
from tests.services.journeys import certified_copy

PLAN = Plan(residents=120, dossiers=300, seed=14, until=date(2026, 11, 25))
WHOLE = Plan(residents=130_000, dossiers=30_000, seed=14, until=date(2026, 11, 25))
MOST_SECONDS = 60.0  # of processor, from a folder to a store that was looked at whole: RTO on a free machine
NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
FACTS = {
    "dossiers": "SELECT code, state, money, applicant_name FROM dossier WHERE id <= ?1 ORDER BY id",
    "papers": "SELECT * FROM dossier_paper WHERE dossier_id <= ?1 ORDER BY 1, 2",
    "payments": "SELECT id, total, payer_name FROM payment ORDER BY id",
    "ledger": "SELECT account, sum(amount) FROM ledger_line GROUP BY account ORDER BY account",
    "people": "SELECT id, full_name, dob FROM resident WHERE id <= ?2 ORDER BY id",
}


def lines(run: Run) -> Iterator[Line]:
    """Twenty drills in the full profile, two in the smoke one; and in the full one those of a whole ward."""
    yield _drills(run, "restore drill under load", PLAN, run.of(20, 2))
    if run.full:
        yield _drills(run, f"the same, {WHOLE.residents:,} people", WHOLE, 2)


def _drills(run: Run, name: str, plan: Plan, tries: int) -> Line:
    ward = run.folder(f"ward-{plan.residents}") / "practice.db"
    fill_file(ward, plan)
    mind, faults, slowest, lost = run.mind(f"restore {plan.residents}"), list[str](), 0.0, 0
    most = 0.0
    for number in range(tries):
        folder = run.folder(f"drill-{number}")
        place = Path(shutil.copy(ward, folder / "practice.db"))
        drill = Drill(place, folder, mind)
        faults.extend(f"drill {number}: {fault}" for fault in drill.run())
        if drill.spent > MOST_SECONDS:
            faults.append(f"drill {number}: back after {drill.spent:.0f} s of processor")
        slowest, most = max(slowest, drill.took), max(most, drill.spent)
        lost += drill.twin_lost
        shutil.rmtree(folder)
    return Line(
        name=name, goal="G14", tried=tries, failed=len(faults), seed=run.seed,
        twin=Twin(what="the file copied by hand", tried=tries, found=lost),
        note=f"slowest restore {most:.1f} s of processor, {slowest:.1f} of the clock", first=first(faults),
    )  # fmt: skip


_NEWEST = "SELECT (SELECT max(id) FROM dossier), (SELECT max(id) FROM resident)"


class Drill:
    """One machine that is lost while it worked, and the one its back-up comes back on."""

    def __init__(self, place: Path, folder: Path, mind: random.Random) -> None:
        self.place, self.folder, self.mind = place, folder, mind
        self.took, self.spent, self.twin_lost = 0.0, 0.0, False
        self._stop = threading.Event()
        self._known: tuple[int, int] = (0, 0)
        self._taken: list[str] = []

    def run(self) -> list[str]:
        """What was wrong with it; nothing when it was good."""
        stick = self.folder / "stick"
        stick.mkdir()
        with Store.open(self.place, practice=True) as store:
            office = _office(store)
            working = threading.Thread(target=self._work, args=(office,))
            working.start()
            try:
                self._wait(self.mind.randrange(1, 6))
                acknowledged = list(self._taken)
                before = _facts(store, self._limits(store))
                by_hand = Path(shutil.copy(self.place, self.folder / "by-hand.db"))
                made = backup.back_up(office, stick)
            finally:
                self._stop.set()
                working.join()
            limits = self._known
        self.twin_lost = _lacks(by_hand, acknowledged)
        other = self.folder / "other" / "practice.db"
        began, spent = time.perf_counter(), time.thread_time()
        restore.restore(made.folder, other, _no_key, _leader, NOW + timedelta(days=1))
        self.took, self.spent = time.perf_counter() - began, time.thread_time() - spent
        with Store.open(other, practice=True) as back:
            after = _facts(back, limits)
            missing = sorted(set(acknowledged) - _codes(back))
        wrong = [f"{what} differ" for what in FACTS if what != "ledger" and before[what] != after[what]]
        return wrong + [f"dossier {code} is not in it" for code in missing]

    def _limits(self, store: Store) -> tuple[int, int]:
        with store.query() as connection:
            row = connection.execute(_NEWEST).fetchone()
        self._known = (int(row[0]), int(row[1])) if row else (0, 0)
        return self._known

    def _work(self, office: Office) -> None:
        while not self._stop.is_set():
            draft = replace(certified_copy(office), duplicate_reason="lần nữa")
            self._taken.append(intake.accept(office, draft).code)

    def _wait(self, dossiers: int) -> None:
        deadline = time.monotonic() + 60
        while len(self._taken) < dossiers and time.monotonic() < deadline:
            time.sleep(0.01)


def _office(store: Store) -> Office:
    return Office(
        store=store, actor=_leader(store), ward=setup.load_ward(store), practice=True, now=lambda: NOW
    )


def _leader(store: Store) -> StaffView:
    return next(person for person in staff.names(store) if person.role is Role.SUPERVISOR)


def _no_key(path: Path) -> DataKey:
    raise AssertionError(f"{path.name} is a practice store")


def _facts(store: Store, limits: tuple[int, int]) -> dict[str, list[object]]:
    with store.query() as connection:
        return {
            what: list(connection.execute(sql, limits[: 2 if "?2" in sql else sql.count("?")]))
            for what, sql in FACTS.items()
        }


def _codes(store: Store) -> set[str]:
    with store.query() as connection:
        return {str(row[0]) for row in connection.execute("SELECT code FROM dossier")}


def _lacks(copy: Path, acknowledged: list[str]) -> bool:
    """The twin: whether something that was acknowledged is not in a copy made by hand."""
    try:
        with Store.open(copy, practice=True) as store:
            return bool(set(acknowledged) - _codes(store))
    except CounterError:
        return True
