"""Who looked up how many people without their card today: told to the leader as soon as the desk is there.

And the looks themselves, from the audit trail. Read at every start, so nothing here needs the tables.
"""

from datetime import date
from typing import Final

from counter.i18n import local
from counter.models.instant import from_micros
from counter.models.lookups import Look, Looker
from counter.models.numbers import mask_number
from counter.rules.lookups import unusual
from counter.rules.rights import Act
from counter.services.office import Office, act
from counter.services.store.connection import Connection, Row, number_in

DONE: Final = "lookup:"
REFUSED: Final = "lookup_refused:"
_DAYS_BACK = 20
_COUNTED = "SELECT last FROM day_counter WHERE series = ? AND day = ?"
_EARLIER = "SELECT last FROM day_counter WHERE series = ? AND day < ? ORDER BY day DESC LIMIT ?"
PAGE: Final = 50  # looks
_LOOKS = (
    "SELECT a.seq, a.at, s.name, a.event, a.detail ->> 'reason',"
    " coalesce(r.full_name, d.applicant_name, ''),"
    " coalesce((SELECT n.number FROM resident_number n WHERE n.resident_id = coalesce(r.id, d.resident_id)"
    " ORDER BY n.current DESC, n.kind = 'cccd' DESC, n.id DESC), ''), coalesce(d.code, '')"
    " FROM audit_event a JOIN staff s ON s.id = a.staff_id"
    " LEFT JOIN resident r ON a.subject_kind = 'resident' AND r.id = CAST(a.subject_id AS INTEGER)"
    " LEFT JOIN dossier d ON a.subject_kind = 'dossier' AND d.id = CAST(a.subject_id AS INTEGER)"
    " WHERE a.event IN ('lookup.opened', 'lookup.seen', 'lookup.shown', 'lookup.refused',"
    " 'person.event.exported') AND (?1 = 0 OR a.staff_id = ?1) AND (?2 = 0 OR a.seq < ?2)"
    " ORDER BY a.seq DESC LIMIT ?3"
)


@act(Act.MANAGE_STAFF, writes=False)
def looks(office: Office, staff_id: int = 0, before: int = 0, limit: int = PAGE) -> tuple[Look, ...]:
    """Who looked at whose data, the newest first; of one of the staff, or of all with 0.

    `before`: the `seq` of the last look of the page before, 0 for the first page.
    """
    with office.store.query() as connection:
        return tuple(map(_look, connection.execute(_LOOKS, (staff_id, before, limit))))


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


def _look(row: Row) -> Look:
    seq, at, who, event, reason, name, number, code = row
    return Look(
        seq=seq, at=from_micros(at), who=who, event=event, reason=reason or "", name=name,
        number=mask_number(number), dossier=code,
    )  # fmt: skip
