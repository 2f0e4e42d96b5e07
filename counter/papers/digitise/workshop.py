"""The parent's end of the child: starts one for each file, feeds it, measures its answer, ends it in time."""

import contextlib
import json
import os
import struct
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from counter.papers.digitise.cage import CPU
from counter.papers.digitise.reasons import HOSTILE, REFUSED, NotTaken

if TYPE_CHECKING:
    import subprocess

MODULE = "counter.papers.digitise.child"
PATIENCE = 30.0  # seconds by the clock on the wall; the child's own limit of work is 5
_ROOT = Path(__file__).resolve().parents[3]
_LENGTH = struct.Struct(">I")
_MOST_TOLD = 10_000  # bytes of JSON in an answer
_KEPT = ("SYSTEMROOT", "LANG", "LC_ALL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What the child is to do: see `bench.Job`."""

    do: str
    dpi: int
    budget: int
    most_pages: int
    name: str = ""
    alone: bool = False
    page: int = 0


class _Lost(Exception):
    """The child is gone, or says what a sound one never says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """Runs children; safe to call from several threads at once."""

    module: str = MODULE
    patience: float = PATIENCE

    def run(self, task: Task, files: list[bytes]) -> tuple[bytes, int]:
        """The PDF and its pages. NotTaken: the child's reason; `costly` or `crashed` when it had to end."""
        child = self._started()
        late = threading.Event()
        alarm = threading.Timer(self.patience, _give_up, (child, late))
        alarm.daemon = True
        alarm.start()
        try:
            return _talk(child, task, files)
        except (_Lost, OSError, ValueError, KeyError, TypeError):
            raise NotTaken("costly" if late.is_set() or _used_up(child) else "crashed") from None
        finally:
            alarm.cancel()
            _end(child)

    def _started(self) -> "subprocess.Popen[bytes]":
        import subprocess  # 10 ms that a start without a file does not need

        return subprocess.Popen(  # noqa: S603  # our own interpreter runs our own module
            [sys.executable, "-P", "-m", self.module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # the terminal belongs to the counter
            start_new_session=True,  # a Ctrl+C there is not meant for it
            env={"PYTHONPATH": str(_ROOT)} | {k: os.environ[k] for k in _KEPT if k in os.environ},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )


def _talk(child: "subprocess.Popen[bytes]", task: Task, files: list[bytes]) -> tuple[bytes, int]:
    if child.stdin is None or child.stdout is None:
        raise _Lost
    job = {
        name: getattr(task, name) for name in ("do", "dpi", "budget", "most_pages", "name", "alone", "page")
    }
    body = json.dumps(job | {"sizes": [len(data) for data in files]}).encode()
    with contextlib.suppress(BrokenPipeError):  # it may have said no before it read everything
        child.stdin.write(_LENGTH.pack(len(body)) + body)
        for data in files:
            child.stdin.write(data)
        child.stdin.flush()
    length = _LENGTH.unpack(_exactly(child.stdout, _LENGTH.size))[0]
    if length > _MOST_TOLD:
        raise _Lost
    told = json.loads(_exactly(child.stdout, length))
    if "fault" in told:
        return _fault(told)
    pages, size = int(told["pages"]), int(told["size"])
    if not (0 < pages <= task.most_pages and 0 < size <= task.budget):
        raise _Lost if size <= task.budget else NotTaken("heavy")
    return _exactly(child.stdout, size), pages


def _fault(told: dict[str, object]) -> tuple[bytes, int]:
    reason, params = told["fault"], told["params"]
    if reason not in REFUSED | HOSTILE or not isinstance(params, dict):
        raise _Lost
    safe = {str(k)[:20]: v if isinstance(v, int) else str(v)[:40] for k, v in params.items()}
    raise NotTaken(str(reason), **safe)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    got = pipe.read(size)
    if len(got) != size:
        raise _Lost
    return got


def _used_up(child: "subprocess.Popen[bytes]") -> bool:
    """Whether it was ended for the work it did: SIGXCPU, or the SIGKILL a second later."""
    import signal
    import subprocess

    limit = getattr(signal, "SIGXCPU", None)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(timeout=CPU)
    return limit is not None and child.returncode in (-limit, -signal.SIGKILL)


def _give_up(child: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    child.kill()


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
