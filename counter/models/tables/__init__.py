"""The SQLModel tables. Only services import them; plain SQL uses the same names, so here is the map.

Instants are INTEGER microseconds since 1970 UTC (`counter.models.instant`), days TEXT YYYY-MM-DD
in the ward's zone, money INTEGER đồng, enumerations the values of their classes, flags 0 or 1, JSON
canonical TEXT.
Text that is not there is '', NULL means "not known" or "not yet".

    resident ─┬─ resident_number    every number ever shown; number, number_reversed indexed, never unique
              ├─ resident_contact   phone (digits only), phone_reversed indexed
              └─ visit
    procedure                       code, name, sector, data_version: the mirror of data/procedures
    dossier ──┬─ dossier_paper, dossier_answer, fee_line    keyed (dossier_id, position)
              ├─ payment            rows are only added; late_receipt: what was written after
              ├─ submission ── submission_field
              ├─ outbox             key unique; (next_at, id) where state = 'waiting'
              └─ print_record
    staff, setting, draft, day_counter
    audit_event, operation          the event and the result of every write; events are only added

Search: `find_resident` and `find_dossier` (FTS5, rowid = id, column `folded`), fed by triggers:
    WHERE id IN (SELECT rowid FROM find_dossier WHERE find_dossier MATCH '"nguyen" "ho"*'
                 ORDER BY rowid DESC LIMIT 20)
Endings (phone, number, code): `phone_reversed >= ? AND phone_reversed < ?` with the digits turned round.

Lists of the desk are ranges of partial indexes; a query must repeat the WHERE of its index word for word:
    dossier_open    (due_at, id, state)              WHERE state IN (1, 2, 4, 5, 6)
    dossier_ready   (ready_at, id)                   WHERE state = 9
    dossier_unsent  (sync_since, id, sync)
        WHERE sync IN ('prepared', 'waiting', 'sending', 'unknown', 'held')
    dossier_owing   (received_at, id, state, money)  WHERE money IN ('due', 'later', 'unknown')
(the columns after id let the desk's figures be counted from the index alone)
and, not partial: dossier_resident (resident_id, id), dossier_day (day, sequence),
dossier_procedure (procedure_code, received_at), and one each on dossier.code, short_code, code_reversed,
contact_phone_reversed.
Keyset pages: WHERE … AND (due_at, id) > (?, ?) ORDER BY due_at, id LIMIT 50.

Every module of this package is imported here, so that `SQLModel.metadata` is whole.
"""

from counter.models.tables.dossier import (
    DayCounter,
    Dossier,
    DossierAnswer,
    DossierPaper,
    PrintRecord,
    ProcedureRow,
    Visit,
)
from counter.models.tables.journal import AuditEvent, Draft, Operation
from counter.models.tables.money import FeeLine, LateReceipt, Payment
from counter.models.tables.resident import Resident, ResidentContact, ResidentNumber
from counter.models.tables.staff import Setting, Staff
from counter.models.tables.submission import Outbox, Submission, SubmissionField

__all__ = [
    "AuditEvent",
    "DayCounter",
    "Dossier",
    "DossierAnswer",
    "DossierPaper",
    "Draft",
    "FeeLine",
    "LateReceipt",
    "Operation",
    "Outbox",
    "Payment",
    "PrintRecord",
    "ProcedureRow",
    "Resident",
    "ResidentContact",
    "ResidentNumber",
    "Setting",
    "Staff",
    "Submission",
    "SubmissionField",
    "Visit",
]
