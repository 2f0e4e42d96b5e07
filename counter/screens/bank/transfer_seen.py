"""The money of an asked-for transfer was seen: type the bank's transaction code, and the official receipt."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter.errors import CounterError, Refused
from counter.i18n import money, t
from counter.models.money import OfficialReceipt, Payer
from counter.models.transfers import ConfirmDraft, RequestView
from counter.rules.rights import Act
from counter.screens.bank.transfer_words import cancel_dialog
from counter.screens.fee import fee_forms
from counter.screens.fee.fee_answers import receipt_of
from counter.screens.fee.fee_forms import Extra
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.form_panel import FormPanel
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.wording import moment
from counter.services.bank import transfers
from counter.services.till import receipts
from counter.widgets.dialogs import Choice, Item
from counter.widgets.fields import Field
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

_RECEIPT = frozenset({Extra.RECEIPT, Extra.SKIPPED})
CODE = 40  # characters of a transaction code


class TransferSeenScreen(BehindDoor[None]):
    """What was asked for above, the code and the receipt below; F9 records the payment."""

    RIGHT = Act.TAKE_MONEY
    topic = "transfer_seen"

    def __init__(self, request: RequestView) -> None:
        super().__init__()
        self.request = request
        self.receipt: OfficialReceipt | None = None
        self.extras: frozenset[Extra] = frozenset()
        self._draft = ConfirmDraft(
            operation=uuid4().hex, request_id=request.id, version=request.version, reference=""
        )

    def where(self) -> Sequence[str]:
        """Which code, of whom."""
        return (t("transfer_screen.title"), self.request.memo, self.request.payer_name)

    def keys(self) -> Sequence[Hint]:
        """Record it, or do something else with the code."""
        return (Hint("F9", "transfer_screen.confirm"), Hint("F10", "command.more", 40))

    def rail(self) -> str:
        """What is proof and what is not."""
        return t("transfer_screen.rail") if self.allowed else ""

    def room(self) -> Iterable[Widget]:
        """What was asked for, the boxes."""
        yield Facts(_facts(self.request), id="asked")
        yield FormPanel(self._fields(), id="form")

    def arrive(self) -> None:
        """The code first; the receipt that comes next is offered meanwhile."""
        self._panel.form.focus_field("reference")
        self.fill()

    @property
    def _panel(self) -> FormPanel:
        return self.query_one("#form", FormPanel)

    def _fields(self) -> tuple[Field, ...]:
        code = Field(
            key="reference",
            label=t("transfer_screen.reference"),
            hint=t("transfer_screen.reference.hint"),
            max_length=CODE,
            width=30,
        )
        return (code, *fee_forms.receipt_fields(self.receipt, self.extras))

    @work(group="fill")
    async def fill(self) -> None:
        """The receipt of the book in use."""
        self.receipt = await self.app.ask(receipts.next_receipt)
        await self._panel.ask(self._fields(), focus="reference")

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    def action_done(self) -> None:
        """F9."""
        self.record()

    @work(group="record")
    async def record(self) -> None:
        """Write the payment, once."""
        form, values = self._panel.form, self._panel.values()
        if problems := tuple(p for p in form.problems() if p.field != "skipped_reason"):  # no gap, no reason
            form.set_errors(problems)
            return
        draft = replace(
            self._draft,
            reference=values["reference"],
            receipt=receipt_of(values, self.receipt, self.app.now()),
            receipt_later=values.get("receipt_later", ""),
            skipped_reason=values.get("skipped_reason", ""),
        )
        try:
            payment = await self.app.ask(transfers.confirm, draft)
        except Refused as refused:
            await self._refused(refused)
        except CounterError as error:
            await self.app.tell(error)
        else:
            said = "transfer_screen.recorded" if payment.receipt else "transfer_screen.recorded_open"
            codes = ", ".join(share.short_code for share in payment.shares)
            self.pass_on(said, sum=money(payment.total), codes=codes)

    async def _refused(self, refused: Refused) -> None:
        """Ask for what is wanted now; what has no box here is said in a dialog."""
        wanted = fee_forms.asked_by({problem.field for problem in refused.problems}) & _RECEIPT - self.extras
        if wanted:
            self.extras |= wanted
            await self._panel.ask(self._fields())
        if any(_box(problem.field) in self._panel.keys for problem in refused.problems):
            self._panel.form.set_errors(
                [replace(problem, field=_box(problem.field)) for problem in refused.problems]
            )
        else:
            await self.app.tell(refused)

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """The symbols of the receipt, or cancel the code."""
        items = (
            Item("symbols", t("transfer_screen.symbols")),
            Item("cancel", t("transfer_screen.cancel")),
        )
        match await self.app.push_screen_wait(Choice(t("command.more"), items)):
            case "symbols":
                self.extras |= {Extra.RECEIPT}
                await self._panel.ask(self._fields())
            case "cancel":
                await self._cancel()

    async def _cancel(self) -> None:
        request = self.request
        if not await self.app.push_screen_wait(cancel_dialog(request)):
            return
        try:
            await self.app.ask(transfers.cancel, request.id, operation=uuid4().hex, version=request.version)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.pass_on("transfer_screen.cancelled", memo=request.memo)


def _box(field: str) -> str:
    """The box of this screen for a field of the payment."""
    return "reference" if field in ("transfer_reference", "reference") else field


def _facts(request: RequestView) -> tuple[Fact, ...]:
    dossiers = [
        Fact(
            t("transfer_screen.dossier") if number == 0 else " ",
            f"{share.short_code} · {share.applicant} · {money(share.amount)}",
        )
        for number, share in enumerate(request.shares)
    ]
    payer = request.payer_name
    if request.payer is not Payer.SELF:
        payer = f"{payer} ({t(f'fee_screen.payer.{request.payer}')})"
    account = f"{request.bank} · {request.account.number} · {request.account.holder}"
    return (
        Fact(t("transfer_screen.look_for"), f"{money(request.amount)} · {request.memo}", "strong"),
        Fact(t("transfer_screen.account"), account),
        Fact(t("transfer_screen.payer"), payer),
        *dossiers,
        Fact(
            t("transfer_screen.asked"),
            t("transfer_screen.asked_by", at=moment(request.asked_at), who=request.asked_by),
        ),
    )
