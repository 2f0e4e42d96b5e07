"""Scanner bursts and pastes as byte streams on a real pty."""

import pytest

from tests.pty.terminal import Terminal

F6, F7 = b"\x1b[17~", b"\x1b[18~"
CARD = "046195001234|191234567|Nguyễn Thị Mơ|15031995|Nữ|Tổ 15, Phú Xuân, Huế|05052021"


def wait(terminal: Terminal, text: str) -> None:
    """Wait for a long text that the screen wraps between words."""
    for _ in range(60):
        if "".join(text.split()) in "".join(terminal.text.split()):
            return
        terminal.read(0.05)
    raise AssertionError(f"{text!r} is not on the screen:\n{terminal.text}")


@pytest.mark.parametrize("end", ["\r", "\t", "", "\r\n"], ids=["enter", "tab", "nothing", "crlf"])
def test_a_scan_lands_whole_where_it_is_welcome(fields: Terminal, end: str) -> None:
    fields.send(CARD + end)
    wait(fields, f"scan<box:{CARD}>")
    fields.wait_for("box=<>")
    assert "submit" not in fields.text


@pytest.mark.parametrize("end", ["\r", "\t", ""], ids=["enter", "tab", "nothing"])
def test_a_scan_in_another_field_gives_back_what_was_typed(fields: Terminal, end: str) -> None:
    fields.send(F6)
    fields.press(["L", "a", "n"], 0.08)
    fields.read(0.1)
    fields.send(CARD + end)
    wait(fields, f"scan<name:{CARD}>")
    fields.wait_for("name=<Lan>")


def test_a_scan_in_a_field_of_several_rows(fields: Terminal) -> None:
    fields.send(F7)
    fields.press(["L", "a", "n"], 0.08)
    fields.read(0.1)
    fields.send(CARD + "\r")
    wait(fields, f"scan<long:{CARD}>")
    fields.wait_for("long=<Lan>")


def test_a_wireless_scanner_sends_in_pieces(fields: Terminal) -> None:
    pieces = [CARD[i : i + 9] for i in range(0, len(CARD), 9)]
    fields.press([*pieces, "\r"], 0.03)
    wait(fields, f"scan<box:{CARD}>")


def test_a_scan_with_the_input_method_left_on(fields: Terminal) -> None:
    """The input method rubs out and retypes inside the payload."""
    fields.send("046195001234|191234567|Nguye\x7fên Th\x7fhị|15031995|Nu\x7fư|Huế|05052021\r")
    wait(fields, "scan<box:046195001234|191234567|Nguyên Thị|15031995|Nư|Huế|05052021>")


def test_enter_keeps_its_order(fields: Terminal) -> None:
    fields.send("abc\rdef")
    fields.wait_for("submit<abc>")
    fields.wait_for("box=<abcdef>")


def test_bars_typed_by_hand_are_text(fields: Terminal) -> None:
    fields.press(list("a|b|c|d"), 0.08)
    fields.wait_for("box=<a|b|c|d>")


def test_a_burst_with_few_bars_is_text(fields: Terminal) -> None:
    fields.send("0123456789|x|y")
    fields.wait_for("box=<0123456789|x|y>")


def test_a_paste_of_several_lines_joins_and_never_submits(fields: Terminal) -> None:
    fields.send("\x1b[200~Tổ 15\r\nphường Phú Xuân\n\nHuế\n\x1b[201~")
    fields.wait_for("box=<Tổ 15 phường Phú Xuân Huế>")
    fields.wait_for("paste<3,0>")
    assert "submit" not in fields.text


def test_a_paste_without_room_says_what_was_dropped(fields: Terminal) -> None:
    fields.send(F6)
    fields.send("\x1b[200~Nguyễn Thị Hồng Đường\x1b[201~")
    fields.wait_for("name=<Nguyễn Thị Hồng>")
    fields.wait_for("paste<1,6>")


def test_a_pasted_card_is_a_scan(fields: Terminal) -> None:
    fields.send(F6)
    fields.send(f"\x1b[200~{CARD}\n\x1b[201~")
    wait(fields, f"scan<name:{CARD}>")


def test_a_paste_brings_no_character_the_terminal_obeys(fields: Terminal) -> None:
    fields.send("\x1b[200~a\x07b\u202ec\u200bd\te\x1b[201~")
    fields.wait_for("box=<a␇bcd e>")


def test_an_unbracketed_paste_with_line_feeds_never_submits(fields: Terminal) -> None:
    fields.send("abc\ndef")
    fields.wait_for("box=<abc def>")
    assert "submit" not in fields.text
