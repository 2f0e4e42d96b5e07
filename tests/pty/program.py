"""The whole program in a real terminal: its keys by name, its store, its end and its next start."""

import os
import re
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.pty.terminal import Terminal

KEYS = {
    "F1": "\x1bOP",
    "F2": "\x1bOQ",
    "F3": "\x1bOR",
    "F4": "\x1bOS",
    "F5": "\x1b[15~",
    "F7": "\x1b[18~",
    "F8": "\x1b[19~",
    "F9": "\x1b[20~",
    "F10": "\x1b[21~",
    "F12": "\x1b[24~",
    "Enter": "\r",
    "Esc": "\x1b[27u",  # as newer terminals send it: a bare one and the next key could be read as one
    "Tab": "\t",
    "Space": " ",
    "Up": "\x1b[A",
    "Down": "\x1b[B",
    "Clear": "\x15",
    "Quit": "\x11",
}

MO = "046195001234|191234567|Nguyễn Thị Mơ|15031995|Nữ|Tổ 15, Phú Xuân, Huế|05052021"
BINH = "046092005678||Trần Văn Bình|02011992|Nam|Tổ 15, Phú Xuân, Huế|05052021"

DESK = re.compile(r"! \d+ quá hạn +~ \d+ hôm nay")  # the figures: the store is open and read


class Counter(Terminal):
    """The program on the stores of one folder, `home`."""

    def __init__(
        self,
        home: Path,
        *arguments: str,
        columns: int = 80,
        rows: int = 24,
        program: Sequence[str | Path] = ("-m", "counter"),
        env: dict[str, str] | None = None,
    ) -> None:
        self.home = home
        self.struck = 0  # keys of a hand; a scan is none
        super().__init__(
            [sys.executable, *program, *arguments],
            columns=columns,
            rows=rows,
            # stores of tests are plain, and nobody is there to encrypt them
            env={"COUNTER_HOME": str(home), "COUNTER_PLAIN": "1"} | (env or {}),
        )

    def key(self, *names: str) -> None:
        """Strike keys by name."""
        for name in names:
            self.struck += 1
            self.send(KEYS.get(name, name))

    def type(self, text: str, leave: str = "") -> None:
        """Type a text, quickly, and leave the field by a key."""
        self.struck += len(text)
        self.send(text)
        if leave:
            self.wait_for_typed(text)
            self.key(leave)

    def scan(self, payload: str, end: str = "\r") -> None:
        """Hold a card under the scanner."""
        self.send(payload + end)

    def wait_for_typed(self, text: str) -> None:
        """Wait until a text stands in a field that has the keys."""
        self.wait_until(re.compile(r"▐ ?" + re.escape(text)))

    def wait_until(self, *wanted: str | re.Pattern[str], gone: str = "", timeout: float = 20.0) -> None:
        """Read until every text is on the screen, wherever its lines break, and `gone` is not."""
        end = time.monotonic() + timeout
        while (gone and gone in self.flat) or not all(self._shows(one) for one in wanted):
            if time.monotonic() > end or not self._pump(0.05):
                raise AssertionError(f"{wanted} (and not {gone!r}) is not what the screen says:\n{self.text}")

    def wait_for_row(self, row: int, text: str) -> None:
        """Wait until a text stands in one row, counted from 0."""
        end = time.monotonic() + 5
        while text not in self.lines[row]:
            if time.monotonic() > end or not self._pump(0.05):
                raise AssertionError(f"{text!r} is not in row {row}:\n{self.text}")

    def _shows(self, wanted: str | re.Pattern[str]) -> bool:
        if isinstance(wanted, str):
            return wanted in self.flat
        return wanted.search(self.flat) is not None

    @property
    def flat(self) -> str:
        """The screen on one line, runs of blanks as one: what a reader reads over line breaks."""
        return " ".join(self.text.split())

    @property
    def said(self) -> str:
        """The message line."""
        return self.lines[-2].strip()

    def at_desk(self) -> None:
        """Wait for the desk with today's work."""
        self.wait_until("BÀN LÀM VIỆC", DESK)

    def kill(self) -> None:
        """The machine dies: nothing of the program runs any more."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def ended(self, timeout: float = 10.0) -> int:
        """Wait for the program's own end; its exit code."""
        end = time.monotonic() + timeout
        while self.process.poll() is None:
            assert time.monotonic() < end, f"still there:\n{self.text}"
            self.read(0.02)
        return self.process.returncode

    def close_window(self) -> None:
        """Close the window: the terminal is gone, the program gets SIGHUP."""
        os.close(self._fd)
        self._fd = os.open(os.devnull, os.O_RDWR)


def practice(home: Path, *, columns: int = 80, rows: int = 24, env: dict[str, str] | None = None) -> Counter:
    """The practice counter, at its desk."""
    counter = Counter(home, "--practice", columns=columns, rows=rows, env=env)
    try:
        counter.at_desk()
    except AssertionError:
        counter.close()
        raise
    return counter


def with_drawer(counter: Counter) -> Counter:
    """The same counter with the cashier's drawer open, as at the start of a shift."""
    counter.type("8", "Enter")
    counter.wait_until("MỞ NGĂN TIỀN", "Ngăn trước để lại")
    counter.key("F5")
    counter.wait_until("Khớp với số để lại")
    counter.key("F9")
    counter.wait_until("Ngăn tiền mở", "BÀN LÀM VIỆC")
    counter.struck = 0
    return counter
