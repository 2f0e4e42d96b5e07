"""The ward's month with two years of dossiers behind it: `uv run python -m tests.benchmarks.ward_report`.

The rows are made in SQL, past the services: each dossier has two papers, a scan, a fee line, a
payment and four moves; one of 25 had to be supplemented.
Prints figures.
"""

import argparse
import json
import re
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from counter.models.staff import Role, StaffView
from counter.models.ward_report import Period
from counter.services import setup
from counter.services.office import Office, shipped_catalogue
from counter.services.reports import ward_report
from counter.services.store.connection import Connection, connect
from counter.services.store.store import Store
from tests.benchmarks.machine import machine_line
from tests.benchmarks.store import show, timed
from tests.services.known_rows import Rows
from tests.services.known_ward import NOW

DAYS = 730
LAST = date(2026, 11, 20)
SUPERVISOR = StaffView(1, "Bình", Role.SUPERVISOR)

_DAY = 86_400_000_000
_DOSSIERS = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count)
INSERT INTO dossier (
    id, code, code_reversed, short_code, provisional, day, sequence, state, money, papers_held, sync,
    procedure_code, procedure_name, applicant, applicant_name, folded, identity, behalf_of, behalf_paper,
    channel, result_way, contact_phone, contact_phone_reversed, contact_whose, received_at, received_by,
    due_at, due_reason, due_warnings, ready_at, returned_at, returned_to, fee_total, fee_waived, fee_unknown,
    fee_sources, fee_inputs, exempt_group, operation, note, version)
SELECT
    i + 1, printf('H57-%09d', i), printf('%09d-75H', i), printf('%06d', i), 0,
    date(:first, '+' || (i * :days / :count) || ' days'), i + 1, CASE WHEN open THEN 4 ELSE 10 END, 'paid',
    'none', 'confirmed', json_extract(:codes, '$[' || (i % 59) || ']'), 'Thủ tục', json(:person), 'Lê Út',
    'le ut', 'same_person', '', '', CASE i % 6 WHEN 0 THEN 'direct' ELSE 'online' END, 'counter', '', '', '',
    at, 1 + i % 3, at + 5 * :day, :why, '[]', CASE WHEN NOT open THEN at + (1 + i % 5) * :day END,
    CASE WHEN NOT open THEN at + (1 + i % 5) * :day END, '', 8000, 0, '[]', '[]', '{}', '', 'b' || i, '', 1
