"""The statements of the month's report. Those of a span of time take its two ends in microseconds UTC."""

_CODES = (
    "(SELECT group_concat(d.short_code, ' ') FROM payment_share s JOIN dossier d ON d.id = s.dossier_id"
    " WHERE s.payment_id = p.id)"
)
_DAY = "date(p.taken_at / 1000000 + 25200, 'unixepoch')"

COUNTED = (
    "SELECT count(DISTINCT p.id), count(DISTINCT s.dossier_id) FROM payment p"
    " JOIN payment_share s ON s.payment_id = p.id"
    " WHERE p.kind = 'payment' AND p.taken_at >= ?1 AND p.taken_at < ?2"
)
BY_KIND = (
    "SELECT s.fee_kind, count(DISTINCT CASE p.kind WHEN 'payment' THEN p.id END), sum(s.amount)"
    " FROM payment p JOIN payment_share s ON s.payment_id = p.id"
    " WHERE p.taken_at >= ?1 AND p.taken_at < ?2 GROUP BY 1 ORDER BY 3 DESC, 1"
)
BY_MEANS = (
    "SELECT m.means, sum(p.kind = 'payment'), sum(m.amount) FROM payment p"
    " JOIN payment_means m ON m.payment_id = p.id"
    " WHERE p.taken_at >= ?1 AND p.taken_at < ?2 GROUP BY 1 ORDER BY 3 DESC, 1"
)
BY_PROCEDURE = (
    "SELECT d.procedure_name, count(DISTINCT CASE p.kind WHEN 'payment' THEN d.id END), sum(s.amount)"
    " FROM payment p JOIN payment_share s ON s.payment_id = p.id JOIN dossier d ON d.id = s.dossier_id"
    " WHERE p.taken_at >= ?1 AND p.taken_at < ?2 GROUP BY 1 ORDER BY 3 DESC, 1"
)
WAIVED = (
    # what a group's exemption took off, and beside it what the law takes off for everybody; nothing of an
    # acceptance that was taken back
    "SELECT ground, count(*), sum(waived) FROM (SELECT ground, waived FROM exemption x"
    " WHERE accepted_at >= ?1 AND accepted_at < ?2"
    "  AND NOT EXISTS (SELECT 1 FROM dossier_struck k WHERE k.dossier_id = x.dossier_id)"
    " UNION ALL SELECT (SELECT group_concat(value, '; ') FROM json_each(d.fee_sources)),"
    "  d.fee_waived - coalesce(e.waived, 0) FROM dossier d LEFT JOIN exemption e ON e.dossier_id = d.id"
    "  WHERE d.day >= ?3 AND d.day < ?4 AND d.fee_waived > coalesce(e.waived, 0)"
    "  AND (d.exempt_group = '' OR e.id IS NOT NULL)"
    "  AND NOT EXISTS (SELECT 1 FROM dossier_struck k WHERE k.dossier_id = d.id))"
    " GROUP BY 1 ORDER BY 3 DESC, 1"
)
"""Takes both kinds of span: microseconds, then days."""
BACK = (
    f"SELECT p.id, p.kind, {_DAY}, p.total, p.reason, t.name, coalesce(a.name, ''), {_CODES}"  # noqa: S608  no text from outside
    " FROM payment p JOIN staff t ON t.id = p.taken_by LEFT JOIN staff a ON a.id = p.approved_by"
    " WHERE p.kind <> 'payment' AND p.taken_at >= ?1 AND p.taken_at < ?2 ORDER BY p.id"
)
DRAWERS = (
    "SELECT count(*), coalesce(sum(difference), 0) FROM drawer_close WHERE closed_at >= ?1 AND closed_at < ?2"
)
DIFFERENCES = (
    "SELECT c.drawer_id, date(c.closed_at / 1000000 + 25200, 'unixepoch'), s.name, c.difference, c.reason,"
    " coalesce(a.name, '') FROM drawer_close c JOIN drawer d ON d.id = c.drawer_id"
    " JOIN staff s ON s.id = d.cashier_id LEFT JOIN staff a ON a.id = c.approved_by"
    " WHERE c.difference <> 0 AND c.closed_at >= ?1 AND c.closed_at < ?2 ORDER BY c.closed_at, c.drawer_id"
)
DEPOSITS = (
    "SELECT d.id, d.amount, d.taken_from, d.reference, d.deposited_on, s.name FROM deposit d"
    " JOIN staff s ON s.id = d.recorded_by WHERE d.month = ?1 ORDER BY d.id"
)
_OPEN = (
    "SELECT p.id, {day}, {amount}, p.payer_name, t.name, {codes}, {reference}, p.receipt_later,"
    " coalesce(x.reason, '') FROM payment p INDEXED BY payment_taken JOIN staff t ON t.id = p.taken_by"
    " LEFT JOIN receipt_excuse x ON x.payment_id = p.id {joined}"
    " WHERE p.kind = 'payment' AND p.taken_at >= ?1 AND p.taken_at < ?2"
    " AND NOT EXISTS (SELECT 1 FROM payment v WHERE v.reverses = p.id AND v.kind = 'void') {also}"
    " ORDER BY p.id"
)
WITHOUT_RECEIPT = _OPEN.format(
    day=_DAY,
    codes=_CODES,
    amount="p.total",
    reference="''",
    joined="",
    also="AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.payment_id = p.id)",
)
UNMATCHED = _OPEN.format(
    day=_DAY,
    codes=_CODES,
    amount="m.amount",
    reference="m.reference",
    joined="JOIN payment_means m ON m.payment_id = p.id AND m.means = 'transfer'",
    also="AND NOT EXISTS (SELECT 1 FROM bank_line_step b WHERE b.payment_id = p.id AND b.step = 'matched')",
)
OPEN_LINES = (
    "SELECT l.id, l.booked_on, l.amount, l.memo, coalesce((SELECT s.name FROM bank_line_step b"
    "  JOIN staff s ON s.id = b.to_staff WHERE b.line_id = l.id ORDER BY b.id DESC LIMIT 1), '')"
    " FROM bank_line l WHERE l.booked_on >= ?1 AND l.booked_on < ?2"
    " AND NOT EXISTS (SELECT 1 FROM bank_line_step b WHERE b.line_id = l.id"
    "  AND b.step IN ('matched', 'settled', 'explained')) ORDER BY l.booked_on, l.id"
)
"""Takes two days written YYYY-MM-DD."""
RECEIPTS = (
    "SELECT r.form, r.serial, r.value, r.number, r.status, v.id IS NOT NULL FROM receipt r"
    " LEFT JOIN payment v ON v.reverses = r.payment_id AND v.kind = 'void'"
    " WHERE r.issued_on >= ?1 AND r.issued_on < ?2 ORDER BY r.form, r.serial, r.value"
)
"""Takes two days written YYYY-MM-DD."""
