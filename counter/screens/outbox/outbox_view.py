"""The outbox (hàng chờ gửi): by name what the portal must still be told, since when, why, what to do."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError
from counter.i18n import number, t, written
from counter.models.outbox import OutboxRow
from counter.models.queue import ByHand, SenderStanding
from counter.rules.rights import Act, may
from counter.screens.outbox import outbox_by_hand
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.times import since
from counter.services.filing import by_hand
from counter.services.outbox import outbox, outbox_words
from counter.widgets.dialogs import Choice, Item
from counter.widgets.fields import Field, Kind
from counter.widgets.form import FormView
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

AGAIN = 3.0  # seconds after which the list is read again while it is looked at
SHOWN = 300  # rows that are listed; the line above says how many there are


class OutboxScreen(BehindDoor[None]):
    """What is unsent; Enter opens the dossier, F9 sends the marked row again, F10 holds or drops it."""

    RIGHT = Act.READ
    WIDE = True
    topic = "outbox_view"

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[OutboxRow, ...] = ()
        self.by_hand: tuple[ByHand, ...] = ()

    def where(self) -> Sequence[str]:
        """The outbox."""
        return (t("outbox_screen.title"),)

    def keys(self) -> Sequence[Hint]:
        """Open, send again, hold or drop; who may not sees why."""
        return (
            Hint("Enter", "outbox_screen.go_on" if self._hand() else "outbox_screen.open", 5),
            Hint("F9", "outbox_screen.retry", 6, self._why_not()),
            Hint("F10", commands.MORE.label_id, 20),
        )

    def room(self) -> Iterable[Widget]:
        """What the sender does, the list, why the marked row waits and what to do."""
        yield Static(Content(""), id="standing", markup=False)
        yield LineList(_columns(), id="queue", empty=t("bank_screen.loading"))
        yield Facts(id="why")

    def arrive(self) -> None:
        """The list has the keys; it is read again by itself."""
        self.set_focus(self.query_one("#queue"))
        self.set_interval(AGAIN, self.load)

    def on_screen_resume(self) -> None:
        """Here, or here again."""
        if self.allowed:
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The rows as they stand now."""
        if not self.is_current:
            return
        self.rows = await self.app.ask(outbox.listing, limit=SHOWN)
        self.by_hand = await self.app.ask(by_hand.listing, limit=SHOWN)
        counted = await self.app.ask(outbox.count)
        listing = self.query_one("#queue", LineList)
        listing.empty = t("outbox_screen.none")
        now = self.app.now()
        queued = [_row(row, since(row.since, now)) for row in self.rows]
        listing.set_rows([*queued, *outbox_by_hand.rows(self.by_hand, now)])
        words = [t("outbox_screen.counted", n=number(counted.unsent), held=number(counted.held))]
        words.append(standing_words(self.app.sending.standing(), self.app.ward.sending))
        self.query_one("#standing", Static).update(Content(" · ".join(words)))
        self._tell()

    def _current(self) -> OutboxRow | None:
        row = self.query_one("#queue", LineList).current
        return next((one for one in self.rows if row and str(one.id) == row.key), None)

    def _hand(self) -> ByHand | None:
        """The marked row, when it is filed by hand."""
        row = self.query_one("#queue", LineList).current if self.query("#queue") else None
        return outbox_by_hand.of_key(self.by_hand, row.key) if row else None

    def _why_not(self) -> str:
        """Why the marked row is not sent again, held or dropped."""
        if not may(self.app.actor, Act.SEND):
            return t(f"right.{Act.SEND}")
        if self._hand():
            return t("outbox_screen.by_hand.not")
        return "" if self.rows else t("outbox_screen.pick")

    @on(LineList.RowHighlighted, "#queue")
    def _tell(self) -> None:
        """Why the marked row waits, and what to do."""
        self.refresh_frame()
        row, hand = self._current(), self._hand()
        if row is None:
            self.query_one("#why", Facts).show(outbox_by_hand.facts(hand) if hand else ())
            return
        facts = [Fact(t("outbox_screen.state"), outbox_words.state(row), "strong")]
        facts.append(Fact(t("outbox_screen.do"), outbox_words.advice(row)))
        facts += [Fact(t("outbox_screen.why"), outbox_words.said(why), "warn") for why in row.why]
        tries = t("outbox_screen.tries", n=number(row.tries))
        if row.next_at is not None:
            tries += " · " + t("outbox_screen.next", time=written(row.next_at))
        facts.append(Fact(t("outbox_screen.tried"), tries, "weak"))
        self.query_one("#why", Facts).show(tuple(facts))

    # -- keys ------------------------------------------------------------------------------

    @on(LineList.RowChosen, "#queue")
    def chosen(self) -> None:
        """Open the dossier; go on with one that is filed by hand."""
        if row := self._current():
            self.app.show("dossier", ref=str(row.dossier_id))
        elif hand := self._hand():
            self.app.show("assisted", ref=str(hand.dossier_id))

    def action_done(self) -> None:
        """F9: send the marked row again."""
        if row := self._current():
            self.change("retry", row)

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """Send again, hold, drop."""
        row = self._current()
        reason = self._why_not()
        items = [Item(name, t(f"outbox_screen.{name}"), reason) for name in ("retry", "hold", "drop")]
        chosen = await self.app.push_screen_wait(Choice(t(commands.MORE.label_id), items))
        if chosen and row:
            self.change(chosen, row)

    @work(group="change")
    async def change(self, what: str, row: OutboxRow) -> None:
        """Do it, once; a reason is asked for before anything is dropped."""
        operation, reason = uuid4().hex, None
        if what == "drop":
            reason = await self.app.push_screen_wait(OutboxDropScreen(row))
            if reason is None:
                return
        try:
            if what == "retry":
                await self.app.ask(outbox.retry, row.id, operation=operation)
            elif what == "hold":
                await self.app.ask(outbox.hold, row.id, operation=operation)
            else:
                await self.app.ask(outbox.drop, row.id, reason or "", operation=operation)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.say(f"outbox_screen.did.{what}", tone="good", name=row.applicant)
            self.app.sending.nudge()
        self.load()


