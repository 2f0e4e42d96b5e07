"""Who looked up how many people without their card today: told to the leader as soon as the desk is there.

Read at every start, so nothing here needs the tables.
"""

from datetime import date
from typing import Final

from counter.i18n import local
from counter.models.lookups import Looker
from counter.rules.lookups import unusual
from counter.rules.rights import Act
from counter.services.office import Office, act
from counter.services.store.connection import Connection, number_in

DONE: Final = "lookup:"
REFUSED: Final = "lookup_refused:"
_DAYS_BACK = 20
_COUNTED = "SELECT last FROM day_counter WHERE series = ? AND day = ?"
_EARLIER = "SELECT last FROM day_counter WHERE series = ? AND day < ? ORDER BY day DESC LIMIT ?"


@act(Act.MANAGE_STAFF, writes=False)
def lookers(office: Office) -> tuple[Looker, ...]:
    """Who looked up how many people today, the most first; nobody who looked up none."""
    day = local(office.now()).date()
    with office.store.query() as connection:
        people = connection.execute("SELECT id, name FROM staff ORDER BY id").fetchall()
        found = [_looker(connection, ident, name, day) for ident, name in people]
    return tuple(sorted((one for one in found if one.today or one.refused), key=lambda one: -one.today))


def counted(connection: Connection, series: str, staff_id: int, day: date) -> int:
    """How many look-ups of a person the day has so far, done (`DONE`) or `REFUSED`."""
    return number_in(connection, _COUNTED, f"{series}{staff_id}", day.isoformat())


def _looker(connection: Connection, ident: int, name: str, day: date) -> Looker:
    today = counted(connection, DONE, ident, day)
    rows = connection.execute(_EARLIER, (f"{DONE}{ident}", day.isoformat(), _DAYS_BACK))
    earlier = [int(row[0]) for row in rows]
    return Looker(ident, name, today, counted(connection, REFUSED, ident, day), unusual(today, earlier))
