"""From the rows of a dossier to what is told of it (`counter.models.sync`): as it stands, nothing made up."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from counter.errors import NotFound
from counter.i18n import t_in
from counter.models.catalogue import Channel
from counter.models.dossier import ContactKind, DossierState, PaperState
from counter.models.ledger import Account
from counter.models.life import MoveName
from counter.models.money import PaymentMeans
from counter.models.outbox import Frozen
from counter.models.states import SyncState
from counter.models.sync import (
    ProcedureCard,
    SyncDossier,
    SyncFee,
    SyncOwner,
    SyncPaper,
    SyncStep,
    SyncSupplement,
)
from counter.models.tables import (
    Attachment,
    Dossier,
    DossierMove,
    Submission,
    Supplement,
    SupplementAnswer,
    SupplementItem,
)
from counter.rules.moves import ENDED
from counter.services.catalogue.portal_codes_data import chosen_in
from counter.services.dossier.dossier_rows import (
    applicant_of,
    dossier_row,
    id_of,
    name_of,
    papers_of,
    quote_of,
)
from counter.services.dossier.dossiers import PRACTICE_MARK
from counter.services.life import life_rows
from counter.services.office import Office
from counter.services.store.connection import Connection

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_KEPT = frozenset({DossierState.DONE, DossierState.RETURNED})


def frozen(office: Office, session: Session, connection: Connection, dossier_id: int) -> Frozen:
    """The dossier and its steps as they stand now. NotFound `dossier.not_found`."""
    row = dossier_row(session, dossier_id)
    codes = chosen_in(connection, row.procedure_code)
    fees = _fees(office, session, connection, row, codes.fees)
    filing = _filing(session, row)
    return Frozen(
        dossier=SyncDossier(
            code=row.code.removeprefix(PRACTICE_MARK),
            procedure_code=row.procedure_code,
            channel=row.channel,
            owner=_owner(row),
            subject=row.procedure_name,
            agency=_agency(office, row),
            state=row.state,
            received_at=row.received_at,
            result_way=row.result_way,
            provisional=row.provisional,
            practice=office.practice,
            portal_code=filing.portal_code if filing else "",
            filed_at=filing.filed_at if filing else None,
            due_at=row.due_at,
            ready_at=row.ready_at,
            returned_at=row.returned_at,
            refused_at=_refused(session, row),
            supplements=_supplements(session, row),
            papers=_papers(session, row, codes.papers),
            fees=fees,
            ledger_total=_booked(connection, id_of(row)),
        ),
        steps=_steps(session, row, _reception(session, row, filing)),
    )


def _filing(session: Session, row: Dossier) -> Submission | None:
    """The filing by which the portal has it, where it was filed there (nộp hộ)."""
    if row.channel is not Channel.ONLINE:
        return None
    found = select(Submission).where(
        Submission.dossier_id == row.id, col(Submission.state).in_((SyncState.FILED, SyncState.CONFIRMED))
    )
    return session.exec(found.order_by(col(Submission.id).desc())).first()


def _reception(session: Session, row: Dossier, filing: Submission | None) -> datetime:
    """When it was received. What is filed on the portal from here is received there with the filing, which
    comes after the resident stood at the counter; nothing is received before it is filed (rule 9.2)."""
    filed = filing.filed_at if filing else None
    if filed is None or filed <= row.received_at:
        return row.received_at
    moved = [move.made_at for move in _moves(session, id_of(row))]
    later = [at for at in (row.ready_at, row.returned_at, *moved) if at is not None]
    return row.received_at if later and min(later) <= filed else filed


def _owner(row: Dossier) -> SyncOwner:
    """Chủ hồ sơ: the person it is for. Of one who is only named at the counter no number is known."""
    applicant = applicant_of(row)
    if row.behalf_of:
        return SyncOwner(name=row.behalf_of)
    own = row.contact_kind in (ContactKind.OWN_PHONE, ContactKind.LANDLINE)
    return SyncOwner(
        name=applicant.full_name,
        number=applicant.citizen_id or applicant.old_cmnd,
        phone=row.contact_phone if own else "",
    )


def _agency(office: Office, row: Dossier) -> str:
    """Who handles it: the ward, or the agency that the catalogue names."""
    try:
        procedure = office.catalogue.get(row.procedure_code)
    except NotFound:
        return office.ward.authority_name
    return office.ward.authority_name if procedure.decided_at_commune else procedure.authority


def _papers(session: Session, row: Dossier, codes: Mapping[str, str]) -> tuple[SyncPaper, ...]:
    """What was handed in, each file beside its paper. A paper that was shown and given back is none."""
    rows = session.exec(
        select(Attachment).where(Attachment.dossier_id == row.id).order_by(col(Attachment.position))
    ).all()
    found: list[SyncPaper] = []
    for mark in papers_of(session, id_of(row)):
        files = [file for file in rows if file.paper_key == mark.key]
        if files:
            found += [_paper(mark.name, file, code=codes.get(mark.key, "")) for file in files]
        elif mark.state is PaperState.SUBMITTED:
            found.append(SyncPaper(name=mark.name, code=codes.get(mark.key, "")))
    listed = {mark.key for mark in papers_of(session, id_of(row))}
    others = [file for file in rows if file.paper_key not in listed]
    return (*found, *(_paper(file.name, file, component=False) for file in others))


def _paper(name: str, file: Attachment, *, component: bool = True, code: str = "") -> SyncPaper:
    return SyncPaper(
        name=name,
        component=component,
        code=code,
        file_id=str(file.id or 0),
        file_name=file.name,
        digitised=True,
    )


def _fees(
    office: Office, session: Session, connection: Connection, row: Dossier, codes: Mapping[str, str]
) -> tuple[SyncFee, ...]:
    """What was paid, refunds taken off: fee by fee where the quote explains the sum, else one of a kind."""
    dossier_id = id_of(row)
    paid = connection.execute(
        "SELECT fee_kind, sum(amount) FROM payment_share WHERE dossier_id = ? GROUP BY fee_kind",
        (dossier_id,),
    ).fetchall()
    means, owed = _means(connection, dossier_id), _owed(office, session, row, codes)
    found: list[SyncFee] = []
    for kind, amount in paid:
        here = [fee for fee in owed if fee.kind == kind and fee.amount]
        if amount and sum(fee.amount for fee in here) == amount:
            found += here
        elif amount and len(here) == 1:
            found.append(replace(here[0], amount=amount))
        elif amount:  # which of several fees it was for is not known
            found.append(SyncFee(name=row.procedure_name, kind=kind, amount=amount))
    return tuple(replace(fee, means=means) for fee in found)


def _owed(office: Office, session: Session, row: Dossier, codes: Mapping[str, str]) -> list[SyncFee]:
    """Each fee of the quote once, however many lines explain it (the first two pages, the pages after them);
    the price of its first line is the one on the portal's card."""
    try:
        names = {fee.id: fee.name for fee in office.catalogue.get(row.procedure_code).fees}
    except NotFound:
        names = {}
    found: dict[tuple[str, str], SyncFee] = {}
    for line in quote_of(session, row).lines:
        at = (line.kind, line.fee_id or line.label)
        first = found.get(at) or SyncFee(
            name=names.get(line.fee_id, line.label),
            kind=line.kind,
            amount=0,
            unit_amount=line.unit_amount,
            code=codes.get(line.fee_id, ""),
        )
        found[at] = replace(first, amount=first.amount + (line.amount or 0))  # what is left after a waiver
    return list(found.values())


