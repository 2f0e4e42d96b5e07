"""What is started and which keys are timed: the one table of the start and key benchmarks.

A program's command may name `{home}`, the folder in which a practice ward was filled beforehand.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from counter.i18n import t

PROGRAMS = Path(__file__).parent / "programs"
PYTHON = sys.executable


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Something to start, and the text that shows it is ready to be used."""

    name: str
    command: tuple[str, ...]
    ready: str
    gone: str = ""  # what must have left the screen by then: the word that stands there while rows are read
    reference: bool = False  # the ratios of a run are against this one
    needs_ward: bool = False  # a filled practice store


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Keys to time one by one, each from its write to the frame that shows it."""

    name: str
    keys: tuple[str, ...]  # taken in turn
    repeat: int = 40
    expect: str = ""  # "{typed}" is what was typed so far; empty: any change of the screen
    undo: str = ""  # sent after each round, not timed
    from_row: int = 1  # rows above are not looked at: a clock in the head, the box one types in
    goal: float = 0.0  # p95 in ms; 0: none set


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A key held down: `count` times every `every` seconds, nobody waits. The lag after the last is timed."""

    name: str
    key: str
    count: int = 60
    every: float = 0.033
    goal: float = 0.0  # ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A program, how to get where the keys are timed, and the keys."""

    program: Program
    setup: tuple[tuple[str, str], ...] = ()  # keys, text to wait for
    steps: tuple[Step, ...] = ()
    held: tuple[Held, ...] = ()


MINIMAL = Program(
    name="minimal Textual", command=(PYTHON, str(PROGRAMS / "minimal.py")), ready="READY-OK", reference=True
)
FORM = Program(name="Textual form of 30", command=(PYTHON, str(PROGRAMS / "form.py")), ready="FIELD-0")
DESK = Program(
    name="counter, desk",
    command=(PYTHON, "-m", "counter", "--practice"),
    ready=t("desk_screen.prompt")[:24],
    gone=t("desk_screen.loading"),
    needs_ward=True,
)
SET_UP = Program(
    name="counter, first start",
    command=(PYTHON, "-m", "counter", "--store", "{home}/none-yet.db"),
    ready=t("setup_screen.intro").splitlines()[0][:24],
)

START: tuple[Program, ...] = (MINIMAL, DESK, SET_UP)

DOWN, UP, PAGE_DOWN, PAGE_UP = "\x1b[B", "\x1b[A", "\x1b[6~", "\x1b[5~"
CLEAR = "\x15"

KEYS: tuple[Scenario, ...] = (
    Scenario(
        program=FORM,
        steps=(Step(name="a letter in a form", keys=tuple("abcdefghij"), goal=10),),
        held=(Held(name="a held letter", key="x", goal=20),),
    ),
    Scenario(
        program=DESK,
        steps=(
            Step(name="cursor in the list", keys=(DOWN, DOWN, DOWN, UP, UP, UP), goal=12),
            Step(name="page down and up", keys=(PAGE_DOWN, PAGE_UP), goal=20),
            Step(name="results of a search", keys=tuple("tran"), repeat=10, undo=CLEAR, from_row=8, goal=35),
        ),
        held=(Held(name="cursor held down", key=DOWN, goal=20),),
    ),
)
