"""Where data updates lie on the disk: a folder each beside the stores, and a small file says which count.

    data/current.json              {"versions":[{"folder":"2026120101-1f0c9a2e","from":"2026-12-01", …}]}
    data/2026120101-1f0c9a2e/      every file that this update and those before it brought, and bundle.json

A folder is written aside, put on the disk and renamed; only then the small file takes the place of the old.
Whenever the power goes, either the old data counts or the new, whole.
"""

import contextlib
import hashlib
import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from counter import on_disk
from counter.errors import DataFault, StoreError
from counter.models.canonical import canonical
from counter.paths import CURRENT, VERSION_FOLDER, data_dir, data_files
from counter.rules.calendar import WorkCalendar
from counter.rules.data_bundle import FOLDERS
from counter.services.catalogue import calendar_data, data_checks
from counter.services.catalogue.catalogue import Catalogue
from counter.services.updates.data_version import Entry, root

BUNDLE: Final = "bundle.json"
INDEX: Final = "files.json"  # SHA-256 of every file of the folder
KEPT: Final = 4  # updates that stay on the disk, so that one can go back


@dataclass(frozen=True, slots=True)
class Tried:
    """Data as it would be with some files: what it says, and every fault of it."""

    catalogue: Catalogue
    calendar: WorkCalendar
    faults: tuple[DataFault, ...]


@contextmanager
def tried(texts: Mapping[str, bytes]) -> Iterator[Tried]:
    """The data that counts now with these files in place, looked at in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="counter-data-") as made:
        whole = Path(made)
        for folder in (*FOLDERS, "trust"):
            (whole / folder).mkdir()
            for path in data_files(data_dir() / folder):
                shutil.copyfile(path, whole / folder / path.name)
        for name, text in texts.items():
            (whole / name).write_bytes(text)
        catalogue = Catalogue(whole)
        yield Tried(catalogue, calendar_data.load(whole), data_checks.faults(whole, catalogue))


def prepare(version: int, texts: Mapping[str, bytes], bundle: bytes, before: Entry | None) -> str:
    """Write a new folder whole, with what the update before it brought below; the name it then has.

    StoreError `data.not_written`; nothing counts yet.
    """
    name = f"{version}-{secrets.token_hex(4)}"
    aside = root() / f".{name}"
    try:
        aside.mkdir(parents=True)
        files = _carried(before) | dict(texts)
        for path, text in files.items():
            (aside / path).parent.mkdir(exist_ok=True)
            on_disk.write_new(aside / path, text)
        index = {path: hashlib.sha256(text).hexdigest() for path, text in files.items()}
        on_disk.write_new(aside / INDEX, canonical(index).encode())
        on_disk.write_new(aside / BUNDLE, bundle)
        for folder in {aside / path for path in files}:
            on_disk.sync_folder(folder.parent)
        on_disk.sync_folder(aside)
        aside.rename(root() / name)
        on_disk.sync_folder(root())
    except OSError as fault:
        shutil.rmtree(aside, ignore_errors=True)
        raise StoreError("data.not_written", file=str(root())) from fault
    return name


def _carried(before: Entry | None) -> dict[str, bytes]:
    """The files of the update before, so that each folder is whole by itself."""
    if before is None:
        return {}
    folder = root() / before.folder
    paths = [path for name in FOLDERS for path in sorted((folder / name).glob("*.yaml"))]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def switch(now: tuple[Entry, ...]) -> None:
    """Let these updates count, and no other. StoreError `data.not_written`; then those before still count."""
    said = [
        {
            "folder": e.folder,
            "from": e.valid_from,
            "about": e.about,
            "signer": e.signer,
            "taken_on": e.taken_on,
        }
        for e in now
    ]
    try:
        on_disk.write(root() / CURRENT, json.dumps({"versions": said}, ensure_ascii=False, indent=1).encode())
    except OSError as fault:
        raise StoreError("data.not_written", file=str(root())) from fault


def sweep(keep: tuple[Entry, ...]) -> None:
    """Let go of folders of updates that nothing names any more; one that stays is no fault.

    What has another name is somebody else's: the user's folder may have been there before us. Called inside
    the write of an update, so that it meets no folder that another program is just writing.
    """
    named = {one.folder for one in keep}
    with contextlib.suppress(OSError):
        for path in root().iterdir():
            name = path.name.removeprefix(".")
            if VERSION_FOLDER.fullmatch(name) and name not in named and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)


def is_of(entry: Entry, bundle: bytes) -> bool:
    """Whether an update is this bundle, byte for byte."""
    try:
        return (root() / entry.folder / BUNDLE).read_bytes() == bundle
    except OSError:
        return False


def count(entry: Entry) -> int:
    """How many files lie over the shipped data."""
    folder = root() / entry.folder
    return sum(1 for name in FOLDERS for _ in (folder / name).glob("*.yaml"))


def is_whole(entry: Entry) -> bool:
    """Whether the files of an update are still those that were taken."""
    folder = root() / entry.folder
    try:
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        there = {
            path.relative_to(folder).as_posix() for name in FOLDERS for path in (folder / name).glob("*")
        }
        return set(index) == there and all(
            hashlib.sha256((folder / path).read_bytes()).hexdigest() == digest
            for path, digest in index.items()
        )
    except (OSError, ValueError, TypeError, AttributeError):
        return False
