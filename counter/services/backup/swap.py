"""A restored store comes into its place (đổi kho): all of it or nothing, whatever ends the program.

    counter.db-phuc-hoi     1. what is to be moved where, on the disk before the first of it moves
    counter.db, -key, …     2. put aside, all under one mark: counter.db.truoc-20261126-171500, …-key
    .thu-sao-luu-…/*        3. into their places: key file and papers first, the store last
    counter.db-phuc-hoi     4. goes

Who opens the place next, or restores there again, goes on where it ended (`finish`) before anything else is
looked at. Where the restored files are not there any more, what was put aside comes back. Two programs do not
do it at once: the note is locked (flock); on Windows a rename never writes over a file.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import Final

from counter import on_disk
from counter.errors import StoreError
from counter.models.canonical import canonical
from counter.paths import kept_dir, key_path, key_spare, restore_note
from counter.text import one_line

ASIDE: Final = ".truoc-"
_FORMAT: Final = "counter.restore.1"
_HALF: Final = ".do-dang"
_BESIDE: Final = ("", "-wal", "-shm", "-journal", "-key", "-key-2", ".niem")
_PATIENCE: Final = 5.0  # seconds for a program that is moving the files just now
_MOST_BYTES: Final = 64 * 1024

Moves = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What goes where: names within the store's folder, those of `brought` within `scratch` at first."""

    scratch: str
    aside: Moves
    brought: Moves

    @property
    def of_store(self) -> bool:
        """Whether a store is put aside, and not only what lay beside one that was gone."""
        return bool(self.aside) and self.aside[0][0] == self.brought[-1][1]


def plan(place: Path, made: Path, mark: str, *, practice: bool, other: bool | None = None) -> Note:
    """What has to move so that the store at `made`, in a folder beside it, takes the place of another.

    `other`: it is another store, whose key does not open what this machine signs with.
    """
    aside = [
        (place.name + end, place.name + mark + end)
        for end in (*_BESIDE, *(("-sign",) if other else ()))
        if os.path.lexists(place.with_name(place.name + end))
    ]
    slips = kept_dir(place, practice=practice)
    if slips.is_dir():
        aside.append((slips.name, slips.name + mark))
    pairs = [(key_path(made), key_path(place).name), (key_spare(made), key_spare(place).name)]
    pairs += [(made.with_name(f"{made.name}.niem"), f"{place.name}.niem")]
    pairs += [(kept_dir(made, practice=practice), slips.name), (made, place.name)]
    brought = tuple((old.name, new) for old, new in pairs if old.exists())
    return Note(made.parent.name, tuple(aside), brought)


def fresh_mark(place: Path, name: str) -> str:
    """A mark under which nothing was put aside yet."""
    mark, number = ASIDE + name, 1
    while any(place.parent.glob(f"*{mark}*")):
        number += 1
        mark = f"{ASIDE}{name}-{number}"
    return mark


def put_aside(place: Path) -> list[Path]:
    """The stores that restores of this place have put aside, without what lies beside them."""
    ends = (*_BESIDE[1:], "-queue", "-reserve", "-sign")
    found = place.parent.glob(f"{escape(place.name)}{ASIDE}*")
    return [path for path in found if not path.name.endswith(ends)]


def exchange(place: Path, note: Note) -> None:
    """Move everything. OSError: all is as it was.

    StoreError `backup.swap_waits`: it is neither done nor undone, and `finish` goes on with it.
    """
    on_disk.sync_folder(place.parent / note.scratch)
    path = restore_note(place)
    half = path.with_name(f".{path.name}{_HALF}")
    half.unlink(missing_ok=True)
    on_disk.write_new(half, _written(note))
    with _locked(half):
        half.rename(path)  # the lock goes with it
        on_disk.sync_folder(place.parent)
        try:
            _forward(place.parent, note)
        except OSError as fault:
            try:
                _back(place.parent, note)
            except OSError:
                raise _waits(path, fault) from fault
            path.unlink()
            raise
        finally:
            on_disk.sync_folder(place.parent)
        path.unlink()
        on_disk.sync_folder(place.parent)


