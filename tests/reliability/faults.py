"""G4: the N-th system call on the store fails, or the program dies in it.

A short day runs under `strace --inject`: no space (ENOSPC), no quota (EDQUOT), a bad block (EIO) for the N-th
write, sync, truncation or read of the store's files, or SIGKILL at it. The program must end by itself and in
time, what it acknowledged must be there, and the day goes on after a fault that passes. The twin acknowledges
before it commits.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.reliability import strace
from tests.reliability.day import furnish
from tests.reliability.frame import Line, Run, Twin, first
from tests.reliability.judge import acknowledged, wrong

POINTS, POINTS_TWIN = (150, 3), (6, 1)  # full, smoke
SECONDS = 60.0  # within which the program must have ended
_KILL = "signal=SIGKILL"
_KINDS = (  # the smoke profile has the first of them
    ("pwrite64", "error=ENOSPC"),
    ("fsync", "error=EIO"),
    ("pwrite64", _KILL),
    ("pwrite64", "error=EDQUOT"),
    ("pwrite64", "error=EIO"),
    ("fsync", "error=ENOSPC"),
    ("fsync", _KILL),
    ("ftruncate", "error=EIO"),
    ("pread64", "error=EIO"),
    ("openat", "error=EIO"),
    ("openat", "error=ENOSPC"),
)
# About how many of them a day has; a point beyond the last one hits nothing and is drawn again.
_MOST = {"pwrite64": 260, "fsync": 14, "ftruncate": 2, "pread64": 120, "openat": 6}
_DAY = ("--dossiers", "4", "--files", "2")


@dataclass(frozen=True)
class Point:
    """The call that goes wrong, how, and which one of its kind."""

    call: str
    how: str
    number: int
    early: bool = False

    def __str__(self) -> str:
        return f"{self.call} {self.how} {self.number}"


@dataclass(frozen=True)
class Outcome:
    """What came of a point: whether it was hit, and what was wrong then."""

    point: Point
    hit: bool
    wrong: tuple[str, ...]
    unsaid: bool = False


def lines(run: Run) -> Iterator[Line]:
    """The points, and those of the twin."""
    if why := strace.missing():
        yield Line(name="faults of the disk", goal="G4", not_run=why)
        return
    morning = run.folder("faults")
    furnish(morning / "counter.db")
    found = _hits(run, morning, run.of(*POINTS))
    twin = _hits(run, morning, run.of(*POINTS_TWIN), early=True)
    bad = [f"{one.point}: {text}" for one in found for text in one.wrong]
    kinds = len({(one.point.call, one.point.how) for one in found})
    yield Line(
        name="fault at the N-th call",
        goal="G4",
        tried=len(found),
        failed=sum(1 for one in found if one.wrong),
        seed=run.seed,
        twin=Twin(what="says it before", tried=len(twin), found=sum(1 for one in twin if one.wrong)),
        note=f"{kinds} kinds of fault",
        first=first(bad),
    )


def _hits(run: Run, morning: Path, wanted: int, *, early: bool = False) -> list[Outcome]:
    mind = run.mind(f"faults {early}")
    kinds = [("pwrite64", _KILL)] if early else list(_KINDS)
    points: list[Point] = []
    for number in range(wanted * 2):
        call, how = kinds[number % len(kinds)]
        points.append(Point(call, how, mind.randrange(1, _MOST[call] + 1), early))
    hits: list[Outcome] = []
    with ThreadPoolExecutor(run.workers) as pool:
        for start in range(0, len(points), wanted):
            some = points[start : start + wanted - len(hits)]
            hits += [one for one in pool.map(partial(_tried, run, morning), some) if one.hit]
    return hits


def _tried(run: Run, morning: Path, point: Point) -> Outcome:
    root = run.home / re.sub(r"\W+", "-", f"{point} {point.early}")
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(morning, root)
    store, trace = root / "counter.db", root / "trace"
    inject = f"inject={point.call}:{point.how}:when={point.number}"
    files = [word for name in ("", "-wal", "-shm") for word in ("-P", f"{store}{name}")]
    asked = ["strace", "-f", "-e", f"trace={point.call}", "-e", inject, *files, "-o", str(trace)]
    day = [sys.executable, "-m", "tests.reliability.day", str(store), "--seed", str(run.seed), *_DAY]
    try:
        done = subprocess.run(
            [*asked, *day, *(["--early"] if point.early else [])],
            cwd=strace.ROOT, capture_output=True, text=True, check=False, timeout=SECONDS,
            env=os.environ | {"PYTHONFAULTHANDLER": ""},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Outcome(point, True, (f"still at work after {SECONDS:.0f} s",))
    hit = "(INJECTED)" in trace.read_text("ascii", "replace") or done.returncode < 0
    found = wrong(store, acknowledged(done.stdout))
    if "Traceback" in done.stderr:
        found.append(done.stderr.strip().splitlines()[-1][:200])
    shutil.rmtree(root, ignore_errors=True)
    return Outcome(point, hit, tuple(found))
