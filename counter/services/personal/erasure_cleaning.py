"""The second half of a deletion: files beside the store, and every trace in its own file (dọn dấu
vết).

It comes after the commit, for a file cannot be brought back when a write fails. What a kill
interrupts is noted in the store (`erasure.cleaned_at`, `erasure_file`) and finished at the next
start or the next deletion.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

from counter.errors import StoreError
from counter.models.instant import to_micros
from counter.models.staff import StaffView
from counter.services.personal import erasure_files
from counter.services.store.connection import number_in
from counter.services.store.store import Store

CLEANED: Final = "erasure.event.cleaned"
_UNCLEAN: Final = "SELECT id FROM erasure WHERE cleaned_at IS NULL ORDER BY id"


def unfinished(store: Store) -> int:
    """How many deletions still have traces on this machine."""
    with store.query() as connection:
        return number_in(connection, "SELECT count(*) FROM erasure WHERE cleaned_at IS NULL")


def finish(store: Store, now: datetime, actor: StaffView | None) -> int:
    """Finish what is not finished; how many files or deletions are left for the next time.

    A StoreError (the disk is full, nothing can be read) is one left too, and none is raised: what was deleted
    stays deleted, and nobody may hear that it was not saved.
    """
    try:
        return _finish(store, now, actor) if unfinished(store) else 0
    except StoreError:
        return 1


def _finish(store: Store, now: datetime, actor: StaffView | None) -> int:
    with store.query() as connection:
        files = connection.execute("SELECT id, path FROM erasure_file ORDER BY id").fetchall()
    gone = [int(ident) for ident, path in files if erasure_files.destroy(Path(path))]
    try:
        scrubbed = store.scrub()
    except StoreError:
        scrubbed = False
    with store.write(now, any_clock=True) as transaction:
        connection = transaction.connection
        connection.execute("PRAGMA secure_delete = ON")
        connection.executemany("DELETE FROM erasure_file WHERE id = ?", [(ident,) for ident in gone])
        done = 0
        if scrubbed:
            for (ident,) in connection.execute(_UNCLEAN).fetchall():
                done += connection.execute(
                    "UPDATE erasure SET cleaned_at = max(made_at, ?2) WHERE id = ?1"
                    " AND NOT EXISTS (SELECT 1 FROM erasure_file f WHERE f.erasure_id = ?1)",
                    (ident, to_micros(transaction.now)),
                ).rowcount
        left = number_in(connection, "SELECT count(*) FROM erasure WHERE cleaned_at IS NULL")
        transaction.record(
            actor,
            CLEANED,
            subject=("store", ""),
            operation="",
            detail={"files": len(gone), "n": done, "left": left},
        )
    return left
