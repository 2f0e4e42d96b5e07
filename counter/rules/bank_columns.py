"""Which column of a bank statement is which, by the names banks give them in Vietnamese and English."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from counter.text import fold

MAX_NAME = 120  # characters of a cell that can be a name
MAX_WIDTH = 100  # cells of a row
_WORDS = re.compile(r"[a-z0-9]+")

# The names by role, best first, without accents. "=" in front: the whole cell and not only a part of it.
_DAY = (
    "ngay giao dich", "ngay gd", "transaction date", "trans date", "tran date", "txn date", "tnx date",
    "ngay hach toan", "ngay ghi so", "posting date", "post date", "booking date", "accounting date",
    "thoi gian giao dich", "thoi gian gd", "transaction time", "ngay hieu luc", "ngay hl", "effective date",
    "value date", "ngay gia tri", "=ngay", "=date", "ngay", "date", "=thoi gian", "=time",
)  # fmt: skip
_DEBIT = (
    "ghi no", "phat sinh no", "ps no", "so tien no", "debit", "debits", "tien ra", "so tien rut", "rut ra",
    "withdrawal", "withdrawals", "money out", "paid out", "phat sinh giam", "ps giam", "=no", "=dr", "=chi",
    "=rut",
)  # fmt: skip
_CREDIT = (
    "ghi co", "phat sinh co", "ps co", "so tien co", "credit", "credits", "tien vao", "so tien gui",
    "gui vao", "deposit", "deposits", "money in", "paid in", "phat sinh tang", "ps tang", "=co", "=cr",
    "=thu", "=nap",
)  # fmt: skip
_SIDE = ("no co", "co no", "dr cr", "cr dr", "d c", "c d", "debit credit", "credit debit", "ghi no ghi co")
_AMOUNT = (
    "so tien giao dich", "so tien gd", "transaction amount", "=so tien", "=amount", "so tien", "amount",
    "gia tri giao dich", "=phat sinh",
)  # fmt: skip
_MEMO = (
    "noi dung chi tiet", "noi dung giao dich", "noi dung chuyen khoan", "noi dung", "dien giai", "mo ta",
    "description", "transactions in detail", "transaction details", "transaction detail", "remark", "remarks",
    "narrative", "particulars", "details", "detail", "chi tiet giao dich", "memo", "message", "ghi chu",
    "note",
)  # fmt: skip
_REFERENCE = (
    "so tham chieu", "ma tham chieu", "so but toan", "reference", "ma giao dich", "ma gd", "so giao dich",
    "so gd", "transaction id", "transaction no", "transaction number", "trans id", "ref no", "=ref",
    "=so ref", "so chung tu", "so ct", "doc no", "trace", "trace no",
)  # fmt: skip
_CURRENCY = ("loai tien", "tien te", "=currency", "=ccy")
# Columns that hold such a word are not sums of the transaction.
_NO_SUM = re.compile(
    r"\b(so du|balance|tai khoan|tk|account|acc|ten|name|ngan hang|bank|phi|fee|thue|vat|tax|ngay|date|ma)\b"
)
_NO_TEXT = re.compile(r"\b(so du|balance|tai khoan|tk|account|acc)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The places of the columns in a row, counted from 0; None where the statement has no such column."""

    day: int
    memo: int
    width: int  # cells of the heading
    debit: int | None = None
    credit: int | None = None
    amount: int | None = None  # a sum with a sign, or with a column `side`
    side: int | None = None  # nợ or có
    reference: int | None = None
    currency: int | None = None

    @property
    def known(self) -> int:
        """How many columns were recognised; the delimiter that gives most is the right one."""
        optional = (self.debit, self.credit, self.amount, self.side, self.reference, self.currency)
        return 2 + sum(place is not None for place in optional)

    @property
    def money(self) -> tuple[int, ...]:
        """The places of the columns that hold sums."""
        return tuple(place for place in (self.debit, self.credit, self.amount) if place is not None)


def _name(cell: str) -> str:
    return " ".join(_WORDS.findall(fold(cell))) if len(cell) <= MAX_NAME else ""


def _rank(name: str, phrases: Sequence[str]) -> int | None:
    """How good a name is for a role: the place of the best phrase it holds."""
    for rank, phrase in enumerate(phrases):
        fits = name == phrase[1:] if phrase[0] == "=" else f" {phrase} " in f" {name} "
        if fits:
            return rank
    return None


def _best(names: Iterable[tuple[int, str]], phrases: Sequence[str]) -> int | None:
    ranked = [(rank, place) for place, name in names if (rank := _rank(name, phrases)) is not None]
    return min(ranked)[1] if ranked else None


class _Names:
    """The names of a row that are still free."""

    def __init__(self, row: Sequence[str]) -> None:
        self.left = {place: name for place, cell in enumerate(row) if (name := _name(cell))}

    def take(self, phrases: Sequence[str], without: re.Pattern[str] | None = None) -> int | None:
        """The column whose name fits a role best; it is free no longer."""
        names = ((place, name) for place, name in self.left.items() if not (without and without.search(name)))
        found = _best(names, phrases)
        if found is not None:
            del self.left[found]
        return found

    def take_both(self) -> tuple[list[int], int | None]:
        """The columns about nợ and có at once, and the one among them that holds sums."""
        both = [place for place, name in self.left.items() if _rank(name, _SIDE) is not None]
        sums = [place for place in both if _rank(self.left[place], ("so tien", "amount")) is not None]
        for place in both:
            del self.left[place]  # neither a column of credits nor one of debits
        return both, sums[0] if sums else None


def columns_of(row: Sequence[str]) -> Columns | None:
    """The columns, when a row is the heading of a statement: day, memo, and credit or amount are there."""
    if len(row) > MAX_WIDTH:
        return None
    names = _Names(row)
    if len(names.left) < 3:
        return None
    day = names.take(_DAY, _NO_TEXT)
    both, amount = names.take_both()
    debit, credit = names.take(_DEBIT, _NO_SUM), names.take(_CREDIT, _NO_SUM)
    side = None
    if credit is None:
        amount = names.take(_AMOUNT, _NO_SUM) if amount is None else amount
        side = next((place for place in both if place != amount), None)
        if amount is None:
            amount, side = side, None  # "Nợ/Có" alone: sums with signs
    reference, currency = names.take(_REFERENCE, _NO_TEXT), names.take(_CURRENCY)
    memo = names.take(_MEMO, _NO_TEXT)
    if day is None or memo is None or (credit is None and amount is None):
        return None
    return Columns(
        day=day,
        memo=memo,
        width=len(row),
        debit=debit,
        credit=credit,
        amount=amount if credit is None else None,
        side=side,
        reference=reference,
        currency=currency,
    )
