-- Revision 5: telling residents. Every try to reach somebody, by phone, by letter or over the head of the
-- residential group, and what came of it. All of it is only added.

CREATE TABLE call_try (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    resident_id INTEGER REFERENCES resident (id),
    why TEXT NOT NULL CHECK (why IN ('late', 'soon', 'moved', 'papers', 'duty', 'ready')),
    about INTEGER NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('phone', 'letter', 'group_head')),
    contact_kind TEXT CHECK (
        contact_kind IN ('own_phone', 'landline', 'relative', 'neighbour', 'group_head', 'post', 'none')
    ),
    phone TEXT NOT NULL CHECK (phone NOT GLOB '*[^0-9]*'),
    outcome TEXT NOT NULL CHECK (
        outcome IN ('reached', 'comes', 'no_answer', 'wrong', 'message', 'sent', 'undone')
    ),
    comes_on TEXT CHECK (comes_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    again_at INTEGER CHECK (again_at > made_at),
    note TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES staff (id),
    made_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> ''),
    UNIQUE (operation, dossier_id),
    CHECK ((way = 'phone') = (outcome <> 'sent')),
    CHECK ((way = 'phone') = (phone <> '')),
    CHECK ((outcome = 'comes') = (comes_on IS NOT NULL)),
    CHECK (outcome <> 'comes' OR again_at IS NOT NULL),
    CHECK (outcome IN ('comes', 'no_answer') OR again_at IS NULL)
) STRICT;
CREATE INDEX call_try_of ON call_try (dossier_id, about, id);
CREATE INDEX dossier_waiting ON dossier (id, state) WHERE state IN (5, 6);
CREATE INDEX ix_call_try_made_at ON call_try (made_at);

CREATE TRIGGER call_try_no_update BEFORE UPDATE ON call_try
BEGIN SELECT RAISE(ABORT, 'call_try is append-only'); END;
CREATE TRIGGER call_try_no_delete BEFORE DELETE ON call_try
BEGIN SELECT RAISE(ABORT, 'call_try is append-only'); END;
CREATE TRIGGER call_try_in_order BEFORE INSERT ON call_try
WHEN NEW.id <= (SELECT max(id) FROM call_try) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'call_try is append-only'); END;
CREATE TRIGGER call_try_once BEFORE INSERT ON call_try
WHEN EXISTS (SELECT 1 FROM call_try x WHERE x.operation = NEW.operation AND x.dossier_id = NEW.dossier_id)
BEGIN SELECT RAISE(ABORT, 'call_try is append-only'); END;
