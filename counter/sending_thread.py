"""The sender in the background of the program: a thread that nothing waits for.

It is begun after the first frame, and only when the ward's sending is "gateway"; before that neither the
portal nor httpx is imported.
"""

import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Final

from counter.errors import CounterError, Problem
from counter.i18n import utc_now
from counter.models.queue import SenderStanding

if TYPE_CHECKING:
    from counter.sender import Sender
    from counter.services.office import Office

SWITCH: Final = 0.0005  # seconds until a thread gives the interpreter to the screen; usual: ten times that
PATIENCE: Final = 0.5  # seconds the end of the program waits for a call that is under way


class SendingThread:
    """`begin` it with an open store, `stop` it before the store is closed. Either may be called again."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._sender: Sender | None = None
        self._fault: Problem | None = None

    def begin(self, office: "Office") -> None:
        """Send from now on what this store has for the portal, if the ward's settings say so."""
        self.stop()
        self._fault = None
        if office.ward.sending != "gateway":
            return
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(office, self._stop), name="sender", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Take nothing more. A call under way is left to end; what it was about is asked for next time."""
        thread, self._thread, self._sender = self._thread, None, None
        self._stop.set()
        if thread is not None:
            thread.join(PATIENCE)

    def standing(self) -> SenderStanding:
        """What it does now; "not running" with a reason when it could not begin."""
        sender = self._sender
        if sender is not None:
            return sender.standing()
        return SenderStanding(paused=self._fault, needs_person=self._fault is not None)

    def nudge(self) -> None:
        """A person just changed something: look at once."""
        if self._sender is not None:
            self._sender.nudge()

    def _run(self, office: "Office", stop: threading.Event) -> None:
        sys.setswitchinterval(SWITCH)
        with _Reported(self._broke):
            self._send(office, stop)

    def _broke(self, error: Exception) -> None:
        """Anything unforeseen: an incident number, and the counter works on without sending."""
        from counter.services.store import incidents

        number = incidents.report(error, utc_now())
        self._sender, self._fault = None, Problem("", "outbox.broke", {"number": number})

    def _send(self, office: "Office", stop: threading.Event) -> None:
        from counter import sender, sending_ways

        try:
            way = sending_ways.gateway(office.ward, practice=office.practice)
        except CounterError as fault:
            self._fault = Problem(fault.field, fault.message_id, fault.params)
            return
        made = sender.Sender(office, way)
        if not stop.is_set():
            self._sender = made
            sender.run(made, stop)


class _Reported:
    """`with` this around a thread: what it dies of is told, never printed over the screen."""

    def __init__(self, tell: Callable[[Exception], None]) -> None:
        self._tell = tell

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, Exception):
            self._tell(error)
        return isinstance(error, Exception)
