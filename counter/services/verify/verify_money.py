"""The checks of payments, what was given back, exemptions and official receipts."""

from counter.services.money.payment_codes import CARD_DAYS, CODE_KEY
from counter.services.verify.verify_rule import TILL_SINCE, Rule, not_ahead

_PAYMENTS = "SELECT count(*) FROM payment"
_REVERSALS = "SELECT count(*) FROM payment WHERE kind <> 'payment'"
_RECEIPTS = "SELECT count(*) FROM receipt"
_GAPS = (
    # receipts lost further on than a book was written leave no gap behind them
    "WITH r AS (SELECT b.id AS book, b.serial, b.first, b.width, x.value, x.status FROM receipt_book b"
    "  JOIN receipt x ON x.form = b.form AND x.serial = b.serial AND x.value BETWEEN b.first AND b.last),"
    " reached AS (SELECT book, max(value) AS top FROM r WHERE status <> 'lost' GROUP BY book)"
    " SELECT printf('%s %0*d', serial, width, before + 1) FROM (SELECT r.serial, r.width, r.value,"
    "  coalesce(lag(r.value) OVER (PARTITION BY r.book ORDER BY r.value), r.first - 1) AS before"
    "  FROM r JOIN reached ON reached.book = r.book AND r.value <= reached.top) WHERE value > before + 1"
)

