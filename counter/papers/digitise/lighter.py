"""Scanned PDF pages that are too heavy for the portal: their pictures are made smaller, one page a child.

Only plain pictures are touched: one with a mask, or of black and white alone, keeps its bytes. Child only.
"""

import io

from PIL import Image
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import DictionaryObject

from counter.papers.digitise.pictures import A4, LADDER
from counter.papers.digitise.reasons import NotTaken

_MASKS = frozenset({"/SMask", "/Mask", "/Decode", "/ImageMask"})
SMALLEST = 400  # points of the longer side; below that nothing is won


def lighter_page(data: bytes, number: int, *, dpi: int, budget: int) -> tuple[bytes, int]:
    """One page of a cleaned file, at most so many bytes. NotTaken `heavy` when it stays too heavy."""
    page = PdfReader(io.BytesIO(data)).pages[number]
    for part, quality in ((1.0, 95), *LADDER):
        writer = PdfWriter()
        copy = writer.add_page(page)
        if quality < 95:
            _shrink(copy, round(A4[1] * dpi * part), quality)
        buffer = io.BytesIO()
        writer.write(buffer)
        if buffer.tell() <= budget:
            return buffer.getvalue(), 1
    raise NotTaken("heavy")


def _shrink(page: PageObject, longest: int, quality: int) -> None:
    for image in page.images:
        place = image.indirect_reference
        kept = place.get_object() if place is not None else None
        picture = image.image
        if not isinstance(kept, DictionaryObject) or _MASKS & kept.keys() or picture is None:
            continue
        if picture.mode == "1" or max(picture.size) < SMALLEST:
            continue
        small = picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
        small.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
        image.replace(small, quality=quality)
