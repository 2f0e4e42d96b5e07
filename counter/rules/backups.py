"""Names and lists of back-ups, and when one is due. No file is touched here."""

import json
import re
from datetime import UTC, datetime, timedelta

from counter.i18n import LOCAL_ZONE, local
from counter.models.backup import KeptFile, Manifest
from counter.models.canonical import canonical

LIST = "ban-sao.json"
HALF = ".dang-ghi"  # at the end of the name until the back-up was found whole
FORMAT = "counter.backup.1"
_NAME = re.compile(r"sao-luu-\d{8}-\d{6}")
_HALF = re.compile(r"sao-luu-\d{8}-\d{6}(?:-([0-9a-f]{8})-(\d{1,10}))?\.dang-ghi")
_INSIDE = re.compile(r"(?!\.)[\w .-]{1,120}(/(?!\.)[\w .-]{1,120})?")
MOST_FILES = 200_000


def name_of(at: datetime) -> str:
    """The folder of a back-up made at an instant: `sao-luu-20261126-171500`, by the clock of the ward."""
    return f"sao-luu-{local(at):%Y%m%d-%H%M%S}"


def made_at(name: str) -> datetime | None:
    """When the back-up of this name was made, to the second; None for another name."""
    if not is_backup(name):
        return None
    try:
        return datetime.strptime(name, "sao-luu-%Y%m%d-%H%M%S").replace(tzinfo=LOCAL_ZONE)
    except ValueError:
        return None


def is_backup(name: str) -> bool:
    """Whether a folder's name is that of a whole back-up."""
    return _NAME.fullmatch(name) is not None


def half_of(at: datetime, writer: str, pid: int) -> str:
    """The folder of a back-up while it is made: whose it is, and which program writes it."""
    return f"{name_of(at)}-{writer}-{pid}{HALF}"


def is_half(name: str) -> bool:
    """Whether a folder's name is that of a back-up that is being made, or was never finished."""
    return _HALF.fullmatch(name) is not None


def writer_in(name: str) -> tuple[str, str]:
    """Whose half-made back-up a folder is, and the number of the program; ("", "") where it does not say."""
    found = _HALF.fullmatch(name)
    return ("", "") if found is None else (found[1] or "", found[2] or "")


def moment(at: datetime, newest: datetime | None) -> tuple[datetime, bool]:
    """When a back-up was made that was begun at `at`, and whether the clock was behind what it holds.

    `newest`: its newest event. Others write while it is begun; a day ahead, somebody's clock was wrong.
    """
    if newest is None or newest <= at:
        return at, False
    return (newest, False) if newest - at < timedelta(days=1) else (at, True)


def due(last: datetime | None, now: datetime, hours: int) -> bool:
    """Whether the next one is due. `hours` 0: never by itself."""
    return hours > 0 and (last is None or now - last >= timedelta(hours=hours))


def days_old(last: datetime | None, now: datetime) -> int:
    """Whole days by the calendar of the ward; 0 for none."""
    return max(0, (local(now).date() - local(last).date()).days) if last else 0


def written(manifest: Manifest) -> str:
    """The list as text."""
    whole = {
        "format": FORMAT,
        "made_at": manifest.made_at.astimezone(UTC).isoformat(),
        "store": manifest.store,
        "practice": manifest.practice,
        "head": manifest.head,
        "behind": manifest.behind,
        "origin": manifest.origin,
        "files": [[file.name, file.size, file.digest] for file in manifest.files],
    }
    return canonical(whole) + "\n"


def read(text: str) -> Manifest | None:
    """The list a text is; None for one that is none, or names a file outside of its folder."""
    try:
        whole = json.loads(text)
        if whole["format"] != FORMAT or len(whole["files"]) > MOST_FILES:
            return None
        files = tuple(KeptFile(str(n), int(size), str(digest)) for n, size, digest in whole["files"])
        made_at = datetime.fromisoformat(str(whole["made_at"]))
        store = str(whole["store"])
        if (
            made_at.tzinfo is None
            or not _safe(store)
            or "/" in store
            or not all(_safe(f.name) for f in files)
        ):
            return None
        return Manifest(
            made_at=made_at,
            store=store,
            practice=whole["practice"] is True,
            head=str(whole["head"]),
            files=files,
            behind=whole.get("behind") is True,
            origin=str(whole.get("origin", "")),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _safe(name: str) -> bool:
    return _INSIDE.fullmatch(name) is not None
