"""Paid by VietQR (ux B10): the code on the left; beside it what it asks for in words, and who pays."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import events, on, work
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Problem, Refused
from counter.i18n import money, t
from counter.models.money import OfficialReceipt, Payer
from counter.models.transfers import ConfirmDraft, RequestView
from counter.papers.vietqr import grouped
from counter.rules.rights import Act
from counter.screens.fee import fee_forms
from counter.screens.fee.fee_answers import receipt_of
from counter.screens.fee.fee_code import QrCode
from counter.screens.fee.fee_forms import Extra
from counter.screens.fee.fee_transfer import Seen, cancel, print_code
from counter.screens.parts.covered import Covered
from counter.screens.parts.form_panel import FormPanel, LiveForm
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.wording import moment
from counter.services.bank import transfers
from counter.widgets.dialogs import Choice, Item
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint, MessageLine

if TYPE_CHECKING:
    from counter.app import CounterApp

WORDS_WIDTH = 30  # cells that the words beside the code need


class VietQrScreen(Covered[Seen | None]):
    """The request waits from the moment this screen opens; Esc leaves it waiting, F9 says that it was paid.

    `part`: it is one means of several; F9 then only gives the transaction code back.
    """

    RIGHT = Act.TAKE_MONEY
    WIDE = True
    app: "CounterApp"
    topic = "fee_vietqr"

    def __init__(self, request: RequestView, receipt: OfficialReceipt | None, *, part: bool = False) -> None:
        super().__init__()
        self.request = request
        self.receipt = receipt
        self.part = part
        self.payer = request.payer
        self.extras: frozenset[Extra] = frozenset()
        self._operation = uuid4().hex
        self._busy = False

    # -- frame -------------------------------------------------------------------------------

    def where(self) -> Sequence[str]:
        """Which dossiers, for whom."""
        first, count = self.request.shares[0], len(self.request.shares)
        code = t("fee_screen.several", n=count) if count > 1 else first.short_code
        return (t("fee_screen.title"), code, f"VietQR › {first.applicant}")

    def hints(self) -> Sequence[Hint]:
        """F9 only with the transaction code of the bank: a screenshot is no proof."""
        verb = "fee_screen.qr.part_done" if self.part else "fee_screen.do_transfer"
        reason = "" if self._code else t("fee_screen.qr.no_code")
        return (
            Hint("F9", t(verb, amount=money(self.request.amount)), reason=reason),
            Hint("Esc", "fee_screen.qr.leave"),
            Hint("F1", commands.HELP.label_id),
            Hint("F10", "fee_screen.qr.more", 5),
        )

    def body(self) -> Iterable[Widget]:
        """The code, and beside it the same in words for who cannot scan it."""
        with Horizontal(id="code-and-words"):
            yield QrCode(self.request.payload, id="code")
            with Vertical(id="words"):
                yield Facts(self._asked(), id="asked")
                yield FormPanel(self._fields(), id="form")
                yield Facts(id="waits")

    def on_mount(self) -> None:
        """The transaction code is what is missing."""
        self.panel.form.focus_field("transfer_reference")
        self.call_after_refresh(self._fit)

    def on_resize(self, event: events.Resize) -> None:
        """The window has other rows now."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Show the code whole or not at all."""
        room = self.query_one("#body").size
        fits = self.query_one(QrCode).fit_into(room.width - WORDS_WIDTH, room.height)
        waits = [Fact("", t("fee_screen.qr.waits", at=moment(self.request.asked_at)))]
        if not fits:
            waits.insert(0, Fact("", t("fee_screen.qr.too_low"), "warn"))
        self.query_one("#waits", Facts).show(waits)

    @property
    def panel(self) -> FormPanel:
        """The form."""
        return self.query_one("#form", FormPanel)

    @property
    def _code(self) -> str:
        return self.panel.value("transfer_reference") if self.query("#form") else ""

    # -- words and questions -------------------------------------------------------------------

    def _asked(self) -> tuple[Fact, ...]:
        account = self.request.account
        return (
            Fact("", f"{t('fee_screen.due')} {money(self.request.amount)}", "strong"),
            Fact("", self.request.bank),
            Fact("", grouped(account.number), "strong"),
            Fact("", account.holder),
            Fact("", f"{t('fee_screen.memo')}: {self.request.memo}", "strong"),
        )

    def _fields(self) -> tuple[Field, ...]:
        code = Field(
            key="transfer_reference",
            label=t("fee_screen.transfer_reference"),
            hint=t("fee_screen.transfer_reference.hint"),
            max_length=fee_forms.CODE,
        )
        if self.part:
            return (code,)
        receipt = fee_forms.receipt_fields(self.receipt, self.extras)
        number = replace(receipt[0], label=t("fee_screen.receipt_number"))
        return (*self._payer(), code, number, *receipt[1:])

    def _payer(self) -> tuple[Field, ...]:
        choice, name = fee_forms.payer_fields(self.payer)
        itself = Option(Payer.SELF, t(f"fee_screen.payer.{Payer.SELF}"))
        choice = replace(choice, options=(itself, *choice.options), kind=Kind.CHOICE)
        given = "" if self.request.payer is Payer.SELF else self.request.payer_name
        return (choice,) if self.payer is Payer.SELF else (choice, replace(name, value=given))

    @on(LiveForm.Live)
    async def live(self, event: LiveForm.Live) -> None:
        """Another payer asks for the name; a code opens F9."""
        event.stop()
        if event.key == "payer" and event.typed != self.payer:
            self.payer = Payer(event.typed or Payer.SELF)
            await self.panel.ask(
                self._fields(), focus="payer_name" if self.payer is not Payer.SELF else "payer"
            )
        self.refresh_frame()

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    # -- done ----------------------------------------------------------------------------------

    def action_done(self) -> None:
        """F9."""
        self.confirm()

    @work(group="confirm")
    async def confirm(self) -> None:
        """The money was seen: record the payment, once."""
        if self._busy:
            return
        self._busy = True
        try:
            if self.part:
                self.dismiss(Seen(request=self.request, reference=self._code))
            else:
                await self._record()
        except Refused as refused:
            await self._refused(refused.problems)
        except CounterError as error:
            await self.app.tell(error)
        finally:
            self._busy = False

    async def _record(self) -> None:
        values = self.panel.values()
        if problems := tuple(p for p in self.panel.form.problems() if p.field in fee_forms.OWN):
            raise Refused(problems)
        await self._name_payer()
        draft = ConfirmDraft(
            operation=self._operation,
            request_id=self.request.id,
            version=self.request.version,
            reference=values["transfer_reference"],
            receipt=receipt_of(values, self.receipt, self.app.now()),
            receipt_later=values.get("receipt_later", ""),
            skipped_reason=values.get("skipped_reason", ""),
        )
        payment = await self.app.ask(transfers.confirm, draft)
        self.dismiss(Seen(request=self.request, reference=payment.means[0].reference, payment=payment))

    async def _name_payer(self) -> None:
        """Keep who pays, when it was changed here."""
        name = self.panel.value("payer_name") if self.payer is not Payer.SELF else ""
        before = self.request.payer_name if self.request.payer is not Payer.SELF else ""
        if self.part or (self.payer, name) == (self.request.payer, before):
            return
        self.request = await self.app.ask(
            transfers.name_payer,
            self.request.id,
            self.payer,
            name,
            operation=uuid4().hex,
            version=self.request.version,
        )

    async def _refused(self, problems: Sequence[Problem]) -> None:
        wanted = fee_forms.asked_by({problem.field for problem in problems}) - self.extras - {Extra.PAYER}
        if wanted:
            self.extras |= wanted
            await self.panel.ask(self._fields(), focus="transfer_reference")
        self.panel.form.set_errors(problems)

    # -- other keys ----------------------------------------------------------------------------

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        """A card here is for later: the code is still waiting."""
        event.stop()
        self.say("fee_screen.scan_before", tone="warn")

    def action_back(self) -> None:
        """Esc: it stays waiting, with who pays it."""
        self.leave()

    @work(group="leave")
    async def leave(self) -> None:
        """Back to the fee; a name that is missing does not hold anybody."""
        try:
            if self.payer is Payer.SELF or self.panel.value("payer_name"):
                await self._name_payer()
        except CounterError as error:
            await self.app.tell(error)
        self.dismiss(Seen(request=self.request))

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """On paper, as a picture for somebody far away, the receipt's symbols, cancel."""
        names = ("qr.print", "qr.picture", *(() if self.part else ("receipt_of",)), "qr.cancel")
        items = [Item(name, t(f"fee_screen.more.{name}")) for name in names]
        picked = await self.app.push_screen_wait(Choice(t("fee_screen.qr.more"), items))
        if picked in ("qr.print", "qr.picture"):
            self.say("fee_screen.qr.making")
            told = await print_code(self.app, self.request, picked, practice=self.practice)
            self.query_one(MessageLine).say(told, "good" if told else "")
        elif picked == "receipt_of":
            self.extras ^= {Extra.RECEIPT}
            await self.panel.ask(self._fields(), focus="receipt_number")
        elif picked == "qr.cancel" and await cancel(self.app, self.request):
            self.dismiss(None)
