"""Which of the counted notes stay in the drawer as the float of the next shift (tiền lẻ để lại)."""

from counter.models.drawer import ODD, CashCount

_TRIES = 5  # pieces above the fewest of a note; the values 1, 2, 5 never need more to come out even
_ODD_STEP = 100  # the smallest coin or note of odd money, in đồng


def notes_kept(count: CashCount, kept: int) -> CashCount | None:
    """The counted notes that make up the sum kept, with as few large ones as can be: change is needed.

    None when no notes among those counted come to that sum. ValueError for a negative sum.
    """
    if kept < 0:
        raise ValueError(kept)
    notes = [pair for pair in count.pieces if pair[0] != ODD]
    found = _search(notes, count.odd, kept, {})
    return None if found is None else CashCount.of(found)


def _search(
    notes: list[tuple[int, int]], odd: int, left: int, dead: dict[int, set[int]]
) -> list[tuple[int, int]] | None:
    """Pieces by note for the sum left, the largest note first; `dead` keeps the sums that led nowhere."""
    if not notes:
        return [(ODD, left)] if left <= odd and left % _ODD_STEP == 0 else None
    if left in dead.setdefault(len(notes), set()):
        return None
    (note, pieces), smaller = notes[0], notes[1:]
    rest = odd + sum(other * most for other, most in smaller)
    fewest = max(0, -(-(left - rest) // note))
    for used in range(fewest, min(pieces, left // note, fewest + _TRIES) + 1):
        found = _search(smaller, odd, left - used * note, dead)
        if found is not None:
            return [(note, used), *found]
    dead[len(notes)].add(left)
    return None
