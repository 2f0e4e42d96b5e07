"""Which data this program works with and which updates were taken, by the one small file that says so."""

import json
from dataclasses import dataclass
from pathlib import Path

from counter.i18n import local, utc_now
from counter.paths import CURRENT, UPDATES, VERSION_FOLDER, counting, home, is_day, shipped_version, update


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the small file."""

    folder: str
    valid_from: str  # YYYY-MM-DD
    about: str
    signer: str
    taken_on: str  # YYYY-MM-DD

    @property
    def version(self) -> int:
        """The version of the update."""
        return int(self.folder.partition("-")[0])


def root() -> Path:
    """The folder of all updates."""
    return home() / UPDATES


def entries() -> tuple[Entry, ...]:
    """The updates that were taken and not gone back from, oldest first; none when the file cannot be read."""
    try:
        said = json.loads((root() / CURRENT).read_text(encoding="utf-8"))
        found = [
            Entry(*(str(one[name]) for name in ("folder", "from", "about", "signer", "taken_on")))
            for one in said["versions"]
        ]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ()
    return tuple(one for one in found if VERSION_FOLDER.fullmatch(one.folder) and is_day(one.valid_from))


def is_damaged() -> bool:
    """Whether the small file is there and does not say which updates count, or names one by halves."""
    pointer = root() / CURRENT
    try:
        said = json.loads(pointer.read_text(encoding="utf-8"))
        return len(said["versions"]) != len(entries())
    except FileNotFoundError:
        return False
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return True


def counts_today() -> Entry | None:
    """The update that counts today for a program that starts now; None for the data the program ships."""
    folder = counting(f"{local(utc_now()):%Y-%m-%d}")
    return next((one for one in entries() if one.folder == folder), None)


def running() -> tuple[int, str]:
    """The version of the data this process began with, and who signed it; "" for the shipped data."""
    began = update()
    if began is None:
        return shipped_version(), ""
    signer = next((one.signer for one in entries() if one.folder == began.name), "")
    return int(began.name.partition("-")[0]), signer
