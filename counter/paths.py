"""Where shipped data lies, where a data update lies over it, and where a user's store lives.

Nothing here writes; only `update` reads, once.
"""

import functools
import os
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
STORE_NAME = "counter.db"
PRACTICE_NAME = "practice.db"
UPDATES = "data"  # beside the stores: the data updates that were taken, a folder each
CURRENT = "current.json"  # which of them count, the oldest first
SHIPPED_VERSION = "phien-ban.txt"  # of the data the program ships
VERSION_FOLDER = re.compile(r"[1-9][0-9]{0,9}-[0-9a-f]{8}")
_HERE = timedelta(hours=7)  # Asia/Ho_Chi_Minh has no summer time


def data_dir() -> Path:
    """The read-only data the program ships: beside the package in a checkout, inside it in a wheel."""
    inside = _PACKAGE / "_data"
    return inside if inside.is_dir() else _PACKAGE.parent / "data"


def data_file(path: Path) -> Path:
    """A file of the shipped data as it counts now: that of a data update, where one brought it."""
    over = update()
    if over is None or not path.is_relative_to(data_dir()):
        return path
    newer = over / path.relative_to(data_dir())
    return newer if newer.is_file() else path


def data_files(folder: Path) -> list[Path]:
    """The YAML files of a folder of the data as they count now, in the order of their names."""
    found = {path.name: path for path in folder.glob("*.yaml")}
    over = update()
    if over is not None and folder.is_relative_to(data_dir()):
        found |= {path.name: path for path in (over / folder.relative_to(data_dir())).glob("*.yaml")}
    return [found[name] for name in sorted(found)]


def shipped_version() -> int:
    """The version of the data the program ships; 0 when the file does not say."""
    try:
        return int((data_dir() / SHIPPED_VERSION).read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0


def installed() -> tuple[tuple[str, str], ...]:
    """The data updates that were taken, oldest first: the name of the folder, the first day it counts.

    What cannot be read counts as none: the program then works with what it shipped.
    """
    pointer = home() / UPDATES / CURRENT
    if not pointer.is_file():
        return ()
    import json  # a start without a data update does not pay for it

    try:
        said = json.loads(pointer.read_text(encoding="utf-8"))
        rows = [(str(one["folder"]), str(one["from"])) for one in said["versions"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ()
    return tuple(row for row in rows if VERSION_FOLDER.fullmatch(row[0]) and is_day(row[1]))


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar as YYYY-MM-DD, which sorts as days do."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def counting(today: str) -> str:
    """The folder of the update that counts on a day YYYY-MM-DD; "" where the program's own data is newer."""
    begun = [folder for folder, first in installed() if first <= today]
    newest = begun[-1] if begun else ""
    return newest if newest and int(newest.partition("-")[0]) > shipped_version() else ""


@functools.cache
def update() -> Path | None:
    """The folder of the data update that lies over the shipped data; None for none.

    Read once: a running program goes on with what it began with, and notices after a restart.
    """
    folder = counting(f"{datetime.now(UTC) + _HERE:%Y-%m-%d}")
    return home() / UPDATES / folder if folder else None


def home() -> Path:
    """The folder of the user's stores: `COUNTER_HOME`, or the platform's data folder."""
    if override := os.environ.get("COUNTER_HOME"):
        return Path(override)
    import platformdirs  # 5 ms that a start with COUNTER_HOME or --store does not need

    return Path(platformdirs.user_data_dir("counter", appauthor=False))


def changed_at(path: Path) -> int:
    """When a data file was changed last, for a reader that keeps what it has read; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def key_path(store: Path) -> Path:
    """Where the key file of a store lies; the store is encrypted when there is one."""
    return store.with_name(f"{store.name}-key")


def key_spare(store: Path) -> Path:
    """Where the second copy of the key file lies, for the day when the first is gone."""
    return store.with_name(f"{store.name}-key-2")


def has_key_file(store: Path) -> bool:
    """Whether a key file lies there, or its second copy; unlike Path.exists, it takes any path."""
    return os.path.lexists(key_path(store)) or os.path.lexists(key_spare(store))


def restore_note(store: Path) -> Path:
    """Where it stands what goes where while a restored store comes into its place."""
    return store.with_name(f"{store.name}-phuc-hoi")


def kept_dir(store: Path | None, *, practice: bool) -> Path:
    """Where the papers of a store are kept: beside it, or where stores are by default.

    Those of practice have a folder of their own: numbers of a payment or a drawer are given in both.
    """
    folder = store.parent if store is not None else home()
    return folder / ("slips-practice" if practice else "slips")


def default_store(practice: bool = False) -> Path:
    """The store that opens when none is named; the practice store is a file of its own."""
    return home() / (PRACTICE_NAME if practice else STORE_NAME)
