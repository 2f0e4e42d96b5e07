"""A dossier (hồ sơ) and what is known of it before and after acceptance."""

from dataclasses import dataclass, field
from datetime import date, datetime

from counter.errors import Problem
from counter.models.brought import Brought
from counter.models.catalogue import Channel, Procedure
from counter.models.desk import DeskCounts as DeskCounts
from counter.models.desk import DeskRow as DeskRow
from counter.models.desk import DeskView as DeskView
from counter.models.desk import Hit as Hit
from counter.models.identity import Card
from counter.models.life import Signed
from counter.models.money import ExemptionView, PaymentView, Quote
from counter.models.papers_seen import Proof
from counter.models.states import CollectorKind as CollectorKind
from counter.models.states import ContactKind as ContactKind
from counter.models.states import DossierState as DossierState
from counter.models.states import IdentityCheck as IdentityCheck
from counter.models.states import MoneyState as MoneyState
from counter.models.states import PapersHeld as PapersHeld
from counter.models.states import PaperState as PaperState
from counter.models.states import ResultWay as ResultWay
from counter.models.states import Step as Step
from counter.models.states import SyncState as SyncState
from counter.models.submission import SubmissionView as SubmissionView
from counter.models.timeline import TimelineEntry as TimelineEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """The person at the counter, as typed or scanned. `resident_id` when the store knows them."""

    full_name: str = ""
    citizen_id: str = ""
    old_cmnd: str = ""
    dob: date | None = None
    gender: str = ""
    address: str = ""
    issue_date: date | None = None
    resident_id: int | None = None
    from_card: bool = False
    extra_fields: tuple[str, ...] = ()

    @classmethod
    def of_card(cls, card: Card, resident_id: int | None = None) -> "Applicant":
        """What a scanned card fills."""
        return cls(
            full_name=card.full_name,
            citizen_id=card.citizen_id,
            old_cmnd=card.old_cmnd or "",
            dob=card.dob,
            gender=card.gender,
            address=card.address,
            issue_date=card.issue_date,
            resident_id=resident_id,
            from_card=True,
            extra_fields=card.extra_fields,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to tell, and how. `whose` names the relative or neighbour."""

    kind: ContactKind | None = None
    phone: str = ""
    whose: str = ""
    comes_back_on: date | None = None
    best_time: str = ""  # when to call (giờ nên gọi), in the resident's words


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMark:
    """The state of one paper of the procedure's list in this dossier."""

    key: str
    name: str
    state: PaperState = PaperState.ASKED
    originals: int = 0
    copies: int = 0
    certified: int = 0  # certified copies (bản chứng thực)
    proof: Proof | None = None  # it was not shown now: it rests on an earlier sighting
    issued_on: date | None = None  # as noted from the paper
    valid_until: date | None = None
    endless: bool = False  # it says that it has no end
    refused: bool = False  # there is a proof, and the clerk does not take it


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One e-form answer; `label` as it stood when it was asked."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeDraft:
    """An intake in progress (hồ sơ nháp). Its id is also the operation id of its acceptance."""

    id: str  # uuid4 hex, made when the form was opened
    step: Step = Step.RESIDENT
    applicant: Applicant = field(default_factory=Applicant)
    identity: IdentityCheck = IdentityCheck.NOT_DONE
    behalf_of: str = ""  # name of the person acted for, when FOR_ANOTHER
    behalf_paper: str = ""  # the paper that allows it, as seen
    procedure_code: str = ""
    papers: tuple[PaperMark, ...] = ()
    answers: tuple[Answer, ...] = ()
    fee_inputs: dict[str, str] = field(default_factory=dict)  # NAME=VALUE as for `counter quote --set`
    exempt_group: str = ""
    exempt_proof: str = ""  # the paper that shows it, as seen; empty: the exemption is settled with the fee
    channel: Channel = Channel.DIRECT
    result_way: ResultWay | None = None
    contact: Contact = field(default_factory=Contact)
    started_from: int | None = None  # dossier this one was copied from
    duplicate_reason: str = ""  # why a second open dossier of the same person and procedure is right
    note: str = ""
    visit_id: int | None = None  # the household's visit it belongs to


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """A saved draft as the desk lists it."""

    id: str
    draft: IntakeDraft
    owner: str
    owner_id: int
    saved_at: datetime
    version: int
    owner_here: bool = True  # False: they left the counter, and are told of nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """The appointment (ngày hẹn trả) and its reckoning in words. `due` None: the time limit is not known."""

    due: datetime | None  # aware, local zone
    reason: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an intake would come to if it were accepted now. None: cannot be said yet."""

    procedure: Procedure | None = None
    quote: Quote | None = None
    appointment: Appointment | None = None
    problems: tuple[Problem, ...] = ()  # everything that stands between the draft and its acceptance
    next_questions: tuple[str, ...] = ()  # NAMEs of the fee inputs that are still to be asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """An open dossier of the same person and procedure, shown before a second one is taken."""

    dossier_id: int
    code: str
    short_code: str
    procedure_name: str
    applicant_name: str
    state: DossierState
    received_at: datetime
    same_day: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The result of an acceptance; a second press of the same operation returns the same."""

    dossier_id: int
    code: str
    provisional: bool
    short_code: str  # with its check character
    appointment: Appointment
    money: MoneyState
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverDraft:
    """Who collects a result (trả kết quả), and how that was seen. Nothing is preset."""

    operation: str
    dossier_id: int
    version: int
    collector: CollectorKind | None = None
    name: str = ""  # of a proxy
    paper: str = ""  # that lets the proxy collect
    card: Card | None = None  # the collector's, scanned
    seen: str = ""  # what was looked at when no card was scanned: the slip, another paper
    other_name: str = ""  # the second party, where both must come
    other_card: Card | None = None
    other_seen: str = ""
    signed: Signed | None = None  # how they signed for it; None: nobody asked


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction:
    """Something that can be done with a dossier now, or the message id of the reason why not."""

    command: str  # id in `counter.commands`, or "mark_ready", "print"
    enabled: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierView:
    """Everything about one dossier."""

    id: int
    code: str
    provisional: bool
    short_code: str
    state: DossierState
    money: MoneyState
    sync: SyncState
    procedure_code: str
    procedure_name: str
    applicant: Applicant
    behalf_of: str
    channel: Channel
    result_way: ResultWay
    contact: Contact
    received_at: datetime
    received_by: str
    appointment: Appointment
    papers: tuple[PaperMark, ...]
    answers: tuple[Answer, ...]
    quote: Quote
    payments: tuple[PaymentView, ...]  # voids and refunds too, in order
    submission: SubmissionView | None
    timeline: tuple[TimelineEntry, ...]
    practice: bool
    version: int
    resident_id: int | None = None
    identity: IdentityCheck = IdentityCheck.NOT_DONE
    behalf_paper: str = ""
    papers_held: PapersHeld = PapersHeld.NONE
    exempt_group: str = ""
    fee_inputs: dict[str, str] = field(default_factory=dict)
    note: str = ""
    ready_at: datetime | None = None
    returned_at: datetime | None = None
    returned_to: str = ""
    returned_by: str = ""
    exemptions: tuple[ExemptionView, ...] = ()
    left: int | None = 0  # what is still due in đồng; None: an amount is not known
    brought: Brought | None = None  # where it came from, of one of the system of before
    in_charge: str = ""  # who works on it, where that is not who received it
    struck: str = ""  # why its acceptance was taken back; "" when it stands
    waits_look: bool = False  # a newcomer's, which nobody else has looked at and found right
    look_wrong: str = ""  # what was found wrong by the last look, while it waits
    replaced_at: datetime | None = None  # since when it is in another name: prints before are replaced
