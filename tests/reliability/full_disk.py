"""G5: a disk of any size fills up in the middle of the work; the drawer can always be closed.

Each size is a tmpfs of its own in a mount namespace, which needs no root where user namespaces are allowed.
The twin has no room kept for closing.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from counter.services.store import reserve
from tests.reliability.filling import furnish_open
from tests.reliability.frame import Line, Run, Twin, first
from tests.reliability.strace import ROOT

SIZES, SIZES_TWIN = (40, 1), (5, 1)  # full, smoke
_STEP = 96 * 1024  # bytes between two sizes: a step of the day writes about as much
_IN = 'mount -t tmpfs -o size=$1 none $2 && shift 2 && exec "$@"'


def missing(folder: Path) -> str:
    """Why no small disk can be made here; "" where it can."""
    if not shutil.which("unshare"):
        return "unshare is missing"
    return "" if _on_disk(folder, 1 << 20, ["true"]).returncode == 0 else "no tmpfs may be mounted here"


def lines(run: Run) -> Iterator[Line]:
    """Every size, and the twin."""
    place = run.folder("full-disk")
    if why := missing(place):
        yield Line(name="full disk", goal="G5", not_run=why)
        return
    morning = run.folder("full-disk-morning")
    furnish_open(morning / "counter.db")
    least = (morning / "counter.db").stat().st_size + reserve.SIZE + (200 << 10)
    step = _STEP if run.full else 3 * _STEP
    with ThreadPoolExecutor(run.workers) as pool:
        sizes = [least + number * step for number in range(run.of(*SIZES))]
        found = list(pool.map(partial(_filled, run, morning), sizes))
        twins = sizes[:: max(1, len(sizes) // run.of(*SIZES_TWIN))]
        bad = list(pool.map(partial(_filled, run, morning, reserved=False), twins))
    wrong = [f"{size >> 10} KiB: {what}" for size, told in zip(sizes, found, strict=True) for what in told]
    yield Line(
        name="disks that fill up",
        goal="G5",
        tried=len(found),
        failed=sum(1 for told in found if told),
        seed=run.seed,
        twin=Twin(what="no room kept", tried=len(bad), found=sum(1 for told in bad if told)),
        note=f"{sizes[0] >> 10} to {sizes[-1] >> 10} KiB",
        first=first(wrong),
    )


def _filled(run: Run, morning: Path, size: int, *, reserved: bool = True) -> list[str]:
    place = run.folder(f"disk-{size}-{reserved}")
    day = [sys.executable, "-m", "tests.reliability.filling", str(morning), str(place)]
    done = _on_disk(place, size, [*day, *([] if reserved else ["--no-reserve"])])
    said = done.stdout.splitlines()
    if done.returncode or not said or not said[-1].startswith("done"):
        return [(done.stderr.strip().splitlines() or ["ended without a word"])[-1][:300]]
    return said[:-1]


def _on_disk(place: Path, size: int, command: list[str]) -> subprocess.CompletedProcess[str]:
    asked = ["unshare", "-rm", "sh", "-c", _IN, "sh", str(size), str(place), *command]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False, timeout=180)
