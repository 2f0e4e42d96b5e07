-- Revision 2: the till. Payments of several means and dossiers, drawers, receipt books, transfers, the ledger.
-- What was taken under revision 1 is carried over; its cash had no drawer and stands in the safe (két).

ALTER TABLE fee_line ADD COLUMN kind TEXT NOT NULL DEFAULT '' CHECK (kind IN ('', 'phi', 'le_phi', 'post'));

DROP TRIGGER payment_no_update;
DROP TRIGGER payment_no_delete;
DROP TRIGGER payment_in_order;
DROP TRIGGER late_receipt_no_update;
DROP TRIGGER late_receipt_no_delete;
DROP INDEX ix_payment_dossier_id;
DROP INDEX payment_taken;
ALTER TABLE payment RENAME TO payment_before;
ALTER TABLE late_receipt RENAME TO late_receipt_before;

CREATE TABLE bank_account (
    id INTEGER NOT NULL PRIMARY KEY,
    bin TEXT NOT NULL CHECK (length(bin) = 6 AND bin NOT GLOB '*[^0-9]*'),
    number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 19 AND number NOT GLOB '*[^0-9A-Za-z]*'),
    holder TEXT NOT NULL CHECK (length(holder) BETWEEN 1 AND 100),
    label TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    created_at INTEGER NOT NULL,
    UNIQUE (bin, number)
) STRICT;

CREATE TABLE drawer (
    id INTEGER NOT NULL PRIMARY KEY,
    cashier_id INTEGER NOT NULL REFERENCES staff (id),
    counter_name TEXT NOT NULL,
    float_amount INTEGER NOT NULL CHECK (float_amount >= 0),
    from_drawer INTEGER REFERENCES drawer (id),
    opened_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> '')
) STRICT;
CREATE INDEX ix_drawer_cashier_id ON drawer (cashier_id);

CREATE TABLE drawer_close (
    drawer_id INTEGER NOT NULL PRIMARY KEY REFERENCES drawer (id),
    counted INTEGER NOT NULL CHECK (counted >= 0),
    expected INTEGER NOT NULL,
    difference INTEGER NOT NULL CHECK (difference = counted - expected),
    kept INTEGER NOT NULL CHECK (kept BETWEEN 0 AND counted),
    reason TEXT NOT NULL CHECK (difference = 0 OR reason <> ''),
    approved_by INTEGER REFERENCES staff (id),
    handed_to INTEGER REFERENCES staff (id),
    closed_by INTEGER NOT NULL REFERENCES staff (id),
    closed_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> '')
) STRICT;
CREATE TRIGGER drawer_no_update BEFORE UPDATE ON drawer
BEGIN SELECT RAISE(ABORT, 'drawer is append-only'); END;
CREATE TRIGGER drawer_no_delete BEFORE DELETE ON drawer
BEGIN SELECT RAISE(ABORT, 'drawer is append-only'); END;
CREATE TRIGGER drawer_in_order BEFORE INSERT ON drawer
WHEN NEW.id <= (SELECT max(id) FROM drawer) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'drawer is append-only'); END;
CREATE TRIGGER drawer_close_no_update BEFORE UPDATE ON drawer_close
BEGIN SELECT RAISE(ABORT, 'drawer_close is append-only'); END;
CREATE TRIGGER drawer_close_no_delete BEFORE DELETE ON drawer_close
BEGIN SELECT RAISE(ABORT, 'drawer_close is append-only'); END;
CREATE TRIGGER drawer_one_open BEFORE INSERT ON drawer
WHEN EXISTS (
    SELECT 1 FROM drawer d WHERE d.cashier_id = NEW.cashier_id
    AND NOT EXISTS (SELECT 1 FROM drawer_close c WHERE c.drawer_id = d.id)
)
BEGIN SELECT RAISE(ABORT, 'one open drawer for each cashier'); END;

