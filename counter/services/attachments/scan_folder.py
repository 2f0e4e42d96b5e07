"""The folder where this machine's scanner puts its files (thư mục máy quét), and what is new in it."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from counter.errors import Problem, Refused
from counter.rules.rights import Act
from counter.services.office import Office, act
from counter.services.store import setting_rows
from counter.services.store.audit import device
from counter.text import one_line

EVENT = "attachment.event.scan_folder"
ENDINGS = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic", ".heif")
_LISTED, _SHOWN = 20_000, 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanFile:
    """A file of the folder. `name` is text only, safe to show."""

    path: Path
    name: str
    size: int
    at: datetime


def _key() -> str:
    return f"scan_folder.{device()}"


@act(Act.READ, writes=False)
def get(office: Office) -> str:
    """The folder of this machine: `COUNTER_SCANS`, else what was set, else "" ."""
    if named := os.environ.get("COUNTER_SCANS"):
        return named
    with office.store.query() as connection:
        kept = setting_rows.stored(connection, _key())
    return str(json.loads(kept)) if kept else ""


@act(Act.CARRY)
def save(office: Office, folder: str, *, operation: str) -> str:
    """Set it; "" for none. Refused when it is no folder of this machine."""
    try:
        path = Path(folder.strip()).expanduser() if folder.strip() else None
        there = path is None or (path.is_absolute() and path.is_dir())
    except (ValueError, RuntimeError):  # a NUL, ~somebody
        path, there = None, False
    if not there:
        params = {"folder": one_line(folder)[:120]}
        raise Refused((Problem("folder", "attachment.scan_folder", params),))
    kept = str(path) if path else ""
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is None:
            setting_rows.keep(transaction, office.actor, {_key(): kept})
            transaction.record(office.actor, EVENT, subject=("ward", ""), operation=operation)
    return kept


def newest(folder: str) -> tuple[ScanFile, ...]:
    """The newest files of the kinds a paper may be, first; none for a folder that cannot be read.

    Only plain files: no links, no folders. May block: not on a screen's thread.
    """
    if not folder:
        return ()
    found = []
    try:
        with os.scandir(folder) as entries:
            for _, entry in zip(range(_LISTED), entries, strict=False):
                if entry.name.lower().endswith(ENDINGS) and entry.is_file(follow_symlinks=False):
                    info = entry.stat(follow_symlinks=False)
                    found.append((info.st_mtime_ns, entry.name, entry.path, info.st_size))
    except (OSError, ValueError):
        return ()
    found.sort(reverse=True)
    return tuple(
        ScanFile(
            path=Path(path),
            name=one_line(os.fsencode(name).decode("utf-8", "replace")),
            size=size,
            at=datetime.fromtimestamp(at / 1e9, UTC),
        )
        for at, name, path, size in found[:_SHOWN]
    )
