"""An acceptance taken back, a dossier that was taken for the wrong person: what is asked, what is offered."""

from dataclasses import dataclass, field
from datetime import datetime

from counter.errors import Problem
from counter.models.dossier import Applicant, Contact, IdentityCheck
from counter.models.money import Approval


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeOffer:
    """Whether an acceptance can be taken back, until when, and why not. `printed`: a slip is out."""

    until: datetime
    printed: bool
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeDraft:
    """Taking an acceptance back (huỷ tiếp nhận)."""

    operation: str
    dossier_id: int
    version: int
    reason: str = ""
    slip_back: bool = False  # the slip that was printed is here again


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantDraft:
    """Whose dossier it is after all (sửa người nộp), how that was seen, and who approves.

    `contact` None: how to reach them stays as it was said on the day.
    """

    operation: str
    dossier_id: int
    version: int
    applicant: Applicant = field(default_factory=Applicant)
    identity: IdentityCheck | None = None
    contact: Contact | None = None
    reason: str = ""
    slip_back: bool = False
    approval: Approval = field(default_factory=lambda: Approval(name="", pin=""))


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantOffer:
    """What hangs on the applicant of a dossier, and why they cannot be changed."""

    printed: bool
    told: bool  # the portal has it in the other name, or may have it
    filing: bool  # a filing on the portal is under way: it begins anew
    group: str = ""  # an exempt group that was named without its proof: it goes
    problem: Problem | None = None