CREATE TABLE drawer_count (
    drawer_id INTEGER NOT NULL REFERENCES drawer (id),
    moment TEXT NOT NULL CHECK (moment IN ('open', 'close')),
    note INTEGER NOT NULL CHECK (note > 0),
    pieces INTEGER NOT NULL CHECK (pieces > 0),
    PRIMARY KEY (drawer_id, moment, note)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER drawer_count_no_update BEFORE UPDATE ON drawer_count
BEGIN SELECT RAISE(ABORT, 'drawer_count is append-only'); END;
CREATE TRIGGER drawer_count_no_delete BEFORE DELETE ON drawer_count
BEGIN SELECT RAISE(ABORT, 'drawer_count is append-only'); END;

CREATE TABLE cash_move (
    id INTEGER NOT NULL PRIMARY KEY,
    drawer_id INTEGER NOT NULL REFERENCES drawer (id),
    amount INTEGER NOT NULL CHECK (amount <> 0),
    reason TEXT NOT NULL CHECK (reason <> ''),
    moved_by INTEGER NOT NULL REFERENCES staff (id),
    moved_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> '')
) STRICT;
CREATE INDEX ix_cash_move_drawer_id ON cash_move (drawer_id);
CREATE TRIGGER cash_move_no_update BEFORE UPDATE ON cash_move
BEGIN SELECT RAISE(ABORT, 'cash_move is append-only'); END;
CREATE TRIGGER cash_move_no_delete BEFORE DELETE ON cash_move
BEGIN SELECT RAISE(ABORT, 'cash_move is append-only'); END;
CREATE TRIGGER cash_move_in_order BEFORE INSERT ON cash_move
WHEN NEW.id <= (SELECT max(id) FROM cash_move) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'cash_move is append-only'); END;

CREATE TABLE payment (
    id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('payment', 'void', 'refund')),
    reverses INTEGER REFERENCES payment (id),
    total INTEGER NOT NULL CHECK (total <> 0 AND (kind = 'payment') = (total > 0)),
    payer_name TEXT NOT NULL CHECK (length(payer_name) <= 200),
    payer_relation TEXT NOT NULL CHECK (payer_relation IN ('self', 'child', 'relative', 'neighbour', 'other')),
    drawer_id INTEGER REFERENCES drawer (id),
    reason TEXT NOT NULL CHECK (kind = 'payment' OR reason <> ''),
    receipt_later TEXT NOT NULL,
    taken_by INTEGER NOT NULL REFERENCES staff (id),
    approved_by INTEGER REFERENCES staff (id),
    taken_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> ''),
    CHECK ((kind = 'payment') = (reverses IS NULL)),
    CHECK ((kind = 'payment') = (approved_by IS NULL)),
    CHECK (approved_by <> taken_by)
) STRICT;
CREATE INDEX payment_taken ON payment (taken_at);
CREATE INDEX payment_drawer ON payment (drawer_id) WHERE drawer_id IS NOT NULL;
CREATE INDEX payment_reverses ON payment (reverses) WHERE reverses IS NOT NULL;
CREATE UNIQUE INDEX payment_void_once ON payment (reverses) WHERE kind = 'void';

