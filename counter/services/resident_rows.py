"""Writing what a card or a person says into the store's resident, inside the write that needs it."""

from sqlmodel import Session, col, select

from counter.errors import NotFound
from counter.models.dossier import Applicant, Contact, ContactKind
from counter.models.resident import digits, kind_of_number
from counter.models.staff import StaffView
from counter.models.tables import Resident, ResidentContact, ResidentNumber
from counter.services.transaction import Transaction
from counter.text import fold, one_line


def keep(
    transaction: Transaction, actor: StaffView | None, applicant: Applicant, contact: Contact, operation: str
) -> int:
    """The id of the resident this applicant is, after the store learned what is new."""
    resident = _find(transaction.session, applicant)
    event = "resident.updated" if resident else "resident.added"
    if resident is None:
        resident = Resident(full_name="", folded="", created_at=transaction.now, updated_at=transaction.now)
    fields = _learn(resident, applicant)
    transaction.session.add(resident)
    if fields and resident.id is not None:
        resident.version += 1
    transaction.session.flush()
    ident = resident.id
    if ident is None:
        raise RuntimeError("a flushed row has an id")
    numbers = _learn_numbers(transaction, ident, applicant)
    contacts = _learn_contact(transaction, ident, contact)
    changed = fields + numbers + contacts
    if changed:
        resident.updated_at = transaction.now
        transaction.record(
            actor,
            event,
            subject=("resident", ident),
            operation=operation,
            detail={"changed": " ".join(changed)},
            result={"resident_id": ident},
        )
    return ident


def _find(session: Session, applicant: Applicant) -> Resident | None:
    """The resident the clerk chose, or the only one with this number and this name."""
    if applicant.resident_id is not None:
        chosen = session.get(Resident, applicant.resident_id)
        if chosen is None:
            raise NotFound("resident.unknown")
        return chosen
    if not applicant.citizen_id:
        return None
    bearers = select(ResidentNumber.resident_id).where(ResidentNumber.number == applicant.citizen_id)
    same = select(Resident).where(col(Resident.id).in_(bearers), Resident.folded == fold(applicant.full_name))
    found = session.exec(same.limit(2)).all()
    return found[0] if len(found) == 1 else None


def _learn(resident: Resident, applicant: Applicant) -> list[str]:
    """Take over what the applicant says that is new or other; the names of what changed."""
    said: dict[str, object] = {
        "full_name": one_line(applicant.full_name),
        "dob": applicant.dob,
        "gender": applicant.gender,
        "address": one_line(applicant.address),
        "card_issued_on": applicant.issue_date,
        "card_extra": list(applicant.extra_fields),
    }
    changed = [name for name, value in said.items() if value and value != getattr(resident, name)]
    for name in changed:
        setattr(resident, name, said[name])
    resident.folded = fold(resident.full_name)
    return changed


def _learn_numbers(transaction: Transaction, ident: int, applicant: Applicant) -> list[str]:
    """Add numbers not yet in the history. A new number in use puts the one before it out of use."""
    session = transaction.session
    rows = session.exec(select(ResidentNumber).where(ResidentNumber.resident_id == ident)).all()
    known = {row.number: row for row in rows}
    changed = []
    for number, current in ((applicant.old_cmnd, False), (applicant.citizen_id, True)):
        row = known.get(number)
        if not number or (row is not None and (row.current or not current)):
            continue
        if current:
            for other in rows:
                other.current = False
        if row is None:
            row = ResidentNumber(
                resident_id=ident,
                kind=kind_of_number(number),
                number=number,
                number_reversed=number[::-1],
                added_at=transaction.now,
            )
        row.current = current
        session.add(row)
        changed.append("number" if current else "old_number")
    session.flush()
    return changed


def _learn_contact(transaction: Transaction, ident: int, contact: Contact) -> list[str]:
    """Add a way to reach the resident; a number already known is left, and "none" forgets nothing."""
    phone = digits(contact.phone)
    if contact.kind in (None, ContactKind.NONE, ContactKind.POST) or not phone:
        return []
    session = transaction.session
    same = select(ResidentContact).where(
        ResidentContact.resident_id == ident,
        ResidentContact.phone == phone,
        ResidentContact.kind == contact.kind,
        ResidentContact.whose == one_line(contact.whose),
    )
    if session.exec(same.limit(1)).first() is not None:
        return []
    session.add(
        ResidentContact(
            resident_id=ident,
            kind=contact.kind,
            phone=phone,
            phone_reversed=phone[::-1],
            whose=one_line(contact.whose),
            added_at=transaction.now,
        )
    )
    session.flush()
    return ["contact"]
