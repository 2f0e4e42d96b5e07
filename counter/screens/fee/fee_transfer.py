"""What the fee screen does for a transfer: ask for it, show its code, print or cancel it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from counter.errors import CounterError, Problem
from counter.i18n import t
from counter.models.bank import BankAccount
from counter.models.money import Payer, PaymentView
from counter.models.states import MoneyPaper
from counter.models.transfers import RequestDraft, RequestView
from counter.papers.files import bare_name, keep, slip_name
from counter.papers.vietqr import card, picture, vietqr_data
from counter.screens.bank.transfer_words import cancel_dialog
from counter.screens.fee import fee_record
from counter.screens.fee.fee_forms import Way
from counter.screens.papers.printing import in_clear
from counter.services.bank import accounts, transfers
from counter.services.catalogue.banks_data import bank_of
from counter.services.money import money_prints, payments
from counter.settings import WardSettings
from counter.widgets.dialogs import Choice, Item
from counter.widgets.frame import MessageLine
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp
    from counter.screens.fee.fee import FeeScreen


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How the screen of a code was left. No reference: it still waits; `payment` once it was recorded."""

    request: RequestView
    reference: str = ""
    payment: PaymentView | None = None


# -- asking -------------------------------------------------------------------------------------


async def by_vietqr(screen: "FeeScreen") -> None:
    """Show the code of what is due now; where the ward has no account, only ask for the transaction code."""
    app, due = screen.app, screen.sheet.due
    known = await app.ask(accounts.listing)
    if not known:
        screen.till.way = Way.TRANSFER
        return
    if isinstance(due, Problem):
        screen.query_one(MessageLine).say(t(due.message_id, **due.params), "warn")
        return
    if question := screen.sheet.far_stated():
        screen.query_one(MessageLine).say(question, "warn")
        return
    account = await _account(app, known)
    if account is None:
        return
    seen = await _show(screen, account, due)
    if seen is None:
        screen.say("fee_screen.qr.cancelled")
    elif seen.payment is None:
        screen.say("fee_screen.qr.left", memo=seen.request.memo)
    else:
        await screen.paid(seen.payment)


async def _account(app: "CounterApp", known: tuple[BankAccount, ...]) -> BankAccount | None:
    """The one account, or the one that a digit chooses."""
    if len(known) == 1:
        return known[0]
    items = [Item(str(one.id), _account_words(one)) for one in known]
    picked = await app.push_screen_wait(Choice(t("fee_screen.qr.which"), items))
    return next((one for one in known if str(one.id) == picked), None)


def _account_words(account: BankAccount) -> str:
    bank = bank_of(account.bin)
    name = bank.known_as if bank else account.bin
    return " · ".join(filter(None, (account.label, name, account.number, account.holder)))


async def part_by_vietqr(screen: "FeeScreen") -> None:
    """Show the code of the part that is paid by transfer; its transaction code comes back into the form."""
    from counter.screens.fee.fee_vietqr import VietQrScreen

    app, till = screen.app, screen.till
    amount = dict(screen.sheet.parts.means).get("transfer")
    known = await app.ask(accounts.listing)
    if not amount or not known:
        screen.say("fee_screen.qr.no_part" if known else "fee_screen.no_account", tone="warn")
        return
    if question := screen.sheet.far_stated():
        screen.query_one(MessageLine).say(question, "warn")
        return
    account = await _account(app, known)
    if account is None:
        return
    await _state(screen)
    request = await _request(screen, account, {till.cases[0].dossier_id: amount})
    seen = await app.push_screen_wait(VietQrScreen(request, till.receipt, part=True))
    till.request = seen.request if seen else None
    if seen and seen.reference:
        screen.panel.form.set_value("transfer_reference", seen.reference)


async def _show(screen: "FeeScreen", account: BankAccount, due: int) -> Seen | None:
    """Ask for the transfer of all that is due and show its code."""
    from counter.screens.fee.fee_vietqr import VietQrScreen

    till = screen.till
    await _state(screen)
    parts = {case.dossier_id: case.left or 0 for case in till.cases}
    if not till.several:
        parts = {till.cases[0].dossier_id: due}
    request = await _request(screen, account, parts)
    return await screen.app.push_screen_wait(VietQrScreen(request, till.receipt))


async def _request(screen: "FeeScreen", account: BankAccount, parts: dict[int, int]) -> RequestView:
    """The transfer that waits for the very same, or a new one. `parts`: đồng by dossier."""
    app, till = screen.app, screen.till
    for one in await app.ask(transfers.waiting, dossier_id=till.cases[0].dossier_id):
        if one.account == account and {share.dossier_id: share.amount for share in one.shares} == parts:
            return one
    values = screen.panel.values()
    return await app.ask(
        transfers.ask,
        RequestDraft(
            operation=uuid4().hex,
            shares=tuple((case.dossier_id, case.version, parts[case.dossier_id]) for case in till.cases),
            account_id=account.id,
            payer=Payer(values.get("payer") or Payer.SELF),
            payer_name=values.get("payer_name", ""),
        ),
    )


async def _state(screen: "FeeScreen") -> None:
    """A sum that the data does not know is kept before a code asks for it."""
    app, till = screen.app, screen.till
    if not till.unknown or till.view is None:
        return
    amount = screen.sheet.stated
    await app.ask(
        payments.state,
        till.view.id,
        amount or 0,
        screen.panel.value("stated_source"),
        operation=uuid4().hex,
        version=till.view.version,
    )
    await fee_record.read(app, till, screen.ref)


# -- the code on paper --------------------------------------------------------------------------


def make(
    request: RequestView,
    ward: WardSettings,
    kind: str,
    copy: int,
    *,
    practice: bool,
    store: Path | None,
) -> Path:
    """Draw the card for the printer, or the picture for somebody far away. Not for the UI thread."""
    data = vietqr_data(request, ward, copy=copy, practice=practice)
    name = f"QR-{request.id}"
    if kind == "qr.print":
        return keep(card(data), slip_name(name, kind="vietqr", copy=copy), store=store, practice=practice)
    return keep(
        picture(data), slip_name(name, ".png", kind="vietqr", copy=copy), store=store, practice=practice
    )


async def print_code(app: "CounterApp", request: RequestView, kind: str, *, practice: bool) -> str:
    """Make it, count it, and say where it lies; "" when it could not be made, which was said."""
    try:
        copy = await app.ask(
            money_prints.record, MoneyPaper.VIETQR, request.id, operation=uuid4().hex, target="file"
        )
        path = await app.in_thread(
            make, request, app.ward, kind, copy, practice=practice, store=app.machine.store
        )
    except CounterError as error:
        await app.tell(error)
        return ""
    if isinstance(app.screen, CounterScreen):
        await in_clear(app, app.screen, path)
    return t("fee_screen.qr.kept", file=bare_name(path), folder=str(path.parent))


async def cancel(app: "CounterApp", request: RequestView) -> bool:
    """Ask no longer for it, once that was confirmed."""
    if not await app.push_screen_wait(cancel_dialog(request)):
        return False
    try:
        await app.ask(transfers.cancel, request.id, operation=uuid4().hex, version=request.version)
    except CounterError as error:
        await app.tell(error)
        return False
    return True
