"""What must be at the Treasury (Kho bạc) in the next days, for the desk of who sees the till. No ORM.

`deposits.standing` tells every month of the store; this reads the entries of the last twelve months that are
over, so that the desk costs the same after ten years.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from counter.i18n import local
from counter.models.transfers import DepositDue
from counter.rules.deposits import due_on, month_of
from counter.rules.rights import Act
from counter.services.office import Office, act

if TYPE_CHECKING:
    from counter.services.store.connection import Connection

SOON = timedelta(days=5)

COLLECTED = (
    "SELECT substr(e.day, 1, 7), -sum(l.amount)"
    " FROM ledger_entry e INDEXED BY ledger_entry_day CROSS JOIN ledger_line l ON l.entry_id = e.id"
    " WHERE e.day >= ?1 AND e.day < ?2 AND l.account = 'fees' AND l.fee_kind <> 'post' GROUP BY 1"
)
DEPOSITED = "SELECT month, sum(amount) FROM deposit WHERE month >= ?1 GROUP BY month"


@act(Act.SEE_TILL, writes=False)
def due(office: Office) -> DepositDue | None:
    """What is late or due within five days; None when nothing is."""
    today = local(office.now()).date()
    with office.store.query() as connection:
        left = _left(connection, today)
    asked = [month for month in sorted(left) if left[month] > 0 and due_on(month) <= today + SOON]
    if not asked:
        return None
    first = due_on(asked[0])
    return DepositDue(
        left=sum(left[month] for month in asked),
        due_on=first,
        late=today > first,
        months=tuple(asked),
    )


def _left(connection: "Connection", today: date) -> dict[str, int]:
    """By month what is collected and not deposited, from the same month of last year on."""
    first = date(today.year - 1, today.month, 1)
    collected = connection.execute(COLLECTED, (first.isoformat(), (today + timedelta(days=1)).isoformat()))
    left = {month: int(amount) for month, amount in collected}
    for month, amount in connection.execute(DEPOSITED, (month_of(first),)):
        left[month] = left.get(month, 0) - int(amount)
    return left
