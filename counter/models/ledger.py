"""The accounts of the counter's ledger (sổ kế toán kép của quầy) and one line in it. Amounts in đồng."""

from dataclasses import dataclass
from enum import StrEnum


class Account(StrEnum):
    """Where money of the counter can be. A debit is positive: money that is there, or that came in.

    The words of the four means of payment (cash, transfer, card, post) are accounts of the same name.
    """

    CASH = "cash"  # tiền mặt trong ngăn tiền, always of one drawer
    SAFE = "safe"  # két: counted money that was handed in
    FLOAT = "float"  # tiền lẻ ứng cho các ngăn, negative while it lies in drawers
    TRANSFER = "transfer"  # chuyển khoản đã có mã giao dịch, chưa thấy trên sao kê
    CARD = "card"  # quẹt thẻ, chưa về tài khoản
    POST = "post"  # bưu điện thu hộ, chưa chuyển
    BANK = "bank"  # đã thấy trên sao kê
    UNKNOWN = "unknown"  # tiền vào tài khoản chưa rõ của khoản nào, negative while it is not explained
    FEES = "fees"  # phí, lệ phí phải nộp, negative while it is owed; always of one dossier
    DIFFERENCE = "difference"  # chênh lệch khi đếm: positive is missing (thiếu), negative too much (thừa)
    OTHER = "other"  # thu, chi khác
    TREASURY = "treasury"  # đã nộp Kho bạc

    @property
    def message_id(self) -> str:
        """The id of its name for people."""
        return f"ledger.account.{self.value}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an entry (bút toán); the amounts of an entry add up to 0. `amount` in đồng, debit positive.

    A cash line names its drawer, a fees line its dossier and the kind of fee: "phi", "le_phi", "post" (cước
    bưu chính), "" where the data does not say.
    """

    account: Account
    amount: int
    drawer_id: int | None = None
    dossier_id: int | None = None
    fee_kind: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """What one payment holds for one dossier and one kind of fee, in đồng."""

    dossier_id: int
    fee_kind: str  # as in `Line`
    amount: int
