"""Asked-for transfers (mã VietQR), bank lines that wait for a person, deposits. Amounts in đồng."""

from dataclasses import dataclass
from datetime import date, datetime

from counter.errors import Problem
from counter.models.bank import BankAccount, MatchKind
from counter.models.money import OfficialReceipt, Payer, ShareView
from counter.models.states import BankStep, RequestState


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDraft:
    """A transfer to ask for. `shares`: dossier, its version as seen, đồng or None for all that is due."""

    operation: str
    shares: tuple[tuple[int, int, int | None], ...]
    account_id: int
    payer: Payer = Payer.SELF
    payer_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """An asked-for transfer as it stands; `payload` is what its VietQR says."""

    id: int
    memo: str
    amount: int
    account: BankAccount
    bank: str  # the name residents know
    payload: str
    state: RequestState
    shares: tuple[ShareView, ...]
    payer: Payer
    payer_name: str
    asked_by: str
    asked_at: datetime
    version: int
    payment_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmDraft:
    """The money of an asked-for transfer was seen: the bank's transaction code, and the official receipt."""

    operation: str
    request_id: int
    version: int
    reference: str
    receipt: OfficialReceipt | None = None
    receipt_later: str = ""
    skipped_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLineView:
    """One line of a statement and how it stands. `to_staff`: who finds out."""

    id: int
    account: str
    booked_on: date
    amount: int
    memo: str
    reference: str
    step: BankStep
    to_staff: str = ""
    note: str = ""
    payment_id: int | None = None
    kind: MatchKind = MatchKind.NOTHING
    why: Problem | None = None
    near: tuple[int, ...] = ()  # asked-for transfers that come near


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a statement file: nothing of it is lost, nothing is counted twice."""

    new: int
    known: int  # lines that were imported before
    matched: int  # recorded as payments, or found to be those recorded before
    open: int  # lines that wait for a person
    debits: int
    problems: tuple[Problem, ...] = ()  # rows that cannot be read


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositDraft:
    """Fees of a month paid in at the Treasury (nộp Kho bạc). `month` is YYYY-MM of the fees."""

    operation: str
    month: str
    amount: int
    taken_from: str  # safe, bank
    reference: str  # số giấy nộp tiền
    deposited_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositView:
    """One deposit."""

    id: int
    month: str
    amount: int
    taken_from: str
    reference: str
    deposited_on: date
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthStanding:
    """What of a month's fees is still to be deposited, and by which day (the 5th of the next month)."""

    month: str
    collected: int  # phí and lệ phí, net of what was given back
    deposited: int
    left: int
    due_on: date
    late: bool
    soon: bool  # within five days
    deposits: tuple[DepositView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NearView:
    """A transfer that a bank line of the same amount may be of. `payment_id` None: still waiting."""

    request_id: int | None
    memo: str  # of the request; of a payment without one its transaction code
    payer: str
    dossiers: tuple[str, ...]  # short codes
    at: datetime  # asked for, or paid
    payment_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the ledger holds that can be deposited, in đồng: counted money in the safe, money in the bank."""

    safe: int
    bank: int

    def of(self, place: str) -> int:
        """What "safe" or "bank" holds, never below 0."""
        return max(0, self.bank if place == "bank" else self.safe)


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositDue:
    """What must go to the Treasury within five days, or is late already; several months are one sum."""

    left: int
    due_on: date  # of the oldest month
    late: bool
    months: tuple[str, ...]  # YYYY-MM, the oldest first
