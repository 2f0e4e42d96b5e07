"""The test terminal as fixtures. One program serves a module; F4 empties its fields for the next test."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.i18n import utc_now
from counter.paths import PRACTICE_NAME
from counter.services.practice import practice
from counter.services.store.store import Store
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


@pytest.fixture(scope="session")
def made_ward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice store as the first start of practice makes it, made once."""
    path = tmp_path_factory.mktemp("ward") / "practice.db"
    with Store.open(path, practice=True) as store:
        practice.begin(store, utc_now())
    return path


@pytest.fixture
def home(made_ward: Path, tmp_path: Path) -> Path:
    """A folder of the test's own with a practice ward in it."""
    shutil.copy(made_ward, tmp_path / PRACTICE_NAME)
    return tmp_path
