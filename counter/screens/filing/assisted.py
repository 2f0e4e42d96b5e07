"""Filing on the portal on a resident's behalf (nộp hộ), seven steps with the resident here (ux B12)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError, Refused
from counter.i18n import t
from counter.models.submission import SyncState
from counter.screens.dossier.dossier_words import who
from counter.screens.filing.assisted_carry import CarryPanel
from counter.screens.filing.assisted_case import STEPS, At, Case
from counter.screens.filing.assisted_code import CodePanel, LookUpPanel
from counter.screens.filing.assisted_consent import ConsentPanel
from counter.screens.filing.assisted_ends import FiledPanel, PaperPanel, SelfPanel
from counter.screens.filing.assisted_identity import IdentityPanel
from counter.screens.filing.assisted_more import WithMore
from counter.screens.filing.assisted_panel import StepPanel
from counter.screens.filing.assisted_read_back import ReadBackPanel
from counter.screens.filing.assisted_who import WhoPanel
from counter.screens.parts.form_panel import LiveForm
from counter.screens.parts.scanned import hand_down
from counter.services.attachments import attachments
from counter.services.dossier import dossiers
from counter.services.filing import submission_standing, submissions
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.form import FormView
from counter.widgets.frame import Hint, MessageLine

if TYPE_CHECKING:
    from counter.app import CounterApp

PANELS: Final[dict[At, type[StepPanel]]] = {
    At.WHO: WhoPanel,
    At.CONSENT: ConsentPanel,
    At.IDENTITY: IdentityPanel,
    At.CARRY: CarryPanel,
    At.READ_BACK: ReadBackPanel,
    At.CODE: CodePanel,
    At.LOOK_UP: LookUpPanel,
    At.FILED: FiledPanel,
    At.SELF: SelfPanel,
    At.PAPER: PaperPanel,
}
ENDS = frozenset({At.FILED, At.SELF, At.PAPER, At.LOOK_UP})


class AssistedScreen(WithMore):
    """One step at a time. Nowhere is a password or a one-time code asked for or kept."""

    app: "CounterApp"
    CSS_PATH = "assisted.tcss"

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-tall")]
        self._ref = ref
        self._busy = False
        self._heading: At | None = None  # the step that is being opened

    # -- frame -----------------------------------------------------------------------------------

    @property
    def topic(self) -> str:
        """What F1 opens."""
        return f"assisted.{self.panel.at}" if self.panel else "assisted"

    def where(self) -> Sequence[str]:
        """Which dossier, what for."""
        title = t("assisted.title")
        if self.case is None:
            return (title,)
        return (title, self.case.view.short_code, self.case.view.procedure_name)

    def steps(self) -> tuple[Sequence[str], int, str]:
        """The seven steps, in the order of the person who works here."""
        if self.case is None or self.panel is None:
            return (t(f"assisted.step.{STEPS[0]}"),), 0, ""
        names = [t(f"assisted.step.{at}") for at in self.case.steps]
        return names, self.case.place(self.panel.at), who(self.case.view.applicant)

    def hints(self) -> Sequence[Hint]:
        """F9 of the step, its own keys, the usual ones."""
        own = (self.panel.done_hint(), *self.panel.keys()) if self.panel else ()
        return (
            *own,
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
            Hint("F10", commands.MORE.label_id, 30),
        )

    def rail(self) -> str:
        """What to do and what never to do at this step."""
        return self.panel.rail() if self.panel else " "

    def body(self) -> Iterable[Widget]:
        """The step, and below it the state with its times."""
        yield Vertical(id="step")
        yield Static("", id="status", markup=False)

    # -- steps -----------------------------------------------------------------------------------

    @property
    def opening(self) -> bool:
        """Whether the first step is not there yet: a key struck now is for it."""
        return self.panel is None

    def on_mount(self) -> None:
        """Where it was left."""
        self.load()

    def on_screen_resume(self) -> None:
        """Somebody else may have signed in meanwhile: what they may do is another thing."""
        if self.case is not None and self.panel is not None and self.case.actor != self.app.actor:
            self.load(None if self.panel.at in STEPS else self.panel.at)

    def on_screen_suspend(self) -> None:
        """Covered, or locked: nothing of the resident's stays on the clipboard."""
        if self.panel is not None:
            self.panel.leave()

    @work(exclusive=True, group="load")
    async def load(self, to: At | None = None, told: str = "") -> None:
        """Read the dossier and open a step, by default the first that is not done; `told`: what was done."""
        reopened = self.case is None
        try:
            view = await self.app.ask(dossiers.get, self._ref)
            fields = await self.app.ask(submissions.fields, view.id)
            text = await self.app.ask(submissions.consent_text, view.id)
            rules = await self.app.ask(submission_standing.rules_for, view.id)
            actions = await self.app.ask(dossiers.next_actions, view)
            files = await self.app.ask(attachments.listing, self._ref)
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss()
            return
        assist = next(action for action in actions if action.command == "assist")
        locked = "" if assist.enabled or view.sync in _ON_THE_WAY else t(assist.reason)
        self.case = Case(
            view=view,
            fields=fields,
            text=text,
            actor=self.app.actor,
            rules=rules,
            files=tuple(paper for paper in files.papers if paper.needed or paper.files),
            locked=locked,
            reopened=reopened,
        )
        await self.open(to or self.case.next_at())
        if told and not locked:
            self.query_one(MessageLine).say(told, "good")
        self._heading = None

    async def open(self, at: At) -> None:
        """Put a step in place of the one before."""
        if self.case is None:
            return
        place = self.query_one("#step", Vertical)
        panel = PANELS[at](self.case)
        with self.app.batch_update():
            await place.remove_children()
            self.panel = panel
            await place.mount(panel)
        panel.arrive()
        self.app.keys_again()
        self.changed()
        if self.case.locked:
            self.say("assisted.locked", tone="warn", reason=self.case.locked)
        else:
            self.turn_hint(panel.message())

    @on(StepPanel.Moved)
    def moved(self, event: StepPanel.Moved) -> None:
        """Something was recorded, or a step is wanted."""
        self.load(event.to, event.told)

    @on(StepPanel.Changed)
    def changed(self) -> None:
        """The keys of the step have changed, or its state."""
        if self.panel is not None:
            line = self.query_one("#status", Static)
            line.update(Content(self.panel.status(self.query_one("#body").size.width - 2)))
        self.refresh_frame()

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        if isinstance(event.form, LiveForm):
            self.hint(event.hint)

    # -- keys ------------------------------------------------------------------------------------

    def action_done(self) -> None:
        """F9."""
        self.finish()

    @work(group="finish")
    async def finish(self) -> None:
        """Let the step do its work, once; problems go to its fields, or to a dialog."""
        panel = self.panel
        if panel is None or self._busy:
            return
        self._busy = True
        try:
            await panel.finish()
        except Refused as refused:
            if not panel.refused(refused.problems):
                await self.app.tell(refused)
        except CounterError as error:
            await self.app.tell(error)
            self.load()
        finally:
            self._busy = False

    def action_back(self) -> None:
        """Esc: the step before; from the first, and from an end, away. Everything is kept."""
        if self.case is None or self.panel is None:
            self.dismiss()
            return
        here = self._heading or self.panel.at
        before = self.case.place(here) - 1
        if here in ENDS or before < 0:
            self.dismiss()
            return
        at = self.case.steps[before]
        self._heading = At.READ_BACK if at is At.SEND else at
        self.load(self._heading)

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        """The card of the person here; at an end, of the next one."""
        event.stop()
        if self.panel is None:
            return
        if self.panel.at in {At.FILED, At.PAPER}:
            hand_down(self, event.payload)
        elif not self.panel.scanned(event):
            self.say("assisted.scan_here", tone="warn")


_ON_THE_WAY = frozenset(SyncState) - {SyncState.NONE, SyncState.REFUSED}
