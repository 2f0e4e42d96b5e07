"""Whose every minute of a dossier was (sổ trễ): the reckoning, with no clock and no store.

One rule: a minute belongs to whoever's turn it is, and it is this counter's unless something that was
recorded proves it another's. Read from the strongest to the weakest:

1. The resident (người dân), from a request for a supplement or a duty until the answer.
2. The competent agency (cơ quan giải quyết), from the moment it was given the dossier until it came back. A
   message about it that cannot be sent meanwhile delays nobody; its minutes are told beside the sums.
3. The portal (Cổng) or the line (đường truyền), only while something waits for a message: an agency outside
   the ward that has the dossier by the message alone, and the news of a result that is there. Within that:
   what a person here must look after is ours; then the dossier's own tries; then the fault in which no other
   sending came through either; without any of these it lay in our queue.
4. This counter (quầy).

The minutes until the result and those of the news after it are never mixed: the first are the resident's
waiting, the second only make a dossier late that was on time (national-sync section 7, delay ledger of the
issue on assisted filing).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import takewhile
from typing import Final

from counter.models.delay import (
    CAUSES,
    Cause,
    CauseSum,
    DelayFacts,
    DelayLedger,
    Lateness,
    Move,
    MoveKind,
    Proof,
    Span,
    Why,
)
from counter.rules import delay_evidence, delay_tries
from counter.rules.delay_evidence import OF_A_SENDING, Evidence, Faults, taken, told
from counter.rules.delay_pieces import Piece, cut, joined, over
from counter.rules.work_time import WorkTime, instant_of, minute_of

_ASKED: Final = {MoveKind.SUPPLEMENT: Why.SUPPLEMENT, MoveKind.DUTY: Why.DUTY}
_HOLDERS: Final = {
    MoveKind.ACCEPTED: Why.AT_COUNTER,
    MoveKind.BACK: Why.AT_COUNTER,
    MoveKind.FORWARDED: Why.AT_AGENCY,
    MoveKind.FILED: Why.AT_AGENCY,
}


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A dossier's minutes as they were laid out; both lists tile, the second begins where the first ends."""

    work: list[Piece]
    news: list[Piece]
    beside: list[Piece]  # of sendings that nothing waited for
    result_at: datetime | None
    told_at: datetime | None
    ends_at: datetime  # of the news; of the result where nobody is told; now while it runs

    def within(self, began: int, until: int) -> "Reckoned":
        """The part of it that lies between two minutes."""
        return replace(
            self,
            work=cut(self.work, began, until),
            news=cut(self.news, began, until),
            beside=cut(self.beside, began, until),
        )


def reckon(facts: DelayFacts, faults: Faults, now: datetime) -> Reckoned:
    """Lay out the minutes from acceptance to the result, or to now, and those of its news."""
    moves = sorted((*facts.moves, *_taken_elsewhere(facts)), key=lambda move: move.at)
    result_at = _result(facts, moves)
    start = minute_of(facts.received_at)
    stop = max(start, minute_of(min(result_at or now, now)))
    evidence = Evidence(facts.messages, moves, faults)
    work = _turns(moves, start, stop)
    if facts.elsewhere:
        work = over(work, evidence.while_untold(_not_given(work)))
    telling = [one for one in facts.messages if one.tells_result]
    told_at, ends_at, news = None, result_at or now, []
    if result_at is not None and telling:
        told_at, ends_at = told(telling, now)
        base = Piece(
            stop, max(stop, minute_of(ends_at)), Why.QUEUE, (delay_evidence.row(telling[0]),), news=True
        )
        news = over([base], evidence.between(base.began, base.until)) if base.minutes else []
    beside = evidence.while_untold([Piece(start, stop, Why.QUEUE)])
    return Reckoned(
        work=joined(work),
        news=joined(news),
        beside=_not_counted([one for one in beside if one.why in OF_A_SENDING], work),
        result_at=result_at,
        told_at=told_at,
        ends_at=ends_at,
    )


def ledger(facts: DelayFacts, faults: Faults, hours: WorkTime, now: datetime) -> DelayLedger:
    """The ledger of one dossier."""
    found = reckon(facts, faults, now)
    due = None if facts.due_at is None else minute_of(facts.due_at)
    return DelayLedger(
        dossier_id=facts.dossier_id,
        code=facts.code,
        short_code=facts.short_code,
        procedure=facts.procedure,
        received_at=facts.received_at,
        due_at=facts.due_at,
        result_at=found.result_at,
        told_at=found.told_at,
        as_of=now,
        lateness=lateness(facts.due_at, found, now),
        spans=tuple(_span(piece, due, hours) for piece in (*found.work, *found.news)),
        sums=sums(tally(found, due, hours)),
    )


def lateness(due: datetime | None, found: Reckoned, now: datetime) -> Lateness:
    """How a dossier stands to its appointment."""
    result = found.result_at
    if result is None:
        return Lateness.RUNNING_LATE if due is not None and now > due else Lateness.RUNNING
    if due is None:
        return Lateness.NO_LIMIT
    if result > due:
        return Lateness.LATE
    return Lateness.LATE_ON_PORTAL if found.ends_at > due else Lateness.ON_TIME


