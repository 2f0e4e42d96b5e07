"""The disk of the power cuts forgets what nobody asked it to keep, and nothing else."""

import random
from pathlib import Path

import pytest

from tests.reliability.disk import SECTOR, Disk, File, Way, Write
from tests.reliability.frame import Line, Twin
from tests.reliability.strace import Call

OLD, NEW = b"o" * 2000, b"n" * 2000


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    (tmp_path / "kept").write_bytes(OLD)
    return Disk(Path("/day"), tmp_path)


def text(data: bytes) -> str:
    return '"' + "".join(f"\\x{byte:02x}" for byte in data) + '"'


def opened(disk: Disk, name: str, handle: int, flags: str = "O_RDWR") -> None:
    disk.feed(Call("openat", f"AT_FDCWD, {text(f'/day{name}'.encode())}, {flags}", handle))


def wrote(disk: Disk, handle: int, data: bytes, at: int = 0) -> None:
    disk.feed(Call("pwrite64", f"{handle}, {text(data)}, {len(data)}, {at}", len(data)))


def synced(disk: Disk, handle: int) -> None:
    disk.feed(Call("fsync", str(handle), 0))


def left(disk: Disk, way: Way = Way.DROP, seed: int = 1) -> dict[str, bytes | None]:
    found = disk.after(way, random.Random(seed))
    return {name: None if data is None else bytes(data) for name, data in found}


def test_what_was_not_synced_may_be_gone_and_what_was_is_there(disk: Disk) -> None:
    opened(disk, "/kept", 5)
    wrote(disk, 5, NEW)
    assert left(disk) == {"kept": OLD}
    synced(disk, 5)
    assert left(disk) == left(disk, Way.SUBSET) == left(disk, Way.TORN) == {"kept": NEW}


def test_a_new_name_is_certain_only_with_its_folder(disk: Disk) -> None:
    opened(disk, "/made", 6, "O_RDWR|O_CREAT, 0600")
    wrote(disk, 6, NEW)
    synced(disk, 6)
    assert left(disk) == {"kept": OLD}
    opened(disk, "", 7, "O_RDONLY|O_DIRECTORY")
    synced(disk, 7)
    assert left(disk) == {"kept": OLD, "made": NEW}


def test_a_rename_is_either_way_until_its_folder_is_synced(disk: Disk) -> None:
    disk.feed(Call("mkdir", f"{text(b'/day/half')}, 0700", 0))
    opened(disk, "/half/a", 6, "O_RDWR|O_CREAT, 0600")
    wrote(disk, 6, NEW)
    synced(disk, 6)
    opened(disk, "/half", 7, "O_RDONLY|O_DIRECTORY")
    synced(disk, 7)
    disk.feed(Call("rename", f"{text(b'/day/half')}, {text(b'/day/whole')}", 0))
    assert left(disk) == {"kept": OLD}
    opened(disk, "", 8, "O_RDONLY|O_DIRECTORY")
    synced(disk, 8)
    assert left(disk) == {"kept": OLD, "whole": None, "whole/a": NEW}


def test_a_torn_write_ends_at_a_sector() -> None:
    file = File(bytearray(OLD), [Write(0, NEW)])
    found = {bytes(file.after(Way.TORN, random.Random(seed))) for seed in range(40)}
    assert {data.count(b"n") % SECTOR for data in found} <= {0, len(NEW) % SECTOR}
    assert len(found) == 5  # nothing, one sector, two, three, all


def test_a_shorter_file_is_shorter_only_once_it_is_synced(disk: Disk) -> None:
    opened(disk, "/kept", 5)
    disk.feed(Call("ftruncate", "5, 10", 0))
    assert left(disk) == {"kept": OLD}
    synced(disk, 5)
    assert left(disk) == {"kept": OLD[:10]}


@pytest.mark.parametrize(
    ("line", "good"),
    [
        (Line(name="x", goal="", tried=3), True),
        (Line(name="x", goal="", tried=0), False),  # nothing tried shows nothing
        (Line(name="x", goal="", tried=3, failed=1), False),
        (Line(name="x", goal="", tried=3, twin=Twin(what="y", tried=3, found=0)), False),
        (Line(name="x", goal="", tried=3, twin=Twin(what="y", tried=3, found=2, must=3)), False),
        (Line(name="x", goal="", tried=3, twin=Twin(what="y", tried=3, found=1)), True),
        (Line(name="x", goal="", not_run="strace is missing"), True),
    ],
)
def test_a_line_is_good_when_it_held_and_its_twin_fell(line: Line, good: bool) -> None:
    assert line.good is good
