"""The desk's line about the clocks of the data-protection law; not loaded at a start."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from counter.i18n import t
from counter.rules import data_request_words as words
from counter.rules.rights import Act, may
from counter.services.personal import breaches, data_requests
from counter.widgets.cells import fit
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

LINE = "data-clocks"


async def tell_clocks(app: "CounterApp", desk: CounterScreen[None]) -> None:
    """A line below the figures while a request presses, one while an authority is to be told of a breach."""
    asked = await app.ask(data_requests.pressing) if may(app.actor, Act.DATA_REQUEST) else ()
    found = await app.ask(breaches.listing) if may(app.actor, Act.BREACH) else ()
    untold = [one for one in found if one.minutes_left is not None]
    lines = desk.query(f"#{LINE}")
    if not asked and not untold:
        await lines.remove()
        return
    width = max(20, desk.size.width - 2)
    parts = [
        t("data_request_screen.desk_breach", number=one.id, clock=words.hours_left(one)) for one in untold[:1]
    ]
    if asked:
        clock = words.standing(asked[0])
        mark = "!" if asked[0].clock and asked[0].clock.late else "~"
        parts.append(t("data_request_screen.desk", mark=mark, n=len(asked), number=asked[0].id, clock=clock))
    content = Content("\n".join(fit(part, width) for part in parts))
    late = any(one.clock is not None and one.clock.late for one in asked) or bool(untold)
    if lines:
        line = lines.first(Static)
        line.update(content)
        line.set_classes("-late" if late else "-soon")
    else:
        line = Static(content, id=LINE, markup=False, classes="-late" if late else "-soon")
        await desk.mount(line, after="#figures")
