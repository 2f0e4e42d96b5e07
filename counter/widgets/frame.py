"""The frame round every screen: where am I, which step, what just happened, which keys. One row each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import ClassVar

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from counter.i18n import clock, t, utc_now
from counter.text import plain
from counter.widgets.cells import cut, fit, width_of
from counter.widgets.letters import one_row
from counter.widgets.tints import Tinted

RAIL_FROM = 100  # columns from which the help rail and the whole trail of steps are shown
ALWAYS = frozenset({"F1", "Esc", "F9"})


@dataclass(frozen=True, slots=True)
class Hint:
    """One key of the key bar: "F9" and the id of its verb. The higher `priority`, the sooner it makes room.

    F1, Esc and F9 never make room. `reason`: the text why the key does nothing now; it stays, marked "–".
    """

    key: str
    text_id: str
    priority: int = 50
    reason: str = ""


class Line(Tinted, Widget):
    """One row drawn from pieces of text, each with a tint."""

    DEFAULT_CSS = """
    Line {
        height: 1; width: 1fr; color: $foreground; background: $background;
    }
    """

    def pieces(self, width: int) -> list[tuple[str, str]]:
        """The texts of the row and their tint, together at most `width` cells."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """The row."""
        segments = [Segment(one_row(text), self.tint(tone)) for text, tone in self.pieces(self.size.width)]
        return Strip(segments).adjust_cell_length(self.size.width, self.tint())


class TopBar(Line):
    """Where am I › on what › for whom; on the right what holds for the whole counter, and the clock."""

    DEFAULT_CSS = "TopBar { background: $panel; }"
    now: ClassVar[Callable[[], datetime]] = staticmethod(utc_now)

    def __init__(self) -> None:
        super().__init__()
        self._where: tuple[str, ...] = ()
        self._right: tuple[str, ...] = ()
        self._warning = ""

    def show(self, where: Sequence[str], right: Sequence[str] = ()) -> None:
        """What stands on the left and, before the clock, on the right."""
        self._where, self._right = tuple(where), tuple(right)
        self.refresh()

    def show_right(self, right: Sequence[str]) -> None:
        """What stands on the right; the left stays."""
        if tuple(right) != self._right:
            self._right = tuple(right)
            self.refresh()

    def warn(self, text: str) -> None:
        """Something that nobody may overlook takes the right side; "" gives it back."""
        if text != self._warning:
            self._warning = text
            self.refresh()

    def on_mount(self) -> None:
        """The clock changes once a minute and nothing else moves."""
        self._tick()

    def _tick(self) -> None:
        self.refresh()
        self.set_timer(60.5 - TopBar.now().second, self._tick)

    def pieces(self, width: int) -> list[tuple[str, str]]:
        """The place in bold, the rest beside it."""
        right = self._warning or " · ".join([*self._right, clock(TopBar.now())])
        right = cut(right, max(5, width // 2))
        room = width - width_of(right) - 3
        first = cut(self._where[0] if self._where else "", room)
        rest = "".join(f" › {part}" for part in self._where[1:] if part)
        left = fit(rest, room - width_of(first))
        return [(" " + first, "strong"), (left, ""), (f" {right} ", "error" if self._warning else "")]


class PracticeBand(Static):
    """The band that nobody can miss: nothing here is real."""

    DEFAULT_CSS = """
    PracticeBand { height: 1; width: 1fr; background: $accent; color: black; text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__(Content(" " + t("widget.practice.band")), markup=False)


class RehearsalBand(Static):
    """The band over a copy that is looked into: real people, and nothing that is done here counts."""

    DEFAULT_CSS = """
    RehearsalBand { height: 1; width: 1fr; background: #b3005e; color: white; text-style: bold; }
    """

    def __init__(self, words: str) -> None:
        super().__init__(Content(f" {words}"), markup=False)


class StepLine(Line):
    """ "Bước 3/6 · GIẤY TỜ" and for whom; the whole trail where there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[str, ...] = ()
        self._at = 0
        self._who = ""

    def show(self, steps: Sequence[str], at: int, who: str = "") -> None:
        """The names of the steps, which of them (from 0) this is, and the person it is for."""
        self._steps, self._at, self._who = tuple(steps), at, who
        self.display = bool(steps)
        self.refresh()

    def pieces(self, width: int) -> list[tuple[str, str]]:
        """The trail, or the one step."""
        if width >= RAIL_FROM:
            return self._trail(width)
        name = self._steps[self._at] if self._steps else ""
        step = t("widget.step", number=self._at + 1, count=len(self._steps), name=name.upper())
        who = cut(self._who, width // 2)
        return [(fit(" " + step, width - width_of(who) - 1), "strong"), (who + " ", "")]

    def _trail(self, width: int) -> list[tuple[str, str]]:
        pieces: list[tuple[str, str]] = [(" ", "")]
        for number, name in enumerate(self._steps):
            if number == self._at:
                pieces.append((f"[{number + 1} {name.upper()}]", "strong"))
            else:
                pieces.append((f"{'√' if number < self._at else ''}{number + 1} {name}", "weak"))
            pieces.append(("  ", ""))
        left = width - sum(width_of(text) for text, _ in pieces)
        if self._who and left >= width_of(self._who) + 1:
            pieces.append((fit(self._who, left - 1, "right"), ""))
        return pieces


class MessageLine(Line):
    """The hint for the focused field, or the result of the last action, which is not talked over at once."""

    SPARED = 1.5  # seconds in which a hint, such as that of a field focused by the same action, has to wait

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._tone = ""
        self._hint = ""
        self._said_at = float("-inf")

    @property
    def text(self) -> str:
        """What stands there."""
        return self._text or self._hint

    def say(self, text: str, tone: str = "") -> None:
        """The result of an action. `tone`: "" or "warn" (marked "!") or "good" (marked "√")."""
        self._text, self._tone, self._said_at = text, tone, monotonic()
        self.refresh()

    def hint(self, text: str) -> None:
        """What the focused field wants; the place of an older result."""
        self._hint = text
        if monotonic() - self._said_at > self.SPARED:
            self._text = self._tone = ""
        self.refresh()

    def turn(self, text: str) -> None:
        """Another page: the results of the one before are over; its hint."""
        self._text = self._tone = ""
        self.hint(text)

    def pieces(self, width: int) -> list[tuple[str, str]]:
        """The text with its mark."""
        mark, tint = {"warn": ("! ", "error"), "good": ("√ ", "done")}.get(self._tone, ("", ""))
        return [(fit(f" {mark}{_sentences(self.text, width - 1 - width_of(mark))}", width), tint)]


def _sentences(text: str, width: int) -> str:
    """As many whole sentences as fit: half a one only when there is no shorter way to say anything."""
    said = text
    while width_of(said) > width and ". " in said:
        said = said[: said.rindex(". ")] + "."
    return said if width_of(said) <= width else text


class KeyBar(Line):
    """The keys of this screen, as many whole hints as fit."""

    DEFAULT_CSS = "KeyBar { background: $panel; }"

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[Hint, ...] = ()

    def show(self, hints: Sequence[Hint]) -> None:
        """The hints in their order on the row."""
        self._hints = tuple(hints)
        self.refresh()

    @staticmethod
    def shown(hints: Sequence[Hint], width: int) -> list[Hint]:
        """The hints that fit whole: those of highest priority number go first, F1, Esc and F9 never."""
        kept = list(hints)

        def taken() -> int:
            return sum(width_of(f"{h.key} {t(h.text_id)}") + (3 if h.reason else 2) for h in kept)

        while taken() > width and (loose := [h for h in kept if h.key not in ALWAYS]):
            kept.remove(max(loose, key=lambda h: (h.priority, kept.index(h))))
        return kept

    def pieces(self, width: int) -> list[tuple[str, str]]:
        """Key in bold, verb beside it."""
        pieces: list[tuple[str, str]] = []
        for hint in self.shown(self._hints, width):
            lock = "–" if hint.reason else ""
            pieces.append((f" {lock}{hint.key}", "weak" if lock else "strong"))
            pieces.append((f" {t(hint.text_id)} ", "weak" if lock else ""))
        return pieces


class HelpRail(Static):
    """The column of help on the right, where the window has room for it."""

    DEFAULT_CSS = """
    HelpRail {
        width: 28; height: 1fr; padding: 0 1; border: solid $primary;
        color: $foreground; border-title-color: $secondary;
    }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self.border_title = Content(t("widget.rail.title"))

    def show(self, text: str) -> None:
        """What to say, what to watch: plain text with line ends."""
        self.update(Content(plain(text, lines=True)))
