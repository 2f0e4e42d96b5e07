"""A household's visit (lượt của một hộ): several procedures, one payment, one slip."""

from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from counter import commands
from counter.i18n import t
from counter.models.find import MeaningKind
from counter.rules.procedure_search import Match
from counter.screens.intake.intake_procedure import fee_cell, title
from counter.screens.parts.scanned import card_of
from counter.screens.parts.wording import limit_words
from counter.screens.visit import visit_papers, visit_work
from counter.screens.visit.visit_base import VisitBase
from counter.services.intake import visits
from counter.services.search.meaning import classify
from counter.text import one_line
from counter.widgets.dialogs import Choice, Item
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.frame import MessageLine
from counter.widgets.line_list import LineList
from counter.widgets.rows import Row
from counter.widgets.vn_input import VnInput

SHOWN = 6  # procedures below the box


class VisitScreen(VisitBase):
    """The box names the next procedure, a card the next person, Space holds a paper, F9 takes it all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *[
            Binding(key, f"move('{key}')", show=False, priority=True)
            for key in ("up", "down", "pageup", "pagedown")
        ],
        Binding(commands.SUGGEST.key, "next_person", show=False, priority=True),
        Binding(commands.FEE.key, "fee", show=False),
        Binding(commands.HAND_OVER.key, "hand_over", show=False),
    ]

    def __init__(self, ref: str, person: str = "") -> None:
        super().__init__(ref, person)
        self.matches: tuple[Match, ...] = ()
        self._shown = ""

    # -- the box -----------------------------------------------------------------------------

    @on(VnInput.Changed, "#visit-box")
    def typed(self, event: VnInput.Changed) -> None:
        """Blanks alone hold papers; anything else looks for a procedure."""
        text = self.box.value
        if text and not text.strip():
            self.box.value = ""
            for _ in text:
                visit_work.hold(self)
            return
        self.search(text)

    @work(exclusive=True, group="find")
    async def search(self, text: str) -> None:
        """The procedures that are meant."""
        await self.look(one_line(text))

    async def look(self, wanted: str) -> None:
        """Find and show them; with an empty box the visit alone."""
        found: tuple[Match, ...] = ()
        if wanted:
            found = await self.app.in_thread(self.app.office().catalogue.search, wanted, SHOWN)
        if self.gone:
            return
        self.matches, self._shown = found, wanted
        listing = self.query_one("#visit-matches", LineList)
        listing.display = bool(wanted)
        listing.styles.height = max(1, len(found))
        listing.empty = t("intake_screen.procedure.none", text=wanted)
        listing.set_rows([self._match_row(match) for match in found], keep=False)

    def _match_row(self, match: Match) -> Row:
        one = match.procedure
        cells = (title(one), one.short or "", limit_words(one.time_limit), fee_cell(one))
        return Row(one.code, cells, locked=visit_work.why_not_this(self, one))

    @on(VnInput.Submitted, "#visit-box")
    @work(group="enter")
    async def entered(self, event: VnInput.Submitted) -> None:
        """Enter: the procedure that is marked; with an empty box the marked line."""
        await self.loaded.wait()
        wanted = one_line(event.value)
        if not wanted:
            self.open_row()
            return
        meaning = classify(wanted)
        if meaning.kind in (MeaningKind.VISIT, MeaningKind.MISTYPED):
            self._other_visit(meaning.kind, meaning.text)
            return
        if wanted != self._shown:  # typed faster than it was found
            await self.look(wanted)
        row = self.query_one("#visit-matches", LineList).current
        match = next((m for m in self.matches if row is not None and m.procedure.code == row.key), None)
        if match is None:
            self.say("intake_screen.procedure.none", tone="warn", text=wanted)
        else:
            await visit_work.add(self, match)

    def _other_visit(self, kind: MeaningKind, code: str) -> None:
        if kind is MeaningKind.VISIT:
            self.app.become("visit", ref=code)
        else:
            self.query_one(MessageLine).say(t("visit.mistyped", ref=code), "warn")

    def open_row(self) -> None:
        """What Enter does with a line: hold the paper, go on with the draft, look at the dossier.

        A paper that is held stays so: only Space lays it down, Enter opens its procedure.
        """
        row = self.listing.current
        kind, _, rest = row.key.partition(":") if row else ("", "", "")
        if kind == "paper" and not visit_work.is_held(self, rest):
            visit_work.hold(self)
        elif kind == "paper":
            self.app.become("intake", draft_id=rest.partition(":")[0])
        elif kind in ("draft", "mend"):
            self.app.become("intake", draft_id=rest)
        elif kind == "dossier":
            self.app.show("dossier", ref=rest)

    @on(LineList.RowChosen, "#visit-list")
    def clicked(self) -> None:
        """A line chosen with the mouse."""
        self.open_row()

    def action_move(self, key: str) -> None:
        """↑ ↓ move the list that is looked at."""
        shown = "#visit-matches" if self.query_one("#visit-matches").display else "#visit-list"
        self.query_one(shown, LineList).take_key(key)

    # -- scans -------------------------------------------------------------------------------

    @on(ScanReceived)
    @work(group="scan")
    async def scanned(self, event: ScanReceived) -> None:
        """Another visit's slip opens that one; a card is the next person's, of this household or after it."""
        await self.loaded.wait()
        meaning = classify(event.payload)
        if meaning.kind in (MeaningKind.VISIT, MeaningKind.MISTYPED):
            self._other_visit(meaning.kind, meaning.text)
        elif meaning.kind is MeaningKind.DOSSIER:
            self.app.show("dossier", ref=meaning.text)
        else:
            self._card(event.payload)

    def _card(self, payload: str) -> None:
        view, card = self.view, card_of(payload)
        if view is None:
            return
        known = card and next((p for p in view.people if p.applicant.citizen_id == card.citizen_id), None)
        if known and view.today:
            self.person_key = known.key
            self._show_person()
            self.say("visit.known_already", tone="good", name=known.applicant.full_name)
        elif view.today and (view.drafts or view.unnamed or not view.dossiers):
            self.app.become("intake", payload=payload, visit_id=view.id)
        else:
            self.app.become("intake", payload=payload)

    # -- keys --------------------------------------------------------------------------------

    def action_back(self) -> None:
        """Esc empties the box, then goes to the desk; drafts stay, and the code finds them."""
        if self.box.value:
            self.box.value = ""
        else:
            self.dismiss()

    def action_done(self) -> None:
        """F9."""
        visit_work.go_on(self)

    def action_fee(self) -> None:
        """F7: the fee of all that is accepted."""
        visit_work.pay(self)

    def action_hand_over(self) -> None:
        """F4: the results that are ready, that of the marked dossier first."""
        row = self.listing.current
        kind, _, ref = row.key.partition(":") if row else ("", "", "")
        if self.view is not None and self.view.dossiers:
            self.app.show("hand_over", ref=ref if kind == "dossier" else "", visit=str(self.view.id))
        else:
            self.say("visit.pick_first", tone="warn")

    def action_more(self) -> None:
        """F10."""
        self.ask_more()

    @work(group="more")
    async def ask_more(self) -> None:
        """Another person without a card, for somebody absent; the slip in its sizes."""
        await self.loaded.wait()
        view = self.view
        if view is None:
            return
        over = "" if view.today else t("visit.over")
        items = [Item("person", t("visit.more.person"), over), Item("behalf", t("visit.more.behalf"), over)]
        none = "" if view.dossiers else t("visit.none_accepted")
        items += [Item(kind, t(f"visit.more.{kind}"), none) for kind in visits.SLIPS]
        items.append(Item("slips", t("visit.more.slips"), none))
        chosen = await self.app.push_screen_wait(Choice(t("visit.more"), items))
        if chosen == "person":
            self.app.become("intake", visit_id=view.id)
        elif chosen == "behalf":
            await visit_work.for_somebody(self)
        elif chosen == "slips":
            visit_papers.print_each(self)
        elif chosen:
            visit_papers.print_out(self, chosen)
