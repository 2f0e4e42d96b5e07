"""Typst templates filled with values: PDF for paper, PNG for pictures.

Values reach a template as JSON in `sys.inputs.data` and never as Typst source, so a name with
`#`, `[`, `$` or a quote is only ever text. The typesetter is a program of its own that keeps one
compiler for each template (3 ms a page instead of 19) and sees an edited template by itself. The
font is Be Vietnam Pro from its package; letters it lacks (ƀ of Ê Đê names) come from the fonts inside
Typst, never from the machine, so a page is the same everywhere.
"""

import dataclasses
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Literal

from counter.errors import DataFault
from counter.papers.layout import papers_dir
from counter.papers.pressroom import ROOM, Job, TemplateFault
from counter.papers.values import Printable

MAU_01 = "mau-01"  # Giấy tiếp nhận hồ sơ và hẹn trả kết quả, A5
LARGE_PRINT = "mau-01-lon"  # the same for reading without glasses, A4
VISIT = "phieu-luot"  # phiếu của một lượt, A5
VISIT_LARGE = "phieu-luot-lon"  # the same in large print, A4
VISIT_THERMAL = "phieu-luot-nhiet"
THERMAL = "slip-nhiet"  # one point is one dot: 72 ppi gives the printer's own dots
CONSENT = "phieu-dong-y"  # A5
PAYMENT = "phieu-thu"  # phiếu thu tiền, A5
GIVEN_BACK = "phieu-tra-lai"  # phiếu huỷ, phiếu hoàn trả, A5
PAYMENT_THERMAL = "phieu-thu-nhiet"  # both for a receipt printer
VIETQR = "ma-vietqr"  # A6 or A5
VIETQR_THERMAL = "ma-vietqr-nhiet"
DRAWER_SHEET = "ban-giao-ngan-tien"  # phiếu bàn giao ngăn tiền, A4
DELAY = "so-tre"  # sổ trễ của hồ sơ, A4
DELAY_MONTH = "so-tre-thang"
CALL_LETTERS = "thu-bao"  # thư báo chữ lớn, A4, one a page
CALL_LIST = "danh-sach-to"  # danh sách nhờ tổ trưởng báo tin, A4
RECOVERY = "giay-khoi-phuc"  # A5
PERSON = "du-lieu-ca-nhan"  # dữ liệu đang giữ về một người, chữ lớn, A4
BREACH = "thong-bao-vi-pham"  # thông báo vi phạm dữ liệu cá nhân and biên bản, A4
WARD_REPORT = "so-lieu"  # số liệu hồ sơ của một kỳ, Biểu 06/VPCP/KSTT, A4 across

_PLACE = re.compile(r"(?P<file>[^\s/\\]+\.typ):(?P<line>\d+):\d+")


def pdf(
    template: str,
    data: Printable,
    *,
    folder: Path | None = None,
    inputs: dict[str, str] | None = None,
) -> bytes:
    """The filled template as a PDF; the same data gives the same bytes.

    `folder` is where the template lies (`data/papers`), `inputs` are further `sys.inputs`. Raises
    DataFault with file and line when the template cannot be typeset.
    """
    return b"".join(_run(template, data, "pdf", folder=folder, inputs=inputs))


def png(
    template: str,
    data: Printable,
    *,
    ppi: float,
    folder: Path | None = None,
    inputs: dict[str, str] | None = None,
) -> bytes:
    """The first page as a PNG at `ppi` dots an inch. `inputs` are further `sys.inputs`. Raises DataFault."""
    return pages(template, data, ppi=ppi, folder=folder, inputs=inputs)[0]


def pages(
    template: str,
    data: Printable,
    *,
    ppi: float,
    folder: Path | None = None,
    inputs: dict[str, str] | None = None,
) -> tuple[bytes, ...]:
    """Every page as a PNG at `ppi` dots an inch. Raises DataFault."""
    return _run(template, data, "png", ppi=ppi, folder=folder, inputs=inputs)


def warm() -> None:
    """Start the typesetter, so that the first paper comes in 30 ms instead of 200. Returns at once."""
    ROOM.warm()


def as_json(data: Printable) -> str:
    """The values as a template reads them: `d.times.due`."""
    return json.dumps(dataclasses.asdict(data), ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def _run(
    template: str,
    data: Printable,
    format: Literal["pdf", "png"],
    *,
    ppi: float | None = None,
    folder: Path | None = None,
    inputs: dict[str, str] | None = None,
) -> tuple[bytes, ...]:
    path = (folder or papers_dir()) / f"{template}.typ"
    if not path.is_file():
        raise DataFault("paper.no_template", file=path.name, line=0, path="", reason="")
    job = Job(
        template=path,
        format=format,
        ppi=ppi,
        time=int(data.issued_at.timestamp()),
        inputs={**(inputs or {}), "data": as_json(data)},
    )
    made = ROOM.run(job)
    if isinstance(made, TemplateFault):
        raise _fault(path.name, made)
    return made


def _fault(template: str, told: TemplateFault) -> DataFault:
    """The fault a supervisor can find: the file that was edited, the line, and Typst's own words."""
    place = _PLACE.search(told.diagnostic)
    return DataFault(
        "paper.fault",
        file=place["file"] if place else template,
        line=int(place["line"]) if place else 0,
        path="",
        reason=told.reason,
    )
