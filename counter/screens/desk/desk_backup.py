"""The desk's line about the last back-up and the last rehearsal; not loaded at a start."""

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from counter.i18n import t
from counter.models.backup import BackupAge
from counter.rules.rights import Act, may
from counter.services.backup import backup_told
from counter.widgets.cells import fit
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

LINE = "backup-age"


async def tell_backup(app: "CounterApp", desk: CounterScreen[None]) -> None:
    """One line below the figures while there is something to say of it, for who may back up."""
    age = await app.ask(backup_told.told) if may(app.actor, Act.BACK_UP) else None
    lines = desk.query(f"#{LINE}")
    if age is None:
        await lines.remove()
        return
    content = Content(fit(_words(age), max(20, desk.size.width - 2)))
    presses = age.due or age.at is None
    if lines:
        line = lines.first(Static)
        line.update(content)
        line.set_class(presses, "-soon")
    else:
        line = Static(content, id=LINE, markup=False, classes="-soon" if presses else "")
        await desk.mount(line, after="#figures")


def _words(age: BackupAge) -> str:
    """How old each is; before the first back-up what that means."""
    if age.at is None:
        return t("desk_screen.backup_never")
    made, rehearsed = _on(age.at, age.days), _on(age.rehearsed, age.rehearsed_days)
    return t("desk_screen.backup", made=made, rehearsed=rehearsed)


def _on(at: datetime | None, days: int) -> str:
    if at is None:
        return t("desk_screen.backup_on.never")
    return t("desk_screen.backup_on.days", n=days) if days else t("desk_screen.backup_on.today")
