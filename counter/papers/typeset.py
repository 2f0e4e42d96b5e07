"""Typst templates filled with values: PDF for paper, PNG for pictures.

Values reach a template as JSON in `sys.inputs.data` and never as Typst source, so a name with
`#`, `[`, `$` or a quote is only ever text. Each template keeps one compiler (3 ms a page instead of
19) behind a lock; a compiler sees an edited template by itself. Fonts are Be Vietnam Pro from its
package and nothing else, so a page is the same on every machine.
"""

import dataclasses
import json
import re
import threading
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from counter.errors import DataFault
from counter.papers.layout import papers_dir
from counter.papers.values import Printable

if TYPE_CHECKING:
    import typst

MAU_01 = "mau-01"  # Giấy tiếp nhận hồ sơ và hẹn trả kết quả, A5
LARGE_PRINT = "mau-01-lon"  # the same for reading without glasses, A4
THERMAL = "slip-nhiet"  # one point is one dot: 72 ppi gives the printer's own dots
CONSENT = "phieu-dong-y"  # A5

_PLACE = re.compile(r"(?P<file>[^\s/\\]+\.typ):(?P<line>\d+):\d+")
_making = threading.Lock()
_presses: dict[Path, "_Press"] = {}


def pdf(template: str, data: Printable, *, folder: Path | None = None) -> bytes:
    """The filled template as a PDF; the same data gives the same bytes.

    `folder` is where the template lies (`data/papers`). Raises DataFault with file and line when the
    template cannot be typeset.
    """
    return b"".join(_press(template, folder).run(data, "pdf", None, {}))


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
    return _press(template, folder).run(data, "png", ppi, inputs or {})


def as_json(data: Printable) -> str:
    """The values as a template reads them: `d.times.due`."""
    return json.dumps(dataclasses.asdict(data), ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def _press(template: str, folder: Path | None) -> "_Press":
    path = (folder or papers_dir()) / f"{template}.typ"
    with _making:
        press = _presses.get(path)
        if press is None:
            press = _presses[path] = _Press(path)
        return press


@lru_cache(maxsize=1)
def _fonts() -> "typst.Fonts":
    import fontpkg_be_vietnam_pro
    import typst

    files = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[files])


class _Press:
    """One template with its kept compiler; one job at a time."""

    def __init__(self, path: Path) -> None:
        import typst  # 60 ms and 30 MB: only where something is printed

        if not path.is_file():
            raise DataFault("paper.no_template", file=path.name, line=0, path="", reason="")
        self._path = path
        self._failed = typst.TypstError
        self._compiler = typst.Compiler(
            str(path), root=str(path.parent), font_paths=_fonts(), ignore_system_fonts=True
        )
        self._lock = threading.Lock()

    def run(
        self, data: Printable, format: Literal["pdf", "png"], ppi: float | None, inputs: dict[str, str]
    ) -> tuple[bytes, ...]:
        try:
            with self._lock:
                made = self._compiler.compile(
                    format=format,
                    ppi=ppi,
                    sys_inputs={**inputs, "data": as_json(data)},
                    timestamp=int(data.issued_at.timestamp()),
                    pdf_tags=False,  # 12 kB of the 60 a form may weigh, for a page that is printed
                )
        except self._failed as error:
            raise _fault(self._path.name, error) from error
        if made is None:
            raise DataFault("paper.fault", file=self._path.name, line=0, path="", reason="")
        return tuple(made) if isinstance(made, list) else (made,)


def _fault(template: str, error: "typst.TypstError") -> DataFault:
    """The fault a supervisor can find: the file that was edited, the line, and Typst's own words."""
    place = _PLACE.search(error.diagnostic)
    return DataFault(
        "paper.fault",
        file=place["file"] if place else template,
        line=int(place["line"]) if place else 0,
        path="",
        reason="; ".join([error.message, *error.hints]),
    )
