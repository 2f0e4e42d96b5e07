"""Commands that run until somebody ends them."""

import signal
import threading


class UntilTold:
    """`with` gives an event that Ctrl+C and SIGTERM set; both are the ordinary end of such a command."""

    def __enter__(self) -> threading.Event:
        told = threading.Event()
        self._before = {
            number: signal.signal(number, lambda *_: told.set()) for number in (signal.SIGINT, signal.SIGTERM)
        }
        return told

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
