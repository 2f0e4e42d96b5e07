"""The counter's end of the typesetter: starts it when the first paper is wanted, feeds it, replaces it."""

import atexit
import contextlib
import json
import struct
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from counter.errors import DataFault

if TYPE_CHECKING:
    import subprocess

PRESS = Path(__file__).with_name("press.py")
PATIENCE = 20.0  # seconds; a page takes 0.03
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One paper to typeset."""

    template: Path
    format: str  # "pdf" or "png"
    ppi: float | None
    time: int  # Unix seconds, the paper's own time
    inputs: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFault:
    """What Typst says of a template that it cannot set."""

    reason: str
    diagnostic: str


class _Lost(Exception):
    """The typesetter is gone."""


class Pressroom:
    """One typesetter, one job at a time; safe to call from any thread."""

    def __init__(self, press: Path = PRESS, patience: float = PATIENCE) -> None:
        self._press = press
        self._patience = patience
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def warm(self) -> None:
        """Start the typesetter now, so that the first paper need not wait for it. Returns at once."""
        with self._lock:
            self._started()

    def close(self) -> None:
        """End the typesetter. The next job starts a new one."""
        with self._lock:
            self._stop()

    def run(self, job: Job) -> tuple[bytes, ...] | TemplateFault:
        """The pages of the job, or what is wrong with its template.

        A typesetter that died is replaced once. Raises DataFault when it dies again at the same job,
        or takes longer than the patience.
        """
        with self._lock:
            for _ in range(2):
                answered = False
                try:
                    made = self._ask(self._started(), job)
                    answered = True
                    return made
                except (_Lost, OSError):
                    continue
                finally:
                    if not answered:  # half an answer may be left in the pipe: never reuse it
                        self._stop()
        raise DataFault("paper.press_died", file=job.template.name, line=0, path="", reason="")

    def _started(self) -> "subprocess.Popen[bytes]":
        import subprocess  # 10 ms that a start without paper does not need

        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._child = subprocess.Popen(  # noqa: S603  # our own interpreter runs our own file
                [sys.executable, "-P", str(self._press)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # the terminal belongs to the counter
                start_new_session=True,  # a Ctrl+C there is not meant for it
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        return self._child

    def _ask(self, child: "subprocess.Popen[bytes]", job: Job) -> tuple[bytes, ...] | TemplateFault:
        said = {
            "template": str(job.template),
            "format": job.format,
            "ppi": job.ppi,
            "time": job.time,
            "inputs": job.inputs,
        }
        body = json.dumps(said).encode()
        late = threading.Event()
        alarm = threading.Timer(self._patience, _give_up, (child, late))
        alarm.daemon = True
        alarm.start()
        try:
            return _talk(child, _LENGTH.pack(len(body)) + body)
        except (_Lost, OSError):
            if not late.is_set():
                raise
        finally:
            alarm.cancel()
        raise DataFault("paper.too_slow", file=job.template.name, line=0, path="", reason="")

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _give_up(child: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    child.kill()


def _talk(child: "subprocess.Popen[bytes]", message: bytes) -> tuple[bytes, ...] | TemplateFault:
    """Send one job and read the whole answer."""
    if child.stdin is None or child.stdout is None:
        raise _Lost
    child.stdin.write(message)
    child.stdin.flush()
    length = _LENGTH.unpack(_exactly(child.stdout, _LENGTH.size))[0]
    told = json.loads(_exactly(child.stdout, length))
    if "fault" in told:
        return TemplateFault(reason=told["fault"]["reason"], diagnostic=told["fault"]["diagnostic"])
    return tuple(_exactly(child.stdout, size) for size in told["sizes"])


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    got = pipe.read(size)
    if len(got) != size:
        raise _Lost
    return got


ROOM = Pressroom()
"""The typesetter of this program; it starts with the first paper and ends with the program."""

atexit.register(ROOM.close)
