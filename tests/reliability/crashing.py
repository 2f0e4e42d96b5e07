"""The program dies between two steps of a write: nothing after that point runs, what was open is rolled back.

Kills of real processes are `kills`; this is their quick brother, which can be repeated from a seed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from counter.services.store.transaction import Transaction

# Where a write may end. After `finish` it is committed, and nobody was told.
POINTS = ("earlier", "next_number", "flush", "record", "_keep", "finish")
AFTER = "finish"


class Died(BaseException):
    """The process is gone. Not an Exception: nothing in the program may catch it."""


class Fuse:
    """Counts the points of a write down and dies at one; after the commit for `after_commit`."""

    def __init__(self) -> None:
        self._left: int | None = None
        self._after_commit = False
        self.blown = False

    def set(self, steps: int | None, *, after_commit: bool = False) -> None:
        """Die after so many points, or never (None), or once it is committed."""
        self._left, self._after_commit, self.blown = steps, after_commit, False

    def passing(self) -> None:
        """One point is reached."""
        if self._left is None:
            return
        self._left -= 1
        if self._left <= 0:
            self._die()

    def committed(self) -> None:
        """A write was committed."""
        if self._after_commit:
            self._die()

    def _die(self) -> None:
        self.set(None)
        self.blown = True
        raise Died


@contextmanager
def fused(fuse: Fuse) -> Iterator[None]:
    """Put the fuse into every write of this process."""
    whole = {name: getattr(Transaction, name) for name in POINTS}
    for name, method in whole.items():
        setattr(Transaction, name, _with(fuse, name, method))
    try:
        yield
    finally:
        for name, method in whole.items():
            setattr(Transaction, name, method)


def _with(fuse: Fuse, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    def step(*given: object, **named: object) -> object:
        fuse.passing()
        done = method(*given, **named)
        if name == AFTER:
            fuse.committed()
        return done

    return step
