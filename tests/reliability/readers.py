"""Every kind of file that the program reads: a sound one, and how the program reads it."""

import csv
import hashlib
import io
import json
import shutil
import unicodedata
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pypdf
import yaml
from openpyxl import Workbook, load_workbook

from counter.errors import CounterError
from counter.papers.digitise import bench
from counter.papers.digitise.reasons import NotTaken
from counter.paths import data_dir, key_path
from counter.portal.handover import read_acknowledgement, write
from counter.rules import import_residents
from counter.rules.bank_statement import read_statement
from counter.services.catalogue import (
    banks_data,
    calendar_data,
    catalogue_loading,
    portal_data,
    receipts_data,
    units_data,
)
from counter.services.imports import import_files
from counter.services.key import key_file
from counter.services.updates import data_updates
from tests.papers import brought
from tests.papers.test_digitise_spoiled import job
from tests.portal.cases import RECEIVED
from tests.portal.test_handover import CODES, acknowledge, entries, handed, row
from tests.services import test_data_updates as bundles

Reading = Callable[[bytes, Path], object]
REFUSALS = (CounterError, NotTaken)


@dataclass(frozen=True)
class Reader:
    """A kind of file. `kept`: what it says is guarded, so a changed one is refused or says the same.

    `naked`: the same without the program's guards, for the twin.
    """

    sound: bytes
    read: Reading
    naked: Reading
    kept: bool = False
    full: int = 1000  # of the full profile
    smoke: int = 8


STATEMENT = "\n".join(
    (
        "Ngày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Nội dung",
        *(f'22/11/2026,FT{n},,{n * 1000},"Nộp phí, hồ sơ {n}"' for n in range(1, 30)),
    )
).encode()
PEOPLE = "\n".join(
    (
        "Họ và tên,Số CCCD,Ngày sinh,Giới tính,Địa chỉ,Điện thoại",
        *(f"Nguyễn Thị Mơ {n},0461950{n:05},15/03/1995,Nữ,12 Chi Lăng,0905112233" for n in range(1, 30)),
    )
).encode()
PASSPHRASE = "bốn con mèo xanh ngủ trên mái nhà cũ"  # noqa: S105  of a key that is made here


def readers(scratch: Path) -> Mapping[str, Reader]:
    """All of them. The key's cost is low while they are used."""
    found = {
        "statement": Reader(STATEMENT, lambda data, _: read_statement(data), _csv, full=5000),
        "list of residents, CSV": Reader(PEOPLE, _list, _csv, full=3000),
        "list of residents, XLSX": Reader(_workbook(), _list, _xlsx),
        "acknowledgement": _acknowledgement(scratch),
        "bundle of data": Reader(
            bundles.calendar(), lambda data, _: data_updates.checked(data, (bundles.KEY,))[0].texts, _json,
            kept=True, full=5000,
        ),
        "key file": _key(scratch),
    }  # fmt: skip
    for name, make in _SCANS.items():
        found[f"scan {name}"] = Reader(make, _scan(name), _pdf, full=400)
    for folder, check in _DATA.items():
        for path in sorted((data_dir() / folder).glob("*.yaml"))[:6]:
            few = 1 if folder == "procedures" else 6  # all of them are read each time: 0.3 s
            found[f"data {folder}/{path.name}"] = Reader(
                path.read_bytes(), _data(path, check), _yaml, full=60, smoke=few
            )
    return found


_SCANS = {
    "b.pdf": brought.many_pages(3),
    "c.jpg": brought.picture(size=(90, 120), turn=6),
    "d.png": brought.picture("PNG", size=(90, 120)),
    "f.tif": brought.frames(2),
}
_DATA: Mapping[str, Callable[[Path], object]] = {
    "banks": banks_data.check,
    "calendar": calendar_data.check,
    "portal": portal_data.check,
    "receipts": receipts_data.check,
    "units": units_data.check,
    "procedures": lambda folder: catalogue_loading.load(folder / "procedures"),
}


def _list(data: bytes, scratch: Path) -> object:
    path = scratch / "list"
    path.write_bytes(data)
    return import_files.table(str(path), import_residents.NAMES)


def _workbook() -> bytes:
    book, target = Workbook(), io.BytesIO()
    tab = book.create_sheet("Danh sách")
    for cells in csv.reader(io.StringIO(PEOPLE.decode())):
        tab.append(cells)
    book.save(target)
    return target.getvalue()


def _acknowledgement(scratch: Path) -> Reader:
    made = write(scratch / "hand-over.jsonl", entries(), unit="H57.15", made_at=RECEIVED)
    rows = [row("k0", CODES[0]), row("k1", CODES[1], 3, "Sai mã lĩnh vực")]
    sound = acknowledge(scratch / "hand-over.jsonl", made.digest, rows).read_bytes()

    def read(data: bytes, scratch: Path) -> object:
        path = scratch / "ack.jsonl"
        path.write_bytes(data)
        return read_acknowledgement(path, made.digest, handed(made))

    return Reader(sound, read, _json, kept=True, full=5000)


def _key(scratch: Path) -> Reader:
    key_file.COST = key_file.PassphraseCost(passes=1, memory_kib=8)
    sound = key_file.make(PASSPHRASE).file

    def read(data: bytes, scratch: Path) -> object:
        store = scratch / "key" / "counter.db"
        store.parent.mkdir(exist_ok=True)
        key_path(store).write_bytes(data)
        key = key_file.unlock(store, PASSPHRASE)
        return hashlib.sha256(repr(vars(key) if hasattr(key, "__dict__") else key.salt).encode()).hexdigest()

    return Reader(sound, read, _json, kept=True, full=2000)


def _scan(name: str) -> Reading:
    def read(data: bytes, _: Path) -> object:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return bench.do(job(name), [data])[1]
            except (MemoryError, RecursionError):  # its child says: a bomb
                return None

    return read


def _data(path: Path, check: Callable[[Path], object]) -> Reading:
    def read(data: bytes, scratch: Path) -> object:
        whole = scratch / f"data-{path.parent.name}"
        if not whole.exists():
            shutil.copytree(path.parent, whole / path.parent.name)
        changed = whole / path.parent.name / path.name
        changed.write_bytes(data)
        try:
            return repr(check(whole))[:100]
        finally:
            changed.write_bytes(path.read_bytes())

    return read


# -- without guards -----------------------------------------------------------------------------------


def _csv(data: bytes, _: Path) -> object:
    return [[unicodedata.name(c[0]) for c in cells] for cells in csv.reader(io.StringIO(data.decode()))]


def _xlsx(data: bytes, _: Path) -> object:
    return load_workbook(io.BytesIO(data))


def _yaml(data: bytes, _: Path) -> object:
    return yaml.safe_load(data)


def _json(data: bytes, _: Path) -> object:
    return [json.loads(line) for line in data.splitlines()]


def _pdf(data: bytes, _: Path) -> object:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
