"""The ward's numbers leave the program whole: as CSV, as a workbook, on paper."""

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from counter.errors import Refused
from counter.models.sheet import Sheet
from counter.models.ward_report import Group, Period, Tally, WardReport
from counter.papers import typeset, ward_report_file, ward_report_sheets
from counter.papers.sheet_csv import BOM, safe, sheets_csv
from counter.papers.ward_report import ward_report_data
from counter.papers.ward_report_words import Words
from counter.rules.bars import bar

from .factory import WARD
from .made_report import FORMULA, OCTOBER, WHOLE, report
from .reading import pdf_text, squeezed

VI = Words("vi")


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def made(suffix: str, told: WardReport | None = None, *, periodic: bool = False) -> bytes:
    return ward_report_file.content(suffix, told or report(), WARD, periodic=periodic, practice=False)


# -- CSV ----------------------------------------------------------------------------------------------------


def test_the_csv_opens_in_excel_with_every_letter() -> None:
    content = made(".csv")
    assert content.startswith(BOM.encode("utf-8")) and content.count(BOM.encode("utf-8")) == 1
    assert b"\r\n" in content
    text = content.decode("utf-8-sig")
    assert "Giải quyết quá hạn" in text and "Thủ tục đăng ký khai sinh" in text


def test_every_number_of_a_procedure_is_in_its_row() -> None:
    rows = table(made(".csv"))
    head = next(row for row in rows if row[:2] == ["Mã thủ tục", "Thủ tục"])
    found = next(row for row in rows if row[:1] == ["1.001193"])
    told = dict(zip(head, found, strict=True))
    assert told["Nhận trực tuyến"] == "3750" and told["Trả trực tuyến"] == "3300"
    assert told["Trả trực tuyến 3.6"] == "91,67 %"
    assert told["Thời gian trung bình (2.2)"] == "10,0 giờ làm việc"


def test_a_name_is_never_run_as_a_formula() -> None:
    cells = [cell for row in table(made(".csv")) for cell in row]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]


@settings(max_examples=100)
@given(st.text(max_size=20))
def test_whatever_a_text_is_no_cell_begins_like_a_formula(text: str) -> None:
    content = sheets_csv((text,), (Sheet(kind="t", title=text, columns=(text,), rows=((text, 1, None),)),))
    for row in table(content):
        for cell in row:
            assert cell[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"}


def test_numbers_stay_numbers() -> None:
    assert (safe(-5), safe(0), safe(None), safe("a")) == ("-5", "0", "", "a")


# -- workbook, paper ----------------------------------------------------------------------------------------


def test_the_workbook_has_a_tab_for_each_table() -> None:
    book = load_workbook(io.BytesIO(made(".xlsx")))
    assert len(book.sheetnames) == 5
    cells = [cell for tab in book.worksheets for row in tab.iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == FORMULA] == ["s"]
    assert 3750 in [cell.value for cell in cells]


def test_the_paper_says_the_same() -> None:
    text = squeezed(pdf_text(made(".pdf")))
    for words in (
        "BÁOCÁOSỐLIỆU", "Tháng10/2026(cảkỳ)", "88,48%", "3.825", "Nguyễn Thị Hoa", "Hộ tịch", FORMULA,
        "Nhận trong kỳ 4.500",
    ):  # fmt: skip
        assert squeezed(words) in text, words


def test_the_official_form_has_its_columns_and_a_line_a_sector() -> None:
    sheet = ward_report_sheets.periodic(report(), VI)
    assert sheet.rows == (
        (1, "Hộ tịch", 3750, 3750, 0, 0, 3150, 2000, 1000, 100, 600, 500, 90),
        (2, "Đất đai", 811, 0, 750, 61, 780, 700, 60, 20, 31, 30, 1),
    )
    assert sheet.total == ("", "Tổng số", 4561, 3750, 750, 61, 3930, 2700, 1060, 120, 631, 530, 91)
    text = squeezed(pdf_text(made(".pdf", periodic=True)))
    for words in ("Biểu số 06/VPCP/KSTT", "Số hồ sơ nhận giải quyết", "Trực tiếp, bưu chính", "4.561"):
        assert squeezed(words) in text, words
    assert squeezed("60 hồ sơ không có ngày hẹn") in text


def test_a_ward_without_dossiers_has_no_shares() -> None:
    empty = replace(report(total=Tally()), by_sector=(), by_channel=(), by_procedure=(), by_clerk=())
    rows = table(made(".csv", empty))
    assert ["2.1", "Đúng hạn, kể cả hồ sơ đang giải quyết", "0", "0", "không có (0/0)", "", ""] in rows
    assert squeezed("không có (0/0)") in squeezed(pdf_text(made(".pdf", empty)))
    assert pdf_text(made(".pdf", empty, periodic=True))


def test_many_procedures_go_on_over_pages() -> None:
    many = tuple(Group(f"1.{n:06}", "Thủ tục có tên rất dài " * 8, WHOLE) for n in range(90))
    data = ward_report_data(replace(report(), by_procedure=many), WARD)
    assert len(typeset.pages(typeset.WARD_REPORT, data, ppi=30)) > 3


def test_another_file_is_refused_and_none_is_left(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        ward_report_file.write_to(tmp_path / "a.docx", report(), WARD, periodic=False, practice=False)
    assert not list(tmp_path.iterdir())


def test_it_is_kept_beside_the_store(tmp_path: Path) -> None:
    path = ward_report_file.keep_in(
        tmp_path / "counter.db", ".csv", report(), WARD, periodic=True, practice=False
    )
    assert path.name == "20261001-20261031-bieu-06.csv"
    assert path.read_bytes() == made(".csv", periodic=True)


# -- words, bars --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), "tháng 10/2026"),
        (date(2026, 10, 1), date(2026, 12, 31), "quý 4/2026"),
        (date(2026, 1, 1), date(2026, 12, 31), "năm 2026"),
        (date(2026, 2, 1), date(2026, 4, 30), "từ 01/02/2026 đến 30/04/2026"),
        (date(2026, 10, 5), date(2026, 10, 5), "ngày 05/10/2026"),
        (date(2026, 10, 1), date(2026, 10, 30), "từ 01/10/2026 đến 30/10/2026"),
    ],
)
def test_a_period_is_named_as_people_name_it(first: date, last: date, words: str) -> None:
    assert VI.period(Period(first, last)) == words


def test_english_has_its_own_signs() -> None:
    en = Words("en")
    assert (en.count(4323), en.hundredths(8848)) == ("4,323", "88.48 %")
    assert (VI.count(4323), VI.hundredths(8848), VI.hundredths(5)) == ("4.323", "88,48 %", "0,05 %")
    assert OCTOBER.first.year == 2026


@settings(max_examples=100)
@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(1, 60))
def test_a_bar_says_none_some_or_all(part: int, whole: int, width: int) -> None:
    drawn = bar(part, whole, width)
    assert len(drawn) <= width
    assert (drawn == "") is (part == 0)
    assert (drawn == "█" * width) is (part >= whole)
