"""Why a payment has no official receipt: a supervisor's reason, with their PIN or under their own name."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import commands
from counter.i18n import money, t
from counter.models.money import Approval, PaymentView
from counter.models.staff import StaffView
from counter.rules.rights import Act, may
from counter.screens.parts.covered import Covered
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.one_form import OneForm
from counter.screens.till.drawer_words import others, second_fields
from counter.screens.till.receipt_words import payment_facts, whose
from counter.services.till import receipts
from counter.widgets.fields import Field
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


class ExcuseScreen(OneForm[bool], Covered[bool]):
    """Why, and the supervisor with their PIN; True when it was recorded."""

    RIGHT = Act.TAKE_MONEY
    app: "CounterApp"
    topic = "drawer_receipts"

    def __init__(self, payment: PaymentView) -> None:
        super().__init__()
        self.payment = payment

    def where(self) -> Sequence[str]:
        """Of which payment."""
        return (t("receipt_screen.excuse.title"), whose(self.payment), money(self.payment.total))

    def hints(self) -> Sequence[Hint]:
        """Record it, or leave without."""
        return (
            Hint("F9", "receipt_screen.excuse.verb"),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """What it is about, the reason, who answers for it."""
        yield Facts(
            (Fact("", t("receipt_screen.excuse.question")), *payment_facts(self.payment), *self._warning())
        )
        yield FormView(
            (
                Field(
                    key="reason",
                    label=t("receipt_screen.excuse.reason"),
                    hint=t("receipt_screen.excuse.reason.hint"),
                    max_length=200,
                ),
                *self._second(),
            )
        )

    def _warning(self) -> tuple[Fact, ...]:
        return ()

    def _second(self) -> tuple[Field, ...]:
        """The supervisor, who is not the one who took the money."""
        supervisors = others(self.app, Act.OVERRULE_MONEY, frozenset({self.payment.taken_by_id}))
        return second_fields(supervisors, "approver")

    def action_back(self) -> None:
        """Esc: nothing was recorded."""
        self.dismiss(False)

    async def send(self) -> None:
        """Write it, once."""
        approval = self._approval(self.form.values())
        await self.app.ask(
            receipts.excuse, self.payment.id, self.form.value("reason"), approval, self._operation
        )
        self.dismiss(True)

    def _approval(self, values: dict[str, str]) -> Approval | None:
        return Approval(name=values.get("approver", ""), pin=values.get("approver_pin", ""))


class LoneExcuseScreen(ExcuseScreen):
    """The same by a supervisor about what somebody else took: no second PIN, their own name."""

    RIGHT = Act.OVERRULE_MONEY
    topic = "receipt_books"

    def _warning(self) -> tuple[Fact, ...]:
        actor = self.app.actor.name if self.app.actor else ""
        return (Fact("", f"! {t('receipt_screen.excuse.no_undo', name=actor)}", "warn"),)

    def _second(self) -> tuple[Field, ...]:
        return ()

    def _approval(self, values: dict[str, str]) -> Approval | None:
        return None


def excuse_screen(actor: StaffView | None, payment: PaymentView) -> ExcuseScreen:
    """The form for who is at the keys: a supervisor excuses alone what another one took."""
    lone = actor is not None and may(actor, Act.OVERRULE_MONEY) and actor.id != payment.taken_by_id
    return LoneExcuseScreen(payment) if lone else ExcuseScreen(payment)
