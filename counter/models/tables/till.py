"""Drawers, receipt books, transfers, bank lines and deposits. Rows are only added, but for a request's state
and an account's being in use."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from counter.models.states import BankStep, Payer, ReceiptStatus, RequestState
from counter.models.tables.types import Day, Flag, Instant, Word


class BankAccountRow(SQLModel, table=True):
    """An account that transfers go to (tài khoản nhận tiền)."""

    __tablename__ = "bank_account"

    id: int | None = Field(default=None, primary_key=True)
    bin: str
    number: str
    holder: str
    label: str = ""
    active: bool = Field(default=True, sa_type=Flag)
    created_at: datetime = Field(sa_type=Instant)


class Drawer(SQLModel, table=True):
    """A cash drawer of one cashier, from its opening on (ngăn tiền, ca thu)."""

    __tablename__ = "drawer"

    id: int | None = Field(default=None, primary_key=True)
    cashier_id: int = Field(foreign_key="staff.id", index=True)
    counter_name: str = ""
    float_amount: int  # tiền lẻ đầu ca
    from_drawer: int | None = Field(default=None, foreign_key="drawer.id")  # handed over by another cashier
    opened_at: datetime = Field(sa_type=Instant)
    operation: str


class DrawerClose(SQLModel, table=True):
    """The close of a drawer (chốt ca): counted blind, then compared with the book."""

    __tablename__ = "drawer_close"

    drawer_id: int = Field(primary_key=True, foreign_key="drawer.id")
    counted: int
    expected: int
    difference: int
    kept: int  # what stays as the float of the next
    reason: str = ""
    approved_by: int | None = Field(default=None, foreign_key="staff.id")
    handed_to: int | None = Field(default=None, foreign_key="staff.id")
    closed_by: int = Field(foreign_key="staff.id")
    closed_at: datetime = Field(sa_type=Instant)
    operation: str


class DrawerCount(SQLModel, table=True):
    """How many of one note were counted; a note of 1 is odd money in đồng."""

    __tablename__ = "drawer_count"

    drawer_id: int = Field(primary_key=True, foreign_key="drawer.id")
    moment: str = Field(primary_key=True)  # open, close
    note: int = Field(primary_key=True)
    pieces: int


class CashMove(SQLModel, table=True):
    """Cash put in or taken out that is no fee (thu, chi khác), with its reason."""

    __tablename__ = "cash_move"

    id: int | None = Field(default=None, primary_key=True)
    drawer_id: int = Field(foreign_key="drawer.id", index=True)
    amount: int
    reason: str
    moved_by: int = Field(foreign_key="staff.id")
    moved_at: datetime = Field(sa_type=Instant)
    operation: str


class ReceiptBook(SQLModel, table=True):
    """A paper book of official receipts (quyển biên lai)."""

    __tablename__ = "receipt_book"

    id: int | None = Field(default=None, primary_key=True)
    form: str
    serial: str
    first: int
    last: int
    width: int  # digits of a printed number
    name: str = ""
    registered_by: int = Field(foreign_key="staff.id")
    registered_at: datetime = Field(sa_type=Instant)
    operation: str


class Receipt(SQLModel, table=True):
    """One number of the official receipts and what became of it."""

    __tablename__ = "receipt"

    id: int | None = Field(default=None, primary_key=True)
    payment_id: int | None = Field(default=None, foreign_key="payment.id", index=True)
    form: str
    serial: str
    number: str
    value: int
    status: ReceiptStatus = Field(sa_type=Word(ReceiptStatus))
    reason: str = ""
    issued_on: date = Field(sa_type=Day)
    recorded_by: int = Field(foreign_key="staff.id")
    recorded_at: datetime = Field(sa_type=Instant)
    operation: str


class ReceiptExcuse(SQLModel, table=True):
    """Why a payment has no official receipt, by a supervisor."""

    __tablename__ = "receipt_excuse"

    payment_id: int = Field(primary_key=True, foreign_key="payment.id")
    reason: str
    excused_by: int = Field(foreign_key="staff.id")
    excused_at: datetime = Field(sa_type=Instant)
    operation: str


class TransferRequest(SQLModel, table=True):
    """A transfer that was asked for (mã VietQR đã đưa); paid only when the money was seen."""

    __tablename__ = "transfer_request"

    id: int | None = Field(default=None, primary_key=True)
    memo: str
    amount: int
    account_id: int = Field(foreign_key="bank_account.id")
    payer_name: str = ""
    payer_relation: Payer = Field(default=Payer.SELF, sa_type=Word(Payer))
    state: RequestState = Field(default=RequestState.WAITING, sa_type=Word(RequestState))
    payment_id: int | None = Field(default=None, foreign_key="payment.id")
    asked_by: int = Field(foreign_key="staff.id")
    asked_at: datetime = Field(sa_type=Instant)
    operation: str
    version: int = 1


class TransferRequestShare(SQLModel, table=True):
    """What of an asked-for transfer is for one dossier."""

    __tablename__ = "transfer_request_share"

    request_id: int = Field(primary_key=True, foreign_key="transfer_request.id")
    position: int = Field(primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    amount: int


class BankLine(SQLModel, table=True):
    """Money that came in, as a bank statement says it."""

    __tablename__ = "bank_line"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="bank_account.id")
    booked_on: date = Field(sa_type=Day)
    amount: int
    memo: str = ""
    reference: str = ""
    file_name: str = ""
    digest: str
    imported_by: int = Field(foreign_key="staff.id")
    imported_at: datetime = Field(sa_type=Instant)
    operation: str


class BankLineStep(SQLModel, table=True):
    """One thing done with a line of a statement; the last one is how it stands."""

    __tablename__ = "bank_line_step"

    id: int | None = Field(default=None, primary_key=True)
    line_id: int = Field(foreign_key="bank_line.id", index=True)
    step: BankStep = Field(sa_type=Word(BankStep))
    payment_id: int | None = Field(default=None, foreign_key="payment.id", index=True)
    to_staff: int | None = Field(default=None, foreign_key="staff.id")
    note: str = ""
    done_by: int = Field(foreign_key="staff.id")
    done_at: datetime = Field(sa_type=Instant)
    operation: str


class Deposit(SQLModel, table=True):
    """Fees of a month put into the Treasury (nộp Kho bạc)."""

    __tablename__ = "deposit"

    id: int | None = Field(default=None, primary_key=True)
    month: str = Field(index=True)  # YYYY-MM of the fees
    amount: int
    taken_from: str  # safe, bank
    reference: str
    deposited_on: date = Field(sa_type=Day)
    recorded_by: int = Field(foreign_key="staff.id")
    recorded_at: datetime = Field(sa_type=Instant)
    operation: str


class MoneyPrint(SQLModel, table=True):
    """A printed paper of the till: a payment's slip, a drawer's hand-over sheet, a VietQR."""

    __tablename__ = "money_print"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject_id: int
    copies: int
    target: str = ""
    printed_at: datetime = Field(sa_type=Instant)
    printed_by: int = Field(foreign_key="staff.id")
