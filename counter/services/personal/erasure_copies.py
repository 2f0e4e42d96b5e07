"""Back-ups that were made before a deletion: they hold what it took away, until they are deleted
themselves."""

import json
from typing import Final

from counter.models.erasure import OldCopy
from counter.models.instant import from_micros
from counter.services.backup.backup_state import MADE
from counter.services.store.connection import Connection
from counter.text import one_line

_MOST: Final = 100
_MADE: Final = "SELECT at, detail FROM audit_event WHERE event = ?1 ORDER BY seq DESC LIMIT ?2"


def known(connection: Connection) -> tuple[OldCopy, ...]:
    """The back-ups this store knows of, the newest first. Where they lie now, it cannot know."""
    found = []
    for at, detail in connection.execute(_MADE, (MADE, _MOST)):
        name = json.loads(detail).get("name", "")
        found.append(OldCopy(one_line(str(name)), from_micros(int(at))))
    return tuple(found)
