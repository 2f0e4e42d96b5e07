"""The reference of a form: Textual's own inputs, thirty of them."""

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input


class Form(App[None]):
    """Thirty inputs, the first one ready."""

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            for number in range(30):
                yield Input(placeholder=f"FIELD-{number}")


Form().run()
