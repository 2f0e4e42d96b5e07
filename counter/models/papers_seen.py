"""Papers that were seen before (giấy tờ đã xem): a kind, one sighting, what is taken from it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from counter.models.catalogue import Confidence


class PaperOwner(StrEnum):
    """Whose a paper of a kind is, so that it is known whose record it goes into."""

    BEARER = "bearer"  # người đến nộp: whoever stands at the counter, also for another
    SUBJECT = "subject"  # người làm thủ tục: only when they stand here themselves
    HOUSEHOLD = "household"  # hộ gia đình: serves everybody of a household who comes together


class PaperEnd(StrEnum):
    """What says until when a paper of a kind is good (thời hạn giá trị)."""

    PRINTED = "printed"  # theo giấy: the day that stands on it
    MONTHS = "months"  # so many months from the day of issue
    NEVER = "never"  # không thời hạn


class SeenAs(StrEnum):
    """What was in the clerk's hand."""

    ORIGINAL = "original"  # bản chính
    CERTIFIED = "certified"  # bản sao có chứng thực
    COPY = "copy"  # bản chụp, bản sao


class Standing(StrEnum):
    """Whether something may be taken from a paper that was seen."""

    GOOD = "good"
    ENDED = "ended"  # past its last day, or seen too long ago
    END_UNKNOWN = "end_unknown"  # nobody noted the day of issue, or the end
    REFUSED = "refused"  # a clerk said that it holds no longer
    KIND_GONE = "kind_gone"  # the data no longer knows this kind


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperKind:
    """A kind of paper (loại giấy tờ) that is the same in every procedure naming it. Calendar months.

    `again_within`: a sighting older than so many months is not taken from, whatever the paper says.
    """

    id: str
    name: str
    owner: PaperOwner
    end: PaperEnd
    months: int | None = None  # with MONTHS
    again_within: int | None = None
    from_card: bool = False  # a card compared with its bearer is one of this kind
    legal_source: str | None = None
    certain: Confidence | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEnd:
    """The last day a sighting may be taken from. `known` and no `last`: it has no end."""

    known: bool
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A paper seen in an intake, as it will be written. `key` "": the card that was compared."""

    key: str
    kind: str
    name: str
    seen_as: SeenAs
    issued_on: date | None = None
    valid_until: date | None = None
    endless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPaper:
    """A paper a resident has shown: who saw it, when, in which dossier; and its refusal, if any."""

    id: int
    resident_id: int
    resident_name: str
    kind: str
    name: str
    seen_as: SeenAs
    seen_at: datetime
    seen_by: str
    dossier_id: int
    dossier_code: str  # the short one
    issued_on: date | None = None
    valid_until: date | None = None
    endless: bool = False
    refused_at: datetime | None = None
    refused_by: str = ""
    refusal: str = ""  # why it holds no longer
    used: int = 0  # dossiers something was taken for


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLine:
    """One line of a resident's list: the sighting, what it is worth today."""

    paper: SeenPaper
    kind_name: str
    end: SeenEnd
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a paper of a dossier rests on instead of being shown again."""

    seen_id: int
    seen_on: date
    seen_by: str
    dossier_code: str
    valid_until: date | None = None
    whose: str = ""  # of the household member it was seen with; "" for the own


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A paper of a procedure's list that need not be shown again."""

    key: str
    proof: Proof
