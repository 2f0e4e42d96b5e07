"""A terminal with a stopwatch: the bytes are timed when they are read, and drawn only afterwards.

What the emulator costs never enters a figure. A paint is the moment at which the read that completed
the expected text returned.
"""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

from pyte.screens import Char

from tests.pty.terminal import Terminal

Seen = Callable[["ClockedTerminal"], bool]
QUIET = 0.06  # seconds without a byte that end a frame


class ClockedTerminal(Terminal):
    """A program in a pty whose every chunk of output carries the time it was read at."""

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        columns: int = 100,
        rows: int = 30,
        env: dict[str, str] | None = None,
    ) -> None:
        self._chunks: list[tuple[float, bytes]] = []
        self._drawn = 0
        without_switches = {name: "" for name in os.environ if name.startswith("PYTHON")}
        self.begun = time.perf_counter()
        super().__init__(argv, columns=columns, rows=rows, env={**without_switches, **(env or {})})

    def __enter__(self) -> Self:
        return self

    def _draw(self, data: bytes) -> None:
        self._chunks.append((time.perf_counter(), data))

    def _replay(self, seen: Seen) -> float | None:
        """Draw what was read until `seen` holds; the time of the chunk that made it so."""
        while self._drawn < len(self._chunks):
            at, data = self._chunks[self._drawn]
            self._drawn += 1
            super()._draw(data)
            if seen(self):
                return at
        return None

    def settle(self, quiet: float = QUIET, timeout: float = 5.0) -> float:
        """Read until nothing came for `quiet` seconds; the time of the last byte."""
        end = time.perf_counter() + timeout
        while time.perf_counter() < end:
            before = len(self._chunks)
            if not self._pump(quiet) or len(self._chunks) == before:
                break
        return self._chunks[-1][0] if self._chunks else self.begun

    def draw_all(self) -> None:
        """Bring the screen up to date; costs nothing that is measured."""
        self._replay(lambda _: False)

    def when(self, seen: Seen, timeout: float) -> float | None:
        """The time at which `seen` first held; None when it never did. Draws in the pauses of the output."""
        end = time.perf_counter() + timeout
        while time.perf_counter() < end:
            before = len(self._chunks)
            alive = self._pump(0.02)
            if len(self._chunks) > before and time.perf_counter() < end - timeout + 0.5:
                continue  # still drawing: stay with the clock
            if (at := self._replay(seen)) is not None:
                return at
            if not alive:
                break
        return self._replay(seen)

    def strike(self, keys: str) -> float:
        """Type; the time just before the write."""
        at = time.perf_counter()
        self.send(keys)
        return at

    def cells(self, first: int, last: int) -> list[list[Char]]:
        """Letters and colours of some rows, to see any change."""
        buffer = self._screen.buffer
        return [[buffer[y][x] for x in range(self.columns)] for y in range(first, last)]


def shows(text: str, gone: str = "") -> Seen:
    """Whether a text stands in one row of the screen, and `gone` in none."""

    def seen(terminal: ClockedTerminal) -> bool:
        lines = terminal.lines
        return any(text in line for line in lines) and not (gone and any(gone in line for line in lines))

    return seen


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie."""
    ordered = sorted(values)
    at = (len(ordered) - 1) * share
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)
