"""Heads of the chain that leave the store (mốc niêm): on hand-over sheets, in back-ups, beside files.

Whoever writes past this program can cut the chain's end off, or write all of it anew, and it looks whole. It
does not hold against a head that left before. Each one is noted in a file beside the store too, which
`counter verify` looks at by itself; paper and sticks are out of the reach of who changes that as well.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from counter import on_disk
from counter.errors import StoreError
from counter.i18n import written
from counter.models.anchor import Anchor, ClosingAnchor
from counter.models.instant import from_micros
from counter.models.till import DrawerSheet
from counter.rules.anchors import HASH_DIGITS, code_of, read_code, read_texts, text_of
from counter.services.chain import chain
from counter.services.store.connection import Connection
from counter.services.store.store import Store

CLOSED = "drawer.event.closed"
BESIDE = ".niem"  # what is put beside a file that leaves
_MOST_BYTES = 64 << 20

Failure = tuple[str, dict[str, str | int]]


def current(store: Store) -> Anchor:
    """The newest head, signed and noted."""
    with store.query() as connection:
        head = chain.head(connection)
    return signed(store, head)


def on_sheet(store: Store, sheet: DrawerSheet) -> DrawerSheet:
    """The sheet with the head that its closing was sealed in: the same at every print."""
    with store.query() as connection:
        row = connection.execute(_CLOSING, (str(sheet.drawer.id), CLOSED)).fetchone()
        if row is None or row[0] is None:
            return sheet
        head = chain.sealing(connection, int(row[0]))
    anchor = signed(store, head)
    return replace(sheet, seal=code_of(anchor), seal_text=text_of(anchor))


def put_beside(store: Store, file: Path) -> Path:
    """Write the newest head beside a file that leaves this machine. OSError of the disk."""
    path = file.with_name(file.name + BESIDE)
    on_disk.write(path, f"{text_of(current(store))}\n".encode("ascii"))
    return path


def closings(connection: Connection) -> Iterator[ClosingAnchor]:
    """What each hand-over sheet must show, the oldest first: to be held against the signed papers."""
    for drawer_id, at, seq in connection.execute(_CLOSINGS, (CLOSED,)):
        head = chain.sealing(connection, int(seq))
        yield ClosingAnchor(int(drawer_id), written(from_micros(at)), code_of(Anchor(*head)))


def given(said: str) -> tuple[Anchor, ...]:
    """The heads that a code, a long text or a file holds; () when it is none of these.

    StoreError `verify.anchor_file` for a file that cannot be read.
    """
    if (anchor := read_code(said)) is not None:
        return (anchor,)
    if found := read_texts(said):
        return found
    path = Path(said)
    if not path.is_file():
        return ()
    return _in_file(path)


def noted(store: Path) -> tuple[Anchor, ...]:
    """The heads this machine has given out from a store."""
    path = notes_of(store)
    return _in_file(path) if path.is_file() else ()


def failures(connection: Connection, anchors: tuple[Anchor, ...]) -> Iterator[Failure]:
    """Each head that the chain does not hold any more, with what follows from it."""
    last = chain.head(connection).seq
    for anchor in anchors:
        row = connection.execute("SELECT hash FROM audit_seal WHERE seq = ?1", (anchor.seq,)).fetchone()
        params: dict[str, str | int] = {"code": code_of(anchor), "seq": anchor.seq, "last": last}
        if anchor.signature and not _genuine(anchor):
            yield "verify.anchor.forged", params
        elif row is None and anchor.seq > last:
            yield "verify.anchor.cut", params
        elif row is None or not _same(str(row[0]), anchor.hash):
            yield "verify.anchor.other", params


_CLOSING = "SELECT max(seq) FROM audit_event WHERE subject_kind = 'drawer' AND subject_id = ?1 AND event = ?2"
_CLOSINGS = (
    "SELECT subject_id, max(at), max(seq) FROM audit_event WHERE subject_kind = 'drawer' AND event = ?1"
    " GROUP BY subject_id ORDER BY max(seq)"
)


def _same(stored: str, said: str) -> bool:
    return len(said) >= HASH_DIGITS and stored.startswith(said)


def signed(store: Store, head: chain.Head) -> Anchor:
    """A head that leaves the store, noted beside it.

    Signed where it can be: on a full or read-only disk a drawer is closed all the same.
    """
    from counter.services.chain import device_key  # 50 ms that only a head pays for

    try:
        anchor = device_key.sign(store.path, head.seq, head.hash)
        _note(store.path, anchor)
    except (OSError, StoreError):
        return Anchor(head.seq, head.hash)
    return anchor


def _genuine(anchor: Anchor) -> bool:
    from counter.services.chain import device_key

    return device_key.genuine(anchor)


def notes_of(store: Path) -> Path:
    """Where the heads are noted that this machine has given out."""
    return store.with_name(f"{store.name}{BESIDE}")


def _note(store: Path, anchor: Anchor) -> None:
    if anchor in noted(store):
        return
    path = notes_of(store)
    with path.open("a", encoding="ascii") as file:
        file.write(text_of(anchor) + "\n")
    path.chmod(0o600)


def _in_file(path: Path) -> tuple[Anchor, ...]:
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("ascii", "replace")
    except OSError as fault:
        raise StoreError("verify.anchor_file", file=path.name) from fault
    return read_texts(text)
