"""A store within a back-up is looked at as a copy, and opened by nothing else: its list must stay true."""

from pathlib import Path

import pytest

from counter.models.staff import Role
from counter.services.key import key_file, opening
from counter.settings import MachineSettings, WardSettings
from tests.cli.running import counter
from tests.conftest import START

SAID, PIN = "thuyền nan xuôi dòng An Cựu", "2468"
WHO = {"COUNTER_PASSPHRASE": SAID, "COUNTER_PIN": PIN}


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path]:
    """A store, and the store within its back-up."""
    path, stick = tmp_path / "counter.db", tmp_path / "stick"
    stick.mkdir()
    opening.set_up_counter(
        MachineSettings(store=path), WardSettings(), "Nguyễn Thị Hoa", Role.SUPERVISOR, PIN, "a", START,
        key_file.make(SAID),
    ).store.close()  # fmt: skip
    assert counter("--store", str(path), "backup", str(stick), env=WHO).code == 0
    (within,) = stick.glob("*/counter.db")
    return path, within


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_backup_that_was_verified_can_be_restored(made: tuple[Path, Path]) -> None:
    path, within = made
    before = held(within.parent)
    looked = counter("--store", str(within), "--json", "verify", env=WHO)
    assert (looked.code, looked.json["failed"]) == (0, 0), looked.err
    assert held(within.parent) == before
    assert counter("--store", str(path), "restore", str(within.parent), "--rehearse", env=WHO).code == 0


@pytest.mark.parametrize("words", [("find", "hoa"), ("clock",), ("verify", "--closings")])
def test_nothing_else_opens_it(made: tuple[Path, Path], words: tuple[str, ...]) -> None:
    _, within = made
    before = held(within.parent)
    told = counter("--store", str(within), *words, env=WHO)
    assert (told.code, "nằm trong bản sao lưu" in told.err) == (1, True), told.err
    after = held(within.parent)
    assert {name: after[name] for name in before} == before
