"""When a paper that was seen before stands for one that a procedure asks for (giấy tờ đã xem).

Nothing is guessed from a name: only a kind (loại) that both papers name makes them the same. What must be
handed in as an original is never taken from an earlier sighting, and what has ended or may have ended is not
offered. A confirmation of marital status holds six months from its issue (Nghị định 123/2015/NĐ-CP Điều 23);
a period counted in months ends on the same day of the last month (Bộ luật Dân sự 2015 Điều 148).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from counter.errors import Problem
from counter.i18n import local
from counter.models.catalogue import Paper, PaperMode, Procedure
from counter.models.dossier import IdentityCheck, IntakeDraft, PaperMark, PaperState
from counter.models.papers_seen import (
    Known,
    PaperEnd,
    PaperKind,
    PaperOwner,
    Proof,
    SeenAs,
    SeenEnd,
    SeenPaper,
    Sighting,
    Standing,
)
from counter.rules.citizen_id import card_expiry
from counter.rules.deadlines import add_months

Kinds = Mapping[str, PaperKind]

_HELD = frozenset({PaperState.SUBMITTED, PaperState.PRESENTED})
STANDS_HERE = frozenset({IdentityCheck.SAME_PERSON, IdentityCheck.FOR_ANOTHER})


# -- how long -------------------------------------------------------------------------------


def end(kind: PaperKind, seen: SeenPaper | Sighting, seen_on: date) -> SeenEnd:
    """The last day something may be taken from a sighting of that day."""
    own = _own_end(kind, seen)
    if not own.known or kind.again_within is None:
        return own
    latest = add_months(seen_on, kind.again_within)
    return SeenEnd(known=True, last=min(own.last or latest, latest))


def _own_end(kind: PaperKind, seen: SeenPaper | Sighting) -> SeenEnd:
    """What the paper itself says; a day that was noted from it counts for every kind."""
    if seen.valid_until is not None:
        return SeenEnd(known=True, last=seen.valid_until)
    match kind.end:
        case PaperEnd.NEVER:
            return SeenEnd(known=True)
        case PaperEnd.MONTHS:
            if seen.issued_on is None or kind.months is None:
                return SeenEnd(known=False)
            return SeenEnd(known=True, last=add_months(seen.issued_on, kind.months))
        case PaperEnd.PRINTED:
            return SeenEnd(known=seen.endless)


def last_day(kind: PaperKind | None, seen: SeenPaper) -> SeenEnd:
    """The same for one that is kept; not known where the data no longer knows its kind."""
    return end(kind, seen, local(seen.seen_at).date()) if kind else SeenEnd(known=False)


def standing(kind: PaperKind | None, seen: SeenPaper, on: date) -> Standing:
    """Whether a sighting is worth anything on a day."""
    if seen.refused_at is not None:
        return Standing.REFUSED
    if kind is None:
        return Standing.KIND_GONE
    last = last_day(kind, seen)
    if not last.known:
        return Standing.END_UNKNOWN
    return Standing.ENDED if last.last is not None and last.last < on else Standing.GOOD


# -- taking from it -------------------------------------------------------------------------


def may_rest(paper: Paper) -> bool:
    """Whether a paper of a procedure can rest on an earlier sighting at all."""
    if paper.kind is None:
        return False
    return paper.mode is PaperMode.PRESENT or (paper.originals == 0 and bool(paper.copies))


def serves(paper: Paper, kind: PaperKind | None, seen: SeenPaper, on: date) -> bool:
    """Whether a sighting stands for a paper: the same kind, still good, and enough of it was seen.

    A paper to be shown wants its original or a certified copy seen; a copy to be kept wants a copy kept.
    """
    if kind is None or paper.kind != kind.id or seen.kind != kind.id or not may_rest(paper):
        return False
    if standing(kind, seen, on) is not Standing.GOOD:
        return False
    if paper.mode is PaperMode.PRESENT:
        return seen.seen_as is not SeenAs.COPY
    return seen.seen_as is not SeenAs.ORIGINAL


def whose(kind: PaperKind, seen: SeenPaper, resident_id: int, *, for_another: bool) -> bool:
    """Whether a sighting of this person's is one for a dossier of `resident_id`."""
    if kind.owner is not PaperOwner.BEARER and for_another:
        return False
    return seen.resident_id == resident_id or kind.owner is PaperOwner.HOUSEHOLD


def known(
    procedure: Procedure,
    kinds: Kinds,
    seen: Iterable[SeenPaper],
    *,
    resident_id: int,
    on: date,
    for_another: bool = False,
) -> tuple[Known, ...]:
    """The papers of a procedure that need not be shown again, in the order of its list.

    Of several sightings the resident's own comes first, then the newest.
    """
    found = []
    newest = sorted(seen, key=lambda one: (one.resident_id == resident_id, one.id), reverse=True)
    for paper in procedure.papers:
        kind = kinds.get(paper.kind or "")
        for one in newest:
            if (
                kind
                and serves(paper, kind, one, on)
                and whose(kind, one, resident_id, for_another=for_another)
            ):
                found.append(Known(key=paper.key, proof=proof_of(kind, one, resident_id)))
                break
    return tuple(found)


