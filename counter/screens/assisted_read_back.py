"""Steps 4 and 5: the values are read to the resident, then one stop before the portal's button (ux B12)."""

from collections.abc import Iterable, Sequence

from textual import on
from textual.widget import Widget

from counter.i18n import t
from counter.rules.portal_fields import digest
from counter.rules.rights import Act, may
from counter.screens.assisted_carry import Mend
from counter.screens.assisted_case import At
from counter.screens.assisted_panel import StepPanel, line
from counter.screens.dossier_words import names_on_result
from counter.services import submissions
from counter.widgets.dialogs import Confirm
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row


class ReadBackPanel(StepPanel):
    """Who types answers for every letter, also where the resident looks on."""

    at = At.READ_BACK
    DEFAULT_CSS = "ReadBackPanel { & > #values { height: 1fr; min-height: 3; } }"

    def compose(self) -> Iterable[Widget]:
        """The values, numbered; the ones that go wrong most often in capitals."""
        yield line(t("assisted.read_back.ask"), classes="question")
        if self.case.changed_since_read:
            yield line(t("assisted.read_back.again"), classes="question")
        rows = [Row(key=f.key, cells=(f.label, f.value)) for f in self.case.fields]
        columns = Column("", 24, grow=1), Column("", 30, grow=2)
        yield LineList(columns, rows, id="values", header=False, numbered=True)
        yield line(t("assisted.read_back.letters", names=self._names()), classes="text")

    def _names(self) -> str:
        return " · ".join(name.upper() for name in names_on_result(self.case.view))

    def arrive(self) -> None:
        """The first value."""
        self.screen.set_focus(self.query_one("#values"))

    @on(LineList.RowChosen)
    def chosen(self, event: LineList.RowChosen) -> None:
        """A number, or Enter on a row: mend it."""
        event.stop()
        self.post_message(Mend(event.key))

    @on(LineList.RowHighlighted)
    def highlighted(self, event: LineList.RowHighlighted) -> None:
        """The whole value, also where the column is too narrow for it."""
        event.stop()
        label, value = event.row.cells
        self.host.hint(t("assisted.whole", label=label, value=value))

    def why_not(self) -> str:
        """Sending is a clerk's; person and card come first, and every field."""
        filing = self.case.filing
        if not may(self.case.actor, Act.SEND):
            return t(f"right.{Act.SEND}")
        if filing is None or filing.identity_at is None:
            return t("submission.identity_first")
        if self.case.open_fields:
            return t("assisted.carry.open", n=len(self.case.open_fields))
        return ""

    def keys(self) -> Sequence[Hint]:
        """A number mends."""
        return (Hint("1–9", "assisted.key.mend", 6),)

    async def finish(self) -> None:
        """Ask once more, with the name; then it is read, and the portal's button may be pressed."""
        filing = self.case.filing
        if filing is None:
            return
        names = self._names()
        sure = await self.app.push_screen_wait(
            Confirm(
                t("assisted.send.title"),
                (
                    t("assisted.send.what", procedure=self.case.view.procedure_name, names=names),
                    t("assisted.send.final"),
                    t("assisted.send.read", n=len(self.case.fields), who=self.case.view.applicant.full_name),
                ),
                verb_id="assisted.send.do",
                stay_id="assisted.send.stay",
            )
        )
        if not sure:
            return
        await self.app.ask(
            submissions.read_back,
            self.case.view.id,
            digest(self.case.fields),
            operation=self.operation,
            version=filing.version,
        )
        self.post_message(self.Moved())
