"""What `counter verify` looks at of deletions: what went is empty, each is told of, none is half done."""

from counter.services.verify.verify_rule import Rule

_ERASED = """
SELECT 'resident ' || e.resident_id FROM erased_resident e JOIN resident r ON r.id = e.resident_id
  WHERE r.full_name <> '—' OR r.address <> '' OR r.dob IS NOT NULL OR r.card_extra <> '[]'
  OR EXISTS (SELECT 1 FROM resident_number n WHERE n.resident_id = r.id)
  OR EXISTS (SELECT 1 FROM resident_contact c WHERE c.resident_id = r.id)
UNION SELECT 'dossier ' || e.dossier_id FROM erased_dossier e JOIN dossier d ON d.id = e.dossier_id
  WHERE d.applicant_name <> '—' OR d.behalf_of <> '' OR d.contact_phone <> '' OR d.note <> ''
  OR d.returned_to NOT IN ('', '—') OR d.state NOT IN (3, 7, 8, 10)
  OR json_extract(d.applicant, '$.citizen_id') <> '' OR json_extract(d.applicant, '$.address') <> ''
  OR EXISTS (SELECT 1 FROM dossier_answer a WHERE a.dossier_id = d.id)
  OR EXISTS (SELECT 1 FROM attachment a WHERE a.dossier_id = d.id)
  OR EXISTS (SELECT 1 FROM collected c WHERE c.dossier_id = d.id AND c.name <> '—')
  OR EXISTS (SELECT 1 FROM call_try t WHERE t.dossier_id = d.id AND t.phone NOT IN ('', '0'))
"""
_TOLD = """
SELECT e.id FROM erasure e WHERE NOT EXISTS (SELECT 1 FROM audit_event a WHERE a.operation = e.operation
  AND a.at = e.made_at AND a.event = CASE e.kind WHEN 'resident' THEN 'erasure.event.resident'
  ELSE 'retention.event.deleted' END)
UNION SELECT e.id FROM erasure e
  WHERE e.dossiers <> (SELECT count(*) FROM erased_dossier d WHERE d.erasure_id = e.id)
UNION SELECT s.erasure_id FROM seal_emptied s JOIN erasure e ON e.id = s.erasure_id
  JOIN audit_event a ON a.operation = e.operation WHERE s.seq >= a.seq
"""

RULES = (
    Rule(
        "erased",
        "SELECT (SELECT count(*) FROM erased_resident) + (SELECT count(*) FROM erased_dossier)",
        _ERASED,
    ),
    Rule("erasures", "SELECT count(*) FROM erasure", _TOLD),
    Rule(
        "erasure_unfinished",
        "SELECT count(*) FROM erasure",
        "SELECT id FROM erasure WHERE cleaned_at IS NULL",
    ),
)
"""The checks of revision 12."""
