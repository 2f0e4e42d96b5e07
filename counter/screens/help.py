"""Help for the place a person is in (F1): what to do here, its keys, the keys everywhere, whom to ask."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.i18n import known, t
from counter.widgets.frame import Hint
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp


class HelpScreen(CounterScreen[None]):
    """One page of text; Esc goes back to the very place, nothing is lost."""

    app: "CounterApp"
    topic = "help"

    def __init__(self, topic: str = "desk", place: str = "", keys: Sequence[Hint] = ()) -> None:
        """`keys`: those of the screen below, which go before what a key does elsewhere."""
        super().__init__()
        self._about = topic
        self._keys = keys
        self._place = place

    def where(self) -> Sequence[str]:
        """Help, and for which screen."""
        return (t("help_screen.title"), self._place) if self._place else (t("help_screen.title"),)

    def hints(self) -> Sequence[Hint]:
        """Only the way back."""
        return (Hint("Esc", commands.BACK.label_id), Hint("F1", commands.HELP.label_id))

    def body(self) -> Iterable[Widget]:
        """The text of the topic, then what holds everywhere."""
        with VerticalScroll(id="page"):
            yield Static(Content("\n".join(self._lines())), markup=False)

    def on_mount(self) -> None:
        """↑↓ scroll at once."""
        self.query_one("#page").focus()

    def _lines(self) -> list[str]:
        about = f"help.{self._about}"
        if not known(about):
            about = f"help.{self._about.partition('.')[0]}"
        text = t(about) if known(about) else t("help_screen.unknown")
        phone = self.app.ward.phone
        ask = t("help_screen.phone", phone=phone) if phone else t("help_screen.no_phone")
        return [
            t("help_screen.here"), "", text, "", *self._keys_here(), *self._keys_everywhere(),
            t("help_screen.scan"), t("help_screen.function_keys"), ask,
        ]  # fmt: skip

    def _keys_here(self) -> list[str]:
        """What the keys of the screen below do; a key that does nothing now says why."""
        if not self._keys:
            return []
        told = {command.label_id: command.help_id for command in commands.COMMANDS}
        rows = [_row(h.key, h.reason or t(told.get(h.text_id, h.text_id))) for h in self._keys]
        return [t("help_screen.keys_here"), *rows, ""]

    def _keys_everywhere(self) -> list[str]:
        """The rest of the table, which nobody can use before they have signed in."""
        if self._keys and (self.app.actor is None or self.app.locked):
            return []
        here = {hint.key for hint in self._keys}
        only_here = (
            (commands.DONE, commands.MORE) if self._keys else ()
        )  # where it has them the screen says so
        named = (c for c in commands.COMMANDS if c.key and c.shown not in here and c not in only_here)
        rows = [_row(c.shown or c.key, t(c.help_id)) for c in sorted(named, key=_place)]
        return [t("help_screen.keys"), *rows, ""]


def _row(key: str, words: str) -> str:
    return f"  {key:<8}{words}"


def _place(command: commands.Command) -> int:
    """As the keys lie on the keyboard, F1 to F12; the others behind them."""
    number = command.key.removeprefix("f")
    return int(number) if number.isdecimal() else 99
