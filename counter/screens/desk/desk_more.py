"""The menu behind F10 of the desk, and its line about the Treasury; not loaded at a start."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from counter import commands
from counter.commands import Command
from counter.i18n import t
from counter.rules.rights import Act, may
from counter.screens.desk import desk_backup, desk_given, desk_requests, desk_rows
from counter.screens.reports.deposit_words import due_words
from counter.services.bank import deposit_due
from counter.services.search import desk as desk_service
from counter.widgets.dialogs import Choice, Item
from counter.widgets.line_list import LineList
from counter.widgets.screen import CounterScreen
from counter.widgets.vn_input import VnInput

if TYPE_CHECKING:
    from counter.app import CounterApp
    from counter.screens.desk.desk import DeskScreen

LINE = "deposit-due"


async def choose(app: "CounterApp") -> Command | None:
    """The tasks that have neither key nor number; those this person may not do stay, with the reason."""
    rest = [c for c in commands.COMMANDS if c.screen and not c.key and c.digit is None]
    items = [Item(c.id, t(c.label_id), _locked(app, c)) for c in rest]
    chosen = await app.push_screen_wait(Choice(t(commands.MORE.label_id), items))
    return next((c for c in rest if c.id == chosen), None)


def _locked(app: "CounterApp", command: Command) -> str:
    if command.right is None or app.actor is None or may(app.actor, command.right):
        return ""
    return t(f"right.{command.right}", who=app.actor.name)


async def tell_rest(app: "CounterApp", desk: "DeskScreen") -> None:
    """What the first frame does not wait for: what is due soon, and the lines below the figures.

    The calendar is read for it, which a start does not do.
    """
    near = await app.ask(desk_service.near, desk.view.rows)
    if near != desk.near:
        desk.near = near
        desk_rows.show_work(desk)
    await tell_deposit(app, desk)
    await desk_given.tell_given(app, desk)
    await desk_requests.tell_clocks(app, desk)
    await desk_backup.tell_backup(app, desk)


async def tell_deposit(app: "CounterApp", desk: CounterScreen[None]) -> None:
    """One line below the figures while something is late or due within five days at the Treasury.

    Only for who sees the till, and only read once the desk stands there.
    """
    due = await app.ask(deposit_due.due) if may(app.actor, Act.SEE_TILL) else None
    lines = desk.query(f"#{LINE}")
    if due is None:
        await lines.remove()
        return
    words = Content(due_words(due))
    if lines:
        lines.first(Static).update(words)
    else:
        line = Static(words, id=LINE, markup=False, classes="-late" if due.late else "-soon")
        await desk.mount(line, after="#figures")


async def to_owing(desk: "DeskScreen") -> None:
    """Go to the first dossier of the list that waits for money; to one further down by its code."""
    key = commands.FEE.shown
    found = next((row for row in desk.view.rows if desk_rows.owing(row)), None)
    if found is not None:
        work = desk.query_one("#work", LineList)
        work.move_to(next(n for n, row in enumerate(work.rows) if row.key == f"{found.kind}:{found.id}"))
        desk.say("desk_screen.first_owing", code=found.short_code, key=key)
        return
    page = await desk.app.ask(desk_service.desk, limit=1, lane="owing")
    if page.rows:
        desk.query_one("#box", VnInput).value = page.rows[0].short_code
    else:
        desk.say("desk_screen.pick_first", tone="warn", key=key)
