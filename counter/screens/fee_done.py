"""The fee screen once the fee is settled: what was taken, the change, what to say, what is next (ux B10)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.widget import Widget

from counter import commands
from counter.i18n import language, money, t
from counter.models.dossier import DossierState, DossierView
from counter.models.money import MoneyState, PaymentMeans, PaymentView
from counter.rules.words import number_words
from counter.screens.fee_forms import waived_words
from counter.screens.fee_quote import ChangeView
from counter.screens.intake_facts import Fact, Facts
from counter.screens.wording import moment, money_words
from counter.widgets.dialogs import Item
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


def last_of(view: DossierView) -> PaymentView | None:
    """The entry that settled the fee; beside an exemption of a part, the money."""
    return view.payments[-1] if view.payments else None


def after(view: DossierView) -> list[Item]:
    """What F10 offers; a receipt only where money was taken without one."""
    open_receipt = any(payment.amount and payment.receipt is None for payment in view.payments)
    names = ("slip", *(("receipt",) if open_receipt else ()), "dossier", "same_procedure")
    return [Item(name, t(f"fee_screen.more.{name}")) for name in names]


def go_on(app: "CounterApp", view: DossierView, picked: str) -> None:
    """Open what was picked of `after`."""
    if picked == "slip":
        app.show("accepted", ref=str(view.id))
    elif picked == "dossier":
        app.become("dossier", ref=str(view.id))
    else:
        app.become("intake", procedure=view.procedure_code)


def done_facts(view: DossierView) -> tuple[Fact, ...]:
    """What was settled, and by which receipt."""
    paid = last_of(view)
    if paid is None:
        return (Fact("", money_words(view.money, view.quote.total), "good"),)
    found = []
    for entry in view.payments:
        if entry.means is PaymentMeans.EXEMPT:
            found.append(Fact("", t("fee_screen.done_exempt", waived=waived_words(entry.waived)), "good"))
            found.append(Fact(t("fee_screen.ground"), entry.exempt_ground))
            found.append(Fact(t("fee_screen.proof"), entry.exempt_proof))
        else:
            found.append(Fact("", t(f"fee_screen.done_{entry.means}", amount=money(entry.amount)), "good"))
            found += _receipt(entry)
    found.append(Fact(t("fee_screen.taken"), f"{paid.taken_by} · {moment(paid.taken_at)}", "weak"))
    return tuple(found)


def _receipt(entry: PaymentView) -> list[Fact]:
    found = [Fact(t("fee_screen.reference"), entry.reference)] if entry.reference else []
    label = t("fee_screen.receipt")
    if entry.receipt:
        parts = (entry.receipt.form, entry.receipt.serial, entry.receipt.number)
        return [*found, Fact(label, " · ".join(parts), "strong")]
    if entry.amount:
        return [*found, Fact(label, t("fee_screen.no_receipt", reason=entry.receipt_later), "warn")]
    return found


def next_facts(view: DossierView) -> tuple[Fact, ...]:
    """What to say, the next step, the next person."""
    found = [Fact(t("fee_screen.say"), script) for script in filter(None, (_script(view),))]
    ready = view.state is DossierState.DONE
    found += [
        Fact(
            t("fee_screen.next"),
            t("fee_screen.next.hand_over" if ready else "fee_screen.next.slip"),
            "strong",
        ),
        Fact("", t("fee_screen.next_person")),
        Fact("", t("fee_screen.no_substitute"), "weak"),
    ]
    return tuple(found)


def _script(view: DossierView) -> str:
    paid = last_of(view)
    if paid is None or view.money is MoneyState.LATER:
        return t("fee_screen.say.later") if view.money is MoneyState.LATER else ""
    if paid.means is PaymentMeans.CASH and paid.change is not None and paid.amount:
        said = {"tendered": _spoken(paid.tendered or 0), "change": _spoken(paid.change)}
        return t("fee_screen.say.change" if paid.change else "fee_screen.say.exact", **said)
    return t(f"fee_screen.say.{paid.means}") if paid.amount or paid.waived else ""


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

    def show(self, view: DossierView) -> None:
        """Show how the fee of this dossier stands."""
        paid = last_of(view)
        self.query_one("#paid", Facts).show(done_facts(view))
        given = self.query_one("#given", ChangeView)
        given.display = paid is not None and paid.change is not None
        if paid is not None and paid.change is not None:
            given.give_back(t("fee_screen.got", tendered=money(paid.tendered or 0)), paid.change)
        self.query_one("#next", Facts).show(next_facts(view))


def done_hints(view: DossierView | None) -> Sequence[Hint]:
    """The keys once it is settled: F4 where the result is there, the next step otherwise behind F10."""
    found = [Hint("Esc", commands.BACK.label_id), Hint("F1", commands.HELP.label_id)]
    if view is not None and view.state is DossierState.DONE:
        found.insert(0, Hint("F4", commands.HAND_OVER.label_id, 5))
    return (*found, Hint("F10", "fee_screen.again", 10))
