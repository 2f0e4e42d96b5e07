"""The official receipts of a month by book (quyển biên lai): which numbers, and what became of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from counter.models.money_report import BookMonth
from counter.models.states import ReceiptStatus
from counter.rules import receipt_books as rules
from counter.rules.receipt_books import Book
from counter.rules.receipts import is_electronic
from counter.services.reports.money_report_sql import RECEIPTS
from counter.services.store.connection import Connection, SqlValue
from counter.services.till import receipt_numbers


@dataclass(frozen=True, slots=True)
class _Record:
    value: int
    number: str  # as it was written down
    status: str
    voided: bool


def books_of_month(connection: Connection, days: tuple[SqlValue, SqlValue]) -> tuple[BookMonth, ...]:
    """Every book with a receipt issued or set aside in a span of days, and the series that are in no book."""
    rows = connection.execute(RECEIPTS, days)
    found: list[BookMonth] = []
    for (form, serial), group in groupby(rows, key=lambda row: (row[0], row[1])):
        records = [
            _Record(value, number, status, bool(voided)) for _, _, value, number, status, voided in group
        ]
        books = receipt_numbers.books_of(connection, form, serial)
        for book, of_it in _by_book(records, books):
            found.append(_month(connection, (form, serial), book, of_it))
    return tuple(found)


def _by_book(
    records: Sequence[_Record], books: Sequence[Book]
) -> Iterator[tuple[Book | None, list[_Record]]]:
    """The records, which come by number, in runs of one book; those in no book together at the end."""
    loose: list[_Record] = []
    at = 0
    runs: list[tuple[Book, list[_Record]]] = []
    for record in records:
        while at < len(books) and books[at].last < record.value:
            at += 1
        book = books[at] if at < len(books) and record.value in books[at] else None
        if book is None:
            loose.append(record)
        elif runs and runs[-1][0] is book:
            runs[-1][1].append(record)
        else:
            runs.append((book, [record]))
    yield from runs
    if loose:
        yield None, loose


def _month(
    connection: Connection, series: tuple[str, str], book: Book | None, records: Sequence[_Record]
) -> BookMonth:
    form, serial = series
    first, last = records[0], records[-1]
    return BookMonth(
        form=form,
        serial=serial,
        name=book.name if book else "",
        first=first.number,
        last=last.number,
        used=sum(record.status == ReceiptStatus.USED for record in records),
        voided=tuple(record.number for record in records if record.voided),
        spoiled=_numbers(records, ReceiptStatus.SPOILED),
        skipped=_numbers(records, ReceiptStatus.SKIPPED),
        lost=_numbers(records, ReceiptStatus.LOST),
        gaps=() if is_electronic(form) else _gaps(connection, series, records),
    )


def _numbers(records: Sequence[_Record], status: ReceiptStatus) -> tuple[str, ...]:
    return tuple(record.number for record in records if record.status == status)


def _gaps(connection: Connection, series: tuple[str, str], records: Sequence[_Record]) -> tuple[str, ...]:
    """The numbers between the first and the last of the month that have no record of any day."""
    values = [record.value for record in records]
    if values[-1] - values[0] + 1 == len(values):
        return ()
    form, serial = series
    width = len(records[0].number)
    span = Book(form=form, serial=serial, first=values[0], last=values[-1], width=width)
    known = receipt_numbers.within(connection, form, serial, values[0], values[-1])
    return tuple(rules.spans([numbers], width) for numbers in rules.gaps(span, known))
