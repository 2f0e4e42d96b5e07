"""One job to one printer. Every failure is a PrintError whose message id says what to do about it."""

import contextlib
import errno
import os
import re
import select
import socket
import stat
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Final

from counter.errors import CounterError, Params
from counter.i18n import local, utc_now
from counter.models.printer import Printer, Way
from counter.papers.files import write
from counter.rules.printers import address, problems
from counter.text import fold

if sys.platform != "win32":
    import termios
    import tty

PATIENCE: Final = 10.0  # seconds in which a printer must go on taking bytes
_LP: Final = Path("/usr/bin/lp")
_UNSAFE: Final = re.compile(r"[^a-z0-9]+")
_STATUS: Final = b"\x10\x04\x04"  # DLE EOT 4: paper sensor
_NO_PAPER: Final = 0x60  # both bits of the end sensor
_NO_PAPER_AT_ONCE: Final = 0.4  # seconds; printers that answer at all answer quicker


class PrintError(CounterError):
    """It was not printed; the paper itself is kept, and nothing of the dossier changed."""


def deliver(printer: Printer, content: bytes, title: str, *, lp: Path = _LP) -> None:
    """Hand the whole of `content` over. Blocks: never on the UI thread. Raises PrintError.

    A queue takes PDF, text or pictures; the other ways pass the bytes on as they are.
    """
    if found := problems(printer):
        raise _said(found[0].message_id, found[0].params)
    match printer.way:
        case Way.QUEUE:
            _queue(printer, content, title, lp)
        case Way.NETWORK:
            _network(printer, content)
        case Way.DEVICE:
            _device(printer, content)
        case Way.FOLDER:
            _folder(printer, content, title)
        case Way.NONE:
            raise PrintError("printer.none_chosen")


# -- the system's queues -----------------------------------------------------------------------


def _queue(printer: Printer, content: bytes, title: str, lp: Path) -> None:
    if not lp.exists():
        raise PrintError("printer.no_system")
    if reason := _stopped(printer.target, lp):
        raise PrintError("printer.queue_stopped", name=printer.target, reason=reason)
    command = [str(lp), "-d", printer.target, "-t", title[:100] or "counter"]
    if not content.startswith(b"%PDF"):
        command += ["-o", "raw"]
    try:
        done = subprocess.run(  # noqa: S603  # our own words, the queue's name is checked
            [*command, "--", "-"],
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired:
        raise PrintError("printer.queue_silent", name=printer.target) from None
    except OSError:
        raise PrintError("printer.no_system") from None
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().removeprefix("lp: ")[:120]
        raise PrintError("printer.queue_refused", name=printer.target, reason=reason)


def queues(*, lp: Path = _LP) -> tuple[str, ...]:
    """The names of the system's queues; none where there is no CUPS or it does not answer. Blocks."""
    return tuple(_lpstat(lp, "-e").split())


def _stopped(name: str, lp: Path) -> str:
    """Why the queue takes jobs and prints none, in the system's words; "" when it does print."""
    said = _lpstat(lp, "-p", name)
    if f"printer {name} disabled" not in said:
        return ""
    lines = [line.strip() for line in said.splitlines()[1:] if line.strip()]
    return (lines[0] if lines else "stopped")[:120]


def _lpstat(lp: Path, *words: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603  # our own words, the queue's name is checked
            [str(lp.with_name("lpstat")), *words],
            capture_output=True,
            timeout=3,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")


# -- receipt printers --------------------------------------------------------------------------


def _network(printer: Printer, content: bytes) -> None:
    where = address(printer.target)
    if where is None:
        raise PrintError("printer.target.network", target=printer.target)
    try:
        with socket.create_connection(where, timeout=PATIENCE / 2) as line:
            _refuse_without_paper(line, printer)
            line.settimeout(PATIENCE)
            line.sendall(content)
            with contextlib.suppress(OSError):  # all of it is there; some close first
                line.shutdown(socket.SHUT_WR)
    except TimeoutError:
        raise PrintError("printer.silent", name=printer.target) from None
    except socket.gaierror:
        raise PrintError("printer.unknown_host", name=printer.target) from None
    except ConnectionRefusedError:
        raise PrintError("printer.not_listening", name=printer.target) from None
    except OSError as error:
        raise PrintError("printer.cut_off", name=printer.target, reason=_name(error)) from None


def _refuse_without_paper(line: socket.socket, printer: Printer) -> None:
    """Ask for the paper sensor; a printer that does not answer is taken at its silence."""
    line.settimeout(_NO_PAPER_AT_ONCE)
    line.sendall(_STATUS)
    try:
        answer = line.recv(1)
    except TimeoutError:
        return
    if answer and answer[0] & _NO_PAPER == _NO_PAPER:
        raise PrintError("printer.no_paper", name=printer.target)


def _device(printer: Printer, content: bytes) -> None:
    path = Path(printer.target)
    try:
        line = os.open(path, os.O_WRONLY | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise PrintError("printer.no_device", name=printer.target) from None
    except PermissionError:
        raise PrintError("printer.device_denied", name=printer.target) from None
    except OSError as error:
        raise PrintError("printer.cut_off", name=printer.target, reason=_name(error)) from None
    try:
        if not stat.S_ISCHR(os.fstat(line).st_mode):
            raise PrintError("printer.no_device", name=printer.target)
        _set_speed(line, printer.baud)
        _pour(line, content, printer)
    except OSError as error:
        raise PrintError("printer.cut_off", name=printer.target, reason=_name(error)) from None
    finally:
        os.close(line)


def _set_speed(line: int, baud: int) -> None:
    """Raw bytes at this speed, where the device is a serial line; a USB printer has none."""
    if sys.platform == "win32" or not os.isatty(line):
        return
    tty.setraw(line)
    settings = termios.tcgetattr(line)
    settings[4] = settings[5] = getattr(termios, f"B{baud}")
    termios.tcsetattr(line, termios.TCSANOW, settings)


def _pour(line: int, content: bytes, printer: Printer) -> None:
    """Write all of it; a printer that takes nothing for a while has no paper or is off."""
    left, until = memoryview(content), time.monotonic() + PATIENCE
    while left:
        _, ready, _ = select.select([], [line], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise PrintError("printer.silent", name=printer.target)
        with contextlib.suppress(BlockingIOError):
            left = left[os.write(line, left[:4096]) :]
            until = time.monotonic() + PATIENCE


def _folder(printer: Printer, content: bytes, title: str) -> None:
    """A file of its own, whole or not at all, named so that a person finds it. Raises PrintError."""
    suffix = ".pdf" if content.startswith(b"%PDF") else ".bin"
    folder = Path(printer.target)
    if not folder.is_dir():
        raise PrintError("printer.no_folder", name=printer.target)
    try:
        name = _UNSAFE.sub("-", fold(title)).strip("-")[:60] or "counter"
        stamp = f"{local(utc_now()):%Y%m%d-%H%M%S}"
        write(folder / f"{stamp}-{name}-{uuid.uuid4().hex[:8]}{suffix}", content)
    except CounterError as error:
        raise _said(error.message_id, error.params) from error


def _said(message_id: str, params: Params) -> PrintError:
    error = PrintError(message_id)
    error.params = params
    return error


def _name(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, type(error).__name__)
