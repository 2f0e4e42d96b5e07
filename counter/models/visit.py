"""A visit of a household (lượt đến của một hộ): several procedures for several people, settled together."""

from dataclasses import dataclass
from datetime import datetime

from counter.errors import Problem
from counter.models.dossier import Applicant, Contact, DossierView, IdentityCheck, IntakeDraft, Preview
from counter.models.states import ResultWay


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPerson:
    """Somebody whose identity was checked in this visit, in their own name or acting for somebody else."""

    key: str  # the identity number, or name and day of birth; and for whom
    applicant: Applicant
    identity: IdentityCheck
    contact: Contact
    behalf_of: str = ""
    behalf_paper: str = ""
    result_way: ResultWay | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDraft:
    """A procedure of the visit that is not accepted yet, and what it would come to now."""

    draft: IntakeDraft
    preview: Preview
    owner: str
    owner_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitView:
    """A visit as it stands: the people, what waits to be accepted, the dossiers in their order."""

    id: int
    code: str  # with its check character
    started_at: datetime
    started_by: str
    people: tuple[VisitPerson, ...]
    drafts: tuple[VisitDraft, ...]
    unnamed: tuple[IntakeDraft, ...]  # drafts that only say who somebody is: their next procedure goes there
    dossiers: tuple[DossierView, ...]
    practice: bool
    today: bool  # whether it began today: more is added on its own day only

    @property
    def standing(self) -> tuple[DossierView, ...]:
        """The dossiers whose acceptance was not taken back."""
        return tuple(view for view in self.dossiers if not view.struck)

    @property
    def owing(self) -> tuple[DossierView, ...]:
        """The dossiers that can be paid together: an amount that is known is still due."""
        return tuple(view for view in self.standing if view.left)

    @property
    def left(self) -> int:
        """What the household has to pay in đồng, of drafts and dossiers; unknown amounts aside."""
        return sum(view.left or 0 for view in self.standing) + sum(
            one.preview.quote.total or 0 for one in self.drafts if one.preview.quote
        )

    @property
    def unknown(self) -> bool:
        """Whether an amount is not known to the data."""
        quotes = [one.preview.quote for one in self.drafts]
        return any(view.left is None for view in self.standing) or any(
            quote is not None and quote.total is None for quote in quotes
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitAccepted:
    """What accepting the drafts of a visit came to. `refused`: the ids of drafts to mend, and why."""

    accepted: tuple[int, ...]  # ids of the dossiers
    refused: tuple[tuple[str, tuple[Problem, ...]], ...] = ()
