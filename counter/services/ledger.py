"""The ledger (sổ kế toán kép): entries are added inside the transaction of the act they tell of, never changed.

Plain SQL: the schema itself refuses an entry whose lines do not sum to zero, a line without an entry, and a
cash line of a closed drawer.
"""

from counter.i18n import LOCAL_ZONE
from counter.models.instant import to_micros
from counter.models.ledger import Account
from counter.models.staff import StaffView
from counter.rules.ledger import Lines, must_balance
from counter.services.connection import Connection
from counter.services.transaction import Transaction


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
    """Add one balanced entry and return its id; None when nothing moved. ValueError when it does not balance."""
    if not lines:
        return None
    must_balance(lines)
    transaction.flush()
    connection = transaction.connection
    row = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM ledger_entry").fetchone()
    entry = int(row[0]) if row else 1
    connection.executemany(
        "INSERT INTO ledger_line (entry_id, position, account, drawer_id, dossier_id, fee_kind, amount)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (entry, position, line.account.value, line.drawer_id, line.dossier_id, line.fee_kind, line.amount)
            for position, line in enumerate(lines)
        ],
    )
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


def balance(connection: Connection, account: Account, drawer_id: int | None = None) -> int:
    """What an account holds, or the cash of one drawer, in đồng."""
    of_drawer = "" if drawer_id is None else " AND drawer_id = ?"
    row = connection.execute(
        f"SELECT coalesce(sum(amount), 0) FROM ledger_line WHERE account = ?{of_drawer}",
        (account.value,) if drawer_id is None else (account.value, drawer_id),
    ).fetchone()
    return int(row[0]) if row else 0
