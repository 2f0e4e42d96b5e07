"""The papers of an accepted dossier: made in a thread, kept on the disk, counted as prints."""

from dataclasses import dataclass
from pathlib import Path

from counter.i18n import t
from counter.models.dossier import DossierView
from counter.papers.files import is_sealed, keep, slip_name
from counter.papers.slip import slip_data
from counter.papers.thermal import Roll, thermal
from counter.papers.typeset import LARGE_PRINT, MAU_01, pdf
from counter.papers.values import SlipData
from counter.settings import WardSettings

KINDS = ("slip", "slip_large", "thermal_58", "thermal_80")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A paper that lies on the disk. `copy` is which print of it this is: 1 the slip itself."""

    kind: str
    copy: int
    path: Path


def make(
    view: DossierView,
    ward: WardSettings,
    kind: str,
    copy: int,
    *,
    practice: bool,
    store: Path | None = None,
) -> Printed:
    """Typeset one paper and keep it in the folder of the slips of this store. Not for the UI thread.

    Raises DataFault when a template cannot be set, CounterError when the file cannot be written.
    """
    data = slip_data(view, ward, copy=copy, practice=practice)
    content, name = _content(data, kind, copy)
    return Printed(kind=kind, copy=copy, path=keep(content, name, store=store, practice=practice))


def why_not_open(printed: Printed | None) -> str:
    """A copy in clear is made of an encrypted paper: there is none, or this one opens as it is."""
    if printed is None:
        return t("accepted.more.not_made")
    return "" if is_sealed(printed.path) else t("accepted.more.not_sealed")


def _content(data: SlipData, kind: str, copy: int) -> tuple[bytes, str]:
    code = data.head.code
    if kind == "slip":
        return pdf(MAU_01, data), slip_name(code, copy=copy)
    if kind == "slip_large":
        return pdf(LARGE_PRINT, data), slip_name(code, kind=LARGE_PRINT, copy=copy)
    roll = Roll.MM58 if kind == "thermal_58" else Roll.MM80
    return thermal(data, roll), slip_name(code, ".png", kind=kind.replace("_", "-"), copy=copy)
