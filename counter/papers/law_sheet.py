"""The register (Mẫu 07) as a table for a spreadsheet: the columns and the words of the printed one."""

from dataclasses import astuple

from counter.i18n import day
from counter.models.law_papers import LawForm, RegisterFacts
from counter.models.sheet import Cell, Sheet
from counter.papers.law_head import title_of
from counter.papers.law_register import register_line
from counter.papers.layout import paper_settings
from counter.papers.sheet_file import XLSX as XLSX
from counter.papers.sheet_file import sheet_file
from counter.papers.words import say
from counter.settings import WardSettings

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
        rows=tuple(_row(row.number, astuple(register_line(row, sets))[1:-1]) for row in facts.rows),
    )


def register_file(facts: RegisterFacts, ward: WardSettings, suffix: str, *, practice: bool) -> bytes:
    """The table as a file for a spreadsheet: `.xlsx` a workbook, else CSV. No cell is ever a formula."""
    period = say("law_paper.period", first=day(facts.first), last=day(facts.last))
    mark = practice or facts.practice
    return sheet_file(suffix, ward, period, (register_sheet(facts),), practice=mark)


def _row(number: int, cells: tuple[str, ...]) -> tuple[Cell, ...]:
    return (number, *cells)
