"""Slips on the disk: whole or not at all, and no name of a person in a file name."""

import os
from pathlib import Path

import pytest

from counter.errors import CounterError, Refused
from counter.i18n import t
from counter.papers import files, typeset
from counter.papers.slip import slip_data
from counter.papers.thermal import Roll

from .factory import WARD, dossier
from .reading import qr_text

SLIP = slip_data(dossier(), WARD)


def test_the_suffix_chooses_between_page_and_picture(tmp_path: Path) -> None:
    page = files.save_slip(SLIP, tmp_path / "giấy hẹn.PDF")
    picture = files.save_slip(SLIP, tmp_path / "nhiệt.png", roll=Roll.MM58)
    assert page.read_bytes() == typeset.pdf(typeset.MAU_01, SLIP)
    assert qr_text(picture.read_bytes()) == SLIP.qr.text


def test_large_print_can_be_saved_too(tmp_path: Path) -> None:
    path = files.save_slip(SLIP, tmp_path / "lon.pdf", template=typeset.LARGE_PRINT)
    assert path.read_bytes() == typeset.pdf(typeset.LARGE_PRINT, SLIP)


@pytest.mark.parametrize("name", ["slip", "slip.txt", "slip.pdf.exe", ".pdf", "slip.jpg"])
def test_another_suffix_is_refused_before_anything_is_made(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused) as caught:
        files.save_slip(SLIP, tmp_path / name)
    assert caught.value.message_id == "paper.suffix"
    assert ".pdf" in t(caught.value.message_id, **caught.value.params)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(CounterError) as caught:
        files.save_slip(SLIP, tmp_path / "khong-co" / "a.pdf")
    assert caught.value.message_id == "paper.not_written"
    assert "khong-co" in t(caught.value.message_id, **caught.value.params)
    assert list(tmp_path.iterdir()) == []


def test_why_a_file_was_not_written_is_said_in_our_words(tmp_path: Path) -> None:
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "file").write_text("")
    for name in ("khong-co/a.pdf", "folder.pdf", "file/a.pdf", f"{'a' * 300}.pdf"):
        with pytest.raises(CounterError) as caught:
            files.save_slip(SLIP, tmp_path / name)
        reason = str(caught.value.params["reason"])
        assert reason and not any(word in reason for word in ("such", "directory", "File", "hệ thống"))


def test_an_older_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")
    files.save_slip(SLIP, path)
    assert path.read_bytes().startswith(b"%PDF")
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"], "no half file is left"


def test_when_the_last_step_fails_the_older_file_stays(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.mkdir()
    (target / "inside").write_text("x")
    with pytest.raises(CounterError):
        files.write(target, b"new")
    assert (target / "inside").read_text() == "x"
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
def test_only_the_user_can_read_a_slip(tmp_path: Path) -> None:
    assert files.save_slip(SLIP, tmp_path / "a.pdf").stat().st_mode & 0o077 == 0


def test_slips_are_kept_beside_the_stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTER_HOME", str(tmp_path / "nhà"))
    path = files.keep(b"%PDF", files.slip_name("H57.15-261120-0254"))
    assert path == tmp_path / "nhà" / "slips" / "H57.15-261120-0254-mau-01.pdf"
    assert path.read_bytes() == b"%PDF"


def test_a_named_store_has_its_slips_beside_it_and_practice_has_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of a payment is given in every store: PT-1 of one must not take the place of another's."""
    monkeypatch.setenv("COUNTER_HOME", str(tmp_path / "nhà"))
    store = tmp_path / "ổ" / "phường.db"
    places = {
        files.keep(b"%PDF", "PT-1.pdf"),
        files.keep(b"%PDF", "PT-1.pdf", practice=True),
        files.keep(b"%PDF", "PT-1.pdf", store=store),
        files.keep(b"%PDF", "PT-1.pdf", store=store, practice=True),
    }
    assert {str(path.parent.relative_to(tmp_path)) for path in places} == {
        "nhà/slips",
        "nhà/slips-practice",
        "ổ/slips",
        "ổ/slips-practice",
    }


@pytest.mark.parametrize(
    ("code", "copy", "name"),
    [
        ("H57.15-261120-0254", 0, "H57.15-261120-0254-mau-01.pdf"),
        ("H57.15-261120-0254", 2, "H57.15-261120-0254-mau-01-sao-2.pdf"),
        ("TẬP-H57.15-261120-0254", 0, "TAP-H57.15-261120-0254-mau-01.pdf"),
        ("H57.??-261120-0254", 0, "H57._-261120-0254-mau-01.pdf"),
        ("../../etc/passwd", 0, "_.._ETC_PASSWD-mau-01.pdf"),
        ("", 0, "_-mau-01.pdf"),
    ],
)
def test_file_names_are_made_of_the_code_and_are_safe_everywhere(code: str, copy: int, name: str) -> None:
    made = files.slip_name(code, copy=copy)
    assert made == name
    assert Path(made).name == made
