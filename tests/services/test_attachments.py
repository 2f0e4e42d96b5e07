"""The files of a dossier: a row never without its bytes, bytes never without a row, and removed is gone."""

import hashlib
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from counter.errors import Conflict, NotFound, Refused
from counter.models.attachment import AttachmentView, FileFault, FileLimits, Prepared
from counter.models.dossier import DossierView, PaperState
from counter.models.staff import Role, StaffView
from counter.rules.attachment_names import name_fits, portal_name
from counter.services.attachments import attachment_checks, attachments
from counter.services.office import Office
from counter.services.store.store import Store
from tests.services.journeys import birth, break_event, contents, received

ROOT = Path(__file__).parents[2]
People = dict[Role, StaffView]
FORM = "to-khai-dang-ky-khai-sinh"  # which the portal asks field by field


def pdf(words: bytes = b"one", name: str = "giay-chung-sinh.pdf", pages: int = 1) -> Prepared:
    """What the child would hand over."""
    content = b"%PDF-1.4\n" + words + b"\n%%EOF"
    digest = hashlib.sha256(content).hexdigest()
    return Prepared(name=name, content=content, digest=digest, pages=pages, source="quet.jpg")


@pytest.fixture
def view(office: Office) -> DossierView:
    return received(office, birth(office))


@pytest.fixture
def key(view: DossierView) -> str:
    """A paper that is kept."""
    return next(p.key for p in view.papers if p.state is PaperState.SUBMITTED and p.key != FORM)


def add(office: Office, view: DossierView, key: str, prepared: Prepared, operation: str) -> AttachmentView:
    return attachments.add(office, view.id, key, prepared, operation=operation)


def counts(store: Store) -> tuple[int, int]:
    """Rows, and contents."""
    with store.query() as connection:
        rows = connection.execute("SELECT 'row' FROM attachment").fetchall()
        kept = connection.execute("SELECT 'bytes' FROM attachment_content").fetchall()
    return len(rows), len(kept)


def test_a_file_is_stored_with_its_bytes_and_listed_under_its_paper(
    office: Office, view: DossierView, key: str
) -> None:
    stored = add(office, view, key, pdf(), "a")
    listing = attachments.listing(office, view.short_code)
    assert [file for paper in listing.papers if paper.key == key for file in paper.files] == [stored]
    assert attachments.content(office, stored.id) == pdf().content


def test_a_second_press_gives_the_first_result(office: Office, view: DossierView, key: str) -> None:
    first = add(office, view, key, pdf(), "a")
    assert add(office, view, key, pdf(b"other"), "a") == first
    assert counts(office.store) == (1, 1)


def test_the_same_content_is_stored_once_and_stays_while_anything_names_it(
    office: Office, view: DossierView, key: str
) -> None:
    one = add(office, view, key, pdf(), "a")
    two = add(office, view, "", pdf(name="khac.pdf"), "b")
    assert counts(office.store) == (2, 1)
    attachments.remove(office, one.id, "nhầm giấy", operation="r")
    assert attachments.content(office, two.id) == pdf().content
    attachments.remove(office, two.id, "nhầm giấy", operation="s")
    assert counts(office.store) == (0, 0)


def test_removed_bytes_are_nowhere_in_the_file(office: Office, view: DossierView, key: str) -> None:
    """Deletion that deletes: also not in the free pages of the file, nor in the log beside it."""
    canary = b"CANARY-5f1d" * 3000
    path = office.store.path

    def found() -> bool:
        return any(b"CANARY-5f1d" in file.read_bytes() for file in path.parent.glob(f"{path.name}*"))

    stored = add(office, view, key, pdf(canary), "a")
    assert found()
    attachments.remove(office, stored.id, "chụp nhầm người", operation="r")
    office.store.close()
    assert not found()


def test_a_reason_is_needed_and_a_secret_in_it_is_refused(
    office: Office, view: DossierView, key: str
) -> None:
    stored = add(office, view, key, pdf(), "a")
    for reason in ("", "  ", "mật khẩu: Hoa12345"):
        with pytest.raises(Refused):
            attachments.remove(office, stored.id, reason, operation="r")
    assert counts(office.store) == (1, 1)


