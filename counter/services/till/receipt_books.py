"""Books of paper receipts (quyển biên lai): register one, set numbers aside, see the gaps and doubles."""

from counter.errors import Problem, Refused
from counter.i18n import number as grouped
from counter.models.receipts import BookView
from counter.models.states import ReceiptStatus
from counter.models.tables import ReceiptBook
from counter.rules import receipt_books as rules
from counter.rules.receipt_books import MOST_NUMBERS, MOST_SKIPPED, Book
from counter.rules.receipts import check_receipt, is_electronic, symbol, value_of
from counter.rules.rights import Act
from counter.rules.secrets import secret_problems
from counter.services.catalogue.receipts_data import receipt_rules
from counter.services.dossier.dossier_rows import person
from counter.services.office import Office, act
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction
from counter.services.till import receipt_numbers, receipt_rows
from counter.services.till.receipt_book_views import all_views, view_of
from counter.text import one_line


@act(Act.TAKE_MONEY)
def register_book(
    office: Office, form: str, serial: str, first: str, last: str, name: str, operation: str
) -> BookView:
    """Register a book with the numbers printed in it; a second press finds the first.

    Refused with everything that is wrong: symbols, range, numbers of another book, paper's last day.
    """
    receipt_rules()  # read before the write begins
    with office.store.write(office.now()) as transaction:
        connection = transaction.connection
        if done := transaction.earlier(operation):
            return view_of(office, connection, _registered(connection, int(done["book_id"])))
        known = receipt_numbers.books_of(connection, form, serial)
        read = rules.read_book(form, serial, first, last, known, name=name)
        problems = _symbol_problems(office, transaction, form, serial)
        if not isinstance(read, Book):
            problems += read
        problems = (*problems, *secret_problems({"book_name": name}))
        if problems or not isinstance(read, Book):
            raise Refused(problems)
        return view_of(office, connection, _register(office, transaction, read, operation))


@act(Act.TAKE_MONEY)
def set_aside(
    office: Office,
    form: str,
    serial: str,
    first: str,
    last: str,
    status: ReceiptStatus,
    reason: str,
    operation: str,
) -> BookView:
    """Say of the numbers `first` to `last` that they are skipped, spoiled or lost, and why; `last` "": one.

    Refused: a number that has a record, that is in no book, or before which others would be left out.
    """
    receipt_rules()  # read before the write begins
    with office.store.write(office.now()) as transaction:
        connection = transaction.connection
        ends = first, one_line(last) or first
        if transaction.earlier(operation) is not None:
            return view_of(office, connection, _place(connection, form, serial, *ends))
        found = _aside_problems(status, reason)
        found += _symbol_problems(office, transaction, form, serial, *ends)
        if found:
            raise Refused(found)
        book = _place(connection, form, serial, *ends)
        values = range(int(ends[0]), int(ends[1]) + 1)
        if found := _range_problems(connection, book, values, status):
            raise Refused(found)
        receipt_rows.set_aside(transaction, person(office), book, values, status, reason, operation=operation)
        return view_of(office, connection, book)


@act(Act.TAKE_MONEY, writes=False)
def books(office: Office) -> tuple[BookView, ...]:
    """Every book with its gaps and doubles; after them the series of recorded numbers that are in no book.

    The book that the actor writes in comes first, those used up last.
    """
    with office.store.query() as connection:
        return all_views(office, connection)


# -- registering and setting aside ------------------------------------------------------------


def _symbol_problems(
    office: Office, transaction: Transaction, form: str, serial: str, first: str = "1", last: str = "1"
) -> tuple[Problem, ...]:
    """What is wrong with the symbols, and with the two ends of a range."""
    today = receipt_rows.today(transaction)
    found = check_receipt(
        form,
        serial,
        "1",
        ward_form=office.ward.receipt_form,
        ward_serial=office.ward.receipt_serial,
        issued_on=today,
        today=today,
        rules=receipt_rules(),
    )
    low, high = value_of(first), value_of(last)
    found += tuple(
        Problem(field, "receipt.aside_number", {"number": one_line(text)[:20]})
        for field, text, value in (("aside_first", first, low), ("aside_last", last, high))
        if value is None
    )
    if low is not None and high is not None and high < low:
        found += (Problem("aside_last", "receipt.aside_order", {"first": first, "last": last}),)
    return found


def _register(office: Office, transaction: Transaction, book: Book, operation: str) -> Book:
    row = ReceiptBook(
        form=book.form,
        serial=book.serial,
        first=book.first,
        last=book.last,
        width=book.width,
        name=book.name,
        registered_by=person(office).id,
        registered_at=transaction.now,
        operation=operation,
    )
    transaction.session.add(row)
    transaction.flush()
    ident = row.id or 0
    transaction.record(
        person(office),
        "receipt.event.registered",
        subject=("receipt_book", ident),
        operation=operation,
        detail={
            "form": book.form,
            "serial": book.serial,
            "numbers": rules.spans([range(book.first, book.last + 1)], book.width),
            "name": book.name,
        },
        result={"book_id": ident},
    )
    return _registered(transaction.connection, ident)


def _registered(connection: Connection, ident: int) -> Book:
    return next(book for book in receipt_numbers.books(connection) if book.id == ident)


def _place(connection: Connection, form: str, serial: str, first: str, last: str) -> Book:
    """The book that the number `first` is in; numbers of no book are a book of their own for once."""
    known = receipt_numbers.books_of(connection, form, serial)
    low, high = int(first), int(last)
    return rules.book_of(form, serial, low, known) or Book(
        form=symbol(form), serial=symbol(serial), first=low, last=high, width=len(first.strip())
    )


def _aside_problems(status: ReceiptStatus, reason: str) -> tuple[Problem, ...]:
    found = secret_problems({"aside_reason": reason})
    if status is ReceiptStatus.USED:
        found += (Problem("aside_status", "receipt.aside_missing"),)
    if not one_line(reason):
        found += (Problem("aside_reason", "receipt.aside_reason_missing"),)
    return found


def _range_problems(
    connection: Connection, book: Book, values: range, status: ReceiptStatus
) -> tuple[Problem, ...]:
    """What stands against setting these numbers of a book aside; `book.id` None: they are in no book."""
    first, last = book.written(values[0]), book.written(values[-1])
    most = MOST_NUMBERS if book.id else MOST_SKIPPED
    if len(values) > most:
        params = {"most": grouped(most), "count": grouped(len(values))}
        return (Problem("aside_last", "receipt.aside_too_many", params),)
    if book.id is None and not is_electronic(book.form):
        known = receipt_numbers.books_of(connection, *book.series)
        problem = rules.problem_of(*book.series, first, known, ())
        if problem and (problem.message_id != "receipt.no_book" or receipt_numbers.any_book(connection)):
            return (Problem("aside_first", problem.message_id, problem.params),)
    if values[-1] not in book:
        return (Problem("aside_last", "receipt.aside_over_end", {"first": first, "last": last}),)
    if before := receipt_numbers.within(connection, *book.series, values[0], values[-1]):
        numbers = rules.spans(rules.runs(one.value for one in before), book.width)
        return (Problem("aside_first", "receipt.aside_recorded", {"numbers": numbers}),)
    left_out = rules.skipped(values[0], book, receipt_numbers.top(connection, book)) if book.id else ()
    if left_out and status is not ReceiptStatus.LOST:
        params = {
            "number": first,
            "skipped": rules.spans(rules.runs(left_out), book.width),
            "next": book.written(left_out[0]),
        }
        return (Problem("aside_first", "receipt.aside_leaves", params),)
    return ()
