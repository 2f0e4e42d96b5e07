"""A procedure (thủ tục hành chính) as `data/procedures` describes it. None means "not known", never zero."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Channel(StrEnum):
    """How a dossier is filed (cách thức nộp); the three values the national sync knows."""

    DIRECT = "direct"  # trực tiếp
    ONLINE = "online"  # trực tuyến
    POST = "post"  # bưu chính


class PaperMode(StrEnum):
    """Whether a paper is handed in (nộp) or only shown and given back (xuất trình)."""

    SUBMIT = "submit"
    PRESENT = "present"


class TimeUnit(StrEnum):
    """The unit of a processing time."""

    SAME_DAY = "same_day"  # trong ngày, with the 15:00 cut
    WORKING_HOUR = "working_hour"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"


class SupplementPolicy(StrEnum):
    """What a request for supplement (yêu cầu bổ sung) does to the appointment once it is answered."""

    RESTART = "restart"  # tính lại từ đầu: Decree 61/2018 Art. 19.4
    PAUSE = "pause"  # lùi bằng thời gian chờ: what a provincial system does
    NONE = "none"  # giữ nguyên ngày hẹn


class Confidence(StrEnum):
    """How sure the research was of a group of facts."""

    CONFIRMED = "confirmed"
    PARTIAL = "partial"
    UNCONFIRMED = "unconfirmed"


class FieldType(StrEnum):
    """How an e-form field (trường của biểu mẫu) is typed and checked."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    INTEGER = "integer"
    MONEY = "money"
    CHOICE = "choice"
    ADDRESS = "address"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    YES_NO = "yes_no"
    DATE_TIME = "date_time"
    DECIMAL = "decimal"
    MULTI_CHOICE = "multi_choice"
    LIST = "list"  # several entries, one a line
    BANK_ACCOUNT = "bank_account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One entry of the official list (thành phần hồ sơ). Only these can be required of a resident."""

    key: str  # stable within the procedure: "giay-chung-sinh"
    name: str
    mode: PaperMode
    originals: int | None
    copies: int | None
    required: bool
    condition: str | None = None  # in which case it is asked for
    databases: tuple[str, ...] = ()  # data sources that can replace it ("khai thác từ CSDL")
    database_note: str | None = None
    form_template: str | None = None
    kind: str | None = None  # the same paper in other procedures: an id of `loai-giay-to.yaml`


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One question of the procedure's e-form.

    `gives` names the fee input that the answer settles, so that nobody is asked twice: a NAME of
    `counter quote --set`, or "documents.pages" and "documents.copies", which make one list together.
    """

    key: str
    label: str
    type: FieldType
    required: bool
    options: tuple[str, ...] = ()
    prefill_from: str | None = None  # where the portal takes it from
    from_card: str | None = None  # attribute of the applicant that fills it: "full_name", "citizen_id", ...
    more_text: bool = False  # an identity number may be followed by a name or a relation
    past: bool = False  # a date that cannot lie ahead
    birth: bool = False  # a date of birth: the year alone will do, the age is read back
    gives: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimit:
    """The processing time (thời hạn giải quyết). `value` None: not found, the screen says so."""

    value: int | None
    unit: TimeUnit | None
    cutoff_hour: int | None = None
    same_day_rule: bool = False  # (part of) it is answered the day it is taken
    extension: str | None = None  # in which case it is longer
    extension_value: int | None = None
    extension_unit: TimeUnit | None = None
    by_channel: dict[Channel, int | None] = field(default_factory=dict)  # the portal's rows, to compare only
    note: str | None = None
    supplement: SupplementPolicy = SupplementPolicy.RESTART
    channel_limits: "dict[Channel, TimeLimit]" = field(default_factory=dict)  # where they differ by law


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeTier:
    """Pages `first`..`last` (None: to the end) of one copy cost `amount` đồng each."""

    first: int
    last: int | None
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """What members of some groups pay less (giảm), for a while or for good.

    Either `percent` is taken off, or a unit costs `amount` đồng instead.
    """

    groups: tuple[str, ...]
    legal_source: str
    percent: int | None = None  # 1 to 99
    amount: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """One dated fee rule; amounts in whole đồng. `amount` None: the data does not know it."""

    id: str
    kind: str  # "phi" (fee for a service), "le_phi" (state charge) or "post" (cước bưu chính)
    name: str
    amount: int | None
    unit: str  # "per_registration", "per_copy_per_event", "per_page", "per_case", ...
    channel: Channel | None = None  # None: every channel
    condition: str | None = None
    condition_rule: str | None = None  # the machine-readable twin of `condition`
    tiers: tuple[FeeTier, ...] = ()
    cap: int | None = None
    optional: bool = False
    set_by: str = "national"
    exempt_groups: tuple[str, ...] = ()
    exempt_source: str | None = None  # the legal ground of the exemption
    reductions: tuple[Reduction, ...] = ()
    legal_source: str | None = None
    note: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def relief_groups(self) -> tuple[str, ...]:
        """The groups that pay nothing of it, or less."""
        reduced = (group for reduction in self.reductions for group in reduction.groups)
        return tuple(dict.fromkeys((*self.exempt_groups, *reduced)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A dated rule that overrides a fee (miễn, giảm có thời hạn)."""

    id: str
    fee_ids: tuple[str, ...]
    fee_name: str
    amount: int  # what each unit costs instead, đồng
    channel: Channel | None
    valid_from: date
    valid_to: date
    needs: tuple[str, ...]  # NAMEs that must be true: "digital_citizen", "marriage_paper_integrated"
    conditions: tuple[str, ...]
    legal_source: str
    name: str = ""
    percent: int | None = None  # so much is taken off; `amount` then says nothing


