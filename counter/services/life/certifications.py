"""The certification registers (sổ chứng thực): one series of numbers for each kind and year, without a gap.

Nghị định 23/2015/NĐ-CP Điều 13 (the register and its number); a number written wrongly stays and is struck.
"""

from sqlmodel import Session, col, func, select

from counter.errors import NotFound, Problem, Refused
from counter.i18n import local
from counter.models.life import Certified
from counter.models.life_records import CertificationDraft, CertificationView
from counter.models.tables import Certification, CertificationStruck, Staff
from counter.rules.free_text import reason_problems, text_problems
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import name_of, person
from counter.services.office import Office, act
from counter.text import as_typed, one_line

LONGEST = 300


@act(Act.MOVE)
def enter(office: Office, draft: CertificationDraft) -> CertificationView:
    """Enter a certification; the next number of its register and year is its own from now on.

    Refused: which register, who asked, which paper, who signs, how many.
    """
    if problems := _problems(draft):
        raise Refused(problems)
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if done := transaction.earlier(draft.operation):
            return _one(session, _row(session, int(done["certification"])))
        row = Certification(
            kind=draft.kind or Certified.COPY,
            year=local(transaction.now).year,
            number=_next(session, draft.kind or Certified.COPY, local(transaction.now).year),
            day=local(transaction.now).date(),
            dossier_id=draft.dossier_id,
            requester=one_line(draft.requester)[:LONGEST],
            paper=one_line(draft.paper)[:LONGEST],
            copies=draft.copies,
            signer=one_line(draft.signer)[:LONGEST],
            note=as_typed(draft.note)[:LONGEST],
            recorded_by=person(office).id,
            recorded_at=transaction.now,
            operation=draft.operation,
        )
        session.add(row)
        session.flush()
        ident = row.id or 0
        subject = ("dossier", draft.dossier_id) if draft.dossier_id is not None else ("certification", ident)
        transaction.record(
            person(office),
            "dossier.event.certified",
            subject=subject,
            operation=draft.operation,
            detail={"kind": row.kind.value, "number": row.number, "year": row.year},
            result={"certification": ident},
        )
        return _one(session, row)


@act(Act.MOVE)
def strike(office: Office, certification_id: int, reason: str, *, operation: str) -> CertificationView:
    """Strike a number that was written wrongly; it stays there. Refused: no reason, struck already."""
    if problems := reason_problems(reason, "life.reason_missing"):
        raise Refused(problems)
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        row = _row(session, certification_id)
        if transaction.earlier(operation) is None:
            if session.get(CertificationStruck, certification_id) is not None:
                raise Refused((Problem("", "life.struck_already"),))
            said = one_line(reason)[:LONGEST]
            session.add(
                CertificationStruck(
                    certification_id=certification_id,
                    reason=said,
                    struck_by=person(office).id,
                    struck_at=transaction.now,
                    operation=operation,
                )
            )
            subject = (
                ("dossier", row.dossier_id)
                if row.dossier_id is not None
                else ("certification", certification_id)
            )
            transaction.record(
                person(office),
                "dossier.event.certification_struck",
                subject=subject,
                operation=operation,
                detail={"number": row.number, "year": row.year, "reason": said},
            )
        return _one(session, row)


@act(Act.READ, writes=False)
def register(office: Office, kind: Certified, year: int) -> tuple[CertificationView, ...]:
    """One register of a year, by number; struck ones too."""
    with office.store.read() as session:
        rows = session.exec(
            select(Certification, CertificationStruck, Staff.name)
            .join(Staff, col(Staff.id) == Certification.recorded_by)
            .outerjoin(CertificationStruck, col(CertificationStruck.certification_id) == Certification.id)
            .where(Certification.kind == kind, Certification.year == year)
            .order_by(col(Certification.number))
        )
        return tuple(_view(row, struck, name) for row, struck, name in rows)


def _problems(draft: CertificationDraft) -> tuple[Problem, ...]:
    texts = {
        "requester": (draft.requester, "life.requester_missing"),
        "paper": (draft.paper, "life.certified_paper_missing"),
        "signer": (draft.signer, "life.signer_missing"),
    }
    found = list(text_problems({**{k: v for k, (v, _) in texts.items()}, "note": draft.note}))
    found += [Problem(field, said) for field, (text, said) in texts.items() if not one_line(text)]
    if draft.kind is None:
        found.append(Problem("kind", "life.kind_missing"))
    if draft.copies < 1:
        found.append(Problem("copies", "life.copies_missing"))
    return tuple(found)


def _next(session: Session, kind: Certified, year: int) -> int:
    last = session.exec(
        select(func.max(col(Certification.number))).where(
            Certification.kind == kind, Certification.year == year
        )
    ).one()
    return (last or 0) + 1


def _row(session: Session, certification_id: int) -> Certification:
    row = session.get(Certification, certification_id)
    if row is None:
        raise NotFound("life.not_certification")
    return row


def _one(session: Session, row: Certification) -> CertificationView:
    return _view(row, session.get(CertificationStruck, row.id), name_of(session, row.recorded_by))


def _view(row: Certification, struck: CertificationStruck | None, recorded_by: str) -> CertificationView:
    return CertificationView(
        id=row.id or 0,
        kind=row.kind,
        year=row.year,
        number=row.number,
        day=row.day,
        dossier_id=row.dossier_id,
        requester=row.requester,
        paper=row.paper,
        copies=row.copies,
        signer=row.signer,
        note=row.note,
        recorded_by=recorded_by,
        struck=struck.reason if struck else "",
    )
