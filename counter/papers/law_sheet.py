"""The register (Mẫu 07) as a table for a spreadsheet: the columns and the words of the printed one."""

from dataclasses import astuple

from counter.i18n import day
from counter.models.law_papers import LawForm, RegisterFacts
from counter.models.sheet import Cell, Sheet
from counter.papers.law_head import title_of
from counter.papers.law_register import register_line
from counter.papers.layout import paper_settings
from counter.papers.sheet_csv import sheets_csv
from counter.papers.sheet_xlsx import sheets_xlsx
from counter.papers.words import say
from counter.settings import WardSettings
from counter.text import one_line

XLSX, CSV = ".xlsx", ".csv"
COLUMNS = (
    *("number", "code", "procedure", "sets", "person", "address", "agency", "received"),
    *("due", "forwarded", "ready", "returned", "way", "taken_by", "note"),
)
"""Ids under `law_paper.column`, in the order of the fields of a line."""


def register_sheet(facts: RegisterFacts) -> Sheet:
    """One row for each dossier, in the order of its numbers. Raises DataFault for wrong paper settings."""
    sets = paper_settings().sets
    return Sheet(
        kind="register",
        title=title_of(LawForm.REGISTER),
        columns=tuple(say(f"law_paper.column.{name}") for name in COLUMNS),
        rows=tuple(_row(row.number, astuple(register_line(row, sets))[1:]) for row in facts.rows),
    )


def register_file(facts: RegisterFacts, ward: WardSettings, suffix: str, *, practice: bool) -> bytes:
    """The table as a file for a spreadsheet: `.xlsx` a workbook, else CSV. No cell is ever a formula."""
    period = say("law_paper.period", first=day(facts.first), last=day(facts.last))
    mark = (say("paper.practice_mark"),) if practice or facts.practice else ()
    head = (*mark, one_line(ward.centre_name), period)
    sheets = (register_sheet(facts),)
    return sheets_xlsx(head, sheets) if suffix == XLSX else sheets_csv(head, sheets)


def _row(number: int, cells: tuple[str, ...]) -> tuple[Cell, ...]:
    return (number, *cells)
