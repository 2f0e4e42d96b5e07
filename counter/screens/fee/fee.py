"""Take the fee of one dossier or several: what is due and why, how it is paid, the change (ux B10)."""

import asyncio
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Problem, Refused
from counter.i18n import t
from counter.models.dossier import DossierState, DossierView
from counter.models.money import DueView, PaymentView
from counter.rules.moves import SETTLED
from counter.rules.rights import Act, may
from counter.screens.fee import fee_answers, fee_forms, fee_record
from counter.screens.fee.fee_done import DonePanel, done_hints
from counter.screens.fee.fee_forms import Way
from counter.screens.fee.fee_record import Settled
from counter.screens.fee.fee_sheet import FeeSheet
from counter.screens.fee.fee_till import Till
from counter.screens.parts.form_panel import FormPanel, LiveForm
from counter.screens.parts.scanned import hand_down, slip_code
from counter.services.dossier import dossiers
from counter.services.till import drawers
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.form import FormView
from counter.widgets.frame import Hint, MessageLine
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

WITHOUT_SCAN = 0.25  # seconds round a scan in which keys belong to it


class FeeScreen(CounterScreen[None]):
    """`30` F9 takes cash. F9 is the only key that takes money; what stands against it is said beforehand."""

    app: "CounterApp"
    topic = "fee"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(commands.HAND_OVER.key, "hand_over", show=False),
        Binding(commands.ASSIST.key, "assist", show=False),
        Binding("enter", "open_drawer", show=False, priority=True),  # only while it is wanted
    ]

    def __init__(self, ref: str, together: tuple[int, ...] = ()) -> None:
        super().__init__()
        self.VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-tall")]
        self.ref = ref
        self.loaded = asyncio.Event()
        self._asking = asyncio.Lock()  # while one form takes another's place
        self._busy = False
        self._scanned = float("-inf")  # when a scan came last
        self.till = Till(together=together)
        self.sheet = FeeSheet(self.till)
        self.record = fee_record.Recorder()
        self.done: Settled | None = None

    # -- frame -------------------------------------------------------------------------------

    def where(self) -> Sequence[str]:
        """Which dossier and whose."""
        return self.till.where()

    def rail(self) -> str:
        """What to watch for, by the way to pay."""
        if not self._may:
            return t("fee_screen.rail.door")
        return t("fee_screen.rail.done" if self.done else f"fee_screen.rail.{self.till.way}")

    def hints(self) -> Sequence[Hint]:
        """F9 with the verb and the amount; locked with the reason while something is missing."""
        return done_hints(self.done) if self.done else self.sheet.hints(self.app.actor)

    def body(self) -> Iterable[Widget]:
        """Quote, form, change; what was done takes their place once it is."""
        yield from self.sheet.widgets()

    def on_mount(self) -> None:
        """The money handed over can be typed at once, even before the dossier is read."""
        self.panel.form.focus_field("tendered")
        self.load()

    def on_screen_resume(self) -> None:
        """Somebody else may have signed in meanwhile, or opened the drawer."""
        if self.loaded.is_set():
            self.look_at_drawer()
        self.refresh_frame()

    @property
    def panel(self) -> FormPanel:
        """The form."""
        return self.sheet.panel

    @property
    def _may(self) -> bool:
        return may(self.app.actor, Act.TAKE_MONEY)

    # -- what is due ---------------------------------------------------------------------------

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The dossier, its fee, the next receipt, who may be exempt, the drawer."""
        try:
            await fee_record.read(self.app, self.till, self.ref)
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss()
            return
        view = self.till.view
        if view is not None and view.money in SETTLED:
            await self.show_done(fee_record.settled(view))
        elif view is not None:
            await self._fill_form(view)
        self.loaded.set()

    @work(exclusive=True, group="drawer")
    async def look_at_drawer(self) -> None:
        """The drawer may have been opened, closed or handed over behind this screen."""
        self.till.drawer = await self.app.ask(drawers.mine)
        self.tell()
        self.refresh_frame()

    async def _fill_form(self, view: DossierView) -> None:
        """Ask what is to be asked; keys typed meanwhile stay where they are."""
        focus = "stated_amount" if self.till.unknown else self.panel.focused_key or "tendered"
        await self.panel.ask(self.till.fields(), focus=focus)
        if told := self.till.first_word(view):
            self.query_one(MessageLine).say(told, "warn")
        self.tell()

    def tell(self) -> None:
        """Show what the answers come to so far."""
        if self.done or self.till.view is None:
            return
        if not self._may:
            self.set_focus(None)
            self.hint(t("fee_screen.door_hint"))
        self.sheet.show(self.app.actor)
        self.refresh_frame()
        self.call_after_refresh(self.sheet.share_rows)

    @on(FormPanel.Resized)
    def _share_rows(self) -> None:
        self.sheet.share_rows()

    # -- answers -------------------------------------------------------------------------------

    @on(LiveForm.Live)
    async def live(self, event: LiveForm.Live) -> None:
        """Every key is reckoned; a digit in the first row changes the way to pay."""
        event.stop()
        if event.key == "means":
            await self.choose(event.typed)
            return
        if event.by_hand and monotonic() - self._scanned > WITHOUT_SCAN:  # else the scan is given back
            self.query_one(MessageLine).say(text="")  # what F9 said of the text before
        self.tell()

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        if self._may:
            self.hint(event.hint)

    async def choose(self, typed: str) -> None:
        """Another way to pay; the answers given stay for the way back."""
        if self.done or typed == self.till.way:
            return
        reason = self.till.not_here(Way(typed)) if typed else ""
        if reason:
            self.query_one(MessageLine).say(reason, "warn")
        if reason or not typed:
            self.panel.form.set_value("means", self.till.way)
            return
        if typed == Way.TRANSFER:
            self.by_vietqr()
            return
        self.till.way = Way(typed)
        await self.ask_again()

    @work(exclusive=True, group="vietqr")
    async def by_vietqr(self, *, part: bool = False) -> None:
        """The code on a screen of its own; `part`: of the part by transfer alone."""
        from counter.screens.fee import fee_transfer

        try:
            await (fee_transfer.part_by_vietqr(self) if part else fee_transfer.by_vietqr(self))
            if self.done is None:
                await self.ask_again()
        except Refused as refused:
            await self._refused(refused.problems)
        except CounterError as error:
            await self.app.tell(error)
            self.load()

    async def ask_again(self) -> None:
        """The questions that go with the way to pay now."""
        async with self._asking:
            await self.panel.ask(self.till.fields(), focus=self.till.first_field(), as_given="means")
        self.tell()

    # -- taking --------------------------------------------------------------------------------

    async def action_try_done(self) -> None:
        """F9; while something is to be typed the keys go there."""
        self.sheet.go_to_problem()
        await super().action_try_done()

    def action_done(self) -> None:
        """F9."""
        if self.done is None:
            self.take()
        elif self.done.view.left != 0:
            self.run_worker(self._go_on(), group="take")

    @work(group="take")
    async def take(self) -> None:
        """Record it, once: a second F9 finds the first."""
        await self.loaded.wait()
        async with self._asking:
            pass
        if self._busy or self.done or self.till.view is None:
            return
        if reason := self.sheet.why_not(self.app.actor) or self.sheet.far_too_much():
            self.query_one(MessageLine).say(reason, "warn")
            return
        self._busy = True
        try:
            settled = await self.record.settle(self.app, self.till, self.panel, self.sheet.due)
            await self._after(settled)
        except Refused as refused:
            await self._refused(refused.problems)
        except CounterError as error:
            await self.app.tell(error)
            self.load()
        finally:
            self._busy = False

    async def _after(self, settled: Settled) -> None:
        """Done; an exemption of a part leaves the rest to be taken."""
        if settled.waived is None or settled.view.money in SETTLED:
            await self.show_done(settled)
            return
        await fee_record.read(self.app, self.till, self.ref)
        self.till.way = Way.CASH
        await self.ask_again()
        self.say("fee_screen.rest_now", tone="good", waived=fee_answers.waived_words(settled.waived))

    async def _refused(self, problems: Sequence[Problem]) -> None:
        """All of what is wrong; a question that is not asked yet is asked then."""
        wanted = fee_forms.asked_by({problem.field for problem in problems}) - self.till.extras
        if wanted:
            self.till.extras |= wanted
            await self.ask_again()
        self.panel.form.set_errors(problems)

    async def paid(self, payment: PaymentView) -> None:
        """It was paid on another screen."""
        await self.show_done(Settled(view=await self.app.ask(dossiers.get, self.ref), payment=payment))

    # -- done ----------------------------------------------------------------------------------

    async def show_done(self, settled: Settled) -> None:
        """What was taken, the change in large digits, what to say, what comes next."""
        self.till.view, self.done = settled.view, settled
        self.set_focus(None)
        self.sheet.hide()
        if not self.query(DonePanel):
            await self.query_one("#body").mount(DonePanel(id="done"))
        panel = self.query_one(DonePanel)
        panel.display = True
        panel.show(settled)
        self.refresh_frame()
        self.say(settled.kept_id, tone="good")

    async def _go_on(self) -> None:
        """F9 after a part: take what is left."""
        self.query_one(DonePanel).display = False
        self.done, self.till.way, self.till.extras = None, Way.CASH, frozenset()
        await fee_record.read(self.app, self.till, self.ref)
        self.panel.forget()
        await self.ask_again()

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        """The next person's card once this fee is settled; before, a slip whose fee is paid with this one."""
        event.stop()
        self._scanned = monotonic()
        if self.done:
            hand_down(self, event.payload)
        elif (code := slip_code(event.payload)) and self._may:
            from counter.screens.fee.fee_several import join_code

            self.run_worker(join_code(self, code), group="join")
        else:
            self.say("fee_screen.scan_before", tone="warn")

    async def join(self, cases: tuple[DueView, ...]) -> None:
        """Take these dossiers in one payment."""
        self.till.join(cases)
        await self.ask_again()

    # -- other keys ----------------------------------------------------------------------------

    def action_back(self) -> None:
        """Esc: one step back – to cash, without what F10 added, to one dossier – or away, nothing taken."""
        if self.done or self.till.at_start:
            self.dismiss()
        else:
            self.sheet.step_back()
            self.run_worker(self.ask_again(), group="form")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter opens the drawer only while one is wanted; else it goes to the next field."""
        if action == "open_drawer" and (self.done or not self._may or not self.sheet.needs_drawer):
            return False
        return super().check_action(action, parameters)

    def action_open_drawer(self) -> None:
        """Enter, unless it ended a scan: the field tells that when it loses the keys."""
        before, field = self._scanned, self.focused
        for keys in (None, field):
            self.set_focus(keys)
        self.set_timer(WITHOUT_SCAN, lambda: self.app.show("drawer") if before == self._scanned else None)

    def action_hand_over(self) -> None:
        """F4: the result is there, and it is paid."""
        view = self.till.view
        if self.done and view is not None and view.state is DossierState.DONE and view.money in SETTLED:
            self.app.become("hand_over", ref=str(view.id))

    def action_assist(self) -> None:
        """F8: the fee is settled, the filing on the portal comes next; its screen says what bars it."""
        if self.done and self.till.view is not None:
            self.app.become("assisted", ref=str(self.till.view.id))

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """What is asked seldom; once it is settled: paper, receipt, giving back, the dossier."""
        from counter.screens.fee import fee_more

        await fee_more.open_menu(self)

    def shown(self, payment: PaymentView) -> None:
        """The payment on the screen changed: it was printed, or its receipt was recorded."""
        if self.done:
            self.done = self.done.with_payment(payment)
            self.query_one(DonePanel).show(self.done)
            self.refresh_frame()
