"""The made-up ledger: entries as `ledger.post` writes them, and what the accounts hold so far."""

from collections import defaultdict
from datetime import datetime

from counter.models.instant import to_micros
from counter.models.ledger import Account
from counter.models.staff import StaffView
from counter.rules.ledger import Lines
from counter.services.practice.practice_rows import Rows


class Ledger:
    """Entries in the order of time."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._last = 0
        self._holds: defaultdict[tuple[Account, int | None], int] = defaultdict(int)

    def post(
        self,
        at: datetime,
        who: StaffView,
        kind: str,
        lines: Lines,
        operation: str,
        *,
        payment_id: int | None = None,
        drawer_id: int | None = None,
        note: str = "",
    ) -> None:
        """One entry; nothing for an act that moves nothing."""
        if not lines:
            return
        self._last += 1
        for position, line in enumerate(lines):
            self._holds[line.account, line.drawer_id] += line.amount
            self._rows.add(
                "ledger_line", self._last, position, line.account.value, line.drawer_id, line.dossier_id,
                line.fee_kind, line.amount,
            )  # fmt: skip
        self._rows.add(
            "ledger_entry", self._last, to_micros(at), at.date().isoformat(), kind, payment_id, drawer_id,
            who.id, operation, note,
        )  # fmt: skip

    def balance(self, account: Account, drawer_id: int | None = None) -> int:
        """What an account holds, or the cash of one drawer, in đồng."""
        return self._holds[account, drawer_id]
