"""Reading the books of receipts (quyển biên lai) as they stand: what is used, left, set aside, missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from counter.models.receipts import AsideView, BookView, DoubleView
from counter.models.states import ReceiptStatus
from counter.rules import receipt_books as rules
from counter.rules.receipt_books import Book, Taken
from counter.rules.receipts import following, is_electronic, symbol
from counter.rules.rights import Act, may
from counter.services.dossier.dossier_rows import person
from counter.services.office import Office
from counter.services.store.connection import Connection
from counter.services.till import receipt_next, receipt_numbers

_RECORDS = (
    "SELECT r.form, r.serial, r.value, r.status, r.reason, r.number, r.payment_id, v.id IS NOT NULL"
    " FROM receipt r LEFT JOIN payment v ON v.reverses = r.payment_id AND v.kind = 'void'"
)
_CODES = (
    "SELECT d.code FROM payment_share s JOIN dossier d ON d.id = s.dossier_id WHERE s.payment_id = ?"
    " ORDER BY s.position LIMIT 1"
)


_STATUS = {str(status): status for status in ReceiptStatus}
Doubles = dict[tuple[tuple[str, str], int], tuple[str, ...]]  # by series and number: codes of dossiers


@dataclass(frozen=True, slots=True)
class _Record:
    taken: Taken
    number: str  # as it was written down
    payment_id: int | None
    voided: bool


def all_views(office: Office, connection: Connection) -> tuple[BookView, ...]:
    """Every book, then the series of numbers that are in none; the actor's first, those used up last."""
    known = receipt_numbers.books(connection)
    records = [_record(row) for row in connection.execute(f"{_RECORDS} ORDER BY r.form, r.serial, r.value")]
    homes, loose = _sorted_in(records, known)
    doubled = _doubles(connection, records)
    next_key = _next_key(office, connection)
    views = [_view(book, homes.get(book.id, ()), next_key, doubled) for book in known]
    series = {book.series for book in known}
    views += [_loose_view(key, group, doubled, known=key in series) for key, group in loose.items()]
    return tuple(sorted(views, key=lambda view: (not view.mine, not view.left and not view.to_explain)))


def view_of(office: Office, connection: Connection, book: Book) -> BookView:
    """One book as it stands."""
    place = (*book.series, book.first, book.last)
    sql = f"{_RECORDS} WHERE r.form = ? AND r.serial = ? AND r.value BETWEEN ? AND ? ORDER BY r.value, r.id"
    records = [_record(row) for row in connection.execute(sql, place)]
    return _view(book, records, _next_key(office, connection), _doubles(connection, records))


def _record(row: tuple[str, str, int, str, str, str, int | None, int]) -> _Record:
    form, serial, value, status, reason, number, payment_id, voided = row
    taken = Taken(form=form, serial=serial, value=value, status=_STATUS[status], reason=reason)
    return _Record(taken, number, payment_id, bool(voided))


def _sorted_in(
    records: Iterable[_Record], known: Sequence[Book]
) -> tuple[dict[int | None, list[_Record]], dict[tuple[str, str], list[_Record]]]:
    """The records of each book by its id, and those in no book by their series."""
    by_series: dict[tuple[str, str], list[Book]] = {}
    for book in known:
        by_series.setdefault(book.series, []).append(book)
    homes: dict[int | None, list[_Record]] = {}
    loose: dict[tuple[str, str], list[_Record]] = {}
    at: dict[tuple[str, str], Book] = {}  # records come by number: most are in the book of the one before
    for record in records:
        series, value = record.taken.series, record.taken.value
        home = at.get(series)
        if home is None or value not in home:
            home = next((book for book in by_series.get(series, ()) if value in book), None)
        if home is None:
            loose.setdefault(series, []).append(record)
        else:
            at[series] = home
            homes.setdefault(home.id, []).append(record)
    return homes, loose


def _doubles(connection: Connection, records: Sequence[_Record]) -> Doubles:
    """The numbers with several records, with the codes of their dossiers.

    The store keeps a number of a series once as it is written; only another writing of the symbols hides one.
    """
    found: Doubles = {}
    written = {(record.taken.form, record.taken.serial) for record in records}
    if len({(symbol(form), symbol(serial)) for form, serial in written}) == len(written):
        return found
    for group in rules.doubles(record.taken for record in records):
        series, value = group[0].series, group[0].value
        payments = [r.payment_id for r in records if r.taken.value == value and r.taken.series == series]
        rows = [connection.execute(_CODES, (ident,)).fetchone() for ident in payments]
        found[series, value] = tuple(str(row[0]) if row else "" for row in rows)
    return found


def _next_key(office: Office, connection: Connection) -> tuple[str, str, str]:
    """Form, serial and number that come next for the actor."""
    receipt = receipt_next.of(office, connection) if may(person(office), Act.TAKE_MONEY) else None
    return (receipt.form, receipt.serial, receipt.number) if receipt else ("", "", "")


def _view(
    book: Book, records: Sequence[_Record], next_key: tuple[str, str, str], doubled: Doubles
) -> BookView:
    taken = [record.taken for record in records]
    top = _top(taken)
    after = rules.next_number(book, top)
    return BookView(
        id=book.id,
        form=book.form,
        serial=book.serial,
        name=book.name,
        first=book.written(book.first),
        last=book.written(book.last),
        used=sum(one.status is ReceiptStatus.USED for one in taken),
        left=rules.left(book, top),
        next=after,
        electronic=is_electronic(book.form),
        mine=bool(after) and (book.form, book.serial, after) == next_key,
        set_aside=_asides(taken, book.width),
        gaps=tuple(rules.spans([numbers], book.width) for numbers in rules.gaps(book, taken)),
        doubles=_doubles_of(records, doubled),
        voided=tuple(record.number for record in records if record.voided),
    )


def _top(taken: Sequence[Taken]) -> list[Taken]:
    """Of records from the lowest number on, those that say how far the book was written."""
    found = []
    for one in reversed(taken):
        found.append(one)
        if one.status is not ReceiptStatus.LOST:
            break
    return found


def _loose_view(
    series: tuple[str, str], records: Sequence[_Record], doubled: Doubles, *, known: bool
) -> BookView:
    """Numbers of a series that are in no book. Gaps are told of paper with no book at all: there they mean
    that numbers were left out, and not what lies between two books."""
    records = sorted(records, key=lambda record: record.taken.value)
    last = records[-1]
    width, electronic = len(last.number), is_electronic(series[0])
    book = Book(
        form=series[0],
        serial=series[1],
        first=records[0].taken.value,
        last=last.taken.value,
        width=width,
    )
    view = _view(book, records, ("", "", ""), doubled)
    outside = electronic or known
    return replace(
        view, next="" if outside else following(last.number), left=0, gaps=() if outside else view.gaps
    )


def _asides(taken: Sequence[Taken], width: int) -> tuple[AsideView, ...]:
    """Numbers set aside, those that follow each other with the same reason together."""
    apart = [one for one in taken if one.status is not ReceiptStatus.USED]
    found = []
    for (status, reason), group in groupby(apart, key=lambda one: (one.status, one.reason)):
        for numbers in rules.runs(one.value for one in group):
            said = rules.spans([numbers], width)
            found.append(AsideView(numbers=said, count=len(numbers), status=status, reason=reason))
    return tuple(found)


def _doubles_of(records: Sequence[_Record], doubled: Doubles) -> tuple[DoubleView, ...]:
    if not doubled:
        return ()
    here = {(record.taken.series, record.taken.value): record.number for record in records}
    return tuple(
        DoubleView(number=number, holders=doubled[key]) for key, number in here.items() if key in doubled
    )
