"""What the fee screen reads from the services and what it records through them, each intention once."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from counter.errors import Problem, Refused
from counter.models.dossier import DossierView
from counter.models.money import ExemptionDraft, MoneyState, PaymentKind, PaymentView
from counter.rules.rights import Act, may
from counter.screens.fee import fee_answers, fee_forms
from counter.screens.fee.fee_forms import Way
from counter.screens.fee.fee_till import Till
from counter.screens.parts.form_panel import FormPanel
from counter.services.bank import transfers
from counter.services.dossier import dossiers
from counter.services.money import exemptions, fees, payments
from counter.services.till import drawers, receipts

if TYPE_CHECKING:
    from counter.app import CounterApp


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What stands there once something was recorded. `payment` None: nothing was paid."""

    view: DossierView
    payment: PaymentView | None = None
    waived: int | None = None  # of an exemption that was just recorded

    @property
    def kept_id(self) -> str:
        """The id of what the message line says."""
        if self.payment is not None and self.view.left != 0:
            return "fee_screen.kept.part"
        return f"fee_screen.kept.{self.view.money}"

    def with_payment(self, payment: PaymentView) -> "Settled":
        """The same with the payment as it stands now."""
        return replace(self, payment=payment)


def settled(view: DossierView) -> Settled:
    """How the fee of a dossier stands that was settled before: by its last payment that was not voided."""
    paid = [one for one in view.payments if one.kind is PaymentKind.PAYMENT and not one.voided]
    return Settled(view=view, payment=paid[-1] if paid and view.money is MoneyState.PAID else None)


async def read(app: "CounterApp", till: Till, ref: str) -> None:
    """Read into the till what is due, the next receipt, who may be exempt, the drawer."""
    view = await app.ask(dossiers.get, ref)
    others = tuple(case.dossier_id for case in till.cases[1:]) if till.cases else till.together
    cases = await app.ask(payments.due, (view.id, *others))
    till.cases = (cases[0], *(case for case in cases[1:] if case.left))
    noted = view.exempt_group and not view.payments and not view.exemptions
    till.quote = await app.ask(fees.quote, view.id, exempt_group="") if noted else view.quote
    till.receipt = await app.ask(receipts.next_receipt)
    till.choices = await app.ask(exemptions.choices, view.id)
    till.drawer = await app.ask(drawers.mine)
    if may(app.actor, Act.TAKE_MONEY):
        till.waiting = await app.ask(transfers.waiting, dossier_id=view.id)
    till.view = view


class Recorder:
    """Records what stands on the screen. One operation until something is recorded: a second F9 finds it."""

    def __init__(self) -> None:
        self._operation = uuid4().hex

    async def settle(self, app: "CounterApp", till: Till, panel: FormPanel, due: int | Problem) -> Settled:
        """F9. Raises Refused with everything that is wrong, and what the services raise."""
        if till.view is None:
            raise RuntimeError("nothing is read yet")
        if till.way is Way.EXEMPT:
            done = await self._exempt(app, till, till.view, panel)
        elif till.way is Way.LATER:
            view = await app.ask(
                payments.later, till.view.id, operation=self._operation, version=till.view.version
            )
            done = Settled(view=view)
        elif due == 0 and till.unknown:
            done = await self._nothing(app, till.view, panel)
        else:
            done = await self._pay(app, till, till.view, panel, due)
        self._operation = uuid4().hex
        return done

    async def _pay(
        self, app: "CounterApp", till: Till, view: DossierView, panel: FormPanel, due: int | Problem
    ) -> Settled:
        values = panel.values()
        if problems := tuple(p for p in panel.form.problems() if p.field in fee_forms.OWN):
            raise Refused(problems)
        counted = fee_answers.count(values.get("tendered", ""), due)
        draft = fee_answers.draft(
            till.cases,
            fee_answers.means_of(till.way, values, counted.tendered, due),
            values,
            operation=self._operation,
            receipt=fee_answers.receipt_of(values, till.receipt, app.now()),
            request=till.request if till.way is Way.MIXED else None,
        )
        payment = await app.ask(payments.take, draft)
        return Settled(view=await app.ask(dossiers.get, str(view.id)), payment=payment)

    async def _nothing(self, app: "CounterApp", view: DossierView, panel: FormPanel) -> Settled:
        """The posted table says that nothing is charged."""
        stated = await app.ask(
            payments.state,
            view.id,
            0,
            panel.value("stated_source"),
            operation=self._operation,
            version=view.version,
        )
        return Settled(view=stated)

    async def _exempt(self, app: "CounterApp", till: Till, view: DossierView, panel: FormPanel) -> Settled:
        problems = panel.form.problems()
        if panel.form.value("exempt_seen") == "no":
            problems += (Problem("exempt_seen", "fee_screen.not_seen"),)
        if problems:
            raise Refused(problems)
        group = panel.form.value("exempt_group")
        freed = await app.ask(
            payments.exempt,
            ExemptionDraft(
                operation=self._operation,
                dossier_id=view.id,
                version=view.version,
                group=group,
                proof=panel.form.value("exempt_proof"),
            ),
        )
        waived = freed.exemptions[-1].waived if freed.exemptions else 0
        return Settled(view=freed, waived=waived)