def finish(place: Path) -> bool:
    """Go on where a restore was cut off; whether there was one. Call before anything looks at the place.

    StoreError `backup.swap_waits`: the disk does not let us, or another program does it just now; nothing of
    either store is lost.
    """
    if not waits(place):
        return False
    place = place.resolve()  # what was moved are the files themselves, and not a link to them
    folder, path = place.parent, restore_note(place)
    try:
        with _locked(path):
            note = _read(path)
            if _all_there(folder, note):
                _forward(folder, note)
            else:
                _back(folder, note)
            on_disk.sync_folder(folder)
            path.unlink()
            on_disk.sync_folder(folder)
    except (OSError, ValueError) as fault:
        if isinstance(fault, FileNotFoundError) and not waits(place):
            return True  # another program has done it
        raise _waits(path, fault) from fault
    shutil.rmtree(folder / note.scratch, ignore_errors=True)
    return True


def _waits(path: Path, fault: Exception) -> StoreError:
    why = one_line(getattr(fault, "strerror", None) or type(fault).__name__)
    return StoreError("backup.swap_waits", file=path.name, why=why)


def waits(place: Path) -> bool:
    """Whether a restore of this place was cut off: then its scratch folder is no left-over."""
    try:
        return os.path.lexists(restore_note(Path(os.path.realpath(place))))
    except ValueError:  # a path with a NUL leads nowhere
        return False


# -- the moves ---------------------------------------------------------------------------------


def _forward(folder: Path, note: Note) -> None:
    scratch = folder / note.scratch
    if all(os.path.lexists(scratch / old) for old, _ in note.brought):  # else all is aside: it is first
        for old, new in note.aside:
            if os.path.lexists(folder / old) and not os.path.lexists(folder / new):
                move(folder / old, folder / new)
        on_disk.sync_folder(folder)
    for old, new in note.brought:
        if os.path.lexists(scratch / old):
            if os.path.lexists(folder / new):
                raise FileExistsError(17, "File exists", new)
            move(scratch / old, folder / new)


def _back(folder: Path, note: Note) -> None:
    """Undo what was moved; what had come into its place without the rest is kept under another name."""
    scratch = folder / note.scratch
    whole = scratch.is_dir()
    for old, new in reversed(note.brought):
        came = os.path.lexists(folder / new) and not os.path.lexists(scratch / old)
        put_aside = dict(note.aside).get(new)
        if came and (put_aside is None or os.path.lexists(folder / put_aside)):
            move(folder / new, scratch / old if whole else folder / f"{new}{_HALF}-{os.urandom(3).hex()}")
    for old, new in reversed(note.aside):
        if os.path.lexists(folder / new) and not os.path.lexists(folder / old):
            move(folder / new, folder / old)


def _all_there(folder: Path, note: Note) -> bool:
    """Whether every restored file is still to be had, in its scratch folder or in its place already."""
    aside = all(os.path.lexists(folder / new) or not os.path.lexists(folder / old) for old, new in note.aside)
    if (folder / note.scratch).is_dir() and not aside:
        return all(os.path.lexists(folder / note.scratch / old) for old, _ in note.brought)
    return aside and all(
        os.path.lexists(folder / note.scratch / old) or os.path.lexists(folder / new)
        for old, new in note.brought
    )


def move(old: Path, new: Path) -> None:
    """One step. OSError."""
    old.rename(new)


# -- the note ----------------------------------------------------------------------------------


def _written(note: Note) -> bytes:
    whole = {
        "format": _FORMAT,
        "scratch": note.scratch,
        "aside": [list(pair) for pair in note.aside],
        "brought": [list(pair) for pair in note.brought],
    }
    return canonical(whole).encode() + b"\n"


def _read(path: Path) -> Note:
    """ValueError for what is no such note, or names something outside of the folder. OSError."""
    with path.open("rb") as file:
        whole = json.loads(file.read(_MOST_BYTES))
    try:
        if whole["format"] != _FORMAT:
            raise ValueError("format")
        pairs = [tuple((str(old), str(new)) for old, new in whole[part]) for part in ("aside", "brought")]
        note = Note(str(whole["scratch"]), *pairs)
    except (KeyError, TypeError) as fault:
        raise ValueError("shape") from fault
    names = [note.scratch, *(name for pair in (*note.aside, *note.brought) for name in pair)]
    if any(name in ("", ".", "..") or Path(name).name != name for name in names):
        raise ValueError("name")
    return note


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """The block runs while no other program moves these files. OSError, BlockingIOError after a while."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(path, os.O_RDWR)
    try:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
            except OSError:  # a disk without such locks
                break
        if not os.path.samestat(os.fstat(handle), path.stat()):
            raise FileNotFoundError(2, "No such file or directory", path.name)  # it was done while we waited
        yield
    finally:
        os.close(handle)
