"""Closing the drawer (chốt ngăn tiền): a blind count by note; only after it what the book says (ux B11)."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError, Problem
from counter.i18n import money, number, t
from counter.models.drawer import CashCount
from counter.models.till import DrawerSheet, DrawerView
from counter.rules.cash_kept import notes_kept
from counter.screens.till.drawer_compare import AGAIN, CompareScreen
from counter.screens.till.drawer_form import FIRST, CountForm, CountScreen
from counter.screens.till.drawer_words import done_words, locked
from counter.services.till import drawers
from counter.widgets.fields import Field, Kind
from counter.widgets.frame import Hint


class DrawerCloseScreen(CountScreen):
    """Enter goes down the notes, F9 compares with the book; nothing is closed on this screen."""

    topic = "drawer_close"
    AT_END = "drawer_screen.close.at_end"
    HANDING: ClassVar[bool] = False  # to another cashier

    def __init__(self) -> None:
        super().__init__()
        self.view: DrawerView | None = None
        self._busy = False

    @property
    def _title(self) -> str:
        return t("drawer_screen.hand_over.title" if self.HANDING else "drawer_screen.close.title")

    def where(self) -> Sequence[str]:
        """Which drawer is closed, and whose."""
        return (self._title, self.app.ward.counter_name, self.view.cashier if self.view else "")

    def hints(self) -> Sequence[Hint]:
        """Compare, or leave it for later."""
        return (
            Hint("F9", "drawer_screen.compare_verb", reason=locked(self.app)),
            Hint("Esc", "drawer_screen.later"),
            Hint("F1", commands.HELP.label_id),
            Hint("F5", "drawer_screen.same_float", 60),
        )

    def rail(self) -> str:
        """Why the count is blind."""
        return t("drawer_screen.rail.close")

    def body(self) -> Iterable[Widget]:
        """The question, the notes, what stays, the sum, what was done in the shift."""
        yield Static(
            Content(locked(self.app) or t("drawer_screen.close.question")), id="question", markup=False
        )
        yield CountForm(
            (
                Field(
                    key="kept",
                    label=t("drawer_screen.keep"),
                    kind=Kind.MONEY,
                    hint=t("drawer_screen.keep_hint"),
                ),
            )
        )
        yield Static(Content(""), id="total", markup=False)
        yield Static(Content(""), id="shift", markup=False)

    def on_mount(self) -> None:
        """The first note."""
        form = self.query_one(CountForm)
        form.focus_field(FIRST)
        form.disabled = bool(locked(self.app))
        self.tell()
        if not locked(self.app):
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The drawer; payments without a receipt come first."""
        view = self.view = await self.app.ask(drawers.mine)
        if view is None:
            self.app.become("drawer_open")
        elif view.without_receipt:
            self.app.become("drawer_receipts")
        else:
            self.query_one(CountForm).set_suggestion("kept", number(view.float_amount))
            done = t("drawer_screen.shift", done=done_words(view))
            self.query_one("#shift", Static).update(Content(done))
            self.refresh_frame()

    def action_done(self) -> None:
        """F9."""
        self.compare()

    def action_no_suggestion(self) -> None:
        """F5 from any note: the next shift gets what this one began with."""
        form = self.query_one(CountForm)
        if self.view is None or form.value("kept"):
            super().action_no_suggestion()
            return
        form.set_value("kept", number(self.view.float_amount))
        self.say("drawer_screen.kept_taken", tone="good", kept=money(self.view.float_amount))

    @work(group="compare")
    async def compare(self) -> None:
        """Compare a whole count; what comes of it is decided on the next screen."""
        form, view = self.query_one(CountForm), self.view
        count, problems = self._counted(form)
        form.set_errors(problems)
        if problems or count is None or view is None or self._busy:
            return
        self._busy = True
        try:
            seen = await self.app.ask(drawers.compare, view.id, count)
            kept = form.amount("kept") or 0
            found = await self.app.push_screen_wait(
                CompareScreen(view, seen, count, kept, handing=self.HANDING)
            )
        except CounterError as error:
            await self.app.tell(error)
            return
        finally:
            self._busy = False
        self._go_on(found)

    @staticmethod
    def _counted(form: CountForm) -> tuple[CashCount | None, tuple[Problem, ...]]:
        """The count, or all that is wrong with it and with what stays."""
        read, problems = form.read(), form.problems()
        if not isinstance(read, CashCount):
            return None, (*read, *problems)
        kept = form.amount("kept")
        if problems or kept is None:
            return None, problems
        if kept > read.total:
            return None, (Problem("kept", "drawer.kept_range", {"counted": money(read.total)}),)
        if notes_kept(read, kept) is None:
            return None, (Problem("kept", "drawer.kept_notes", {"kept": money(kept)}),)
        return read, ()

    def _go_on(self, found: DrawerSheet | str) -> None:
        form = self.query_one(CountForm)
        if isinstance(found, DrawerSheet):
            self.app.look_at_drawer()
            self.app.become("drawer_sheet", drawer_id=found.drawer.id, fresh=True)
        elif found == AGAIN:
            form.fill(CashCount())
            form.focus_field(FIRST)
            self.say("drawer_screen.again_now")
        else:
            form.focus_field(FIRST)
            self.say("drawer_screen.notes_now")


class DrawerHandOverScreen(DrawerCloseScreen):
    """The same count, made by two; what is kept is the float of the other cashier's drawer."""

    HANDING = True
