"""Reading the rows of one dossier inside a session, and what every change of one must check."""

from functools import lru_cache
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from counter.errors import Conflict, Forbidden, NotFound
from counter.i18n import clock, known, local, t
from counter.models.dossier import Answer, Applicant, PaperMark
from counter.models.money import Quote, QuoteLine
from counter.models.papers_seen import Proof
from counter.models.staff import StaffView
from counter.models.tables import (
    AuditEvent,
    Dossier,
    DossierAnswer,
    DossierPaper,
    FeeLine,
    PaperSeen,
    PaperUsed,
    Resident,
    Staff,
)
from counter.services.office import Office

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def person(office: Office) -> StaffView:
    """Who acts; `act` has checked the right already."""
    if office.actor is None:
        raise Forbidden("right.read")
    return office.actor


def name_of(session: Session, staff_id: int | None) -> str:
    """The name of a member of staff; "" for nobody."""
    row = session.get(Staff, staff_id) if staff_id is not None else None
    return row.name if row else ""


def staff_names(session: Session) -> dict[int | None, str]:
    """Everybody's name by id, for a list: one question instead of one for each row."""
    return dict(session.exec(select(Staff.id, Staff.name)).all())


def dossier_row(session: Session, dossier_id: int) -> Dossier:
    """The row of a dossier. NotFound `dossier.not_found`."""
    row = session.get(Dossier, dossier_id)
    if row is None:
        raise NotFound("dossier.not_found", ref=str(dossier_id))
    return row


def seen_row(session: Session, dossier_id: int, version: int) -> Dossier:
    """The row of a dossier that is to be changed. Conflict when it is no longer the version that was seen."""
    row = dossier_row(session, dossier_id)
    if row.version != version:
        raise _changed(session, row, version)
    return row


def _changed(session: Session, row: Dossier, version: int) -> Conflict:
    """Who did what with it just now, as its timeline says it: the loser of a race must know what stands."""
    last = session.exec(
        select(AuditEvent, Staff.name)
        .join(Staff, col(Staff.id) == AuditEvent.staff_id)
        .where(AuditEvent.subject_kind == "dossier", AuditEvent.subject_id == str(row.id))
        .order_by(col(AuditEvent.seq).desc())
        .limit(1)
    ).first()
    if last is None or not known(last[0].event):
        return Conflict("dossier.changed", code=row.code, seen=version, now=row.version)
    event, who = last
    what = t(event.event, **{key: str(value) for key, value in event.detail.items()})
    return Conflict("dossier.changed_by", code=row.code, who=who, at=clock(event.at), what=what)


def id_of(row: Dossier) -> int:
    """The id of a row that was flushed."""
    if row.id is None:
        raise RuntimeError("a flushed row has an id")
    return row.id


@lru_cache(maxsize=1)
def _applicant_shape() -> "TypeAdapter[Applicant]":
    from pydantic import TypeAdapter

    return TypeAdapter(Applicant)


def applicant_json(applicant: Applicant) -> dict[str, object]:
    """An applicant as `dossier.applicant` keeps them."""
    plain: dict[str, object] = _applicant_shape().dump_python(applicant, mode="json")
    return plain


def applicant_of(row: Dossier) -> Applicant:
    """The applicant as they stood on the day of reception."""
    return _applicant_shape().validate_python(row.applicant)


def papers_of(session: Session, dossier_id: int) -> tuple[PaperMark, ...]:
    """The papers and what became of them, in the order of the official list."""
    rows = session.exec(
        select(DossierPaper).where(DossierPaper.dossier_id == dossier_id).order_by(col(DossierPaper.position))
    )
    proofs = _proofs_of(session, dossier_id)
    return tuple(
        PaperMark(
            key=r.key,
            name=r.name,
            state=r.state,
            originals=r.originals,
            copies=r.copies,
            certified=r.certified,
            # once it was asked for and brought after all, it is in hand and rests on nothing
            proof=None if r.originals + r.copies + r.certified else proofs.get(r.position),
        )
        for r in rows
    )


def _proofs_of(session: Session, dossier_id: int) -> dict[int, Proof]:
    """What papers rest on instead of having been shown, by their place in the list."""
    rows = session.exec(
        select(PaperUsed, PaperSeen)
        .join(PaperSeen, col(PaperSeen.id) == PaperUsed.seen_id)
        .where(PaperUsed.dossier_id == dossier_id)
    ).all()
    return {used.position: _proof(session, used, seen) for used, seen in rows}


def _proof(session: Session, used: PaperUsed, seen: PaperSeen) -> Proof:
    mine = dossier_row(session, used.dossier_id)
    whose = session.get(Resident, seen.resident_id) if seen.resident_id != mine.resident_id else None
    return Proof(
        seen_id=used.seen_id,
        seen_on=local(seen.seen_at).date(),
        seen_by=name_of(session, seen.seen_by),
        dossier_code=dossier_row(session, seen.dossier_id).short_code,
        valid_until=used.valid_until,
        whose=whose.full_name if whose else "",
    )


def answers_of(session: Session, dossier_id: int) -> tuple[Answer, ...]:
    """The answers of the e-form, in its order."""
    rows = session.exec(
        select(DossierAnswer)
        .where(DossierAnswer.dossier_id == dossier_id)
        .order_by(col(DossierAnswer.position))
    )
    return tuple(Answer(key=r.key, label=r.label, value=r.value) for r in rows)


def quote_of(session: Session, row: Dossier) -> Quote:
    """The quote as it was told to the resident."""
    lines = session.exec(select(FeeLine).where(FeeLine.dossier_id == row.id).order_by(col(FeeLine.position)))
    return Quote(
        lines=tuple(
            QuoteLine(
                label=line.label,
                quantity=line.quantity,
                unit_amount=line.unit_amount,
                amount=line.amount,
                source=line.source,
                fee_id=line.fee_id,
                kind=line.kind,
                waived=line.waived,
            )
            for line in lines
        ),
        total=row.fee_total,
        waived=row.fee_waived,
        unknown=tuple(row.fee_unknown),
        waiver_sources=tuple(row.fee_sources),
    )


def keep_quote(session: Session, row: Dossier, quoted: Quote) -> None:
    """Make a quote the one that this dossier was told; the lines of an earlier one go."""
    ident = id_of(row)
    for old in session.exec(select(FeeLine).where(FeeLine.dossier_id == ident)):
        session.delete(old)
    session.flush()
    session.add_all(FeeLine.model_validate(values) for values in fee_line_values(ident, quoted))
    row.fee_total = quoted.total
    row.fee_waived = quoted.waived
    row.fee_unknown = list(quoted.unknown)
    row.fee_sources = list(quoted.waiver_sources)


def fee_line_values(dossier_id: int, quoted: Quote) -> list[dict[str, object]]:
    """The rows of a quote's lines, in its order."""
    return [
        {
            "dossier_id": dossier_id,
            "position": position,
            "fee_id": line.fee_id,
            "label": line.label,
            "quantity": line.quantity,
            "unit_amount": line.unit_amount,
            "amount": line.amount,
            "waived": line.waived,
            "source": line.source,
            "kind": line.kind,
        }
        for position, line in enumerate(quoted.lines)
    ]
