-- Revision 1: the first schema. STRICT, every enumeration a CHECK, instants in microseconds UTC, money in đồng.

CREATE TABLE staff (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 100),
    folded TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('volunteer', 'clerk', 'supervisor', 'administrator')),
    pin_hash TEXT NOT NULL CHECK (pin_hash LIKE '$argon2id$%'),
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    tries INTEGER NOT NULL CHECK (tries >= 0),
    wait_until INTEGER,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0)
) STRICT;

CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value)),
    updated_at INTEGER NOT NULL,
    updated_by INTEGER REFERENCES staff (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_event (
    seq INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    staff_id INTEGER REFERENCES staff (id),
    role TEXT NOT NULL,
    device TEXT NOT NULL,
    event TEXT NOT NULL CHECK (event <> ''),
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    operation TEXT NOT NULL,
    detail TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;
CREATE INDEX audit_event_subject ON audit_event (subject_kind, subject_id, seq);
CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END;
CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END;
CREATE TRIGGER audit_event_in_order BEFORE INSERT ON audit_event
WHEN NEW.seq <= (SELECT max(seq) FROM audit_event) AND NEW.seq <> -1
BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END;

CREATE TABLE operation (
    id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    act TEXT NOT NULL,
    staff_id INTEGER REFERENCES staff (id),
    at INTEGER NOT NULL,
    result TEXT NOT NULL CHECK (json_valid(result))
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    owner_id INTEGER NOT NULL REFERENCES staff (id),
    step TEXT NOT NULL CHECK (step IN ('resident', 'procedure', 'papers', 'questions', 'contact', 'review')),
    applicant_name TEXT NOT NULL,
    folded TEXT NOT NULL,
    procedure_code TEXT NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)),
    version INTEGER NOT NULL CHECK (version > 0),
    created_at INTEGER NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ix_draft_saved_at ON draft (saved_at);

CREATE TABLE day_counter (
    series TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    last INTEGER NOT NULL CHECK (last > 0),
    PRIMARY KEY (series, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE resident (
    id INTEGER NOT NULL PRIMARY KEY,
    full_name TEXT NOT NULL CHECK (length(full_name) BETWEEN 1 AND 200),
    folded TEXT NOT NULL,
    dob TEXT CHECK (dob GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    gender TEXT NOT NULL CHECK (gender IN ('', 'Nam', 'Nữ')),
    address TEXT NOT NULL CHECK (length(address) <= 500),
    card_issued_on TEXT CHECK (card_issued_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    card_extra TEXT NOT NULL CHECK (json_valid(card_extra)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0)
) STRICT;
CREATE INDEX resident_alike ON resident (folded, dob);
CREATE INDEX resident_recent ON resident (updated_at);

CREATE TABLE resident_number (
    id INTEGER NOT NULL PRIMARY KEY,
    resident_id INTEGER NOT NULL REFERENCES resident (id),
    kind TEXT NOT NULL CHECK (kind IN ('cccd', 'cmnd9', 'passport')),
    number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 40),
    number_reversed TEXT NOT NULL CHECK (length(number_reversed) = length(number)),
    current INTEGER NOT NULL CHECK (current IN (0, 1)),
    added_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ix_resident_number_resident_id ON resident_number (resident_id);
CREATE INDEX ix_resident_number_number ON resident_number (number);
CREATE INDEX ix_resident_number_number_reversed ON resident_number (number_reversed);

CREATE TABLE resident_contact (
    id INTEGER NOT NULL PRIMARY KEY,
    resident_id INTEGER NOT NULL REFERENCES resident (id),
    kind TEXT NOT NULL CHECK (
        kind IN ('own_phone', 'landline', 'relative', 'neighbour', 'group_head', 'post', 'none')
    ),
    phone TEXT NOT NULL CHECK (phone NOT GLOB '*[^0-9]*'),
    phone_reversed TEXT NOT NULL CHECK (length(phone_reversed) = length(phone)),
    whose TEXT NOT NULL,
    current INTEGER NOT NULL CHECK (current IN (0, 1)),
    added_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ix_resident_contact_resident_id ON resident_contact (resident_id);
CREATE INDEX ix_resident_contact_phone_reversed ON resident_contact (phone_reversed);

CREATE TABLE procedure (
    code TEXT NOT NULL PRIMARY KEY CHECK (code <> ''),
    name TEXT NOT NULL,
    sector TEXT NOT NULL,
    data_version TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE visit (
    id INTEGER NOT NULL PRIMARY KEY,
    resident_id INTEGER REFERENCES resident (id),
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    started_at INTEGER NOT NULL,
    ended_at INTEGER CHECK (ended_at >= started_at),
    note TEXT NOT NULL
) STRICT;
CREATE INDEX ix_visit_resident_id ON visit (resident_id);

CREATE TABLE dossier (
    id INTEGER NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 50),
    code_reversed TEXT NOT NULL CHECK (length(code_reversed) = length(code)),
    short_code TEXT NOT NULL,
    provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    sequence INTEGER NOT NULL CHECK (sequence > 0),
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 10),
    money TEXT NOT NULL CHECK (money IN ('none', 'unknown', 'due', 'later', 'paid', 'exempt')),
    papers_held TEXT NOT NULL CHECK (papers_held IN ('none', 'counter', 'forwarded', 'returned')),
    sync TEXT NOT NULL CHECK (
        sync IN ('none', 'prepared', 'waiting', 'sending', 'unknown', 'filed', 'confirmed', 'refused', 'held')
    ),
    sync_since INTEGER,
    procedure_code TEXT NOT NULL REFERENCES procedure (code),
    procedure_name TEXT NOT NULL,
    resident_id INTEGER REFERENCES resident (id),
    applicant TEXT NOT NULL CHECK (json_valid(applicant)),
    applicant_name TEXT NOT NULL CHECK (length(applicant_name) BETWEEN 1 AND 200),
    folded TEXT NOT NULL,
    identity TEXT NOT NULL CHECK (identity IN ('not_done', 'same_person', 'for_another', 'doubted')),
    behalf_of TEXT NOT NULL,
    behalf_paper TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('direct', 'online', 'post')),
    result_way TEXT NOT NULL CHECK (result_way IN ('counter', 'post', 'online')),
    contact_kind TEXT CHECK (
        contact_kind IN ('own_phone', 'landline', 'relative', 'neighbour', 'group_head', 'post', 'none')
    ),
    contact_phone TEXT NOT NULL CHECK (contact_phone NOT GLOB '*[^0-9]*'),
    contact_phone_reversed TEXT NOT NULL CHECK (length(contact_phone_reversed) = length(contact_phone)),
    contact_whose TEXT NOT NULL,
    comes_back_on TEXT CHECK (comes_back_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    visit_id INTEGER REFERENCES visit (id),
    received_at INTEGER NOT NULL,
    received_by INTEGER NOT NULL REFERENCES staff (id),
    due_at INTEGER,
    due_reason TEXT NOT NULL,
    due_warnings TEXT NOT NULL CHECK (json_valid(due_warnings)),
    ready_at INTEGER,
    returned_at INTEGER,
    returned_by INTEGER REFERENCES staff (id),
    returned_to TEXT NOT NULL,
    fee_total INTEGER CHECK (fee_total >= 0),
    fee_waived INTEGER CHECK (fee_waived >= 0),
    fee_unknown TEXT NOT NULL CHECK (json_valid(fee_unknown)),
    fee_sources TEXT NOT NULL CHECK (json_valid(fee_sources)),
    fee_inputs TEXT NOT NULL CHECK (json_valid(fee_inputs)),
    exempt_group TEXT NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> ''),
    started_from INTEGER REFERENCES dossier (id),
    note TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0)
) STRICT;
CREATE INDEX ix_dossier_code_reversed ON dossier (code_reversed);
CREATE INDEX ix_dossier_short_code ON dossier (short_code);
CREATE INDEX ix_dossier_contact_phone_reversed ON dossier (contact_phone_reversed);
CREATE INDEX dossier_resident ON dossier (resident_id, id);
CREATE INDEX dossier_day ON dossier (day, sequence);
CREATE INDEX dossier_procedure ON dossier (procedure_code, received_at);
CREATE INDEX dossier_open ON dossier (due_at, id, state) WHERE state IN (1, 2, 4, 5, 6);
CREATE INDEX dossier_ready ON dossier (ready_at, id) WHERE state = 9;
CREATE INDEX dossier_unsent ON dossier (sync_since, id, sync)
    WHERE sync IN ('prepared', 'waiting', 'sending', 'unknown', 'held');
CREATE INDEX dossier_owing ON dossier (received_at, id, state, money) WHERE money IN ('due', 'later', 'unknown');

CREATE TABLE dossier_paper (
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    position INTEGER NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (
        state IN ('asked', 'submitted', 'presented', 'from_database', 'missing', 'not_needed')
    ),
    originals INTEGER NOT NULL CHECK (originals >= 0),
    copies INTEGER NOT NULL CHECK (copies >= 0),
    PRIMARY KEY (dossier_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE dossier_answer (
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    position INTEGER NOT NULL,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (dossier_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE fee_line (
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    position INTEGER NOT NULL,
    fee_id TEXT NOT NULL,
    label TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity >= 0),
    unit_amount INTEGER CHECK (unit_amount >= 0),
    amount INTEGER CHECK (amount >= 0),
    waived INTEGER NOT NULL CHECK (waived >= 0),
    source TEXT NOT NULL,
    PRIMARY KEY (dossier_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE payment (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    means TEXT NOT NULL CHECK (means IN ('cash', 'transfer', 'exempt')),
    amount INTEGER NOT NULL CHECK (amount >= 0),
    tendered INTEGER CHECK (tendered >= amount),
    change INTEGER CHECK (change = tendered - amount),
    reference TEXT NOT NULL,
    receipt_form TEXT NOT NULL,
    receipt_serial TEXT NOT NULL,
    receipt_number TEXT NOT NULL,
    receipt_later TEXT NOT NULL DEFAULT '',
    exempt_group TEXT NOT NULL DEFAULT '',
    exempt_ground TEXT NOT NULL CHECK (means <> 'exempt' OR exempt_ground <> ''),
    exempt_proof TEXT NOT NULL DEFAULT '',
    waived INTEGER NOT NULL CHECK (waived >= 0),
    taken_by INTEGER NOT NULL REFERENCES staff (id),
    taken_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> '')
) STRICT;
CREATE INDEX ix_payment_dossier_id ON payment (dossier_id);
CREATE INDEX payment_taken ON payment (taken_at);
CREATE INDEX payment_receipt ON payment (receipt_form, receipt_serial, receipt_number);
CREATE TRIGGER payment_no_update BEFORE UPDATE ON payment
BEGIN SELECT RAISE(ABORT, 'payment is append-only'); END;
CREATE TRIGGER payment_in_order BEFORE INSERT ON payment
WHEN NEW.id <= (SELECT max(id) FROM payment) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'payment is append-only'); END;
CREATE TRIGGER payment_no_delete BEFORE DELETE ON payment
BEGIN SELECT RAISE(ABORT, 'payment is append-only'); END;

CREATE TABLE late_receipt (
    payment_id INTEGER NOT NULL PRIMARY KEY REFERENCES payment (id),
    receipt_form TEXT NOT NULL,
    receipt_serial TEXT NOT NULL,
    receipt_number TEXT NOT NULL CHECK (receipt_number <> ''),
    recorded_by INTEGER NOT NULL REFERENCES staff (id),
    recorded_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> '')
) STRICT;
CREATE INDEX late_receipt_number ON late_receipt (receipt_form, receipt_serial, receipt_number);
CREATE TRIGGER late_receipt_no_update BEFORE UPDATE ON late_receipt
BEGIN SELECT RAISE(ABORT, 'late_receipt is append-only'); END;
CREATE TRIGGER late_receipt_no_delete BEFORE DELETE ON late_receipt
BEGIN SELECT RAISE(ABORT, 'late_receipt is append-only'); END;

CREATE TABLE submission (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    state TEXT NOT NULL CHECK (
        state IN ('none', 'prepared', 'waiting', 'sending', 'unknown', 'filed', 'confirmed', 'refused', 'held')
    ),
    since INTEGER NOT NULL,
    consent_kind TEXT NOT NULL,
    consent_text_version TEXT NOT NULL,
    consent_at INTEGER,
    consent_by INTEGER REFERENCES staff (id),
    consent_read_by TEXT NOT NULL DEFAULT '',
    witnesses TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(witnesses)),
    identity_at INTEGER,
    identity_by INTEGER REFERENCES staff (id),
    read_back_at INTEGER,
    read_back_by INTEGER REFERENCES staff (id),
    read_back_digest TEXT NOT NULL DEFAULT '',
    filed_at INTEGER,
    portal_code TEXT NOT NULL,
    portal_code_reversed TEXT NOT NULL CHECK (length(portal_code_reversed) = length(portal_code)),
    typed_by INTEGER REFERENCES staff (id),
    decided_by INTEGER REFERENCES staff (id),
    note TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0)
) STRICT;
CREATE INDEX ix_submission_dossier_id ON submission (dossier_id);
CREATE INDEX ix_submission_portal_code_reversed ON submission (portal_code_reversed);

CREATE TABLE submission_field (
    submission_id INTEGER NOT NULL REFERENCES submission (id),
    field_key TEXT NOT NULL,
    copied_at INTEGER NOT NULL,
    copied_by INTEGER NOT NULL REFERENCES staff (id),
    skipped INTEGER NOT NULL DEFAULT 0 CHECK (skipped IN (0, 1)),
    PRIMARY KEY (submission_id, field_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    id INTEGER NOT NULL PRIMARY KEY,
    key TEXT NOT NULL UNIQUE CHECK (key <> ''),
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    submission_id INTEGER REFERENCES submission (id),
    sequence INTEGER NOT NULL CHECK (sequence > 0),
    kind TEXT NOT NULL,
    payload TEXT NOT NULL CHECK (json_valid(payload)),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'unknown', 'confirmed', 'refused', 'held')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    next_at INTEGER,
    last_error TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    done_at INTEGER,
    UNIQUE (dossier_id, sequence)
) STRICT;
CREATE INDEX outbox_due ON outbox (next_at, id) WHERE state = 'waiting';

CREATE TABLE print_record (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    kind TEXT NOT NULL CHECK (kind <> ''),
    copies INTEGER NOT NULL CHECK (copies > 0),
    target TEXT NOT NULL,
    printed_at INTEGER NOT NULL,
    printed_by INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE INDEX ix_print_record_dossier_id ON print_record (dossier_id);

CREATE VIRTUAL TABLE find_resident USING fts5 (
    folded, content = 'resident', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3 4 5 6', detail = none, columnsize = 0
);
CREATE TRIGGER resident_find_insert AFTER INSERT ON resident BEGIN
    INSERT INTO find_resident (rowid, folded) VALUES (NEW.id, NEW.folded);
END;
CREATE TRIGGER resident_find_update AFTER UPDATE OF id, folded ON resident
WHEN OLD.folded <> NEW.folded OR OLD.id <> NEW.id BEGIN
    INSERT INTO find_resident (find_resident, rowid, folded) VALUES ('delete', OLD.id, OLD.folded);
    INSERT INTO find_resident (rowid, folded) VALUES (NEW.id, NEW.folded);
END;
CREATE TRIGGER resident_find_delete AFTER DELETE ON resident BEGIN
    INSERT INTO find_resident (find_resident, rowid, folded) VALUES ('delete', OLD.id, OLD.folded);
END;

CREATE VIRTUAL TABLE find_dossier USING fts5 (
    folded, content = 'dossier', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3 4 5 6', detail = none, columnsize = 0
);
CREATE TRIGGER dossier_find_insert AFTER INSERT ON dossier BEGIN
    INSERT INTO find_dossier (rowid, folded) VALUES (NEW.id, NEW.folded);
END;
CREATE TRIGGER dossier_find_update AFTER UPDATE OF id, folded ON dossier
WHEN OLD.folded <> NEW.folded OR OLD.id <> NEW.id BEGIN
    INSERT INTO find_dossier (find_dossier, rowid, folded) VALUES ('delete', OLD.id, OLD.folded);
    INSERT INTO find_dossier (rowid, folded) VALUES (NEW.id, NEW.folded);
END;
CREATE TRIGGER dossier_find_delete AFTER DELETE ON dossier BEGIN
    INSERT INTO find_dossier (find_dossier, rowid, folded) VALUES ('delete', OLD.id, OLD.folded);
END;