def test_names_are_the_portals_and_never_twice(office: Office, view: DossierView, key: str) -> None:
    first = add(office, view, key, pdf(b"1"), "a")
    again = add(office, view, key, pdf(b"2"), "b")
    odd = add(office, view, key, pdf(b"3", name="../Giấy \x1b[31m.pdf"), "c")
    names = [first.name, again.name, odd.name]
    assert len(set(names)) == 3 and all(name_fits(name, FileLimits()) for name in names)


def test_the_order_is_the_clerks(office: Office, view: DossierView, key: str) -> None:
    ids = [add(office, view, key, pdf(str(n).encode()), f"a{n}").id for n in range(3)]
    attachments.order(office, view.id, ids[::-1], operation="o")
    assert [file.id for file in attachments.listing(office, str(view.id)).files] == ids[::-1]
    with pytest.raises(Conflict):
        attachments.order(office, view.id, ids[:2], operation="p")


@pytest.mark.parametrize(
    ("prepared", "says"),
    [
        (replace(pdf(), digest="0" * 64), "attachment.spoiled"),
        (replace(pdf(), pages=61), "attachment.too_long"),
        (pdf(b"x" * (10 * 1024 * 1024)), "attachment.too_large"),
    ],
)
def test_what_the_portal_does_not_take_is_refused_and_nothing_is_stored(
    office: Office, view: DossierView, key: str, prepared: Prepared, says: str
) -> None:
    with pytest.raises(Refused) as refused:
        add(office, view, key, prepared, "a")
    assert says in {problem.message_id for problem in refused.value.problems}
    assert counts(office.store) == (0, 0)


