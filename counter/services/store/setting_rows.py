"""The table of settings in plain SQL: one value under one key, with who changed it last."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from counter.models.canonical import canonical
from counter.models.instant import to_micros
from counter.models.staff import StaffView
from counter.services.store.transaction import Transaction

if TYPE_CHECKING:
    from counter.services.store.connection import Connection

_KEEP: Final = (
    "INSERT INTO setting (key, value, updated_at, updated_by) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at,"
    " updated_by = excluded.updated_by"
)


def stored(connection: "Connection", key: str) -> str:
    """The value under a key as JSON; "" when there is none."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def keep(transaction: Transaction, actor: StaffView | None, values: Mapping[str, object]) -> None:
    """Write values under their keys, over what stands there. `actor` None: the program itself."""
    now, by = to_micros(transaction.now), actor.id if actor else None
    transaction.connection.executemany(
        _KEEP, [(key, canonical(value), now, by) for key, value in values.items()]
    )
