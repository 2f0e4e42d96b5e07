"""The second person (người duyệt): their own PIN, given at this machine, for what nobody may do alone."""

from counter.errors import Problem, Refused
from counter.i18n import written
from counter.models.money import Approval
from counter.models.staff import SetPin, StaffView
from counter.rules.rights import Act, may
from counter.rules.sign_in import OTHERS_PIN_DAYS
from counter.services.office import Office
from counter.services.staff import others_pins, staff
from counter.services.store.transaction import Transaction
from counter.text import one_line

# The last event that gave somebody their PIN, and whether they signed in with it since; with one that was set
# anew they get no further than to choose their own.
_SET = (
    "SELECT e.staff_id FROM audit_event e WHERE e.subject_kind = 'staff' AND e.subject_id = ?1"
    " AND e.event IN ('staff.added', 'staff.pin_set', 'staff.pin_given')"
    " AND NOT EXISTS (SELECT 1 FROM audit_event s"
    " WHERE s.subject_kind = 'staff' AND s.subject_id = ?1 AND s.seq > e.seq AND (s.event = 'staff.own_pin'"
    " OR s.event = 'staff.signed_in' AND e.event <> 'staff.pin_given'))"
    " ORDER BY e.seq DESC LIMIT 1"
)


def _set_by(office: Office, person: StaffView, actor: StaffView) -> bool:
    """Whether the actor gave this person their PIN, and they have not signed in with it yet."""
    with office.store.query() as connection:
        row = connection.execute(_SET, (str(person.id),)).fetchone()
    return row is not None and row[0] == actor.id


def approve(
    office: Office, approval: Approval, right: Act, *, but: frozenset[int] = frozenset()
) -> StaffView:
    """Who approves, after their PIN was found right; takes about 250 ms, so never inside a write.

    In practice nobody has a PIN: whoever is named approves, so that a learner meets the whole way.

    Refused: nobody named, a wrong PIN (slowed down as at a sign-in), somebody without the right, one of those
    who did the thing (`but`, and the actor), or somebody whose PIN one of them set in the last days while
    others are there to ask. The try is in the audit trail.
    """
    if not one_line(approval.name):
        raise Refused((Problem("approver", "approval.name_missing"),))
    person = staff.named(office.store, approval.name)
    if not may(person, right):
        raise Refused((Problem("approver", f"approval.no_right.{right}", {"name": person.name}),))
    doers = but | ({office.actor.id} if office.actor else set())
    if person.id in doers:
        raise Refused((Problem("approver", "approval.same_person", {"name": person.name}),))
    if office.practice:
        return person
    if office.actor is not None and _set_by(office, person, office.actor):
        raise Refused((Problem("approver", "approval.set_by_actor", {"name": person.name}),))
    found = _set_of_late(office, person, frozenset(doers), right)
    asker = office.actor

    def note(transaction: Transaction) -> None:
        if found is not None and asker is not None:
            others_pins.note(transaction, asker, person, found)

    staff.check_pin(office.store, person.name, approval.pin, office.now(), event="staff.approved", also=note)
    return person


def _set_of_late(office: Office, person: StaffView, doers: frozenset[int], right: Act) -> SetPin | None:
    """What is to be noted. Refused while somebody else could be asked, but for who takes over a drawer."""
    with office.store.query() as connection:
        found = others_pins.look(connection, person, doers, right, office.now())
    if found is None or not found.others or right is Act.TAKE_MONEY:
        return found
    told: dict[str, str | int] = {
        "name": person.name,
        "whose": found.whose,
        "actor": found.by,
        "when": written(found.at),
        "days": OTHERS_PIN_DAYS,
        "others": ", ".join(found.others),
    }
    raise Refused((Problem("approver", "approval.pin_of_late", told),))


def approve_on(
    field: str, office: Office, given: Approval, right: Act, *, but: frozenset[int] = frozenset()
) -> StaffView:
    """As `approve`; the problems stand on `field` and `field`_pin."""
    try:
        return approve(office, given, right, but=but)
    except Refused as error:
        raise Refused(
            tuple(
                Problem(f"{field}_pin" if p.field == "pin" else field, p.message_id, p.params)
                for p in error.problems
            )
        ) from error
