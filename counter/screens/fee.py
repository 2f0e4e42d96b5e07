"""Take the fee of one dossier: what is due and why, how it is paid, the change, the receipt (ux B10)."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Problem, Refused
from counter.i18n import money, t
from counter.models.dossier import DossierState, DossierView
from counter.models.money import ExemptChoice, PaymentMeans
from counter.rules.moves import SETTLED
from counter.screens import fee_forms
from counter.screens.dossier_words import who
from counter.screens.fee_done import DonePanel, after, done_hints, go_on
from counter.screens.fee_facts import below
from counter.screens.fee_forms import Counted, Exemption, Way
from counter.screens.fee_quote import ChangeView, QuoteLines
from counter.screens.fee_till import Till
from counter.screens.form_panel import FormPanel, LiveForm
from counter.screens.intake_facts import Facts
from counter.screens.scanned import hand_down
from counter.services import dossiers, exemptions, fees
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.form import FormView
from counter.widgets.frame import Hint, MessageLine
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp


class FeeScreen(CounterScreen[None]):
    """`30` F9 takes cash. F9 is the only key that takes money; what stands against it is said beforehand."""

    app: "CounterApp"
    topic = "fee"
    BINDINGS: ClassVar[list[BindingType]] = [Binding(commands.HAND_OVER.key, "hand_over", show=False)]

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-tall")]
        self._ref = ref
        self._operation = uuid4().hex
        self._loaded = asyncio.Event()
        self._busy = False
        self._asked_about = -1  # the sum handed over that was asked about because it is far too much
        self.till = Till()
        self.done = False

    # -- frame -------------------------------------------------------------------------------

    def where(self) -> Sequence[str]:
        """Which dossier and whose."""
        view = self.till.view
        title = t("fee_screen.title")
        return (title,) if view is None else (title, view.short_code, who(view.applicant))

    def rail(self) -> str:
        """What to watch for, by the way to pay."""
        return t("fee_screen.rail.done" if self.done else f"fee_screen.rail.{self.till.way}")

    def hints(self) -> Sequence[Hint]:
        """F9 with the verb and the amount; locked with the reason while something is missing."""
        if self.done:
            return done_hints(self.till.view)
        return self.till.hints(self.app.actor, self.due, self._chosen, self._counted())

    def body(self) -> Iterable[Widget]:
        """Quote, form, change; what was done takes their place once it is."""
        yield QuoteLines(id="quote")
        yield FormPanel(self.till.fields(), id="form")
        yield ChangeView(id="change")
        yield Facts(id="facts")

    def on_mount(self) -> None:
        """The money handed over can be typed at once, even before the dossier is read."""
        self.panel.form.focus_field("tendered")
        self.load()

    def on_screen_resume(self) -> None:
        """Somebody else may have signed in meanwhile."""
        self.refresh_frame()

    @property
    def panel(self) -> FormPanel:
        """The form."""
        return self.query_one("#form", FormPanel)

    # -- what is due ---------------------------------------------------------------------------

    @property
    def due(self) -> int | None:
        """What is to be taken now, in đồng; None: not known."""
        return self.till.due(self.panel.value("stated_amount"))

    @property
    def _chosen(self) -> ExemptChoice | None:
        return self.till.choice(self.panel.value("exempt_group"))

    def _counted(self) -> Counted:
        return fee_forms.count(self.panel.value("tendered"), self.due)

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The dossier, its fee, the next receipt, who may be exempt."""
        till = self.till
        try:
            till.view = view = await self.app.ask(dossiers.get, self._ref)
            noted = view.exempt_group and not view.payments
            till.full = await self.app.ask(fees.quote, view.id, exempt_group="") if noted else view.quote
            till.receipt = await self.app.ask(fees.next_receipt)
            till.choices = await self.app.ask(exemptions.choices, view.id)
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss()
            return
        if view.money in SETTLED:
            await self.show_done(view)
        else:
            await self._fill_form(view)
        self._loaded.set()

    async def _fill_form(self, view: DossierView) -> None:
        """Put in what is known now; keys typed meanwhile stay where they are."""
        form, quote = self.panel.form, self.till.quote
        if self.till.unknown:
            await self.panel.ask(self.till.fields(), focus="stated_amount")
            self.say("fee_screen.unknown", tone="warn", what="; ".join(quote.unknown if quote else ()))
        else:
            for field in self.till.fields():
                if field.suggestion:
                    form.set_suggestion(field.key, field.suggestion)
                if field.value and field.key in fee_forms.RECEIPT and not form.value(field.key):
                    form.set_value(field.key, field.value)
        if noted := self.till.choice(view.exempt_group):
            self.say("fee_screen.group_noted", tone="warn", group=fee_forms.name_of(noted.group))
        self.tell()

    def tell(self) -> None:
        """Show what the answers come to so far."""
        view, quote = self.till.view, self.till.quote
        if view is None or quote is None or self.done:
            return
        cash = self.till.way is Way.CASH
        chosen = self._chosen if self.till.way is Way.EXEMPT else None
        change, facts = self.query_one("#change", ChangeView), self.query_one("#facts", Facts)
        change.display, facts.display = cash, not cash
        if cash:
            change.count(self._counted())
        else:
            facts.show(below(self.till, view, self.app.ward, chosen))
        lines = self.query_one("#quote", QuoteLines)
        shown = chosen.freed if chosen else quote
        due = shown.total if chosen else self.due
        lines.show(view.procedure_name, shown, due, rest=bool(chosen or self.till.exemption))
        self.refresh_frame()
        self.call_after_refresh(self._share_rows)

    @on(FormPanel.Resized)
    def _share_rows(self) -> None:
        """The quote takes the rows that the form and what stands below it leave."""
        rows = ChangeView.ROWS if self.till.way is Way.CASH else self.query_one("#facts").size.height + 1
        self.query_one("#quote", QuoteLines).keep_free(self.panel.size.height + rows)

    # -- answers -------------------------------------------------------------------------------

    @on(LiveForm.Live)
    async def live(self, event: LiveForm.Live) -> None:
        """Every key is reckoned; a digit in the first row changes the way to pay."""
        event.stop()
        if event.key == "means":
            await self.choose(event.typed)
            return
        if event.by_hand:
            self.query_one(MessageLine).say(text="")  # what F9 said of the text before
        self.tell()

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    async def choose(self, typed: str) -> None:
        """Another way to pay; the answers given stay for the way back."""
        if self.done or typed == self.till.way:
            return
        if not typed or (typed == Way.EXEMPT and not self.till.choices):
            if typed:
                self.say("fee_screen.nobody_exempt", tone="warn")
            self.panel.form.set_value("means", self.till.way)
            return
        self.till.way = Way(typed)
        if self.till.way in (Way.EXEMPT, Way.LATER):
            self.till.exemption = None
        await self._ask_again()

    async def _ask_again(self) -> None:
        await self.panel.ask(self.till.fields(), focus=self.till.first_field())
        self.tell()

    # -- taking --------------------------------------------------------------------------------

    def action_done(self) -> None:
        """F9."""
        self.take()

    @work(group="take")
    async def take(self) -> None:
        """Record it, once: a second F9 finds the first."""
        await self._loaded.wait()
        if self._busy or self.done or self.till.view is None:
            return
        if reason := self.till.why_not(self.app.actor, self._counted()):
            self.query_one(MessageLine).say(reason, "warn")
            return
        self._busy = True
        try:
            await self._take(self.till.view)
        except Refused as refused:
            self.panel.form.set_errors(refused.problems)
        except CounterError as error:
            await self.app.tell(error)
            self.load()
        finally:
            self._busy = False

    async def _take(self, view: DossierView) -> None:
        if self.till.way is Way.EXEMPT and not await self._exempt():
            return
        if self.till.way is Way.LATER:
            await self.app.ask(fees.later, view.id, operation=self._operation, version=view.version)
        elif self._far_too_much():
            return
        else:
            await self.app.ask(
                fees.take,
                fee_forms.draft(
                    view,
                    PaymentMeans(self.till.way.value),
                    self.panel.values(),
                    operation=self._operation,
                    tendered=self._counted().tendered,
                    exemption=self.till.exemption,
                ),
            )
        await self.show_done(await self.app.ask(dossiers.get, str(view.id)))

    def _far_too_much(self) -> bool:
        """Ask once about a sum that is more likely typed wrong than handed over."""
        counted = self._counted()
        given = counted.tendered or 0
        if self.till.way is not Way.CASH or not counted.far or given == self._asked_about:
            return False
        self._asked_about = given
        self.say("fee_screen.far", tone="warn", tendered=money(given), due=money(self.due or 0))
        return True

    async def _exempt(self) -> bool:
        """F9 of an exemption: True when it frees all; else the rest is asked for."""
        form, chosen = self.panel.form, self._chosen
        problems = form.problems()
        if form.value("exempt_seen") == "no":
            problems += (Problem("exempt_seen", "fee_screen.not_seen"),)
        if problems or chosen is None:
            self.panel.form.set_errors(problems)
            return False
        self.till.exemption = Exemption(choice=chosen, proof=form.value("exempt_proof"))
        if chosen.freed.total == 0:
            return True
        self.till.way = Way.CASH
        await self._ask_again()
        self.say("fee_screen.rest_now", tone="good", waived=fee_forms.waived_words(chosen.waived))
        return False

    # -- done ----------------------------------------------------------------------------------

    async def show_done(self, view: DossierView) -> None:
        """What was taken, the change in large digits, what to say, what comes next."""
        self.till.view, self.done = view, True
        self.set_focus(None)
        for part in ("#quote", "#form", "#change", "#facts"):
            self.query_one(part).display = False
        if not self.query(DonePanel):
            await self.query_one("#body").mount(DonePanel(id="done"))
        self.query_one(DonePanel).show(view)
        self.refresh_frame()
        self.say(f"fee_screen.kept.{view.money}", tone="good")

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        """The next person's card, once this fee is settled."""
        event.stop()
        if self.done:
            hand_down(self, event.payload)
        else:
            self.say("fee_screen.scan_before", tone="warn")

    # -- other keys ----------------------------------------------------------------------------

    def action_back(self) -> None:
        """Esc: back to cash, or away with the fee not taken."""
        if self.done or self.till.at_start:
            self.dismiss()
        else:
            self.till.way, self.till.exemption = Way.CASH, None
            self.run_worker(self._ask_again(), group="form")

    def action_hand_over(self) -> None:
        """F4: the result is there, and it is paid."""
        view = self.till.view
        if self.done and view is not None and view.state is DossierState.DONE:
            self.app.become("hand_over", ref=str(view.id))

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """The ways to pay by number; once it is settled: paper, receipt, the dossier."""
        from counter.widgets.dialogs import Choice

        view = self.till.view
        if view is None:
            return
        if not self.done:
            if picked := await self.app.push_screen_wait(Choice(t("fee_screen.means"), self.till.ways())):
                await self.choose(picked)
            return
        picked = await self.app.push_screen_wait(Choice(t("fee_screen.again"), after(view)))
        if picked == "receipt":
            await self._record_receipt(view)
        elif picked:
            go_on(self.app, view, picked)

    async def _record_receipt(self, view: DossierView) -> None:
        """The number of a receipt that was written afterwards."""
        from counter.screens.fee_receipt import ReceiptScreen

        if await self.app.push_screen_wait(ReceiptScreen(view)):
            await self.show_done(await self.app.ask(dossiers.get, str(view.id)))
