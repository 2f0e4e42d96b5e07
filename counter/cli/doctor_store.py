"""What `counter doctor` finds of the store: looked at, never changed, never migrated."""

import os
from pathlib import Path

from counter.cli.doctor_look import Finding
from counter.errors import StoreError
from counter.i18n import t
from counter.paths import has_key_file, key_path

Facts = dict[str, str | int | bool]


def store(path: Path) -> list[Finding]:
    """The file, its version, whether it can be written, its journal, the SQLite that reads it."""
    from sqlcipher3 import dbapi2

    from counter.services.store.connection import store_error
    from counter.services.store.place import refuse_shared_place

    facts: Facts = {"path": str(path), "exists": path.exists(), "sqlite": str(dbapi2.sqlite_version)}
    try:
        place = refuse_shared_place(path)
        if has_key_file(path):
            return [_sealed(place, facts)]
        if not path.exists():
            return [Finding("store", "note", t("doctor.store.none", path=str(path)), facts)]
        return [_looked_at(place, facts)]
    except StoreError as error:
        return [_unreadable(path, error, facts)]
    except dbapi2.Error as fault:
        return [
            _unreadable(path, store_error(fault, path) or StoreError("store.damaged", file=path.name), facts)
        ]


def _sealed(path: Path, facts: Facts) -> Finding:
    """An encrypted store: without its passphrase only that, and whether its key file is one."""
    from counter.services.key import conversion, key_file

    facts["encrypted"] = True
    key_file.check_file(path)
    if not path.exists():
        missing = StoreError("key.store_gone", file=path.name, key=key_path(path).name)
        return _unreadable(path, missing, facts)
    if conversion.plain_of(path).exists():
        return _unreadable(path, StoreError("key.plain_left", file=conversion.plain_of(path).name), facts)
    facts["bytes"] = path.stat().st_size
    facts["writable"] = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    if not facts["writable"]:
        return Finding("store", "bad", t("doctor.store.read_only", path=str(path)), facts)
    text = t("doctor.store.sealed", path=str(path), sqlite=str(facts["sqlite"]))
    return Finding("store", "ok", text, facts)


def _unreadable(path: Path, error: StoreError, facts: Facts) -> Finding:
    reason = t(error.message_id, **error.params)
    return Finding("store", "bad", t("doctor.store.unreadable", path=str(path), reason=reason), facts)


def _journal(path: Path) -> str:
    """The kind of journal as the header of a closed file says (sqlite.org/fileformat: bytes 18 and 19)."""
    with path.open("rb") as file:
        header = file.read(20)
    if not header.startswith(b"SQLite format 3\0"):
        return "?"  # encrypted: only who has the key can say
    return "wal" if header[18:20] == b"\x02\x02" else "delete"


def _looked_at(path: Path, facts: Facts) -> Finding:
    from counter.services.migrations import HEAD
    from counter.services.store.connection import PRACTICE_ID, REAL_ID, connect

    live = path.with_name(path.name + "-wal").exists()
    connection = connect(path, None, mode="ro" if live else "immutable")
    try:
        found = {
            name: (connection.execute(f"PRAGMA {name}").fetchone() or (0,))[0]
            for name in ("application_id", "user_version")
        }
    finally:
        connection.close()
    version, journal = int(found["user_version"]), "wal" if live else _journal(path)
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    facts |= {
        "version": version,
        "newest": HEAD,
        "writable": writable,
        "journal": journal,
        "practice": found["application_id"] == PRACTICE_ID,
        "bytes": path.stat().st_size,
    }
    if found["application_id"] not in (REAL_ID, PRACTICE_ID):
        return _unreadable(path, StoreError("store.not_a_store", file=path.name), facts)
    if version > HEAD:
        return _unreadable(path, StoreError("store.newer", file=path.name, found=version, known=HEAD), facts)
    if not writable:
        return Finding("store", "bad", t("doctor.store.read_only", path=str(path)), facts)
    if version < HEAD:
        return Finding("store", "note", t("doctor.store.old", path=str(path), version=version), facts)
    if found["application_id"] == REAL_ID:  # nobody told it to encrypt what was made before
        return Finding("store", "note", t("doctor.store.plain", path=str(path)), facts)
    text = t("doctor.store", path=str(path), version=version, sqlite=str(facts["sqlite"]), journal=journal)
    return Finding("store", "ok", text, facts)
