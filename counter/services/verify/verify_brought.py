"""What `counter verify` looks at of dossiers that were brought over from the system of before."""

from counter.services.verify.verify_rule import Rule

RULES = (
    Rule(
        "brought",
        "SELECT count(*) FROM dossier_brought",
        # by a code that is no official one, found by both ends of the old one, and told in the audit trail
        "SELECT b.dossier_id FROM dossier_brought b JOIN dossier d ON d.id = b.dossier_id"
        " WHERE d.provisional = 0 OR (b.old_code = '') <> (b.old_key = '')"
        " OR substr(b.old_key, 1, 1) <> substr(b.old_key_reversed, -1)"
        " OR substr(b.old_key, -1) <> substr(b.old_key_reversed, 1, 1)"
        " OR (b.ended_at IS NOT NULL AND b.ended_at < d.received_at)"
        " OR NOT EXISTS (SELECT 1 FROM audit_event a WHERE a.subject_kind = 'dossier'"
        "  AND a.subject_id = CAST(d.id AS TEXT) AND a.event = 'dossier.event.brought')"
        # what was settled elsewhere has no line here and nothing was taken for it
        " OR (b.paid IN ('paid', 'free') AND (d.fee_total IS NOT 0"
        "  OR EXISTS (SELECT 1 FROM payment_share s WHERE s.dossier_id = d.id)))",
    ),
)
"""The check of the last table of revision 8."""
