"""A picture as the bytes a receipt printer takes: raster lines of ESC/POS (`GS v 0`), then a feed and a cut.

Only four commands are used, which clones know too; letters are never sent, so no code page can spoil a name
(conventions section 8).
"""

from counter.papers.bitmap import ink

_START = b"\x1b@"  # ESC @: as after switching on
_RASTER = b"\x1dv0\x00"  # GS v 0, normal size
_FEED = b"\x1bd\x04"  # ESC d: four lines, past the cutter
_CUT = b"\x1dV\x01"  # GS V: leave a corner
_BAND = 256  # rows of one command; cheap printers hold little


def bytes_of(png: bytes, *, cut: bool = True) -> bytes:
    """The whole job for one picture, as `typeset.png` writes it. Raises CounterError for no picture."""
    width, rows = ink(png)
    across = len(rows[0]) if rows else (width + 7) // 8
    out = bytearray(_START)
    for start in range(0, len(rows), _BAND):
        band = rows[start : start + _BAND]
        out += _RASTER + across.to_bytes(2, "little") + len(band).to_bytes(2, "little")
        out += b"".join(band)
    out += _FEED
    return bytes(out + _CUT if cut else out)
