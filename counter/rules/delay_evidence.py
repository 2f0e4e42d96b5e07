"""What is proven, minute by minute, of the sendings of one dossier (`counter.rules.delay`)."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

from counter.models.delay import Message, Move, MoveKind, Outage, Proof, ProofKind, Try, Why
from counter.models.states import AttemptOutcome
from counter.rules import delay_tries
from counter.rules.delay_pieces import Piece, apart, cut, first_and_last, over
from counter.rules.work_time import minute_of

OF_A_SENDING: Final = frozenset({Why.ANSWERING, Why.SILENT, Why.DENIED, Why.DOWN})
"""What is the portal's or the line's and is proven by tries."""

_FOR_EVER: Final = 1 << 40  # minutes; whoever asks cuts it


class Faults:
    """The outages of a counter, to be looked up by the minute."""

    def __init__(self, outages: Iterable[Outage] = ()) -> None:
        self._pieces = apart(
            Piece(
                minute_of(one.began),
                minute_of(one.until),
                one.why,
                first_and_last((one.first, one.last)),
            )
            for one in outages
        )
        self._ends = [piece.until for piece in self._pieces]

    def between(self, began: int, until: int) -> list[Piece]:
        """Those that touch a stretch."""
        found = []
        for piece in self._pieces[bisect_right(self._ends, began) :]:
            if piece.began >= until:
                break
            found.append(piece)
        return found


class Evidence:
    """What the sendings of one dossier prove."""

    def __init__(self, messages: Sequence[Message], moves: Sequence[Move], faults: Faults) -> None:
        self._messages = messages
        self._moves = moves
        self._faults = faults

    @cached_property
    def _tries(self) -> list[Try]:
        return [one for message in self._messages for one in message.tries]

    @cached_property
    def _own(self) -> list[Piece]:
        return delay_tries.own(self._tries)

    @cached_property
    def _held(self) -> list[Piece]:
        return _held(self._tries, self._moves)

    def between(self, began: int, until: int) -> list[Piece]:
        """The minutes of a stretch for which something is proven, in order; the strongest proof counts.

        What a person here must look after would not go even if the line were there; a dossier's own tries
        say more of it than those of others.
        """
        stretch = [Piece(began, until, Why.QUEUE)]
        for layer in (self._faults.between(began, until), self._own, self._held):
            stretch = over(stretch, layer)
        return [piece for piece in stretch if piece.why is not Why.QUEUE]

    def while_untold(self, under: Iterable[Piece]) -> list[Piece]:
        """Within these stretches, the minutes in which a message of the dossier was made and not taken yet:
        in the queue, with what is proven over it."""
        windows = self._windows()
        found: list[Piece] = []
        for piece in under:
            for window in cut(windows, piece.began, piece.until):
                found += over([window], self.between(window.began, window.until))
        return found

    def _windows(self) -> list[Piece]:
        found: list[Piece] = []
        for message in self._messages:
            end = taken_at(message) or message.closed_at
            began = max(minute_of(message.made_at), found[-1].until if found else 0)
            until = minute_of(end) if end is not None else _FOR_EVER
            if began < until:
                found.append(Piece(began, until, Why.QUEUE, (row(message),)))
        return found


def taken(message: Message) -> Try | None:
    """The try since when the portal has it. An answer that denies it counts against those before, until the
    portal was asked and said that it has it: what it forgets after that is another story.
    """
    found: Try | None = None
    for one in message.tries:
        if delay_tries.denied(one):
            found = None
        elif delay_tries.took(one):
            found = found or one
            if one.outcome is AttemptOutcome.KNOWN:
                break
    return found


def taken_at(message: Message) -> datetime | None:
    """Since when the portal has it; of one that was confirmed at least since then."""
    took = taken(message)
    if took is not None:
        return took.ended
    return message.closed_at if message.confirmed else None


def told(telling: Sequence[Message], now: datetime) -> tuple[datetime | None, datetime]:
    """When the portal took the news of the result, and until when it was still to be told."""
    took = [at for message in telling if (at := taken_at(message)) is not None]
    if took:
        return min(took), min(took)
    ends = [message.closed_at for message in telling if message.closed_at is not None]
    if len(ends) == len(telling):  # a person said that it is not sent
        return None, max(ends)
    return None, now


def row(message: Message) -> Proof:
    """The row of the outbox, to be looked up."""
    return Proof(kind=ProofKind.ROW, number=message.id, at=message.made_at)


def _held(tries: Iterable[Try], moves: Iterable[Move]) -> list[Piece]:
    """From an answer that wants a person, or a hand that kept it back, until it was let go."""
    marks = [(one.ended, True, delay_tries.proof(one)) for one in tries if one.held]
    marks += [(move.at, True, move.proof) for move in moves if move.kind is MoveKind.HELD]
    marks += [(move.at, False, move.proof) for move in moves if move.kind is MoveKind.RELEASED]
    found: list[Piece] = []
    since: tuple[int, Proof] | None = None
    for at, holds, proof in sorted(marks, key=lambda mark: mark[0]):
        if holds and since is None:
            since = (minute_of(at), proof)
        elif not holds and since is not None:
            found.append(Piece(since[0], minute_of(at), Why.HELD, (since[1],)))
            since = None
    if since is not None:
        found.append(Piece(since[0], _FOR_EVER, Why.HELD, (since[1],)))
    return apart(found)
