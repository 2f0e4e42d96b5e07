"""The key of a store from the command line, and what a process gives away."""

import subprocess
import sys
from pathlib import Path

import pytest

from counter.models.staff import Role
from counter.paths import key_path, key_spare
from counter.services.key import key_file, opening
from counter.services.store.place import real_place
from counter.services.store.store import Store
from counter.settings import MachineSettings, WardSettings
from tests.conftest import START

from .running import ROOT, counter, program

SAID, OTHER, PIN, NAME = (
    "thuyền nan xuôi dòng An Cựu",
    "cây bàng già trước cổng trường",
    "2468",
    "Nguyễn Thị Hoa",
)


@pytest.fixture
def sealed(tmp_path: Path) -> tuple[Path, str]:
    """An encrypted store with one person, and the words of its paper."""
    path = tmp_path / "counter.db"
    keys, machine = key_file.make(SAID), MachineSettings(store=path)
    opening.set_up_counter(
        machine, WardSettings(), NAME, Role.SUPERVISOR, PIN, "a", START, keys
    ).store.close()
    return path, " ".join(keys.words)


def test_every_command_opens_the_store_by_its_passphrase_alone(sealed: tuple[Path, str]) -> None:
    path, _ = sealed
    right, wrong = {"COUNTER_PASSPHRASE": SAID}, {"COUNTER_PASSPHRASE": OTHER}
    for words in (["verify"], ["key", "check"], ["--as", NAME, "outbox", "list"]):
        call = ["--store", str(path), *words]
        assert counter(*call, env={**right, "COUNTER_PIN": PIN}).code == 0, words
        refused = counter(*call, env={**wrong, "COUNTER_PIN": PIN})
        assert refused.code == 1 and "chưa đúng" in refused.err
        nobody = counter(*call, env={"COUNTER_PIN": PIN})
        assert nobody.code == 1 and "COUNTER_PASSPHRASE" in nobody.err
    assert "đã mã hoá" in counter("--store", str(path), "doctor").out
    key_path(path).write_text("{}")
    assert "đã mã hoá" in counter("--store", str(path), "doctor").out  # by the second copy
    key_spare(path).write_text("{}")
    assert "bị hỏng" in counter("--store", str(path), "doctor").out


def test_a_passphrase_is_changed_and_a_forgotten_one_replaced(sealed: tuple[Path, str]) -> None:
    path, words = sealed
    call = ("--store", str(path), "key")
    given = {"COUNTER_PASSPHRASE": SAID, "COUNTER_PIN": PIN, "COUNTER_NEW_PASSPHRASE": OTHER}
    assert counter(*call, "change", env={**given, "COUNTER_NEW_PASSPHRASE": "ngắn"}).code == 1
    assert counter(*call, "change", env=given).code == 0
    assert counter(*call, "check", env={"COUNTER_PASSPHRASE": SAID}).code == 1
    assert counter(*call, "check", env={"COUNTER_PASSPHRASE": OTHER}).code == 0
    assert counter(*call, "check", "--paper", env={"COUNTER_WORDS": words}).code == 0
    again = {"COUNTER_WORDS": words, "COUNTER_NEW_PASSPHRASE": SAID}
    assert counter(*call, "recovery", env=again).code == 0
    assert counter(*call, "check", env={"COUNTER_PASSPHRASE": SAID}).code == 0
    found = counter(*call, "recovery", env={**again, "COUNTER_WORDS": words.partition(" ")[2]})
    assert found.code == 1 and "23 từ" in found.err


def test_a_plain_store_has_no_passphrase(tmp_path: Path) -> None:
    Store.open(tmp_path / "counter.db").close()
    told = counter("--store", str(tmp_path / "counter.db"), "key", "check")
    assert told.code == 1 and "chưa mã hoá" in told.err


def test_an_offer_is_a_passphrase_that_is_taken() -> None:
    offered = program("key", "offer", "--json").json["passphrase"]
    key_file.check_passphrase(offered)


