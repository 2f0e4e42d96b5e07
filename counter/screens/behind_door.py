"""A screen that not everybody may enter: who may not sees the locked door, why, and whom to ask."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import on
from textual.widget import Widget

from counter import commands
from counter.i18n import t
from counter.rules.rights import Act, may
from counter.screens.intake_facts import Fact, Facts
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.frame import Hint
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

R = TypeVar("R")
_OUTSIDE = frozenset({"try_back", "back", "next_field", "previous_field"})


class BehindDoor(CounterScreen[R], Generic[R]):
    """`RIGHT` opens the door. Behind it: `room()`, `keys()`, and `arrive()` once it is mounted.

    The services check the right again; the door only says it before anything is typed.
    """

    RIGHT: ClassVar[Act]
    app: "CounterApp"

    def __init__(self) -> None:
        super().__init__()
        self.allowed = True

    def room(self) -> Iterable[Widget]:
        """What stands behind the door."""
        raise NotImplementedError

    def keys(self) -> Sequence[Hint]:
        """The keys behind the door, but Esc and F1."""
        return ()

    def arrive(self) -> None:
        """The screen is there and the door is open."""

    def body(self) -> Iterable[Widget]:
        """The room, or the door."""
        self.allowed = may(self.app.actor, self.RIGHT)
        if self.allowed:
            yield from self.room()
        else:
            reason = t(f"right.{self.RIGHT}")
            yield Facts(
                (Fact("", ""), Fact("", f"– {reason}", "warn"), Fact("", t("bank_screen.door"), "weak"))
            )

    def hints(self) -> Sequence[Hint]:
        """The keys of the room, and always the way back."""
        keys = self.keys() if self.allowed else ()
        return (*keys, Hint("Esc", commands.BACK.label_id), Hint("F1", commands.HELP.label_id))

    def on_mount(self) -> None:
        """Go in, when the door is open."""
        if self.allowed:
            self.arrive()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Before a locked door no key acts but the way back."""
        return super().check_action(action, parameters) and (self.allowed or action in _OUTSIDE)

    @on(ScanReceived)
    def next_person(self, event: ScanReceived) -> None:
        """A card under the scanner: somebody stands at the counter. What was typed here stays below."""
        self.app.show("intake", payload=event.payload)
