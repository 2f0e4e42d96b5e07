"""Tables as a workbook (XLSX). A text is a text: nothing in it is a formula, a link or a number."""

import io
from collections.abc import Iterable, Sequence

from counter.models.sheet import Cell, Sheet
from counter.text import one_line

NAME_MOST = 31  # letters of a tab's name, by the format
_NOT_IN_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDEST = 60


def sheets_xlsx(head: Iterable[str], sheets: Iterable[Sheet]) -> bytes:
    """A workbook with a tab for each table; the lines of the head stand above each."""
    from openpyxl import Workbook  # 60 ms that only an export needs
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    lines, bold, names = tuple(head), Font(bold=True), set[str]()
    book = Workbook(write_only=True)

    def cells(tab: WriteOnlyWorksheet, row: Sequence[Cell], *, strong: bool = False) -> list[object]:
        made: list[object] = []
        for value in row:
            cell = WriteOnlyCell(tab, value=one_line(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"  # openpyxl would take a text that begins with "=" for a formula
            if strong:
                cell.font = bold
            made.append(cell)
        return made

    for sheet in sheets:
        tab = book.create_sheet(_name(sheet.title, names))
        for number, width in enumerate(_widths(sheet), 1):
            tab.column_dimensions[get_column_letter(number)].width = width
        for line in (*lines, sheet.title):
            tab.append(cells(tab, (line,), strong=line is sheet.title))
        tab.append(cells(tab, sheet.columns, strong=True))
        for row in sheet.rows:
            tab.append(cells(tab, row))
        if sheet.total:
            tab.append(cells(tab, sheet.total, strong=True))
        for note in sheet.notes:
            tab.append(cells(tab, (note,)))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _name(title: str, taken: set[str]) -> str:
    """A name for a tab: short, without the signs the format forbids, and no other tab's."""
    plain = one_line(title).translate(_NOT_IN_NAME).strip() or "1"
    name, number = plain[:NAME_MOST], 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: NAME_MOST - 4]} {number}"
    taken.add(name.casefold())
    return name


def _widths(sheet: Sheet) -> list[int]:
    rows = (sheet.columns, *sheet.rows, sheet.total)
    longest = [0] * len(sheet.columns)
    for row in rows:
        for at, cell in enumerate(row[: len(longest)]):
            longest[at] = max(longest[at], len("" if cell is None else str(cell)))
    return [min(wide + 2, _WIDEST) for wide in longest]
