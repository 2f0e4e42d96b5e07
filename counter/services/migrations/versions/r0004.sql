-- Revision 4: the life of a dossier. Every move of the business line, what belongs to it, and the registers of
-- the law. All of it is only added: a thing that was wrong is undone, corrected or struck by a row of its own.

ALTER TABLE dossier_paper ADD COLUMN certified INTEGER NOT NULL DEFAULT 0 CHECK (certified >= 0);

CREATE TABLE dossier_move (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    name TEXT NOT NULL CHECK (name IN (
        'receive', 'begin', 'forward', 'back', 'ask_supplement', 'resume', 'ask_duty', 'duty_done', 'refuse',
        'stop', 'withdraw', 'extend', 'ready', 'hand_over', 'correct', 'undo'
    )),
    state_before INTEGER NOT NULL CHECK (state_before BETWEEN 1 AND 10),
    state_after INTEGER NOT NULL CHECK (state_after BETWEEN 1 AND 10),
    held_before TEXT NOT NULL CHECK (held_before IN ('none', 'counter', 'forwarded', 'returned')),
    held_after TEXT NOT NULL CHECK (held_after IN ('none', 'counter', 'forwarded', 'returned')),
    due_before INTEGER,
    due_after INTEGER,
    was TEXT NOT NULL CHECK (json_valid(was)),
    reason TEXT NOT NULL CHECK (name NOT IN ('refuse', 'stop', 'extend', 'correct') OR reason <> ''),
    made_by INTEGER NOT NULL REFERENCES staff (id),
    approved_by INTEGER REFERENCES staff (id),
    made_at INTEGER NOT NULL,
    undoes INTEGER UNIQUE REFERENCES dossier_move (id),
    operation TEXT NOT NULL CHECK (operation <> ''),
    CHECK (approved_by <> made_by),
    CHECK ((name = 'undo') = (undoes IS NOT NULL))
) STRICT;
CREATE INDEX dossier_move_of ON dossier_move (dossier_id, id);
CREATE INDEX dossier_move_operation ON dossier_move (operation);

CREATE TABLE supplement (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    move_id INTEGER NOT NULL UNIQUE REFERENCES dossier_move (id),
    round INTEGER NOT NULL CHECK (round > 0),
    stage TEXT NOT NULL CHECK (stage IN ('entry', 'substance')),
    reason TEXT NOT NULL CHECK (reason <> ''),
    legal_basis TEXT NOT NULL,
    answer_by TEXT CHECK (answer_by GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    policy TEXT NOT NULL CHECK (policy IN ('restart', 'pause', 'none')),
    due_before INTEGER,
    asked_by INTEGER NOT NULL REFERENCES staff (id),
    asked_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> '')
) STRICT;
CREATE INDEX ix_supplement_dossier_id ON supplement (dossier_id);

CREATE TABLE supplement_item (
    supplement_id INTEGER NOT NULL REFERENCES supplement (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    paper_key TEXT NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    lacking TEXT NOT NULL,
    originals INTEGER NOT NULL CHECK (originals >= 0),
    certified INTEGER NOT NULL CHECK (certified >= 0),
    copies INTEGER NOT NULL CHECK (copies >= 0),
    PRIMARY KEY (supplement_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE supplement_answer (
    move_id INTEGER NOT NULL PRIMARY KEY REFERENCES dossier_move (id),
    supplement_id INTEGER NOT NULL REFERENCES supplement (id),
    due_after INTEGER,
    due_reason TEXT NOT NULL,
    note TEXT NOT NULL,
    received_by INTEGER NOT NULL REFERENCES staff (id),
    answered_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> '')
) STRICT;
CREATE INDEX ix_supplement_answer_supplement_id ON supplement_answer (supplement_id);

-- Refusals, stops and extensions have a second person and a number of their year; what the resident takes back
-- (rút hồ sơ) needs neither.
CREATE TABLE decision (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    move_id INTEGER NOT NULL UNIQUE REFERENCES dossier_move (id),
    kind TEXT NOT NULL CHECK (kind IN ('refused', 'stopped', 'withdrawn', 'extended')),
    year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2999),
    number INTEGER CHECK (number > 0),
    asked_by TEXT NOT NULL CHECK (asked_by IN ('resident', 'agency', 'centre')),
    ground TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> '' OR kind = 'withdrawn'),
    papers_back TEXT NOT NULL,
    money TEXT NOT NULL CHECK (money IN ('none', 'kept', 'give_back')),
    due_before INTEGER,
    due_after INTEGER,
    made_by INTEGER NOT NULL REFERENCES staff (id),
    approved_by INTEGER REFERENCES staff (id),
    made_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> ''),
    UNIQUE (kind, year, number),
    CHECK ((kind = 'withdrawn') = (number IS NULL)),
    CHECK ((kind = 'withdrawn') = (approved_by IS NULL)),
    CHECK (approved_by <> made_by),
    CHECK ((kind = 'extended') = (due_after IS NOT NULL)),
    CHECK (due_after > due_before)
) STRICT;
CREATE INDEX ix_decision_dossier_id ON decision (dossier_id);

