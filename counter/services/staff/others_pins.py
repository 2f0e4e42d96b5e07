"""The second person whose PIN the first one set: two names, and perhaps one person.

Who adds somebody, or gives them a PIN anew, can sign in as them and choose the next one too. So for a few
days they approve nothing for who set it, as long as anybody else is there; where nobody is, it goes through,
is noted and told to the other leaders. Read at every start, so nothing here needs the tables.
"""

from datetime import datetime, timedelta
from typing import Final

from counter.i18n import local
from counter.models.canonical import canonical
from counter.models.instant import from_micros, to_micros
from counter.models.staff import SetPin, StaffView
from counter.rules.rights import RIGHTS, Act
from counter.rules.sign_in import OTHERS_PIN_DAYS
from counter.services.office import Office, act
from counter.services.store.connection import Connection, number_in
from counter.services.store.transaction import Transaction

NOTED: Final = "staff.approved_by_own"
_SERIES: Final = "own_approval:"
_SET = (  # the last to set it, and when: never before what was done before it, wherever the clock stood
    "SELECT e.staff_id, coalesce(s.name, ''), max(e.at, coalesce((SELECT n.at FROM audit_event n"
    " WHERE n.seq < e.seq AND n.staff_id IS NOT NULL AND n.subject_kind <> 'staff'"
    " ORDER BY n.seq DESC LIMIT 1), 0))"
    " FROM audit_event e LEFT JOIN staff s ON s.id = e.staff_id"
    " WHERE e.subject_kind = 'staff' AND e.subject_id = ?1"
    " AND e.event IN ('staff.added', 'staff.pin_set', 'staff.pin_given') ORDER BY e.seq DESC LIMIT 1"
)
_NAME = "SELECT name FROM staff WHERE id = ?"
_HERE = (
    "SELECT id, name FROM staff s WHERE active = 1 AND role IN (SELECT value FROM json_each(?1))"
    " AND EXISTS (SELECT 1 FROM audit_event e WHERE e.subject_kind = 'staff'"
    " AND e.subject_id = CAST(s.id AS TEXT) AND e.event = 'staff.signed_in' AND e.at >= ?2) ORDER BY id"
)
_COUNTED = "SELECT coalesce(sum(last), 0) FROM day_counter WHERE series = ? AND day >= ?"


def look(
    connection: Connection, approver: StaffView, doers: frozenset[int], right: Act, now: datetime
) -> SetPin | None:
    """Whether one of the doers set this approver's PIN in the last days, or that of who set it; None: no."""
    found = _traced(connection, approver.id, doers, now)
    if found is None:
        return None
    morning = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    people = connection.execute(_HERE, (canonical(sorted(RIGHTS[right])), to_micros(morning)))
    others = tuple(
        str(name)
        for ident, name in people.fetchall()
        if ident not in doers and _traced(connection, ident, doers, now) is None
    )
    whose, by, at = found
    (name,) = connection.execute(_NAME, (whose,)).fetchone() or ("",)
    return SetPin(str(name), by, at, others)


def note(transaction: Transaction, asker: StaffView, approver: StaffView, found: SetPin) -> None:
    """Count and keep it, on the name of who asked; told to the other leaders by `asked`."""
    transaction.next_number(f"{_SERIES}{asker.id}", local(transaction.now).date())
    transaction.record(  # by the program: it stands at whatever time the clock says, as a sign-in does
        None,
        NOTED,
        subject=("staff", asker.id),
        operation="",
        detail={"name": asker.name, "approver": approver.name, "whose": found.whose, "by": found.by},
    )


@act(Act.MANAGE_STAFF, writes=False)
def asked(office: Office) -> dict[int, int]:
    """Who was approved in the last days by somebody whose PIN they had set, and how often; by id."""
    since = local(office.now()).date() - timedelta(days=OTHERS_PIN_DAYS)
    with office.store.query() as connection:
        ids = [int(row[0]) for row in connection.execute("SELECT id FROM staff ORDER BY id").fetchall()]
        counts = {
            ident: number_in(connection, _COUNTED, f"{_SERIES}{ident}", since.isoformat()) for ident in ids
        }
    return {ident: count for ident, count in counts.items() if count}


def _traced(
    connection: Connection, person: int, doers: frozenset[int], now: datetime
) -> tuple[int, str, datetime] | None:
    """Whose PIN a doer set, who and when, from this person back over who set whose PIN; None: no doer."""
    oldest, seen = to_micros(now - timedelta(days=OTHERS_PIN_DAYS)), set[int]()
    while person not in seen:
        seen.add(person)
        row = connection.execute(_SET, (str(person),)).fetchone()
        if row is None or row[0] is None or row[2] <= oldest:
            return None
        if row[0] in doers:
            return person, str(row[1]), from_micros(row[2])
        person = int(row[0])
    return None
