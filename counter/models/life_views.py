"""What a screen hands over to move a dossier, and what it is shown of its life. Instants are aware."""

from dataclasses import dataclass
from datetime import date, datetime

from counter.models.catalogue import SupplementPolicy
from counter.models.deadline import Notice
from counter.models.dossier import Appointment
from counter.models.life import (
    AskedBy,
    DecisionKind,
    Direction,
    MoneyAfter,
    MoveName,
    NoticeWay,
    Outcome,
    Stage,
)
from counter.models.money import Approval
from counter.models.states import DossierState

NOBODY = Approval(name="", pin="")
"""No second person was named yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDraft:
    """A move that needs no more than a reason: receive, begin, ask for a duty, duty done, correct."""

    operation: str
    dossier_id: int
    version: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LackingPaper:
    """One thing that is missing or wrong; counts of originals, certified copies and photocopies."""

    name: str
    lacking: str = ""
    paper_key: str = ""  # of the official list
    originals: int = 0
    certified: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementDraft:
    """A request for what is missing (yêu cầu bổ sung). `again`: a second request is known to cost."""

    operation: str
    dossier_id: int
    version: int
    items: tuple[LackingPaper, ...] = ()
    reason: str = ""
    legal_basis: str = ""
    answer_by: date | None = None
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeDraft:
    """What was missing has come. `brought`: positions of the request's papers that are here now."""

    operation: str
    dossier_id: int
    version: int
    brought: frozenset[int] = frozenset()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDraft:
    """A refusal, a stop or a withdrawal. `papers_back`: what is given back now; "" nothing."""

    operation: str
    dossier_id: int
    version: int
    reason: str = ""
    ground: str = ""
    asked_by: AskedBy = AskedBy.CENTRE
    papers_back: str = ""
    money: MoneyAfter | None = None  # None: not said
    approval: Approval = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionDraft:
    """An apology with the one new date the law allows (xin lỗi và hẹn lại)."""

    operation: str
    dossier_id: int
    version: int
    new_due: date | None = None  # at closing time of that day
    reason: str = ""
    approval: Approval = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingLine:
    """One dossier of a hand-over list."""

    dossier_id: int
    version: int
    outcome: Outcome = Outcome.SENT
    result_name: str = ""
    result_number: str = ""
    result_copies: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingDraft:
    """A hand-over list (phiếu bàn giao): to an agency, or back from one."""

    operation: str
    direction: Direction
    lines: tuple[HandingLine, ...] = ()
    agency: str = ""
    person: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDraft:
    """That somebody was told (đã báo)."""

    operation: str
    dossier_id: int
    move_id: int | None
    way: NoticeWay | None = None
    whom: str = ""
    note: str = ""


# -- what is shown -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """Who was told, how, when."""

    move_id: int | None
    way: NoticeWay
    whom: str
    note: str
    told_by: str
    told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementView:
    """One request and its answer; `undone` when it was taken back within the five minutes."""

    id: int
    move_id: int
    round: int
    stage: Stage
    reason: str
    legal_basis: str
    answer_by: date | None
    policy: SupplementPolicy
    items: tuple[LackingPaper, ...]
    due_before: datetime | None
    asked_by: str
    asked_at: datetime
    undone: bool = False
    answered_at: datetime | None = None
    received_by: str = ""
    due_after: datetime | None = None
    due_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A refusal, a stop, a withdrawal or an extension."""

    id: int
    move_id: int
    kind: DecisionKind
    year: int
    number: int | None
    asked_by: AskedBy
    ground: str
    reason: str
    papers_back: str
    money: MoneyAfter
    due_before: datetime | None
    due_after: datetime | None
    made_by: str
    approved_by: str
    made_at: datetime
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingRow:
    """One row of the control slip (phiếu kiểm soát): one hand-over of one dossier."""

    handing_id: int
    move_id: int
    direction: Direction
    year: int
    number: int
    agency: str
    person: str
    staff: str
    handed_at: datetime
    outcome: Outcome
    due_at: datetime | None
    result_name: str = ""
    result_number: str = ""
    result_copies: int = 0
    note: str = ""
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveView:
    """One move as the history has it."""

    id: int
    name: MoveName
    before: DossierState
    after: DossierState
    due_before: datetime | None
    due_after: datetime | None
    reason: str
    made_by: str
    approved_by: str
    made_at: datetime
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoOffer:
    """The last move, and until when it may be undone; `reason` is a message id that says why not."""

    move_id: int
    name: MoveName
    until: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeView:
    """The whole life of one dossier as the counter has it, oldest first."""

    dossier_id: int
    version: int
    state: DossierState
    moves: tuple[MoveView, ...]
    supplements: tuple[SupplementView, ...]
    decisions: tuple[DecisionView, ...]
    handings: tuple[HandingRow, ...]
    notices: tuple[NoticeView, ...]
    away: str = ""  # the agency that has it
    undo: UndoOffer | None = None

    @property
    def open_supplement(self) -> SupplementView | None:
        """The request that waits for the resident; None when none does."""
        if self.state is not DossierState.SUPPLEMENT:
            return None
        last = next((one for one in reversed(self.supplements) if not one.undone), None)
        return last if last and last.answered_at is None else None

    @property
    def extended(self) -> bool:
        """Whether it was put off once (đã hẹn lại)."""
        return any(one.kind is DecisionKind.EXTENDED and not one.undone for one in self.decisions)

    @property
    def rounds(self) -> int:
        """How often papers were asked for."""
        return sum(not one.undone for one in self.supplements)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a move would come to, said before it is made: notices, and the date as it would be."""

    notices: tuple[Notice, ...] = ()
    appointment: Appointment | None = None  # None: the date does not move
    policy: SupplementPolicy | None = None
