"""When the last back-up was made, in plain SQL: the desk waits for it."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from counter.models.backup import BackupAge, BackupMade
from counter.models.instant import from_micros, to_micros
from counter.models.staff import StaffView
from counter.rules import backups
from counter.services.store import setting_rows
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction
from counter.settings import WardSettings

if TYPE_CHECKING:
    from counter.services.office import Office

LAST: Final = "backup.last"
MADE: Final = "backup.event.made"
RESTORED: Final = "backup.event.restored"
LAST_REHEARSED: Final = "backup.rehearsed"


def of(office: "Office") -> BackupAge:
    """The last back-up as the store knows it; for the program itself, which needs nobody signed in."""
    with office.store.query() as connection:
        return age(connection, office.now(), office.ward)


def age(connection: Connection, now: datetime, ward: WardSettings) -> BackupAge:
    """The last back-up as the store knows it. A store that has held nothing for long has none due."""
    found = _kept(connection, LAST)
    at, rehearsed = _at(found), _at(_kept(connection, LAST_REHEARSED))
    return BackupAge(
        at=at,
        days=backups.days_old(at, now),
        place=str(found.get("place", "")),
        due=backups.due(at or _first(connection) or now, now, ward.backup_hours),
        rehearsed=rehearsed,
        rehearsed_days=backups.days_old(rehearsed, now),
    )


def _kept(connection: Connection, key: str) -> dict[str, str | int]:
    kept = setting_rows.stored(connection, key)
    found: dict[str, str | int] = json.loads(kept) if kept else {}
    return found


def _at(found: dict[str, str | int]) -> datetime | None:
    return from_micros(int(found["at"])) if "at" in found else None


def _first(connection: Connection) -> datetime | None:
    """When the first dossier was taken: what is not backed up since then can be lost."""
    row = connection.execute("SELECT received_at FROM dossier ORDER BY id LIMIT 1").fetchone()
    return from_micros(int(row[0])) if row else None


def keep(transaction: Transaction, actor: StaffView | None, at: datetime, place: Path) -> None:
    """Remember when and where the last back-up was made."""
    setting_rows.keep(transaction, actor, {LAST: {"at": to_micros(at), "place": str(place)}})


def note(office: "Office", made: BackupMade, actor: StaffView | None) -> None:
    """Put into the trail that a back-up was made and found whole."""
    with office.store.write(office.now(), any_clock=True) as transaction:
        keep(transaction, actor, made.made_at, made.folder.parent)
        transaction.record(
            actor,
            MADE,
            subject=("store", ""),
            operation="",
            detail={"name": made.folder.name, "bytes": made.size, "head": made.code},
        )
