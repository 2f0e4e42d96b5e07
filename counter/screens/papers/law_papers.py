"""The papers of the law of one dossier: which there are, what each says, and how often it was printed."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError, DataFault
from counter.i18n import day, local, t
from counter.models.dossier import DossierView
from counter.models.law_papers import LawFacts, LawForm, PaperChoice
from counter.papers.files import bare_name
from counter.papers.law_forms import values_of
from counter.papers.law_preview import rows
from counter.screens.papers.printing import to_printer
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.times import short_name
from counter.services.dossier import dossiers
from counter.services.papers import law_papers, law_register
from counter.services.people.lookups import masked_facts
from counter.widgets.dialogs import Dialog
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

DIRECTION = {form: direction for direction, form in law_register.FORMS.items()}


class LawPapersScreen(CounterScreen[None]):
    """One row a paper; Enter shows it, F9 prints it. What is not there yet stays, with the reason."""

    WIDE = True
    app: "CounterApp"
    topic = "law_papers"

    def __init__(self, ref: str, at: LawForm | None = None) -> None:
        super().__init__()
        self._ref = ref
        self._at = at  # the form of the step that was just made: F9 must not print another one
        self._operation = uuid4().hex
        self._busy = False
        self.view: DossierView | None = None
        self.choices: tuple[PaperChoice, ...] = ()

    def where(self) -> Sequence[str]:
        """The papers, and whose."""
        if self.view is None:
            return (t("law_screen.title"),)
        name = short_name(self.view.procedure_name)
        return (t("law_screen.title"), self.view.short_code, self.view.applicant.full_name, name)

    def hints(self) -> Sequence[Hint]:
        """Look, print, go back."""
        return (
            Hint("F9", "law_screen.print"),
            Hint("Enter", "law_screen.look", 10),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """The list."""
        yield Static(Content(t("law_screen.question")), id="question", markup=False)
        columns = (
            Column(t("law_screen.col.form"), 7),
            Column(t("law_screen.col.paper"), 30, grow=2),
            Column(t("law_screen.col.of"), 11),
            Column(t("law_screen.col.copies"), 18, grow=1),
        )
        yield LineList(columns, id="papers", empty=t("law_screen.reading"))
        yield Facts(id="marked")

    def on_mount(self) -> None:
        """Read it."""
        self.query_one("#papers").focus()
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The dossier and its papers."""
        try:
            self.view = await self.app.ask(dossiers.get, self._ref)
            self.choices = await self.app.ask(law_papers.choices, self._ref)
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss()
            return
        listed = [_row(place, choice) for place, choice in enumerate(self.choices)]
        papers = self.query_one("#papers", LineList)
        papers.set_rows(listed)
        if self._at is not None:
            self._lead_to(papers, self._at)
        self.refresh_frame()
        self.hint(t("law_screen.hint"))
        self._tell()

    def _lead_to(self, papers: LineList, form: LawForm) -> None:
        """The focus bar on the last paper of this form, once: reading it again stays where one is."""
        places = [n for n, one in enumerate(self.choices) if one.form is form and not one.reason]
        self._at = None
        if places:
            papers.move_to(places[-1])

    @on(LineList.RowHighlighted, "#papers")
    def _tell(self) -> None:
        """The marked paper in full: its name, or why it is not there yet, may be too long for the row."""
        row = self.query_one("#papers", LineList).current
        if row is None or not self.choices:
            return
        choice = self.choices[int(row.key)]
        reason = (Fact("", t(choice.reason), "warn"),) if choice.reason else ()
        self.query_one("#marked", Facts).show((Fact("", ""), Fact("", row.cells[1], "strong"), *reason))

    def _chosen(self) -> PaperChoice | None:
        """The marked paper, None when it cannot be printed yet: then it was said why."""
        row = self.query_one("#papers", LineList).current
        choice = self.choices[int(row.key)] if row is not None and self.choices else None
        if choice is not None and choice.reason:
            self.say("law_screen.not_yet", tone="warn", reason=t(choice.reason))
            return None
        return choice

    @on(LineList.RowChosen, "#papers")
    @work(group="look")
    async def look(self) -> None:
        """Enter: what the paper says; F9 there prints it."""
        choice = self._chosen()
        if choice is None or self.view is None:
            return
        if choice.form is LawForm.RECEIPT:
            self.app.show("accepted", ref=str(self.view.id))
            return
        try:
            facts = await self._facts(choice)
            preview = LawPreview(facts, self)
        except CounterError as error:
            await self.app.tell(error)
            return
        if await self.app.push_screen_wait(preview):
            self.print_out()

    async def _facts(self, choice: PaperChoice) -> LawFacts:
        number = choice.number
        if choice.form in DIRECTION and number is not None:
            direction = DIRECTION[choice.form]
            return await self.app.ask(law_register.hand_over, direction, number.number, number.year)
        return await self.app.ask(law_papers.facts, choice.form, self._ref, choice.which)

    def action_done(self) -> None:
        """F9."""
        self.print_out()

    @work(group="print")
    async def print_out(self) -> None:
        """Count the print, then make the paper: a copy is never taken for the first one."""
        from counter.screens.papers.law_paper_made import make

        choice = self._chosen()
        if choice is None or self.view is None or self._busy:
            return
        if choice.form is LawForm.RECEIPT:
            self.app.show("accepted", ref=str(self.view.id))
            return
        self._busy = True
        self.say("law_screen.making")
        app = self.app
        try:
            facts = await self._facts(choice)
            copy = await self._count(choice, self.view.id)
            path = await app.in_thread(
                make, facts, app.ward, copy, practice=app.machine.practice, store=app.machine.store
            )
            self._operation = uuid4().hex
            self.say("law_screen.made", tone="good", file=bare_name(path), folder=path.parent.name)
            self.load()
        except CounterError as error:
            await app.tell(error)
            return
        finally:
            self._busy = False
        await to_printer(app, self, path, t(f"law_paper.title.{choice.form}"))

    async def _count(self, choice: PaperChoice, dossier_id: int) -> int:
        number = choice.number
        if choice.form in DIRECTION and number is not None:
            name = law_register.list_name(number)
            return await self.app.ask(
                law_register.record_print, choice.form, name, operation=self._operation, target="file"
            )
        return await self.app.ask(
            law_papers.record_print,
            choice.form,
            dossier_id,
            which=choice.which,
            operation=self._operation,
            target="file",
        )


