"""The drawer (ngăn tiền) of one cashier's shift, as values. Amounts in whole đồng."""

from collections.abc import Iterable
from dataclasses import dataclass

ODD = 1  # the "note" of odd money: 500 and 200 đồng notes, counted together in đồng


@dataclass(frozen=True, slots=True)
class CashCount:
    """Money counted by note (bảng kê mệnh giá): pairs of note and pieces (tờ), largest note first, none of 0.

    Odd money is the pair (ODD, đồng), so that the pairs always add up to the total. ValueError for pairs that
    are negative, empty or twice of one note; `of` brings any pairs into order.
    """

    pieces: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        notes = [note for note, _ in self.pieces]
        if notes != sorted(set(notes), reverse=True) or any(n <= 0 or c <= 0 for n, c in self.pieces):
            raise ValueError(f"no count by note: {self.pieces}")

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> "CashCount":
        """A count from pairs in any order, those of 0 pieces left out."""
        return cls(tuple(sorted((pair for pair in pairs if pair[1]), reverse=True)))

    @property
    def total(self) -> int:
        """The whole sum in đồng."""
        return sum(note * count for note, count in self.pieces)

    @property
    def odd(self) -> int:
        """The odd money in đồng."""
        return self[ODD]

    def __getitem__(self, note: int) -> int:
        """How many pieces of a note; 0 for one that was not there."""
        return next((count for kind, count in self.pieces if kind == note), 0)
