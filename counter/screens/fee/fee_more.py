"""What F10 offers on the fee screen: what is asked seldom before, what can still be done after."""

from typing import TYPE_CHECKING

from counter.i18n import t
from counter.models.money import PaymentView
from counter.rules.rights import Act, may
from counter.screens import registry
from counter.screens.fee.fee_forms import Extra, Way
from counter.screens.fee.fee_record import Settled
from counter.widgets.dialogs import Choice, Item

if TYPE_CHECKING:
    from counter.screens.fee.fee import FeeScreen

EXTRAS = {"part": Extra.PART, "payer": Extra.PAYER, "receipt_of": Extra.RECEIPT}


def items_before(screen: "FeeScreen") -> list[Item]:
    """Before anything is recorded."""
    till = screen.till
    shut = "" if may(screen.app.actor, Act.TAKE_MONEY) else t(f"right.{Act.TAKE_MONEY}")
    single = t("fee_screen.one_by_one") if till.several else ""
    mixed = "qr_part" if till.way is Way.MIXED else "mixed"
    names = ("join", "part", "payer", mixed, "receipt_of", "drawer")
    reasons = {"part": single, "qr_part": single}
    return [
        Item(name, t(f"fee_screen.more.{_turned(screen, name)}"), shut or reasons.get(name, ""))
        for name in names
    ]


def _turned(screen: "FeeScreen", name: str) -> str:
    """The same row takes away again what it added."""
    extra = EXTRAS.get(name)
    return f"{name}.off" if extra is not None and extra in screen.till.extras else name


async def open_menu(screen: "FeeScreen") -> None:
    """The menu that goes with how far the fee is."""
    if screen.done:
        await after(screen, screen.done)
    elif screen.till.view is not None:
        await before(screen)


async def before(screen: "FeeScreen") -> None:
    """Ask which, and do it."""
    picked = await screen.app.push_screen_wait(Choice(t("fee_screen.more"), items_before(screen)))
    if picked in EXTRAS:
        screen.till.extras ^= {EXTRAS[picked]}
        await screen.ask_again()
    elif picked == "mixed":
        await screen.choose(Way.MIXED)
    elif picked == "qr_part":
        screen.by_vietqr(part=True)
    elif picked == "drawer":
        screen.app.show("drawer")
    elif picked == "join":
        await _join(screen)


async def _join(screen: "FeeScreen") -> None:
    from counter.screens.fee.fee_several import SeveralScreen

    cases = await screen.app.push_screen_wait(SeveralScreen(screen.till.cases))
    if cases is not None:
        await screen.join(cases)


def items_after(done: Settled, actor_may: bool) -> list[Item]:
    """Once it is settled."""
    names = ["slip"]
    if done.payment is not None:
        names = ["payment_slip", "reversal", *names]
        if done.payment.receipt is None and not done.payment.excused:
            names.insert(1, "receipt")
    shut = "" if actor_may else t(f"right.{Act.TAKE_MONEY}")
    locked = {"receipt", "reversal", "payment_slip"}
    return [
        Item(name, t(f"fee_screen.more.{name}"), shut if name in locked else "")
        for name in (*names, "dossier", "same_procedure")
    ]


async def after(screen: "FeeScreen", done: Settled) -> None:
    """Ask which, and open it."""
    app = screen.app
    listed = items_after(done, may(app.actor, Act.TAKE_MONEY))
    picked = await app.push_screen_wait(Choice(t("fee_screen.again"), listed))
    if picked == "slip":
        app.show("accepted", ref=str(done.view.id))
    elif picked == "dossier":
        app.become("dossier", ref=str(done.view.id))
    elif picked == "same_procedure":
        app.become("intake", procedure=done.view.procedure_code)
    elif picked and done.payment is not None:
        await _of_payment(screen, done.payment, picked)


async def _of_payment(screen: "FeeScreen", payment: PaymentView, picked: str) -> None:
    if picked == "reversal":
        if await screen.app.push_screen_wait(registry.make("reversal", payment_id=payment.id)):
            screen.dismiss()  # what it shows was given back
    elif picked == "receipt":
        from counter.screens.fee.fee_receipt import ReceiptScreen

        recorded = await screen.app.push_screen_wait(ReceiptScreen(payment))
        if recorded is not None:
            screen.shown(recorded)
    elif picked == "payment_slip":
        from counter.screens.fee import fee_slip

        await fee_slip.print_out(screen, payment)
