"""Intake as one of several procedures of a household's visit: what begins one, and the way back to it."""

from dataclasses import replace
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from counter import commands
from counter.errors import CounterError
from counter.models.dossier import IdentityCheck, Step
from counter.rules.visits import looked_at, person_key
from counter.screens.intake.intake_more import MoreToDo
from counter.screens.intake.intake_panel import Panel, Place
from counter.services.intake import visits


class Together(MoreToDo):
    """A draft of a visit is not accepted here: papers are held and all is accepted on the visit's screen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding(commands.NEW.key, "household", show=False)]

    @property
    def for_whom(self) -> bool:
        """Whether it must still be said for whom somebody of the household acts, and by which paper."""
        draft = self.journey.draft
        acts = draft.visit_id is not None and draft.identity is IdentityCheck.FOR_ANOTHER
        return acts and not looked_at(draft)

    def together(self, forward: Step) -> bool:
        """Whether the next thing is the visit: nothing more is to be asked of this one."""
        draft = self.journey.draft
        if draft.visit_id is None or self.journey.mending:
            return False
        return self.journey.procedure is None or forward is Step.REVIEW

    async def to_visit(self) -> None:
        """Keep the draft and go to the visit it belongs to."""
        draft = self.journey.draft
        step = Step.REVIEW if draft.procedure_code else Step.RESIDENT
        self.journey.draft = draft = replace(draft, step=step)
        if await self.save_now():
            self.finished = True
            key = person_key(draft.applicant, draft.behalf_of)
            self.app.become("visit", ref=str(draft.visit_id), person=key)

    @on(Panel.Household)
    @work(group="turn")
    async def household(self) -> None:
        """More than this one is wanted: a visit begins with it."""
        if self.finished:
            return
        try:
            visit = await self.app.ask(visits.begin, self.journey.draft.id)
        except CounterError as error:
            await self.app.tell(error)
            return
        self.journey.draft = replace(self.journey.draft, visit_id=visit)
        await self.to_visit()

    def action_household(self) -> None:
        """F3 at the reading back: one more for this household; elsewhere a new dossier, as everywhere."""
        alone = self.journey.draft.visit_id is None
        if self.page is not None and self.page.place is Place.REVIEW and alone:
            self.household()
        else:
            self.app.run_command(commands.NEW)
