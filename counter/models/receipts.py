"""Books of official receipts (quyển biên lai) and what became of their numbers, as they are shown."""

from dataclasses import dataclass

from counter.models.states import ReceiptStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideView:
    """Numbers that no payment has, and why. `numbers` as printed: "0001875–0001877"."""

    numbers: str
    count: int
    status: ReceiptStatus
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleView:
    """A number (số trùng) with more than one record, and the dossiers it was recorded for."""

    number: str
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookView:
    """A book with its numbers as printed. `id` None: numbers of a series that are in no registered book.

    Electronic receipts have no book, no `next` and no `gaps`: other counters use the same series.
    """

    id: int | None
    form: str  # ký hiệu mẫu
    serial: str  # ký hiệu
    name: str
    first: str
    last: str
    used: int  # receipts with a payment, voided ones counted
    left: int  # tờ còn lại
    next: str  # số tiếp theo; "" when the book is used up
    electronic: bool = False
    mine: bool = False  # the one whose number comes next for the person who asked
    set_aside: tuple[AsideView, ...] = ()
    gaps: tuple[str, ...] = ()  # numbers left out that nobody explained
    doubles: tuple[DoubleView, ...] = ()
    voided: tuple[str, ...] = ()  # numbers of voided payments, ĐÃ HUỶ

    @property
    def to_explain(self) -> int:
        """How many findings somebody must look at."""
        return len(self.gaps) + len(self.doubles)
