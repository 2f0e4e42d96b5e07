"""`verify` is content with a sound store, and every check of it finds the fault it is there for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from counter.i18n import LANGUAGES, known, use_language
from counter.models.verify import Check
from counter.services.migrations.script import triggers
from counter.services.store.connection import Connection, connect
from counter.services.store.store import Store
from counter.services.verify import (
    verify_brought,
    verify_erasure,
    verify_life,
    verify_records,
    verify_requests,
)
from counter.services.verify.verify import EXAMPLES, checks, verify
from counter.services.verify.verify_guards import GUARDS
from tests.services.made_up import copy_of, office_at, small_ward


def results(path: Path) -> dict[str, Check]:
    with Store.open(path, practice=True) as store:
        return {check.name: check for check in checks(store)}


@pytest.fixture(scope="module")
def sound() -> dict[str, Check]:
    return results(small_ward())


def test_a_made_up_ward_is_whole(sound: dict[str, Check]) -> None:
    assert [check for check in sound.values() if check.failed] == []


LIFE = {rule.name for rule in verify_life.RULES}
"""Looked at in `test_life_verify`: the made-up ward knows where its dossiers stand, not each move of them."""
RECORDS = {rule.name for rule in verify_records.RULES}
"""Looked at in `test_records_verify`: nobody put a record of the made-up ward right."""
ERASURES = {rule.name for rule in verify_erasure.RULES}
"""Looked at in `test_erasure`: nothing of the made-up ward was deleted."""
REQUESTS = {rule.name for rule in verify_requests.RULES}
"""Looked at in `test_data_requests` and `test_breaches`: nobody asked in the made-up ward."""
BROUGHT = {rule.name for rule in verify_brought.RULES}
"""Looked at in `test_import_dossiers`: the made-up ward has none of before."""
ELSEWHERE = LIFE | RECORDS | ERASURES | REQUESTS | BROUGHT


def test_every_check_says_how_much_it_looked_at(sound: dict[str, Check]) -> None:
    assert all(check.tried > 0 for check in sound.values() if check.name not in ELSEWHERE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_check_has_a_name_in_words(sound: dict[str, Check], lang: str) -> None:
    use_language(lang)
    try:
        assert all(known(f"verify.check.{name}") for name in sound)
    finally:
        use_language("vi")


def test_the_shipped_guards_are_those_every_store_must_have() -> None:
    assert set(triggers()) == set(GUARDS)


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
            connection.execute(named(statement))

    return plant


def without_guards(*statements: str, only: str = "") -> Plant:
    """The same with the guards (or one of them) taken away and put back, so that only the rows tell."""

    def plant(connection: Connection) -> None:
        guards = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND ?1 IN ('', name)", (only,)
        ).fetchall()
        assert guards
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        sql(*statements, *(made for _, made in guards))(connection)

    return plant


NAMED = {
    "@owing": "(SELECT max(d.id) FROM dossier d WHERE d.id NOT IN (SELECT dossier_id FROM payment_share)"
    " AND EXISTS (SELECT 1 FROM audit_event a WHERE a.event = 'dossier.event.accepted'"
    " AND a.operation = d.operation AND json_extract(a.detail, '$.fee') > 0 AND d.fee_total > 0))",
    "@paid": "(SELECT min(s.dossier_id) FROM payment_share s JOIN payment_means m USING (payment_id)"
    " WHERE m.means = 'cash' AND s.payment_id NOT IN (SELECT reverses FROM payment WHERE reverses > 0))",
    "@filed": "(SELECT min(id) FROM dossier WHERE sync = 'filed')",
    "@cash": "(SELECT min(payment_id) FROM payment_means WHERE means = 'cash' AND amount > 0)",
    "@transfer": "(SELECT min(payment_id) FROM payment_means WHERE means = 'transfer' AND amount > 0)",
    "@code": "(SELECT reference FROM payment_means WHERE means = 'transfer' AND amount > 0"
    " AND payment_id NOT IN (SELECT reverses FROM payment WHERE kind = 'void') ORDER BY payment_id LIMIT 1)",
    "@also": "(SELECT max(payment_id) FROM payment_means WHERE means = 'transfer' AND amount > 0"
    " AND payment_id NOT IN (SELECT reverses FROM payment WHERE kind = 'void'))",
    "@back": "(SELECT min(id) FROM payment WHERE kind <> 'payment')",
    "@void": "(SELECT min(id) FROM payment WHERE kind = 'void')",
    "@matched": "(SELECT min(line_id) FROM bank_line_step WHERE step = 'matched')",
}


def named(statement: str) -> str:
    """The statement with what the names stand for."""
    for name, meaning in NAMED.items():
        statement = statement.replace(name, meaning)
    return statement


def copied(table: str, row: str, **changed: str) -> str:
    """A statement that adds a row once more, with some columns other."""
    columns = COLUMNS[table].split()
    values = ", ".join(changed.get(column, column) for column in columns)
    return COPY.format(table=table, names=", ".join(columns), values=values, row=row)


COPY = "INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {row}"
COLUMNS = {
    "receipt": "payment_id form serial number value status reason issued_on recorded_by recorded_at"
    " operation",
    "receipt_book": "form serial first last width name registered_by registered_at operation",
    "exemption": "dossier_id exempt_group ground proof waived accepted_by accepted_at operation",
    "drawer": "cashier_id counter_name float_amount from_drawer opened_at operation",
    "bank_line_step": "line_id step payment_id to_staff note done_by done_at operation",
    "ledger_entry": "at day kind payment_id drawer_id staff_id operation note",
    "deposit": "month amount taken_from reference deposited_on recorded_by recorded_at operation",
    "cash_move": "drawer_id amount reason moved_by moved_at operation",
}
MOVE = (
    "INSERT INTO cash_move (drawer_id, amount, reason, moved_by, moved_at, operation)"
    " SELECT id, 5000, 'x', cashier_id, opened_at, operation FROM drawer WHERE id = 3"
)
LINES = "INSERT INTO ledger_line VALUES "
MONEY_FAULTS: list[tuple[str, ...]] = [
    ("payments", "UPDATE payment_means SET change = change + 1 WHERE means = 'cash'"),
    ("payments", "UPDATE payment_means SET tendered = NULL, change = NULL WHERE payment_id = @cash"),
    ("payments", "UPDATE payment_means SET reference = '' WHERE payment_id = @transfer"),
    ("payments", "UPDATE payment SET total = total + 1000 WHERE id = @cash"),
    ("payments", "UPDATE payment_share SET amount = amount + 1000 WHERE payment_id = @cash"),
    ("payments", "DELETE FROM payment_means WHERE payment_id = @transfer"),
    ("payments", "INSERT INTO payment_means VALUES (@transfer, 7, 'card', 5000, NULL, NULL, '123456', NULL)"),
    (
        "payments",
        "INSERT INTO payment_means VALUES (@cash, 7, 'card', 5000, NULL, NULL, '123456', NULL),"
        " (@cash, 8, 'post', -5000, NULL, NULL, '', NULL)",
    ),
    ("payment_fees", "DELETE FROM fee_line WHERE dossier_id = @paid"),
    ("payment_fees", "UPDATE fee_line SET kind = 'post' WHERE dossier_id = @paid"),
    ("payment_codes", "UPDATE payment_means SET reference = @code WHERE payment_id = @also"),
    (
        "payment_codes",
        "UPDATE payment_means SET reference = lower(substr(@code, 1, 4) || ' ' || substr(@code, 5))"
        " WHERE payment_id = @also",
    ),
    ("payment_drawers", "UPDATE payment SET drawer_id = NULL WHERE id = @cash"),
    ("payment_drawers", "UPDATE payment SET taken_at = taken_at - 86400000000 WHERE id = @cash"),
    ("payment_drawers", "UPDATE drawer SET cashier_id = 5 WHERE id = 3"),
    ("payment_drawers", "UPDATE drawer_close SET closed_at = closed_at - 36000000000"),
    ("reversals", "UPDATE payment SET approved_by = taken_by WHERE id = @back"),
    ("reversals", "UPDATE payment SET approved_by = NULL WHERE id = @back"),
    ("reversals", "UPDATE payment SET reverses = NULL WHERE id = @back"),
    ("reversals", "UPDATE payment SET reverses = id WHERE id = @back"),
    ("reversals", "UPDATE payment SET reason = '' WHERE id = @back"),
    ("reversals", "UPDATE payment_share SET amount = amount - 500 WHERE payment_id = @void"),
    ("reversals", "UPDATE payment_means SET amount = amount - 500 WHERE payment_id = @void"),
    ("reversals", "UPDATE payment SET total = total + 500 WHERE id = @void"),
    ("exemptions", "UPDATE exemption SET ground = ''"),
    ("exemptions", "UPDATE exemption SET proof = '' WHERE id = 1"),
    ("exemptions", "UPDATE exemption SET exempt_group = 'ai_do' WHERE id = 1"),
    ("exemptions", copied("exemption", "id = 1")),
    ("exemptions", "UPDATE exemption SET waived = waived + 50000 WHERE id = 1"),
    ("exemptions", "UPDATE fee_line SET waived = waived + 5000 WHERE dossier_id = @paid"),
    (
        "exemptions",
        "DELETE FROM exemption",
        "UPDATE dossier SET fee_sources = '[]' WHERE money = 'exempt'",
    ),
    (
        "exemptions",
        "UPDATE dossier SET money = 'exempt' WHERE id = (SELECT min(id) FROM dossier WHERE money = 'none')",
    ),
    ("receipts", "DELETE FROM receipt WHERE payment_id = @transfer"),
    ("receipts", "UPDATE receipt SET payment_id = @back WHERE payment_id = @cash"),
    ("receipts", copied("receipt", "payment_id = @cash", number="'9999999'", value="9999999")),
    (
        "receipts",
        "UPDATE payment SET receipt_later = 'x' WHERE id = @cash",
        "DELETE FROM receipt WHERE payment_id = @cash",
    ),
    ("receipt_numbers", copied("receipt", "payment_id = @cash", serial="lower(serial)")),
    ("receipt_numbers", "UPDATE receipt SET number = '0000009' WHERE value = 3"),
    ("receipt_numbers", "UPDATE receipt SET payment_id = NULL WHERE payment_id = @cash"),
    ("receipt_gaps", "DELETE FROM receipt WHERE value = 3"),
    ("receipt_gaps", "DELETE FROM receipt WHERE value = 1"),
    ("receipt_books", copied("receipt_book", "id = 1", first="last", last="last + 9")),
    ("receipt_books", "UPDATE receipt SET serial = 'AB-26P' WHERE payment_id = @cash"),
    ("receipt_books", "UPDATE receipt SET number = '9999999', value = 9999999 WHERE payment_id = @cash"),
    ("ledger_moments", "UPDATE payment SET taken_at = taken_at + 1 WHERE id = @cash"),
    ("ledger_moments", "UPDATE payment SET taken_by = 5 WHERE id = @transfer"),
    ("ledger_moments", "UPDATE ledger_entry SET staff_id = 5 WHERE payment_id = @cash"),
    (
        "ledger_moments",
        "UPDATE ledger_entry SET at = at - 86400000000, day = date(day, '-1 day') WHERE id = 9",
    ),
    ("ledger_moments", "UPDATE ledger_entry SET note = 'x' WHERE kind = 'closing'"),
    ("ledger_moments", "UPDATE deposit SET month = '2020-01' WHERE id = 1"),
    ("ledger_moments", "UPDATE bank_line_step SET done_by = 3 WHERE step = 'matched'"),
    ("ledger_moments", "UPDATE drawer_close SET closed_by = 5 WHERE drawer_id = 3"),
    ("money_told", "UPDATE drawer_close SET approved_by = 4 WHERE drawer_id = 3"),
    ("money_told", "UPDATE drawer_close SET handed_to = 4 WHERE drawer_id = 3"),
    (
        "money_told",
        "UPDATE drawer_close SET reason = 'khác', difference = 500 WHERE drawer_id = 3",
        "UPDATE ledger_entry SET note = 'khác' WHERE kind = 'closing' AND drawer_id = 3",
    ),
    ("money_told", "UPDATE drawer SET from_drawer = 1 WHERE id = 3"),
    ("money_told", MOVE),
    ("money_told", "UPDATE payment SET approved_by = 4 WHERE id = @back"),
    ("money_told", "UPDATE payment SET reason = 'khác' WHERE id = @back"),
    (
        "money_told",  # told at the acceptance, and gone
        "DELETE FROM fee_line WHERE dossier_id = @owing",
        "UPDATE dossier SET money = 'none', fee_total = 0 WHERE id = @owing",
    ),
    ("money_told", "DELETE FROM exemption WHERE id = 1"),
    ("money_told", "UPDATE receipt_excuse SET reason = 'khác'"),
    (
        "money_told",
        "UPDATE receipt_excuse SET payment_id = @cash"
        " WHERE payment_id = (SELECT max(payment_id) FROM receipt_excuse)",
    ),
    ("money_told", "DELETE FROM receipt_excuse"),
    ("money_told", "UPDATE exemption SET waived = waived - 1 WHERE id = 1"),
    ("money_told", "UPDATE transfer_request SET state = 'waiting', payment_id = NULL WHERE id = 1"),
    ("money_told", "UPDATE transfer_request SET state = 'cancelled', payment_id = NULL WHERE id = 1"),
    ("money_told", "UPDATE transfer_request SET memo = 'HS KHAC' WHERE id = 1"),
    ("money_told", "UPDATE transfer_request_share SET amount = amount + 1000 WHERE request_id = 1"),
    ("clock", "UPDATE audit_event SET at = at - 864000000000 WHERE seq = 90"),
    ("operations", "INSERT INTO operation VALUES ('stranger', 'x', NULL, 0, '{}')"),
    ("operations", "UPDATE audit_event SET operation = 'x' WHERE seq = 90"),
    ("statements", "UPDATE bank_line SET memo = 'khác' WHERE id = 1"),
    ("statements", "UPDATE bank_line SET booked_on = '2026-10-01' WHERE id = 1"),
    ("ledger_entries", "UPDATE ledger_line SET amount = amount + 1000 WHERE entry_id = 9 AND position = 0"),
    ("ledger_entries", "DELETE FROM ledger_line WHERE entry_id = 9"),
    ("ledger_entries", "DELETE FROM ledger_entry WHERE id = 9"),
    ("ledger_entries", "UPDATE ledger_entry SET day = '2020-01-01' WHERE id = 9"),
    ("ledger_entries", copied("ledger_entry", "id = 9")),
    (
        "ledger_payments",
        "UPDATE ledger_line SET amount = amount * 2"
        " WHERE entry_id = (SELECT id FROM ledger_entry WHERE payment_id = @cash)",
    ),
    (
        "ledger_payments",
        "UPDATE ledger_entry SET payment_id = NULL WHERE kind = 'payment' AND payment_id = @cash",
    ),
    ("ledger_payments", "UPDATE ledger_entry SET kind = 'payment' WHERE kind = 'deposit'"),
    (
        "ledger_payments",
        "UPDATE ledger_line SET dossier_id = dossier_id + 1 WHERE account = 'fees'"
        " AND entry_id = (SELECT id FROM ledger_entry WHERE payment_id = @cash)",
    ),
    (
        "ledger_payments",
        "UPDATE ledger_entry SET operation = 'x' WHERE kind = 'payment' AND payment_id = @cash",
    ),
    ("ledger_drawers", "UPDATE ledger_line SET drawer_id = 1 WHERE account = 'cash' AND drawer_id = 3"),
    ("ledger_drawers", "DELETE FROM ledger_entry WHERE kind = 'opening' AND drawer_id = 3"),
    ("ledger_drawers", "UPDATE drawer_close SET counted = counted + 500, difference = difference + 500"),
    ("ledger_drawers", MOVE),
    ("drawers", "UPDATE drawer_count SET pieces = pieces + 1 WHERE drawer_id = 3 AND moment = 'close'"),
    ("drawers", "DELETE FROM drawer_count WHERE drawer_id = 3 AND moment = 'open' AND note = 5000"),
    (
        "drawers",
        "UPDATE drawer_close SET reason = '', difference = 500, counted = counted + 500 WHERE drawer_id = 3",
    ),
    ("drawers", "UPDATE drawer_close SET approved_by = closed_by WHERE drawer_id = 3"),
    ("drawers", "DELETE FROM drawer_close WHERE drawer_id = 3"),
    ("drawers", "UPDATE drawer SET from_drawer = 1 WHERE id = 3"),
    ("drawer_sums", MOVE),
    ("drawer_sums", "UPDATE drawer_close SET expected = expected + 1000, difference = difference - 1000"),
    ("drawer_sums", LINES + "(9, 90, 'cash', 3, NULL, '', 1000), (9, 91, 'other', NULL, NULL, '', -1000)"),
    ("transfers", "UPDATE transfer_request SET amount = amount + 1000 WHERE id = 1"),
    ("transfers", "UPDATE transfer_request SET payment_id = @cash WHERE state = 'paid' AND id < 9"),
    ("transfers", "UPDATE transfer_request SET state = 'waiting' WHERE id = 1"),
    ("transfers", "UPDATE transfer_request_share SET dossier_id = dossier_id + 1 WHERE request_id = 1"),
    ("bank", "UPDATE bank_line SET amount = amount + 1000 WHERE id = 1"),
    ("bank", "DELETE FROM bank_line_step WHERE line_id = @matched"),
    ("bank", copied("bank_line_step", "line_id = @matched AND step = 'matched'", step="'explained'")),
    ("bank", "UPDATE bank_line_step SET payment_id = @cash WHERE line_id = @matched"),
    ("bank", "DELETE FROM ledger_entry WHERE kind = 'bank_in'"),
    ("deposits", "UPDATE deposit SET amount = amount + 1000 WHERE id = 1"),
    ("deposits", "UPDATE deposit SET taken_from = 'bank' WHERE taken_from = 'safe'"),
    ("deposits", copied("deposit", "id = 1", operation="operation || 'x'")),
    (
        "money_operations",
        "DELETE FROM operation WHERE id = (SELECT operation FROM drawer_close WHERE drawer_id = 3)",
    ),
    ("money_operations", "UPDATE receipt SET operation = '-' WHERE payment_id = @cash"),
]
FAULTS: list[tuple[str, Plant]] = [
    ("integrity", sql("UPDATE dossier SET state = 77 WHERE id = 5")),
    ("foreign_keys", sql("UPDATE dossier SET resident_id = 999999 WHERE id = 5")),
    ("guards", sql("DROP TRIGGER payment_no_delete")),
    ("guards", sql("CREATE TRIGGER x AFTER INSERT ON payment BEGIN UPDATE fee_line SET amount = 0; END")),
    ("guards", sql("CREATE VIEW x AS SELECT * FROM resident")),
    (
        "guards",  # there by its name, and it guards nothing
        sql(
            "DROP TRIGGER payment_no_delete",
            "CREATE TRIGGER payment_no_delete BEFORE DELETE ON payment BEGIN SELECT 1; END",
        ),
    ),
    ("audit_sequence", without_guards("DELETE FROM audit_event WHERE seq = 40")),
    ("audit_sequence", without_guards("DELETE FROM audit_event WHERE seq = 1")),
    (
        "audit_events",
        without_guards("UPDATE audit_event SET role = '' WHERE seq = 40"),
    ),
    (
        "audit_events",
        sql("DELETE FROM operation WHERE id = (SELECT operation FROM audit_event WHERE seq = 90)"),
    ),
    (
        "audit_events",
        without_guards("UPDATE audit_event SET subject_id = '777777' WHERE seq = 90"),
    ),
    ("acceptance", sql("UPDATE dossier SET operation = 'stranger' WHERE id = 5")),
    (
        "acceptance",
        without_guards(
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
    ("money", without_guards("DELETE FROM payment_share WHERE dossier_id = @paid")),
    ("money", sql("UPDATE dossier SET money = 'exempt' WHERE id = @paid")),
    ("money", sql("UPDATE dossier SET fee_total = NULL, fee_unknown = '[\"x\"]' WHERE money = 'due'")),
    *((name, without_guards(*statements)) for name, *statements in MONEY_FAULTS),
    ("visits", without_guards("UPDATE household_visit SET code = 'H22-2222' WHERE visit_id = 23")),
    (
        "visits",
        without_guards(
            "UPDATE visit SET started_at = started_at - 86400000000, ended_at = NULL"
            " WHERE id = (SELECT min(visit_id) FROM household_visit)"
        ),
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
        without_guards("UPDATE resident SET folded = 'x' WHERE id = 5", only="resident_find_update"),
    ),
    ("search_resident", sql("INSERT INTO find_resident (rowid, folded) VALUES (5, 'them mot lan')")),
    ("search_resident", sql("INSERT INTO find_resident (rowid, folded) VALUES (999999, 'nguoi la')")),
    ("search_dossier", without_guards("DELETE FROM dossier WHERE id = 5", only="dossier_find_delete")),
    (
        "search_dossier",
        sql(
            "INSERT INTO find_dossier (find_dossier, rowid, folded) SELECT 'delete', id, folded FROM dossier"
            " WHERE id = 5"
        ),
    ),
    ("papers_seen", without_guards("UPDATE paper_seen SET seen_at = seen_at + 1 WHERE id = 5")),
    ("papers_seen", without_guards("UPDATE paper_seen SET operation = 'other' WHERE id = 5")),
    ("drafts", sql("UPDATE draft SET body = '{}' WHERE id = (SELECT min(id) FROM draft)")),
    ("drafts", sql("UPDATE draft SET step = 'review' WHERE step = 'resident'")),
    (
        "audit_chain",
        without_guards(
            "UPDATE audit_seal SET hash = printf('%064d', 7) WHERE seq = (SELECT min(seq) FROM audit_seal)"
        ),
    ),
    ("audit_rows", sql("UPDATE staff SET role = 'administrator' WHERE id = 2")),
]
NO_ROW = {"drafts", "search_resident", "search_dossier", "audit_chain"}
"""Faults in what the chain leaves out."""


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
    every = results(spoiled(copy_of(small_ward(), tmp_path), plant))
    found = every[name]
    assert found.failed > 0
    assert 0 < len(found.examples) <= EXAMPLES
    if name not in NO_ROW:
        assert every["audit_rows"].failed > 0, "the chain covers the row too"


def test_every_check_has_a_twin_that_fails(sound: dict[str, Check]) -> None:
    assert set(sound) == {name for name, _ in FAULTS} | ELSEWHERE


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