CREATE TABLE payment_means (
    payment_id INTEGER NOT NULL REFERENCES payment (id),
    position INTEGER NOT NULL,
    means TEXT NOT NULL CHECK (means IN ('cash', 'transfer', 'card', 'post')),
    amount INTEGER NOT NULL CHECK (amount <> 0),
    tendered INTEGER CHECK (tendered >= amount),
    change INTEGER CHECK (change = tendered - amount),
    reference TEXT NOT NULL,
    account_id INTEGER REFERENCES bank_account (id),
    PRIMARY KEY (payment_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE payment_share (
    payment_id INTEGER NOT NULL REFERENCES payment (id),
    position INTEGER NOT NULL,
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    fee_kind TEXT NOT NULL CHECK (fee_kind IN ('', 'phi', 'le_phi', 'post')),
    amount INTEGER NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (payment_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_payment_share_dossier_id ON payment_share (dossier_id);
CREATE TRIGGER payment_no_update BEFORE UPDATE ON payment
BEGIN SELECT RAISE(ABORT, 'payment is append-only'); END;
CREATE TRIGGER payment_no_delete BEFORE DELETE ON payment
BEGIN SELECT RAISE(ABORT, 'payment is append-only'); END;
CREATE TRIGGER payment_in_order BEFORE INSERT ON payment
WHEN NEW.id <= (SELECT max(id) FROM payment) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'payment is append-only'); END;
CREATE TRIGGER payment_means_no_update BEFORE UPDATE ON payment_means
BEGIN SELECT RAISE(ABORT, 'payment_means is append-only'); END;
CREATE TRIGGER payment_means_no_delete BEFORE DELETE ON payment_means
BEGIN SELECT RAISE(ABORT, 'payment_means is append-only'); END;
CREATE TRIGGER payment_share_no_update BEFORE UPDATE ON payment_share
BEGIN SELECT RAISE(ABORT, 'payment_share is append-only'); END;
CREATE TRIGGER payment_share_no_delete BEFORE DELETE ON payment_share
BEGIN SELECT RAISE(ABORT, 'payment_share is append-only'); END;
CREATE TRIGGER payment_within_first BEFORE INSERT ON payment
WHEN NEW.reverses IS NOT NULL AND NEW.total + (
    SELECT sum(total) FROM payment p WHERE p.id = NEW.reverses OR p.reverses = NEW.reverses
) < 0
BEGIN SELECT RAISE(ABORT, 'a reversal is never more than its payment'); END;

CREATE TABLE exemption (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    exempt_group TEXT NOT NULL CHECK (exempt_group <> ''),
    ground TEXT NOT NULL CHECK (ground <> ''),
    proof TEXT NOT NULL,
    waived INTEGER NOT NULL CHECK (waived >= 0),
    accepted_by INTEGER NOT NULL REFERENCES staff (id),
    accepted_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> '')
) STRICT;
CREATE INDEX ix_exemption_dossier_id ON exemption (dossier_id);
CREATE TRIGGER exemption_no_update BEFORE UPDATE ON exemption
BEGIN SELECT RAISE(ABORT, 'exemption is append-only'); END;
CREATE TRIGGER exemption_no_delete BEFORE DELETE ON exemption
BEGIN SELECT RAISE(ABORT, 'exemption is append-only'); END;
CREATE TRIGGER exemption_in_order BEFORE INSERT ON exemption
WHEN NEW.id <= (SELECT max(id) FROM exemption) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'exemption is append-only'); END;

CREATE TABLE receipt_book (
    id INTEGER NOT NULL PRIMARY KEY,
    form TEXT NOT NULL CHECK (form <> ''),
    serial TEXT NOT NULL CHECK (serial <> ''),
    first INTEGER NOT NULL CHECK (first > 0),
    last INTEGER NOT NULL CHECK (last BETWEEN first AND 99999999),
    width INTEGER NOT NULL CHECK (width BETWEEN 1 AND 8),
    name TEXT NOT NULL,
    registered_by INTEGER NOT NULL REFERENCES staff (id),
    registered_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> '')
) STRICT;
CREATE INDEX receipt_book_range ON receipt_book (form, serial, first);
CREATE TRIGGER receipt_book_no_update BEFORE UPDATE ON receipt_book
BEGIN SELECT RAISE(ABORT, 'receipt_book is append-only'); END;
CREATE TRIGGER receipt_book_no_delete BEFORE DELETE ON receipt_book
BEGIN SELECT RAISE(ABORT, 'receipt_book is append-only'); END;
CREATE TRIGGER receipt_book_in_order BEFORE INSERT ON receipt_book
WHEN NEW.id <= (SELECT max(id) FROM receipt_book) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'receipt_book is append-only'); END;
CREATE TRIGGER receipt_book_apart BEFORE INSERT ON receipt_book
WHEN EXISTS (
    SELECT 1 FROM receipt_book b WHERE b.form = NEW.form AND b.serial = NEW.serial
    AND b.first <= NEW.last AND NEW.first <= b.last
)
BEGIN SELECT RAISE(ABORT, 'two books of one serial share a number'); END;

