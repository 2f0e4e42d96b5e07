"""Vietnamese typed through input methods that delete and retype, as byte streams on a real pty."""

import unicodedata

import pytest

from tests.pty.terminal import Terminal

GAPS = (0.05, 0.01, 0.0)
F6, F7 = b"\x1b[17~", b"\x1b[18~"


def telex(*strokes: str, rubout: str = "\x7f") -> list[str]:
    """One burst a keystroke; "<" stands for the input method's Backspace."""
    return [stroke.replace("<", rubout) for stroke in strokes]


TIENG_VIET = ("t", "i", "e", "<ê", "<ế", "n", "g", " ", "V", "i", "e", "t", "<<êt", "<<ệt")
TIENG_DUOC = ("t", "i", "e", "n", "g", "<<<êng", "<<<ếng", " ", "d", "<đ", "u", "o", "<<ươ", "c", "<<ợc")
HONG_DUONG = (
    *("N", "g", "u", "y", "e", "<ê", "n", "<<ễn", " ", "T", "h", "i", "<ị", " ", "H", "o", "<ô", "n", "g"),
    *("<<<ồng", " ", "D", "<Đ", "u", "o", "<<ươ", "n", "g", "<<<<ường"),
)
WORDS = [
    (TIENG_VIET, "tiếng Việt"),
    (TIENG_DUOC, "tiếng được"),
    (HONG_DUONG, "Nguyễn Thị Hồng Đường"),
]


@pytest.mark.parametrize("rubout", ["\x7f", "\x08"], ids=["0x7f", "0x08"])
@pytest.mark.parametrize("gap", GAPS, ids=["50ms", "10ms", "0ms"])
@pytest.mark.parametrize(("strokes", "text"), WORDS, ids=[text for _, text in WORDS])
def test_retyped_letters_arrive(
    fields: Terminal, strokes: tuple[str, ...], text: str, gap: float, rubout: str
) -> None:
    fields.press(telex(*strokes, rubout=rubout), gap)
    fields.wait_for(f"box=<{text}>", 3)


@pytest.mark.parametrize("gap", GAPS, ids=["50ms", "10ms", "0ms"])
def test_retyped_letters_arrive_in_a_field_of_several_rows(fields: Terminal, gap: float) -> None:
    fields.send(F7)
    fields.press(telex(*TIENG_VIET, "\r", *TIENG_DUOC), gap)
    fields.wait_for("long=<tiếng Việt/tiếng được>", 3)


def test_all_in_one_read(fields: Terminal) -> None:
    fields.send("".join(telex(*HONG_DUONG)))
    fields.wait_for("box=<Nguyễn Thị Hồng Đường>", 3)


def test_an_input_method_that_selects_what_it_replaces(fields: Terminal) -> None:
    fields.press(["v", "i", "e", "\x1b[1;2Dê", "t", "\x1b[1;2D\x1b[1;2Dệt"])
    fields.wait_for("box=<việt>", 3)


def test_kitty_protocol(fields: Terminal) -> None:
    fields.press(["v", "i", "e", "\x1b[127u\x1b[0;;234u", "t"])
    fields.wait_for("box=<viêt>", 3)


def test_arrow_before_letter(fields: Terminal) -> None:
    fields.send("ac\x1b[Db")
    fields.wait_for("box=<abc>", 3)


def test_letter_and_mark_sent_apart_are_one(fields: Terminal) -> None:
    """The Windows keyboard layout sends the letter and then its mark."""
    fields.send(F6)
    fields.press(list(unicodedata.normalize("NFD", "Nguyễn Thị Hồng")))
    fields.wait_for("name=<Nguyễn Thị Hồng>", 3)
    fields.send("\x7f\x7f\x7f")
    fields.wait_for("name=<Nguyễn Thị H>", 3)


def test_mark_in_the_middle_keeps_the_cursor(fields: Terminal) -> None:
    fields.send("Vit\x1b[De\u0302\u0323x")
    fields.wait_for("box=<Việxt>", 3)


def test_a_full_field_does_not_lose_good_letters_to_the_input_method(fields: Terminal) -> None:
    fields.send(F6)
    fields.press(telex("Nguyễn Thị Hồng", " ", "d", "<đ", "u", "o", "<<ươ", "c", "<<ợc"), 0.01)
    fields.wait_for("full<15>", 3)
    fields.read(0.1)
    assert "name=<Nguyễn Thị Hồng>" in fields.text


def test_terminal_cursor_follows_the_field(fields: Terminal) -> None:
    """An input method's window and a screen magnifier look for it there."""
    fields.send("abc")
    fields.wait_for("box=<abc>", 3)
    fields.read(0.1)
    assert fields.cursor == (5, 0)
