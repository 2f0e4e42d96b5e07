"""A screen that not everybody may enter: who may not sees the locked door, why, and whom to ask."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from textual import on
from textual.widget import Widget

from counter.screens.parts.covered import OUTSIDE, WAY_BACK, Covered, door
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.frame import Hint

R = TypeVar("R")


class BehindDoor(Covered[R], Generic[R]):
    """`RIGHT` opens the door. Behind it: `room()`, `keys()`, and `arrive()` once it is mounted.

    The services check the right again; the door only says it before anything is typed.
    """

    _built = True  # the room is there

    @property
    def allowed(self) -> bool:
        """Whether who is here now may see it; a door that was shut from the start opens for nobody."""
        return self._built and super().allowed

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
        self._built = self.allowed
        if self._built:
            yield from self.room()
        else:
            yield door(self.RIGHT)

    def hints(self) -> Sequence[Hint]:
        """The keys of the room, and always the way back."""
        return (*(self.keys() if self.allowed else ()), *WAY_BACK)

    def on_mount(self) -> None:
        """Go in, when the door is open."""
        if self.allowed:
            self.arrive()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Before a locked door no key acts but the way back."""
        return super().check_action(action, parameters) and (self.allowed or action in OUTSIDE)

    @on(ScanReceived)
    def next_person(self, event: ScanReceived) -> None:
        """A card under the scanner: somebody stands at the counter. What was typed here stays below."""
        self.app.show("intake", payload=event.payload)
