"""Who works on what, and giving it to a colleague (người phụ trách, giao lại hồ sơ)."""

from dataclasses import dataclass
from datetime import datetime

from counter.models.dossier import DossierState
from counter.models.staff import StaffView


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one person has in hand: dossiers that are not ended, drafts."""

    person: StaffView
    dossiers: int
    drafts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One dossier or draft in somebody's hands; `given_*` say from whom it came and why, if it was given."""

    dossier_id: int | None = None
    draft_id: str = ""
    short_code: str = ""
    applicant: str = ""
    procedure: str = ""
    state: DossierState | None = None
    due: datetime | None = None
    given_from: str = ""
    given_by: str = ""
    given_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One person's dossiers, those with the nearest date first, and drafts."""

    person: StaffView
    dossiers: tuple[WorkRow, ...] = ()
    drafts: tuple[WorkRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassignDraft:
    """Work that goes from one person to another. None: all of it; `dossier_ids` and `draft_ids` name some."""

    operation: str
    from_id: int
    to_id: int
    reason: str = ""
    dossier_ids: tuple[int, ...] | None = None
    draft_ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassigned:
    """What went, and to whom."""

    to: str
    dossiers: int
    drafts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Work that was given to somebody lately and is still in their hands."""

    given_from: str
    given_by: str
    given_at: datetime
    reason: str
    dossiers: int
    drafts: int
