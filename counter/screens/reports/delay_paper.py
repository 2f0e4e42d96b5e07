"""The delay ledger on paper: typeset in a thread, kept on the disk."""

from pathlib import Path

from counter.models.delay import DelayLedger, MonthDelay
from counter.papers.delay import delay_month_data, delay_sheet_data
from counter.papers.files import keep, slip_name
from counter.papers.typeset import DELAY, DELAY_MONTH, pdf
from counter.settings import WardSettings


def make(
    ledger: DelayLedger, ward: WardSettings, copy: int, *, practice: bool, store: Path | None = None
) -> Path:
    """Typeset the page of a dossier and keep it. Not for the UI thread. `copy`: 1, then BẢN SAO.

    Raises DataFault when the template cannot be set, CounterError when the file cannot be written.
    """
    data = delay_sheet_data(ledger, ward, copy=copy, practice=practice)
    return keep(
        pdf(DELAY, data), slip_name(data.head.code, kind=DELAY, copy=copy), store=store, practice=practice
    )


def make_month(found: MonthDelay, ward: WardSettings, *, practice: bool, store: Path | None = None) -> Path:
    """The same for a month; a later one takes the place of an earlier."""
    data = delay_month_data(found, ward, practice=practice)
    return keep(
        pdf(DELAY_MONTH, data),
        slip_name(data.head.code, kind=DELAY_MONTH),
        store=store,
        practice=practice,
    )
