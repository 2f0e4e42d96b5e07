"""What `counter verify` looks at of records put right: both sides of each agree, and each has its event."""

from counter.services.verify.verify_rule import Rule

_EVENT = (
    "NOT EXISTS (SELECT 1 FROM audit_event a WHERE a.operation = {of}.operation AND a.at = {of}.made_at"
    " AND a.subject_kind = '{kind}' AND a.subject_id = CAST({of}.{column} AS TEXT))"
)

_MERGED = f"""
SELECT r.id FROM resident r LEFT JOIN resident_merge m ON m.gone_id = r.id
  WHERE (r.merged_into IS NULL) <> (m.id IS NULL)
UNION SELECT r.id FROM resident r JOIN resident k ON k.id = r.merged_into WHERE k.merged_into IS NOT NULL
UNION SELECT r.id FROM resident r WHERE r.merged_into IS NOT NULL AND (
  EXISTS (SELECT 1 FROM dossier d WHERE d.resident_id = r.id)
  OR EXISTS (SELECT 1 FROM resident_number n WHERE n.resident_id = r.id)
  OR EXISTS (SELECT 1 FROM resident_contact c WHERE c.resident_id = r.id))
UNION SELECT m.gone_id FROM resident_merge m
  WHERE {_EVENT.format(of="m", kind="resident", column="gone_id")}
  OR {_EVENT.format(of="m", kind="resident", column="kept_id")}
"""  # noqa: S608  constants only

_APPLICANTS = f"""
SELECT c.dossier_id FROM applicant_change c
  WHERE {_EVENT.format(of="c", kind="dossier", column="dossier_id")}
UNION SELECT c.dossier_id FROM applicant_change c JOIN dossier d ON d.id = c.dossier_id
  WHERE c.id = (SELECT max(x.id) FROM applicant_change x WHERE x.dossier_id = c.dossier_id)
  AND json_extract(c.became, '$.applicant.full_name') <> d.applicant_name
"""  # noqa: S608  constants only

_CHARGES = f"""
SELECT c.id FROM charge_change c
  WHERE c.dossier_id IS NOT NULL AND {_EVENT.format(of="c", kind="dossier", column="dossier_id")}
UNION SELECT c.id FROM charge_change c JOIN dossier d ON d.id = c.dossier_id
  WHERE c.id = (SELECT max(x.id) FROM charge_change x WHERE x.dossier_id = c.dossier_id)
  AND d.in_charge IS NOT c.to_id
UNION SELECT d.id FROM dossier d WHERE d.in_charge IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM charge_change c WHERE c.dossier_id = d.id)
"""  # noqa: S608  constants only

_STRUCK = f"""
SELECT k.dossier_id FROM dossier_struck k JOIN dossier d ON d.id = k.dossier_id
  WHERE d.state <> 3 OR {_EVENT.format(of="k", kind="dossier", column="dossier_id")}
  OR coalesce((SELECT sum(s.amount) FROM payment_share s WHERE s.dossier_id = k.dossier_id), 0) <> 0
UNION SELECT o.dossier_id FROM outbox o JOIN dossier_struck k ON k.dossier_id = o.dossier_id
  WHERE o.state NOT IN ('confirmed', 'refused')
"""  # noqa: S608  constants only

RULES = (
    Rule("records_merged", "SELECT count(*) FROM resident_merge", _MERGED),
    Rule("records_applicants", "SELECT count(*) FROM applicant_change", _APPLICANTS),
    Rule("records_charges", "SELECT count(*) FROM charge_change", _CHARGES),
    Rule("records_struck", "SELECT count(*) FROM dossier_struck", _STRUCK),
)
"""The checks of revision 8."""
