"""Fee rules of the data files: what does not fit together is named by file, line and field."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from counter.models.catalogue import Channel, ReliefWay
from counter.models.states import ResultWay
from counter.rules.fee_inputs import FeeInputs
from counter.rules.fees import quote
from counter.services.catalogue.catalogue import Catalogue
from tests.services.test_catalogue_faults import data as data  # the fixture: a copy of the shipped files
from tests.services.test_catalogue_faults import faults_of, place, spoil

CT = "chung-thuc.yaml"
SIGNATURE = """      - id: chung_thuc_chu_ky.1
        loại: phí
        tên: Phí chứng thực chữ ký
        số tiền: 10.000
        đơn vị: mỗi văn bản
        mức do: trung ương
        từ ngày: 1/1/2017
        căn cứ: Thông tư 226/2016/TT-BTC Điều 4
"""
NEXT = """      - id: chung_thuc_chu_ky.2
        loại: phí
        tên: Phí chứng thực chữ ký
        số tiền: 12.000
        đơn vị: mỗi văn bản
        mức do: trung ương
        từ ngày: {first}
        căn cứ: Thông tư mới
"""


def with_next(data: Path, first: str, last: str = "", more: str = "") -> None:
    """A second amount from a day on; the first one ends on `last`."""
    ended = (
        SIGNATURE.replace("        căn cứ:", f"        đến ngày: {last}\n        căn cứ:")
        if last
        else SIGNATURE
    )
    spoil(data, CT, SIGNATURE, NEXT.format(first=first) + more + ended)


def signature(data: Path, on: date, channel: Channel = Channel.DIRECT) -> int | None:
    procedure = Catalogue(data).get("ctk")
    return quote(procedure, FeeInputs(counts={"documents": 1}), on=on, channel=channel).total


def test_an_amount_follows_another_without_overlap_or_gap(data: Path) -> None:
    with_next(data, "1/1/2027", "31/12/2026")
    assert faults_of(data) == []
    assert signature(data, date(2026, 12, 31)) == 10_000
    assert signature(data, date(2027, 1, 1)) == 12_000
    assert signature(data, date(2016, 12, 31)) is None


def line_of(data: Path, text: str) -> int:
    return (data / "procedures" / CT).read_text("utf-8").split(text)[0].count("\n") + 1


@pytest.mark.parametrize("last", ["", "1/1/2027", "30/6/2027"])
def test_two_amounts_of_one_day_overlap(data: Path, last: str) -> None:
    with_next(data, "1/1/2027", last)
    found = [place(fault) for fault in faults_of(data)]
    line = line_of(
        data,
        "        từ ngày: 1/1/2017\n"
        + (f"        đến ngày: {last}\n" if last else "")
        + "        căn cứ: Thông tư 226/2016/TT-BTC Điều 4\n        ghi chú: Một trường hợp",
    )
    assert found == [(f"procedures/{CT}", line, "thủ tục[2].phí và lệ phí[2].từ ngày", "fee_twice")]


def test_days_without_an_amount_are_a_gap(data: Path) -> None:
    with_next(data, "1/2/2027", "31/12/2026")
    fault = faults_of(data)[0]
    line = line_of(data, "        từ ngày: 1/2/2027")
    assert place(fault) == (f"procedures/{CT}", line, "thủ tục[2].phí và lệ phí[1].từ ngày", "fee_gap")
    assert (fault.params["first"], fault.params["last"]) == ("01/01/2027", "31/01/2027")


def test_a_channel_of_its_own_is_no_overlap_and_may_end(data: Path) -> None:
    with_next(data, "1/1/2027", more="        cách nộp: trực tuyến\n        đến ngày: 30/6/2027\n")
    assert faults_of(data) == []
    assert signature(data, date(2027, 6, 30), Channel.ONLINE) == 12_000
    assert signature(data, date(2027, 7, 1), Channel.ONLINE) == 10_000
    assert signature(data, date(2027, 6, 30)) == 10_000


MISTAKES = [
    (CT, "id: chung_thuc_chu_ky.1", "id: buu_chinh.1", "id_twice", "id"),
    ("ho-tich.yaml", "days_since_birth > 60", "days_since_birth > 61", "fee_hole", "điều kiện"),
    (CT, "        căn cứ miễn: Thông tư 226/2016/TT-BTC Điều 5\n", "", "missing", "căn cứ miễn"),
    (
        CT,
        "        căn cứ: Thông tư 226/2016/TT-BTC Điều 4\n        ghi chú: Một trường hợp",
        "        ghi chú: Một trường hợp",
        "missing",
        "căn cứ",
    ),
    (
        CT,
        "        đơn vị: mỗi văn bản\n",
        "        đơn vị: mỗi văn bản\n        tối đa mỗi bản: 5.000\n",
        "only_pages",
        "tối đa mỗi bản",
    ),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "reason", "key"), MISTAKES, ids=[f"{m[3]} {m[4]}" for m in MISTAKES]
)
def test_a_mistake_is_named_where_it_stands(
    data: Path, name: str, old: str, new: str, reason: str, key: str
) -> None:
    spoil(data, name, old, new)
    found = [place(fault) for fault in faults_of(data)]
    assert (f"procedures/{name}", reason) in {(told[0], told[3]) for told in found}
    assert any(str(told[2]).endswith(f".{key}") for told in found)


REDUCED = """        giảm cho:
          - nhóm:
              - nguoi_khuyet_tat
            giảm: 50%
            căn cứ: Nghị quyết thử
            từ ngày: 1/1/2026
