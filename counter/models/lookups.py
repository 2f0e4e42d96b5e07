"""Looking people up: what was seen whole, and who looked how often."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """What is masked everywhere else, shown once to one person for one reason."""

    full_name: str
    numbers: tuple[str, ...]  # identity numbers, the one in use first
    phones: tuple[str, ...]  # digits


@dataclass(frozen=True, slots=True)
class Looker:
    """How many people somebody looked up today; `refused`: tries beyond the limit of a volunteer's day."""

    staff_id: int
    name: str
    today: int
    refused: int
    unusual: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look of the trail: who saw whose data, when, what of them, and why, where that is asked."""

    seq: int
    at: datetime
    who: str
    event: str  # message id
    reason: str
    name: str  # of the person; empty once their data are deleted
    number: str  # identity number, masked
    dossier: str  # its code; empty where the look was at a person
