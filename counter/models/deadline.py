"""What becomes of an appointment (ngày hẹn trả) later, and what has to be told by when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from counter.models.catalogue import Channel
from counter.models.dossier import Appointment
from counter.models.states import DossierState


@dataclass(frozen=True, slots=True, kw_only=True)
class DateChange:
    """An appointment before and after a supplement or an extension; both are kept (one-stop-law 1.5)."""

    before: Appointment
    after: Appointment

    @property
    def moved(self) -> bool:
        """Whether the resident has to be told another date."""
        return self.before.due != self.after.due


class Level(StrEnum):
    """How loudly something is said."""

    INFO = "info"
    WARN = "warn"
    LOUD = "loud"  # costs the ward points or the resident time: a screen asks before it goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to mind about a deadline, as a message id. `by`: until when, aware, local zone."""

    level: Level
    message_id: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningFacts:
    """What is known of a dossier when its deadline is looked at. Instants are aware.

    `supplements`: how often papers were asked for; `extended`: whether it was re-appointed (hẹn lại) once;
    `papers_here`: papers were handed in and lie at the counter still.
    """

    state: DossierState
    channel: Channel
    received_at: datetime
    due: datetime | None
    supplements: int = 0
    extended: bool = False
    papers_here: bool = False
