"""`counter import`: the rows that were not taken are kept in a file, for who may read it alone."""

import csv
from pathlib import Path

import pytest

from counter.models.staff import Role
from counter.services import setup
from counter.services.store.store import Store
from counter.settings import WardSettings
from tests.cli.running import Outcome, counter
from tests.conftest import START

PIN = "482915"
LIST = "Họ tên,Số định danh,Ngày sinh\nNguyễn Thị Mơ,,15/03/1995\nKhông Ngày,,32/13/1995\n"


@pytest.fixture
def path(store: Store, tmp_path: Path) -> Path:
    """A list with one row that can be taken and one that cannot."""
    setup.set_up(
        store, WardSettings(), name="Lê Lan", role=Role.SUPERVISOR, pin=PIN, operation="set-up", now=START
    )
    store.close()
    path = tmp_path / "danh-sach.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def take(store: Store, path: Path, *words: str) -> Outcome:
    given = ("import", "residents", str(path), *words, "--store", str(store.path))
    return counter(*given, env={"COUNTER_PIN": PIN, "COUNTER_AS": "Lê Lan"})


def test_what_was_refused_lies_beside_the_list_with_the_reason(store: Store, path: Path) -> None:
    told = take(store, path, "--do", "--json").json
    assert (told["new"], told["dry"], len(told["refused"])) == (1, False, 1)
    kept = Path(told["refused_file"])
    assert kept.parent == path.parent
    assert kept.stat().st_mode & 0o077 == 0
    heading, row = csv.reader(kept.read_text(encoding="utf-8-sig").splitlines())
    assert heading[:3] == ["Họ tên", "Số định danh", "Ngày sinh"]
    assert (row[0], row[2], row[3]) == ("Không Ngày", "32/13/1995", "3")
    assert row[4] == told["refused"][0]["reasons"][0]["text"]


def test_where_that_file_cannot_be_written_is_said_in_words(store: Store, path: Path) -> None:
    done = take(store, path, "--refused", str(path.parent / "none" / "x.csv"))
    assert done.code == 1
    assert "x.csv" in done.err and "Traceback" not in done.err and "No such file" not in done.err
