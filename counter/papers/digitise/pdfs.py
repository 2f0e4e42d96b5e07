"""PDF files: looked through for what acts by itself, measured, and written anew. Child only."""

import io
import zlib
from collections.abc import Callable, Iterable, Iterator

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from counter.papers.digitise.reasons import NotTaken

MOST_UNPACKED = 150 * 1024 * 1024  # bytes of all streams of a file, at every layer
MOST_OBJECTS = 100_000
MOST_LAYERS = 3
MOST_PIXELS = 120_000_000
_PIECE = 1 << 16
_ACTS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie",
     "/Sound", "/RichMediaExecute", "/RichMedia", "/Screen", "/3D", "/SetOCGState"}
)  # fmt: skip
_ACTING_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/AA"})
_EMBEDDED_KEYS = frozenset({"/EF", "/EmbeddedFiles"})
_PAGE_KEYS = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/UserUnit",
     "/Annots", "/Group"}
)  # fmt: skip
_SEEN_MARKS = frozenset(
    {"/Widget", "/FreeText", "/Stamp", "/Ink", "/Highlight", "/Underline", "/StrikeOut", "/Square",
     "/Circle", "/Line", "/Polygon", "/PolyLine"}
)  # fmt: skip
_MARK_KEYS = frozenset({"/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F"})
_FLATE = frozenset({"/FlateDecode", "/Fl"})
_PICTURE = frozenset({"/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"})


def clean(data: bytes, *, most_pages: int, budget: int, alone: bool) -> tuple[bytes, int]:
    """The pages and what is seen on them, without anything else the file carried; how many.

    A signed file is kept byte for byte, so that its signature stays true: only as the one file of a paper.
    NotTaken: encrypted, damaged or cut off, acting, carrying files, a bomb, too many pages, too heavy.
    """
    return safely(lambda: _clean(data, most_pages, budget, alone))


def safely(work: Callable[[], tuple[bytes, int]]) -> tuple[bytes, int]:
    """Do it; what pypdf raises on a spoiled or hostile file is said as a reason."""
    try:
        return work()
    except (LimitReachedError, MemoryError, RecursionError):
        raise NotTaken("bomb") from None
    except (PyPdfError, ValueError, LookupError, ImportError, TypeError, AttributeError, AssertionError,
            OSError, zlib.error, OverflowError, NotImplementedError, ZeroDivisionError):  # fmt: skip
        raise NotTaken("damaged") from None


def _clean(data: bytes, most_pages: int, budget: int, alone: bool) -> tuple[bytes, int]:
    if b"%%EOF" not in data[-2048:]:
        raise NotTaken("damaged")
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise NotTaken("encrypted")
    signed = _look_through(reader)
    pages = _pages(reader, most_pages)
    if signed:
        if not alone:
            raise NotTaken("signed")
        made = data
    else:
        made = _written(map(_bare, pages))
    if len(made) > budget:  # the parent may have its pages made lighter, unless it is signed
        raise NotTaken("heavy", pages=0 if signed else len(pages))
    return made, len(pages)


def join(files: Iterable[bytes], most_pages: int) -> tuple[bytes, int]:
    """Files that were made in here, as one."""
    pages = [page for data in files for page in PdfReader(io.BytesIO(data)).pages]
    if len(pages) > most_pages:
        raise NotTaken("many_pages", pages=len(pages), most=most_pages)
    return _written(pages), len(pages)


def _pages(reader: PdfReader, most: int) -> list[PageObject]:
    pages = []
    for page in reader.pages:
        pages.append(page)
        if len(pages) > most:
            raise NotTaken("many_pages", pages=len(reader.pages), most=most)
        if not (0 < float(page.mediabox.width) <= 14_400 and 0 < float(page.mediabox.height) <= 14_400):
            raise NotTaken("damaged")
    if not pages:
        raise NotTaken("damaged")
    return pages


