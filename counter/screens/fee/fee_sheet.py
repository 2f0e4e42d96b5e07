"""The parts of the fee screen while a fee is open, and what the answers on it come to."""

from collections.abc import Iterable

from textual.widget import Widget

from counter.errors import Problem
from counter.i18n import money, t
from counter.models.money import ExemptChoice
from counter.models.staff import StaffView
from counter.rules.rights import Act, may
from counter.screens.fee import fee_answers, fee_forms
from counter.screens.fee.fee_answers import Counted, Parts
from counter.screens.fee.fee_cases import CaseLines
from counter.screens.fee.fee_facts import below, door
from counter.screens.fee.fee_forms import Extra, Way
from counter.screens.fee.fee_quote import ChangeView, QuoteLines
from counter.screens.fee.fee_till import Till
from counter.screens.parts.form_panel import FormPanel
from counter.screens.parts.intake_facts import Facts
from counter.widgets.frame import Hint


class FeeSheet:
    """Quote, form, change and facts of one till."""

    def __init__(self, till: Till) -> None:
        self.till = till
        self._asked_about = -1  # the sum handed over that was asked about because it is far too much
        self._stated_asked = -1  # the same of the sum read from the posted table
        self.quote = QuoteLines(id="quote")
        self.cases = CaseLines(id="cases")
        self.panel = FormPanel(till.fields(), id="form")
        self.change = ChangeView(id="change")
        self.facts = Facts(id="facts")

    def widgets(self) -> Iterable[Widget]:
        """In the order of the screen."""
        self.cases.display = False
        return (self.quote, self.cases, self.panel, self.change, self.facts)

    # -- answers ---------------------------------------------------------------------------------

    @property
    def due(self) -> int | Problem:
        """What is to be taken now, in đồng, or what has to be typed first."""
        return self.till.due(self.panel.values())

    @property
    def stated(self) -> int | None:
        """What the posted table says of an amount that the data does not know."""
        return fee_answers.amount_of(self.panel.value("stated_amount"), "stated_amount")

    @property
    def chosen(self) -> ExemptChoice | None:
        """The group whose exemption is being recorded."""
        return self.till.choice(self.panel.value("exempt_group")) if self.till.way is Way.EXEMPT else None

    @property
    def counted(self) -> Counted:
        """The cash on the counter."""
        return fee_answers.count(self.panel.value("tendered"), self.due)

    @property
    def parts(self) -> Parts:
        """The sum put together from several means."""
        return fee_answers.parts_of(self.panel.values(), self.due)

    @property
    def problem(self) -> Problem | None:
        """What is still to be typed, or typed otherwise."""
        number = self.panel.value(f"{self.till.way}_reference")
        return self.till.problem(self.due, self.counted, self.parts, number)

    def why_not(self, actor: StaffView | None) -> str:
        """Why F9 does nothing now; empty when it does."""
        return self.till.why_not(actor, self.due, self.problem)

    def go_to_problem(self) -> None:
        """The keys go where something is to be typed: else it would be typed behind what stands there."""
        problem = self.problem
        if self.panel.display and problem is not None and problem.field in self.panel.keys:
            self.panel.form.focus_field(problem.field)

    def step_back(self) -> None:
        """Esc: one step nearer to cash for the one dossier, whose money was not handed over yet."""
        if self.till.way is Way.CASH and not self.till.extras:
            self.panel.drop("tendered")
        self.till.step_back()

    @property
    def needs_drawer(self) -> str:
        """The id of why the drawer takes no money now."""
        return self.till.needs_drawer(self.due)

    def far_too_much(self) -> str:
        """Ask once about a sum that is more likely typed wrong than handed over; "" when it is not."""
        if question := self.far_stated():
            return question
        counted, due = self.counted, self.due
        given = counted.tendered or 0
        if self.till.way is not Way.CASH or not counted.far or given == self._asked_about:
            return ""
        self._asked_about = given
        return t("fee_screen.far", tendered=money(given), due=money(due if isinstance(due, int) else 0))

    def far_stated(self) -> str:
        """Ask once about a posted amount that hardly any fee has; "" when it is not one."""
        said = (self.stated or 0) if self.till.unknown and self.till.way in fee_forms.TAKES else 0
        if said <= fee_answers.FAR_STATED or said == self._stated_asked:
            return ""
        self._stated_asked = said
        return t("fee_screen.far_stated", amount=money(said))

    def hints(self, actor: StaffView | None) -> tuple[Hint, ...]:
        """The keys while the fee is open."""
        return self.till.hints(actor, self.due, self.chosen, self.why_not(actor))

    # -- showing ---------------------------------------------------------------------------------

    def show(self, actor: StaffView | None) -> None:
        """Show what the answers come to so far."""
        till = self.till
        self._offer_due()
        opened = may(actor, Act.TAKE_MONEY)
        self.panel.display = opened
        self.change.display = opened and till.way is Way.CASH
        self.facts.display = not self.change.display
        if not opened:
            self.facts.show(door(till))
        elif self.change.display and (shut := self.needs_drawer):
            self.change.show(t(f"fee_screen.{shut}"), warn=True)
        elif self.change.display:
            self.change.count(self.counted)
        else:
            self._offer_rest()
            self.facts.show(below(till, self.chosen, self.parts))
        self._show_due()

    def _offer_due(self) -> None:
        """F5 in the empty box of the cash is exactly what is taken now, also of a part or a stated sum."""
        if self.till.way is Way.CASH and "tendered" in self.panel.keys:
            due = self.due
            exact = fee_forms.plain_number(due) if isinstance(due, int) and due else ""
            self.panel.form.set_suggestion("tendered", exact)

    def _offer_rest(self) -> None:
        """F5 in an empty part fills in what has no means yet."""
        if "cash_part" in self.panel.keys:
            rest = fee_forms.plain_number(self.parts.rest) if self.parts.rest > 0 else ""
            for name in fee_forms.MIXED:
                self.panel.form.set_suggestion(f"{name}_part", rest)

    def _show_due(self) -> None:
        till, chosen, due = self.till, self.chosen, self.due
        self.quote.display, self.cases.display = not till.several, till.several
        if till.several:
            self.cases.show(till.cases)
        elif till.quote is not None and till.view is not None:
            shown = chosen.freed if chosen else till.quote
            part = Extra.PART in till.extras
            if isinstance(due, Problem) and due.field == "amount":  # not typed yet: of what it is a part
                part, due = False, till.due({k: v for k, v in self.panel.values().items() if k != "amount"})
            known = shown.total if chosen else None if isinstance(due, Problem) else due
            paid = till.cases[0].paid
            rest = bool(chosen or till.view.exemptions or paid)
            label = "part_due" if part else "rest_due" if rest else "due"
            self.quote.show(till.view.procedure_name, shown, known, label=f"fee_screen.{label}", paid=paid)

    def share_rows(self) -> None:
        """The quote takes the rows that the form and what stands below it leave."""
        rows = ChangeView.ROWS if self.change.display else self.facts.size.height + 1
        form = self.panel.size.height if self.panel.display else 0
        self.quote.keep_free(form + rows)
        self.cases.keep_free(form + rows)

    def hide(self) -> None:
        """What was done takes their place."""
        for part in self.widgets():
            part.display = False
