"""What `counter verify` looks at of second looks: nobody looked at their own, what ended was found right."""

from counter.services.verify.verify_rule import Rule

_FAILING = """
SELECT l.dossier_id FROM second_look l WHERE (l.done_at IS NOT NULL) <> EXISTS (SELECT 1
  FROM second_look_finding f WHERE f.dossier_id = l.dossier_id AND f.finding = 'right'
  AND f.looked_at = l.done_at)
UNION SELECT f.dossier_id FROM second_look_finding f JOIN second_look l ON l.dossier_id = f.dossier_id
  WHERE f.looked_by = l.made_by OR NOT EXISTS (SELECT 1 FROM audit_event a WHERE a.operation = f.operation
  AND a.event = 'second_look.' || f.finding AND a.subject_id = CAST(f.dossier_id AS TEXT))
UNION SELECT l.dossier_id FROM second_look l JOIN dossier d ON d.id = l.dossier_id
  WHERE l.made_by <> d.received_by OR l.wanted_at <> d.received_at
"""

RULES = (Rule("second_looks", "SELECT count(*) FROM second_look", _FAILING),)
"""The checks of revision 11."""
