"""What the fee screen knows while a fee is settled: what is due, by which way, what stands against it."""

from dataclasses import dataclass

from counter import commands
from counter.errors import Problem
from counter.i18n import money, t
from counter.models.dossier import DossierState, DossierView
from counter.models.money import ExemptChoice, OfficialReceipt, Quote
from counter.models.staff import StaffView
from counter.rules.moves import OPEN, SETTLED
from counter.rules.rights import Act, may
from counter.screens import fee_forms
from counter.screens.fee_forms import Counted, Exemption, Way
from counter.widgets.dialogs import Item
from counter.widgets.fields import Field
from counter.widgets.frame import Hint


@dataclass(slots=True)
class Till:
    """The fee of one dossier under way. The screen fills it; nothing here is stored."""

    view: DossierView | None = None
    full: Quote | None = None  # nobody's exemption counted, unless one was recorded
    receipt: OfficialReceipt | None = None
    choices: tuple[ExemptChoice, ...] = ()
    way: Way = Way.CASH
    exemption: Exemption | None = None

    @property
    def quote(self) -> Quote | None:
        """What is to be settled now, an exemption counted."""
        return self.exemption.choice.freed if self.exemption else self.full

    @property
    def unknown(self) -> bool:
        """Whether the data does not know the amount, so that the clerk must say it."""
        return self.quote is not None and self.quote.total is None

    @property
    def at_start(self) -> bool:
        """Whether Esc leaves the screen."""
        return self.way is Way.CASH and self.exemption is None

    def due(self, stated: str) -> int | None:
        """What is to be taken now, in đồng; None: not known. `stated`: as typed, of an unknown amount."""
        return None if self.quote is None else fee_forms.due_of(self.quote, stated if self.unknown else "")

    def fields(self) -> tuple[Field, ...]:
        """The questions of the way to pay."""
        due = self.quote.total if self.quote else None
        return fee_forms.fields(
            self.way, unknown=self.unknown, due=due, receipt=self.receipt, choices=self.choices
        )

    def first_field(self) -> str:
        """Where the hands begin."""
        if self.unknown and self.way in (Way.CASH, Way.TRANSFER):
            return "stated_amount"
        first = {Way.CASH: "tendered", Way.TRANSFER: "reference", Way.EXEMPT: "exempt_group"}
        return first.get(self.way, "means")

    def ways(self) -> list[Item]:
        """The ways to pay as a menu; nobody exempt: that one is locked, with the reason."""
        locked = "" if self.choices else t("fee_screen.nobody_exempt")
        return [Item(way, t(f"fee_screen.means.{way}"), locked if way is Way.EXEMPT else "") for way in Way]

    def choice(self, group: str) -> ExemptChoice | None:
        """A group that may be exempt here."""
        return next((one for one in self.choices if one.group.id == group), None)

    def why_not(self, actor: StaffView | None, counted: Counted) -> str:
        """Why F9 does nothing now; empty when it does, and while the dossier is not read: then it waits."""
        if self.view is None:
            return ""
        if not may(actor, Act.TAKE_MONEY):
            return t(f"right.{Act.TAKE_MONEY}")
        if self.view.money in SETTLED:
            return t(f"payment.settled.{self.view.money}")
        if self.view.state not in OPEN and self.view.state is not DossierState.DONE:
            return t("payment.dossier_ended")
        problem: Problem | None = counted.problem if self.way in (Way.CASH, Way.TRANSFER) else None
        if problem is None or (self.way is Way.TRANSFER and problem.field == "tendered"):
            return ""
        return t(problem.message_id, **problem.params)

    def hints(
        self, actor: StaffView | None, due: int | None, chosen: ExemptChoice | None, counted: Counted
    ) -> tuple[Hint, ...]:
        """The keys while the fee is open. The verb of F9 carries the amount: a text, not an id."""
        exact = (Hint("F5", "fee_screen.exact", 20),) if self.way is Way.CASH else ()
        return (
            Hint("F9", self._verb(due, chosen), reason=self.why_not(actor, counted)),
            Hint("Esc", "fee_screen.not_yet" if self.at_start else "fee_screen.other_way"),
            *exact,
            Hint("↑", "fee_screen.means", 15),
            Hint("F1", commands.HELP.label_id),
            Hint("F10", commands.MORE.label_id, 30),
        )

    def _verb(self, due: int | None, chosen: ExemptChoice | None) -> str:
        if self.way is Way.LATER:
            return t("fee_screen.do_later")
        if self.way is Way.EXEMPT:
            rest = chosen.freed.total if chosen else 0
            return t("fee_screen.do_exempt") if rest == 0 else t("fee_screen.go_on")
        if due == 0:
            return t("fee_screen.do_nothing_due")
        return t(f"fee_screen.do_{self.way}", amount="" if due is None else money(due)).rstrip()
