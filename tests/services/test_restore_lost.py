"""What a restore brings back though it was deleted, and what it loses beside dossiers, is told."""

from datetime import timedelta
from pathlib import Path

from counter.i18n import t
from counter.models.backup import LostErasure
from counter.models.instant import to_micros
from counter.screens.settings.backup_words import found_facts
from counter.services.backup import backup, lost_words, restore
from counter.services.key import opening
from counter.services.personal import erasure_copies
from counter.services.store.store import Store
from tests.conftest import START
from tests.services.test_backup import office_of, sealed, sign_in, stick, unlock
from tests.services.test_chain import note

__all__ = ["sealed", "stick"]  # fixtures

LATER = START + timedelta(hours=2)
ERASED = (
    "INSERT INTO erasure (kind, reason, dossiers, changed, files, made_by, made_at, operation, cleaned_at)"
    " VALUES (?, 'r', 0, 1, 0, 1, ?, ?, ?)"
)
ASKED = (
    "INSERT INTO data_request (kind, asked_by, asker, paper, about, third_party, received_on, reply_by,"
    " due_on, recorded_by, recorded_at, operation) VALUES ('delete', 'self', '', '', '', 0, '2026-11-23',"
    " '2026-11-25', '2026-12-13', 1, 1, ?)"
)
BROKE = (
    "INSERT INTO breach (device, found_at, due_at, recorded_by, recorded_at, operation)"
    " VALUES ('', 1, 2, 1, 1, ?)"
)


EVENTS = {"resident": "erasure.event.resident", "retention": "retention.event.deleted"}


def erased(store: Store, operation: str, kind: str = "resident", days: int = 0) -> None:
    """That something was deleted, as a deletion notes it."""
    with store.write(START + timedelta(days=days), any_clock=True) as transaction:
        at = to_micros(transaction.now)
        transaction.connection.execute(ERASED, (kind, at, operation, at))
        transaction.record(None, EVENTS[kind], subject=("resident", 1), operation=operation)


def test_deletions_requests_and_breaches_the_backup_lacks_are_counted_and_told(
    sealed: Store, stick: Path
) -> None:
    erased(sealed, "known")
    backup.back_up(office_of(sealed), stick)
    erased(sealed, "later", days=1)
    erased(sealed, "old", "retention", days=2)
    note(sealed, (ASKED, ("later",)), (BROKE, ("later",)))
    sealed.close()
    source = restore.source_of(stick)
    rehearsed = restore.rehearse(source, sealed.path, unlock, LATER)
    done = restore.restore(source, sealed.path, unlock, sign_in, LATER)
    for found in (rehearsed, done):
        here = found.present
        assert here is not None
        days = [LostErasure(2, START + timedelta(days=1)), LostErasure(3, START + timedelta(days=2))]
        assert list(here.erased) == days
        assert (here.lost_requests, here.lost_breaches) == (1, 1)
        deleted, personal = lost_words.warnings(here)
        assert deleted.startswith(
            "2 lần xoá sau bản này: dữ liệu đã xoá sẽ trở lại; xoá lại sau khi phục hồi"
        )
        assert "số 2 ngày 24/11/2026" in deleted and "số 3 ngày 25/11/2026" in deleted
        assert personal == t("backup.lost.personal", requests=1, breaches=1)
        assert {deleted, personal} <= {fact.value for fact in found_facts(found)}


def test_a_backup_that_knows_of_every_deletion_warns_of_nothing(sealed: Store, stick: Path) -> None:
    erased(sealed, "known")
    backup.back_up(office_of(sealed), stick)
    here = restore.rehearse(restore.source_of(stick), sealed.path, unlock, LATER).present
    assert here is not None and lost_words.warnings(here) == ()


def test_the_next_deletion_names_the_store_put_aside_and_what_this_one_came_from(
    sealed: Store, stick: Path
) -> None:
    made = backup.back_up(office_of(sealed), stick)
    sealed.close()
    found = restore.restore(made.folder, sealed.path, unlock, sign_in, LATER)
    with opening.open_store(sealed.path, unlock(sealed.path)) as store, store.query() as connection:
        copies = erasure_copies.known(connection)
    assert [copy.name for copy in copies] == [found.aside, made.folder.name]
    assert copies[1].made_at == made.made_at