-- The hand-over lists: what they hold of one dossier, row by row, is its control slip (phiếu kiểm soát).
CREATE TABLE handing (
    id INTEGER NOT NULL PRIMARY KEY,
    direction TEXT NOT NULL CHECK (direction IN ('out', 'back')),
    year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2999),
    number INTEGER NOT NULL CHECK (number > 0),
    agency TEXT NOT NULL CHECK (agency <> ''),
    person TEXT NOT NULL CHECK (person <> ''),
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    handed_at INTEGER NOT NULL,
    note TEXT NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> ''),
    UNIQUE (direction, year, number)
) STRICT;

CREATE TABLE handing_item (
    handing_id INTEGER NOT NULL REFERENCES handing (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    move_id INTEGER NOT NULL UNIQUE REFERENCES dossier_move (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('sent', 'result', 'no_result', 'lacking', 'not_eligible')),
    due_at INTEGER,
    result_name TEXT NOT NULL CHECK (outcome <> 'result' OR result_name <> ''),
    result_number TEXT NOT NULL,
    result_copies INTEGER NOT NULL CHECK (result_copies >= 0),
    note TEXT NOT NULL,
    PRIMARY KEY (handing_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_handing_item_dossier_id ON handing_item (dossier_id);

CREATE TABLE collected (
    move_id INTEGER NOT NULL PRIMARY KEY REFERENCES dossier_move (id),
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    collector TEXT NOT NULL CHECK (collector IN ('self', 'proxy')),
    name TEXT NOT NULL CHECK (name <> ''),
    seen TEXT NOT NULL CHECK (seen <> ''),
    authority_paper TEXT NOT NULL CHECK (collector = 'self' OR authority_paper <> ''),
    other_name TEXT NOT NULL,
    other_seen TEXT NOT NULL CHECK ((other_seen = '') = (other_name = '')),
    signed TEXT NOT NULL CHECK (signed IN ('signature', 'fingerprint', 'not_asked')),
    given_by INTEGER NOT NULL REFERENCES staff (id),
    given_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> '')
) STRICT;
CREATE INDEX ix_collected_dossier_id ON collected (dossier_id);

CREATE TABLE lent_original (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    paper TEXT NOT NULL CHECK (paper <> ''),
    lent_to TEXT NOT NULL CHECK (lent_to <> ''),
    purpose TEXT NOT NULL,
    due_back TEXT CHECK (due_back GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    lent_by INTEGER NOT NULL REFERENCES staff (id),
    lent_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> '')
) STRICT;
CREATE INDEX ix_lent_original_dossier_id ON lent_original (dossier_id);

CREATE TABLE lent_back (
    lent_id INTEGER NOT NULL PRIMARY KEY REFERENCES lent_original (id),
    brought_by TEXT NOT NULL CHECK (brought_by <> ''),
    note TEXT NOT NULL,
    received_by INTEGER NOT NULL REFERENCES staff (id),
    back_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> '')
) STRICT;

CREATE TABLE extra_demand (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER REFERENCES dossier (id),
    procedure_code TEXT NOT NULL CHECK (procedure_code <> ''),
    body TEXT NOT NULL CHECK (body <> ''),
    paper TEXT NOT NULL CHECK (paper <> ''),
    ground TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    logged_by INTEGER NOT NULL REFERENCES staff (id),
    logged_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> '')
) STRICT;
CREATE INDEX ix_extra_demand_day ON extra_demand (day);

CREATE TABLE guidance (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER REFERENCES dossier (id),
    procedure_code TEXT NOT NULL,
    person TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('counter', 'phone', 'message', 'post', 'home')),
    said TEXT NOT NULL CHECK (said <> ''),
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    given_by INTEGER NOT NULL REFERENCES staff (id),
    given_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> '')
) STRICT;
CREATE INDEX ix_guidance_dossier_id ON guidance (dossier_id);
CREATE INDEX ix_guidance_day ON guidance (day);