def _written(pages: Iterable[PageObject]) -> bytes:
    writer = PdfWriter()
    for page in pages:
        writer.add_page(page)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _bare(page: PageObject) -> PageObject:
    """The page with its marks and filled-in fields as they look, and nothing that can be clicked."""
    for key in [key for key in page if key not in _PAGE_KEYS]:
        del page[key]
    marks = page.get("/Annots")
    marks = marks.get_object() if marks is not None else None
    kept = ArrayObject()
    for entry in marks if isinstance(marks, ArrayObject) else ():
        mark = entry.get_object()
        if isinstance(mark, DictionaryObject) and mark.get("/Subtype") in _SEEN_MARKS and "/AP" in mark:
            kept.append(DictionaryObject({k: v for k, v in mark.items() if k in _MARK_KEYS}))
    if kept:
        page[NameObject("/Annots")] = kept
    else:
        page.pop("/Annots", None)
    return page


def _look_through(reader: PdfReader) -> bool:
    """Go through everything that can be reached once. Whether the file is signed."""
    left: list[PdfObject | None] = [reader.trailer.raw_get("/Root")]
    seen: set[tuple[int, int]] = set()
    unpacked = _Count()
    number, signed = 0, False
    while left:
        found = left.pop()
        if isinstance(found, IndirectObject):
            place = (found.idnum, found.generation)
            if place in seen:
                continue
            seen.add(place)
            found = found.get_object()
        number += 1
        if number > MOST_OBJECTS:
            raise NotTaken("bomb")
        if isinstance(found, DictionaryObject):
            _look_at(found)
            signed = signed or "/ByteRange" in found
            if isinstance(found, StreamObject):
                _measure(found, unpacked)
            left.extend(found.raw_get(key) for key in found)
        elif isinstance(found, ArrayObject):
            left.extend(found)
    return signed


def _look_at(found: DictionaryObject) -> None:
    if any(found.get(key) is not None for key in _EMBEDDED_KEYS & found.keys()):
        raise NotTaken("embedded")
    if _ACTING_KEYS & found.keys() or found.get("/S") in _ACTS or found.get("/Subtype") in _ACTS:
        raise NotTaken("active")
    if found.get("/Subtype") == "/FileAttachment":
        raise NotTaken("embedded")


class _Count:
    """Bytes that came out so far, of all layers of all streams."""

    def __init__(self) -> None:
        self.bytes = 0

    def add(self, more: int) -> None:
        self.bytes += more
        if self.bytes > MOST_UNPACKED:
            raise NotTaken("bomb")


def _measure(stream: StreamObject, unpacked: _Count) -> None:
    """Unpack a stream piece by piece and keep nothing: only how much it is counts."""
    filters = stream.get("/Filter")
    filters = filters.get_object() if filters is not None else None
    each = filters if isinstance(filters, ArrayObject) else [filters]
    names = [str(name.get_object()) if name is not None else "" for name in each]
    if len(names) > MOST_LAYERS:
        raise NotTaken("bomb")
    width, height = (stream.get(key, 0) for key in ("/Width", "/Height"))
    if isinstance(width, int) and isinstance(height, int) and width * height > MOST_PIXELS:
        raise NotTaken("huge")
    pieces: Iterable[bytes] = (stream._data,)  # the bytes as they lie in the file; pypdf has no public name
    for name in names:
        if name in _PICTURE:
            return
        if name in _FLATE:
            pieces = _counted(_inflated(pieces), unpacked)
        elif name:
            unpacked.add(len(stream.get_data()))  # pypdf's own limits hold
            return
    for _ in pieces:
        pass


def _counted(pieces: Iterable[bytes], unpacked: _Count) -> Iterator[bytes]:
    for piece in pieces:
        unpacked.add(len(piece))
        yield piece


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    machine = zlib.decompressobj()
    for piece in pieces:
        rest = piece
        while rest:
            out = machine.decompress(rest, _PIECE)
            if out:
                yield out
            if machine.eof:
                return
            rest = machine.unconsumed_tail