class LawPreview(Dialog[bool]):
    """What the paper says, from the same values. True: print it."""

    BINDINGS = [("f9", "do", "")]  # noqa: RUF012  # as Textual wants it

    def __init__(self, facts: LawFacts, screen: LawPapersScreen) -> None:
        super().__init__(t("law_screen.preview"))
        app = screen.app
        try:
            data = values_of(masked_facts(facts), app.ward, practice=app.machine.practice)
            self._rows = tuple(Fact(label, value) for label, value in rows(data))
        except DataFault as fault:
            self._rows = (Fact("", t(fault.message_id, **fault.params), "warn"),)

    def inside(self) -> Iterable[Widget]:
        """The lines, to scroll with ↑ ↓."""
        with VerticalScroll(id="preview") as scroll:
            scroll.styles.height = 16
            yield Facts(self._rows)

    def on_mount(self) -> None:
        """↑ ↓ scroll at once."""
        self.set_focus(self.query_one(VerticalScroll))

    def hints(self) -> Sequence[Hint]:
        """Print it, scroll, or close."""
        return (
            Hint("F9", "law_screen.print"),
            Hint("↑↓", "accepted.preview.scroll"),
            Hint("Esc", "widget.dialog.close"),
        )

    def action_do(self) -> None:
        """F9."""
        self.leave(True)

    def action_leave(self) -> None:
        """Esc."""
        self.leave(False)


def _row(place: int, choice: PaperChoice) -> Row:
    title = t(f"law_paper.title.{choice.form}")
    form = t("law_screen.form", number=choice.form.value) if choice.form.value.isdecimal() else ""
    if choice.number is not None:
        name = law_register.list_name(choice.number)
        title = t("law_screen.numbered", title=title, number=name)
    on_day = day(local(choice.at).date()) if choice.at else ""
    said = t("law_screen.copies", count=choice.copies) if choice.copies else t("law_screen.not_printed")
    cells = (form, title, on_day, t(choice.reason) if choice.reason else said)
    return Row(key=str(place), cells=cells, mark="–" if choice.reason else "·", tone="")
