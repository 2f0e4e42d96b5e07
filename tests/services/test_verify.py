"""`verify` is content with a sound store, and every check of it finds the fault it is there for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from counter.i18n import LANGUAGES, known, use_language
from counter.models.verify import Check
from counter.services.connection import Connection, connect
from counter.services.store import Store
from counter.services.verify import EXAMPLES, checks, verify
from tests.services.made_up import copy_of, office_at, small_ward


def results(path: Path) -> dict[str, Check]:
    with Store.open(path, practice=True) as store:
        return {check.name: check for check in checks(store)}


@pytest.fixture(scope="module")
def sound() -> dict[str, Check]:
    return results(small_ward())


def test_a_made_up_ward_is_whole(sound: dict[str, Check]) -> None:
    assert [check for check in sound.values() if check.failed] == []


def test_every_check_says_how_much_it_looked_at(sound: dict[str, Check]) -> None:
    assert all(check.tried > 0 for check in sound.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_check_has_a_name_in_words(sound: dict[str, Check], lang: str) -> None:
    use_language(lang)
    try:
        assert all(known(f"verify.check.{name}") for name in sound)
    finally:
        use_language("vi")


def test_an_empty_store_is_whole(store: Store) -> None:
    assert [check for check in checks(store) if check.failed] == []


def test_the_service_gives_the_same(sound: dict[str, Check]) -> None:
    with Store.open(small_ward(), practice=True) as store:
        assert verify(office_at(store)) == tuple(sound.values())


# -- twins: one planted fault each ------------------------------------------------------------

Plant = Callable[[Connection], object]


def sql(*statements: str) -> Plant:
    """Faults planted past every constraint and trigger, as a damaged disk or another program would."""

    def plant(connection: Connection) -> None:
        for statement in statements:
            connection.execute(statement.replace("@paid", PAID).replace("@filed", FILED))

    return plant


def without_trigger(name: str, *statements: str) -> Plant:
    """The same with a guard taken away and put back, so that only the rows tell."""

    def plant(connection: Connection) -> None:
        row = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?1", (name,)).fetchone()
        assert row is not None
        sql(f"DROP TRIGGER {name}", *statements, row[0])(connection)

    return plant


PAID = "(SELECT min(dossier_id) FROM payment WHERE means = 'cash')"
FILED = "(SELECT min(id) FROM dossier WHERE sync = 'filed')"
FAULTS: list[tuple[str, Plant]] = [
    ("integrity", sql("UPDATE dossier SET state = 77 WHERE id = 5")),
    ("foreign_keys", sql("UPDATE dossier SET resident_id = 999999 WHERE id = 5")),
    ("guards", sql("DROP TRIGGER payment_no_delete")),
    ("guards", sql("CREATE TRIGGER x AFTER INSERT ON payment BEGIN UPDATE fee_line SET amount = 0; END")),
    ("guards", sql("CREATE VIEW x AS SELECT * FROM resident")),
    ("audit_sequence", without_trigger("audit_event_no_delete", "DELETE FROM audit_event WHERE seq = 40")),
    ("audit_sequence", without_trigger("audit_event_no_delete", "DELETE FROM audit_event WHERE seq = 1")),
    (
        "audit_events",
        without_trigger("audit_event_no_update", "UPDATE audit_event SET role = '' WHERE seq = 40"),
    ),
    (
        "audit_events",
        sql("DELETE FROM operation WHERE id = (SELECT operation FROM audit_event WHERE seq = 90)"),
    ),
    (
        "audit_events",
        without_trigger(
            "audit_event_no_update", "UPDATE audit_event SET subject_id = '777777' WHERE seq = 90"
        ),
    ),
    ("acceptance", sql("UPDATE dossier SET operation = 'stranger' WHERE id = 5")),
    (
        "acceptance",
        without_trigger(
            "audit_event_no_update",
            "UPDATE audit_event SET subject_id = '6'"
            " WHERE operation = (SELECT operation FROM dossier WHERE id = 5)",
        ),
    ),
    ("numbers", sql("UPDATE day_counter SET last = last + 1 WHERE day = (SELECT max(day) FROM day_counter)")),
    ("numbers", sql("DELETE FROM day_counter WHERE day = (SELECT max(day) FROM day_counter)")),
    ("people", sql("UPDATE resident_number SET current = 1 WHERE kind = 'cmnd9'")),
    ("applicants", sql("UPDATE dossier SET applicant_name = 'Ai Khác', folded = 'ai khac' WHERE id = 5")),
    ("lists", sql("DELETE FROM dossier_paper WHERE dossier_id = 5 AND position = 0")),
    ("lists", sql("UPDATE fee_line SET position = 9 WHERE position = 0 AND dossier_id = @paid")),
    ("fees", sql("UPDATE dossier SET fee_total = fee_total + 1000 WHERE id = @paid")),
    ("fees", sql("UPDATE fee_line SET amount = NULL WHERE dossier_id = @paid")),
    ("fees", sql("UPDATE dossier SET fee_total = NULL WHERE id = @paid")),
    ("money", sql("UPDATE dossier SET money = 'due' WHERE id = @paid")),
    (
        "money",
        sql(
            "UPDATE dossier SET money = 'paid' WHERE id = (SELECT min(id) FROM dossier WHERE money = 'none')"
        ),
    ),
    (
        "money",
        without_trigger(
            "payment_no_delete", "DELETE FROM payment WHERE means <> 'exempt' AND dossier_id = @paid"
        ),
    ),
    (
        "payments",
        without_trigger("payment_no_update", "UPDATE payment SET change = change + 1 WHERE means = 'cash'"),
    ),
    (
        "payments",
        without_trigger("payment_no_update", "UPDATE payment SET reference = '' WHERE means = 'transfer'"),
    ),
    (
        "receipts",
        without_trigger(
            "payment_no_update",
            "UPDATE payment SET receipt_number = '00000001' WHERE receipt_number IN ('0000007', '0000001')",
        ),
    ),
    (
        "receipts",
        without_trigger("payment_no_update", "UPDATE payment SET receipt_number = '', receipt_later = ''"),
    ),
    (
        "results",
        sql("UPDATE dossier SET ready_at = NULL WHERE id = (SELECT min(id) FROM dossier WHERE state = 9)"),
    ),
    ("results", sql("UPDATE dossier SET money = 'later' WHERE state = 10 AND id = @paid")),
    ("results", sql("UPDATE dossier SET returned_at = ready_at - 1 WHERE state = 10")),
    ("filings", sql("UPDATE dossier SET sync = 'none', sync_since = NULL WHERE id = @filed")),
    (
        "filings",
        sql("UPDATE submission SET portal_code = '', portal_code_reversed = '' WHERE state = 'filed'"),
    ),
    ("filings", sql("UPDATE submission SET consent_at = NULL WHERE state = 'confirmed'")),
    ("outbox", sql("DELETE FROM outbox WHERE dossier_id = @filed")),
    ("outbox", sql("UPDATE outbox SET sequence = 3 WHERE dossier_id = @filed")),
    ("outbox", sql("UPDATE outbox SET state = 'waiting', done_at = NULL WHERE dossier_id = @filed")),
    ("reversed", sql("UPDATE resident_contact SET phone_reversed = '0123456789' WHERE id = 3")),
    ("codes", sql("UPDATE dossier SET code_reversed = '9' || substr(code_reversed, 2) WHERE id = 5")),
    (
        "codes",
        sql("UPDATE dossier SET short_code = (SELECT short_code FROM dossier WHERE id = 6) WHERE id = 5"),
    ),
    ("codes", sql("UPDATE dossier SET sequence = sequence + 1 WHERE id = 5")),
    ("codes", sql("UPDATE dossier SET provisional = 0 WHERE id = 5")),
    (
        "search_resident",
        without_trigger("resident_find_update", "UPDATE resident SET folded = 'x' WHERE id = 5"),
    ),
    ("search_resident", sql("INSERT INTO find_resident (rowid, folded) VALUES (5, 'them mot lan')")),
    ("search_resident", sql("INSERT INTO find_resident (rowid, folded) VALUES (999999, 'nguoi la')")),
    ("search_dossier", without_trigger("dossier_find_delete", "DELETE FROM dossier WHERE id = 5")),
    (
        "search_dossier",
        sql(
            "INSERT INTO find_dossier (find_dossier, rowid, folded) SELECT 'delete', id, folded FROM dossier"
            " WHERE id = 5"
        ),
    ),
    ("drafts", sql("UPDATE draft SET body = '{}' WHERE id = (SELECT min(id) FROM draft)")),
    ("drafts", sql("UPDATE draft SET step = 'review' WHERE step = 'resident'")),
]


def spoiled(path: Path, plant: Plant) -> Path:
    connection = connect(path, None)
    try:
        for pragma in ("foreign_keys = OFF", "ignore_check_constraints = ON"):
            connection.execute(f"PRAGMA {pragma}")
        plant(connection)
    finally:
        connection.close()
    return path


@pytest.mark.parametrize(("name", "plant"), FAULTS, ids=[f"{i}-{name}" for i, (name, _) in enumerate(FAULTS)])
def test_a_planted_fault_is_found(name: str, plant: Plant, tmp_path: Path) -> None:
    found = results(spoiled(copy_of(small_ward(), tmp_path), plant))[name]
    assert found.failed > 0
    assert 0 < len(found.examples) <= EXAMPLES


def test_every_check_has_a_twin_that_fails(sound: dict[str, Check]) -> None:
    assert set(sound) == {name for name, _ in FAULTS}


def test_a_practice_code_in_a_real_store_is_found(made_store: Path, tmp_path: Path) -> None:
    path = copy_of(small_ward(), tmp_path)
    spoiled(path, sql(f"PRAGMA application_id = {0x434E5452}"))
    with Store.open(path) as store:
        found = {check.name: check for check in checks(store)}
    assert found["codes"].failed == found["codes"].tried


def test_a_damaged_page_is_an_answer_and_not_a_crash(tmp_path: Path) -> None:
    path = copy_of(small_ward(), tmp_path)
    whole = bytearray(path.read_bytes())
    middle = len(whole) // 4096 // 2 * 4096
    whole[middle : middle + 8192] = b"\xff" * 8192
    path.write_bytes(whole)
    found = results(path)
    assert found["integrity"].failed > 0


def test_no_example_names_a_person(tmp_path: Path) -> None:
    def plant(connection: Connection) -> Iterator[object]:
        yield connection.execute("UPDATE resident SET folded = 'x'")
        yield connection.execute("UPDATE dossier SET applicant_name = 'Nguyễn Bí Mật'")

    path = spoiled(copy_of(small_ward(), tmp_path), lambda connection: list(plant(connection)))
    examples = " ".join(example for check in results(path).values() for example in check.examples)
    assert "Bí Mật" not in examples
    assert "nguyen" not in examples
