"""The day's calls (gọi điện hôm nay): whom to tell what, what came of each try, who gets a letter instead."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from counter.errors import Problem, Refused
from counter.i18n import local, midnight
from counter.models.calls import (
    CallCounts,
    CallDraft,
    CallOutcome,
    CallPage,
    CallTry,
    CallWay,
    Matter,
    SentDraft,
    Why,
)
from counter.models.instant import instant_or_none, to_micros
from counter.models.life import MoveName, NoticeWay
from counter.models.tables import CallTryRow, Dossier, DossierMove, Notice
from counter.rules import calls as rules
from counter.rules.rights import Act
from counter.services.calls import call_rows
from counter.services.calls.call_rows import Times
from counter.services.dossier.dossier_rows import dossier_row, id_of, name_of, person
from counter.services.life.life_facts import hours_of
from counter.services.office import Office, act
from counter.services.search.desk_lanes import Place
from counter.services.store.transaction import Transaction
from counter.text import as_typed, one_line

LONGEST = 300
MOST = 5000  # matters of one list or one run of letters
_NOTICE = {
    CallWay.PHONE: NoticeWay.PHONE,
    CallWay.LETTER: NoticeWay.POST,
    CallWay.GROUP_HEAD: NoticeWay.GROUP_HEAD,
}
_MADE = (
    "SELECT coalesce(sum(CASE outcome WHEN 'undone' THEN -1 ELSE 1 END), 0), max(made_at)"
    " FROM call_try INDEXED BY ix_call_try_made_at WHERE made_at >= ?1 AND way = 'phone'"
)


@act(Act.CALL, writes=False)
def listing(office: Office, *, limit: int = 50, after: str = "") -> CallPage:
    """Whom to call now, the most pressing reason first. `after`: `more` of the page before."""
    return _page(office, limit, after, letters=False)


@act(Act.CALL, writes=False)
def unreachable(office: Office, *, limit: int = MOST, after: str = "") -> CallPage:
    """Whom no call reaches: no number, or every call in vain. By letter, or by the head of the group."""
    return _page(office, limit, after, letters=True)


@act(Act.CALL, writes=False)
def counts(office: Office) -> CallCounts:
    """The figures above the list."""
    times = _times(office)
    with office.store.query() as connection:
        made, last = connection.execute(_MADE, (times.today,)).fetchall()[0]
        to_call, unreachable = call_rows.counts(connection, times)
        return CallCounts(
            to_call=to_call,
            unreachable=unreachable,
            made_today=int(made),
            last_at=instant_or_none(last),
        )


@act(Act.CALL, writes=False)
def standing(office: Office, dossier_id: int) -> Matter | None:
    """What the resident of one dossier is to be told now, with the tries so far; None: nothing. NotFound."""
    with office.store.read() as session:
        row = dossier_row(session, dossier_id)
        why, about = _standing(office, session, row)
        if why is None or about is None:
            return None
        matter = Matter(
            dossier_id=dossier_id, why=why, about=about, code=row.code, short_code=row.short_code,
            resident=row.applicant_name, procedure=row.procedure_name, kind=row.contact_kind,
            phone=row.contact_phone, whose=row.contact_whose, best_time=row.contact_time, due=row.due_at,
            comes_back_on=row.comes_back_on,
        )  # fmt: skip
    with office.store.query() as connection:
        return call_rows.filled(connection, (matter,))[0]


@act(Act.CALL, writes=False)
def next_days(office: Office, count: int) -> tuple[date, ...]:
    """Today when it is a working day, and the working days after it: when somebody may say they come."""
    today, calendar = local(office.now()).date(), office.calendar
    days = [today] if calendar.is_working(today) else []
    while len(days) < count:
        days.append(calendar.next_working(days[-1] if days else today))
    return tuple(days)


def _page(office: Office, limit: int, after: str, *, letters: bool) -> CallPage:
    with office.store.query() as connection:
        found = list(
            call_rows.page(connection, _times(office), Place.read(after), limit, letters=letters)
        )  # fmt: skip
        matters = call_rows.filled(connection, [matter for matter, _ in found])
    return CallPage(matters=matters, more=found[-1][1].written() if len(found) >= limit else "")


def _times(office: Office) -> Times:
    now = office.now()
    today = local(now).date()
    following = office.calendar.next_working(today)

    return Times(
        now=to_micros(now),
        today=to_micros(midnight(today)),
        tomorrow=to_micros(midnight(today + timedelta(days=1))),
        next_end=to_micros(midnight(following + timedelta(days=1))),
        day=today.isoformat(),
    )


# -- what came of it ------------------------------------------------------------------------------


@act(Act.CALL)
def record(office: Office, draft: CallDraft) -> CallTry:
    """Note what came of one call. A second press finds the first.

    Refused: no such result, no day, or one that passed; the matter is over (the result was collected, the
    date moved); a colleague noted a try meanwhile; there is no number to call.
    """
    if problems := rules.draft_problems(draft, local(office.now()).date()):
        raise Refused(problems)
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if (done := transaction.earlier(draft.operation)) is not None:
            row = session.get(CallTryRow, int(done["try"]))
            if row is not None:
                return _try(row, person(office).name)
        dossier = dossier_row(session, draft.dossier_id)
        _must_stand(office, session, dossier, draft)
        row = _row(office, transaction, dossier, draft)
        session.add(row)
        session.flush()
        _note(office, transaction, row, dossier)
        return _try(row, person(office).name)


@act(Act.CALL)
def undo(office: Office, draft: CallDraft) -> None:
    """Take back the newest try of a matter (hoàn tác): it stays written, and the person is called again.

    Of `draft` the dossier, the matter and `seen` (with the try that goes) count. Refused: none to undo, a
    colleague's, older than five minutes. A notice it left stays on the dossier's page beside this.
    """
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(draft.operation) is not None:
            return
        dossier = dossier_row(session, draft.dossier_id)
        rows = _tries(session, dossier, draft.about)
        tries, me = [_try(row, name_of(session, row.made_by)) for row in rows], person(office)
        said = rules.undo_problem(tries, me.name, transaction.now)
        if said or len(rows) != draft.seen:
            raise Refused((Problem("", said or "calls.tried_meanwhile", {"code": dossier.short_code}),))
        last = rows[-1]
        row = CallTryRow(
            dossier_id=last.dossier_id, resident_id=last.resident_id, why=last.why, about=last.about,
            way=CallWay.PHONE, contact_kind=last.contact_kind, phone=last.phone, outcome=CallOutcome.UNDONE,
            made_by=me.id, made_at=transaction.now, operation=draft.operation,
        )  # fmt: skip
        session.add(row)
        session.flush()
        _note(office, transaction, row, dossier)


@act(Act.CALL)
def sent(office: Office, draft: SentDraft) -> int:
    """Note that letters were posted, or a list was given to the head of a group: how many were told so.

    All in one write. A matter that is over by now, or was told meanwhile, is left out.
    """
    if draft.way is CallWay.PHONE:
        raise Refused((Problem("way", "calls.outcome_missing"),))
    with office.store.write(office.now()) as transaction:
        if (done := transaction.earlier(draft.operation)) is not None:
            return int(done["sent"])
        session, rows = transaction.session, list[tuple[CallTryRow, Dossier]]()
        for matter in draft.matters:
            dossier = dossier_row(session, matter.dossier_id)
            if _standing(office, session, dossier) != (matter.why, matter.about):
                continue
            if len(_tries(session, dossier, matter.about)) != len(matter.tries):
                continue
            row = CallTryRow(
                dossier_id=matter.dossier_id, resident_id=dossier.resident_id, why=matter.why,
                about=matter.about, way=draft.way, contact_kind=dossier.contact_kind,
                outcome=CallOutcome.SENT, made_by=person(office).id, made_at=transaction.now,
                operation=draft.operation,
            )  # fmt: skip
            session.add(row)
            rows.append((row, dossier))
        if not rows:
            raise Refused((Problem("", "calls.nobody"),))
        session.flush()
        for row, dossier in rows:
            _note(office, transaction, row, dossier, {"sent": len(rows)})
        return len(rows)


def _must_stand(office: Office, session: Session, dossier: Dossier, draft: CallDraft) -> None:
    """Refuse what is no longer so: nobody is told twice, or of what is over."""
    params: dict[str, str | int] = {"code": dossier.short_code}
    if _standing(office, session, dossier) != (draft.why, draft.about):
        raise Refused((Problem("", "calls.over", params),))
    if not dossier.contact_phone:
        raise Refused((Problem("", "calls.no_number", params),))
    rows = _tries(session, dossier, draft.about)
    if len(rows) != draft.seen:
        raise Refused((Problem("", "calls.tried_meanwhile", params),))


def _standing(office: Office, session: Session, row: Dossier) -> tuple[Why | None, datetime | None]:
    """Why the resident is told something now, and the instant the matter is about."""
    now = office.now()
    following = office.calendar.next_working(local(now).date())
    moves = select(DossierMove).where(DossierMove.dossier_id == id_of(row)).order_by(col(DossierMove.id))
    made = list(session.exec(moves))
    gone = {move.undoes for move in made}
    put_off = [move for move in made if move.name is MoveName.EXTEND and move.id not in gone]
    why = rules.reason(
        row.state, row.due_at, row.received_at, row.result_way, now, following, extended=bool(put_off)
    )  # fmt: skip
    if why in (Why.LATE, Why.SOON):
        return why, row.due_at
    if why is Why.READY:
        return why, row.ready_at
    if why is None:
        return None, None
    made = put_off if why is Why.MOVED else made
    return why, made[-1].made_at if made else row.received_at


def _tries(session: Session, row: Dossier, about: datetime) -> list[CallTryRow]:
    return list(
        session.exec(
            select(CallTryRow)
            .where(CallTryRow.dossier_id == id_of(row), CallTryRow.about == about)
            .order_by(col(CallTryRow.id))
        )
    )


def _row(office: Office, transaction: Transaction, dossier: Dossier, draft: CallDraft) -> CallTryRow:
    before = _tries(transaction.session, dossier, draft.about)
    missed = rules.unanswered([_try(one, "") for one in before], dossier.contact_phone)
    comes_on = draft.comes_on if draft.outcome is CallOutcome.COMES else None
    again = rules.again(
        draft.outcome, missed, comes_on, transaction.now, office.calendar, hours_of(office)
    )  # fmt: skip
    return CallTryRow(
        dossier_id=draft.dossier_id,
        resident_id=dossier.resident_id,
        why=draft.why,
        about=draft.about,
        way=CallWay.PHONE,
        contact_kind=dossier.contact_kind,
        phone=dossier.contact_phone,
        outcome=draft.outcome,
        comes_on=comes_on,
        again_at=again,
        note=as_typed(draft.note)[:LONGEST],
        made_by=person(office).id,
        made_at=transaction.now,
        operation=draft.operation,
    )


def _note(
    office: Office,
    transaction: Transaction,
    row: CallTryRow,
    dossier: Dossier,
    result: dict[str, str | int] | None = None,
) -> None:
    """The audit event; and the notice that the dossier's own page shows, once somebody was told."""
    whom = one_line(dossier.contact_whose) if row.outcome is CallOutcome.MESSAGE else ""
    whom = whom or one_line(dossier.applicant_name)
    if rules.told(row.outcome):
        transaction.session.add(
            Notice(
                dossier_id=row.dossier_id,
                way=_NOTICE[row.way],
                whom=whom[:LONGEST],
                note=row.note,
                told_by=row.made_by,
                told_at=row.made_at,
                operation=row.operation,
            )
        )
    named = row.way if row.way is not CallWay.PHONE else row.outcome
    transaction.record(
        person(office),
        f"dossier.event.call.{named}",
        subject=("dossier", row.dossier_id),
        operation=row.operation,
        detail={"whom": whom, "why": row.why.value, "try": row.id or 0},
        result=result if result is not None else {"try": row.id or 0},
    )


def _try(row: CallTryRow, who: str) -> CallTry:
    return CallTry(
        outcome=row.outcome, way=row.way, made_at=row.made_at, made_by=who, again_at=row.again_at,
        comes_on=row.comes_on, phone=row.phone, note=row.note,
    )  # fmt: skip
