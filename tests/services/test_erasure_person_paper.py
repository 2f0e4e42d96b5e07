"""What was printed of a person for that person goes with their data, and every copy of it in clear."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.papers import clear_copies, files, person_paper
from counter.paths import kept_dir
from counter.rules import kept_names
from counter.services.key import key_file, opening
from counter.services.office import Office
from counter.services.personal import erasure, person_data
from tests.reliability.canary_day import SAID, furnish, write
from tests.services.test_erasure import end, office_of, order, residents

CANARY = b"du lieu cua nguoi nay"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An encrypted store with two residents whose dossiers are over, a runtime folder of the test's own."""
    (tmp_path / "run").mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    path = tmp_path / "counter.db"
    furnish(path)
    with opening.open_store(path, key_file.unlock(path, SAID)) as store:
        write(office_of(store))
        end(store)
        yield office_of(store)


def printed(office: Office, resident_id: int) -> Path:
    held = person_data.export(office, resident_id, "theo yêu cầu")
    return person_paper.kept(held, office.ward, practice=False, store=office.store.path)


def test_the_printed_file_of_a_person_goes_with_them_and_its_copy_in_clear(office: Office) -> None:
    seen, store = erasure.preview(office, residents(office.store)[0]), office.store.path
    theirs = printed(office, seen.resident_id)
    copy = clear_copies.make(theirs, store)
    elsewhere = copy.parent.with_name("1") / copy.name  # of another program at work
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(copy.read_bytes())
    alone = clear_copies.make(files.keep(CANARY, f"NGUOI-{seen.resident_id}-x.pdf", store=store), store)
    (kept_dir(store, practice=False) / f"{alone.name}.khoa").unlink()  # somebody deleted the paper by hand
    others = files.keep(CANARY, f"NGUOI-{seen.resident_id}7-x.pdf", store=store)
    other = clear_copies.make(others, store)
    done = erasure.erase(office, order(erasure.preview(office, seen.resident_id)))
    assert done.left == 0
    assert not [path for path in (theirs, copy, elsewhere, alone) if os.path.lexists(path)]
    assert others.exists() and other.exists(), "that of another person"


def test_a_paper_of_one_person_is_no_list_of_many() -> None:
    name = "NGUOI-12-261126-0912-du-lieu-ca-nhan.pdf.khoa"
    assert kept_names.of_person(name, (3, 12)) and not kept_names.of_person(name, (1, 2))
    assert not kept_names.of_many(name) and not kept_names.of_many("NGUOI-12-x.pdf")
