"""Writing what a card or a person says into the store's resident, inside the write that needs it."""

from sqlmodel import col, select

from counter.errors import NotFound
from counter.models.dossier import Applicant, Contact, ContactKind
from counter.models.numbers import digits, kind_of_number
from counter.models.resident import ResidentView
from counter.models.staff import StaffView
from counter.models.tables import Resident, ResidentContact, ResidentNumber
from counter.services.people.resident_views import standing, views
from counter.services.store.connection import Connection
from counter.services.store.inserting import insert
from counter.services.store.transaction import Transaction
from counter.text import fold, one_line


def keep(
    transaction: Transaction, actor: StaffView | None, applicant: Applicant, contact: Contact, operation: str
) -> int:
    """The id of the resident this applicant is, after the store learned what is new."""
    transaction.flush()
    known = _known(transaction.connection, applicant)
    return keep_as(transaction, actor, known, applicant, contact, operation)


def keep_as(
    transaction: Transaction,
    actor: StaffView | None,
    known: ResidentView | None,
    applicant: Applicant,
    contact: Contact,
    operation: str,
) -> int:
    """The same for whoever has looked already who of the store this is; None: nobody."""
    ident = known.id if known else _add(transaction, applicant)
    changed = _learn(transaction, known, applicant) if known else ["new"]
    changed += _learn_numbers(transaction, ident, known, applicant)
    changed += _learn_contact(transaction, ident, known, contact)
    if changed:
        transaction.record(
            actor,
            "resident.updated" if known else "resident.added",
            subject=("resident", ident),
            operation=operation,
            detail={"changed": " ".join(changed)},
            result={"resident_id": ident},
        )
    return ident


def _known(connection: Connection, applicant: Applicant) -> ResidentView | None:
    """The resident the clerk chose, or the only one with this number and this name."""
    if applicant.resident_id is not None:
        chosen = views(connection, [standing(connection, applicant.resident_id)])
        if not chosen:
            raise NotFound("resident.unknown")
        return chosen[0]
    if not applicant.citizen_id:
        return None
    rows = connection.execute(
        "SELECT DISTINCT n.resident_id FROM resident_number n JOIN resident r ON r.id = n.resident_id"
        " WHERE n.number = ? AND r.folded = ? LIMIT 2",
        (applicant.citizen_id, fold(applicant.full_name)),
    ).fetchall()
    return views(connection, [rows[0][0]])[0] if len(rows) == 1 else None


def _add(transaction: Transaction, applicant: Applicant) -> int:
    name = one_line(applicant.full_name)
    return insert(
        transaction.connection,
        Resident,
        full_name=name,
        folded=fold(name),
        dob=applicant.dob,
        gender=applicant.gender,
        address=one_line(applicant.address),
        card_issued_on=applicant.issue_date,
        card_extra=list(applicant.extra_fields),
        created_at=transaction.now,
        updated_at=transaction.now,
    )


def _learn(transaction: Transaction, known: ResidentView, applicant: Applicant) -> list[str]:
    """Take over what the applicant says that is new or other; the names of what changed."""
    said: dict[str, tuple[object, object]] = {
        "full_name": (one_line(applicant.full_name), known.full_name),
        "dob": (applicant.dob, known.dob),
        "gender": (applicant.gender, known.gender),
        "address": (one_line(applicant.address), known.address),
        "card_issued_on": (applicant.issue_date, known.issue_date),
        "card_extra": (list(applicant.extra_fields), list(known.extra_fields)),
    }
    changed = [name for name, (value, stored) in said.items() if value and value != stored]
    if changed:
        resident = transaction.session.get_one(Resident, known.id)
        for name in changed:
            setattr(resident, name, said[name][0])
        resident.folded = fold(resident.full_name)
        resident.updated_at = transaction.now
        resident.version += 1
    return changed


def _learn_numbers(
    transaction: Transaction, ident: int, known: ResidentView | None, applicant: Applicant
) -> list[str]:
    """Add numbers not yet in the history. A new number in use puts the one before it out of use."""
    history = {known.citizen_id, *known.numbers} if known else set()
    changed = []
    if applicant.old_cmnd and applicant.old_cmnd not in history:
        _add_number(transaction, ident, applicant.old_cmnd, current=False)
        changed.append("old_number")
    if applicant.citizen_id and (known is None or applicant.citizen_id != known.citizen_id):
        if known is not None:
            _put_out_of_use(transaction, ident)
        _add_number(transaction, ident, applicant.citizen_id, current=True)
        changed.append("number")
    return changed


def _put_out_of_use(transaction: Transaction, ident: int) -> None:
    transaction.connection.execute(
        "UPDATE resident_number SET current = 0 WHERE resident_id = ? AND current = 1", (ident,)
    )


def _add_number(transaction: Transaction, ident: int, number: str, *, current: bool) -> None:
    insert(
        transaction.connection,
        ResidentNumber,
        resident_id=ident,
        kind=kind_of_number(number),
        number=number,
        number_reversed=number[::-1],
        current=current,
        added_at=transaction.now,
    )


def _learn_contact(
    transaction: Transaction, ident: int, known: ResidentView | None, contact: Contact
) -> list[str]:
    """Add a way to reach the resident; a number already known is left, and "none" forgets nothing. The time
    to call is the one said last; where none was said, the one known stays."""
    phone, whose, time = digits(contact.phone), one_line(contact.whose), one_line(contact.best_time)
    if contact.kind in (None, ContactKind.NONE, ContactKind.POST) or not phone:
        return []
    same = known and next(
        (c for c in known.contacts if (c.kind, c.phone, c.whose) == (contact.kind, phone, whose)), None
    )
    if same:
        return _learn_time(transaction, ident, same, time)
    insert(
        transaction.connection,
        ResidentContact,
        resident_id=ident,
        kind=contact.kind,
        phone=phone,
        phone_reversed=phone[::-1],
        whose=whose,
        best_time=time,
        added_at=transaction.now,
    )
    return ["contact"]


def _learn_time(transaction: Transaction, ident: int, known: Contact, time: str) -> list[str]:
    """When the resident is best called at a number that is known."""
    if not time or time == known.best_time:
        return []
    rows = transaction.session.exec(
        select(ResidentContact).where(
            ResidentContact.resident_id == ident,
            ResidentContact.kind == known.kind,
            ResidentContact.phone == known.phone,
            ResidentContact.whose == known.whose,
            col(ResidentContact.current),
        )
    )
    for row in rows:
        row.best_time = time
        transaction.session.add(row)
    return ["best_time"]
