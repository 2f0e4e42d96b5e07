"""Papers beside an encrypted store are encrypted; what must leave in clear goes again."""

import stat
from pathlib import Path

import pytest

from counter import sealing
from counter.errors import StoreError
from counter.papers import clear_copies, files
from counter.services.key import key_file
from counter.services.store.store import Store

CANARY = b"%PDF Nguy\xe1\xbb\x85n Th\xe1\xbb\x8b Canary"


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runtime folder of the test's own."""
    folder = tmp_path / "run"
    folder.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "counter.db"


def opened(path: Path) -> Store:
    return Store.open(path, key=key_file.make("thuyền nan xuôi dòng An Cựu").key)


def in_clear(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and CANARY in p.read_bytes())


def test_a_kept_paper_is_as_unreadable_as_its_store(path: Path, tmp_path: Path) -> None:
    with opened(path):
        kept = files.keep(CANARY, "a-mau-01.pdf", store=path)
        assert kept.name == "a-mau-01.pdf.khoa" and files.bare_name(kept) == "a-mau-01.pdf"
        assert files.read(kept, path) == CANARY
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert in_clear(tmp_path) == []
    with pytest.raises(StoreError) as closed:
        files.read(kept, path)
    assert closed.value.message_id == "key.not_open"


def test_practice_and_a_store_without_a_key_keep_papers_plain(path: Path, tmp_path: Path) -> None:
    with Store.open(path):
        assert files.keep(CANARY, "a.pdf", store=path).name == "a.pdf"
    with opened(path.with_name("real.db")):
        files.keep(CANARY, "b.pdf", store=path.with_name("practice.db"), practice=True)
    assert in_clear(tmp_path) == ["a.pdf", "b.pdf"]


def test_papers_of_before_the_key_are_encrypted_once(path: Path, tmp_path: Path) -> None:
    folder = files.slips_dir(path)
    folder.mkdir(parents=True)
    for name in ("a.pdf", "b.png", ".slip-half"):
        (folder / name).write_bytes(CANARY)
    (folder / "sub").mkdir()
    with opened(path):
        assert sealing.seal_folder(path, folder) == 3
        assert sealing.seal_folder(path, folder) == 0
        assert sorted(p.name for p in folder.iterdir()) == ["a.pdf.khoa", "b.png.khoa", "sub"]
        assert files.read(folder / "a.pdf.khoa", path) == CANARY
    assert in_clear(tmp_path) == []


def test_a_copy_in_clear_lies_in_a_private_folder_and_goes(path: Path, runtime: Path, tmp_path: Path) -> None:
    with opened(path):
        kept = files.keep(CANARY, "a.pdf", store=path)
        copy = clear_copies.make(kept, path)
        assert copy.read_bytes() == CANARY and copy.name == "a.pdf"
        assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700 and runtime in copy.parents
    gone, alive = copy.parent.with_name("999999999"), copy.parent.with_name("1")
    for folder in (gone, alive):  # of a program that was killed, and of one at work
        folder.mkdir()
        (folder / "b.pdf").write_bytes(CANARY)
    sealing.clear_away()
    assert in_clear(tmp_path) == ["b.pdf"] and (alive / "b.pdf").exists()
    (alive / "b.pdf").unlink()
    alive.rename(gone)
    sealing.clear_away()
    assert in_clear(tmp_path) == [] and list(runtime.iterdir()) == []
    sealing.clear_away()
