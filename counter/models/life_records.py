"""What is kept beside the moves of a dossier: originals lent, papers demanded, guidance, certifications."""

from dataclasses import dataclass
from datetime import date, datetime

from counter.models.life import Certified, GuidanceWay


@dataclass(frozen=True, slots=True, kw_only=True)
class LendDraft:
    """An original leaves the folder for a while (mượn bản chính)."""

    operation: str
    dossier_id: int
    paper: str = ""
    lent_to: str = ""
    purpose: str = ""
    due_back: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LendBackDraft:
    """It is back."""

    operation: str
    lent_id: int
    brought_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LentView:
    """One original that left; `back_at` None: it is still out."""

    id: int
    dossier_id: int
    short_code: str
    applicant: str
    paper: str
    lent_to: str
    purpose: str
    due_back: date | None
    lent_by: str
    lent_at: datetime
    back_at: datetime | None = None
    brought_by: str = ""
    received_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandDraft:
    """A paper somebody demands beyond the official list; never a condition (giấy tờ đòi thêm)."""

    operation: str
    procedure_code: str = ""
    dossier_id: int | None = None
    body: str = ""  # who demands it
    paper: str = ""
    ground: str = ""  # what they say it rests on


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandView:
    """One demand as the month's report has it."""

    id: int
    day: date
    procedure_code: str
    dossier_id: int | None
    body: str
    paper: str
    ground: str
    logged_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidanceDraft:
    """Guidance that was given (hướng dẫn)."""

    operation: str
    said: str = ""
    way: GuidanceWay | None = None
    procedure_code: str = ""
    dossier_id: int | None = None
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidanceView:
    """One guidance that was given."""

    id: int
    day: date
    procedure_code: str
    dossier_id: int | None
    person: str
    way: GuidanceWay
    said: str
    given_by: str
    given_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationDraft:
    """An entry of a certification register (sổ chứng thực); the number is given by the register."""

    operation: str
    kind: Certified | None = None
    dossier_id: int | None = None
    requester: str = ""
    paper: str = ""
    copies: int = 1
    signer: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationView:
    """One number of a register; `struck` says why it was struck through, "" when it stands."""

    id: int
    kind: Certified
    year: int
    number: int
    day: date
    dossier_id: int | None
    requester: str
    paper: str
    copies: int
    signer: str
    note: str
    recorded_by: str
    struck: str = ""
