"""Which data of each kind of record are read out on the paper for a person, in which order, and how.

What only the program's own bookkeeping needs (keys, versions, the ledger's lines, the queue) is left to the
file beside the paper, which has every column; the paper says so.
"""

from collections.abc import Mapping
from typing import Final

TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "resident": ("full_name", "dob", "gender", "address", "card_issued_on"),
    "resident_number": ("kind", "number"),
    "resident_contact": ("kind", "phone", "whose", "best_time"),
    "dossier": (
        "code", "procedure_name", "state", "applicant_name", "behalf_of", "behalf_paper", "channel",
        "result_way", "contact_kind", "contact_phone", "contact_whose", "due_at", "ready_at", "returned_at",
        "returned_to", "fee_total", "fee_waived",
    ),
    "dossier_answer": (),  # each answer under its own label
    "dossier_paper": ("name", "state", "originals", "copies"),
    "paper_seen": ("name", "issued_on", "valid_until"),
    "attachment": ("name",),
    "visit": ("started_at", "ended_at"),
    "household_visit": ("code",),
    "fee_line": ("label", "amount"),
    "exemption": ("ground", "proof", "waived"),
    "payment": ("total", "payer_name", "reason"),
    "payment_means": ("means", "amount", "reference"),
    "receipt": ("serial", "number", "issued_on"),
    "transfer_request": ("memo", "amount", "payer_name"),
    "submission": ("portal_code", "consent_kind", "consent_at", "consent_read_by", "filed_at"),
    "supplement": ("reason", "answer_by"),
    "supplement_item": ("name", "lacking"),
    "supplement_answer": ("due_after", "note"),
    "decision": ("reason", "ground", "due_after"),
    "collected": ("name", "seen", "authority_paper", "other_name"),
    "call_try": ("phone", "outcome", "comes_on", "note"),
    "notice": ("whom", "note"),
    "lent_original": ("paper", "lent_to", "purpose", "due_back"),
    "guidance": ("person", "said", "day"),
    "certification": ("number", "year", "requester", "paper", "copies", "signer"),
    "applicant_change": ("reason",),
    "data_request": ("kind", "asked_by", "asker", "paper", "about", "received_on", "due_on"),
    "data_request_step": ("step", "reason", "ground", "due_on"),
}  # fmt: skip
"""The kinds of record in the order of the paper, with their columns."""

MONEY: Final = frozenset({"fee_total", "fee_waived", "amount", "total", "waived"})
DAYS: Final = frozenset({
    "answer_by", "card_issued_on", "comes_on", "day", "dob", "due_back", "due_on", "issued_on", "received_on",
    "valid_until",
})  # fmt: skip
"""The columns that hold a day. By name, never by look: the digits of a phone can be read as a day too."""

EVENT_DAYS: Final = frozenset({"due"})
"""The same of what an event of the trail tells."""

WORDS: Final[Mapping[tuple[str, str], str]] = {
    ("resident_number", "kind"): "person.value",
    ("resident_contact", "kind"): "person.value",
    ("dossier", "channel"): "person.value",
    ("dossier", "contact_kind"): "person.value",
    ("submission", "consent_kind"): "person.value",
    ("collected", "seen"): "person.value",  # a card that was scanned; else what was seen, as typed
    ("dossier", "state"): "wording.state",
    ("dossier", "result_way"): "law_paper.way",
    ("dossier_paper", "state"): "person.paper_state",
    ("payment_means", "means"): "money_paper.means",
    ("call_try", "outcome"): "calls.result",
    ("data_request", "kind"): "data_request.kind",
    ("data_request", "asked_by"): "data_request.asked_by",
    ("data_request_step", "step"): "data_request.state",
}
"""Where the words of each closed list are. What is in none is said as it was typed."""

NOTHING: Final = frozenset({"asked", "not_needed"})
"""States of a paper that was never seen: nothing of the person is held by it."""

WHEN: Final = (
    "recorded_at", "made_at", "taken_at", "seen_at", "received_at", "given_at", "asked_at", "added_at",
    "accepted_at", "told_at", "lent_at", "answered_at", "consent_at", "created_at", "started_at",
)  # fmt: skip
WHO: Final = (
    "recorded_by", "made_by", "taken_by", "seen_by", "received_by", "given_by", "asked_by", "added_by",
    "accepted_by", "told_by", "lent_by", "consent_by", "staff_id",
)  # fmt: skip
"""The columns that say when a record was made, and by whom of the staff: its source."""
