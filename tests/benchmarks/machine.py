"""The machine a figure comes from, and what a process weighs."""

import os
import platform
import sys
from pathlib import Path


def machine_line() -> str:
    """One line to stand above every table of figures."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def resident_mb(pid: int | None = None) -> float:
    """Resident memory in MB, of this process when `pid` is None; 0 where the system does not say."""
    status = Path(f"/proc/{pid or 'self'}/status")
    if not sys.platform.startswith("linux") or not status.exists():
        return 0.0
    for line in status.read_text("utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