RULES = (
    Rule(
        "money",
        "SELECT count(*) FROM dossier",
        # what stands paid (a refund leaves the fee settled) fits the money line of the dossier
        "SELECT d.id FROM dossier d LEFT JOIN (SELECT s.dossier_id, sum(s.amount) AS taken"
        "  FROM payment_share s JOIN payment p ON p.id = s.payment_id WHERE p.kind <> 'refund'"
        "  GROUP BY s.dossier_id) p ON p.dossier_id = d.id"
        " WHERE CASE d.money WHEN 'paid' THEN p.taken IS NOT d.fee_total OR d.fee_total = 0"
        "  WHEN 'none' THEN coalesce(p.taken, 0) <> 0 OR d.fee_total IS NOT 0"
        "  WHEN 'exempt' THEN coalesce(p.taken, 0) <> 0 OR d.fee_total IS NOT 0"
        "  WHEN 'unknown' THEN coalesce(p.taken, 0) <> 0 OR d.fee_total IS NOT NULL"
        "  WHEN 'due' THEN d.fee_total IS NULL"
        "   OR (p.taken <> 0 AND p.taken NOT BETWEEN 1 AND d.fee_total - 1)"
        "  ELSE coalesce(p.taken, 0) < 0 OR (p.taken > 0 AND p.taken >= coalesce(d.fee_total, 0)) END",
    ),
    Rule(
        "payments",
        _PAYMENTS,
        # what came by the means and what it is for are both the total; change and codes are as they must be
        "SELECT p.id FROM payment p"
        " LEFT JOIN (SELECT payment_id, sum(amount) AS came, sum(CASE WHEN means = 'cash'"
        "   THEN amount > 0 AND (tendered IS NULL OR change IS NOT tendered - amount OR change < 0)"
        "   ELSE tendered IS NOT NULL OR (amount > 0 AND reference = '') END) AS wrong"
        "   FROM payment_means GROUP BY payment_id) m ON m.payment_id = p.id"
        " LEFT JOIN (SELECT payment_id, sum(amount) AS owed FROM payment_share GROUP BY payment_id) s"
        "  ON s.payment_id = p.id"
        " WHERE m.came IS NOT p.total OR s.owed IS NOT p.total OR m.wrong > 0"
        " OR (p.kind = 'payment' AND (p.reverses IS NOT NULL OR p.total <= 0))"
        " UNION SELECT payment_id FROM payment_means m JOIN payment p ON p.id = m.payment_id"
        "  WHERE (p.total > 0) <> (m.amount > 0)"
        " UNION SELECT payment_id FROM payment_share s JOIN payment p ON p.id = s.payment_id"
        "  WHERE (p.total > 0) <> (s.amount > 0)",
    ),
    Rule(
        "payment_fees",
        "SELECT count(*) FROM payment_share",
        # money belongs to a dossier that has lines for it, each kind of fee to a line of that kind
        "SELECT s.payment_id FROM payment_share s WHERE NOT EXISTS (SELECT 1 FROM fee_line f"
        "  WHERE f.dossier_id = s.dossier_id AND s.fee_kind IN ('', f.kind))",
    ),
    Rule(
        "payment_codes",
        "SELECT count(*) FROM payment_means WHERE means <> 'cash' AND amount > 0",
        # one number of a proof pays once; a terminal counts its slips anew after a while
        "SELECT id FROM (SELECT p.id, p.taken_at, m.means,"  # noqa: S608  no text from outside
        f"  lag(p.taken_at) OVER (PARTITION BY m.means, {CODE_KEY} ORDER BY p.id) AS before"
        "  FROM payment_means m JOIN payment p ON p.id = m.payment_id"
        f"  WHERE m.means <> 'cash' AND m.amount > 0 AND {CODE_KEY} <> ''"
        "  AND NOT EXISTS (SELECT 1 FROM payment v WHERE v.reverses = p.id AND v.kind = 'void'))"
        f" WHERE taken_at >= ({TILL_SINCE}) AND before IS NOT NULL"
        f"  AND (means <> 'card' OR taken_at - before <= {CARD_DAYS} * 86400000000)",
    ),
    Rule(
        "payment_drawers",
        _PAYMENTS,
        # cash went into a drawer that its taker had open then
        "SELECT p.id FROM payment p JOIN payment_means m ON m.payment_id = p.id AND m.means = 'cash'"  # noqa: S608  no text from outside
        f" WHERE p.drawer_id IS NULL AND p.taken_at >= ({TILL_SINCE})"
        " UNION SELECT p.id FROM payment p JOIN drawer d ON d.id = p.drawer_id"
        "  LEFT JOIN drawer_close c ON c.drawer_id = d.id"
        f"  WHERE d.cashier_id <> p.taken_by OR (p.taken_at < d.opened_at AND {not_ahead('d.opened_at')})"
        f"  OR (p.taken_at > c.closed_at AND {not_ahead('p.taken_at')})",
    ),
    Rule(
        "reversals",
        _REVERSALS,
        # linked to a payment before it, never more than it by dossier or by means, by somebody else's word
        "SELECT r.id FROM payment r LEFT JOIN payment p ON p.id = r.reverses"  # noqa: S608  no text from outside
        " WHERE r.kind <> 'payment' AND ("
        "  p.kind IS NOT 'payment' OR p.id >= r.id OR r.reason = ''"
        f"  OR (r.taken_at < p.taken_at AND {not_ahead('p.taken_at')})"
        "  OR r.approved_by IS NULL OR r.approved_by IN (r.taken_by, p.taken_by)"
        "  OR (r.kind = 'void' AND r.total <> -p.total))"
        " UNION SELECT reverses FROM payment WHERE kind <> 'payment' GROUP BY reverses"
        "  HAVING sum(kind = 'void') > 0 AND count(*) > 1"
        " UNION SELECT first FROM (SELECT coalesce(p.reverses, p.id) AS first, s.amount, s.dossier_id,"
        "   s.fee_kind FROM payment p JOIN payment_share s ON s.payment_id = p.id)"
        "  GROUP BY first, dossier_id, fee_kind HAVING sum(amount) < 0"
        " UNION SELECT first FROM (SELECT coalesce(p.reverses, p.id) AS first, m.amount, m.means"
        "   FROM payment p JOIN payment_means m ON m.payment_id = p.id)"
        "  GROUP BY first, means HAVING sum(amount) < 0",
    ),
    Rule(
        "exemptions",
        "SELECT count(*) FROM exemption",
        # nobody is exempt without ground and proof, and the dossier says of whom; "?" is older than groups
        "SELECT e.id FROM exemption e JOIN dossier d ON d.id = e.dossier_id WHERE e.ground = ''"  # noqa: S608  no text from outside
        " OR e.proof = '' OR (e.exempt_group <> '?' AND d.exempt_group <> e.exempt_group)"
        " UNION SELECT min(id) FROM exemption GROUP BY dossier_id HAVING count(*) > 1"
        # what was waived is in the lines, and lines waive only with an exemption or a source that frees all
        " UNION SELECT e.id FROM exemption e LEFT JOIN (SELECT dossier_id, sum(waived) AS waived"
        "  FROM fee_line GROUP BY dossier_id) f ON f.dossier_id = e.dossier_id"
        f"  WHERE e.waived > coalesce(f.waived, 0) AND e.accepted_at >= ({TILL_SINCE})"
        " UNION SELECT d.id FROM dossier d LEFT JOIN (SELECT dossier_id, sum(waived) AS waived"
        "  FROM fee_line GROUP BY dossier_id) f ON f.dossier_id = d.id"
        "  WHERE d.fee_waived <> coalesce(f.waived, 0)"
        "  OR ((d.money = 'exempt' OR f.waived > 0) AND d.fee_sources = '[]'"
        "   AND NOT EXISTS (SELECT 1 FROM exemption e WHERE e.dossier_id = d.id))",
    ),
    Rule(
        "receipts",
        _PAYMENTS,
        # money taken has one official receipt or a reason; a closed drawer has no payment without either
        "SELECT p.id FROM payment p WHERE p.kind = 'payment' AND p.receipt_later = ''"
        "  AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.payment_id = p.id)"
        " UNION SELECT p.id FROM payment p JOIN drawer_close c ON c.drawer_id = p.drawer_id"
        "  WHERE p.kind = 'payment' AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.payment_id = p.id)"
        "  AND NOT EXISTS (SELECT 1 FROM receipt_excuse x WHERE x.payment_id = p.id)"
        "  AND NOT EXISTS (SELECT 1 FROM payment v WHERE v.reverses = p.id AND v.kind = 'void')"
        " UNION SELECT p.id FROM receipt r JOIN payment p ON p.id = r.payment_id WHERE p.kind <> 'payment'"
        " UNION SELECT payment_id FROM receipt WHERE payment_id IS NOT NULL"
        "  GROUP BY payment_id HAVING count(*) > 1",
    ),
    Rule(
        "receipt_numbers",
        _RECEIPTS,
        # a number is used or set aside once, whatever the letters and the zeros before it
        "SELECT min(id) FROM receipt GROUP BY upper(form), upper(serial), value HAVING count(*) > 1"
        " UNION SELECT id FROM receipt WHERE value IS NOT CAST(number AS INTEGER)"
        "  OR (status = 'used') <> (payment_id IS NOT NULL) OR (status <> 'used' AND reason = '')",
    ),
    Rule("receipt_gaps", "SELECT count(*) FROM receipt_book", _GAPS),
    Rule(
        "receipt_books",
        "SELECT count(*) FROM receipt_book",
        "SELECT id FROM (SELECT id, first, max(last) OVER (PARTITION BY upper(form), upper(serial)"
        "  ORDER BY first, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM receipt_book)"
        " WHERE first <= before"
        # once there are books of a series, or of a paper form, a number is in one of them
        " UNION SELECT 'receipt ' || r.id FROM receipt r WHERE EXISTS (SELECT 1 FROM receipt_book b"
        "   WHERE b.form = r.form AND (b.serial = r.serial OR r.form GLOB '[0-9][0-9]BLP*')"
        "   AND b.registered_at <= r.recorded_at)"
        "  AND NOT EXISTS (SELECT 1 FROM receipt_book b WHERE b.form = r.form AND b.serial = r.serial"
        "   AND r.value BETWEEN b.first AND b.last)",
    ),
)
