"""A screen that a door shuts again when somebody without the right signs in over it."""

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import events
from textual.widget import Widget

from counter import commands
from counter.i18n import t
from counter.rules.rights import Act, may
from counter.screens.parts.intake_facts import Fact, Facts
from counter.widgets.frame import Hint, KeyBar, MessageLine, TopBar
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

R = TypeVar("R")
OUTSIDE = frozenset({"try_back", "back", "next_field", "previous_field"})
WAY_BACK = (Hint("Esc", commands.BACK.label_id), Hint("F1", commands.HELP.label_id))


def door(right: Act) -> Facts:
    """The locked door: why, and whom to ask."""
    reason = t(f"right.{right}")
    return Facts((Fact("", ""), Fact("", f"– {reason}", "warn"), Fact("", t("bank_screen.door"), "weak")))


class Covered(CounterScreen[R], Generic[R]):
    """`RIGHT` is needed to see it. What was typed stays behind the door for who comes back with the right.

    The services check the right again; this is about what can be read.
    """

    RIGHT: ClassVar[Act]
    app: "CounterApp"

    def __init__(self) -> None:
        super().__init__()
        self._open: bool | None = None  # None: nobody has seen it yet
        self._room: tuple[Widget, ...] = ()
        self._keys: Widget | None = None
        self._door: Facts | None = None

    @property
    def allowed(self) -> bool:
        """Whether who is here now may see it."""
        return may(self.app.actor, self.RIGHT)

    @property
    def shut(self) -> bool:
        """Whether a door stands before what was to be seen."""
        return self._door is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Before a locked door no key acts but the way back."""
        return super().check_action(action, parameters) and (not self.shut or action in OUTSIDE)

    def refresh_frame(self) -> None:
        """Before the door neither whose it is nor what could be done."""
        super().refresh_frame()
        if self.shut:
            self.query_one(TopBar).show(self.where()[:1], self.right())
            self.query_one(KeyBar).show(WAY_BACK)

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """Here, or here again, perhaps with another person at the keys."""
        before, self._open = self._open, self.allowed
        if before is not None and before is not self._open:
            if self._open:
                self._let_in()
            else:
                self._shut_out()
            self.refresh_frame()

    def _shut_out(self) -> None:
        body = self.query_one("#body")
        self._keys = self.focused
        self._room = tuple(child for child in body.children if child.display)
        for child in self._room:
            child.display = False
        self.set_focus(None)
        self.query_one(MessageLine).turn("")
        self._door = door(self.RIGHT)
        body.mount(self._door)

    def _let_in(self) -> None:
        if self._door is not None:
            self._door.remove()
            self._door = None
        for child in self._room:
            child.display = True
        if self._keys is not None and self._keys.is_attached:
            self.set_focus(self._keys)
