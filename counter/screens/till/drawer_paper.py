"""The hand-over sheet of a closed drawer on paper: typeset in a thread, kept on the disk."""

from pathlib import Path

from counter.models.till import DrawerSheet
from counter.papers.drawer_sheet import drawer_sheet_data
from counter.papers.files import keep, slip_name
from counter.papers.typeset import DRAWER_SHEET, pdf
from counter.settings import WardSettings


def make(
    sheet: DrawerSheet, ward: WardSettings, copy: int, *, practice: bool, store: Path | None = None
) -> Path:
    """Typeset the sheet and keep it. Not for the UI thread. `copy`: 1 the sheet itself, then BẢN SAO.

    Raises DataFault when the template cannot be set, CounterError when the file cannot be written.
    """
    data = drawer_sheet_data(sheet, ward, copy=copy, practice=practice)
    name = slip_name(data.head.code, kind=DRAWER_SHEET, copy=copy)
    return keep(pdf(DRAWER_SHEET, data), name, store=store, practice=practice)
