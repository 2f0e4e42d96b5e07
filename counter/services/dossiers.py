"""One dossier: finding it, what can be done with it now, its result, its print-outs."""

import uuid

from sqlmodel import Session, col, func, select

from counter.errors import NotFound, Problem, Refused
from counter.models.catalogue import Channel
from counter.models.dossier import (
    CollectorKind,
    DossierState,
    DossierView,
    HandOverDraft,
    NextAction,
    PapersHeld,
)
from counter.models.submission import SyncState
from counter.models.tables import Dossier, PrintRecord, ResidentNumber, Submission
from counter.rules import dossier_code
from counter.rules.dossier_code import DossierCode
from counter.rules.moves import OPEN, SETTLED, hand_over_problem, ready_problem
from counter.rules.rights import Act, may
from counter.rules.secrets import secret_problems
from counter.services import outbox
from counter.services.dossier_rows import applicant_of, dossier_row, person, seen_row
from counter.services.dossier_views import Plain, dossier_view, plain
from counter.services.office import Office, act
from counter.text import fold, nfc, one_line

PRACTICE_MARK = "TẬP-"
"""What every code of a practice store begins with, so that no paper of it passes for a real one."""


@act(Act.READ, writes=False)
def get(office: Office, ref: str) -> DossierView:
    """A dossier by its id, its code in either order, its short code or the portal's code.

    NotFound `dossier.not_found`; `dossier.short_mistyped` when the check character does not fit.
    """
    typed = one_line(nfc(ref))
    with office.store.read() as session:
        row = _by_id(session, typed) or _by_code(session, typed) or _by_portal_code(session, typed)
        if row is None:
            number = dossier_code.parse_short(typed)
            row = session.get(Dossier, number) if isinstance(number, int) else None
            if row is None:
                mistyped = isinstance(number, Problem) and number.message_id == "form.short.mistyped"
                raise NotFound("dossier.short_mistyped" if mistyped else "dossier.not_found", ref=typed[:60])
        return dossier_view(session, row, practice=office.practice)


def as_dict(view: DossierView) -> dict[str, Plain]:
    """The view as plain values, for `counter show --json`."""
    whole = plain(view)
    if not isinstance(whole, dict):
        raise TypeError("a view is a mapping")
    return whole


@act(Act.READ, writes=False)
def next_actions(office: Office, view: DossierView) -> tuple[NextAction, ...]:
    """What can be done with this dossier now, the next step first, and for the rest the reason why not."""
    reasons = {
        "fee": (Act.TAKE_MONEY, _fee_reason(view)),
        "assist": (Act.CARRY, _assist_reason(office, view)),
        "mark_ready": (Act.MOVE, _reason(ready_problem(view.state))),
        "hand_over": (Act.HAND_OVER, _reason(hand_over_problem(view.state, view.money))),
        "print": (Act.PRINT, ""),
    }
    found = []
    for command, (right, reason) in reasons.items():
        said = reason or ("" if may(office.actor, right) else f"right.{right}")
        found.append(NextAction(command=command, enabled=not said, reason=said))
    return tuple(sorted(found, key=lambda action: not action.enabled))


@act(Act.MOVE)
def mark_ready(office: Office, dossier_id: int, *, operation: str, version: int) -> DossierView:
    """Note that the result is there (Đã xử lý xong). Refused where the table of moves does not allow it."""
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(operation) is None:
            row = seen_row(session, dossier_id, version)
            if problem := ready_problem(row.state):
                raise Refused((problem,))
            row.state, row.ready_at, row.version = DossierState.DONE, transaction.now, row.version + 1
            session.add(row)
            outbox.tell(office, transaction, row)
            transaction.record(
                person(office), "dossier.event.ready", subject=("dossier", dossier_id), operation=operation
            )
        return dossier_view(session, dossier_row(session, dossier_id), practice=office.practice)


@act(Act.HAND_OVER)
def hand_over(office: Office, draft: HandOverDraft) -> DossierView:
    """Hand the result to the person who filed, the person it was filed for, or a proxy with a paper.

    Refused with every reason: no result yet, the fee is open, nobody chosen, the card is another person's.
    """
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(draft.operation) is None:
            row = seen_row(session, draft.dossier_id, draft.version)
            state = hand_over_problem(row.state, row.money)
            problems = ((state,) if state else ()) + _collector_problems(session, row, draft)
            if problems:
                raise Refused(problems)
            row.state, row.returned_at = DossierState.RETURNED, transaction.now
            row.returned_by, row.returned_to = person(office).id, _collector(row, draft)
            if row.papers_held is not PapersHeld.NONE:
                row.papers_held = PapersHeld.RETURNED
            row.version += 1
            session.add(row)
            outbox.tell(office, transaction, row)
            transaction.record(
                person(office),
                "dossier.event.returned",
                subject=("dossier", draft.dossier_id),
                operation=draft.operation,
                detail=_proof(row, draft),
            )
        return dossier_view(session, dossier_row(session, draft.dossier_id), practice=office.practice)


