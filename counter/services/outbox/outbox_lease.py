"""One sender for a store: a lock of the operating system on a file beside it.

It ends with the program that holds it, however that ends, so that no clock decides when a dead sender's turn
is over. The store itself never lies on a network folder (`services.store.place`), and so neither does this.
"""

import contextlib
import os
import sys
import uuid
from pathlib import Path
from types import TracebackType
from typing import Self


def lock_path(store: Path) -> Path:
    """The file whose lock is the lease of the store's sender."""
    return store.with_name(f"{store.name}-sender")


class Lease:
    """The right to send for one store. `name` marks the rows that this sender has taken."""

    def __init__(self, store: Path) -> None:
        self.name = uuid.uuid4().hex
        self._path = lock_path(store)
        self._handle: int | None = None

    def take(self) -> bool:
        """Whether it is ours now (or was already); False while another program has it."""
        if self._handle is not None:
            return True
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        if not _locked(handle):
            os.close(handle)
            return False
        self._handle = handle
        return True

    def give_back(self) -> None:
        """Let another program send."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.give_back()


def somebody_sends(store: Path) -> bool:
    """Whether a program, this one or another, is the store's sender now."""
    if not lock_path(store).exists():
        return False
    with Lease(store) as lease:
        return not lease.take()


if sys.platform == "win32":
    import msvcrt

    def _locked(handle: int) -> bool:
        with contextlib.suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            return True
        return False

else:
    import fcntl

    def _locked(handle: int) -> bool:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False