CREATE TABLE certification (
    id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('copy', 'signature', 'transaction')),
    year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2999),
    number INTEGER NOT NULL CHECK (number > 0),
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    dossier_id INTEGER REFERENCES dossier (id),
    requester TEXT NOT NULL CHECK (requester <> ''),
    paper TEXT NOT NULL CHECK (paper <> ''),
    copies INTEGER NOT NULL CHECK (copies > 0),
    signer TEXT NOT NULL CHECK (signer <> ''),
    note TEXT NOT NULL,
    recorded_by INTEGER NOT NULL REFERENCES staff (id),
    recorded_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> ''),
    UNIQUE (kind, year, number)
) STRICT;
CREATE INDEX ix_certification_dossier_id ON certification (dossier_id);

CREATE TABLE certification_struck (
    certification_id INTEGER NOT NULL PRIMARY KEY REFERENCES certification (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    struck_by INTEGER NOT NULL REFERENCES staff (id),
    struck_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> '')
) STRICT;

CREATE TABLE notice (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    move_id INTEGER REFERENCES dossier_move (id),
    way TEXT NOT NULL CHECK (
        way IN ('in_person', 'paper', 'phone', 'message', 'post', 'group_head', 'portal')
    ),
    whom TEXT NOT NULL CHECK (whom <> ''),
    note TEXT NOT NULL,
    told_by INTEGER NOT NULL REFERENCES staff (id),
    told_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> '')
) STRICT;
CREATE INDEX ix_notice_dossier_id ON notice (dossier_id);
CREATE INDEX ix_notice_move_id ON notice (move_id);

-- Only added.
CREATE TRIGGER dossier_move_no_update BEFORE UPDATE ON dossier_move
BEGIN SELECT RAISE(ABORT, 'dossier_move is append-only'); END;
CREATE TRIGGER dossier_move_no_delete BEFORE DELETE ON dossier_move
BEGIN SELECT RAISE(ABORT, 'dossier_move is append-only'); END;
CREATE TRIGGER dossier_move_in_order BEFORE INSERT ON dossier_move
WHEN NEW.id <= (SELECT max(id) FROM dossier_move) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'dossier_move is append-only'); END;
CREATE TRIGGER dossier_move_once BEFORE INSERT ON dossier_move
WHEN EXISTS (SELECT 1 FROM dossier_move x WHERE x.undoes = NEW.undoes)
BEGIN SELECT RAISE(ABORT, 'dossier_move is append-only'); END;
CREATE TRIGGER supplement_no_update BEFORE UPDATE ON supplement
BEGIN SELECT RAISE(ABORT, 'supplement is append-only'); END;
CREATE TRIGGER supplement_no_delete BEFORE DELETE ON supplement
BEGIN SELECT RAISE(ABORT, 'supplement is append-only'); END;
CREATE TRIGGER supplement_in_order BEFORE INSERT ON supplement
WHEN NEW.id <= (SELECT max(id) FROM supplement) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'supplement is append-only'); END;
CREATE TRIGGER supplement_once BEFORE INSERT ON supplement
WHEN EXISTS (SELECT 1 FROM supplement x WHERE x.move_id = NEW.move_id)
    OR EXISTS (SELECT 1 FROM supplement x WHERE x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'supplement is append-only'); END;
CREATE TRIGGER supplement_item_no_update BEFORE UPDATE ON supplement_item
BEGIN SELECT RAISE(ABORT, 'supplement_item is append-only'); END;
CREATE TRIGGER supplement_item_no_delete BEFORE DELETE ON supplement_item
BEGIN SELECT RAISE(ABORT, 'supplement_item is append-only'); END;
CREATE TRIGGER supplement_item_once BEFORE INSERT ON supplement_item
WHEN EXISTS (SELECT 1 FROM supplement_item x WHERE x.supplement_id = NEW.supplement_id AND x.position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'supplement_item is append-only'); END;
CREATE TRIGGER supplement_answer_no_update BEFORE UPDATE ON supplement_answer
BEGIN SELECT RAISE(ABORT, 'supplement_answer is append-only'); END;
CREATE TRIGGER supplement_answer_no_delete BEFORE DELETE ON supplement_answer
BEGIN SELECT RAISE(ABORT, 'supplement_answer is append-only'); END;
CREATE TRIGGER supplement_answer_once BEFORE INSERT ON supplement_answer
WHEN EXISTS (SELECT 1 FROM supplement_answer x WHERE x.move_id = NEW.move_id)
    OR EXISTS (SELECT 1 FROM supplement_answer x WHERE x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'supplement_answer is append-only'); END;
CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER decision_in_order BEFORE INSERT ON decision
WHEN NEW.id <= (SELECT max(id) FROM decision) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER decision_once BEFORE INSERT ON decision
WHEN EXISTS (SELECT 1 FROM decision x WHERE x.move_id = NEW.move_id)
    OR EXISTS (SELECT 1 FROM decision x WHERE x.operation = NEW.operation)
    OR EXISTS (SELECT 1 FROM decision x WHERE x.kind = NEW.kind AND x.year = NEW.year AND x.number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER handing_no_update BEFORE UPDATE ON handing
BEGIN SELECT RAISE(ABORT, 'handing is append-only'); END;
CREATE TRIGGER handing_no_delete BEFORE DELETE ON handing
BEGIN SELECT RAISE(ABORT, 'handing is append-only'); END;
CREATE TRIGGER handing_in_order BEFORE INSERT ON handing
WHEN NEW.id <= (SELECT max(id) FROM handing) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'handing is append-only'); END;
CREATE TRIGGER handing_once BEFORE INSERT ON handing
WHEN EXISTS (SELECT 1 FROM handing x WHERE x.operation = NEW.operation)
    OR EXISTS (SELECT 1 FROM handing x WHERE x.direction = NEW.direction AND x.year = NEW.year AND x.number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'handing is append-only'); END;
CREATE TRIGGER handing_item_no_update BEFORE UPDATE ON handing_item
BEGIN SELECT RAISE(ABORT, 'handing_item is append-only'); END;
CREATE TRIGGER handing_item_no_delete BEFORE DELETE ON handing_item
BEGIN SELECT RAISE(ABORT, 'handing_item is append-only'); END;
CREATE TRIGGER handing_item_once BEFORE INSERT ON handing_item
WHEN EXISTS (SELECT 1 FROM handing_item x WHERE x.move_id = NEW.move_id)
    OR EXISTS (SELECT 1 FROM handing_item x WHERE x.handing_id = NEW.handing_id AND x.position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'handing_item is append-only'); END;
CREATE TRIGGER collected_no_update BEFORE UPDATE ON collected
BEGIN SELECT RAISE(ABORT, 'collected is append-only'); END;
CREATE TRIGGER collected_no_delete BEFORE DELETE ON collected
BEGIN SELECT RAISE(ABORT, 'collected is append-only'); END;
CREATE TRIGGER collected_once BEFORE INSERT ON collected
WHEN EXISTS (SELECT 1 FROM collected x WHERE x.move_id = NEW.move_id)
    OR EXISTS (SELECT 1 FROM collected x WHERE x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'collected is append-only'); END;
CREATE TRIGGER lent_original_no_update BEFORE UPDATE ON lent_original
BEGIN SELECT RAISE(ABORT, 'lent_original is append-only'); END;
CREATE TRIGGER lent_original_no_delete BEFORE DELETE ON lent_original
BEGIN SELECT RAISE(ABORT, 'lent_original is append-only'); END;
CREATE TRIGGER lent_original_in_order BEFORE INSERT ON lent_original
WHEN NEW.id <= (SELECT max(id) FROM lent_original) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'lent_original is append-only'); END;
CREATE TRIGGER lent_original_once BEFORE INSERT ON lent_original
WHEN EXISTS (SELECT 1 FROM lent_original x WHERE x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'lent_original is append-only'); END;
CREATE TRIGGER lent_back_no_update BEFORE UPDATE ON lent_back
BEGIN SELECT RAISE(ABORT, 'lent_back is append-only'); END;
CREATE TRIGGER lent_back_no_delete BEFORE DELETE ON lent_back
BEGIN SELECT RAISE(ABORT, 'lent_back is append-only'); END;
CREATE TRIGGER lent_back_once BEFORE INSERT ON lent_back
WHEN EXISTS (SELECT 1 FROM lent_back x WHERE x.lent_id = NEW.lent_id)
    OR EXISTS (SELECT 1 FROM lent_back x WHERE x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'lent_back is append-only'); END;
