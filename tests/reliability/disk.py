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

from tests.reliability.strace import UNKNOWN, Call

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


@dataclass(slots=True)
class Folder:
    """Names, as the program sees them, those that are certain, and what was renamed since, in order."""

    named: dict[str, "Node"] = field(default_factory=dict)
    certain: dict[str, "Node"] = field(default_factory=dict)
    since: list[tuple[str, "Node | None"]] = field(default_factory=list)

    def put(self, name: str, node: "Node | None") -> None:
        """A name for something, or (None) for nothing any more."""
        _put(self.named, name, node)
        self.since.append((name, node))

    def sync(self) -> None:
        """All names so far are certain; what lies behind them need not be."""
        for name, node in self.since:
            _put(self.certain, name, node)
        self.since.clear()

    def after(self, way: Way, mind: random.Random) -> Iterator[tuple[str, "bytes | bytearray | None"]]:
        """Paths within it and contents after a cut, None for a folder. The lock file is made anew."""
        names = dict(self.certain)
        kept = 0 if way is Way.DROP else mind.randrange(len(self.since) + 1)
        for name, node in self.since[:kept]:
            _put(names, name, node)
        for name, node in names.items():
            if isinstance(node, Folder):
                yield name, None
                for below, content in node.after(way, mind):
                    yield f"{name}/{below}", content
            elif not name.endswith("-shm"):
                yield name, node.after(way, mind)


Node = File | Folder


def _put(names: dict[str, Node], name: str, node: Node | None) -> None:
    if node is None:
        names.pop(name, None)
    else:
        names[name] = node


class Disk:
    """What lies below one folder, fed with the calls of a trace."""

    def __init__(self, root: Path, morning: Path) -> None:
        """`root` as the calls name it; `morning`: a copy of it from before the first call."""
        self._root = root
        self._handles: dict[int, Node] = {}
        self._offsets: dict[int, int] = {}
        self.top = _as_it_is(morning)

    def feed(self, call: Call) -> None:
        """One more call. RuntimeError for one that writes in a way that is not known here."""
        if call.name in UNKNOWN and call.number(UNKNOWN[call.name]) in self._handles:
            raise RuntimeError(f"{call.name} writes in a way that is not followed")
        handle = getattr(self, f"_{call.name}", None)
        if handle is not None:
            handle(call)

    def after(self, way: Way, mind: random.Random) -> Iterator[tuple[str, bytes | bytearray | None]]:
        """Paths and contents after a cut now."""
        return self.top.after(way, mind)

    # -- the calls ------------------------------------------------------------------------------------

    def _openat(self, call: Call) -> None:
        texts = call.strings()
        place = self._place(texts[0]) if texts else None
        within = self._handles.get(call.number(0)) if call.arguments[0].isdigit() else None
        if isinstance(within, Folder) and texts:
            place = within, texts[0].decode("utf-8", "surrogateescape")
        if place is None:
            return
        folder, name = place
        node = folder.named.get(name) if name else folder
        if node is None and "O_CREAT" in call.arguments:
            node = File()
            folder.put(name, node)
        if node is not None:
            if isinstance(node, File) and "O_TRUNC" in call.arguments:
                node.since.append(Write(0, None))
            self._handles[call.gave] = node
            self._offsets[call.gave] = 0

    def _mkdir(self, call: Call) -> None:
        place = self._place(call.strings()[0])
        if place is not None:
            place[0].put(place[1], Folder())

    _mkdirat = _mkdir

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
        file = self._handles.get(call.number(0))
        if isinstance(file, File):
            file.since.append(Write(call.number(1), None))

    def _fsync(self, call: Call) -> None:
        node = self._handles.get(call.number(0))
        if node is not None:
            node.sync()

    _fdatasync = _fsync

    def _unlink(self, call: Call) -> None:
        place = self._place(call.strings()[0])
        if place is not None and place[1] in place[0].named:
            place[0].put(place[1], None)

    _rmdir = _unlink

    def _unlinkat(self, call: Call) -> None:
        within = self._handles.get(call.number(0)) if call.arguments[0].isdigit() else None
        if isinstance(within, Folder):
            within.put(call.strings()[0].decode("utf-8", "surrogateescape"), None)
        else:
            self._unlink(call)

    def _rename(self, call: Call) -> None:
        old, new = (self._place(text) for text in call.strings()[:2])
        if old is None or new is None or old[1] not in old[0].named:
            return
        new[0].put(new[1], old[0].named[old[1]])
        old[0].put(old[1], None)

    _renameat = _renameat2 = _rename

    def _place(self, text: bytes) -> tuple[Folder, str] | None:
        """Folder and name of a path; None for one that is not below the root, or relative to a folder."""
        path = Path(text.decode("utf-8", "surrogateescape"))
        if path == self._root:
            return self.top, ""
        if not path.is_relative_to(self._root):
            return None
        folder = self.top
        for name in path.relative_to(self._root).parts[:-1]:
            below = folder.named.get(name)
            if not isinstance(below, Folder):
                return None
            folder = below
        return folder, path.name

    def _wrote(self, call: Call, at: int) -> None:
        file = self._handles.get(call.number(0))
        if isinstance(file, File):
            file.since.append(Write(at, call.strings()[0][: call.gave]))


def _as_it_is(place: Path) -> Folder:
    folder = Folder()
    for path in place.iterdir():
        folder.put(path.name, _as_it_is(path) if path.is_dir() else File(bytearray(path.read_bytes())))
    folder.sync()
    return folder
