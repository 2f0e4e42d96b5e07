"""The frame of a hand-over: what is shown of it, what stands against F9, the keys."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter.i18n import t
from counter.rules.rights import Act, may
from counter.screens.dossier.dossier_words import who
from counter.screens.hand_over import hand_over_more
from counter.screens.hand_over.hand_over_find import FindPanel
from counter.screens.hand_over.hand_over_give import Hand, card_facts, fields, tick
from counter.screens.hand_over.hand_over_queue import Queue
from counter.screens.parts.form_panel import FormPanel
from counter.screens.parts.intake_facts import Facts
from counter.screens.parts.scanned import over_desk
from counter.widgets.checklist import Checklist
from counter.widgets.frame import Hint
from counter.widgets.keys_in_order import PageMaker
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp


class HandOverBase(PageMaker, CounterScreen[None]):
    """Which result, to whom, that it was given: three parts, of which one is shown."""

    app: "CounterApp"
    topic = "hand_over"
    CSS_PATH = "hand_over.tcss"

    def __init__(self, ref: str = "", *, visit: str = "") -> None:
        super().__init__()
        self.VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-tall")]
        self._ref = ref
        self._visit = visit  # the ready ones of this visit, `ref` first
        self.queue = Queue()
        self._operation = uuid4().hex
        self._busy = False
        self.hand: Hand | None = None
        self.done = False

    @property
    def opening(self) -> bool:
        """Until the dossier is read, and while a card is compared: what is struck now is for what comes."""
        return super().opening or (bool(self._ref or self._visit) and self.hand is None)

    # -- frame -----------------------------------------------------------------------------------

    def where(self) -> Sequence[str]:
        """Which dossier and whose."""
        title = t("hand_over.title")
        view = self.hand.view if self.hand else None
        if view is None:
            return (title,)
        return (title, f"{view.short_code} {self.queue.place}".rstrip(), who(view.applicant))

    def rail(self) -> str:
        """The worst mistake, and how not to make it."""
        return t("hand_over.rail.done" if self.done else "hand_over.rail")

    def hints(self) -> Sequence[Hint]:
        """F9 once everything is seen; F7 where the fee is open."""
        more = bool(self.queue.waiting)
        home = over_desk(self)
        return hand_over_more.hints(self.hand, self.why_not(), done=self.done, more=more, home=home)

    def body(self) -> Iterable[Widget]:
        """First which one, then to whom, then that it was given."""
        yield FindPanel(id="find")
        with Vertical(id="give"):
            yield Static(Content(t("hand_over.read")), id="read", markup=False)
            yield Facts(id="result")
            yield FormPanel(fields(None), id="who")
            yield Facts(id="card")
            yield Checklist((tick(),), id="seen")
        yield Facts(id="given")

    def _show_only(self, name: str) -> None:
        for part in ("#find", "#give", "#given"):
            self.query_one(part).display = part == name

    @property
    def panel(self) -> FormPanel:
        """Who collects."""
        return self.query_one("#who", FormPanel)

    def why_not(self) -> str:
        """Why F9 does nothing now."""
        if not may(self.app.actor, Act.HAND_OVER):
            return t(f"right.{Act.HAND_OVER}")
        if self.hand is None:
            return ""
        reason = self.hand.why_not(self.panel.value("name"))
        open_ticks = self.query_one(Checklist).open_count
        return reason or (t("hand_over.not_ticked") if open_ticks else "")

    def tell(self) -> None:
        """Show what the answers come to."""
        if self.hand is not None and not self.done:
            self.query_one("#card", Facts).show(card_facts(self.hand, self.panel.value("name")))
        self.refresh_frame()
