"""A resident as the rest of the program sees one."""

from dataclasses import dataclass
from datetime import date, datetime

from counter.models.dossier import Contact
from counter.models.numbers import mask_number


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentView:
    """A resident the store knows. `numbers` are the earlier ones, newest first."""

    id: int
    full_name: str
    citizen_id: str  # the number in use, whatever its kind; "" when none was ever shown
    numbers: tuple[str, ...] = ()
    dob: date | None = None
    gender: str = ""
    address: str = ""
    issue_date: date | None = None
    extra_fields: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()  # current ones, newest first
    dossiers: int = 0
    last_dossier: str = ""  # code of the newest
    updated_at: datetime
    version: int = 1
    merged_into: int | None = None  # the record of the same person that stays

    @property
    def masked_id(self) -> str:
        """The number as a list may show it."""
        return mask_number(self.citizen_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What the store knows of a person just typed or scanned.

    `known`: exactly one resident has (or had) this number. `likely`: people who may be the same; a clerk
    chooses. `by_old_number`: known by a number that is no longer the one in use. `differs`: names of the
    fields of `Applicant` where what was typed and what is stored are not the same.
    """

    known: ResidentView | None = None
    likely: tuple[ResidentView, ...] = ()
    by_old_number: bool = False
    differs: tuple[str, ...] = ()
