"""The slip of a payment (phiếu thu tiền): no official receipt, and it says so; later prints are copies."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from counter.errors import CounterError
from counter.models.dossier import DossierView
from counter.models.money import PaymentView
from counter.models.states import MoneyPaper
from counter.papers.files import bare_name, keep, slip_name
from counter.papers.payment_slip import payment_slip_data, slip_number, template_of
from counter.papers.typeset import pdf
from counter.screens.papers.printing import Speaker, to_printer
from counter.services.dossier import dossiers
from counter.services.money import money_prints, payments
from counter.settings import WardSettings

if TYPE_CHECKING:
    from counter.app import CounterApp


class Printing(Speaker, Protocol):
    """A screen that shows a payment whose slip can be printed."""

    app: "CounterApp"

    @property
    def practice(self) -> bool:
        """Whether nothing here is real."""

    def shown(self, payment: PaymentView) -> None:
        """The payment as it stands after the print."""


def make(
    payment: PaymentView,
    views: tuple[DossierView, ...],
    first: PaymentView | None,
    ward: WardSettings,
    copy: int,
    *,
    practice: bool,
    store: Path | None = None,
) -> Path:
    """Typeset the slip and keep it in the folder of the slips. Not for the UI thread.

    Raises DataFault when a template cannot be set, CounterError when the file cannot be written.
    """
    data = payment_slip_data(payment, ward, dossiers=views, first=first, copy=copy, practice=practice)
    template = template_of(payment)
    name = slip_name(data.head.code, kind=template, copy=copy)
    return keep(pdf(template, data), name, store=store, practice=practice)


async def print_out(screen: Printing, payment: PaymentView) -> None:
    """Make the slip in a thread, count it, and say where it lies."""
    app = screen.app
    screen.say("fee_screen.slip.making")
    try:
        views = tuple([await app.ask(dossiers.get, str(share.dossier_id)) for share in payment.shares])
        first = await app.ask(payments.get, payment.reverses) if payment.reverses else None
        copy = await app.ask(
            money_prints.record, MoneyPaper.PAYMENT_SLIP, payment.id, operation=uuid4().hex, target="file"
        )
        path = await app.in_thread(
            make,
            payment,
            views,
            first,
            app.ward,
            copy,
            practice=screen.practice,
            store=app.machine.store,
        )
        printed = await app.ask(payments.get, payment.id)
    except CounterError as error:
        await app.tell(error)
        return
    if not screen.gone:
        screen.shown(printed)
        told = "fee_screen.slip.copy" if copy > 1 else f"fee_screen.slip.kept.{payment.kind}"
        screen.say(told, tone="good", copy=copy, file=bare_name(path), folder=str(path.parent))
    await to_printer(app, screen, path, slip_number(payment))
