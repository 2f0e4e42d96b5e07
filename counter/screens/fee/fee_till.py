"""What the fee screen knows while a fee is settled: what is due, by which way, what stands against it."""

from collections.abc import Mapping
from dataclasses import dataclass

from counter import commands
from counter.errors import Problem
from counter.i18n import money, t
from counter.models.dossier import DossierState, DossierView
from counter.models.money import DueView, ExemptChoice, OfficialReceipt, Quote
from counter.models.staff import StaffView
from counter.models.till import DrawerView
from counter.models.transfers import RequestView
from counter.rules.moves import OPEN, SETTLED
from counter.rules.rights import Act, may
from counter.screens.dossier.dossier_words import who
from counter.screens.fee import fee_answers, fee_forms
from counter.screens.fee.fee_answers import Counted, Parts
from counter.screens.fee.fee_forms import Extra, Way
from counter.widgets.fields import Field
from counter.widgets.frame import Hint


@dataclass(slots=True)
class Till:
    """The fee of one dossier under way, or of several. The screen fills it; nothing here is stored."""

    view: DossierView | None = None
    quote: Quote | None = None  # what is asked; nobody's exemption counted unless one was recorded
    cases: tuple[DueView, ...] = ()  # the dossiers of this payment, the screen's own first
    together: tuple[int, ...] = ()  # the other dossiers of a visit, in the payment from the start
    receipt: OfficialReceipt | None = None
    choices: tuple[ExemptChoice, ...] = ()
    drawer: DrawerView | None = None
    way: Way = Way.CASH
    extras: frozenset[Extra] = frozenset()
    waiting: tuple[RequestView, ...] = ()  # codes that were given for the first dossier and not seen paid
    request: RequestView | None = None  # the code that was shown for the part by transfer

    @property
    def several(self) -> bool:
        """Whether this payment is for more than one dossier (thu chung)."""
        return len(self.cases) > 1

    @property
    def unknown(self) -> bool:
        """Whether the data does not know the amount, so that the clerk must say it."""
        return self.quote is not None and self.quote.total is None and not self.several

    @property
    def at_start(self) -> bool:
        """Whether Esc leaves the screen."""
        return self.way is Way.CASH and not self.extras and not self.several

    def where(self) -> tuple[str, ...]:
        """Which dossier and whose."""
        title = t("fee_screen.title")
        if self.view is None:
            return (title,)
        code = t("fee_screen.several", n=len(self.cases)) if self.several else self.view.short_code
        return (title, code, who(self.view.applicant))

    def due(self, values: Mapping[str, str]) -> int | Problem:
        """What is to be taken now, in đồng, or what has to be typed first."""
        if self.quote is None or not self.cases:
            return Problem("", "fee_screen.reading")
        return fee_answers.sum_due(self.quote, self.cases, values)

    def fields(self) -> tuple[Field, ...]:
        """The questions of the way to pay."""
        due = None if self.unknown else sum(case.left or 0 for case in self.cases)
        return fee_forms.fields(
            self.way,
            self.extras,
            unknown=self.unknown,
            due=due,
            receipt=self.receipt,
            choices=self.choices,
        )

    def first_field(self) -> str:
        """Where the hands begin."""
        if self.way in fee_forms.TAKES:
            if self.unknown:
                return "stated_amount"
            if Extra.PART in self.extras:
                return "amount"
        first = {Way.CASH: "tendered", Way.EXEMPT: "exempt_group", Way.MIXED: "cash_part"}
        if self.way in fee_forms.BY_REFERENCE:
            return f"{self.way}_reference"
        return first.get(self.way, "means")

    def choice(self, group: str) -> ExemptChoice | None:
        """A group that may be exempt here."""
        return next((one for one in self.choices if one.group.id == group), None)

    def first_word(self, view: DossierView) -> str:
        """What is to be known before anything is typed: a noted group, an unknown sum, a code that waits."""
        if noted := self.choice(view.exempt_group):
            return t("fee_screen.group_noted", group=fee_forms.name_of(noted.group))
        if self.unknown and self.quote:
            return t("fee_screen.unknown", what="; ".join(self.quote.unknown))
        if self.waiting:
            first = self.waiting[0]
            return t("fee_screen.qr.waiting", memo=first.memo, amount=money(first.amount))
        return ""

    def step_back(self) -> None:
        """One step nearer to cash for the one dossier."""
        if self.way is not Way.CASH:
            self.way = Way.CASH
        elif self.extras:
            self.extras = frozenset()
        else:
            self.join(self.cases[:1])

    def join(self, cases: tuple[DueView, ...]) -> None:
        """Take these dossiers in one payment."""
        self.cases = cases
        self.extras -= {Extra.PART} if self.several else frozenset()
        if self.several and self.way in (Way.EXEMPT, Way.LATER):
            self.way = Way.CASH

    # -- what stands against it ------------------------------------------------------------------

    def not_here(self, way: Way) -> str:
        """Why a way to pay is closed; empty when it is open."""
        if way is Way.EXEMPT and not self.choices:
            return t("fee_screen.nobody_exempt")
        return t("fee_screen.one_by_one") if self.several and way in (Way.EXEMPT, Way.LATER) else ""

    def needs_drawer(self, due: int | Problem) -> str:
        """The id of why the drawer takes no money now; empty when it does, or when no cash is meant."""
        if self.view is None or self.way not in fee_forms.TAKES or due == 0:
            return ""
        if self.drawer is not None and self.drawer.too_long:
            return "drawer.opened_ahead" if self.drawer.ahead else "drawer.open_too_long"
        return "drawer.none_open" if self.drawer is None and self.way is Way.CASH else ""

    def problem(self, due: int | Problem, counted: Counted, parts: Parts, number: str) -> Problem | None:
        """What is still to be typed, or typed otherwise; `number`: of the slip, the item or the transfer."""
        if self.way is Way.MIXED:
            return parts.problem
        if self.way not in fee_forms.BY_REFERENCE:
            return counted.problem if self.way is Way.CASH else None
        if counted.problem is not None and counted.problem.field != "tendered":
            return counted.problem
        if number or due == 0:
            return None
        return Problem(f"{self.way}_reference", f"payment.{self.way}_reference_missing")

    def why_not(self, actor: StaffView | None, due: int | Problem, problem: Problem | None) -> str:
        """Why F9 does nothing now; empty when it does, and while the dossier is not read: then it waits."""
        if self.view is None:
            return ""
        if not may(actor, Act.TAKE_MONEY):
            return t(f"right.{Act.TAKE_MONEY}")
        if self.view.money in SETTLED:
            return t(f"payment.settled.{self.view.money}")
        if self.view.state not in OPEN and self.view.state is not DossierState.DONE:
            return t("payment.dossier_ended")
        if shut := self.needs_drawer(due):
            return t(shut)
        return t(problem.message_id, **problem.params) if problem else ""

    # -- keys --------------------------------------------------------------------------------------

    def hints(
        self, actor: StaffView | None, due: int | Problem, chosen: ExemptChoice | None, reason: str
    ) -> tuple[Hint, ...]:
        """The keys while the fee is open. The verb of F9 carries the amount: a text, not an id."""
        verb = Hint("F9", self._verb(due, chosen), reason=reason)
        if not may(actor, Act.TAKE_MONEY):
            return (
                verb,
                Hint("Esc", commands.BACK.label_id),
                Hint("F1", commands.HELP.label_id),
                Hint(commands.LOCK.shown, commands.LOCK.label_id, 10),
            )
        exact = (Hint("F5", "fee_screen.exact", 20),) if self.way is Way.CASH else ()
        drawer = (Hint("Enter", "fee_screen.open_drawer", 5),) if self.needs_drawer(due) else ()
        return (
            verb,
            *drawer,
            Hint("Esc", self._back()),
            *exact,
            Hint("↑", "fee_screen.means", 15),
            Hint("F1", commands.HELP.label_id),
            Hint("F10", commands.MORE.label_id, 10),
        )

    def _back(self) -> str:
        """The id of what Esc does."""
        if self.at_start:
            return "fee_screen.not_yet"
        if self.way is not Way.CASH:
            return "fee_screen.other_way"
        return commands.BACK.label_id if self.extras else "fee_screen.join.off"

    def _verb(self, due: int | Problem, chosen: ExemptChoice | None) -> str:
        if self.way is Way.LATER:
            return t("fee_screen.do_later")
        if self.way is Way.EXEMPT:
            rest = chosen.freed.total if chosen else 0
            return t("fee_screen.do_exempt") if rest == 0 else t("fee_screen.do_exempt_part")
        if due == 0:
            return t("fee_screen.do_nothing_due")
        return t(f"fee_screen.do_{self.way}", amount="" if isinstance(due, Problem) else money(due)).rstrip()
