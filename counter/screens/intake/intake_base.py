"""Intake's frame: which page is open, and the draft kept in the store while it is typed."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.containers import Vertical
from textual.widget import Widget

from counter.errors import Conflict, CounterError, NotFound
from counter.i18n import t
from counter.models.dossier import Applicant, DraftView, IntakeDraft, Step
from counter.screens.intake.intake_check import BehalfPanel, CheckPanel
from counter.screens.intake.intake_contact import ContactPanel
from counter.screens.intake.intake_find import FindPanel
from counter.screens.intake.intake_panel import PAGE_OF, STEP_OF, Journey, Panel, Place
from counter.screens.intake.intake_papers import PapersPanel
from counter.screens.intake.intake_person import PersonPanel
from counter.screens.intake.intake_procedure import ProcedurePanel, title
from counter.screens.intake.intake_questions import QuestionsPanel
from counter.screens.intake.intake_review import ReviewPanel
from counter.screens.intake.intake_steps import ORDER
from counter.screens.parts.wording import since
from counter.services.intake import drafts
from counter.widgets.cells import cut
from counter.widgets.dialogs import Choice, Item
from counter.widgets.frame import Hint, MessageLine
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

AGAIN = 2.0  # seconds until a draft that could not be saved is tried again
NAME_SHOWN = 30  # cells of a procedure's name in the header, so that the person stays in sight
SILENCE = ""
PANELS: dict[Place, type[Panel]] = {
    panel.place: panel
    for panel in (
        FindPanel,
        PersonPanel,
        CheckPanel,
        BehalfPanel,
        ProcedurePanel,
        PapersPanel,
        QuestionsPanel,
        ContactPanel,
        ReviewPanel,
    )
}


class IntakeBase(CounterScreen[None]):
    """The frame round one page at a time."""

    app: "CounterApp"

    def __init__(self) -> None:
        super().__init__()
        self.journey = Journey(draft=IntakeDraft(id=""))
        self.page: Panel | None = None
        self.finished = False  # accepted, discarded or given to a colleague: nothing is saved any more
        self._turning = asyncio.Lock()
        self._saving = asyncio.Lock()
        self._saved: IntakeDraft | None = None
        self._in_conflict = False
        self._unsaved = False  # the last save failed, and it was said
        self._opened = asyncio.Event()  # the first page is there

    # --- frame --------------------------------------------------------------------------------------------

    @property
    def topic(self) -> str:
        """Which help F1 shows."""
        return f"intake.{self.page.place}" if self.page else "intake"

    def where(self) -> Sequence[str]:
        """A new dossier, of what, for whom."""
        procedure = self.journey.procedure
        name = cut(title(procedure), NAME_SHOWN) if procedure else ""
        return tuple(filter(None, (t("intake_screen.title"), name, self.journey.who)))

    def steps(self) -> tuple[Sequence[str], int, str]:
        """The six steps."""
        names = tuple(t(f"intake_screen.step.{step}") for step in ORDER)
        step = STEP_OF[self.page.place] if self.page else Step.RESIDENT
        return names, ORDER.index(step), self.journey.who

    def hints(self) -> Sequence[Hint]:
        """The keys of the page."""
        return self.page.hints() if self.page else ()

    def rail(self) -> str:
        """What to say, what to watch."""
        return self.page.rail() if self.page else ""

    def body(self) -> Iterable[Widget]:
        """Where the page lies."""
        yield Vertical(id="pages")

    def take_digit(self, digit: int) -> None:
        """A digit nobody wanted: the page's."""
        if self.page is not None:
            self.page.take_digit(digit)

    # --- typing ahead -------------------------------------------------------------------------------------

    @property
    def opening(self) -> bool:
        """Whether a page is being made, and keys wait for it."""
        return self.page is None or self._turning.locked()

    def on_key(self, event: events.Key) -> None:
        """A key that was on its way when the page began to turn."""
        if self.opening:
            self.app.keep_key(event, self)
            event.stop()
            event.prevent_default()

    # --- pages --------------------------------------------------------------------------------------------

    async def turn_to(self, place: Place) -> None:
        """Open a page, made anew from the journey. What was typed on the one before is in the draft."""
        async with self._turning:
            self.set_focus(None)
            holder = self.query_one("#pages", Vertical)
            old, page = self.page, PANELS[place](self.journey)
            if place is Place.REVIEW:
                self.journey.mending = False
            self.journey.draft = replace(self.journey.draft, step=STEP_OF[place])
            await page.prepare()
            with self.app.batch_update():
                if old is not None:
                    self.workers.cancel_node(old)  # what still comes for it would find its widgets gone
                    await old.remove()
                await holder.mount(page)
                if not page.is_attached:  # the screen went away meanwhile
                    return
                self.page = page
                self.refresh_frame()
                self.query_one(MessageLine).say(SILENCE)  # what was said of the page before is over
                self.hint(page.message())
                page.arrive()
        self._opened.set()
        self.app.keys_again()
        self.keep()

    def away(self) -> None:
        """Back to where this intake came from: the household's visit it belongs to, or the desk."""
        if self.journey.draft.visit_id is not None:
            self.app.become("visit", ref=str(self.journey.draft.visit_id))
        else:
            self.dismiss()

    def page_of(self, step: Step) -> Place:
        """The page a step opens with: the card, or the box while nobody is known."""
        if step is Step.RESIDENT and not self.journey.draft.applicant.full_name:
            return Place.FIND
        return PAGE_OF[step]

    # --- the draft ----------------------------------------------------------------------------------------

    @on(Panel.Changed)
    def keep(self) -> None:
        """Save what has changed; an empty form is not worth a draft."""
        draft = self.journey.draft
        worth = draft.applicant != Applicant() or draft.procedure_code
        if self.app.actor is None:  # locked: it is kept when somebody is back
            return
        if draft.id and worth and not self.finished and draft != self._saved:
            self.save()

    @work(group="save")
    async def save(self) -> None:
        """Keep the draft as it stands; a save is never cancelled."""
        await self.save_now(asked=False)

    async def save_now(self, *, asked: bool = True) -> bool:
        """Save and say whether the draft is safe. `asked`: somebody waits for it and hears every refusal."""
        async with self._saving:
            draft = self.journey.draft
            if self.finished or draft == self._saved or not draft.id:
                return True
            try:
                await self.app.ask(drafts.save, draft)
            except Conflict as conflict:
                await self._tell_conflict(conflict)
                return False
            except CounterError as error:
                await self._tell_unsaved(error, asked)
                return False
            self._saved = draft
            if self._unsaved:
                self._unsaved = False
                self.say("intake_screen.saved_again", tone="good")
            return True

    async def _tell_unsaved(self, error: CounterError, asked: bool) -> None:
        """While somebody types, a line and another try: a dialog would swallow the letters still to come."""
        self._unsaved = True
        if asked:
            await self.app.tell(error)
        else:
            self.say("intake_screen.unsaved", tone="warn")
        self.set_timer(AGAIN, self.keep)

    async def _tell_conflict(self, conflict: Conflict) -> None:
        """Somebody else has the draft: both versions are shown, and a person chooses."""
        if self._in_conflict:
            return
        if conflict.message_id != "draft.taken_over":
            self.finished = True
            await self.app.tell(conflict)
            self.dismiss()
            return
        self._in_conflict = True
        try:
            await self._choose_version()
        except (NotFound, Conflict) as gone:  # while the choice stood open, the other one ended the draft
            self.finished = True
            await self.app.tell(gone)
            self.dismiss()
        except CounterError as error:
            await self.app.tell(error)
        finally:
            self._in_conflict = False

    async def _choose_version(self) -> None:
        theirs = await self.app.ask(drafts.load, self.journey.draft.id)
        items = (
            Item("theirs", t("intake_screen.conflict.theirs", who=theirs.owner)),
            Item("mine", t("intake_screen.conflict.mine")),
        )
        lines = (t("intake_screen.conflict.said", who=theirs.owner), *self._both(theirs))
        chosen = await self.app.push_screen_wait(
            Choice(t("intake_screen.conflict.title"), items, lines=lines)
        )
        if chosen == "mine":
            await self.app.ask(drafts.take_over, self.journey.draft.id)
            await self.app.ask(drafts.save, self.journey.draft)
            self._saved = self.journey.draft
        else:
            self.finished = True
            self.dismiss()

    def _both(self, theirs: DraftView) -> tuple[str, ...]:
        """The two versions, in the same words."""
        when = ago(theirs.saved_at, self.app.now())
        return (
            t("intake_screen.conflict.version", who=theirs.owner, what=summary(theirs.draft), when=when),
            t("intake_screen.conflict.yours", what=summary(self.journey.draft)),
        )


def ago(saved: datetime, now: datetime) -> str:
    """How long ago a draft was saved; "vừa xong" within the minute."""
    return t("intake_screen.just_now") if (now - saved).total_seconds() < 60 else since(saved, now)


def summary(draft: IntakeDraft) -> str:
    """A draft in one line: who, which step, how much is filled in."""
    return t(
        "intake_screen.draft_summary",
        name=draft.applicant.full_name or t("intake_screen.nobody"),
        step=t(f"intake_screen.step.{draft.step}"),
        n=len(draft.answers),
        phone=draft.contact.phone or t("intake_screen.no_phone"),
    )
