"""Intake's first step as intentions: a card was read, a person was chosen or typed, a procedure was named."""

from collections.abc import Sequence
from dataclasses import replace

from textual import on, work

from counter.errors import CounterError, NotFound
from counter.i18n import day, t
from counter.models.dossier import Applicant, Contact, DraftView, IdentityCheck
from counter.models.identity import Card
from counter.models.resident import Recognised, ResidentView
from counter.rules.cards import read_scan
from counter.screens.intake import intake_steps
from counter.screens.intake.intake_base import NAME_SHOWN, IntakeBase, ago
from counter.screens.intake.intake_find import FindPanel
from counter.screens.intake.intake_panel import Place, said
from counter.screens.intake.intake_person import PersonPanel
from counter.screens.intake.intake_procedure import title
from counter.screens.parts.times import short_name
from counter.screens.parts.wording import due_words
from counter.services.catalogue import units_data
from counter.services.intake import drafts
from counter.services.people import lookups, residents
from counter.services.people.open_dossiers import open_dossiers
from counter.text import one_line
from counter.widgets.cells import cut
from counter.widgets.dialogs import Choice, Item

RESCAN, BY_HAND, SOMEBODY_ELSE, ANOTHER = "rescan", "by_hand", "else", "another"
OFFERED = 4  # drafts of one person
TOLD = ("full_name", "dob", "gender", "address")  # differences worth a look
READ_SHOWN = 60  # cells of a payload that could not be read


