"""A mistake in a data file is named by file, line and field, and costs no other procedure."""

import re
import shutil
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from counter import i18n
from counter.errors import DataFault, NotFound
from counter.paths import data_dir
from counter.services.catalogue.catalogue import Catalogue

SHIPPED = data_dir() / "procedures"


@cache
def catalogue() -> Catalogue:
    return Catalogue(data_dir())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(SHIPPED, tmp_path / "procedures")
    return tmp_path


def spoil(data: Path, name: str, old: str, new: str, count: int = 1) -> int:
    """Change a text in a file; the line it stands on, from 1."""
    path = data / "procedures" / name
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, count), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults_of(data: Path) -> list[DataFault]:
    found = list(Catalogue(data).faults)
    for fault in found:
        assert i18n.known(fault.message_id), fault.message_id
        said = i18n.t(fault.message_id, **fault.params)
        assert str(fault.params["file"]) in said
        assert f"dòng {fault.params['line']}" in said
        assert str(fault.params["path"]) in said
    return found


def place(fault: DataFault) -> tuple[str | int, str | int, str | int, str]:
    params = fault.params
    return params["file"], params["line"], params["path"], fault.message_id.removeprefix("procedure.fault.")


@pytest.mark.parametrize(
    ("old", "new", "path", "reason"),
    [
        (
            "    số tiền: 2.000\n        đơn vị",
            "    số tiền: hai ngàn\n        đơn vị",
            "số tiền",
            "not_number",
        ),
        ("    số tiền: 2.000\n        đơn vị", "    số tiền: -5\n        đơn vị", "số tiền", "not_number"),
        ("đơn vị: mỗi trang", "đơn vị: mỗi tờ", "đơn vị", "not_in_list"),
        ("tối đa mỗi bản: 200.000", "tối đa: 200.000", "tối đa", "unknown_key"),
        ("mức do: trung ương", "mức do: ai đó", "mức do", "not_in_list"),
        ("id: chung_thuc_ban_sao.1", "id:", "id", "missing"),
    ],
)
def test_a_wrong_fee_is_named_with_file_line_and_field(
    data: Path, old: str, new: str, path: str, reason: str
) -> None:
    line = spoil(data, "chung-thuc.yaml", old, new)
    fault = faults_of(data)[0]
    where = f"thủ tục[1].phí và lệ phí[1].{path}"
    assert place(fault) == ("procedures/chung-thuc.yaml", line, where, reason)
    assert len(Catalogue(data).all()) == 58


