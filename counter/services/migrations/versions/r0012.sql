-- Revision 12: deletion (Luật 91/2025/QH15 Điều 14). What was deleted when, why and by whose word, never what it
-- was; which people and dossiers were emptied; which seals of the chain lost the digests of it, each with the
-- hash that the next one follows; which files are still to go. The periods themselves are settings.

CREATE TABLE erasure (
    id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('resident', 'retention')),
    reason TEXT NOT NULL CHECK (reason <> ''),
    request_id INTEGER,
    dossiers INTEGER NOT NULL CHECK (dossiers >= 0),
    changed INTEGER NOT NULL CHECK (changed >= 0),
    files INTEGER NOT NULL CHECK (files >= 0),
    made_by INTEGER NOT NULL REFERENCES staff (id),
    made_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> ''),
    cleaned_at INTEGER CHECK (cleaned_at >= made_at),
    CHECK (kind = 'resident' OR request_id IS NULL)
) STRICT;
CREATE INDEX erasure_unclean ON erasure (id) WHERE cleaned_at IS NULL;

CREATE TABLE erased_resident (
    resident_id INTEGER NOT NULL PRIMARY KEY REFERENCES resident (id),
    erasure_id INTEGER NOT NULL REFERENCES erasure (id)
) STRICT;
CREATE INDEX ix_erased_resident_erasure_id ON erased_resident (erasure_id);

CREATE TABLE erased_dossier (
    dossier_id INTEGER NOT NULL PRIMARY KEY REFERENCES dossier (id),
    erasure_id INTEGER NOT NULL REFERENCES erasure (id)
) STRICT;
CREATE INDEX ix_erased_dossier_erasure_id ON erased_dossier (erasure_id);

-- The file is named until it is gone; then the row goes too, for a name may tell something.
CREATE TABLE erasure_file (
    id INTEGER NOT NULL PRIMARY KEY,
    erasure_id INTEGER NOT NULL REFERENCES erasure (id),
    path TEXT NOT NULL CHECK (path <> '')
) STRICT;
CREATE INDEX ix_erasure_file_erasure_id ON erasure_file (erasure_id);

-- A seal that lost digests: the hash it had, and the SHA-256 of what is left of its rows.
CREATE TABLE seal_emptied (
    seq INTEGER NOT NULL PRIMARY KEY REFERENCES audit_seal (seq),
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    left_digest TEXT NOT NULL CHECK (length(left_digest) = 64),
    erasure_id INTEGER NOT NULL REFERENCES erasure (id)
) STRICT;
CREATE INDEX ix_seal_emptied_erasure_id ON seal_emptied (erasure_id);

-- A complaint, a lawsuit, an inspection: what is held is not deleted until somebody lifts it.
CREATE TABLE erasure_hold (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    placed_by INTEGER NOT NULL REFERENCES staff (id),
    placed_at INTEGER NOT NULL,
    operation TEXT NOT NULL UNIQUE CHECK (operation <> ''),
    lifted_by INTEGER REFERENCES staff (id),
    lifted_at INTEGER CHECK (lifted_at >= placed_at),
    CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
) STRICT;
CREATE INDEX ix_erasure_hold_dossier_id ON erasure_hold (dossier_id);
CREATE UNIQUE INDEX erasure_hold_once ON erasure_hold (dossier_id) WHERE lifted_at IS NULL;

CREATE TRIGGER erasure_ends_once BEFORE UPDATE ON erasure
WHEN OLD.cleaned_at IS NOT NULL OR NEW.cleaned_at IS NULL
    OR (NEW.id, NEW.kind, NEW.reason, NEW.request_id, NEW.dossiers, NEW.changed, NEW.files, NEW.made_by,
        NEW.made_at, NEW.operation)
    IS NOT (OLD.id, OLD.kind, OLD.reason, OLD.request_id, OLD.dossiers, OLD.changed, OLD.files, OLD.made_by,
        OLD.made_at, OLD.operation)
BEGIN SELECT RAISE(ABORT, 'a deletion ends once'); END;
CREATE TRIGGER erasure_no_delete BEFORE DELETE ON erasure
BEGIN SELECT RAISE(ABORT, 'erasure is kept'); END;
CREATE TRIGGER erasure_in_order BEFORE INSERT ON erasure
WHEN NEW.id <= (SELECT max(id) FROM erasure) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'erasure is append-only'); END;
CREATE TRIGGER erasure_once BEFORE INSERT ON erasure
WHEN EXISTS (SELECT 1 FROM erasure x WHERE x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'erasure is append-only'); END;
CREATE TRIGGER erased_resident_no_update BEFORE UPDATE ON erased_resident
BEGIN SELECT RAISE(ABORT, 'erased_resident is append-only'); END;
CREATE TRIGGER erased_resident_no_delete BEFORE DELETE ON erased_resident
BEGIN SELECT RAISE(ABORT, 'erased_resident is append-only'); END;
CREATE TRIGGER erased_resident_once BEFORE INSERT ON erased_resident
WHEN EXISTS (SELECT 1 FROM erased_resident x WHERE x.resident_id = NEW.resident_id)
BEGIN SELECT RAISE(ABORT, 'erased_resident is append-only'); END;
CREATE TRIGGER erased_dossier_no_update BEFORE UPDATE ON erased_dossier
BEGIN SELECT RAISE(ABORT, 'erased_dossier is append-only'); END;
CREATE TRIGGER erased_dossier_no_delete BEFORE DELETE ON erased_dossier
BEGIN SELECT RAISE(ABORT, 'erased_dossier is append-only'); END;
CREATE TRIGGER erased_dossier_once BEFORE INSERT ON erased_dossier
WHEN EXISTS (SELECT 1 FROM erased_dossier x WHERE x.dossier_id = NEW.dossier_id)
BEGIN SELECT RAISE(ABORT, 'erased_dossier is append-only'); END;
CREATE TRIGGER seal_emptied_same_hash BEFORE UPDATE ON seal_emptied
WHEN NEW.seq <> OLD.seq OR NEW.hash <> OLD.hash OR NEW.erasure_id <= OLD.erasure_id
BEGIN SELECT RAISE(ABORT, 'a seal keeps its hash'); END;
CREATE TRIGGER seal_emptied_no_delete BEFORE DELETE ON seal_emptied
BEGIN SELECT RAISE(ABORT, 'seal_emptied is kept'); END;
CREATE TRIGGER seal_emptied_once BEFORE INSERT ON seal_emptied
WHEN EXISTS (SELECT 1 FROM seal_emptied x WHERE x.seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'seal_emptied is kept'); END;

-- What is emptied has no life any more: nobody works on it, nobody is found by it.
CREATE TRIGGER dossier_move_not_erased BEFORE INSERT ON dossier_move
WHEN EXISTS (SELECT 1 FROM erased_dossier x WHERE x.dossier_id = NEW.dossier_id)
BEGIN SELECT RAISE(ABORT, 'an emptied dossier does not move'); END;
CREATE TRIGGER dossier_of_known_insert BEFORE INSERT ON dossier
WHEN EXISTS (SELECT 1 FROM erased_resident x WHERE x.resident_id = NEW.resident_id)
BEGIN SELECT RAISE(ABORT, 'an emptied record takes no dossier'); END;
CREATE TRIGGER dossier_of_known_update BEFORE UPDATE OF resident_id ON dossier
WHEN NEW.resident_id IS NOT OLD.resident_id
    AND EXISTS (SELECT 1 FROM erased_resident x WHERE x.resident_id = NEW.resident_id)
BEGIN SELECT RAISE(ABORT, 'an emptied record takes no dossier'); END;
