"""A statement file as a person names it: typed or pasted, in quotes, as file://…, with any letters in it.

What stands there is text that somebody else may have chosen. It is looked up on the disk and read with a
bound; nothing is run, and nothing but a plain file is opened.
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from counter.errors import Problem, Refused
from counter.rules.bank_statement import MAX_BYTES
from counter.text import one_line

_QUOTES = "\"'“”‘’"
_LONGEST = 4096  # characters of a path
_LISTED = 20_000  # names of one folder that are compared


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFile:
    """What was read: at most one byte more than a statement may have, so that a larger one is refused."""

    name: str  # safe to show
    data: bytes


def read(text: str, *, most: int = MAX_BYTES) -> StatementFile:
    """Read the file that a text names, one byte more than `most` at most. Refused with the reason.

    The field is "path". May block: not on a screen's thread.
    """
    path = find(text)
    try:
        info = path.stat()
        if stat.S_ISDIR(info.st_mode):
            raise Refused((_problem("folder", path),))
        if not stat.S_ISREG(info.st_mode):  # a pipe or a device would never end
            raise Refused((_problem("not_file", path),))
        with path.open("rb") as file:
            return StatementFile(name=one_line(path.name), data=file.read(most + 1))
    except PermissionError:
        raise Refused((_problem("not_allowed", path),)) from None
    except OSError:
        raise Refused((_problem("not_readable", path),)) from None


def find(text: str) -> Path:
    """The file a text names. Refused when there is none.

    A screen composes letters and gathers blanks, a disk does neither: where the name as it stands is not
    there, the one that looks the same is taken, if it is the only one.
    """
    bare = _bare(text)
    if not bare:
        raise Refused((Problem("path", "bank_file.empty"),))
    try:
        path = Path(bare).expanduser()
        found = path if os.path.lexists(path) else _alike(path)
    except (ValueError, OSError, RuntimeError):  # a NUL, too long, ~somebody
        found = None
    if found is None:
        raise Refused((_problem("missing", Path(bare.replace("\0", ""))),))
    return found


def newest(folder: Path | None = None) -> str:
    """The newest CSV file of a folder, by default that of the downloads (Tải xuống); "" for none."""
    place = folder or Path.home() / "Downloads"
    try:
        with os.scandir(place) as entries:
            dated = [
                (entry.stat(follow_symlinks=False).st_mtime, entry.path)
                for _, entry in zip(range(_LISTED), entries, strict=False)
                if entry.name.lower().endswith(".csv") and entry.is_file(follow_symlinks=False)
            ]
    except OSError:
        return ""
    return max(dated)[1] if dated else ""


def _bare(text: str) -> str:
    """A path without what a terminal or a file manager puts around it."""
    bare = text.strip()[:_LONGEST]
    while len(bare) > 1 and bare[0] in _QUOTES and bare[-1] in _QUOTES:
        bare = bare[1:-1].strip()
    if bare.lower().startswith("file://"):
        bare = unquote(bare[len("file://") :])
        bare = bare.removeprefix("localhost")
        if len(bare) > 2 and bare[0] == "/" and bare[2] == ":":  # /C:/… of Windows
            bare = bare[1:]
    return bare


def _alike(path: Path) -> Path | None:
    """The path whose names look the same on a screen; None for none, or for two."""
    at = Path(path.anchor) if path.anchor else Path()
    for part in path.parts[1:] if path.anchor else path.parts:
        if not os.path.lexists(at / part):
            wanted = one_line(part)
            with os.scandir(at) as entries:
                names = [entry.name for _, entry in zip(range(_LISTED), entries, strict=False)]
            same = [name for name in names if one_line(name) == wanted]
            if len(same) != 1:
                return None
            part = same[0]
        at /= part
    return at


def _problem(reason: str, path: Path) -> Problem:
    return Problem("path", f"bank_file.{reason}", {"file": one_line(path.name)[:80] or one_line(str(path))})
