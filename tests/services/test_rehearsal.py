"""A restore rehearsed: a copy to look into that can never become the store, and a note of it in the trail."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from counter.errors import CounterError, Forbidden, Refused, StoreError
from counter.models.backup import Rehearsal
from counter.models.keys import DataKey
from counter.models.staff import Role
from counter.paths import kept_dir
from counter.services import setup
from counter.services.backup import backup, backup_files, rehearsal, restore
from counter.services.intake import intake
from counter.services.key import key_file, opening
from counter.services.money import payments
from counter.services.office import Office
from counter.services.people import lookups
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.settings import MachineSettings, WardSettings
from tests.conftest import START
from tests.services import journeys
from tests.services.test_backup import NAME, PIN, SAID, sealed, sign_in, stick, unlock

__all__ = ["sealed", "stick"]  # fixtures

FRIDAY = START + timedelta(hours=1)
SENDS = WardSettings(phone="0234 3822 155", backup_folder="/stick", sending="file")


@pytest.fixture
def office(sealed: Store) -> Office:
    head = staff.names(sealed)[0]
    found = Office(store=sealed, actor=head, ward=SENDS, now=lambda: FRIDAY)
    setup.save_ward(found, SENDS, "ward")
    return found


@pytest.fixture
def brought(office: Office, stick: Path) -> Iterator[Rehearsal]:
    """A dossier was taken before the back-up; another, and money, after it."""
    intake.accept(office, journeys.certified_copy(office))
    backup.back_up(office, stick)
    later = journeys.received(office, journeys.birth(office))
    journeys.with_drawer(office)
    payments.take(office, journeys.cash(later, 16_000))
    made = rehearsal.rehearse(office, restore.source_of(stick), unlock)
    yield made
    rehearsal.end(made)


def events(store: Store, like: str = "backup.event.%") -> list[tuple[str, int | None, dict[str, object]]]:
    with store.query() as connection:
        rows = connection.execute(
            "SELECT event, staff_id, detail FROM audit_event WHERE event LIKE ? ORDER BY seq", (like,)
        ).fetchall()
    return [(event, who, json.loads(detail)) for event, who, detail in rows]


def key_of(made: Rehearsal) -> DataKey:
    assert made.key is not None
    return made.key.copy()


def test_what_a_restore_would_lose_is_counted_against_the_store(brought: Rehearsal) -> None:
    found, here = brought.found, brought.found.present
    assert here is not None
    assert (found.dossiers, found.payments) == (1, 0)
    assert (here.dossiers, here.payments) == (2, 1)
    assert (here.lost_dossiers, here.lost_payments, here.lost_money) == (1, 1, 16_000)
    assert (found.newest, here.newest) == (FRIDAY, FRIDAY)


def test_who_rehearsed_what_with_which_result_stands_in_the_real_trail(
    office: Office, brought: Rehearsal
) -> None:
    event, who, detail = events(office.store)[-1]
    assert (event, who) == (rehearsal.REHEARSED, office.actor and office.actor.id)
    assert (detail["name"], detail["dossiers"], detail["lost"]) == (brought.name, 1, 1)
    age = backup.age(replace(office, now=lambda: FRIDAY + timedelta(days=3)))
    assert (age.rehearsed, age.rehearsed_days) == (FRIDAY, 3)


def test_the_copy_can_never_become_a_real_store(brought: Rehearsal, stick: Path, office: Office) -> None:
    with pytest.raises(StoreError) as told:
        Store.open(brought.store, key=key_of(brought))
    assert told.value.message_id == "store.practice_not_real"
    with Store.open(brought.store, key=key_of(brought), practice=True) as copy:
        looking = Office(store=copy, actor=office.actor, ward=SENDS, practice=True, rehearsal=True)
        with pytest.raises(Refused) as refused:
            backup.back_up(looking, stick)
    assert refused.value.message_id == "backup.of_rehearsal"


def test_a_backup_of_practice_never_takes_a_real_stores_place(
    practice_copy: Path, sealed: Store, stick: Path
) -> None:
    with Store.open(practice_copy, practice=True) as store:
        people = staff.names(store)
        learner = Office(store=store, actor=people[0], ward=WardSettings(), practice=True, now=lambda: FRIDAY)
        backup.back_up(learner, stick)
    sealed.close()
    with pytest.raises(StoreError) as told:
        restore.restore(
            restore.source_of(stick), sealed.path, unlock, lambda _: people[0], FRIDAY, practice=False
        )
    assert told.value.message_id == "backup.of_practice"
    with Store.open(sealed.path, key=unlock(sealed.path)) as store:
        assert events(store)[-1][0] == restore.REFUSED


@pytest.fixture
def practice_copy(tmp_path: Path) -> Path:
    path = tmp_path / "p" / "practice.db"
    path.parent.mkdir()
    opening.open_counter(MachineSettings(store=path, practice=True), START).store.close()
    return path


def test_people_sign_in_to_the_copy_and_try_and_nothing_of_it_stays(
    office: Office, brought: Rehearsal
) -> None:
    """PINs are asked for as at the real counter; nothing reaches out, and what is done goes with the copy."""
    staff.add(office, "Người Đọc", Role.VOLUNTEER, PIN, "v")
    machine = MachineSettings(store=brought.store, practice=True, rehearsal="23/11/2026")
    opened = opening.open_counter(machine, FRIDAY, key=key_of(brought))
    assert opened.actor is None and machine.asks_who
    assert [person.name for person in opened.staff] == [NAME]
    assert (opened.ward.sending, opened.ward.backup_folder) == ("none", "")
    assert (kept_dir(brought.store, practice=True) / "H57-mau-01.pdf.khoa").is_file()
    with opened.store as copy:
        with pytest.raises(Refused):
            staff.sign_in(copy, NAME, "0000", FRIDAY)
        actor = staff.sign_in(copy, NAME, PIN, FRIDAY + timedelta(minutes=1))
        trying = Office(
            store=copy, actor=actor, ward=opened.ward, practice=True, rehearsal=True, now=lambda: FRIDAY
        )
        taken = intake.accept(trying, journeys.birth(trying))
        assert taken.code.startswith("TẬP-")
        with pytest.raises(Refused) as told:
            lookups.see_dossier(trying, taken.dossier_id, "xem thử")
        assert told.value.message_id == "lookup.rehearsal"
    folder = brought.store.parent
    assert folder.is_dir()
    rehearsal.end(brought)
    rehearsal.end(brought)
    assert not folder.exists() and brought.key is not None and brought.key.forgotten
    with office.store.query() as connection:
        assert connection.execute("SELECT count(*) FROM dossier").fetchone() == (2,)


def test_a_volunteer_sees_no_copy(office: Office) -> None:
    volunteer = staff.add(office, "Người Đọc", Role.VOLUNTEER, PIN, "v")
    with opening.open_store(office.store.path, unlock(office.store.path)) as store:
        machine = MachineSettings(store=store.path, practice=True, rehearsal="x")
        assert volunteer not in opening._people(store, machine)
        assert volunteer in opening._people(store, replace(machine, practice=False, rehearsal=""))


@pytest.mark.parametrize("way", ["damaged", "a file is missing", "wrong passphrase", "not allowed"])
def test_what_does_not_come_back_is_noted_and_leaves_nothing(office: Office, stick: Path, way: str) -> None:
    made = backup.back_up(office, stick)
    actor = office.actor
    if way == "damaged":
        (made.folder / "counter.db").write_bytes(b"x" * 8192)
    if way == "a file is missing":
        (made.folder / "counter.db-key").unlink()
    if way == "not allowed":
        actor = staff.add(office, "Người Đọc", Role.VOLUNTEER, PIN, "v")

    def wrong(path: Path) -> DataKey:
        return unlock(path) if way != "wrong passphrase" else key_file.unlock(path, "sai " + SAID)

    with pytest.raises(Forbidden if way == "not allowed" else CounterError):
        rehearsal.rehearse(replace(office, actor=actor), made.folder, wrong)
    assert list(office.store.path.parent.glob(f"{backup_files.LOOKED_INTO}*")) == []
    last = events(office.store, "%")[-1]
    if way == "not allowed":
        assert (last[0], last[2]) == ("right.refused", {"right": "rehearse"})
    else:
        assert last[0] == rehearsal.FAILED and last[2]["name"] == made.folder.name
        assert (last[2]["why"] == "backup.damaged") is (way in {"damaged", "a file is missing"})
    assert backup.age(office).rehearsed is None


def test_a_restore_that_is_refused_stands_in_the_store_that_stays(office: Office, stick: Path) -> None:
    made = backup.back_up(office, stick)
    with pytest.raises(StoreError):
        restore.restore(made.folder, office.store.path, unlock, sign_in, START + timedelta(hours=2))
    event, _, detail = events(office.store)[-1]
    assert (event, detail) == (restore.REFUSED, {"name": made.folder.name, "why": "backup.in_use"})


def test_what_a_killed_program_left_goes_with_the_next_start(tmp_path: Path) -> None:
    """Of a program that runs, nothing is taken away."""
    gone, mine = (tmp_path / f"{backup_files.LOOKED_INTO}{pid}-abc" for pid in (2**22 + 5, os.getpid()))
    running = tmp_path / f"{backup_files.LOOKED_INTO}{os.getppid()}-abc"
    for folder in (gone, mine, running):
        folder.mkdir()
        (folder / "counter.db").write_bytes(b"x")
    backup_files.clear_left(tmp_path / "counter.db")
    assert [folder.exists() for folder in (gone, mine, running)] == [False, True, True]


def test_a_copy_in_practice_is_not_made(office: Office, stick: Path) -> None:
    backup.back_up(office, stick)
    with pytest.raises(Refused) as told:
        rehearsal.rehearse(replace(office, practice=True), restore.source_of(stick), unlock)
    assert told.value.message_id == "backup.rehearse_practice"
