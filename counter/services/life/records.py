"""Kept beside the moves of a dossier: originals lent, papers demanded beyond the list, guidance given.

A paper that another body demands beyond the official list is never made a condition (Decree 61/2018 Art. 5):
nothing in the program asks for it; who demanded what for which procedure is logged and told by month.
Guidance is kept at the counter (Art. 15).
"""

from datetime import date

from sqlmodel import col, select

from counter.errors import NotFound, Problem, Refused
from counter.i18n import local
from counter.models.life_records import (
    DemandDraft,
    DemandView,
    GuidanceDraft,
    GuidanceView,
    LendBackDraft,
    LendDraft,
    LentView,
)
from counter.models.tables import Dossier, ExtraDemand, Guidance, LentBack, LentOriginal
from counter.rules.free_text import text_problems
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import dossier_row, person, staff_names
from counter.services.office import Office, act
from counter.services.store.transaction import Transaction
from counter.text import as_typed, fold, one_line

LONGEST = 300


def _said(fields: dict[str, tuple[str, str]]) -> list[Problem]:
    """What is missing of the texts that must be there, by field and message; and what none may hold."""
    found = list(text_problems({field: text for field, (text, _) in fields.items()}))
    found += [Problem(field, said) for field, (text, said) in fields.items() if said and not one_line(text)]
    return found


# -- originals ----------------------------------------------------------------------------------


@act(Act.MOVE)
def lend(office: Office, draft: LendDraft) -> int:
    """Sign an original out (cho mượn bản chính); its id. Refused: which, to whom, a day that has passed."""
    found = _said(
        {
            "paper": (draft.paper, "life.lent_missing"),
            "lent_to": (draft.lent_to, "life.lent_to_missing"),
            "purpose": (draft.purpose, ""),
        }
    )
    if draft.due_back is not None and draft.due_back < local(office.now()).date():
        found.append(Problem("due_back", "life.due_back_past"))
    if found:
        raise Refused(tuple(found))
    with office.store.write(office.now()) as transaction:
        if done := transaction.earlier(draft.operation):
            return int(done["lent"])
        dossier_row(transaction.session, draft.dossier_id)
        row = LentOriginal(
            dossier_id=draft.dossier_id,
            paper=one_line(draft.paper)[:LONGEST],
            lent_to=one_line(draft.lent_to)[:LONGEST],
            purpose=as_typed(draft.purpose)[:LONGEST],
            due_back=draft.due_back,
            lent_by=person(office).id,
            lent_at=transaction.now,
            operation=draft.operation,
        )
        transaction.session.add(row)
        transaction.session.flush()
        _record(
            office,
            transaction,
            "dossier.event.original_lent",
            draft.dossier_id,
            draft.operation,
            {"paper": row.paper, "who": row.lent_to},
            {"lent": row.id or 0},
        )
        return row.id or 0


@act(Act.MOVE)
def take_back(office: Office, draft: LendBackDraft) -> None:
    """Sign an original in again. Refused: who brings it, already back. NotFound: no such one."""
    found = _said({"brought_by": (draft.brought_by, "life.brought_by_missing"), "note": (draft.note, "")})
    if found:
        raise Refused(tuple(found))
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(draft.operation) is not None:
            return
        session = transaction.session
        row = session.get(LentOriginal, draft.lent_id)
        if row is None:
            raise NotFound("life.lent_missing")
        if session.get(LentBack, draft.lent_id) is not None:
            raise Refused((Problem("", "life.lent_back_already"),))
        session.add(
            LentBack(
                lent_id=draft.lent_id,
                brought_by=one_line(draft.brought_by)[:LONGEST],
                note=as_typed(draft.note)[:LONGEST],
                received_by=person(office).id,
                back_at=transaction.now,
                operation=draft.operation,
            )
        )
        detail = {"paper": row.paper, "who": one_line(draft.brought_by)[:LONGEST]}
        event = "dossier.event.original_back"
        _record(office, transaction, event, row.dossier_id, draft.operation, detail, {})


@act(Act.READ, writes=False)
def lent(office: Office, dossier_id: int | None = None, *, out_only: bool = False) -> tuple[LentView, ...]:
    """Originals that left, of one dossier or of all; `out_only` those that are not back."""
    with office.store.read() as session:
        wanted = (
            select(LentOriginal, LentBack, Dossier)
            .join(LentBack, col(LentBack.lent_id) == LentOriginal.id, isouter=True)
            .join(Dossier, col(Dossier.id) == LentOriginal.dossier_id)
            .order_by(col(LentOriginal.id))
        )
        if dossier_id is not None:
            wanted = wanted.where(LentOriginal.dossier_id == dossier_id)
        if out_only:
            wanted = wanted.where(col(LentBack.lent_id).is_(None))
        names = staff_names(session)
        return tuple(
            LentView(
                id=row.id or 0,
                dossier_id=row.dossier_id,
                short_code=dossier.short_code,
                applicant=dossier.applicant_name,
                paper=row.paper,
                lent_to=row.lent_to,
                purpose=row.purpose,
                due_back=row.due_back,
                lent_by=names[row.lent_by],
                lent_at=row.lent_at,
                back_at=back.back_at if back else None,
                brought_by=back.brought_by if back else "",
                received_by=names[back.received_by] if back else "",
            )
            for row, back, dossier in session.exec(wanted).all()
        )


