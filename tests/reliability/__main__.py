"""`uv run python -m tests.reliability`: every check, smoke or `--full`. Exit 1 when one failed.

A line says what was tried, what failed, the seed and the twin. `--seed N` repeats a run, `--only NAME` picks.
The checks of a smoke run stand side by side, those that measure time alone; of a full one each has them all.
"""

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.machine import machine_line
from tests.reliability.checks import NAMES
from tests.reliability.frame import Run
from tests.reliability.running import one_by_one, side_by_side


def main() -> int:
    """Run what was asked for; print each line when it is done."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--full", action="store_true", help="the figures of the goals")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", nargs="+", choices=NAMES, default=NAMES)
    options.add_argument("--workers", type=int, default=2, help="processes at once")
    chosen = options.parse_args()
    profile = "full" if chosen.full else "smoke"
    print(f"{machine_line()}, {datetime.now(UTC):%Y-%m-%d}, {profile}", flush=True)
    begun, good = time.perf_counter(), True
    run = Run(Path(), chosen.full, chosen.seed, chosen.workers)
    for line in one_by_one(chosen.only, run) if chosen.full else side_by_side(chosen.only, run):
        good = good and line.good
        print(line, *(f"       {told}" for told in line.first), sep="\n", flush=True)
    print(f"{time.perf_counter() - begun:.0f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
