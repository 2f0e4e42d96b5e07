"""The list of banks as the State Bank published it, and the faults of an edited one."""

import json
from pathlib import Path

import pytest

from counter.i18n import known
from counter.paths import data_dir
from counter.services.catalogue import banks_data

FILE = json.loads((Path(__file__).parents[1] / "vectors" / "vietqr.json").read_text(encoding="utf-8"))


def test_the_list_is_the_official_one() -> None:
    assert banks_data.check(data_dir()) == ()
    listed = {bank.bin: (bank.name, bank.code, bank.short) for bank in banks_data.banks().values()}
    official = {b["bin"]: (b["issuer_vi"], b["code"], b["short"]) for b in FILE["bank_bins"]["items"]}
    assert len(listed) == 56
    assert listed == official
    assert all(bank.known_as for bank in banks_data.banks().values())


def test_an_unknown_number_is_no_bank() -> None:
    assert banks_data.bank_of("970499") is None
    assert banks_data.bank_of("") is None


def test_the_list_says_where_it_is_from() -> None:
    text = (data_dir() / "banks" / banks_data.BANKS).read_text(encoding="utf-8")
    assert "1589/NHNN-TT" in text
    assert "số liệu đến: 31/12/2023" in text
    assert "đã cập nhật các lần đổi tên sau đó: không" in text


HEAD = "nguồn: thử\nsố liệu đến: 31/12/2023\nngân hàng:\n"


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (HEAD + '  - bin: "97040"\n    tên: Một\n', {"not_bin"}),
        (HEAD + "  - tên: Một\n", {"missing"}),
        (HEAD + '  - bin: "970400"\n', {"missing"}),
        (HEAD + '  - bin: "970400"\n    tên: Một\n  - bin: "970400"\n    tên: Hai\n', {"code_twice"}),
        (HEAD + '  - bin: "970400"\n    tên: Một\n    swift: X\n', {"unknown_key"}),
        ("ngân hàng: []\n", {"missing"}),
        ("nguồn: thử\nsố liệu đến: 31/13/2023\n", {"not_date"}),
        ("- a\n", {"not_map"}),
        ("", {"not_map"}),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, text: str, reasons: set[str]) -> None:
    (tmp_path / "banks").mkdir()
    (tmp_path / "banks" / banks_data.BANKS).write_text(text, encoding="utf-8")
    faults = banks_data.check(tmp_path)
    assert {fault.message_id.removeprefix("procedure.fault.") for fault in faults} == reasons
    assert all(known(fault.message_id) for fault in faults)
    assert all(str(fault.params["file"]).endswith(banks_data.BANKS) for fault in faults)


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    assert [fault.message_id for fault in banks_data.check(tmp_path)] == ["procedure.fault.not_readable"]
