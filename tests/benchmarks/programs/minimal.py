"""The reference of every start: the least a Textual program can do."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Minimal(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        yield Static("READY-OK")


Minimal().run()
