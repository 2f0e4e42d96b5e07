"""Two records of one person: why they look alike, where they differ, what is merged (gộp hồ sơ người dân)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from counter.models.resident import ResidentView


class Alike(StrEnum):
    """Why two records may be of one person, the strongest first."""

    NUMBER = "number"  # a number that both have or had: an old CMND and a new CCCD meet there
    BORN = "born"  # the same name and day of birth
    PHONE = "phone"  # the same name, one day of birth unknown, a phone of both
    ADDRESS = "address"  # the same name, one day of birth unknown, the same address


class Unlike(StrEnum):
    """What speaks against it."""

    NUMBER = "number"  # two different twelve-digit numbers: a person has one for life
    BORN = "born"
    GENDER = "gender"
    NAME = "name"


class Trait(StrEnum):
    """What the record that stays may take from the other, each by itself."""

    NAME = "full_name"
    NUMBER = "citizen_id"  # which number is in use; every number stays known
    BORN = "dob"
    GENDER = "gender"
    ADDRESS = "address"
    CARD = "card"  # day of issue and the further fields of the card, which belong together


@dataclass(frozen=True, slots=True, kw_only=True)
class Double:
    """Two records that may be of one person; `first` is the one with the smaller id."""

    first: ResidentView
    second: ResidentView
    why: tuple[Alike, ...]
    against: tuple[Unlike, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field in which two records differ, as a person reads it; "" where a record has nothing."""

    trait: Trait
    kept: str
    gone: str

    @property
    def both(self) -> bool:
        """Whether somebody must choose: the one that stays takes what it lacks by itself."""
        return bool(self.kept) and bool(self.gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two records looked at together, with what would move."""

    double: Double
    drafts: Mapping[int, int]  # id of the record: how many drafts are of it


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeDraft:
    """Which record stays, which goes into it, which fields come from the one that goes, and why."""

    operation: str
    kept_id: int
    gone_id: int
    kept_version: int
    gone_version: int
    take: frozenset[Trait] = frozenset()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApartDraft:
    """Two records that are two people after all, and how that is known."""

    operation: str
    first_id: int
    second_id: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """One merge as the history keeps it, both records as they stood before."""

    kept_id: int
    kept: ResidentView
    gone: ResidentView
    moved: Mapping[str, int]  # table: rows
    reason: str
    made_by: str
    made_at: datetime
