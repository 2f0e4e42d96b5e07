"""Leaving the program with something unsent: who it is about, by name, before the lights go out."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from counter.i18n import number, t
from counter.models.outbox import OutboxRow
from counter.services import outbox, outbox_words
from counter.widgets.dialogs import Choice, Item

if TYPE_CHECKING:
    from counter.app import CounterApp

NAMED = 8  # names that fit a small terminal; the list has the others
LEAVE, LOOK = "leave", "look"


class Unsent(Choice):
    """The names, and whether to leave or to look first."""


async def may_leave(app: "CounterApp") -> bool:
    """Whether to end the program: at once when nothing is unsent, or when the question is asked twice.

    Nobody is named on a locked screen, or where nobody is signed in.
    """
    asked = any(isinstance(screen, Unsent) for screen in app.screen_stack)
    if asked or app.locked or app.actor is None or not app.door.opened.is_set():
        return True
    counted = await app.ask(outbox.count)
    if not counted.unsent or counted.since is None:
        return True
    rows = await app.ask(outbox.listing)
    since = outbox_words.moment(counted.since)
    title = t("outbox_screen.leave_title", n=number(counted.unsent), since=since)
    items = (
        Item(LEAVE, t("outbox_screen.leave")),
        Item(LOOK, t("outbox_screen.leave_look")),
    )
    chosen = await app.push_screen_wait(Unsent(title, items, lines=tuple(_names(rows))))
    if chosen == LOOK:
        app.show("outbox_view")
    return chosen == LEAVE


def _names(rows: Iterable[OutboxRow]) -> Iterable[str]:
    """One line a dossier, those that wait for a person first."""
    firsts: dict[int, OutboxRow] = {}
    for row in rows:
        firsts.setdefault(row.dossier_id, row)
    for row in list(firsts.values())[:NAMED]:
        mark = "!" if row.needs_person else "»"
        yield f"{mark} {row.short_code}  {row.applicant} · {outbox_words.state(row)}"
    if len(firsts) > NAMED:
        yield t("outbox_screen.leave_more", n=number(len(firsts) - NAMED))
    yield t("outbox_screen.leave_kept")
