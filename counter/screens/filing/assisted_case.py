"""What the steps of an assisted filing share: the dossier, its filing, and which step is next (ux B12)."""

from dataclasses import dataclass
from enum import StrEnum

from counter.i18n import clock, t
from counter.models.attachment import PaperFiles
from counter.models.dossier import DossierView
from counter.models.staff import StaffView
from counter.models.submission import (
    ConsentKind,
    ConsentText,
    PortalField,
    StandingRules,
    SubmissionView,
    SyncState,
)
from counter.rules.filing_words import goes_by_paper
from counter.rules.portal_fields import digest
from counter.rules.rights import Act, may
from counter.screens.parts.wording import sync_words
from counter.widgets.cells import width_of


class At(StrEnum):
    """Where a filing is. The first seven are the steps in order; SEND is the stop before the portal's."""

    WHO = "who"
    CONSENT = "consent"
    IDENTITY = "identity"
    CARRY = "carry"
    READ_BACK = "read_back"
    SEND = "send"
    CODE = "code"
    LOOK_UP = "look_up"  # nobody knows whether it was filed
    FILED = "filed"
    SELF = "self"  # the resident types alone
    PAPER = "paper"  # refused or stopped: the paper way


STEPS = (At.WHO, At.CONSENT, At.IDENTITY, At.CARRY, At.READ_BACK, At.SEND, At.CODE)
_STANDS_AT = {At.LOOK_UP: At.CODE, At.FILED: At.CODE, At.SELF: At.CONSENT, At.PAPER: At.WHO}
_ENDED = frozenset({SyncState.NONE, SyncState.REFUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A dossier on its way to the portal, as the store has it now.

    `files`: the papers that go with it, or of which there are files. `locked`: why it cannot be filed.
    `reopened`: the program came back to it; whoever works here may not have been here before.
    """

    view: DossierView
    fields: tuple[PortalField, ...]
    text: ConsentText
    actor: StaffView | None
    rules: StandingRules
    files: tuple[PaperFiles, ...] = ()
    locked: str = ""
    reopened: bool = False

    @property
    def filing(self) -> SubmissionView | None:
        """The filing that is under way; one that was stopped is over."""
        found = self.view.submission
        return None if found is None or found.state in _ENDED else found

    @property
    def consented(self) -> bool:
        """Whether the resident lets staff type."""
        kind = self.filing.consent_kind if self.filing else ""
        return bool(kind) and ConsentKind(kind).lets_us_type

    @property
    def at_portal(self) -> bool:
        """Whether the portal has it, or may have it."""
        return self.view.sync in {SyncState.UNKNOWN, SyncState.FILED, SyncState.CONFIRMED}

    @property
    def open_fields(self) -> tuple[PortalField, ...]:
        """The fields that are neither carried nor skipped."""
        return tuple(field for field in self.fields if not field.copied and not field.skipped)

    @property
    def read(self) -> bool:
        """Whether the values as they stand now were read back."""
        return self.filing is not None and self.filing.read_back_digest == digest(self.fields)

    @property
    def changed_since_read(self) -> bool:
        """Whether something was mended after the read-back."""
        return self.filing is not None and bool(self.filing.read_back_digest) and not self.read

    @property
    def steps(self) -> tuple[At, ...]:
        """The steps in the order of this person: who may not check identities carries first."""
        if may(self.actor, Act.CHECK_IDENTITY):
            return STEPS
        return (At.WHO, At.CONSENT, At.CARRY, At.IDENTITY, At.READ_BACK, At.SEND, At.CODE)

    def place(self, at: At) -> int:
        """The number of a step, from 0."""
        return self.steps.index(_STANDS_AT.get(at, at))

    def next_at(self) -> At:
        """The first step that is not done; what is in the store decides, so that a restart goes on there."""
        filing = self.filing
        if filing is None or not (filing.standing_at or filing.consent_kind):
            return At.WHO
        if not filing.consent_kind:
            return At.CONSENT
        if filing.state is SyncState.UNKNOWN:
            return At.LOOK_UP
        if filing.state in {SyncState.FILED, SyncState.CONFIRMED}:
            return At.FILED
        if not self.consented:
            return At.SELF
        done = {
            At.IDENTITY: filing.identity_at is not None,
            At.CARRY: not self.open_fields,
            At.READ_BACK: self.read,
            At.SEND: True,
        }
        return next((at for at in self.steps[2:] if not done.get(at, False)), At.CODE)

    def status(self, width: int) -> str:
        """State and times in one row: "» Đang chép 3/10 · Đồng ý 09:50 · Xác minh 09:51".

        In a narrow window the earlier times make room, whole.
        """
        filing = self.filing
        if filing is None:
            if goes_by_paper(self.view.submission):
                return t("assisted.status.paper")
            return t("assisted.status.stopped" if self.view.submission else "assisted.status.none")
        carrying = self.consented and filing.state in {SyncState.WAITING, SyncState.SENDING}
        done = len(self.fields) - len(self.open_fields)
        stands = "awaits_code" if self.read and not self.open_fields else "carried"
        parts = [
            sync_words(filing.state),
            t(f"assisted.status.{stands}", done=done, of=len(self.fields))
            if carrying
            else t("assisted.status.since", time=clock(filing.since)),
        ]
        times = {
            "consent": filing.consent_at,
            "identity": filing.identity_at,
            "read_back": filing.read_back_at,
        }
        told = [t(f"assisted.status.{name}", time=clock(at)) for name, at in times.items() if at is not None]
        while told and width_of(" · ".join(parts + told)) > width:
            told.pop(0)
        return " · ".join(parts + told)
