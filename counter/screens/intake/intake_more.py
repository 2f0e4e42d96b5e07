"""What else can be done with an intake under way (F10): show it, go to a step, keep it, throw it away."""

from textual import work

from counter.errors import CounterError
from counter.i18n import t
from counter.models.dossier import Step
from counter.screens.intake import intake_steps
from counter.screens.intake.intake_panel import STEP_OF, Panel, Place
from counter.screens.intake.intake_people import People
from counter.services.intake import drafts
from counter.widgets.dialogs import Choice, Confirm, Item


class MoreToDo(People):
    """The numbered menu of F10, the same on every page after what the page itself offers."""

    def action_more(self) -> None:
        """F10."""
        self.ask_more()

    @work(group="more")
    async def ask_more(self) -> None:
        """What else can be done here, numbered."""
        page = self.page
        if page is None:
            return
        items = list(page.more())
        if self.journey.draft.applicant.full_name and all(item.key != "show" for item in items):
            items.append(Item("show", t("intake_screen.more.show")))
        if self.journey.draft.procedure_code:
            items.append(Item("step", t("intake_screen.more.step")))
        items += [
            Item("desk", t("intake_screen.more.desk")),
            Item("discard", t("intake_screen.more.discard")),
        ]
        if page.place is Place.REVIEW and self.journey.draft.visit_id is None:
            items.append(Item("household", t("visit.more_for_household")))
        name = t(f"intake_screen.step.{STEP_OF[page.place]}")
        chosen = await self.app.push_screen_wait(Choice(t("intake_screen.more.title", step=name), items))
        if chosen is not None:
            await self._do(page, chosen)

    async def _do(self, page: Panel, key: str) -> None:
        page.leave()
        match key:
            case "show":
                self.app.show("resident_view", draft=self.journey.draft, procedure=self.journey.procedure)
            case "step":
                await self._choose_step()
            case "desk":
                page.post_message(Panel.Leave())
            case "discard":
                await self._discard()
            case _:
                page.run(key)

    async def _choose_step(self) -> None:
        items = [Item(step.value, t(f"intake_screen.step.{step}")) for step in intake_steps.ORDER]
        chosen = await self.app.push_screen_wait(Choice(t("intake_screen.more.step"), items))
        if chosen is not None:
            await self.turn_to(self.page_of(Step(chosen)))

    async def _discard(self) -> None:
        """Throw the draft away, after it was said what goes."""
        name = self.journey.draft.applicant.full_name
        said = "said" if name else "said_nobody"
        lines = (t(f"intake_screen.discard.{said}", name=name),)
        dialog = Confirm(t("intake_screen.discard.title"), lines, verb_id="intake_screen.discard.verb")
        if not await self.app.push_screen_wait(dialog):
            return
        async with self._saving:
            self.finished = True
            try:
                await self.app.ask(drafts.discard, self.journey.draft.id)
            except CounterError as error:
                self.finished = False
                await self.app.tell(error)
                return
        self.away()
