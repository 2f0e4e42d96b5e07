"""A statement file is found by whatever a person types or pastes, and nothing but a plain file is read."""

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.errors import Refused
from counter.rules.bank_statement import MAX_BYTES
from counter.services.bank.statement_files import find, newest, read


@pytest.mark.parametrize("shape", ["{}", '"{}"', "'{}'", "“{}”", " {} ", "file://{}", "FILE://localhost{}"])
def test_what_stands_around_a_path_is_left_out(tmp_path: Path, shape: str) -> None:
    file = tmp_path / "sao-ke.csv"
    file.write_bytes(b"x")
    assert read(shape.format(file)).data == b"x"


def test_an_address_with_percent_signs(tmp_path: Path) -> None:
    file = tmp_path / "sao kê 11.csv"
    file.write_bytes(b"x")
    assert read(file.as_uri()).name == "sao kê 11.csv"


@pytest.mark.parametrize("name", ["Sao kê tháng.csv", "hai  ô.csv", "dấu\u200bẩn.csv"])
def test_a_name_that_a_screen_has_tidied_is_found(tmp_path: Path, name: str) -> None:
    """A screen composes letters, gathers blanks and drops what has no width; the disk does not."""
    file = tmp_path / unicodedata.normalize("NFD", name)
    file.write_bytes(b"x")
    tidied = " ".join(unicodedata.normalize("NFC", name).replace("\u200b", "").split())
    assert find(str(tmp_path / tidied)) == file


def test_of_two_that_look_the_same_none_is_guessed(tmp_path: Path) -> None:
    for name in ("a  b.csv", "a   b.csv"):
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(Refused) as told:
        find(str(tmp_path / "a b.csv"))
    assert told.value.message_id == "bank_file.missing"


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: None, "missing"),
        (lambda path: path.mkdir(), "folder"),
        (os.mkfifo, "not_file"),
        (lambda path: path.symlink_to("/dev/zero"), "not_file"),
        (lambda path: path.symlink_to(path), "not_readable"),
    ],
)
def test_what_is_no_plain_file_is_refused_at_once(tmp_path: Path, make: "object", reason: str) -> None:
    assert callable(make)
    make(tmp_path / "[b]x")
    with pytest.raises(Refused) as told:
        read(str(tmp_path / "[b]x"))
    [problem] = told.value.problems
    assert (problem.field, problem.message_id, problem.params["file"]) == (
        "path",
        f"bank_file.{reason}",
        "[b]x",
    )


@pytest.mark.parametrize("text", ["", "  ", '""'])
def test_nothing_typed_asks_for_a_path(text: str) -> None:
    with pytest.raises(Refused) as told:
        read(text)
    assert told.value.message_id in ("bank_file.empty", "bank_file.missing")


def test_of_a_large_file_only_one_byte_too_many_is_read(tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    with file.open("wb") as large:
        large.truncate(MAX_BYTES * 4)
    assert len(read(str(file)).data) == MAX_BYTES + 1


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_no_text_is_more_than_refused(text: str) -> None:
    try:
        find(text)
    except Refused as refused:
        shown = str(refused.problems[0].params.get("file", ""))
        assert shown.isprintable()


def test_the_newest_of_the_downloads(tmp_path: Path) -> None:
    assert newest(tmp_path / "none") == "" == newest(tmp_path)
    for age, name in enumerate(("b.CSV", "a.csv", "c.pdf")):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))
    (tmp_path / "folder.csv").mkdir()
    assert newest(tmp_path) == str(tmp_path / "b.CSV")
