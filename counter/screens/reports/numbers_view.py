"""The ward's numbers (số liệu hồ sơ) of a day, week, month, quarter or year; ← → for the one beside it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError
from counter.i18n import language, local, t
from counter.models.staff import StaffView
from counter.models.ward_report import Group, Period, WardReport
from counter.papers.files import bare_name
from counter.papers.ward_report_sheets import KINDS, groups_of
from counter.papers.ward_report_words import Words
from counter.rules import report_periods
from counter.screens.papers.printing import in_clear
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.reports.numbers_rows import BAR, demand_lines, detail, late_rows, rows
from counter.services.reports import ward_report, ward_report_late
from counter.widgets.dialogs import Choice, Item, Message
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

FILES = {
    "periodic_pdf": (".pdf", True),
    "periodic_xlsx": (".xlsx", True),
    "pdf": (".pdf", False),
    "csv": (".csv", False),
}


ON_TIME = ("indicator:on_time", "indicator:done_on_time")  # behind them: what was overdue
BESIDE = BAR + 13 + 9 + 6 + 3 + 4  # the columns beside a name, the marks before it, the gaps
ALL_LATE = ("late", "")  # as the line that is open: every overdue dossier


class Notes(Message):
    """What the numbers mean, and what is not counted."""

    def __init__(self, notes: Sequence[str]) -> None:
        super().__init__("", title=t("numbers_screen.head.notes"))
        self.parts = tuple(notes)


class NumbersScreen(CounterScreen[None]):
    """Sums above, shares and counts with bars below; Enter opens a line, F9 writes the workbook."""

    WIDE = True
    app: "CounterApp"
    topic = "numbers"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "other(-1)", show=False),
        Binding("right", "other(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._kind = "month"
        self._period: Period | None = None
        self._only: tuple[str, str] | None = None  # the line that is open: kind, key
        self._seen_by: StaffView | None = None
        self._busy = False
        self.report: WardReport | None = None

    def where(self) -> Sequence[str]:
        """Which period, of what."""
        if self.report is None:
            return (t("numbers_screen.title"),)
        words, group = Words(language()), self._group()
        name = words.short(self._only[0], group) if self._only and group else words.as_of(self.report)
        return (t("numbers_screen.title"), words.period(self.report.period), name)

    def hints(self) -> Sequence[Hint]:
        """Write it, another period, a line."""
        return (
            Hint("F9", "numbers_screen.write"),
            Hint("Esc", "numbers_screen.all" if self._only else commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
            Hint("←→", "numbers_screen.other", 10),
            Hint("1–5", "numbers_screen.kind", 50),
            Hint("Enter", "numbers_screen.open", 20),
            Hint("F10", commands.MORE.label_id, 15),
        )

    def body(self) -> Iterable[Widget]:
        """The sums, the list."""
        yield Facts(id="sums")
        columns = (
            Column(t("numbers_screen.col.what"), 24, grow=1),
            Column("", BAR),
            Column(t("numbers_screen.col.count"), 13, align="right"),
            Column(t("numbers_screen.col.share"), 9, align="right"),
            Column("", 6),  # the heading says there which line of how many
        )
        yield LineList(columns, id="numbers", empty=t("numbers_screen.reading"))

    def on_mount(self) -> None:
        """This month."""
        self._period = report_periods.around(self._kind, local(self.app.now()).date())
        self.set_focus(self.query_one("#numbers"))
        self.load()

    def on_screen_resume(self) -> None:
        """Somebody else may be here now, who does not see who did how much."""
        if self._seen_by is not None and self._seen_by != self.app.actor:
            self.query_one("#numbers", LineList).set_rows([])
            self._only, self.report = None, None
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The report of the period that is chosen."""
        self._seen_by = self.app.actor
        if self._period is None:
            return
        try:
            self.report = await self.app.ask(ward_report.report, self._period)
        except CounterError as error:
            self.say_error(error)
            return
        self.show_report()

    def show_report(self) -> None:
        """All of it, or the line that is open."""
        report = self.report
        if report is None:
            return
        group, words = self._group(), Words(language())
        found: Sequence[Row] = rows(report)
        if group is not None and self._only is not None:
            found = detail(group, self._only[0], report)
        elif self._only == ALL_LATE:
            found = ()
        else:
            self._only = None  # this period has no such group
        tally = report.total if group is None else group.tally
        self.query_one("#sums", Facts).show([Fact("", line) for line in words.lines(tally)])
        self.query_one("#numbers", LineList).set_rows(found)
        self.refresh_frame()
        self.hint(t("numbers_screen.hint_one" if self._only else "numbers_screen.hint"))
        if self._only is not None:
            self.add_late(report.period, self._only)

    @work(exclusive=True, group="late")
    async def add_late(self, period: Period, only: tuple[str, str]) -> None:
        """The overdue dossiers behind the line that is open, below its numbers."""
        kind, key = ("", "") if only == ALL_LATE else only
        try:
            found = await self.app.ask(ward_report_late.late, period, kind, key)
        except CounterError as error:
            self.say_error(error)
            return
        if only == self._only and self.report is not None and self.report.period == period:
            listing = self.query_one("#numbers", LineList)
            listing.set_rows((*listing.rows, *late_rows(found)))

    def _group(self) -> Group | None:
        """The group of the line that is open; None for the whole, or when this period has none like it."""
        if self.report is None or self._only is None:
            return None
        kind, key = self._only
        if kind not in KINDS:
            return None
        return next((one for one in groups_of(self.report, kind) if one.key == key), None)

    def action_other(self, step: int) -> None:
        """← the period before, → the one after; none that has not begun."""
        if self._period is None:
            return
        beside = report_periods.beside(self._kind, self._period, step)
        if beside.first > local(self.app.now()).date():
            self.say("numbers_screen.not_yet", period=Words(language()).period(beside))
            return
        self._period = beside
        self.load()

    def take_digit(self, digit: int) -> None:
        """1 day, 2 week, 3 month, 4 quarter, 5 year: the one in which what is shown ends, or today."""
        if digit > len(report_periods.KINDS) or self._period is None:
            return
        self._kind = report_periods.KINDS[digit - 1]
        today = local(self.app.now()).date()
        self._period = report_periods.around(self._kind, min(self._period.last, today))
        self.load()

    @on(LineList.RowHighlighted, "#numbers")
    def marked(self, event: LineList.RowHighlighted) -> None:
        """The marked line in full where the column is too narrow for its name."""
        label = " ".join(event.row.cells[0].split())
        if len(label) > self.size.width - BESIDE:
            self.hint(label)
        else:
            self.hint(t("numbers_screen.hint_one" if self._only else "numbers_screen.hint"))

    @on(LineList.RowChosen, "#numbers")
    def chosen(self, event: LineList.RowChosen) -> None:
        """Every number of a group."""
        kind, _, key = event.key.partition(":")
        if kind == "notes" and self.report is not None:
            self.app.push_screen(Notes(Words(language()).notes(self.report)))
            return
        if kind == "demand" and self.report is not None:
            title = t("ward_report.sheet.demands")
            self.app.push_screen(Message(*demand_lines(self.report, key), title=title))
        elif kind == "dossier":
            self.app.show("dossier", ref=key)
        elif kind in KINDS or event.key in ON_TIME:
            self._only = (kind, key) if kind in KINDS else ALL_LATE
            self.show_report()
        else:
            self.say("numbers_screen.only_shown")

    def action_back(self) -> None:
        """Esc: from a line to the whole, then away."""
        if self._only is None:
            self.dismiss()
            return
        was = next(iter(ON_TIME)) if self._only == ALL_LATE else ":".join(self._only)
        self._only = None
        self.show_report()
        listing = self.query_one("#numbers", LineList)
        listing.move_to(next((n for n, row in enumerate(listing.rows) if row.key == was), 0))

    def action_done(self) -> None:
        """F9."""
        self.write(".xlsx", periodic=False)

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """The other files."""
        items = [Item(name, t(f"numbers_screen.file.{name}")) for name in FILES]
        chosen = await self.app.push_screen_wait(Choice(t("numbers_screen.files"), items))
        if chosen is not None:
            suffix, periodic = FILES[chosen]
            self.write(suffix, periodic=periodic)

    @work(group="write")
    async def write(self, suffix: str, *, periodic: bool) -> None:
        """Make the file and keep it beside the store."""
        from counter.papers.ward_report_file import keep_in

        if self.report is None or self._busy:
            return
        self._busy = True
        app = self.app
        try:
            path = await app.in_thread(
                keep_in, app.machine.store, suffix, self.report, app.ward,
                periodic=periodic, practice=app.machine.practice,
            )  # fmt: skip
            self.say("numbers_screen.made", tone="good", file=f"{path.parent.name}/{bare_name(path)}")
            await in_clear(app, self, path)
        except CounterError as error:
            await app.tell(error)
        finally:
            self._busy = False
