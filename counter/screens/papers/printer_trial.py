"""The test page of a printer, made and put in the line. Not for the UI thread."""

from datetime import datetime

from counter.models.printer import Printer, Use
from counter.papers import trial
from counter.papers.escpos import bytes_of
from counter.papers.thermal import Roll, thermal
from counter.papers.typeset import pdf
from counter.printers.jobs import JOBS
from counter.settings import WardSettings


def send(printer: Printer, ward: WardSettings, at: datetime, *, practice: bool) -> int:
    """Typeset the page as this printer needs it; the number of its job. Raises DataFault."""
    data = trial.trial_data(printer, ward, at=at, practice=practice)
    if printer.use is Use.PAGES:
        content = pdf(trial.PAGE, data)
    else:
        roll = Roll.MM58 if printer.roll_mm == 58 else Roll.MM80
        content = bytes_of(thermal(data, roll, template=trial.ROLL), cut=printer.cut)
    return JOBS.submit(printer, content, data.head.title)
