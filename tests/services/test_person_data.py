"""What is held on one person: all of it, nobody else's, with a reason; and what was on a machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.errors import Forbidden, NotFound, Refused
from counter.models.dossier import Applicant, Contact, ContactKind, IntakeDraft
from counter.models.person_data import PersonData
from counter.models.staff import Role
from counter.paths import kept_dir
from counter.services.intake import drafts
from counter.services.office import Office
from counter.services.personal import breaches, holdings, person_data
from counter.services.staff import staff
from counter.services.store.connection import connect
from counter.services.store.store import Store
from tests.services.made_up import copy_of, office_at, small_ward


def supervisor(store: Store) -> Office:
    office = office_at(store)
    head = next(person for person in staff.names(store) if person.role is Role.SUPERVISOR)
    return Office(store=store, actor=head, ward=office.ward, practice=True, now=office.now)


def words(data: PersonData) -> str:
    return repr([one.rows for one in data.sections if one.table != "audit_event"])


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with Store.open(copy_of(small_ward(), tmp_path), practice=True) as store:
        yield supervisor(store)


def test_everything_of_a_person_is_in_it_and_nothing_of_another(office: Office) -> None:
    """Every name and number in it is theirs: looked for against all the ward's other people."""
    with office.store.query() as connection:
        people: dict[int, str] = dict(connection.execute("SELECT id, full_name FROM resident").fetchall())
        numbers = connection.execute("SELECT resident_id, number FROM resident_number").fetchall()
        dossiers = connection.execute("SELECT resident_id, code FROM dossier").fetchall()
    for ident in list(people)[::20]:
        told = words(person_data.export(office, ident, "theo đơn"))
        mine = {number for whose, number in numbers if whose == ident}
        assert all((number in told) == (number in mine) for _, number in numbers), ident
        assert all((code in told) == (whose == ident) for whose, code in dossiers), ident
        assert people[ident] in told


def test_a_draft_that_was_begun_for_a_person_is_in_it_and_no_other(office: Office) -> None:
    with office.store.query() as connection:
        drafts = connection.execute(
            "SELECT d.id, n.resident_id FROM draft d JOIN resident_number n"
            " ON n.number = json_extract(d.body, '$.applicant.citizen_id')"
        ).fetchall()
        other = connection.execute("SELECT min(id) FROM resident").fetchone()
    assert drafts and other is not None
    ident, whose = drafts[0]
    assert str(ident) in words(person_data.export(office, whose, "theo đơn"))
    stranger = next(one for one in (other[0], other[0] + 1, other[0] + 2) if one not in dict(drafts).values())
    assert not [s for s in person_data.export(office, stranger, "theo đơn").sections if s.table == "draft"]


def test_every_table_that_names_a_person_is_followed(office: Office) -> None:
    with office.store.query() as connection:
        row = connection.execute(
            "SELECT d.resident_id FROM payment_share s JOIN dossier d ON d.id = s.dossier_id"
            " WHERE d.resident_id > 0 AND d.state = 10 LIMIT 1"
        ).fetchone()
    assert row is not None
    found = {one.table for one in person_data.export(office, row[0], "theo đơn").sections}
    assert {
        "resident", "resident_number", "dossier", "dossier_paper", "payment_share", "payment",
        "payment_means", "receipt", "audit_event",
    } <= found  # fmt: skip
    assert "staff" not in found


def test_who_asked_and_why_is_in_the_trail(office: Office) -> None:
    person_data.export(office, 5, "theo đơn ngày 26/11")
    with office.store.query() as connection:
        last = connection.execute(
            "SELECT event, subject_id, detail FROM audit_event ORDER BY seq DESC"
        ).fetchone()
    assert last is not None and last[:2] == (person_data.EXPORTED, "5")
    assert "theo đơn ngày 26/11" in last[2]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_without_a_reason_nothing_is_told(office: Office, reason: str) -> None:
    with pytest.raises(Refused):
        person_data.export(office, 5, reason)


@pytest.mark.parametrize("number", [999_999, 0, 10**20])
def test_nobody_of_that_number(office: Office, number: int) -> None:
    with pytest.raises(NotFound):
        person_data.export(office, number, "theo đơn")


def test_a_clerk_may_not(office: Office) -> None:
    clerk = next(person for person in staff.names(office.store) if person.role is Role.CLERK)
    with pytest.raises(Forbidden):
        person_data.export(Office(store=office.store, actor=clerk, ward=office.ward), 5, "x")


def test_what_was_on_the_machine_is_counted_and_names_nobody(office: Office) -> None:
    held = holdings.holdings(office)
    connection = connect(small_ward(), None, mode="immutable")
    try:
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM resident), (SELECT count(*) FROM dossier), count(*) FROM payment"
        ).fetchone()
        name = connection.execute("SELECT full_name FROM resident LIMIT 1").fetchone()
    finally:
        connection.close()
    assert (held.residents, held.dossiers, held.payments) == counts
    assert 0 < held.with_phone <= held.with_number <= held.residents
    assert not held.encrypted
    assert name is not None and name[0] not in repr(held)


def test_a_draft_a_kept_paper_and_a_store_put_aside_are_counted_too(office: Office) -> None:
    before = holdings.holdings(office)
    assert 0 < before.drafts_with_number <= before.drafts
    drafts.save(office, IntakeDraft(id="0" * 32, applicant=Applicant(full_name="Lê Thị Lạ")))
    named = IntakeDraft(
        id="1" * 32,
        applicant=Applicant(full_name="Lê Thị Lạ", citizen_id="046195009999"),
        contact=Contact(kind=ContactKind.OWN_PHONE, phone="0905112233"),
    )
    drafts.save(office, named)
    drafts.save(office, IntakeDraft(id="2" * 32))
    folder = kept_dir(office.store.path, practice=True)
    folder.mkdir(exist_ok=True)
    (folder / "TAM-261125-0001-giay-hen.pdf").write_bytes(b"%PDF")
    aside = office.store.path.with_name(f"{office.store.path.name}.truoc-20261126-171500")
    for name in (aside.name, f"{aside.name}-key"):
        aside.with_name(name).write_bytes(b"x")
    held = holdings.holdings(office)
    assert held.drafts == before.drafts + 2
    assert held.drafts_with_number == before.drafts_with_number + 1
    assert held.drafts_with_phone == before.drafts_with_phone + 1
    assert held.papers == before.papers + 1
    assert held.old_stores == (aside.name,)
    said = breaches.suggested(office).amount
    assert aside.name in said and "không rõ bao nhiêu người" in said and len(said) <= breaches.MOST_TEXT


def test_a_person_whose_data_were_deleted_is_not_counted(office: Office) -> None:
    before = holdings.holdings(office)
    with office.store.query() as connection:
        row = connection.execute(
            "SELECT r.id FROM resident r JOIN resident_number n ON n.resident_id = r.id"
            " WHERE r.merged_into IS NULL LIMIT 1"
        ).fetchone()
    assert row is not None
    with office.store.write(office.now()) as transaction:
        ident = transaction.connection.execute(
            "INSERT INTO erasure (kind, reason, dossiers, changed, files, made_by, made_at, operation)"
            " SELECT 'resident', 'theo đơn', 0, 1, 0, min(id), 1, 'gone' FROM staff RETURNING id"
        ).fetchall()[0][0]
        transaction.connection.execute("INSERT INTO erased_resident VALUES (?, ?)", (row[0], ident))
        transaction.record(office.actor, "lookup.opened", subject=("resident", row[0]), operation="")
    held = holdings.holdings(office)
    assert held.residents == before.residents - 1 and held.with_number == before.with_number - 1