def test_too_many_twice_and_unknown_papers(
    office: Office, view: DossierView, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(office, view, key, pdf(), "a")
    with pytest.raises(Refused, match="twice"):
        add(office, view, key, pdf(), "b")
    with pytest.raises(Refused, match="no_paper"):
        add(office, view, "../etc", pdf(), "c")
    monkeypatch.setattr(attachment_checks, "limits_now", lambda: FileLimits(max_files=1))
    with pytest.raises(Refused, match="too_many"):
        add(office, view, key, pdf(b"2"), "d")


def test_every_paper_that_is_kept_wants_a_file_and_no_paper_that_is_only_shown(
    office: Office, view: DossierView, key: str
) -> None:
    def lacking() -> set[str]:
        return {problem.field for problem in attachments.listing(office, str(view.id)).problems}

    before = lacking()
    assert f"paper.{key}" in before and f"paper.{FORM}" not in before
    shown = {f"paper.{paper.key}" for paper in view.papers if paper.state is PaperState.PRESENTED}
    assert shown and not shown & before
    add(office, view, key, pdf(), "a")
    assert lacking() == before - {f"paper.{key}"}
    with office.store.read() as session:
        found = attachments.problems(office, session, view.id)
    assert {problem.field for problem in found} == lacking()


def test_a_file_whose_name_gives_a_secret_away_is_not_stored(
    office: Office, store: Store, view: DossierView, key: str
) -> None:
    named = replace(pdf(), source="mật khẩu VNeID Hue@2026.jpg")
    with pytest.raises(Refused, match=r"attachment\.secret_name"):
        add(office, view, key, named, "one")
    assert counts(store) == (0, 0)
    add(office, view, key, replace(pdf(), source="IMG_20261126_091233.jpg, sđt 0914220118.pdf"), "two")


def test_a_refused_file_leaves_its_reason_length_and_digest_but_not_its_name(
    office: Office, view: DossierView, key: str
) -> None:
    hostile = FileFault(reason="bomb", source="Nguyễn \x1b[2J.pdf", hostile=True, digest="a" * 64, size=1069)
    plain = FileFault(reason="empty", source="rong.pdf")
    attachments.refuse(office, view.id, key, (hostile, plain), operation="x")
    attachments.refuse(office, view.id, key, (hostile, plain), operation="x")
    aside = attachments.listing(office, str(view.id)).aside
    assert {(one.reason, one.size, one.hostile) for one in aside} == {
        ("bomb", 1069, True),
        ("empty", 0, False),
    }
    assert "rong" not in str(contents(office.store)["audit_event"])


def test_a_volunteer_may_add_and_nothing_is_left_of_a_write_that_breaks(
    office: Office, view: DossierView, key: str, people: People
) -> None:
    add(replace(office, actor=people[Role.VOLUNTEER]), view, key, pdf(), "a")
    break_event(office.store, attachments.ADDED)
    before = contents(office.store)
    with pytest.raises(Exception, match="injected"):
        add(office, view, key, pdf(b"2"), "b")
    assert contents(office.store) == before
    with pytest.raises(NotFound):
        attachments.content(office, 999)


KILLED = """
import os, signal, sys
from pathlib import Path
from counter.models.attachment import Prepared
from counter.models.tables import AttachmentContent
from counter.services.attachments import attachments
from counter.services.office import Office
from counter.services.setup import load_ward
from counter.services.staff.staff import names
from counter.services.store.store import Store
from counter.services.store.transaction import Transaction
from tests.services.test_attachments import pdf

path, dossier, key, moment, torn = sys.argv[1:6]
store = Store.open(Path(path))
office = Office(store=store, actor=names(store)[0], ward=load_ward(store))
die = lambda *args, **more: os.kill(os.getpid(), signal.SIGKILL)
attachments.add(office, int(dossier), key, pdf(b"first"), operation="first")
if torn == "torn":  # the twin: bytes in a write of their own, before the row
    sound = pdf(b"second")
    with store.write() as transaction:
        transaction.session.add(AttachmentContent(digest=sound.digest, content=sound.content))
        transaction.record(office.actor, "test", subject=("dossier", dossier), operation="bytes")
if moment == "event":
    Transaction.record = die
elif moment == "commit":
    Transaction.finish = die
elif moment == "row":
    attachments._insert = die
attachments.add(office, int(dossier), key, pdf(b"second"), operation="second")
if moment == "remove":
    first = attachments.listing(office, dossier).files[0]
    Transaction.finish = die
    attachments.remove(office, first.id, "test", operation="gone")
"""


def killed(path: Path, view: DossierView, key: str, moment: str, torn: str = "") -> None:
    """A program that stores a second file and is ended with SIGKILL at a moment of it."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(view.id), key, moment, torn],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def half_files(store: Store) -> list[str]:
    """Rows without bytes, bytes without a row, bytes that are not what their digest says."""
    with store.query() as connection:
        found = [
            str(row[0])
            for row in connection.execute(
                "SELECT 'row ' || a.id FROM attachment a LEFT JOIN attachment_content c USING (digest)"
                " WHERE c.digest IS NULL OR length(c.content) <> a.size"
                " UNION ALL SELECT 'bytes ' || digest FROM attachment_content"
                " WHERE digest NOT IN (SELECT digest FROM attachment)"
            )
        ]
        kept = connection.execute("SELECT digest, content FROM attachment_content").fetchall()
    return found + [digest for digest, data in kept if hashlib.sha256(data).hexdigest() != digest]


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
@pytest.mark.parametrize(("moment", "files"), [("row", 1), ("event", 1), ("commit", 1), ("remove", 2)])
def test_a_kill_in_the_middle_leaves_all_or_nothing(
    office: Office, view: DossierView, key: str, moment: str, files: int
) -> None:
    path = office.store.path
    office.store.close()
    killed(path, view, key, moment)
    with Store.open(path) as store:
        assert half_files(store) == []
        assert counts(store) == (files, files)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_bytes_stored_in_a_write_of_their_own_are_found_out(
    office: Office, view: DossierView, key: str
) -> None:
    """The twin that must fail: otherwise the test above could not."""
    path = office.store.path
    office.store.close()
    killed(path, view, key, "row", "torn")
    with Store.open(path) as store:
        assert [fault for fault in half_files(store) if fault.startswith("bytes")]


@pytest.mark.parametrize(
    ("paper", "name"),
    [
        ("Giấy chứng sinh", "giay-chung-sinh.pdf"),
        ("Đơn đề nghị cấp Giấy (Mẫu 1)", "don-de-nghi-cap-giay.pdf"),
        ("../../etc/passwd", "etc-passwd.pdf"),
        ("con", "tep-con.pdf"),
        ("证明", "tep.pdf"),
        ("\x1b]0;x\x07 \u202egnp.exe", "0-x-gnp-exe.pdf"),
    ],
)
def test_a_name_is_ascii_and_harmless(paper: str, name: str) -> None:
    made = portal_name(paper, FileLimits())
    assert made == name and name_fits(made, FileLimits())


def test_a_long_name_is_cut_and_still_its_own() -> None:
    limits = FileLimits(name_length=20)
    taken: set[str] = set()
    for _ in range(12):
        name = portal_name("Giấy xác nhận tình trạng hôn nhân", limits, taken)
        assert name_fits(name, limits) and name not in taken
        taken.add(name)
