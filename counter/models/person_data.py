"""Everything a store holds on one person, for that person (chủ thể dữ liệu); on all of them, for a notice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Value = str | int | None


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one kind of record, each by the names of its columns."""

    table: str
    rows: tuple[Mapping[str, Value], ...]


@dataclass(frozen=True, slots=True)
class PersonData:
    """What is held on one resident: the records, and who did or saw what of them. `staff`: names by id."""

    resident_id: int
    name: str
    made_at: datetime
    sections: tuple[Section, ...]
    staff: Mapping[int, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many records."""
        return sum(len(section.rows) for section in self.sections)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What was on a machine (for a breach notice, Law 91/2025/QH15: within 72 hours). Counts of people and
    records, and of which kinds of data; nobody's name."""

    device: str
    store: str
    encrypted: bool
    made_at: datetime
    residents: int  # but those whose data were deleted
    with_number: int  # an identity number of theirs is held
    with_phone: int
    drafts: int  # intakes under way (hồ sơ nháp) that name somebody, who may not be among the residents yet
    drafts_with_number: int
    drafts_with_phone: int
    dossiers: int
    payments: int
    files: int
    papers: int  # printed papers that are kept beside the store
    old_stores: tuple[str, ...]  # put aside by a restore: of how many people, only they know
    staff: int
    first: datetime | None  # the first and the last thing recorded
    last: datetime | None
    last_backup: datetime | None
