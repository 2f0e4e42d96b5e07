"""From the write of a key to the frame that shows it: `uv run python -m tests.benchmarks.keys`.

Scenarios are data in `scenarios.py`. Prints figures beside their goals, judges nothing.
"""

import argparse
import re
import time
from pathlib import Path

from tests.benchmarks.clocked import ClockedTerminal, Seen, percentile, shows
from tests.benchmarks.machine import machine_line, resident_mb
from tests.benchmarks.scenarios import KEYS, Held, Scenario, Step
from tests.benchmarks.ward import command, environment, ward


def timed_key(terminal: ClockedTerminal, keys: str, expect: str, from_row: int) -> float | None:
    """Milliseconds from the key to its paint; None when nothing came within 5 s."""
    terminal.settle()
    terminal.draw_all()
    seen: Seen = shows(expect) if expect else _never
    if not expect or seen(terminal):  # there already: then any change of a letter or a colour counts
        seen = _changed(terminal.cells(from_row, terminal.rows), from_row)
    struck = terminal.strike(keys)
    at = terminal.when(seen, timeout=5)
    return None if at is None else (at - struck) * 1000


def _never(_terminal: ClockedTerminal) -> bool:
    return False


def _changed(before: object, from_row: int) -> Seen:
    return lambda terminal: terminal.cells(from_row, terminal.rows) != before


def run_step(terminal: ClockedTerminal, step: Step) -> tuple[list[float], int]:
    """Times in ms, and how many keys showed nothing."""
    took: list[float] = []
    missed = 0
    rounds = step.repeat if step.undo else -(-step.repeat // len(step.keys))
    for _ in range(rounds):
        typed = ""
        for key in step.keys:
            typed += key
            one = timed_key(terminal, key, step.expect.replace("{typed}", typed), step.from_row)
            if one is None:
                missed += 1
            else:
                took.append(one)
        if step.undo:
            terminal.strike(step.undo)
            terminal.settle(0.1)
    return took, missed


def run_held(terminal: ClockedTerminal, held: Held, repeat: int = 3) -> list[float]:
    """Milliseconds of output after the last key of a held one: the backlog a clerk sees."""
    lags = []
    for _ in range(repeat):
        terminal.settle(0.3)
        terminal.draw_all()
        struck = time.perf_counter()
        for _ in range(held.count):
            struck = terminal.strike(held.key)
            terminal.read(held.every)
        last = terminal.settle(0.25, timeout=20)
        lags.append(max(0.0, (last - struck) * 1000))
    return lags


def run(scenario: Scenario, home: Path, columns: int, rows: int) -> None:
    """One scenario in one program; its lines of the table."""
    program = scenario.program
    with ClockedTerminal(
        command(program, home), columns=columns, rows=rows, env=environment(home)
    ) as terminal:
        ready = (("", shows(program.ready, program.gone)), *((k, shows(text)) for k, text in scenario.setup))
        for keys, expected in ready:
            if keys:
                terminal.strike(keys)
            if terminal.when(expected, timeout=20) is None:
                print(f"{program.name}: not there after {keys!r}; the screen was:\n{terminal.text.rstrip()}")
                return
            terminal.settle(0.5)
        for step in scenario.steps:
            took, missed = run_step(terminal, step)
            print(_line(program.name, step.name, took, step.goal, missed))
        for held in scenario.held:
            print(_line(program.name, held.name + " (lag)", run_held(terminal, held), held.goal, 0))
        print(f"{program.name}: {resident_mb(terminal.process.pid):.0f} MB")


def _line(program: str, name: str, took: list[float], goal: float, missed: int) -> str:
    head = f"{f'{program} / {name}':54}{len(took):4}"
    if not took:
        return f"{head}  nothing was painted ({missed} keys)"
    figures = "".join(f"{percentile(took, share):8.1f}" for share in (0.5, 0.95, 0.99)) + f"{max(took):8.1f}"
    wish = f"{goal:7.0f}" if goal else f"{'':7}"
    return f"{head}{figures}{wish}{missed:7}"


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", default="", help="a pattern of program names")
    options.add_argument("--residents", type=int, default=130_000)
    options.add_argument("--dossiers", type=int, default=200_000, help="0: no ward, reference programs only")
    options.add_argument("--home", type=Path, help="a folder with a ward filled before")
    options.add_argument("--columns", type=int, default=100)
    options.add_argument("--rows", type=int, default=30)
    chosen = options.parse_args()
    has_ward = bool(chosen.dossiers or chosen.home)
    with ward(chosen.residents, chosen.dossiers, chosen.home) as home:
        print(machine_line(), f"{chosen.columns}x{chosen.rows}", sep=", ")
        print(
            f"{'program / keys':54}{'n':>4}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}{'goal':>7}{'missed':>7}"
        )
        for scenario in KEYS:
            program = scenario.program
            if re.search(chosen.only, program.name) and (has_ward or not program.needs_ward):
                run(scenario, home, chosen.columns, chosen.rows)


if __name__ == "__main__":
    main()
