-- Revision 6: visits of a household. A visit that has a code holds the procedures of several people, paid and
-- printed together. Rows are only added; the dossiers of a visit are found by an index.

CREATE TABLE household_visit (
    visit_id INTEGER NOT NULL PRIMARY KEY REFERENCES visit (id),
    code TEXT NOT NULL UNIQUE CHECK (code GLOB 'H??-????'),
    operation TEXT NOT NULL UNIQUE CHECK (operation <> '')
) STRICT;
CREATE INDEX ix_dossier_visit_id ON dossier (visit_id);

CREATE TRIGGER household_visit_no_update BEFORE UPDATE ON household_visit
BEGIN SELECT RAISE(ABORT, 'household_visit is append-only'); END;
CREATE TRIGGER household_visit_no_delete BEFORE DELETE ON household_visit
BEGIN SELECT RAISE(ABORT, 'household_visit is append-only'); END;
CREATE TRIGGER household_visit_once BEFORE INSERT ON household_visit
WHEN EXISTS (SELECT 1 FROM household_visit x WHERE x.visit_id = NEW.visit_id
    OR x.code = NEW.code OR x.operation = NEW.operation)
BEGIN SELECT RAISE(ABORT, 'household_visit is append-only'); END;
