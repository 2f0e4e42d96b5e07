"""What `counter verify` looks at of requests about personal data and of breaches: the trail has each."""

from counter.services.verify.verify_rule import Rule

_REQUESTS = """
SELECT q.id FROM data_request q WHERE NOT EXISTS (SELECT 1 FROM audit_event a WHERE a.operation = q.operation
  AND a.event = 'data_request.event.added' AND a.staff_id = q.recorded_by AND a.at = q.recorded_at
  AND json_extract(a.detail, '$.request') = q.id AND json_extract(a.detail, '$.kind') = q.kind
  AND json_extract(a.detail, '$.due') IN (q.due_on, '—'))  -- a deletion empties what is no number
UNION SELECT e.request_id FROM data_request_step e JOIN data_request q ON q.id = e.request_id
  WHERE e.due_on <= q.due_on OR EXISTS (SELECT 1 FROM data_request_step l
    WHERE l.request_id = e.request_id AND l.id < e.id AND l.step IN ('done', 'refused'))
  OR NOT EXISTS (SELECT 1 FROM audit_event a WHERE a.operation = e.operation
    AND a.event = 'data_request.event.' || e.step AND a.staff_id = e.made_by AND a.at = e.made_at
    AND json_extract(a.detail, '$.request') = e.request_id)
UNION SELECT json_extract(a.detail, '$.request') FROM audit_event a WHERE a.event LIKE 'data_request.event.%'
  AND NOT EXISTS (SELECT 1 FROM data_request q WHERE q.operation = a.operation)
  AND NOT EXISTS (SELECT 1 FROM data_request_step e WHERE e.operation = a.operation)
"""
_ERASED = """
WITH asked(request, erasure) AS (SELECT q.id, e.id FROM erasure e JOIN data_request q ON q.id = e.request_id
    AND q.kind = 'delete' JOIN resident r ON r.id = q.resident_id
  JOIN resident x ON x.id = coalesce(r.merged_into, r.id) OR x.merged_into = coalesce(r.merged_into, r.id)
  JOIN audit_event a ON a.subject_kind = 'resident' AND a.subject_id = CAST(x.id AS TEXT)
    AND a.event = 'erasure.event.resident' AND a.operation = e.operation)
SELECT q.id FROM data_request q JOIN data_request_step s ON s.request_id = q.id AND s.step = 'done'
  WHERE q.kind = 'delete' AND q.id NOT IN (SELECT request FROM asked)
UNION SELECT e.request_id FROM erasure e
  WHERE e.request_id IS NOT NULL AND e.id NOT IN (SELECT erasure FROM asked)
"""
_BREACHES = """
SELECT b.id FROM breach b WHERE NOT EXISTS (SELECT 1 FROM breach_facts f WHERE f.breach_id = b.id)
  OR NOT EXISTS (SELECT 1 FROM audit_event a WHERE a.operation = b.operation
    AND a.event = 'breach.event.recorded' AND a.subject_id = CAST(b.id AS TEXT)
    AND json_extract(a.detail, '$.found') = b.found_at)
UNION SELECT f.breach_id FROM breach_facts f JOIN breach b ON b.id = f.breach_id
  WHERE f.operation <> b.operation AND NOT EXISTS (SELECT 1 FROM audit_event a WHERE a.operation = f.operation
    AND a.event = 'breach.event.updated' AND a.subject_id = CAST(f.breach_id AS TEXT))
UNION SELECT t.breach_id FROM breach_told t JOIN breach b ON b.id = t.breach_id WHERE t.told_at < b.found_at
  OR NOT EXISTS (SELECT 1 FROM audit_event a WHERE a.operation = t.operation AND a.event = 'breach.event.told'
    AND a.subject_id = CAST(t.breach_id AS TEXT) AND json_extract(a.detail, '$.told') = t.told_at)
"""

RULES = (
    Rule("data_requests", "SELECT count(*) FROM data_request", _REQUESTS),
    Rule("data_requests_erased", "SELECT count(*) FROM data_request WHERE kind = 'delete'", _ERASED),
    Rule("breaches", "SELECT count(*) FROM breach", _BREACHES),
)
"""The checks of revision 13."""
