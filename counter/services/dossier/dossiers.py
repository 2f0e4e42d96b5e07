"""One dossier: finding it, what can be done with it now, its result, its print-outs."""

import uuid

from sqlmodel import Session, col, func, select

from counter.errors import NotFound, Problem, Refused
from counter.models.catalogue import Channel
from counter.models.dossier import (
    DossierState,
    DossierView,
    HandOverDraft,
    NextAction,
)
from counter.models.life import MoveName
from counter.models.submission import SyncState
from counter.models.tables import Dossier, DossierStruck, PrintRecord, Submission
from counter.rules import dossier_code
from counter.rules.dossier_code import DossierCode
from counter.rules.law_facts import ENDED_WITHOUT
from counter.rules.moves import OPEN, SETTLED, hand_over_problem, ready_problem
from counter.rules.rights import Act, may
from counter.services.dossier.brought import by_old_code
from counter.services.dossier.dossier_rows import dossier_row, id_of, person, seen_row
from counter.services.dossier.dossier_views import Plain, dossier_view, plain, replaced_at
from counter.services.life import collecting, life_rows, moving
from counter.services.life.moving import Change
from counter.services.office import Office, act
from counter.text import nfc, one_line

PRACTICE_MARK = "TẬP-"
"""What every code of a practice store begins with, so that no paper of it passes for a real one."""


@act(Act.READ, writes=False)
def get(office: Office, ref: str) -> DossierView:
    """A dossier by its id, its code in either order, its short code, the portal's code or that of before.

    NotFound `dossier.not_found`; `dossier.short_mistyped` when the check character does not fit.
    """
    typed = one_line(nfc(ref))
    with office.store.read() as session:
        row = _by_id(session, typed) or _by_code(session, typed) or _by_portal_code(session, typed)
        row = row or by_old_code(session, typed)
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
        "mark_ready": (Act.MOVE, _ready_reason(office, view)),
        "hand_over": (Act.HAND_OVER, _reason(hand_over_problem(view.state, view.money))),
        "print": (Act.PRINT, _slip_reason(view)),
    }
    found = []
    for command, (right, reason) in reasons.items():
        said = reason or ("" if may(office.actor, right) else f"right.{right}")
        found.append(NextAction(command=command, enabled=not said, reason=said))
    return tuple(sorted(found, key=lambda action: not action.enabled))


def _slip_reason(view: DossierView) -> str:
    """Why the slip is not printed any more: it would promise what nobody keeps."""
    if view.struck:
        return "strike.already"
    return "law_paper.no_appointment" if view.state in ENDED_WITHOUT else ""


@act(Act.MOVE)
def mark_ready(office: Office, dossier_id: int, *, operation: str, version: int) -> DossierView:
    """Note that the result is there (Đã xử lý xong). Refused where the table of moves does not allow it."""
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(operation) is None:
            row = seen_row(session, dossier_id, version)
            if problem := _not_ready(session, row):
                raise Refused((problem,))
            change = Change(after=DossierState.DONE)
            moving.make(office, transaction, row, MoveName.READY, change, operation=operation)
        return dossier_view(session, dossier_row(session, dossier_id), practice=office.practice)


@act(Act.HAND_OVER)
def hand_over(office: Office, draft: HandOverDraft) -> DossierView:
    """Hand the result to the person who filed, the person it was filed for, or a proxy with a paper.

    Refused with every reason: no result yet, the fee is open, nobody chosen, the card is another person's, a
    proxy or one alone where both parties must come.
    """
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(draft.operation) is None:
            row = seen_row(session, draft.dossier_id, draft.version)
            collecting.give(office, transaction, row, draft)
        return dossier_view(session, dossier_row(session, draft.dossier_id), practice=office.practice)


@act(Act.PRINT)
def record_print(
    office: Office, dossier_id: int, kind: str, *, operation: str = "", target: str = "", copies: int = 1
) -> int:
    """Count a print-out of one paper of a dossier and return which copy it is: 1 the first, more are BẢN SAO.

    `kind` as in `print_record`: "slip", "slip_large", "thermal_58", "consent", "mau_02:17"; `target` names a
    printer or a file. A second press of one operation counts once. NotFound; Refused once its acceptance was
    taken back.
    """
    named = operation or uuid.uuid4().hex
    with office.store.write(office.now()) as transaction:
        if done := transaction.earlier(named):
            return int(done["copy"])
        session = transaction.session
        dossier_row(session, dossier_id)
        if session.get(DossierStruck, dossier_id) is not None:
            raise Refused((Problem("", "strike.already"),))
        copy = printed(session, dossier_id, kind) + 1
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
        transaction.record(
            person(office),
            "dossier.event.printed",
            subject=("dossier", dossier_id),
            operation=named,
            detail={"paper": kind.partition(":")[0], "copy": copy},
            result={"copy": copy},
        )
        return copy


def printed(session: Session, dossier_id: int, kind: str) -> int:
    """How often one paper of a dossier was printed; in another name it was another paper."""
    counted = select(func.coalesce(func.sum(PrintRecord.copies), 0)).where(
        PrintRecord.dossier_id == dossier_id, PrintRecord.kind == kind
    )
    if (since := replaced_at(session, dossier_id)) is not None:
        counted = counted.where(col(PrintRecord.printed_at) > since)
    return int(session.exec(counted).one())


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


def _not_ready(session: Session, row: Dossier) -> Problem | None:
    """A result that an agency makes is ready once it came back from there."""
    if problem := ready_problem(row.state):
        return problem
    agency = life_rows.away(session, id_of(row))
    return Problem("state", "life.away", {"agency": agency}) if agency else None


def _ready_reason(office: Office, view: DossierView) -> str:
    if problem := ready_problem(view.state):
        return problem.message_id
    if view.waits_look:
        return "second_look.waits_short"
    with office.store.read() as session:
        return "life.result_comes_back" if life_rows.away(session, view.id) else ""


def _reason(problem: Problem | None) -> str:
    return problem.message_id if problem else ""


def _fee_reason(view: DossierView) -> str:
    if view.money in SETTLED:
        return f"payment.settled.{view.money}"
    return "" if view.state in OPEN or view.state is DossierState.DONE else "payment.dossier_ended"


def _assist_reason(office: Office, view: DossierView) -> str:
    if view.sync in {SyncState.FILED, SyncState.CONFIRMED}:
        return "submission.already_filed"
    if view.brought is not None:
        return "dossier.brought_filed"
    if view.state not in OPEN:
        return "submission.not_open"
    return "" if takes_online(office, view.procedure_code) else "submission.no_online"


def takes_online(office: Office, procedure_code: str) -> bool:
    """Whether the portal may take this procedure; where the data does not say, it may."""
    try:
        return office.catalogue.get(procedure_code).channels.get(Channel.ONLINE) is not False
    except NotFound:
        return False
