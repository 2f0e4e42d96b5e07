"""How long the machine runs since it was started: a clock that no ordinary user sets."""

from pathlib import Path
from typing import Final

from counter.models.staff import Running

# Read as text, and not by a call: what a program is told of the time (faketime) does not reach it. It counts
# the time asleep too (proc_uptime(5), CLOCK_BOOTTIME).
_UPTIME: Final = Path("/proc/uptime")
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


def running() -> Running | None:
    """Which start of the machine this is, and how long ago; None where the system does not tell."""
    try:
        return Running(_BOOT.read_text()[:8], round(float(_UPTIME.read_text().split()[0]) * 1000))
    except (OSError, ValueError, IndexError):
        return None
