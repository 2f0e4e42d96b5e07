"""The printers of one machine, and what became of what was sent to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Use(StrEnum):
    """What a printer is for."""

    PAGES = "pages"  # forms and slips as pages, A5 and A4
    ROLL = "roll"  # a receipt printer (máy in nhiệt)


class Way(StrEnum):
    """How a printer is reached."""

    NONE = "none"  # papers are only kept as files
    QUEUE = "queue"  # a queue of the system (CUPS)
    NETWORK = "network"  # raw over TCP, as receipt printers listen on port 9100
    DEVICE = "device"  # a serial line or a USB printer of this machine, by its device file
    FOLDER = "folder"  # a folder that something else prints from


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """One printer as it was chosen on this machine."""

    use: Use
    way: Way = Way.NONE
    target: str = ""  # a queue's name, host or host:port, a device file, a folder
    roll_mm: int = 80  # width of the paper of a receipt printer: 58 or 80
    baud: int = 9600  # of a serial line
    cut: bool = True  # whether the receipt printer cuts


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    PRINTING = "printing"
    DONE = "done"  # the printer, or its queue, took all of it
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """A paper on its way to a printer. `problem` is a message id that says what to do about a failed one."""

    id: int
    title: str
    printer: Printer
    state: JobState
    made_at: datetime
    problem: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
