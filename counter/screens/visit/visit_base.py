"""The frame of a household's visit: whose, what F9 does now, the lines of it, who is served."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError
from counter.i18n import money, t
from counter.models.dossier import IntakeDraft
from counter.models.visit import VisitPerson, VisitView
from counter.rules import visits as rules
from counter.rules.rights import Act, may
from counter.screens.parts.intake_facts import Facts
from counter.screens.visit import visit_papers, visit_rows
from counter.services.intake import visits
from counter.widgets.cells import cut
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column
from counter.widgets.screen import CounterScreen
from counter.widgets.vn_input import VnInput

if TYPE_CHECKING:
    from counter.app import CounterApp

NAMES_SHOWN = 40  # cells of the names in the header


class VisitBase(CounterScreen[None]):
    """What is there and who is served; what is done with it comes with the screen itself."""

    app: "CounterApp"
    topic = "visit"

    def __init__(self, ref: str, person: str = "") -> None:
        super().__init__()
        self.ref = ref
        self.person_key = person  # whom the next procedure is for
        self.view: VisitView | None = None
        self.loaded = asyncio.Event()
        self.slip_due = False  # accepted, and the slip waits for the payment
        self.busy = False
        self.saving = asyncio.Lock()

    # -- frame -------------------------------------------------------------------------------

    def where(self) -> Sequence[str]:
        """Which visit, and whose."""
        if self.view is None:
            return (t("visit.title"),)
        names = ", ".join(dict.fromkeys(p.applicant.full_name for p in self.view.people))
        return (t("visit.title"), self.view.code, cut(names, NAMES_SHOWN))

    def hints(self) -> Sequence[Hint]:
        """F9 takes what waits; after that the money, after that the slip."""
        several = self.view is not None and self.view.today and len(self.view.people) > 1
        waits = self.view is None or bool(self.view.drafts)
        hold, give = Hint("Space", "visit.key.hold", 5), Hint("F4", commands.HAND_OVER.label_id, 6)
        return (
            Hint("F9", self._verb(), reason=self._why_not()),
            Hint("Esc", "visit.key.desk"),
            hold if waits else give,
            *((Hint("F5", "visit.key.person", 12),) if several else ()),
            Hint("F1", commands.HELP.label_id),
            Hint("F10", commands.MORE.label_id, 10),
        )

    def _verb(self) -> str:
        view = self.view
        if view is not None and not view.drafts and not view.dossiers:
            return t("visit.do_nothing")
        if view is None or view.drafts:
            n = len(view.drafts) if view else 0
            owed = money(view.left) if view and view.left else ""
            return t("visit.do_accept_pay", n=n, amount=owed) if owed else t("visit.do_accept", n=n)
        if view.owing:
            return t("visit.do_pay", amount=money(sum(one.left or 0 for one in view.owing)))
        return t("visit.do_print")

    def _why_not(self) -> str:
        view = self.view
        if view is None:
            return t("visit.reading")
        if not view.drafts:
            return "" if view.dossiers else t("visit.empty")
        if not may(self.app.actor, Act.ACCEPT):
            return t("right.accept", who=self.app.actor.name if self.app.actor else "")
        return visit_rows.why_not(view, self.app.actor)

    def rail(self) -> str:
        """How a visit goes."""
        return t("visit.rail")

    def body(self) -> Iterable[Widget]:
        """For whom, the box, what it means, what is in the visit, the sum."""
        yield Static(Content(t("visit.question")), id="visit-who", markup=False)
        yield VnInput(placeholder=t("visit.example"), id="visit-box", scans=True)
        columns = (Column("", 26, grow=1), Column("", 5), Column("", 16), Column("", 15))
        yield LineList(columns, id="visit-matches", header=False, follows=True)
        yield LineList(visit_rows.columns(), id="visit-list", follows=True, empty=t("visit.empty"))
        yield Facts((), id="visit-sum")

    def on_mount(self) -> None:
        """The box has the keys."""
        self.query_one("#visit-matches").display = False
        self.set_focus(self.box)
        self.hint(t("visit.message"))
        self.load()

    def on_screen_resume(self) -> None:
        """Back from the fee, a dossier or a menu: the bar stays where it was."""
        if self.loaded.is_set():
            self.load(stay=True)

    @property
    def box(self) -> VnInput:
        """Where a procedure is named."""
        return self.query_one("#visit-box", VnInput)

    @property
    def listing(self) -> LineList:
        """What is in the visit."""
        return self.query_one("#visit-list", LineList)

    # -- what is there -----------------------------------------------------------------------

    @work(exclusive=True, group="load")
    async def load(self, *, stay: bool = False) -> None:
        """The visit as it stands."""
        if await self.read(stay=stay) and self.slip_due and not self.busy:
            self.slip_due = False
            visit_papers.print_out(self, visit_papers.LARGE, asked=False)

    async def read(self, *, stay: bool = False) -> bool:
        """Read it again and show it; False when there is no such visit, which was said."""
        try:
            self.view = await self.app.ask(visits.get, self.ref)
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss()
            return False
        self.loaded.set()
        self.show_view(stay=stay)
        return True

    def show_view(self, *, stay: bool = False) -> None:
        """The lines again; the bar on the next paper to hold. `stay`: it does not move while its line stands.

        Struck after a menu, Space and Enter would else hold a paper that nobody looked at.
        """
        view = self.view
        if view is None or self.gone:
            return
        listing = self.listing
        lines = visit_rows.rows(view, self.app.now())
        was = listing.current
        listing.set_rows(lines)
        if not stay or was is None or listing.current is None or listing.current.key != was.key:
            self.to_next_paper()
        self.query_one("#visit-sum", Facts).show(visit_rows.summary(view))
        self._show_person()
        self.refresh_frame()

    def to_next_paper(self) -> None:
        """The bar on the first paper that nobody has held yet."""
        if self.view is None:
            return
        wanted = visit_rows.next_open(self.view, self.listing.rows)
        place = next((n for n, row in enumerate(self.listing.rows) if row.key == wanted), None)
        if place is not None:
            self.listing.move_to(place)

    @property
    def person(self) -> VisitPerson | None:
        """Whom the next procedure is for: the one named last."""
        people = self.view.people if self.view else ()
        found = next((one for one in people if one.key == self.person_key), None)
        return found or (people[-1] if people else None)

    def _show_person(self) -> None:
        person = self.person
        who = visit_rows.person_words(person) if person else t("visit.nobody")
        over = self.view is not None and not self.view.today
        people = len(self.view.people) if self.view else 0
        asked = t("visit.for_whom_of" if people > 1 else "visit.for_whom", who=who)
        text = t("visit.over") if over else asked
        self.query_one("#visit-who", Static).update(Content(text))

    def action_next_person(self) -> None:
        """F5: the next of those who were looked at."""
        people = self.view.people if self.view else ()
        person = self.person
        if person is None or len(people) < 2:
            self.say("visit.one_person", tone="warn")
            return
        self.person_key = people[(people.index(person) + 1) % len(people)].key
        self._show_person()

    def draft(self, ident: str) -> IntakeDraft | None:
        """One of the drafts that wait."""
        found = next((one for one in self.view.drafts if one.draft.id == ident), None) if self.view else None
        return found.draft if found else None

    def held(self) -> frozenset[str]:
        """The kinds of paper that serve everybody of the household."""
        return rules.household_kinds(self.app.office().catalogue.kinds)
