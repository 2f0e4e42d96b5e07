"""The close of a drawer as it stands, and its hand-over sheet (phiếu bàn giao) to print."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError
from counter.i18n import money, t
from counter.models.states import MoneyPaper
from counter.models.till import DrawerSheet, KindSum
from counter.papers.files import bare_name
from counter.screens.papers.printing import to_printer
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.times import moment
from counter.screens.till.drawer_words import difference_words, move_words
from counter.services.money import money_prints
from counter.services.till import drawers
from counter.widgets.frame import Hint
from counter.widgets.screen import Body, CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp


class DrawerSheetScreen(CounterScreen[None]):
    """Sums, difference, what goes to the safe; F9 prints, each later print says BẢN SAO.

    `fresh`: the drawer was closed a moment ago.
    """

    app: "CounterApp"
    topic = "drawer_sheet"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll(1)", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("pagedown", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
    ]

    def __init__(self, drawer_id: int, fresh: bool = False) -> None:
        super().__init__()
        self._drawer_id, self._fresh = drawer_id, fresh
        self.sheet: DrawerSheet | None = None
        self._operation = uuid4().hex
        self._busy = False

    def where(self) -> Sequence[str]:
        """Whose drawer."""
        drawer = self.sheet.drawer if self.sheet else None
        return (
            t("drawer_screen.sheet.title"),
            drawer.counter_name if drawer else "",
            drawer.cashier if drawer else "",
        )

    def hints(self) -> Sequence[Hint]:
        """Print it, or go back."""
        again = bool(self.sheet and self.sheet.copy)
        return (
            Hint("F9", "drawer_screen.sheet.print_again" if again else "drawer_screen.sheet.print"),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
            Hint("↑↓", "drawer_screen.sheet.scroll", 60),
            Hint("F12", commands.LOCK.label_id, 40),
        )

    def rail(self) -> str:
        """What to do with money and paper."""
        return t("drawer_screen.rail.sheet")

    def body(self) -> Iterable[Widget]:
        """What was closed, in sums."""
        yield Static(Content(t("drawer_screen.reading")), id="question", markup=False)
        yield Facts(id="facts")

    def on_mount(self) -> None:
        """Read it."""
        self.load()

    def on_screen_resume(self) -> None:
        """Somebody else may be here now, who sees their own drawers only."""
        if self.sheet is not None:
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The sheet; Forbidden for others' drawers is told."""
        try:
            sheet = self.sheet = await self.app.ask(drawers.sheet, self._drawer_id)
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss()
            return
        title = t("drawer_screen.sheet.closed", when=moment(sheet.drawer.closed_at or sheet.drawer.opened_at))
        self.query_one("#question", Static).update(Content(title))
        self.query_one(Facts).show(_facts(sheet))
        self.refresh_frame()
        if self._fresh:
            self._fresh = False
            self._say_done(sheet)

    def _say_done(self, sheet: DrawerSheet) -> None:
        if sheet.handed_to:
            self.say("drawer_screen.handed", tone="good", name=sheet.handed_to, kept=money(sheet.kept))
        else:
            self.say("drawer_screen.closed", tone="good", safe=money(sheet.to_safe), kept=money(sheet.kept))

    def action_scroll(self, rows: int) -> None:
        """↑ ↓ PgUp PgDn."""
        self.query_one("#body", Body).scroll_relative(y=rows, animate=False)

    def action_done(self) -> None:
        """F9."""
        self.print_out()

    @work(group="print")
    async def print_out(self) -> None:
        """Count the print, then make the paper: a copy is never taken for the first one."""
        from counter.screens.till.drawer_paper import make

        if self.sheet is None or self._busy:
            return
        self._busy = True
        app = self.app
        try:
            copy = await app.ask(
                money_prints.record,
                MoneyPaper.DRAWER_SHEET,
                self._drawer_id,
                operation=self._operation,
                target="file",
            )
            path = await app.in_thread(
                make,
                self.sheet,
                app.ward,
                copy,
                practice=app.machine.practice,
                store=app.machine.store,
            )
            self._operation = uuid4().hex
            self.sheet = await app.ask(drawers.sheet, self._drawer_id)
            self.refresh_frame()
            self.say("drawer_screen.sheet.made", tone="good", file=bare_name(path))
        except CounterError as error:
            await app.tell(error)
            return
        finally:
            self._busy = False
        await to_printer(app, self, path, t("drawer_screen.sheet.title"))


def _facts(sheet: DrawerSheet) -> tuple[Fact, ...]:
    facts = [
        Fact(t("drawer_screen.sum.counted"), money(sheet.counted_total), "strong"),
        Fact(t("drawer_screen.sum.expected"), money(sheet.expected)),
        Fact(
            t("drawer_screen.sum.difference"),
            difference_words(sheet.difference),
            "warn" if sheet.difference else "good",
        ),
    ]
    if sheet.reason:
        facts.append(Fact(t("drawer_screen.reason"), sheet.reason))
    if sheet.approved_by:
        facts.append(Fact(t("drawer_screen.approver"), sheet.approved_by))
    facts.append(Fact(t("drawer_screen.sheet.safe"), money(sheet.to_safe), "strong"))
    kept = money(sheet.kept)
    if sheet.handed_to:
        kept = t("drawer_screen.sheet.handed", sum=kept, name=sheet.handed_to)
    facts.append(Fact(t("drawer_screen.sheet.kept"), kept, "strong"))
    facts += _sums("drawer_screen.sheet.means", "drawer_screen.by_means", sheet.by_means)
    facts += _sums("drawer_screen.sheet.kinds", "drawer_screen.by_kind", sheet.by_kind)
    for n, book in enumerate(sheet.books):
        numbers = book.first if book.first == book.last else f"{book.first}–{book.last}"
        words = t(
            "drawer_screen.sheet.book", form=book.form, serial=book.serial, numbers=numbers,
            used=book.used, voided=len(book.voided),
        )  # fmt: skip
        facts.append(
            Fact(t("drawer_screen.sheet.books") if not n else " ", "; ".join((words, *book.set_aside)))
        )
    facts += [
        Fact(t("drawer_screen.moves") if not n else " ", move_words(move))
        for n, move in enumerate(sheet.moves)
    ]
    facts += _open_ends(sheet)
    return tuple(facts)


def _sums(label_id: str, words: str, sums: Sequence[KindSum]) -> list[Fact]:
    return [
        Fact(
            t(label_id) if not n else " ",
            t(
                "drawer_screen.sheet.sum",
                what=t(f"{words}.{one.key or 'unsaid'}"),
                n=one.count,
                sum=money(one.amount),
            ),
        )
        for n, one in enumerate(sums)
    ]


def _open_ends(sheet: DrawerSheet) -> list[Fact]:
    """What somebody has to look at later."""
    counts = {
        "reversals": len(sheet.reversals),
        "unmatched": len(sheet.unmatched),
        "excused": len(sheet.excused),
    }
    return [Fact(t(f"drawer_screen.sheet.{name}"), str(count)) for name, count in counts.items() if count]
