"""A rehearsal that can be looked into (diễn tập khôi phục): a back-up, brought to a scratch place and opened
there as a store, while the real one stays as it is.

    .tap-khoi-phuc-4711-x1y2/     4711: the program it belongs to
        counter.db                marked as of practice: no program takes it for a real store
        counter.db-key, slips-practice/…

The copy sends nothing and backs up nothing, its papers carry the mark of practice, and it goes when it is
left; what a killed program left goes with the next start. That it was rehearsed, by whom and with what
result, stands in the trail of the real store before anybody looks.
"""

import os
import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Final

from counter.errors import CounterError, Problem, Refused
from counter.models.backup import LookedInto, Rehearsal
from counter.models.instant import to_micros
from counter.models.keys import DataKey
from counter.paths import kept_dir
from counter.rules.rights import Act
from counter.services.backup import backup_files, backup_state, swap
from counter.services.backup.backup_brought import Unlock, compared, list_of, opened
from counter.services.office import Office, act
from counter.services.store import setting_rows
from counter.services.store.connection import PRACTICE_ID, connect, in_words
from counter.services.store.place import refuse_shared_place
from counter.services.store.store import Store

REHEARSED: Final = "backup.event.rehearsed"
FAILED: Final = "backup.event.rehearsal_failed"
BEGUN: Final = "backup.event.rehearsal_copy"
_QUIET = {"sending": "none", "backup_folder": ""}  # settings of the ward that reach out of the copy


@act(Act.REHEARSE, writes=False)
def rehearse(office: Office, source: Path, unlock: Unlock) -> Rehearsal:
    """Bring a back-up to a scratch place and note in the trail what came of it; not on the UI thread.

    Whoever calls takes it away again with `end`. Refused `backup.rehearse_practice` in practice; else Refused
    and StoreError as a restore: then nothing is left of it.
    """
    if office.practice:
        raise Refused((Problem("from", "backup.rehearse_practice"),))
    try:
        made = bring(source, office.store.path, unlock, office.now())
    except CounterError as fault:
        _note(office, FAILED, {"name": source.name, "why": fault.message_id})
        raise
    found = made.found
    lost = found.missing if found.missing is not None else found.dossiers
    told: dict[str, str | int] = {"name": source.name, "checks": found.checks, "dossiers": found.dossiers}
    _note(office, REHEARSED, {**told, "lost": lost})
    return made


def bring(source: Path, place: Path, unlock: Unlock, now: datetime) -> Rehearsal:
    """The same where no store is to tell of it: on a machine that has none, or whose own does not open."""
    manifest = list_of(source, practice=False)
    target = refuse_shared_place(place)
    swap.finish(target)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    backup_files.clear_left(target)
    with ExitStack() as undo:
        folder = Path(tempfile.mkdtemp(prefix=f"{backup_files.LOOKED_INTO}{os.getpid()}-", dir=target.parent))
        undo.callback(backup_files.remove, folder)
        with opened(source, manifest, folder, unlock, now) as brought:
            found = compared(brought, target, unlock)
            path, key = brought.store.path, brought.store.key_copy()
            quieten(brought.store, source.name, now)
        mark(path, key)
        slips = kept_dir(path, practice=False)
        if slips.is_dir():
            slips.rename(kept_dir(path, practice=True))
        undo.pop_all()
    return Rehearsal(name=source.name, store=path, at=found.made_at, found=found, key=key)


def end(copy: LookedInto) -> None:
    """Take the copy away, and forget its key. A second call does nothing."""
    if copy.key is not None:
        copy.key.forget()
    backup_files.remove(copy.store.parent)


def quieten(store: Store, name: str, now: datetime) -> None:
    """The copy sends nothing, backs up nothing, and says in its trail what it was made of."""
    with store.write(now, any_clock=True) as transaction:
        setting_rows.keep(transaction, None, _QUIET)
        transaction.record(None, BEGUN, subject=("store", ""), operation="", detail={"name": name})


def mark(path: Path, key: DataKey | None) -> None:
    """From now on the copy is one of practice, for life. StoreError."""
    with in_words(path):
        connection = connect(path, key)
        try:
            connection.execute(f"PRAGMA application_id = {PRACTICE_ID}")
        finally:
            connection.close()


def _note(office: Office, event: str, detail: dict[str, str | int]) -> None:
    with office.store.write(office.now(), any_clock=True) as transaction:
        if event == REHEARSED:
            kept = {"at": to_micros(transaction.now), "name": detail["name"]}
            setting_rows.keep(transaction, office.actor, {backup_state.LAST_REHEARSED: kept})
        transaction.record(office.actor, event, subject=("store", ""), operation="", detail=detail)
