"""A household's visit on the command line: found by its code, shown, its slip written."""

from pathlib import Path

import pytest

from counter.rules import visit_code
from tests.cli.running import counter
from tests.papers.reading import pdf_text
from tests.services.made_up import copy_of, small_ward

CODE = visit_code.build(23)  # of the made-up ward's first household


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """A made-up ward, and who asks."""
    store = copy_of(small_ward(), tmp_path_factory.mktemp("visit"))
    return ("--store", str(store), "--as", "Bình (tập)")


def test_the_code_finds_and_shows_the_visit(ward: tuple[str, ...]) -> None:
    found = counter("find", CODE, *ward)
    assert found.code == 0 and CODE in found.out and "hồ sơ · lượt ngày" in found.out
    shown = counter("show", CODE.lower().replace("-", ""), *ward, "--json")
    assert shown.code == 0
    codes = [dossier["short_code"] for dossier in shown.json["dossiers"]]
    assert codes and shown.json["code"] == CODE and shown.json["waiting"] == 0
    page = counter("show", CODE, *ward).out
    assert all(code in page for code in codes) and "Cả lượt" in page


def test_a_wrong_sign_is_told_and_opens_nothing(ward: tuple[str, ...]) -> None:
    wrong = CODE[:-1] + ("2" if CODE[-1] != "2" else "3")
    assert "gõ sai ít nhất một ký tự" in counter("find", wrong, *ward).out
    shown = counter("show", wrong, *ward)
    assert shown.code == 1 and "gõ sai ít nhất một ký tự" in shown.err
    nobody = counter("show", visit_code.build(999_999), *ward)
    assert nobody.code == 1 and "Không có lượt" in nobody.err


def test_the_slip_is_written_and_counted(ward: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "luot.pdf"
    first = counter("slip", CODE, "-o", str(path), *ward, "--json")
    assert (first.code, first.json["code"], first.json["copy"]) == (0, CODE, 1)
    again = counter("slip", CODE, "-o", str(path), *ward, "--json")
    assert again.json["copy"] == 2 and "BẢN SAO 2" in pdf_text(path.read_bytes())
    roll = counter("slip", CODE, "-o", str(tmp_path / "luot.png"), *ward, "--json")
    assert roll.json["copy"] == 1 and (tmp_path / "luot.png").read_bytes().startswith(b"\x89PNG")
    assert counter("slip", CODE, "-o", str(tmp_path / "luot.doc"), *ward).code == 2
