-- Revision 8: records put right. Two records of one person are merged and both stay; a dossier taken for the
-- wrong person, a clerk's work given to another, an acceptance taken back: each leaves a row that is only added.

ALTER TABLE resident ADD COLUMN merged_into INTEGER REFERENCES resident (id) CHECK (merged_into <> id);
CREATE INDEX ix_resident_merged_into ON resident (merged_into) WHERE merged_into IS NOT NULL;

-- Who works on it, where that is not who received it.
ALTER TABLE dossier ADD COLUMN in_charge INTEGER REFERENCES staff (id);
CREATE INDEX ix_dossier_in_charge ON dossier (in_charge, state, id) WHERE in_charge IS NOT NULL;

CREATE TABLE resident_merge (
    id INTEGER NOT NULL PRIMARY KEY,
    kept_id INTEGER NOT NULL REFERENCES resident (id),
    gone_id INTEGER NOT NULL UNIQUE REFERENCES resident (id),
    kept_was TEXT NOT NULL CHECK (json_valid(kept_was)),
    gone_was TEXT NOT NULL CHECK (json_valid(gone_was)),
    moved TEXT NOT NULL CHECK (json_valid(moved)),
    reason TEXT NOT NULL CHECK (reason <> ''),
    made_by INTEGER NOT NULL REFERENCES staff (id),
    made_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> ''),
    CHECK (kept_id <> gone_id)
) STRICT;
CREATE INDEX ix_resident_merge_kept_id ON resident_merge (kept_id);

-- Looked at: two people after all.
CREATE TABLE resident_apart (
    first_id INTEGER NOT NULL REFERENCES resident (id),
    second_id INTEGER NOT NULL REFERENCES resident (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    made_by INTEGER NOT NULL REFERENCES staff (id),
    made_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> ''),
    PRIMARY KEY (first_id, second_id),
    CHECK (first_id < second_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE applicant_change (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    before_id INTEGER REFERENCES resident (id),
    after_id INTEGER NOT NULL REFERENCES resident (id),
    was TEXT NOT NULL CHECK (json_valid(was)),
    became TEXT NOT NULL CHECK (json_valid(became)),
    reason TEXT NOT NULL CHECK (reason <> ''),
    slip_back INTEGER NOT NULL CHECK (slip_back IN (0, 1)),
    made_by INTEGER NOT NULL REFERENCES staff (id),
    approved_by INTEGER REFERENCES staff (id),
    made_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> ''),
    CHECK (approved_by <> made_by)
) STRICT;
CREATE INDEX ix_applicant_change_dossier_id ON applicant_change (dossier_id);

CREATE TABLE charge_change (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER REFERENCES dossier (id),
    draft_id TEXT NOT NULL,
    from_id INTEGER NOT NULL REFERENCES staff (id),
    to_id INTEGER NOT NULL REFERENCES staff (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    made_by INTEGER NOT NULL REFERENCES staff (id),
    made_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> ''),
    UNIQUE (operation, dossier_id, draft_id),
    CHECK ((dossier_id IS NULL) = (draft_id <> '')),
    CHECK (from_id <> to_id)
) STRICT;
CREATE INDEX ix_charge_change_dossier_id ON charge_change (dossier_id);
CREATE INDEX ix_charge_change_to_id ON charge_change (to_id);

CREATE TABLE dossier_struck (
    dossier_id INTEGER NOT NULL PRIMARY KEY REFERENCES dossier (id),
    held_before TEXT NOT NULL CHECK (held_before IN ('none', 'counter', 'forwarded', 'returned')),
    slip_back INTEGER NOT NULL CHECK (slip_back IN (0, 1)),
    reason TEXT NOT NULL CHECK (reason <> ''),
    made_by INTEGER NOT NULL REFERENCES staff (id),
    made_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> '')
) STRICT;

CREATE TRIGGER resident_merge_no_update BEFORE UPDATE ON resident_merge
BEGIN SELECT RAISE(ABORT, 'resident_merge is append-only'); END;
CREATE TRIGGER resident_merge_no_delete BEFORE DELETE ON resident_merge
BEGIN SELECT RAISE(ABORT, 'resident_merge is append-only'); END;
CREATE TRIGGER resident_merge_in_order BEFORE INSERT ON resident_merge
WHEN NEW.id <= (SELECT max(id) FROM resident_merge) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'resident_merge is append-only'); END;
CREATE TRIGGER resident_merge_once BEFORE INSERT ON resident_merge
WHEN EXISTS (SELECT 1 FROM resident_merge x WHERE x.gone_id = NEW.gone_id)
    OR EXISTS (SELECT 1 FROM resident_merge x WHERE x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'resident_merge is append-only'); END;
CREATE TRIGGER resident_apart_no_update BEFORE UPDATE ON resident_apart
BEGIN SELECT RAISE(ABORT, 'resident_apart is append-only'); END;
CREATE TRIGGER resident_apart_no_delete BEFORE DELETE ON resident_apart
BEGIN SELECT RAISE(ABORT, 'resident_apart is append-only'); END;
CREATE TRIGGER resident_apart_once BEFORE INSERT ON resident_apart
WHEN EXISTS (SELECT 1 FROM resident_apart x WHERE x.first_id = NEW.first_id AND x.second_id = NEW.second_id)
    OR EXISTS (SELECT 1 FROM resident_apart x WHERE x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'resident_apart is append-only'); END;
