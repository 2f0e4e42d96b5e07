"""What a check is made of: a run it is given, the lines it says."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

KEY = "c0" * 32  # of stores that are made here and deleted


@dataclass(frozen=True, kw_only=True)
class Twin:
    """The same with the protection taken away: `found` of `tried` failed, as at least `must` must."""

    what: str
    tried: int
    found: int
    must: int = 1

    @property
    def good(self) -> bool:
        """Whether the check is able to fail."""
        return self.found >= self.must

    def __str__(self) -> str:
        said = f"twin {self.what}: {self.found:,} of {self.tried:,}"
        return said if self.good else f"{said}, NOT FOUND"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One figure: how often a promise was tried, how often it failed, with what seed, and what the twin did.

    `first` tells of the first failures, for who has to mend them; `not_run` says why nothing was tried.
    """

    name: str
    goal: str  # G1 to G16; "" for one that has none
    tried: int = 0
    failed: int = 0
    seed: int | None = None
    twin: Twin | None = None
    note: str = ""
    first: tuple[str, ...] = ()
    not_run: str = ""
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether the promise held and the twin failed; what was not run broke nothing."""
        return bool(self.not_run) or (
            self.tried > 0 and not self.failed and (self.twin is None or self.twin.good)
        )

    def __str__(self) -> str:
        if self.not_run:
            return f"{'':4} {self.goal:4}{self.name:36} not run: {self.not_run}"
        parts = [
            f"{'ok' if self.good else 'FAIL':4} {self.goal:4}{self.name:36}"
            f"{self.tried:>8,} tried {self.failed:>4,} failed",
            "" if self.seed is None else f"seed {self.seed}",
            f"{self.seconds:.1f} s",
            "" if self.twin is None else str(self.twin),
            self.note,
        ]
        return " · ".join(filter(None, parts))


@dataclass(frozen=True)
class Run:
    """What a check is given: how much to do, from which seed, and a folder of its own that is deleted.

    `full`: the figures of the goals; else a part of them, for every run of the tests. `workers`: processes.
    """

    home: Path
    full: bool = False
    seed: int = 1
    workers: int = 2

    def of(self, full: int, smoke: int) -> int:
        """How many, by profile."""
        return full if self.full else smoke

    def mind(self, what: str) -> random.Random:
        """Random numbers that are the same for the same seed and the same use."""
        return random.Random(f"{self.seed} {what}")

    def folder(self, name: str) -> Path:
        """A new folder within `home`."""
        path = self.home / name
        path.mkdir(parents=True)
        return path


Lines = Callable[[Run], Iterator[Line]]


@dataclass(frozen=True)
class Check:
    """A check by name. `lines` is called once for a run and gives its lines as they are done."""

    name: str
    lines: Lines
    alone: bool = field(default=False)  # measures time, or wants both cores for itself

    def __call__(self, run: Run) -> Iterator[Line]:
        """The lines, each with the time it took."""
        begun = time.perf_counter()
        for line in self.lines(run):
            now = time.perf_counter()
            yield replace(line, seconds=now - begun)
            begun = now


def first(found: list[str], most: int = 5) -> tuple[str, ...]:
    """The first failures, to be told."""
    return tuple(found[:most])