GIVES_AWAY = """
import os, resource, sys
from pathlib import Path
from counter.hardening import harden, hide_memory
if sys.argv[1] == "on":
    harden(), hide_memory()
made = Path(sys.argv[2]); made.write_text("x")
dumpable = __import__("ctypes").CDLL(None).prctl(3, 0, 0, 0, 0)
print(oct(made.stat().st_mode & 0o777), resource.getrlimit(resource.RLIMIT_CORE), dumpable)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
@pytest.mark.parametrize(("way", "file"), [("on", "0o600"), ("off", "0o644")])
def test_a_process_gives_nothing_away(tmp_path: Path, way: str, file: str) -> None:
    """The twin `off` shows that the probe sees what a plain process gives away."""
    command = [sys.executable, "-c", GIVES_AWAY, way, str(tmp_path / "made")]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=ROOT, umask=0o022,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin"},
    )  # fmt: skip
    mode, cores, dumpable = done.stdout.split()[0], done.stdout[6:-3], done.stdout.split()[-1]
    assert mode == file and (dumpable == "0") == (way == "on")
    assert way == "off" or "(0, 0)" in cores


def test_a_lost_key_file_comes_back_from_a_backup(sealed: tuple[Path, str], tmp_path: Path) -> None:
    path, words = sealed
    stick = tmp_path / "stick"
    stick.mkdir()
    given = {"COUNTER_PASSPHRASE": SAID, "COUNTER_PIN": PIN}
    call = ("--store", str(path))
    assert counter(*call, "backup", str(stick), env=given).code == 0
    key_path(path).unlink()
    assert counter(*call, "verify", env=given).code == 0  # by the second copy
    for file in (key_path(path), key_spare(path)):
        file.unlink()
    for words_asked in (("verify",), ("key", "check")):
        lost = counter(*call, *words_asked, env=given)
        assert lost.code == 1 and "counter key restore" in lost.err and "không đủ" in lost.err
    assert counter(*call, "key", "restore", str(stick), env={"COUNTER_PASSPHRASE": OTHER}).code == 1
    back = counter(*call, "key", "restore", str(stick), "--paper", env={"COUNTER_WORDS": words})
    assert back.code == 0, back.err
    assert counter(*call, "key", "check", env=given).code == 0
    again = counter(*call, "key", "restore", str(stick), env=given)
    assert again.code == 1 and "vẫn tốt" in again.err


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs a right of its own there")
@pytest.mark.parametrize("named", [True, False])
def test_a_store_that_is_a_link_has_its_key_file_where_it_lies(
    sealed: tuple[Path, str], tmp_path: Path, named: bool
) -> None:
    path, _ = sealed
    home = tmp_path / "home"
    home.mkdir()
    (home / "counter.db").symlink_to(Path("..") / "step.db")
    (tmp_path / "step.db").symlink_to(path)
    call = ("--store", str(home / "counter.db")) if named else ()
    given = {"COUNTER_PASSPHRASE": SAID, "COUNTER_PIN": PIN, "COUNTER_HOME": str(home)}
    for words in (("key", "check"), ("verify",), ("--as", NAME, "outbox", "list")):
        done = counter(*call, *words, env=given)
        assert done.code == 0, done.err
    assert "đã mã hoá" in counter(*call, "doctor", env=given).out
    assert [file.name for file in home.glob("counter.db*")] == [
        "counter.db"
    ]  # nothing is put beside the link


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs a right of its own there")
def test_a_link_on_the_way_of_a_synchronised_folder_is_left_to_be_refused(tmp_path: Path) -> None:
    store, folder = tmp_path / "counter.db", tmp_path / "OneDrive"
    folder.mkdir()
    (folder / "link.db").symlink_to(store)
    (folder / "inside.db").touch()
    (tmp_path / "into.db").symlink_to(folder / "inside.db")
    (tmp_path / "ring.db").symlink_to(tmp_path / "gnir.db")
    (tmp_path / "gnir.db").symlink_to(tmp_path / "ring.db")
    for path in (folder / "link.db", tmp_path / "into.db", tmp_path / "ring.db", store, Path("a\0b")):
        assert real_place(path) == path
    (tmp_path / "good.db").symlink_to(store)
    assert real_place(tmp_path / "good.db") == store
    (tmp_path / "Dropbox").symlink_to(folder)
    (tmp_path / "by.db").symlink_to(tmp_path / "Dropbox" / "inside.db")
    assert real_place(tmp_path / "by.db") == tmp_path / "by.db"