class OutboxDropScreen(CounterScreen[str | None]):
    """Why a row is not to be sent; gives the reason."""

    app: "CounterApp"
    topic = "outbox_view"

    def __init__(self, row: OutboxRow) -> None:
        super().__init__()
        self.row = row

    def where(self) -> Sequence[str]:
        """Which dossier."""
        return (t("outbox_screen.title"), self.row.code, self.row.applicant)

    def hints(self) -> Sequence[Hint]:
        """Drop it, or leave it."""
        return (
            Hint("F9", "outbox_screen.drop"),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """What dropping means, the reason."""
        yield Facts((Fact("", t("outbox_screen.drop_means"), "warn"), Fact("", "")))
        yield FormView(
            (Field(key="reason", label=t("outbox_screen.reason"), hint=t("outbox.reason_missing"),
                   kind=Kind.TEXT, max_length=200),)
        )  # fmt: skip

    def on_mount(self) -> None:
        """The one box."""
        self.query_one(FormView).focus_first()

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    def action_back(self) -> None:
        """Esc: nothing is dropped."""
        self.dismiss(None)

    def action_done(self) -> None:
        """F9."""
        form = self.query_one(FormView)
        if problems := form.problems():
            form.set_errors(problems)
        else:
            self.dismiss(form.value("reason"))


def standing_words(standing: SenderStanding, sending: str) -> str:
    """What the sender does, or why it does not; the pause and the next try."""
    if sending != "gateway":
        return t(f"outbox_screen.way.{sending}")
    if standing.paused is None:
        return t("outbox_screen.running" if standing.running else "outbox_screen.starting")
    why = outbox_words.said(standing.paused)
    if standing.needs_person and not standing.running:
        return t("outbox_screen.off", why=why)
    return t("outbox_screen.paused", seconds=number(standing.seconds), why=why)


def _columns() -> tuple[Column, ...]:
    return (
        Column(t("outbox_screen.col.name"), 18, grow=2),
        Column(t("outbox_screen.col.code"), 9),
        Column(t("outbox_screen.col.procedure"), 14, grow=2, from_width=90),
        Column(t("outbox_screen.col.state"), 24, grow=1),
        Column(t("outbox_screen.col.since"), 16),
    )


def _row(row: OutboxRow, ago: str) -> Row:
    mark, tone = ("!", "late") if row.needs_person else ("»", "")
    cells = (row.applicant, row.short_code, row.procedure, outbox_words.state(row), ago)
    return Row(key=str(row.id), cells=cells, mark=mark, tone=tone)
