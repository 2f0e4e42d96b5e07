"""The drawers of before: their close, and the hand-over sheet to print once more."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError
from counter.i18n import clock, day, local, t
from counter.models.staff import StaffView
from counter.models.till import DrawerRow
from counter.rules.rights import Act, may
from counter.screens.till.drawer_words import difference_words, locked
from counter.services.till import drawers
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

PAGE = 50


class DrawersPastScreen(CounterScreen[None]):
    """The newest first; everybody's for those who see the till, else one's own."""

    WIDE = True
    app: "CounterApp"
    topic = "drawer"

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[DrawerRow, ...] = ()
        self._seen_by: StaffView | None = None

    def where(self) -> Sequence[str]:
        """Drawers, whose."""
        whose = "all" if may(self.app.actor, Act.SEE_TILL) else "own"
        return (t("drawer_screen.past.title"), t(f"drawer_screen.past.{whose}"))

    def hints(self) -> Sequence[Hint]:
        """Open one, or go back."""
        return (
            Hint("Enter", "drawer_screen.past.verb"),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """One row a drawer."""
        columns = (
            Column(t("drawer_screen.col.day"), 11),
            Column(t("drawer_screen.col.time"), 15),
            Column(t("drawer_screen.col.cashier"), 20, 1),
            Column(t("drawer_screen.col.result"), 20),
        )
        empty = locked(self.app) if not may(self.app.actor, Act.SEE_TILL) else ""
        yield LineList(columns, id="drawers", empty=empty or t("drawer_screen.past.none"))

    def on_mount(self) -> None:
        """The newest."""
        self.set_focus(self.query_one("#drawers"))
        self.load()

    def on_screen_resume(self) -> None:
        """Somebody else may be here now, who sees their own drawers only."""
        if self._seen_by is not None and self._seen_by != self.app.actor:
            self.query_one("#drawers", LineList).set_rows([])
            self.refresh_frame()
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The first page."""
        self._seen_by = self.app.actor
        try:
            self.rows = await self.app.ask(drawers.listing, PAGE)
        except CounterError as error:
            self.say_error(error)
            return
        listed = self.query_one("#drawers", LineList)
        listed.set_rows([_row(row) for row in self.rows], more=len(self.rows) == PAGE)
        self.hint(t("drawer_screen.past.hint"))

    @on(LineList.NeedMore, "#drawers")
    @work(exclusive=True, group="more")
    async def load_more(self) -> None:
        """The next page."""
        page = await self.app.ask(drawers.listing, PAGE, self.rows[-1].id)
        self.rows += page
        self.query_one("#drawers", LineList).add_rows([_row(r) for r in page], more=len(page) == PAGE)

    @on(LineList.RowChosen, "#drawers")
    def chosen(self, event: LineList.RowChosen) -> None:
        """Its sheet; an open one has none yet."""
        event.stop()
        if event.row.locked:
            self.say("drawer.not_closed", tone="warn")
        else:
            self.app.show("drawer_sheet", drawer_id=int(event.key))


def _row(row: DrawerRow) -> Row:
    opened = local(row.opened_at)
    until = clock(row.closed_at) if row.closed_at else ""
    if row.difference is None:
        late = "ahead" if row.ahead else "too_long"
        result = t(f"drawer_screen.past.{late}" if row.too_long else "drawer_screen.past.open")
    else:
        result = difference_words(row.difference)
    cells = (day(opened.date()), f"{clock(row.opened_at)} – {until}", row.cashier, result)
    mark = "!" if row.too_long or row.difference else " "
    return Row(str(row.id), cells, mark=mark, locked="" if row.closed_at else t("drawer.not_closed"))
