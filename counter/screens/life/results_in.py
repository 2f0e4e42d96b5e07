"""Results come back from the specialists on one list (phiếu bàn giao): scan each slip, F9: they are ready."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import on, work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError, Refused
from counter.i18n import day, local, t
from counter.models.dossier import DossierView
from counter.models.life import Direction, MoveName, Outcome
from counter.models.life_views import HandingDraft, HandingLine
from counter.rules import moves
from counter.rules.rights import Act
from counter.screens.life.life_path import text
from counter.screens.parts.covered import Covered
from counter.screens.parts.form_panel import FormPanel, LiveForm
from counter.screens.parts.scanned import slip_code
from counter.screens.parts.times import short_name
from counter.services.dossier import dossiers
from counter.services.life import handings
from counter.services.papers.law_register import FORMS
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.fields import Field
from counter.widgets.form import FormView
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.vn_input import VnInput

if TYPE_CHECKING:
    from counter.app import CounterApp


@dataclass(frozen=True, slots=True)
class Line:
    """One result of the list: its dossier and what the result is."""

    view: DossierView
    result: str


class ResultsInScreen(Covered[bool]):
    """The box takes slips and codes; nothing is stored before F9, which stores the whole list or nothing."""

    RIGHT = Act.MOVE
    WIDE: ClassVar[bool] = True
    WORDS: ClassVar[str] = "results"
    DIRECTION: ClassVar[Direction] = Direction.BACK
    MOVE: ClassVar[MoveName] = MoveName.READY
    PERSON: ClassVar[str] = "person_back"
    app: "CounterApp"
    topic = "results_in"

    def __init__(self) -> None:
        super().__init__()
        self._operation = uuid4().hex
        self._busy = False
        self.lines: list[Line] = []
        self.made: int | None = None  # a dossier of the list that was recorded last: its paper lists them all
        self.agency = ""

    # -- frame -----------------------------------------------------------------------------------

    def where(self) -> Sequence[str]:
        """How many there are."""
        return (t(f"life_screen.{self.WORDS}.title"), t("life_screen.results.count", n=len(self.lines)))

    def hints(self) -> Sequence[Hint]:
        """F9 takes them all."""
        reason = "" if self.lines else t("life.list_empty")
        verb = t(f"life_screen.{self.WORDS}.do", n=len(self.lines))
        paper = (Hint("F10", "life_screen.results.paper", 8),) if self.made is not None else ()
        return (
            Hint("F9", verb, reason=reason),
            Hint("Enter", "life_screen.results.add", 5),
            *paper,
            Hint("Tab", f"life_screen.{self.WORDS}.next", 10),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """The box, the list, who brings it."""
        yield Static(Content(t(f"life_screen.{self.WORDS}.question")), markup=False)
        yield VnInput(scans=True, max_length=40, id="code")
        columns = (
            Column(t("life_screen.results.col.code"), 9),
            Column(t("life_screen.results.col.who"), 18, grow=1),
            Column(t("life_screen.results.col.what"), 28, grow=2),
            Column(t("life_screen.results.col.due"), 10),
        )
        listing = LineList(columns, id="lines", empty=t(f"life_screen.{self.WORDS}.empty"))
        listing.styles.height = 9
        yield listing
        yield FormPanel(self._fields(), id="form")

    def _fields(self) -> tuple[Field, ...]:
        return (text("agency", suggestion=self.agency), text(self.PERSON), text("note", required=False))

    @property
    def panel(self) -> FormPanel:
        """Who brings it."""
        return self.query_one("#form", FormPanel)

    def on_mount(self) -> None:
        """The box has the keys."""
        self.set_focus(self.query_one("#code"))
        self.hint(t("life_screen.results.hint"))

    # -- the list ----------------------------------------------------------------------------------

    @on(VnInput.Submitted, "#code")
    def typed(self, event: VnInput.Submitted) -> None:
        """A code from a slip."""
        if ref := event.value.strip():
            self.query_one("#code", VnInput).value = ""
            self.add(ref)

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        """A slip under the scanner."""
        event.stop()
        if code := slip_code(event.payload):
            self.add(code)
        else:
            self.say("life_screen.results.no_slip", tone="warn")

    @work(group="add")
    async def add(self, ref: str) -> None:
        """One more dossier, or why its result cannot come."""
        try:
            view = await self.app.ask(dossiers.get, ref)
            agency = await self.app.ask(handings.away, view.id)
            known = await self.app.ask(handings.agencies, view.procedure_code)
        except CounterError as error:
            self.say_error(error)
            return
        if any(line.view.id == view.id for line in self.lines):
            self.say("life_screen.results.there", tone="warn", code=view.short_code)
            return
        if problem := moves.state_problem(self.MOVE, view.state):
            reason = t(problem.message_id)
            self.say("life_screen.results.cannot", tone="warn", code=view.short_code, reason=reason)
            return
        if not self.lines:
            await self._suggest(agency or (known[0] if known else ""), known=bool(agency))
        result = await self.app.in_thread(handings.result_of, self.app.office(), view.procedure_code)
        self.lines.append(Line(view, result or view.procedure_name))
        self._show()
        self.say(
            "life_screen.results.added", tone="good", code=view.short_code, name=view.applicant.full_name
        )

    async def _suggest(self, agency: str, *, known: bool) -> None:
        """The agency of the first one: certain when its list says so, else grey."""
        self.agency = agency
        focused = self.focused
        await self.panel.ask(self._fields(), focus="agency")
        if known:
            self.panel.form.set_value("agency", agency)
        self.set_focus(focused)

    def _show(self) -> None:
        rows = [self._row(line.view) for line in self.lines]
        self.query_one("#lines", LineList).set_rows(rows)
        self.refresh_frame()

    def _row(self, view: DossierView) -> Row:
        due = view.appointment.due
        late = due is not None and due < self.app.now()
        cells = (
            view.short_code,
            view.applicant.full_name,
            short_name(view.procedure_name),
            day(local(due).date()) if due else "",
        )
        return Row(key=str(view.id), cells=cells, mark="!" if late else " ")

    @on(LineList.RowChosen, "#lines")
    def taken_out(self, event: LineList.RowChosen) -> None:
        """Enter on a row takes it out again."""
        event.stop()
        self.lines = [line for line in self.lines if str(line.view.id) != event.key]
        self._show()
        self.say("life_screen.results.out")

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    @on(LiveForm.Live)
    def live(self, event: LiveForm.Live) -> None:
        """Nothing else depends on the answers."""
        event.stop()

    # -- F9 ----------------------------------------------------------------------------------------

    def action_done(self) -> None:
        """F9: all of it."""
        if self.lines:
            self.hold_for(self.send())

    @work(group="send")
    async def send(self) -> None:
        """Record the list, once."""
        if self._busy:
            return
        if problems := self.panel.form.problems():
            self.panel.form.set_errors(problems)
            return
        self._busy = True
        try:
            await self.app.ask(handings.hand, self._draft())
        except Refused as refused:
            self._refused(refused)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self._done()
        finally:
            self._busy = False

    def _draft(self) -> HandingDraft:
        values, back = self.panel.values(), self.DIRECTION is Direction.BACK
        return HandingDraft(
            operation=self._operation,
            direction=self.DIRECTION,
            lines=tuple(
                HandingLine(
                    dossier_id=line.view.id,
                    version=line.view.version,
                    outcome=Outcome.RESULT if back else Outcome.SENT,
                    result_name=line.result if back else "",
                )
                for line in self.lines
            ),
            agency=values.get("agency", ""),
            person=values.get(self.PERSON, ""),
            note=values.get("note", ""),
        )

    def _refused(self, refused: Refused) -> None:
        """At the field; a dossier's own reason on the message line, with its code."""
        for problem in refused.problems:
            if problem.field.startswith("line"):
                self.say(problem.message_id, tone="warn", **problem.params)
                return
        fields = {"person": self.PERSON}
        self.panel.form.set_errors([problem.renamed(fields) for problem in refused.problems])

    def _done(self) -> None:
        """They can be handed over from now on; the next list."""
        self.made, count = self.lines[0].view.id, len(self.lines)
        self.lines, self._operation = [], uuid4().hex
        self.panel.form.set_errors(())
        self._show()
        self.set_focus(self.query_one("#code"))
        self.say(f"life_screen.{self.WORDS}.kept", tone="good", n=count)

    def action_more(self) -> None:
        """F10: the list that was just recorded, to be signed by both."""
        if self.made is not None:
            self.app.show("law_papers", ref=str(self.made), at=FORMS[self.DIRECTION])

    def action_back(self) -> None:
        """Esc: nothing was stored of what stands here."""
        self.dismiss(False)


class SendOutScreen(ResultsInScreen):
    """The other way: the day's dossiers go to whoever works on them, on one list that is signed there."""

    topic = "send_out"
    WORDS: ClassVar[str] = "sending"
    DIRECTION: ClassVar[Direction] = Direction.OUT
    MOVE: ClassVar[MoveName] = MoveName.FORWARD
    PERSON: ClassVar[str] = "person_out"
