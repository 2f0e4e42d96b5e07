"""Keys of the desk in their turn: each acts on the answer to what stood in the box when it was struck."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from counter.widgets.vn_input import VnInput

if TYPE_CHECKING:
    from counter.screens.desk.desk import DeskScreen


class InTurn:
    """What Enter, an arrow, F4, F7 and F8 wait for.

    On a busy machine letters come faster than what they find: a key obeyed before that would act on a row
    that was found for half a code, or on today's work, and open the dossier of somebody else.
    """

    def __init__(self, desk: "DeskScreen") -> None:
        self._desk = desk
        self._turn = asyncio.Lock()  # fair: who waits first acts first

    @property
    def text(self) -> str:
        """What stands in the box now."""
        return self._desk.query_one("#box", VnInput).value

    def free(self) -> bool:
        """Whether a key can act at once: the list answers the box, and no key waits before it."""
        return not self._turn.locked() and self._desk.answers(self.text)

    async def act(self, text: str, action: Callable[[], None]) -> None:
        """Do it once the list answers `text`; nothing when the desk is no longer what the keys go to."""
        desk = self._desk
        async with self._turn:
            if desk.app.screen is desk and not desk.answers(text):
                await desk.find_now(text)
            # A key struck before this one may have opened something: a second Enter opens it no second time.
            if desk.app.screen is desk:  # `is_current` is true for the desk below a screen that is coming
                action()
