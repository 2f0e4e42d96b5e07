"""A message pump that goes on after an error of ours: Textual's own stops, and its screen would be dead."""

from typing import TYPE_CHECKING

from textual.message import Message
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    _Pump = MessagePump
else:

    class _Pump:
        pass


class Guarded(_Pump):
    """For screens and the app: an error in a handler goes to the error boundary, the next key is obeyed.

    Touches one private name of Textual (`_dispatch_message`); the test of the error boundary holds it.
    """

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:  # noqa: BLE001  this is the error boundary of the screens
            self.app._handle_exception(error)
