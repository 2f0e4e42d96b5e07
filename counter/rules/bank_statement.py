"""A bank statement (sao kê tài khoản) as a CSV file, read without guessing.

UTF-8, UTF-16 with a mark, or windows-1258/1252; commas, semicolons or tabs; a heading somewhere in the first
30 rows. A row that cannot be read with certainty is a problem with its number; the rows around it are read
all the same. Cells are text: formulas, escape sequences and NUL stay harmless (`counter.text.one_line`).
"""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from counter.errors import Problem
from counter.models.bank import StatementLine, StatementReading
from counter.rules.bank_cells import habit, read_day, read_sum
from counter.rules.bank_columns import Columns, columns_of
from counter.rules.bank_rows import LeftOut, Row, RowReader

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 50_000
HEADING_WITHIN = 30
DELIMITERS = (",", ";", "\t")
_DAMAGED = "utf-8 (damaged)"
_SPAN = 40  # lines that one row may cover; a quotation mark that never closes goes no further

_OTHER_FILES = {
    b"PK\x03\x04": "bank.file_excel",
    b"\xd0\xcf\x11\xe0": "bank.file_excel",
    b"%PDF": "bank.file_pdf",
}


@dataclass(frozen=True, slots=True)
class _Table:
    """A file cut into rows below its heading. `first` is the number of the row after the heading."""

    rows: Iterator[Row]
    columns: Columns
    first: int
    delimiter: str


def read_statement(data: bytes) -> StatementReading:
    """Read a statement. Never raises: see `StatementReading` for what is told of a file or a row."""
    if fault := _file_fault(data):
        return StatementReading(problems=(fault,))
    decoded = False
    for encoding, text in _decoded(data):
        decoded = True
        if text.count("\n") + text.count("\r") - text.count("\r\n") > MAX_ROWS + HEADING_WITHIN:
            return StatementReading(problems=(Problem("file", "bank.file_rows", {"most": MAX_ROWS}),))
        if table := _table(text):
            return _read_rows(list(table.rows), table, encoding, damaged=encoding == _DAMAGED)
    message_id = "bank.file_columns" if decoded else "bank.file_encoding"
    return StatementReading(problems=(Problem("file", message_id, {"rows": HEADING_WITHIN}),))


def _file_fault(data: bytes) -> Problem | None:
    if not data.strip():
        return Problem("file", "bank.file_empty")
    if len(data) > MAX_BYTES:
        return Problem("file", "bank.file_large", {"most": MAX_BYTES // 1024 // 1024})
    for start, message_id in _OTHER_FILES.items():
        if data.startswith(start):
            return Problem("file", message_id)
    return None


def _decoded(data: bytes) -> Iterator[tuple[str, str]]:
    """The text of a file in each encoding it can be in, likeliest first."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield from _as(data, "utf-16")
        return
    found = list(_as(data, "utf-8-sig"))
    if found:
        yield from found
        return
    mended = data.decode("utf-8-sig", "replace")
    wrong = mended.count("\ufffd")
    if sum(c > "\x7f" for c in mended) > 10 * wrong:  # UTF-8 with a few bad bytes: their rows are told
        yield _DAMAGED, mended
    yield from _as(data, "cp1258")
    yield from _as(data, "cp1252")


def _as(data: bytes, encoding: str) -> Iterator[tuple[str, str]]:
    try:
        yield encoding.removesuffix("-sig"), data.decode(encoding)
    except UnicodeDecodeError:
        return


def _rows(text: str, delimiter: str, day: int | None = None) -> Iterator[Row]:
    """The rows of a text. With the place of the day, a row that would swallow the next one is broken."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    place = 0
    while place < len(lines):
        if '"' not in lines[place]:
            yield lines[place].split(delimiter)
            place += 1
            continue
        row, covered = _quoted(lines[place : place + _SPAN], delimiter)
        if (
            row
            and covered > 1
            and any(_begins(line, delimiter, day) for line in lines[place + 1 : place + covered])
        ):
            row, covered = None, 1
        yield row
        place += covered


def _quoted(lines: Sequence[str], delimiter: str) -> tuple[Row, int]:
    """The row that begins in the first line, and how many lines it covers."""
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, strict=True)
    try:
        return next(reader), reader.line_num
    except csv.Error:  # a quotation mark that does not close, or a cell beyond 128 KiB
        return None, 1


def _begins(line: str, delimiter: str, day: int | None) -> bool:
    """Whether a line looks like the beginning of a transaction: a day where days are."""
    cells = line.split(delimiter)
    return day is not None and day < len(cells) and read_day(cells[day].strip('" ')) is not None


def _table(text: str) -> _Table | None:
    """The file under the delimiter that lets most columns be recognised; None without a heading."""
    best: _Table | None = None
    for delimiter in DELIMITERS:
        for number, row in enumerate(islice(_rows(text, delimiter), HEADING_WITHIN), start=1):
            columns = columns_of(row) if row else None
            if columns and (best is None or columns.known > best.columns.known):
                rows = islice(_rows(text, delimiter, columns.day), number, None)
                best = _Table(rows, columns, number + 1, delimiter)
    return best


def _read_rows(rows: Sequence[Row], table: _Table, encoding: str, damaged: bool) -> StatementReading:
    reader = RowReader(table.columns, _habit(rows, table.columns), damaged)
    lines: list[StatementLine] = []
    problems: list[Problem] = []
    left_out = {LeftOut.DEBIT: 0, LeftOut.NOTE: 0, LeftOut.BLANK: 0}
    for number, row in enumerate(rows, start=table.first):
        found = reader.read(row, number)
        if isinstance(found, StatementLine):
            lines.append(found)
        elif isinstance(found, Problem):
            problems.append(found)
        else:
            left_out[found] += 1
    return StatementReading(
        lines=tuple(lines),
        problems=tuple(problems),
        debits=left_out[LeftOut.DEBIT],
        notes=left_out[LeftOut.NOTE],
        encoding=encoding,
        delimiter=table.delimiter,
    )


def _habit(rows: Sequence[Row], columns: Columns) -> str:
    cells = (row[place] for row in rows if row for place in columns.money if place < len(row))
    return habit(found for cell in cells if (found := read_sum(cell)))
