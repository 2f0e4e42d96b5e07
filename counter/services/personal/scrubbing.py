"""Leave nothing of deleted rows in the file of a store: not in its free pages, its search index or its
WAL.

A deleted row stays in a page until something is written over it, also under `secure_delete`: a page
that was split keeps copies. A word stays in old segments of the full-text index. The WAL holds
whole pages of before. So the index is built anew, the file is written anew by VACUUM (of live rows
alone), and the WAL is moved into the file and cut to nothing. What the disk itself keeps (blocks
the file no longer has, of an encrypted store: in encrypted form) is out of a program's reach.
"""

import time
from typing import Final

from counter.services.store.connection import Connection

REBUILT: Final = (
    "INSERT INTO find_resident (find_resident) VALUES ('rebuild')",
    "INSERT INTO find_dossier (find_dossier) VALUES ('rebuild')",
)
_TRIES, _PAUSE = 25, 0.2  # seconds: five in all, as long as a write waits


def scrub(writer: Connection) -> bool:
    """All of it; whether the WAL is empty. False: another connection reads an older state just now.

    Not inside a transaction. Raises the errors of the database: the file is then as it was, and whole.
    """
    for statement in REBUILT:
        writer.execute(statement)
    writer.execute("VACUUM")
    return empty_wal(writer)


def empty_wal(writer: Connection) -> bool:
    """Move the WAL into the file and cut it to nothing; whether that was done."""
    for tried in range(_TRIES):
        if tried:
            time.sleep(_PAUSE)
        row = writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if row is not None and row[0] == 0:
            return True
    return False
