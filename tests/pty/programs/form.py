"""A form screen with the palette behind F2, in a program of its own. F4: again; F8: what the form holds."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

from textual import on, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.widget import Widget

from counter.models.dossier import Hit
from counter.widgets import theme
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint, MessageLine
from counter.widgets.palette import Palette, best
from counter.widgets.screen import CounterScreen

FIELDS = (
    Field(key="name", label="Họ tên"),
    Field(key="born", label="Ngày sinh", kind=Kind.BIRTH),
    Field(key="sex", label="Giới tính", kind=Kind.CHOICE, options=(Option("m", "Nam"), Option("f", "Nữ"))),
    Field(key="home", label="Nơi ở", suggestion="Huế"),
)
HITS = (
    Hit("command", "hs", "Hồ sơ mới", "", "F3"),
    Hit("procedure", "hn", "Xác nhận tình trạng hôn nhân", "", "hn"),
)


class FormScreen(CounterScreen[None]):
    """Says on the message line what happened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "again", priority=True),
        Binding("f8", "report"),
        Binding("f2", "find"),
        Binding("f3", "next"),
    ]

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def where(self) -> Sequence[str]:
        return (f"VÒNG {self.number}",)

    def hints(self) -> Sequence[Hint]:
        return (Hint("F9", "command.done"), Hint("Esc", "command.back"), Hint("F1", "command.help"))

    def rail(self) -> str:
        return "Nói với người dân"

    def body(self) -> Iterable[Widget]:
        yield FormView(FIELDS, today=date(2026, 11, 25))

    async def on_mount(self) -> None:
        self.query_one(FormView).focus_first()
        self.tell("ready")

    def tell(self, text: str) -> None:
        self.query_one(MessageLine).say(text)

    def action_again(self) -> None:
        self.app.switch_screen(FormScreen(self.number + 1))

    async def action_next(self) -> None:
        """The next form, slow to open as on a loaded machine."""
        self.app.push_screen(SlowScreen(self.number))

    def action_report(self) -> None:
        self.tell("/".join(self.query_one(FormView).values().values()))

    def action_done(self) -> None:
        self.tell("done " + "/".join(self.query_one(FormView).values().values()))

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        self.tell(f"scan {event.payload[:12]} " + "/".join(self.query_one(FormView).values().values()))

    @work
    async def action_find(self) -> None:
        async def answer(text: str) -> Sequence[Hit]:
            return best(text, HITS)

        hit = await self.app.push_screen_wait(Palette(answer))
        self.tell(f"hit {hit.id}" if hit else "nothing")


class SlowScreen(FormScreen):
    """A screen whose fields come 0.3 s after it was asked for."""

    def where(self) -> Sequence[str]:
        return ("CHẬM",)

    def body(self) -> Iterable[Widget]:
        return ()

    async def on_mount(self) -> None:
        await asyncio.sleep(0.3)
        await self.query_one("#body").mount(*super().body())
        # Textual then calls the handler of the base by itself.

    def action_again(self) -> None:
        self.dismiss()


class Forms(App[None]):
    """One form."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__()
        theme.register(self)

    def on_mount(self) -> None:
        self.push_screen(FormScreen(1))


Forms().run()
