"""A small program around one widget, for the widget tests."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from textual import events
from textual.app import App
from textual.message import Message
from textual.widget import Widget

from counter.widgets import theme
from counter.widgets.frame import Hint
from counter.widgets.screen import CounterScreen

M = TypeVar("M", bound=Message)


class Bench(CounterScreen[None]):
    """A screen whose body is what the test gives."""

    def __init__(self, make: Callable[[], Iterable[Widget]], hints: Sequence[Hint] = ()) -> None:
        super().__init__()
        self._make = make
        self.keys = tuple(hints)
        self.done = 0

    def where(self) -> Sequence[str]:
        return ("HỒ SƠ MỚI", "Đăng ký khai sinh")

    def steps(self) -> tuple[Sequence[str], int, str]:
        return ("Người dân", "Thủ tục", "Giấy tờ"), 1, "Nguyễn Thị Mơ 1995"

    def rail(self) -> str:
        return "Nói với người dân"

    def hints(self) -> Sequence[Hint]:
        return self.keys

    def body(self) -> Iterable[Widget]:
        yield from self._make()

    def action_done(self) -> None:
        self.done += 1


class WidgetApp(App[None]):
    """Opens one screen."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, make: Callable[[], Iterable[Widget]], hints: Sequence[Hint] = ()) -> None:
        super().__init__()
        theme.register(self)
        self.bench = Bench(make, hints)

    def on_mount(self) -> None:
        self.push_screen(self.bench)


def once(heard: Iterable[Message], kind: type[M]) -> list[M]:
    """The messages of a kind, each once: a message hook sees every widget a message bubbles through."""
    return list({id(m): m for m in heard if isinstance(m, kind)}.values())


def burst(app: App[None], text: str) -> None:
    """Keys that arrive at once, as a scanner sends them; "\r" is Enter."""
    names = {"\r": "enter", "\t": "tab", " ": "space", "|": "vertical_line"}
    for character in text:
        app.post_message(events.Key(names.get(character, character), character))


def text_of(app: App[None]) -> str:
    """What stands on the screen, row by row."""
    return "\n".join(rows_of(app))


def rows_of(app: App[None]) -> list[str]:
    """The rows of the screen."""
    return [strip.text for strip in app.screen._compositor.render_strips()]
