"""The triggers that every store has: without them rows could be changed that may only be added, an entry of
the ledger need not balance, or a search would miss rows."""

APPEND_ONLY = (
    "audit_event", "audit_seal", "payment", "payment_means", "payment_share", "exemption", "drawer",
    "drawer_close",
    "drawer_count", "cash_move", "receipt_book", "receipt", "receipt_excuse", "bank_line", "bank_line_step",
    "deposit", "ledger_entry", "ledger_line", "outbox_attempt", "dossier_move", "supplement",
    "supplement_item", "supplement_answer", "decision", "handing", "handing_item", "collected",
    "lent_original", "lent_back", "extra_demand", "guidance", "certification", "certification_struck",
    "household_visit",
    "notice", "call_try", "resident_merge", "resident_apart", "applicant_change", "charge_change",
    "dossier_struck", "dossier_brought", "second_look_finding", "paper_seen", "paper_refused", "paper_used",
    "breach", "breach_facts", "breach_told", "erased_resident", "erased_dossier",
)  # fmt: skip
"""Tables whose rows are never changed or deleted."""

IN_ORDER = (
    "audit_event", "audit_seal", "payment", "exemption", "drawer", "cash_move", "receipt_book", "receipt",
    "bank_line",
    "bank_line_step", "deposit", "ledger_entry", "outbox_attempt", "dossier_move", "supplement",
    "decision", "handing", "lent_original", "extra_demand", "guidance", "certification", "notice",
    "call_try", "resident_merge", "applicant_change", "charge_change", "second_look_finding",
    "paper_seen", "breach", "breach_facts",
)  # fmt: skip
"""Of these, those whose ids only grow: none is put in between, none replaced."""

ONCE = (
    "payment", "payment_means", "payment_share", "drawer_close", "drawer_count", "receipt", "receipt_excuse",
    "bank_line", "deposit", "dossier_move", "supplement", "supplement_item", "supplement_answer",
    "decision", "handing", "handing_item", "collected", "lent_original", "lent_back", "extra_demand",
    "guidance", "certification", "certification_struck", "call_try", "resident_merge", "resident_apart",
    "applicant_change", "charge_change", "dossier_struck", "dossier_brought", "household_visit",
    "second_look_finding", "paper_seen", "paper_refused", "paper_used",
    "breach", "breach_facts", "breach_told", "erased_resident", "erased_dossier",
)  # fmt: skip
"""Of these, those with a key that is not such an id: REPLACE would take the row with the same key away."""

GUARDS = (
    *(f"{table}_{what}" for table in APPEND_ONLY for what in ("no_update", "no_delete")),
    *(f"{table}_in_order" for table in IN_ORDER),
    *(f"{table}_once" for table in ONCE),
    *(f"{table}_find_{what}" for table in ("resident", "dossier") for what in ("insert", "update", "delete")),
    *(
        f"{table}_{what}"
        for table in ("data_request", "data_request_step")
        for what in ("only_emptied", "no_delete", "in_order", "once")
    ),
    "data_request_step_before_end",
    "drawer_one_open",
    "second_look_ends_once",
    "second_look_no_delete",
    "second_look_once",
    "payment_within_first",
    "receipt_book_apart",
    "ledger_entry_balanced",
    "ledger_line_before_entry",
    "ledger_line_open_drawer",
    "dossier_move_follows",
    "decision_next",
    "handing_next",
    "certification_next",
    "dossier_move_not_struck",
    "dossier_of_standing_insert",
    "dossier_of_standing_update",
    *(f"erasure_{what}" for what in ("ends_once", "no_delete", "in_order", "once")),
    *(f"seal_emptied_{what}" for what in ("same_hash", "no_delete", "once")),
    "dossier_move_not_erased",
    "dossier_of_known_insert",
    "dossier_of_known_update",
)
