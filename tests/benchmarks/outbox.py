"""The outbox against a practice portal that does everything wrong: doubles, ends, order, how long it took.

    uv run python tests/benchmarks/outbox.py                     10,000 sends and the twin without the key
    uv run python tests/benchmarks/outbox.py --count 500 --twice the same seed tells the same story
    uv run python tests/benchmarks/outbox.py --queue 880         five days without a line, then it drains

The sender's clock is injected: pauses, deadlines of the portal's faults and the pace cost no time. The
figures printed are counts; seconds are only said with them.
"""

import argparse
import hashlib
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from counter.models.instant import to_micros
from counter.models.outbox import OutboxRow
from counter.portal.adapter import AdapterGateway
from counter.portal.practice import Fault, Rule
from counter.portal.practice.faults import GATEWAY, RequestKind
from counter.rules import dossier_code
from counter.sender import Sender
from counter.services.dossier.dossiers import PRACTICE_MARK
from counter.services.office import Office
from counter.services.outbox import outbox
from counter.services.search import desk
from counter.services.store.connection import Connection
from tests.conftest import START, Clock
from tests.portal.outbox_ward import (
    Keyless,
    Ticks,
    accept,
    portal_with,
    practice_office,
    sender_to,
    states,
)

SLOW = frozenset({Fault.HANG, Fault.DRIP, Fault.DRIP_HEADERS, Fault.DELAY, Fault.HUGE, Fault.GZIP_BOMB})
FORGETS = frozenset({Fault.FORGET_DOSSIER, Fault.FORGET_LOOKUP, Fault.OTHER_CODE, Fault.BACKWARDS})

COPY = "INSERT INTO {table} ({names}) SELECT {chosen} FROM {table} WHERE {key} = ?"


def rules() -> list[Rule]:
    """Every fault there is, each at every kind of request: about one request in three meets one."""
    kinds = GATEWAY - {RequestKind.AUTH, RequestKind.CARD, RequestKind.LISTS}
    found = []
    for fault in Fault:
        chance = 0.0005 if fault in SLOW else 0.004 if fault in FORGETS else 0.012
        found.append(Rule(fault=fault, kinds=kinds, chance=chance, seconds=0.0))
    return found


