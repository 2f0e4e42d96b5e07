"""Fee lines and payments, in whole đồng."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from counter.models.money import PaymentMeans
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


class Payment(SQLModel, table=True):
    """Money taken, or the ground for taking none. The schema lets rows be added, never changed."""

    __tablename__ = "payment"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    means: PaymentMeans = Field(sa_type=Word(PaymentMeans))
    amount: int
    tendered: int | None = None
    change: int | None = None
    reference: str = ""  # of a transfer
    receipt_form: str = ""  # the official receipt (biên lai): ký hiệu mẫu
    receipt_serial: str = ""  # ký hiệu
    receipt_number: str = ""  # số
    receipt_later: str = ""  # why none was written at once
    exempt_group: str = ""
    exempt_ground: str = ""
    exempt_proof: str = ""  # the paper that was seen
    waived: int = 0
    taken_by: int = Field(foreign_key="staff.id")
    taken_at: datetime = Field(sa_type=Instant)
    operation: str


class LateReceipt(SQLModel, table=True):
    """The official receipt of a payment that was taken without one. Rows are only added."""

    __tablename__ = "late_receipt"

    payment_id: int = Field(primary_key=True, foreign_key="payment.id")
    receipt_form: str
    receipt_serial: str
    receipt_number: str
    recorded_by: int = Field(foreign_key="staff.id")
    recorded_at: datetime = Field(sa_type=Instant)
    operation: str