HO_TICH, MIEN = "ho-tich.yaml", "chương trình miễn giảm[1]"
MISTAKES = [
    (HO_TICH, 1, "mã: 1.001193", "mã: 1.1193", "mã", "not_code"),
    (HO_TICH, 1, "gõ tắt: ks\n", "gõ tắt: khai\n", "gõ tắt", "not_short"),
    (HO_TICH, 1, "mức: trong ngày\n", "mức: vài ngày\n", "thời hạn.mức", "not_time"),
    (HO_TICH, 1, "giờ chốt: 15", "giờ chốt: ba giờ", "thời hạn.giờ chốt", "not_number"),
    (HO_TICH, 1, "trực tiếp: có", "trực tiếp: chắc", "cách nộp.trực tiếp", "not_yes_no"),
    (HO_TICH, 1, "dùng: van-ban-uy-quyen", "dùng: giay-la", "giấy tờ[7].dùng", "no_such_paper"),
    (
        HO_TICH,
        1,
        "khóa: giay-cam-doan-ve-viec-sinh",
        "khóa: giay-chung-sinh",
        "giấy tờ[4].khóa",
        "paper_twice",
    ),
    (HO_TICH, 1, "khóa: tre_gioi_tinh", "khóa: tre_ho_ten", "tờ khai[3].khóa", "field_twice"),
    (HO_TICH, 1, "kiểu: ngày sinh", "kiểu: ngày tháng", "tờ khai[2].kiểu", "not_in_list"),
    (HO_TICH, 1, "          - Nữ", "          - nam", "tờ khai[3].chọn", "option_twice"),
    (HO_TICH, 1, "cho phí: copies", "cho phí: so_ban", "tờ khai[10].cho phí", "no_such_name"),
    (HO_TICH, 1, "days_since_birth <= 60", "trong 60 ngày", "phí và lệ phí[1].điều kiện", "not_condition"),
    (HO_TICH, 1, "days_since_birth <= 60", "days_old <= 60", "phí và lệ phí[1].điều kiện", "no_such_name"),
    (HO_TICH, 1, "- nguoi_khuyet_tat", "- nguoi_gia", "phí và lệ phí[2].miễn cho", "no_such_group"),
    (HO_TICH, 6, "- xac_nhan_tinh_trang_hon_nhan.1", "- khac.1", f"{MIEN}.khoản", "no_such_fee"),
    (HO_TICH, 6, ": cong_dan_so_2026", ": nam_2030", f"{MIEN}.chương trình", "no_such_programme"),
    ("chung-thuc.yaml", 1, "từ trang: 3", "từ trang: 4", "phí và lệ phí[1].theo trang[2]", "not_steps"),
    ("cu-tru.yaml", 2, "mode == list", "mode == ds", "phí và lệ phí[3].điều kiện", "not_in_list"),
    ("cu-tru.yaml", 1, "cách nộp: trực tuyến", "cách nộp: trực tiếp", "phí và lệ phí[2].tên", "fee_twice"),
    ("giam-ngheo.yaml", 1, "ngày: 31/12/2026", "ngày: 31/13/2026", "hiệu lực.hết ngày", "not_date"),
    ("to-cao.yaml", 1, "mức: 30 ngày", "mức:\n        - 30 ngày", "thời hạn.mức", "not_text"),
    ("to-cao.yaml", 0, "lĩnh vực: Tố cáo\n", "", "lĩnh vực", "missing"),
    ("duong-bo.yaml", 1, "ưu tiên: 2", "ưu tiên: 2\n    ưu tiên: 1", "ưu tiên", "key_twice"),
]


@pytest.mark.parametrize(
    ("name", "nth", "old", "new", "path", "reason"), MISTAKES, ids=[m[5] for m in MISTAKES]
)
def test_a_mistake_is_named_where_it_stands(
    data: Path, name: str, nth: int, old: str, new: str, path: str, reason: str
) -> None:
    line = spoil(data, name, old, new)
    found = [place(fault) for fault in faults_of(data)]
    file, at, where, _ = next(told for told in found if told[3] == reason)
    assert (file, where) == (f"procedures/{name}", f"thủ tục[{nth}].{path}" if nth else path)
    assert line - 12 <= int(at) <= line + 1  # a fault of a list or of two fields stands on the first of them
    assert len(Catalogue(data).all()) >= (58 if nth else 59)


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("tên: Chứng thực di chúc", "tên: Chứng thực: di chúc", "thủ tục[4].tên"),
        ("tên: Chứng thực di chúc", 'tên: "Chứng thực di chúc', "thủ tục[4].tên"),
        ("    tên: Chứng thực di chúc", "\ttên: Chứng thực di chúc", "thủ tục[4].tên"),
        ("    tên: Chứng thực di chúc", "  tên: Chứng thực di chúc", "thủ tục[4].tên"),
        ("mã: 2.001019", "mã: [2.001019", "thủ tục[4]"),
    ],
)
def test_what_is_not_yaml_costs_one_procedure_and_not_the_file(
    data: Path, old: str, new: str, path: str
) -> None:
    line = spoil(data, "chung-thuc.yaml", old, new)
    found = faults_of(data)
    assert len(found) == 1
    file, at, where, reason = place(found[0])
    assert (file, reason) == ("procedures/chung-thuc.yaml", "not_yaml")
    assert line - 1 <= int(at) <= line + 2
    assert str(where).startswith(path if path.count(".") == 0 else path.rpartition(".")[0])
    loaded = Catalogue(data)
    assert len(loaded.all()) == 58
    with pytest.raises(NotFound):
        loaded.get("2.001019")
    assert loaded.get("ct").code == "2.000815"


def test_places_in_a_salvaged_file_are_still_counted_right(data: Path) -> None:
    spoil(data, "chung-thuc.yaml", "tên: Chứng thực di chúc", "tên: Chứng thực: di chúc")
    spoil(data, "chung-thuc.yaml", "mã: 2.001406", "mã: hai")
    assert {str(place(fault)[2]) for fault in faults_of(data)} == {"thủ tục[4].tên", "thủ tục[6].mã"}


