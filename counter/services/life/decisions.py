"""What ends a dossier without a result, or gives it more time: refusal, stop, withdrawal, extension.

A refusal (Mẫu 03), a stop (05) and an extension (04) are the centre's own word: a supervisor approves them
with their PIN at this machine, and each gets the next number of its year. Withdrawing is the resident's right
and needs nobody. An extension is made once in the life of a dossier (Decree 61/2018 Art. 19.9).
"""

from datetime import date, datetime

from sqlmodel import Session, col, func, select

from counter.errors import Problem, Refused
from counter.i18n import LOCAL_ZONE, local, moment
from counter.models.dossier import Appointment, DossierState, DossierView, PapersHeld
from counter.models.life import AskedBy, DecisionKind, MoneyAfter, MoveName
from counter.models.life_views import DecisionDraft, ExtensionDraft, Outlook
from counter.models.staff import StaffView
from counter.models.tables import Decision, Dossier
from counter.rules import deadline_changes, deadline_limits, moves
from counter.rules.free_text import reason_problems, text_problems
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import dossier_row, id_of, person, seen_row
from counter.services.dossier.dossier_views import appointment_of, dossier_view
from counter.services.life import life_facts, life_rows, moving
from counter.services.life.moving import Change
from counter.services.money import approval
from counter.services.money.payment_rows import paid_by_kind
from counter.services.office import Office, act
from counter.services.store.transaction import Transaction
from counter.text import as_typed

LONGEST = 1000
_KINDS = {
    MoveName.REFUSE: DecisionKind.REFUSED,
    MoveName.STOP: DecisionKind.STOPPED,
    MoveName.WITHDRAW: DecisionKind.WITHDRAWN,
}


@act(Act.MOVE)
def refuse(office: Office, draft: DecisionDraft) -> DossierView:
    """Refuse to receive or to decide (từ chối, Mẫu 03), with a supervisor's approval and the next number."""
    return _end(office, MoveName.REFUSE, draft)


@act(Act.MOVE)
def stop(office: Office, draft: DecisionDraft) -> DossierView:
    """Stop working on it (dừng giải quyết, Mẫu 05), with a supervisor's approval and the next number."""
    return _end(office, MoveName.STOP, draft)


@act(Act.MOVE)
def withdraw(office: Office, draft: DecisionDraft) -> DossierView:
    """The resident takes it back (công dân rút hồ sơ); nobody has to agree, no reason is asked for."""
    return _end(office, MoveName.WITHDRAW, draft)


def _end(office: Office, name: MoveName, draft: DecisionDraft) -> DossierView:
    """Check what can be checked, then the PIN (which takes its time), then check again and write."""
    second: StaffView | None = None
    with office.store.read() as session:
        if _done(session, draft.operation):
            return dossier_view(session, dossier_row(session, draft.dossier_id), practice=office.practice)
        row = seen_row(session, draft.dossier_id, draft.version)
        if problems := _end_problems(session, name, row, draft):
            raise Refused(problems)
    if name is not MoveName.WITHDRAW:
        second = approval.approve_on("approver", office, draft.approval, Act.APPROVE_DECISION)
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(draft.operation) is None:
            row = seen_row(session, draft.dossier_id, draft.version)
            if problems := _end_problems(session, name, row, draft):
                raise Refused(problems)
            _write_end(office, transaction, name, row, draft, second)
        return dossier_view(session, dossier_row(session, draft.dossier_id), practice=office.practice)


def _done(session: Session, operation: str) -> bool:
    """Whether an earlier press of the same key decided; no PIN is asked for again."""
    return session.exec(select(Decision.id).where(Decision.operation == operation)).first() is not None


def _end_problems(
    session: Session, name: MoveName, row: Dossier, draft: DecisionDraft
) -> tuple[Problem, ...]:
    texts = {"reason": draft.reason, "ground": draft.ground, "papers_back": draft.papers_back}
    away = life_rows.away(session, id_of(row))
    found = [*moving.allowed(name, row, away=away), *text_problems(texts)]
    if name is not MoveName.WITHDRAW and not as_typed(draft.reason):
        found.append(Problem("reason", "life.reason_missing"))
    paid = any(paid_by_kind(session, id_of(row)).values())
    if paid and draft.money in (None, MoneyAfter.NONE):
        found.append(Problem("money", "life.money_unsaid"))
    return tuple(found)


def _write_end(
    office: Office,
    transaction: Transaction,
    name: MoveName,
    row: Dossier,
    draft: DecisionDraft,
    second: StaffView | None,
) -> None:
    reason, back = as_typed(draft.reason)[:LONGEST], as_typed(draft.papers_back)[:LONGEST]
    held = PapersHeld.RETURNED if back and row.papers_held is PapersHeld.COUNTER else None
    first = moves.rules_of(name, row.state) or moves.rules_of(name, DossierState.PROCESSING)
    kind = _KINDS[name]
    number = None if second is None else _next(transaction.session, kind, local(transaction.now).date())
    paid = any(paid_by_kind(transaction.session, id_of(row)).values())
    move_id = moving.make(
        office,
        transaction,
        row,
        name,
        Change(
            after=first[0].after, held=held, reason=reason, approved_by=second.id if second else None
        ),
        operation=draft.operation,
        detail={"reason": reason, "approved_by": second.name if second else "", "number": number or 0},
    )  # fmt: skip
    made = _made(office, transaction, row, move_id, kind, second, draft.operation)
    made.number, made.reason, made.papers_back = number, reason, back
    made.asked_by = AskedBy.RESIDENT if name is MoveName.WITHDRAW else draft.asked_by
    made.ground = as_typed(draft.ground)[:LONGEST]
    made.money = (draft.money or MoneyAfter.NONE) if paid else MoneyAfter.NONE
    transaction.session.add(made)


