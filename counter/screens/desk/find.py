"""Find anything, do anything (F2): the palette, and where its answers lead."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from counter import commands
from counter.i18n import known, t
from counter.models.desk import Hit
from counter.rules.rights import may
from counter.services.search import find as find_service
from counter.widgets.palette import SCAN, Palette, best

if TYPE_CHECKING:
    from counter.app import CounterApp

LEAST = 2  # letters before the store is searched; one would list everything


async def palette(app: "CounterApp") -> None:
    """Ask, and open what was chosen. Runs in a worker of the app."""

    async def provide(text: str) -> Sequence[Hit]:
        return await answers(app, text)

    chosen = await app.push_screen_wait(Palette(provide))
    if chosen is not None:
        open_hit(app, chosen)


async def answers(app: "CounterApp", text: str) -> Sequence[Hit]:
    """What the store has, then the commands, best first within their kind."""
    found = await app.ask(find_service.find, text) if len(text.strip()) >= LEAST else ()
    return (*found, *best(text, doable(app)))


def doable(app: "CounterApp") -> list[Hit]:
    """The commands this person may use, with their keys for the next time."""
    return [
        Hit(
            "command", c.id, t(c.label_id), t(c.help_id), c.shown or (str(c.digit) if c.digit else ""),
            words=_called(c),
        )
        for c in commands.COMMANDS
        if (c.screen or c.digit or c is commands.LOCK) and (c.right is None or may(app.actor, c.right))
    ]  # fmt: skip


def _called(command: commands.Command) -> tuple[str, ...]:
    """What else people call it: the list with ";" between that its text may have."""
    return tuple(t(command.words_id).split(";")) if known(command.words_id) else ()


def open_hit(app: "CounterApp", hit: Hit) -> None:
    """Where a found thing leads."""
    match hit.kind:
        case "dossier":
            app.show("dossier", ref=hit.id)
        case "draft":
            app.show("intake", draft_id=hit.id)
        case "procedure":
            app.show("intake", procedure=hit.id)
        case "resident":
            app.show("intake", resident_id=int(hit.id))
        case "visit":
            app.show("visit", ref=hit.id)
        case "command":
            app.run_command(next(c for c in commands.COMMANDS if c.id == hit.id))
        case _ if hit.kind == SCAN:
            app.show("intake", payload=hit.id)
