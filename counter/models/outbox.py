"""What waits to be sent to the portal (hàng chờ gửi), as people and the sender see it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from counter.errors import Problem
from counter.models.states import DossierState, OutboxTarget, SyncState
from counter.models.sync import SyncDossier, SyncStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What is told under one key, made before the first try and the same with every try."""

    dossier: SyncDossier
    steps: tuple[SyncStep, ...] = ()
    taken: int = 0  # of the steps, those that went out with an earlier row


class Phase(StrEnum):
    """How far a row has come."""

    TELL = "tell"  # the dossier itself
    STEPS = "steps"  # it was taken; steps of it are still to be told
    CONFIRM = "confirm"  # all was taken; the portal is asked what it has


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The first open row of a dossier: the only one of its lane that may be sent."""

    id: int
    dossier_id: int
    state: SyncState


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A row that the sender has taken, with what it tells."""

    id: int
    dossier_id: int
    key: str
    phase: Phase
    frozen: Frozen
    taken: int  # steps that the portal has
    unknowns: int = 0  # tries in a row without an answer, or whose answer does not agree yet
    unsure: bool = False  # an earlier try may have arrived
    told_before: bool = False  # the same was taken with an earlier row: nothing is to be sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A dossier of which the portal was told all, and that is asked for from time to time (hỏi lại Cổng).

    `dossier` is what was told last; `theirs`: the last state that the portal named, if any; `odd`: answers in
    a row that do not agree with it.
    """

    id: int  # of its last row
    dossier_id: int
    dossier: SyncDossier
    theirs: DossierState | None = None
    odd: int = 0

    @property
    def ours(self) -> DossierState:
        """The state that was told last."""
        return self.dossier.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What is asked for from time to time, for a person: how many dossiers, and when it was last done."""

    dossiers: int = 0
    asked_at: datetime | None = None
    asked: int = 0  # in that round


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A row that stands in a hand-over file. `answered`: keys of its messages that were acknowledged."""

    id: int
    dossier_id: int
    key: str
    state: SyncState
    frozen: Frozen
    answered: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """What a hand-over came to."""

    digest: str
    rows: int
    lines: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAnswer:
    """What an acknowledgement came to, in rows."""

    taken: int = 0
    held: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """One row for a person. `state`: waiting, sending, unknown, filed (taken, not all confirmed), refused,
    held, confirmed. `why` in the order it was found; `behind`: an earlier row of the dossier is open;
    `filing`: somebody is filing it on the portal, and it waits for what comes of that; `stranded`: it was
    tried by the way that the ward has left since.
    """

    id: int
    dossier_id: int
    code: str
    short_code: str
    applicant: str
    procedure: str
    target: OutboxTarget
    sequence: int
    state: SyncState
    since: datetime
    tries: int
    why: tuple[Problem, ...] = ()
    next_at: datetime | None = None  # shown only: the sender goes by a clock that nobody can set
    behind: bool = False
    filing: bool = False
    stranded: bool = False

    @property
    def needs_person(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.stranded or self.state in (SyncState.REFUSED, SyncState.HELD)
