"""A list that somebody kept so far (danh sách), cut into rows: a heading, then a row for each line below it.

Cells are text. CSV in UTF-8, UTF-16 with a mark, or a Western code page, in which letters of TCVN3 and VNI
fonts lie too; commas, semicolons or tabs, whichever the heading has most of.
"""

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from counter.errors import Problem
from counter.rules.legacy_encodings import tcvn3_to_unicode, vni_to_unicode
from counter.text import fold

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 200_000
MAX_WIDTH = 200  # cells of a row; what stands further right is no part of a list
HEADING_WITHIN = 20
_DELIMITERS = ",;\t"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """The heading, and each row with the number that a spreadsheet shows beside it."""

    heading: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def column(self, names: Iterable[str]) -> int | None:
        """Where the first of these names stands in the heading; accents, case and signs aside."""
        known = [readings(cell) for cell in self.heading]
        at = ((place, name) for name in map(plain, names) for place, cell in enumerate(known) if name in cell)
        return next((place for place, _ in at), None)


def plain(text: str) -> str:
    """A heading as it is compared: "Số CCCD/định danh:" as "so cccd dinh danh"."""
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())


def readings(text: str) -> frozenset[str]:
    """A heading as it may be meant: as it stands, or typed in a TCVN3 or VNI font ("Hä tªn", "Hoï teân")."""
    ways = (text,) if text.isascii() else (text, tcvn3_to_unicode(text), vni_to_unicode(text))
    return frozenset(map(plain, ways))


def of_csv(data: bytes, names: Sequence[str]) -> Table | Problem:
    """The table of a CSV file whose heading holds one of `names`; the problem when there is none."""
    text = _decoded(data)
    delimiter = max(_DELIMITERS, key=lambda sign: text[:10_000].count(sign))
    try:
        return of_rows(csv.reader(text.splitlines(), delimiter=delimiter), names)
    except csv.Error:
        return Problem("file", "import.file_cells")


def of_rows(lines: Iterable[Sequence[str]], names: Sequence[str]) -> Table | Problem:
    """The table of rows of cells, its heading among the first; empty rows are left out.

    One row of a million cells would make every row of the table, and of the file of refused ones, as wide.
    """
    wanted = {plain(name) for name in names}
    numbered = enumerate((cells[:MAX_WIDTH] for cells in lines), 1)
    for number, cells in numbered:
        if any(wanted & readings(cell) for cell in cells):
            rows = tuple(islice(_below(numbered, len(cells)), MAX_ROWS + 1))
            if len(rows) > MAX_ROWS:
                return Problem("file", "import.file_rows", {"most": MAX_ROWS})
            return Table(tuple(cells), rows)
        if number == HEADING_WITHIN:
            break
    return Problem("file", "import.no_heading", {"rows": HEADING_WITHIN, "name": names[0]})


def _below(
    numbered: Iterator[tuple[int, Sequence[str]]], width: int
) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, cells in numbered:
        if any(cell.strip() for cell in cells):
            yield number, (*cells, *[""] * (width - len(cells)))


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")  # what a TCVN3 or VNI font puts its letters on; no byte is lost
