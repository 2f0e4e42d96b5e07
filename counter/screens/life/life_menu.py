"""What F10 › Chuyển bước offers of a dossier: every step of its life, with the reason where it cannot be."""

from typing import TYPE_CHECKING
from uuid import uuid4

from counter.errors import CounterError
from counter.i18n import t
from counter.models.dossier import DossierState, DossierView
from counter.models.life import MoveName
from counter.models.life_views import LifeView
from counter.models.staff import StaffView
from counter.rules import moves
from counter.rules.rights import may
from counter.services.dossier import dossiers
from counter.services.life import life
from counter.widgets.dialogs import Choice, Item
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

RECORDS = "records"


def names(view: DossierView, known: LifeView) -> tuple[MoveName, ...]:
    """The steps in their fixed places: of two that exclude each other, the one that fits now."""
    state = view.state
    return (
        MoveName.RESUME if state is DossierState.SUPPLEMENT else MoveName.ASK_SUPPLEMENT,
        MoveName.BACK if known.away else MoveName.FORWARD,
        MoveName.EXTEND,
        MoveName.REFUSE,
        MoveName.STOP,
        MoveName.WITHDRAW,
        _duty(state),
        MoveName.CORRECT if state in moves.ENDED and not _undoable(known) else MoveName.UNDO,
    )


def _undoable(known: LifeView) -> bool:
    return known.undo is not None and not known.undo.reason


def _duty(state: DossierState) -> MoveName:
    if state is DossierState.REGISTERED:
        return MoveName.RECEIVE
    return MoveName.DUTY_DONE if state is DossierState.PAYMENT else MoveName.ASK_DUTY


def reason(name: MoveName, view: DossierView, known: LifeView, actor: StaffView | None) -> str:
    """Why a step cannot be made now; "" when it can."""
    if name is MoveName.UNDO:
        offer = known.undo
        return t(offer.reason) if offer and offer.reason else "" if offer else t("life.nothing_to_undo")
    right = moves.right_of(name)
    if not may(actor, right):
        return t(f"right.{right}")
    if problem := moves.state_problem(name, view.state):
        return t(problem.message_id)
    needs = {need for rule in moves.RULES if rule.name is name for need in rule.needs}
    if moves.Need.HERE in needs and known.away:
        return t("life.away", agency=known.away)
    if name is MoveName.EXTEND and known.extended:
        return t("deadline.extended_already")
    return ""


async def choose(screen: CounterScreen[None], app: "CounterApp", view: DossierView) -> None:
    """Ask which step, and open its path. In a worker."""
    known = await app.ask(life.get, view.id)
    rows = [
        Item(name, _label(name, known), reason(name, view, known, app.actor)) for name in names(view, known)
    ]
    rows.append(Item(RECORDS, t("life_screen.menu.records")))
    match await app.push_screen_wait(Choice(t("life_screen.menu"), rows)):
        case None:
            return
        case "records":
            await _records(app, view)
        case MoveName.UNDO:
            await undo(screen, app, view)
        case str() as picked:
            app.show("life", step=picked, dossier_id=view.id)


def _label(name: MoveName, known: LifeView) -> str:
    if name is MoveName.UNDO and known.undo is not None:
        return t("life_screen.menu.undo_what", what=t(f"life_screen.what.{known.undo.name}"))
    return t(f"life_screen.menu.{name}")


async def _records(app: "CounterApp", view: DossierView) -> None:
    """The registers: what is kept beside the steps."""
    from counter.screens.life import life_records

    rows = [Item(path.name, t(f"life_screen.menu.{path.name}")) for path in life_records.PATHS]
    if picked := await app.push_screen_wait(Choice(t("life_screen.menu.records"), rows)):
        app.show("life", step=picked, dossier_id=view.id)


async def undo(screen: CounterScreen[None], app: "CounterApp", view: DossierView) -> None:
    """Take the last step back, or say why not. In a worker."""
    known = await app.ask(life.get, view.id)
    if known.undo is None and view.state is DossierState.RECEIVED:
        from counter.screens.put_right.put_right import undo_acceptance

        if said := await undo_acceptance(app, view):
            screen.say("dossier_screen.locked", tone="warn", reason=said)
        return
    if said := reason(MoveName.UNDO, view, known, app.actor):
        screen.say("dossier_screen.locked", tone="warn", reason=said)
        return
    now = await app.ask(dossiers.get, str(view.id))
    try:
        await app.ask(life.undo, view.id, operation=uuid4().hex, version=now.version)
    except CounterError as error:
        await app.tell(error)
    else:
        what = known.undo.name if known.undo else MoveName.UNDO
        screen.say("life_screen.undone", tone="good", what=t(f"life_screen.what.{what}"))
