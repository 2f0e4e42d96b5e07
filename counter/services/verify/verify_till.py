"""The checks of the ledger, the drawers, the bank and the Treasury: every sum twice, from both sides."""

from counter.services.verify.verify_rule import Rule, differing, not_ahead

_ENTRIES = "SELECT count(*) FROM ledger_entry"
_DRAWERS = "SELECT count(*) FROM drawer"
_LINES = "SELECT count(*) FROM bank_line"

_SAID_BY_PAYMENTS = (
    "SELECT m.payment_id, CASE WHEN m.means = 'cash' AND p.drawer_id IS NULL THEN 'safe' ELSE m.means END,"
    " CASE m.means WHEN 'cash' THEN p.drawer_id END, NULL, '', sum(m.amount)"
    " FROM payment_means m JOIN payment p ON p.id = m.payment_id GROUP BY 1, 2, 3"
    " UNION ALL SELECT payment_id, 'fees', NULL, dossier_id, fee_kind, -sum(amount) FROM payment_share"
    " GROUP BY payment_id, dossier_id, fee_kind"
)
_BOOKED_FOR_PAYMENTS = (
    "SELECT e.payment_id, l.account, l.drawer_id, l.dossier_id, l.fee_kind, sum(l.amount)"
    " FROM ledger_entry e JOIN ledger_line l ON l.entry_id = e.id"
    " WHERE e.kind IN ('payment', 'void', 'refund') GROUP BY 1, 2, 3, 4, 5"
)
_SAID_BY_DRAWERS = (
    "SELECT * FROM (SELECT id AS drawer_id, 'opening', 'cash', float_amount AS amount FROM drawer"
    " UNION ALL SELECT id, 'opening', 'float', -float_amount FROM drawer"
    " UNION ALL SELECT drawer_id, 'closing', 'cash', -expected FROM drawer_close"
    " UNION ALL SELECT drawer_id, 'closing', 'safe', counted - kept FROM drawer_close"
    " UNION ALL SELECT drawer_id, 'closing', 'float', kept FROM drawer_close"
    " UNION ALL SELECT drawer_id, 'closing', 'difference', expected - counted FROM drawer_close"
    " UNION ALL SELECT drawer_id, 'cash_move', 'cash', sum(amount) FROM cash_move GROUP BY drawer_id"
    " UNION ALL SELECT drawer_id, 'cash_move', 'other', -sum(amount) FROM cash_move GROUP BY drawer_id)"
    " WHERE amount <> 0"
)
_BOOKED_FOR_DRAWERS = (
    "SELECT e.drawer_id, e.kind, l.account, sum(l.amount) FROM ledger_entry e"
    " JOIN ledger_line l ON l.entry_id = e.id WHERE e.kind IN ('opening', 'closing', 'cash_move')"
    " GROUP BY 1, 2, 3 HAVING sum(l.amount) <> 0"
)
_SAID_BY_LINES = (
    "SELECT operation, 'bank_in' AS kind, sum(amount) FROM bank_line GROUP BY 1"
    " UNION ALL SELECT s.operation, 'bank_' || s.step, sum(b.amount) FROM bank_line_step s"
    " JOIN bank_line b ON b.id = s.line_id WHERE s.step IN ('matched', 'settled', 'explained') GROUP BY 1, 2"
)
_BOOKED_FOR_LINES = (
    "SELECT e.operation, e.kind, sum(CASE e.kind WHEN 'bank_in' THEN -l.amount ELSE l.amount END)"
    " FROM ledger_entry e JOIN ledger_line l ON l.entry_id = e.id AND l.account = 'unknown'"
    " WHERE e.kind IN ('bank_in', 'bank_matched', 'bank_settled', 'bank_explained') GROUP BY 1, 2"
)
_SAID_BY_DEPOSITS = (
    "SELECT operation, 'treasury' AS account, amount FROM deposit"
    " UNION ALL SELECT operation, taken_from, -amount FROM deposit"
)
_BOOKED_FOR_DEPOSITS = (
    "SELECT e.operation, l.account, sum(l.amount) FROM ledger_entry e"
    " JOIN ledger_line l ON l.entry_id = e.id WHERE e.kind = 'deposit' GROUP BY 1, 2"
)
_WITH_OPERATION = {
    "payment": "id", "exemption": "id", "drawer": "id", "drawer_close": "drawer_id", "cash_move": "id",
    "receipt_book": "id", "receipt": "id", "receipt_excuse": "payment_id", "transfer_request": "id",
    "bank_line": "id", "bank_line_step": "id", "deposit": "id", "ledger_entry": "id",
}  # fmt: skip

