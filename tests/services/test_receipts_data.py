"""The file a supervisor edits about official receipts."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from counter.errors import DataFault
from counter.paths import data_dir
from counter.rules.receipts import ReceiptRules
from counter.services.catalogue import receipts_data


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped file that a test may edit."""
    shutil.copytree(data_dir() / "receipts", tmp_path / "receipts")
    return tmp_path


def edit(folder: Path, before: str, after: str) -> None:
    path = folder / "receipts" / "bien-lai.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_the_shipped_file_says_when_paper_ends() -> None:
    assert receipts_data.check() == ()
    rules = receipts_data.receipt_rules()
    assert rules == ReceiptRules(date(2026, 12, 31), "Nghị định 254/2026/NĐ-CP Điều 44 khoản 2")


def test_a_day_that_the_law_moves_is_read_anew(folder: Path) -> None:
    assert receipts_data.receipt_rules(folder).paper_until == date(2026, 12, 31)
    edit(folder, "đến hết ngày: 31/12/2026", "đến hết ngày: 30/6/2027")
    assert receipts_data.receipt_rules(folder).paper_until == date(2027, 6, 30)


def test_a_day_may_be_said_not_to_be_known(folder: Path) -> None:
    edit(folder, "đến hết ngày: 31/12/2026", "đến hết ngày: chưa biết")
    assert receipts_data.check(folder) == ()
    assert receipts_data.receipt_rules(folder).paper_until is None


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("31/12/2026 #", "31/13/2026 #", "dùng đến hết ngày"),
        ("  dùng đến hết ngày:", "  dùng hết ngày:", "dùng đến hết ngày"),
        ("  căn cứ:", "  can-cu:", "căn cứ"),
        ("biên lai giấy:", "biên lai:", "biên lai giấy"),
    ],
)
def test_a_fault_names_file_line_and_field(folder: Path, before: str, after: str, where: str) -> None:
    edit(folder, before, after)
    faults = receipts_data.check(folder)
    assert where in {str(fault.params["path"]).rpartition(".")[2] for fault in faults}
    assert {fault.params["file"] for fault in faults} == {"receipts/bien-lai.yaml"}
    assert all(int(fault.params["line"]) > 1 for fault in faults)
    with pytest.raises(DataFault):
        receipts_data.receipt_rules(folder)


@pytest.mark.parametrize("text", ["", "- 1\n- 2\n", "biên lai giấy: 31/12/2026\n", "a: [\n", None])
def test_a_file_that_is_no_such_file_is_told(folder: Path, text: str | None) -> None:
    path = folder / "receipts" / "bien-lai.yaml"
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")
    assert receipts_data.check(folder)
    with pytest.raises(DataFault):
        receipts_data.receipt_rules(folder)
