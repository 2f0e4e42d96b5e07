"""The chain of the audit trail (chuỗi nhật ký): every write seals what it did to the seal of the one before.

A seal stands for one transaction. It holds the digest of every row the transaction left, its events among
them, or null for a row that it took away, as canonical JSON; and the SHA-256 over that and the seal before.
Which rows those are is told by temporary triggers that only the writing connection has: they see plain SQL
and the ORM alike, and no statement can forget to tell. `counter.services.verify.verify_chain` compares;
`services.chain.anchors` carries heads out of the store, for whoever writes past this program can write a
new chain to its end.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, Protocol, cast

from counter.models.canonical import canonical
from counter.services.chain.chain_rows import SCHEMA, Key, Shape, digest, key_text, shapes
from counter.services.store.connection import Connection, SqlValue

NOTHING_BEFORE = "0" * 64
EVENTS = "audit_event"
BEGUN = "chain.begun"  # chained from here: what was before was sealed as it was found
ROWS_AT_ONCE = 20_000
MANY = 100  # rows of one table: from here on they are asked for together

Digests = dict[str, dict[str, str | None]]


_WATCHING = "SELECT name FROM sqlite_temp_schema WHERE name LIKE 'touched\\_%' ESCAPE '\\'"


class Head(NamedTuple):
    """Where the chain ends: the last event sealed, and the seal."""

    seq: int
    hash: str


class Broken(RuntimeError):
    """A write touched a row and left no event, or its event twice: a fault of the program."""


class _Functions(Protocol):
    def create_function(self, name: str, narg: int, func: Callable[..., None] | None, /) -> None: ...


class Watch:
    """Which rows the write in progress has touched. One for each writing connection, used by one thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._touched: set[tuple[SqlValue, ...]] = set()
        self._shapes: dict[str, Shape] = {}
        self._roots: dict[str, int] = {}

    def begin(self) -> None:
        """Forget what an earlier write touched; the first time, begin to watch. Not inside a transaction."""
        self._touched.clear()
        if not self._shapes:
            self._shapes, self._roots = shapes(self._connection), _roots(self._connection)
            _watch(self._connection, self._shapes.values(), self._told)

    @property
    def touched(self) -> frozenset[tuple[SqlValue, ...]]:
        """The rows the write in progress has touched: table, then the key."""
        return frozenset(self._touched)

    def seal(self) -> None:
        """Add the seal of what this write did. Broken when no event is among it."""
        if self._touched:
            _add(self._connection, _digests(self._connection, self._shapes, self._touched))

    def seal_with_schema(self) -> None:
        """The same after a migration, with the schema, and with all rows of a table that was made anew."""
        known = self._shapes = shapes(self._connection)
        touched = {row for row in self._touched if row[0] in known}
        roots = _roots(self._connection)
        anew = [table for table in known if roots.get(table) != self._roots.get(table)]
        for table in (SCHEMA, *anew):
            touched.update((table, *key) for key in self._connection.execute(known[table].all_keys))
        _add(self._connection, _digests(self._connection, known, touched))

    def end(self) -> None:
        """Watch no more: somebody else will, on the same connection."""
        for (name,) in self._connection.execute(_WATCHING).fetchall():
            self._connection.execute(f'DROP TRIGGER temp."{name}"')
        self._shapes = {}

    def _told(self, *row: SqlValue) -> None:
        self._touched.add(row)


