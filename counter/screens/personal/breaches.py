"""Breaches of personal data (vụ việc lộ, mất dữ liệu): how long there is to tell of them, the notice."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from textual import work

from counter.errors import CounterError
from counter.i18n import t, written
from counter.models.breach import BreachView
from counter.rules import data_request_words as words
from counter.rules.rights import Act
from counter.screens.personal.register import RegisterScreen
from counter.services.personal import breaches
from counter.widgets.frame import Hint
from counter.widgets.rows import Column, Row


class BreachesScreen(RegisterScreen[BreachView]):
    """One row an incident, those the authority was not told of on top."""

    RIGHT = Act.BREACH
    WORDS = "breach_screen"
    topic = "breaches"

    def where(self) -> Sequence[str]:
        """What it is."""
        return (t("breach_screen.title"),)

    def keys(self) -> Sequence[Hint]:
        """Note that it was told, write it down, add, print."""
        one = self.current
        none = "" if one else t("breach_screen.none_short")
        over = t("breach_screen.told_short") if one and one.told_at else none
        told = t("breach_screen.tell_of", number=one.id) if one else "breach_screen.tell"
        return (
            Hint("F9", told, reason=over),
            Hint("F3", "breach_screen.add_short", 3),
            Hint("Enter", "breach_screen.facts", 5, reason=none),
            Hint("F10", "command.more", 2),
        )

    def columns(self) -> Sequence[Column]:
        """How long there is to tell of it."""
        return (
            Column(t("breach_screen.col.number"), 4, align="right"),
            Column(t("breach_screen.col.act"), 26, grow=2),
            Column(t("breach_screen.col.clock"), 26, grow=1),
            Column(t("breach_screen.col.found"), 16),
        )

    async def listing(self) -> tuple[BreachView, ...]:
        """Every incident."""
        return await self.app.ask(breaches.listing)

    def row(self, one: BreachView) -> Row:
        """What happened, and the hours that are left."""
        left = one.minutes_left
        clock = t("breach_screen.told_short") if left is None else words.hours_short(one)
        return Row(
            key=str(one.id),
            cells=(str(one.id), one.facts.act, clock, written(one.found_at)),
            mark="√" if left is None else "!",
            tone="dim" if left is None else "late" if left < 0 else "today",
        )

    def words_of(self, one: BreachView) -> Iterable[str]:
        """The clock whole, and what the notice still lacks."""
        lacking = ", ".join(t(f"breach.field.{name}") for name in one.missing)
        lacks = t("breach_screen.lacks", what=lacking) if lacking and not one.told_at else ""
        return words.breach_clock(one), lacks

    def chosen(self, one: BreachView) -> None:
        """Enter: what is known of it."""
        self.write(one)

    def action_done(self) -> None:
        """F9: the authority was told."""
        if (one := self.current) is not None and one.told_at is None:
            self.tell(one)

    def action_more(self) -> None:
        """F10."""
        self.more(self.current)

    @work(group="do")
    async def more(self, one: BreachView | None) -> None:
        """The notice and the record."""
        from counter.widgets.dialogs import Choice, Item

        locked = "" if one else t("breach_screen.none_short")
        items = [Item("print", t("breach_screen.print"), locked)]
        if await self.app.push_screen_wait(Choice(t("breach_screen.more"), items)) and one:
            self.print_out(one)

    @work(group="do")
    async def action_add(self) -> None:
        """F3: something has happened."""
        await self._form(None)

    @work(group="do")
    async def write(self, one: BreachView) -> None:
        """More has become known."""
        await self._form(one)

    async def _form(self, one: BreachView | None) -> None:
        from counter.screens.personal.breach_form import BreachFormScreen

        facts = await self.app.ask(breaches.suggested) if one is None else one.facts
        kept = await self.app.push_screen_wait(BreachFormScreen(facts, one))
        if kept is not None:
            clock = words.breach_clock(kept) if kept.told_at else words.hours_left(kept)
            self.say("breach_screen.kept", tone="good", number=kept.id, clock=clock)
            self._new = kept.id
            self.load()

    @work(group="do")
    async def tell(self, one: BreachView) -> None:
        """Whom, by which document; then the clock stops."""
        from counter.widgets.dialogs import ReasonDialog

        ask = ReasonDialog(
            t("breach_screen.tell"), (one.facts.act, t("breach_screen.ask")), verb_id="breach_screen.note_it"
        )
        if not (whom := await self.app.push_screen_wait(ask)):
            return
        try:
            now = await self.app.ask(breaches.told, one.id, whom, operation=uuid4().hex)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.say("breach_screen.kept", tone="good", number=now.id, clock=words.breach_clock(now))
        self.load()

    @work(group="do")
    async def print_out(self, one: BreachView) -> None:
        """Both as one paper; that it was printed stands in the trail."""
        from counter.papers import breach_notice
        from counter.papers.files import bare_name
        from counter.screens.papers.printing import to_printer

        app = self.app
        try:
            view = await app.ask(breaches.note_print, one.id, operation=uuid4().hex)
            data = breach_notice.notice_data(view, app.ward, at=app.now(), practice=app.machine.practice)
            path = await app.in_thread(
                breach_notice.kept, data, one.id, practice=app.machine.practice, store=app.machine.store
            )
        except CounterError as error:
            await app.tell(error)
            return
        self.say("breach_screen.printed", tone="good", file=bare_name(path), folder=path.parent.name)
        await to_printer(app, self, path, t("breach_screen.print"))
