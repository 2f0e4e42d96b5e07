"""The paper templates: form, version, source, and what nobody has confirmed yet: never on the paper."""

from collections.abc import Iterable, Sequence

from textual import on, work
from textual.widget import Widget

from counter.i18n import t
from counter.papers.check import check
from counter.papers.layouts import Layout, layouts
from counter.rules.rights import Act
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.intake_facts import Fact, Facts
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row


class PaperLayoutsScreen(BehindDoor[None]):
    """One row a template, the marked one told below; F9 typesets them all to find a wrong edit."""

    RIGHT = Act.CHANGE_SETTINGS
    WIDE = True
    topic = "paper_layouts"

    def __init__(self) -> None:
        super().__init__()
        self.found: tuple[Layout, ...] = ()

    def where(self) -> Sequence[str]:
        """The settings, and which of them."""
        return (t("settings_screen.title"), t("law_screen.layouts"))

    def keys(self) -> Sequence[Hint]:
        """Try them all."""
        return (Hint("F9", "law_screen.check"),)

    def room(self) -> Iterable[Widget]:
        """The templates, the marked one in full."""
        columns = (
            Column(t("law_screen.col.paper"), 26, grow=1),
            Column(t("law_screen.col.version"), 8),
            Column(t("law_screen.col.file"), 20),
            Column(t("law_screen.col.unsure"), 13),
        )
        yield LineList(columns, id="layouts", empty=t("law_screen.reading"))
        yield Facts(id="layout")

    def arrive(self) -> None:
        """What there is."""
        self.set_focus(self.query_one("#layouts"))
        self.fill()

    @work(exclusive=True, group="fill")
    async def fill(self) -> None:
        """Read the templates; a moment, but the disk's."""
        self.found = await self.app.in_thread(layouts)
        self.query_one("#layouts", LineList).set_rows([_row(layout) for layout in self.found])
        self.hint(t("law_screen.layouts_hint"))
        self._tell()

    @on(LineList.RowHighlighted, "#layouts")
    def _tell(self) -> None:
        """The marked template: where it comes from, what is open."""
        row = self.query_one("#layouts", LineList).current
        layout = next((one for one in self.found if row is not None and one.template == row.key), None)
        if layout is not None:
            self.query_one("#layout", Facts).show(_facts(layout))

    def action_done(self) -> None:
        """F9."""
        self.try_all()

    @work(exclusive=True, group="check")
    async def try_all(self) -> None:
        """Every template with made-up values; the first that is wrong is told with file and line."""
        self.say("law_screen.checking")
        faults = await self.app.in_thread(check)
        if faults:
            await self.app.tell(faults[0])
            self.say("law_screen.faults", tone="warn", count=len(faults))
        else:
            self.say("law_screen.all_good", tone="good")


def _row(layout: Layout) -> Row:
    count = len(layout.unconfirmed)
    unsure = t("law_screen.unsure", count=count) if count else t("law_screen.sure")
    cells = (layout.form or "?", layout.version or "?", f"{layout.template}.typ", unsure)
    return Row(key=layout.template, cells=cells, mark="?" if count or not layout.form else "√")


def _facts(layout: Layout) -> tuple[Fact, ...]:
    if not layout.form:
        return (Fact("", t("law_screen.unreadable", file=f"{layout.template}.typ"), "warn"),)
    facts = [Fact(t("law_screen.source"), layout.source)]
    facts += [
        Fact(t("law_screen.open_points") if not place else " ", point, "warn")
        for place, point in enumerate(layout.unconfirmed)
    ]
    return tuple(facts)
