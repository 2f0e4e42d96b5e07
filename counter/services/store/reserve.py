"""Room on the disk for what must be possible when it is full: to sign in, to count and to close a drawer.

A file of zeros beside the store, made when a drawer is opened. Where a write finds no room, a piece of it is
given up and the write is done once more; everything else is refused as long as the disk is full, and reading
goes on. What other programs fill up meanwhile cannot be more than the rest.
"""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from counter.errors import StoreError

SIZE: Final = 4 << 20  # bytes
PIECE: Final = 1 << 20  # that a closing needs at most: it writes about 60 pages of 4 KiB
_FULL: Final = frozenset({"store.disk_full", "store.disk_fault"})  # the second: no room for SQLite's index

T = TypeVar("T")


def reserve_of(store: Path) -> Path:
    """The file that keeps the room of a store."""
    return store.with_name(f"{store.name}-reserve")


def keep(store: Path) -> bool:
    """Keep the room, whole; False when the disk has none, which stops nobody."""
    path = reserve_of(store)
    try:
        if path.stat().st_size >= SIZE:
            return True
    except OSError:
        pass
    try:
        file = os.open(path, os.O_CREAT | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError:
        return False
    try:
        _fill(file)
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(file, 0)
        return False
    finally:
        os.close(file)
    return True


def _fill(file: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, 0, SIZE)
        return
    piece = bytes(PIECE)
    for _ in range(SIZE // PIECE):
        os.write(file, piece)


def give_up(store: Path) -> bool:
    """Give a piece of the room back to the disk; False when nothing is left of it."""
    path = reserve_of(store)
    try:
        left = path.stat().st_size
        if not left:
            return False
        os.truncate(path, max(0, left - PIECE))
    except OSError:
        return False
    return True


def always(store: Path, action: Callable[[], T]) -> T:
    """What an action that writes gives, done again with a piece of the room when the disk is full."""
    while True:
        try:
            return action()
        except StoreError as fault:
            if fault.message_id not in _FULL or not give_up(store):
                raise
