"""What `counter verify` looks at of papers seen before: nothing rests on what did not stand that day."""

from counter.services.verify.verify_rule import Rule

_FAILING = """
SELECT u.dossier_id FROM paper_used u JOIN paper_seen s ON s.id = u.seen_id
  JOIN dossier d ON d.id = u.dossier_id LEFT JOIN paper_refused f ON f.seen_id = s.id
  WHERE s.seen_at > u.used_at OR s.dossier_id = u.dossier_id OR f.refused_at < u.used_at
  OR u.valid_until < d.day OR u.used_at <> d.received_at
UNION SELECT u.dossier_id FROM paper_used u LEFT JOIN dossier_paper p
  ON p.dossier_id = u.dossier_id AND p.position = u.position WHERE p.key IS NULL
UNION SELECT u.dossier_id FROM paper_used u WHERE NOT EXISTS (SELECT 1 FROM audit_event a
  WHERE a.subject_kind = 'dossier' AND a.subject_id = CAST(u.dossier_id AS TEXT)
  AND a.event = 'dossier.event.papers_known' AND a.at = u.used_at)
UNION SELECT s.dossier_id FROM paper_seen s JOIN dossier d ON d.id = s.dossier_id
  WHERE (s.operation <> d.operation OR s.seen_at <> d.received_at)
  AND NOT EXISTS (SELECT 1 FROM supplement_answer a JOIN supplement q ON q.id = a.supplement_id
    WHERE q.dossier_id = s.dossier_id AND a.operation = s.operation AND a.answered_at = s.seen_at
    AND a.received_by = s.seen_by)
UNION SELECT s.dossier_id FROM paper_refused f JOIN paper_seen s ON s.id = f.seen_id
  WHERE f.refused_at < s.seen_at OR NOT EXISTS (SELECT 1 FROM audit_event a
  WHERE a.operation = f.operation AND a.event = 'papers_seen.refused' AND a.at = f.refused_at)
"""

RULES = (Rule("papers_seen", "SELECT count(*) FROM paper_seen", _FAILING),)
"""The checks of revision 7."""
