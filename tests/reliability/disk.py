"""What a disk holds when the power goes: what it was told to keep for certain, of the rest anything.

A file's bytes are certain once the file was synced; that it is called so (made, renamed, removed) once its
folder was. What was written since may be there, in part or torn at a sector, in any choice: a drive writes in
the order that it likes. Drives that say "done" and did nothing are not modelled.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tests.reliability.strace import Call

SECTOR = 512


class Way(StrEnum):
    """What becomes of that which was not synced."""

    DROP = "drop"  # nothing of it came to the disk
    SUBSET = "subset"  # some writes, some not
    TORN = "torn"  # as before, and one of them only up to a sector


@dataclass(slots=True)
class Write:
    """Bytes that were written at a place, or a new length (`data` None)."""

    at: int
    data: bytes | None

    def onto(self, content: bytearray) -> None:
        """Change the content of a file by it."""
        if self.data is None:
            if len(content) > self.at:
                del content[self.at :]
            else:
                content.extend(bytes(self.at - len(content)))
            return
        if len(content) < self.at:
            content.extend(bytes(self.at - len(content)))
        content[self.at : self.at + len(self.data)] = self.data


@dataclass(slots=True)
class File:
    """A file by itself, whatever it is called: what is certain, and what was written since."""

    certain: bytearray = field(default_factory=bytearray)
    since: list[Write] = field(default_factory=list)

    def sync(self) -> None:
        """Everything so far is certain."""
        for write in self.since:
            write.onto(self.certain)
        self.since.clear()

    def after(self, way: Way, mind: random.Random) -> bytes | bytearray:
        """What is on the disk after the cut."""
        if not self.since or way is Way.DROP:
            return self.certain
        content = bytearray(self.certain)
        torn = mind.randrange(len(self.since)) if way is Way.TORN else -1
        for number, write in enumerate(self.since):
            if number == torn:
                _part(write, mind).onto(content)
            elif mind.random() < 0.5:
                write.onto(content)
        return content


def _part(write: Write, mind: random.Random) -> Write:
    """Its first sectors only; the length of a file is not torn."""
    if write.data is None:
        return write
    whole = -(-len(write.data) // SECTOR)
    return Write(write.at, write.data[: SECTOR * mind.randrange(whole + 1)])


class Disk:
    """The files below one folder, fed with the calls of a trace."""

    def __init__(self, root: Path, morning: Path) -> None:
        """`root` as the calls name it; `morning`: a copy of it from before the first call."""
        self._root = str(root)
        self._handles: dict[int, tuple[str, File | None]] = {}
        self._offsets: dict[int, int] = {}
        self.named: dict[str, File] = {}  # as the program sees it
        self._certain_names: dict[str, File] = {}
        self._renamed: list[tuple[str, File | None]] = []  # names since the folder was synced, in order
        self.written = 0
        for path in morning.iterdir():
            file = File(bytearray(path.read_bytes()))
            self.named[str(root / path.name)] = self._certain_names[str(root / path.name)] = file

    def feed(self, call: Call) -> None:
        """One more call."""
        handle = getattr(self, f"_{call.name}", None)
        if handle is not None:
            handle(call)

    def after(self, way: Way, mind: random.Random) -> Iterator[tuple[str, bytes | bytearray]]:
        """Names and contents after a cut now; the file of SQLite's locks is made anew at every start."""
        names = dict(self._certain_names)
        kept = 0 if way is Way.DROP else mind.randrange(len(self._renamed) + 1)
        for name, file in self._renamed[:kept]:
            _put(names, name, file)
        for name, file in names.items():
            if not name.endswith("-shm"):
                yield Path(name).name, file.after(way, mind)

    # -- the calls ------------------------------------------------------------------------------------

    def _openat(self, call: Call) -> None:
        texts = call.strings()
        if not texts:
            return
        path = texts[0].decode("utf-8", "surrogateescape")
        if path == self._root:
            self._handles[call.gave] = path, None
        if not path.startswith(self._root + "/"):
            return
        file = self.named.get(path)
        if file is None and "O_CREAT" in call.arguments:
            file = File()
            self._name(path, file)
        if file is not None:
            if "O_TRUNC" in call.arguments:
                file.since.append(Write(0, None))
            self._handles[call.gave] = path, file
            self._offsets[call.gave] = 0

    def _close(self, call: Call) -> None:
        self._handles.pop(call.number(0), None)

    def _pwrite64(self, call: Call) -> None:
        self._wrote(call, call.number(-1))

    def _write(self, call: Call) -> None:
        handle = call.number(0)
        if handle in self._handles:
            at = self._offsets.get(handle, 0)
            self._wrote(call, at)
            self._offsets[handle] = at + call.gave

    def _lseek(self, call: Call) -> None:
        self._offsets[call.number(0)] = call.gave

    def _ftruncate(self, call: Call) -> None:
        if (file := self._file(call)) is not None:
            file.since.append(Write(call.number(1), None))

    def _fsync(self, call: Call) -> None:
        path, file = self._handles.get(call.number(0), ("", None))
        if file is not None:
            file.sync()
        elif path:
            for name, renamed in self._renamed:
                _put(self._certain_names, name, renamed)
            self._renamed.clear()

    _fdatasync = _fsync

    def _unlink(self, call: Call) -> None:
        path = call.strings()[0].decode("utf-8", "surrogateescape")
        if path in self.named:
            self._name(path, None)

    _unlinkat = _unlink

    def _rename(self, call: Call) -> None:
        old, new = (text.decode("utf-8", "surrogateescape") for text in call.strings()[:2])
        file = self.named.get(old)
        if file is not None:
            self._name(new, file)
            self._name(old, None)

    _renameat = _renameat2 = _rename

    def _file(self, call: Call) -> File | None:
        return self._handles.get(call.number(0), ("", None))[1]

    def _wrote(self, call: Call, at: int) -> None:
        if (file := self._file(call)) is not None:
            file.since.append(Write(at, call.strings()[0][: call.gave]))
            self.written += 1

    def _name(self, path: str, file: File | None) -> None:
        _put(self.named, path, file)
        self._renamed.append((path, file))


def _put(names: dict[str, File], name: str, file: File | None) -> None:
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file