def test_a_code_may_be_used_once(data: Path) -> None:
    line = spoil(data, "to-cao.yaml", "mã: 2.002396", "mã: 2.002409")
    fault = faults_of(data)[0]
    assert place(fault) == ("procedures/to-cao.yaml", line, "thủ tục[1].mã", "code_twice")
    assert len(Catalogue(data).all()) == 58


def test_a_short_code_may_be_used_once(data: Path) -> None:
    line = spoil(data, "to-cao.yaml", "gõ tắt: tc\n", "gõ tắt: kn\n")
    assert place(faults_of(data)[0]) == ("procedures/to-cao.yaml", line, "thủ tục[1].gõ tắt", "short_twice")


def test_a_file_that_is_no_text_is_named(data: Path) -> None:
    (data / "procedures" / "xay-dung.yaml").write_bytes(b"\xff\xfe\x00")
    (data / "procedures" / "trong.yaml").write_text("", "utf-8")
    (data / "procedures" / "chu.yaml").write_text("chỉ là chữ\n", "utf-8")
    reasons = {place(fault)[0]: place(fault)[3] for fault in faults_of(data)}
    assert reasons == {
        "procedures/xay-dung.yaml": "not_readable",
        "procedures/trong.yaml": "not_map",
        "procedures/chu.yaml": "not_map",
    }
    assert len(Catalogue(data).all()) == 56


@pytest.mark.parametrize(
    "text", ['"abc', "[" * 3000, "- [\n- a\n", "\t- x: [", "&a *a *b", "# chỉ có lời\n%"]
)
def test_a_broken_file_without_a_single_key_is_named_too(data: Path, text: str) -> None:
    (data / "procedures" / "xay-dung.yaml").write_text(text, "utf-8")
    assert {place(fault)[0] for fault in faults_of(data)} == {"procedures/xay-dung.yaml"}
    assert len(Catalogue(data).all()) == 56


def test_a_mistake_among_the_groups_costs_no_procedure_its_exemption(data: Path) -> None:
    spoil(data, "mien-giam.yaml", "tên: Người thuộc hộ nghèo", "tên: Người: thuộc hộ nghèo")
    found = faults_of(data)
    assert [place(fault)[3] for fault in found] == ["not_yaml"]
    loaded = Catalogue(data)
    assert len(loaded.all()) == 59
    assert "nguoi_thuoc_ho_ngheo" in loaded.get("hn").fees[0].exempt_groups
    assert loaded.get("hn").waivers


def test_a_programme_with_a_mistake_stops_the_procedures_it_covers(data: Path) -> None:
    spoil(data, "mien-giam.yaml", "đến ngày: 28/2/2027", "đến ngày: 30/2/2027")
    reasons = [place(fault)[3] for fault in faults_of(data)]
    assert reasons[0] == "not_date"
    assert reasons.count("no_such_programme") == 7
    assert len(Catalogue(data).all()) == 52


def test_keys_may_be_typed_without_accents_and_amounts_with_or_without_dots(data: Path) -> None:
    spoil(data, "chung-thuc.yaml", "tối đa mỗi bản: 200.000", "Toi da moi ban: 200000")
    assert faults_of(data) == []
    assert Catalogue(data).get("ct").fees[0].cap == 200_000


def test_decomposed_accents_from_another_editor_are_the_same_words(data: Path) -> None:
    path = data / "procedures" / "to-cao.yaml"
    path.write_text(unicodedata.normalize("NFD", path.read_text("utf-8")), "utf-8")
    assert faults_of(data) == []
    assert Catalogue(data).get("tc") == catalogue().get("tc")


def test_every_fault_has_its_words() -> None:
    services = data_dir().parent / "counter" / "services" / "catalogue"
    readers = [*services.glob("catalogue*.py"), *services.glob("yaml*.py")]
    source = "\n".join(path.read_text("utf-8") for path in readers)
    used = set(re.findall(r"(?:\.fault|\.add)\(\s*\"(\w+)\"", source))
    assert {"not_number", "not_yaml", "code_twice"} <= used
    assert [reason for reason in used if not i18n.known(f"procedure.fault.{reason}")] == []
