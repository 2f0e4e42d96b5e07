"""Fee lines, payments, exemptions and the ledger, in whole đồng. All but fee lines may only be added."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from counter.models.ledger import Account
from counter.models.money import Payer, PaymentKind, PaymentMeans
from counter.models.tables.types import Instant, Word


class FeeLine(SQLModel, table=True):
    """One line of a dossier's quote as it was told to the resident. `amount` None: not known."""

    __tablename__ = "fee_line"

    dossier_id: int = Field(primary_key=True, foreign_key="dossier.id")
    position: int = Field(primary_key=True)
    fee_id: str = ""
    label: str
    quantity: int
    unit_amount: int | None = None
    amount: int | None = None
    waived: int = 0
    source: str = ""
    kind: str = ""  # phi, le_phi, post


class Payment(SQLModel, table=True):
    """Money taken, or given back (void, refund) with a total below 0."""

    __tablename__ = "payment"

    id: int | None = Field(default=None, primary_key=True)
    kind: PaymentKind = Field(default=PaymentKind.PAYMENT, sa_type=Word(PaymentKind))
    reverses: int | None = Field(default=None, foreign_key="payment.id", index=True)
    total: int
    payer_name: str = ""
    payer_relation: Payer = Field(default=Payer.SELF, sa_type=Word(Payer))
    drawer_id: int | None = Field(default=None, foreign_key="drawer.id")
    reason: str = ""
    receipt_later: str = ""  # why no receipt was written at once
    taken_by: int = Field(foreign_key="staff.id")
    approved_by: int | None = Field(default=None, foreign_key="staff.id")
    taken_at: datetime = Field(sa_type=Instant)
    operation: str


class PaymentPart(SQLModel, table=True):
    """One means of a payment."""

    __tablename__ = "payment_means"

    payment_id: int = Field(primary_key=True, foreign_key="payment.id")
    position: int = Field(primary_key=True)
    means: PaymentMeans = Field(sa_type=Word(PaymentMeans))
    amount: int
    tendered: int | None = None
    change: int | None = None
    reference: str = ""
    account_id: int | None = Field(default=None, foreign_key="bank_account.id")


class PaymentShare(SQLModel, table=True):
    """What of a payment is for one dossier and one kind of fee."""

    __tablename__ = "payment_share"

    payment_id: int = Field(primary_key=True, foreign_key="payment.id")
    position: int = Field(primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    fee_kind: str = ""
    amount: int


class Exemption(SQLModel, table=True):
    """A group's exemption: its legal ground, the paper that was seen, who accepted it, what it took off."""

    __tablename__ = "exemption"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    exempt_group: str
    ground: str
    proof: str = ""
    waived: int = 0
    accepted_by: int = Field(foreign_key="staff.id")
    accepted_at: datetime = Field(sa_type=Instant)
    operation: str


class LedgerEntry(SQLModel, table=True):
    """One entry of the ledger (bút toán). Its lines are written first: the schema refuses it unless they
    sum to zero."""

    __tablename__ = "ledger_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    day: str = Field(index=True)  # in the ward's zone
    kind: str
    payment_id: int | None = Field(default=None, foreign_key="payment.id", index=True)
    drawer_id: int | None = Field(default=None, foreign_key="drawer.id")
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    operation: str
    note: str = ""


class LedgerLine(SQLModel, table=True):
    """One line of an entry; `amount` above 0 is a debit (nợ), below 0 a credit (có)."""

    __tablename__ = "ledger_line"

    entry_id: int = Field(primary_key=True, foreign_key="ledger_entry.id")
    position: int = Field(primary_key=True)
    account: Account = Field(sa_type=Word(Account))
    drawer_id: int | None = Field(default=None, foreign_key="drawer.id")
    dossier_id: int | None = Field(default=None, foreign_key="dossier.id")
    fee_kind: str = ""
    amount: int