def proof_of(kind: PaperKind, seen: SeenPaper, resident_id: int) -> Proof:
    """What a mark says of the sighting it rests on."""
    seen_on = local(seen.seen_at).date()
    return Proof(
        seen_id=seen.id,
        seen_on=seen_on,
        seen_by=seen.seen_by,
        dossier_code=seen.dossier_code,
        valid_until=end(kind, seen, seen_on).last,
        whose="" if seen.resident_id == resident_id else seen.resident_name,
    )


def problems(
    draft: IntakeDraft,
    procedure: Procedure,
    kinds: Kinds,
    seen: Mapping[int, SeenPaper],
    *,
    resident_id: int | None,
    on: date,
) -> tuple[Problem, ...]:
    """The marks of a draft that rest on something which does not stand for them now.

    `seen`: the sightings that the resident, and whom they came with, may take from, by id.
    """
    papers = {paper.key: paper for paper in procedure.papers}
    found = []
    for mark in draft.papers:
        if mark.proof is None:
            continue
        paper, one = papers.get(mark.key), seen.get(mark.proof.seen_id)
        kind = kinds.get(paper.kind or "") if paper else None
        good = (
            paper is not None
            and one is not None
            and kind is not None
            and resident_id is not None
            and mark.state is PaperState.PRESENTED
            and serves(paper, kind, one, on)
            and whose(kind, one, resident_id, for_another=draft.identity is IdentityCheck.FOR_ANOTHER)
        )
        if not good:
            found.append(Problem(mark.key, "papers_seen.no_longer", {"name": mark.name}))
    return tuple(found)


# -- what an intake has seen ----------------------------------------------------------------


def sightings(draft: IntakeDraft, procedure: Procedure, kinds: Kinds) -> tuple[Sighting, ...]:
    """What this intake saw of the kinds that are known again: papers in the hand, and the card compared.

    Nothing when nobody compared the person; of somebody who stands here for another only what is their own.
    """
    if draft.identity not in STANDS_HERE:
        return ()
    marks = {mark.key: mark for mark in draft.papers}
    found = []
    for paper in procedure.papers:
        mark, kind = marks.get(paper.key), kinds.get(paper.kind or "")
        if mark is None or kind is None or mark.state not in _HELD or mark.proof is not None:
            continue
        if kind.owner is PaperOwner.BEARER or draft.identity is IdentityCheck.SAME_PERSON:
            found.append(_of_mark(draft, paper, mark, kind))
    card = next((kind for kind in kinds.values() if kind.from_card), None)
    by_hand = {one.kind for one in found if one.seen_as is SeenAs.ORIGINAL}
    if card is not None and draft.applicant.from_card and card.id not in by_hand:
        found.append(_card(draft, card))
    return tuple(found)


class Counts(NamedTuple):
    """How many of a paper came with a supplement; none of all three: what the list asks for."""

    originals: int = 0
    certified: int = 0
    copies: int = 0


def brought(
    came: Mapping[str, Counts], identity: IdentityCheck, procedure: Procedure, kinds: Kinds
) -> tuple[Sighting, ...]:
    """What a supplement showed of the kinds that are known again, by the keys of its papers.

    The person was compared when the dossier was taken; nobody compares a card again, so no card is seen. Of
    somebody who stood there for another only what is their own.
    """
    if identity not in STANDS_HERE:
        return ()
    found = []
    for paper in procedure.papers:
        kind, counts = kinds.get(paper.kind or ""), came.get(paper.key)
        if kind is None or counts is None or kind.from_card:
            continue
        if kind.owner is PaperOwner.BEARER or identity is IdentityCheck.SAME_PERSON:
            originals = counts.originals if any(counts) else paper.originals or 0
            other = SeenAs.CERTIFIED if counts.certified else SeenAs.COPY
            seen_as = SeenAs.ORIGINAL if originals else other
            found.append(Sighting(key=paper.key, kind=kind.id, name=paper.name, seen_as=seen_as))
    return tuple(found)


def _of_mark(draft: IntakeDraft, paper: Paper, mark: PaperMark, kind: PaperKind) -> Sighting:
    own = _card(draft, kind) if kind.from_card else None
    noted = mark.valid_until is not None or mark.endless
    return Sighting(
        key=paper.key,
        kind=kind.id,
        name=paper.name if own is None else kind.name,
        seen_as=_seen_as(paper, mark),
        issued_on=mark.issued_on or (own.issued_on if own else None),
        valid_until=mark.valid_until if noted or own is None else own.valid_until,
        endless=mark.endless if noted or own is None else own.endless,
    )


def _seen_as(paper: Paper, mark: PaperMark) -> SeenAs:
    """What was seen of it; a mark without numbers stands for what the list asks."""
    counted = mark.originals + mark.certified + mark.copies > 0
    originals = mark.originals if counted else paper.originals or 0
    if originals:
        return SeenAs.ORIGINAL
    return SeenAs.CERTIFIED if mark.certified else SeenAs.COPY


def _card(draft: IntakeDraft, kind: PaperKind) -> Sighting:
    """The card in use; its end is reckoned where birth and issue are known (Luật Căn cước Điều 21)."""
    dob, issued = draft.applicant.dob, draft.applicant.issue_date
    known_end = dob is not None and issued is not None
    until = card_expiry(dob, issued) if dob is not None and issued is not None else None
    return Sighting(
        key="",
        kind=kind.id,
        name=kind.name,
        seen_as=SeenAs.ORIGINAL,
        issued_on=issued,
        valid_until=until,
        endless=known_end and until is None,
    )
