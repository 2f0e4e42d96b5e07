"""`CounterScreen`: the frame that every screen fills with a body, its keys and its words."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import ClassVar, Generic, Protocol, TypeVar, runtime_checkable

from textual import events, on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.await_remove import AwaitRemove
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, ScrollableContainer
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker

from counter.errors import CounterError
from counter.i18n import t
from counter.widgets.digit_keys import DigitKeys
from counter.widgets.fast_keys import FieldFull, PasteCut
from counter.widgets.frame import (
    RAIL_FROM,
    HelpRail,
    Hint,
    KeyBar,
    MessageLine,
    PracticeBand,
    RehearsalBand,
    StepLine,
    TopBar,
)
from counter.widgets.guard import Guarded
from counter.widgets.keys_in_order import KeysInOrder
from counter.widgets.vn_input import forget_secrets

BEGINS = 20  # looks, 2 ms apart, at a worker that may come to write
R = TypeVar("R")


class Body(ScrollableContainer, can_focus=False):
    """What a screen fills. It scrolls when the window is low; the focused field stays in sight."""

    DEFAULT_CSS = "Body { height: 1fr; width: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }"


@runtime_checkable
class Steps(Protocol):
    """A widget that moves the focus among its own fields."""

    def step(self, direction: int) -> bool:
        """Go to the next (1) or the previous (-1) field; False at the end."""


class CounterScreen(Guarded, DigitKeys, Screen[R], Generic[R]):
    """The base of the program's screens: header, practice band, steps, body, message line, key bar.

    A screen says `where()`, `body()`, `hints()` and, if it has them, `right()`, `steps()`, `rail()`; and it
    calls `refresh_frame()` when their answers change. F9, F10 and Esc arrive at `action_done`,
    `action_more` and `action_back`; while the F9 hint carries a reason, F9 says the reason instead.
    """

    WIDE: ClassVar[bool] = False  # the body takes the whole width; no help rail
    BINDINGS: ClassVar[list[BindingType]] = [
        # Priority: type-ahead and scanner bursts reach the right fields only when the focus moves at once.
        Binding("tab", "next_field", show=False, priority=True),
        Binding("shift+tab", "previous_field", show=False, priority=True),
        Binding("f9", "try_done", show=False),
        Binding("f10", "try_more", show=False),
        Binding("f5", "no_suggestion", show=False),
        Binding("escape", "try_back", show=False),
    ]
    DEFAULT_CSS = """
    CounterScreen {
        layout: vertical; overflow: hidden;
        & > #middle { height: 1fr; }
    }
    """

    _styled_for = ""
    _recording: Worker[object] | None = None  # the worker of this screen that wrote last
    _leave: Callable[[], object] | None = None  # a dismissal that came while something lay over it
    _gone = False

    def where(self) -> Sequence[str]:
        """Where am I › on what › for whom, as texts; the first is in capitals."""
        raise NotImplementedError

    def body(self) -> Iterable[Widget]:
        """The widgets of the body."""
        raise NotImplementedError

    def hints(self) -> Sequence[Hint]:
        """The keys of this screen now."""
        return ()

    def right(self) -> Sequence[str]:
        """What the header says on the right, before the clock; by default what holds at the counter."""
        standing: Sequence[str] = getattr(self.app, "standing", ())
        return standing

    def refresh_right(self) -> None:
        """What holds for the whole counter has changed."""
        for bar in self.query(TopBar):
            bar.show_right(self.right())

    def warn_above(self, text: str) -> None:
        """Say something in the header that nobody may overlook; "" ends it."""
        for bar in self.query(TopBar):
            bar.warn(text)

    def steps(self) -> tuple[Sequence[str], int, str]:
        """The names of the steps, which one (from 0) this is, the person's name; no names: no step line."""
        return (), 0, ""

    def rail(self) -> str:
        """The text of the help rail; empty: no rail."""
        return ""

    @property
    def practice(self) -> bool:
        """Whether nothing here is real."""
        return bool(getattr(getattr(self.app, "machine", None), "practice", False))

    @property
    def rehearsal(self) -> str:
        """What the band over a copy that is looked into says; "" anywhere else."""
        machine = getattr(self.app, "machine", None)
        shows = getattr(machine, "rehearsal", "")
        return t(getattr(machine, "band", ""), day=shows) if shows else ""

    def compose(self) -> ComposeResult:
        """The frame, and the body inside it."""
        yield TopBar()
        if self.rehearsal:
            yield RehearsalBand(self.rehearsal)
        elif self.practice:
            yield PracticeBand()
        steps = StepLine()
        steps.display = bool(self.steps()[0])
        yield steps
        with Horizontal(id="middle"):
            with Body(id="body"):
                yield from self.body()
            if not self.WIDE:
                rail = HelpRail()
                rail.display = bool(self.rail()) and self.app.size.width >= RAIL_FROM
                yield rail
        yield MessageLine()
        yield KeyBar()

    def _on_mount(self, event: events.Mount) -> None:
        self.refresh_frame()

    def _on_screen_suspend(self) -> None:
        """Under a dialog, which has the one focus bar now; under another screen, no PIN is left behind."""
        if self.app.screen.is_modal:
            self._lie_under(True)
        else:
            forget_secrets(self)

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        self._lie_under(False)
        self.refresh_right()
        if self._leave is not None:
            leave, self._leave = self._leave, None
            leave()
        # Textual styles every widget again; nothing but the theme can have changed meanwhile.
        event.refresh_styles = self._styled_for not in ("", self.app.theme)
        self._styled_for = self.app.theme

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Leave with a result. While something lies over this screen (a lock, help) it leaves once that goes:
        Textual would take away whatever lies on top.
        """
        if self.app.screen is self:
            return super().dismiss(result)
        self._leave = partial(self.dismiss, result)
        return AwaitComplete()

    # --- recording ----------------------------------------------------------------------------------------

    def hold_for(self, worker: Worker[object]) -> None:
        """This worker writes: until it has told what became of it, Esc does not leave."""
        self._recording = worker

    @property
    def recording(self) -> bool:
        """Whether something is being written from here and its result is not shown yet."""
        return self._recording is not None and not self._recording.is_finished

    async def action_try_back(self) -> None:
        """Esc: one step back; while something is written the result is waited for."""
        await self._begun()
        if self.recording:
            self.say("widget.recording", tone="warn")
        else:
            await self.run_action("back")

    async def _begun(self) -> None:
        """Struck in one piece with F9, Esc would come before what F9 began: let that come to its writing."""
        for _ in range(BEGINS):
            if self.recording or not any(w.node is self and not w.is_finished for w in self.workers):
                return
            await asyncio.sleep(0.002)

    @property
    def gone(self) -> bool:
        """On its way out, or the whole program is; a worker of the app that still tells of it asks first."""
        return self._gone or not self.app.is_running

    def remove(self) -> AwaitRemove:
        """Leave for good. The workers of the screen end first: they would find its widgets gone."""
        self._gone = True
        self.workers.cancel_node(self)
        return super().remove()

    def _lie_under(self, covered: bool) -> None:
        field = self.focused
        if field is not None and covered is not field.has_class("-covered"):
            field.set_class(covered, "-covered")
            field.refresh()
            if isinstance(field.parent, Widget):
                field.parent.refresh()  # a form draws the focus sign beside its field

    def refresh_frame(self) -> None:
        """Ask the hooks again and show what they say."""
        self.query_one(TopBar).show(self.where(), self.right())
        self.query_one(StepLine).show(*self.steps())
        self.query_one(KeyBar).show(self.hints())
        if not self.WIDE:
            text = self.rail()
            self.query_one(HelpRail).show(text)
            self._show_rail(self.app.size.width)

    async def _on_resize(self, event: events.Resize) -> None:
        if not self.WIDE:
            self._show_rail(event.size.width)

    def _show_rail(self, width: int) -> None:
        self.query_one(HelpRail).display = bool(self.rail()) and width >= RAIL_FROM

    def say(self, text_id: str, *, tone: str = "", **params: str | int) -> None:
        """Tell the result of an action on the message line; `tone` "warn" or "good" adds a mark."""
        self.query_one(MessageLine).say(t(text_id, **params), tone)

    def say_error(self, error: CounterError) -> None:
        """Tell on the message line what could not be read: a dialog would bring the same fault again."""
        self.say(error.message_id, tone="warn", **error.params)

    def pass_on(self, text_id: str, **params: str | int) -> None:
        """Close a screen whose work is done, and tell the result on the one below."""
        below = self.app.screen_stack[-2]
        self.dismiss()
        if isinstance(below, CounterScreen):
            below.say(text_id, tone="good", **params)

    def hint(self, text: str) -> None:
        """Say what the focused field wants, as a text."""
        self.query_one(MessageLine).hint(text)

    def turn_hint(self, text: str) -> None:
        """The hint of a page that has just opened: what was said on the page before is over."""
        self.query_one(MessageLine).turn(text)

    @property
    def said(self) -> str:
        """What the message line says now."""
        return self.query_one(MessageLine).text

    # --- keys ---------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key acts on a screen that is not there yet: it was struck for the one before."""
        return self.is_mounted

    async def _on_key(self, event: events.Key) -> None:
        """Keys that no widget wanted: a scan while no field has the keys, or a digit for `take_digit`."""
        if self.watch_key(event):
            event.stop()
            event.prevent_default()

    def action_next_field(self) -> None:
        """Tab: the next field, at once."""
        self._step(1)

    def action_previous_field(self) -> None:
        """Shift+Tab: the field before."""
        self._step(-1)

    def _step(self, direction: int) -> None:
        node = self.focused
        form = next((a for a in node.ancestors if isinstance(a, Steps)), None) if node else None
        if form is None or not form.step(direction):
            self._move_focus(direction)

    async def action_try_done(self) -> None:
        """F9: do the screen's one main thing, or say why it cannot be done yet."""
        reason = next((hint.reason for hint in self.hints() if hint.key == "F9"), "")
        if reason:
            self.query_one(MessageLine).say(reason, "warn")
        else:
            await self.run_action("done")

    async def action_try_more(self) -> None:
        """F10: what else can be done; a digit struck before the menu is there is for the menu."""
        before = frozenset(self.workers)
        await self.run_action("more")
        if isinstance(self.app, KeysInOrder):
            self.app.keep_for_menu(w for w in self.workers if w.node is self and w not in before)

    async def put_away(self) -> bool:
        """Keep what stands in the fields: the program ends, or is locked. False when it could not be kept."""
        return True

    def action_done(self) -> None:
        """F9, when nothing stands against it."""

    def action_no_suggestion(self) -> None:
        """F5 where no field took it."""
        self.say("widget.field.no_suggestion")

    def action_more(self) -> None:
        """F10: the other things that can be done here."""

    def action_back(self) -> None:
        """Esc: one step back; nothing is lost."""
        self.dismiss()

    @on(FieldFull)
    def _say_full(self, message: FieldFull) -> None:
        self.say("widget.field.full", tone="warn", limit=message.limit)

    @on(PasteCut)
    def _say_paste(self, message: PasteCut) -> None:
        kind = "dropped" if message.dropped else "joined"
        self.say(f"widget.paste.{kind}", tone="warn", lines=message.lines, dropped=message.dropped)
