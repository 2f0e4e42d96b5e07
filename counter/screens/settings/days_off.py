"""The calendar of the centre: each year's notice, what the ward has added, the dates to be looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from counter.errors import CounterError
from counter.i18n import clock, day_with_weekday, local, moment, t
from counter.models.days_off import CalendarView, LocalDay, MovedDate
from counter.rules import days_off_words as words
from counter.rules.rights import Act
from counter.screens.parts.behind_door import BehindDoor
from counter.services import days_off, setup
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp

SATURDAYS, HOUR, MOVED = "saturdays", "hour", "moved"


class DaysOffScreen(BehindDoor[None]):
    """A list; F3 adds days, Enter takes one out again, changes what the centre does, or lists the dates."""

    RIGHT = Act.CHANGE_SETTINGS
    WIDE = True
    app: "CounterApp"
    topic = "days_off"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f3", "add", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self.days: tuple[LocalDay, ...] = ()
        self.moved: tuple[MovedDate, ...] = ()

    def where(self) -> Sequence[str]:
        """The settings, and which of them."""
        return (t("settings_screen.title"), t("days_off_screen.title"))

    def keys(self) -> Sequence[Hint]:
        """What Enter and F3 do."""
        return (Hint("Enter", "days_off_screen.change"), Hint("F3", "days_off_screen.add"))

    def room(self) -> Iterable[Widget]:
        """One row a year, a setting, a day."""
        columns = (
            Column(t("days_off_screen.col.what"), 24),
            Column(t("days_off_screen.col.kind"), 22, grow=1),
            Column(t("days_off_screen.col.source"), 26, grow=2),
        )
        yield LineList(columns, id="days", empty=t("days_off_screen.loading"))

    def arrive(self) -> None:
        """What there is."""
        self.set_focus(self.query_one("#days"))
        self.fill()

    @work(exclusive=True, group="fill")
    async def fill(self) -> None:
        """The calendar, and how many promised dates differ from it."""
        view = await self.app.ask(days_off.calendar)
        self.days, self.moved = view.days, await self.app.ask(days_off.differing)
        self.query_one("#days", LineList).set_rows(list(self._rows(view)))
        self.hint(t("days_off_screen.hint"))

    def _rows(self, view: CalendarView) -> Iterable[Row]:
        count = t("days_off_screen.count", n=len(self.moved))
        mark = "!" if self.moved else "√"
        yield Row(
            key=MOVED,
            cells=(t("days_off_screen.moved"), count, t("days_off_screen.moved_means")),
            mark=mark,
            tone="late" if self.moved else "",
        )
        for day in view.days:
            kind = t(f"days_off.kind.{day.kind}")
            yield Row(
                key=f"day:{day.day.isoformat()}",
                cells=(day_with_weekday(day.day), f"{kind}: {day.name}", f"{day.source} · {day.added_by}"),
                mark="+",
            )
        for name, on_ in ((SATURDAYS, view.saturdays), (HOUR, self.app.ward.keeps_hour)):
            state = t(f"days_off_screen.{name}.{'on' if on_ else 'off'}")
            yield Row(
                key=name, cells=(t(f"days_off_screen.{name}"), state, t(f"days_off_screen.{name}.means"))
            )
        for year in reversed(view.years):
            state = t("days_off_screen.decided" if year.decided else "days_off_screen.undecided")
            mark = "√" if year.decided else "?"
            yield Row(key=f"year:{year.year}", cells=(str(year.year), state, year.source), mark=mark)

    @on(LineList.RowHighlighted, "#days")
    def highlighted(self, event: LineList.RowHighlighted) -> None:
        """The whole of what a column may be too narrow for."""
        self.hint(" · ".join(event.row.cells))

    @on(LineList.RowChosen, "#days")
    def chosen(self, event: LineList.RowChosen) -> None:
        """Act on this row; a year is changed in its data file."""
        kind, _, value = event.key.partition(":")
        if kind in (SATURDAYS, HOUR):
            self.switch(kind)
        elif kind == MOVED:
            self.list_moved(self.moved)
        elif kind == "day":
            self.take_out(next(one for one in self.days if one.day.isoformat() == value))
        else:
            self.hint(t("days_off_screen.year_file", year=value))

    @work(group="change")
    async def switch(self, name: str) -> None:
        """Another way of the centre, from the next dossier on."""
        ward = self.app.ward
        ward = (
            replace(ward, receives_saturday=not ward.receives_saturday)
            if name == SATURDAYS
            else replace(ward, keeps_hour=not ward.keeps_hour)
        )
        try:
            self.app.use_ward(await self.app.ask(setup.save_ward, ward, uuid4().hex))
        except CounterError as error:
            await self.app.tell(error)
            return
        self.say("settings_screen.saved", tone="good")
        self.fill()

    @work(group="change")
    async def take_out(self, day: LocalDay) -> None:
        """Take an added day out, after a word about what that means."""
        from counter.widgets.dialogs import Confirm

        lines = (words.day_words(day), t("days_off_screen.out_means"))
        dialog = Confirm(t("days_off_screen.out_title"), lines, verb_id="days_off_screen.out_verb")
        if not await self.app.push_screen_wait(dialog):
            return
        try:
            moved = await self.app.ask(days_off.remove, day.day, operation=uuid4().hex)
        except CounterError as error:
            await self.app.tell(error)
            return
        await self._done("days_off_screen.taken_out", day.day, moved)

    @work(group="change")
    async def action_add(self) -> None:
        """F3: days to add."""
        from counter.screens.settings.days_off_add import AddDaysScreen

        added = await self.app.push_screen_wait(AddDaysScreen())
        if added is not None:
            await self._done("days_off_screen.added", *added)

    async def _done(self, said: str, first: date, moved: tuple[MovedDate, ...]) -> None:
        self.say(said, tone="good", day=day_with_weekday(first), n=len(moved))
        self.fill()
        if moved:
            await self.app.push_screen_wait(MovedDatesScreen(moved))

    @work(group="change")
    async def list_moved(self, moved: tuple[MovedDate, ...]) -> None:
        """The dossiers one by one."""
        await self.app.push_screen_wait(MovedDatesScreen(moved))


class MovedDatesScreen(BehindDoor[None]):
    """The open dossiers whose promised date a calendar does not give; Enter opens one, nothing changes."""

    RIGHT = Act.READ
    WIDE = True
    app: "CounterApp"
    topic = "days_off"

    def __init__(self, moved: tuple[MovedDate, ...]) -> None:
        super().__init__()
        self.moved = moved

    def where(self) -> Sequence[str]:
        """The calendar, and what it would move."""
        return (t("days_off_screen.title"), t("days_off_screen.moved"))

    def keys(self) -> Sequence[Hint]:
        """What Enter does."""
        return (Hint("Enter", "days_off_screen.open"),)

    def room(self) -> Iterable[Widget]:
        """One row a dossier."""
        columns = (
            Column(t("days_off_screen.col.code"), 8),
            Column(t("days_off_screen.col.person"), 16, grow=1),
            Column(t("days_off_screen.col.procedure"), 14, grow=2),
            Column(t("days_off_screen.col.promised"), 14),
            Column(t("days_off_screen.col.reckoned"), 14),
        )
        yield LineList(columns, id="moved", empty=t("days_off.moved_none"))

    def arrive(self) -> None:
        """Every one of them."""
        listing = self.query_one("#moved", LineList)
        self.set_focus(listing)
        listing.set_rows(
            [
                Row(
                    key=str(one.dossier_id),
                    cells=(
                        one.short_code,
                        one.applicant,
                        one.procedure,
                        _brief(one.promised),
                        _brief(one.reckoned) if one.reckoned else t("days_off_screen.look"),
                    ),
                    mark="!",
                )
                for one in self.moved
            ]
        )
        self.hint(t("days_off_screen.moved_hint", n=len(self.moved)))

    @on(LineList.RowHighlighted, "#moved")
    def highlighted(self, event: LineList.RowHighlighted) -> None:
        """Both dates with their weekdays; of the first one also what is to be done with them all."""
        one = next(moved for moved in self.moved if str(moved.dossier_id) == event.key)
        if one is self.moved[0]:
            self.hint(t("days_off_screen.moved_hint", n=len(self.moved)))
        else:
            old, new = moment(one.promised), words.reckoned_words(one)
            self.hint(t("days_off_screen.moved_row", old=old, new=new))

    @on(LineList.RowChosen, "#moved")
    def chosen(self, event: LineList.RowChosen) -> None:
        """Open the dossier."""
        self.app.show("dossier", ref=event.key)


def _brief(at: datetime) -> str:
    """A moment for a narrow column: "17:00 27/11/26"; the weekday stands on the message line."""
    return f"{clock(at)} {local(at):%d/%m/%y}"
