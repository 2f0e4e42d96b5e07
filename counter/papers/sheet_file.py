"""Tables as a file for a spreadsheet, under the same head whatever they tell: practice mark, centre, what."""

from collections.abc import Iterable

from counter.models.sheet import Sheet
from counter.papers.sheet_csv import sheets_csv
from counter.papers.sheet_xlsx import sheets_xlsx
from counter.papers.words import say
from counter.settings import WardSettings
from counter.text import one_line

XLSX, CSV = ".xlsx", ".csv"


def sheet_file(
    suffix: str, ward: WardSettings, said: str, sheets: Iterable[Sheet], *, practice: bool
) -> bytes:
    """The file's bytes: `.xlsx` a workbook, else CSV; no cell is ever a formula. `said`: what it is of."""
    mark = (say("paper.practice_mark"),) if practice else ()
    head = (*mark, one_line(ward.centre_name), said)
    return sheets_xlsx(head, sheets) if suffix == XLSX else sheets_csv(head, sheets)