def _means(connection: Connection, dossier_id: int) -> PaymentMeans | None:
    """The one means by which all of it came; None for several."""
    rows = connection.execute(
        "SELECT DISTINCT m.means FROM payment_means m JOIN payment_share s ON s.payment_id = m.payment_id"
        " WHERE s.dossier_id = ?",
        (dossier_id,),
    ).fetchall()
    return PaymentMeans(rows[0][0]) if len(rows) == 1 else None


def _booked(connection: Connection, dossier_id: int) -> int:
    """Phí and lệ phí of the dossier as the ledger has them, đồng."""
    row = connection.execute(
        "SELECT coalesce(-sum(amount), 0) FROM ledger_line"
        " WHERE dossier_id = ? AND account = ? AND fee_kind IN ('phi', 'le_phi')",
        (dossier_id, Account.FEES.value),
    ).fetchone()
    return int(row[0]) if row else 0


def _steps(session: Session, row: Dossier, received_at: datetime) -> tuple[SyncStep, ...]:
    """What happened, in order. The wire knows whole seconds that rise: two of one second are one step, and
    of two in one write the last counts."""
    steps: list[SyncStep] = []
    for step in _happened(session, row, received_at):
        before = steps[-1].at if steps else None
        if before is not None and step.at == before and len(steps) > 1:
            steps[-1] = step
        elif before is None or step.at.replace(microsecond=0) > before.replace(microsecond=0):
            steps.append(step)
    return tuple(steps)


