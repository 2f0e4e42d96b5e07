"""The checks of `counter verify` that one statement can make: how much is tried, the ids of what fails."""

from counter.services.verify import (
    verify_brought,
    verify_erasure,
    verify_life,
    verify_money,
    verify_papers_seen,
    verify_records,
    verify_requests,
    verify_till,
    verify_told,
)
from counter.services.verify.verify_rule import Rule, not_ahead

_DOSSIERS = "SELECT count(*) FROM dossier"

RULES = (
    Rule(
        "audit_sequence",
        "SELECT count(*) FROM audit_event",
        # every seq from 1 on is there: the first of a gap is named
        "SELECT a.seq + 1 FROM audit_event a WHERE a.seq < (SELECT max(seq) FROM audit_event)"
        " AND NOT EXISTS (SELECT 1 FROM audit_event b WHERE b.seq = a.seq + 1)"
        " UNION ALL SELECT 1 WHERE (SELECT min(seq) FROM audit_event) > 1",
    ),
    Rule(
        "audit_events",
        "SELECT count(*) FROM audit_event",
        "SELECT a.seq FROM audit_event a WHERE (a.staff_id IS NOT NULL AND a.role = '')"
        " OR (a.operation <> '' AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.id = a.operation))"
        " OR (a.subject_kind = 'dossier'"
        "  AND NOT EXISTS (SELECT 1 FROM dossier d WHERE d.id = CAST(a.subject_id AS INTEGER)))",
    ),
    Rule(
        "acceptance",
        _DOSSIERS,
        "SELECT d.id FROM dossier d WHERE NOT EXISTS (SELECT 1 FROM operation o WHERE o.id = d.operation)"
        " OR NOT EXISTS (SELECT 1 FROM audit_event a WHERE a.subject_kind = 'dossier'"
        "  AND a.subject_id = CAST(d.id AS TEXT) AND a.operation = d.operation)",
    ),
    Rule(
        "numbers",
        "SELECT count(DISTINCT day) FROM dossier",
        # the numbers of a day were all given out, and each to one dossier
        "SELECT d.day FROM (SELECT day, count(*) AS n FROM dossier GROUP BY day) d LEFT JOIN"
        " (SELECT day, sum(last) AS n FROM day_counter WHERE series LIKE 'dossier:%' GROUP BY day) c"
        " ON c.day = d.day WHERE c.n IS NOT d.n",
    ),
    Rule(
        "people",
        "SELECT count(*) FROM resident_number",
        "SELECT n.id FROM resident_number n WHERE n.number = '' UNION ALL"
        " SELECT min(n.id) FROM resident_number n WHERE n.current = 1 AND n.kind <> 'passport'"
        " GROUP BY n.resident_id HAVING count(*) > 1",
    ),
    Rule(
        "applicants",
        _DOSSIERS,
        "SELECT d.id FROM dossier d WHERE json_extract(d.applicant, '$.full_name') IS NOT d.applicant_name",
    ),
    Rule(
        "lists",
        "SELECT (SELECT count(*) FROM dossier_paper) + (SELECT count(*) FROM dossier_answer)"
        " + (SELECT count(*) FROM fee_line)",
        "SELECT dossier_id FROM dossier_paper GROUP BY dossier_id HAVING max(position) + 1 <> count(*)"
        " UNION ALL"
        " SELECT dossier_id FROM dossier_answer GROUP BY dossier_id HAVING max(position) + 1 <> count(*)"
        " UNION ALL SELECT dossier_id FROM fee_line GROUP BY dossier_id HAVING max(position) + 1 <> count(*)",
    ),
    Rule(
        "fees",
        _DOSSIERS,
        # a known total is the sum of its lines, all of them known; an unknown one says what is missing
        "SELECT d.id FROM dossier d LEFT JOIN (SELECT dossier_id, sum(amount) AS known,"
        "  sum(amount IS NULL) AS unknown FROM fee_line GROUP BY dossier_id) f ON f.dossier_id = d.id"
        " WHERE (d.fee_total IS NULL) <> (d.fee_unknown <> '[]')"
        " OR (d.fee_total IS NOT NULL"
        "  AND (coalesce(f.known, 0) <> d.fee_total OR coalesce(f.unknown, 0) > 0))",
    ),
    *verify_money.RULES,
    *verify_till.RULES,
    *verify_told.RULES,
    *verify_life.RULES,
    *verify_records.RULES,
    *verify_requests.RULES,
    *verify_brought.RULES,
    *verify_papers_seen.RULES,
    *verify_erasure.RULES,
    Rule(
        "results",
        _DOSSIERS,
        # a result is there before it is handed over, and never with the fee open
        "SELECT id FROM dossier WHERE (ready_at IS NOT NULL) <> (state IN (9, 10))"  # noqa: S608  no text from outside
        " OR (returned_at IS NOT NULL) <> (state = 10) OR (returned_by IS NOT NULL) <> (state = 10)"
        f" OR (returned_at < ready_at AND {not_ahead('ready_at')})"
        f" OR (ready_at < received_at AND {not_ahead('received_at')})"
        " OR (state = 10 AND money NOT IN ('none', 'paid', 'exempt'))",
    ),
    Rule(
        "filings",
        _DOSSIERS,
        # the sync line is that of the newest filing; with the portal there is a code, and consent before it
        "SELECT d.id FROM dossier d LEFT JOIN submission s"
        "  ON s.id = (SELECT max(id) FROM submission WHERE dossier_id = d.id)"
        " WHERE d.sync IS NOT coalesce(s.state, 'none') OR (d.sync <> 'none' AND d.sync_since IS NULL)"
        " OR (d.sync IN ('filed', 'confirmed') AND (s.portal_code = '' OR s.filed_at IS NULL))"
        " OR (d.sync IN ('waiting', 'sending', 'unknown', 'filed', 'confirmed') AND s.consent_at IS NULL)",
    ),
    Rule(
        "outbox",
        "SELECT (SELECT count(*) FROM submission) + (SELECT count(*) FROM outbox)",
        "SELECT s.dossier_id FROM submission s WHERE NOT EXISTS"
        " (SELECT 1 FROM outbox o WHERE o.submission_id = s.id AND o.dossier_id = s.dossier_id)"
        " UNION ALL SELECT dossier_id FROM outbox GROUP BY dossier_id HAVING max(sequence) <> count(*)"
        " UNION ALL SELECT o.dossier_id FROM outbox o JOIN submission s ON s.id = o.submission_id"
        "  WHERE o.state IS NOT CASE s.state WHEN 'prepared' THEN 'waiting' WHEN 'filed' THEN 'confirmed'"
        "   WHEN 'none' THEN 'refused' ELSE s.state END"
        "  OR (o.done_at IS NOT NULL) <> (s.state IN ('filed', 'confirmed', 'refused', 'none'))"
        # what is sent by itself belongs to no filing; it is done when the portal said so, or a person did
        " UNION ALL SELECT dossier_id FROM outbox o WHERE (target = 'carry') <> (submission_id IS NOT NULL)"
        "  OR (target <> 'carry' AND (done_at IS NOT NULL) <> (state IN ('confirmed', 'refused')))"
        "  OR (target <> 'carry' AND state = 'confirmed' AND NOT EXISTS (SELECT 1 FROM outbox_attempt a"
        "   WHERE a.outbox_id = o.id AND a.outcome IN ('filed', 'known')))"
        "  OR (target = 'gateway' AND attempts < (SELECT count(*) FROM outbox_attempt a"
        "   WHERE a.outbox_id = o.id))",
    ),
    Rule(
        "reversed",
        "SELECT (SELECT count(*) FROM resident_contact) + (SELECT count(*) FROM submission)",
        # what a search by the last digits looks at; SQL cannot reverse, so ends are compared
        "SELECT id FROM resident_contact WHERE substr(phone, -1) IS NOT substr(phone_reversed, 1, 1)"
        " OR substr(phone, 1, 1) IS NOT substr(phone_reversed, -1) UNION ALL"
        " SELECT id FROM submission WHERE substr(portal_code, -1) IS NOT substr(portal_code_reversed, 1, 1)",
    ),
)
