"""How much waits for the portal and what the sender does: quick to load, for the first frame."""

from dataclasses import dataclass
from datetime import datetime

from counter.errors import Problem
from counter.models.states import SyncState


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """A dossier that somebody files on the portal by hand (nộp hộ); its code is not here yet."""

    dossier_id: int
    code: str
    short_code: str
    applicant: str
    procedure: str
    state: SyncState
    since: datetime
