"""Payments of the drawer without an official receipt: each gets its number, or the supervisor's reason."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError, Problem, Refused
from counter.i18n import t
from counter.models.money import Approval, PaymentView
from counter.models.till import DrawerView
from counter.rules.rights import Act
from counter.screens.covered import Covered
from counter.screens.drawer_words import locked, others, payment_words, second_fields
from counter.services import drawers, receipts
from counter.widgets.fields import Field
from counter.widgets.form import FormView
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
        from counter.screens.fee_receipt import ReceiptScreen

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


class ExcuseScreen(Covered[bool]):
    """Why a payment has no receipt, by the supervisor with their PIN; True when it was recorded."""

    RIGHT = Act.TAKE_MONEY
    app: "CounterApp"
    topic = "drawer_receipts"

    def __init__(self, payment: PaymentView) -> None:
        super().__init__()
        self.payment = payment
        self._operation = uuid4().hex

    def where(self) -> Sequence[str]:
        """Of which payment."""
        _, whose, total = payment_words(self.payment)
        return (t("drawer_screen.excuse.title"), whose, total)

    def hints(self) -> Sequence[Hint]:
        """Record it, or leave without."""
        return (
            Hint("F9", "drawer_screen.excuse.verb"),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """The reason, the supervisor, their PIN."""
        yield Static(Content(t("drawer_screen.excuse.question")), id="question", markup=False)
        supervisors = others(self.app, Act.OVERRULE_MONEY, frozenset({self.payment.taken_by_id}))
        yield FormView(
            (
                Field(
                    key="reason",
                    label=t("drawer_screen.reason"),
                    hint=t("drawer_screen.excuse.reason_hint"),
                    max_length=200,
                ),
                *second_fields(supervisors, "approver"),
            )
        )

    def on_mount(self) -> None:
        """The reason."""
        self.query_one(FormView).focus_first()

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
        """Write it, once."""
        form = self.query_one(FormView)
        if problems := form.problems():
            form.set_errors(problems)
            return
        values = form.values()
        approval = Approval(name=values.get("approver", ""), pin=values.get("approver_pin", ""))
        try:
            await self.app.ask(
                receipts.excuse, self.payment.id, form.value("reason"), approval, self._operation
            )
        except Refused as refused:
            form.set_errors([_at_field(problem) for problem in refused.problems])
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.dismiss(True)


def _at_field(problem: Problem) -> Problem:
    """The approver's PIN has another name on this form."""
    field = {"pin": "approver_pin", "name": "approver"}.get(problem.field, problem.field)
    return Problem(field, problem.message_id, problem.params)
