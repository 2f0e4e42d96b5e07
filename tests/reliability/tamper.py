"""G12: what somebody changed past the program is named to the row, or to the head it does not hold against.

The tampering is made with a database tool's means: guards dropped and put back, no constraint in the way; the
worst also writes every seal anew. The twin looks with the chain switched off, at all the other checks.
"""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from counter.models.canonical import canonical
from counter.rules.anchors import code_of
from counter.services.chain import anchors, chain
from counter.services.chain.chain_rows import Key, Shape, digest, key_text, shapes
from counter.services.practice.practice import Plan, fill_file
from counter.services.store.connection import Connection, SqlValue, connect
from counter.services.store.store import Store
from counter.services.verify.verify import checks
from counter.services.verify.verify_chain import named, rows, seals
from tests.reliability.frame import Line, Run, Twin, first

CHAIN = {"audit_chain", "audit_rows", "audit_heads"}
PLAN = Plan(residents=120, dossiers=300, seed=12, until=date(2026, 11, 25))
READ = "SELECT {column} FROM {table} WHERE {where}"
CHANGE = "UPDATE {table} SET {column} = ? WHERE {where}"
TAKE = "DELETE FROM {table} WHERE {where}"
COPY = "INSERT INTO {table} ({into}) SELECT {of} FROM {table} WHERE {where}"


@dataclass(frozen=True)
class Tampered:
    """What was done, and what has to be named: rows, or "head" for what only a head shows."""

    what: str
    expected: frozenset[str]


Way = Callable[[Connection, random.Random], Tampered]


def lines(run: Run) -> Iterator[Line]:
    """Sixty ways in the full profile, twelve in the smoke one."""
    ward = run.home / "ward.db"
    fill_file(ward, PLAN)
    with Store.open(ward, practice=True) as store:
        head = code_of(anchors.current(store))
        sound = [check.name for check in checks(store) if check.failed]
    anchors_file = ward.with_name(ward.name + anchors.BESIDE)
    anchors_file.unlink()  # the attacker's too; the code on paper is not
    mind, missed, unseen = run.mind("tamper"), [*sound], 0
    tries, twins = run.of(60, 12), run.of(60, 4)
    for number in range(tries):
        way = WAYS[number % len(WAYS)]
        path = Path(shutil.copy(ward, run.home / f"t{number}.db"))
        done = spoil(path, way, mind)
        found = looked_at(path, head)
        if not done.expected <= found:
            missed.append(f"{done.what}: {sorted(done.expected - found)[:3]} not among {sorted(found)[:3]}")
        if number < twins:
            unseen += _unseen(path)
        path.unlink()
    twin = Twin(what="without the chain", tried=twins, found=unseen)
    yield Line(
        name="tampering named", goal="G12", tried=tries, failed=len(missed), seed=run.seed, twin=twin,
        first=first(missed),
    )  # fmt: skip


def _unseen(path: Path) -> bool:
    """The twin: whether every other check is content."""
    with Store.open(path, practice=True) as store:
        return not any(check.failed for check in checks(store) if check.name not in CHAIN)


def looked_at(path: Path, code: str, store_key: str | None = None) -> set[str]:
    """Everything the chain names in a file, and "head" when it does not hold against the code on paper."""
    connection = connect(path, store_key)
    try:
        found = {row for _, row in (*seals(connection), *rows(connection))}
        if any(anchors.failures(connection, anchors.given(code))):
            found.add("head")
        return found
    finally:
        connection.close()


def spoil(path: Path, way: Way, mind: random.Random, store_key: str | None = None) -> Tampered:
    """Change a file past every guard, and put the guards back."""
    connection = connect(path, store_key)
    try:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        done = way(connection, mind)
        for _, made in guards:
            connection.execute(made)
        return done
    finally:
        connection.close()


# -- the ways ---------------------------------------------------------------------------------


def edited(connection: Connection, mind: random.Random) -> Tampered:
    """One value of one row of any table, to another of its type."""
    shape, key = _some_row(connection, mind)
    columns = _columns(connection, shape)
    where = _where(shape)
    for column in mind.sample(columns, len(columns)):
        old = connection.execute(READ.format(column=column, table=shape.table, where=where), key).fetchone()
        if old is None or isinstance(old[0], bytes):
            continue
        statement = CHANGE.format(column=column, table=shape.table, where=where)
        connection.execute(statement, (_other(old[0]), *key))
        return Tampered(f"edit of {shape.table}.{column}", frozenset({named(shape.table, key)}))
    raise AssertionError(f"{shape.table} has nothing to edit")


