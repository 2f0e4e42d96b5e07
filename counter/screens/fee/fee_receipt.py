"""Record the official receipt of a payment that was taken without one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Refused
from counter.i18n import day, local, money, t
from counter.models.money import OfficialReceipt, PaymentView
from counter.rules.receipts import old_day
from counter.rules.rights import Act
from counter.screens.fee import fee_forms
from counter.screens.fee.fee_answers import receipt_of
from counter.screens.fee.fee_forms import Extra
from counter.screens.parts.covered import Covered
from counter.screens.parts.form_panel import FormPanel
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.wording import moment
from counter.screens.till.receipt_words import whose
from counter.services.till import receipts
from counter.widgets.fields import Field
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


class ReceiptScreen(Covered[PaymentView | None]):
    """Form symbol, serial, number and day, as they stand on the paper; gives the payment once recorded."""

    RIGHT = Act.TAKE_MONEY
    app: "CounterApp"
    topic = "receipt_books"

    def __init__(self, payment: PaymentView) -> None:
        super().__init__()
        self.payment = payment
        self.receipt: OfficialReceipt | None = None
        self.extras = frozenset({Extra.RECEIPT})
        self._operation = uuid4().hex
        self._asked_about: date | None = None

    def where(self) -> Sequence[str]:
        """Whose receipt."""
        first = self.payment.shares[0]
        return (t("receipt_screen.late.title"), first.short_code, first.applicant)

    def hints(self) -> Sequence[Hint]:
        """Record it, or leave it for later."""
        return (
            Hint("F9", "fee_screen.more.receipt"),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """Which payment it is, the boxes."""
        payment = self.payment
        yield Facts(
            (
                Fact("", t("receipt_screen.late.question")),
                Fact(t("receipt_screen.payment"), f"{money(payment.total)} · {whose(payment)}", "strong"),
                Fact(t("receipt_screen.taken"), f"{moment(payment.taken_at)} · {payment.taken_by}"),
                Fact(t("receipt_screen.why"), payment.receipt_later or "–"),
                Fact("", ""),
            )
        )
        yield FormPanel(self._fields(), id="form")

    def rail(self) -> str:
        """Nothing is issued here."""
        return t("receipt_screen.rail.late")

    def _fields(self) -> tuple[Field, ...]:
        """Those of the fee; the day of the payment is offered."""
        fields = fee_forms.receipt_fields(self.receipt, self.extras, later=False)
        return tuple(self._as_here(field) for field in fields)

    def _as_here(self, field: Field) -> Field:
        if field.key == "receipt_number":
            return replace(field, hint=t("receipt_screen.late.number.hint"))
        if field.key == "receipt_day":
            taken = day(local(self.payment.taken_at).date())
            hint = t("receipt_screen.late.day.hint", day=taken)
            return replace(field, suggestion=taken, hint=hint)
        return field

    def on_mount(self) -> None:
        """The book that is in use is known already."""
        self._panel.form.focus_field("receipt_number")
        self.fill()

    @property
    def _panel(self) -> FormPanel:
        return self.query_one("#form", FormPanel)

    @work(group="fill")
    async def fill(self) -> None:
        """Put in the receipt that comes next."""
        self.receipt = await self.app.ask(receipts.next_receipt)
        form = self._panel.form
        for field in self._fields():
            if field.value and not form.value(field.key):
                form.set_value(field.key, field.value)

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    def action_back(self) -> None:
        """Esc: nothing was recorded."""
        self.dismiss(None)

    def action_done(self) -> None:
        """F9."""
        self.record()

    @work(group="record")
    async def record(self) -> None:
        """Write it into the book of this counter; once."""
        form, values = self._panel.form, self._panel.values()
        receipt = receipt_of(values, self.receipt, self.app.now())
        if problems := tuple(p for p in form.problems() if p.field == "receipt_day"):
            form.set_errors(problems)
            return
        if receipt is not None and self._asks_about(receipt.issued_on):
            return
        try:
            payment = await self.app.ask(
                receipts.record_receipt,
                self.payment.id,
                receipt or OfficialReceipt(form="", serial="", number=""),
                skipped_reason=values.get("skipped_reason", ""),
                operation=self._operation,
            )
        except Refused as refused:
            await self._refused(refused)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.dismiss(payment)

    def _asks_about(self, issued_on: date | None) -> bool:
        """Ask once about a day so long ago that it is more likely typed wrong."""
        if issued_on is None or issued_on == self._asked_about:
            return False
        problem = old_day(issued_on, local(self.app.now()).date())
        if problem is not None:
            self._asked_about = issued_on
            self.say(problem.message_id, tone="warn", **problem.params)
        return problem is not None

    async def _refused(self, refused: Refused) -> None:
        wanted = fee_forms.asked_by({problem.field for problem in refused.problems}) - self.extras
        if wanted:
            self.extras |= wanted
            await self._panel.ask(self._fields())
        self._panel.form.set_errors(refused.problems)
