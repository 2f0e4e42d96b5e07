"""From exec to the first paint of the expected text: `uv run python -m tests.benchmarks.start`.

Rounds are interleaved over all programs, one discarded round first, so that a busy machine disturbs
all alike; quote the ratio to minimal Textual of the same run. Prints figures, judges nothing.
"""

import argparse
import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.clocked import ClockedTerminal, percentile, shows
from tests.benchmarks.machine import machine_line, resident_mb
from tests.benchmarks.scenarios import START, Program
from tests.benchmarks.ward import command, environment, ward


@dataclass(slots=True)
class Figures:
    """What the rounds of one program gave."""

    paint: list[float] = field(default_factory=list)  # ms
    memory: list[float] = field(default_factory=list)  # MB
    screen: str = ""  # what was there instead, when the text never came


def once(program: Program, home: Path, columns: int, rows: int) -> tuple[float, float] | str:
    """Milliseconds to the paint and MB after it; or the screen when the text never came."""
    with ClockedTerminal(
        command(program, home), columns=columns, rows=rows, env=environment(home)
    ) as terminal:
        at = terminal.when(shows(program.ready, program.gone), timeout=20)
        if at is None:
            return terminal.text
        terminal.settle(0.4)
        return (at - terminal.begun) * 1000, resident_mb(terminal.process.pid)


def measure(programs: list[Program], home: Path, rounds: int, columns: int, rows: int) -> dict[str, Figures]:
    """All programs in turn, `rounds` times."""
    figures = {program.name: Figures() for program in programs}
    for number in range(rounds + 1):
        for program in programs:
            found = figures[program.name]
            if found.screen:
                continue
            outcome = once(program, home, columns, rows)
            if isinstance(outcome, str):
                found.screen = outcome
            elif number:  # the first round only warms the disk and the .pyc files
                found.paint.append(outcome[0])
                found.memory.append(outcome[1])
    return figures


def show(programs: list[Program], figures: dict[str, Figures]) -> None:
    """The table."""
    base = next((figures[p.name].paint for p in programs if p.reference and figures[p.name].paint), [])
    print(f"{'program':30}{'n':>4}{'p50 ms':>9}{'p95 ms':>9}{'min ms':>9}{'ratio':>8}{'MB':>7}")
    for program in programs:
        found = figures[program.name]
        if not found.paint:
            print(f"{program.name:30} never showed {program.ready!r}; it showed:\n{_indented(found.screen)}")
            continue
        p50, p95 = percentile(found.paint, 0.5), percentile(found.paint, 0.95)
        ratio = f"{p50 / percentile(base, 0.5):8.2f}" if base else f"{'':8}"
        memory = percentile(found.memory, 0.5)
        print(
            f"{program.name:30}{len(found.paint):4}{p50:9.0f}{p95:9.0f}{min(found.paint):9.0f}{ratio}{memory:7.0f}"
        )


def _indented(screen: str) -> str:
    lines = [line.rstrip() for line in screen.splitlines()]
    return "\n".join(f"    {line}" for line in lines if line)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("-n", type=int, default=11, help="rounds")
    options.add_argument("--only", default="", help="a pattern of program names; the reference always runs")
    options.add_argument("--residents", type=int, default=130_000)
    options.add_argument("--dossiers", type=int, default=200_000, help="0: no ward, reference programs only")
    options.add_argument("--home", type=Path, help="a folder with a ward filled before")
    options.add_argument("--columns", type=int, default=100)
    options.add_argument("--rows", type=int, default=30)
    chosen = options.parse_args()
    has_ward = bool(chosen.dossiers or chosen.home)
    programs = [
        p for p in START if p.reference or (re.search(chosen.only, p.name) and (has_ward or not p.needs_ward))
    ]
    with ward(chosen.residents, chosen.dossiers, chosen.home) as home:
        print(machine_line(), f"{chosen.columns}x{chosen.rows}", sep=", ")
        show(programs, measure(programs, home, chosen.n, chosen.columns, chosen.rows))


if __name__ == "__main__":
    main()
