"""A form and the palette on a real pty: typing ahead, scans, input methods, resizing, closing the window."""

import itertools
import os
import signal
import time
from collections.abc import Iterator

import pytest

from tests.pty.conftest import F4, PROGRAMS
from tests.pty.terminal import Terminal, python

F2, F3, F8, F9 = b"\x1bOQ", b"\x1bOR", b"\x1b[19~", b"\x1b[20~"
CARD = "046195001234|191234567|Nguyễn Thị Mơ|15031995|Nữ|Tổ 15, Phú Xuân, Huế|05052021"


@pytest.fixture(scope="module")
def forms_program() -> Iterator[tuple[Terminal, Iterator[int]]]:
    with Terminal(python(PROGRAMS / "form.py")) as terminal:
        yield terminal, itertools.count(1)


@pytest.fixture
def form(forms_program: tuple[Terminal, Iterator[int]]) -> Terminal:
    """An empty form, the keys in its first field."""
    terminal, rounds = forms_program
    this = next(rounds)
    if this > 1:
        terminal.send(F4)
    terminal.wait_for(f"VÒNG {this} ")
    terminal.wait_for("ready")
    terminal.read(0.1)
    return terminal


@pytest.mark.parametrize("gap", [0.0, 0.01, 0.05], ids=["0ms", "10ms", "50ms"])
@pytest.mark.parametrize("next_field", ["\t", "\r"], ids=["tab", "enter"])
def test_typing_ahead_reaches_the_right_fields(form: Terminal, next_field: str, gap: float) -> None:
    form.press([*"Bui La", "\x7fà", next_field, *"121195", next_field, "2", next_field, "\x1b[C"], gap)
    if not gap:
        form.read(0.2)
    form.send(F8)
    form.wait_for("Bui Là/12/11/1995/f/Huế", 5)


def test_all_in_one_read(form: Terminal) -> None:
    form.send("Lan\t121195\t1\tTo\x7fổ 15" + F9.decode())
    form.wait_for("done Lan/12/11/1995/m/Tổ 15", 5)


@pytest.mark.parametrize("end", ["\r", "\t", ""], ids=["enter", "tab", "nothing"])
@pytest.mark.parametrize("field", [0, 1, 2], ids=["text", "day", "choice"])
def test_a_scan_anywhere_is_known_and_changes_nothing(form: Terminal, field: int, end: str) -> None:
    form.send("Lan" + "\t" * field)
    form.read(0.3)
    form.send(CARD + end)
    form.wait_for("scan 046195001234 Lan///", 5)


def test_the_palette_keeps_accents_and_finds_without_them(form: Terminal) -> None:
    form.send(F2)
    form.wait_for("Tìm / Lệnh")
    form.press(["h", "o", "\x7fồ", " ", "s", "o", "\x7fơ"], 0.01)
    form.wait_for("hồ sơ", 5)
    form.wait_for("►  Hồ sơ mới")
    form.send("\r")
    form.wait_for("hit hs", 5)


def test_letters_sent_right_behind_the_palette_key_are_not_lost(form: Terminal) -> None:
    form.send(F2)
    form.read(0.02)
    form.send("hn\r")
    form.wait_for("hit hn", 5)


@pytest.mark.parametrize("gap", [0.0, 0.03, 0.1], ids=["0ms", "30ms", "100ms"])
def test_keys_typed_while_a_slow_screen_opens_reach_its_fields(form: Terminal, gap: float) -> None:
    form.send(F3)
    form.read(0.03)
    form.press(["L", "e\x7fê", "\t", *"0203", "95", "\t", "1", "\r", "x"], gap)
    form.wait_for("CHẬM", 5)
    form.read(0.3)
    form.send(F8)
    form.wait_for("Lê/02/03/1995/m/x", 5)
    form.send(F4)
    form.wait_for("VÒNG", 5)


def test_keys_typed_before_the_first_frame_are_not_lost() -> None:
    with Terminal(python(PROGRAMS / "form.py")) as terminal:
        for letter in "Nguyen An":
            terminal.send(letter)
            terminal.read(0.04)
        terminal.wait_for("ready")
        terminal.read(0.2)
        terminal.send(F8)
        terminal.wait_for("Nguyen An///", 5)


def test_a_smaller_and_a_larger_window(form: Terminal) -> None:
    form.send("Nguyễn")
    for columns, rows in ((100, 30), (72, 18), (40, 10), (80, 24)):
        form.resize(columns, rows)
        form.process.send_signal(signal.SIGWINCH)
        form.read(0.3)
        assert form.process.poll() is None
        if columns == 100:
            form.wait_for("Nói với người dân", 5)
    form.wait_for("Nguyễn", 5)
    form.send(" An" + F8.decode())
    form.wait_for("Nguyễn An///", 5)


def test_a_key_redraws_little() -> None:
    """A slow line is still quick: a letter in a form is drawn with at most 1 kB."""
    with Terminal(python(PROGRAMS / "form.py")) as terminal:
        terminal.wait_for("ready")
        terminal.read(0.5)
        terminal.send("a")
        terminal.read(0.3)
        before = len(terminal.raw)
        terminal.send("b")
        terminal.read(0.3)
        assert 0 < len(terminal.raw) - before <= 1024


def test_the_program_ends_when_its_window_is_closed() -> None:
    terminal = Terminal(python(PROGRAMS / "form.py"))
    try:
        terminal.wait_for("ready")
        os.close(terminal._fd)
        end = time.monotonic() + 5
        while terminal.process.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        assert terminal.process.poll() is not None
    finally:
        terminal.process.kill()  # a program without a terminal reads its end for ever, on a core of its own
        terminal.process.wait()
