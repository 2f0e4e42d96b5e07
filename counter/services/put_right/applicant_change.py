"""A dossier that was taken for the wrong person gets the right one (sửa người nộp), with a trace.

Whose a dossier is no clerk changes alone: a supervisor does it, or approves it with their PIN, until the
dossier has ended. The code, the day and who received it stay; the applicant, how they were checked, what
the form had from their card, and how to reach them change; both versions stay in the store.

What hangs on the person: the portal is told anew as an update under the same code when it has the dossier, or
may have it; what waits is made anew when its turn comes. A filing on the portal on their behalf (nộp hộ) is
theirs to consent to: one under way is stopped and begins anew, and one that the portal has is the portal's to
put right. A fee that was waived for the person, or a paper of theirs known from before, is not carried over.
The slip in the other name is replaced by the next print.
"""

from sqlmodel import Session

from counter.errors import Problem, Refused
from counter.i18n import local
from counter.models.catalogue import Channel
from counter.models.dossier import Contact, ContactKind, DossierView, IdentityCheck
from counter.models.numbers import digits
from counter.models.put_right import ApplicantDraft, ApplicantOffer
from counter.models.staff import StaffView
from counter.models.tables import ApplicantChange, Dossier
from counter.rules import applicant_checks, moves
from counter.rules.free_text import reason_problems, text_problems
from counter.rules.intake_checks import contact_problems
from counter.rules.rights import Act, may
from counter.rules.secrets import secret_problems
from counter.services.dossier.dossier_rows import (
    applicant_json,
    applicant_of,
    dossier_row,
    id_of,
    person,
    seen_row,
)
from counter.services.dossier.dossier_views import dossier_view, submission_row
from counter.services.filing import submission_rows
from counter.services.intake import acceptance
from counter.services.money import approval
from counter.services.money.payment_rows import exemptions_of, touched
from counter.services.office import Office, act
from counter.services.outbox import outbox, outbox_rows
from counter.services.people.residents import register_or_update
from counter.services.put_right import striking
from counter.services.put_right.applicant_traces import fit_answers, fit_fee, snapshot
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction
from counter.text import as_typed, fold

LONGEST = 500
_PROOFS = "SELECT 1 FROM paper_used WHERE dossier_id = ? LIMIT 1"
_SEEN = frozenset({IdentityCheck.SAME_PERSON, IdentityCheck.FOR_ANOTHER})


@act(Act.READ, writes=False)
def offer(office: Office, dossier_id: int) -> ApplicantOffer:
    """What hangs on the applicant of a dossier and whether they can be changed. NotFound."""
    with office.store.read() as session, office.store.query() as connection:
        row = dossier_row(session, dossier_id)
        filing = submission_row(session, dossier_id)
        return ApplicantOffer(
            printed=striking.slip_is_out(session, connection, row),
            told=outbox_rows.may_be_there(connection, dossier_id),
            filing=filing is not None and filing.state not in submission_rows.ENDED,
            group=row.exempt_group,
            problem=_stands_in_the_way(session, connection, row),
        )


def _stands_in_the_way(session: Session, connection: Connection, row: Dossier) -> Problem | None:
    ident = id_of(row)
    if row.state in moves.ENDED:
        return Problem("", "applicant_change.ended")
    filing = submission_row(session, ident)
    if filing is not None and filing.state in submission_rows.CARRIED:
        return Problem("", "applicant_change.filed")
    if exemptions_of(session, ident) or (row.exempt_group and touched(session, ident)):
        return Problem("", "applicant_change.exempt")
    if connection.execute(_PROOFS, (ident,)).fetchone():
        return Problem("", "applicant_change.proof")
    return None


@act(Act.CHANGE_APPLICANT)
def change(office: Office, draft: ApplicantDraft) -> DossierView:
    """Give the dossier its right applicant; a supervisor alone, anybody else with a supervisor's PIN.

    Refused with every reason: what stands in the way of it (`offer`), nobody, the same person, the card not
    compared, the slip not back, no reason, no approval. Conflict, NotFound.
    """
    with office.store.read() as session, office.store.query() as connection:
        if _done(connection, draft.operation):
            return dossier_view(session, dossier_row(session, draft.dossier_id), practice=office.practice)
        row = seen_row(session, draft.dossier_id, draft.version)
        if problems := _problems(office, session, connection, row, draft):
            raise Refused(problems)
    second = _second(office, draft)
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(draft.operation) is None:
            row = seen_row(session, draft.dossier_id, draft.version)
            if problems := _problems(office, session, transaction.connection, row, draft):
                raise Refused(problems)
            _change(office, transaction, row, draft, second)
        return dossier_view(session, dossier_row(session, draft.dossier_id), practice=office.practice)


def _second(office: Office, draft: ApplicantDraft) -> StaffView | None:
    """A supervisor at the keys needs nobody; the PIN takes its time, so never inside the write."""
    if may(office.actor, Act.APPROVE_DECISION):
        return None
    return approval.approve_on("approver", office, draft.approval, Act.APPROVE_DECISION)


def _done(connection: Connection, operation: str) -> bool:
    row = connection.execute("SELECT 1 FROM applicant_change WHERE operation = ?", (operation,)).fetchone()
    return row is not None


