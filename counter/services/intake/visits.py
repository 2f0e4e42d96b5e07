"""Visits of a household (lượt đến của một hộ): several procedures, each person looked at once, one slip."""

from sqlmodel import Session, col, select

from counter.errors import Conflict, NotFound, Problem, Refused
from counter.i18n import local, midnight
from counter.models.dossier import Contact, ContactKind, DossierView
from counter.models.tables import Dossier, HouseholdVisit, Staff, Visit
from counter.models.visit import VisitAccepted, VisitDraft, VisitPerson, VisitView
from counter.rules import visit_code, visits
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import person
from counter.services.dossier.dossier_views import dossier_view
from counter.services.intake import drafts, intake
from counter.services.office import Office, act
from counter.services.store.connection import number_in
from counter.services.store.transaction import Transaction
from counter.text import one_line

SLIPS = ("visit_large", "visit", "visit_58", "visit_80")
"""The kinds of the slip of a visit: A4 in large print, A5, a receipt printer of 58 mm and of 80 mm."""


_DIGITS = 18  # of an id; the store has no number much longer


# -- reading --------------------------------------------------------------------------------


@act(Act.READ, writes=False)
def get(office: Office, ref: str) -> VisitView:
    """A visit by its id or its code, with what every draft of it would come to now.

    NotFound `visit.unknown`, `visit.mistyped` when the check character does not fit.
    """
    with office.store.read() as session:
        row, code = _find(session, ref)
        ident = row.id or 0
        dossiers = _dossiers(session, ident, practice=office.practice)
        started_by = session.get(Staff, row.staff_id)
    waiting = tuple(
        VisitDraft(
            draft=view.draft,
            preview=intake.preview(office, view.draft),
            owner=view.owner,
            owner_id=view.owner_id,
        )
        for view in drafts.of_visit(office, ident)
    )
    return VisitView(
        id=ident,
        code=code,
        started_at=row.started_at,
        started_by=started_by.name if started_by else "",
        people=_people(office, dossiers, waiting),
        drafts=tuple(one for one in waiting if one.draft.procedure_code),
        unnamed=tuple(one.draft for one in waiting if not one.draft.procedure_code),
        dossiers=dossiers,
        practice=office.practice,
        today=row.started_at >= midnight(local(office.now()).date()),
    )


def _find(session: Session, ref: str) -> tuple[Visit, str]:
    typed = one_line(ref)
    by_id = typed.isdecimal() and len(typed) <= _DIGITS
    number = int(typed) if by_id else visit_code.parse(typed)
    if isinstance(number, Problem):
        mistyped = number.message_id == "visit.code.mistyped"
        raise NotFound("visit.mistyped" if mistyped else "visit.unknown", ref=typed[:20])
    household = session.get(HouseholdVisit, number)
    row = session.get(Visit, number) if household else None
    if row is None or household is None:
        raise NotFound("visit.unknown", ref=typed[:20])
    return row, household.code


def _dossiers(session: Session, visit_id: int, *, practice: bool) -> tuple[DossierView, ...]:
    rows = session.exec(select(Dossier).where(Dossier.visit_id == visit_id).order_by(col(Dossier.id)))
    return tuple(dossier_view(session, row, practice=practice) for row in rows)


def _people(
    office: Office, dossiers: tuple[DossierView, ...], waiting: tuple[VisitDraft, ...]
) -> tuple[VisitPerson, ...]:
    """Everybody whose identity was checked, in the order they came; who waited for a copy said no contact."""
    found = [
        VisitPerson(
            key=visits.person_key(view.applicant, view.behalf_of),
            applicant=view.applicant,
            identity=view.identity,
            contact=_said(office, view.procedure_code, view.contact),
            behalf_of=view.behalf_of,
            behalf_paper=view.behalf_paper,
            result_way=view.result_way,
        )
        for view in dossiers
    ]
    found += [
        VisitPerson(
            key=visits.person_key(draft.applicant, draft.behalf_of),
            applicant=draft.applicant,
            identity=draft.identity,
            contact=_said(office, draft.procedure_code, draft.contact),
            behalf_of=draft.behalf_of,
            behalf_paper=draft.behalf_paper,
            result_way=draft.result_way,
        )
        for draft in (one.draft for one in waiting)
        if visits.looked_at(draft)
    ]
    return visits.merge(found)


