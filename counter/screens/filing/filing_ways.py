"""How people without an e-identity are served in each procedure (cách nộp hộ): the ward's own setting."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import Problem
from counter.i18n import t
from counter.models.submission import FilingWay, Ways
from counter.rules.rights import Act
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.one_form import OneForm
from counter.services.filing import filing_ways
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp


class FilingWaysScreen(BehindDoor[None]):
    """Every procedure with its ways; Enter changes one. What nobody has checked is marked so."""

    RIGHT = Act.CHANGE_SETTINGS
    WIDE = True
    topic = "filing_ways"

    def __init__(self) -> None:
        super().__init__()
        self.ways: dict[str, tuple[str, Ways]] = {}

    def where(self) -> Sequence[str]:
        """The settings, and which of them."""
        return (t("settings_screen.title"), t("assisted.ways.title"))

    def keys(self) -> Sequence[Hint]:
        """What Enter does."""
        return (Hint("Enter", "assisted.ways.change"),)

    def room(self) -> Iterable[Widget]:
        """One row a procedure."""
        columns = (
            Column(t("assisted.ways.procedure"), 24, grow=2),
            Column(t("assisted.ways.allowed"), 17),
            Column(t("assisted.ways.usual"), 12),
            Column(t("assisted.ways.col.sure"), 9),
        )
        yield LineList(columns, id="ways", empty=t("assisted.ways.loading"))

    def arrive(self) -> None:
        """What there is."""
        self.set_focus(self.query_one("#ways"))
        self.fill()

    @work(exclusive=True, group="fill")
    async def fill(self) -> None:
        """Every procedure of the catalogue."""
        listed = await self.app.ask(filing_ways.listing)
        self.ways = {ways.procedure_code: (name, ways) for name, ways in listed}
        self.query_one("#ways", LineList).set_rows([self._row(name, ways) for name, ways in listed])
        self.hint(t("assisted.ways.hint"))

    @staticmethod
    def _row(name: str, ways: Ways) -> Row:
        return Row(
            key=ways.procedure_code,
            cells=(
                name,
                ", ".join(t(f"assisted.ways.short.{way}") for way in ways.allowed),
                t(f"assisted.ways.short.{ways.usual}"),
                t("assisted.ways.confirmed" if ways.confirmed else "assisted.ways.unconfirmed"),
            ),
            mark="√" if ways.confirmed else "?",
        )

    @on(LineList.RowHighlighted, "#ways")
    def highlighted(self, event: LineList.RowHighlighted) -> None:
        """The whole name, also where the column is too narrow for it."""
        self.hint(event.row.cells[0])

    @on(LineList.RowChosen, "#ways")
    @work(group="change")
    async def chosen(self, event: LineList.RowChosen) -> None:
        """Change the ways of this procedure."""
        name, ways = self.ways[event.key]
        if await self.app.push_screen_wait(WaysScreen(name, ways)):
            self.say("assisted.ways.saved", tone="good", name=name)
            self.fill()


class WaysScreen(OneForm[bool]):
    """The ways of one procedure. True when they were changed."""

    app: "CounterApp"
    topic = "filing_ways"

    def __init__(self, name: str, ways: Ways) -> None:
        super().__init__()
        self.name_shown = name
        self.ways = ways

    def where(self) -> Sequence[str]:
        """Which procedure."""
        return (t("assisted.ways.title"), self.name_shown)

    def hints(self) -> Sequence[Hint]:
        """Save, or leave without."""
        return (
            Hint("F9", "assisted.ways.save"),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """Each way yes or no, the usual one, whether somebody has checked it."""
        yield FormView(
            (
                *(
                    Field(
                        key=way,
                        label=t(f"assisted.way.{way}"),
                        kind=Kind.YES_NO,
                        value="yes" if way in self.ways.allowed else "no",
                        hint=t(f"assisted.ways.hint.{way}"),
                    )
                    for way in FilingWay
                ),
                Field(
                    key="usual",
                    label=t("assisted.ways.usual"),
                    kind=Kind.CHOICE,
                    options=tuple(Option(way, t(f"assisted.ways.short.{way}")) for way in FilingWay),
                    value=self.ways.usual,
                    hint=t("assisted.ways.hint.usual"),
                ),
                Field(
                    key="confirmed",
                    label=t("assisted.ways.sure"),
                    kind=Kind.YES_NO,
                    value="yes" if self.ways.confirmed else "no",
                    hint=t("assisted.ways.hint.confirmed"),
                ),
            )
        )

    def action_back(self) -> None:
        """Esc: it stays as it was."""
        self.dismiss(False)

    async def send(self) -> None:
        """Keep it."""
        form = self.form
        ways = Ways(
            procedure_code=self.ways.procedure_code,
            allowed=tuple(way for way in FilingWay if form.value(way) == "yes"),
            usual=FilingWay(form.value("usual")),
            confirmed=form.value("confirmed") == "yes",
        )
        await self.app.ask(filing_ways.save, ways, operation=self._operation)
        self.dismiss(True)

    def at_field(self, problem: Problem) -> Problem:
        """What concerns the allowed ways stands at the one it is about."""
        proxy = problem.message_id == "submission.standing.no_proxy"
        return problem.renamed({"allowed": FilingWay.PROXY if proxy else FilingWay.OWN})