def fill(office: Office, count: int, days: int = 1) -> None:
    """So many accepted dossiers: the first by the counter itself, the others copies of it under codes of
    their own, written with their rows of the outbox as the counter writes them."""
    first = accept(office)[0]
    with office.store.write(START) as transaction:
        connection = transaction.connection
        columns = {name: _columns(connection, name) for name in ("dossier", "dossier_paper", "fee_line")}
        for number in range(2, count + 1):
            day = START + timedelta(days=(number - 1) * days // count)
            code = PRACTICE_MARK + str(dossier_code.build(office.ward.unit_code, day.date(), number))
            new = {
                "id": str(number),
                "code": f"'{code}'",
                "code_reversed": f"'{code[::-1]}'",
                "short_code": f"'{dossier_code.short_code(number)}'",
                "sequence": str(number),
                "operation": f"'made-{number}'",
                "day": f"'{day.date()}'",
                "received_at": str(to_micros(day)),
                "due_at": str(to_micros(day + timedelta(days=2))),
            }
            for table, names in columns.items():
                key = "id" if table == "dossier" else "dossier_id"
                values = {"dossier_id": str(number)} if table != "dossier" else new
                chosen = ", ".join(values.get(name, name) for name in names)
                copy = COPY.format(table=table, names=", ".join(names), chosen=chosen, key=key)
                connection.execute(copy, (first.id,))
            connection.execute(
                "INSERT INTO outbox (key, dossier_id, sequence, kind, payload, state, attempts, last_error,"
                " created_at, target) VALUES (?, ?, 1, 'dossier', '{}', 'waiting', 0, '', ?, 'gateway')",
                (f"key-{number}", number, to_micros(day)),
            )
        transaction.record(None, "test.filled", subject=("test", count), operation="")


def _columns(connection: Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def story(count: int, seed: int, *, keyed: bool) -> dict[str, object]:
    """One run: how every row ended, what the portal counted."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        office, ticks = practice_office(Path(folder) / "practice.db", Clock(START)), Ticks()
        office = replace(office, ward=replace(office.ward, sync_per_second=20))
        with office.store, portal_with(rules(), seed) as portal:
            fill(office, count)
            filled = time.perf_counter()
            sender = sender_to(portal, office, ticks, seed, AdapterGateway if keyed else Keyless)
            turns = _drain(sender, ticks, count)
            sender.close()
            left = outbox.listing(office, limit=count)
            ends = Counter(state for rows in states(office).values() for state in rows)
            portal_says = portal.state()
            digest = hashlib.sha256(repr([_end(row) for row in left]).encode())
            digest.update(repr(sorted(states(office).items())).encode())
    return {
        "dossiers": count,
        "key": "yes" if keyed else "NO",
        "doubles": portal_says["doubles"],
        "doubled_steps": portal_says["doubled_steps"],
        "ends": dict(ends),
        "tasks": dict(Counter(row.why[0].message_id if row.why else "?" for row in left)),
        "not_ended": sum(1 for row in left if not row.needs_person),
        "turns": turns,
        "hours_by_the_clock": round((ticks.at - 1000) / 3600, 1),
        "story": digest.hexdigest()[:16],
        "seconds": round(time.perf_counter() - filled, 1),
        "seconds_to_fill": round(filled - began, 1),
    }


def _end(row: OutboxRow) -> tuple[object, ...]:
    return row.id, row.state, row.why, row.tries


def _drain(sender: Sender, ticks: Ticks, count: int) -> int:
    for turn in range(count * 200):
        pause = sender.turn()
        if not sender.waiting() and pause:
            return turn
        ticks.wait(pause)
        if turn % 5000 == 0 and turn:
            print(f"  … {turn} turns, {sender.waiting()} waiting", file=sys.stderr)
    raise AssertionError("it never ends")


def queue(count: int, pace: int) -> dict[str, object]:
    """Five days without a line; then the line is back and it drains in order, while the desk is looked at."""
    with tempfile.TemporaryDirectory() as folder:
        office, ticks = practice_office(Path(folder) / "practice.db", Clock(START)), Ticks()
        office = replace(office, ward=replace(office.ward, sync_per_second=pace))
        with office.store, portal_with() as portal:
            portal.stop()
            fill(office, count, days=5)
            sender = sender_to(portal, office, ticks)
            tried = 0
            while ticks.at < 1000 + 5 * 86_400:
                ticks.wait(max(sender.turn(), 0.001))
                tried += 1
            portal.start()
            back, looks = ticks.at, []
            for turn in range(count * 20):
                pause = sender.turn()
                if not sender.waiting() and pause:
                    break
                ticks.wait(pause)
                if turn % 10 == 0:
                    at = time.perf_counter()
                    desk.desk(office)
                    looks.append(1000 * (time.perf_counter() - at))
            sender.close()
            with office.store.query() as connection:
                order = [
                    row[0]
                    for row in connection.execute(
                        "SELECT outbox_id FROM outbox_attempt WHERE outcome = 'filed' ORDER BY id"
                    )
                ]
            state = portal.state()
    displaced = max((abs(place - row) for place, row in enumerate(order, start=1)), default=0)
    looks.sort()
    return {
        "dossiers": count,
        "tries_in_five_days": tried,
        "confirmed": state["created"],
        "doubles": state["doubles"],
        "places_out_of_order": displaced,
        "minutes_to_drain": round((ticks.at - back) / 60, 1),
        "desk_ms_p50": round(looks[len(looks) // 2], 1),
        "desk_ms_p95": round(looks[int(len(looks) * 0.95)], 1),
    }


def main() -> int:
    """Print the figures; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--twice", action="store_true", help="run it twice and compare the stories")
    parser.add_argument("--twin", type=int, default=500, help="dossiers of the twin without the key; 0: none")
    parser.add_argument("--queue", type=int, default=0, help="this many after five days without a line")
    given = parser.parse_args()
    if given.queue:
        found = queue(given.queue, pace=2)
        print(found)
        return int(found["confirmed"] != given.queue or found["doubles"] != 0)
    first = story(given.count, given.seed, keyed=True)
    print(first)
    missed = first["doubles"] or first["doubled_steps"] or first["not_ended"]
    if given.twice:
        again = story(given.count, given.seed, keyed=True)
        print("the same story:", again["story"] == first["story"])
        missed = missed or again["story"] != first["story"]
    if given.twin:
        twin = story(given.twin, given.seed, keyed=False)
        print(twin)
        missed = missed or not twin["doubles"]
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
