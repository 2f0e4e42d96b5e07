"""The desk's line about work that a supervisor gave this person lately; not loaded at a start."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from counter.i18n import number, t
from counter.services.put_right import work_given
from counter.widgets.cells import fit
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

LINE = "work-given"


async def tell_given(app: "CounterApp", desk: CounterScreen[None]) -> None:
    """One line below the figures while something that was given within a week is still in hand."""
    news = await app.ask(work_given.news) if app.actor is not None else ()
    lines = desk.query(f"#{LINE}")
    if not news:
        await lines.remove()
        return
    newest = news[0]
    words = t(
        "work_screen.news",
        by=newest.given_by,
        giver=newest.given_from,
        dossiers=number(sum(given.dossiers for given in news)),
        drafts=number(sum(given.drafts for given in news)),
        reason=newest.reason,
    )
    content = Content(fit(words, max(20, desk.size.width - 2)))
    if lines:
        lines.first(Static).update(content)
    else:
        await desk.mount(Static(content, id=LINE, markup=False, classes="-soon"), after="#figures")
