"""The smoke profile of every check: a part of what `python -m tests.reliability --full` tries."""

import os
from pathlib import Path

import pytest

from tests.reliability.checks import NAMES, check
from tests.reliability.frame import Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills, terminals and strace are POSIX's")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_lost_and_the_twins_fail(name: str, tmp_path: Path) -> None:
    lines = list(check(name)(Run(tmp_path)))
    print(*lines, sep="\n")
    assert lines
    assert [f"{line} {line.first}" for line in lines if not line.good] == []
