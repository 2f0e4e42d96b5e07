"""The slip for a receipt printer: dots, not shades, and exactly as many as the head has."""

import io
import struct
import zlib
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from counter.errors import CounterError
from counter.models.dossier import DossierView
from counter.papers import typeset
from counter.papers.bitmap import one_bit
from counter.papers.slip import slip_data
from counter.papers.thermal import Roll, thermal

from .factory import BARE_WARD, WARD, dossier
from .reading import qr_text
from .samples import filled_with, long_dossier


@pytest.mark.parametrize(("roll", "dots"), [(Roll.MM58, 384), (Roll.MM80, 576)])
@pytest.mark.parametrize(
    "view", [dossier(), long_dossier(), filled_with("W" * 300)], ids=["short", "long", "W"]
)
def test_it_is_one_bit_deep_and_as_wide_as_the_head(roll: Roll, dots: int, view: DossierView) -> None:
    made = thermal(slip_data(view, WARD), roll)
    image = Image.open(io.BytesIO(made))
    assert (image.mode, image.width) == ("1", dots)
    assert round(image.info["dpi"][0]) == 203
    assert image.height < 20 * dots, "no endless paper"
    sides = (image.crop((0, 0, 6, image.height)), image.crop((dots - 6, 0, dots, image.height)))
    assert all(side.convert("L").getextrema() == (255, 255) for side in sides), "ink at the edge"


@pytest.mark.parametrize("roll", list(Roll))
@pytest.mark.parametrize("practice", [False, True])
def test_its_qr_can_be_scanned_from_the_dots(roll: Roll, practice: bool) -> None:
    data = slip_data(long_dossier(), BARE_WARD, practice=practice)
    assert qr_text(thermal(data, roll)) == data.qr.text


def test_every_qr_module_is_the_same_whole_number_of_dots() -> None:
    """The code is drawn, not scaled: shrunk by its module size it is the very matrix."""
    data = slip_data(dossier(), WARD)
    image = Image.open(io.BytesIO(thermal(data, Roll.MM58))).convert("L")
    size = 5
    side = data.qr.side * size
    code = image.crop((8, 8, 8 + side, 8 + side))
    for y in range(data.qr.side):
        for x in range(data.qr.side):
            module = code.crop((x * size, y * size, (x + 1) * size, (y + 1) * size))
            low, high = module.getextrema()
            assert low == high, f"module {x},{y} is part ink, part paper"


def test_the_picture_is_the_typeset_page_cut_at_one_shade() -> None:
    """Our own PNG reading against an image library's."""
    page = typeset.png(typeset.THERMAL, slip_data(long_dossier(), WARD), ppi=72, inputs={"dots": "384"})
    expected = Image.open(io.BytesIO(page)).getchannel(0).point(lambda v: 255 if v >= 150 else 0)
    assert Image.open(io.BytesIO(one_bit(page))).convert("L").tobytes() == expected.tobytes()


@given(
    width=st.integers(1, 19),
    height=st.integers(1, 6),
    channels=st.sampled_from([("L", 1), ("RGB", 3), ("RGBA", 4)]),
    kinds=st.lists(st.integers(0, 4), min_size=6, max_size=6),
    noise=st.randoms(use_true_random=False),
)
@settings(max_examples=60, deadline=None)
def test_every_png_filter_is_undone(
    width: int, height: int, channels: tuple[str, int], kinds: list[int], noise: Random
) -> None:
    """Rows filtered in any of the five ways come out as an image library reads them."""
    mode, count = channels
    raw = b"".join(bytes([kinds[y]]) + noise.randbytes(width * count) for y in range(height))
    colour = {"L": 0, "RGB": 2, "RGBA": 6}[mode]
    png = _png(struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0), zlib.compress(raw))
    expected = Image.open(io.BytesIO(png)).getchannel(0).point(lambda v: 255 if v >= 150 else 0)
    assert Image.open(io.BytesIO(one_bit(png))).convert("L").tobytes() == expected.tobytes()


@pytest.mark.parametrize(
    "not_ours",
    [
        b"",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        pytest.param(
            b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBBI", 13, b"IHDR", 1, 1, 16, 2, 0, 0, 0, 0), id="16"
        ),
    ],
)
def test_another_kind_of_picture_is_refused(not_ours: bytes) -> None:
    with pytest.raises(CounterError) as caught:
        one_bit(not_ours)
    assert caught.value.message_id == "paper.not_a_picture"


def _png(header: bytes, rows: bytes) -> bytes:
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
