"""Tries at a PIN, counted in the store with the machine's own time: to move the clock gains none.

When the last one was, and what it made the next one wait, stands in its event of the audit trail.
"""

import json
from datetime import datetime, timedelta

from counter.errors import Problem, Refused
from counter.models.instant import from_micros, to_micros
from counter.models.staff import Running, Tried
from counter.rules.sign_in import MAX_WAIT_SECONDS, is_behind, seconds_left, wait_seconds
from counter.services.staff import boot_clock
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction

_TRIED = "staff.sign_in_tried"
_STANDS = "SELECT pin_hash, tries, wait_until FROM staff WHERE id = ?"
_LAST = (
    "SELECT at, detail FROM audit_event WHERE subject_kind = 'staff' AND subject_id = ?1 AND event = ?2"
    " ORDER BY seq DESC LIMIT 1"
)


def count(transaction: Transaction, staff_id: int) -> str | None:
    """Count a try; the hash to look at, or None when a clock set back makes the longest wait begin instead.

    Refused `staff.wait` before the wait of the last one is over. `wait_until` never gets smaller by a try.
    """
    connection, now, run = transaction.connection, transaction.now, boot_clock.running()
    row = connection.execute(_STANDS, (staff_id,)).fetchone()
    stored, tries, micros = row or ("", 0, None)
    until, behind = now, False
    if micros is not None:
        until = from_micros(micros)
        last = _last(connection, staff_id, until)
        behind = is_behind(last, until, now)
        if not behind and (left := seconds_left(last, until, now, run)) > 0:
            raise wait(left)
    far = until - now > timedelta(seconds=MAX_WAIT_SECONDS)
    tries += not behind
    seconds = MAX_WAIT_SECONDS if far else wait_seconds(tries)
    until = max(until, now + timedelta(seconds=seconds))
    connection.execute(
        "UPDATE staff SET tries = ?, wait_until = ? WHERE id = ?", (tries, to_micros(until), staff_id)
    )
    detail: dict[str, str | int] = {"tries": tries, "wait": seconds, "behind": int(far)}
    if run is not None:
        detail |= {"boot": run.boot, "millis": run.millis}
    transaction.record(None, _TRIED, subject=("staff", staff_id), operation="", detail=detail)
    return None if behind else str(stored)


def wait(seconds: float) -> Refused:
    """What is said to who has to wait, at least a second."""
    return Refused((Problem("pin", "staff.wait", {"seconds": max(1, round(seconds))}),))


def _last(connection: Connection, staff_id: int, until: datetime) -> Tried:
    row = connection.execute(_LAST, (str(staff_id), _TRIED)).fetchone()
    if row is None:
        return Tried(until)
    at, told = row[0], json.loads(row[1])
    run = Running(str(told["boot"]), int(told["millis"])) if "boot" in told else None
    return Tried(from_micros(at), int(told.get("wait", 0)), run, bool(told.get("behind", 0)))
