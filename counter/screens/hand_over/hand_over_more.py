"""F10 while a result is handed over: the dossier, its papers, a fingerprint instead of a signature."""

from typing import TYPE_CHECKING

from counter import commands
from counter.i18n import t
from counter.models.dossier import CollectorKind, DossierState
from counter.models.identity import Card
from counter.models.life import Signed
from counter.screens.hand_over.hand_over_give import Hand
from counter.widgets.dialogs import Choice, Item
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


def hints(
    hand: Hand | None, reason: str, *, done: bool, more: bool = False, home: bool = True
) -> tuple[Hint, ...]:
    """The keys now: which one, to whom (`reason`: why F9 waits), and once it is given the slip to sign, or
    the next one of the visit where `more` wait. `home`: Esc leads to the desk.
    """
    leave = Hint("Esc", "hand_over.leave" if done and home else commands.BACK.label_id)
    usual, others = (leave, Hint("F1", commands.HELP.label_id)), Hint("F10", commands.MORE.label_id, 30)
    if done:
        return (Hint("F9", "hand_over.next_result" if more else "hand_over.receipt"), *usual, others)
    if hand is None:
        return (Hint("Enter", "hand_over.open", 4), Hint("↑↓", "hand_over.choose", 10), *usual)
    owing = hand.view.state is DossierState.DONE and hand.state_reason()
    fee = (Hint("F7", commands.FEE.label_id, 3),) if owing else ()
    return (
        Hint("F9", "hand_over.do", reason=reason),
        *fee,
        Hint("Space", "hand_over.tick", 8),
        *usual,
        others,
    )


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


def said_of_card(hand: Hand, card: Card) -> tuple[str, str]:
    """What a card that was just compared comes to: the id of its words, their tone; "" for nothing to say."""
    if hand.other is card and hand.card is None:
        return "hand_over.other_first", "good"
    if hand.collector is None:
        return ("hand_over.not_a_party" if hand.both else "hand_over.not_the_person"), "warn"
    if hand.collector is not CollectorKind.SELF:
        return "", ""
    if hand.both and hand.other is None:
        return "hand_over.now_other", "good"
    if not hand.other_is_known:
        return "hand_over.other_not_named", "warn"
    return ("hand_over.matches" if hand.card is card else "hand_over.other_kept"), "good"