@act(Act.PRINT)
def record_print(
    office: Office, dossier_id: int, kind: str, *, operation: str = "", target: str = "", copies: int = 1
) -> int:
    """Count a print-out of one paper of a dossier and return which copy it is: 1 the first, more are BẢN SAO.

    `kind` as in `print_record`: "slip", "slip_large", "thermal_58", "consent"; `target` names a printer.
    """
    named = operation or uuid.uuid4().hex
    with office.store.write(office.now()) as transaction:
        if done := transaction.earlier(named):
            return int(done["copy"])
        session = transaction.session
        dossier_row(session, dossier_id)
        before = session.exec(
            select(func.coalesce(func.sum(PrintRecord.copies), 0)).where(
                PrintRecord.dossier_id == dossier_id, PrintRecord.kind == kind
            )
        ).one()
        session.add(
            PrintRecord(
                dossier_id=dossier_id,
                kind=kind,
                copies=copies,
                target=one_line(target)[:80],
                printed_at=transaction.now,
                printed_by=person(office).id,
            )
        )
        copy = int(before) + 1
        transaction.record(
            person(office),
            "dossier.event.printed",
            subject=("dossier", dossier_id),
            operation=named,
            detail={"paper": kind, "copy": copy},
            result={"copy": copy},
        )
        return copy


# -- finding one ----------------------------------------------------------------------------


def _by_id(session: Session, typed: str) -> Dossier | None:
    return (
        session.get(Dossier, int(typed))
        if typed.isascii() and typed.isdecimal() and len(typed) < 16
        else None
    )


def _by_code(session: Session, typed: str) -> Dossier | None:
    text = typed.upper()
    exact = session.exec(select(Dossier).where(Dossier.code == text)).first()
    if exact is not None:
        return exact
    practice = text.startswith(PRACTICE_MARK)
    code = dossier_code.parse(text.removeprefix(PRACTICE_MARK))
    if not isinstance(code, DossierCode):
        return None
    same_number = select(Dossier).where(Dossier.day == code.day, Dossier.sequence == code.sequence)
    for row in session.exec(same_number):
        kept = dossier_code.parse(row.code.removeprefix(PRACTICE_MARK))
        same = isinstance(kept, DossierCode) and kept.key == code.key
        if same and row.code.startswith(PRACTICE_MARK) == practice:
            return row
    return None


def _by_portal_code(session: Session, typed: str) -> Dossier | None:
    reverse = typed.upper()[::-1]
    if not reverse:
        return None
    return session.exec(
        select(Dossier)
        .join(Submission, col(Submission.dossier_id) == Dossier.id)
        .where(Submission.portal_code_reversed == reverse)
        .limit(1)
    ).first()


# -- what can be done -----------------------------------------------------------------------


def _reason(problem: Problem | None) -> str:
    return problem.message_id if problem else ""


def _fee_reason(view: DossierView) -> str:
    if view.money in SETTLED:
        return f"payment.settled.{view.money}"
    return "" if view.state in OPEN or view.state is DossierState.DONE else "payment.dossier_ended"


def _assist_reason(office: Office, view: DossierView) -> str:
    if view.sync in {SyncState.FILED, SyncState.CONFIRMED}:
        return "submission.already_filed"
    if view.state not in OPEN:
        return "submission.not_open"
    return "" if takes_online(office, view.procedure_code) else "submission.no_online"


def takes_online(office: Office, procedure_code: str) -> bool:
    """Whether the portal may take this procedure; where the data does not say, it may."""
    try:
        return office.catalogue.get(procedure_code).channels.get(Channel.ONLINE) is not False
    except NotFound:
        return False


# -- who collects ---------------------------------------------------------------------------


def _collector(row: Dossier, draft: HandOverDraft) -> str:
    """The name of the person who took it."""
    if draft.collector is CollectorKind.PROXY:
        return one_line(draft.name)
    return one_line(draft.card.full_name) if draft.card else row.applicant_name


def _proof(row: Dossier, draft: HandOverDraft) -> dict[str, str | int]:
    return {
        "collector": draft.collector or "",
        "name": _collector(row, draft),
        "paper": one_line(draft.paper),
        "seen": "card" if draft.card else one_line(draft.seen),
    }


def _collector_problems(session: Session, row: Dossier, draft: HandOverDraft) -> tuple[Problem, ...]:
    found = list(secret_problems({"name": draft.name, "paper": draft.paper, "seen": draft.seen}))
    if draft.collector is None:
        found.append(Problem("collector", "dossier.collector_missing"))
    if draft.card is None and not one_line(draft.seen):
        found.append(Problem("seen", "dossier.collector_unseen"))
    if draft.collector is CollectorKind.SELF and draft.card and not _is_theirs(session, row, draft):
        found.append(Problem("card", "dossier.collector_mismatch", {"name": row.applicant_name}))
    if draft.collector is CollectorKind.PROXY:
        if not one_line(draft.name):
            found.append(Problem("name", "dossier.proxy_name"))
        elif draft.card and fold(draft.card.full_name) != fold(draft.name):
            found.append(Problem("card", "dossier.collector_mismatch", {"name": one_line(draft.name)}))
        if not one_line(draft.paper):
            found.append(Problem("paper", "dossier.proxy_paper"))
    return tuple(found)


def _is_theirs(session: Session, row: Dossier, draft: HandOverDraft) -> bool:
    """Whether the scanned card is the applicant's, by any number they ever had, or the person's acted for."""
    card = draft.card
    if card is None:
        return False
    if row.behalf_of and fold(card.full_name) == fold(row.behalf_of):
        return True
    applicant = applicant_of(row)
    numbers = {applicant.citizen_id, applicant.old_cmnd}
    if row.resident_id is not None:
        history = select(ResidentNumber.number).where(ResidentNumber.resident_id == row.resident_id)
        numbers.update(session.exec(history))
    return bool({card.citizen_id, card.old_cmnd or ""} & (numbers - {""}))
