"""The drawer (ngăn tiền): how long it is open, what was done in it, what can be done now. No expected sum."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.i18n import t
from counter.models.till import DrawerView
from counter.rules.rights import Act
from counter.screens.parts.covered import Covered
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.till.drawer_words import locked, page_facts
from counter.services.till import drawers
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp

ACTIONS = ("receipts", "in", "out", "hand_over", "past")


class DrawerScreen(Covered[None]):
    """Open: its page. Not open: the count of its float comes in its place. Volunteers: a locked door."""

    RIGHT = Act.TAKE_MONEY
    app: "CounterApp"
    topic = "drawer"

    def __init__(self) -> None:
        super().__init__()
        self.view: DrawerView | None = None

    def where(self) -> Sequence[str]:
        """The drawer, its counter, its cashier."""
        return (t("drawer_screen.title"), self.app.ward.counter_name, self.view.cashier if self.view else "")

    def hints(self) -> Sequence[Hint]:
        """Close it; the numbers do the rest."""
        if locked(self.app):
            return (Hint("Esc", commands.BACK.label_id), Hint("F1", commands.HELP.label_id))
        return (
            Hint("F9", "drawer_screen.close_verb"),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
            Hint("1–5", "drawer_screen.choose"),
            Hint("F12", commands.LOCK.label_id, 60),
        )

    def rail(self) -> str:
        """What a drawer wants of its cashier."""
        return t("drawer_screen.rail.page")

    def body(self) -> Iterable[Widget]:
        """The facts, then what can be done."""
        yield Static(Content(t("drawer_screen.reading")), id="question", markup=False)
        yield Facts(id="facts")
        yield LineList([Column("", 30, 1)], header=False, numbered=True, id="actions")

    def on_mount(self) -> None:
        """Read it; nothing can be chosen before."""
        self.query_one("#actions").display = False
        self.load()

    def on_screen_resume(self) -> None:
        """Something was done meanwhile."""
        if self.view is not None and self.allowed:
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The drawer as it stands."""
        if reason := locked(self.app):
            self.query_one("#question", Static).update(Content(t("drawer_screen.locked_title")))
            self.query_one(Facts).show((Fact("", reason, "warn"),))
            return
        before, self.view = self.view, await self.app.ask(drawers.mine)
        if self.view is None:
            if before is None:
                self.app.become("drawer_open")
            else:  # closed or handed over on a screen above
                self.dismiss()
            return
        title = t("drawer_screen.is_open", name=self.view.cashier, counter=self.view.counter_name)
        self.query_one("#question", Static).update(Content(title))
        self.query_one(Facts).show(page_facts(self.view, self.app.now()))
        actions = self.query_one("#actions", LineList)
        actions.set_rows(self._rows(self.view))
        actions.display = True
        self.set_focus(actions)
        self.refresh_frame()
        self.hint(t("drawer_screen.page_hint"))

    @staticmethod
    def _rows(view: DrawerView) -> list[Row]:
        why = "drawer_screen.ahead_short" if view.ahead else "drawer_screen.too_long_short"
        late = t(why) if view.too_long else ""
        reasons = {
            "receipts": "" if view.without_receipt else t("drawer_screen.receipts_done"),
            "in": late,
            "out": late,
        }
        return [
            Row(key, (f"{t(f'drawer_screen.do.{key}')}   {reason}".rstrip(),), locked=reason)
            for key in ACTIONS
            for reason in (reasons.get(key, ""),)
        ]

    @on(LineList.RowChosen, "#actions")
    def chosen(self, event: LineList.RowChosen) -> None:
        """A number, or Enter on a row."""
        event.stop()
        match event.key:
            case _ if event.row.locked:
                self.say("drawer_screen.not_now", reason=event.row.locked)
            case "receipts":
                self.app.show("drawer_receipts")
            case "in" | "out":
                self.app.show("drawer_move", way=event.key)
            case "hand_over":
                self.app.show("drawer_hand_over")
            case "past":
                self.app.show("drawers_past")

    def action_done(self) -> None:
        """F9: count it, to close it."""
        if not locked(self.app):
            self.app.show("drawer_close")
