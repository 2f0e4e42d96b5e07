"""A key at the desk while 900 dossiers drain to a practice portal, beside the same desk that sends nothing.

    uv run python -m tests.benchmarks.outbox_keys

Real programs: the portal, and the counter in a pty. Prints figures beside their goals, judges nothing.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from counter.models.canonical import canonical
from counter.models.instant import to_micros
from counter.portal.credentials import PASSWORD, USER
from counter.portal.practice import gateways
from counter.services.office import Office
from counter.services.outbox import outbox
from counter.services.store.store import Store
from tests.benchmarks.clocked import ClockedTerminal, percentile, shows
from tests.benchmarks.keys import run_held, run_step
from tests.benchmarks.machine import machine_line
from tests.benchmarks.outbox import fill
from tests.benchmarks.scenarios import CLEAR, DESK, DOWN, UP, Held, Step
from tests.benchmarks.ward import command, environment
from tests.conftest import START, Clock
from tests.portal.outbox_ward import WARD, practice_office

WARM = 8.0  # seconds: what a start loads behind the first frame is another figure
STEPS = (
    Step(name="results of a search", keys=tuple("tran"), repeat=10, undo=CLEAR, from_row=8, goal=35),
    Step(name="cursor in the list", keys=(DOWN, DOWN, DOWN, UP, UP, UP), goal=12),
)
HELD = Held(name="cursor held down (lag)", key=DOWN, goal=20)


@contextmanager
def portal() -> Iterator[str]:
    """`counter portal practice` as a program of its own; its address."""
    words = [sys.executable, "-m", "counter", "portal", "practice", "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            found = None
            while found is None and process.stdout is not None:
                found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            yield found.group() if found else ""
        finally:
            process.terminate()


def settings(store: Store, address: str, *, sends: bool, pace: int) -> None:
    """The ward sends to this address, or nowhere."""
    ward = replace(WARD, sync_address=address, sending="gateway" if sends else "none", sync_per_second=pace)
    names = ("sending", "unit_code", "sync_address", "sync_auth_path", "sync_data_path", "sync_share_path",
             "sync_destination", "sync_unit", "sync_per_second")  # fmt: skip
    with store.write(START) as transaction:
        transaction.connection.executemany(
            "INSERT INTO setting (key, value, updated_at) VALUES (?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [(name, canonical(getattr(ward, name)), to_micros(START)) for name in names],
        )
        transaction.record(None, "test.settings", subject=("test", 1), operation="")


def measure(home: Path, name: str) -> None:
    """The keys of one desk."""
    account = {USER: gateways.USER, PASSWORD: gateways.PASSWORD}
    with ClockedTerminal(command(DESK, home), env=environment(home) | account) as terminal:
        if terminal.when(shows(DESK.ready, DESK.gone), timeout=30) is None:
            print(f"{name}: not there; the screen was:\n{terminal.text.rstrip()}")
            return
        terminal.read(WARM)
        for step in STEPS:
            took, missed = run_step(terminal, step)
            _print(name, step.name, took, step.goal, missed)
        _print(name, HELD.name, run_held(terminal, HELD), HELD.goal, 0)


def _print(name: str, step: str, took: list[float], goal: float, missed: int) -> None:
    figures = "".join(f"{percentile(took, share):8.1f}" for share in (0.5, 0.95)) if took else "  nothing"
    print(f"{f'{name} / {step}':54}{len(took):4}{figures}{goal:7.0f}{missed:7}", flush=True)


def _left(office: Office) -> int:
    return outbox.count(office).unsent


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=900)
    options.add_argument("--pace", type=int, default=2, help="dossiers a second at most")
    given = options.parse_args()
    print(machine_line(), "100x30", sep=", ")
    print(f"{'desk / keys':54}{'n':>4}{'p50':>8}{'p95':>8}{'goal':>7}{'missed':>7}")
    with tempfile.TemporaryDirectory(prefix="counter-bench-") as folder, portal() as address:
        office = practice_office(Path(folder) / "practice.db", Clock(START))
        with office.store:
            fill(office, given.count)
            for sends in (False, True):
                settings(office.store, address, sends=sends, pace=given.pace)
                before = _left(office)
                measure(Path(folder), "while they drain" if sends else "nothing is sent")
                print(f"  sent meanwhile: {before - _left(office)} of {before}")


if __name__ == "__main__":
    main()
