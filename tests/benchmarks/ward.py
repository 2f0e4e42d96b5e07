"""A filled practice ward for the benchmarks, made once per run in a folder of its own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.scenarios import Program


@contextmanager
def ward(residents: int, dossiers: int, kept: Path | None) -> Iterator[Path]:
    """The folder of a practice ward of this size; `kept` is one that was filled before and stays."""
    if kept is not None:
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="counter-bench-") as folder:
        home = Path(folder)
        if dossiers:
            fill(home, residents, dossiers)
        yield home


def fill(home: Path, residents: int, dossiers: int) -> None:
    """`counter practice fill` into this folder; what it says goes to the person who waits."""
    words = ("practice", "fill", "--residents", str(residents), "--dossiers", str(dossiers), "--seed", "1")
    done = subprocess.run([sys.executable, "-m", "counter", *words], env=environment(home), check=False)
    if done.returncode:
        raise SystemExit("The practice ward was not filled; --dossiers 0 measures without one.")


def environment(home: Path) -> dict[str, str]:
    """The environment of a program under test."""
    return {**os.environ, "COUNTER_HOME": str(home), "COUNTER_LANG": "vi"}


def command(program: Program, home: Path) -> tuple[str, ...]:
    """The command with its `{home}` filled in."""
    return tuple(word.replace("{home}", str(home)) for word in program.command)
