"""The error boundary's log: an incident number a person can read out, the trace without local variables."""

import secrets
import traceback
from datetime import datetime
from pathlib import Path

from counter.paths import home

_ALPHABET = "BCDFGHKLMNPRTVX2346789"  # no vowels, no look-alikes: it is read over the phone
LOG_NAME = "incidents.log"
_KEEP_BYTES = 512 * 1024


def logs(folder: Path | None = None) -> tuple[Path, ...]:
    """The logs of incidents there are on this machine."""
    newest = (folder or home()) / LOG_NAME
    return tuple(path for path in (newest, newest.with_suffix(".old.log")) if path.is_file())


def report(error: BaseException, now: datetime, folder: Path | None = None) -> str:
    """Write the trace of an unexpected error to the log and return its incident number.

    Only file names, line numbers and function names are kept: an exception's own text may hold a
    resident's data, so its type stands for it. A log that cannot be written costs the trace, not the work.
    """
    number = "".join(secrets.choice(_ALPHABET) for _ in range(6))
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{now.isoformat(timespec='seconds')} {number} {type(error).__name__}"]
    lines += [f"    {Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    target = (folder or home()) / LOG_NAME
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and target.stat().st_size > _KEEP_BYTES:
            target.replace(target.with_suffix(".old.log"))
        with target.open("a", encoding="utf-8") as log:
            log.write("\n".join(lines) + "\n")
    except OSError:
        return number
    return number
