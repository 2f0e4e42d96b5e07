"""Give a payment back: void it or refund some of it, with a reason and a second person's PIN (ux B10)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Refused
from counter.i18n import t
from counter.models.money import PaymentKind, PaymentView
from counter.rules.rights import Act
from counter.screens.fee import reversal_form as asked
from counter.screens.fee.reversal_done import BackPanel
from counter.screens.fee.reversal_form import Case
from counter.screens.parts.covered import Covered
from counter.screens.parts.form_panel import FormPanel, LiveForm
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.scanned import hand_down
from counter.services.money import payments, reversals
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.form import FormView
from counter.widgets.frame import Hint, MessageLine

if TYPE_CHECKING:
    from counter.app import CounterApp

AGAIN = frozenset(
    {"kind", "reason_void", "reason_refund", "dossier"}
)  # answers that change what else is asked


class ReversalScreen(Covered[bool]):
    """Everything is said before F9, nothing can be undone after it. True when money went back."""

    RIGHT = Act.TAKE_MONEY
    app: "CounterApp"
    topic = "reversal"
    BINDINGS: ClassVar[list[BindingType]] = [Binding(commands.FEE.key, "fee", show=False)]

    def __init__(self, payment_id: int) -> None:
        super().__init__()
        self._payment_id = payment_id
        self._operation = uuid4().hex
        self._busy = False
        self.case: Case | None = None
        self.back: PaymentView | None = None

    # -- frame -------------------------------------------------------------------------------

    def where(self) -> Sequence[str]:
        """What is done, of which dossier, whose."""
        if self.case is None:
            return (t("reversal.title"),)
        first = self.case.payment.shares[0]
        return (asked.title(self.case), first.short_code, first.applicant)

    def rail(self) -> str:
        """What void and refund are."""
        return t("reversal.rail.done" if self.back else "reversal.rail")

    def hints(self) -> Sequence[Hint]:
        """F9 names exactly what happens; locked with the reason while it cannot."""
        if self.back is not None:
            again = (Hint(commands.FEE.shown, "reversal.fee_again", 15),) if self._voided else ()
            return (
                Hint("F9", "reversal.print"),
                *again,
                Hint("Esc", commands.BACK.label_id),
                Hint("F1", commands.HELP.label_id),
                Hint("F10", commands.MORE.label_id, 30),
            )
        return (
            Hint("F9", asked.verb(self.case) if self.case else "reversal.do", reason=self._why_not()),
            Hint("Esc", "reversal.leave"),
            Hint("F1", commands.HELP.label_id),
        )

    @property
    def _voided(self) -> bool:
        return self.back is not None and self.back.kind is PaymentKind.VOID

    def _why_not(self) -> str:
        if self.case is None:
            return ""
        return asked.why_not(self.case, self.app.actor) or ("" if self.case.kind else t("reversal.say_which"))

    def body(self) -> Iterable[Widget]:
        """What was paid, what will happen, the questions."""
        yield Facts(id="payment")
        yield Facts(id="consequence")

    def on_mount(self) -> None:
        """Read the payment."""
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The payment as it stands; the questions, unless nothing can be given back."""
        try:
            payment = await self.app.ask(payments.get, self._payment_id)
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss(False)
            return
        self.case = case = Case(payment, asked.approvers(self.app, payment))
        self.query_one("#payment", Facts).show((*asked.facts(payment), Fact("", "")))
        if reason := asked.why_not(case, self.app.actor):
            self.query_one("#consequence", Facts).show((Fact("", f"– {reason}", "warn"),))
            self.refresh_frame()
            return
        panel = FormPanel(asked.fields(case), id="form")
        await self.query_one("#body").mount(panel)
        panel.form.focus_first()
        self.tell()

    # -- answers -----------------------------------------------------------------------------

    @property
    def panel(self) -> FormPanel:
        """The questions."""
        return self.query_one("#form", FormPanel)

    def tell(self) -> None:
        """What F9 would do with the answers so far."""
        if self.case is not None and self.back is None:
            self.query_one("#consequence", Facts).show((*asked.consequence(self.case), Fact("", "")))
            self.refresh_frame()

    @on(LiveForm.Live)
    async def live(self, event: LiveForm.Live) -> None:
        """Every answer is told at once; some bring other questions."""
        event.stop()
        if self.case is None or self.back is not None:
            return
        before = dict(self.case.values)
        self._read()
        if event.by_hand:
            self.query_one(MessageLine).say(text="")
        if event.key in AGAIN and before.get(event.key, "") != self.case.values.get(event.key, ""):
            await self._ask_again(event.key)
        self.tell()

    def _read(self) -> None:
        if self.case is not None:
            self.case.values = self.panel.values()

    async def _ask_again(self, key: str) -> None:
        """The questions that go with this answer; the keys stay where they are."""
        if self.case is None:
            return
        fields = asked.fields(self.case)
        if tuple(field.key for field in fields) != self.panel.keys or key == "dossier":
            await self.panel.ask(fields, focus=key)
            self._read()

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    # -- F9 ----------------------------------------------------------------------------------

    def action_done(self) -> None:
        """F9: give it back; afterwards print the slip of it."""
        if self.back is not None:
            self.print_slip(self.back)
        elif self.case is not None:
            self.give_back(self.case)

    @work(group="give_back")
    async def give_back(self, case: Case) -> None:
        """Record it, once; a PIN that is wrong leaves everything as it was."""
        if self._busy:
            return
        self._read()
        if problems := self.panel.form.problems():
            self.panel.form.set_errors(problems)
            return
        self._busy = True
        try:
            back = await self.app.ask(reversals.give_back, case.draft(self._operation))
            await self._show(back, await self.app.ask(payments.get, self._payment_id))
        except Refused as refused:
            self.panel.form.set_value("approver_pin", "")
            self.panel.form.set_errors([asked.at_field(problem, case) for problem in refused.problems])
        except CounterError as error:
            await self.app.tell(error)
        finally:
            self._busy = False

    async def _show(self, back: PaymentView, first: PaymentView) -> None:
        """The money to give back stands there until the next person."""
        self.back = back
        self.set_focus(None)
        self.query_one("#payment").display = self.query_one("#consequence").display = False
        await self.panel.remove()
        await self.query_one("#body").mount(BackPanel(back, first))
        self.refresh_frame()
        self.say(f"reversal.kept.{back.kind}", tone="good")

    # -- afterwards --------------------------------------------------------------------------

    @work(group="print")
    async def print_slip(self, back: PaymentView) -> None:
        """The slip that the resident signs for the money."""
        from counter.screens.fee import fee_slip

        await fee_slip.print_out(self, back)

    def shown(self, payment: PaymentView) -> None:
        """The slip was printed once more."""
        self.back = payment

    def action_fee(self) -> None:
        """F7 after a void: take the fee as it should have been."""
        if self._voided and self.back is not None:
            self.app.become("fee", ref=str(self.back.shares[0].dossier_id))

    def action_more(self) -> None:
        """F10, once it is recorded."""
        if self.back is not None:
            self.more(self.back)

    @work(group="more")
    async def more(self, back: PaymentView) -> None:
        """The dossiers of it."""
        from counter.widgets.dialogs import Choice, Item

        rows = [
            Item(
                str(share.dossier_id), t("reversal.more.dossier", code=share.short_code, name=share.applicant)
            )
            for share in back.shares
        ]
        if picked := await self.app.push_screen_wait(Choice(t("reversal.more"), rows)):
            self.app.become("dossier", ref=picked)

    def action_back(self) -> None:
        """Esc: nothing was given back, or it is done."""
        self.dismiss(self.back is not None)

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        """The next person, once the money was given back."""
        event.stop()
        if self.back is not None:
            hand_down(self, event.payload)
        else:
            self.say("reversal.scan_before", tone="warn")
