"""The values of the papers about personal data: the notice of a breach, and what is held on one person."""

from dataclasses import dataclass
from datetime import datetime

from counter.papers.value_parts import Head


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """One thing the notice must say; `text` is empty while it is not known: there is room to write it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachNoticeData:
    """The notice of a breach (thông báo vi phạm), and the record of it (biên bản) on a page of its own."""

    issued_at: datetime
    head: Head
    to: str
    intro: str
    lines: tuple[NoticeLine, ...]
    late: str  # that the 72 hours are over; empty while they are not
    ground: str
    record_title: str
    record_intro: str
    record_end: str
    signers: tuple[str, ...]
    made: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """One record: its data by name, and where they come from."""

    lines: tuple[NoticeLine, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSection:
    """The records of one kind. `more`: that the rest stands in the file beside the paper."""

    title: str
    rows: tuple[HeldRow, ...]
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDataPaper:
    """Everything held on one person, in large print, for that person (cung cấp dữ liệu cá nhân)."""

    issued_at: datetime
    head: Head
    person: str
    intro: tuple[str, ...]
    sections: tuple[HeldSection, ...]
    rights: str
    made: str


PersonalData = BreachNoticeData | PersonDataPaper
