"""Who looked at whose data (ai đã xem dữ liệu của ai): when, what was seen, why; from the audit trail."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.widget import Widget

from counter.errors import CounterError
from counter.i18n import t, written
from counter.models.lookups import Look
from counter.models.staff import StaffView
from counter.rules.rights import Act
from counter.screens.parts.behind_door import BehindDoor
from counter.services.people import lookers
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp


class LooksScreen(BehindDoor[None]):
    """The newest first, a page at a time; of one of the staff, or of everybody."""

    RIGHT = Act.MANAGE_STAFF
    WIDE = True
    app: "CounterApp"
    topic = "looks"

    def __init__(self, person: StaffView | None = None) -> None:
        super().__init__()
        self.person = person
        self.looks: tuple[Look, ...] = ()

    def where(self) -> Sequence[str]:
        """Looks, whose."""
        return (t("looks_screen.title"), self.person.name if self.person else t("looks_screen.everybody"))

    def keys(self) -> Sequence[Hint]:
        """The dossier that was looked at."""
        row = self._current
        none = "" if row and row.dossier else t("looks_screen.no_dossier")
        return (Hint("Enter", "looks_screen.open", reason=none),)

    def room(self) -> Iterable[Widget]:
        """One row a look."""
        who = () if self.person else (Column(t("looks_screen.col.who"), 16, grow=1),)
        columns = (
            Column(t("looks_screen.col.at"), 16), *who, Column(t("looks_screen.col.whose"), 18, grow=1),
            Column(t("looks_screen.col.what"), 20, grow=2),
        )  # fmt: skip
        yield LineList(columns, id="looks", empty=t("looks_screen.loading"))

    def arrive(self) -> None:
        """The newest."""
        self.set_focus(self.query_one("#looks"))
        self.load()

    @property
    def _current(self) -> Look | None:
        listed = self.query("#looks")
        row = listed.first(LineList).current if listed else None
        return next((one for one in self.looks if row and str(one.seq) == row.key), None)

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The first page."""
        try:
            self.looks = await self.app.ask(lookers.looks, self._whose)
        except CounterError as error:
            await self.app.tell(error)
            return
        listing = self.query_one("#looks", LineList)
        listing.empty = t("looks_screen.none")
        listing.set_rows([_row(one, self._whose) for one in self.looks], more=len(self.looks) == lookers.PAGE)
        self.tell_row()

    @property
    def _whose(self) -> int:
        return self.person.id if self.person else 0

    @on(LineList.NeedMore, "#looks")
    @work(exclusive=True, group="more")
    async def load_more(self) -> None:
        """The next page."""
        try:
            page = await self.app.ask(lookers.looks, self._whose, self.looks[-1].seq)
        except CounterError as error:
            await self.app.tell(error)
            return
        self.looks += page
        self.query_one("#looks", LineList).add_rows(
            [_row(one, self._whose) for one in page], more=len(page) == lookers.PAGE
        )

    @on(LineList.RowHighlighted, "#looks")
    def tell_row(self) -> None:
        """The marked look whole: the columns may be too narrow for the reason."""
        self.refresh_frame()
        if (one := self._current) is None:
            self.hint(t("looks_screen.hint"))
            return
        self.hint(" · ".join(filter(None, (_what(one), _whom(one), one.dossier))))

    @on(LineList.RowChosen, "#looks")
    def chosen(self, event: LineList.RowChosen) -> None:
        """Enter: the dossier it was about."""
        one = self._current
        if one is not None and one.dossier:
            self.app.show("dossier", ref=one.dossier)
        else:
            self.say("looks_screen.no_dossier", tone="warn")


def _whom(one: Look) -> str:
    return " ".join(filter(None, (one.name or t("looks_screen.deleted"), one.number)))


def _what(one: Look) -> str:
    return t(f"looks_screen.kind.{one.event.rpartition('.')[2]}", reason=one.reason)


def _row(one: Look, whose: int) -> Row:
    who = () if whose else (one.who,)
    mark = "!" if one.event == "lookup.refused" else " "
    return Row(str(one.seq), (written(one.at), *who, _whom(one), _what(one)), mark=mark)
