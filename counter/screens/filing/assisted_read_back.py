"""Steps 5 and 6: the values are read to the resident, then one stop before the portal's button (ux B12)."""

from collections.abc import Iterable, Sequence

from textual import on
from textual.widget import Widget

from counter.errors import Problem
from counter.i18n import t
from counter.rules.portal_fields import digest
from counter.rules.rights import Act, may
from counter.screens.dossier.dossier_words import names_on_result
from counter.screens.filing.assisted_carry import Mend
from counter.screens.filing.assisted_case import At
from counter.screens.filing.assisted_panel import StepPanel, line, words
from counter.services.filing import submissions
from counter.services.filing.submission_checks import NO_FILE
from counter.widgets.cells import cut
from counter.widgets.dialogs import Confirm, Message
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row


class ReadBackPanel(StepPanel):
    """Who types answers for every letter, also where the resident looks on."""

    at = At.READ_BACK
    DEFAULT_CSS = "ReadBackPanel { & > #values { height: 1fr; min-height: 3; } }"

    def compose(self) -> Iterable[Widget]:
        """The values, numbered; after a change those first that have to be read again."""
        yield line(t("assisted.read_back.ask"), classes="question")
        changed = [f for f in self.case.fields if f.changed]
        if self.case.changed_since_read:
            told = "assisted.read_back.again" if changed else "assisted.read_back.again_all"
            yield line(t(told, n=len(changed)), classes="question")
        rest = [f for f in self.case.fields if not f.changed]
        rows = [
            Row(
                key=f.key,
                cells=(f.label, f.value, t("assisted.read_back.changed") if f.changed else ""),
                tone="today" if f.changed else "dim" if changed else "",
            )
            for f in (*changed, *rest)
        ]
        columns = Column("", 24, grow=1), Column("", 26, grow=2), Column("", 10 if changed else 0)
        yield LineList(columns, rows, id="values", header=False, numbered=True)
        yield line(t("assisted.read_back.letters", names=self._letters()), classes="text")

    def _names(self) -> str:
        return " · ".join(name.upper() for name in names_on_result(self.case.view))

    def _letters(self) -> str:
        """What is most often wrong, in capitals: the names, the days of birth, the sex."""
        facts = [field.value.partition(" ")[0].upper() for field in self.case.fields if field.by_letter]
        return " · ".join((self._names(), *facts))

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
        label, value, _ = event.row.cells
        self.host.hint(t("assisted.whole", label=label, value=value))

    def why_not(self) -> str:
        """Sending is a clerk's; person and card come first, and every field."""
        filing = self.case.filing
        if not may(self.case.actor, Act.SEND):
            return t(f"right.{Act.SEND}")
        if filing is None or filing.identity_at is None:
            return t("submission.identity_first")
        if self.case.open_fields:
            first = next(n for n, f in enumerate(self.case.fields, start=1) if f in self.case.open_fields)
            return t("assisted.carry.open", n=len(self.case.open_fields), first=first)
        return ""

    def keys(self) -> Sequence[Hint]:
        """A number mends."""
        return (Hint("1–9", "assisted.key.mend", 6),)

    def offers(self) -> dict[str, str]:
        """Carry all of it once more."""
        return {"again": ""}

    async def finish(self) -> None:
        """Ask once more, with the name; then it is read, and the portal's button may be pressed."""
        filing = self.case.filing
        if filing is None:
            return
        found = await self.app.ask(submissions.before_sending, self.case.view.id)
        stops = [problem for problem in found if problem.message_id != NO_FILE]
        if stops:
            await self._tell_all(stops, found)
            return
        names = self._names()
        sure = await self.app.push_screen_wait(
            Confirm(
                t("assisted.send.title"),
                (
                    t("assisted.send.what", procedure=self.case.view.procedure_name, names=names),
                    t("assisted.send.final"),
                    t("assisted.send.read", n=len(self.case.fields), who=self.case.view.applicant.full_name),
                    *self._without_file(found),
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

    async def _tell_all(self, stops: Sequence[Problem], found: Sequence[Problem]) -> None:
        """Everything that would make the portal give it back, at once; nothing is sent."""
        lines = [f"! {_words_of(problem)}" for problem in stops]
        lines += [f"· {_words_of(problem)}" for problem in found if problem not in stops]
        await self.app.push_screen_wait(
            Message(
                t("assisted.bounce.title", n=len(stops)),
                "\n".join(lines),
                t("assisted.bounce.do"),
                title=t("assisted.bounce"),
            )
        )

    @staticmethod
    def _without_file(found: Sequence[Problem]) -> tuple[str, ...]:
        """The papers that no file here is for: whoever sends looks whether they are on the portal."""
        names = [str(problem.params.get("name", "")) for problem in found if problem.message_id == NO_FILE]
        return (t("assisted.send.files", names="; ".join(cut(n, 40) for n in names)),) if names else ()


def _words_of(problem: Problem) -> str:
    """A problem as a sentence, with the field it is of."""
    said, label = words(problem), problem.params.get("label", "")
    return f"{label}: {said}" if label and str(label) not in said else said
