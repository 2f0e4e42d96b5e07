"""Leaving the program with something unsent: who it is about, by name, before the lights go out."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from counter import commands
from counter.errors import CounterError
from counter.i18n import number, t, written
from counter.models.outbox import OutboxRow
from counter.models.queue import ByHand
from counter.screens.parts.wording import sync_words
from counter.services.filing import by_hand
from counter.services.outbox import outbox, outbox_words
from counter.widgets.dialogs import Choice, Item

if TYPE_CHECKING:
    from counter.app import CounterApp

NAMED = 8  # names that fit a small terminal; the list has the others
LEAVE, LOOK = "leave", "look"


class Unsent(Choice):
    """The names, and whether to leave or to look first; the key that asked leaves when pressed again."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding(commands.QUIT.key, "go", show=False)]

    def action_go(self) -> None:
        """Leave."""
        self.leave(LEAVE)


async def may_leave(app: "CounterApp") -> bool:
    """Whether to end the program; at once when nothing is unsent, neither by the program nor by hand.

    Nobody is named on a locked screen, or where nobody is signed in.
    """
    if app.locked or app.actor is None or not app.door.opened.is_set():
        return True
    try:
        rows = await app.ask(outbox.listing)
        hand = await app.ask(by_hand.listing)
    except CounterError:  # a store that cannot be read keeps nobody here
        return True
    if not rows and not hand:
        return True
    since = written(min([row.since for row in rows] + [one.since for one in hand]))
    names = list(_names(rows, hand))
    title = t("outbox_screen.leave_title", n=number(len(names)), since=since)
    items = (Item(LEAVE, t("outbox_screen.leave")), Item(LOOK, t("outbox_screen.leave_look")))
    lines = (*_fitted(names), *_kept(rows, hand))
    chosen = await app.push_screen_wait(Unsent(title, items, lines=lines))
    if chosen == LOOK:
        app.show("outbox_view")
    return chosen == LEAVE


def _names(rows: Iterable[OutboxRow], hand: Iterable[ByHand]) -> Iterable[str]:
    """One line a dossier: those that wait for a person, those that are sent by themselves, those by hand."""
    firsts: dict[int, OutboxRow] = {}
    for row in rows:
        firsts.setdefault(row.dossier_id, row)
    for row in firsts.values():
        mark = "!" if row.needs_person else "»"
        yield f"{mark} {row.short_code}  {row.applicant} · {outbox_words.state(row)}"
    for one in hand:
        mark, _, words = sync_words(one.state).partition(" ")
        yield f"{mark} {one.short_code}  {one.applicant} · {words}"


def _fitted(names: Sequence[str]) -> Iterable[str]:
    yield from names[:NAMED]
    if len(names) > NAMED:
        yield t("outbox_screen.leave_more", n=number(len(names) - NAMED))


def _kept(rows: Sequence[OutboxRow], hand: Sequence[ByHand]) -> Iterable[str]:
    """What becomes of them: the program sends what waits for it, and nobody sends what a person files."""
    if rows:
        yield t("outbox_screen.leave_kept")
    if hand:
        yield t("outbox_screen.leave_hand", n=number(len(hand)))
