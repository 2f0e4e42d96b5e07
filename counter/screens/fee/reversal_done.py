"""The reversal screen once it is recorded: the money to give back in large digits, the number that stays."""

from collections.abc import Iterable

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter.i18n import language, money, number, t
from counter.models.money import PaymentKind, PaymentMeans, PaymentView
from counter.rules.receipts import is_electronic
from counter.rules.words import number_words
from counter.screens.fee.fee_quote import notes_in_words
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.wording import moment
from counter.widgets.big_digits import BigDigits


def cash_of(back: PaymentView) -> int:
    """What has to be handed over in notes, in đồng."""
    return -sum(part.amount for part in back.means if part.means is PaymentMeans.CASH)


def told(back: PaymentView, first: PaymentView) -> tuple[Fact, ...]:
    """What was recorded, by whom and who agreed."""
    what = t(f"reversal.done.{back.kind}", amount=money(-back.total))
    found = [Fact("", what, "good")]
    if back.kind is PaymentKind.VOID and first.receipt:
        kept = "software" if is_electronic(first.receipt.form) else "book"
        found.append(Fact("", t(f"reversal.number_kept.{kept}", number=first.receipt.number), "strong"))
    found.append(Fact(t("reversal.reason"), back.reason))
    who = t("reversal.by", taken_by=back.taken_by, approved_by=back.approved_by)
    found.append(Fact(t("reversal.at"), f"{moment(back.taken_at)} · {who}"))
    return tuple(found)


def other_ways(back: PaymentView) -> tuple[Fact, ...]:
    """What goes back otherwise than in notes."""
    return tuple(
        Fact("", t(f"reversal.back.{part.means}", amount=money(-part.amount)), "strong")
        for part in back.means
        if part.means is not PaymentMeans.CASH
    )


def next_steps(back: PaymentView) -> tuple[Fact, ...]:
    """What to say, and what comes next."""
    cash = cash_of(back)
    found = []
    if cash:
        spoken = number_words(cash) if language() == "vi" else money(cash)
        found.append(Fact(t("reversal.say"), t("reversal.say.cash", amount=spoken)))
    found.append(Fact(t("reversal.next"), t(f"reversal.next.{back.kind}"), "strong"))
    return tuple(found)


class BackPanel(Vertical, can_focus=False):
    """Stays until the next person is scanned, so that the notes can be counted again."""

    DEFAULT_CSS = """
    BackPanel {
        height: auto; padding: 1 0 0 0;
        & > .notes { height: 1; padding: 0 3; }
        & > #back { height: 3; margin: 1 0 0 0; }
        & > #back > .word { width: 16; height: 3; padding: 0 0 0 3; text-style: bold; }
        & > #steps { margin: 1 0 0 0; }
    }
    """

    def __init__(self, back: PaymentView, first: PaymentView) -> None:
        super().__init__(id="given")
        self.back, self.first = back, first

    def compose(self) -> Iterable[Widget]:
        """What was recorded, the notes to give, the next step."""
        yield Facts(told(self.back, self.first), id="told")
        cash = cash_of(self.back)
        if cash:
            with Horizontal(id="back"):
                yield Static(Content(t("reversal.give")), classes="word", markup=False)
                yield BigDigits(number(cash), t("reversal.dong"))
            yield Static(Content(notes_in_words(cash)), classes="notes", markup=False)
        yield Facts(other_ways(self.back), id="others")
        yield Facts(next_steps(self.back), id="steps")
