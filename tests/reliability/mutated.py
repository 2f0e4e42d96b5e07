"""G9: files of every kind that the program reads, changed at random places.

A changed file is read, or refused in words: never a fault of the program, and never read as something else
where it is signed, sealed or counted. The twins read the same files without the program's guards, and a store
without encryption, whose changed bytes SQLite takes as they are.
"""

import hashlib
import logging
import random
import re
import resource
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from sqlcipher3 import dbapi2

from counter.errors import CounterError
from counter.services.store.connection import connect
from counter.services.store.store import Store
from tests.reliability.day import furnish
from tests.reliability.frame import KEY, Line, Run, Twin, first
from tests.reliability.readers import REFUSALS, Reader, readers

NAKED = 8  # of each kind, for the twin
STORES, STORES_TWIN = (1000, 20), (200, 20)  # full, smoke
_PIECES = (
    b"\xff" * 4,
    b"\0" * 4,
    b"<<",
    b"[",
    b"99999999",
    b"-1",
    b'"',
    b",",
    b"\n",
    b": ",
    b"{",
    "ộ".encode(),
)
_MOST_MEMORY = 300  # MiB
_PIN = re.compile(rb"\$argon2id\$")
_FAULTS = (dbapi2.Error, UnicodeDecodeError)


def lines(run: Run) -> Iterator[Line]:
    """Files, then stores."""
    yield _files(run)
    yield _stores(run)


def spoiled(data: bytes, mind: random.Random) -> bytes:
    """A few places overwritten, pushed in, cut out, doubled, or one bit turned."""
    for _ in range(mind.randrange(1, 4)):
        place, piece = mind.randrange(len(data) + 1), mind.choice((*_PIECES, mind.randbytes(3)))
        end = place + mind.randrange(40)
        way = mind.randrange(6)
        if way == 0:
            data = data[:place] + piece + data[place + len(piece) :]
        elif way == 1:
            data = data[:place] + piece + data[place:]
        elif way == 2:
            data = data[:place] + data[end:]
        elif way == 3:
            data = data[:end] + data[place:]
        elif way == 4:
            data = data[:place]
        elif place < len(data):
            data = data[:place] + bytes([data[place] ^ (1 << mind.randrange(8))]) + data[place + 1 :]
    return data


def _files(run: Run) -> Line:
    scratch = run.folder("mutated")
    logging.disable()
    most, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None  # as in the child that reads scans
    tried = refused = naked = bare = 0
    wrong: list[str] = []
    kinds = readers(scratch)
    try:
        for name, reader in kinds.items():
            mind = run.mind(f"mutated {name}")
            sound = reader.read(reader.sound, scratch)
            for number in range(run.of(reader.full, reader.smoke)):
                data = spoiled(reader.sound, mind)
                tried += 1
                told = _told(reader, data, scratch)
                refused += told.refused
                if told.fault:
                    wrong.append(f"{name} {number}: {told.fault}")
                elif reader.kept and not told.refused and told.read != sound:
                    wrong.append(f"{name} {number}: changed, and taken")
                bare += number < NAKED
                naked += number < NAKED and _falls(reader, data, scratch)
    finally:
        Image.MAX_IMAGE_PIXELS = most
        logging.disable(logging.NOTSET)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    if run.full and memory > _MOST_MEMORY:
        wrong.append(f"{memory} MiB of memory")
    return Line(
        name="changed files",
        goal="G9",
        tried=tried,
        failed=len(wrong),
        seed=run.seed,
        twin=Twin(what="read without guards", tried=bare, found=naked),
        note=f"{len(kinds)} kinds, {refused:,} refused",
        first=first(wrong),
    )


@dataclass(frozen=True)
class Told:
    """What came of reading a file."""

    read: object = None
    refused: bool = False
    fault: str = ""  # of the program


def _told(reader: Reader, data: bytes, scratch: Path) -> Told:
    try:
        return Told(reader.read(data, scratch))
    except REFUSALS:
        return Told(refused=True)
    except Exception as fault:  # noqa: BLE001  any fault of the program is what is looked for
        return Told(fault=f"{type(fault).__name__} {fault}"[:200])


def _falls(reader: Reader, data: bytes, scratch: Path) -> bool:
    try:
        reader.naked(data, scratch)
    except Exception:  # noqa: BLE001  the twin is to fall
        return True
    return False


def _stores(run: Run) -> Line:
    folder = run.folder("mutated-stores")
    real, plain = folder / "real.db", folder / "plain.db"
    furnish(real)
    furnish(plain, None)
    found = [_opened(run, real, KEY, number) for number in range(run.of(*STORES))]
    twin = [_opened(run, plain, None, number) for number in range(run.of(*STORES_TWIN))]
    wrong = [told for told in found if told]
    return Line(
        name="changed stores",
        goal="G9",
        tried=len(found),
        failed=len(wrong),
        seed=run.seed,
        twin=Twin(what="not encrypted", tried=len(twin), found=sum(1 for told in twin if told)),
        first=first(wrong),
    )


def _opened(run: Run, path: Path, key: str | None, number: int) -> str:
    """One bit of a store is turned. What is wrong: SQLite finds it sound, and it says something else."""
    mind = run.mind(f"stores {number}")
    changed = path.with_name("changed.db")
    shutil.copy(path, changed)
    data = bytearray(path.read_bytes())
    place = mind.randrange(len(data))
    if key is None and number % 2:  # within what opens the counter to somebody
        place = mind.choice([found.end() for found in _PIN.finditer(data)]) + mind.randrange(40)
    data[place] ^= 1 << mind.randrange(8)
    changed.write_bytes(data)
    try:
        with Store.open(changed, key=key) as store, store.query() as raw:
            sound = raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except CounterError:
        sound = False
    except _FAULTS as fault:
        return f"bit {place}: {fault}"
    if sound and _contents(changed, key) != _contents(path, key):
        return f"bit {place}: it says something else, and nobody sees it"
    return ""


def _contents(path: Path, key: str | None) -> str:
    raw = connect(path, key)
    told = hashlib.sha256()
    try:
        tables = raw.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        )
        for (name,) in tables.fetchall():
            told.update(repr(raw.execute(f'SELECT * FROM "{name}"').fetchall()).encode())  # noqa: S608  schema
    except _FAULTS as fault:
        return f"{fault}"
    finally:
        raw.close()
    return told.hexdigest()
