"""Whether the file at the store's place is still the one that was opened: another may have been put there.

What is written then goes into a file without a name, is acknowledged, and is gone. And SQLite finds the log
of its writes (`-wal`) by name alone, with nothing in it that says whose it is: left beside another file it is
read as that one's at the next opening (sqlite.org "How To Corrupt An SQLite Database File", 4.4). So the file
beside the store that `write_queue` keeps says which log is whose, by the numbers the system gives to files.
"""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from counter.errors import StoreError
from counter.services.store.write_queue import queue_path

Mark = tuple[int, int]
"""Device and number of a file: another file at the same place has another one."""

_MOST_BYTES = 200


def mark_of(path: Path | str) -> Mark | None:
    """Which file lies there; None for none. 2 microseconds."""
    try:
        found = os.stat(path)  # noqa: PTH116  each write pays for it
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def log_of(store: Path) -> Path:
    """Where SQLite keeps what was written and is not in the file yet."""
    return store.with_name(f"{store.name}-wal")


def refuse_log_of_another(store: Path) -> None:
    """Call before the store is opened. StoreError `store.log_of_another`: the log there is of another file.

    A log that was copied or moved here with its file is good: only the very log that was noted is told of.
    """
    log = mark_of(log_of(store))
    noted = _noted(store)
    if log is None and noted is not None:
        _note(store, ())  # the system may give its number to the next one
    elif log is not None and noted is not None and log == noted[1] and mark_of(store) != noted[0]:
        raise StoreError("store.log_of_another", file=store.name, log=log_of(store).name)


def note_log(store: Path, opened: Mark | None) -> None:
    """The log beside the store is of the file that was opened; said before the first write is."""
    log = mark_of(log_of(store))
    if opened is not None and log is not None and _noted(store) != (opened, log):
        _note(store, (*opened, *log))


def leave_log(store: Path, opened: Mark | None) -> None:
    """Call once the store is closed: where another file took its place, our log must not lie beside that.

    It is kept under the name it would have beside the old file, should that be found again.
    """
    now, log = mark_of(store), mark_of(log_of(store))
    if opened is None or log is None or now in (None, opened) or _noted(store) != (opened, log):
        return
    with contextlib.suppress(OSError):
        log_of(store).rename(_free_name(store))
        store.with_name(f"{store.name}-shm").unlink(missing_ok=True)


def _free_name(store: Path) -> Path:
    number = 1
    while True:
        place = log_of(store.with_name(f"{store.name}.bi-thay-{number}"))
        if not os.path.lexists(place):
            return place
        number += 1


def _noted(store: Path) -> tuple[Mark, Mark] | None:
    with contextlib.suppress(OSError, ValueError), _opened(store, os.O_RDONLY) as file:
        a, b, c, d, *itself = map(int, os.read(file, _MOST_BYTES).split())
        if itself == list(_mark_of_open(file)):  # in a copied folder, numbers of other files say nothing
            return (a, b), (c, d)
    return None


def _note(store: Path, numbers: tuple[int, ...]) -> None:
    with contextlib.suppress(OSError), _opened(store, os.O_WRONLY) as file:
        os.ftruncate(file, 0)
        if numbers:
            os.write(file, " ".join(map(str, (*numbers, *_mark_of_open(file)))).encode())


def _mark_of_open(file: int) -> Mark:
    found = os.fstat(file)
    return found.st_dev, found.st_ino


@contextmanager
def _opened(store: Path, how: int) -> Iterator[int]:
    """The file of the queue, where there is one."""
    file = os.open(queue_path(store), how | getattr(os, "O_NOFOLLOW", 0))
    try:
        yield file
    finally:
        os.close(file)