CREATE TABLE receipt (
    id INTEGER NOT NULL PRIMARY KEY,
    payment_id INTEGER REFERENCES payment (id),
    form TEXT NOT NULL CHECK (form <> ''),
    serial TEXT NOT NULL CHECK (serial <> ''),
    number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 8 AND number NOT GLOB '*[^0-9]*'),
    value INTEGER NOT NULL CHECK (value = CAST(number AS INTEGER) AND value > 0),
    status TEXT NOT NULL CHECK (status IN ('used', 'skipped', 'spoiled', 'lost')),
    reason TEXT NOT NULL CHECK (status = 'used' OR reason <> ''),
    issued_on TEXT NOT NULL CHECK (issued_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    recorded_by INTEGER NOT NULL REFERENCES staff (id),
    recorded_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> ''),
    CHECK ((status = 'used') = (payment_id IS NOT NULL)),
    UNIQUE (form, serial, value)
) STRICT;
CREATE INDEX ix_receipt_payment_id ON receipt (payment_id);
CREATE TRIGGER receipt_no_update BEFORE UPDATE ON receipt
BEGIN SELECT RAISE(ABORT, 'receipt is append-only'); END;
CREATE TRIGGER receipt_no_delete BEFORE DELETE ON receipt
BEGIN SELECT RAISE(ABORT, 'receipt is append-only'); END;
CREATE TRIGGER receipt_in_order BEFORE INSERT ON receipt
WHEN NEW.id <= (SELECT max(id) FROM receipt) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'receipt is append-only'); END;

CREATE TABLE receipt_excuse (
    payment_id INTEGER NOT NULL PRIMARY KEY REFERENCES payment (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    excused_by INTEGER NOT NULL REFERENCES staff (id),
    excused_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> '')
) STRICT;
CREATE TRIGGER receipt_excuse_no_update BEFORE UPDATE ON receipt_excuse
BEGIN SELECT RAISE(ABORT, 'receipt_excuse is append-only'); END;
CREATE TRIGGER receipt_excuse_no_delete BEFORE DELETE ON receipt_excuse
BEGIN SELECT RAISE(ABORT, 'receipt_excuse is append-only'); END;

CREATE TABLE transfer_request (
    id INTEGER NOT NULL PRIMARY KEY,
    memo TEXT NOT NULL UNIQUE CHECK (length(memo) BETWEEN 1 AND 25 AND memo NOT GLOB '*[^0-9A-Za-z ]*'),
    amount INTEGER NOT NULL CHECK (amount > 0),
    account_id INTEGER NOT NULL REFERENCES bank_account (id),
    payer_name TEXT NOT NULL CHECK (length(payer_name) <= 200),
    payer_relation TEXT NOT NULL CHECK (payer_relation IN ('self', 'child', 'relative', 'neighbour', 'other')),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'paid', 'cancelled')),
    payment_id INTEGER REFERENCES payment (id),
    asked_by INTEGER NOT NULL REFERENCES staff (id),
    asked_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> ''),
    version INTEGER NOT NULL CHECK (version > 0),
    CHECK ((state = 'paid') = (payment_id IS NOT NULL))
) STRICT;
CREATE INDEX transfer_request_waiting ON transfer_request (id) WHERE state = 'waiting';

