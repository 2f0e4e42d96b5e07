"""The lists beside the dossiers: results not collected, originals out, registers; F9 exports the open one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError
from counter.i18n import day, t
from counter.models.life_lists import LifeList, LifeLists
from counter.models.sheet import Cell
from counter.papers.files import bare_name
from counter.papers.life_sheet import COLUMNS, CSV, XLSX, keep_in, sheet
from counter.rules.rights import Act, may
from counter.screens.papers.printing import in_clear
from counter.screens.reports.month_turn import MonthTurn
from counter.services.life import certifications, life_lists
from counter.widgets.dialogs import Choice, Item, ReasonDialog
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp

_WIDE = frozenset(
    {"person", "procedure", "original", "lent_to", "paper", "body", "said", "requester", "note"}
)
_LEAST = {"phone": 12, "age": 7, "code": 8}  # a masked phone stands whole
_STRUCK = frozenset({LifeList.COPY, LifeList.SIGNATURE, LifeList.TRANSACTION})
_OPENS = frozenset({LifeList.UNCOLLECTED, LifeList.LENT})


class LifeListsScreen(MonthTurn):
    """A digit opens a list, ← → go to another month or year, Enter opens the dossier of a row."""

    WIDE = True
    app: "CounterApp"
    topic = "life_lists"

    def __init__(self) -> None:
        super().__init__()
        self.which = LifeList.UNCOLLECTED
        self.lists: LifeLists | None = None
        self._busy = False

    def where(self) -> Sequence[str]:
        """Which list, of when."""
        name = t(f"life_list.tab.{self.which}")
        if self.lists is None:
            return (t("life_list.title"), name)
        period = t("life_list.period", first=day(self.lists.first), last=day(self.lists.last))
        return (t("life_list.title"), name, "" if self.which in _OPENS else period)

    def hints(self) -> Sequence[Hint]:
        """Export, another list, another month."""
        return (
            Hint("F9", "life_list.export"),
            Hint("1–7", "life_list.other", 5),
            *((Hint("←→", f"life_list.other_{self.turns}", 10),) if self.which not in _OPENS else ()),
            *((Hint("Enter", "life_list.open", 8),) if self.which in _OPENS else ()),
            *((Hint("Enter", "life_list.strike", 8),) if self.which in _STRUCK else ()),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
            Hint("F10", "life_list.export_csv", 20),
        )

    @property
    def turns(self) -> str:
        """A register of certifications is kept by the year, without a gap; the others by the month."""
        return "year" if self.which in _STRUCK else "month"

    def action_other(self, step: int) -> None:
        """← → where there is another month or year; what waits now has none."""
        if self.which not in _OPENS:
            super().action_other(step)

    def body(self) -> Iterable[Widget]:
        """The names of the lists, the open one."""
        yield Static(Content(self._tabs()), id="tabs", markup=False)
        yield LineList((Column("", 10),), id="list", empty=t("life_list.reading"))

    def _tabs(self) -> str:
        """One line of 80 columns; the open one in brackets, as on a dossier."""
        names = [(one, f"{n} {t(f'life_list.tab.{one}')}") for n, one in enumerate(LifeList, 1)]
        return " ".join(f"[{name}]" if one is self.which else name for one, name in names)

    def on_mount(self) -> None:
        """This month."""
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Read the open list and show its rows."""
        month = self.period
        try:
            self.lists = await self.app.ask(life_lists.read, self.which, month.first, month.last)
        except CounterError as error:
            self.say_error(error)
            return
        self._show(self.lists)
        self.set_focus(self.query_one("#list"))
        self.query_one("#tabs", Static).update(Content(self._tabs()))
        self.refresh_frame()
        self.hint(t("life_list.hint.now" if self.which in _OPENS else f"life_list.hint.{self.turns}"))

    def _show(self, lists: LifeLists) -> None:
        """Its columns and rows, in the list that stands there: a digit struck meanwhile finds one too."""
        table, names = sheet(lists), COLUMNS[lists.which]
        listing = self.query_one("#list", LineList)
        listing.empty = t(f"life_list.empty.{lists.which}")
        listing.set_columns(
            [
                Column(name, max(_LEAST.get(key, 9), len(name)), grow=4 if key in _WIDE else 0)
                for key, name in zip(names, table.columns, strict=True)
            ]
        )
        rows = [
            Row(key=key, cells=tuple(map(_shown, names, cells)))
            for key, cells in zip(_keys(lists), table.rows, strict=True)
        ]
        listing.set_rows(rows, keep=False)

    def take_digit(self, digit: int) -> None:
        """A digit opens a list."""
        names = tuple(LifeList)
        if digit <= len(names):
            self.which = names[digit - 1]
            self.load()

    @on(LineList.RowChosen, "#list")
    def chosen(self, event: LineList.RowChosen) -> None:
        """The dossier of a row; of a register the number to strike."""
        event.stop()
        kind, _, ref = event.key.partition(":")
        if kind == "dossier":
            self.app.show("dossier", ref=ref)
        elif kind == "number":
            self.strike(int(ref))

    @work(group="strike")
    async def strike(self, number_id: int) -> None:
        """A number that was written wrongly."""
        if not may(self.app.actor, Act.MOVE):
            self.say(f"right.{Act.MOVE}", tone="warn")
            return
        entries = self.lists.certifications if self.lists else ()
        entry = next((one for one in entries if one.id == number_id), None)
        if entry is None:
            return  # another list stands there by now
        if entry.struck:
            self.say("life.struck_already", tone="warn")
            return
        lines = (
            t("life_list.strike.what", paper=entry.paper, name=entry.requester),
            t("life_list.strike.stays"),
        )
        title = t("life_list.strike.title", number=entry.number, year=entry.year)
        reason = await self.app.push_screen_wait(ReasonDialog(title, lines, verb_id="life_list.strike.do"))
        if not reason:
            return
        try:
            await self.app.ask(certifications.strike, entry.id, reason, operation=uuid4().hex)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.say("life_list.strike.done", tone="good", number=entry.number)
        self.load()

    def action_done(self) -> None:
        """F9: a workbook."""
        self.export(XLSX)

    def action_more(self) -> None:
        """F10: as CSV."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """Which kind of file."""
        items = [Item(XLSX, t("life_list.export")), Item(CSV, t("life_list.export_csv"))]
        if picked := await self.app.push_screen_wait(Choice(t("life_list.export"), items)):
            self.export(picked)

    @work(group="export")
    async def export(self, suffix: str) -> None:
        """Make the file and keep it beside the store."""
        if self.lists is None or self._busy:
            return
        self._busy = True
        app = self.app
        try:
            path = await app.in_thread(
                keep_in, app.machine.store, suffix, self.lists, app.ward, practice=app.machine.practice
            )
            self.say("life_list.made", tone="good", file=f"{path.parent.name}/{bare_name(path)}")
            await in_clear(app, self, path)
        except CounterError as error:
            await app.tell(error)
        finally:
            self._busy = False


def _keys(lists: LifeLists) -> Iterator[str]:
    """What Enter opens in each row, in the order of `sheet`."""
    yield from (f"dossier:{one.dossier_id}" for one in lists.uncollected)
    yield from (f"dossier:{lent.dossier_id}" for lent in lists.lent)
    yield from (f"line:{demand.id}" for demand in lists.demands)
    yield from (f"line:{guided.id}" for guided in lists.guidances)
    yield from (f"number:{entry.id}" for entry in lists.certifications)


def _shown(key: str, cell: Cell) -> str:
    """A cell as a person reads it: days are said to be days."""
    text = "" if cell is None else str(cell)
    return t("life_list.days", n=text) if key == "age" else text
