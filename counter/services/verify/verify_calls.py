"""What `counter verify` looks at of the tries to tell residents: what was told is in the notices too."""

from counter.services.verify.verify_rule import Rule

_TOLD = "t.outcome IN ('reached', 'comes', 'message', 'sent')"

_FAILING = f"""
SELECT t.id FROM call_try t WHERE NOT EXISTS (SELECT 1 FROM audit_event a
  WHERE a.operation = t.operation AND a.subject_kind = 'dossier'
  AND a.subject_id = CAST(t.dossier_id AS TEXT) AND a.at = t.made_at)
UNION SELECT t.id FROM call_try t WHERE ({_TOLD}) <> EXISTS (SELECT 1 FROM notice n
  WHERE n.dossier_id = t.dossier_id AND n.operation = t.operation AND n.told_at = t.made_at)
"""  # noqa: S608  constants only

RULES = (Rule("calls", "SELECT count(*) FROM call_try", _FAILING),)
"""The checks of revision 5."""
