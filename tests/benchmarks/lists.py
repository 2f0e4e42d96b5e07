"""The lists and reports of a large store: `uv run python -m tests.benchmarks.lists`. Prints figures; the
processor's time too, which does not depend on who else is at work.

A ward of 150 dossiers a day (twice the ward of the mission), for as many years as the size asks: what is open
and what a month holds stay the same, what was done grows. One result of a hundred was never collected, told
of long ago; one dossier of fifty that should be done is late. `--days` packs them into fewer days.
The store is encrypted, as a real one is, unless `--plain` is given.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from counter.models.life_lists import LifeList
from counter.models.ward_report import Period
from counter.services import setup
from counter.services.calls import calls
from counter.services.life import life_lists
from counter.services.office import Office, shipped_catalogue
from counter.services.papers import law_register
from counter.services.reports import delay, money_report, ward_report, ward_report_late
from counter.services.search import desk
from counter.services.store.connection import Connection, connect
from counter.services.store.store import Store
from tests.benchmarks.clocked import percentile
from tests.benchmarks.machine import machine_line
from tests.benchmarks.store import timed
from tests.benchmarks.ward_report import SUPERVISOR, fill
from tests.services.known_ward import NOW

KEY = "5e" * 32  # of a store that is made here and deleted
A_DAY = 150
MONTH = Period(date(2026, 10, 1), date(2026, 10, 31))
_DAY = 86_400_000_000
_LIFE = (
    # a third of the last month was left open by the fill: all but the last week and one of fifty are done
    "UPDATE dossier SET state = 10, ready_at = due_at - :day, returned_at = due_at - :day"
    " WHERE state = 4 AND due_at < :now AND id % 50 <> 0",
    "UPDATE dossier SET state = 9, returned_at = NULL WHERE state = 10 AND id % 100 = 7",
    "UPDATE dossier SET contact_phone = '0905000' || (100 + id % 900),"
    " contact_phone_reversed = '0905000' || (100 + id % 900), contact_kind = 'own_phone'"
    " WHERE state IN (4, 9) AND id % 8 <> 0",
    "INSERT INTO call_try (dossier_id, why, about, way, contact_kind, phone, outcome, note, made_by, made_at,"
    " operation) SELECT id, 'ready', ready_at, 'phone', contact_kind, contact_phone, 'reached', '', 1,"
    " ready_at + :day, 'c' || id FROM dossier WHERE state = 9 AND contact_phone <> ''"
    " AND ready_at < :now - 3 * :day",
    "INSERT INTO call_try (dossier_id, why, about, way, contact_kind, phone, outcome, note, made_by, made_at,"
    " operation) SELECT id, 'ready', ready_at, 'letter', contact_kind, '', 'sent', '', 1,"
    " ready_at + :day, 'c' || id FROM dossier WHERE state = 9 AND contact_phone = ''"
    " AND ready_at < :now - 3 * :day",
    # every transfer has its line of the bank, and every fee its receipt
    "INSERT INTO bank_line_step (line_id, step, payment_id, note, done_by, done_at, operation)"
    " SELECT 1, 'matched', id, '', 1, taken_at, 'm' || id FROM payment",
    "INSERT INTO receipt (payment_id, form, serial, number, value, status, reason, issued_on, recorded_by,"
    " recorded_at, operation) SELECT id, 'f', 's', printf('%07d', id), id, 'used', '',"
    " date(taken_at / 1000000 + 25200, 'unixepoch'), 1, taken_at, 'r' || id FROM payment",
)


def lived(path: Path) -> None:
    """What became of the dossiers that `fill` made."""
    raw = connect(path, None)
    try:
        raw.execute("PRAGMA synchronous = OFF")
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("BEGIN")
        values = {"day": _DAY, "now": int(NOW.timestamp()) * 1_000_000}
        for statement in _LIFE:
            _run(raw, statement, values)
        raw.commit()
    finally:
        raw.close()


def _run(raw: Connection, statement: str, values: dict[str, int]) -> None:
    for name, value in values.items():
        statement = statement.replace(f":{name}", str(value))
    raw.execute(statement)


def encrypted(plain: Path) -> Path:
    """The same store under a key, beside it; the plain one is deleted."""
    path = plain.with_name("ward-key.db")
    raw = connect(plain, None)
    try:
        raw.execute(f"ATTACH '{path.as_posix()}' AS real KEY \"x'{KEY}'\"")
        raw.execute("SELECT sqlcipher_export('real')").fetchall()
        for pragma in ("application_id", "user_version"):
            value = raw.execute(f"PRAGMA main.{pragma}").fetchall()[0][0]
            raw.execute(f"PRAGMA real.{pragma} = {int(value)}")
        raw.execute("DETACH real")
    finally:
        raw.close()
    plain.unlink()
    return path


Call = Callable[[], object]


def lists(office: Office) -> Iterator[tuple[str, Call, int]]:
    """What is measured, and how often."""
    yield "desk, first page and figures", partial(desk.desk, office), 200
    yield "desk, the lane late", partial(desk.desk, office, lane="late"), 200
    yield "desk, the lane ready", partial(desk.desk, office, lane="ready"), 200
    yield "call list, first page", partial(calls.listing, office), 200
    yield "call list, figures", partial(calls.counts, office), 50
    yield "whom no call reaches, a page", partial(calls.unreachable, office, limit=50), 50
    of_month = (MONTH.first, MONTH.last)
    yield "not collected, by age", partial(life_lists.read, office, LifeList.UNCOLLECTED, *of_month), 50
    yield "originals out", partial(life_lists.read, office, LifeList.LENT, *of_month), 50
    yield "register of a day", partial(law_register.register, office, MONTH.last, MONTH.last), 50
    yield "register of a month", partial(law_register.register, office, *of_month), 10
    yield "overdue in a month", partial(ward_report_late.late, office, MONTH), 10
    yield "the ward's numbers, a month", partial(ward_report.report, office, MONTH), 10
    yield "delay ledger, a month", partial(delay.month, office, "2026-10"), 10
    yield "fees, a month", partial(money_report.month, office, "2026-10"), 10


def measured(path: Path, key: str | None) -> None:
    """The table of one store."""
    with Store.open(path, key=key, practice=True) as store:
        office = Office(
            store=store, actor=SUPERVISOR, ward=setup.load_ward(store), practice=True, now=lambda: NOW
        )
        office.catalogue.all()
        with store.query() as connection:
            held = connection.execute(
                "SELECT (SELECT count(*) FROM dossier WHERE state IN (1, 2, 4, 5, 6)),"
                " (SELECT count(*) FROM dossier WHERE state = 9),"
                " (SELECT count(*) FROM dossier WHERE day BETWEEN '2026-10-01' AND '2026-10-31')"
            ).fetchall()[0]
        print("{} open, {} ready and not collected, {} received in the month".format(*held))
        for name, call, count in lists(office):
            call()
            begun = time.process_time()
            taken = timed([call] * count)
            spent = 1000 * (time.process_time() - begun) / count
            p50, p95 = percentile(taken, 0.5), percentile(taken, 0.95)
            print(f"{name:32}{count:6}{p50:9.2f}{p95:9.2f}{max(taken):9.2f}{spent:9.2f}")


def main() -> None:
    """Fill, measure, print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--dossiers", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    options.add_argument("--days", type=int, help="in so many days instead of at 150 a day")
    options.add_argument("--plain", action="store_true", help="without encryption")
    chosen = options.parse_args()
    print(machine_line())
    shipped_catalogue().all()
    for dossiers in chosen.dossiers:
        days = chosen.days or max(30, dossiers // A_DAY)
        with tempfile.TemporaryDirectory(prefix="counter-lists-") as folder:
            path, begun = Path(folder) / "ward.db", time.perf_counter()
            fill(path, dossiers, days)
            lived(path)
            path = path if chosen.plain else encrypted(path)
            print(
                f"\n{dossiers:,} dossiers in {days:,} days, {path.stat().st_size >> 20} MB,"
                f" made in {time.perf_counter() - begun:.0f} s"
            )
            print(f"{'':32}{'n':>6}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'cpu ms':>9}")
            measured(path, None if chosen.plain else KEY)


if __name__ == "__main__":
    main()
