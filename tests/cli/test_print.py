"""`counter print`: the papers of the law on the screen and as files."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.running import counter
from tests.papers.reading import pdf_pages, pdf_text
from tests.services.made_up import copy_of, small_ward

SUPERVISOR = "Bình (tập)"


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up ward that these tests count prints in."""
    return copy_of(small_ward(), tmp_path_factory.mktemp("print"))


def on(ward: Path, *words: str, who: str = SUPERVISOR) -> tuple[str, ...]:
    return ("print", *words, "--store", str(ward), "--as", who)


def test_a_paper_is_shown_and_not_counted_then_written_and_counted(ward: Path, tmp_path: Path) -> None:
    shown = counter(*on(ward, "06", "1"))
    assert shown.code == 0
    assert "Phiếu kiểm soát quá trình giải quyết hồ sơ" in shown.out and "1. " in shown.out
    first = counter(*on(ward, "6", "1", "-o", str(tmp_path / "a.pdf"), "--json"))
    assert first.code == 0
    assert (first.json["form"], first.json["copy"]) == ("06", 1)
    again = counter(*on(ward, "06", "1", "-o", str(tmp_path / "b.pdf")))
    assert "bản thứ 2" in again.out
    text = pdf_text((tmp_path / "b.pdf").read_bytes())
    assert "BẢN SAO 2" in text and "PHIẾU KIỂM SOÁT" in text and "THỰC HÀNH" in text
    assert "BẢN SAO" not in pdf_text((tmp_path / "a.pdf").read_bytes())


def test_form_01_is_the_slip(ward: Path, tmp_path: Path) -> None:
    done = counter(*on(ward, "01", "1", "-o", str(tmp_path / "slip.pdf")))
    assert done.code == 0
    assert "GIẤY TIẾP NHẬN HỒ SƠ" in pdf_text((tmp_path / "slip.pdf").read_bytes())
    assert counter(*on(ward, "01", "1")).code == 2


def test_the_register_of_a_month_as_a_page_and_as_a_table(ward: Path, tmp_path: Path) -> None:
    page, table = tmp_path / "so.pdf", tmp_path / "so.csv"
    assert counter(*on(ward, "07", "2026-11", "-o", str(page))).code == 0
    assert counter(*on(ward, "07", "2026-11", "-o", str(table))).code == 0
    rows = list(csv.reader(io.StringIO(table.read_bytes().decode("utf-8-sig"))))
    start = next(n for n, row in enumerate(rows) if row and row[0] == "STT") + 1
    body = [row for row in rows[start:] if row]
    pages = pdf_pages(page.read_bytes())
    assert len(pages) > 1 and f"{len(body)} hồ sơ" in " ".join(pages[0].split())
    numbers = [int(row[0]) for row in body]
    assert numbers == list(range(numbers[0], numbers[0] + len(body)))
    assert not [cell for row in body for cell in row if cell[:1] in "=+-@" and cell]
    book = tmp_path / "so.xlsx"
    assert counter(*on(ward, "07", "2026-11", "-o", str(book))).code == 0
    tab = load_workbook(book).active
    assert tab is not None
    cells = [[str(cell or "") for cell in line] for line in tab.iter_rows(values_only=True)]
    assert [line for line in cells if line[0].isdecimal()] == body
    assert not [cell for line in tab.iter_rows() for cell in line if cell.data_type == "f"]
    more = counter(*on(ward, "07", "2026-11", "-o", str(page), "--json"))
    assert more.json["copy"] == 2, "an export is no print"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("02", "1"), 1),  # nothing was asked for
        (("06", "999999"), 1),
        (("hand-over", "999"), 1),
        (("9", "1"), 2),
        (("07", "2026-13"), 2),
        (("07", "2026-1-01"), 2),
        (("07", "2026-02-30/2026-03-01"), 2),
        (("07", "2025-12-31/2026-01-01"), 1),
        (("hand-over", "x"), 2),
        (("06", "1", "-o", "x.doc"), 2),
        (("02", "1", "-o", "x.csv"), 2),
    ],
)
def test_what_cannot_be_printed_says_why_and_leaves_no_file(
    ward: Path, words: tuple[str, ...], code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    done = counter(*on(ward, *words))
    assert (done.code, done.out) == (code, "")
    assert done.err and not list(tmp_path.iterdir())
