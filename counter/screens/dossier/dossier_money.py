"""What F10 on a dossier's page does with its payments."""

from typing import TYPE_CHECKING

from counter.i18n import money, t
from counter.models.dossier import DossierView
from counter.models.money import PaymentView
from counter.models.staff import StaffView
from counter.rules.rights import Act, may
from counter.screens.parts.wording import moment

if TYPE_CHECKING:
    from counter.app import CounterApp


def to_give_back(view: DossierView) -> tuple[PaymentView, ...]:
    """The payments of which something can still be given back, the last first."""
    return tuple(one for one in reversed(view.payments) if one.total > 0 and one.left and not one.voided)


def why_not(view: DossierView, actor: StaffView | None) -> str:
    """Why nothing can be given back here; "" when it can."""
    if not may(actor, Act.TAKE_MONEY):
        return t(f"right.{Act.TAKE_MONEY}")
    return "" if to_give_back(view) else t("dossier_screen.nothing_to_give_back")


async def give_back(app: "CounterApp", view: DossierView) -> None:
    """Open the reversal of its payment; of several, ask which. In a worker."""
    from counter.widgets.dialogs import Choice, Item

    found = to_give_back(view)
    picked: str | None = str(found[0].id) if len(found) == 1 else None
    if len(found) > 1:
        rows = [Item(str(one.id), _row(one)) for one in found]
        picked = await app.push_screen_wait(Choice(t("reversal.which"), rows))
    if picked:
        app.show("reversal", payment_id=int(picked))


def _row(one: PaymentView) -> str:
    receipt = one.receipt.number if one.receipt else t("reversal.no_receipt")
    return t("reversal.which.row", amount=money(one.left), receipt=receipt, moment=moment(one.taken_at))
