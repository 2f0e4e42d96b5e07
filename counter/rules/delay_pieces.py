"""Stretches of whole minutes laid over each other: what tiles stays a tiling."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from counter.models.delay import Proof, Why


@dataclass(frozen=True, slots=True)
class Piece:
    """The minutes from `began` up to `until` (as `work_time.minute_of` counts them), and what proves them."""

    began: int
    until: int
    why: Why
    proofs: tuple[Proof, ...] = ()
    news: bool = False

    @property
    def minutes(self) -> int:
        """How many."""
        return self.until - self.began


def apart(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces in order, none over another: the one that began later ends the one before."""
    found: list[Piece] = []
    for piece in sorted((one for one in pieces if one.minutes > 0), key=lambda one: one.began):
        while found and found[-1].until > piece.began:
            before = found.pop()
            if before.began < piece.began:
                found.append(replace(before, until=piece.began))
                break
        found.append(piece)
    return found


def over(under: Sequence[Piece], above: Iterable[Piece]) -> list[Piece]:
    """What lies below, with what lies above in its place wherever both are. Both in order and apart."""
    found: list[Piece] = []
    tops = list(above)
    first = 0
    for piece in under:
        at = piece.began
        while first < len(tops) and tops[first].until <= at:
            first += 1
        number = first
        while number < len(tops) and tops[number].began < piece.until:
            top = tops[number]
            began, until = max(top.began, at), min(top.until, piece.until)
            if began < until:
                if at < began:
                    found.append(replace(piece, began=at, until=began))
                found.append(Piece(began, until, top.why, top.proofs, piece.news))
                at = until
            number += 1
        if at < piece.until:
            found.append(replace(piece, began=at))
    return found


def cut(pieces: Iterable[Piece], began: int, until: int) -> list[Piece]:
    """What of the pieces lies between two minutes."""
    return [
        one
        if began <= one.began and one.until <= until
        else replace(one, began=max(one.began, began), until=min(one.until, until))
        for one in pieces
        if one.began < until and began < one.until
    ]


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbours that waited for the same thing as one, with the first proof and the last."""
    found: list[Piece] = []
    for piece in pieces:
        before = found[-1] if found else None
        if before is not None and (before.until, before.why, before.news) == (
            piece.began,
            piece.why,
            piece.news,
        ):
            proofs = first_and_last((*before.proofs, *piece.proofs))
            found[-1] = replace(before, until=piece.until, proofs=proofs)
        else:
            found.append(piece)
    return found


def first_and_last(proofs: Sequence[Proof]) -> tuple[Proof, ...]:
    """The ends of a row of proofs; one where both are the same."""
    ends = (*proofs[:1], *proofs[-1:])
    return ends[:1] if len(ends) == 2 and ends[0] == ends[1] else ends
