"""The papers a resident has shown before: when, to whom, until when they are good; F9 takes one away."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError
from counter.i18n import day, local, t
from counter.models.papers_seen import SeenEnd, SeenLine, Standing
from counter.rules.rights import Act, may
from counter.screens.parts.intake_facts import Fact, Facts
from counter.services.people import papers_seen, residents
from counter.widgets.dialogs import ReasonDialog
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

MARKS = {Standing.GOOD: "√", Standing.REFUSED: "×", Standing.ENDED: "!", Standing.END_UNKNOWN: "?"}


class PapersSeenScreen(CounterScreen[None]):
    """One resident's list, the newest first. Enter opens the dossier a paper was seen in."""

    WIDE = True
    app: "CounterApp"
    topic = "papers_seen"

    def __init__(self, resident_id: int) -> None:
        super().__init__()
        self._resident = resident_id
        self._name = ""
        self._operation = uuid4().hex
        self.seen: tuple[SeenLine, ...] = ()

    def where(self) -> Sequence[str]:
        """Whose papers."""
        return tuple(filter(None, (t("papers_seen.title"), self._name)))

    def hints(self) -> Sequence[Hint]:
        """F9 takes the marked one away; where that cannot be, why."""
        return (
            Hint("F9", "papers_seen.refuse", 5, self._why_not()),
            Hint("Enter", "papers_seen.dossier", 10),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """The list; below it everything about the marked one."""
        columns = (
            Column(t("papers_seen.col.paper"), 28, grow=3),
            Column(t("papers_seen.col.seen"), 11),
            Column(t("papers_seen.col.by"), 16, grow=1),
            Column(t("papers_seen.col.until"), 18),
        )
        yield LineList(columns, id="seen", empty=t("papers_seen.empty"))
        yield Facts(id="details")

    def on_mount(self) -> None:
        """Read it."""
        self.query_one("#seen").focus()
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """What this person has shown."""
        try:
            self._name = (await self.app.ask(residents.get, self._resident)).full_name
            self.seen = await self.app.ask(papers_seen.listing, self._resident)
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss()
            return
        self.query_one("#seen", LineList).set_rows([_row(one) for one in self.seen])
        self.hint(t("papers_seen.hint"))
        self.tell()

    def _current(self) -> SeenLine | None:
        row = self.query_one("#seen", LineList).current if self.is_mounted else None
        return next((one for one in self.seen if row and str(one.paper.id) == row.key), None)

    def _why_not(self) -> str:
        one = self._current()
        if one is None:
            return t("papers_seen.empty")
        if not may(self.app.actor, Act.ACCEPT):
            return t(f"right.{Act.ACCEPT}")
        return t("papers_seen.refused_already") if one.standing is Standing.REFUSED else ""

    @on(LineList.RowHighlighted, "#seen")
    def tell(self) -> None:
        """What is known of the marked one."""
        one = self._current()
        self.query_one("#details", Facts).show(() if one is None else _details(one))
        self.refresh_frame()

    @on(LineList.RowChosen, "#seen")
    def chosen(self) -> None:
        """The dossier it was seen in."""
        if one := self._current():
            self.app.show("dossier", ref=str(one.paper.dossier_id))

    def action_done(self) -> None:
        """F9."""
        self.refuse()

    @work(group="refuse")
    async def refuse(self) -> None:
        """Why it holds no longer; then nothing is taken from it any more."""
        one = self._current()
        if one is None or self._why_not():
            self.say("papers_seen.locked", tone="warn", reason=self._why_not())
            return
        lines = (one.paper.name, t("papers_seen.refuse.said", n=one.paper.used))
        reason = await self.app.push_screen_wait(
            ReasonDialog(t("papers_seen.refuse.title"), lines, verb_id="papers_seen.refuse")
        )
        if not reason:
            return
        try:
            await self.app.ask(papers_seen.refuse, one.paper.id, reason, operation=self._operation)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self._operation = uuid4().hex
            self.say("papers_seen.refused_now", tone="good", name=one.kind_name)
        self.load()


def _row(one: SeenLine) -> Row:
    paper = one.paper
    until = t(f"papers_seen.standing.{one.standing}") if one.standing is Standing.REFUSED else _end(one.end)
    return Row(
        key=str(paper.id),
        cells=(one.kind_name, f"{local(paper.seen_at):%d/%m/%Y}", paper.seen_by, until),
        mark=MARKS.get(one.standing, "?"),
        tone="" if one.standing is Standing.GOOD else "weak",
    )


def _end(end: SeenEnd) -> str:
    if not end.known:
        return t("papers_seen.end_unknown")
    return f"{end.last:%d/%m/%Y}" if end.last else t("papers_seen.no_end")


def _details(one: SeenLine) -> tuple[Fact, ...]:
    paper = one.paper
    tone = "good" if one.standing is Standing.GOOD else "warn"
    facts = [
        Fact("", ""),
        Fact(t("papers_seen.fact.name"), paper.name),
        Fact(t("papers_seen.fact.seen_as"), t(f"papers_seen.seen_as.{paper.seen_as}")),
        Fact(t("papers_seen.fact.issued"), day(paper.issued_on) if paper.issued_on else ""),
        Fact(t("papers_seen.fact.dossier"), paper.dossier_code),
        Fact(t("papers_seen.fact.used"), t("papers_seen.used", n=paper.used) if paper.used else ""),
        Fact(t("papers_seen.fact.standing"), t(f"papers_seen.standing.{one.standing}"), tone),
    ]
    if paper.refused_at is not None:
        said = t("papers_seen.refusal", who=paper.refused_by, day=day(local(paper.refused_at).date()))
        facts.append(Fact(t("papers_seen.fact.refused"), f"{said}: {paper.refusal}"))
    return tuple(fact for fact in facts if fact.value or not fact.label)
