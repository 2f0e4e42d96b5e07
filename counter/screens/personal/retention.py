"""How long each kind is kept and what is due (thời hạn lưu): set periods, look, delete by kind."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter.errors import CounterError
from counter.i18n import day, day_with_weekday, local, number, t
from counter.models.retention import Due, Kind, RetentionDraft
from counter.rules import retention_words as words
from counter.rules.retention import clock_doubtful
from counter.rules.rights import Act
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.intake_facts import Fact, Facts
from counter.services.personal import retention, retention_periods
from counter.text import fold
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp

STOPS = 2  # reasons shown below the list; the command line lists more
COPIES = 2
ASK = frozenset({"hoi", "ask"})


class RetentionScreen(BehindDoor[None]):
    """A list of kinds; Enter sets how long one is kept, F9 deletes what of it is due, after a question."""

    RIGHT = Act.ERASE
    WIDE = True
    app: "CounterApp"
    topic = "retention"

    def __init__(self) -> None:
        super().__init__()
        self.dues: tuple[Due, ...] = ()
        self.copies = ""

    def where(self) -> Sequence[str]:
        """The periods."""
        return (t("retention_screen.title"),)

    def keys(self) -> Sequence[Hint]:
        """Set, delete."""
        return (Hint("Enter", "retention_screen.set"), Hint("F9", "retention_screen.delete"))

    def room(self) -> Iterable[Widget]:
        """One row a kind, what the marked one rests on."""
        columns = (
            Column(t("retention_screen.col.kind"), 23, grow=1),
            Column(t("retention_screen.col.kept"), 9),
            Column(t("retention_screen.col.due"), 31),
            Column(t("retention_screen.col.waits"), 7, align="right"),
        )
        yield LineList(columns, id="kinds", empty=t("retention_screen.loading"))
        yield Facts(id="marked")

    def arrive(self) -> None:
        """What there is."""
        self.set_focus(self.query_one("#kinds"))
        self.fill()

    @work(exclusive=True, group="fill")
    async def fill(self) -> None:
        """Every kind as it stands now."""
        seen = await self.app.ask(retention.preview)
        self.dues = seen.dues
        named = ", ".join(f"{one.name} ({day(local(one.made_at).date())})" for one in seen.copies[:COPIES])
        self.copies = t("erasure.copies", n=len(seen.copies), names=named) if seen.copies else ""
        self.query_one("#kinds", LineList).set_rows([_row(due) for due in self.dues])
        self.hint(t("retention.unfinished") if seen.unfinished else t("retention_screen.hint"))
        self._tell()

    @on(LineList.RowHighlighted, "#kinds")
    def _tell(self) -> None:
        """By what it is kept, what of it waits, and which back-ups hold it still."""
        due = self._marked()
        self.query_one("#marked", Facts).show(self._facts(due) if due else ())

    def _facts(self, due: Due) -> tuple[Fact, ...]:
        facts = [Fact(t("retention_screen.source"), words.source(due.period))]
        if due.period.least:
            least = t("retention.period.months", n=due.period.least)
            facts.append(Fact(t("retention_screen.least"), least))
        stops = [t(one.message_id, **one.params) for one in due.obstacles[:STOPS]]
        if stops:
            facts.append(Fact(t("retention_screen.stops"), " ".join(stops)))
        if due.count and self.copies:
            facts.append(Fact("!", self.copies))
        return tuple(facts)

    def _marked(self) -> Due | None:
        row = self.query_one("#kinds", LineList).current
        return next((due for due in self.dues if row and due.period.kind == row.key), None)

    @on(LineList.RowChosen, "#kinds")
    def chosen(self) -> None:
        """Enter: how long the marked kind is kept."""
        if due := self._marked():
            self.set_period(due)

    @work(group="change")
    async def set_period(self, due: Due) -> None:
        """Ask for months; what a law demands is said, and kept to by the service."""
        from counter.widgets.dialogs import ReasonDialog

        if due.period.for_ever:
            self.say("retention_screen.ever", tone="warn")
            return
        lines = [_name(due), t("retention_screen.months"), words.source(due.period)]
        dialog = ReasonDialog(t("retention_screen.set"), lines, verb_id="retention_screen.set")
        if not (said := await self.app.push_screen_wait(dialog)):
            return
        asked = fold(said) in ASK
        if not asked and not said.strip().isdecimal():
            self.say("retention_screen.no_number", tone="warn")
            return
        months = None if asked else int(said)
        try:
            found = await self.app.ask(retention_periods.save, due.period.kind, months, operation=uuid4().hex)
        except CounterError as error:
            await self.app.tell(error)
            return
        now = next(one for one in found if one.kind is due.period.kind)
        self.say("retention_screen.saved", tone="good", kind=_name(due), kept=words.kept(now))
        self.fill()

    def action_done(self) -> None:
        """F9: the marked kind."""
        due = self._marked()
        if due is None or self.recording:
            return
        if not due.count:
            self.say("retention_screen.nothing", tone="warn")
            return
        self.hold_for(self.delete(due))

    @work(group="change")
    async def delete(self, due: Due) -> None:
        """What goes in words, why it goes, then it goes."""
        from counter.widgets.dialogs import Confirm, ReasonDialog

        kinds = frozenset({due.period.kind})
        try:
            seen = await self.app.ask(retention.preview, kinds)
            doubtful = clock_doubtful(seen.quiet)
            if doubtful and not await self._clock_is_right(seen.quiet):
                return
            lines = [t("retention_screen.sure", kind=_name(due), standing=words.standing(due))]
            lines += [self.copies] if self.copies else []
            lines.append(t("retention_screen.never_back"))
            title, verb = t("retention_screen.sure_title"), "retention_screen.verb"
            if not await self.app.push_screen_wait(Confirm(title, lines, verb_id=verb)):
                return
            why = ReasonDialog(title, [_name(due), t("retention_screen.why")], verb_id=verb)
            if not (reason := await self.app.push_screen_wait(why)):
                return
            self.say("retention_screen.works")
            draft = RetentionDraft(
                reason=reason, seen=seen.seen, operation=uuid4().hex, kinds=kinds, clock_seen=doubtful
            )
            await self._do(draft)
        except CounterError as error:
            await self.app.tell(error)
        self.fill()

    async def _clock_is_right(self, quiet: int) -> bool:
        """By a clock that ran ahead everything is old: somebody looks at the day first."""
        from counter.widgets.dialogs import Confirm

        today = day_with_weekday(local(self.app.now()).date())
        lines = [t("retention_screen.clock", n=number(quiet)), t("retention_screen.today", day=today)]
        title, verb = t("retention_screen.clock_title"), "retention_screen.clock_right"
        return await self.app.push_screen_wait(Confirm(title, lines, verb_id=verb))

    async def _do(self, draft: RetentionDraft) -> None:
        done = await self.app.ask(retention.delete, draft)
        numbers = {name: number(getattr(done, name)) for name in ("rows", "dossiers", "files")}
        self.say("retention_screen.done", tone="good", **numbers)


def _row(due: Due) -> Row:
    mark, tone = ("!", "today") if due.count else (" ", "")
    if due.period.for_ever or due.period.months is None:
        tone = "dim"
    waits = number(due.waiting) if due.waiting else ""
    cells = (_name(due), words.kept(due.period), words.over(due), waits)
    return Row(key=due.period.kind.value, cells=cells, mark=mark, tone=tone)


def _name(due: Due) -> str:
    return t(f"retention.kind.{Kind(due.period.kind)}")
