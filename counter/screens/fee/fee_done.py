"""The fee screen once something was recorded: what was taken, the change, what comes next (ux B10)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.widget import Widget

from counter import commands
from counter.i18n import language, money, t
from counter.models.catalogue import Channel
from counter.models.dossier import DossierState
from counter.models.money import ExemptionView, MoneyState, Payer, PaymentMeans, PaymentView
from counter.rules.moves import SETTLED
from counter.rules.words import number_words
from counter.screens.fee.fee_answers import waived_words
from counter.screens.fee.fee_quote import ChangeView
from counter.screens.fee.fee_record import Settled
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.wording import moment, money_words
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


def done_facts(done: Settled) -> tuple[Fact, ...]:
    """What was settled, and by which receipt."""
    view, paid = done.view, done.payment
    found: list[Fact] = []
    for one in view.exemptions:
        found += _exemption(one)
    if paid is not None:
        found += _payment(paid)
        if view.left != 0:
            left = t("wording.amount_unknown") if view.left is None else money(view.left)
            found.append(Fact(t("fee_screen.left"), left, "warn"))
        found.append(Fact(t("fee_screen.taken"), f"{paid.taken_by} · {moment(paid.taken_at)}", "weak"))
    elif not found:
        found.append(Fact("", money_words(view.money, view.quote.total), "good"))
    return tuple(found)


def _exemption(one: ExemptionView) -> list[Fact]:
    return [
        Fact("", t("fee_screen.done_exempt", waived=waived_words(one.waived)), "good"),
        Fact(t("fee_screen.ground"), one.ground),
        Fact(t("fee_screen.proof"), one.proof),
    ]


def _payment(paid: PaymentView) -> list[Fact]:
    single = paid.means[0].means.value if len(paid.means) == 1 else "mixed"
    head = t(f"fee_screen.done_{single}", amount=money(paid.total))
    if len(paid.shares) > 1:
        head = f"{head} · {t('fee_screen.several', n=len(paid.shares))}"
    found = [Fact("", head, "good")]
    if len(paid.means) > 1:
        words = (
            t("fee_screen.part_words", means=t(f"fee_screen.means.{part.means}"), amount=money(part.amount))
            for part in paid.means
        )
        found.append(Fact(t("fee_screen.parts"), " + ".join(words)))
    if len(paid.shares) > 1:
        words = (f"{share.short_code} {money(share.amount)}" for share in paid.shares)
        found.append(Fact(t("fee_screen.for_dossiers"), " · ".join(words)))
    found += [
        Fact(t(f"fee_screen.{part.means}_reference"), part.reference) for part in paid.means if part.reference
    ]
    if paid.payer is not Payer.SELF:
        found.append(
            Fact(t("fee_screen.payer_done"), f"{paid.payer_name} ({t(f'fee_screen.payer.{paid.payer}')})")
        )
    return [*found, _receipt(paid)]


def _receipt(paid: PaymentView) -> Fact:
    label = t("fee_screen.receipt")
    if paid.receipt:
        return Fact(
            label, " · ".join((paid.receipt.form, paid.receipt.serial, paid.receipt.number)), "strong"
        )
    if paid.excused:
        return Fact(label, t("fee_screen.excused", reason=paid.excused))
    return Fact(label, t("fee_screen.no_receipt", reason=paid.receipt_later), "warn")


def next_facts(done: Settled) -> tuple[Fact, ...]:
    """What to say, the next step, the next person."""
    found = [Fact(t("fee_screen.say"), script) for script in filter(None, (_script(done),))]
    return (
        *found,
        Fact(t("fee_screen.next"), t(f"fee_screen.next.{_next(done)}"), "strong"),
        Fact("", t("fee_screen.next_person")),
        Fact("", t("fee_screen.no_substitute"), "weak"),
    )


def _next(done: Settled) -> str:
    if done.view.left != 0 and done.payment is not None:
        return "rest"
    if done.payment is not None and done.payment.receipt is None and not done.payment.excused:
        return "receipt"
    if _ready(done):
        return "hand_over"
    return "payment_slip" if done.payment is not None else "slip"


def _ready(done: Settled) -> bool:
    """Whether the result is there and may be handed over."""
    return done.view.state is DossierState.DONE and done.view.money in SETTLED


def _script(done: Settled) -> str:
    paid = done.payment
    if done.view.money is MoneyState.LATER and paid is None:
        return t("fee_screen.say.later")
    if paid is None:
        return t("fee_screen.say.exempt") if done.view.exemptions else ""
    cash = paid.of(PaymentMeans.CASH)
    way, said = paid.means[0].means.value, dict[str, str]()
    if cash is not None and cash.change is not None:
        way = "change" if cash.change else "exact"
        said = {"tendered": _spoken(cash.tendered or 0), "change": _spoken(cash.change)}
    with_receipt = paid.receipt is not None or way == PaymentMeans.POST
    return t(f"fee_screen.say.{way}" if with_receipt else f"fee_screen.say.{way}.no_receipt", **said)


def _spoken(amount: int) -> str:
    """An amount as it is said aloud; in English the figures."""
    return number_words(amount) if language() == "vi" else money(amount)


class DonePanel(Vertical, can_focus=False):
    """The change stays in large digits until the next person is scanned, so that it can be counted again."""

    app: "CounterApp"
    DEFAULT_CSS = """
    DonePanel { height: auto; }
    """

    def compose(self) -> Iterable[Widget]:
        """What was done, the change, what comes next."""
        yield Facts(id="paid")
        yield ChangeView(id="given")
        yield Facts(id="next")

    def show(self, done: Settled) -> None:
        """Show how the fee stands."""
        self.query_one("#paid", Facts).show(done_facts(done))
        given = self.query_one("#given", ChangeView)
        cash = done.payment.of(PaymentMeans.CASH) if done.payment else None
        given.display = cash is not None and cash.change is not None
        if cash is not None and cash.change is not None:
            given.give_back(t("fee_screen.got", tendered=money(cash.tendered or 0)), cash.change)
        self.query_one("#next", Facts).show(next_facts(done))


def done_hints(done: Settled) -> Sequence[Hint]:
    """The keys now: F9 takes what is left, F4 hands over where the result is there, the rest behind F10."""
    found = [Hint("Esc", commands.BACK.label_id), Hint("F1", commands.HELP.label_id)]
    if done.payment is not None and done.view.left:
        found.insert(0, Hint("F9", t("fee_screen.do_rest", amount=money(done.view.left))))
    elif _ready(done):
        found.insert(0, Hint("F4", commands.HAND_OVER.label_id, 5))
    elif done.view.channel is Channel.ONLINE and done.view.submission is None:
        found.insert(0, Hint(commands.ASSIST.shown, commands.ASSIST.label_id, 5))
    return (*found, Hint("F10", "fee_screen.again", 10))
