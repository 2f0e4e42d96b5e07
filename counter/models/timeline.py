"""One event of a life that the audit trail tells."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One event of a dossier's life (diễn biến)."""

    at: datetime
    who: str
    event: str  # message id
    detail: dict[str, str] = field(default_factory=dict)
