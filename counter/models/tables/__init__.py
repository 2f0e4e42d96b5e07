"""The SQLModel tables. Only services import them; plain SQL uses the same names, so here is the map.

Instants are INTEGER microseconds since 1970 UTC (`counter.models.instant`), days TEXT YYYY-MM-DD
in the ward's zone, money INTEGER đồng, enumerations the values of their classes, flags 0 or 1, JSON
canonical TEXT.
Text that is not there is '', NULL means "not known" or "not yet".

    resident ─┬─ resident_number    every number ever shown; number, number_reversed indexed, never unique
              ├─ resident_contact   phone (digits only), phone_reversed indexed
              └─ visit ── household_visit    a visit with a code: several procedures, people of a household
    procedure                       code, name, sector, data_version: the mirror of data/procedures
    dossier ──┬─ dossier_paper, dossier_answer, fee_line    keyed (dossier_id, position)
              ├─ exemption          a group's, with ground and proof
              ├─ payment_share ── payment ─┬─ payment_means    by cash, transfer, card, post
              │                            ├─ receipt          every number of the receipts, used or not
              │                            └─ receipt_excuse
              ├─ submission ── submission_field
              ├─ outbox ── outbox_attempt   key unique; open rows in lanes by (target, dossier_id, sequence)
              ├─ attachment ── attachment_content
              ├─ paper_seen ─┬─ paper_refused    a resident's papers of kinds that are known again
              │              └─ paper_used       (dossier_id, position): rests on an earlier sighting
              ├─ dossier_move       every move since revision 4; the last one says where the dossier stands
              │     ├─ supplement ─┬─ supplement_item
              │     │              └─ supplement_answer
              │     ├─ decision     refusal, stop, withdrawal, extension; numbered by kind and year
              │     ├─ handing_item ── handing    the hand-over lists, and so the control slip
              │     ├─ collected    who took the result
              │     └─ notice       who was told, how
              ├─ call_try           every try to tell the resident; (dossier_id, about): one matter
              ├─ dossier_brought    where it came from, of one brought over from the system of before
              ├─ lent_original ── lent_back
              └─ print_record
    resident_merge, resident_apart, applicant_change, charge_change, dossier_struck    records put right
    extra_demand, guidance, certification ── certification_struck    registers; a dossier may be named
    resident ── data_request ── data_request_step    what people ask of their own data
    breach ──┬─ breach_facts        the newest row counts
             └─ breach_told
    drawer ───┬─ drawer_count, drawer_close, cash_move
              └─ payment, ledger_line (account 'cash')
    receipt_book                    form, serial, first..last: the books that numbers are taken from
    bank_account ─┬─ transfer_request ── transfer_request_share    a VietQR that was given
                  └─ bank_line ── bank_line_step                   a statement, and what was done with it
    ledger_entry ── ledger_line     the lines are written first; (account, drawer_id, amount) indexed
    deposit, money_print, portal_card
    staff, setting, draft, day_counter
    audit_event, operation          the event and the result of every write; events are only added
    audit_seal                      the chain: digests of the rows a write left, hash over the seal before
    erasure ──┬─ erased_resident, erased_dossier    who and what was emptied
              └─ seal_emptied, erasure_file         seals without the digests of it; files still to go
    erasure_hold                    dossiers that are not deleted: a complaint goes on
All of the money and of a dossier's life is only added: a trigger refuses every change; see revisions 2, 4.

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
    dossier_waiting (id, state)                      WHERE state IN (5, 6)
(the columns after id let the desk's figures be counted from the index alone)
and, not partial: dossier_resident (resident_id, id), dossier_day (day, sequence),
dossier_procedure (procedure_code, received_at), and one each on dossier.code, short_code, code_reversed,
contact_phone_reversed.
Keyset pages: WHERE … AND (due_at, id) > (?, ?) ORDER BY due_at, id LIMIT 50.

Every module of this package is imported here, so that `SQLModel.metadata` is whole.
"""

