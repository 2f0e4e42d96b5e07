"""Which official receipt (biên lai) comes next for who is signed in: a few look-ups by index."""

from datetime import date

from counter.i18n import LOCAL_ZONE
from counter.models.money import OfficialReceipt
from counter.rules.receipt_books import Book, book_after, book_of, in_use, next_number
from counter.rules.receipts import following, is_electronic, symbol
from counter.services.catalogue.receipts_data import receipt_rules
from counter.services.dossier.dossier_rows import person
from counter.services.office import Office
from counter.services.store.connection import Connection
from counter.services.till import receipt_numbers


def of(office: Office, connection: Connection) -> OfficialReceipt | None:
    """The receipt to offer, as `receipts.next_receipt` describes it."""
    today = office.now().astimezone(LOCAL_ZONE).date()
    ends = receipt_rules().paper_until
    paper = ends is None or today <= ends
    mine = receipt_numbers.last_used(connection, person(office).id, paper=paper)
    if paper and (found := _from_book(connection, mine)):
        return found
    last = mine or receipt_numbers.last_used(connection, None, paper=paper)
    if last is not None:
        return _after(*last, today)
    form, serial = symbol(office.ward.receipt_form), symbol(office.ward.receipt_serial)
    if not form or (not paper and not is_electronic(form)):
        return None
    return OfficialReceipt(form=form, serial=serial, number="")


def _from_book(connection: Connection, mine: tuple[str, str, str] | None) -> OfficialReceipt | None:
    """The next free number of a registered book: of the actor's, of the one after it, of the one in use."""
    own: Book | None = None
    if mine is not None:
        form, serial, number = mine
        if is_electronic(form):
            return None
        own = book_of(form, serial, int(number), receipt_numbers.books_of(connection, form, serial))
        if own and (found := _offer(own, next_number(own, receipt_numbers.top(connection, own)))):
            return found
    books = receipt_numbers.with_receipts_left(connection)
    records = tuple(one for book in books for one in receipt_numbers.top(connection, book))
    book = book_after(own, books, records) if own else in_use(books, records)
    return _offer(book, next_number(book, records)) if book else None


def _offer(book: Book, number: str) -> OfficialReceipt | None:
    return OfficialReceipt(form=book.form, serial=book.serial, number=number) if number else None


def _after(form: str, serial: str, number: str, today: date) -> OfficialReceipt:
    """The one after a receipt that is in no book. An electronic serial begins with its year, and so anew."""
    year = f"{today.year % 100:02}"
    if form.startswith("EBL") and serial[:2] != year:
        return OfficialReceipt(form=form, serial=year + serial[2:], number="")
    return OfficialReceipt(form=form, serial=serial, number=following(number))