CREATE TABLE transfer_request_share (
    request_id INTEGER NOT NULL REFERENCES transfer_request (id),
    position INTEGER NOT NULL,
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    PRIMARY KEY (request_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_transfer_request_share_dossier_id ON transfer_request_share (dossier_id);

CREATE TABLE bank_line (
    id INTEGER NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES bank_account (id),
    booked_on TEXT NOT NULL CHECK (booked_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    amount INTEGER NOT NULL CHECK (amount > 0),
    memo TEXT NOT NULL,
    reference TEXT NOT NULL,
    file_name TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    imported_by INTEGER NOT NULL REFERENCES staff (id),
    imported_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> '')
) STRICT;

CREATE TABLE bank_line_step (
    id INTEGER NOT NULL PRIMARY KEY,
    line_id INTEGER NOT NULL REFERENCES bank_line (id),
    step TEXT NOT NULL CHECK (step IN ('open', 'matched', 'settled', 'assigned', 'explained')),
    payment_id INTEGER REFERENCES payment (id),
    to_staff INTEGER REFERENCES staff (id),
    note TEXT NOT NULL,
    done_by INTEGER NOT NULL REFERENCES staff (id),
    done_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> '')
) STRICT;
CREATE INDEX ix_bank_line_step_line_id ON bank_line_step (line_id);
CREATE INDEX ix_bank_line_step_payment_id ON bank_line_step (payment_id);
CREATE TRIGGER bank_line_no_update BEFORE UPDATE ON bank_line
BEGIN SELECT RAISE(ABORT, 'bank_line is append-only'); END;
CREATE TRIGGER bank_line_no_delete BEFORE DELETE ON bank_line
BEGIN SELECT RAISE(ABORT, 'bank_line is append-only'); END;
CREATE TRIGGER bank_line_in_order BEFORE INSERT ON bank_line
WHEN NEW.id <= (SELECT max(id) FROM bank_line) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'bank_line is append-only'); END;
CREATE TRIGGER bank_line_step_no_update BEFORE UPDATE ON bank_line_step
BEGIN SELECT RAISE(ABORT, 'bank_line_step is append-only'); END;
CREATE TRIGGER bank_line_step_no_delete BEFORE DELETE ON bank_line_step
BEGIN SELECT RAISE(ABORT, 'bank_line_step is append-only'); END;
CREATE TRIGGER bank_line_step_in_order BEFORE INSERT ON bank_line_step
WHEN NEW.id <= (SELECT max(id) FROM bank_line_step) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'bank_line_step is append-only'); END;

CREATE TABLE deposit (
    id INTEGER NOT NULL PRIMARY KEY,
    month TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
    amount INTEGER NOT NULL CHECK (amount > 0),
    taken_from TEXT NOT NULL CHECK (taken_from IN ('safe', 'bank')),
    reference TEXT NOT NULL CHECK (reference <> ''),
    deposited_on TEXT NOT NULL CHECK (deposited_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    recorded_by INTEGER NOT NULL REFERENCES staff (id),
    recorded_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> '')
) STRICT;
CREATE INDEX deposit_month ON deposit (month);
CREATE TRIGGER deposit_no_update BEFORE UPDATE ON deposit
BEGIN SELECT RAISE(ABORT, 'deposit is append-only'); END;
CREATE TRIGGER deposit_no_delete BEFORE DELETE ON deposit
BEGIN SELECT RAISE(ABORT, 'deposit is append-only'); END;
CREATE TRIGGER deposit_in_order BEFORE INSERT ON deposit
WHEN NEW.id <= (SELECT max(id) FROM deposit) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'deposit is append-only'); END;

CREATE TABLE money_print (
    id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('payment_slip', 'drawer_sheet', 'vietqr')),
    subject_id INTEGER NOT NULL,
    copies INTEGER NOT NULL CHECK (copies > 0),
    target TEXT NOT NULL,
    printed_at INTEGER NOT NULL,
    printed_by INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE INDEX money_print_subject ON money_print (kind, subject_id);

CREATE TABLE ledger_entry (
    id INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    kind TEXT NOT NULL CHECK (
        kind IN (
            'opening', 'payment', 'void', 'refund', 'cash_move', 'closing', 'bank_in', 'bank_matched',
            'bank_settled', 'bank_explained', 'deposit'
        )
    ),
    payment_id INTEGER REFERENCES payment (id),
    drawer_id INTEGER REFERENCES drawer (id),
    staff_id INTEGER REFERENCES staff (id),
    operation TEXT NOT NULL CHECK (operation <> ''),
    note TEXT NOT NULL
) STRICT;
CREATE INDEX ledger_entry_day ON ledger_entry (day);
CREATE INDEX ix_ledger_entry_payment_id ON ledger_entry (payment_id);

