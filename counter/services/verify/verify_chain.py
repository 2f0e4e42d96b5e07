"""What `counter verify` looks at of the chain: every seal follows the one before, and every covered row is as
its last seal left it. So a row that was edited, deleted or put in past the program is named by table and key.

The rows are gone through from the newest seal back, for the newest one that names a row is what counts. What
is kept meanwhile is a bit for each row, so that five million events fit.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import cast

from counter.services.chain import chain_emptied
from counter.services.chain.chain import EVENTS, NOTHING_BEFORE, hash_of
from counter.services.chain.chain_rows import Key, Shape, digest, key_of, key_text, shapes
from counter.services.store.connection import Connection

Failures = Iterator[tuple[str, str]]
"""What happened, as a message id says it, and the row it happened to."""

EDITED, GONE, STRANGE, BROKEN, TORN = (
    "verify.row.edited",
    "verify.row.gone",
    "verify.row.strange",
    "verify.row.unreadable",
    "verify.row.torn",
)
_WIDE = 64  # positions in one list that have a bit of their own
_MOST_BITS = 1 << 30


class _Seen:
    """A set of keys of one table: bits for numbers and short lists of numbers, a set for all else."""

    def __init__(self) -> None:
        self.count = 0
        self._bits = bytearray()
        self._others: set[str] = set()

    def add(self, text: str) -> bool:
        """Whether the key was new."""
        place = _place(text)
        if place is None:
            if text in self._others:
                return False
            self._others.add(text)
            return True
        byte, bit = place >> 3, 1 << (place & 7)
        if byte >= len(self._bits):
            self._bits.extend(bytes(byte + 4096 - len(self._bits)))
        if self._bits[byte] & bit:
            return False
        self._bits[byte] |= bit
        return True

    def __contains__(self, text: str) -> bool:
        place = _place(text)
        if place is None:
            return text in self._others
        byte = place >> 3
        return byte < len(self._bits) and bool(self._bits[byte] & 1 << (place & 7))


def seals(connection: Connection) -> Failures:
    """Every seal whose hash is not the one over its rows and the seal before it.

    One that a deletion emptied keeps its hash, and what is left of it is what the deletion left.
    """
    previous = computed = NOTHING_BEFORE
    emptied = chain_emptied.known(connection)
    for seq, rows, stored in connection.execute("SELECT seq, rows, hash FROM audit_seal ORDER BY seq"):
        if seq in emptied:
            computed, left = emptied[seq]
            if stored != computed or chain_emptied.left_digest(seq, rows) != left:
                yield TORN, f"audit_seal {seq}"
            previous = stored
            continue
        made = hash_of(seq, previous, rows)
        if made != stored and hash_of(seq, computed, rows) == stored:
            made = stored  # the hash of the one before was written over, and it was named
        if made != stored:
            yield TORN, f"audit_seal {seq}"
        previous, computed = stored, made


def rows(connection: Connection) -> Failures:
    """Every covered row that is not as its newest seal says, and those that no seal knows."""
    known = shapes(connection)
    seen = {table: _Seen() for table in known}
    for seq, text in connection.execute("SELECT seq, rows FROM audit_seal ORDER BY seq DESC"):
        sealed = _read(text)
        if sealed is None:
            yield BROKEN, f"audit_seal {seq}"
            continue
        for table, digests in sealed.items():
            if table in known:  # else a migration took the table away, and the schema is covered itself
                yield from _compared(connection, known[table], seen[table], digests)
    for table, shape in known.items():
        row = connection.execute(shape.count).fetchone()
        if row is None or row[0] != seen[table].count:
            for key in connection.execute(shape.all_keys):
                if key_text(key) not in seen[table]:
                    yield STRANGE, named(table, key)
    yield from _contents(connection)


def _contents(connection: Connection) -> Failures:
    """Every file whose bytes are not those its row names: a seal holds the name, which is their SHA-256."""
    for name, content in connection.execute("SELECT digest, content FROM attachment_content"):
        if hashlib.sha256(content).hexdigest() != name:
            yield EDITED, f"attachment_content {name}"


def tried(connection: Connection) -> int:
    """How many rows are covered."""
    counts = (connection.execute(shape.count).fetchone() for shape in shapes(connection).values())
    return sum(int(row[0]) for row in counts if row is not None)


def named(table: str, key: Key) -> str:
    """A row as the check names it: table and key, never a person's data."""
    return f"{table} {'/'.join(str(part) for part in key)}"


def _compared(
    connection: Connection, shape: Shape, seen: _Seen, digests: Mapping[str, str | None]
) -> Failures:
    for text, sealed in digests.items():
        if not seen.add(text):
            continue
        try:
            key = key_of(text, len(shape.keys))
        except ValueError:
            yield BROKEN, f"{shape.table} {text}"
            continue
        row = connection.execute(shape.one, key).fetchone()
        found = None if row is None else digest(shape.table, row[0])
        seen.count += found is not None
        if found != sealed:
            yield (GONE if found is None else STRANGE if sealed is None else EDITED), named(shape.table, key)


def _read(text: str) -> dict[str, dict[str, str | None]] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict) or not all(isinstance(part, dict) for part in found.values()):
        return None
    if EVENTS not in found:
        return None
    return cast(dict[str, dict[str, str | None]], found)


def _place(text: str) -> int | None:
    """The bit of a key: of `12` and of `[12,3]`; None for another."""
    if text.isdecimal() and text.isascii():
        number = int(text)
        return number if number < _MOST_BITS else None
    first, comma, last = text[1:-1].partition(",")
    if comma and text[0] == "[" and first.isdecimal() and last.isdecimal() and text.isascii():
        number = int(first) * _WIDE + int(last)
        return number if int(last) < _WIDE and number < _MOST_BITS else None
    return None
