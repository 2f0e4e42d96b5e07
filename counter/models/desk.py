"""What the desk and the search show of dossiers, drafts and people; quick to load, for the first frame."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from counter.errors import Params


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One line of the desk's list. `mark` is a single character that repeats the state without colour."""

    kind: str  # "dossier" or "draft"
    id: str
    mark: str  # "!" late, "~" today, "»" unsent, "$" money, "√" ready, "·" draft, " " later
    due: datetime | None
    short_code: str
    resident: str
    procedure: str
    next_action: str  # message id
    lane: str = ""  # drafts, late, today, unsent, owing, ready, later
    next_params: Params = field(default_factory=dict)  # of `next_action`
    phone: str = ""  # of the contact, masked
    owner: str = ""  # of a draft
    visit: str = ""  # of a draft: the code of the household's visit it waits in
    since: datetime | None = None  # of a draft: saved; unsent: since when; ready: since when
    running: bool = False  # of a dossier: it waits neither for papers nor for a payment duty


@dataclass(frozen=True, slots=True)
class Near:
    """What the calendar says to the desk's rows: the next three working days, and by row id until when a
    shortage must be told (báo thiếu) of those nobody has received yet. Empty until the calendar was read."""

    days: tuple[date, ...] = ()
    shortages: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """The desk's line of figures."""

    late: int = 0
    today: int = 0
    open: int = 0
    ready: int = 0
    unsent: int = 0
    owing: int = 0
    drafts: int = 0
    unsent_since: datetime | None = None
    queued: int = 0  # dossiers of which the portal must still be told something (hàng chờ gửi)
    queued_held: int = 0  # rows of them that wait for a person
    queued_since: datetime | None = None
    looks: int = 0  # dossiers of newcomers that wait for a second pair of eyes


@dataclass(frozen=True, slots=True)
class DeskView:
    """What the desk shows at a glance."""

    rows: tuple[DeskRow, ...]
    counts: DeskCounts
    more: str = ""  # hand it back as `after` for the next page; "" when this was the last


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer to "find anything". `kind` is resident, dossier, procedure, draft or command."""

    kind: str
    id: str
    label: str
    detail: str = ""
    key: str = ""
    words: tuple[str, ...] = ()  # what else people call it: searched, never shown
