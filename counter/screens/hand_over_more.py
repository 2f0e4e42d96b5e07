"""F10 while a result is handed over: the dossier, its papers, a fingerprint instead of a signature."""

from typing import TYPE_CHECKING

from counter.i18n import t
from counter.models.life import Signed
from counter.screens.hand_over_give import Hand
from counter.widgets.dialogs import Choice, Item

if TYPE_CHECKING:
    from counter.app import CounterApp


async def choose(app: "CounterApp", hand: Hand, *, done: bool) -> bool:
    """Open what is chosen. In a worker. True when they will sign by fingerprint (điểm chỉ)."""
    ref = str(hand.view.id)
    names = ("dossier", "slip", "law_papers" if done else "fingerprint")
    items = [Item(name, t(f"hand_over.more.{name}")) for name in names]
    match await app.push_screen_wait(Choice(t("hand_over.more"), items)):
        case "dossier":
            app.become("dossier", ref=ref)
        case "slip":
            app.show("accepted", ref=ref)
        case "law_papers":
            app.show("law_papers", ref=ref)
        case "fingerprint":
            hand.signed = Signed.FINGERPRINT
            return True
    return False
