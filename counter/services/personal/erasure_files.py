"""Files beside a store that go with a deletion: printed papers that are kept, copies written for the
portal."""

import contextlib
import hashlib
import json
import math
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from counter import sealing
from counter.i18n import local
from counter.models.canonical import canonical
from counter.paths import kept_dir
from counter.rules import kept_names
from counter.services.personal.erasure_steps import Scope
from counter.services.store.audit import device
from counter.services.store.connection import Connection
from counter.services.store.store import Store

_CODES = (
    "SELECT code FROM dossier WHERE id IN (SELECT value FROM json_each(?1))"
    " UNION SELECT h.code FROM household_visit h JOIN dossier d ON d.visit_id = h.visit_id"
    "  WHERE d.id IN (SELECT value FROM json_each(?1))"
    " UNION SELECT substr('PTPHHT', 1 + 2 * (p.kind = 'void') + 4 * (p.kind = 'refund'), 2) || '-' || p.id"
    "  FROM payment p JOIN payment_share s ON s.payment_id = p.id"
    "  WHERE s.dossier_id IN (SELECT value FROM json_each(?1))"
    " UNION SELECT 'QR-' || r.request_id FROM transfer_request_share r"
    "  WHERE r.dossier_id IN (SELECT value FROM json_each(?1))"
)
_EXPORTED = (
    "SELECT detail FROM audit_event WHERE event = 'attachment.event.exported' AND subject_kind = 'dossier'"
    " AND subject_id IN (SELECT CAST(value AS TEXT) FROM json_each(?1)) ORDER BY seq"
)
_FIRST = "SELECT min(received_at) FROM dossier WHERE id IN (SELECT value FROM json_each(?1))"


def kept(store: Store) -> Iterator[Path]:
    """Every printed paper that is kept beside a store."""
    folder = kept_dir(store.path, practice=store.practice)
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if entry.is_file(follow_symlinks=False) and entry.name[0] != ".":
                yield Path(entry.path)


def of_scope(connection: Connection, store: Store, scope: Scope) -> tuple[Path, ...]:
    """The papers of these dossiers and people, and every kept list of many people since the first of them
    came.

    A list can be printed again from the store, which no longer holds the person.
    """
    codes = _codes(connection, scope)
    row = connection.execute(_FIRST, (canonical(list(scope.dossiers)),)).fetchone()
    since = row[0] / 1_000_000 if row and row[0] is not None else math.inf  # no dossier: on no list
    papers = (path for path in _everywhere(store) if _goes(path, codes, scope, since))
    return (*papers, *exported(connection, scope))


def of_codes(connection: Connection, store: Store, scope: Scope) -> tuple[Path, ...]:
    """The papers of these dossiers alone: lists of many people have a period of their own."""
    if not scope.dossiers:
        return ()
    codes = _codes(connection, scope)
    papers = (path for path in kept(store) if kept_names.of_one(path.name, codes))
    return (*papers, *exported(connection, scope))


def _everywhere(store: Store) -> Iterator[Path]:
    """Kept papers, and copies in clear of those that are gone: a copy of one that is kept goes with it."""
    there = set()
    for path in kept(store):
        there.add(path.name.removesuffix(sealing.SUFFIX))
        yield path
    if not store.practice:
        yield from (path for path in sealing.in_clear() if path.name not in there)


def exported(connection: Connection, scope: Scope) -> tuple[Path, ...]:
    """Copies for the portal's "choose a file" that were written on this machine and are still as written."""
    found = {}
    for (text,) in connection.execute(_EXPORTED, (canonical(list(scope.dossiers)),)):
        detail = json.loads(text)
        if detail.get("device") != device():
            continue
        place = Path(os.fsdecode(bytes.fromhex(str(detail.get("where", "")))))
        for part in str(detail.get("files", "")).split():
            name, _, digest = part.rpartition(":")
            found[place / Path(name).name] = digest
    return tuple(path for path, digest in found.items() if _is_still(path, digest))


def older_than(store: Store, before: datetime) -> tuple[Path, ...]:
    """Kept papers that were written before an instant."""
    return tuple(path for path in kept(store) if _written(path) < before.timestamp())


def day_of(path: Path) -> datetime:
    """When a file was written, in the ward's zone."""
    return local(datetime.fromtimestamp(_written(path)).astimezone())


def destroy(path: Path) -> bool:
    """Overwrite and delete a file, and first its copies in clear; whether they are gone.

    One that is held open waits for the next time.
    """
    name = path.name.removesuffix(sealing.SUFFIX)
    copies = [copy for copy in sealing.in_clear() if copy.name == name != path.name]
    if False in list(map(destroy, copies)):  # each is tried
        return False
    if path.is_symlink() or not path.is_file():
        return not path.is_file() or path.is_symlink()
    try:
        sealing.destroy(path)
    except OSError:
        return False
    return True


def _is_still(path: Path, digest: str) -> bool:
    try:
        return not path.is_symlink() and hashlib.sha256(path.read_bytes()).hexdigest() == digest
    except OSError:
        return False


def _codes(connection: Connection, scope: Scope) -> frozenset[str]:
    ids = (canonical(list(scope.dossiers)),)
    return frozenset(kept_names.safe(str(row[0])) for row in connection.execute(_CODES, ids))


def _goes(path: Path, codes: frozenset[str], scope: Scope, since: float) -> bool:
    name = path.name
    if kept_names.of_one(name, codes) or kept_names.of_person(name, scope.residents):
        return True
    return kept_names.of_many(name) and _written(path) >= since


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
