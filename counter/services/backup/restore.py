"""Restoring (phục hồi): a back-up is brought to a scratch place, opened and verified; only then does it take
the place of the store, and what was there is put aside under another name, never deleted.

A rehearsal (diễn tập) goes the whole way but the last step: what would come back is told, and the scratch
place goes. Nothing of the present store is touched by it. `services.backup.rehearsal` lets a copy be looked
into.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from counter.errors import CounterError, StoreError
from counter.models.backup import RestoreFound
from counter.models.staff import StaffView
from counter.rules import backups
from counter.rules.anchors import code_of
from counter.rules.rights import Act, require
from counter.services.backup import backup, backup_files, backup_state, swap
from counter.services.backup.backup_brought import Brought, Unlock, compared, list_of, opened, source_of
from counter.services.chain import anchors
from counter.services.key import key_file
from counter.services.store.place import refuse_shared_place
from counter.services.store.store import Store

__all__ = ["REFUSED", "RESTORED", "rehearse", "restore", "source_of"]

RESTORED = backup_state.RESTORED
REFUSED = "backup.event.restore_refused"

SignIn = Callable[[Store], StaffView]
"""Asks who is there, by name and PIN in that store."""


def rehearse(source: Path, place: Path, unlock: Unlock, now: datetime) -> RestoreFound:
    """Bring a back-up back beside the store, look at all of it, and take it away again.

    Raises as `restore`; the present store is read for a comparison only when it opens by the same key.
    """
    with _brought(source, place, unlock, now, None) as brought:
        return compared(brought, place, unlock)


def restore(
    source: Path,
    place: Path,
    unlock: Unlock,
    sign_in: SignIn,
    now: datetime,
    *,
    practice: bool | None = None,
    other_store: bool = False,
) -> RestoreFound:
    """Put a back-up in the place of the store; the one who does it leads, by the back-up's own staff.

    Refused: no back-up there, no room. StoreError: `backup.damaged` (a file is not as its list says),
    `backup.fails` (a check does), `backup.in_use` (a counter has the store open), `backup.of_practice` or
    `backup.of_real` (`practice` asks for the other kind), `backup.of_other_store` (it is of another store
    than the one here, and `other_store` does not say that this is meant), what the key file says. Forbidden
    for who may not.
    Until everything was looked at, nothing is changed. What is refused stands in the trail of the store that
    stays, where that can be opened.
    """
    try:
        return _restore(source, place, unlock, sign_in, now, practice, other_store)
    except CounterError as fault:
        _note_refused(source, place, unlock, now, fault.message_id)
        raise


def _restore(
    source: Path,
    place: Path,
    unlock: Unlock,
    sign_in: SignIn,
    now: datetime,
    practice: bool | None,
    other_store: bool,
) -> RestoreFound:
    place = refuse_shared_place(place)
    with _brought(source, place, unlock, now, practice) as brought:
        store, found = brought.store, compared(brought, place, unlock)
        if found.other and not other_store:
            raise StoreError("backup.of_other_store", name=source.name, ward=found.ward)
        actor = require(sign_in(store), Act.RESTORE)
        _must_be_free(place, store)
        with store.write(now, any_clock=True) as transaction:
            backup_state.keep(transaction, actor, brought.manifest.made_at, source.parent)
            transaction.record(
                actor,
                RESTORED,
                subject=("store", ""),
                operation="",
                detail={"name": source.name, "head": code_of(anchors.given(brought.manifest.head)[0])},
            )
        store.close()
        mark = swap.fresh_mark(place, backups.name_of(now).removeprefix("sao-luu-"))
        note = swap.plan(place, store.path, mark, practice=store.practice, other=found.other)
        with backup_files.in_words("backup.stopped", place.parent):
            swap.exchange(place, note)
    return replace(found, aside=note.aside[0][1] if note.aside else "", aside_store=note.of_store)


@contextmanager
def _brought(
    source: Path, place: Path, unlock: Unlock, now: datetime, practice: bool | None
) -> Iterator[Brought]:
    manifest = list_of(source, practice)
    target = refuse_shared_place(place)
    swap.finish(target)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with backup.scratch(target) as folder, opened(source, manifest, folder, unlock, now) as brought:
        yield brought


def _note_refused(source: Path, place: Path, unlock: Unlock, now: datetime, why: str) -> None:
    """Put it into the trail of the store that stays; one that does not open cannot be told."""
    if not place.is_file():
        return
    with suppress(CounterError):
        key = unlock(place) if key_file.is_sealed(place) else None
        with Store.open(place, key=key) as store, store.write(now, any_clock=True) as transaction:
            transaction.record(
                None, REFUSED, subject=("store", ""), operation="", detail={"name": source.name, "why": why}
            )


def _must_be_free(place: Path, copy: Store) -> None:
    """StoreError `backup.in_use` while another program has the store open: it would go on with that file."""
    if not place.is_file():
        return
    try:
        copy.open_copy(place).close()  # the last one to close takes the files of the log away
    except CounterError:
        return  # it opens by no key of ours, so nobody works in it
    if place.with_name(f"{place.name}-shm").exists():
        raise StoreError("backup.in_use", file=place.name)
