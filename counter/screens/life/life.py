"""One step in the life of a dossier, guided: what it is, what will happen, the questions, F9, what to say."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Refused
from counter.i18n import t
from counter.models.law_papers import LawForm
from counter.models.life import MoveName
from counter.rules.rights import Act
from counter.screens.life import life_decide, life_hand, life_records, life_supplement, life_told
from counter.screens.life.life_path import Case, LifePath, head_facts
from counter.screens.parts.covered import Covered
from counter.screens.parts.form_panel import FormPanel, LiveForm
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.scanned import hand_down
from counter.screens.till.drawer_words import others
from counter.services.dossier import dossiers
from counter.services.life import life
from counter.widgets.checklist import Checklist
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.form import FormView
from counter.widgets.frame import Hint, MessageLine

if TYPE_CHECKING:
    from counter.app import CounterApp

_PATHS: tuple[type[LifePath], ...] = (
    life_supplement.AskPath,
    life_supplement.ResumePath,
    life_decide.RefusePath,
    life_decide.StopPath,
    life_decide.WithdrawPath,
    life_decide.ExtendPath,
    life_hand.ForwardPath,
    life_hand.BackPath,
    life_hand.ReceivePath,
    life_hand.AskDutyPath,
    life_hand.DutyDonePath,
    life_hand.CorrectPath,
    *life_records.PATHS,
)
PATHS = {path.name: path for path in _PATHS}


class LifeScreen(Covered[bool]):
    """Everything is said before F9; afterwards the words to say, the paper, and Ctrl+Z for five minutes."""

    RIGHT = Act.MOVE
    app: "CounterApp"
    topic = "life"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+z", "undo", show=False)]

    def __init__(self, step: str, dossier_id: int) -> None:
        super().__init__()
        self.path = PATHS[step]()
        self._dossier_id = dossier_id
        self._operation = uuid4().hex
        self._busy = False
        self._asked = False
        self.case: Case | None = None
        self.after: Case | None = None

    @property
    def opening(self) -> bool:
        """Whether the questions are not there yet: what is struck meanwhile waits for them."""
        return not self._asked

    # -- frame -----------------------------------------------------------------------------------

    def where(self) -> Sequence[str]:
        """What is done, of which dossier, whose."""
        title = t(f"life_screen.{self.path.name}.title")
        if self.case is None:
            return (title,)
        view = self.case.view
        return (title, view.short_code, view.applicant.full_name)

    def rail(self) -> str:
        """What the law says of it."""
        return t("life_screen.rail.done" if self.after else f"life_screen.{self.path.name}.rail")

    def hints(self) -> Sequence[Hint]:
        """F9 says what happens; afterwards the paper, undo, who was told."""
        leave = Hint("Esc", commands.BACK.label_id), Hint("F1", commands.HELP.label_id)
        if self.after is None:
            verb = f"life_screen.{self.path.name}.do"
            return (Hint("F9", verb, reason=self._why_not()), *leave)
        verb = "life_screen.print_slip" if self.path.prints is LawForm.RECEIPT else "life_screen.print"
        found = [Hint("F9", verb)] if self._printable else []
        if self._undo_reason() == "":
            found.append(Hint("Ctrl+Z", "life_screen.undo", 8))
        if self.after.life.moves:
            found.append(Hint("F10", "life_screen.told", 12))
        return (*found, *leave)

    @property
    def _printable(self) -> bool:
        """Whether a paper stands at the end: a new slip only where the date is another one."""
        if self.path.prints is not LawForm.RECEIPT:
            return self.path.prints is not None
        before, after = self.case, self.after
        if before is None or after is None:
            return False
        return before.view.appointment.due != after.view.appointment.due

    def _why_not(self) -> str:
        if self.case is None:
            return ""
        return self.path.why_not(self.case, self.app.actor) or self.path.lock(self.case)

    def _undo_reason(self) -> str:
        offer = self.after.life.undo if self.after else None
        return offer.reason if offer else "life.nothing_to_undo"

    def body(self) -> Iterable[Widget]:
        """Which dossier, what will happen; what to tick and to answer comes once it is read."""
        yield Facts(id="dossier")
        yield Facts(id="consequence")

    # -- reading ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Read the dossier."""
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The dossier, its life, what this path needs; then the questions, unless nothing can be done."""
        try:
            case = await self._read()
            await self.path.load(self.app, case)
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss(False)
            return
        self.case = case
        self.query_one("#dossier", Facts).show((*head_facts(case), Fact("", "")))
        if reason := self.path.why_not(case, self.app.actor):
            self.query_one("#consequence", Facts).show((Fact("", f"– {reason}", "warn"),))
            self.refresh_frame()
        else:
            await self._ask(case)
        self._asked = True
        self.app.keys_again()

    async def _read(self) -> Case:
        view = await self.app.ask(dossiers.get, str(self._dossier_id))
        known = await self.app.ask(life.get, self._dossier_id)
        return Case(view, known, others(self.app, Act.APPROVE_DECISION, frozenset()))

    async def _ask(self, case: Case) -> None:
        body = self.query_one("#body")
        checks = self.path.checks(case)
        if checks:
            await body.mount(Checklist(checks, leads_on=self.path.leads_on, id="checks"))
        fields = self.path.fields(case)
        if fields:
            await body.mount(FormPanel(fields, id="form"))
        if checks:
            self.set_focus(self.query_one(Checklist))
        elif fields:
            self.panel.form.focus_first()
        self.tell()

    @property
    def panel(self) -> FormPanel:
        """The questions."""
        return self.query_one("#form", FormPanel)

    # -- answers -----------------------------------------------------------------------------------

    def tell(self) -> None:
        """What F9 would do with the answers so far."""
        if self.case is not None and self.after is None:
            self.query_one("#consequence", Facts).show((*self.path.consequence(self.case), Fact("", "")))
            self.refresh_frame()

    def _take(self) -> None:
        """The answers and the ticks as they stand."""
        if self.case is None:
            return
        if self.query("#form"):
            self.case.values = self.panel.values()
        for checklist in self.query(Checklist):
            self.case.states = checklist.states()

    @on(LiveForm.Live)
    async def live(self, event: LiveForm.Live) -> None:
        """Every answer is told at once; some bring other questions."""
        event.stop()
        if self.case is None or self.after is not None:
            return
        before = self.case.value(event.key)
        self._take()
        if event.by_hand:
            self.query_one(MessageLine).say(text="")
        if event.key in self.path.again and before != self.case.value(event.key):
            await self.panel.ask(self.path.fields(self.case), focus=event.key)
            self._take()
        self.tell()

    @on(Checklist.Ticked)
    def ticked(self) -> None:
        """F9 may be free now."""
        self._take()
        self.tell()

    @on(Checklist.Moved)
    def at_a_line(self) -> None:
        """How to tick, how to go on."""
        if self.after is None:
            self.hint(t(f"life_screen.{self.path.name}.tick"))

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    # -- F9 ----------------------------------------------------------------------------------------

    def action_done(self) -> None:
        """F9: do it; afterwards its paper."""
        if self.after is not None:
            self._print()
        elif self.case is not None:
            self.hold_for(self.send(self.case))

    def _print(self) -> None:
        """The paper of this step, and no other: two presses of F9 print what was just decided."""
        ref = str(self._dossier_id)
        if not self._printable:
            return
        if self.path.prints is LawForm.RECEIPT:
            self.app.show("accepted", ref=ref)
        else:
            self.app.show("law_papers", ref=ref, at=self.path.prints)

    @work(group="send")
    async def send(self, case: Case) -> None:
        """Record it, once; a PIN that is wrong leaves everything as it was."""
        if self._busy:
            return
        self._take()
        if self.query("#form") and (problems := self.panel.form.problems()):
            self.panel.form.set_errors(problems)
            return
        self._busy = True
        before = replace(case)
        try:
            await self.path.send(self.app, case, self._operation)
            await self._show(before)
        except Refused as refused:
            self._refused(refused)
        except CounterError as error:
            await self.app.tell(error)
        finally:
            self._busy = False

    def _refused(self, refused: Refused) -> None:
        """At the fields that are asked here; else on the message line."""
        problems = [self.path.at_field(problem) for problem in refused.problems]
        asked = self.panel.keys if self.query("#form") else ()
        if "approver_pin" in asked:
            self.panel.form.set_value("approver_pin", "")
        if asked:
            self.panel.form.set_errors(problems)
        else:
            self.say_error(refused)

    async def _show(self, before: Case) -> None:
        """What stands now; the words to say stay until the next person."""
        self.after = await self._read()
        self.set_focus(None)
        for part in self.query("#form, #checks"):
            await part.remove()
        self.query_one("#consequence", Facts).show(())
        self.query_one("#dossier", Facts).show(self.path.done(before, self.after))
        self.refresh_frame()
        self.say("life_screen.kept" if self._undo_reason() else "life_screen.kept_undo", tone="good")

    # -- afterwards --------------------------------------------------------------------------------

    def action_undo(self) -> None:
        """Ctrl+Z within five minutes: as before."""
        if self.after is not None:
            self.take_back(self.after)

    @work(group="undo")
    async def take_back(self, after: Case) -> None:
        """Undo it, and back to the dossier."""
        if self._busy:
            return
        self._busy = True
        try:
            await self.app.ask(life.undo, after.view.id, operation=uuid4().hex, version=after.view.version)
        except Refused as refused:
            self.say_error(refused)
        except CounterError as error:
            await self.app.tell(error)
        else:
            name = after.life.moves[-1].name if after.life.moves else MoveName.UNDO
            self.pass_on("life_screen.undone", what=t(f"life_screen.what.{name}"))
        finally:
            self._busy = False

    def action_more(self) -> None:
        """F10, once it is recorded: that the resident was told."""
        if self.after is not None and self.after.life.moves:
            self.told(self.after)

    @work(group="told")
    async def told(self, after: Case) -> None:
        """By one digit: how they were told."""
        if known := await life_told.ask(self.app, after):
            self.after = replace(after, life=known)
            self.refresh_frame()
            self.say("life_screen.told_kept", tone="good", name=after.view.applicant.full_name)

    def action_back(self) -> None:
        """Esc: nothing was done, or it is done."""
        self.dismiss(self.after is not None)

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        """The next person, once it is recorded."""
        event.stop()
        if self.after is not None:
            hand_down(self, event.payload)
        else:
            self.say("life_screen.scan_before", tone="warn")
