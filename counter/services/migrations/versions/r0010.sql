-- Revision 10: The chain of the audit trail. One seal for each transaction; `seq` is its last event, `rows` the
-- digest of every row it left as canonical JSON, `hash` the SHA-256 over that and the seal before.

CREATE TABLE audit_seal (
    seq INTEGER NOT NULL PRIMARY KEY REFERENCES audit_event (seq),
    rows TEXT NOT NULL CHECK (json_valid(rows)),
    hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
CREATE TRIGGER audit_seal_no_update BEFORE UPDATE ON audit_seal
BEGIN SELECT RAISE(ABORT, 'audit_seal is append-only'); END;
CREATE TRIGGER audit_seal_no_delete BEFORE DELETE ON audit_seal
BEGIN SELECT RAISE(ABORT, 'audit_seal is append-only'); END;
CREATE TRIGGER audit_seal_in_order BEFORE INSERT ON audit_seal
WHEN NEW.seq <= (SELECT max(seq) FROM audit_seal) AND NEW.seq <> -1
BEGIN SELECT RAISE(ABORT, 'audit_seal is append-only'); END;
