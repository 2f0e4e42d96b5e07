"""Files that are on the disk before anything is said of them; only the user of this machine reads them."""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write(path: Path, content: bytes) -> None:
    """Put `content` at `path` whole or not at all, by way of a file beside it.

    OSError: an older file is then as it was.
    """
    half = path.with_name(f".{os.urandom(4).hex()}.dang-ghi")  # short, whatever the length of the name
    try:
        write_new(half, content)
        half.replace(path)
    finally:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
    sync_folder(path.parent)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that was not there; a link that lies there is not followed. OSError."""
    with new(path) as file:
        file.write(content)


@contextmanager
def new(path: Path) -> Iterator[BinaryIO]:
    """The same, piece by piece. OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make new names in a folder last; systems without folder handles (Windows) do it themselves."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
