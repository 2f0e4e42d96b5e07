"""One-bit pictures: what a thermal printer's head can do, dot by dot.

Typst writes 8-bit RGBA; a receipt printer wants black or white. Both are PNG, so the little of PNG
that is needed stands here (ISO/IEC 15948, sections 9 and 11) instead of an image library of 20 MB.
"""

import struct
import zlib
from collections.abc import Iterator
from itertools import accumulate

from counter.errors import CounterError

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}  # by colour type: grey, RGB, grey and alpha, RGBA
_INK_BELOW = 150  # of 255: a little darker than half, so that thin strokes survive
_DOTS_PER_METRE = round(203 / 0.0254)
_BITS = bytes(0x31 if value < _INK_BELOW else 0x30 for value in range(256))  # "1" is ink


def one_bit(png: bytes) -> bytes:
    """The picture in black and white, same size, as a 1-bit grey PNG of 203 dots an inch.

    Reads non-interlaced 8-bit PNGs whose pages are opaque, as Typst writes them; the first channel
    decides. Raises CounterError for any other file.
    """
    width, height, channels, data = _open(png)
    stride = (width + 7) // 8
    spare = stride * 8 - width
    rows = bytearray()
    for row in _rows(data, width, height, channels):
        ink = int(row.translate(_BITS), 2) << spare
        paper = ((1 << width) - 1) << spare
        rows += b"\0" + (paper ^ ink).to_bytes(stride, "big")
    return _file(width, height, bytes(rows))


def ink(png: bytes) -> tuple[int, list[bytes]]:
    """Width in dots, and each row with a set bit for every dot of ink, the last byte filled with paper.

    Reads what `one_bit` reads and what it writes. Raises CounterError for any other file.
    """
    if own := _own(png):
        return own
    width, height, channels, data = _open(png)
    stride = (width + 7) // 8
    spare = stride * 8 - width
    rows = _rows(data, width, height, channels)
    return width, [(int(row.translate(_BITS), 2) << spare).to_bytes(stride, "big") for row in rows]


def _own(png: bytes) -> tuple[int, list[bytes]] | None:
    """The rows of a picture that `one_bit` wrote: 1-bit grey, no filter; None for another."""
    chunks = list(_chunks(png))
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if (depth, colour, interlaced) != (1, 0, 0):
        return None
    data = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    stride = (width + 7) // 8
    paper = ((1 << width) - 1) << (stride * 8 - width)
    starts = range(0, height * (stride + 1), stride + 1)
    if any(data[start] for start in starts):
        raise CounterError("paper.not_a_picture")
    rows = (int.from_bytes(data[start + 1 : start + 1 + stride], "big") for start in starts)
    return width, [(paper & ~row).to_bytes(stride, "big") for row in rows]


def _open(png: bytes) -> tuple[int, int, int, bytes]:
    """Width, height, channels and the filtered rows."""
    chunks = list(_chunks(png))
    if not chunks or chunks[0][0] != b"IHDR":
        raise CounterError("paper.not_a_picture")
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if depth != 8 or interlaced or colour not in _CHANNELS:
        raise CounterError("paper.not_a_picture")
    packed = b"".join(body for kind, body in chunks if kind == b"IDAT")
    return width, height, _CHANNELS[colour], zlib.decompress(packed)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not png.startswith(_SIGNATURE):
        raise CounterError("paper.not_a_picture")
    at = len(_SIGNATURE)
    while at + 8 <= len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        yield kind, png[at + 8 : at + 8 + length]
        at += length + 12


def _rows(data: bytes, width: int, height: int, channels: int) -> Iterator[bytes]:
    """The first channel of each row, its filter undone: a filter never mixes channels."""
    above = bytes(width)
    length = width * channels + 1
    for start in range(0, height * length, length):
        above = _unfilter(data[start], bytearray(data[start + 1 : start + length : channels]), above)
        yield above


def _unfilter(kind: int, row: bytearray, above: bytes) -> bytes:
    """One row of one channel: 0 none, 1 left, 2 above, 3 the mean of both, 4 Paeth."""
    if kind == 1:
        return bytes(value & 255 for value in accumulate(row))
    if kind == 2:
        return bytes((value + up) & 255 for value, up in zip(row, above, strict=True)) if any(row) else above
    left = corner = 0
    if kind == 3:
        for x, up in enumerate(above):
            row[x] = left = (row[x] + (left + up) // 2) & 255
    elif kind == 4:
        for x, up in enumerate(above):
            row[x] = left = (row[x] + _paeth(left, up, corner)) & 255
            corner = up
    return bytes(row)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    to_left, to_up, to_corner = abs(guess - left), abs(guess - up), abs(guess - corner)
    if to_left <= to_up and to_left <= to_corner:
        return left
    return up if to_up <= to_corner else corner


def _file(width: int, height: int, rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    resolution = struct.pack(">IIB", _DOTS_PER_METRE, _DOTS_PER_METRE, 1)
    parts = (b"IHDR", header), (b"pHYs", resolution), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
