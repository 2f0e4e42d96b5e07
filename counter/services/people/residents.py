"""Residents: recognising who stands at the counter, and keeping what a card says. Reading is plain SQL."""

from counter.errors import NotFound
from counter.models.dossier import Applicant, Contact
from counter.models.numbers import digits
from counter.models.resident import Recognised, ResidentView
from counter.models.staff import StaffView
from counter.rules.rights import Act
from counter.services.office import Office, act
from counter.services.people.resident_views import standing, views
from counter.services.store.store import Connection, Transaction
from counter.text import fold

MOST_ALIKE = 5


@act(Act.READ, writes=False)
def recognise(office: Office, applicant: Applicant) -> Recognised:
    """Who this may be: by identity number (old ones too), then by name and date of birth.

    A number that several people had, or whose name differs, makes nobody known: they are `likely`, and a
    clerk chooses. A number is never proof of a person here (numbers are cancelled and made anew).
    """
    with office.store.query() as connection:
        bearers, by_old = _bearers(connection, applicant)
        alike = _alike(connection, applicant)
        found = {view.id: view for view in views(connection, [*bearers, *alike][:MOST_ALIKE])}
    known = found.get(bearers[0]) if len(bearers) == 1 else None
    if known is not None and applicant.full_name and fold(known.full_name) != fold(applicant.full_name):
        known = None
    return Recognised(
        known=known,
        likely=tuple(view for view in found.values() if known is None or view.id != known.id),
        by_old_number=known is not None and by_old,
        differs=_differs(applicant, known) if known else (),
    )


@act(Act.READ, writes=False)
def get(office: Office, resident_id: int) -> ResidentView:
    """One resident; of a merged record the one that stays. NotFound `resident.unknown`."""
    with office.store.query() as connection:
        for view in views(connection, [standing(connection, resident_id)]):
            return view
    raise NotFound("resident.unknown")


@act(Act.READ, writes=False)
def recent(office: Office, limit: int = 10) -> tuple[ResidentView, ...]:
    """The residents of the newest dossiers, newest first."""
    with office.store.query() as connection:
        rows = connection.execute("SELECT resident_id FROM dossier ORDER BY id DESC LIMIT ?", (limit * 5,))
        ids = dict.fromkeys(row[0] for row in rows if row[0] is not None)
        return views(connection, list(ids)[:limit])


@act(Act.READ, writes=False)
def by_phone(office: Office, phone: str, limit: int = 10) -> tuple[ResidentView, ...]:
    """Residents whose number ends in these digits, newest first; nobody for fewer than three."""
    ending = digits(phone)[::-1]
    if len(ending) < 3:
        return ()
    with office.store.query() as connection:
        rows = connection.execute(
            "SELECT DISTINCT resident_id FROM resident_contact"
            " WHERE current = 1 AND phone_reversed >= ? AND phone_reversed < ?"
            " ORDER BY resident_id DESC LIMIT ?",
            (ending, ending + ":", limit),
        )
        return views(connection, [row[0] for row in rows])


def register_or_update(
    transaction: Transaction,
    actor: StaffView | None,
    applicant: Applicant,
    contact: Contact,
    *,
    operation: str,
) -> int:
    """The id of the resident the applicant is, inside the write that accepts their dossier.

    `applicant.resident_id` is whom the clerk chose; without one, the only resident with this number and name
    is taken, else a new one is made. What is new is kept (number, address, phone), nothing known is emptied,
    and an event `resident.added` or `resident.updated` says which fields changed. NotFound for a chosen
    resident who does not exist.
    """
    from counter.services.people.resident_rows import keep  # the ORM: reading above does without

    return keep(transaction, actor, applicant, contact, operation)


def _bearers(connection: Connection, applicant: Applicant) -> tuple[list[int], bool]:
    """Who has or had the number in use, else the old one; and whether it is an old number of theirs."""
    for number in filter(None, (applicant.citizen_id, applicant.old_cmnd)):
        rows = connection.execute(
            "SELECT resident_id, max(current) FROM resident_number WHERE number = ? GROUP BY resident_id"
            " ORDER BY resident_id DESC LIMIT ?",
            (number, MOST_ALIKE),
        ).fetchall()
        if rows:
            return [row[0] for row in rows], not any(row[1] for row in rows)
    return [], False


def _alike(connection: Connection, applicant: Applicant) -> list[int]:
    """Same name, tones and case aside, and the same or an unknown date of birth; without one,
    the same address."""
    name = fold(applicant.full_name)
    if not name:
        return []
    dob = applicant.dob.isoformat() if applicant.dob else None
    rows = connection.execute(
        "SELECT id, dob, address FROM resident WHERE folded = ? AND (? IS NULL OR dob IS NULL OR dob = ?)"
        " AND merged_into IS NULL ORDER BY id DESC LIMIT 50",
        (name, dob, dob),
    ).fetchall()
    if dob is None:
        rows = [row for row in rows if applicant.address and fold(row[2]) == fold(applicant.address)]
    return [row[0] for row in rows][:MOST_ALIKE]


def _differs(applicant: Applicant, known: ResidentView) -> tuple[str, ...]:
    pairs: dict[str, tuple[object, object]] = {
        "full_name": (applicant.full_name, known.full_name),
        "citizen_id": (applicant.citizen_id, known.citizen_id),
        "dob": (applicant.dob, known.dob),
        "gender": (applicant.gender, known.gender),
        "address": (applicant.address, known.address),
        "issue_date": (applicant.issue_date, known.issue_date),
    }
    return tuple(name for name, (typed, stored) in pairs.items() if typed and typed != stored)
