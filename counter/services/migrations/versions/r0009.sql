-- Revision 9: Indexes for the lists and the reports of a large store.
-- Each was measured at 1,000,000 dossiers (tests/benchmarks/lists.py); an acceptance writes 1 % more pages with all.

-- The month's reports read a month of it and no dossier: a row is ten times as long, and is decrypted whole.
CREATE INDEX dossier_life ON dossier (
    day, state, procedure_code, received_by, channel, money, received_at, due_at, ready_at, returned_at, sync
);
-- What ended since an instant, and what was stopped, refused or withdrawn: few of a store.
CREATE INDEX dossier_ended ON dossier (coalesce(ready_at, returned_at), day) WHERE state >= 9;
CREATE INDEX dossier_stopped ON dossier (day) WHERE state IN (7, 8);
-- The same as before, with the day, for the reports of a month, and with what the call list asks of each.
DROP INDEX dossier_open;
CREATE INDEX dossier_open ON dossier (
    due_at, id, state, day, received_at, contact_phone, contact_kind, comes_back_on
) WHERE state IN (1, 2, 4, 5, 6);
-- When the counter received what was filed online before: one look of the index for each dossier of a report.
CREATE INDEX dossier_move_receive ON dossier_move (dossier_id, made_at, id) WHERE name = 'receive';
-- Whose date was moved, which is told to them.
CREATE INDEX dossier_move_extend ON dossier_move (dossier_id, made_at, id) WHERE name = 'extend';
-- Whose message was still under way in a month, for the delay ledger.
CREATE INDEX outbox_done ON outbox (done_at, dossier_id) WHERE target <> 'carry';
-- The same as before, with what the call list asks of each: who was told is passed over without reading a row.
DROP INDEX dossier_ready;
CREATE INDEX dossier_ready ON dossier (
    ready_at, id, result_way, contact_phone, contact_kind, comes_back_on
) WHERE state = 9;
DROP INDEX call_try_of;
CREATE INDEX call_try_of ON call_try (dossier_id, about, id, outcome, phone, again_at, made_at);
-- The month's report of fees.
CREATE INDEX receipt_issued ON receipt (issued_on);
CREATE INDEX bank_line_booked ON bank_line (booked_on);
CREATE INDEX exemption_accepted ON exemption (accepted_at);