def _said(office: Office, procedure_code: str, contact: Contact) -> Contact:
    """How somebody is reached, as they said it; who waits for a copy was not asked."""
    if contact.kind is not ContactKind.NONE or not procedure_code:
        return contact
    try:
        waits = visits.waits_at_counter(office.catalogue.get(procedure_code))
    except NotFound:  # the procedure has ended since
        return contact
    return Contact() if waits else contact


# -- writing --------------------------------------------------------------------------------


@act(Act.SAVE_DRAFT)
def begin(office: Office, draft_id: str) -> int:
    """Begin a visit with the intake under way, and return its id. The intake's draft is saved by its screen.

    A second press with the same draft finds the same visit.
    """
    operation = f"{draft_id}:visit"
    with office.store.write(office.now()) as transaction:
        if done := transaction.earlier(operation):
            return int(done["visit_id"])
        row = Visit(staff_id=person(office).id, started_at=transaction.now)
        transaction.session.add(row)
        transaction.flush()
        return _name(office, transaction, row.id or 0, operation)


@act(Act.SAVE_DRAFT)
def of_dossier(office: Office, dossier_id: int) -> int:
    """The visit in which a dossier was taken, which more is to be added to; it gets its code now.

    NotFound for an unknown dossier; Refused `visit.no_visit` for one that came by a list.
    """
    operation = f"dossier:{dossier_id}:visit"
    with office.store.write(office.now()) as transaction:
        if done := transaction.earlier(operation):
            return int(done["visit_id"])
        row = transaction.session.get(Dossier, dossier_id)
        if row is None:
            raise NotFound("dossier.not_found", ref=str(dossier_id))
        if row.visit_id is None:
            raise Refused((Problem("", "visit.no_visit"),))
        if transaction.session.get(HouseholdVisit, row.visit_id) is not None:
            transaction.record(
                person(office),
                "visit.event.opened",
                subject=("visit", row.visit_id),
                operation=operation,
                result={"visit_id": row.visit_id},
            )
            return row.visit_id
        return _name(office, transaction, row.visit_id, operation)


def _name(office: Office, transaction: Transaction, visit_id: int, operation: str) -> int:
    code = visit_code.build(visit_id)
    transaction.session.add(HouseholdVisit(visit_id=visit_id, code=code, operation=operation))
    transaction.record(
        person(office),
        "visit.event.begun",
        subject=("visit", visit_id),
        operation=operation,
        detail={"code": code},
        result={"visit_id": visit_id},
    )
    return visit_id


@act(Act.ACCEPT)
def accept(office: Office, visit_id: int) -> VisitAccepted:
    """Take every draft of a visit, each as `intake.accept` does: one that must be mended holds up no other.

    A second press finds what the first one took. Drafts that only say who somebody was are let go.
    """
    accepted: list[int] = []
    refused: list[tuple[str, tuple[Problem, ...]]] = []
    for view in drafts.of_visit(office, visit_id):
        if not view.draft.procedure_code:
            continue
        try:
            accepted.append(intake.accept(office, view.draft).dossier_id)
        except Refused as problems:
            refused.append((view.id, problems.problems))
        except (Conflict, NotFound) as fault:  # a colleague has it, or its resident's record went
            refused.append((view.id, (Problem("", fault.message_id, fault.params),)))
    if not refused:
        for view in drafts.of_visit(office, visit_id):
            if not view.draft.procedure_code and view.owner_id == person(office).id:
                drafts.discard(office, view.id)
    return VisitAccepted(accepted=tuple(accepted), refused=tuple(refused))


@act(Act.PRINT)
def record_print(office: Office, visit_id: int, kind: str, *, operation: str, target: str = "") -> int:
    """Count a print of the slip of a visit: 1 the slip itself, a later one is a BẢN SAO. NotFound."""
    with office.store.write(office.now()) as transaction:
        if done := transaction.earlier(operation):
            return int(done["copy"])
        if transaction.session.get(HouseholdVisit, visit_id) is None:
            raise NotFound("visit.unknown", ref=str(visit_id))
        copy = number_in(transaction.connection, _PRINTED, str(visit_id), kind) + 1
        transaction.record(
            person(office),
            "visit.event.printed",
            subject=("visit", visit_id),
            operation=operation,
            detail={"paper": kind, "copy": copy, "target": one_line(target)[:80]},
            result={"copy": copy},
        )
        return copy


_PRINTED = (
    "SELECT count(*) FROM audit_event WHERE subject_kind = 'visit' AND subject_id = ?"
    " AND event = 'visit.event.printed' AND json_extract(detail, '$.paper') = ?"
)
