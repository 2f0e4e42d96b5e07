"""Banks, the ward's accounts, and what a bank statement says. Amounts in đồng, days in Asia/Ho_Chi_Minh."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from counter.errors import Problem
from counter.models.states import RequestState


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank (ngân hàng) of the list of numbers (mã BIN) that the State Bank of Vietnam published."""

    bin: str  # six digits
    name: str  # the issuer's name in the list; empty where the list gives none
    code: str = ""  # not official
    short: str = ""  # the name residents know; not official

    @property
    def known_as(self) -> str:
        """What a screen shows: the name residents know, or the official one."""
        return self.short or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount:
    """An account that receives fees (tài khoản nhận tiền). Never deleted, only switched off."""

    id: int
    bin: str
    number: str
    holder: str  # chủ tài khoản
    label: str  # what the cashier calls it
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """Money that came in (ghi có), as a line of a bank statement tells it. Debits are not lines."""

    booked_on: date  # ngày giao dịch
    amount: int  # more than 0
    memo: str  # nội dung, one line of plain text
    reference: str = ""  # số tham chiếu, số bút toán
    row: int = field(default=0, compare=False)  # row of the file, counted from 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementReading:
    """What a statement file holds. A file that cannot be read has no lines and one problem, field "file".

    A row that cannot be read is a problem of field "row" with its number in `params["row"]`; the other rows
    are lines all the same.
    """

    lines: tuple[StatementLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    debits: int = 0  # rows of money that went out (ghi nợ), left out
    notes: int = 0  # rows of balances, sums and repeated headings, left out
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedTransfer:
    """A transfer that a code asked for (mã VietQR đã đưa), as matching sees it."""

    id: int
    memo: str
    amount: int
    state: RequestState = RequestState.WAITING


class MatchKind(StrEnum):
    """How a line of a statement and the asked-for transfers fit; only MATCHED is money that was found."""

    MATCHED = "matched"  # the memo and the amount of one waiting transfer
    OTHER_AMOUNT = "other_amount"  # its memo, another amount
    OTHER_MEMO = "other_memo"  # the amount of a waiting transfer, a memo that nobody was given
    TWO_MEMOS = "two_memos"  # memos of several transfers in one line
    PAID_ALREADY = "paid_already"  # the memo of a transfer that is paid, or that a line before has paid
    PAID_OTHERWISE = "paid_otherwise"  # fits, but the fee was settled another way: to be paid back
    CANCELLED = "cancelled"  # the memo of a cancelled transfer
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMatch:
    """One line, how it fits, and why in words (`problem`, None when it is matched).

    `requests`: the transfer that is matched; or those that came near, for the person who looks into it.
    """

    line: StatementLine
    kind: MatchKind
    requests: tuple[int, ...] = ()
    problem: Problem | None = None
