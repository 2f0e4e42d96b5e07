"""A second pair of eyes (xem lại): what waits to be looked at, what was found."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Finding(StrEnum):
    """What somebody found who looked."""

    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A dossier of a newcomer that nobody has found right yet. `note`: what was found wrong last, or ""."""

    dossier_id: int
    short_code: str
    applicant: str
    procedure: str
    made_by: str
    wanted_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDraft:
    """What the second person says; `note` says what is wrong."""

    operation: str
    dossier_id: int
    finding: Finding
    note: str = ""
