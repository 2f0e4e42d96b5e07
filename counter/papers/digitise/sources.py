"""The files a person names, read without following, running or waiting for anything."""

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from counter.papers.digitise.reasons import NotTaken
from counter.text import one_line

MOST_BYTES = 50 * 1024 * 1024  # of one file that is brought


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file's bytes and its name, safe to show."""

    name: str
    data: bytes

    @property
    def digest(self) -> str:
        """SHA-256, hex."""
        return hashlib.sha256(self.data).hexdigest()


def shown(path: Path) -> str:
    """The name of a file as text: no escape sequences, no reversed letters, not too long."""
    return one_line(os.fsencode(path.name).decode("utf-8", "replace"))[:120] or "?"


def read(path: Path) -> Source:
    """A plain file, whole. NotTaken: missing, a link, a folder or device, too big, not readable, empty."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_NOCTTY"):  # not every system has each
        flags |= getattr(os, name, 0)
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):  # opening a device can do something already
            raise NotTaken("symlink" if stat.S_ISLNK(mode) else "not_file")
        handle = os.open(path, flags)
    except FileNotFoundError:
        raise NotTaken("missing") from None
    except PermissionError:
        raise NotTaken("not_allowed") from None
    except OSError as error:
        raise NotTaken(_WORDS.get(error.errno or 0, "not_readable")) from None
    except ValueError:  # a NUL in the name
        raise NotTaken("missing") from None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):  # it was changed meanwhile
            raise NotTaken("not_file")
        data = _bytes_of(handle)
    except OSError:
        raise NotTaken("not_readable") from None
    finally:
        os.close(handle)
    if len(data) > MOST_BYTES:
        raise NotTaken("too_big", most=MOST_BYTES // (1024 * 1024))
    if not data:
        raise NotTaken("empty")
    return Source(name=shown(path), data=data)


def _bytes_of(handle: int) -> bytes:
    """At most one byte more than is allowed, so that a larger file is known."""
    pieces, left = [], MOST_BYTES + 1
    while left and (piece := os.read(handle, min(left, 1 << 20))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


_WORDS = {
    errno.ELOOP: "symlink", errno.ENXIO: "not_file", errno.EISDIR: "not_file", errno.ENODEV: "not_file",
    errno.ENAMETOOLONG: "missing", errno.ENOTDIR: "missing",
}  # fmt: skip
