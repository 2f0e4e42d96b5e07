"""What a printer's target may be, checked before anything is sent there."""

import re
from pathlib import PurePath, PureWindowsPath
from typing import Final

from counter.errors import Problem
from counter.models.printer import Printer, Use, Way
from counter.text import unsafe_character

RAW_PORT: Final = 9100  # AppSocket, what receipt printers with a network socket listen on
ROLLS: Final = (58, 80)
BAUDS: Final = (9600, 19200, 38400, 57600, 115200)
_QUEUE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,126}")  # never an option of `lp`
_HOST = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def problems(printer: Printer) -> tuple[Problem, ...]:
    """Everything that stands against these settings."""
    found = []
    if unsafe := unsafe_character(printer.target):
        found.append(Problem("target", "form.text.character", {"character": unsafe}))
    elif printer.way is not Way.NONE and not printer.target:
        found.append(Problem("target", f"printer.missing.{printer.way}"))
    elif printer.way is not Way.NONE and not _target_fits(printer):
        found.append(Problem("target", f"printer.target.{printer.way}", {"target": printer.target[:80]}))
    if printer.use is Use.PAGES and printer.way in (Way.NETWORK, Way.DEVICE):
        found.append(Problem("way", "printer.pages_by_queue"))  # a bare line understands no PDF
    if printer.roll_mm not in ROLLS:
        found.append(Problem("roll_mm", "printer.roll"))
    if printer.baud not in BAUDS:
        found.append(Problem("baud", "printer.baud"))
    return tuple(found)


def _target_fits(printer: Printer) -> bool:
    match printer.way:
        case Way.QUEUE:
            return _QUEUE.fullmatch(printer.target) is not None
        case Way.NETWORK:
            return address(printer.target) is not None
        case Way.DEVICE | Way.FOLDER:
            text = printer.target
            whole = PurePath(text).is_absolute() or PureWindowsPath(text).is_absolute()
            return whole and "\0" not in text
    return True


def address(target: str) -> tuple[str, int] | None:
    """ "192.168.1.50" or "may-in:9101" as host and port; None when it is no address."""
    host, colon, port = target.partition(":")
    if not _HOST.fullmatch(host):
        return None
    if not colon:
        return host, RAW_PORT
    if not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        return None
    return host, int(port)
