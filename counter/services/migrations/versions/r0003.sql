-- Revision 3: the ways out to the portal: who stands here, attachments, what was sent and what was answered.

ALTER TABLE submission ADD COLUMN way TEXT NOT NULL DEFAULT 'own' CHECK (way IN ('own', 'proxy', 'paper'));
ALTER TABLE submission ADD COLUMN submitter TEXT NOT NULL DEFAULT 'self' CHECK (
    submitter IN ('self', 'relative', 'authorised', 'guardian', 'legal_representative', 'post', 'hired')
);
ALTER TABLE submission ADD COLUMN authority_paper TEXT NOT NULL DEFAULT '';
ALTER TABLE submission ADD COLUMN authority_scope TEXT NOT NULL DEFAULT '';
ALTER TABLE submission ADD COLUMN authority_until TEXT CHECK (
    authority_until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
);

-- A type-along filing is 'carry': a person sends it. The others are taken by the sender, or by a hand-over file.
ALTER TABLE outbox ADD COLUMN target TEXT NOT NULL DEFAULT 'carry' CHECK (target IN ('carry', 'gateway', 'file'));
ALTER TABLE outbox ADD COLUMN lease TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN lease_until INTEGER;
ALTER TABLE outbox ADD COLUMN reasons TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(reasons));
ALTER TABLE outbox ADD COLUMN steps_sent INTEGER NOT NULL DEFAULT 0 CHECK (steps_sent >= 0);
DROP INDEX outbox_due;
CREATE INDEX outbox_open ON outbox (target, dossier_id, sequence)
    WHERE target <> 'carry' AND state IN ('waiting', 'sending', 'unknown', 'held');
CREATE INDEX outbox_handed ON outbox (target, state, id) WHERE target = 'file';

CREATE TABLE outbox_attempt (
    id INTEGER NOT NULL PRIMARY KEY,
    outbox_id INTEGER NOT NULL REFERENCES outbox (id),
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL CHECK (ended_at >= started_at),
    outcome TEXT NOT NULL CHECK (outcome IN ('filed', 'known', 'refused', 'unknown', 'unreachable', 'held')),
    detail TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;
CREATE INDEX ix_outbox_attempt_outbox_id ON outbox_attempt (outbox_id);
CREATE TRIGGER outbox_attempt_no_update BEFORE UPDATE ON outbox_attempt
BEGIN SELECT RAISE(ABORT, 'outbox_attempt is append-only'); END;
CREATE TRIGGER outbox_attempt_no_delete BEFORE DELETE ON outbox_attempt
BEGIN SELECT RAISE(ABORT, 'outbox_attempt is append-only'); END;
CREATE TRIGGER outbox_attempt_in_order BEFORE INSERT ON outbox_attempt
WHEN NEW.id <= (SELECT max(id) FROM outbox_attempt) AND NEW.id <> -1
BEGIN SELECT RAISE(ABORT, 'outbox_attempt is append-only'); END;

CREATE TABLE portal_card (
    procedure_code TEXT NOT NULL PRIMARY KEY,
    card TEXT NOT NULL CHECK (json_valid(card)),
    fetched_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The bytes lie in the store: a row never names a file that is missing, and a crash leaves no half one.
CREATE TABLE attachment_content (
    digest TEXT NOT NULL PRIMARY KEY CHECK (length(digest) = 64),
    content BLOB NOT NULL CHECK (length(content) > 0)
) STRICT;

CREATE TABLE attachment (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    paper_key TEXT NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    pages INTEGER NOT NULL CHECK (pages > 0),
    size INTEGER NOT NULL CHECK (size > 0),
    digest TEXT NOT NULL REFERENCES attachment_content (digest),
    source_name TEXT NOT NULL,
    added_by INTEGER NOT NULL REFERENCES staff (id),
    added_at INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation <> '')
) STRICT;
CREATE INDEX attachment_dossier ON attachment (dossier_id, position);
