"""The papers of the law as files: typeset in a thread, kept on the disk under names made from codes alone."""

from pathlib import Path

from counter.i18n import local
from counter.models.law_papers import (
    HandOverFacts,
    LawFacts,
    PaperNumber,
    RefusalFacts,
    RegisterFacts,
    StopFacts,
    SupplementFacts,
)
from counter.models.life import Direction
from counter.papers.files import keep, slip_name
from counter.papers.law_forms import TEMPLATES, draw, values_of
from counter.papers.law_values import HandOverData
from counter.settings import WardSettings


def make(
    facts: LawFacts, ward: WardSettings, copy: int, *, practice: bool, store: Path | None = None
) -> Path:
    """Typeset the paper and keep it. Not for the UI thread. `copy`: 1 the paper itself, then BẢN SAO.

    Raises DataFault when the template cannot be set, CounterError when the file cannot be written.
    """
    data = values_of(facts, ward, copy=copy, practice=practice)
    code = data.head.code
    if isinstance(facts, RegisterFacts):
        code = f"{code}-{facts.first.isoformat()}-{facts.last.isoformat()}"
    if isinstance(data, HandOverData):
        code = f"{local(data.issued_at).year}-{code}"  # numbers begin anew each year
    kind = f"{TEMPLATES[type(data)]}{_apart(facts)}"
    name = slip_name(code, kind=kind, copy=copy)
    return keep(draw(data), name, store=store, practice=practice)


def export(facts: RegisterFacts, ward: WardSettings, *, practice: bool, store: Path | None = None) -> Path:
    """The register as a table for a spreadsheet, kept beside the papers. Raises as `make`."""
    from counter.papers.law_sheet import XLSX, register_file

    content = register_file(facts, ward, XLSX, practice=practice)
    code = f"{facts.first.isoformat()}-{facts.last.isoformat()}"
    return keep(content, slip_name(code, XLSX, kind="so-theo-doi"), store=store, practice=practice)


def _apart(facts: LawFacts) -> str:
    """What tells two papers of one form and one code apart in the name of the file."""
    match facts:
        case SupplementFacts(nth=nth) if nth > 1:
            return f"-lan-{nth}"
        case RefusalFacts(number=PaperNumber(number=number)) | StopFacts(number=PaperNumber(number=number)):
            return f"-so-{number}"
        case HandOverFacts(direction=Direction.OUT):
            return "-di"
    return ""
