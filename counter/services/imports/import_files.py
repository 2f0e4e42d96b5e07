"""The file of an import: CSV, or the first sheet of a workbook (XLSX) that has the heading."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from xml.parsers.expat import ExpatError, ParserCreate

from counter.errors import Problem, Refused
from counter.rules.list_table import MAX_BYTES, MAX_ROWS, MAX_WIDTH, Table, of_csv, of_rows
from counter.services.bank import statement_files

UNPACKED = 200 * 1024 * 1024  # bytes; a workbook of a ward's lists has a tenth of it
PARTS = 300_000  # elements of one row or of what has no rows; Excel writes 32,768 and 65,490 formats at most
TEXT = 1_000_000  # characters in one piece; a cell has 32,767 at most
RECORDS = 2_000_000  # rows of a sheet, or texts that sheets share; Excel has 1,048,576 rows
_PIECE = 1 << 20
_DAMAGED = (zipfile.BadZipFile, zlib.error, LookupError, ValueError, SyntaxError, EOFError, RuntimeError)
"""No workbook, or a damaged one; a RuntimeError for one with a password, or packed in a way nobody knows."""


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
            if any(_crowded(packed, part.filename) for part in packed.infolist()):
                return Problem("file", "import.file_cells")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        told: Table | Problem = Problem("file", "import.file_cells")
        for tab in book.worksheets:
            rows = tab.iter_rows(values_only=True, max_col=MAX_WIDTH, max_row=MAX_ROWS + 100)
            told = of_rows(_texts(rows), names)
            if isinstance(told, Table):
                break
    except (*_DAMAGED, InvalidFileException):
        return Problem("file", "import.file_cells")
    return told


class _Crowd:
    """Counts elements while a part of a workbook streams by; one costs 100 to 300 bytes once it is read."""

    def __init__(self) -> None:
        self.too_many = False
        self._count = self._records = self._text = 0

    def begins(self, name: str, _attributes: dict[str, str]) -> None:
        """One more; with a row or a shared text the count of elements begins anew."""
        if name.rpartition(":")[2] in ("row", "si"):
            self._count, self._records = 0, self._records + 1
        self._count, self._text = self._count + 1, 0
        self.too_many = self.too_many or self._count > PARTS or self._records > RECORDS

    def says(self, text: str) -> None:
        """Some characters of the text between two beginnings."""
        self._text += len(text)
        self.too_many = self.too_many or self._text > TEXT


def _crowded(packed: zipfile.ZipFile, name: str) -> bool:
    """Whether a part has more elements or text than memory is for: 200 kB can hold 40 million.

    Parts of any name: a sheet may have any.
    """
    crowd, parser = _Crowd(), ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler = crowd.begins, crowd.says
    parser.buffer_text = True
    with packed.open(name) as part, suppress(ExpatError):  # a picture; as for XML, it ends there for all
        while not crowd.too_many and (piece := part.read(_PIECE)):
            parser.Parse(piece)
    return crowd.too_many


def _texts(rows: Iterator[tuple[object, ...]]) -> Iterator[list[str]]:
    for row in rows:
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    """A cell as somebody would have typed it: whole numbers bare, days as 1995-03-15, an hour if it has."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and (cell.hour or cell.minute):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)
