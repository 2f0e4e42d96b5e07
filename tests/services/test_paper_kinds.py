"""The kinds of paper that several procedures share: a fault in their file, or an unknown name, is told."""

import shutil
from pathlib import Path

import pytest

from counter.models.papers_seen import PaperEnd
from counter.paths import data_dir
from counter.services.catalogue.catalogue import Catalogue
from tests.services.test_catalogue_faults import spoil


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(data_dir() / "procedures", tmp_path / "procedures")
    return tmp_path


def faults(data: Path) -> list[tuple[str, str]]:
    return [
        (fault.message_id.rpartition(".")[2], str(fault.params.get("path")))
        for fault in Catalogue(data).faults
    ]


def test_the_shipped_kinds_say_how_long_they_hold(data: Path) -> None:
    kinds = Catalogue(data).kinds
    single = kinds["giay-xac-nhan-tinh-trang-hon"]
    assert (single.end, single.months) == (PaperEnd.MONTHS, 6)
    assert single.legal_source is not None and "123/2015" in single.legal_source
    assert [kind.id for kind in kinds.values() if kind.from_card] == ["giay-to-tuy-than"]
    named = {paper.kind for procedure in Catalogue(data).all() for paper in procedure.papers if paper.kind}
    assert named <= set(kinds) and faults(data) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("loai-giay-to.yaml", "hạn: 6 tháng", "hạn: nửa năm", "not_in_list"),
        ("loai-giay-to.yaml", "khóa: xac-nhan-thuoc-ho-ngheo", "khóa: giay-to-noi-cu-tru", "id_twice"),
        ("loai-giay-to.yaml", "của: hộ gia đình", "của: hàng xóm", "not_in_list"),
        ("loai-giay-to.yaml", "hạn: 12 tháng", "từ thẻ: có\n    hạn: 12 tháng", "card_twice"),
        ("ho-tich.yaml", "loại: giay-to-tuy-than", "loại: giay-la", "no_such_kind"),
    ],
)
def test_a_fault_is_told_where_it_stands(data: Path, file: str, old: str, new: str, reason: str) -> None:
    spoil(data, file, old, new)
    assert reason in [found for found, _ in faults(data)]


def test_without_the_file_nothing_is_known_again_and_nothing_breaks(data: Path) -> None:
    (data / "procedures" / "loai-giay-to.yaml").unlink()
    found = Catalogue(data)
    assert found.kinds == {} and faults(data) == []
    assert not any(paper.kind for procedure in found.all() for paper in procedure.papers)
