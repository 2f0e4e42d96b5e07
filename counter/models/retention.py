"""Values of retention (thời hạn lưu): how long each kind is kept, by what source, and what has been kept long
enough. Months are calendar months; a day is a day in Asia/Ho_Chi_Minh."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from counter.models.erasure import Obstacle, OldCopy


class Kind(StrEnum):
    """What is kept for a time of its own."""

    SIGNATURE = "signature"  # chứng thực chữ ký: the dossier; its line in the register stays
    CONTRACT = "contract"  # chứng thực hợp đồng, giao dịch
    COPY = "copy"  # chứng thực bản sao
    DOSSIER = "dossier"  # every other dossier
    ATTACHMENT = "attachment"  # files of ended dossiers
    CALL = "call"  # tries to tell residents, and what was said
    DRAFT = "draft"
    PAPER = "paper"  # printed papers kept beside the store
    RESIDENT = "resident"  # people whose dossiers are all gone, or who never had one
    LOG = "log"  # incidents of the program
    REGISTER = "register"  # sổ chứng thực
    MONEY = "money"
    TRAIL = "trail"


FOR_EVER = -1
"""Months of what is never deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """How long one kind is kept. `months` None: nobody has said, so nothing is proposed (hỏi)."""

    kind: Kind
    months: int | None
    least: int = 0  # months a law demands; the setting goes no lower
    source: str = ""
    confirmed: bool = False
    set_here: bool = False  # by the head of the centre, not as shipped

    @property
    def for_ever(self) -> bool:
        """Whether it is never deleted."""
        return self.months == FOR_EVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What of one kind has been kept long enough. `count` records, the oldest of `oldest`; `waiting`: those
    that something stands in the way of, with the reasons."""

    period: Period
    before: date | None  # what ended before this day; None: no period
    count: int
    oldest: date | None
    waiting: int = 0
    obstacles: tuple[Obstacle, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPreview:
    """Everything kind by kind. Nothing was written to find it out."""

    dues: tuple[Due, ...]
    copies: tuple[OldCopy, ...]
    seen: str
    unfinished: int = 0  # deletions that still have traces on this machine
    quiet: int = 0  # days, by this machine's clock, since the newest dossier came; 0: none is there

    @property
    def count(self) -> int:
        """How much would go in all."""
        return sum(due.count for due in self.dues)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionDraft:
    """The order to delete what was kept long enough. `kinds` empty: all of them. `seen`: of the preview.

    `clock_seen`: somebody was asked whether the date of the machine is right, and said so; wanted when that
    is doubtful.
    """

    reason: str
    seen: str
    operation: str
    kinds: frozenset[Kind] = frozenset()
    clock_seen: bool = False
