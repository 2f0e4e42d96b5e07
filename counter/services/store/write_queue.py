"""The queue in front of the store's own lock: whoever came first writes first.

SQLite has no queue: who asks again at the right moment wins, and some ask in vain for long. So a program
takes the lock of a file beside the store first (flock, which the system hands on in the order of asking, and
takes back from a program that ends in any way), and holds it until its write has begun: while one writes, one
asks, and the others sleep. It is a courtesy, the store's own lock alone decides: where this one cannot be
had, on Windows, or behind a program that was stopped while it asked, the store is asked without it.

What the file says is no business of the queue: `same_file` keeps there whose log lies beside it.
The store's files themselves are never opened here: closing one would drop the locks of SQLite (POSIX).
"""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from counter.services.store.connection import BUSY_SECONDS

PATIENCE: Final = BUSY_SECONDS / 2
"""Seconds in the queue; whoever waited so long in vain asks the store itself for the rest of the time."""


def queue_path(store: Path) -> Path:
    """The file whose lock is the turn to ask."""
    return store.with_name(f"{store.name}-queue")


if sys.platform == "win32":

    @contextmanager
    def turn(store: Path, seconds: float | None = None) -> Iterator[bool]:
        """The block runs at once, and others may ask beside it: there is no lock with a queue here."""
        yield False

else:
    import fcntl

    @contextmanager
    def turn(store: Path, seconds: float | None = None) -> Iterator[bool]:
        """The block runs when those who came before have begun their writes, or after `seconds` (PATIENCE).

        Whether nobody else asks the store meanwhile. End the block as soon as the write has begun.
        """
        handle = _turn_of(store, PATIENCE if seconds is None else seconds)
        try:
            yield handle is not None
        finally:
            if handle is not None:
                os.close(handle)

    def _turn_of(store: Path, seconds: float) -> int | None:
        """An open file that has the lock; None: it was not to be had."""
        try:
            handle = os.open(queue_path(store), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:  # a folder without room or right for it: the store itself will tell
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        except OSError:  # a disk without such locks
            os.close(handle)
            return None
        else:
            return handle
        waiting = _Waiting(handle)
        threading.Thread(target=waiting.stand, name="counter-write-queue", daemon=True).start()
        return handle if waiting.until(seconds) else None

    class _Waiting:
        """A place in the queue. The system's waiting has no end of its own: a thread stands there for us."""

        def __init__(self, handle: int) -> None:
            self._handle = handle
            self._lock = threading.Lock()
            self._arrived = threading.Event()
            self._left = False

        def stand(self) -> None:
            """Wait for the lock; when nobody wants it any more, let the next have it."""
            with contextlib.suppress(OSError):
                fcntl.flock(self._handle, fcntl.LOCK_EX)
            with self._lock:
                if self._left:
                    os.close(self._handle)
                else:
                    self._arrived.set()

        def until(self, seconds: float) -> bool:
            """Whether our turn came within so many seconds. If not, the thread closes the file later."""
            if self._arrived.wait(seconds):
                return True
            with self._lock:
                self._left = not self._arrived.is_set()
                return not self._left