class ReliefWay(StrEnum):
    """Which of several exemptions or reductions (miễn, giảm) of one fee counts; it is always one, once."""

    BEST = "best"  # the one that leaves the least to pay (mức ưu đãi cao nhất)
    CLAIMED = "claimed"  # the one the payer asks for (người nộp chọn)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefRule:
    """From when to when a text says which of several reliefs counts. Where none does, the payer chooses."""

    way: ReliefWay
    legal_source: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptGroup:
    """A group that fee rules may exempt (đối tượng được miễn), named by an id in fees and `--exempt`."""

    id: str
    name: str
    name_en: str
    proof: str | None  # the paper that shows it
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A procedure of the commune-level list."""

    id: str
    code: str  # national code, "1.001193"
    short: str | None  # what a clerk types: "ks", "ct"; consonants only, so that Telex leaves it alone
    name: str
    name_en: str
    words: tuple[str, ...]  # life events and other words people say: "làm giấy tờ cho cháu"
    sector: str
    sector_en: str
    priority: int
    authority: str
    decided_at_commune: bool
    time_limit: TimeLimit
    channels: dict[Channel, bool | None]
    online_level: str | None
    citizen_deadline: str | None
    papers: tuple[Paper, ...]
    fields: tuple[FormField, ...]
    fees: tuple[Fee, ...]
    exemptions: tuple[str, ...]
    waivers: tuple[Waiver, ...]
    legal_basis: tuple[str, ...]
    result: str
    clerk_notes: tuple[str, ...]
    gaps: tuple[str, ...]
    sources: tuple[str, ...]
    confidence: dict[str, Confidence]
    portal_url: str | None = None
    publishing_decision: str | None = None
    valid_note: str | None = None
    no_proxy: bool = False  # kết hôn, nhận cha mẹ con: the parties themselves
    as_of: str | None = None  # the month the facts were read, "07/2026"
    ends: date | None = None  # the last day the procedure is received
    replaces: tuple[str, ...] = ()  # older codes
    replaced_by: str | None = None
    short_name: str | None = None  # what it is called at the counter, where the official name is long
    shared_fees: tuple[Fee, ...] = ()  # charges any procedure may have: the post's price for sending a result
    relief_rules: tuple[ReliefRule, ...] = ()

    @property
    def title(self) -> str:
        """The name for a line of a screen: the short one, or the official one without its "Thủ tục"."""
        bare = self.short_name or self.name.removeprefix("Thủ tục ")
        return bare[:1].upper() + bare[1:]
