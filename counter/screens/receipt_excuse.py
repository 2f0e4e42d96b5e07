"""Why a payment has no official receipt, said by a supervisor alone about what somebody else took."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Refused
from counter.i18n import money, t
from counter.models.money import PaymentView
from counter.models.staff import StaffView
from counter.rules.rights import Act, may
from counter.screens.covered import Covered
from counter.screens.intake_facts import Fact, Facts
from counter.screens.receipt_words import whose
from counter.screens.wording import moment
from counter.services import receipts
from counter.widgets.fields import Field
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


def alone(actor: StaffView | None, payment: PaymentView) -> bool:
    """Whether this person may excuse it without a second PIN: a supervisor, of what another one took."""
    return actor is not None and may(actor, Act.OVERRULE_MONEY) and actor.id != payment.taken_by_id


class LoneExcuseScreen(Covered[bool]):
    """One question: why. True when it was recorded."""

    RIGHT = Act.OVERRULE_MONEY
    app: "CounterApp"
    topic = "receipt_books"

    def __init__(self, payment: PaymentView) -> None:
        super().__init__()
        self.payment = payment
        self._operation = uuid4().hex

    def where(self) -> Sequence[str]:
        """Of which payment."""
        return (t("receipt_screen.excuse.title"), whose(self.payment), money(self.payment.total))

    def hints(self) -> Sequence[Hint]:
        """Record it under one's own name, or leave without."""
        return (
            Hint("F9", "receipt_screen.excuse.verb"),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """What it is about, whose name it bears, the reason."""
        payment = self.payment
        actor = self.app.actor.name if self.app.actor else ""
        yield Facts(
            (
                Fact("", t("receipt_screen.excuse.question")),
                Fact(t("receipt_screen.payment"), f"{money(payment.total)} · {whose(payment)}", "strong"),
                Fact(t("receipt_screen.taken"), f"{moment(payment.taken_at)} · {payment.taken_by}"),
                Fact(t("receipt_screen.why"), payment.receipt_later),
                Fact("", f"! {t('receipt_screen.excuse.no_undo', name=actor)}", "warn"),
                Fact("", ""),
            )
        )
        yield FormView(
            (
                Field(
                    key="reason",
                    label=t("receipt_screen.excuse.reason"),
                    hint=t("receipt_screen.excuse.reason.hint"),
                    max_length=200,
                ),
            )
        )

    def on_mount(self) -> None:
        """The reason."""
        self.query_one(FormView).focus_first()

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    def action_back(self) -> None:
        """Esc: nothing was recorded."""
        self.dismiss(False)

    def action_done(self) -> None:
        """F9."""
        self.record()

    @work(group="record")
    async def record(self) -> None:
        """Write it, once."""
        form = self.query_one(FormView)
        if problems := form.problems():
            form.set_errors(problems)
            return
        try:
            await self.app.ask(receipts.excuse, self.payment.id, form.value("reason"), None, self._operation)
        except Refused as refused:
            form.set_errors(refused.problems)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.dismiss(True)