"""


def reduced(data: Path, text: str) -> int:
    return spoil(data, CT, SIGNATURE, SIGNATURE + text)


def test_a_reduction_is_read_and_reckoned(data: Path) -> None:
    reduced(data, REDUCED)
    assert faults_of(data) == []
    catalogue = Catalogue(data)
    procedure = catalogue.get("ctk")
    assert [group.id for group in catalogue.groups_for(procedure)] == ["nguoi_khuyet_tat"]
    found = quote(
        procedure, FeeInputs(counts={"documents": 3}), on=date(2026, 11, 23), exempt_group="nguoi_khuyet_tat"
    )
    assert (found.total, found.waived, found.waiver_sources) == (15_000, 15_000, ("Nghị quyết thử",))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("giảm: 50%", "giảm: 100%", "not_percent"),
        ("giảm: 50%", "giảm: nửa", "not_percent"),
        ("            giảm: 50%\n", "", "one_of_two"),
        ("giảm: 50%", "giảm: 50%\n            còn thu: 5.000", "one_of_two"),
        ("            căn cứ: Nghị quyết thử\n", "", "missing"),
        ("nguoi_khuyet_tat", "nguoi_gia", "no_such_group"),
        ("từ ngày: 1/1/2026", "từ ngày: 1/1/2026\n            đến ngày: 1/1/2025", "ends_before"),
    ],
)
def test_a_wrong_reduction_is_named(data: Path, old: str, new: str, reason: str) -> None:
    assert old in REDUCED
    line = reduced(data, REDUCED.replace(old, new))
    found = [place(fault) for fault in faults_of(data)]
    where = "thủ tục[2].phí và lệ phí[1].giảm cho"
    assert [told[3] for told in found] == [reason]
    assert str(found[0][2]).startswith(where)
    assert line < int(found[0][1]) < line + 18


def test_pages_cannot_be_reduced_to_a_sum(data: Path) -> None:
    row = "        tối đa mỗi bản: 200.000\n"
    spoil(data, CT, row, row + REDUCED.replace("giảm: 50%", "còn thu: 500"))
    assert [place(fault)[3] for fault in faults_of(data)] == ["percent_of_pages"]


def test_the_rule_for_several_reasons_is_data(data: Path) -> None:
    spoil(data, "mien-giam.yaml", "lấy: mức có lợi nhất", "lấy: mức người nộp chọn")
    assert Catalogue(data).get("tt").relief_rules[0].way is ReliefWay.CLAIMED
    spoil(data, "mien-giam.yaml", "lấy: mức người nộp chọn", "lấy: cộng lại")
    assert [place(fault)[3] for fault in faults_of(data)] == ["not_in_list"]


def test_a_programme_may_take_off_a_percentage(data: Path) -> None:
    spoil(data, "mien-giam.yaml", "    còn thu: 0\n", "    giảm: 40%\n")
    assert faults_of(data) == []
    procedure = Catalogue(data).get("tt")
    inputs = FeeInputs(flags=frozenset({"digital_citizen"}))
    found = quote(procedure, inputs, channel=Channel.ONLINE, on=date(2026, 10, 1))
    assert (found.total, found.waived) == (6_000, 4_000)


def test_the_postage_is_one_row_for_all_and_may_get_an_amount(data: Path) -> None:
    row = "    số tiền: chưa biết\n    đơn vị: mỗi lần gửi"
    spoil(data, "mien-giam.yaml", row, row.replace("chưa biết", "26.000"))
    assert faults_of(data) == []
    procedure = Catalogue(data).get("kh")
    inputs = FeeInputs(counts={"copies": 1})
    assert quote(procedure, inputs, on=date(2026, 11, 23)).total == 8_000
    posted = quote(procedure, replace(inputs, result_way=ResultWay.POST), on=date(2026, 11, 23))
    assert posted.total == 34_000
    assert [line.kind for line in posted.lines] == ["le_phi", "phi", "post"]
    spoil(data, "mien-giam.yaml", "    đơn vị: mỗi lần gửi", "    đơn vị: mỗi bức thư")
    assert [place(fault)[3] for fault in faults_of(data)] == ["not_in_list"]
