"""Lines for people: cut to the width of the terminal, whole where nobody looks at a screen."""

import shutil
import sys


def fitted(text: str) -> str:
    """One line as the terminal can show it; in a pipe or a file nothing is cut."""
    line = text.rstrip()
    if sys.stdout is None or not sys.stdout.isatty():
        return line
    width = shutil.get_terminal_size().columns
    return line if len(line) <= width else line[: width - 1] + "…"
