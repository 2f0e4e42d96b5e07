"""Vietnamese typed into the program itself: every box keeps it, at any speed of the input method."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty.program import MO, Counter, practice
from tests.pty.test_vietnamese_typing import HONG_DUONG, TIENG_VIET, telex

TIENG, HONG = (TIENG_VIET, "tiếng Việt"), (HONG_DUONG, "Nguyễn Thị Hồng Đường")
STREAMS = [
    pytest.param(*TIENG, 0.05, "\x7f", id="50ms"),
    pytest.param(*HONG, 0.01, "\x08", id="10ms-0x08"),
    pytest.param(*HONG, 0.0, "\x7f", id="no-gap"),
    pytest.param(*TIENG, 0.0, "\x08", id="no-gap-0x08"),
]
streams = pytest.mark.parametrize(("strokes", "text", "gap", "rubout"), STREAMS)


@pytest.fixture(scope="module")
def running(made_ward: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """One practice counter for all boxes; each test leaves it at its desk."""
    home = tmp_path_factory.mktemp("home")
    (home / "practice.db").write_bytes(made_ward.read_bytes())
    with practice(home) as counter:
        yield counter


@pytest.fixture
def counter(running: Counter) -> Iterator[Counter]:
    """The counter at its desk, before and after."""
    yield running
    for _ in range(8):
        if "BÀN LÀM VIỆC" in running.text and "ví dụ 0254" in running.flat:
            return
        before = running.text
        running.key("Esc")
        for _ in range(20):
            if running.text != before:
                break
            running.read(0.05)
        running.read(0.1)
    raise AssertionError(f"Esc does not lead to the desk:\n{running.text}")


def typed(counter: Counter, strokes: tuple[str, ...], gap: float, rubout: str) -> None:
    """A text as an input method of the backspace kind sends it."""
    counter.press(telex(*strokes, rubout=rubout), gap)


def box_says(text: str) -> re.Pattern[str]:
    """The field that has the keys holds this and no more."""
    return re.compile(rf"▐ ?{re.escape(text)} *▌")


@streams
def test_the_desk_s_box(
    counter: Counter, strokes: tuple[str, ...], text: str, gap: float, rubout: str
) -> None:
    typed(counter, strokes, gap, rubout)
    counter.wait_until(box_says(text), timeout=5)


@streams
def test_the_palette_s_box(
    counter: Counter, strokes: tuple[str, ...], text: str, gap: float, rubout: str
) -> None:
    counter.key("F2")
    counter.wait_until("Tìm / Lệnh")
    typed(counter, strokes, gap, rubout)
    counter.wait_until(box_says(text), timeout=5)


@streams
def test_a_name_typed_by_hand(
    counter: Counter, strokes: tuple[str, ...], text: str, gap: float, rubout: str
) -> None:
    counter.key("F3")
    counter.wait_until("Người đến làm thủ tục là ai?", "Nhập tay")
    counter.key("F10")
    counter.wait_until("Việc khác (F10)")
    counter.key("1")
    counter.wait_until("Nhập theo giấy tờ", "► Họ và tên")
    typed(counter, strokes, gap, rubout)
    counter.wait_until(box_says(text), timeout=5)


@streams
def test_the_procedure_s_box(
    counter: Counter, strokes: tuple[str, ...], text: str, gap: float, rubout: str
) -> None:
    counter.scan(MO)
    counter.wait_until("NGUYỄN THỊ MƠ", "Ảnh và mặt người có giống nhau không?")
    counter.key("1")
    counter.wait_until("Làm thủ tục gì?", "Hay làm ở quầy này")
    typed(counter, strokes, gap, rubout)
    counter.wait_until(box_says(text), timeout=5)


def test_enter_typed_ahead_at_the_desk_takes_what_the_text_finds(counter: Counter) -> None:
    """Text and Enter in one read: the rows of an older text must never be taken."""
    counter.press(list("tran"), 0.1)
    counter.wait_until("Người Trần", timeout=5)
    counter.send("\x15ks\r")
    counter.wait_until("HỒ SƠ MỚI › Đăng ký khai sinh", "Người đến làm thủ tục là ai?", timeout=5)


def test_enter_typed_ahead_in_the_palette(counter: Counter) -> None:
    counter.key("F2")
    counter.wait_until("Tìm / Lệnh")
    counter.send("ks\r")
    counter.wait_until("HỒ SƠ MỚI › Đăng ký khai sinh", "Người đến làm thủ tục là ai?", timeout=5)


def test_enter_typed_ahead_in_the_procedure_s_box(counter: Counter) -> None:
    counter.scan(MO)
    counter.wait_until("NGUYỄN THỊ MƠ", "Ảnh và mặt người có giống nhau không?")
    counter.send("1")
    counter.wait_until("Làm thủ tục gì?")
    counter.send("ct 3x5\r")
    counter.wait_until("Nhận đủ giấy tờ chưa?", "1 Bản chính giấy tờ", timeout=5)


def test_enter_typed_ahead_where_a_person_is_looked_for(counter: Counter) -> None:
    counter.key("F3")
    counter.wait_until("Người đến làm thủ tục là ai?")
    counter.send("Tạ Thị Chưa Ai Biết\r")
    counter.wait_until("Nhập theo giấy tờ", "Tạ Thị Chưa Ai Biết", timeout=5)
