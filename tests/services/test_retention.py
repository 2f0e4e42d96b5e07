"""What has been kept long enough: proposed only by a period somebody set, deleted only as it was seen."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from counter.errors import Conflict, DataFault, Refused
from counter.i18n import local, t
from counter.models.instant import from_micros
from counter.models.retention import Due, Kind, RetentionDraft
from counter.paths import data_dir, kept_dir
from counter.rules.retention import clock_doubtful
from counter.services.attachments import attachments
from counter.services.office import Office
from counter.services.personal import erasure_holds, retention, retention_periods
from counter.services.store.connection import number_in
from counter.services.store.store import Store
from counter.services.verify import verify
from tests.services.made_up import copy_of, small_ward
from tests.services.test_person_data import supervisor

DIGEST = hashlib.sha256(b"%").hexdigest()
WITH_SOURCE = {Kind.SIGNATURE, Kind.CONTRACT}


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Office]:
    with Store.open(copy_of(small_ward(), tmp_path), practice=True) as opened:
        yield supervisor(opened)


def keep(ward: Office, *kinds: Kind, months: int = 6) -> None:
    for kind in kinds:
        retention_periods.save(ward, kind, months, operation=f"{kind}-{months}")


def due(ward: Office, kind: Kind) -> Due:
    return next(one for one in retention.preview(ward).dues if one.period.kind is kind)


def order(ward: Office, *kinds: Kind, operation: str = "delete") -> RetentionDraft:
    chosen = frozenset(kinds)
    seen = retention.preview(ward, chosen)
    return RetentionDraft(
        reason="hết thời hạn", seen=seen.seen, operation=operation, kinds=chosen,
        clock_seen=clock_doubtful(seen.quiet),
    )  # fmt: skip


def counted(ward: Office, statement: str) -> int:
    with ward.store.query() as connection:
        return number_in(connection, statement)


def certify(ward: Office, kind: str, day: str) -> int:
    """A certification on paper of this day for the oldest ended dossier without one; its id."""
    with ward.store.write(ward.now()) as transaction:
        row = transaction.connection.execute(
            "SELECT d.id FROM dossier d WHERE d.state = 10 AND d.papers_held IN ('none', 'returned')"
            " AND d.money IN ('none', 'paid', 'exempt') AND d.sync = 'none' AND NOT EXISTS"
            " (SELECT 1 FROM certification c WHERE c.dossier_id = d.id) ORDER BY d.returned_at LIMIT 1"
        ).fetchone()
        assert row is not None
        number = number_in(transaction.connection, "SELECT count(*) + 1 FROM certification")
        transaction.connection.execute(
            "INSERT INTO certification (kind, year, number, day, dossier_id, requester, paper, copies,"
            " signer, note, recorded_by, recorded_at, operation) VALUES"
            " (?1, 2000 + ?2, 1, ?3, ?4, 'Ai Đó', 'giấy', 1, 'Lãnh đạo', '', 1, 1, ?2)",
            (kind, number, day, row[0]),
        )
        transaction.record(None, "test.certified", subject=("test", 1), operation="")
        return int(row[0])


def test_without_a_period_nothing_is_proposed(ward: Office) -> None:
    seen = retention.preview(ward)
    assert {one.period.kind for one in seen.dues} == set(Kind)
    assert {one.period.kind for one in seen.dues if one.before} == WITH_SOURCE
    assert seen.count == 0


def test_every_period_of_the_data_names_its_source_or_is_marked_unconfirmed() -> None:
    assert retention_periods.check(data_dir()) == ()
    shipped = retention_periods.shipped()
    assert all(one.source for one in shipped.values())
    assert all(one.confirmed for one in shipped.values() if one.months and one.months > 0)
    assert shipped[Kind.SIGNATURE].least == 24 and shipped[Kind.CONTRACT].least == 240
    assert shipped[Kind.REGISTER].for_ever and shipped[Kind.MONEY].for_ever and shipped[Kind.TRAIL].for_ever


@pytest.mark.parametrize(
    "said", ["loại: []", "loại:\n  - tên: bản nháp\n    tháng: x\n    nguồn: y\n", "a: [", "- 1"]
)
def test_a_spoiled_file_is_told_with_its_line(said: str, tmp_path: Path) -> None:
    (tmp_path / "retention").mkdir()
    (tmp_path / "retention" / retention_periods.FILE).write_text(said, encoding="utf-8")
    assert all(isinstance(fault, DataFault) for fault in retention_periods.check(tmp_path))
    assert retention_periods.check(tmp_path)


@pytest.mark.parametrize(
    ("kind", "months"), [(Kind.SIGNATURE, 23), (Kind.CONTRACT, 12), (Kind.REGISTER, 5), (Kind.DRAFT, 0)]
)
def test_no_period_goes_below_the_law(ward: Office, kind: Kind, months: int) -> None:
    with pytest.raises(Refused):
        retention_periods.save(ward, kind, months, operation="x")


def test_ended_dossiers_go_and_the_others_wait_with_the_reason(ward: Office) -> None:
    keep(ward, Kind.DOSSIER)
    found = due(ward, Kind.DOSSIER)
    assert found.count > 50 and found.waiting and found.obstacles and found.oldest
    ended = counted(ward, "SELECT count(*) FROM dossier WHERE state IN (3, 7, 8, 10)")
    money = counted(ward, "SELECT sum(amount) FROM ledger_line")
    done = retention.delete(ward, order(ward))
    assert done.dossiers == found.count and done.left == 0
    assert counted(ward, "SELECT count(*) FROM erased_dossier") == found.count < ended
    assert counted(ward, "SELECT sum(amount) FROM ledger_line") == money
    assert [check.name for check in verify.checks(ward.store) if check.failed] == []
    assert due(ward, Kind.DOSSIER).count == 0


def test_only_what_is_older_than_its_period_goes(ward: Office) -> None:
    keep(ward, Kind.DOSSIER, months=12)
    retention.delete(ward, order(ward))
    with ward.store.query() as connection:
        (newest,) = connection.execute(
            "SELECT max(returned_at) FROM dossier JOIN erased_dossier ON dossier_id = id"
        ).fetchone() or (0,)
    assert local(ward.now()).date().replace(year=2025) > local(from_micros(newest)).date()


def test_a_complaint_holds_one_back(ward: Office) -> None:
    keep(ward, Kind.DOSSIER)
    before = due(ward, Kind.DOSSIER)
    with ward.store.query() as connection:
        row = connection.execute("SELECT min(id) FROM dossier WHERE state = 10 AND sync = 'none'").fetchone()
    assert row
    erasure_holds.place(ward, row[0], "đang khiếu nại", operation="h")
    after = due(ward, Kind.DOSSIER)
    assert (after.count, after.waiting) == (before.count - 1, before.waiting + 1)


@pytest.mark.parametrize(
    ("day", "goes"), [("2025-05-30", True), ("2025-06-01", False), ("2026-01-01", False)]
)
def test_a_certified_signature_is_kept_two_years_and_its_register_line_for_ever(
    ward: Office, day: str, goes: bool
) -> None:
    dossier = certify(ward, "signature", day)
    later = replace(ward, now=lambda: datetime(2027, 6, 1, 3, 0, tzinfo=UTC))
    keep(later, Kind.DOSSIER, months=1)
    assert due(later, Kind.SIGNATURE).count == goes
    retention.delete(later, order(later))
    with ward.store.query() as connection:
        gone = connection.execute("SELECT 1 FROM erased_dossier WHERE dossier_id = ?", (dossier,)).fetchone()
        line = connection.execute("SELECT requester FROM certification").fetchone()
    assert (gone is not None) == goes and line == ("Ai Đó",)


def test_files_go_before_the_dossier_does(ward: Office) -> None:
    dossier = certify(ward, "transaction", "2024-12-01")
    with ward.store.write(ward.now()) as transaction:
        transaction.connection.execute("INSERT INTO attachment_content VALUES (?, x'25')", (DIGEST,))
        transaction.connection.execute(
            "INSERT INTO attachment (dossier_id, position, paper_key, name, pages, size, digest, source_name,"
            " added_by, added_at, operation) VALUES (?, 0, '', 'a.pdf', 1, 1, ?, 'a', 1, 1, 'f')",
            (dossier, DIGEST),
        )
        transaction.record(
            None, attachments.ADDED, subject=("dossier", dossier), operation="", detail={"name": "a.pdf"}
        )
    keep(ward, Kind.ATTACHMENT)
    assert due(ward, Kind.ATTACHMENT).count == 1
    done = retention.delete(ward, order(ward, Kind.ATTACHMENT))
    assert done.dossiers == 0
    assert counted(ward, "SELECT count(*) FROM attachment_content") == 0
    assert counted(ward, "SELECT count(*) FROM audit_event WHERE detail LIKE '%a.pdf%'") == 0


def test_old_drafts_papers_and_people_go(ward: Office) -> None:
    folder = kept_dir(ward.store.path, practice=True)
    folder.mkdir(exist_ok=True)
    old = folder / "TAP-TAM-250101-0001-mau-01.pdf"
    old.write_bytes(b"x")
    keep(ward, Kind.DRAFT, Kind.PAPER, Kind.RESIDENT, months=1)
    later = replace(ward, now=lambda: ward.now().replace(year=2027))
    assert due(later, Kind.DRAFT).count and due(later, Kind.PAPER).count == 1
    nobody = due(later, Kind.RESIDENT).count
    done = retention.delete(later, order(later))
    assert done.files == 1 and not old.exists()
    assert counted(ward, "SELECT count(*) FROM draft") == 0
    assert counted(ward, "SELECT count(*) FROM erased_resident") == nobody
    assert [check.name for check in verify.checks(ward.store) if check.failed] == []


def test_it_goes_as_it_was_seen_once_and_with_a_reason(ward: Office) -> None:
    keep(ward, Kind.DOSSIER)
    draft = order(ward)
    with pytest.raises(Refused):
        retention.delete(ward, replace(draft, reason=" "))
    keep(ward, Kind.DOSSIER, months=18)
    with pytest.raises(Conflict):
        retention.delete(ward, draft)
    again = order(ward)
    assert retention.delete(ward, again) == retention.delete(ward, again)
    with pytest.raises(Refused):
        retention.delete(ward, order(ward, operation="third"))


def test_by_a_clock_that_ran_ahead_it_is_doubted_before_anything_goes(ward: Office) -> None:
    """Ten years ahead every dossier is old; no counter was shut for so long."""
    keep(ward, Kind.DOSSIER, months=24)
    here, ahead = ward, replace(ward, now=lambda: ward.now() + timedelta(days=3650))
    assert retention.preview(ahead).count > retention.preview(here).count
    assert not clock_doubtful(retention.preview(here).quiet)
    assert clock_doubtful(retention.preview(ahead).quiet)
    draft = order(ahead)
    before = counted(ward, "SELECT count(*) FROM erased_dossier")
    with pytest.raises(Refused) as doubted:
        retention.delete(ahead, replace(draft, clock_seen=False))
    (problem,) = doubted.value.problems
    assert problem.message_id == "retention.clock_doubtful"
    assert "2036" in str(problem.params["day"]) and "--clock-right" in t(problem.message_id, **problem.params)
    assert counted(ward, "SELECT count(*) FROM erased_dossier") == before
    assert retention.delete(ahead, draft).dossiers
