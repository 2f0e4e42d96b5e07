"""The ward's report as a file: a workbook or CSV for a spreadsheet, PDF for paper."""

from pathlib import Path

from counter.errors import Problem, Refused
from counter.models.sheet import Sheet
from counter.models.ward_report import WardReport
from counter.papers import ward_report_sheets
from counter.papers.files import keep, slip_name, write
from counter.papers.sheet_file import CSV, XLSX, sheet_file
from counter.papers.typeset import WARD_REPORT, pdf
from counter.papers.ward_report import ward_report_data
from counter.papers.ward_report_words import Words
from counter.papers.words import say
from counter.settings import WardSettings

PDF = ".pdf"


def check_suffix(path: Path) -> str:
    """The suffix of a file this can write. Refused `ward_report.suffix` for another, before all else."""
    suffix = path.suffix.lower()
    if suffix not in (XLSX, CSV, PDF):
        raise Refused((Problem("output", "ward_report.suffix", {"suffix": path.suffix}),))
    return suffix


def content(suffix: str, report: WardReport, ward: WardSettings, *, periodic: bool, practice: bool) -> bytes:
    """The file's bytes. DataFault when the template of the PDF cannot be set."""
    if suffix == PDF:
        return pdf(WARD_REPORT, ward_report_data(report, ward, periodic=periodic, practice=practice))
    words = Words("vi")
    sheets: tuple[Sheet, ...]
    if periodic:
        sheets = (ward_report_sheets.periodic(report, words),)
    else:
        sheets = ward_report_sheets.numbers(report, words)
    title = say("ward_report.title", period=words.period(report.period))
    return sheet_file(suffix, ward, f"{title}, {words.as_of(report)}", sheets, practice=practice)


def write_to(path: Path, report: WardReport, ward: WardSettings, *, periodic: bool, practice: bool) -> None:
    """Write it to a path the user gave. Refused, DataFault, CounterError: no file is left."""
    write(path, content(check_suffix(path), report, ward, periodic=periodic, practice=practice))


def keep_in(
    store: Path | None, suffix: str, report: WardReport, ward: WardSettings, *, periodic: bool, practice: bool
) -> Path:
    """Write it into the kept papers of a store; the path it lies at."""
    made = content(suffix, report, ward, periodic=periodic, practice=practice)
    kind = "bieu-06" if periodic else WARD_REPORT
    name = slip_name(f"{report.period.first:%Y%m%d}-{report.period.last:%Y%m%d}", suffix, kind=kind)
    return keep(made, name, store=store, practice=practice)
