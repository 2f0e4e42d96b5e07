"""`counter attach` and `counter attachments` on a practice store."""

from pathlib import Path

import pytest

from counter.models.staff import Role
from counter.services import setup
from counter.services.office import Office
from counter.services.store.store import Store
from counter.settings import WardSettings
from tests.cli.running import counter
from tests.conftest import START
from tests.papers import brought
from tests.services import journeys


@pytest.fixture
def ref(tmp_path: Path) -> str:
    """The short code of a dossier in a practice store of its own."""
    with Store.open(tmp_path / "p.db", practice=True) as store:
        head = setup.set_up(
            store, WardSettings(), name="Nguyễn Thị Hoa", role=Role.SUPERVISOR, pin="2468",
            operation="set-up", now=START,
        )  # fmt: skip
        office = Office(store=store, actor=head, ward=WardSettings(), practice=True, now=lambda: START)
        return journeys.received(office, journeys.birth(office)).short_code


def test_files_are_attached_and_listed(ref: str, tmp_path: Path) -> None:
    photo, page = tmp_path / "a.jpg", tmp_path / "b.pdf"
    photo.write_bytes(brought.picture())
    page.write_bytes(brought.page())
    shared = ("--store", str(tmp_path / "p.db"), "--json")
    done = counter("attach", ref, "giay-chung-sinh", str(photo), str(page), *shared)
    assert done.code == 0 and done.json["pages"] == 2 and done.json["name"] == "giay-chung-sinh.pdf"
    found = counter("attachments", ref, *shared).json
    files = {paper["key"]: [file["name"] for file in paper["files"]] for paper in found["papers"]}
    assert files["giay-chung-sinh"] == ["giay-chung-sinh.pdf"] and not found["problems"]


def test_a_bad_file_is_refused_in_words_and_kept_aside_in_the_list(ref: str, tmp_path: Path) -> None:
    bad = tmp_path / "x\x1b[31m.pdf"
    bad.write_bytes(brought.page(root=b"/OpenAction" + brought.JS))
    shared = ("--store", str(tmp_path / "p.db"))
    done = counter("attach", ref, "giay-chung-sinh", str(bad), *shared)
    assert done.code == 1 and "lệnh tự chạy" in done.err and "\x1b" not in done.err
    shown = counter("attachments", ref, *shared)
    assert shown.code == 0 and "PDF có lệnh tự chạy" in shown.out and "\x1b" not in shown.out
    unknown = counter("attach", ref, "khong-co", str(tmp_path / "none.pdf"), *shared)
    assert unknown.code == 1
