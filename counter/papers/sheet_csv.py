"""Tables as CSV that a spreadsheet opens rightly: UTF-8 with its mark, and no cell is run as a formula."""

import csv
import io
from collections.abc import Iterable

from counter.models.sheet import Cell, Sheet
from counter.text import one_line

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # Excel reads UTF-8 only behind it
_FORMULA = frozenset("=+-@\t\r\n|%＝＋－＠")  # how a cell begins that a spreadsheet may run (CWE-1236)


def safe(cell: Cell) -> str:
    """A cell as text: whole numbers bare; a text that could be run as a formula behind an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return str(cell)
    text = one_line(cell)
    return f"'{text}" if text[:1] in _FORMULA else text


def sheet_csv(sheet: Sheet) -> bytes:
    """One table alone: its heading in the first line, as a program reads it that takes lists."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerows(map(safe, row) for row in (sheet.columns, *sheet.rows))
    return f"{BOM}{target.getvalue()}".encode()


def sheets_csv(head: Iterable[str], sheets: Iterable[Sheet]) -> bytes:
    """The tables under each other, below the lines of a head; a row a line, by RFC 4180."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerows([safe(line)] for line in head)
    for sheet in sheets:
        writer.writerow([])
        writer.writerow([safe(sheet.title)])
        writer.writerow(map(safe, sheet.columns))
        writer.writerows(map(safe, row) for row in sheet.rows)
        if sheet.total:
            writer.writerow(map(safe, sheet.total))
        writer.writerows([safe(note)] for note in sheet.notes)
    return f"{BOM}{target.getvalue()}".encode()
