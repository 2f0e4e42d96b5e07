"""Whether every paper template can be typeset, found out before a resident waits for the paper.

Each is filled with made-up values of its own kind, once with every part there and once with every part that
may be missing left out, so that an edit in either branch of a template is seen.
"""

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import UnionType
from typing import cast, get_args, get_origin, get_type_hints

from counter.errors import DataFault
from counter.papers import qr, trial, typeset
from counter.papers.call_values import CallLettersData, CallListData
from counter.papers.delay_values import DelayMonthData, DelaySheetData
from counter.papers.law_forms import TEMPLATES as LAW_TEMPLATES
from counter.papers.law_settings import symbols
from counter.papers.layout import paper_settings
from counter.papers.personal_values import BreachNoticeData, PersonDataPaper
from counter.papers.value_parts import RecoveryData, TrialData
from counter.papers.values import (
    Code,
    ConsentData,
    DrawerSheetData,
    PaymentSlipData,
    Printable,
    SlipData,
    VietQrData,
)
from counter.papers.visit_values import VisitSlipData
from counter.papers.ward_report_values import WardReportData

KINDS: dict[str, type[Printable]] = {
    typeset.MAU_01: SlipData,
    typeset.LARGE_PRINT: SlipData,
    typeset.THERMAL: SlipData,
    typeset.CONSENT: ConsentData,
    typeset.PAYMENT: PaymentSlipData,
    typeset.GIVEN_BACK: PaymentSlipData,
    typeset.PAYMENT_THERMAL: PaymentSlipData,
    typeset.VIETQR: VietQrData,
    typeset.VIETQR_THERMAL: VietQrData,
    typeset.DRAWER_SHEET: DrawerSheetData,
    typeset.DELAY: DelaySheetData,
    typeset.DELAY_MONTH: DelayMonthData,
    typeset.CALL_LETTERS: CallLettersData,
    typeset.CALL_LIST: CallListData,
    **{template: kind for kind, template in LAW_TEMPLATES.items()},
    typeset.WARD_REPORT: WardReportData,
    typeset.VISIT: VisitSlipData,
    typeset.VISIT_LARGE: VisitSlipData,
    typeset.VISIT_THERMAL: VisitSlipData,
    typeset.RECOVERY: RecoveryData,
    typeset.BREACH: BreachNoticeData,
    typeset.PERSON: PersonDataPaper,
    trial.PAGE: TrialData,
    trial.ROLL: TrialData,
}
"""Every template of `data/papers` by its name, and the values it is filled with."""

_AT = datetime(2026, 11, 20, 2, 43, tzinfo=UTC)
_TEXT = "Aa 1"


def check(folder: Path | None = None) -> tuple[DataFault, ...]:
    """The faults of the paper settings and of every template, with file and line; each one once."""
    found: dict[tuple[object, ...], DataFault] = {}
    for settings in (paper_settings, symbols):
        try:
            settings(folder)
        except DataFault as fault:
            found[_place(fault)] = fault
    for template, kind in KINDS.items():
        for full in (True, False):
            if not full and template == typeset.GIVEN_BACK:
                continue  # a slip of money given back always says of what
            try:
                typeset.pdf(template, sample(kind, full=full), folder=folder)
            except DataFault as fault:
                found.setdefault(_place(fault), fault)
    return tuple(found.values())


def sample(kind: type[Printable], *, full: bool) -> Printable:
    """Made-up values of a paper: every text and list filled, or all that may be empty left empty."""
    return cast(Printable, _value(kind, full))


def _value(hint: object, full: bool) -> object:
    """A value of one annotation of `values`: text, yes or no, count, instant, tuple or value class."""
    if hint is Code:
        modules = qr.matrix(_TEXT)
        return Code(text=_TEXT, side=len(modules) + 2 * qr.PAPER_BORDER, svg=qr.svg(modules))
    if hint is str:
        return _TEXT if full else ""
    if hint is bool:
        return full  # both ways of a paper are set: once filled, once left empty
    if hint is int:
        return 1
    if hint is datetime:
        return _AT
    if get_origin(hint) is tuple:
        return (_value(get_args(hint)[0], full),) if full else ()
    if get_origin(hint) is UnionType:
        return _value(get_args(hint)[0], full) if full else None
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint)
        return hint(**{field.name: _value(hints[field.name], full) for field in fields(hint)})
    raise TypeError(f"no made-up value for {hint}")


def _place(fault: DataFault) -> tuple[object, ...]:
    """Where a fault is and what: the shared part is read by every template, and is told once."""
    return tuple(fault.params.get(name) for name in ("file", "line", "path", "reason"))