FROM (
    SELECT i, :at + (i * :days / :count) * :day AS at, i >= :count - :count * 30 / :days AND i % 3 = 0 AS open
    FROM n
)
"""
_CHILDREN = (
    "INSERT INTO dossier_paper (dossier_id, position, key, name, state, originals, copies)"
    " SELECT dossier.id, p.value, 'p' || p.value, 'Giấy tờ', 'submitted', 1, 0"
    " FROM dossier, json_each('[0, 1]') p",
    "INSERT INTO fee_line (dossier_id, position, fee_id, label, quantity, unit_amount, amount, waived,"
    " source, kind) SELECT id, 0, 'x', 'Phí', 1, 8000, 8000, 0, '', 'phi' FROM dossier",
    "INSERT INTO dossier_move (dossier_id, name, state_before, state_after, held_before, held_after,"
    " was, reason, made_by, made_at, operation) SELECT d.id, m.value, 4, 4, 'none', 'none', '[]', 'x', 1,"
    " d.received_at + 60000000, 'b' FROM dossier d,"
    """ json_each('["begin", "forward", "ready", "hand_over"]') m""",
    "INSERT INTO supplement (dossier_id, move_id, round, stage, reason, legal_basis, policy, due_before,"
    " asked_by, asked_at, operation) SELECT id, 4 * id, 1, 'entry', 'x', '', 'pause', due_at, 1,"
    " received_at + 60000000, 'b' || id FROM dossier WHERE id % 25 = 0",
    "INSERT INTO supplement_answer (supplement_id, move_id, due_after, due_reason, note, received_by,"
    " answered_at, operation) SELECT id, move_id - 1, due_before, '', '', 1, asked_at + 60000000, 'b' || id"
    " FROM supplement",
    "INSERT INTO payment SELECT id, 'payment', NULL, 8000, '', 'self', NULL, '', '', 1, NULL, received_at,"
    " 'b' || id FROM dossier",
    "INSERT INTO payment_means SELECT id, 0, 'transfer', 8000, NULL, NULL, 'FT1', NULL FROM dossier",
    "INSERT INTO payment_share SELECT id, 0, id, 'phi', 8000 FROM dossier",
    "INSERT INTO attachment (dossier_id, position, paper_key, name, pages, size, digest, source_name,"
    " added_by, added_at, operation)"
    " SELECT id, 0, 'p0', 'x', 1, 4, (SELECT digest FROM attachment_content), '', 1, 1, 'b' FROM dossier",
)


def fill(path: Path, dossiers: int, days: int = DAYS) -> None:
    """Two years of them, or so many days. The indexes for finding names are of no use here: left out."""
    with Store.open(path, practice=True) as store, store.write(NOW) as transaction:
        rows = Rows()
        rows.people()
        rows.flush(transaction.connection)
        transaction.record(None, "practice.filled", subject=("practice", 1), operation="bench")
    raw = connect(path, None)
    try:
        _fill(raw, dossiers, days)
    finally:
        raw.close()


def _fill(raw: Connection, dossiers: int, days: int) -> None:
    for statement in ("PRAGMA synchronous = OFF", "PRAGMA foreign_keys = OFF", "PRAGMA cache_size = -400000"):
        raw.execute(statement)
    for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    began = LAST - timedelta(days=days - 1)
    at = int((began - date(1970, 1, 1)).total_seconds() + 2 * 3600) * 1_000_000  # nine in the morning
    values: dict[str, str | int] = {
        "count": dossiers,
        "days": days,
        "day": 86_400_000_000,
        "first": began.isoformat(),
        "at": at,
        "codes": json.dumps([one.code for one in shipped_catalogue().all()]),
        "person": json.dumps({"full_name": "Lê Út", "address": "Tổ 3, phường Phú Xuân " * 12}),
        "why": "5 ngày làm việc từ ngày nhận. " * 3,
    }
    raw.execute("BEGIN")
    names = list(dict.fromkeys(re.findall(r":([a-z]+)", _DOSSIERS)))
    raw.execute(_DOSSIERS, [values[name] for name in names])
    for statement in _CHILDREN:
        raw.execute(statement)
    raw.commit()


def main() -> None:
    """Fill stores of several sizes, report the last whole month of each."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dossiers", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    chosen = options.parse_args()
    print(machine_line())
    print(f"{'':32}{'n':>6}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'max ms':>9}")
    for dossiers in chosen.dossiers:
        with tempfile.TemporaryDirectory(prefix="counter-ward-report-") as folder:
            path = Path(folder) / "ward.db"
            begun = time.perf_counter()
            fill(path, dossiers)
            print(
                f"{dossiers} dossiers in {time.perf_counter() - begun:.0f} s, {path.stat().st_size >> 20} MB"
            )
            measured(path)


def measured(path: Path) -> None:
    """October, after the first time and again; and the month that runs."""
    shipped_catalogue().all()
    with Store.open(path, practice=True) as store:
        office = Office(
            store=store, actor=SUPERVISOR, ward=setup.load_ward(store), practice=True, now=lambda: NOW
        )
        october = Period(date(2026, 10, 1), date(2026, 10, 31))
        show("October, the first time", timed([partial(ward_report.report, office, october)]))
        show("October", timed([partial(ward_report.report, office, october)] * 10))
        november = replace(october, first=date(2026, 11, 1), last=date(2026, 11, 30))
        show("November, under way", timed([partial(ward_report.report, office, november)] * 10))
        begun = time.process_time()
        told = ward_report.report(office, october).total
        spent = 1000 * (time.process_time() - begun)
        print(f"  {spent:.0f} ms of the processor, whoever else is at work")
        print(f"  {told.received} received, {told.carried} carried, {told.done} done, {told.open} open")


if __name__ == "__main__":
    main()
