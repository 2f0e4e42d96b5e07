"""Intake (tiếp nhận): from a card on the scanner to an accepted dossier, one step at a time (ux B4 to B8)."""

from dataclasses import replace

from textual import on, work

from counter.errors import Conflict, CounterError, NotFound, Refused
from counter.i18n import local, t
from counter.models.dossier import Applicant, DraftView, Duplicate, IdentityCheck, IntakeDraft, Step
from counter.rules.rights import Act, may
from counter.screens.intake import intake_steps
from counter.screens.intake.intake_base import ago
from counter.screens.intake.intake_duplicates import duplicate_lines
from counter.screens.intake.intake_panel import STEP_OF, Begin, Panel, Place
from counter.screens.intake.intake_procedure import ProcedurePanel
from counter.screens.intake.intake_together import Together
from counter.services.catalogue import units_data
from counter.services.intake import drafts, intake
from counter.services.people import residents
from counter.widgets.dialogs import Choice, Confirm, Item, ReasonDialog
from counter.widgets.fast_keys import ScanReceived


class IntakeScreen(Together):
    """One dossier under way, alone or in the visit of a household."""

    def __init__(
        self,
        payload: str = "",
        *,
        typed: str = "",
        resident_id: int | None = None,
        procedure: str = "",
        quantities: str = "",
        draft_id: str = "",
        from_dossier: int | None = None,
        visit_id: int | None = None,
    ) -> None:
        super().__init__()
        self._begin = Begin(
            payload, typed, resident_id, procedure, quantities, draft_id, from_dossier, visit_id
        )
        self._accepting = False
        self._came_in: Place | None = None  # where a draft of a visit was opened: Esc there leads back to it

    # --- beginning ----------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """The first page opens as soon as it is known which one."""
        self.begin()

    @work(group="begin")
    async def begin(self) -> None:
        """Take up a draft, or start one with what was handed on."""
        try:
            await (self._resume() if self._begin.draft_id else self._start())
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss()

    async def _start(self) -> None:
        begin = self._begin
        draft = replace(await self._fresh(begin), visit_id=begin.visit_id)
        await self._know(draft)
        if self.journey.procedure is not None:
            marks = intake_steps.first_marks(self.journey.procedure)
            self.journey.draft = replace(self.journey.draft, papers=marks)
        self.journey.typed = begin.typed
        if begin.resident_id is not None:
            await self.take_known(begin.resident_id)
        elif draft.applicant.full_name:
            await self._take(draft.applicant)
            await self.turn_to(Place.CHECK)
        elif begin.payload:
            # Before any page: a scanner's Enter that comes late would choose from the people met lately.
            await self.read_card(begin.payload)
        if self.page is None:
            await self.turn_to(Place.PERSON if begin.typed else Place.FIND)  # typed: the desk found nobody

    async def _fresh(self, begin: Begin) -> IntakeDraft:
        """A new draft; quantities that mean nothing for the procedure are told and left out."""
        try:
            return await self.app.ask(
                intake.start,
                procedure=begin.procedure,
                quantities=begin.quantities,
                from_dossier=begin.from_dossier,
            )
        except Refused as refused:
            await self.app.tell(refused)
            return await self.app.ask(
                intake.start, procedure=begin.procedure, from_dossier=begin.from_dossier
            )

    async def _resume(self) -> None:
        """A draft at the step where it was left; a colleague's is asked for first."""
        view = await self.app.ask(drafts.load, self._begin.draft_id)
        actor = self.app.actor
        if actor is not None and view.owner_id != actor.id:
            if not await self._ask_take_over(view):
                self.finished = True
                self.dismiss()
                return
            view = await self.app.ask(drafts.take_over, view.id)
        self._saved = view.draft
        await self._know(view.draft)
        applicant = view.draft.applicant
        if applicant.resident_id is not None:
            self.journey.known = await self.app.ask(residents.get, applicant.resident_id)
            self.journey.open_dossiers = await self._open_dossiers(self.journey.known)
        step = view.draft.step if self.journey.procedure else min(view.draft.step, Step.PROCEDURE, key=_order)
        by_hand = applicant != Applicant() and not applicant.from_card and applicant.resident_id is None
        unseen = view.draft.identity is IdentityCheck.NOT_DONE
        typed = step is Step.RESIDENT and by_hand and unseen
        page = Place.PERSON if typed else Place.BEHALF if self.for_whom else self.page_of(step)
        self._came_in = page if view.draft.visit_id is not None else None
        await self.turn_to(page)
        if view.draft.visit_id is None:
            self.say("intake_screen.resumed", tone="good", when=ago(view.saved_at, self.app.now()))

    async def _ask_take_over(self, view: DraftView) -> bool:
        when = ago(view.saved_at, self.app.now())
        name = view.draft.applicant.full_name or t("intake_screen.nobody")
        told = ("said", "kept") if view.owner_here else ("said_left", "kept_left")
        lines = [t(f"intake_screen.take_over.{one}", who=view.owner, name=name, when=when) for one in told]
        dialog = Confirm(t("intake_screen.take_over.title"), lines, verb_id="intake_screen.take_over.verb")
        return await self.app.push_screen_wait(dialog)

    async def _know(self, draft: IntakeDraft) -> None:
        """Take a draft, its procedure and what its forms offer."""
        self.journey.draft = draft
        self.journey.procedure = None
        if draft.procedure_code:
            catalogue = self.app.office().catalogue
            try:
                self.journey.procedure = await self.app.in_thread(catalogue.get, draft.procedure_code)
            except NotFound:  # the data has moved on: the procedure is asked for again
                self.journey.draft = replace(draft, procedure_code="", papers=())
        peoples = await self.app.in_thread(units_data.peoples)
        self.journey.peoples = tuple(people.name for people in peoples)

    # --- going on -----------------------------------------------------------------------------------------

    @on(Panel.Go)
    @work(group="turn")
    async def go(self, event: Panel.Go) -> None:
        """A page is done, or wants another one."""
        if event.place is not None:
            await self.turn_to(event.place)
            return
        if self.page is None:
            return
        step = STEP_OF[self.page.place]
        draft, procedure = self.journey.draft, self.journey.procedure
        today = self.page.today
        if step is Step.RESIDENT and procedure is not None:
            self.journey.draft = draft = intake_steps.with_procedure(
                draft, procedure, self.journey.quantities, today
            )
        forward = intake_steps.next_step(draft, procedure, today, step)
        if self.for_whom:
            await self.turn_to(Place.BEHALF)
        elif self.together(forward):
            await self.to_visit()
        else:
            await self.turn_to(self.page_of(Step.REVIEW if self.journey.mending else forward))

    @on(ProcedurePanel.Chosen)
    @work(group="turn")
    async def procedure_chosen(self, event: ProcedurePanel.Chosen) -> None:
        """What it needs comes with it; another procedure asks its own papers and questions."""
        procedure, quantities = event.match.procedure, event.match.quantities
        if procedure.code != self.journey.draft.procedure_code:
            self.journey.mending = False
        today = self.page.today if self.page else local(self.app.now()).date()
        self.journey.procedure, self.journey.quantities = procedure, quantities
        self.journey.draft = intake_steps.with_procedure(self.journey.draft, procedure, quantities, today)
        forward = intake_steps.next_step(self.journey.draft, procedure, today, Step.PROCEDURE)
        await self.turn_to(self.page_of(Step.REVIEW if self.journey.mending else forward))

    def action_done(self) -> None:
        """F9: the page's one main thing."""
        self.finish_page()

    @work(group="turn")
    async def finish_page(self) -> None:
        """F9, off the key's own turn."""
        if self.page is not None:
            await self.page.done()

    def action_back(self) -> None:
        """Esc: one step back; from the first to the desk. Nothing is lost."""
        page = self.page
        if page is None:
            self.dismiss()
            return
        page.leave()
        if page.place is self._came_in and not self.journey.mending:
            self.leave_for_desk()
            return
        if page.back():
            return
        step = intake_steps.previous_step(self.journey.draft, STEP_OF[page.place])
        if page.place is Place.FIND or step is None:
            self.leave_for_desk()
        elif self.journey.mending:
            page.post_message(Panel.Go(Place.REVIEW))
        else:
            page.post_message(Panel.Go(self.page_of(step)))

    @on(Panel.Leave)
    @work(group="leave")
    async def leave_for_desk(self) -> None:
        """Keep the draft, then the desk."""
        if self._worth_keeping() and not await self.save_now():
            return
        self.finished = True
        self.away()

    async def put_away(self) -> bool:
        """The draft with what stands in the fields at this moment."""
        if self.page is not None and self.page.is_mounted:
            self.page.leave()
        return not self._worth_keeping() or await self.save_now()

    def on_screen_suspend(self) -> None:
        """Something covers the screen (a lock, help): what stands in the fields is kept first."""
        if self.page is not None and self.page.is_mounted:
            self.page.leave()
            self.keep()

    def on_screen_resume(self) -> None:
        """Back from a lock: what could not be kept meanwhile is kept now."""
        self.keep()

    # --- a scan anywhere ----------------------------------------------------------------------------------

    @on(ScanReceived)
    @work(group="scan")
    async def scanned(self, event: ScanReceived) -> None:
        """A card: for the first step; on other pages for the page, or for the next person."""
        await self._opened.wait()
        page = self.page
        if page is None or await page.scanned(event):
            return
        if STEP_OF[page.place] is Step.RESIDENT:
            await self.read_card(event.payload)
            return
        items = (
            Item("next", self.journey.next_words()),
            Item("same", t("intake_screen.scan.same_person")),
        )
        lines = (t("intake_screen.scan.elsewhere"),)
        chosen = await self.app.push_screen_wait(Choice(t("intake_screen.scan.title"), items, lines=lines))
        if chosen == "next":
            await self._next_person(event.payload)
        elif chosen == "same":
            await self.read_card(event.payload)

    @on(Panel.NextPerson)
    @work(group="scan")
    async def next_person(self, event: Panel.NextPerson) -> None:
        """The card of somebody else: this draft waits."""
        await self._next_person(event.payload)

    async def _next_person(self, payload: str) -> None:
        if self.page is not None:
            self.page.leave()
        if await self.save_now():
            self.finished = True
            # Somebody of a household's visit stays in it.
            self.app.become("intake", payload=payload, visit_id=self.journey.draft.visit_id)

    # --- accepting ----------------------------------------------------------------------------------------

    @on(Panel.Accept)
    @work(group="accept")
    async def accept(self) -> None:
        """Take the dossier; a second press finds the first result."""
        if self._accepting:
            return
        self._accepting = True
        try:
            await self._accept()
        except Conflict as conflict:
            await self._tell_conflict(conflict)
        except CounterError as error:
            await self.app.tell(error)
            await self.turn_to(Place.REVIEW)
        finally:
            self._accepting = False

    async def _accept(self) -> None:
        if self.journey.draft.visit_id is not None:
            await self.to_visit()
            return
        if not await self.save_now():
            return
        alike = await self.app.ask(intake.duplicates, self.journey.draft)
        if alike and not self.journey.draft.duplicate_reason and not await self._ask_duplicate(alike):
            return
        accepted = await self.app.ask(intake.accept, self.journey.draft)
        self.finished = True
        self.app.become("accepted", accepted=accepted)

    async def _ask_duplicate(self, alike: tuple[Duplicate, ...]) -> bool:
        """An open dossier of the same person and procedure: open it, or say why a second one is right."""
        items = [Item(str(d.dossier_id), t("intake_screen.duplicate.open", code=d.short_code)) for d in alike]
        items.append(Item("again", t("intake_screen.duplicate.again")))
        lines = duplicate_lines(alike)
        chosen = await self.app.push_screen_wait(
            Choice(t("intake_screen.duplicate.title"), items, lines=lines)
        )
        if chosen is None:
            return False
        if chosen != "again":
            self.app.show("dossier", ref=chosen)
            return False
        why = (t("intake_screen.duplicate.why_hint"),)
        reason = await self.app.push_screen_wait(
            ReasonDialog(t("intake_screen.duplicate.why"), why, verb_id="intake_screen.duplicate.verb")
        )
        if not reason:
            return False
        self.journey.draft = replace(self.journey.draft, duplicate_reason=reason)
        return True

    def _worth_keeping(self) -> bool:
        draft = self.journey.draft
        return bool(draft.applicant.full_name or draft.procedure_code) and may(self.app.actor, Act.SAVE_DRAFT)


def _order(step: Step) -> int:
    return intake_steps.ORDER.index(step)
