"""One check after the other, or as many at once as there are workers."""

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from tests.reliability.checks import check
from tests.reliability.frame import Line, Run

ALONE = ("writers",)  # a bound on how long a write waits
LONGEST = ("volunteer", "simulator", "hostile", "canaries", "powercut", "thief", "kills")  # begun first


def one_by_one(names: Sequence[str], run: Run) -> Iterator[Line]:
    """The lines of each check when it is done; a process each, so that none is measured with the last one's
    memory."""
    for name in names:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            yield from pool.submit(_whole, name, run).result()


def side_by_side(names: Sequence[str], run: Run) -> Iterator[Line]:
    """The same lines in the same order, but for those of `ALONE`, which come last: as many checks at once as
    there are workers."""
    together = [name for name in names if name not in ALONE]
    with ProcessPoolExecutor(run.workers, mp_context=get_context("spawn")) as pool:
        longest_first = sorted(together, key=lambda name: name not in LONGEST)
        waiting = {name: pool.submit(_whole, name, run) for name in longest_first}
        for name in together:
            yield from waiting[name].result()
    yield from one_by_one([name for name in names if name in ALONE], run)


def _whole(name: str, run: Run) -> list[Line]:
    """A check in a folder of its own that is deleted."""
    with tempfile.TemporaryDirectory(prefix="counter-reliability-") as folder:
        return list(check(name)(replace(run, home=Path(folder))))
