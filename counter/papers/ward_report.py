"""The ward's report on paper, and Biểu 06/VPCP/KSTT: from the numbers to what is printed, in Vietnamese."""

from counter.models.sheet import Cell, Sheet
from counter.models.ward_report import WardReport
from counter.papers import ward_report_sheets
from counter.papers.heads import ward_head
from counter.papers.ward_report_values import TableData, WardReportData
from counter.papers.ward_report_words import Words
from counter.papers.words import say
from counter.settings import WardSettings
from counter.text import one_line

# The heading of Biểu 06 in two rows: four columns, four, three.
_GROUPS = ("taken", "done", "open")
_COLUMNS = (
    "sum", "online", "other", "carried", "sum", "early", "punctual", "late", "sum", "in_time", "late",
)  # fmt: skip


def ward_report_data(
    report: WardReport, ward: WardSettings, *, periodic: bool = False, practice: bool = False
) -> WardReportData:
    """The report of a period, or with `periodic` the official form of it."""
    words = Words("vi")
    if periodic:
        sheets: tuple[Sheet, ...] = (ward_report_sheets.periodic(report, words),)
    else:
        sheets = ward_report_sheets.numbers(report, words, on_paper=True)
    title = sheets[0].title if periodic else say("ward_report.paper.title")
    code = f"{report.period.first:%Y%m%d}-{report.period.last:%Y%m%d}"
    return WardReportData(
        issued_at=report.made_at,
        head=ward_head(ward, title=title, code=code, copy=1, practice=practice, at=report.made_at),
        number=say("ward_report.periodic.number") if periodic else "",
        period=words.period(report.period),
        as_of=words.as_of(report),
        unit=say("ward_report.paper.unit"),
        summary=() if periodic else words.lines(report.total),
        tables=tuple(_table(sheet, words) for sheet in sheets),
        groups=tuple(say(f"ward_report.paper.{name}") for name in _GROUPS),
        columns=tuple(say(f"ward_report.paper.{name}") for name in _COLUMNS),
    )


def _table(sheet: Sheet, words: Words) -> TableData:
    return TableData(
        kind=sheet.kind,
        title=sheet.title,
        columns=sheet.columns,
        rows=tuple(tuple(_text(cell, words) for cell in row) for row in sheet.rows),
        total=tuple(_text(cell, words) for cell in sheet.total),
        notes=sheet.notes,
        shares=sheet.shares,
    )


def _text(cell: Cell, words: Words) -> str:
    if cell is None:
        return ""
    return words.count(cell) if isinstance(cell, int) else one_line(cell)