# -- papers demanded beyond the list --------------------------------------------------------------


@act(Act.SAVE_DRAFT)
def log_demand(office: Office, draft: DemandDraft) -> int:
    """Log a paper that was demanded beyond the list. Refused: who, what, a paper that is on the list."""
    found = _said(
        {
            "body": (draft.body, "life.body_missing"),
            "paper": (draft.paper, "life.paper_missing"),
            "ground": (draft.ground, ""),
            "procedure": (draft.procedure_code, "life.procedure_missing"),
        }
    )
    if _on_the_list(office, draft):
        found.append(Problem("paper", "life.paper_listed", {"name": one_line(draft.paper)[:80]}))
    if found:
        raise Refused(tuple(found))
    with office.store.write(office.now()) as transaction:
        if done := transaction.earlier(draft.operation):
            return int(done["demand"])
        row = ExtraDemand(
            dossier_id=draft.dossier_id,
            procedure_code=draft.procedure_code,
            body=one_line(draft.body)[:LONGEST],
            paper=one_line(draft.paper)[:LONGEST],
            ground=as_typed(draft.ground)[:LONGEST],
            day=local(transaction.now).date(),
            logged_by=person(office).id,
            logged_at=transaction.now,
            operation=draft.operation,
        )
        transaction.session.add(row)
        transaction.session.flush()
        detail = {"body": row.body, "paper": row.paper}
        event, result = "dossier.event.extra_demand", {"demand": row.id or 0}
        _record(office, transaction, event, draft.dossier_id, draft.operation, detail, result)
        return row.id or 0


def _on_the_list(office: Office, draft: DemandDraft) -> bool:
    try:
        papers = office.catalogue.get(draft.procedure_code).papers if draft.procedure_code else ()
    except NotFound:
        return False
    return fold(draft.paper) in {fold(paper.name) for paper in papers}


@act(Act.READ, writes=False)
def demands(office: Office, first: date, last: date) -> tuple[DemandView, ...]:
    """The demands of a period, both days in it: what the month reports."""
    with office.store.read() as session:
        rows = session.exec(
            select(ExtraDemand)
            .where(col(ExtraDemand.day) >= first, col(ExtraDemand.day) <= last)
            .order_by(col(ExtraDemand.id))
        ).all()
        names = staff_names(session)
        return tuple(
            DemandView(
                id=row.id or 0,
                day=row.day,
                procedure_code=row.procedure_code,
                dossier_id=row.dossier_id,
                body=row.body,
                paper=row.paper,
                ground=row.ground,
                logged_by=names[row.logged_by],
            )
            for row in rows
        )


# -- guidance -----------------------------------------------------------------------------------


@act(Act.SAVE_DRAFT)
def guide(office: Office, draft: GuidanceDraft) -> int:
    """Keep what guidance was given. Refused: nothing said, no way."""
    found = _said(
        {
            "said": (draft.said, "life.said_missing"),
            "person": (draft.person, ""),
            "procedure": (draft.procedure_code, ""),
        }
    )
    if draft.way is None:
        found.append(Problem("way", "life.guidance_way_missing"))
    if found or draft.way is None:
        raise Refused(tuple(found))
    with office.store.write(office.now()) as transaction:
        if done := transaction.earlier(draft.operation):
            return int(done["guidance"])
        row = Guidance(
            dossier_id=draft.dossier_id,
            procedure_code=draft.procedure_code,
            person=one_line(draft.person)[:LONGEST],
            way=draft.way,
            said=as_typed(draft.said)[:1000],
            day=local(transaction.now).date(),
            given_by=person(office).id,
            given_at=transaction.now,
            operation=draft.operation,
        )
        transaction.session.add(row)
        transaction.session.flush()
        detail = {"said": row.said[:LONGEST]}
        result = {"guidance": row.id or 0}
        event = "dossier.event.guided"
        _record(office, transaction, event, draft.dossier_id, draft.operation, detail, result)
        return row.id or 0


@act(Act.READ, writes=False)
def guidances(office: Office, first: date, last: date) -> tuple[GuidanceView, ...]:
    """The guidance given in a period, both days in it."""
    with office.store.read() as session:
        rows = session.exec(
            select(Guidance)
            .where(col(Guidance.day) >= first, col(Guidance.day) <= last)
            .order_by(col(Guidance.id))
        ).all()
        names = staff_names(session)
        return tuple(
            GuidanceView(
                id=row.id or 0,
                day=row.day,
                procedure_code=row.procedure_code,
                dossier_id=row.dossier_id,
                person=row.person,
                way=row.way,
                said=row.said,
                given_by=names[row.given_by],
                given_at=row.given_at,
            )
            for row in rows
        )


def _record(
    office: Office,
    transaction: Transaction,
    event: str,
    dossier_id: int | None,
    operation: str,
    detail: dict[str, str],
    result: dict[str, int],
) -> None:
    """The event of a register: of the dossier it is about, or of the counter."""
    subject = ("dossier", dossier_id) if dossier_id is not None else ("register", event.rpartition(".")[2])
    transaction.record(
        person(office), event, subject=subject, operation=operation, detail=detail, result=result
    )
