"""The files a supervisor edits about filing on the portal."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from counter.errors import DataFault, NotFound, Problem
from counter.paths import data_dir
from counter.rules.portal_fields import APPLICANT_KEYS
from counter.services.catalogue import portal_data
from counter.services.office import shipped_catalogue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files that a test may edit."""
    for name in ("consent", "portal"):
        shutil.copytree(data_dir() / name, tmp_path / name)
    return tmp_path


def edit(folder: Path, name: str, before: str, after: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_the_shipped_files_are_sound() -> None:
    assert portal_data.check() == ()
    catalogue = shipped_catalogue()
    for procedure in catalogue.all():
        order = portal_data.order_of(procedure.code)
        known = {field.key for field in procedure.fields} | APPLICANT_KEYS
        assert set(order.keys) | order.prefilled <= known, procedure.code


def test_a_new_version_of_the_sentence_counts_from_its_day(folder: Path) -> None:
    newer = (
        "lời đọc:\n  - phiên bản: 2027-03\n    từ ngày: 1/3/2027\n"
        "    tiếng Việt:\n      - Đồng ý {thu_tuc}?\n"
        "    tiếng Anh:\n      - Do you agree?\n"
    )
    edit(folder, "consent/nop-ho.yaml", "lời đọc:\n", newer)
    assert portal_data.sentence_on(date(2027, 2, 28), folder).version == "2026-11"
    assert portal_data.sentence_on(date(2027, 3, 1), folder).version == "2027-03"
    assert portal_data.sentence("2026-11", folder).texts["vi"]  # what was read stays readable
    with pytest.raises(NotFound):
        portal_data.sentence("2020-01", folder)


FAULTS = [
    ("consent/nop-ho.yaml", "“{thu_tuc}”", "“{thutuc}”", "tiếng Việt"),
    ("consent/nop-ho.yaml", "từ ngày: 1/11/2026", "từ ngày: 31/11/2026", "từ ngày"),
    ("consent/nop-ho.yaml", "phiên bản:", "phien-ban:", "phiên bản"),
    ("portal/cong.yaml", "mã dạng khác: []", 'mã dạng khác: ["("]', "mã dạng khác"),
    ("portal/thu-tu.yaml", "thứ tự:", "thứ-tự:", "thứ-tự"),
    ("portal/cach-nop.yaml", "[tự định danh, người thay, giấy]", "[tự định danh, thư]", "cho phép"),
    ("portal/cach-nop.yaml", "thường dùng: tự", "thường dùng: không rõ tự", "thường dùng"),
    ("portal/cach-nop.yaml", "[tự định danh, người thay, giấy]", "[giấy]", "thường dùng"),
]


@pytest.mark.parametrize(("name", "before", "after", "where"), FAULTS)
def test_a_fault_names_file_line_and_field(
    folder: Path, name: str, before: str, after: str, where: str
) -> None:
    edit(folder, name, before, after)
    [fault] = portal_data.check(folder)
    assert isinstance(fault, DataFault)
    assert fault.params["file"] == name
    assert int(fault.params["line"]) > 1
    assert where in str(fault.params["path"])


def test_a_missing_file_is_told(folder: Path) -> None:
    (folder / "portal" / "cong.yaml").unlink()
    [fault] = portal_data.check(folder)
    assert fault.params["file"] == "portal/cong.yaml"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("H57.15-251124-00412", "H57.15-251124-00412"),
        (" h57.15-251124-0412 ", "H57.15-251124-0412"),
        ("000.00.15.H57-250910-0001", "000.00.15.H57-250910-0001"),
        ("", "submission.code_missing"),
        ("482913", "submission.code_shape"),
        ("H57.15-251324-0001", "submission.code_shape"),
        ("TAM-261123-0001", "submission.code_ours"),
        ("\x1b[31mH57.15-251124-0412", "submission.code_shape"),
    ],
)
def test_a_portal_code_is_read_by_its_grammar(text: str, kept: str) -> None:
    read = portal_data.portal_code(text)
    assert (read.message_id if isinstance(read, Problem) else read) == kept


def test_another_form_of_code_is_data(folder: Path) -> None:
    assert isinstance(portal_data.portal_code("DVC20261123ABC", folder), Problem)
    edit(folder, "portal/cong.yaml", "mã dạng khác: []", r"mã dạng khác: ['DVC\d{8}[A-Z]{3}']")
    assert portal_data.portal_code("dvc20261123abc", folder) == "DVC20261123ABC"


PRACTICE_CODES = ["TAP.H57-261123-00412", "TẬP-261123-0001", "tập-tam-261123-0001", "H57.TAP-261123-00412"]


@pytest.mark.parametrize("code", PRACTICE_CODES)
def test_a_real_store_takes_no_code_of_the_practice_portal(code: str) -> None:
    refused = portal_data.portal_code(code)
    assert isinstance(refused, Problem) and refused.message_id == "submission.code_practice"
    trained = portal_data.portal_code("TAP.H57-261123-00412", practice=True)
    assert trained == "TAP.H57-261123-00412"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mã hồ sơ: H57.15-251124-00412", "H57.15-251124-00412"),
        ("H57.15-251124-00412.\n", "H57.15-251124-00412"),
        ("“H57.15-251124-00412”", "H57.15-251124-00412"),
        ("H57.15-251124-0041", "H57.15-251124-0041"),
        ("nộp xong rồi", "nộp xong rồi"),
        ("H57.15-251124-0001 H57.15-251124-0002", "H57.15-251124-0001 H57.15-251124-0002"),
    ],
)
def test_the_code_is_found_in_what_was_pasted(text: str, code: str) -> None:
    assert portal_data.code_within(text) == code
