"""The ledger (sổ kế toán kép): entries are added in the transaction of the act they tell of, never changed.

Plain SQL: the schema itself refuses an entry whose lines do not sum to zero, a line without an entry, and a
cash line of a closed drawer.
"""

from counter.i18n import LOCAL_ZONE
from counter.models.instant import to_micros
from counter.models.ledger import Account
from counter.models.staff import StaffView
from counter.rules.ledger import Lines, must_balance
from counter.services.store.connection import Connection, number_in
from counter.services.store.transaction import Transaction


def post(
    transaction: Transaction,
    actor: StaffView,
    kind: str,
    lines: Lines,
    *,
    operation: str,
    payment_id: int | None = None,
    drawer_id: int | None = None,
    note: str = "",
) -> int | None:
    """Add one entry and return its id; None when nothing moved. ValueError when it does not balance."""
    if not lines:
        return None
    must_balance(lines)
    transaction.flush()
    connection = transaction.connection
    entry = _add_lines(connection, lines)
    now = transaction.now
    connection.execute(
        "INSERT INTO ledger_entry (id, at, day, kind, payment_id, drawer_id, staff_id, operation, note)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry,
            to_micros(now),
            now.astimezone(LOCAL_ZONE).date().isoformat(),
            kind,
            payment_id,
            drawer_id,
            actor.id,
            operation,
            note,
        ),
    )
    return entry


def _add_lines(connection: Connection, lines: Lines) -> int:
    """Write the lines of the next entry, which the schema wants before it; the id it will have."""
    entry = number_in(connection, "SELECT coalesce(max(id), 0) + 1 FROM ledger_entry")
    connection.executemany(
        "INSERT INTO ledger_line (entry_id, position, account, drawer_id, dossier_id, fee_kind, amount)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (entry, position, line.account.value, line.drawer_id, line.dossier_id, line.fee_kind, line.amount)
            for position, line in enumerate(lines)
        ],
    )
    return entry


def balance(connection: Connection, account: Account, drawer_id: int | None = None) -> int:
    """What an account holds, or the cash of one drawer, in đồng."""
    if drawer_id is None:
        return number_in(connection, _BALANCE, account.value)
    return number_in(connection, _IN_DRAWER, account.value, drawer_id)


_BALANCE = "SELECT coalesce(sum(amount), 0) FROM ledger_line WHERE account = ?"
_IN_DRAWER = f"{_BALANCE} AND drawer_id = ?"
