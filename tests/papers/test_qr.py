"""QR codes on a screen and on paper say exactly what they were given."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from counter.papers import qr

from .reading import qr_text

PAYLOAD = "H57.15-261120-0254|1.001193|046195001234|Giấy tiếp nhận hồ sơ và hẹn trả kết quả|counter|2026"


def painted(lines: tuple[str, ...], cell: int = 4) -> bytes:
    """The lines as a terminal paints them: the letters white on black, two modules a cell."""
    upper, lower = set("█▀"), set("█▄")
    image = Image.new("L", (len(lines[0]) * cell, len(lines) * 2 * cell), 0)
    for y, line in enumerate(lines):
        for x, letter in enumerate(line):
            for half, whites in ((0, upper), (1, lower)):
                if letter in whites:
                    top = (2 * y + half) * cell
                    image.paste(255, (x * cell, top, (x + 1) * cell, top + cell))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("border", [0, 2, 4])
@pytest.mark.parametrize("text", ["a", PAYLOAD, "Đường Nguyễn Huệ – 21.000đ", "x" * 300])
def test_half_blocks_can_be_scanned_from_a_dark_screen(text: str, border: int) -> None:
    lines = qr.half_blocks(text, border=border)
    assert len({len(line) for line in lines}) == 1
    assert qr_text(painted(lines)) == text


def test_the_light_frame_is_never_narrower_than_two_modules() -> None:
    for border in (0, 1, 2):
        lines = qr.half_blocks("a", border=border)
        assert set(lines[0]) == {"█"}
        assert all(line.startswith("██") and line.endswith("██") for line in lines)


def test_a_slip_payload_fits_a_small_terminal_at_the_lowest_level() -> None:
    lines = qr.half_blocks(PAYLOAD, level="L")
    assert len(lines) <= 30 and len(lines[0]) <= 80


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=60))
@settings(max_examples=40, deadline=None)
def test_the_svg_draws_every_dark_module_and_no_other(text: str) -> None:
    modules = qr.matrix(text)
    border = qr.PAPER_BORDER
    drawn = set()
    for step in qr.svg(modules).split('d="')[1].split('"')[0].split("M")[1:]:
        x, y = step.split("h")[0].split(" ")
        length = int(step.split("h")[1].split("v")[0])
        drawn |= {(int(x) + n - border, int(y) - border) for n in range(length)}
    assert drawn == {(x, y) for y, row in enumerate(modules) for x, dark in enumerate(row) if dark}
