"""Back-ups of a store (bản sao lưu): what one is, how old the last is, what a restore found."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from counter.models.keys import DataKey


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file of a back-up, as its list says: the name within the back-up, bytes, SHA-256 in hex."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The list of a back-up (`ban-sao.json`), written last."""

    made_at: datetime
    store: str  # the file name of the store
    practice: bool
    head: str  # of the chain, signed, as `counter.rules.anchors.text_of` writes it
    files: tuple[KeptFile, ...]
    behind: bool = False  # the clock was: `made_at` is earlier than the newest event of the store
    origin: str = ""  # the id of the store it is of; "" in a list of an earlier version

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupMade:
    """A back-up that was restored to a scratch place and found whole."""

    folder: Path
    made_at: datetime
    size: int  # bytes
    checks: int
    code: str  # the short code of the head it holds
    same_disk: bool  # it lies on the disk that it is to outlive


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupAge:
    """The last back-up of this store. `at` None: there was none, or it is not known."""

    at: datetime | None
    days: int
    place: str
    due: bool  # older than the ward's setting allows
    rehearsed: datetime | None = None  # when bringing one back was last rehearsed, and it was found whole
    rehearsed_days: int = 0


@dataclass(frozen=True, slots=True)
class LostErasure:
    """A deletion of personal data that a back-up is older than: restored, the data is there again."""

    number: int  # of the deletion, in the store's own count
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """What the store of this place holds, beside what a back-up does. Counts are of rows."""

    newest: datetime | None
    dossiers: int
    payments: int
    lost_dossiers: int  # that are not in the back-up: a restore would lose them
    lost_payments: int
    lost_money: int  # đồng, of those payments: what was given back counts below 0
    erased: tuple[LostErasure, ...] = ()  # the back-up does not know of them
    lost_requests: int = 0  # of residents about their own data
    lost_breaches: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreFound:
    """What a back-up holds, as a restore found it. Counts are of rows."""

    made_at: datetime
    newest: datetime | None  # the last thing done by a person in it
    residents: int
    dossiers: int
    payments: int
    checks: int
    seconds: float
    present: Present | None = None  # None: there is no store here, or it does not open by the same key
    other: bool | None = None  # of another store than the one here; None: there is none, or it cannot be told
    ward: str = ""  # whose store the back-up is of
    aside: str = ""  # the name what was here has now: of the store, else the first of it; "" for none
    aside_store: bool = False  # there was a store, and not only a key file of one that is gone

    @property
    def missing(self) -> int | None:
        """Dossiers of the present store that are not in the back-up; None: there is no such store."""
        return self.present.lost_dossiers if self.present else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedInto:
    """A copy of a store in a scratch place, to be looked into and then taken away.

    It is marked as one of practice: no program opens it as a real one. `band`: the id of what the band over
    its screens says; `at`: the moment of the store that it shows.
    """

    store: Path
    at: datetime
    key: DataKey | None = field(repr=False)  # opens the copy; forgotten with it
    band: str = "widget.read_only.band"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal(LookedInto):
    """A back-up that was brought back beside the store (diễn tập khôi phục)."""

    name: str  # of the back-up
    found: RestoreFound
    band: str = "widget.rehearsal.band"
