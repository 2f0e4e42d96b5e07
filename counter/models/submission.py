"""Filing on the portal on a resident's behalf (nộp hộ): consent, the portal's fields, what came of it.

Nothing here could hold a password or a one-time code, and nothing may be added that could.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from counter.models.states import FilingWay as FilingWay
from counter.models.states import Submitter as Submitter
from counter.models.states import SyncState as SyncState


class Relation(StrEnum):
    """The relatives who may act in civil status (hộ tịch) without a certified paper (one-stop-law 8.2)."""

    GRANDPARENT = "grandparent"  # ông bà
    PARENT = "parent"  # cha mẹ
    CHILD = "child"  # con
    SPOUSE = "spouse"  # vợ chồng
    SIBLING = "sibling"  # anh chị em ruột


class ConsentKind(StrEnum):
    """How a resident answered when the consent sentence was read out (one-stop-law 1.6). Never preset."""

    SIGNATURE = "signature"  # đồng ý, ký vào giấy
    FINGERPRINT = "fingerprint"  # đồng ý, điểm chỉ
    WITNESSES = "witnesses"  # đồng ý bằng lời trước hai người làm chứng
    SELF = "self"  # muốn tự làm, chỉ cần hướng dẫn
    REFUSED = "refused"  # không đồng ý: nộp giấy

    @property
    def lets_us_type(self) -> bool:
        """Whether staff may carry this resident's data to the portal."""
        return self in {ConsentKind.SIGNATURE, ConsentKind.FINGERPRINT, ConsentKind.WITNESSES}


class SendOutcome(StrEnum):
    """What the portal showed when "Nộp" was pressed there, once."""

    CODE = "code"  # it gave a code
    NOT_FILED = "not_filed"  # it refused, and certainly nothing was filed
    UNKNOWN = "unknown"  # white page, hanging, line cut: KHÔNG BIẾT đã nộp


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionView:
    """The filing of a dossier on the portal on the resident's behalf."""

    id: int
    state: SyncState
    consent_kind: str
    consent_text_version: str
    consent_at: datetime | None
    read_back_at: datetime | None
    copied: tuple[str, ...]  # field keys already carried over
    portal_code: str
    since: datetime
    typed_by: str = ""
    decided_by: str = ""
    note: str = ""
    version: int = 1
    consent_by: str = ""  # who read the sentence aloud
    witnesses: tuple[str, ...] = ()
    identity_at: datetime | None = None  # when a clerk compared person, card and dossier
    identity_by: str = ""
    read_back_digest: str = ""  # of the values that were read; others demand a new read-back
    skipped: tuple[str, ...] = ()  # keys of fields the portal does not have
    filed_at: datetime | None = None  # by the portal's word
    way: FilingWay = FilingWay.OWN
    submitter: Submitter = Submitter.SELF
    standing_at: datetime | None = None  # when it was said who stands here; None: not asked yet
    authority_paper: str = ""  # the paper that was seen
    authority_scope: str = ""  # what it allows; of a relative the word of `Relation`
    authority_until: date | None = None  # the last day it is good for
    read_values: tuple[tuple[str, str], ...] = ()  # key and proof of each value that was read back last


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalField:
    """One field of the portal's form, in its order. `choose`: picked from a list there, not pasted."""

    key: str
    label: str
    value: str
    choose: bool = False
    look_only: bool = False  # the portal fills it itself: compare, do not paste
    copied: bool = False
    skipped: bool = False
    changed: bool = False  # it is another value than the one that was read back
    by_letter: bool = False  # most often wrong: a day of birth, a sex
    sets_fee: bool = False  # a fee depends on it: it is not mended while filing


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How people without an e-identity are served in one procedure; a setting of the ward.

    `usual` is one of `allowed`. `confirmed`: somebody has checked it against the law; shipped ones are not.
    """

    procedure_code: str
    allowed: tuple[FilingWay, ...]
    usual: FilingWay
    confirmed: bool = False
    own: bool = False  # set by this ward, not as shipped


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRules:
    """What the law and the ward say of who may file a dossier: the parties themselves alone (`no_proxy`),
    close relatives without a certified paper (`exempt`), and the ways that are open.
    """

    ways: Ways
    no_proxy: bool
    exempt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingDraft:
    """Who stands at the counter and how it is filed, to be recorded; `version` is the submission's.

    `until` None: the paper names no end. `dated`: the day on the paper. `certified`: whether it is (chứng
    thực), None while nobody has said.
    """

    operation: str
    dossier_id: int
    version: int
    submitter: Submitter | None
    way: FilingWay | None
    paper: str = ""
    scope: str = ""
    relation: Relation | None = None
    certified: bool | None = None
    dated: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentText:
    """The sentence that is read aloud; a blank line starts a new paragraph."""

    version: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentDraft:
    """A resident's answer, to be recorded. `version` is that of the submission as it was seen."""

    operation: str
    dossier_id: int
    version: int
    kind: ConsentKind
    text_version: str
    read_by: str = ""  # empty: the person who records it
    witnesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SentDraft:
    """What came of pressing "Nộp" on the portal. `at`: the time the portal shows, None for now."""

    operation: str
    dossier_id: int
    version: int  # of the submission
    outcome: SendOutcome
    portal_code: str = ""
    at: datetime | None = None
    note: str = ""  # the portal's own words, never a password or a code of an authenticator
