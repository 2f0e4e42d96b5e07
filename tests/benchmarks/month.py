"""A month of the counter, closed and reported: `uv run python -m tests.benchmarks.month`. Prints figures.

The generator makes 4,400 dossiers in a month, about 490 of them with a cash fee. All of its drawers are then
put back to open, past the triggers, and closed again by the real service with the notes that are in them;
then the sheets, the month's report and `verify`.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from counter.models.drawer import CashCount
from counter.models.instant import from_micros
from counter.models.ledger import Account
from counter.models.staff import Role, StaffView
from counter.models.till import ClosingDraft
from counter.rules.amounts import notes_for
from counter.services import setup
from counter.services.bank import deposits
from counter.services.money import ledger
from counter.services.office import Office
from counter.services.practice.practice import Plan, fill_file
from counter.services.reports import money_report
from counter.services.store.connection import connect
from counter.services.store.store import Store
from counter.services.till import drawers
from counter.services.verify.verify import checks
from tests.benchmarks.machine import machine_line
from tests.benchmarks.store import show, timed

UNTIL = date(2026, 12, 1)  # all of November
MONTH, SHIFT = "2026-11", timedelta(hours=10, minutes=30)
SUPERVISOR = StaffView(5, "Bình (tập)", Role.SUPERVISOR)


def reopened(path: Path) -> None:
    """Every drawer as it was before its close."""
    raw = connect(path, None)
    try:
        guards = raw.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        raw.execute("PRAGMA foreign_keys = OFF")
        for name, _ in guards:
            raw.execute(f"DROP TRIGGER {name}")
        for statement in (
            "DELETE FROM ledger_line WHERE entry_id IN (SELECT id FROM ledger_entry WHERE kind = 'closing')",
            "DELETE FROM ledger_entry WHERE kind = 'closing'",
            "DELETE FROM drawer_count WHERE moment = 'close'",
            "DELETE FROM drawer_close",
        ):
            raw.execute(statement)
        for _, made in guards:
            raw.execute(made)
    finally:
        raw.close()


def close(office: Office, drawer_id: int, opened_at: int) -> None:
    """Count what is there, compare, close, on the evening of its day."""
    office = replace(office, now=lambda: from_micros(opened_at) + SHIFT)
    with office.store.query() as connection:
        expected = ledger.balance(connection, Account.CASH, drawer_id)
    count = CashCount.of(notes_for(expected).notes)
    drawers.compare(office, drawer_id, count)
    drawers.close(
        office,
        ClosingDraft(
            operation=f"close-{drawer_id}", drawer_id=drawer_id, count=count, kept=0, expected=expected
        ),
    )


def main() -> None:
    """Fill, close, report, verify."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dossiers", type=int, default=4_400)
    options.add_argument("--residents", type=int, default=3_000)
    chosen = options.parse_args()
    print(machine_line())
    with tempfile.TemporaryDirectory(prefix="counter-month-") as folder:
        path = Path(folder) / "month.db"
        begun = time.perf_counter()
        plan = Plan(residents=chosen.residents, dossiers=chosen.dossiers, seed=1, until=UNTIL, days=30)
        counts = fill_file(path, plan)
        print(f"filled in {time.perf_counter() - begun:.1f} s: {counts}")
        reopened(path)
        with Store.open(path, practice=True) as store:
            measured(Office(store=store, actor=SUPERVISOR, ward=setup.load_ward(store), practice=True))


def measured(office: Office) -> None:
    """The table; exit 1 when verify finds something."""
    with office.store.query() as connection:
        shifts = connection.execute("SELECT id, opened_at FROM drawer ORDER BY id").fetchall()
        ((cash,),) = connection.execute(
            "SELECT count(*) FROM payment_means m JOIN payment p ON p.id = m.payment_id"
            " WHERE m.means = 'cash' AND p.kind = 'payment'"
        ).fetchall()
    print(f"{len(shifts)} drawers, {cash} cash fees")
    print(f"{'':32}{'n':>6}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'max ms':>9}")
    closing = timed([partial(close, office, ident, opened) for ident, opened in shifts])
    show("count, compare, close a drawer", closing)
    show("the sheet of a drawer", timed([partial(drawers.sheet, office, ident) for ident, _ in shifts]))
    show("the month's report", timed([partial(money_report.month, office, MONTH)] * 20))
    show("what is to be deposited", timed([partial(deposits.standing, office)] * 20))
    begun = time.perf_counter()
    failed = [check for check in checks(office.store) if check.failed]
    print(
        f"all drawers closed in {sum(closing) / 1000:.1f} s, verified in {time.perf_counter() - begun:.1f} s"
    )
    if failed:
        print(*failed, sep="\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
