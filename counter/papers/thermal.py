"""The slip for a receipt printer: a 1-bit picture exactly as wide as the printer's head."""

from enum import IntEnum
from pathlib import Path

from counter.papers.bitmap import one_bit
from counter.papers.typeset import THERMAL, png
from counter.papers.values import Printable


class Roll(IntEnum):
    """The paper of the printer; the value is its head in dots at 203 dpi (conventions section 8)."""

    MM58 = 384
    MM80 = 576


def thermal(
    data: Printable, roll: Roll = Roll.MM80, *, template: str = THERMAL, folder: Path | None = None
) -> bytes:
    """The paper as a PNG for this roll, black and white, as long as it needs. Raises DataFault."""
    # One point of the template is one dot of the head: letters and QR modules fall on whole dots.
    return one_bit(png(template, data, ppi=72, folder=folder, inputs={"dots": str(int(roll))}))