def _made(
    office: Office,
    transaction: Transaction,
    row: Dossier,
    move_id: int,
    kind: DecisionKind,
    second: StaffView | None,
    operation: str,
) -> Decision:
    """A decision of this write, without what only its kind knows."""
    return Decision(
        dossier_id=id_of(row),
        move_id=move_id,
        kind=kind,
        year=local(transaction.now).year,
        asked_by=AskedBy.CENTRE,
        due_before=row.due_at,
        made_by=person(office).id,
        approved_by=second.id if second else None,
        made_at=transaction.now,
        operation=operation,
    )


def _next(session: Session, kind: DecisionKind, day: date) -> int:
    """The next number of a kind of decision in its year; the schema refuses a gap."""
    last = session.exec(
        select(func.max(col(Decision.number))).where(Decision.kind == kind, Decision.year == day.year)
    ).one()
    return (last or 0) + 1


# -- one new date ----------------------------------------------------------------------------------


@act(Act.READ, writes=False)
def before_extending(office: Office, dossier_id: int) -> Outlook:
    """What to know before a date is put off: that it is the only time, whether the apology is late."""
    with office.store.read() as session:
        known = life_facts.running(office, session, dossier_row(session, dossier_id))
        notices = deadline_limits.extension_notices(known.facts, office.now(), office.calendar, known.hours)
        return Outlook(notices=notices)


@act(Act.MOVE)
def extend(office: Office, draft: ExtensionDraft) -> DossierView:
    """Apologise and put the date off, once (xin lỗi và hẹn lại, Mẫu 04), with a supervisor's approval.

    Refused: a second time, a date that is no later, past or off; no reason.
    """
    with office.store.read() as session:
        if _done(session, draft.operation):
            return dossier_view(session, dossier_row(session, draft.dossier_id), practice=office.practice)
        row = seen_row(session, draft.dossier_id, draft.version)
        if problems := _extension_problems(office, session, row, draft):
            raise Refused(problems)
    second = approval.approve_on("approver", office, draft.approval, Act.APPROVE_DECISION)
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(draft.operation) is None:
            row = seen_row(session, draft.dossier_id, draft.version)
            if problems := _extension_problems(office, session, row, draft):
                raise Refused(problems)
            _write_extension(office, transaction, row, draft, second)
        return dossier_view(session, dossier_row(session, draft.dossier_id), practice=office.practice)


def _new_due(office: Office, draft: ExtensionDraft) -> datetime | None:
    if draft.new_due is None:
        return None
    closing = life_facts.hours_of(office).closing
    return datetime.combine(draft.new_due, closing, LOCAL_ZONE)


def _extension_problems(
    office: Office, session: Session, row: Dossier, draft: ExtensionDraft
) -> tuple[Problem, ...]:
    found = [*moving.allowed(MoveName.EXTEND, row), *reason_problems(draft.reason, "life.reason_missing")]
    extended = life_rows.extended(session, id_of(row))
    new_due = _new_due(office, draft)
    if new_due is None:
        said = "deadline.extended_already" if extended else "life.new_due_missing"
        found.append(Problem("new_due", said))
    else:
        before = appointment_of(row)
        found += deadline_changes.extension_problems(
            before, new_due, extended=extended, now=office.now(), calendar=office.calendar
        )
    return tuple(found)


def _write_extension(
    office: Office, transaction: Transaction, row: Dossier, draft: ExtensionDraft, second: StaffView
) -> None:
    new_due = _new_due(office, draft)
    if new_due is None:
        raise RuntimeError("a checked draft has a date")
    reason = as_typed(draft.reason)[:LONGEST]
    before = appointment_of(row)
    change = deadline_changes.extend(before, new_due, office.calendar, reason=reason)
    number = _next(transaction.session, DecisionKind.EXTENDED, local(transaction.now).date())
    move_id = moving.make(
        office,
        transaction,
        row,
        MoveName.EXTEND,
        Change(after=row.state, appointment=change.after, reason=reason, approved_by=second.id),
        operation=draft.operation,
        detail={
            "old": _moment(before),
            "new": _moment(change.after),
            "reason": reason,
            "approved_by": second.name,
            "number": number,
        },
    )
    made = _made(office, transaction, row, move_id, DecisionKind.EXTENDED, second, draft.operation)
    made.number, made.reason = number, reason
    made.due_before, made.due_after = before.due, change.after.due
    transaction.session.add(made)


def _moment(appointment: Appointment) -> str:
    return moment(appointment.due) if appointment.due else "?"
