"""Which result is to be handed over: a slip, a card, a code, or a row of what is ready (ux B13, B17)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from counter.errors import NotFound
from counter.i18n import t
from counter.models.dossier import DeskRow, DossierState, DossierView
from counter.models.find import MeaningKind
from counter.models.identity import Card
from counter.screens.hand_over.hand_over_queue import ready_of
from counter.screens.parts.scanned import card_of, slip_code
from counter.screens.parts.wording import since
from counter.services.dossier import dossiers
from counter.services.search import desk
from counter.services.search import find as find_service
from counter.widgets.dialogs import Choice, Item
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.screen import CounterScreen
from counter.widgets.vn_input import VnInput

if TYPE_CHECKING:
    from counter.app import CounterApp

SHOWN = 50
ALL = "all"
VISITS = frozenset({MeaningKind.VISIT, MeaningKind.MISTYPED})  # a wrong letter is told as such


class FindPanel(Vertical, can_focus=False):
    """One box; below it what waits to be collected. ↑ ↓ move the list, Enter opens."""

    app: "CounterApp"
    DEFAULT_CSS = """
    FindPanel {
        height: 1fr;
        & > Static { padding: 0 1; height: auto; text-style: bold; }
        & > #box { margin: 0 0 1 0; }
        & > #ready { height: 1fr; min-height: 2; }
    }
    """

    class Found(Message):
        """This dossier, and those that come `then`; `card` when it was found by the collector's card."""

        def __init__(self, ref: str, card: Card | None = None, then: tuple[str, ...] = ()) -> None:
            super().__init__()
            self.ref = ref
            self.card = card
            self.then = then

    def compose(self) -> Iterable[Widget]:
        """The question, the box, what is ready."""
        yield Static(Content(t("hand_over.which")), markup=False)
        yield VnInput(placeholder=t("hand_over.example"), id="box", scans=True)
        columns = (
            Column(t("hand_over.col.code"), 8),
            Column(t("hand_over.col.who"), 18, grow=1),
            Column(t("hand_over.col.what"), 22, grow=2),
            Column(t("hand_over.col.since"), 16),
        )
        yield LineList(columns, id="ready", follows=True, empty=t("hand_over.loading"))

    @property
    def host(self) -> CounterScreen[None]:
        """The screen round it."""
        if not isinstance(self.screen, CounterScreen):
            raise TypeError("the panel lies on a counter screen")
        return self.screen

    def arrive(self) -> None:
        """The box is ready at once."""
        self.screen.set_focus(self.query_one("#box"))
        self.load()

    @work(exclusive=True, group="ready")
    async def load(self) -> None:
        """What waits to be collected."""
        page = await self.app.ask(desk.desk, limit=SHOWN, lane="ready")
        ready = self.query_one("#ready", LineList)
        ready.empty = t("hand_over.empty")
        ready.set_rows([self._row(row) for row in page.rows if row.lane == "ready"], more=False)

    def _row(self, row: DeskRow) -> Row:
        now = self.app.now()
        ago = since(row.since, now) if row.since else ""
        if row.since and now - row.since < timedelta(minutes=1):
            ago = t("hand_over.just_now")
        return Row(key=row.id, cells=(row.short_code, row.resident, row.procedure, ago), mark="√")

    def move(self, key: str) -> None:
        """↑ and ↓ of the screen."""
        self.query_one("#ready", LineList).take_key(key)

    @on(VnInput.Submitted, "#box")
    @work(exclusive=True, group="open")
    async def entered(self, event: VnInput.Submitted) -> None:
        """Enter: the typed code, or the ► row."""
        typed = event.value.strip()
        row = self.query_one("#ready", LineList).current
        if typed:
            await self._open(typed)
        elif row is not None:
            self.post_message(self.Found(row.key))

    @on(LineList.RowChosen, "#ready")
    def clicked(self, event: LineList.RowChosen) -> None:
        """A row chosen with the mouse."""
        event.stop()
        self.post_message(self.Found(event.key))

    async def _open(self, typed: str) -> None:
        try:
            if find_service.classify(typed).kind in VISITS:
                await self._open_visit(typed)
                return
            view = await self.app.ask(dossiers.get, typed)
        except NotFound as error:
            self.host.say_error(error)
            return
        self.post_message(self.Found(str(view.id)))

    async def _open_visit(self, code: str) -> None:
        """The ready ones of a visit, one after the other."""
        first, *rest = (*await ready_of(self.app, code), "")
        if first:
            self.post_message(self.Found(first, then=tuple(rest[:-1])))
        else:
            self.host.say("hand_over.nothing_in_visit", tone="warn")

    @work(exclusive=True, group="open")
    async def scan(self, payload: str) -> None:
        """A slip opens its dossier; a card finds what is ready for that person."""
        meaning = find_service.classify(payload)
        if code := meaning.text if meaning.kind in VISITS else slip_code(payload):
            await self._open(code)
            return
        card = card_of(payload)
        if card is None:
            self.host.say("hand_over.unreadable", tone="warn")
            return
        ready = [view for view in await self._of_person(card) if view.state is DossierState.DONE]
        if not ready:
            self.host.say("hand_over.nothing_for", tone="warn", name=card.full_name)
            return
        picked: str | None = str(ready[0].id)
        if len(ready) > 1:
            items = [Item(ALL, t("hand_over.all_of_them", n=len(ready)))]
            items += [Item(str(v.id), f"{v.short_code}  {v.procedure_name}") for v in ready[:8]]
            picked = await self.app.push_screen_wait(
                Choice(t("hand_over.which_of", name=card.full_name), items)
            )
        if picked == ALL:
            first, *rest = (str(view.id) for view in ready)
            self.post_message(self.Found(first, card, then=tuple(rest)))
        elif picked:
            self.post_message(self.Found(picked, card))

    async def _of_person(self, card: Card) -> list[DossierView]:
        hits = await self.app.ask(find_service.find, card.citizen_id)
        return [await self.app.ask(dossiers.get, hit.id) for hit in hits if hit.kind == "dossier"]
