"""The delay ledger of a month (sổ trễ tháng); ← → for another month, Enter for a dossier's own, F9 prints."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError
from counter.i18n import number, t
from counter.models.delay import CAUSES, CauseSum, DelayRow, MonthDelay, Outage
from counter.papers.files import bare_name
from counter.rules.delay_words import short, stamp
from counter.screens.papers.printing import to_printer
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.reports.deposit_words import month_words
from counter.screens.reports.month_turn import MonthTurn
from counter.services.reports import delay
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp

SHOWN = 500  # dossiers that are listed


class DelayMonthScreen(MonthTurn):
    """Whose the minutes of the month were, which dossiers were late, when nothing came through."""

    WIDE = True
    app: "CounterApp"
    topic = "delay_month"

    def __init__(self, month: str = "") -> None:
        super().__init__(month)
        self._busy = False
        self.found: MonthDelay | None = None

    def where(self) -> Sequence[str]:
        """Which month."""
        return (t("delay.screen.month_title"), month_words(self._month) if self.found else "")

    def hints(self) -> Sequence[Hint]:
        """Print it, the other months, a dossier's own."""
        return (
            Hint("F9", "delay.screen.print"),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
            Hint("←→", "delay.screen.other", 10),
            Hint("Enter", "delay.screen.open", 20),
        )

    def body(self) -> Iterable[Widget]:
        """How many, then the list."""
        yield Facts(id="sums")
        columns = (
            Column(t("delay.screen.col.what"), 30, grow=1),
            Column(t("delay.screen.col.minutes"), 9, align="right"),
            Column(t("delay.screen.col.working"), 9, align="right"),
            Column(t("delay.screen.col.overdue"), 9, align="right"),
            Column("", 6),  # the heading says there which line of how many
        )
        yield LineList(columns, id="month", empty=t("delay.screen.reading"))

    def on_mount(self) -> None:
        """Read it."""
        self.query_one("#month").focus()
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The month that is shown."""
        try:
            self.found = found = await self.app.ask(delay.month, self._month)
        except CounterError as error:
            self.say_error(error)
            return
        self.query_one("#sums", Facts).show(_counts(found))
        self.query_one("#month", LineList).set_rows(rows(found))
        self.refresh_frame()
        self.hint(t("delay.screen.month_hint"))

    @on(LineList.RowChosen, "#month")
    def chosen(self, event: LineList.RowChosen) -> None:
        """The ledger of the dossier of a line."""
        kind, _, ident = event.key.partition(":")
        if kind == "dossier":
            self.app.show("delay", dossier_id=int(ident))
        else:
            self.say("delay.screen.only_shown")

    def action_done(self) -> None:
        """F9."""
        self.print_out()

    @work(group="print")
    async def print_out(self) -> None:
        """Make the paper of the month."""
        from counter.screens.reports.delay_paper import make_month

        if self.found is None or self._busy:
            return
        self._busy = True
        app = self.app
        try:
            path = await app.in_thread(
                make_month,
                self.found,
                app.ward,
                practice=app.machine.practice,
                store=app.machine.store,
            )
            self.say("delay.screen.printed", tone="good", file=bare_name(path))
        except CounterError as error:
            await app.tell(error)
            return
        finally:
            self._busy = False
        await to_printer(app, self, path, t("delay.screen.month_title"))


def _counts(found: MonthDelay) -> tuple[Fact, ...]:
    done = sum(count for _, count in found.finished)
    ends = [f"{t(f'delay.lateness.{state}')} {number(count)}" for state, count in found.finished if count]
    words = t(
        "delay.screen.dossiers_words",
        n=number(found.dossiers),
        done=number(done),
        running=number(found.running_late),
    )
    return (
        Fact(t("delay.screen.dossiers"), words, "strong"),
        Fact(t("delay.screen.ends"), " · ".join(ends) or t("delay.screen.nothing")),
        Fact("", ""),
    )


def rows(found: MonthDelay) -> tuple[Row, ...]:
    """Every question of the month, also one whose answer is "none"."""
    beside = [one for one in found.sums if one.beside]
    sections = (
        ("work", [_work(one) for one in found.sums]),
        ("news", [_news(one) for one in found.sums if one.news]),
        (
            "beside",
            [Row(key=f"beside:{one.cause}", cells=(_cause(one), number(one.beside))) for one in beside],
        ),
        ("late", [_late(row) for row in found.late[:SHOWN]]),
        ("outages", [_outage(place, one) for place, one in enumerate(found.outages)]),
    )
    return tuple(row for name, lines in sections for row in _section(name, lines))


def _section(name: str, lines: Sequence[Row]) -> Iterator[Row]:
    yield Row(key=f"head:{name}", cells=(t(f"delay.screen.head.{name}"),), tone="head")
    yield from lines
    if not lines:
        yield Row(key=f"none:{name}", cells=(t("delay.screen.nothing"),), mark="√", tone="dim")


def _cause(one: CauseSum) -> str:
    return t(f"delay.cause.{one.cause}")


def _work(one: CauseSum) -> Row:
    cells = (_cause(one), number(one.minutes), number(one.working), number(one.overdue))
    return Row(key=f"work:{one.cause}", cells=cells)


def _news(one: CauseSum) -> Row:
    cells = (_cause(one), number(one.news), number(one.news_working), number(one.news_overdue))
    return Row(key=f"news:{one.cause}", cells=cells)


def _late(row: DelayRow) -> Row:
    what = t(
        "delay.screen.late_row",
        code=row.short_code,
        procedure=short(row.procedure),
        cause=t(f"delay.cause.{row.cause}"),
    )
    late = number(row.overdue + row.news_overdue)
    return Row(
        key=f"dossier:{row.dossier_id}",
        cells=(what, "", number(row.overdue_working), late),
        mark="!",
        tone="late",
    )


def _outage(place: int, one: Outage) -> Row:
    what = t(
        "delay.screen.outage",
        began=stamp(one.began),
        until=stamp(one.until),
        cause=t(f"delay.cause.{CAUSES[one.why]}"),
        why=t(f"delay.why.{one.why}"),
    )
    minutes = int((one.until - one.began).total_seconds() // 60)
    return Row(key=f"outage:{place}", cells=(what, number(minutes)))
