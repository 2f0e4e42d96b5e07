"""Set numbers of a receipt book aside: spoiled (viết hỏng), lost (mất) or left out (bỏ cách), and why."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Refused
from counter.i18n import t
from counter.models.receipts import BookView
from counter.models.states import ReceiptStatus
from counter.rules.rights import Act
from counter.screens.parts.covered import Covered
from counter.screens.parts.form_panel import FormPanel, LiveForm
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.till.receipt_words import SYMBOLS, name_of, range_of, standing, to_explain
from counter.services.till import receipts
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp

STATES = (ReceiptStatus.SPOILED, ReceiptStatus.LOST, ReceiptStatus.SKIPPED)
BOX, WIDE_BOX = 18, 24


class AsideScreen(Covered[str]):
    """The numbers, what became of them, why; gives what was recorded in words, "" for nothing."""

    RIGHT = Act.TAKE_MONEY
    app: "CounterApp"
    topic = "receipt_books"

    def __init__(self, book: BookView | None) -> None:
        super().__init__()
        self.book = book if book and not book.electronic else None
        self._operation = uuid4().hex

    def where(self) -> Sequence[str]:
        """Of which book."""
        place = (t("receipt_screen.title"), t("receipt_screen.set_aside"))
        return (*place, name_of(self.book)) if self.book else place

    def hints(self) -> Sequence[Hint]:
        """F9 with the numbers it sets aside."""
        return (
            Hint("F9", self._verb()),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def _verb(self) -> str:
        panels = self.query(FormPanel)
        values = panels.first().values() if panels else {}
        first, last = values.get("aside_first", ""), values.get("aside_last", "")
        status = values.get("aside_status", "")
        if not first or not status:
            return t("receipt_screen.set_aside")
        numbers = first if last in ("", first) else f"{first}–{last}"
        return t("receipt_screen.do_aside", numbers=numbers, status=t(f"receipt.status.{status}"))

    def rail(self) -> str:
        """What each of them means."""
        return t("receipt_screen.rail.aside")

    def body(self) -> Iterable[Widget]:
        """The book as it stands, what F9 means, the boxes."""
        facts = [Fact("", t("receipt_screen.aside.question"))]
        if self.book is not None:
            facts.append(Fact(t("receipt_screen.col.numbers"), range_of(self.book)))
            facts.append(Fact(t("receipt_screen.col.standing"), standing(self.book)))
            if wrong := to_explain(self.book):
                facts.append(Fact(t("receipt_screen.to_explain"), f"! {wrong}", "warn"))
        facts += [Fact("", f"! {t('receipt_screen.aside.no_undo')}", "warn"), Fact("", "")]
        yield Facts(facts)
        yield FormPanel(self._fields(), id="form")

    def _fields(self) -> tuple[Field, ...]:
        book = self.book
        first, _, last = (book.gaps[0] if book and book.gaps else "").partition("–")
        symbols = () if book else (_text("book_form"), _text("book_serial"))
        return (
            *symbols,
            _text("aside_first", suggestion=first or (book.next if book else "")),
            _text("aside_last", required=False, suggestion=last),
            Field(
                key="aside_status",
                label=t("receipt_screen.aside_status"),
                kind=Kind.CHOICE,
                options=tuple(Option(one, t(f"receipt.status.{one}")) for one in STATES),
                hint=t("receipt_screen.aside_status.hint"),
            ),
            Field(
                key="aside_reason",
                label=t("receipt_screen.aside_reason"),
                hint=t("receipt_screen.aside_reason.hint"),
                max_length=200,
            ),
        )

    def on_mount(self) -> None:
        """The first number."""
        self._form.focus_first()

    @property
    def _form(self) -> FormView:
        return self.query_one("#form", FormPanel).form

    @on(LiveForm.Live)
    def live(self, event: LiveForm.Live) -> None:
        """The verb of F9 names what is typed."""
        event.stop()
        self.refresh_frame()

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    def action_back(self) -> None:
        """Esc: nothing was recorded."""
        self.dismiss("")

    def action_done(self) -> None:
        """F9."""
        self.set_aside()

    @work(group="aside")
    async def set_aside(self) -> None:
        """Check and write, once."""
        form = self._form
        values = form.values()
        if problems := form.problems():
            form.set_errors(problems)
            return
        book = self.book
        try:
            await self.app.ask(
                receipts.set_aside,
                book.form if book else values["book_form"],
                book.serial if book else values["book_serial"],
                values["aside_first"],
                values["aside_last"],
                ReceiptStatus(values["aside_status"]),
                values["aside_reason"],
                self._operation,
            )
        except Refused as refused:
            form.set_errors([problem.renamed(SYMBOLS) for problem in refused.problems])
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.dismiss(self._verb())


def _text(key: str, *, required: bool = True, suggestion: str = "") -> Field:
    return Field(
        key=key,
        label=t(f"receipt_screen.{key}"),
        hint=t(f"receipt_screen.{key}.hint"),
        required=required,
        suggestion=suggestion,
        max_length=20,
        width=BOX if required else WIDE_BOX,
    )