NUMBERS: Final = tuple(one.name for one in fields(CauseSum) if one.name != "cause")
_NEWS, _BESIDE = NUMBERS.index("news"), NUMBERS.index("beside")


def tally(found: Reckoned, due: int | None, hours: WorkTime) -> dict[Cause, list[int]]:
    """The minutes of every cause, as `NUMBERS` names them; `due` is the minute of the appointment."""
    totals = {cause: [0] * len(NUMBERS) for cause in Cause}
    for piece in (*found.work, *found.news):
        total, first = totals[CAUSES[piece.why]], _NEWS if piece.news else 0
        total[first] += piece.minutes
        total[first + 1] += hours.between(piece.began, piece.until)
        if due is not None and piece.until > due:
            late = max(piece.began, due)
            total[first + 2] += piece.until - late
            if not piece.news:
                total[3] += hours.between(late, piece.until)
    for piece in found.beside:
        totals[CAUSES[piece.why]][_BESIDE] += piece.minutes
    return totals


def sums(totals: Mapping[Cause, Sequence[int]]) -> tuple[CauseSum, ...]:
    """A tally as it is shown."""
    return tuple(
        CauseSum(cause=cause, **dict(zip(NUMBERS, numbers, strict=True))) for cause, numbers in totals.items()
    )


def together(sums: Iterable[CauseSum]) -> CauseSum:
    """All causes in one; its `cause` says nothing."""
    rows = [[getattr(one, name) for name in NUMBERS] for one in sums]
    return CauseSum(cause=Cause.COUNTER, **dict(zip(NUMBERS, map(sum, zip(*rows, strict=True)), strict=True)))


def _span(piece: Piece, due: int | None, hours: WorkTime) -> Span:
    return Span(
        cause=CAUSES[piece.why],
        why=piece.why,
        began=instant_of(piece.began),
        until=instant_of(piece.until),
        minutes=piece.minutes,
        working=hours.between(piece.began, piece.until),
        overdue=0 if due is None else max(0, piece.until - max(piece.began, due)),
        news=piece.news,
        proofs=piece.proofs,
    )


# -- whose turn --------------------------------------------------------------------------------


def _turns(moves: Iterable[Move], start: int, stop: int) -> list[Piece]:
    """Counter, agency or resident, by the events alone."""
    holder, asked, unsure = Why.AT_COUNTER, None, False
    why, at = Why.AT_COUNTER, start
    proofs: tuple[Proof, ...] = ()
    found: list[Piece] = []
    for move in moves:
        holder = _HOLDERS.get(move.kind, holder)
        asked = None if move.kind is MoveKind.ANSWERED else _ASKED.get(move.kind, asked)
        unsure = move.kind is MoveKind.UNSURE or (
            unsure and move.kind not in (MoveKind.FILED, MoveKind.SETTLED)
        )
        now = asked or (Why.UNSURE if unsure and holder is Why.AT_COUNTER else holder)
        if now is not why or move.kind is MoveKind.ACCEPTED:
            begins = min(max(minute_of(move.at), at), stop)
            found.append(Piece(at, begins, why, proofs))
            why, proofs, at = now, (move.proof,), begins
    found.append(Piece(at, stop, why, proofs))
    return [piece for piece in found if piece.minutes]


def _not_given(work: Iterable[Piece]) -> list[Piece]:
    """At the counter before any agency had it: it goes there by a message."""
    return [
        piece
        for piece in takewhile(lambda one: one.why is not Why.AT_AGENCY, work)
        if piece.why is Why.AT_COUNTER
    ]


def _result(facts: DelayFacts, moves: Iterable[Move]) -> datetime | None:
    """When the result was there, or the dossier ended without one and was not taken up again."""
    ended: datetime | None = None
    for move in moves:
        if move.kind is MoveKind.REOPENED:
            ended = None
        elif move.kind is MoveKind.ENDED and ended is None:
            ended = move.at
    return facts.ready_at if facts.ready_at is not None else ended


def _taken_elsewhere(facts: DelayFacts) -> tuple[Move, ...]:
    """The portal's first answer that it has the dossier: then an agency outside the ward has it."""
    if not facts.elsewhere:
        return ()
    took = [one for message in facts.messages if (one := taken(message)) is not None]
    if not took:
        return ()
    first = min(took, key=lambda one: one.ended)
    return (Move(kind=MoveKind.FORWARDED, at=first.ended, proof=delay_tries.proof(first)),)


def _not_counted(beside: Sequence[Piece], work: Sequence[Piece]) -> list[Piece]:
    """Of the minutes beside, those that the ledger itself does not already count as a sending's."""
    counted = [piece for piece in work if piece.why in OF_A_SENDING]
    return [piece for piece in over(beside, [_blank(one) for one in counted]) if piece.why is not Why.QUEUE]


def _blank(piece: Piece) -> Piece:
    return Piece(piece.began, piece.until, Why.QUEUE)
