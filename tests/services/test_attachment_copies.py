"""Copies in a folder: only ours, only there, and gone when they are not needed; the scanner's folder."""

import os
from pathlib import Path

import pytest

from counter.errors import DataFault, Refused
from counter.models.attachment import FileLimits
from counter.models.dossier import DossierView
from counter.services.attachments import attachment_copies, attachments, scan_folder
from counter.services.catalogue import portal_data
from counter.services.office import Office
from tests.services.journeys import birth, certified_copy, received
from tests.services.test_attachments import pdf


@pytest.fixture
def view(office: Office) -> DossierView:
    """A dossier with one file."""
    found = received(office, birth(office))
    attachments.add(office, found.id, "giay-chung-sinh", pdf(), operation="a")
    return found


def test_copies_are_whole_private_and_found_again(office: Office, view: DossierView, tmp_path: Path) -> None:
    paths = attachment_copies.export(office, str(view.id), tmp_path, operation="out")
    assert [path.read_bytes() for path in paths] == [pdf().content]
    assert attachment_copies.lying_about(office, view.id) == (str(paths[0].parent),)
    assert attachment_copies.clean(office, view.id, operation="clean") == 1
    assert not paths[0].parent.exists() and attachment_copies.lying_about(office, view.id) == ()
    assert attachment_copies.clean(office, view.id, operation="again") == 0


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_link_that_lies_in_wait_is_not_followed(office: Office, view: DossierView, tmp_path: Path) -> None:
    victim = tmp_path / "victim.pdf"
    victim.write_bytes(b"mine")
    first = attachment_copies.export(office, str(view.id), tmp_path, operation="out")[0]
    first.unlink()
    first.symlink_to(victim)
    attachment_copies.export(office, str(view.id), tmp_path, operation="out2")
    assert victim.read_bytes() == b"mine" and not first.is_symlink()
    first.unlink()
    first.parent.rmdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    first.parent.symlink_to(elsewhere)
    with pytest.raises(Refused):
        attachment_copies.export(office, str(view.id), tmp_path, operation="out3")
    assert list(elsewhere.iterdir()) == []


def test_a_folder_that_is_not_there_is_refused_and_nothing_is_written(
    office: Office, view: DossierView, tmp_path: Path
) -> None:
    for folder in (tmp_path / "none", tmp_path / "nul\0", Path("/proc")):
        with pytest.raises(Refused):
            attachment_copies.export(office, str(view.id), folder, operation="out")
    empty = received(office, certified_copy(office))
    with pytest.raises(Refused, match="nothing"):
        attachment_copies.export(office, str(empty.id), tmp_path, operation="out")


def test_the_scanners_folder_is_this_machines_and_must_be_there(office: Office, tmp_path: Path) -> None:
    assert scan_folder.get(office) == ""
    for wrong in ("relative", str(tmp_path / "none"), "\0"):
        with pytest.raises(Refused):
            scan_folder.save(office, wrong, operation="a")
    scan_folder.save(office, str(tmp_path), operation="b")
    assert scan_folder.get(office) == str(tmp_path)
    assert scan_folder.save(office, "  ", operation="c") == "" == scan_folder.get(office)
    assert scan_folder.newest(str(tmp_path / "none")) == ()


def test_the_limits_shipped_are_marked_unconfirmed() -> None:
    assert portal_data.portals()[0].limits == FileLimits(
        unconfirmed=frozenset({"max_bytes", "max_files", "max_pages", "dpi", "name_length", "letters"})
    )


@pytest.mark.parametrize(
    "line",
    [
        "số tệp: 0",
        "dung lượng mỗi tệp: 5000",
        "chữ trong tên: ']['",
        "chữ trong tên: é",
        "chưa xác nhận: [x]",
    ],
)
def test_a_limit_that_cannot_be_meant_is_named(line: str, tmp_path: Path) -> None:
    (tmp_path / "portal").mkdir()
    text = f"cổng:\n  - id: a\n    tên: A\n    trang: https://a.vn\n    tệp kèm:\n      {line}\n"
    (tmp_path / "portal" / "cong.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataFault) as fault:
        portal_data.portals(tmp_path)
    assert fault.value.params["line"] == 6
