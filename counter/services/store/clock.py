"""The clock of the machine against what is stored: what was done last is never after what is done now.

A clock that was set back would put a close before its opening, for ever; so nothing is written then, and
reading goes on. A clock that ran ahead and is right again has to be said so, once, by who answers for it.

What leads to a closed drawer does not wait for that: it follows the newest event, at that event's instant,
with what the machine's clock said in its own event. Who answers for it says later that it was seen.
"""

from datetime import datetime

from counter.errors import StoreError
from counter.i18n import written
from counter.models.instant import CLOCK_STEP, from_micros, to_micros
from counter.rules.rights import Act
from counter.services.office import Office, act
from counter.services.store.connection import Connection, number_in

SET_RIGHT = "store.clock_set_right"
SEEN = "store.clock_seen"
_BEHIND = (  # closes that carry what a wrong clock said, since somebody last answered for one
    "SELECT count(*) FROM audit_event WHERE event = 'drawer.event.closed' AND detail ->> 'clock' IS NOT NULL"
    " AND seq > coalesce((SELECT max(seq) FROM audit_event WHERE subject_kind = 'store' AND subject_id = ''"
    " AND event IN ('store.clock_set_right', 'store.clock_seen')), 0)"
)
_NEWEST = (
    # who signs in, and the program itself, may do so at any time
    "SELECT at FROM audit_event WHERE staff_id IS NOT NULL AND subject_kind <> 'staff'"
    " ORDER BY seq DESC LIMIT 1"
)


def newest(connection: Connection) -> datetime | None:
    """When the last thing was done by a person here; None: nothing was."""
    row = connection.execute(_NEWEST).fetchone()
    return None if row is None else from_micros(int(row[0]))


def moment(connection: Connection, now: datetime) -> datetime:
    """The instant that a write carries: now, and never before the newest event.

    A step of two minutes or less is the machine's own correction. StoreError `store.clock_back` beyond.
    """
    last = newest(connection)
    if last is None or now >= last:
        return now
    if last - now > CLOCK_STEP:
        raise StoreError("store.clock_back", now=written(now), newest=written(last))
    return last


def in_order(connection: Connection, now: datetime) -> tuple[datetime, str]:
    """For what cannot wait: now, or the newest event's instant where the clock is behind it; and what the
    clock said when that is more than the machine's own correction, else "".
    """
    last = newest(connection)
    if last is None or now >= last:
        return now, ""
    return last, written(now) if last - now > CLOCK_STEP else ""


@act(Act.READ, writes=False)
def ahead(office: Office) -> datetime | None:
    """The newest event's instant when the clock is behind it; None: it is not."""
    with office.store.query() as connection:
        last = newest(connection)
    return last if last is not None and last > office.now() else None


@act(Act.CHANGE_SETTINGS)
def set_right(office: Office, *, operation: str) -> datetime | None:
    """Say that the clock is right now and ran ahead before: what is done from here on follows from now.

    Returns the instant that the clock had been ahead to; None, with nothing written, when it was not.
    """
    if (last := ahead(office)) is None:
        return None
    with office.store.write(office.now(), any_clock=True) as transaction:
        if transaction.earlier(operation) is not None:
            return last
        transaction.record(
            office.actor,
            SET_RIGHT,
            subject=("store", ""),
            operation=operation,
            detail={"before": to_micros(last), "time": written(last)},
        )
        return last


@act(Act.READ, writes=False)
def closed_behind(office: Office) -> int:
    """How many drawers were closed while the clock was behind, since somebody last answered for it."""
    with office.store.query() as connection:
        return number_in(connection, _BEHIND)


@act(Act.CHANGE_SETTINGS)
def see_closed(office: Office, *, operation: str) -> int:
    """Say that the drawers which were closed behind the clock were looked at; how many. 0: none."""
    with office.store.query() as connection:
        count = number_in(connection, _BEHIND)
    if not count:
        return 0
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is None:
            transaction.record(
                office.actor, SEEN, subject=("store", ""), operation=operation, detail={"drawers": count}
            )
        return count
