"""The delay ledger of a dossier (sổ trễ): whose every minute was, with the proof of the marked stretch."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError
from counter.i18n import number, t
from counter.models.delay import CauseSum, DelayLedger, Span
from counter.papers.files import bare_name
from counter.rules.delay_words import length, proofs, short, stamp, verdict
from counter.screens.papers.printing import to_printer
from counter.screens.parts.intake_facts import Fact, Facts
from counter.services.dossier import dossiers
from counter.services.reports import delay
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp


class DelayScreen(CounterScreen[None]):
    """The sums, every stretch in order, and the proof of the marked one; F9 prints the page."""

    WIDE = True
    app: "CounterApp"
    topic = "delay"

    def __init__(self, dossier_id: int) -> None:
        super().__init__()
        self._dossier_id = dossier_id
        self._operation = uuid4().hex
        self._printed = False
        self._busy = False
        self.ledger: DelayLedger | None = None

    def where(self) -> Sequence[str]:
        """Which dossier."""
        if self.ledger is None:
            return (t("delay.screen.title"),)
        return (t("delay.screen.title"), self.ledger.short_code, short(self.ledger.procedure))

    def hints(self) -> Sequence[Hint]:
        """Print it, or go back."""
        return (
            Hint("F9", "delay.screen.print_again" if self._printed else "delay.screen.print"),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """Late or not, whose the minutes are, the stretches, the proof of one."""
        yield Static(Content(t("delay.screen.reading")), id="verdict", markup=False)
        yield Facts(id="sums")
        columns = (
            Column(t("delay.screen.col.from"), 11),
            Column(t("delay.screen.col.to"), 11),
            Column(t("delay.screen.col.minutes"), 6, align="right"),
            Column(t("delay.screen.col.whose"), 16, grow=1),
            Column(t("delay.screen.col.why"), 16, grow=3),
        )
        yield LineList(columns, id="spans", empty=t("delay.screen.reading"))
        yield Facts(id="proof")

    def on_mount(self) -> None:
        """Read it."""
        self.query_one("#spans").focus()
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The ledger as it stands now."""
        try:
            self.ledger = found = await self.app.ask(delay.ledger, self._dossier_id)
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss()
            return
        self.query_one("#verdict", Static).update(Content(verdict(found, t)))
        self.query_one("#sums", Facts).show(_sums(found.sums))
        spans = self.query_one("#spans", LineList)
        spans.empty = t("delay.screen.none")
        spans.set_rows([_row(place, span) for place, span in enumerate(found.spans)])
        self.refresh_frame()
        self.hint(t("delay.screen.hint"))
        self._tell()

    @on(LineList.RowHighlighted, "#spans")
    def _tell(self) -> None:
        """What proves the marked stretch."""
        row = self.query_one("#spans", LineList).current
        if self.ledger is None or row is None:
            return
        self.query_one("#proof", Facts).show(_proof(self.ledger.spans[int(row.key)]))

    def action_done(self) -> None:
        """F9."""
        self.print_out()

    @work(group="print")
    async def print_out(self) -> None:
        """Count the print, then make the page."""
        from counter.screens.reports.delay_paper import make

        if self.ledger is None or self._busy:
            return
        self._busy = True
        app = self.app
        try:
            copy = await app.ask(
                dossiers.record_print,
                self._dossier_id,
                "delay",
                operation=self._operation,
                target="file",
            )
            path = await app.in_thread(
                make,
                self.ledger,
                app.ward,
                copy,
                practice=app.machine.practice,
                store=app.machine.store,
            )
            self._operation, self._printed = uuid4().hex, True
            self.refresh_frame()
            self.say("delay.screen.printed", tone="good", file=bare_name(path))
        except CounterError as error:
            await app.tell(error)
            return
        finally:
            self._busy = False
        await to_printer(app, self, path, t("delay.screen.title"))


def _sums(sums: Iterable[CauseSum]) -> tuple[Fact, ...]:
    """A line for each cause that has any minutes."""
    return tuple(
        Fact(t(f"delay.cause.{one.cause}"), words, "warn" if one.overdue or one.news_overdue else "")
        for one in sums
        if (words := sum_words(one))
    )


def sum_words(one: CauseSum) -> str:
    """The minutes of one cause in words; "" when it has none."""
    parts = []
    if one.minutes:
        parts.append(t("delay.screen.sum", all=length(one.minutes, t), working=length(one.working, t)))
    overdue = one.overdue + one.news_overdue
    for name, value in (("news", one.news), ("overdue", overdue), ("beside", one.beside)):
        if value:
            parts.append(t(f"delay.screen.sum_{name}", **{name: length(value, t)}))
    return " · ".join(parts)


def _row(place: int, span: Span) -> Row:
    cells = (
        stamp(span.began),
        stamp(span.until),
        number(span.minutes),
        t(f"delay.cause.{span.cause}"),
        t(f"delay.why.{span.why}"),
    )
    return Row(
        key=str(place), cells=cells, mark="!" if span.overdue else " ", tone="late" if span.overdue else ""
    )


def _proof(span: Span) -> tuple[Fact, ...]:
    counted = t(
        "delay.screen.counted_late" if span.overdue else "delay.screen.counted",
        why=t(f"delay.why.{span.why}"),
        all=length(span.minutes, t),
        working=length(span.working, t),
        overdue=length(span.overdue, t),
    )
    return (
        Fact(t("delay.screen.counts"), counted),
        Fact(t("delay.screen.proof"), proofs(span.proofs, t), "strong"),
    )
