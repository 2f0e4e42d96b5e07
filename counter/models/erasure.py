"""Values of deletion (xóa dữ liệu cá nhân): what would go, what stays and why, what stands in the way.

Law 91/2025/QH15 Art. 14: deleted so that it cannot be recovered, refused where a law wants it kept, with the
reason. Nobody's name is in what is kept of a deletion.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Params = Mapping[str, str | int]


class ErasureKind(StrEnum):
    """Why something was deleted."""

    RESIDENT = "resident"  # one person's data
    RETENTION = "retention"  # kept long enough


@dataclass(frozen=True, slots=True)
class Counted:
    """How many records of one kind go or stay. `why`: the message id of the reason, of what stays."""

    kind: str  # a table, or "slips" for papers kept beside the store; its title is `erasure.kind.<kind>`
    count: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why nothing may be deleted now: a message id and its values; a dossier by its code."""

    message_id: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OldCopy:
    """A back-up that still holds what was deleted: it can only be deleted as a whole."""

    name: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasurePreview:
    """What deleting one resident's data would do. Nothing was written to find it out."""

    resident_id: int
    name: str
    dossiers: tuple[str, ...]  # codes of what is emptied
    kept_dossiers: tuple[str, ...]  # codes of what a law still wants kept
    goes: tuple[Counted, ...]
    stays: tuple[Counted, ...]
    obstacles: tuple[Obstacle, ...]
    copies: tuple[OldCopy, ...]
    seen: str  # says what was looked at: a deletion takes it, and is refused when that has changed

    @property
    def possible(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.obstacles


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureDraft:
    """The order to delete one resident's data. `request_id`: the resident's own request that it answers."""

    resident_id: int
    reason: str
    seen: str  # of the preview that was shown: the second confirmation
    operation: str
    request_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What a deletion did. `copies`: back-ups that hold the data still, to be deleted too."""

    erasure_id: int
    resident_id: int
    dossiers: int
    rows: int
    files: int
    left: int  # files that could not be deleted yet: the next start tries again
    copies: tuple[OldCopy, ...]
