"""What was typed is there again after the window was closed, the program was ended, the machine died."""

import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pty.conftest import PROGRAMS
from tests.pty.program import MO, Counter, practice

ASK_FACE = "Ảnh và mặt người có giống nhau không?"
NAME = "Nguyễn Thị Hồng Đường"
FRESH = 0.5  # seconds: nothing older than this is ever lost
RESUMED = "Mở tiếp bản nháp"


def typing_a_name(counter: Counter) -> None:
    """A person without a card, the name half typed."""
    counter.key("F3")
    counter.wait_until("Người đến làm thủ tục là ai?", "Nhập tay")
    counter.key("F10")
    counter.wait_until("Việc khác (F10)")
    counter.key("1")
    counter.wait_until("Nhập theo giấy tờ", "► Họ và tên")
    counter.type(NAME)
    counter.wait_for_typed(NAME)


def at_the_papers(counter: Counter) -> None:
    """A birth registration, the first paper ticked."""
    counter.scan(MO)
    counter.wait_until(ASK_FACE, "NGUYỄN THỊ MƠ")
    counter.key("1")
    counter.wait_until("Hay làm ở quầy này")
    counter.type("ks")
    counter.wait_until(re.compile("► *[?]? *Đăng ký khai sinh ks"))
    counter.key("Enter")
    counter.wait_until("Nhận đủ giấy tờ chưa?", "[ ] 1 Tờ khai")
    counter.key("Space")
    counter.wait_until("[x] 1 Tờ khai")


def at_the_questions(counter: Counter) -> None:
    """A birth registration, the child's name typed."""
    at_the_papers(counter)
    counter.key("F9")
    counter.wait_until("Tờ khai: Đăng ký khai sinh", "► Họ, chữ đệm, tên của trẻ")
    counter.type(NAME)
    counter.wait_for_typed(NAME)


PLACES: dict[str, tuple[Callable[[Counter], None], str, tuple[str, ...]]] = {
    "name": (typing_a_name, NAME, ("Nhập theo giấy tờ", NAME)),
    "papers": (at_the_papers, "Nguyễn Thị Mơ", ("Nhận đủ giấy tờ chưa?", "[x] 1 Tờ khai")),
    "questions": (at_the_questions, "Nguyễn Thị Mơ", ("Tờ khai: Đăng ký khai sinh", NAME)),
}


def leaving(counter: Counter) -> None:
    """Ctrl+Q names who is unsent in this ward; pressed again, it leaves."""
    counter.key("Quit")
    counter.wait_until("1 Thoát")
    counter.key("Quit")


ENDS: dict[str, Callable[[Counter], None]] = {
    "quit": leaving,
    "window-closed": Counter.close_window,
    "sigterm": lambda counter: counter.process.send_signal(signal.SIGTERM),
    "kill-9": Counter.kill,
}
TOLD = ("quit", "window-closed", "sigterm")  # the program hears of it, and keeps the last letter too


def resumed(home: Path, who: str, *shown: str) -> None:
    """Start again: the draft is the first row of the desk; Enter leads to where it was left."""
    with practice(home) as counter:
        counter.wait_until(re.compile(rf"► ?· Nháp \d\d:\d\d — {who[:13]}"))
        counter.key("Enter")
        counter.wait_until(RESUMED, *shown)


@pytest.mark.parametrize(
    ("place", "end"),
    [
        ("name", "kill-9"),
        ("papers", "kill-9"),
        ("questions", "kill-9"),
        ("questions", "window-closed"),
        ("questions", "sigterm"),
        ("name", "quit"),
    ],
)
def test_a_draft_is_back_where_it_was_left(home: Path, place: str, end: str) -> None:
    go, who, shown = PLACES[place]
    with practice(home) as counter:
        go(counter)
        if end not in TOLD:
            counter.read(FRESH)
        ENDS[end](counter)
        counter.ended()
    resumed(home, who, *shown)


def test_without_saving_it_would_not_be_back(home: Path) -> None:
    """The same with a program that saves nothing: shows that the test above can fail."""
    with Counter(home, "--practice", program=[PROGRAMS / "unsaving.py"]) as counter:
        counter.at_desk()
        at_the_papers(counter)
        counter.read(FRESH)
        counter.kill()
    with practice(home) as counter:
        assert "Nguyễn Thị Mơ" not in counter.text


def test_a_hand_that_never_rests_loses_no_more_than_half_a_second(home: Path) -> None:
    text = "Công Huyền Tôn Nữ Hồng Nhung Thị"
    with practice(home) as counter:
        typing_a_name(counter)
        counter.key("Clear")
        typed: list[float] = []
        for letter in text:
            typed.append(time.monotonic())
            counter.send(letter)
            counter.read(0.06)
        died = time.monotonic()
        counter.kill()
    old = sum(at < died - FRESH - 0.2 for at in typed)  # a fifth of a second for a busy machine
    assert old > 15
    with practice(home) as counter:
        counter.key("Enter")
        counter.wait_until(RESUMED, "Nhập theo giấy tờ", f"Họ và tên │ {text[:old].rstrip()}")
