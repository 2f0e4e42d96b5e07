"""The program with its last gate off and its texts taken as they come: what the twin of a test starts."""

import sys

from rich.segment import Segment
from textual.color import Color

from counter import text
from counter.widgets import safe_lines


def _as_it_is(said: str, *, lines: bool = False) -> str:
    return said


def _unfiltered(_filter: safe_lines.SafeLines, segments: list[Segment], background: Color) -> list[Segment]:
    return segments


text.plain = text.one_line = _as_it_is  # type: ignore[assignment]  # the fault that the test must find
safe_lines.SafeLines.apply = _unfiltered  # type: ignore[method-assign,assignment]

if __name__ == "__main__":
    from counter.__main__ import main

    sys.exit(main(sys.argv[1:]))
