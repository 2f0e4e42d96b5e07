"""The QR of a paper (TCVN 7322:2009, ISO/IEC 18004): what it says, and how a page and a screen draw it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from counter.papers.layout import PaperSettings
from counter.rules import qr_parts
from counter.text import one_line

Matrix = tuple[bytes, ...]
"""One row of modules per item; 1 is dark. Without a border."""

PAPER_BORDER = 2  # modules; the white page around it does the rest
SCREEN_BORDER = 2  # with none, readers fail on a dark terminal (measured)

_ALPHANUMERIC = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")  # ISO/IEC 18004, table 5

_HALVES = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}


def payload(parts: Iterable[str], settings: PaperSettings) -> str:
    """The fields of a paper's QR in their order, joined by the separator of the settings.

    An empty field keeps its place. A separator inside a field becomes a space, so that the fields
    can always be told apart. Source: Circular 01/2023/TT-VPCP; its separator is unconfirmed.
    """
    separator = settings.qr_separator
    fields = (one_line(part) for part in parts)
    return separator.join(field.replace(separator, " ") if separator else field for field in fields)


@lru_cache(maxsize=32)
def matrix(text: str, *, level: str = "M") -> Matrix:
    """The modules of a QR code that says `text` in UTF-8, at error correction `level`.

    A text of capitals and digits alone, as a VietQR payload is, is packed tighter: two versions smaller.
    Kept for the next paper of the same dossier: finding the best mask takes 9 ms.
    Raises segno's DataOverflowError above 2,331 bytes (M); a slip's text stays below 200.
    """
    import segno  # 86 ms: only where a code is drawn

    if _ALPHANUMERIC.issuperset(text):
        cut = qr_parts.parts(text)
        code = segno.make(cut, error=level, micro=False, boost_error=False)  # type: ignore[arg-type]  # documented, not in its stub
    else:
        code = segno.make(text, error=level, micro=False, boost_error=False, encoding="utf-8", mode="byte")
    return tuple(bytes(row) for row in code.matrix)


def svg(modules: Matrix, *, border: int = PAPER_BORDER) -> str:
    """The code as one SVG path, one unit a module: sharp at any size, and small in a PDF."""
    side = len(modules) + 2 * border
    path = "".join(
        f"M{start + border} {y + border}h{length}v1h-{length}z"
        for y, row in enumerate(modules)
        for start, length in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}"'
        f' shape-rendering="crispEdges"><path d="{path}"/></svg>'
    )


def _runs(row: bytes) -> Iterable[tuple[int, int]]:
    """(start, length) of each run of dark modules."""
    start = -1
    for x, dark in enumerate((*row, 0)):
        if dark and start < 0:
            start = x
        elif not dark and start >= 0:
            yield start, x - start
            start = -1


def half_blocks(text: str, *, level: str = "M", border: int = SCREEN_BORDER) -> tuple[str, ...]:
    """The code as lines of half blocks, two modules a cell.

    The letters are the LIGHT modules: the widget must paint them white on black, never in theme
    colours. `border` (at least 2) is the light frame in modules.
    """
    width = max(border, SCREEN_BORDER)
    modules = matrix(text, level=level)
    side = len(modules) + 2 * width
    edge = bytes(width)
    rows: list[Sequence[int]] = [bytes(side)] * width
    rows += [edge + row + edge for row in modules]
    rows += [bytes(side)] * width
    if side % 2:
        rows.append(bytes(side))
    return tuple(
        "".join(_HALVES[upper, lower] for upper, lower in zip(rows[y], rows[y + 1], strict=True))
        for y in range(0, len(rows), 2)
    )
