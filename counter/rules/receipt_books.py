"""Books of paper receipts (quyển biên lai) and what became of their numbers: used, skipped, spoiled or lost.

A number is the same with any leading zeros, and belongs to the form symbol and the serial together. Tax
reports ask for every number of a book, so none is left out in silence. Electronic receipts have no book: the
software numbers them from 1 each year, and other counters use the same series, so a gap there means nothing;
a double does (Decree 254/2026/NĐ-CP, art. 23.2).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from counter.errors import Problem
from counter.i18n import number as grouped
from counter.i18n import t
from counter.models.states import ReceiptStatus
from counter.rules.receipts import is_electronic, read_form, symbol, value_of
from counter.text import one_line

MOST_SKIPPED = 50  # numbers left out at once by a receipt; more is a typing error
MOST_NUMBERS = 100_000  # in one book
_MOST_SAID = 4  # ranges or books named in one message


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A registered book: the numbers `first` to `last`, printed with `width` digits. Symbols in capitals."""

    form: str  # ký hiệu mẫu
    serial: str  # ký hiệu
    first: int
    last: int
    width: int
    id: int | None = None
    name: str = ""  # as people call it, "BL-25/07"

    @property
    def series(self) -> tuple[str, str]:
        """Form symbol and serial: numbers are told apart within it."""
        return symbol(self.form), symbol(self.serial)

    def __contains__(self, value: int) -> bool:
        return self.first <= value <= self.last

    def written(self, value: int) -> str:
        """A number as the book has it printed."""
        return str(value).zfill(self.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A number that has a record. `holder`: the code of the dossier it was used for."""

    form: str
    serial: str
    value: int
    status: ReceiptStatus = ReceiptStatus.USED
    holder: str = ""
    reason: str = ""

    @property
    def series(self) -> tuple[str, str]:
        """Form symbol and serial."""
        return symbol(self.form), symbol(self.serial)


# -- numbers of a book ------------------------------------------------------------------------


def reached(book: Book, taken: Iterable[Taken]) -> int:
    """How far the book was written: the highest number with a record, one before the first when none has.

    Receipts lost (mất) further on, torn from the end of the book, do not count: those before are still good.
    """
    return max(
        (one.value for one in _of(book, taken) if one.status is not ReceiptStatus.LOST),
        default=book.first - 1,
    )


def next_number(book: Book, taken: Iterable[Taken]) -> str:
    """The first number without a record after those `reached`, as printed; "" when the book is used up."""
    value = next(_free(book, taken), None)
    return "" if value is None else book.written(value)


def left(book: Book, taken: Iterable[Taken]) -> int:
    """How many receipts (tờ) the book still has after the number `reached`."""
    records = tuple(taken)
    after = reached(book, records)
    lost = {one.value for one in _of(book, records) if one.value > after}
    return book.last - after - len(lost)


def skipped(value: int, book: Book, taken: Iterable[Taken]) -> tuple[int, ...]:
    """The numbers that a receipt of this number leaves out; none when it lies below those `reached`."""
    return tuple(takewhile(lambda free: free < value, _free(book, taken))) if value in book else ()


def gaps(book: Book, taken: Iterable[Taken]) -> tuple[range, ...]:
    """The numbers below the one `reached` that have no record, in ranges from the lowest."""
    records = tuple(taken)
    after = reached(book, records)
    found, awaited = [], book.first
    for value in sorted({one.value for one in _of(book, records) if one.value <= after}):
        if value > awaited:
            found.append(range(awaited, value))
        awaited = value + 1
    return tuple(found)


def runs(values: Iterable[int]) -> tuple[range, ...]:
    """Numbers as ranges of those that follow each other, from the lowest."""
    found: list[range] = []
    for value in sorted(set(values)):
        if found and found[-1].stop == value:
            found[-1] = range(found[-1].start, value + 1)
        else:
            found.append(range(value, value + 1))
    return tuple(found)


def doubles(taken: Iterable[Taken]) -> tuple[tuple[Taken, ...], ...]:
    """The numbers with more than one record, each with its records, of paper and electronic receipts alike.

    An electronic serial begins with its year, so the same number of two years is no double.
    """
    groups: dict[tuple[tuple[str, str], int], list[Taken]] = defaultdict(list)
    for one in taken:
        groups[one.series, one.value].append(one)
    return tuple(tuple(group) for _, group in sorted(groups.items()) if len(group) > 1)


def spans(ranges: Sequence[range], width: int) -> str:
    """Ranges of numbers as people read them: "0001874, 0001876–0001879"."""
    said = [_span(numbers, width) for numbers in ranges[:_MOST_SAID]]
    return ", ".join(said) + (", …" if len(ranges) > _MOST_SAID else "")


def _span(numbers: range, width: int) -> str:
    first, last = str(numbers[0]).zfill(width), str(numbers[-1]).zfill(width)
    return first if first == last else f"{first}–{last}"


def _of(book: Book, taken: Iterable[Taken]) -> Iterator[Taken]:
    series = book.series
    return (one for one in taken if one.value in book and one.series == series)


def _free(book: Book, taken: Iterable[Taken]) -> Iterator[int]:
    """The numbers after the one `reached` that have no record, in order."""
    records = tuple(taken)
    after = reached(book, records)
    lost = {one.value for one in _of(book, records) if one.value > after}
    return (value for value in range(after + 1, book.last + 1) if value not in lost)


# -- which book -------------------------------------------------------------------------------


def book_of(form: str, serial: str, value: int, books: Iterable[Book]) -> Book | None:
    """The book that has this number."""
    series = symbol(form), symbol(serial)
    return next((book for book in books if book.series == series and value in book), None)


def in_use(books: Sequence[Book], taken: Iterable[Taken]) -> Book | None:
    """The book to write in, in the order given: the first one begun that has receipts left, else the first
    untouched one. None when all are used up."""
    records = tuple(taken)
    open_books = [book for book in books if left(book, records)]
    begun = (book for book in open_books if left(book, records) <= book.last - book.first)
    return next(begun, open_books[0] if open_books else None)


def book_after(book: Book, books: Sequence[Book], taken: Iterable[Taken]) -> Book | None:
    """The book that follows one that is used up: the next of its serial, else the one `in_use`.

    None when no other has receipts left.
    """
    records = tuple(taken)
    others = [other for other in books if other != book and left(other, records)]
    same = [other for other in others if other.series == book.series and other.first > book.last]
    return min(same, key=lambda other: other.first) if same else in_use(others, records)


# -- a number as it is written down -----------------------------------------------------------


def problem_of(
    form: str,
    serial: str,
    number: str,
    books: Sequence[Book],
    taken: Iterable[Taken],
    *,
    skipped_reason: str = "",
) -> Problem | None:
    """What stands against using this number: it has a record, is in no book, or leaves numbers out.

    `skipped_reason` answers why numbers are left out. None too for a number that `check_receipt` refuses. A
    form that cannot be read (a ward's own) needs a book only when one of its series is registered; a paper
    form always does: `receipt.no_book`.
    """
    value, series = value_of(number), (symbol(form), symbol(serial))
    if value is None:
        return None
    records = tuple(one for one in taken if one.series == series)
    written = number.strip()
    if before := next((one for one in records if one.value == value), None):
        return _taken_problem(written, before)
    if is_electronic(form):
        return None
    of_series = [book for book in books if book.series == series]
    book = book_of(form, serial, value, of_series)
    if book is not None:
        return _skip_problem(written, skipped(value, book, records), book, skipped_reason)
    params: dict[str, str | int] = {"number": written, "form": series[0], "serial": series[1]}
    if of_series:
        return Problem("receipt_number", "receipt.outside_books", {**params, "ranges": _ranges(of_series)})
    return (
        None if isinstance(read_form(form), Problem) else Problem("receipt_serial", "receipt.no_book", params)
    )


def _taken_problem(number: str, before: Taken) -> Problem:
    if before.status is ReceiptStatus.USED:
        return Problem("receipt_number", "receipt.number_used", {"number": number, "holder": before.holder})
    status = t(f"receipt.status.{before.status.value}")
    params = {"number": number, "status": status, "reason": before.reason}
    return Problem("receipt_number", "receipt.number_set_aside", params)


def _skip_problem(number: str, numbers: Sequence[int], book: Book, reason: str) -> Problem | None:
    if not numbers:
        return None
    params: dict[str, str | int] = {
        "number": number,
        "count": grouped(len(numbers)),
        "skipped": spans(runs(numbers), book.width),
        "next": book.written(numbers[0]),
    }
    if len(numbers) > MOST_SKIPPED:
        return Problem("receipt_number", "receipt.skips_too_many", params)
    return None if one_line(reason) else Problem("skipped_reason", "receipt.skips", params)


def _ranges(books: Sequence[Book]) -> str:
    ordered = sorted(books, key=lambda book: book.first)
    said = [_span(range(book.first, book.last + 1), book.width) for book in ordered[:_MOST_SAID]]
    return ", ".join(said) + (", …" if len(ordered) > _MOST_SAID else "")


# -- registering a book -----------------------------------------------------------------------


def overlaps(book: Book, books: Iterable[Book]) -> tuple[Book, ...]:
    """The other books of the same series that share a number with it, whatever the zeros before it."""
    return tuple(
        other
        for other in books
        if other.series == book.series and other.first <= book.last and book.first <= other.last
    )


def read_book(
    form: str, serial: str, first: str, last: str, books: Iterable[Book], *, name: str = ""
) -> Book | tuple[Problem, ...]:
    """A book from what is typed of it, or everything that is wrong with its range.

    The width is that of the longer number typed: "0001851" to "1900" has seven digits. Form and serial are
    those of `check_receipt`, which is asked beside this; an electronic form has no book.
    """
    if is_electronic(form):
        return (Problem("receipt_form", "receipt.book_electronic", {"form": symbol(form)}),)
    low, high = value_of(first), value_of(last)
    wrong = [
        Problem(field, "receipt.book_number", {"number": one_line(text)[:20]})
        for field, text, value in (("book_first", first, low), ("book_last", last, high))
        if value is None
    ]
    if low is None or high is None:
        return tuple(wrong)
    if problem := _range_problem(low, high, first.strip(), last.strip()):
        return (problem,)
    width = max(len(first.strip()), len(last.strip()))
    book = Book(
        form=symbol(form), serial=symbol(serial), first=low, last=high, width=width, name=one_line(name)
    )
    if shared := overlaps(book, books):
        params = {"form": book.form, "serial": book.serial, "ranges": _ranges(shared)}
        return (Problem("book_first", "receipt.book_overlap", params),)
    return book


def _range_problem(low: int, high: int, first: str, last: str) -> Problem | None:
    if high < low:
        return Problem("book_last", "receipt.book_order", {"first": first, "last": last})
    if high - low >= MOST_NUMBERS:
        params = {"count": grouped(high - low + 1), "most": grouped(MOST_NUMBERS)}
        return Problem("book_last", "receipt.book_too_long", params)
    if last.startswith("0") and len(first) != len(last):
        return Problem("book_last", "receipt.book_width", {"first": first, "last": last})
    return None
