"""One row of a bank statement: money that came in, a row to leave out, or the reason why it is not read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from counter.errors import Problem
from counter.models.bank import StatementLine
from counter.rules.bank_cells import in_habit, is_blank, read_day, read_sum
from counter.rules.bank_columns import MAX_WIDTH, Columns, columns_of
from counter.text import fold, one_line

MAX_FIELD = 2_000  # characters of one cell
MOST = 999_999_999_999  # đồng
_SHOWN = 40  # characters of a cell that a reason shows

# What Excel makes of a long number: the last digits are gone, so the reference cannot be kept.
_EXCEL_NUMBER = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
_NOTE = re.compile(
    r"tong(?: cong(?! ty)| so| phat sinh| ghi| tien| doanh so|:?$)|cong(?: phat sinh| doanh so|:?$)"
    r"|so du|du dau|du cuoi|(?:sub ?|grand )?total|(?:opening |closing |beginning |ending )?balance"
    r"|trang [0-9]|page [0-9]"
)
_CREDIT = frozenset({"c", "co", "cr", "credit", "ghi co", "+"})
_DEBIT = frozenset({"d", "no", "dr", "debit", "ghi no", "-"})
_DONG = frozenset({"", "vnd", "d", "dong"})

Row = list[str] | None
"""The cells of a row; None when its quotation marks do not close."""


class LeftOut(Enum):
    """Why a row that is no fault is not a line."""

    DEBIT = "debit"  # ghi nợ
    NOTE = "note"  # a balance, a sum of the page, the heading again, a word of the bank
    BLANK = "blank"


class _UnreadableError(Exception):
    """A row is not read; carries the end of the message id and the text that stopped it."""

    def __init__(self, reason: str, text: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.text = text


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads the rows below a heading. `sign`: what stands between thousands in this file."""

    columns: Columns
    sign: str
    damaged: bool = False  # bytes that are no letters stand as U+FFFD

    def read(self, row: Row, number: int) -> StatementLine | Problem | LeftOut:
        """What a row is; a Problem of field "row" that names it when it cannot be read."""
        try:
            return self._read(row, number)
        except _UnreadableError as error:
            shown = one_line(error.text[:MAX_FIELD])[:_SHOWN]
            return Problem("row", _REASONS[error.reason], {"row": number, "text": shown or "–"})

    def _read(self, row: Row, number: int) -> StatementLine | LeftOut:
        if row is None:
            raise _UnreadableError("quotes")
        if longest := next((cell for cell in row if len(cell) > MAX_FIELD), None):
            raise _UnreadableError("long", longest)
        if len(row) > MAX_WIDTH:
            raise _UnreadableError("width", row[-1])
        filled = [place for place, cell in enumerate(row) if cell.strip()]
        if not filled:
            return LeftOut.BLANK
        if self.damaged and any("\ufffd" in cell for cell in row):
            raise _UnreadableError("damaged")
        written = self._cell(row, self.columns.day)
        day = read_day(written)
        if day is None:
            if self._is_note(row, written):
                return LeftOut.NOTE
            raise _UnreadableError("day", written)
        if filled[-1] >= self.columns.width:
            raise _UnreadableError("width", row[filled[-1]])
        amount = self._money(row)
        if not amount:
            if any(_NOTE.match(fold(cell)) for cell in row):
                return LeftOut.NOTE
            raise _UnreadableError("no_sum")
        if amount < 0:
            return LeftOut.DEBIT
        reference = one_line(self._cell(row, self.columns.reference))
        if _EXCEL_NUMBER.fullmatch(reference):
            raise _UnreadableError("excel", reference)
        memo = one_line(self._cell(row, self.columns.memo))
        return StatementLine(booked_on=day, amount=amount, memo=memo, reference=reference, row=number)

    def _cell(self, row: list[str], place: int | None) -> str:
        return row[place] if place is not None and place < len(row) else ""

    def _is_note(self, row: list[str], day: str) -> bool:
        """Whether a row without a day is no transaction: the bank's words, its sums, its heading again."""
        if day.strip()[:1].isdecimal():
            return False
        blank = all(is_blank(self._cell(row, place)) for place in self.columns.money)
        return blank or any(_NOTE.match(fold(cell)) for cell in row) or columns_of(row) is not None

    def _money(self, row: list[str]) -> int:
        """The sum of a row in đồng, less than 0 when it went out, 0 when there is none."""
        if fold(self._cell(row, self.columns.currency)) not in _DONG:
            raise _UnreadableError("currency", self._cell(row, self.columns.currency))
        debit = self._sum(row, self.columns.debit)
        came = self._signed(row) if self.columns.credit is None else self._sum(row, self.columns.credit)
        if debit and came:
            raise _UnreadableError("both")
        return came or -abs(debit)

    def _signed(self, row: list[str]) -> int:
        """The one column of sums: its own sign, or what the column beside it says."""
        amount = self._sum(row, self.columns.amount)
        if self.columns.side is None or not amount:
            return amount
        side = self._cell(row, self.columns.side)
        word = fold(side)
        if word not in _CREDIT | _DEBIT or (word in _CREDIT and amount < 0):
            raise _UnreadableError("side", side)
        return amount if word in _CREDIT else -abs(amount)

    def _sum(self, row: list[str], place: int | None) -> int:
        text = self._cell(row, place)
        if is_blank(text):
            return 0
        found = read_sum(text)
        if found is None or abs(found.amount) > MOST:
            raise _UnreadableError("sum", text)
        if not in_habit(found, self.sign):
            raise _UnreadableError("habit", text)
        return found.amount


_REASONS: Mapping[str, str] = {
    "quotes": "bank.row_quotes",
    "long": "bank.row_long",
    "damaged": "bank.row_damaged",
    "day": "bank.row_day",
    "width": "bank.row_width",
    "no_sum": "bank.row_no_sum",
    "sum": "bank.row_sum",
    "habit": "bank.row_habit",
    "both": "bank.row_both",
    "side": "bank.row_side",
    "currency": "bank.row_currency",
    "excel": "bank.row_excel",
}
