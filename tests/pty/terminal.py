"""A terminal for tests: a program in a real pty, a terminal's answers to it, its screen as text."""

import errno
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

# What a modern terminal is asked at start, and what it says.
_ANSWERS = (
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[>0?c"), b"\x1b[>1;10;0c"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
    (re.compile(rb"\x1b\[\?2048\$p"), b"\x1b[?2048;0$y"),
    (re.compile(rb"\x1b\[\?u"), b"\x1b[?0u"),
)
# What pyte would misread.
_SKIP = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\[\?[0-9;]*[mu]|\x1b\[[0-9;]*t|\x1b\[[0-9;]* q"
    rb"|\x1b[P_^][^\x1b]*(?:\x1b\\|\x07)|\x1b\][^\x07\x1b]*(?:\x1b\\|\x07)",
    re.S,
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;:<=>?$ ]*|[P_^\]][^\x1b\x07]*\x1b?)?\Z", re.S)


class _Screen(pyte.Screen):
    def select_graphic_rendition(self, *attributes: int, **_private: bool) -> None:
        super().select_graphic_rendition(*attributes)


class Terminal:
    """One program in one pty. Use as a context manager; the program is ended at the end."""

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        columns: int = 80,
        rows: int = 24,
        env: dict[str, str] | None = None,
    ) -> None:
        self.columns, self.rows = columns, rows
        self.raw = bytearray()
        self._screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._rest = b""
        self._asked = b""
        master, slave = os.openpty()
        self._size(slave)
        whole = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "LINES")}
        whole.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8", LC_ALL="C.UTF-8")
        whole.update(env or {})

        def own_the_terminal() -> None:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            [str(part) for part in argv],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=whole,
            preexec_fn=own_the_terminal,  # the child is ours and has one thread
            close_fds=True,
        )
        os.close(slave)
        self._fd = master

    def _size(self, fd: int) -> None:
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.columns, 0, 0))

    def resize(self, columns: int, rows: int) -> None:
        """The window is drawn larger or smaller."""
        self.columns, self.rows = columns, rows
        self._screen.resize(rows, columns)
        self._size(self._fd)

    def send(self, data: str | bytes) -> None:
        """One write: what arrives at the program in one read."""
        os.write(self._fd, data.encode() if isinstance(data, str) else data)

    def press(self, strokes: Sequence[str | bytes], gap: float = 0.0) -> None:
        """Several writes, `gap` seconds between them."""
        for stroke in strokes:
            self.send(stroke)
            if gap:
                self.read(gap)

    def read(self, seconds: float) -> None:
        """Take in what the program draws for this long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self._pump(left):
            pass

    def until_drawn(self, most: float, quiet: float = 0.1) -> None:
        """Read until something was drawn and then nothing for `quiet` seconds; `most` seconds of it."""
        end = time.monotonic() + most
        before = len(self.raw)
        while (left := end - time.monotonic()) > 0:
            seen = len(self.raw)
            if not self._pump(min(quiet, left)):
                return
            if seen == len(self.raw) != before:  # drawn, and now a while of nothing
                return

    def _pump(self, timeout: float) -> bool:
        ready, _, _ = select.select([self._fd], [], [], timeout)
        if not ready:
            return True
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError as error:
            if error.errno == errno.EIO:
                return False
            raise
        self.raw += data
        self._answer(data)
        self._draw(data)
        return bool(data)

    def _answer(self, data: bytes) -> None:
        text = self._asked + data
        for asked, said in _ANSWERS:
            for match in asked.finditer(text):
                if match.end() > len(self._asked):
                    os.write(self._fd, said)
        self._asked = text[-24:]

    def _draw(self, data: bytes) -> None:
        data = self._rest + data
        self._rest = b""
        if match := _UNFINISHED.search(data):
            self._rest, data = data[match.start() :], data[: match.start()]
        self._stream.feed(_SKIP.sub(b"", data))

    @property
    def lines(self) -> list[str]:
        """The screen, a string a row."""
        return list(self._screen.display)

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the terminal's own cursor, from 0."""
        return self._screen.cursor.x, self._screen.cursor.y

    def wait_for(self, text: str, timeout: float = 20.0) -> None:
        """Read until the text is on the screen; fails with the screen when it does not come."""
        end = time.monotonic() + timeout
        while text not in self.text:
            if time.monotonic() > end or not self._pump(0.05):
                raise AssertionError(f"{text!r} is not on the screen:\n{self.text}")

    def close(self) -> None:
        """End the program."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            end = time.monotonic() + 2
            while self.process.poll() is None and time.monotonic() < end:
                self.read(0.02)
            if self.process.poll() is None:
                self.process.kill()
        self.process.wait()
        os.close(self._fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def python(program: Path) -> list[str | Path]:
    """The command that runs a test program with this interpreter."""
    return [sys.executable, program]
