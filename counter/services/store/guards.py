"""The one way past the guards of append-only tables: inside a deletion, for the time of the transaction.

A guard is taken away and put back letter for letter, in the same transaction: no other connection ever sees
the store without it, and a kill in between leaves it where it was. `counter verify` compares all of them.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from counter.services.migrations.script import triggers
from counter.services.store.connection import Connection

_KINDS = ("no_update", "no_delete", "ends_once")


@lru_cache(maxsize=1)
def _shipped() -> dict[str, str]:
    return triggers()


@contextmanager
def lifted(connection: Connection, tables: Iterable[str]) -> Iterator[None]:
    """Let rows of these tables be changed and deleted within the block; only inside a write."""
    if not connection.in_transaction:
        raise RuntimeError("guards are lifted inside a transaction only")
    shipped = _shipped()
    names = [
        name for table in sorted(set(tables)) for kind in _KINDS if (name := f"{table}_{kind}") in shipped
    ]
    for name in names:
        connection.execute(f"DROP TRIGGER {name}")
    yield
    for name in names:
        connection.execute(shipped[name])
