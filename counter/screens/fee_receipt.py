"""Record the official receipt of a payment that was taken without one."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Refused
from counter.i18n import money, t
from counter.models.money import OfficialReceipt, PaymentView
from counter.screens import fee_forms
from counter.screens.fee_answers import receipt_of
from counter.screens.fee_forms import Extra
from counter.screens.form_panel import FormPanel
from counter.services import receipts
from counter.widgets.form import FormView
from counter.widgets.frame import Hint
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp


class ReceiptScreen(CounterScreen[PaymentView | None]):
    """Form symbol, serial, number and day, as they stand on the paper; gives the payment once recorded."""

    app: "CounterApp"
    topic = "fee"

    def __init__(self, payment: PaymentView) -> None:
        super().__init__()
        self.payment = payment
        self.receipt: OfficialReceipt | None = None
        self.extras = frozenset({Extra.RECEIPT})
        self._operation = uuid4().hex

    def where(self) -> Sequence[str]:
        """Whose receipt."""
        first = self.payment.shares[0]
        return (t("fee_screen.more.receipt"), first.short_code, money(self.payment.total))

    def hints(self) -> Sequence[Hint]:
        """Record it, or leave it for later."""
        return (
            Hint("F9", "fee_screen.more.receipt"),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """The boxes."""
        yield FormPanel(fee_forms.receipt_fields(None, self.extras, later=False), id="form")

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
        for field in fee_forms.receipt_fields(self.receipt, self.extras, later=False):
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

    async def _refused(self, refused: Refused) -> None:
        wanted = fee_forms.asked_by({problem.field for problem in refused.problems}) - self.extras
        if wanted:
            self.extras |= wanted
            await self._panel.ask(fee_forms.receipt_fields(self.receipt, self.extras, later=False))
        self._panel.form.set_errors(refused.problems)
