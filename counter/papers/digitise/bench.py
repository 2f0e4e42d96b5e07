"""The two jobs of the child: make one file into pages, and join the pages of a paper. Child only."""

import codecs
import contextlib
import io
import logging
import warnings
from importlib import import_module
from typing import TypedDict

from PIL import Image, JpegImagePlugin, MpoImagePlugin, PdfImagePlugin, PngImagePlugin, TiffImagePlugin

from counter.papers.digitise import lighter, pdfs, pictures
from counter.papers.digitise.kinds import kind_of
from counter.papers.digitise.reasons import NotTaken

LATE = ("ImageCms", "ImageColor", "ImageFilter", "ImagePalette", "TiffTags", "ExifTags")
ENCODINGS = (
    "ascii", "latin-1", "utf-8", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "cp1252", "cp1258",
    "mac-roman", "charmap", "unicode-escape", "raw-unicode-escape", "hex", "idna", "punycode",
)  # fmt: skip
PLUGINS = (JpegImagePlugin, MpoImagePlugin, PdfImagePlugin, PngImagePlugin, TiffImagePlugin)
try:  # pillow-heif is not among the dependencies: where somebody installed it, it is used
    import_module("pillow_heif").register_heif_opener(thumbnails=False)
except ImportError:
    HEIC = False
else:
    HEIC = True


class Job(TypedDict):
    """What the parent wants: a file's pages, or several joined."""

    do: str  # "pages", "join", or "lighter": one page of a PDF that was found sound
    name: str  # the ending of the file's name, for "pages"
    sizes: list[int]
    dpi: int
    budget: int  # bytes
    most_pages: int
    alone: bool  # the only file of its paper
    page: int  # from 0, for "lighter"


def get_ready() -> None:
    """Import everything that is imported late, while files can still be opened."""
    logging.disable()
    warnings.simplefilter("ignore")  # to show one, Python would read its own source
    for encoding in ENCODINGS:
        codecs.lookup(encoding)
    Image.MAX_IMAGE_PIXELS = None  # `pictures` counts them itself, before they are read
    Image.init()
    for name in LATE:
        import_module(f"PIL.{name}")
    picture = Image.new("RGB", (lighter.SMALLEST, 8))
    for kind in ("JPEG", "PNG", "TIFF"):
        buffer = io.BytesIO()
        picture.save(buffer, kind)
        with Image.open(io.BytesIO(buffer.getvalue())) as again:
            again.load()
            again.getexif()
    page = pictures.pages_of(buffer.getvalue(), "tiff", dpi=72, budget=100_000, most_pages=1)[0]
    sound = pdfs.clean(page, most_pages=1, budget=100_000, alone=True)[0]
    with contextlib.suppress(NotTaken):  # every step is tried, and none is light enough
        lighter.lighter_page(pdfs.join([sound], 1)[0], 0, dpi=72, budget=1)


def do(job: Job, files: list[bytes]) -> tuple[bytes, int]:
    """The PDF and its number of pages. NotTaken with the reason."""
    if job["do"] == "join":
        return pdfs.join(files, job["most_pages"])
    data = files[0]
    if job["do"] == "lighter":
        return pdfs.safely(
            lambda: lighter.lighter_page(data, job["page"], dpi=job["dpi"], budget=job["budget"])
        )
    kind = kind_of(data, job["name"])
    if kind == "pdf":
        return pdfs.clean(data, most_pages=job["most_pages"], budget=job["budget"], alone=job["alone"])
    if kind == "heic" and not HEIC:
        raise NotTaken("heic")
    made = pictures.pages_of(data, kind, dpi=job["dpi"], budget=job["budget"], most_pages=job["most_pages"])
    return pdfs.join(made, job["most_pages"])
