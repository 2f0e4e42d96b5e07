"""Looking people up: what was seen whole, and who looked how often."""

from dataclasses import dataclass


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
