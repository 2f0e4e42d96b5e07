"""`Checklist`: papers in the hand, ticked one by one, each with its state in words and why it is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.segment import Segment
from textual import events
from textual.containers import ScrollableContainer
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from counter.widgets.cells import fit, wrap
from counter.widgets.digit_keys import DigitKeys
from counter.widgets.tints import Tinted

_BOX = 7  # "►[x] 1 "
_STATE = 22  # cells of the state's words, where there is room


@dataclass(frozen=True, slots=True)
class State:
    """One state a paper can be in: its sign in the box and its words. `settled`: nothing is left to ask."""

    key: str
    sign: str
    label: str
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """One line. `states` are those Space goes through; `reason` is shown below the line that has the keys.

    `needed`: it must be settled before F9. `locked`: why its state cannot be changed here.
    """

    key: str
    label: str
    states: tuple[State, ...]
    at: int = 0
    reason: str = ""
    needed: bool = True
    locked: str = ""

    @property
    def state(self) -> State:
        """The state it is in."""
        return self.states[self.at]


class Checklist(DigitKeys, Tinted, Widget, can_focus=True):
    """Lines to tick. Space goes to the next state, a digit jumps to a line, ↑ ↓ move."""

    class Ticked(Message):
        """A line came into another state."""

        def __init__(self, checklist: "Checklist", check: Check) -> None:
            super().__init__()
            self.checklist = checklist
            self.check = check

    class Moved(Message):
        """The keys came to a line."""

        def __init__(self, checklist: "Checklist", check: Check) -> None:
            super().__init__()
            self.checklist = checklist
            self.check = check

    class Locked(Message):
        """Space on a line that cannot be changed here."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    DEFAULT_CSS = """
    Checklist {
        height: auto; color: $foreground; background: $background;
    }
    """

    def __init__(self, checks: Sequence[Check], *, leads_on: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.leads_on = leads_on  # a settled line gives the keys to the next open one
        self.checks = list(checks)
        self.cursor = next((i for i, c in enumerate(checks) if c.needed and not c.state.settled), 0)
        self._rows: list[tuple[int, str, str]] = []  # line, "first", "more" or "reason", text
        self._width = 0

    # --- state --------------------------------------------------------------------------------------------

    @property
    def current(self) -> Check | None:
        """The line that has the keys."""
        return self.checks[self.cursor] if self.checks else None

    @property
    def open_count(self) -> int:
        """How many needed lines are not settled."""
        return sum(1 for check in self.checks if check.needed and not check.state.settled)

    def states(self) -> dict[str, str]:
        """The state of each line, by its key."""
        return {check.key: check.state.key for check in self.checks}

    def set_state(self, key: str, state: str) -> None:
        """Put a line into a state."""
        for index, check in enumerate(self.checks):
            if check.key == key:
                self.checks[index] = replace(check, at=[s.key for s in check.states].index(state))
                self.refresh()

    def add(self, checks: Sequence[Check]) -> None:
        """More lines below; the line with the keys keeps them."""
        self.checks += checks
        self._again()

    def tick(self) -> None:
        """Space: the next state of the line."""
        check = self.current
        if check is None:
            return
        if check.locked:
            self.post_message(self.Locked(check.locked))
            return
        self.checks[self.cursor] = replace(check, at=(check.at + 1) % len(check.states))
        self.refresh()
        ticked = self.checks[self.cursor]
        self.post_message(self.Ticked(self, ticked))
        if self.leads_on and ticked.state.settled:
            self.next_open()  # at once: the next Space may be here already

    def move_to(self, index: int) -> None:
        """Give the keys to a line."""
        index = max(0, min(len(self.checks) - 1, index))
        if index != self.cursor:
            self.cursor = index
            self._again()
            self.call_after_refresh(self._in_sight)
            self.post_message(self.Moved(self, self.checks[index]))

    def next_open(self) -> bool:
        """Go to the next needed line that is not settled; False when there is none."""
        order = [*range(self.cursor + 1, len(self.checks)), *range(self.cursor + 1)]
        for index in order:
            if self.checks[index].needed and not self.checks[index].state.settled:
                self.move_to(index)
                return True
        return False

    def _in_sight(self) -> None:
        """Scroll the screen's body so that the whole line with the keys is seen."""
        mine = [y for y, (index, _, _) in enumerate(self._rows) if index == self.cursor]
        body = next((node for node in self.ancestors if isinstance(node, ScrollableContainer)), None)
        if mine and body is not None:
            top = self.virtual_region.y + mine[0]
            body.scroll_to_region(Region(0, top, 1, len(mine)), animate=False)

    # --- keys ---------------------------------------------------------------------------------------------

    def take_digit(self, digit: int) -> None:
        """A digit jumps to its line."""
        if digit <= len(self.checks):
            self.move_to(digit - 1)

    async def _on_key(self, event: events.Key) -> None:
        steps = {"up": -1, "down": 1}
        if event.key == "space" and not self._run:
            self.tick()
        elif self.watch_key(event):
            pass
        elif event.key in steps and 0 <= self.cursor + steps[event.key] < len(self.checks):
            self.move_to(self.cursor + steps[event.key])
        elif event.key == "enter":
            self.move_to(self.cursor + 1)
        else:
            return
        event.stop()
        event.prevent_default()

    def _on_focus(self, event: events.Focus) -> None:
        self.refresh()
        if self.current is not None:
            self.post_message(self.Moved(self, self.current))

    def _on_blur(self, event: events.Blur) -> None:
        self.refresh()

    # --- drawing ------------------------------------------------------------------------------------------

    def _lay_out(self, width: int) -> None:
        """Reckon the rows: each line wrapped beside its state, the reason below the one that has the keys."""
        if width == self._width:
            return
        self._width = width
        self._rows = []
        room = max(12, width - _BOX - _STATE)
        for index, check in enumerate(self.checks):
            for number, text in enumerate(wrap(check.label, room)):
                self._rows.append((index, "more" if number else "first", text))
            if index == self.cursor and check.reason:
                rows = wrap(check.reason, max(12, width - _BOX - 2))
                self._rows += [(index, "reason", text) for text in rows]

    def _again(self) -> None:
        self._width = 0
        self._lay_out(self.size.width)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines, the long ones wrapped, and the reason of the current one."""
        self._lay_out(width)
        return max(1, len(self._rows))

    def render_line(self, y: int) -> Strip:
        """One row."""
        width = self.size.width
        self._lay_out(width)
        if y >= len(self._rows):
            return Strip.blank(width, self.tint())
        index, kind, text = self._rows[y]
        check = self.checks[index]
        if kind == "reason":
            style = self.tint("weak")
            return Strip([Segment(fit(f"{' ' * _BOX}  {text}", width), style)], width)
        here = index == self.cursor
        has_keys = self.has_focus and not self.has_class("-covered")
        style = self.tint()
        if here:
            style = self.tint("focus" if has_keys else "unfocused")
        elif check.needed and not check.state.settled:
            style = self.tint("strong")
        head = ""
        state = ""
        if kind == "first":
            number = str(index + 1) if index < 9 else " "
            lock = "–" if check.locked else " "
            head = f"{'►' if here and has_keys else lock}[{check.state.sign}] {number} "
            state = check.state.label
        line = fit(fit(head, _BOX) + text, width - _STATE) + fit(f" {state}", _STATE)
        return Strip([Segment(line, style)], width)