CREATE TRIGGER extra_demand_no_update BEFORE UPDATE ON extra_demand
BEGIN SELECT RAISE(ABORT, 'extra_demand is append-only'); END;
CREATE TRIGGER extra_demand_no_delete BEFORE DELETE ON extra_demand
BEGIN SELECT RAISE(ABORT, 'extra_demand is append-only'); END;
CREATE TRIGGER extra_demand_in_order BEFORE INSERT ON extra_demand
WHEN NEW.id <= (SELECT max(id) FROM extra_demand) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'extra_demand is append-only'); END;
CREATE TRIGGER extra_demand_once BEFORE INSERT ON extra_demand
WHEN EXISTS (SELECT 1 FROM extra_demand x WHERE x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'extra_demand is append-only'); END;
CREATE TRIGGER guidance_no_update BEFORE UPDATE ON guidance
BEGIN SELECT RAISE(ABORT, 'guidance is append-only'); END;
CREATE TRIGGER guidance_no_delete BEFORE DELETE ON guidance
BEGIN SELECT RAISE(ABORT, 'guidance is append-only'); END;
CREATE TRIGGER guidance_in_order BEFORE INSERT ON guidance
WHEN NEW.id <= (SELECT max(id) FROM guidance) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'guidance is append-only'); END;
CREATE TRIGGER guidance_once BEFORE INSERT ON guidance
WHEN EXISTS (SELECT 1 FROM guidance x WHERE x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'guidance is append-only'); END;
CREATE TRIGGER certification_no_update BEFORE UPDATE ON certification
BEGIN SELECT RAISE(ABORT, 'certification is append-only'); END;
CREATE TRIGGER certification_no_delete BEFORE DELETE ON certification
BEGIN SELECT RAISE(ABORT, 'certification is append-only'); END;
CREATE TRIGGER certification_in_order BEFORE INSERT ON certification
WHEN NEW.id <= (SELECT max(id) FROM certification) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'certification is append-only'); END;
CREATE TRIGGER certification_once BEFORE INSERT ON certification
WHEN EXISTS (SELECT 1 FROM certification x WHERE x.kind = NEW.kind AND x.year = NEW.year AND x.number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'certification is append-only'); END;
CREATE TRIGGER certification_struck_no_update BEFORE UPDATE ON certification_struck
BEGIN SELECT RAISE(ABORT, 'certification_struck is append-only'); END;
CREATE TRIGGER certification_struck_no_delete BEFORE DELETE ON certification_struck
BEGIN SELECT RAISE(ABORT, 'certification_struck is append-only'); END;
CREATE TRIGGER certification_struck_once BEFORE INSERT ON certification_struck
WHEN EXISTS (SELECT 1 FROM certification_struck x WHERE x.certification_id = NEW.certification_id)
    OR EXISTS (SELECT 1 FROM certification_struck x WHERE x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'certification_struck is append-only'); END;
CREATE TRIGGER notice_no_update BEFORE UPDATE ON notice
BEGIN SELECT RAISE(ABORT, 'notice is append-only'); END;
CREATE TRIGGER notice_no_delete BEFORE DELETE ON notice
BEGIN SELECT RAISE(ABORT, 'notice is append-only'); END;
CREATE TRIGGER notice_in_order BEFORE INSERT ON notice
WHEN NEW.id <= (SELECT max(id) FROM notice) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'notice is append-only'); END;

-- A move goes on from where the one before left the dossier, and the dossier itself stands there.
CREATE TRIGGER dossier_move_follows BEFORE INSERT ON dossier_move
WHEN (SELECT m.state_after FROM dossier_move m WHERE m.dossier_id = NEW.dossier_id ORDER BY m.id DESC LIMIT 1)
    <> NEW.state_before
BEGIN SELECT RAISE(ABORT, 'a move goes on from the one before'); END;

-- Numbers of a year follow each other without a gap.
CREATE TRIGGER decision_next BEFORE INSERT ON decision
WHEN NEW.number <> (
    SELECT coalesce(max(d.number), 0) + 1 FROM decision d WHERE d.kind = NEW.kind AND d.year = NEW.year
)
BEGIN SELECT RAISE(ABORT, 'numbers follow without a gap'); END;
CREATE TRIGGER handing_next BEFORE INSERT ON handing
WHEN NEW.number <> (
    SELECT coalesce(max(h.number), 0) + 1 FROM handing h WHERE h.direction = NEW.direction AND h.year = NEW.year
)
BEGIN SELECT RAISE(ABORT, 'numbers follow without a gap'); END;
CREATE TRIGGER certification_next BEFORE INSERT ON certification
WHEN NEW.number <> (
    SELECT coalesce(max(c.number), 0) + 1 FROM certification c WHERE c.kind = NEW.kind AND c.year = NEW.year
)
BEGIN SELECT RAISE(ABORT, 'numbers follow without a gap'); END;
