"""The numbers of official receipts (biên lai) that are used or left out, inside a write."""

from collections.abc import Sequence
from datetime import date, datetime

from counter.errors import Problem
from counter.i18n import LOCAL_ZONE, day_with_weekday
from counter.models.money import OfficialReceipt
from counter.models.staff import StaffView
from counter.models.states import ReceiptStatus
from counter.models.tables import Receipt
from counter.rules.receipt_books import Book, book_of, problem_of, runs, skipped, spans
from counter.rules.receipts import check_receipt, is_electronic, symbol, value_of
from counter.rules.secrets import secret_problems
from counter.services.catalogue.receipts_data import receipt_rules
from counter.services.office import Office
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction
from counter.services.till import receipt_numbers
from counter.text import one_line


def today(transaction: Transaction) -> date:
    """The local day of a write."""
    return transaction.now.astimezone(LOCAL_ZONE).date()


def problems(
    office: Office,
    transaction: Transaction,
    receipt: OfficialReceipt,
    *,
    skipped_reason: str = "",
    taken_at: datetime | None = None,
) -> Sequence[Problem]:
    """What is wrong with an official receipt: its symbols, its number, its day, what became of its number
    before, its book, or the numbers before it that were left out without a reason.

    `taken_at`: when the money was taken, of a receipt recorded afterwards; none is older than its money."""
    day = today(transaction)
    found = check_receipt(
        receipt.form,
        receipt.serial,
        receipt.number,
        ward_form=office.ward.receipt_form,
        ward_serial=office.ward.receipt_serial,
        issued_on=receipt.issued_on or day,
        today=day,
        rules=receipt_rules(),
    )
    money_day = (taken_at or transaction.now).astimezone(LOCAL_ZONE).date()
    if receipt.issued_on is not None and receipt.issued_on < money_day:
        params = {"day": day_with_weekday(money_day)}
        found = (*found, Problem("receipt_issued_on", "receipt.before_money", params))
    found += secret_problems({"skipped_reason": skipped_reason})
    if found:
        return found
    problem = _number_problem(transaction.connection, receipt, skipped_reason)
    return (problem,) if problem else ()


def _number_problem(connection: Connection, receipt: OfficialReceipt, skipped_reason: str) -> Problem | None:
    form, serial, number = receipt.form, receipt.serial, receipt.number
    books = receipt_numbers.books_of(connection, form, serial)
    records = receipt_numbers.around(connection, form, serial, number, books)
    problem = problem_of(form, serial, number, books, records, skipped_reason=skipped_reason)
    if problem and problem.message_id == "receipt.no_book" and not receipt_numbers.any_book(connection):
        return None  # a ward that has registered nothing yet takes its fees all the same
    return problem


def add(
    transaction: Transaction,
    actor: StaffView,
    payment_id: int,
    receipt: OfficialReceipt,
    *,
    skipped_reason: str = "",
    operation: str,
) -> None:
    """Write the number of a payment's receipt, and those that it leaves out of its book with the reason.

    `problems` was asked before. Numbers left out are an event of their own, of the book.
    """
    value = int(receipt.number)
    book = _book(transaction.connection, receipt)
    if book is not None:
        left_out = skipped(value, book, receipt_numbers.top(transaction.connection, book))
        skip = ReceiptStatus.SKIPPED
        set_aside(transaction, actor, book, left_out, skip, skipped_reason, operation=operation)
    transaction.session.add(
        Receipt(
            payment_id=payment_id,
            form=symbol(receipt.form),
            serial=symbol(receipt.serial),
            number=receipt.number.strip(),
            value=value,
            status=ReceiptStatus.USED,
            issued_on=receipt.issued_on or today(transaction),
            recorded_by=actor.id,
            recorded_at=transaction.now,
            operation=operation,
        )
    )
    transaction.flush()


def set_aside(
    transaction: Transaction,
    actor: StaffView,
    book: Book,
    values: Sequence[int],
    status: ReceiptStatus,
    reason: str,
    *,
    operation: str,
) -> None:
    """Write numbers that no payment has, with what became of them and why, and the event; none: nothing."""
    if not values:
        return
    said = one_line(reason)
    transaction.session.add_all(
        Receipt(
            form=book.form,
            serial=book.serial,
            number=book.written(value),
            value=value,
            status=status,
            reason=said,
            issued_on=today(transaction),
            recorded_by=actor.id,
            recorded_at=transaction.now,
            operation=operation,
        )
        for value in values
    )
    numbers = spans(runs(values), book.width)
    detail: dict[str, str | int] = {"numbers": numbers, "count": len(values), "reason": said}
    transaction.record(
        actor,
        f"receipt.event.{status}",
        subject=("receipt_book", book.id or 0),
        operation=operation,
        detail=detail | {"form": book.form, "serial": book.serial},
    )


def _book(connection: Connection, receipt: OfficialReceipt) -> Book | None:
    value = value_of(receipt.number)
    if value is None or is_electronic(receipt.form):
        return None
    books = receipt_numbers.books_of(connection, receipt.form, receipt.serial)
    return book_of(receipt.form, receipt.serial, value, books)


def written(receipt: OfficialReceipt) -> str:
    """Form, serial and number in one text."""
    return f"{symbol(receipt.form)} {symbol(receipt.serial)} {receipt.number.strip()}"