class People(IntakeBase):
    """Who it is for."""

    # --- a card -------------------------------------------------------------------------------------------

    async def read_card(self, payload: str) -> None:
        """A scanned payload: one reading, several to choose from, or why it cannot be read."""
        prefixes = await self.app.in_thread(units_data.known_prefixes)
        scan = read_scan(payload, prefixes)
        card, warnings = scan.card, scan.warnings
        if card is None and scan.candidates:
            card = await self._choose_reading(scan.candidates)
        elif card is None:
            await self._tell_unread(payload, [said(reason) for reason in scan.reasons])
            return
        if card is None:
            return
        applicant = Applicant.of_card(card)
        if await self._go_on_with_draft(applicant):
            return
        await self._take(applicant)
        self.journey.warnings, self.journey.repaired = warnings, scan.repaired
        await self.turn_to(Place.CHECK)

    async def _choose_reading(self, candidates: tuple[Card, ...]) -> Card | None:
        """Two readings or more: a person compares them with the card."""
        items = [
            Item(str(number), f"{card.full_name} · {day(card.dob) if card.dob else ''} · {card.address}")
            for number, card in enumerate(candidates)
        ]
        items.append(Item(RESCAN, t("intake_screen.unread.rescan")))
        lines = (t("intake_screen.unread.several", n=len(candidates)),)
        chosen = await self.app.push_screen_wait(Choice(t("intake_screen.unread.title"), items, lines=lines))
        return candidates[int(chosen)] if chosen and chosen.isdecimal() else None

    async def _tell_unread(self, payload: str, reasons: list[str]) -> None:
        """The dialog of ux B4: what was read, what is unsure, how to go on. Nothing of it is kept."""
        lines = (
            t("intake_screen.unread.read", text=cut(one_line(payload), READ_SHOWN)),
            *(f"! {reason}" for reason in dict.fromkeys(reasons)),
            t("intake_screen.unread.nothing_kept"),
        )
        items = (
            Item(RESCAN, t("intake_screen.unread.rescan")),
            Item(BY_HAND, t("intake_screen.unread.by_hand")),
        )
        chosen = await self.app.push_screen_wait(Choice(t("intake_screen.unread.title"), items, lines=lines))
        if chosen == BY_HAND:
            self.journey.typed = ""
            await self.turn_to(Place.PERSON)
        elif self.page is None or self.page.place is not Place.FIND:
            await self.turn_to(Place.FIND)

    # --- a person -----------------------------------------------------------------------------------------

    async def _take(self, applicant: Applicant) -> None:
        """Take a person into the draft: the one the store knows, or whom a clerk says it is."""
        self.journey.warnings, self.journey.repaired = (), False
        recognised = await self.app.ask(residents.recognise, applicant)
        known = recognised.known
        if known is None and recognised.likely and applicant.resident_id is None:
            known = await self._ask_likely(applicant, recognised)
        await self._become(applicant, known)
        self.journey.notes = _notes(recognised) if known is not None else ()

    async def _go_on_with_draft(self, applicant: Applicant) -> bool:
        """Offer what was begun for this person and left; True when it is taken up in place of this one.

        A draft that only says who it was is gone on with unasked: every scan would leave another one.
        """
        draft = self.journey.draft
        if self._saved is not None or draft.procedure_code or draft.visit_id is not None:
            return False
        found = await self.app.ask(drafts.of_person, applicant, but=self.journey.draft.id)
        begun = [view for view in found if view.draft.procedure_code]
        chosen = await self._choose_draft(begun[:OFFERED]) if begun else None
        if chosen is not None:
            self.finished = True
            self.app.become("intake", draft_id=chosen)
            return True
        actor = self.app.actor
        for view in found:
            if actor is not None and view.owner_id == actor.id and not view.draft.procedure_code:
                self.journey.draft = replace(self.journey.draft, id=view.id)
                break
        return False

    async def _choose_draft(self, begun: Sequence[DraftView]) -> str | None:
        now = self.app.now()
        items = []
        for view in begun:
            name = cut(await self._named(view.draft.procedure_code), NAME_SHOWN)
            when = ago(view.saved_at, now)
            items.append(
                Item(view.id, t("intake_screen.drafts.one", procedure=name, who=view.owner, when=when))
            )
        items.append(Item(ANOTHER, t("intake_screen.drafts.another")))
        lines = (t("intake_screen.drafts.said", name=begun[0].draft.applicant.full_name),)
        chosen = await self.app.push_screen_wait(Choice(t("intake_screen.drafts.title"), items, lines=lines))
        return None if chosen in (None, ANOTHER) else chosen

    async def _named(self, code: str) -> str:
        """What a procedure is called at the counter; its code when it is gone from the data."""
        try:
            return title(await self.app.in_thread(self.app.office().catalogue.get, code))
        except NotFound:
            return code

    async def _become(self, applicant: Applicant, known: ResidentView | None) -> None:
        before = self.journey.draft
        other = before.applicant.full_name and before.applicant.full_name != applicant.full_name
        if other and before.contact.phone and known is not None:
            self.journey.draft = replace(before, contact=Contact())
        self.journey.known = known
        self.journey.draft = intake_steps.with_person(self.journey.draft, applicant, known)
        self.journey.open_dossiers = await self._open_dossiers(known)

    async def _open_dossiers(self, known: ResidentView | None) -> tuple[str, ...]:
        """What this person still waits for, in words."""
        if known is None:
            return ()
        rows = await self.app.ask(open_dossiers, known.id)
        now = self.app.now()
        return tuple(
            t(
                "intake_screen.check.open_one",
                code=r.short_code,
                name=short_name(r.procedure_name),
                due=due_words(r.due, now),
            )
            for r in rows
        )

    async def _ask_likely(self, applicant: Applicant, recognised: Recognised) -> ResidentView | None:
        """A likely duplicate is shown before somebody is written down twice."""
        unknown = t("intake_screen.check.not_known")
        items = [
            Item(
                str(view.id),
                f"{view.full_name} · {day(view.dob) if view.dob else unknown} · {view.masked_id or unknown}",
            )
            for view in recognised.likely
        ]
        items.append(Item(SOMEBODY_ELSE, t("intake_screen.likely.new")))
        lines = (t("intake_screen.likely.said", name=applicant.full_name),)
        chosen = await self.app.push_screen_wait(Choice(t("intake_screen.likely.title"), items, lines=lines))
        return next((view for view in recognised.likely if str(view.id) == chosen), None)

    async def take_known(self, resident_id: int) -> None:
        """A resident of the store: filled in, and looked at like everybody."""
        try:
            known = await self.app.ask(lookups.open_person, resident_id)
        except CounterError as error:
            await self.app.tell(error)
            return
        applicant = intake_steps.of_resident(known)
        if await self._go_on_with_draft(applicant):
            return
        self.journey.warnings, self.journey.repaired, self.journey.notes = (), False, ()
        await self._become(applicant, known)
        await self.turn_to(Place.CHECK)

    @on(FindPanel.Known)
    @work(group="person")
    async def known_chosen(self, event: FindPanel.Known) -> None:
        """The row of a known person."""
        await self.take_known(event.resident_id)

    @on(PersonPanel.Typed)
    @work(group="person")
    async def person_typed(self, event: PersonPanel.Typed) -> None:
        """Somebody typed by hand; mending a known person's data does not ask who it is."""
        identity = self.journey.draft.identity
        applicant = event.applicant
        if applicant.resident_id is not None:
            self.journey.draft = replace(self.journey.draft, applicant=applicant)
        else:
            await self._take(applicant)
        if self.journey.mending and identity is not IdentityCheck.NOT_DONE:
            self.journey.draft = replace(self.journey.draft, identity=identity)
            await self.turn_to(Place.REVIEW)
        else:
            await self.turn_to(Place.CHECK)


def _notes(recognised: Recognised) -> tuple[str, ...]:
    """What the record of a known person says otherwise than the card; the card is what is kept."""
    known = recognised.known
    if known is None:
        return ()
    notes = []
    if recognised.by_old_number or "citizen_id" in recognised.differs:
        notes.append(t("intake_screen.check.other_number", number=known.masked_id))
    others = [name for name in recognised.differs if name in TOLD]
    if others:
        names = ", ".join(t(f"intake_screen.check.differs.{name}") for name in others)
        notes.append(t("intake_screen.check.differs", names=names))
    return tuple(notes)
