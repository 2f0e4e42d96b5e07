"""What the screens of transfers have in common: the question before a code is cancelled."""

from counter.i18n import money, t
from counter.models.transfers import RequestView
from counter.widgets.dialogs import Confirm


def cancel_dialog(request: RequestView) -> Confirm:
    """What cancelling means, with the code and the sum."""
    lines = (
        t("transfer_screen.cancel_means", memo=request.memo, sum=money(request.amount)),
        t("transfer_screen.cancel_keeps"),
    )
    return Confirm(t("transfer_screen.cancel"), lines, verb_id="transfer_screen.cancel")