def _problems(
    office: Office, session: Session, connection: Connection, row: Dossier, draft: ApplicantDraft
) -> tuple[Problem, ...]:
    applicant = applicant_checks.tidy(draft.applicant)
    found = [*text_problems({"address": applicant.address})]
    found += secret_problems({"full_name": applicant.full_name})
    if not applicant.full_name:
        found.append(Problem("full_name", "applicant_change.nobody"))
    today = local(office.now()).date()
    found += applicant_checks.problems(applicant, today)
    if draft.contact is not None:
        found += contact_problems(acceptance.tidy_contact(draft.contact), today)
    if applicant.full_name and _same(row, draft):
        found.append(Problem("full_name", "applicant_change.same"))
    if draft.identity not in _SEEN:
        found.append(Problem("identity", "applicant_change.compare"))
    elif draft.identity is IdentityCheck.FOR_ANOTHER and not row.behalf_of:
        found.append(Problem("identity", "applicant_change.for_whom"))
    found += reason_problems(draft.reason, "applicant_change.reason_missing")
    if striking.slip_is_out(session, connection, row) and not draft.slip_back:
        found.append(Problem("slip_back", "applicant_change.slip_out"))
    if problem := _stands_in_the_way(session, connection, row):
        found.append(problem)
    return tuple(found)


def _same(row: Dossier, draft: ApplicantDraft) -> bool:
    """The one who stands there already: by the record, else by number and name."""
    before, after = applicant_of(row), applicant_checks.tidy(draft.applicant)
    if after.resident_id is not None and after.resident_id == row.resident_id:
        return True
    numbers = (before.citizen_id or before.old_cmnd, after.citizen_id or after.old_cmnd)
    return fold(before.full_name) == fold(after.full_name) and numbers[0] == numbers[1]


def _change(
    office: Office, transaction: Transaction, row: Dossier, draft: ApplicantDraft, second: StaffView | None
) -> None:
    session, was, before = transaction.session, snapshot(transaction.session, row), row.resident_id
    after = applicant_checks.tidy(draft.applicant)
    said = acceptance.tidy_contact(draft.contact) if draft.contact else None
    contact = said or Contact(kind=ContactKind.NONE)
    resident = register_or_update(transaction, person(office), after, contact, operation=draft.operation)
    old = applicant_of(row)
    row.applicant, row.applicant_name = applicant_json(after), after.full_name
    row.resident_id, row.identity = resident, draft.identity or row.identity
    if draft.identity is IdentityCheck.SAME_PERSON:
        row.behalf_of, row.behalf_paper = "", ""
    row.folded = fold(f"{after.full_name} {row.behalf_of}")
    if said is not None:
        _reach(row, said)
    fit_answers(office, session, row, old, after)
    fee = fit_fee(office, session, row)
    row.version += 1
    session.add(row)
    _tell_portal(office, transaction, row)
    session.add(
        ApplicantChange(
            dossier_id=id_of(row),
            before_id=before,
            after_id=resident,
            was=was,
            became=snapshot(session, row),
            reason=as_typed(draft.reason)[:LONGEST],
            slip_back=draft.slip_back,
            made_by=person(office).id,
            approved_by=second.id if second else None,
            made_at=transaction.now,
            operation=draft.operation,
        )
    )
    _record(office, transaction, row, draft, second, (before, old.full_name, resident), fee)


def _reach(row: Dossier, contact: Contact) -> None:
    row.contact_kind, row.contact_whose, row.contact_time = contact.kind, contact.whose, contact.best_time
    row.contact_phone = digits(contact.phone)
    row.contact_phone_reversed = row.contact_phone[::-1]
    row.comes_back_on = contact.comes_back_on


def _tell_portal(office: Office, transaction: Transaction, row: Dossier) -> None:
    """What the portal has is told as an update, in the row's turn; what waits is made anew; a filing that
    was begun in the other name is stopped, and of one who asked for it a new one begins."""
    if submission_rows.stop(transaction, id_of(row)) and row.channel is Channel.ONLINE:
        submission_rows.open_filing(transaction, person(office), row)
    transaction.flush()
    if outbox_rows.may_be_there(transaction.connection, id_of(row)):
        outbox.tell(office, transaction, row)
    else:
        outbox_rows.make_anew(transaction.connection, id_of(row))


def _record(
    office: Office,
    transaction: Transaction,
    row: Dossier,
    draft: ApplicantDraft,
    second: StaffView | None,
    people: tuple[int | None, str, int],
    fee: dict[str, str | int],
) -> None:
    before, name, after = people
    detail: dict[str, str | int] = {
        "from": name,
        "to": row.applicant_name,
        "reason": as_typed(draft.reason)[:LONGEST],
        "approved_by": second.name if second else "",
        **fee,
    }
    said: list[tuple[str, str, int]] = [("dossier.event.applicant_changed", "dossier", id_of(row))]
    if before is not None:
        said.append(("resident.dossier_left", "resident", before))
    said.append(("resident.dossier_came", "resident", after))
    for event, kind, ident in said:
        transaction.record(
            person(office),
            event,
            subject=(kind, ident),
            operation=draft.operation,
            detail=detail if kind == "dossier" else {"code": row.code, "reason": detail["reason"]},
        )