-- A line names an entry that comes after it in the same transaction: the entry is refused unless they balance.
CREATE TABLE ledger_line (
    entry_id INTEGER NOT NULL REFERENCES ledger_entry (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    account TEXT NOT NULL CHECK (
        account IN (
            'cash', 'safe', 'float', 'transfer', 'card', 'post', 'bank', 'unknown', 'fees', 'difference',
            'other', 'treasury'
        )
    ),
    drawer_id INTEGER REFERENCES drawer (id),
    dossier_id INTEGER REFERENCES dossier (id),
    fee_kind TEXT NOT NULL CHECK (fee_kind IN ('', 'phi', 'le_phi', 'post')),
    amount INTEGER NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (entry_id, position),
    CHECK ((account = 'cash') = (drawer_id IS NOT NULL)),
    CHECK ((account = 'fees') = (dossier_id IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_line_account ON ledger_line (account, drawer_id, amount);
CREATE INDEX ledger_line_dossier ON ledger_line (dossier_id) WHERE dossier_id IS NOT NULL;
CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END;
CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END;
CREATE TRIGGER ledger_entry_in_order BEFORE INSERT ON ledger_entry
WHEN NEW.id <= (SELECT max(id) FROM ledger_entry) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END;
CREATE TRIGGER ledger_line_no_update BEFORE UPDATE ON ledger_line
BEGIN SELECT RAISE(ABORT, 'ledger_line is append-only'); END;
CREATE TRIGGER ledger_line_no_delete BEFORE DELETE ON ledger_line
BEGIN SELECT RAISE(ABORT, 'ledger_line is append-only'); END;
CREATE TRIGGER ledger_entry_balanced BEFORE INSERT ON ledger_entry
WHEN (SELECT coalesce(sum(amount), 1) FROM ledger_line l WHERE l.entry_id = NEW.id) <> 0
BEGIN SELECT RAISE(ABORT, 'an entry of the ledger must sum to zero'); END;
CREATE TRIGGER ledger_line_before_entry BEFORE INSERT ON ledger_line
WHEN EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = NEW.entry_id)
BEGIN SELECT RAISE(ABORT, 'an entry of the ledger is complete once it is written'); END;
CREATE TRIGGER ledger_line_open_drawer BEFORE INSERT ON ledger_line
WHEN NEW.drawer_id IS NOT NULL AND EXISTS (SELECT 1 FROM drawer_close c WHERE c.drawer_id = NEW.drawer_id)
BEGIN SELECT RAISE(ABORT, 'a closed drawer takes no line'); END;

-- REPLACE takes the row in its way without a delete trigger, on a connection without recursive triggers: a row
-- whose key is there already is refused before it comes to that.
CREATE TRIGGER payment_once BEFORE INSERT ON payment
WHEN EXISTS (SELECT 1 FROM payment p WHERE p.operation = NEW.operation)
    OR (NEW.kind = 'void' AND EXISTS (SELECT 1 FROM payment p WHERE p.reverses = NEW.reverses AND p.kind = 'void'))
BEGIN SELECT RAISE(ABORT, 'payment is append-only'); END;
CREATE TRIGGER payment_means_once BEFORE INSERT ON payment_means
WHEN EXISTS (SELECT 1 FROM payment_means m WHERE m.payment_id = NEW.payment_id AND m.position = NEW.position)
    OR EXISTS (SELECT 1 FROM ledger_entry e WHERE e.payment_id = NEW.payment_id)
BEGIN SELECT RAISE(ABORT, 'payment_means is append-only'); END;
CREATE TRIGGER payment_share_once BEFORE INSERT ON payment_share
WHEN EXISTS (SELECT 1 FROM payment_share s WHERE s.payment_id = NEW.payment_id AND s.position = NEW.position)
    OR EXISTS (SELECT 1 FROM ledger_entry e WHERE e.payment_id = NEW.payment_id)
BEGIN SELECT RAISE(ABORT, 'payment_share is append-only'); END;
CREATE TRIGGER drawer_close_once BEFORE INSERT ON drawer_close
WHEN EXISTS (SELECT 1 FROM drawer_close c WHERE c.drawer_id = NEW.drawer_id)
BEGIN SELECT RAISE(ABORT, 'drawer_close is append-only'); END;
CREATE TRIGGER drawer_count_once BEFORE INSERT ON drawer_count
WHEN EXISTS (
    SELECT 1 FROM drawer_count c WHERE c.drawer_id = NEW.drawer_id AND c.moment = NEW.moment AND c.note = NEW.note
)
    OR EXISTS (SELECT 1 FROM drawer_close c WHERE c.drawer_id = NEW.drawer_id)
BEGIN SELECT RAISE(ABORT, 'drawer_count is append-only'); END;
CREATE TRIGGER receipt_once BEFORE INSERT ON receipt
WHEN EXISTS (
    SELECT 1 FROM receipt r WHERE r.form = NEW.form AND r.serial = NEW.serial AND r.value = NEW.value
)
BEGIN SELECT RAISE(ABORT, 'receipt is append-only'); END;
CREATE TRIGGER receipt_excuse_once BEFORE INSERT ON receipt_excuse
WHEN EXISTS (SELECT 1 FROM receipt_excuse x WHERE x.payment_id = NEW.payment_id)
BEGIN SELECT RAISE(ABORT, 'receipt_excuse is append-only'); END;
CREATE TRIGGER bank_line_once BEFORE INSERT ON bank_line
WHEN EXISTS (SELECT 1 FROM bank_line b WHERE b.digest = NEW.digest)
BEGIN SELECT RAISE(ABORT, 'bank_line is append-only'); END;
CREATE TRIGGER deposit_once BEFORE INSERT ON deposit
WHEN EXISTS (SELECT 1 FROM deposit d WHERE d.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'deposit is append-only'); END;

INSERT INTO exemption
SELECT NULL, dossier_id, CASE exempt_group WHEN '' THEN '?' ELSE exempt_group END, exempt_ground, exempt_proof, waived,
    taken_by, taken_at, operation
FROM payment_before WHERE means = 'exempt' ORDER BY id;

INSERT INTO payment
SELECT id, 'payment', NULL, amount, '', 'self', NULL, '', receipt_later, taken_by, NULL, taken_at, operation
FROM payment_before WHERE means <> 'exempt' AND amount > 0 ORDER BY id;

INSERT INTO payment_means
SELECT id, 0, means, amount, tendered, change, reference, NULL
FROM payment_before WHERE means <> 'exempt' AND amount > 0;

INSERT INTO payment_share
SELECT id, 0, dossier_id, '', amount
FROM payment_before WHERE means <> 'exempt' AND amount > 0;

-- A number that was written for a sum of 0đ belongs to no payment any more; it stays used up.
INSERT INTO receipt
SELECT NULL, CASE WHEN p.amount > 0 THEN p.id END, p.receipt_form, p.receipt_serial, p.receipt_number,
    CAST(p.receipt_number AS INTEGER), CASE WHEN p.amount > 0 THEN 'used' ELSE 'skipped' END,
    CASE WHEN p.amount > 0 THEN '' ELSE 'Ghi cho khoản 0đ của hồ sơ ' || d.code END,
    date(p.taken_at / 1000000 + 25200, 'unixepoch'), p.taken_by, p.taken_at, p.operation
FROM payment_before p JOIN dossier d ON d.id = p.dossier_id WHERE p.receipt_number <> '' ORDER BY p.id;

INSERT INTO receipt
SELECT NULL, r.payment_id, r.receipt_form, r.receipt_serial, r.receipt_number, CAST(r.receipt_number AS INTEGER), 'used',
    '', date(r.recorded_at / 1000000 + 25200, 'unixepoch'), r.recorded_by, r.recorded_at, r.operation
FROM late_receipt_before r JOIN payment p ON p.id = r.payment_id ORDER BY r.payment_id;

INSERT INTO ledger_line
SELECT id, 0, CASE means WHEN 'cash' THEN 'safe' ELSE means END, NULL, NULL, '', amount
FROM payment_before WHERE means <> 'exempt' AND amount > 0;

INSERT INTO ledger_line
SELECT id, 1, 'fees', NULL, dossier_id, '', -amount
FROM payment_before WHERE means <> 'exempt' AND amount > 0;

INSERT INTO ledger_entry
SELECT id, taken_at, date(taken_at / 1000000 + 25200, 'unixepoch'), 'payment', id, NULL, taken_by, operation, ''
FROM payment_before WHERE means <> 'exempt' AND amount > 0 ORDER BY id;

DROP TABLE late_receipt_before;
DROP TABLE payment_before;