def deleted(connection: Connection, mind: random.Random) -> Tampered:
    """One row of any table."""
    shape, key = _some_row(connection, mind)
    connection.execute(TAKE.format(table=shape.table, where=_where(shape)), key)
    return Tampered(f"{shape.table} less a row", frozenset({named(shape.table, key)}))


def inserted(connection: Connection, mind: random.Random) -> Tampered:
    """A copy of a row under a new number."""
    while True:
        shape, key = _some_row(connection, mind)
        if len(shape.keys) == 1 and isinstance(key[0], int):
            break
    new = 10_000_000 + mind.randrange(1000)
    columns = [*shape.keys, *_columns(connection, shape)]
    unique = _unique(connection, shape)
    other = {"TEXT": "{} || '{}'", "INTEGER": "{} + {}"}
    values = [
        str(new) if c in shape.keys else other[unique[c]].format(c, new) if c in unique else c
        for c in columns
    ]
    into, of = ", ".join(columns), ", ".join(values)
    connection.execute(COPY.format(table=shape.table, into=into, of=of, where=_where(shape)), key)
    return Tampered(f"{shape.table} more a row", frozenset({named(shape.table, (new,))}))


def moved(connection: Connection, mind: random.Random) -> Tampered:
    """Two events change places: what was done first seems to have been done later."""
    last = chain.head(connection).seq
    one, other = mind.sample(range(2, last), 2)
    for old, new in ((one, -7), (other, one), (-7, other)):
        connection.execute("UPDATE audit_event SET seq = ? WHERE seq = ?", (new, old))
    return Tampered("events moved", frozenset({f"audit_event {one}", f"audit_event {other}"}))


def cut(connection: Connection, mind: random.Random) -> Tampered:
    """The last seal, its events, and every row that only it knows."""
    seqs = [int(row[0]) for row in connection.execute("SELECT seq FROM audit_seal ORDER BY seq")]
    before = seqs[-2]
    connection.execute("DELETE FROM audit_seal WHERE seq > ?", (before,))
    connection.execute("DELETE FROM audit_event WHERE seq > ?", (before,))
    _as_sealed(connection)
    return Tampered("tail cut", frozenset({"head"}))


def recomputed(connection: Connection, mind: random.Random) -> Tampered:
    """One value edited, and then every seal written anew, so that the chain is whole in itself."""
    done = edited(connection, mind)
    resealed(connection)
    return Tampered(f"{done.what}, chain written anew", frozenset({"head"}))


WAYS = (edited, deleted, inserted, moved, cut, recomputed)


def _as_sealed(connection: Connection) -> None:
    """Every row that no seal knows any more goes too: nothing is left for the chain to see."""
    resealed(connection)


def resealed(connection: Connection) -> None:
    """The last seal says of every row what it is now, the others say nothing but their events."""
    known = shapes(connection)
    digests: dict[str, dict[str, str | None]] = {
        table: {key_text(tuple(key)): digest(table, said) for *key, said in connection.execute(shape.every)}
        for table, shape in known.items()
    }
    seqs = [int(row[0]) for row in connection.execute("SELECT seq FROM audit_seal ORDER BY seq")]
    previous = chain.NOTHING_BEFORE
    for seq in seqs:
        text = canonical(digests if seq == seqs[-1] else {chain.EVENTS: {}})
        previous = chain.hash_of(seq, previous, text)
        connection.execute("UPDATE audit_seal SET rows = ?, hash = ? WHERE seq = ?", (text, previous, seq))


def _some_row(connection: Connection, mind: random.Random) -> tuple[Shape, Key]:
    known = [shape for shape in shapes(connection).values() if shape.table != "sqlite_schema"]
    while True:
        shape = mind.choice(known)
        keys = connection.execute(shape.all_keys).fetchall()
        if keys:
            return shape, tuple(mind.choice(keys))


def _columns(connection: Connection, shape: Shape) -> list[str]:
    found = connection.execute("SELECT name FROM pragma_table_info(?) WHERE pk = 0", (shape.table,))
    return [str(row[0]) for row in found]


def _unique(connection: Connection, shape: Shape) -> dict[str, str]:
    """Columns that a copy must differ in, with their types."""
    found = connection.execute(
        "SELECT DISTINCT i.name, c.type FROM pragma_index_list(?1) l JOIN pragma_index_info(l.name) i"
        ' JOIN pragma_table_info(?1) c ON c.name = i.name WHERE l."unique"',
        (shape.table,),
    )
    return {str(name): str(kind) for name, kind in found}


def _where(shape: Shape) -> str:
    return " AND ".join(f"{name} = ?" for name in shape.keys)


def _other(value: SqlValue) -> SqlValue:
    if isinstance(value, int):
        return value + 1
    if isinstance(value, bytes):
        return value + b" "
    return 1 if value is None else f"{value} "
