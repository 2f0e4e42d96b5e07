"""The test terminal as fixtures. One program serves a module; F4 empties its fields for the next test."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal, python

PROGRAMS = Path(__file__).parent / "programs"


@pytest.fixture(scope="module")
def fields_program() -> Iterator[tuple[Terminal, Iterator[int]]]:
    """The program with one of each field, and the count of its rounds."""
    with Terminal(python(PROGRAMS / "fields.py")) as terminal:
        yield terminal, itertools.count(1)


@pytest.fixture
def fields(fields_program: tuple[Terminal, Iterator[int]]) -> Terminal:
    """Empty fields, the keys going into the first one."""
    terminal, rounds = fields_program
    this = next(rounds)
    if this > 1:
        terminal.send(F4)
    terminal.wait_for(f"round {this} ready")
    terminal.read(0.05)
    return terminal


F4 = b"\x1bOS"
