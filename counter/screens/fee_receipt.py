"""Record the official receipt of a fee that was taken without one."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Refused
from counter.i18n import t
from counter.models.dossier import DossierView
from counter.models.money import OfficialReceipt
from counter.screens import fee_forms
from counter.screens.dossier_words import who
from counter.services import fees
from counter.widgets.form import FormView
from counter.widgets.frame import Hint
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp


class ReceiptScreen(CounterScreen[bool]):
    """Form symbol, serial and number, as they stand on the paper; True when they were recorded."""

    app: "CounterApp"
    topic = "fee"

    def __init__(self, view: DossierView) -> None:
        super().__init__()
        self.view = view
        self._operation = uuid4().hex

    def where(self) -> Sequence[str]:
        """Whose receipt."""
        return (t("fee_screen.more.receipt"), self.view.short_code, who(self.view.applicant))

    def hints(self) -> Sequence[Hint]:
        """Record it, or leave it for later."""
        return (
            Hint("F9", "fee_screen.more.receipt"),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """The three boxes."""
        yield FormView(fee_forms.receipt_fields(None, later=False))

    def on_mount(self) -> None:
        """The book that is in use is known already."""
        self.query_one(FormView).focus_field("receipt_number")
        self.fill()

    @work(group="fill")
    async def fill(self) -> None:
        """Put in the receipt that comes next."""
        form = self.query_one(FormView)
        for field in fee_forms.receipt_fields(await self.app.ask(fees.next_receipt), later=False):
            if not form.value(field.key):
                form.set_value(field.key, field.value)

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    def action_back(self) -> None:
        """Esc: nothing was recorded."""
        self.dismiss(False)

    def action_done(self) -> None:
        """F9."""
        self.record()

    @work(group="record")
    async def record(self) -> None:
        """Write it into the book of this counter; once."""
        form = self.query_one(FormView)
        receipt = OfficialReceipt(
            form=form.value("receipt_form"),
            serial=form.value("receipt_serial"),
            number=form.value("receipt_number"),
        )
        try:
            await self.app.ask(fees.record_receipt, self.view.id, receipt, operation=self._operation)
        except Refused as refused:
            form.set_errors(refused.problems)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.dismiss(True)
