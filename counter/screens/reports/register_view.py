"""The register (sổ theo dõi hồ sơ, Mẫu 07) of a month: to look at, to print, to take into a spreadsheet."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter.errors import CounterError
from counter.i18n import day, local, number, t
from counter.models.law_papers import LawForm, RegisterFacts, RegisterRow
from counter.papers.files import bare_name
from counter.rules.rights import Act
from counter.screens.papers.printing import in_clear, to_printer
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.times import short_name
from counter.screens.reports.deposit_words import month_words
from counter.screens.reports.month_turn import MonthTurn
from counter.services.papers import law_register
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row


class RegisterScreen(MonthTurn, BehindDoor[None]):
    """One row a dossier; ← → for another month, F9 prints the month, F10 exports it."""

    RIGHT = Act.MOVE
    WIDE = True
    topic = "register"

    def __init__(self, month: str = "") -> None:
        super().__init__(month)
        self._operation = uuid4().hex
        self._busy = False
        self.facts: RegisterFacts | None = None

    def where(self) -> Sequence[str]:
        """The register, and of which month."""
        if self.facts is None:
            return (t("law_paper.title.07").upper(),)
        count = t("law_paper.count", count=number(len(self.facts.rows)))
        return (t("law_paper.title.07").upper(), month_words(self._month), count)

    def keys(self) -> Sequence[Hint]:
        """Print, export, the other months."""
        return (
            Hint("F9", "law_screen.print_month"),
            Hint("F10", "law_screen.export", 20),
            Hint("←→", "law_screen.other_month", 10),
            Hint("Enter", "law_screen.open", 30),
        )

    def room(self) -> Iterable[Widget]:
        """The list."""
        columns = (
            Column(t("law_paper.column.number"), 6, align="right"),
            Column(t("law_paper.column.code"), 19),
            Column(t("law_paper.column.person"), 20, grow=1),
            Column(t("law_screen.col.procedure"), 16, grow=1),
            Column(t("law_paper.column.received"), 10),
            Column(t("law_paper.column.returned"), 10),
            Column("", 6),  # the heading says there which line of how many
        )
        yield LineList(columns, id="register", empty=t("law_screen.reading"))

    def arrive(self) -> None:
        """The list has the keys."""
        self.set_focus(self.query_one("#register"))

    def on_screen_resume(self) -> None:
        """Here, or here again."""
        if self.allowed:
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The month that is shown."""
        month = self.period
        try:
            self.facts = await self.app.ask(law_register.register, month.first, month.last)
        except CounterError as error:
            self.say_error(error)
            return
        listed = self.query_one("#register", LineList)
        listed.empty = t("law_screen.none")
        listed.set_rows([_row(row) for row in self.facts.rows], keep=False)
        self.refresh_frame()
        self.hint(t("law_screen.register_hint"))

    @on(LineList.RowChosen, "#register")
    def chosen(self, event: LineList.RowChosen) -> None:
        """Open the dossier."""
        self.app.show("dossier", ref=event.key)

    def action_done(self) -> None:
        """F9."""
        self.print_out()

    def action_more(self) -> None:
        """F10."""
        self.export()

    @work(group="print")
    async def print_out(self) -> None:
        """Count the print, then make the book of the month."""
        from counter.screens.papers.law_paper_made import make

        if self.facts is None or self._busy:
            return
        self._busy = True
        self.say("law_screen.making")
        app, facts = self.app, self.facts
        try:
            copy = await app.ask(
                law_register.record_print,
                LawForm.REGISTER,
                _name(facts),
                operation=self._operation,
                target="file",
            )
            path = await app.in_thread(
                make, facts, app.ward, copy, practice=app.machine.practice, store=app.machine.store
            )
            self._operation = uuid4().hex
            self.say("law_screen.made", tone="good", file=bare_name(path), folder=path.parent.name)
        except CounterError as error:
            await app.tell(error)
            return
        finally:
            self._busy = False
        await to_printer(app, self, path, t("law_paper.title.07"))

    @work(group="print")
    async def export(self) -> None:
        """The same as a table; that it left is in the audit trail."""
        from counter.screens.papers.law_paper_made import export

        if self.facts is None or self._busy:
            return
        self._busy = True
        self.say("law_screen.making")
        app, facts = self.app, self.facts
        try:
            await app.ask(law_register.record_export, _name(facts), operation=uuid4().hex, target="xlsx")
            path = await app.in_thread(
                export, facts, app.ward, practice=app.machine.practice, store=app.machine.store
            )
            self.say("law_screen.exported", tone="good", file=bare_name(path), folder=path.parent.name)
            await in_clear(app, self, path)
        except CounterError as error:
            await app.tell(error)
        finally:
            self._busy = False


def _name(facts: RegisterFacts) -> str:
    return f"{facts.first.isoformat()}/{facts.last.isoformat()}"


def _row(row: RegisterRow) -> Row:
    returned = day(local(row.returned_at).date()) if row.returned_at else ""
    cells = (
        str(row.number),
        row.code,
        row.applicant,
        short_name(row.procedure),
        day(local(row.received_at).date()),
        returned,
    )
    return Row(key=row.code, cells=cells, mark="–" if row.struck else " ", tone="dim" if row.struck else "")
