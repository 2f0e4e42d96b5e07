"""Register a book of paper receipts with the numbers that are printed in it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import commands
from counter.errors import Problem
from counter.i18n import t
from counter.models.receipts import BookView
from counter.rules.rights import Act
from counter.screens.parts.covered import Covered
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.one_form import OneForm
from counter.screens.till.receipt_words import SYMBOLS, name_of, range_of
from counter.services.till import receipts
from counter.widgets.fields import Field
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp

BOX, WIDE_BOX = 18, 24


class BookScreen(OneForm[str], Covered[str]):
    """Symbols, first and last number, name; gives what was registered in words, "" for nothing."""

    RIGHT = Act.TAKE_MONEY
    app: "CounterApp"
    topic = "receipt_books"

    def __init__(self, like: BookView | None) -> None:
        super().__init__()
        self.like = like if like and not like.electronic else None  # its symbols are most often the same

    def where(self) -> Sequence[str]:
        """A new book."""
        return (t("receipt_screen.title"), t("receipt_screen.register"))

    def hints(self) -> Sequence[Hint]:
        """Register it, or leave without."""
        return (
            Hint("F9", "receipt_screen.register"),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def rail(self) -> str:
        """Where the numbers stand."""
        return t("receipt_screen.rail.book")

    def body(self) -> Iterable[Widget]:
        """The question, the boxes."""
        yield Facts((Fact("", t("receipt_screen.book.question")), Fact("", "")))
        yield FormView(self._fields())

    def _fields(self) -> tuple[Field, ...]:
        ward, like = self.app.ward, self.like
        known = {
            "book_form": like.form if like else ward.receipt_form,
            "book_serial": like.serial if like else ward.receipt_serial,
            "book_first": like.first if like and like.id is None else "",
        }
        keys = ("book_form", "book_serial", "book_first", "book_last", "book_name")
        return tuple(
            Field(
                key=key,
                label=t(f"receipt_screen.{key}"),
                hint=t(f"receipt_screen.{key}.hint"),
                value=known.get(key, ""),
                required=key != "book_name",
                max_length=30 if key == "book_name" else 20,
                width=BOX if key != "book_name" else WIDE_BOX,
            )
            for key in keys
        )

    def action_back(self) -> None:
        """Esc: nothing was registered."""
        self.dismiss("")

    async def send(self) -> None:
        """Write it, once."""
        values = self.form.values()
        keys = ("book_form", "book_serial", "book_first", "book_last", "book_name")
        typed = [values[key] for key in keys]
        book = await self.app.ask(
            receipts.register_book, typed[0], typed[1], typed[2], typed[3], typed[4], self._operation
        )
        self.dismiss(t("receipt_screen.registered", book=name_of(book), numbers=range_of(book)))

    def at_field(self, problem: Problem) -> Problem:
        """The symbols are those of the book here."""
        return problem.renamed(SYMBOLS)
