"""Files of a back-up on a disk or a stick: copied, counted, on the disk before anything is said of them."""

import contextlib
import errno
import hashlib
import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from counter import on_disk, sealing
from counter.errors import Problem, Refused, StoreError
from counter.models.backup import KeptFile
from counter.rules import backups
from counter.text import one_line

PIECE = 1 << 20
SPARE = 16 << 20  # bytes that stay free: a full disk is trouble of its own
LOOKED_INTO = ".tap-khoi-phuc-"  # then the number of the program that looks into a copy
_WRITTEN: set[Path] = set()
_FORGOTTEN = 24 * 3600  # seconds: where nobody can say whether that program still runs


@contextmanager
def in_words(message_id: str, place: Path) -> Iterator[None]:
    """A disk that is full, gone or not ours, in words: StoreError with `place` and `why`."""
    try:
        yield
    except OSError as fault:
        why = one_line(fault.strerror or type(fault).__name__)
        raise StoreError(message_id, place=one_line(str(place)), why=why) from fault


@contextmanager
def regular(path: Path) -> Iterator[BinaryIO]:
    """A file to be read; never a pipe or a device, which could keep us waiting for ever. OSError."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path.name)
        yield file


def is_regular(path: Path) -> bool:
    """Whether a file lies there itself, and no link, pipe or device, nor nothing. OSError of the disk."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return False


def copy(source: Path, target: Path, most: int | None = None) -> KeptFile:
    """Copy one file, on the disk when this returns; what was read is what is counted. OSError.

    `most`: no more is read once that many bytes were passed; it is then not the file that was expected.
    """
    counted, size = hashlib.sha256(), 0
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with regular(source) as read, on_disk.new(target) as written:
        while (most is None or size <= most) and (piece := read.read(PIECE)):
            counted.update(piece)
            size += len(piece)
            written.write(piece)
    return KeptFile(target.name, size, counted.hexdigest())


def count(path: Path) -> KeptFile:
    """Size and digest of a file as the disk has it: what the system still holds in memory is let go first."""
    counted, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while piece := file.read(PIECE):
            counted.update(piece)
            size += len(piece)
    return KeptFile(path.name, size, counted.hexdigest())


def must_fit(folder: Path, size: int, field: str) -> None:
    """Refused `backup.no_space` when a folder's disk has no room for so many bytes. OSError."""
    free = shutil.disk_usage(folder).free
    if free < size + SPARE:
        params: dict[str, str | int] = {
            "needed": (size + SPARE) >> 20,
            "free": free >> 20,
            "place": one_line(str(folder)),
        }
        raise Refused((Problem(field, "backup.no_space", params),))


def remove(folder: Path) -> None:
    """Take away what is not needed any more; what cannot be removed does no harm."""
    with contextlib.suppress(OSError):
        shutil.rmtree(folder)


def clear_left(store: Path, start: str = LOOKED_INTO) -> None:
    """Take away the copies of back-ups that programs which are gone have left beside a store."""
    for left in store.parent.glob(f"{start}*"):
        pid = left.name.removeprefix(start).partition("-")[0]
        gone = pid != str(os.getpid()) and (sealing.nobodys(pid) or _old(left))
        if gone and left.is_dir() and not left.is_symlink():
            remove(left)


@contextmanager
def writing(half: Path) -> Iterator[None]:
    """This program writes the half-made back-up while the block runs."""
    _WRITTEN.add(half)
    try:
        yield
    finally:
        _WRITTEN.discard(half)


def clear_halves(place: Path, writer: str) -> None:
    """Take away the half-made back-ups in a folder that nobody goes on with. OSError.

    One's own when the program is gone; those of other counters, which write into this folder too, when
    nothing in them has changed for a day.
    """
    for left in place.iterdir():
        if not backups.is_half(left.name) or left in _WRITTEN or left.is_symlink() or not left.is_dir():
            continue
        whose, pid = backups.writer_in(left.name)
        if (whose == writer and sealing.nobodys(pid)) or _old(left):
            remove(left)


def _old(folder: Path) -> bool:
    """Whether nothing in a folder has changed for a day."""
    try:
        newest = max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
    except OSError:
        return False
    return time.time() - newest > _FORGOTTEN
