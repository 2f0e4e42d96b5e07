"""Reading papers back: the text of a PDF, the QR in a picture."""

import io
import re
import unicodedata

import zxingcpp
from PIL import Image
from pypdf import PdfReader

SPACES = re.compile(r"\s+")


def pdf_pages(pdf: bytes) -> list[str]:
    """The text of each page, NFC, white space as it came."""
    return [unicodedata.normalize("NFC", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def pdf_text(pdf: bytes) -> str:
    """The text of all pages, NFC, every run of white space (line breaks too) one space."""
    return SPACES.sub(" ", " ".join(pdf_pages(pdf))).strip()


def squeezed(text: str) -> str:
    """Without any white space: for words that a narrow column breaks in two."""
    return SPACES.sub("", unicodedata.normalize("NFC", text))


def qr_text(png: bytes) -> str:
    """What the one QR code of a picture says."""
    codes = zxingcpp.read_barcodes(picture(png))
    assert len(codes) == 1, f"{len(codes)} codes found"
    return codes[0].text


def picture(png: bytes) -> Image.Image:
    """The picture in grey."""
    return Image.open(io.BytesIO(png)).convert("L")
