"""Reading the numbers of official receipts (số biên lai) and their books in plain SQL: a key waits for them.

The index of form, serial and value finds each answer; no book is read whole but by `receipt_books`.
"""

from collections.abc import Iterable

from counter.models.states import ReceiptStatus
from counter.rules.receipt_books import Book, Taken, book_of, reached
from counter.rules.receipts import is_electronic, symbol, value_of
from counter.services.store.connection import Connection, Row

RECENT = 5_000  # receipts looked back for the one somebody recorded last; further back is another book

_BOOK = "SELECT id, form, serial, first, last, width, name FROM receipt_book"
_TAKEN = "SELECT form, serial, value, status, reason FROM receipt"
_HOLDER = (
    "SELECT d.code FROM receipt r JOIN payment_share s ON s.payment_id = r.payment_id"
    " JOIN dossier d ON d.id = s.dossier_id WHERE r.form = ? AND r.serial = ? AND r.value = ?"
    " ORDER BY s.position LIMIT 1"
)
_NOT_FULL = (
    "SELECT id, form, serial, first, last, width, name FROM receipt_book b WHERE NOT EXISTS"
    " (SELECT 1 FROM receipt r WHERE r.form = b.form AND r.serial = b.serial AND r.value = b.last"
    " AND r.status <> 'lost') ORDER BY id"
)
_LAST = (
    "SELECT form, serial, number FROM receipt WHERE id > (SELECT max(id) FROM receipt) - ?"
    " AND status = 'used' AND (? IS NULL OR recorded_by = ?) ORDER BY id DESC"
)


def books(connection: Connection) -> tuple[Book, ...]:
    """Every registered book (quyển biên lai), in the order of their registration."""
    return tuple(map(_book, connection.execute(f"{_BOOK} ORDER BY id")))


def books_of(connection: Connection, form: str, serial: str) -> tuple[Book, ...]:
    """The registered books of one series, from the lowest number."""
    series = symbol(form), symbol(serial)
    return tuple(
        map(_book, connection.execute(f"{_BOOK} WHERE form = ? AND serial = ? ORDER BY first", series))
    )


def any_book(connection: Connection) -> bool:
    """Whether the ward registered any book at all."""
    return connection.execute("SELECT 1 FROM receipt_book LIMIT 1").fetchone() is not None


def record(connection: Connection, form: str, serial: str, value: int) -> Taken | None:
    """What became of one number, with the code of its dossier; None: nothing yet."""
    key = symbol(form), symbol(serial), value
    row = connection.execute(f"{_TAKEN} WHERE form = ? AND serial = ? AND value = ?", key).fetchone()
    if row is None:
        return None
    holder = connection.execute(_HOLDER, key).fetchone()
    return _taken(row, holder[0] if holder else "")


def top(connection: Connection, book: Book) -> tuple[Taken, ...]:
    """The records that say where a book stands: the number it was written to, and those lost after it."""
    place = (*book.series, book.first, book.last)
    sql = f"{_TAKEN} WHERE form = ? AND serial = ? AND value BETWEEN ? AND ?"
    found = [
        _taken(row)
        for row in connection.execute(f"{sql} AND status <> 'lost' ORDER BY value DESC LIMIT 1", place)
    ]
    after = (*book.series, reached(book, found) + 1, book.last)
    return (*found, *(_taken(row) for row in connection.execute(f"{sql} AND status = 'lost'", after)))


def around(
    connection: Connection, form: str, serial: str, number: str, of: Iterable[Book]
) -> tuple[Taken, ...]:
    """The records that can stand against a number: its own, and where its book stands."""
    value = value_of(number)
    if value is None:
        return ()
    own = record(connection, form, serial, value)
    book = book_of(form, serial, value, of)
    found = top(connection, book) if book else ()
    if own is None:
        return found
    return (own, *(one for one in found if one.value != value))


def within(connection: Connection, form: str, serial: str, first: int, last: int) -> tuple[Taken, ...]:
    """The records of a range, from the lowest, without their holders."""
    place = symbol(form), symbol(serial), first, last
    sql = f"{_TAKEN} WHERE form = ? AND serial = ? AND value BETWEEN ? AND ? ORDER BY value"
    return tuple(map(_taken, connection.execute(sql, place)))


def with_receipts_left(connection: Connection) -> tuple[Book, ...]:
    """The books whose last number has no record yet or only was lost, in the order of registration."""
    return tuple(map(_book, connection.execute(_NOT_FULL)))


def last_used(connection: Connection, staff_id: int | None, *, paper: bool) -> tuple[str, str, str] | None:
    """Form, serial and number of the last receipt that somebody recorded; `staff_id` None: of anybody.

    `paper` False: of the electronic ones only. Looked for among the last `RECENT`.
    """
    rows = connection.execute(_LAST, (RECENT, staff_id, staff_id))
    return next(
        ((form, serial, number) for form, serial, number in rows if paper or is_electronic(form)), None
    )


def _book(row: Row) -> Book:
    ident, form, serial, first, last, width, name = row
    return Book(id=ident, form=form, serial=serial, first=first, last=last, width=width, name=name)


def _taken(row: Row, holder: str = "") -> Taken:
    form, serial, value, status, reason = row
    return Taken(
        form=form, serial=serial, value=value, status=ReceiptStatus(status), holder=holder, reason=reason
    )
