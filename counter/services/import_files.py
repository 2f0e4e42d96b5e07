"""The file of an import: CSV, or the first sheet of a workbook (XLSX) that has the heading."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from counter.errors import Problem, Refused
from counter.rules.list_table import MAX_BYTES, MAX_ROWS, Table, of_csv, of_rows
from counter.services import statement_files

UNPACKED = 200 * 1024 * 1024  # bytes; a workbook of a ward's lists has a tenth of it
MAX_WIDTH = 200  # cells of a row


def table(path: str, names: Sequence[str]) -> Table:
    """The table in the file that a text names. Refused with the reason, field "path" or "file"."""
    data = statement_files.read(path, most=MAX_BYTES).data
    if len(data) > MAX_BYTES:
        raise Refused((Problem("file", "import.file_large", {"most": MAX_BYTES // 1024 // 1024}),))
    found = _of_workbook(data, names) if data.startswith(b"PK\x03\x04") else of_csv(data, names)
    if isinstance(found, Problem):
        raise Refused((found,))
    return found


def _of_workbook(data: bytes, names: Sequence[str]) -> Table | Problem:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                return Problem("file", "import.file_large", {"most": UNPACKED // 1024 // 1024})
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        told: Table | Problem = Problem("file", "import.file_cells")
        for tab in book.worksheets:
            rows = tab.iter_rows(values_only=True, max_col=MAX_WIDTH, max_row=MAX_ROWS + 100)
            told = of_rows(_texts(rows), names)
            if isinstance(told, Table):
                break
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError, EOFError):
        return Problem("file", "import.file_cells")  # no workbook, or a damaged one
    return told


def _texts(rows: Iterator[tuple[object, ...]]) -> Iterator[list[str]]:
    for row in rows:
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    """A cell as somebody would have typed it: whole numbers bare, days as 1995-03-15."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)