def head(connection: Connection) -> Head:
    """The newest seal; 0 and zeros for a store that has none."""
    row = connection.execute("SELECT seq, hash FROM audit_seal ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(0, NOTHING_BEFORE) if row is None else Head(int(row[0]), str(row[1]))


def sealing(connection: Connection, seq: int) -> Head:
    """The seal that an event stands in. LookupError for an event that none covers."""
    row = connection.execute(
        "SELECT seq, hash FROM audit_seal WHERE seq >= ?1 ORDER BY seq LIMIT 1", (seq,)
    ).fetchone()
    if row is None:
        raise LookupError(seq)
    return Head(int(row[0]), str(row[1]))


def hash_of(seq: int, previous: str, rows: str) -> str:
    """The hash of a seal, in hex. `rows`: its digests as canonical JSON, taken as they are written."""
    said = f'{{"previous":"{previous}","rows":{rows},"seq":{seq}}}'
    return hashlib.sha256(f"counter.seal.1\n{said}".encode()).hexdigest()


def seal_existing(connection: Connection, mark: Callable[[int], int]) -> None:
    """Seal every row there is, once, when the chain begins in an older store, and the schema with them.

    `mark` writes an event that says of how many rows, and returns its place: each seal needs one.
    """
    for batch in _batches(connection):
        seq = mark(sum(len(rows) for rows in batch.values()))
        _add(connection, _with_event(connection, batch, seq))


def _with_event(connection: Connection, batch: Digests, seq: int) -> Digests:
    shape = shapes(connection)[EVENTS]
    batch.setdefault(EVENTS, {})[str(seq)] = _digest(connection, shape, (seq,))
    return batch


def _batches(connection: Connection) -> Iterator[Digests]:
    batch: Digests = {}
    waiting = 0
    last = connection.execute("SELECT coalesce(max(seq), 0) FROM audit_event").fetchone()
    for table, shape in shapes(connection).items():
        for *key, said in connection.execute(shape.every):
            if table == EVENTS and last is not None and int(key[0]) > last[0]:
                break  # a mark of this very work, sealed with its rows
            batch.setdefault(table, {})[key_text(tuple(key))] = digest(table, said)
            waiting += 1
            if waiting == ROWS_AT_ONCE:
                yield batch
                batch, waiting = {}, 0
    yield batch


def _add(connection: Connection, digests: Digests) -> None:
    events = [int(seq) for seq in digests.get(EVENTS, {})]
    if not events:
        raise Broken("rows without an event")
    before, seq, rows = head(connection), max(events), canonical(digests)
    connection.execute(
        "INSERT INTO audit_seal (seq, rows, hash) VALUES (?1, ?2, ?3)",
        (seq, rows, hash_of(seq, before.hash, rows)),
    )


def _digests(
    connection: Connection, known: dict[str, Shape], touched: Iterable[tuple[SqlValue, ...]]
) -> Digests:
    keys: dict[str, list[Key]] = {}
    for row in touched:
        keys.setdefault(str(row[0]), []).append(row[1:])
    return {table: _of_table(connection, known[table], of) for table, of in keys.items()}


def _of_table(connection: Connection, shape: Shape, keys: list[Key]) -> dict[str, str | None]:
    """The digests of these rows: one by one, or of a bulk load with one question for many."""
    if len(keys) < MANY:
        return {key_text(key): _digest(connection, shape, key) for key in keys}
    found: dict[str, str | None] = dict.fromkeys(map(key_text, keys))
    first = list({key[0] for key in keys})
    for start in range(0, len(first), ROWS_AT_ONCE):
        asked = canonical(first[start : start + ROWS_AT_ONCE])
        for row in connection.execute(shape.of_first, (asked,)):
            key = key_text(row[:-1])
            if key in found:  # of a key of several columns its neighbours come too
                found[key] = digest(shape.table, row[-1])
    return found


def _digest(connection: Connection, shape: Shape, key: Key) -> str | None:
    row = connection.execute(shape.one, key).fetchone()
    return None if row is None else digest(shape.table, row[0])


def _roots(connection: Connection) -> dict[str, int]:
    """Where each table lies in the file: a table that was rebuilt lies elsewhere."""
    rows = connection.execute("SELECT name, rootpage FROM sqlite_schema WHERE type = 'table'")
    return {str(name): int(page) for name, page in rows}


def _watch(connection: Connection, known: Iterable[Shape], told: Callable[..., None]) -> None:
    cast(_Functions, connection).create_function("counter_touched", -1, told)
    connection.execute("BEGIN")
    for shape in known:
        if shape.table == SCHEMA:
            continue
        new = ", ".join(f'NEW."{name}"' for name in shape.keys)
        old = new.replace("NEW.", "OLD.")
        for what, rows in (("INSERT", (new,)), ("UPDATE", (old, new)), ("DELETE", (old,))):
            calls = " ".join(f"SELECT counter_touched('{shape.table}', {row});" for row in rows)
            connection.execute(
                f'CREATE TEMP TRIGGER "touched_{shape.table}_{what}" AFTER {what} ON main."{shape.table}"'
                f" BEGIN {calls} END"
            )
    connection.execute("COMMIT")
