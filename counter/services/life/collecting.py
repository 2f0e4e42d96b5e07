"""Who takes a result away (trả kết quả): the card compared, a proxy's paper, both parties of a marriage."""

from sqlmodel import Session, select

from counter.errors import NotFound, Problem, Refused
from counter.models.dossier import CollectorKind, DossierState, HandOverDraft, PapersHeld
from counter.models.life import MoveName, Signed
from counter.models.tables import Collected, Dossier, ResidentNumber
from counter.rules.free_text import text_problems
from counter.rules.moves import hand_over_problem
from counter.services.dossier.dossier_rows import applicant_of, id_of, person
from counter.services.life import moving
from counter.services.life.moving import Change
from counter.services.office import Office
from counter.services.store.transaction import Transaction
from counter.text import fold, one_line


def both_come(office: Office, procedure_code: str) -> bool:
    """Whether the parties themselves must come, both, and nobody for them (Luật Hộ tịch Điều 18, 25)."""
    try:
        return office.catalogue.get(procedure_code).no_proxy
    except NotFound:
        return False


def give(office: Office, transaction: Transaction, row: Dossier, draft: HandOverDraft) -> None:
    """Hand the result over in this write. Refused with every reason."""
    session = transaction.session
    state = hand_over_problem(row.state, row.money)
    both = both_come(office, row.procedure_code)
    problems = ((state,) if state else ()) + _problems(session, row, draft, both=both)
    if problems:
        raise Refused(problems)
    row.returned_at, row.returned_by = transaction.now, person(office).id
    row.returned_to = _names(row, draft)
    held = PapersHeld.RETURNED if row.papers_held is not PapersHeld.NONE else None
    move_id = moving.make(
        office,
        transaction,
        row,
        MoveName.HAND_OVER,
        Change(after=DossierState.RETURNED, held=held),
        operation=draft.operation,
        detail=_proof(row, draft),
    )
    session.add(
        Collected(
            move_id=move_id,
            dossier_id=id_of(row),
            collector=draft.collector or CollectorKind.SELF,
            name=_collector(row, draft),
            seen=_seen(draft.card is not None, draft.seen),
            authority_paper=one_line(draft.paper) if draft.collector is CollectorKind.PROXY else "",
            other_name=_other(draft),
            other_seen=_seen(draft.other_card is not None, draft.other_seen) if _other(draft) else "",
            signed=draft.signed or Signed.NOT_ASKED,
            given_by=person(office).id,
            given_at=transaction.now,
            operation=draft.operation,
        )
    )


def _seen(card: bool, other: str) -> str:
    return "card" if card else one_line(other)


def _names(row: Dossier, draft: HandOverDraft) -> str:
    return ", ".join(filter(None, (_collector(row, draft), _other(draft))))


def _collector(row: Dossier, draft: HandOverDraft) -> str:
    """The name of the person who took it."""
    if draft.collector is CollectorKind.PROXY:
        return one_line(draft.name)
    return one_line(draft.card.full_name) if draft.card else row.applicant_name


def _other(draft: HandOverDraft) -> str:
    """The name of the second party, where both came."""
    return one_line(draft.other_card.full_name if draft.other_card else draft.other_name)


def _proof(row: Dossier, draft: HandOverDraft) -> dict[str, str | int]:
    proof: dict[str, str | int] = {
        "collector": draft.collector or "",
        "name": _names(row, draft),
        "paper": one_line(draft.paper),
        "seen": _seen(draft.card is not None, draft.seen),
    }
    if draft.signed is not None:
        proof["signed"] = draft.signed.value
    return proof


def _problems(session: Session, row: Dossier, draft: HandOverDraft, *, both: bool) -> tuple[Problem, ...]:
    texts = {"name": draft.name, "paper": draft.paper, "seen": draft.seen, "other_name": draft.other_name}
    found = list(text_problems({**texts, "other_seen": draft.other_seen}))
    if draft.collector is None:
        found.append(Problem("collector", "dossier.collector_missing"))
    if draft.card is None and not one_line(draft.seen):
        found.append(Problem("seen", "dossier.collector_unseen"))
    if draft.collector is CollectorKind.SELF and draft.card and not _is_theirs(session, row, draft):
        found.append(Problem("card", "dossier.collector_mismatch", {"name": row.applicant_name}))
    if draft.collector is CollectorKind.PROXY:
        found += _proxy_problems(draft, both=both)
    elif both:
        found += _other_problems(row, draft)
    return tuple(found)


def _proxy_problems(draft: HandOverDraft, *, both: bool) -> list[Problem]:
    found = []
    if both:
        found.append(Problem("collector", "dossier.both_themselves"))
    if not one_line(draft.name):
        found.append(Problem("name", "dossier.proxy_name"))
    elif draft.card and fold(draft.card.full_name) != fold(draft.name):
        found.append(Problem("card", "dossier.collector_mismatch", {"name": one_line(draft.name)}))
    if not one_line(draft.paper):
        found.append(Problem("paper", "dossier.proxy_paper"))
    return found


def _other_problems(row: Dossier, draft: HandOverDraft) -> list[Problem]:
    """The second party: named, seen, and not the first one once more."""
    name, found = _other(draft), []
    if not name:
        found.append(Problem("other_name", "dossier.other_missing"))
    elif fold(name) == fold(_collector(row, draft)):
        found.append(Problem("other_name", "dossier.other_same", {"name": name}))
    if draft.other_card is None and not one_line(draft.other_seen):
        found.append(Problem("other_seen", "dossier.other_unseen"))
    if draft.other_card and draft.card and draft.other_card.citizen_id == draft.card.citizen_id:
        found.append(Problem("other_name", "dossier.other_same", {"name": name}))
    return found


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
