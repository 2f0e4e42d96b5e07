"""The checks that money is told alike three times: by its row, the ledger's entry and the audit trail."""

from counter.services.verify.verify_rule import TILL_SINCE, Rule, differing

_SAID_MOMENTS = (
    # who did it when; an entry is written only when something moved
    "SELECT operation, kind, taken_at, taken_by, id AS payment_id, drawer_id, '' AS note FROM payment"
    " UNION ALL SELECT operation, 'opening', opened_at, cashier_id, NULL, id, '' FROM drawer"
    "  WHERE float_amount <> 0"
    " UNION ALL SELECT operation, 'closing', closed_at, closed_by, NULL, drawer_id, reason FROM drawer_close"
    "  WHERE counted <> 0 OR expected <> 0"
    " UNION ALL SELECT operation, 'cash_move', moved_at, moved_by, NULL, drawer_id, reason FROM cash_move"
    " UNION ALL SELECT operation, 'deposit', recorded_at, recorded_by, NULL, NULL, month FROM deposit"
    " UNION ALL SELECT operation, 'bank_in', imported_at, imported_by, NULL, NULL, '' FROM bank_line"
    " UNION ALL SELECT operation, 'bank_' || step, done_at, done_by, payment_id, NULL, ''"
    "  FROM bank_line_step WHERE step IN ('matched', 'settled', 'explained')"
)
_BOOKED_MOMENTS = (
    "SELECT operation, kind, at, staff_id, payment_id, drawer_id,"
    " CASE WHEN kind IN ('closing', 'cash_move', 'deposit') THEN note ELSE '' END FROM ledger_entry"
)
_DRAWERS = (
    # opened or taken over, by whom, with what; closed with whose word, on what ground
    "SELECT 'drawer ' || d.id FROM drawer d LEFT JOIN audit_event a ON a.subject_kind = 'drawer'"
    "  AND a.subject_id = CAST(d.id AS TEXT) AND a.operation = d.operation"
    "  AND a.event IN ('drawer.event.opened', 'drawer.event.taken_over')"
    " WHERE a.staff_id IS NOT d.cashier_id OR json_extract(a.detail, '$.from') IS NOT d.from_drawer"
    "  OR json_extract(a.detail, '$.float') IS NOT d.float_amount"
    " UNION SELECT 'drawer ' || c.drawer_id FROM drawer_close c LEFT JOIN audit_event a"
    "  ON a.subject_kind = 'drawer' AND a.subject_id = CAST(c.drawer_id AS TEXT)"
    "  AND a.operation = c.operation AND a.event = 'drawer.event.closed'"
    " WHERE a.staff_id IS NOT c.closed_by OR json_extract(a.detail, '$.approved_by') IS NOT c.approved_by"
    "  OR json_extract(a.detail, '$.handed_to') IS NOT c.handed_to"
    "  OR json_extract(a.detail, '$.counted') IS NOT c.counted"
    "  OR json_extract(a.detail, '$.kept') IS NOT c.kept"
    "  OR (c.difference <> 0 AND json_extract(a.detail, '$.reason') IS NOT c.reason)"
    " UNION SELECT 'cash_move ' || m.id FROM cash_move m LEFT JOIN audit_event a"
    "  ON a.subject_kind = 'drawer' AND a.subject_id = CAST(m.drawer_id AS TEXT)"
    "  AND a.operation = m.operation AND a.event IN ('drawer.event.cash_in', 'drawer.event.cash_out')"
    " WHERE a.staff_id IS NOT m.moved_by OR json_extract(a.detail, '$.amount') IS NOT m.amount"
    "  OR json_extract(a.detail, '$.reason') IS NOT m.reason"
)
_REVERSALS = (
    "SELECT 'payment ' || id FROM (SELECT id, operation, reverses, reason, taken_by, approved_by FROM payment"
    "  WHERE kind <> 'payment' EXCEPT SELECT json_extract(detail, '$.payment'), operation,"
    "  json_extract(detail, '$.of'), json_extract(detail, '$.reason'), staff_id,"
    "  json_extract(detail, '$.approved_by') FROM audit_event"
    "  WHERE event IN ('payment.event.void', 'payment.event.refund'))"
)
_EXEMPTIONS = (
    # what was waived at the acceptance stands in no event of its own
    "SELECT 'exemption ' || dossier_id FROM ("  # noqa: S608  no text from outside
    "  SELECT e.dossier_id, e.operation, e.waived, e.exempt_group, e.accepted_by"
    "  FROM exemption e JOIN dossier d ON d.id = e.dossier_id"
    f"  WHERE e.operation <> d.operation AND e.accepted_at >= ({TILL_SINCE})"
    "  EXCEPT SELECT CAST(subject_id AS INTEGER), operation, json_extract(detail, '$.waived'),"
    "  json_extract(detail, '$.exempt_group'), staff_id FROM audit_event"
    "  WHERE event = 'payment.event.exempt')"
)
_TAKEN_AWAY = (
    # told of, and no row any more
    "SELECT 'exemption ' || subject_id FROM (SELECT operation, subject_id FROM audit_event"
    "  WHERE event = 'payment.event.exempt' EXCEPT SELECT operation, CAST(dossier_id AS TEXT) FROM exemption)"
)
_EXCUSES = (
    "SELECT 'payment ' || payment FROM (SELECT json_extract(detail, '$.payment') AS payment, operation,"
    "  json_extract(detail, '$.reason') FROM audit_event WHERE event = 'payment.event.excused'"
    "  EXCEPT SELECT payment_id, operation, reason FROM receipt_excuse)"
    " UNION SELECT 'payment ' || payment_id FROM (SELECT payment_id, operation, reason FROM receipt_excuse"
    "  EXCEPT SELECT json_extract(detail, '$.payment'), operation, json_extract(detail, '$.reason')"
    "  FROM audit_event WHERE event = 'payment.event.excused')"
)
_TRANSFERS = (
    "SELECT 'transfer ' || memo FROM (SELECT r.memo, s.dossier_id, s.amount FROM transfer_request r"
    "  JOIN transfer_request_share s ON s.request_id = r.id"
    "  EXCEPT SELECT json_extract(detail, '$.memo'), CAST(subject_id AS INTEGER),"
    "  json_extract(detail, '$.amount') FROM audit_event WHERE event = 'transfer.event.asked')"
    " UNION SELECT 'transfer ' || memo FROM (SELECT memo FROM transfer_request WHERE state = 'cancelled'"
    "  EXCEPT SELECT json_extract(detail, '$.memo') FROM audit_event"
    "  WHERE event = 'transfer.event.cancelled')"
    # each change counts: that of who pays, and the one that ends the waiting
    " UNION SELECT 'transfer ' || r.memo FROM transfer_request r LEFT JOIN (SELECT"
    "  json_extract(detail, '$.memo') AS memo, count(DISTINCT operation) AS n FROM audit_event"
    "  WHERE event = 'transfer.event.payer' GROUP BY 1) a ON a.memo = r.memo"
    "  WHERE r.version <> 1 + coalesce(a.n, 0) + (r.state <> 'waiting')"
)

