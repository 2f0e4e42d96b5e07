"""Photos and scanned pictures as PDF pages: upright, no larger than A4 needs, light enough. Child only."""

import io
import struct
from collections.abc import Iterator

from PIL import Image, UnidentifiedImageError

from counter.papers.digitise.reasons import NotTaken

A4 = (8.27, 11.69)  # inches
FORMATS = {"jpeg": ("JPEG", "MPO"), "png": ("PNG",), "tiff": ("TIFF",), "heic": ("HEIF",)}
MOST_PIXELS = {"jpeg": 250_000_000}  # a JPEG can be read at an eighth of its size
MOST_OTHERS = 60_000_000  # A4 at 600 dpi is 35; with the memory of the child in mind
LADDER = ((1.0, 80), (1.0, 65), (0.75, 65), (0.6, 55))  # of the resolution; quality
_ORIENTATION = 0x0112  # of EXIF
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


_SPOILED = (  # what Pillow raises on a spoiled file, beside its own
    UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, LookupError, ImportError, TypeError,
    ZeroDivisionError, OverflowError, AttributeError, RuntimeError, struct.error,
)  # fmt: skip


def pages_of(data: bytes, kind: str, *, dpi: int, budget: int, most_pages: int) -> list[bytes]:
    """Each frame as a PDF of one page, together at most `budget` bytes where the ladder allows.

    NotTaken: damaged or truncated, huge, more frames than pages are allowed, too heavy on the last step.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS[kind]) as picture:
            frames = [_small(frame, kind, dpi) for frame in _frames(picture, kind, most_pages)]
    except MemoryError:
        raise NotTaken("huge") from None
    except _SPOILED:
        raise NotTaken("damaged") from None
    share = budget // len(frames)
    return [_page(frame, dpi, share) for frame in frames]


def _frames(picture: Image.Image, kind: str, most_pages: int) -> Iterator[Image.Image]:
    """The pages of a TIFF; only the picture itself of the others (a phone adds small copies)."""
    number = getattr(picture, "n_frames", 1) if kind == "tiff" else 1
    if number > most_pages:
        raise NotTaken("many_pages", pages=number, most=most_pages)
    for place in range(number):
        if place:
            picture.seek(place)
        width, height = picture.size
        if width * height > MOST_PIXELS.get(kind, MOST_OTHERS):
            raise NotTaken("huge")
        if width < 2 or height < 2:
            raise NotTaken("damaged")
        yield picture


def _small(picture: Image.Image, kind: str, dpi: int) -> Image.Image:
    """Upright, on white, one of L and RGB, no more pixels than A4 needs."""
    longest = round(A4[1] * dpi)
    turn = _turn(picture)
    if kind == "jpeg":
        picture.draft(None, (longest, longest))
    flat = _flat(picture)
    flat.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    made = _on_white(flat)
    if turn is not None:
        made = made.transpose(turn)
    made.info.clear()  # where and when it was taken, with which phone
    return made


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """How to hold it upright, as the camera noted; spoiled notes are no reason to refuse a paper."""
    try:
        noted = picture.getexif().get(_ORIENTATION, 1)
    except (OSError, ValueError, SyntaxError, LookupError, TypeError, struct.error, OverflowError):
        return None
    return _TURNS.get(noted) if isinstance(noted, int) else None


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGB", "L", "RGBA", "LA"):
        picture.load()
        return picture.copy() if getattr(picture, "n_frames", 1) > 1 else picture
    if picture.mode.startswith("I;16") or picture.mode == "I":
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if picture.mode == "1":
        return picture.convert("L")
    if picture.mode in ("P", "PA"):
        return picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "PA" else "RGB")
    return picture.convert("RGB")  # CMYK, YCbCr, LAB


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in ("RGBA", "LA"):
        return picture
    full = picture.convert("RGBA")
    ground = Image.new("RGB", full.size, "white")
    ground.paste(full, mask=full.getchannel("A"))
    return ground


def _page(picture: Image.Image, dpi: int, share: int) -> bytes:
    """The first step of the ladder that is light enough."""
    for part, quality in LADDER:
        made = _pdf(picture, dpi * part, quality)
        if len(made) <= share:
            return made
    raise NotTaken("heavy")


def _pdf(picture: Image.Image, dpi: float, quality: int) -> bytes:
    longest = round(A4[1] * dpi)
    page = picture
    if max(picture.size) > longest:
        page = picture.copy()
        page.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    short, long = sorted(page.size)
    resolution = max(short / A4[0], long / A4[1], 72.0)  # never larger than A4
    buffer = io.BytesIO()
    page.save(buffer, "PDF", resolution=resolution, quality=quality, optimize=True)
    return buffer.getvalue()
