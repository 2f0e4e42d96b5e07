"""The number on the proof of a payment pays once: a transaction code, a card slip, a postal item."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from counter.errors import Problem
from counter.models.instant import to_micros
from counter.models.money import MeansDraft, PaymentMeans
from counter.rules.payments import code_key
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction

CARD_DAYS = 90  # a terminal counts its slips anew after a while; a bank's code is never given twice
CODE_KEY = "upper(replace(replace(replace(m.reference, ' ', ''), '-', ''), '.', ''))"  # as rules' code_key
_SAME = (
    "SELECT d.short_code FROM payment_means m JOIN payment p ON p.id = m.payment_id"  # noqa: S608  no text from outside
    " JOIN payment_share s ON s.payment_id = p.id JOIN dossier d ON d.id = s.dossier_id"
    " WHERE m.means = ? AND m.amount > 0 AND p.taken_at >= ?"
    f" AND {CODE_KEY} = ?"
    " AND NOT EXISTS (SELECT 1 FROM payment v WHERE v.reverses = p.id AND v.kind = 'void')"
    " ORDER BY p.id, s.position LIMIT 1"
)


def paid_with(connection: Connection, now: datetime, means: PaymentMeans, reference: str) -> str | None:
    """The short code of the dossier that a standing payment of this means and number was for, if any."""
    since = 0
    if means is PaymentMeans.CARD:
        since = to_micros(now - timedelta(days=CARD_DAYS))
    row = connection.execute(_SAME, (means.value, since, code_key(reference))).fetchone()
    return None if row is None else str(row[0])


def problems(transaction: Transaction, means: Sequence[MeansDraft]) -> tuple[Problem, ...]:
    """Numbers that a standing payment has already. One transfer for several dossiers is one payment."""
    found = []
    for part in means:
        if part.means is PaymentMeans.CASH or not code_key(part.reference):
            continue
        if code := paid_with(transaction.connection, transaction.now, part.means, part.reference):
            found.append(Problem(f"{part.means}_reference", "payment.reference_used", {"code": code}))
    return tuple(found)