from counter.models.tables.breach import Breach, BreachFactsRow, BreachTold
from counter.models.tables.brought import DossierBrought
from counter.models.tables.calls import CallTryRow
from counter.models.tables.data_request import DataRequest, DataRequestStep
from counter.models.tables.dossier import (
    DayCounter,
    Dossier,
    DossierAnswer,
    DossierPaper,
    PrintRecord,
    ProcedureRow,
    Visit,
)
from counter.models.tables.erasure import (
    ErasedDossier,
    ErasedResident,
    Erasure,
    ErasureFile,
    ErasureHold,
    SealEmptied,
)
from counter.models.tables.journal import AuditEvent, AuditSeal, Draft, Operation
from counter.models.tables.life import (
    Certification,
    CertificationStruck,
    Collected,
    Decision,
    DossierMove,
    ExtraDemand,
    Guidance,
    Handing,
    HandingItem,
    LentBack,
    LentOriginal,
    Notice,
    Supplement,
    SupplementAnswer,
    SupplementItem,
)
from counter.models.tables.money import (
    Exemption,
    FeeLine,
    LedgerEntry,
    LedgerLine,
    Payment,
    PaymentPart,
    PaymentShare,
)
from counter.models.tables.papers_seen import PaperRefused, PaperSeen, PaperUsed
from counter.models.tables.records import (
    ApplicantChange,
    ChargeChange,
    DossierStruck,
    ResidentApart,
    ResidentMerge,
)
from counter.models.tables.resident import Resident, ResidentContact, ResidentNumber
from counter.models.tables.second_look import SecondLook, SecondLookFinding
from counter.models.tables.staff import Setting, Staff
from counter.models.tables.submission import (
    Attachment,
    AttachmentContent,
    Outbox,
    OutboxAttempt,
    PortalCard,
    Submission,
    SubmissionField,
)
from counter.models.tables.till import (
    BankAccountRow,
    BankLine,
    BankLineStep,
    CashMove,
    Deposit,
    Drawer,
    DrawerClose,
    DrawerCount,
    MoneyPrint,
    Receipt,
    ReceiptBook,
    ReceiptExcuse,
    TransferRequest,
    TransferRequestShare,
)
from counter.models.tables.visits import HouseholdVisit

__all__ = [
    "ApplicantChange",
    "Attachment",
    "AttachmentContent",
    "AuditEvent",
    "AuditSeal",
    "BankAccountRow",
    "BankLine",
    "BankLineStep",
    "Breach",
    "BreachFactsRow",
    "BreachTold",
    "CallTryRow",
    "CashMove",
    "Certification",
    "CertificationStruck",
    "ChargeChange",
    "Collected",
    "DataRequest",
    "DataRequestStep",
    "DayCounter",
    "Decision",
    "Deposit",
    "Dossier",
    "DossierAnswer",
    "DossierBrought",
    "DossierMove",
    "DossierPaper",
    "DossierStruck",
    "Draft",
    "Drawer",
    "DrawerClose",
    "DrawerCount",
    "ErasedDossier",
    "ErasedResident",
    "Erasure",
    "ErasureFile",
    "ErasureHold",
    "Exemption",
    "ExtraDemand",
    "FeeLine",
    "Guidance",
    "Handing",
    "HandingItem",
    "HouseholdVisit",
    "LedgerEntry",
    "LedgerLine",
    "LentBack",
    "LentOriginal",
    "MoneyPrint",
    "Notice",
    "Operation",
    "Outbox",
    "OutboxAttempt",
    "PaperRefused",
    "PaperSeen",
    "PaperUsed",
    "Payment",
    "PaymentPart",
    "PaymentShare",
    "PortalCard",
    "PrintRecord",
    "ProcedureRow",
    "Receipt",
    "ReceiptBook",
    "ReceiptExcuse",
    "Resident",
    "ResidentApart",
    "ResidentContact",
    "ResidentMerge",
    "ResidentNumber",
    "SealEmptied",
    "SecondLook",
    "SecondLookFinding",
    "Setting",
    "Staff",
    "Submission",
    "SubmissionField",
    "Supplement",
    "SupplementAnswer",
    "SupplementItem",
    "TransferRequest",
    "TransferRequestShare",
    "Visit",
]
