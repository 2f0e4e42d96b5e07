"""Copies of the store that were made before a deletion: they hold what it took away, until they are deleted
themselves. Back-ups, and stores that a restore has put aside beside this one.
"""

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from counter.models.erasure import OldCopy
from counter.models.instant import from_micros
from counter.rules.backups import made_at
from counter.services.backup.backup_state import MADE, RESTORED
from counter.services.backup.swap import put_aside
from counter.services.store.connection import Connection
from counter.text import one_line

_MOST: Final = 100
_MADE: Final = "SELECT event, at, detail FROM audit_event WHERE event IN (?1, ?2) ORDER BY seq DESC LIMIT ?3"
_FILE: Final = "SELECT file FROM pragma_database_list WHERE name = 'main'"


def known(connection: Connection) -> tuple[OldCopy, ...]:
    """The copies this store knows of, the newest first: stores put aside, its back-ups, where it came from.

    Where back-ups lie now, it cannot know.
    """
    found = dict[str, OldCopy]()
    for event, at, detail in connection.execute(_MADE, (MADE, RESTORED, _MOST)):
        name = one_line(str(json.loads(detail).get("name", "")))
        told = made_at(name) if event == RESTORED else None
        found.setdefault(name, OldCopy(name, told or from_micros(int(at))))
    return (*_aside(connection), *sorted(found.values(), key=lambda copy: copy.made_at, reverse=True))


def _aside(connection: Connection) -> tuple[OldCopy, ...]:
    """The stores that restores have put aside, by when that was; one that cannot be looked at is left out."""
    found = []
    files = [str(row[0]) for row in connection.execute(_FILE) if row[0]]
    for path in (path for file in files for path in put_aside(Path(file))):
        with suppress(OSError):
            at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            found.append(OldCopy(one_line(path.name), at))
    return tuple(sorted(found, key=lambda copy: copy.name, reverse=True))
