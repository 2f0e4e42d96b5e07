"""What `VnInput` and `VnTextArea` share: keys obeyed in the order they came, and scans told from typing.

Input methods such as UniKey write a tone by sending Backspace and the finished letters in one burst.
Textual runs Backspace as a binding, which it looks up only after the key has bubbled to the app: the letters
overtake it (Textual issue 6605). Here every key of the field's own is obeyed at once. The pty tests hold
this; when Textual's own fix ships, `_obey` can go.
"""

from abc import abstractmethod
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from textual import events
from textual.message import Message
from textual.widget import Widget

from counter.widgets.burst import HELD_GAP, START_GAP, Burst
from counter.widgets.letters import join, letter_start, typed_before

FORGET = 2.0  # seconds after which letters that found no room are no longer answered by Backspace

S = TypeVar("S")

# Textual takes style and component names from the first widget among the bases: a mixin must not be one.
if TYPE_CHECKING:
    _Mixin = Widget
else:

    class _Mixin:
        pass


class ScanReceived(Message):
    """A scanned or pasted card payload. The field holds again what it held before the scan.

    `expected`: the field was made for scans (the desk's box, the resident step).
    """

    def __init__(self, field: Widget, payload: str, *, expected: bool) -> None:
        super().__init__()
        self.field = field
        self.payload = payload
        self.expected = expected


class PasteCut(Message):
    """A paste that changed on the way in: `lines` joined into one, `dropped` characters without room."""

    def __init__(self, *, lines: int, dropped: int) -> None:
        super().__init__()
        self.lines = lines
        self.dropped = dropped


class FieldFull(Message):
    """A typed character found no room in a field of `limit` characters."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit


W = TypeVar("W", bound=Widget)


def focus_at_once(widget: W, scroll_visible: bool) -> W:
    """Give a widget the keys now, or as soon as it is on a screen."""
    if widget.is_attached:
        widget.screen.set_focus(widget, scroll_visible=scroll_visible)
    else:
        Widget.focus(widget, scroll_visible)
    return widget


class FastKeys(_Mixin, Generic[S]):
    """A field that obeys its keys at once. `S` is what the field holds: its text and its cursor.

    Letters that find no room are remembered for a moment: an input method answers the next key with
    Backspaces for them, which must not take good letters instead.
    """

    scans: bool = False  # whether a scan is welcome here

    def _begin_fast_keys(self) -> None:
        self._burst: Burst[S] = Burst()
        self._no_room = ""
        self._entered = float("-inf")

    def in_burst(self, now: float) -> bool:
        """Whether more keys of a run may still come: the keys must not be given to another widget yet."""
        return self._burst.quick(now)

    def forget_run(self) -> None:
        """Hold again what stood here before the last run: it was the beginning of a scan."""
        if self._burst.before is not None:
            self._hold(self._burst.before)
        self._burst = Burst()

    @abstractmethod
    def _holding(self) -> S:
        """What the field holds now."""

    @abstractmethod
    def _hold(self, what: S) -> None:
        """Hold this again."""

    @abstractmethod
    def _put(self, text: str) -> None:
        """Put text in place of the selection; post `FieldFull` and grow `_no_room` when there is no room."""

    @abstractmethod
    def action_delete_left(self) -> None:
        """Delete the selection, or one whole letter."""

    def focus(self, scroll_visible: bool = True) -> Self:
        """Take the keys at once. Textual waits for a turn, and keys of the same burst would go astray."""
        return focus_at_once(self, scroll_visible)

    async def _on_key(self, event: events.Key) -> None:
        quick = self._burst.quick(event.time)
        if event.time - self._burst.last > FORGET:
            self._no_room = ""
        if event.is_printable and event.character is not None:
            self._mine(event)
            self._type(event.character, event.time, quick=quick)
        elif event.key == "backspace":
            self._mine(event)
            self._rub_out(event.time, quick=quick)
        elif self._end_burst() and event.key in ("enter", "tab", "shift+tab"):
            self._mine(event)  # the end of the scan, not a command
            self._entered = event.time
        elif event.key == "ctrl+j" and event.time - self._entered < START_GAP:
            self._mine(event)  # the second half of a scanner's CR LF
        else:
            self._no_room = ""
            self._entered = event.time if event.key == "enter" else self._entered
            await self._obey(event)

    @staticmethod
    def _mine(event: events.Key) -> None:
        event.stop()
        event.prevent_default()

    async def _obey(self, event: events.Key) -> None:
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if not binding.priority and await self.app.run_action(binding.action, self):
                self._mine(event)
                return

    def _type(self, character: str, now: float, *, quick: bool) -> None:
        if not quick:
            self._end_burst()
            self._burst.begin(self._holding())
        if self._burst.add(character, now):
            if len(self._burst.held) == 1:
                self._watch_for_quiet()
        elif self._no_room:
            self._no_room, _ = join(self._no_room, character, "")
        else:
            self._put(character)

    def _rub_out(self, now: float, *, quick: bool) -> None:
        if not quick:
            self._end_burst()
            self._burst.begin(self._holding())
        if self._burst.rub_out(now):
            return
        if self._no_room:
            self._no_room = self._no_room[: letter_start(self._no_room, len(self._no_room))]
        else:
            self.action_delete_left()

    def _watch_for_quiet(self) -> None:
        """Look again after a while, when every key that has arrived by then has been handed to the field."""
        last = self._burst.last

        def look() -> None:
            if self._burst.held and self._burst.last != last:
                self._watch_for_quiet()
            elif self._burst.last == last:
                self._end_burst()

        self.set_timer(HELD_GAP, lambda: self.app.call_later(self.call_later, look))

    def _end_burst(self) -> bool:
        """Close a run of quick keys; True when it was a scan."""
        before = self._burst.before
        payload, rest = self._burst.end()
        if payload and before is not None:
            self._give_back(before, payload)
            return True
        if rest:
            self._put(rest)
        return False

    def _give_back(self, before: S, payload: str) -> None:
        self._hold(before)
        if typed := typed_before(payload):
            self._put(typed)
        self.post_message(ScanReceived(self, payload[len(typed) :], expected=self.scans))

    def _on_blur(self, event: events.Blur) -> None:
        self._no_room = ""
        self._end_burst()
