-- Revision 7: papers a resident has shown. What was seen once need not be brought again; what is taken from it,
-- and that a clerk said that it holds no longer, stays in sight. Rows are only added.

-- When somebody is best called, in their own words: kept with the number, and with the dossier as it was said.
ALTER TABLE resident_contact ADD COLUMN best_time TEXT NOT NULL DEFAULT '';
ALTER TABLE dossier ADD COLUMN contact_time TEXT NOT NULL DEFAULT '';

CREATE TABLE paper_seen (
    id INTEGER NOT NULL PRIMARY KEY,
    resident_id INTEGER NOT NULL REFERENCES resident (id),
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    paper_key TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind <> ''),
    name TEXT NOT NULL,
    seen_as TEXT NOT NULL CHECK (seen_as IN ('original', 'certified', 'copy')),
    issued_on TEXT CHECK (issued_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    valid_until TEXT CHECK (valid_until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    endless INTEGER NOT NULL CHECK (endless IN (0, 1)),
    seen_by INTEGER NOT NULL REFERENCES staff (id),
    seen_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> ''),
    UNIQUE (dossier_id, kind, paper_key),
    CHECK (endless = 0 OR valid_until IS NULL)
) STRICT;
CREATE INDEX paper_seen_of ON paper_seen (resident_id, id);

CREATE TABLE paper_refused (
    seen_id INTEGER NOT NULL PRIMARY KEY REFERENCES paper_seen (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    refused_by INTEGER NOT NULL REFERENCES staff (id),
    refused_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> '')
) STRICT;

CREATE TABLE paper_used (
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    position INTEGER NOT NULL,
    seen_id INTEGER NOT NULL REFERENCES paper_seen (id),
    valid_until TEXT CHECK (valid_until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    used_at INTEGER NOT NULL,
    PRIMARY KEY (dossier_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_paper_used_seen_id ON paper_used (seen_id);

CREATE TRIGGER paper_seen_no_update BEFORE UPDATE ON paper_seen
BEGIN SELECT RAISE(ABORT, 'paper_seen is append-only'); END;
CREATE TRIGGER paper_seen_no_delete BEFORE DELETE ON paper_seen
BEGIN SELECT RAISE(ABORT, 'paper_seen is append-only'); END;
CREATE TRIGGER paper_seen_in_order BEFORE INSERT ON paper_seen
WHEN NEW.id <= (SELECT max(id) FROM paper_seen) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'paper_seen is append-only'); END;
CREATE TRIGGER paper_seen_once BEFORE INSERT ON paper_seen
WHEN EXISTS (SELECT 1 FROM paper_seen x WHERE x.dossier_id = NEW.dossier_id AND x.kind = NEW.kind
    AND x.paper_key = NEW.paper_key)
BEGIN SELECT RAISE(ABORT, 'paper_seen is append-only'); END;

CREATE TRIGGER paper_refused_no_update BEFORE UPDATE ON paper_refused
BEGIN SELECT RAISE(ABORT, 'paper_refused is append-only'); END;
CREATE TRIGGER paper_refused_no_delete BEFORE DELETE ON paper_refused
BEGIN SELECT RAISE(ABORT, 'paper_refused is append-only'); END;
CREATE TRIGGER paper_refused_once BEFORE INSERT ON paper_refused
WHEN EXISTS (SELECT 1 FROM paper_refused x WHERE x.seen_id = NEW.seen_id)
BEGIN SELECT RAISE(ABORT, 'paper_refused is append-only'); END;

CREATE TRIGGER paper_used_no_update BEFORE UPDATE ON paper_used
BEGIN SELECT RAISE(ABORT, 'paper_used is append-only'); END;
CREATE TRIGGER paper_used_no_delete BEFORE DELETE ON paper_used
BEGIN SELECT RAISE(ABORT, 'paper_used is append-only'); END;
CREATE TRIGGER paper_used_once BEFORE INSERT ON paper_used
WHEN EXISTS (SELECT 1 FROM paper_used x WHERE x.dossier_id = NEW.dossier_id AND x.position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'paper_used is append-only'); END;
