"""What the screens of transfers have in common: the question before a code is cancelled, and the way back."""

from textual.screen import Screen

from counter.i18n import money, t
from counter.models.transfers import RequestView
from counter.widgets.dialogs import Confirm
from counter.widgets.screen import CounterScreen


def cancel_dialog(request: RequestView) -> Confirm:
    """What cancelling means, with the code and the sum."""
    lines = (
        t("transfer_screen.cancel_means", memo=request.memo, sum=money(request.amount)),
        t("transfer_screen.cancel_keeps"),
    )
    return Confirm(t("transfer_screen.cancel"), lines, verb_id="transfer_screen.cancel")


def pass_on(screen: Screen[None], said: str, **params: str | int) -> None:
    """Close a screen whose work is done, and say on the one below what happened."""
    below = screen.app.screen_stack[-2]
    screen.dismiss()
    if isinstance(below, CounterScreen):
        below.say(said, tone="good", **params)
