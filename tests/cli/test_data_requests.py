"""`counter data-request`, `breach`, `export-personal-data`: from the asking to the end, what lies where."""

from pathlib import Path

import pypdf
import pytest

from tests.cli.running import Outcome, counter
from tests.services.made_up import copy_of, small_ward

HEAD = "Bình (tập)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return copy_of(small_ward(), tmp_path)


def on(path: Path, *words: str) -> Outcome:
    return counter("--store", str(path), "--practice", "--as", HEAD, *words)


def test_from_the_asking_to_the_end(path: Path) -> None:
    asked = on(path, "data-request", "add", "5", "provide", "--third-party", "--about", "địa chỉ cũ")
    assert asked.code == 0, asked.err
    assert "Trả lời trước hết" in asked.out and "Số 1" in asked.out
    (one,) = on(path, "--json", "data-request", "list").json
    assert (one["kind"], one["state"], one["third_party"]) == ("provide", "received", True)
    assert one["clock"]["kind"] == "reply" and one["received_on"] < one["reply_by"] < one["due_on"]
    assert "Đã trả lời" in on(path, "data-request", "answer", "1", "--reason", "hẹn thứ Hai").out
    assert on(path, "data-request", "extend", "1", "--reason", "nhiều hồ sơ cũ").code == 0
    again = on(path, "data-request", "extend", "1", "--reason", "nữa")
    assert again.code == 1 and "chỉ cho gia hạn một lần" in again.err
    assert on(path, "data-request", "refuse", "1", "--reason", "x").code == 1  # without the law
    page = on(path, "data-request", "show", "1").out
    assert "hẹn thứ Hai" in page and "hạn mới" in page and "địa chỉ cũ" in page
    assert on(path, "data-request", "done", "1", "--reason", "đã giao bản in").code == 0
    assert "Không có yêu cầu" in on(path, "data-request", "list").out
    assert len(on(path, "--json", "data-request", "list", "--all").json) == 1


@pytest.mark.parametrize(
    "words",
    [("add", "5", "erase"), ("add", "5", "see", "--by", "cousin"), ("add", "5", "see", "--received", "mai")],
)
def test_an_unknown_word_is_wrong_usage(path: Path, words: tuple[str, ...]) -> None:
    assert on(path, "data-request", *words).code == 2


def test_a_deletion_names_its_way(path: Path) -> None:
    assert on(path, "data-request", "add", "5", "delete").code == 0
    refused = on(path, "data-request", "done", "1", "--reason", "x")
    assert refused.code == 1 and "counter erase 5 --request 1" in refused.err


def test_an_export_is_a_file_and_a_paper_and_says_that_it_is_plain(path: Path, tmp_path: Path) -> None:
    there = tmp_path / "mo.json"
    done = on(path, "export-personal-data", "5", "--reason", "theo yêu cầu", "-o", str(there))
    assert done.code == 0, done.err
    assert "KHÔNG MÃ HOÁ" in done.out and "rồi xoá" in done.out
    text = pypdf.PdfReader(tmp_path / "mo.pdf").pages[0].extract_text()
    assert "DỮ LIỆU CÁ NHÂN" in text and there.read_text(encoding="utf-8").startswith("{")
    assert all(file.stat().st_mode & 0o077 == 0 for file in (there, tmp_path / "mo.pdf"))


def test_a_breach_is_recorded_told_and_printed(path: Path, tmp_path: Path) -> None:
    assert "Người dân" in on(path, "breach").out  # alone it still says what is on the machine
    assert on(path, "breach", "record").code == 1  # what happened is wanted
    made = on(path, "breach", "record", "--act", "Mất máy", "--found-at", "2026-11-01T08:00")
    assert made.code == 0, made.err
    assert on(path, "breach", "record", "--act", "x", "--found-at", "hôm qua").code == 2
    slip = on(path, "breach", "record", "--act", "x", "--found-at", "0001-01-01T00:00")
    assert slip.code == 1 and "trước năm 2020" in slip.err
    assert on(path, "breach", "told", "1", "--whom", "A05", "--at", "0001-01-01T00:00").code == 1
    assert on(path, "breach", "update", "1", "--measures", "Khoá tài khoản").code == 0
    (one,) = on(path, "--json", "breach", "list").json
    assert one["facts"]["act"] == "Mất máy" and one["facts"]["measures"] == "Khoá tài khoản"
    assert "có số giấy tờ" in one["facts"]["amount"], "counted in the store"
    for suffix in ("pdf", "txt"):
        assert on(path, "breach", "notice", "1", "-o", str(tmp_path / f"n.{suffix}")).code == 0
    assert len(pypdf.PdfReader(tmp_path / "n.pdf").pages) == 2
    assert "Mất máy" in (tmp_path / "n.txt").read_text(encoding="utf-8")
    assert on(path, "breach", "notice", "1", "-o", str(tmp_path / "n.doc")).code == 1
    assert "A05" in on(path, "breach", "told", "1", "--whom", "A05, công văn 12").out
    assert on(path, "breach", "told", "1", "--whom", "A05").code == 1
