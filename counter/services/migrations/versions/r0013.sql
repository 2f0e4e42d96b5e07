-- Revision 13: what residents ask of their own data, with the days its clocks end, and breaches with theirs
-- (Luật 91/2025/QH15, Nghị định 356/2025/NĐ-CP Điều 5 and 28). All of it is only added. When a person's data are
-- deleted, their requests lose every text and may lose the person; that something was asked, and done, stays.

CREATE TABLE data_request (
    id INTEGER NOT NULL PRIMARY KEY,
    resident_id INTEGER REFERENCES resident (id),
    kind TEXT NOT NULL CHECK (kind IN
        ('see', 'correct', 'provide', 'withdraw', 'restrict', 'object', 'delete')),
    asked_by TEXT NOT NULL CHECK (asked_by IN ('self', 'representative', 'authorised')),
    asker TEXT NOT NULL,
    paper TEXT NOT NULL,
    about TEXT NOT NULL,
    third_party INTEGER NOT NULL CHECK (third_party IN (0, 1)),
    received_on TEXT NOT NULL CHECK (received_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    reply_by TEXT NOT NULL CHECK (reply_by GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    due_on TEXT NOT NULL CHECK (due_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    recorded_by INTEGER NOT NULL REFERENCES staff (id),
    recorded_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> ''),
    CHECK (received_on <= reply_by AND received_on <= due_on),
    CHECK (resident_id IS NOT NULL OR (asker = '' AND paper = '' AND about = ''))
) STRICT;
CREATE INDEX ix_data_request_resident_id ON data_request (resident_id);

CREATE TABLE data_request_step (
    id INTEGER NOT NULL PRIMARY KEY,
    request_id INTEGER NOT NULL REFERENCES data_request (id),
    step TEXT NOT NULL CHECK (step IN ('answered', 'extended', 'done', 'refused')),
    reason TEXT NOT NULL,
    ground TEXT NOT NULL,
    due_on TEXT CHECK (due_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    made_by INTEGER NOT NULL REFERENCES staff (id),
    made_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> ''),
    CHECK ((step = 'extended') = (due_on IS NOT NULL)),
    CHECK ((step = 'refused') = (ground <> '')),
    UNIQUE (request_id, step)
) STRICT;

CREATE TABLE breach (
    id INTEGER NOT NULL PRIMARY KEY,
    device TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL CHECK (due_at > found_at),
    recorded_by INTEGER NOT NULL REFERENCES staff (id),
    recorded_at INTEGER NOT NULL CHECK (recorded_at >= found_at),
    operation TEXT NOT NULL UNIQUE CHECK (operation <> '')
) STRICT;

CREATE TABLE breach_facts (
    id INTEGER NOT NULL PRIMARY KEY,
    breach_id INTEGER NOT NULL REFERENCES breach (id),
    happened TEXT NOT NULL,
    place TEXT NOT NULL,
    act TEXT NOT NULL CHECK (act <> ''),
    who TEXT NOT NULL,
    kinds TEXT NOT NULL,
    amount TEXT NOT NULL,
    contact TEXT NOT NULL,
    consequences TEXT NOT NULL,
    measures TEXT NOT NULL,
    written_by INTEGER NOT NULL REFERENCES staff (id),
    written_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> '')
) STRICT;
CREATE INDEX ix_breach_facts_breach_id ON breach_facts (breach_id);

CREATE TABLE breach_told (
    breach_id INTEGER NOT NULL PRIMARY KEY REFERENCES breach (id),
    whom TEXT NOT NULL CHECK (whom <> ''),
    told_at INTEGER NOT NULL,
    recorded_by INTEGER NOT NULL REFERENCES staff (id),
    recorded_at INTEGER NOT NULL CHECK (recorded_at >= told_at),
    operation TEXT NOT NULL UNIQUE CHECK (operation <> '')
) STRICT;

-- A deletion may only take away: the texts, and then who it was.
CREATE TRIGGER data_request_only_emptied BEFORE UPDATE ON data_request
WHEN (NEW.id, NEW.kind, NEW.asked_by, NEW.third_party, NEW.received_on, NEW.reply_by, NEW.due_on,
        NEW.recorded_by, NEW.recorded_at, NEW.operation)
    IS NOT (OLD.id, OLD.kind, OLD.asked_by, OLD.third_party, OLD.received_on, OLD.reply_by, OLD.due_on,
        OLD.recorded_by, OLD.recorded_at, OLD.operation)
    OR NEW.asker NOT IN ('', OLD.asker) OR NEW.paper NOT IN ('', OLD.paper)
    OR NEW.about NOT IN ('', OLD.about)
    OR (NEW.resident_id IS NOT NULL AND NEW.resident_id IS NOT OLD.resident_id)
BEGIN SELECT RAISE(ABORT, 'data_request is only emptied'); END;
CREATE TRIGGER data_request_no_delete BEFORE DELETE ON data_request
BEGIN SELECT RAISE(ABORT, 'data_request is kept'); END;
CREATE TRIGGER data_request_in_order BEFORE INSERT ON data_request
WHEN NEW.id <= (SELECT max(id) FROM data_request) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'data_request is append-only'); END;
CREATE TRIGGER data_request_once BEFORE INSERT ON data_request
WHEN EXISTS (SELECT 1 FROM data_request x WHERE x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'data_request is append-only'); END;