RULES = (
    Rule(
        "ledger_entries",
        _ENTRIES,
        # every entry has two lines or more that add up to zero, and the day of its moment
        "SELECT e.id FROM ledger_entry e LEFT JOIN (SELECT entry_id, count(*) AS n, sum(amount) AS total"
        "  FROM ledger_line GROUP BY entry_id) l ON l.entry_id = e.id"
        " WHERE coalesce(l.n, 0) < 2 OR l.total <> 0"
        " OR e.day <> date(e.at / 1000000 + 25200, 'unixepoch')"
        " UNION SELECT entry_id FROM ledger_line l"
        "  WHERE NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = l.entry_id)",
    ),
    Rule(
        "ledger_payments",
        "SELECT count(*) FROM payment",
        differing(
            "payment_id",
            _SAID_BY_PAYMENTS,
            _BOOKED_FOR_PAYMENTS,
            "SELECT p.id FROM payment p LEFT JOIN ledger_entry e"
            " ON e.payment_id = p.id AND e.kind IN ('payment', 'void', 'refund') GROUP BY p.id"
            " HAVING count(e.id) <> 1 OR min(e.kind) <> p.kind OR min(e.operation) <> p.operation"
            "  OR min(e.drawer_id) IS NOT p.drawer_id",
        ),
    ),
    Rule(
        "ledger_drawers",
        _DRAWERS,
        differing(
            "drawer_id",
            _SAID_BY_DRAWERS,
            _BOOKED_FOR_DRAWERS,
            "SELECT coalesce(e.drawer_id, '?') FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry_id"
            " WHERE l.account = 'cash' AND l.drawer_id IS NOT e.drawer_id",
        ),
    ),
    Rule(
        "drawers",
        _DRAWERS,
        # counted by note, one open for each cashier, handed over with what was kept
        "SELECT d.id FROM drawer d LEFT JOIN drawer_close c ON c.drawer_id = d.id"  # noqa: S608  no text from outside
        " LEFT JOIN (SELECT drawer_id, sum(note * pieces) AS counted FROM drawer_count"
        "  WHERE moment = 'open' GROUP BY drawer_id) o ON o.drawer_id = d.id"
        " LEFT JOIN (SELECT drawer_id, sum(note * pieces) AS counted FROM drawer_count"
        "  WHERE moment = 'close' GROUP BY drawer_id) n ON n.drawer_id = d.id"
        " WHERE d.float_amount <> coalesce(o.counted, 0) OR c.counted <> coalesce(n.counted, 0)"
        " OR (c.drawer_id IS NULL AND n.drawer_id IS NOT NULL)"
        f" OR (c.closed_at < d.opened_at AND {not_ahead('d.opened_at')})"
        " OR c.difference <> c.counted - c.expected"
        " OR (c.difference <> 0 AND c.reason = '')"
        " OR c.approved_by = d.cashier_id OR c.handed_to = d.cashier_id"
        " UNION SELECT o.id FROM drawer d JOIN drawer o ON o.cashier_id = d.cashier_id AND o.id > d.id"
        "  LEFT JOIN drawer_close c ON c.drawer_id = d.id"
        f"  WHERE c.drawer_id IS NULL OR (c.closed_at > o.opened_at AND {not_ahead('c.closed_at')})"
        " UNION SELECT d.id FROM drawer d LEFT JOIN drawer_close c ON c.drawer_id = d.from_drawer"
        "  WHERE d.from_drawer IS NOT NULL"
        "  AND (c.handed_to IS NOT d.cashier_id OR c.kept IS NOT d.float_amount)",
    ),
    Rule(
        "drawer_sums",
        _DRAWERS,
        # a drawer holds what its lines say: nothing once it is closed, before that what went in and out
        "SELECT d.id FROM drawer d LEFT JOIN drawer_close c ON c.drawer_id = d.id"
        " LEFT JOIN (SELECT l.drawer_id, sum(l.amount) AS held,"
        "   sum(CASE e.kind WHEN 'closing' THEN 0 ELSE l.amount END) AS before"
        "   FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry_id WHERE l.account = 'cash'"
        "   GROUP BY l.drawer_id) l ON l.drawer_id = d.id"
        " LEFT JOIN (SELECT p.drawer_id, sum(m.amount) AS taken FROM payment p"
        "   JOIN payment_means m ON m.payment_id = p.id AND m.means = 'cash' GROUP BY p.drawer_id) p"
        "  ON p.drawer_id = d.id"
        " LEFT JOIN (SELECT drawer_id, sum(amount) AS moved FROM cash_move GROUP BY drawer_id) v"
        "  ON v.drawer_id = d.id"
        " WHERE coalesce(l.before, 0) <> d.float_amount + coalesce(p.taken, 0) + coalesce(v.moved, 0)"
        " OR coalesce(l.held, 0) <> CASE WHEN c.drawer_id IS NULL THEN coalesce(l.before, 0) ELSE 0 END"
        " OR c.expected <> coalesce(l.before, 0)",
    ),
    Rule(
        "transfers",
        "SELECT count(*) FROM transfer_request",
        # asked for what its dossiers owe; paid by a transfer of that sum for the same dossiers
        "SELECT t.id FROM transfer_request t LEFT JOIN (SELECT request_id, sum(amount) AS total"
        "  FROM transfer_request_share GROUP BY request_id) s ON s.request_id = t.id"
        " WHERE s.total IS NOT t.amount OR (t.state = 'paid') <> (t.payment_id IS NOT NULL)"
        " OR (t.state = 'paid' AND NOT EXISTS (SELECT 1 FROM payment_means m"
        "  JOIN payment p ON p.id = m.payment_id AND p.kind = 'payment'"
        "  WHERE m.payment_id = t.payment_id AND m.means = 'transfer' AND m.amount = t.amount))"
        " UNION SELECT t.id FROM transfer_request t JOIN transfer_request_share s ON s.request_id = t.id"
        "  WHERE t.state = 'paid' AND NOT EXISTS (SELECT 1 FROM payment_share p"
        "  WHERE p.payment_id = t.payment_id AND p.dossier_id = s.dossier_id)"
        " UNION SELECT min(id) FROM transfer_request WHERE payment_id IS NOT NULL"
        "  GROUP BY payment_id HAVING count(*) > 1",
    ),
    Rule(
        "bank",
        _LINES,
        # what the statements show is in the ledger; each line is settled once, by a payment of its sum
        differing(
            "operation",
            _SAID_BY_LINES,
            _BOOKED_FOR_LINES,
            "SELECT 'line ' || line_id FROM bank_line_step"
            " WHERE step IN ('matched', 'settled', 'explained') GROUP BY line_id HAVING count(*) > 1",
            "SELECT 'line ' || s.line_id FROM bank_line_step s JOIN bank_line b ON b.id = s.line_id"
            " WHERE s.step = 'matched' AND NOT EXISTS (SELECT 1 FROM payment_means m"
            "  WHERE m.payment_id = s.payment_id AND m.means = 'transfer' AND m.amount = b.amount)",
            "SELECT 'payment ' || payment_id FROM bank_line_step WHERE step = 'matched'"
            " GROUP BY payment_id HAVING count(*) > 1",
            "SELECT 'unknown' WHERE (SELECT coalesce(sum(amount), 0) FROM ledger_line"
            "  WHERE account = 'unknown') <> -(SELECT coalesce(sum(amount), 0) FROM bank_line b"
            "  WHERE NOT EXISTS (SELECT 1 FROM bank_line_step s WHERE s.line_id = b.id"
            "   AND s.step IN ('matched', 'settled', 'explained')))",
        ),
    ),
    Rule(
        "deposits",
        "SELECT count(*) FROM deposit",
        differing("operation", _SAID_BY_DEPOSITS, _BOOKED_FOR_DEPOSITS),
    ),
    Rule(
        "money_operations",
        _ENTRIES,
        # every row about money belongs to an operation that was done
        " UNION ALL ".join(
            f"SELECT '{table} ' || {key} FROM {table} t WHERE NOT EXISTS"  # noqa: S608  no text from outside
            " (SELECT 1 FROM operation o WHERE o.id = t.operation)"
            for table, key in _WITH_OPERATION.items()
        ),
    ),
)