CREATE TRIGGER applicant_change_no_update BEFORE UPDATE ON applicant_change
BEGIN SELECT RAISE(ABORT, 'applicant_change is append-only'); END;
CREATE TRIGGER applicant_change_no_delete BEFORE DELETE ON applicant_change
BEGIN SELECT RAISE(ABORT, 'applicant_change is append-only'); END;
CREATE TRIGGER applicant_change_in_order BEFORE INSERT ON applicant_change
WHEN NEW.id <= (SELECT max(id) FROM applicant_change) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'applicant_change is append-only'); END;
CREATE TRIGGER applicant_change_once BEFORE INSERT ON applicant_change
WHEN EXISTS (SELECT 1 FROM applicant_change x WHERE x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'applicant_change is append-only'); END;
CREATE TRIGGER charge_change_no_update BEFORE UPDATE ON charge_change
BEGIN SELECT RAISE(ABORT, 'charge_change is append-only'); END;
CREATE TRIGGER charge_change_no_delete BEFORE DELETE ON charge_change
BEGIN SELECT RAISE(ABORT, 'charge_change is append-only'); END;
CREATE TRIGGER charge_change_in_order BEFORE INSERT ON charge_change
WHEN NEW.id <= (SELECT max(id) FROM charge_change) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'charge_change is append-only'); END;
CREATE TRIGGER charge_change_once BEFORE INSERT ON charge_change
WHEN EXISTS (SELECT 1 FROM charge_change x WHERE x.operation = NEW.operation AND x.dossier_id = NEW.dossier_id AND x.draft_id = NEW.draft_id)
BEGIN SELECT RAISE(ABORT, 'charge_change is append-only'); END;
CREATE TRIGGER dossier_struck_no_update BEFORE UPDATE ON dossier_struck
BEGIN SELECT RAISE(ABORT, 'dossier_struck is append-only'); END;
CREATE TRIGGER dossier_struck_no_delete BEFORE DELETE ON dossier_struck
BEGIN SELECT RAISE(ABORT, 'dossier_struck is append-only'); END;
CREATE TRIGGER dossier_struck_once BEFORE INSERT ON dossier_struck
WHEN EXISTS (SELECT 1 FROM dossier_struck x WHERE x.dossier_id = NEW.dossier_id)
    OR EXISTS (SELECT 1 FROM dossier_struck x WHERE x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'dossier_struck is append-only'); END;

-- What was struck stays struck: nothing more happens to it.
CREATE TRIGGER dossier_move_not_struck BEFORE INSERT ON dossier_move
WHEN EXISTS (SELECT 1 FROM dossier_struck x WHERE x.dossier_id = NEW.dossier_id)
BEGIN SELECT RAISE(ABORT, 'a struck dossier does not move'); END;
-- A merged record takes nothing more: who meets its number looks up which one stays.
CREATE TRIGGER dossier_of_standing_insert BEFORE INSERT ON dossier
WHEN (SELECT r.merged_into FROM resident r WHERE r.id = NEW.resident_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a merged record takes no dossier'); END;
CREATE TRIGGER dossier_of_standing_update BEFORE UPDATE OF resident_id ON dossier
WHEN (SELECT r.merged_into FROM resident r WHERE r.id = NEW.resident_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a merged record takes no dossier'); END;

-- Dossiers brought over from the system or the list of before. `ref` is what makes a row of the list this dossier.
CREATE TABLE dossier_brought (
    dossier_id INTEGER NOT NULL PRIMARY KEY REFERENCES dossier (id),
    ref TEXT NOT NULL UNIQUE CHECK (ref <> ''),
    digest TEXT NOT NULL CHECK (digest <> ''),
    old_code TEXT NOT NULL,
    old_key TEXT NOT NULL,
    old_key_reversed TEXT NOT NULL CHECK (length(old_key_reversed) = length(old_key)),
    register_number TEXT NOT NULL,
    received_by TEXT NOT NULL,
    fee INTEGER CHECK (fee >= 0),
    paid TEXT NOT NULL CHECK (paid IN ('paid', 'free', 'unpaid', 'unsaid')),
    ended_at INTEGER,
    brought_by INTEGER NOT NULL REFERENCES staff (id),
    brought_at INTEGER NOT NULL,
    CHECK (old_code <> '' OR register_number <> '')
) STRICT;
CREATE INDEX ix_dossier_brought_old_key ON dossier_brought (old_key);
CREATE INDEX ix_dossier_brought_old_key_reversed ON dossier_brought (old_key_reversed);
CREATE TRIGGER dossier_brought_no_update BEFORE UPDATE ON dossier_brought
BEGIN SELECT RAISE(ABORT, 'dossier_brought is append-only'); END;
CREATE TRIGGER dossier_brought_no_delete BEFORE DELETE ON dossier_brought
BEGIN SELECT RAISE(ABORT, 'dossier_brought is append-only'); END;
CREATE TRIGGER dossier_brought_once BEFORE INSERT ON dossier_brought
WHEN EXISTS (SELECT 1 FROM dossier_brought x WHERE x.dossier_id = NEW.dossier_id)
    OR EXISTS (SELECT 1 FROM dossier_brought x WHERE x.ref = NEW.ref)
BEGIN SELECT RAISE(ABORT, 'dossier_brought is append-only'); END;
