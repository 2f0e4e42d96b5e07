-- Revision 11: a second pair of eyes. Which dossiers of a newcomer wait to be looked at by somebody else, and
-- what was found. Findings are only added; a look is over once a finding says that all is right.

CREATE TABLE second_look (
    dossier_id INTEGER NOT NULL PRIMARY KEY REFERENCES dossier (id),
    made_by INTEGER NOT NULL REFERENCES staff (id),
    wanted_at INTEGER NOT NULL,
    done_at INTEGER CHECK (done_at >= wanted_at)
) STRICT;
CREATE INDEX second_look_open ON second_look (dossier_id) WHERE done_at IS NULL;
CREATE INDEX second_look_of ON second_look (made_by, dossier_id);

CREATE INDEX dossier_received_by ON dossier (received_by); -- how many somebody has taken so far

CREATE TABLE second_look_finding (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL REFERENCES second_look (dossier_id),
    finding TEXT NOT NULL CHECK (finding IN ('right', 'wrong')),
    note TEXT NOT NULL CHECK ((finding = 'wrong') = (note <> '')),
    looked_by INTEGER NOT NULL REFERENCES staff (id),
    looked_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> ''),
    UNIQUE (operation, dossier_id)
) STRICT;
CREATE INDEX second_look_finding_of ON second_look_finding (dossier_id, id);

CREATE TRIGGER second_look_ends_once BEFORE UPDATE ON second_look
WHEN OLD.done_at IS NOT NULL OR NEW.dossier_id <> OLD.dossier_id OR NEW.made_by <> OLD.made_by
    OR NEW.wanted_at <> OLD.wanted_at OR NEW.done_at IS NULL
BEGIN SELECT RAISE(ABORT, 'a second look ends once'); END;
CREATE TRIGGER second_look_no_delete BEFORE DELETE ON second_look
BEGIN SELECT RAISE(ABORT, 'second_look is kept'); END;
CREATE TRIGGER second_look_once BEFORE INSERT ON second_look
WHEN EXISTS (SELECT 1 FROM second_look x WHERE x.dossier_id = NEW.dossier_id)
BEGIN SELECT RAISE(ABORT, 'second_look is kept'); END;
CREATE TRIGGER second_look_finding_no_update BEFORE UPDATE ON second_look_finding
BEGIN SELECT RAISE(ABORT, 'second_look_finding is append-only'); END;
CREATE TRIGGER second_look_finding_no_delete BEFORE DELETE ON second_look_finding
BEGIN SELECT RAISE(ABORT, 'second_look_finding is append-only'); END;
CREATE TRIGGER second_look_finding_in_order BEFORE INSERT ON second_look_finding
WHEN NEW.id <= (SELECT max(id) FROM second_look_finding) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'second_look_finding is append-only'); END;
CREATE TRIGGER second_look_finding_once BEFORE INSERT ON second_look_finding
WHEN EXISTS (SELECT 1 FROM second_look_finding x
    WHERE x.operation = NEW.operation AND x.dossier_id = NEW.dossier_id)
BEGIN SELECT RAISE(ABORT, 'second_look_finding is append-only'); END;
