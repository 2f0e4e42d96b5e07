"""The registers beside the dossiers leave the program as tables; nothing in them is a formula."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

from openpyxl import load_workbook

from counter.models.life import Certified
from counter.models.life_lists import LifeList, LifeLists, Uncollected
from counter.models.life_records import CertificationView
from counter.papers.life_sheet import CSV, XLSX, keep_in, sheet
from counter.settings import WardSettings

ENTRY = CertificationView(
    id=1, kind=Certified.COPY, year=2026, number=7, day=date(2026, 11, 23), dossier_id=None,
    requester="=HYPERLINK(1)", paper="Bằng tốt nghiệp", copies=3, signer="Lê Ký", note="",
    recorded_by="Tiếp", struck="viết nhầm",
)  # fmt: skip
REGISTER = LifeLists(
    which=LifeList.COPY, first=date(2026, 1, 1), last=date(2026, 12, 31), certifications=(ENTRY,)
)


def test_a_register_says_numbers_and_what_was_struck() -> None:
    (row,) = sheet(REGISTER).rows
    assert row == (
        7, "23/11/2026", "=HYPERLINK(1)", "Bằng tốt nghiệp", "Lê Ký", 3, "ĐÃ GẠCH: viết nhầm",
    )  # fmt: skip


def test_no_cell_of_a_file_is_a_formula(tmp_path: Path) -> None:
    store = tmp_path / "counter.db"
    made = keep_in(store, CSV, REGISTER, WardSettings(), practice=False)
    cells = [cell for row in csv.reader(io.StringIO(made.read_text("utf-8-sig"))) for cell in row]
    assert "'=HYPERLINK(1)" in cells and "=HYPERLINK(1)" not in cells
    book = load_workbook(keep_in(store, XLSX, REGISTER, WardSettings(), practice=True))
    values = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
    assert [cell.data_type for cell in values] == ["s"]


def test_what_waits_longest_stands_first_with_its_days() -> None:
    one = Uncollected(
        dossier_id=1, short_code="222-23V", applicant="Út", procedure="Khai sinh",
        ready_at=datetime(2026, 11, 3, 2, tzinfo=UTC), days=20, phone="0914 220 •••",
    )  # fmt: skip
    lists = LifeLists(
        which=LifeList.UNCOLLECTED, first=date(2026, 11, 1), last=date(2026, 11, 30), uncollected=(one,)
    )
    assert sheet(lists).rows == (("222-23V", "Út", "Khai sinh", "03/11/2026", 20, "0914 220 •••"),)
