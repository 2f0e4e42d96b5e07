"""The delay ledger of a month: `uv run python -m tests.benchmarks.delay`. Prints figures.

A made-up ward of 4,400 dossiers in a month; beside each, the three messages that the outbox would have sent,
with their tries, and a line that was down for five days in the middle. `--years N` puts so many more years
of them before it.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from counter.i18n import LOCAL_ZONE
from counter.models.canonical import canonical
from counter.models.instant import to_micros
from counter.models.staff import Role, StaffView
from counter.services import setup
from counter.services.office import Office
from counter.services.practice.practice import Plan, fill_file
from counter.services.reports import delay
from counter.services.store.store import Store
from tests.benchmarks.machine import machine_line

UNTIL, MONTH = date(2026, 12, 1), "2026-11"
SUPERVISOR = StaffView(5, "Bình (tập)", Role.SUPERVISOR)
DOWN = datetime(2026, 11, 9, 9, 0, tzinfo=LOCAL_ZONE), datetime(2026, 11, 14, 9, 0, tzinfo=LOCAL_ZONE)
PAUSE = 300_000_000  # microseconds between two tries while it was
PAYLOAD = canonical({"dossier": {"state": 2, "subject": "x" * 1800}, "steps": [], "taken": 0})
_ROWS = (
    "INSERT INTO outbox (key, dossier_id, sequence, kind, payload, state, attempts, last_error, created_at,"
    " done_at, target) SELECT 'made-' || d.id || '-' || ?2, d.id, 10 + ?2, 'dossier', ?1, 'confirmed', 2, '',"
    " at, max(at, CASE WHEN at BETWEEN ?3 AND ?4 THEN ?4 ELSE at END) + 2000000, 'gateway'"
    " FROM (SELECT id, {column} AS at FROM dossier WHERE state NOT IN (1, 3) AND {column} IS NOT NULL) d"
)
_TRIES = (
    "INSERT INTO outbox_attempt (outbox_id, started_at, ended_at, outcome, detail) SELECT * FROM ("
    " SELECT o.id, o.done_at - 1000000 AS at, o.done_at - 900000, 'filed', '{\"updated\":0}' FROM outbox o"
    "  WHERE o.key GLOB 'made-*'"
    " UNION ALL SELECT o.id, o.done_at - 100000, o.done_at, 'known', '{\"theirs\":2}' FROM outbox o"
    "  WHERE o.key GLOB 'made-*'"
    " UNION ALL SELECT (SELECT min(id) FROM outbox WHERE key GLOB 'made-*'), value, value, 'unreachable',"
    '  \'{"reasons":[["line","portal.net.down",{}]]}\' FROM json_each(?1)'
    ") ORDER BY at"
)


def told(store: Store) -> int:
    """The messages of every dossier and their tries; how many tries."""
    down = [to_micros(at) for at in DOWN]
    with store.write() as transaction:
        connection = transaction.connection
        for number, column in enumerate(("received_at", "ready_at", "returned_at")):
            connection.execute(_ROWS.format(column=column), (PAYLOAD, number, *down))
        connection.execute(_TRIES, (str(list(range(down[0], down[1], PAUSE))),))
        transaction.record(None, "test.told", subject=("test", ""), operation="")
        row = connection.execute("SELECT count(*) FROM outbox_attempt").fetchone()
    return int(row[0]) if row else 0


def main() -> int:
    """Print the figures; 1 where the month takes more than a second."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dossiers", type=int, default=4_400, help="a month")
    parser.add_argument("--years", type=int, default=0, help="so many more before it")
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "practice.db"
        months = 1 + 12 * given.years
        fill_file(
            path,
            Plan(residents=2_000, dossiers=given.dossiers * months, seed=3, until=UNTIL, days=30 * months),
        )
        with Store.open(path, practice=True) as store:
            tries = told(store)
            now = datetime(2026, 12, 1, 3, 0, tzinfo=LOCAL_ZONE) + timedelta(hours=5)
            office = Office(
                store=store, actor=SUPERVISOR, ward=setup.load_ward(store), practice=True, now=lambda: now
            )
            office.catalogue.all()
            found = delay.month(office, MONTH)
            whole = _timed(given.rounds, lambda: delay.month(office, MONTH))
            one = _timed(50, lambda: delay.ledger(office, found.late[0].dossier_id))
    print(machine_line())
    print(f"{found.dossiers} dossiers under way in {MONTH}, {tries} tries, {len(found.outages)} outages")
    print({one.cause.value: (one.minutes, one.news, one.beside) for one in found.sums})
    print(f"the month: {whole:.0f} ms · one dossier: {one:.1f} ms (p50)")
    return int(whole > 1000)


def _timed(rounds: int, work: Callable[[], object]) -> float:
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        found.append(1000 * (time.perf_counter() - began))
    return sorted(found)[len(found) // 2]


if __name__ == "__main__":
    sys.exit(main())