def _happened(session: Session, row: Dossier, received_at: datetime) -> Iterator[SyncStep]:
    """The reception, every move to another state that was not undone, the result and its hand-over. What was
    not received (không tiếp nhận) has no reception."""

    def step(key: str, word: str, at: datetime, state: DossierState, staff_id: int | None) -> SyncStep:
        text = t_in("vi", f"outbox.step.{word}")
        return SyncStep(id=key, at=at, text=text, state=state, actor=name_of(session, staff_id))

    if row.state is not DossierState.NOT_RECEIVED:
        yield step("received", "received", received_at, DossierState.RECEIVED, row.received_by)
    for move in _moves(session, id_of(row)):
        key = f"move-{life_rows.move_id(move)}"
        yield step(key, f"state.{int(move.state_after)}", move.made_at, move.state_after, move.made_by)
    if row.ready_at is not None:
        yield step("ready", "ready", row.ready_at, DossierState.DONE, None)
    if row.returned_at is not None:
        yield step("returned", "returned", row.returned_at, DossierState.RETURNED, row.returned_by)


def _moves(session: Session, dossier_id: int) -> list[DossierMove]:
    """The moves that count and of which the dossier itself keeps no moment."""
    found = life_rows.standing(life_rows.moves_of(session, dossier_id))
    return [
        move
        for move in found
        if move.state_after is not move.state_before
        and move.state_after not in _KEPT
        and move.name is not MoveName.RECEIVE
    ]


def _refused(session: Session, row: Dossier) -> datetime | None:
    """When it was not received (không tiếp nhận)."""
    if row.state is not DossierState.NOT_RECEIVED:
        return None
    return max((move.made_at for move in _moves(session, id_of(row))), default=None)


def _supplements(session: Session, row: Dossier) -> tuple[SyncSupplement, ...]:
    """Every request for what is missing that counts, with its answer. One that the end of the dossier left
    without an answer is not told: the wire knows open and answered, and it is neither (rule 9.3)."""
    dossier_id = id_of(row)
    found = life_rows.supplements(session, dossier_id)
    ids = {life_rows.move_id(move) for move in life_rows.standing(life_rows.moves_of(session, dossier_id))}
    answers = session.exec(
        select(SupplementAnswer).where(
            col(SupplementAnswer.supplement_id).in_([request.id for request in found]),
            col(SupplementAnswer.move_id).in_(ids),
        )
    ).all()
    by_request = {answer.supplement_id: answer for answer in answers}
    told = [request for request in found if row.state not in ENDED or request.id in by_request]
    return tuple(_supplement(session, request, by_request.get(request.id or 0)) for request in told)


def _supplement(session: Session, request: Supplement, answer: SupplementAnswer | None) -> SyncSupplement:
    items = session.exec(
        select(SupplementItem)
        .where(SupplementItem.supplement_id == request.id)
        .order_by(col(SupplementItem.position))
    ).all()
    wanted = "; ".join(f"{item.name}: {item.lacking}" if item.lacking else item.name for item in items)
    return SyncSupplement(
        id=request.id or 0,
        asked_by=name_of(session, request.asked_by),
        text=wanted or request.reason,
        asked_at=request.asked_at,
        answered_at=answer.answered_at if answer else None,
        answered_by=name_of(session, answer.received_by) if answer else "",
        answer=answer.note if answer else "",
        due_before=request.due_before,
        due_after=answer.due_after if answer else None,
    )


# -- as the store keeps them ------------------------------------------------------------------


@lru_cache(maxsize=1)
def _frozen_shape() -> "TypeAdapter[Frozen]":
    from pydantic import TypeAdapter

    return TypeAdapter(Frozen)


@lru_cache(maxsize=1)
def _card_shape() -> "TypeAdapter[ProcedureCard]":
    from pydantic import TypeAdapter

    return TypeAdapter(ProcedureCard)


def frozen_json(value: Frozen) -> dict[str, object]:
    """As `outbox.payload` keeps it."""
    plain: dict[str, object] = _frozen_shape().dump_python(value, mode="json")
    return plain


def frozen_of(text: str) -> Frozen:
    """What `outbox.payload` holds. ValueError (pydantic's) for what this program did not write."""
    return _frozen_shape().validate_json(text)


def card_json(card: ProcedureCard) -> dict[str, object]:
    """As `portal_card.card` keeps it."""
    plain: dict[str, object] = _card_shape().dump_python(card, mode="json")
    return plain


def card_of(text: str) -> ProcedureCard:
    """What `portal_card.card` holds."""
    return _card_shape().validate_json(text)
