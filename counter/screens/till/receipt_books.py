"""The receipt books (sổ biên lai): what is used and left, what is missing, which payments have no receipt."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from counter.errors import CounterError
from counter.i18n import local, t
from counter.models.money import PaymentView
from counter.models.receipts import BookView
from counter.rules.rights import Act
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.till import receipt_words
from counter.services.till import receipts
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row


class ReceiptBooksScreen(BehindDoor[None]):
    """Enter: set numbers of the book aside, or record the receipt of the payment. F3 registers a book."""

    RIGHT = Act.TAKE_MONEY
    WIDE = True
    topic = "receipt_books"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f3", "register", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self.books: tuple[BookView, ...] = ()
        self.payments: tuple[PaymentView, ...] = ()

    def where(self) -> Sequence[str]:
        """The books."""
        return (t("receipt_screen.title"),)

    def keys(self) -> Sequence[Hint]:
        """What Enter does with the marked row."""
        if self._payment() is not None:
            enter = "receipt_screen.record"
        else:
            book = self._book()
            enter = "receipt_screen.set_aside" if book and book.id else "receipt_screen.register"
        return (
            Hint("Enter", enter, 5),
            Hint("F3", "receipt_screen.register", 10),
            Hint("F10", "command.more", 30),
        )

    def room(self) -> Iterable[Widget]:
        """What is wrong, the books and the payments, the marked one."""
        yield Facts(id="alarm")
        columns = (
            Column(t("receipt_screen.col.book"), 20, grow=1),
            Column(t("receipt_screen.col.numbers"), 24, grow=1),
            Column(t("receipt_screen.col.standing"), 31, grow=3),
        )
        yield LineList(columns, id="books", empty=t("receipt_screen.none"))
        yield Facts(id="details")

    def arrive(self) -> None:
        """The list has the keys."""
        self.set_focus(self.query_one("#books"))

    def on_screen_resume(self) -> None:
        """Here, or here again after something was recorded."""
        if self.allowed:
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Books and open payments as they stand."""
        try:
            self.books = await self.app.ask(receipts.books)
            self.payments = await self.app.ask(receipts.open_receipts)
        except CounterError as error:
            self.say_error(error)
            return
        alarm = receipt_words.alarm(self.books, len(self.payments))
        self.query_one("#alarm", Facts).show((*alarm, Fact("", "")))
        listing = self.query_one("#books", LineList)
        listing.set_rows(self._rows())
        listing.display = bool(listing.rows)  # the words above say what to do first
        self.hint(t("receipt_screen.hint"))
        self._show_details()

    def _rows(self) -> list[Row]:
        today = local(self.app.now()).date()
        rows = [receipt_words.payment_row(one, today) for one in self.payments]
        if rows:
            head = Row("head", (t("receipt_screen.open"),), tone="head")
            rows = [head, *rows, Row("head2", (t("receipt_screen.books"),), tone="head")]
        return [*rows, *(receipt_words.book_row(f"b{n}", book) for n, book in enumerate(self.books))]

    # -- the marked row ------------------------------------------------------------------------

    def _key(self) -> str:
        found = self.query("#books")
        row = found.first(LineList).current if found else None
        return row.key if row else ""

    def _payment(self) -> PaymentView | None:
        key = self._key()
        return next((one for one in self.payments if f"p{one.id}" == key), None)

    def _book(self) -> BookView | None:
        key = self._key()
        return next((book for n, book in enumerate(self.books) if f"b{n}" == key), None)

    @on(LineList.RowHighlighted, "#books")
    def _show_details(self) -> None:
        """The marked book or payment."""
        payment, book = self._payment(), self._book()
        facts: tuple[Fact, ...] = ()
        if payment is not None:
            facts = receipt_words.payment_details(payment)
        elif book is not None:
            facts = receipt_words.details(book)
        self.query_one("#details", Facts).show((Fact("", ""), *facts))
        self.refresh_frame()

    @on(LineList.RowChosen, "#books")
    def chosen(self, event: LineList.RowChosen) -> None:
        """The receipt of the payment, or numbers of the book."""
        event.stop()
        payment, book = self._payment(), self._book()
        if payment is not None:
            self.run("record", payment, None)
        elif book is not None:
            self.run("set_aside" if book.id else "register", None, book)

    def action_register(self) -> None:
        """F3: a new book."""
        self.run("register", None, self._book())

    def action_more(self) -> None:
        """F10."""
        self.more(self._payment(), self._book())

    @work(group="more")
    async def more(self, payment: PaymentView | None, book: BookView | None) -> None:
        """Everything that can be done with the marked row."""
        from counter.widgets.dialogs import Choice, Item

        of_payment = "" if payment else t("receipt_screen.mark_payment")
        items = [
            Item("register", t("receipt_screen.more.register")),
            Item("set_aside", t("receipt_screen.more.set_aside")),
            Item("record", t("receipt_screen.more.record"), of_payment),
            Item("excuse", t("receipt_screen.more.excuse"), of_payment),
            Item("dossier", t("receipt_screen.more.dossier"), of_payment),
        ]
        if picked := await self.app.push_screen_wait(Choice(t("receipt_screen.more"), items)):
            self.run(picked, payment, book)

    @work(group="do")
    async def run(self, what: str, payment: PaymentView | None, book: BookView | None) -> None:
        """Open the form of it; afterwards say what was recorded."""
        told = ""
        if what == "register":
            from counter.screens.till.receipt_book_form import BookScreen

            told = await self.app.push_screen_wait(BookScreen(book or next(iter(self.books), None)))
        elif what == "set_aside":
            from counter.screens.till.receipt_aside import AsideScreen

            told = await self.app.push_screen_wait(AsideScreen(book))
        elif what == "record" and payment is not None:
            told = await self._record(payment)
        elif what == "excuse" and payment is not None:
            told = await self._excuse(payment)
        elif what == "dossier" and payment is not None:
            self.app.show("dossier", ref=str(payment.shares[0].dossier_id))
        if told and not self.gone:
            self.turn_hint("")
            self.say("receipt_screen.told", tone="good", what=told)

    async def _record(self, payment: PaymentView) -> str:
        from counter.screens.fee.fee_receipt import ReceiptScreen

        recorded = await self.app.push_screen_wait(ReceiptScreen(payment))
        if recorded is None or recorded.receipt is None:
            return ""
        return t(
            "receipt_screen.recorded", number=recorded.receipt.number, whose=receipt_words.whose(payment)
        )

    async def _excuse(self, payment: PaymentView) -> str:
        from counter.screens.till.receipt_excuse import excuse_screen

        excused = await self.app.push_screen_wait(excuse_screen(self.app.actor, payment))
        return t("receipt_screen.excused", whose=receipt_words.whose(payment)) if excused else ""
