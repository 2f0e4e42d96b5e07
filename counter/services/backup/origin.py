"""Which store a back-up is of: several counters may keep theirs in one folder of the ward.

A store is known by the first seal of its chain, which no later write changes, and by the salt it begins with
once it is encrypted, which stands in its key file too and needs no key to be read.
"""

import hashlib
import platform
from contextlib import suppress
from pathlib import Path

from counter import sealing
from counter.errors import CounterError
from counter.models.keys import SALT_BYTES
from counter.services.key.key_copies import candidates, looks_encrypted, read_text
from counter.services.store.connection import Connection, connect, in_words
from counter.services.store.store import Store

_FIRST = "SELECT hash FROM audit_seal ORDER BY seq LIMIT 1"
_MOST_KEY_BYTES = 64 * 1024


def origin_of(connection: Connection) -> str:
    """The id of a store and of every copy of it; "" for one in which nothing was ever written."""
    row = connection.execute(_FIRST).fetchone()
    return "" if row is None else hashlib.sha256(f"counter.store.1\n{row[0]}".encode()).hexdigest()[:32]


def writer_of(store: Store) -> str:
    """The id of a store on this machine: whose half-made back-ups are one's own."""
    with store.query() as connection:
        said = f"{origin_of(connection)}\n{platform.node()}\n{store.path}"
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def salts_of(place: Path) -> frozenset[bytes]:
    """The salts of the store at a place, of its key files and of the file itself; none for a plain store."""
    found = set[bytes]()
    with suppress(CounterError):
        found.update(one.salt for one in candidates(place))
    if not sealing.is_sealed(place) and looks_encrypted(place):  # never while it is open here
        with suppress(OSError), place.open("rb") as file:
            found.add(file.read(SALT_BYTES))
    return frozenset(found)


def newest_of_own(backups: list[Path], place: Path) -> Path | None:
    """The last of these back-ups that is of the store at a place, told without its key; None: of none."""
    salts, plain = salts_of(place), _plain_origin(place)
    return next((one for one in reversed(backups) if _is_of(one, salts, plain)), None)


def _is_of(backup: Path, salts: frozenset[bytes], plain: str) -> bool:
    from counter.services.backup.backup_brought import list_of

    if salts:
        return any(_salt(path) in salts for path in backup.glob("*-key"))
    with suppress(CounterError):
        return plain != "" and list_of(backup).origin == plain
    return False


def _salt(path: Path) -> bytes | None:
    with suppress(CounterError, OSError):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                return read_text(file.read(_MOST_KEY_BYTES + 1), path.name).salt
    return None


def _plain_origin(place: Path) -> str:
    """The id of a store that needs no key; "" for another. One that a program has open stays as it is."""
    if not place.is_file() or salts_of(place):
        return ""
    with suppress(CounterError), in_words(place):
        connection = connect(place, None, mode="ro")
        try:
            return origin_of(connection)
        finally:
            connection.close()
    return ""
