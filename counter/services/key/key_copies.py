"""The key file on the disk (tệp khoá), twice: without it nothing opens, and no paper helps.

    counter.db-key      the key file
    counter.db-key-2    the same once more: it holds no more than the first, and nothing that opens it alone

Whichever of them opens the store, the other is made like it. One that is damaged, or of another store, is put
aside under another name, never written over. A new passphrase takes the second away first: at no moment lies
one there that the old one opens beside one that it does not. What is made from a key file that another
program has replaced meanwhile is not written: it would bring the old passphrase, or the old paper, back.
"""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from counter import on_disk, sealing
from counter.errors import Conflict, StoreError
from counter.models.keys import SALT_BYTES
from counter.paths import key_path, key_spare

FORMAT, VERSION = "counter-key", 1
ASIDE = ".hong-"
MOST_BYTES = 64 * 1024  # no key file is as long
_PLAIN = b"SQLite format 3\x00"
_PAGE = 4096

Part = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class KeyText:
    """What one copy says: whose key, its wraps; the bytes and the name of the file."""

    salt: bytes
    wraps: Mapping[str, Part]
    content: bytes
    name: str


def key_text(salt: bytes, wraps: Mapping[str, Part]) -> bytes:
    """A key file as bytes."""
    whole = {"format": FORMAT, "version": VERSION, "store": salt.hex(), "wraps": dict(wraps)}
    return json.dumps(whole, indent=1, sort_keys=True).encode() + b"\n"


def read_text(content: bytes, name: str) -> KeyText:
    """Store id and wraps of a key file's text. StoreError `key.file_damaged`, `key.file_newer`."""
    try:
        whole = json.loads(content) if len(content) <= MOST_BYTES else None
        if not isinstance(whole, dict) or whole.get("format") != FORMAT:
            raise ValueError("format")
        if whole.get("version") != VERSION:
            raise StoreError("key.file_newer", file=name)
        salt, wraps = bytes.fromhex(str(whole["store"])), whole["wraps"]
        if len(salt) != SALT_BYTES or not isinstance(wraps, dict):
            raise ValueError("store")
        return KeyText(salt, {str(by): _part(part) for by, part in wraps.items()}, content, name)
    except (KeyError, ValueError, RecursionError) as fault:
        raise StoreError("key.file_damaged", file=name) from fault


def candidates(store: Path) -> tuple[KeyText, ...]:
    """The copies that may open the store, the first one first; never none.

    StoreError `key.file_missing`, `key.file_damaged`, `key.file_unreadable` of the first where neither is
    one; `key.file_foreign` when what lies there is of another store; `key.file_newer`.
    """
    of_store, found, faults = _salt_of(store), list[KeyText](), list[StoreError]()
    for path in (key_path(store), key_spare(store)):
        try:
            one = read_text(_bytes(path), path.name)
        except StoreError as fault:
            if fault.message_id == "key.file_newer":
                raise
            faults.append(fault)
            continue
        if of_store not in (None, one.salt):
            faults.insert(0, StoreError("key.file_foreign", file=path.name, store=store.name))
        elif all(one.content != other.content for other in found):
            found.append(one)
    if not found:
        raise faults[0]
    return tuple(found)


def write(store: Path, content: bytes) -> None:
    """Put the key file in its place, whole or not at all, and on the disk before this returns.

    StoreError `key.not_written`; an older key file then stays as it was.
    """
    path, spare = key_path(store), key_spare(store)
    try:
        spare.unlink(missing_ok=True)
        on_disk.sync_folder(spare.parent)
        on_disk.write(path, content)
    except OSError as fault:
        raise StoreError("key.not_written", file=path.name) from fault
    with contextlib.suppress(OSError):  # the next opening makes it
        on_disk.write(spare, content)


def replace(store: Path, seen: bytes, content: bytes) -> None:
    """As `write`, for what was made from the key file `seen`: only while that one lies there.

    Conflict `key.changed_meanwhile`; StoreError as `candidates` and `write`.
    """
    from counter.services.store.write_queue import turn  # the first screen does without the database

    with turn(store):
        if candidates(store)[0].content != seen:
            raise Conflict("key.changed_meanwhile")
        write(store, content)


def put(store: Path, content: bytes) -> None:
    """Put a key file that opens the store in the place of what does not, which is kept under another name.

    StoreError `key.not_written`.
    """
    try:
        for place in (key_path(store), key_spare(store)):
            _put_aside(place, None)
    except OSError as fault:
        raise StoreError("key.not_written", file=key_path(store).name) from fault
    write(store, content)


def settle(store: Path, opened: KeyText) -> bool:
    """Make both copies like the one that opened the store; whether the first one had to be put back.

    Nothing where it cannot be told whose they are, or the disk takes nothing.
    """
    if _salt_of(store) != opened.salt:
        return False
    path, spare = key_path(store), key_spare(store)
    back = False
    with contextlib.suppress(OSError):
        for place in (path, spare):
            if _lies(place) == opened.content:
                continue
            _put_aside(place, opened.salt)
            on_disk.write(place, opened.content)
            back = back or place == path
    return back


def looks_encrypted(store: Path) -> bool:
    """Whether a file without a key file may be an encrypted store. Never while the store is open here."""
    head = _head(store)
    if len(head) < SALT_BYTES or head == _PLAIN:
        return False
    with contextlib.suppress(OSError):
        return store.stat().st_size % _PAGE == 0
    return False


def _salt_of(store: Path) -> bytes | None:
    """The salt an encrypted store begins with: it says whose key file this is. None: it cannot be told.

    A store that is open here is not looked at: closing its file would drop the locks SQLite holds on it.
    """
    if sealing.is_sealed(store):
        return None
    head = _head(store)
    return head if len(head) == SALT_BYTES and head != _PLAIN else None


def _head(store: Path) -> bytes:
    try:
        with store.open("rb") as file:
            return file.read(SALT_BYTES)
    except (OSError, ValueError):
        return b""


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise StoreError("key.file_missing", file=path.name) from None
    except (OSError, ValueError) as fault:
        raise StoreError("key.file_unreadable", file=path.name) from fault


def _lies(path: Path) -> bytes | None:
    try:
        return _bytes(path)
    except StoreError:
        return None


def _put_aside(path: Path, salt: bytes | None) -> None:
    """Keep what is not this store's, or cannot be read, under another name. OSError."""
    if not os.path.lexists(path):
        return
    with contextlib.suppress(StoreError):
        if read_text(_bytes(path), path.name).salt == salt:
            return  # an older or another text of the same key: written over
    path.rename(next(_names(path)))


def _names(path: Path) -> Iterator[Path]:
    number = 1
    while True:
        place = path.with_name(f"{path.name}{ASIDE}{number}")
        if not os.path.lexists(place):
            yield place
        number += 1


def _part(value: object) -> Part:
    if not isinstance(value, dict):
        raise ValueError("wrap")
    return {str(name): item for name, item in value.items() if isinstance(item, str | int)}
