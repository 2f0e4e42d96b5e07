"""The sheet of consent as a file, made in a thread."""

from datetime import datetime
from pathlib import Path

from counter.papers.consent import consent_data
from counter.papers.files import keep, slip_name
from counter.papers.typeset import CONSENT, pdf
from counter.screens.filing.assisted_case import Case
from counter.settings import WardSettings


def make(
    case: Case,
    ward: WardSettings,
    reader: str,
    at: datetime,
    copy: int,
    *,
    practice: bool,
    store: Path | None = None,
) -> Path:
    """Typeset the words that are read aloud, with room to sign; where the file lies.

    Raises DataFault when the template cannot be set, CounterError when the file cannot be written.
    """
    data = consent_data(
        case.view,
        ward,
        text=case.text.text,
        version=case.text.version,
        reader=reader,
        at=at,
        practice=practice,
    )
    name = slip_name(data.head.code, kind=CONSENT, copy=copy)
    return keep(pdf(CONSENT, data), name, store=store, practice=practice)