CREATE TRIGGER data_request_step_only_emptied BEFORE UPDATE ON data_request_step
WHEN (NEW.id, NEW.request_id, NEW.step, NEW.ground, NEW.due_on, NEW.made_by, NEW.made_at, NEW.operation)
    IS NOT (OLD.id, OLD.request_id, OLD.step, OLD.ground, OLD.due_on, OLD.made_by, OLD.made_at, OLD.operation)
    OR NEW.reason NOT IN ('', OLD.reason)
BEGIN SELECT RAISE(ABORT, 'data_request_step is only emptied'); END;
CREATE TRIGGER data_request_step_no_delete BEFORE DELETE ON data_request_step
BEGIN SELECT RAISE(ABORT, 'data_request_step is kept'); END;
CREATE TRIGGER data_request_step_in_order BEFORE INSERT ON data_request_step
WHEN NEW.id <= (SELECT max(id) FROM data_request_step) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'data_request_step is append-only'); END;
CREATE TRIGGER data_request_step_once BEFORE INSERT ON data_request_step
WHEN EXISTS (SELECT 1 FROM data_request_step x WHERE x.operation = NEW.operation
    OR (x.request_id = NEW.request_id AND x.step = NEW.step))
BEGIN SELECT RAISE(ABORT, 'data_request_step is append-only'); END;
CREATE TRIGGER data_request_step_before_end BEFORE INSERT ON data_request_step
WHEN EXISTS (SELECT 1 FROM data_request_step x
    WHERE x.request_id = NEW.request_id AND x.step IN ('done', 'refused'))
BEGIN SELECT RAISE(ABORT, 'an ended request goes no further'); END;

CREATE TRIGGER breach_no_update BEFORE UPDATE ON breach
BEGIN SELECT RAISE(ABORT, 'breach is append-only'); END;
CREATE TRIGGER breach_no_delete BEFORE DELETE ON breach
BEGIN SELECT RAISE(ABORT, 'breach is append-only'); END;
CREATE TRIGGER breach_in_order BEFORE INSERT ON breach
WHEN NEW.id <= (SELECT max(id) FROM breach) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'breach is append-only'); END;
CREATE TRIGGER breach_once BEFORE INSERT ON breach
WHEN EXISTS (SELECT 1 FROM breach x WHERE x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'breach is append-only'); END;
CREATE TRIGGER breach_facts_no_update BEFORE UPDATE ON breach_facts
BEGIN SELECT RAISE(ABORT, 'breach_facts is append-only'); END;
CREATE TRIGGER breach_facts_no_delete BEFORE DELETE ON breach_facts
BEGIN SELECT RAISE(ABORT, 'breach_facts is append-only'); END;
CREATE TRIGGER breach_facts_in_order BEFORE INSERT ON breach_facts
WHEN NEW.id <= (SELECT max(id) FROM breach_facts) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'breach_facts is append-only'); END;
CREATE TRIGGER breach_facts_once BEFORE INSERT ON breach_facts
WHEN EXISTS (SELECT 1 FROM breach_facts x WHERE x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'breach_facts is append-only'); END;
CREATE TRIGGER breach_told_no_update BEFORE UPDATE ON breach_told
BEGIN SELECT RAISE(ABORT, 'breach_told is append-only'); END;
CREATE TRIGGER breach_told_no_delete BEFORE DELETE ON breach_told
BEGIN SELECT RAISE(ABORT, 'breach_told is append-only'); END;
CREATE TRIGGER breach_told_once BEFORE INSERT ON breach_told
WHEN EXISTS (SELECT 1 FROM breach_told x WHERE x.breach_id = NEW.breach_id OR x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'breach_told is append-only'); END;
