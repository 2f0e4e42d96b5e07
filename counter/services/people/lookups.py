"""Looking people up without their card: counted by the day, whole numbers with a reason.

Law 91/2025/QH15 on personal data: who saw what of whom, when and why, stands in the audit trail.
"""

from dataclasses import replace
from datetime import date

from counter.errors import NotFound, Problem, Refused
from counter.i18n import local
from counter.models.dossier import DossierView
from counter.models.law_papers import HandOverFacts, LawFacts, RegisterFacts
from counter.models.lookups import Seen
from counter.models.numbers import mask_number, mask_numbers, mask_phone
from counter.models.resident import ResidentView
from counter.models.staff import StaffView
from counter.rules.lookups import may_look, why_problems
from counter.rules.rights import Act, require
from counter.services.dossier import dossiers
from counter.services.office import Office, act
from counter.services.people.lookers import DONE, REFUSED, counted
from counter.services.people.resident_views import standing, views
from counter.services.store.audit import Subject
from counter.services.store.connection import Connection, Row
from counter.services.store.transaction import Transaction
from counter.text import one_line

MOST_REASON = 200  # characters
_PERSON_NUMBERS = (
    "SELECT number FROM resident_number WHERE resident_id = ?"
    " ORDER BY current DESC, kind = 'cccd' DESC, id DESC"
)
_PERSON_PHONES = "SELECT phone FROM resident_contact WHERE resident_id = ? AND current = 1 AND phone <> ''"
_PERSON = "SELECT full_name FROM resident WHERE id = ?"
_DOSSIER = (
    "SELECT applicant_name, applicant ->> 'citizen_id', applicant ->> 'old_cmnd', contact_phone"
    " FROM dossier WHERE id = ?"
)


@act(Act.READ)
def open_person(office: Office, resident_id: int) -> ResidentView:
    """Somebody chosen from the store with no card in the hand: counted.

    Refused `lookup.enough` beyond a volunteer's day (`lookups_per_day`). NotFound `resident.unknown`.
    """
    with office.store.query() as connection:
        found = next(iter(views(connection, [standing(connection, resident_id)])), None)
    if found is None:
        raise NotFound("resident.unknown")
    _look(office, "lookup.opened", ("resident", found.id), {})
    return found


@act(Act.READ)
def see_person(office: Office, resident_id: int, reason: str) -> Seen:
    """The whole identity numbers and phones of a resident, for a reason that is kept.

    Refused as `open_person`, and without a reason. NotFound `resident.unknown`.
    """
    with office.store.query() as connection:
        resident_id = standing(connection, resident_id)
        person = _one(connection, _PERSON, resident_id, "resident.unknown")
        seen = Seen(person[0], _texts(connection, _PERSON_NUMBERS, resident_id),
                    _texts(connection, _PERSON_PHONES, resident_id))  # fmt: skip
    _look(office, "lookup.seen", ("resident", resident_id), {"reason": _reason(reason)})
    return seen


@act(Act.READ)
def see_dossier(office: Office, dossier_id: int, reason: str) -> Seen:
    """The same of the applicant of a dossier, as the dossier has them. NotFound `dossier.not_found`."""
    with office.store.query() as connection:
        name, number, old, phone = _one(connection, _DOSSIER, dossier_id, "dossier.not_found")
    _look(office, "lookup.seen", ("dossier", dossier_id), {"reason": _reason(reason)})
    return Seen(name, tuple(filter(None, (number, old))), tuple(filter(None, (phone,))))


@act(Act.READ)
def show_dossier(office: Office, ref: str) -> DossierView:
    """A dossier with its phone whole, for its resident who stands before the screen (cho dân xem).

    Its reason is always this one, so none is asked; counted and kept as `see_dossier`. NotFound
    `dossier.not_found`.
    """
    view = dossiers.get(office, ref)
    _look(office, "lookup.shown", ("dossier", view.id), {})
    return view


def masked(view: DossierView) -> DossierView:
    """A dossier as whoever gave no reason sees it: no identity number and no phone whole, in answers too."""
    person, contact = view.applicant, view.contact
    return replace(
        view,
        applicant=replace(
            person, citizen_id=mask_number(person.citizen_id), old_cmnd=mask_number(person.old_cmnd)
        ),
        contact=replace(contact, phone=mask_phone(contact.phone)),
        answers=tuple(replace(answer, value=mask_numbers(answer.value)) for answer in view.answers),
    )


def masked_facts(facts: LawFacts) -> LawFacts:
    """What a paper of the law says of one dossier, masked as the dossier is: to look at on the screen."""
    if isinstance(facts, RegisterFacts | HandOverFacts):
        return facts  # names, no number and no phone
    return replace(facts, dossier=masked(facts.dossier))


def _look(office: Office, event: str, subject: Subject, detail: dict[str, str | int]) -> None:
    actor = require(office.actor, Act.READ)
    if office.rehearsal and event != "lookup.opened":  # the copy goes, and with it the trace
        raise Refused((Problem("reason", "lookup.rehearsal"),))
    with office.store.write(office.now(), in_order=True) as transaction:  # a wrong clock stops no reading
        day = local(transaction.now).date()
        done = counted(transaction.connection, DONE, actor.id, day)
        within = office.practice or may_look(actor.role, done, office.ward.lookups_per_day)
        _note(transaction, actor, day, event if within else "lookup.refused", subject, detail, within)
    if not within:
        raise Refused((Problem("person", "lookup.enough", {"most": office.ward.lookups_per_day}),))


def _note(
    transaction: Transaction,
    actor: StaffView,
    day: date,
    event: str,
    subject: Subject,
    detail: dict[str, str | int],
    within: bool,
) -> None:
    transaction.next_number(f"{DONE if within else REFUSED}{actor.id}", day)
    transaction.record(actor, event, subject=subject, operation="", detail=detail)


def _reason(reason: str) -> str:
    said = one_line(reason)
    if problems := why_problems(said):
        raise Refused(problems)
    return said[:MOST_REASON]


def _one(connection: Connection, sql: str, ident: int, unknown: str) -> Row:
    row = connection.execute(sql, (ident,)).fetchone()
    if row is None:
        raise NotFound(unknown)
    return row


def _texts(connection: Connection, sql: str, ident: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row[0] for row in connection.execute(sql, (ident,))))
