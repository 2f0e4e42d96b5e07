"""The desk (bàn làm việc): one box that takes everything, and today's work below it (ux B2)."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.commands import Command
from counter.i18n import language, t
from counter.models.desk import DeskCounts, DeskView, Hit, Near
from counter.models.find import Meaning, MeaningKind
from counter.rules.rights import may
from counter.screens.desk import desk_rows
from counter.screens.desk.desk_figures import Figures
from counter.screens.desk.desk_turn import InTurn
from counter.services.search import desk as desk_service
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.frame import Hint, MessageLine
from counter.widgets.line_list import LineList
from counter.widgets.screen import CounterScreen
from counter.widgets.vn_input import VnInput

if TYPE_CHECKING:
    from counter.app import CounterApp

PAGE = 50


class DeskScreen(CounterScreen[None]):
    """Scan, type, choose: whatever a person at the counter asks for starts here."""

    topic = "desk"
    WIDE = True
    app: "CounterApp"
    BINDINGS: ClassVar[list[BindingType]] = [
        # The box keeps the focus; these move the list below it.
        *[
            Binding(key, f"move('{key}')", show=False, priority=True)
            for key in ("up", "down", "pageup", "pagedown")
        ],
        Binding(commands.HAND_OVER.key, "on_dossier('hand_over')", show=False),
        Binding(commands.FEE.key, "on_dossier('fee')", show=False),
        Binding(commands.ASSIST.key, "on_dossier('assist')", show=False),
    ]

    def __init__(self, typed: str = "") -> None:
        super().__init__()
        self._typed = typed
        self.view = DeskView((), DeskCounts())
        self.hits: tuple[Hit, ...] = ()
        self.meaning = Meaning(kind=MeaningKind.NOTHING)
        self._searched, self._loading = "", True
        self._in_turn = InTurn(self)
        self.near = Near()  # the next working days, once they are known
        self._speaks = language()

    # -- frame ---------------------------------------------------------------------------

    def where(self) -> Sequence[str]:
        """Which counter, and who works at it."""
        actor = self.app.actor
        parts = (t("desk_screen.title"), self.app.ward.counter_name, actor.name if actor else "")
        return (" · ".join(filter(None, parts)),)

    def hints(self) -> Sequence[Hint]:
        """The keys of the desk; what this person may not do stays, with the reason."""
        shown = (
            commands.NEW,
            commands.FIND,
            commands.HAND_OVER,
            commands.FEE,
            commands.ASSIST,
            commands.CALLS,
            commands.MORE,
            commands.LOCK,
        )
        keys = [Hint(c.shown, c.label_id, c.priority, self._locked(c)) for c in shown]
        return (
            Hint("F1", commands.HELP.label_id),
            Hint("Enter", "desk_screen.open_verb", 5),
            *keys,
            Hint("Ctrl+Q", commands.QUIT.label_id, 60),
        )

    def body(self) -> Iterable[Widget]:
        """Prompt, box, what Enter does, figures, the list, the menu."""
        yield Static(Content(t("desk_screen.prompt")), id="prompt", markup=False)
        yield VnInput(self._typed, placeholder=t("desk_screen.example"), id="box", scans=True)
        yield Figures(id="figures")
        yield LineList(desk_rows.work_columns(), id="work", follows=True, empty=t("desk_screen.loading"))
        yield LineList(desk_rows.hit_columns(), id="hits", follows=True, empty=t("desk_screen.nothing"))
        self._menu = desk_rows.menu(self.app.actor)
        yield Static(Content(self._menu), id="menu", markup=False)

    def on_mount(self) -> None:
        """The box is ready before the store is."""
        self.query_one("#hits").display = False
        self.query_one("#box").focus()
        self.load()

    def on_screen_resume(self) -> None:
        """Back at the desk: what changed meanwhile is shown, the box is empty again."""
        self.query_one("#box", VnInput).focus()
        if not self._loading:
            self.load()

    # -- today's work ------------------------------------------------------------------------

    @work(exclusive=True, group="desk")
    async def load(self) -> None:
        """The first page and the figures."""
        self.view = await self.app.ask(desk_service.desk, limit=PAGE)
        if self._speaks != language() and self.is_current:  # the store's, or another one was chosen
            self.app.become("desk", typed=self.query_one("#box", VnInput).value)
            return
        self._loading = False
        empty = "desk_screen.empty_practice" if self.app.machine.practice else "desk_screen.empty"
        self.query_one("#work", LineList).empty = t(empty)
        desk_rows.show_work(self)
        self.query_one(Figures).show(desk_rows.figures(self.view.counts, self.app.now()))
        self._show_menu()
        self.refresh_frame()
        if not self._searched:
            self.hint(t("desk_screen.message"))
        self.call_after_refresh(self.tell_rest)

    @work(exclusive=True, group="desk-rest")
    async def tell_rest(self) -> None:
        """What the rows do not wait for."""
        from counter.screens.desk import desk_more

        await desk_more.tell_rest(self.app, self)

    @on(LineList.NeedMore, "#work")
    @work(exclusive=True, group="desk-more")
    async def load_more(self) -> None:
        """The next page, while the cursor comes near the end."""
        page = await self.app.ask(desk_service.desk, limit=PAGE, after=self.view.more)
        self.view = DeskView((*self.view.rows, *page.rows), self.view.counts, page.more)
        rows = desk_rows.work_rows(page.rows, self.app.now(), self.near)
        self.query_one("#work", LineList).add_rows(rows, more=bool(page.more))

    def _show_menu(self) -> None:
        menu = desk_rows.menu(self.app.actor)
        if menu != self._menu:
            self._menu = menu
            self.query_one("#menu", Static).update(Content(menu))

    # -- the box ---------------------------------------------------------------------------

    @on(VnInput.Changed, "#box")
    def typed(self, event: VnInput.Changed) -> None:
        """Every letter searches; an empty box shows the work again."""
        self.search(event.value)

    @work(exclusive=True, group="find")
    async def search(self, text: str) -> None:
        """What the text means and what it finds, before Enter."""
        await self.find_now(text)

    def answers(self, text: str) -> bool:
        """Whether the list that is shown is the answer to this text."""
        return text.strip() == self._searched.strip()

    async def find_now(self, text: str) -> None:
        """Show what a text means and finds; a key that could not wait may have shown it meanwhile."""
        from counter.services.search import find as find_service  # not needed for the first frame

        found = await self.app.ask(find_service.find, text) if text.strip() else ()
        if not self.answers(text) or not text.strip():
            self._show_found(text, find_service.classify(text), found)

    def _show_found(self, text: str, meaning: Meaning, found: tuple[Hit, ...]) -> None:
        self._searched, self.meaning, self.hits = text, meaning, found
        hits = self.query_one("#hits", LineList)
        listed = bool(text.strip()) and self.meaning.kind is not MeaningKind.MENU
        hits.display, self.query_one("#work").display = listed, not listed
        mistyped = self.meaning.kind is MeaningKind.MISTYPED  # the line below says what to do then
        hits.empty = "" if mistyped else t("desk_screen.nothing")
        hits.set_rows(desk_rows.hit_rows(self.hits), keep=False)
        self.hint(desk_rows.enter_words(self.meaning, hits.current))

    @on(LineList.RowHighlighted, "#hits")
    def marked(self) -> None:
        """Say what Enter does with the row that is marked now."""
        if self.query_one("#hits").display:
            self.hint(desk_rows.enter_words(self.meaning, self.query_one("#hits", LineList).current))

    @on(VnInput.Submitted, "#box")
    @work(group="enter")
    async def entered(self, event: VnInput.Submitted) -> None:
        """Enter: the ► row, or what the typed text means."""
        text = event.value.strip()
        await self._in_turn.act(text, lambda: self._open_meaning(text) if text else self._open_work())

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        """A card under the scanner starts the next person; a slip opens its dossier."""
        from counter.services.search.meaning import classify  # not needed for the first frame

        meaning = classify(event.payload)
        if meaning.kind is MeaningKind.DOSSIER:
            self._go("dossier", ref=meaning.text)
        elif meaning.kind is MeaningKind.VISIT:
            self._go("visit", ref=meaning.text)
        elif meaning.kind is MeaningKind.MISTYPED:
            self.say("visit.mistyped", tone="warn", ref=meaning.text)
        else:
            self._go("intake", payload=event.payload)

    def _open_meaning(self, text: str) -> None:
        kind = self.meaning.kind
        row = self.query_one("#hits", LineList).current
        if kind is MeaningKind.CARD:
            self._go("intake", payload=text)
        elif kind is MeaningKind.MENU:
            self._clear()
            self.run_command(commands.on_digit(int(self.meaning.text)))
        elif row is not None:
            self._open_hit(next(h for h in self.hits if desk_rows.hit_key(h) == row.key), text)
        elif kind in (MeaningKind.CITIZEN_ID, MeaningKind.OLD_ID, MeaningKind.PHONE):
            self._go("intake", typed=text)

    def _open_hit(self, hit: Hit, text: str) -> None:
        match hit.kind:
            case "dossier":
                self._go("dossier", ref=hit.id)
            case "draft":
                self._go("intake", draft_id=hit.id)
            case "procedure":
                quantities = ",".join(f"{copies}x{pages}" for copies, pages in self.meaning.quantities)
                self._go("intake", procedure=hit.id, quantities=quantities)
            case "resident":
                self._go("intake", resident_id=int(hit.id))
            case "visit":
                self._go("visit", ref=hit.id)

    def _open_work(self) -> None:
        row = self.query_one("#work", LineList).current
        if row is not None:
            kind, _, ref = row.key.partition(":")
            if kind == "visit":
                self._go("visit", ref=ref.partition(":")[0])
            else:
                self._go("intake", draft_id=ref) if kind == "draft" else self._go("dossier", ref=ref)

    @on(LineList.RowChosen)
    def clicked(self, event: LineList.RowChosen) -> None:
        """A row chosen with the mouse opens like Enter."""
        if event.list.id == "work":
            self._open_work()
        else:
            self._open_meaning(self._searched)

    # -- keys ------------------------------------------------------------------------------

    def action_move(self, key: str) -> None:
        """Move the bar of the list that is shown."""
        self._when_answered(lambda: self._move(key))

    def _when_answered(self, action: Callable[[], None]) -> None:
        if self._in_turn.free():
            action()
        else:
            self.run_worker(self._in_turn.act(self._in_turn.text, action), group="enter")

    def _move(self, key: str) -> None:
        name = "#hits" if self.query_one("#hits").display else "#work"
        self.query_one(name, LineList).take_key(key)

    def action_back(self) -> None:
        """Esc empties the box; with an empty box it stays at the desk."""
        self._clear()

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """The tasks that have neither key nor number."""
        from counter.screens.desk import desk_more  # not needed for the first frame

        if command := await desk_more.choose(self.app):
            self.run_command(command)

    def action_on_dossier(self, command_id: str) -> None:
        """F4, F7, F8: for the ► dossier."""
        command = next(c for c in commands.COMMANDS if c.id == command_id)
        self._when_answered(lambda: self._on_dossier(command))

    def _on_dossier(self, command: Command) -> None:
        ref = self._current("dossier")
        if reason := self._locked(command):
            self.warn(reason)
        elif ref or (command is commands.HAND_OVER and self._current("visit")):
            self._go(command.screen, **({"ref": ref} if ref else {"visit": self._current("visit")}))
        elif command is commands.HAND_OVER or (command is commands.ASSIST and self.view.counts.unsent):
            self._go("outbox_view" if command is commands.ASSIST else command.screen)  # to those begun
        elif command is commands.FEE:
            self.first_owing()
        else:
            self.say("desk_screen.pick_first", tone="warn", key=command.shown)

    @work(group="more")
    async def first_owing(self) -> None:
        """To take a fee where the ► row has none: the first dossier that waits for money."""
        from counter.screens.desk import desk_more  # not needed for the first frame

        await desk_more.to_owing(self)

    def run_command(self, command: Command) -> None:
        """A command of the menu or the palette."""
        if reason := self._locked(command):
            self.warn(reason)
        elif command is commands.FEE and desk_rows.owes_nothing(self.view.rows, self._current("dossier")):
            self.first_owing()
        elif command in (commands.HAND_OVER, commands.FEE, commands.ASSIST):
            self.action_on_dossier(command.id)
        elif command is commands.PRACTICE and self.practice:
            self.say("desk_screen.practice_here")
        else:
            self.app.run_command(command)

    def _current(self, wanted: str) -> str:
        shown = "#hits" if self.query_one("#hits").display else "#work"
        row = self.query_one(shown, LineList).current
        kind, _, ref = row.key.partition(":") if row else ("", "", "")
        return ref.partition(":")[0] if kind == wanted else ""

    def _locked(self, command: Command) -> str:
        if command.right is None or self.app.actor is None or may(self.app.actor, command.right):
            return ""
        return t(f"right.{command.right}", who=self.app.actor.name)

    def warn(self, text: str) -> None:
        """Say why something cannot be done."""
        self.query_one(MessageLine).say(text, "warn")

    def _clear(self) -> None:
        self.query_one("#box", VnInput).value = ""

    def _go(self, screen: str, **arguments: object) -> None:
        self._clear()
        self.app.show(screen, **arguments)
