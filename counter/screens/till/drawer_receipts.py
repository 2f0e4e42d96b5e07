"""Payments of the drawer without an official receipt: each gets its number, or the supervisor's reason."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.i18n import t
from counter.models.money import PaymentView
from counter.models.till import DrawerView
from counter.rules.rights import Act
from counter.screens.parts.covered import Covered
from counter.screens.till.drawer_words import locked, payment_words
from counter.services.till import drawers
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp


class DrawerReceiptsScreen(Covered[None]):
    """Enter records the receipt of the row; F10 the supervisor's reason; F9 goes on to the close."""

    RIGHT = Act.TAKE_MONEY
    WIDE = True
    app: "CounterApp"
    topic = "drawer_receipts"

    def __init__(self) -> None:
        super().__init__()
        self.view: DrawerView | None = None

    def where(self) -> Sequence[str]:
        """The drawer and what it lacks."""
        return (
            t("drawer_screen.title"),
            t("drawer_screen.receipts.title"),
            self.view.cashier if self.view else "",
        )

    def hints(self) -> Sequence[Hint]:
        """Close only when nothing is open."""
        count = len(self.view.without_receipt) if self.view else 0
        blocked = t("drawer.without_receipts", count=count) if count else ""
        return (
            Hint("F9", "drawer_screen.close_verb", reason=locked(self.app) or blocked),
            Hint("Enter", "drawer_screen.receipts.verb", 5),
            Hint("F10", commands.MORE.label_id, 20),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """The question, the payments."""
        yield Static(
            Content(locked(self.app) or t("drawer_screen.receipts.question")), id="question", markup=False
        )
        columns = (
            Column(t("drawer_screen.col.at"), 6),
            Column(t("drawer_screen.col.whose"), 26, 1),
            Column(t("drawer_screen.col.sum"), 11, align="right"),
            Column(t("drawer_screen.col.why"), 24, 1),
        )
        yield LineList(columns, id="open", numbered=True, empty=t("drawer_screen.receipts.none"))

    def on_mount(self) -> None:
        """The first payment."""
        self.set_focus(self.query_one("#open"))
        if not locked(self.app):
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The payments that are still open."""
        self.view = await self.app.ask(drawers.mine)
        payments = self.view.without_receipt if self.view else ()
        rows = [Row(str(p.id), (*payment_words(p), p.receipt_later)) for p in payments]
        self.query_one("#open", LineList).set_rows(rows)
        self.refresh_frame()
        self.hint(t("drawer_screen.receipts.hint" if rows else "drawer_screen.receipts.all"))

    def _payment(self, key: str) -> PaymentView | None:
        payments = self.view.without_receipt if self.view else ()
        return next((payment for payment in payments if str(payment.id) == key), None)

    @on(LineList.RowChosen, "#open")
    def chosen(self, event: LineList.RowChosen) -> None:
        """Enter: its receipt."""
        event.stop()
        if payment := self._payment(event.key):
            self.record(payment)

    @work(group="record")
    async def record(self, payment: PaymentView) -> None:
        """Type the number of the receipt that was written."""
        from counter.screens.fee.fee_receipt import ReceiptScreen

        if await self.app.push_screen_wait(ReceiptScreen(payment)) is not None:
            self.say("drawer_screen.receipts.recorded", tone="good", code=payment.shares[0].short_code)
            self.load()

    def action_more(self) -> None:
        """F10."""
        row = self.query_one("#open", LineList).current
        if row is not None and (payment := self._payment(row.key)):
            self.more(payment)

    @work(group="record")
    async def more(self, payment: PaymentView) -> None:
        """The receipt, the supervisor's reason, or the dossier."""
        from counter.screens.till.receipt_excuse import ExcuseScreen
        from counter.widgets.dialogs import Choice, Item

        items = tuple(
            Item(key, t(f"drawer_screen.receipts.{key}")) for key in ("record", "excuse", "dossier")
        )
        match await self.app.push_screen_wait(Choice(payment.shares[0].short_code, items)):
            case "record":
                self.record(payment)
            case "excuse":
                if await self.app.push_screen_wait(ExcuseScreen(payment)):
                    self.say("drawer_screen.receipts.excused", tone="good", code=payment.shares[0].short_code)
                    self.load()
            case "dossier":
                self.app.show("dossier", ref=str(payment.shares[0].dossier_id))

    def action_done(self) -> None:
        """F9: every payment has its receipt."""
        self.app.become("drawer_close")
