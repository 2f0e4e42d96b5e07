"""Intake, the person: one box takes a card, a number, a name or a phone; recent people below it (ux B4)."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from counter.i18n import t
from counter.models.find import MeaningKind
from counter.models.resident import ResidentView
from counter.screens.intake.intake_panel import Panel, Place, line
from counter.services.people import residents
from counter.services.search import find as find_service
from counter.text import one_line
from counter.widgets.dialogs import Item
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.vn_input import VnInput

NEW = "new"
CODES = frozenset({MeaningKind.DOSSIER, MeaningKind.VISIT, MeaningKind.MISTYPED})  # nobody's name
RECENT = 5


class FindPanel(Panel):
    """Who is it for?"""

    place = Place.FIND
    _shown: str | None = None  # the text whose people the list shows
    BINDINGS: ClassVar[list[BindingType]] = [
        # The box keeps the keys; these move the list below it.
        *[
            Binding(key, f"move('{key}')", show=False, priority=True)
            for key in ("up", "down", "pageup", "pagedown")
        ],
    ]

    class Known(Message):
        """A resident of the store was chosen."""

        def __init__(self, resident_id: int) -> None:
            super().__init__()
            self.resident_id = resident_id

    def compose(self) -> Iterable[Widget]:
        """The question, the box, what was found."""
        yield line(t("intake_screen.find.question"), classes="question")
        yield line(t("intake_screen.find.how"))
        yield VnInput(
            self.journey.typed, id="find-box", scans=True, placeholder=t("intake_screen.find.example")
        )
        yield line(t("intake_screen.find.recent"), id="find-head", classes="section")
        yield LineList(
            (Column("", 24, grow=1), Column("", 34, grow=2)),
            id="find-list",
            header=False,
            follows=True,
            empty=t("intake_screen.find.nobody_yet"),
        )
        yield line(t("intake_screen.find.no_card"), classes="foot")

    def keys(self) -> Sequence[Hint]:
        """Enter opens the marked row."""
        return (Hint("Enter", "intake_screen.key.find", 5), Hint("↑↓", "intake_screen.key.row", 60))

    def more(self) -> Sequence[Item]:
        """Without a card."""
        return (Item("person", t("intake_screen.find.by_hand")),)

    def run(self, key: str) -> None:
        """Type a person by hand, beginning with what is in the box."""
        if key == "person":
            text = self.query_one("#find-box", VnInput).value
            self._begin_person("" if _code(text) else text)

    def arrive(self) -> None:
        """The box has the keys; what the desk handed on is looked up at once."""
        self.screen.set_focus(self.query_one("#find-box", VnInput))
        self.search(self.journey.typed)

    @on(VnInput.Changed, "#find-box")
    def typed(self, event: VnInput.Changed) -> None:
        """Every letter searches."""
        self.search(event.value)

    @work(exclusive=True, group="find")
    async def search(self, text: str) -> None:
        """People this may be; an empty box shows the latest ones."""
        wanted = one_line(text)
        rows = await self._rows(wanted)
        if self.is_mounted:
            self._show(rows, wanted)

    async def _rows(self, wanted: str) -> list[Row]:
        if not wanted:
            return [_recent(view) for view in await self.app.ask(residents.recent, limit=RECENT)]
        hits = await self.app.ask(find_service.find, wanted)
        rows = [Row(hit.id, (hit.label, hit.detail)) for hit in hits if hit.kind == "resident"]
        return [*rows, Row(NEW, (t("intake_screen.find.new"), wanted), mark="+")]

    def _show(self, rows: list[Row], wanted: str) -> None:
        self._shown = wanted
        self.query_one("#find-list", LineList).set_rows(rows, keep=False)
        found = len(rows) > 1
        head = "recent" if not wanted else "found" if found else "nobody"
        self.query_one("#find-head", Static).update(Content(t(f"intake_screen.find.{head}")))
        self.host.hint(self._enter_does(wanted, found) if wanted else self.message())

    def _enter_does(self, wanted: str, found: bool) -> str:
        if find_service.classify(wanted).kind is MeaningKind.CARD:
            return t("intake_screen.find.enter.card")
        return t("intake_screen.find.enter.known" if found else "intake_screen.find.enter.new")

    @on(VnInput.Submitted, "#find-box")
    @work(group="enter")
    async def entered(self, event: VnInput.Submitted) -> None:
        """Enter: the marked row, or a payload typed by a slow scanner."""
        text = event.value.strip()
        if find_service.classify(text).kind is MeaningKind.CARD:
            self.post_message(ScanReceived(self.query_one("#find-box"), text, expected=True))
            return
        wanted = one_line(text)
        if wanted != self._shown:  # typed faster than it was found
            self._show(await self._rows(wanted), wanted)
        row = self.query_one("#find-list", LineList).current
        if row is not None:
            self._choose(row.key, wanted)

    @on(LineList.RowChosen, "#find-list")
    def clicked(self, event: LineList.RowChosen) -> None:
        """A row chosen with the mouse."""
        self._choose(event.key, self.query_one("#find-box", VnInput).value)

    def _choose(self, key: str, text: str) -> None:
        if key == NEW:
            self._begin_person(text)
        else:
            self.post_message(self.Known(int(key)))

    def _begin_person(self, text: str) -> None:
        if code := _code(text):
            self.host.say("intake_screen.find.a_code", tone="warn", code=code)
            return
        self.journey.typed = one_line(text)
        self.post_message(self.Go(Place.PERSON))

    def action_move(self, key: str) -> None:
        """↑ ↓ move the list."""
        self.query_one("#find-list", LineList).take_key(key)


def _code(text: str) -> str:
    """The code of a dossier or a visit that stands where a person is asked for; "" for anything else."""
    meaning = find_service.classify(text)
    return meaning.text if meaning.kind in CODES else ""


def _recent(view: ResidentView) -> Row:
    year = str(view.dob.year) if view.dob else ""
    return Row(
        str(view.id), (view.full_name, " · ".join(filter(None, (year, view.masked_id, view.last_dossier))))
    )
