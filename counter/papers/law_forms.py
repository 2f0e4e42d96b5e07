"""The one door to the papers of the law: from facts to values, from values to a PDF.

`values_of` knows which function says which facts, `TEMPLATES` which template lays which values out.
"""

import io
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from counter.models.law_papers import (
    ControlFacts,
    ExtensionFacts,
    HandOverFacts,
    LawFacts,
    RefusalFacts,
    RegisterFacts,
    ResultFacts,
    StopFacts,
    SupplementFacts,
)
from counter.papers.law_control import control_data
from counter.papers.law_letters import extension_data, stop_data
from counter.papers.law_register import hand_over_data, register_data
from counter.papers.law_requests import refusal_data, supplement_data
from counter.papers.law_result import result_data
from counter.papers.law_values import (
    ControlData,
    ExtensionData,
    HandOverData,
    LawData,
    RefusalData,
    RegisterData,
    ResultData,
    StopData,
    SupplementData,
)
from counter.papers.typeset import pdf
from counter.settings import WardSettings

TEMPLATES: Final[Mapping[type[LawData], str]] = MappingProxyType(
    {
        SupplementData: "mau-02",
        RefusalData: "mau-03",
        ExtensionData: "mau-04",
        StopData: "mau-05",
        ControlData: "mau-06",
        RegisterData: "mau-07",
        ResultData: "bien-nhan-ket-qua",
        HandOverData: "ban-giao-ket-qua",
    }
)
"""The template of `data/papers` for each kind of values."""

PART: Final = 800
"""Rows of the register in one job: about three seconds, far from the patience of the pressroom."""


def values_of(facts: LawFacts, ward: WardSettings, *, copy: int = 1, practice: bool = False) -> LawData:
    """What the paper says of these facts. `copy`: 1 the paper itself, a later one says BẢN SAO.

    Raises DataFault when the paper settings are wrong.
    """
    match facts:
        case SupplementFacts():
            return supplement_data(facts, ward, copy=copy, practice=practice)
        case RefusalFacts():
            return refusal_data(facts, ward, copy=copy, practice=practice)
        case ExtensionFacts():
            return extension_data(facts, ward, copy=copy, practice=practice)
        case StopFacts():
            return stop_data(facts, ward, copy=copy, practice=practice)
        case ControlFacts():
            return control_data(facts, ward, copy=copy, practice=practice)
        case RegisterFacts():
            return register_data(facts, ward, copy=copy, practice=practice)
        case ResultFacts():
            return result_data(facts, ward, copy=copy, practice=practice)
        case HandOverFacts():
            return hand_over_data(facts, ward, copy=copy, practice=practice)


def draw(data: LawData) -> bytes:
    """The paper as a PDF. Raises DataFault with file and line when its template cannot be set."""
    template = TEMPLATES[type(data)]
    if isinstance(data, RegisterData) and len(data.lines) > PART:
        return _book(template, data)
    return pdf(template, data)


def _book(template: str, data: RegisterData) -> bytes:
    """A long register in parts, one job of the typesetter each: a year of a ward is a thousand pages."""
    from pypdf import PdfReader, PdfWriter  # 100 ms that only a book needs

    book, starts = PdfWriter(), range(0, len(data.lines), PART)
    for start in starts:
        part = "first" if not start else "last" if start == starts[-1] else "middle"
        piece = replace(
            data, lines=data.lines[start : start + PART], part=part, first_page=len(book.pages) + 1
        )
        book.append(PdfReader(io.BytesIO(pdf(template, piece))))
    target = io.BytesIO()
    book.write(target)
    return target.getvalue()
