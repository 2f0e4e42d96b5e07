"""The check of the templates finds an edit that went wrong before a paper is wanted, and tells it once."""

import shutil
from pathlib import Path

import pytest

from counter.papers.check import KINDS, check
from counter.papers.layout import papers_dir

from .test_templates import SHARED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the templates to spoil."""
    return Path(shutil.copytree(papers_dir(), tmp_path / "papers"))


def test_the_shipped_templates_are_good() -> None:
    assert check() == ()


def test_every_template_of_the_folder_is_checked() -> None:
    assert set(KINDS) == {path.stem for path in papers_dir().glob("*.typ")} - SHARED


def test_a_wrong_edit_of_each_template_is_found(folder: Path) -> None:
    spoiled = []
    for template in KINDS:
        path = folder / f"{template}.typ"
        lines = path.read_text("utf-8").splitlines()
        path.write_text("\n".join([*lines, "#d.khong-co"]), "utf-8")
        spoiled.append((path.name, len(lines) + 1))
    assert sorted((fault.params["file"], fault.params["line"]) for fault in check(folder)) == sorted(spoiled)


def test_a_fault_in_the_shared_part_is_told_once(folder: Path) -> None:
    (folder / "chung.typ").write_text("#let", "utf-8")
    (fault,) = check(folder)
    assert fault.params["file"] == "chung.typ"


def test_an_edit_that_fails_only_without_a_value_is_found(folder: Path) -> None:
    path = folder / "mau-01.typ"
    path.write_text(path.read_text("utf-8") + "\n#if d.papers.missing.len() == 0 [#panic(1)]", "utf-8")
    assert [fault.params["file"] for fault in check(folder)] == ["mau-01.typ"]


def test_settings_and_a_template_that_is_gone_are_told_together(folder: Path) -> None:
    (folder / "phieu-thu.typ").unlink()
    for settings in ("cai-dat.yaml", "ky-hieu.yaml"):
        (folder / settings).write_text("", "utf-8")
    found = {fault.params["file"] for fault in check(folder)}
    assert found == {"cai-dat.yaml", "ky-hieu.yaml", "phieu-thu.typ"}
