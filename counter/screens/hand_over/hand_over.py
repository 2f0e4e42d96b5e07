"""Hand a result over (trả kết quả): the name on the paper, who collects, the card, the signature (ux B13)."""

from typing import ClassVar
from uuid import uuid4

from textual import on, work
from textual.binding import Binding, BindingType

from counter import commands
from counter.errors import CounterError, NotFound, Refused
from counter.i18n import t
from counter.models.dossier import CollectorKind, DossierState, DossierView
from counter.models.identity import Card
from counter.models.law_papers import LawForm
from counter.screens.hand_over import hand_over_more
from counter.screens.hand_over.hand_over_base import HandOverBase
from counter.screens.hand_over.hand_over_find import FindPanel
from counter.screens.hand_over.hand_over_give import collector_hint, done_facts, fields, hand_of, result_facts
from counter.screens.hand_over.hand_over_queue import Queue, ready_of
from counter.screens.parts.form_panel import LiveForm
from counter.screens.parts.intake_facts import Facts
from counter.screens.parts.scanned import card_of, hand_down, slip_code
from counter.services.dossier import dossiers
from counter.widgets.checklist import Checklist
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.form import FormView
from counter.widgets.frame import MessageLine


class HandOverScreen(HandOverBase):
    """F4, scan, Space, F9. The wrong person is the worst mistake at a counter: a card decides."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(commands.FEE.key, "fee", show=False),
        Binding("up", "move('up')", show=False),
        Binding("down", "move('down')", show=False),
    ]

    def on_mount(self) -> None:
        """With a dossier at once to whom; without one, which."""
        if self._ref or self._visit:
            self._show_only("#give")
            self.panel.form.focus_first()
        if self._visit:
            self.find_ready()
        elif self._ref:
            self.load(self._ref)
        else:
            self._show_only("#find")
            self.query_one(FindPanel).arrive()
            self.hint(t("hand_over.message.which"))

    def on_screen_resume(self) -> None:
        """Back from the fee: it may be paid now."""
        if self.hand is not None and not self.done:
            self.load(str(self.hand.view.id), self.hand.card)

    # -- which -----------------------------------------------------------------------------------

    @on(FindPanel.Found)
    def found(self, event: FindPanel.Found) -> None:
        """This one, and then the others of it."""
        self.queue = Queue.of((event.ref, *event.then))
        self._show_only("#give")
        self.load(event.ref, event.card)

    @work(exclusive=True, group="load")
    async def find_ready(self) -> None:
        """The ready ones of the visit this screen was opened for."""
        try:
            refs = await ready_of(self.app, self._visit, self._ref)
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss()
            return
        if refs:
            self.queue = Queue.of(refs)
            self.load(refs[0])
        else:
            self._ref = self._visit = ""
            self._show_only("#find")
            self.query_one(FindPanel).arrive()
            self.refresh_frame()
            self.say("hand_over.nothing_in_visit", tone="warn")

    @work(exclusive=True, group="load")
    async def load(self, ref: str, card: Card | None = None) -> None:
        """The dossier, every number its person had, what the result is."""
        async with self.page():
            before = self.hand
            try:
                hand = await hand_of(self.app, ref)
            except CounterError as error:
                await self.app.tell(error)
                self.dismiss()
                return
            view = hand.view
            same = before is not None and before.view.id == view.id
            self.hand, hand.paper_before = hand, self.queue.paper
            if same and before is not None:
                hand.collector = before.collector
            if view.state is DossierState.RETURNED:
                self.show_done(view)
                return
            self.query_one("#result", Facts).show(result_facts(hand))
            if not same:
                self._operation = uuid4().hex
                self.query_one(Checklist).set_state("all", "open")
                await self.panel.ask(fields(hand), focus="collector")
            if card is not None:
                await self.take_card(card)
            self.tell()
            if reason := hand.state_reason():
                self.query_one(MessageLine).say(reason, "warn")

    # -- to whom ---------------------------------------------------------------------------------

    @on(LiveForm.Live)
    async def live(self, event: LiveForm.Live) -> None:
        """Another collector asks for other things."""
        event.stop()
        if event.key == "collector" and self.hand is not None:
            self.hand.collector = CollectorKind(event.typed) if event.typed else None
            await self._ask_collector()
        self.tell()

    async def _ask_collector(self) -> None:
        wanted = fields(self.hand)
        if tuple(field.key for field in wanted) != self.panel.keys:
            await self.panel.ask(wanted, focus=wanted[1].key if len(wanted) > 1 else "collector")
        if len(wanted) == 1 and self.hand is not None and self.hand.collector is not None:
            self.set_focus(self.query_one(Checklist))

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    @on(FormView.AtEnd)
    def at_end(self) -> None:
        """Enter in the last field leads to the tick, once it is said who collects."""
        if self.hand is not None and self.hand.collector is None:
            self.hint(t(collector_hint(self.hand)))
        else:
            self.set_focus(self.query_one(Checklist))

    @on(Checklist.Ticked)
    def ticked(self) -> None:
        """F9 may be free now."""
        self.tell()

    @on(Checklist.Moved)
    def at_the_tick(self) -> None:
        """What the tick stands for."""
        self.hint(t("hand_over.check.hint"))

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        """The collector's card, or a slip; once it is done, the next person."""
        event.stop()
        if self.done and self.queue.waiting and (card := card_of(event.payload)):
            self.go_on(card)  # somebody of the household who takes the next one
        elif self.done:
            hand_down(self, event.payload)
        elif self.hand is None:
            self.query_one(FindPanel).scan(event.payload)
        else:
            self.read_scan(event.payload)

    @work(exclusive=True, group="scan")
    async def read_scan(self, payload: str) -> None:
        """A card is compared; another dossier's slip opens that dossier; this one's was seen."""
        async with self.page():
            if (hand := self.hand) is None:
                return
            if code := slip_code(payload):
                try:
                    view = await self.app.ask(dossiers.get, code)
                except NotFound as error:
                    self.say_error(error)
                    return
                if view.id != hand.view.id:
                    self.load(str(view.id))
                elif "seen" in self.panel.keys:
                    self.panel.form.set_value("seen", t("hand_over.seen.offer"))
                else:
                    self.say("hand_over.slip_seen", tone="good")
                return
            card = card_of(payload)
            if card is None:
                self.say("hand_over.unreadable", tone="warn")
            else:
                await self.take_card(card)

    async def take_card(self, card: Card) -> None:
        """KHỚP chooses the person and leads to the tick; KHÔNG KHỚP chooses nobody."""
        if (hand := self.hand) is None:
            return
        hand.take(card)
        wanted = fields(hand)
        focus = next((f.key for f in wanted[1:] if not (f.value or self.panel.value(f.key))), "collector")
        await self.panel.ask(wanted, focus=focus)
        if hand.collector is not CollectorKind.PROXY:
            self.panel.form.set_value("collector", hand.collector or "")
        self.tell()
        if hand.collector is CollectorKind.SELF and not (hand.both and hand.other is None):
            self.set_focus(self.query_one(Checklist))
        elif hand.collector is None:
            self.panel.form.focus_field("collector")  # where the digit that is asked for is struck
        said, tone = hand_over_more.said_of_card(hand, card)
        if said:
            self.say(said, tone=tone, name=card.full_name)

    # -- F9 and the rest ---------------------------------------------------------------------------

    def action_done(self) -> None:
        """F9; once it is recorded, the next one of the visit, or the slip that both sign."""
        if self.done and self.queue.waiting and self.hand is not None:
            self.go_on(self.hand.card)
        elif self.done and self.hand is not None:
            self.app.show("law_papers", ref=str(self.hand.view.id), at=LawForm.RESULT)
        else:
            self.give()

    def go_on(self, card: Card | None) -> None:
        """The next one of the visit, with the card that was looked at or another one."""
        self.done = False
        self._show_only("#give")
        self.load(self.queue.take(), card)

    @work(group="give")
    async def give(self) -> None:
        """Record it, once."""
        hand = self.hand
        if hand is None or self.done or self._busy or self.why_not():
            return
        if problems := self.panel.form.problems():
            self.panel.form.set_errors(problems)
            return
        self._busy = True
        try:
            view = await self.app.ask(dossiers.hand_over, hand.draft(self.panel.values(), self._operation))
        except Refused as refused:
            self.panel.form.set_errors(refused.problems)
        except CounterError as error:
            await self.app.tell(error)
            self.load(str(hand.view.id), hand.card)
        else:
            self.queue.paper = self.panel.values().get("paper", "")
            self.show_done(view)
        finally:
            self._busy = False

    def show_done(self, view: DossierView) -> None:
        """Who has it now."""
        self.done = True
        self._show_only("#given")
        self.query_one("#given", Facts).show((*done_facts(view), *self.queue.facts()))
        self.set_focus(None)
        self.refresh_frame()
        self.say("hand_over.kept", tone="good")

    def action_move(self, key: str) -> None:
        """↑ and ↓ move the list of what is ready."""
        if self.hand is None:
            self.query_one(FindPanel).move(key)

    def action_fee(self) -> None:
        """F7: what is still owed."""
        if self.hand is not None and not self.done:
            self.app.show("fee", ref=str(self.hand.view.id))

    def action_back(self) -> None:
        """Esc: back to which one, where that was asked; else away. Nothing was handed over."""
        if self._ref or self._visit or self.done or self.hand is None:
            self.dismiss()
            return
        self.hand = None
        self._show_only("#find")
        self.query_one(FindPanel).arrive()
        self.refresh_frame()

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """The dossier, its papers; before F9 a fingerprint instead of a signature."""
        if self.hand is not None and await hand_over_more.choose(self.app, self.hand, done=self.done):
            self.tell()
            self.say("hand_over.fingerprint_kept", tone="good")
