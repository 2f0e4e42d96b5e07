"""How much waits for the portal and what the sender does: quick to load, for the first frame."""

from dataclasses import dataclass
from datetime import datetime

from counter.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxCount:
    """How much is unsent: dossiers, those of them that wait for a person, and since when."""

    unsent: int = 0
    held: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderStanding:
    """What the sender does now. `paused` None: it sends; else why it waits, and for how many seconds."""

    running: bool = False
    paused: Problem | None = None
    seconds: int = 0
    needs_person: bool = False
