"""The fields under test in a program of their own. F4 empties all and puts the keys into the first field."""

from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static, TextArea

from counter.widgets.theme import register
from counter.widgets.vn_input import FieldFull, PasteCut, ScanReceived, VnInput
from counter.widgets.vn_text_area import VnTextArea


class Fields(App[None]):
    """Box (takes scans), name (15 letters), long; below what they hold and what was said."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "again"),
        Binding("f6", "go('name')", priority=True),
        Binding("f7", "go('long')", priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        register(self)
        self.rounds = 0
        self.said: list[str] = []

    def compose(self) -> ComposeResult:
        yield VnInput(id="box", scans=True)
        yield VnInput(id="name", max_length=15)
        yield VnTextArea(id="long")
        for name in ("box-is", "name-is", "long-is", "said", "round"):
            yield Static("", id=name, markup=False)

    def on_mount(self) -> None:
        self.action_again()

    def action_go(self, field: str) -> None:
        self.screen.set_focus(self.query_one(f"#{field}"))

    def action_again(self) -> None:
        self.rounds += 1
        for field in self.query(VnInput):
            field.value = ""
        self.query_one(VnTextArea).text = ""
        self.said.clear()
        self.query_one("#said", Static).update("")
        self.action_go("box")
        self.query_one("#round", Static).update(f"round {self.rounds} ready")

    @on(Input.Changed)
    def show(self, event: Input.Changed) -> None:
        self.query_one(f"#{event.input.id}-is", Static).update(f"{event.input.id}=<{event.value}>")

    @on(TextArea.Changed)
    def show_long(self, event: TextArea.Changed) -> None:
        self.query_one("#long-is", Static).update(f"long=<{event.text_area.text}>".replace("\n", "/"))

    def say(self, what: str) -> None:
        self.said.append(what)
        self.query_one("#said", Static).update(" ".join(self.said))

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        self.say(f"submit<{event.value}>")

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        self.say(f"scan<{event.field.id}:{event.payload}>")

    @on(PasteCut)
    def pasted(self, event: PasteCut) -> None:
        self.say(f"paste<{event.lines},{event.dropped}>")

    @on(FieldFull)
    def full(self, event: FieldFull) -> None:
        self.say(f"full<{event.limit}>")


Fields().run()
