"""What a command says: plain lines for people, one JSON value for programs; nothing a terminal would obey."""

import dataclasses
import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum

from counter.text import plain

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


def use_utf8() -> None:
    """Write UTF-8 whatever the locale says; a half letter becomes a question mark, never a crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def jsonable(value: object) -> Json:
    """A value of `counter.models` as JSON: dates in ISO form, names of enumerations, text made safe."""
    if isinstance(value, Enum):
        return jsonable(value.value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return plain(value, lines=True)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(jsonable(k)): jsonable(v) for k, v in value.items()}
    if dataclasses.is_dataclass(value):
        return {f.name: jsonable(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Iterable):
        return [jsonable(item) for item in value]
    return plain(str(value))


def spread(line: str) -> str:
    """A line as a terminal shows it: broken between words; unchanged where a program or a file reads it."""
    if sys.stdout is None or not sys.stdout.isatty():  # None: it was closed before the start
        return line
    width = shutil.get_terminal_size().columns
    if len(line) <= width:
        return line
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


class ReaderGone(Exception):
    """Whoever read our output has closed it (`| head`): stop quietly. Typer would exit by itself on EPIPE."""


class Output:
    """Standard output and standard error of one command."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def show(self, payload: object, lines: Iterable[str]) -> None:
        """The result: `payload` with `--json`, otherwise `lines`."""
        if self.as_json:
            self._print(json.dumps(jsonable(payload), ensure_ascii=False, indent=2))
        else:
            for line in lines:
                self._print(spread(plain(line)))

    def note(self, line: str) -> None:
        """A word beside the result: a warning, progress; on standard error."""
        print(plain(line), file=sys.stderr)

    def fail(self, lines: Sequence[str], payload: Mapping[str, object]) -> None:
        """Why not, on standard error; with `--json` as an object on standard output too."""
        for line in lines:
            self.note(line)
        if self.as_json:
            self._print(json.dumps(jsonable(payload), ensure_ascii=False, indent=2))

    def _print(self, text: str) -> None:
        try:
            print(text)
        except BrokenPipeError:
            raise ReaderGone from None
