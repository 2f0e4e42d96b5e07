"""The values of letters to those no call reaches, and of the list for the head of a residential group."""

from dataclasses import dataclass
from datetime import datetime

from counter.papers.value_parts import Head


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLetter:
    """One letter, one page."""

    to: str
    address: str
    code: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLettersData:
    """Letters in large print (thư báo), one to a page."""

    issued_at: datetime
    head: Head
    letters: tuple[CallLetter, ...]
    where: str
    phone: str  # empty while the ward has none
    free: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallListLine:
    """One person of the list."""

    n: str
    who: str
    address: str
    code: str
    what: str  # come, or wait


@dataclass(frozen=True, slots=True, kw_only=True)
class CallListData:
    """The list the head of a residential group gets: names and codes, never what it is about."""

    issued_at: datetime
    head: Head
    group: str
    ask: str
    columns: tuple[str, ...]
    lines: tuple[CallListLine, ...]
    back: str
    phone: str
    made: str


CallData = CallLettersData | CallListData