_FEES = (
    # a fee is the one that was told at the acceptance, unless something that may change it was told since
    "SELECT 'dossier ' || d.id FROM audit_event a JOIN dossier d ON d.id = CAST(a.subject_id AS INTEGER)"
    " WHERE a.event = 'dossier.event.accepted' AND a.subject_kind = 'dossier' AND a.operation = d.operation"
    "  AND json_extract(a.detail, '$.fee') IS NOT coalesce(d.fee_total, '?')"
    "  AND json_extract(a.detail, '$.fee') IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit_event b"
    "   WHERE b.subject_kind = 'dossier' AND b.subject_id = a.subject_id AND b.seq > a.seq"
    "   AND (b.event LIKE 'payment.event.exempt%'"
    "    OR b.event IN ('payment.event.stated', 'payment.event.void')"
    "    OR b.detail LIKE '%\"stated\":%' OR b.detail LIKE '%\"fee\":%'))"
)
_CLOCK = (
    # what people did one after the other; a clock that was said to be right again begins anew
    "SELECT seq FROM (SELECT seq, at, event, lag(at) OVER (ORDER BY seq) AS before FROM audit_event"
    "  WHERE staff_id IS NOT NULL AND subject_kind <> 'staff')"
    " WHERE at < before - 120000000 AND event <> 'store.clock_set_right'"
)

RULES = (
    Rule("clock", "SELECT count(*) FROM audit_event", _CLOCK),
    Rule(
        "ledger_moments",
        "SELECT count(*) FROM ledger_entry",
        differing("operation", _SAID_MOMENTS, _BOOKED_MOMENTS),
    ),
    Rule(
        "money_told",
        "SELECT (SELECT count(*) FROM drawer) + (SELECT count(*) FROM drawer_close)"
        " + (SELECT count(*) FROM cash_move) + (SELECT count(*) FROM payment WHERE kind <> 'payment')"
        " + (SELECT count(*) FROM dossier) + (SELECT count(*) FROM exemption)"
        " + (SELECT count(*) FROM transfer_request)",
        " UNION ALL ".join(
            f"SELECT * FROM ({part})"  # noqa: S608  no text from outside
            for part in (_FEES, _DRAWERS, _REVERSALS, _EXEMPTIONS, _TAKEN_AWAY, _EXCUSES, _TRANSFERS)
        ),
    ),
    Rule(
        "operations",
        "SELECT count(*) FROM operation",
        # nothing was done that the audit trail does not tell of
        "SELECT id FROM operation EXCEPT SELECT operation FROM audit_event",
    ),
)
