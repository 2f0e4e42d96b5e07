"""The chain of the audit trail: every write seals what it left, and what went past the program is named."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.models.canonical import canonical
from counter.services.chain import chain
from counter.services.chain.chain_rows import LEFT_OUT, SCHEMA, key_of, key_text, shapes
from counter.services.store.connection import Connection, SqlValue, connect
from counter.services.store.store import Store
from counter.services.verify import verify_chain
from counter.services.verify.verify_guards import GUARDS
from tests.services.made_up import copy_of, small_ward

SET_HASH = "UPDATE audit_seal SET hash = '{hash}' WHERE seq = {seq}"
SET_ROWS = "UPDATE audit_seal SET rows = '{rows}' WHERE seq = {seq}"
PROCEDURE = "INSERT INTO procedure (code, name, sector, data_version, updated_at) VALUES (?, 'a', '', '', 0)"


def note(store: Store, *statements: tuple[str, tuple[SqlValue, ...]]) -> None:
    with store.write() as transaction:
        for statement, parameters in statements:
            transaction.connection.execute(statement, parameters)
        transaction.record(None, "test.happened", subject=("test", 1), operation="")


def named(path: Path) -> list[str]:
    """Every row the chain names in a file, with what happened to it."""
    connection = connect(path, None)
    try:
        found = [*verify_chain.seals(connection), *verify_chain.rows(connection)]
        return [f"{row} {what.removeprefix('verify.row.')}" for what, row in found]
    finally:
        connection.close()


def past_the_program(path: Path, *statements: str) -> None:
    """What somebody with a database tool does: no guard, no check, no foreign key is in the way."""
    connection = connect(path, None)
    try:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        guards = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name NOT GLOB '*_find_*'"
        ).fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, made in guards:
            connection.execute(made)
    finally:
        connection.close()


def sealed(store: Store) -> list[tuple[int, str]]:
    with store.query() as connection:
        return [(int(seq), str(rows)) for seq, rows in connection.execute("SELECT seq, rows FROM audit_seal")]


def test_a_write_seals_its_rows_and_its_event(store: Store) -> None:
    note(store, (PROCEDURE, ("1.1",)))
    seq, rows = sealed(store)[-1]
    assert rows.startswith(f'{{"audit_event":{{"{seq}":"')
    assert '"procedure":{"1.1":"' in rows


def test_many_rows_are_sealed_as_each_would_be(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bulk load: keys of one and of two columns, rows that are new, changed, left alone, taken away."""
    counter = "INSERT INTO day_counter (series, day, last) VALUES (?, ?, 1)"
    days: list[tuple[SqlValue, ...]] = [(f"s{n % 3}", f"2026-11-0{n + 1}") for n in range(9)]
    note(store, (PROCEDURE, ("gone",)), (PROCEDURE, ("left",)), *((counter, day) for day in days))
    with store.write() as transaction:
        connection = transaction.connection
        connection.executemany(PROCEDURE, [(f"n{number}",) for number in range(20)])
        connection.execute("DELETE FROM procedure WHERE code = 'gone'")
        connection.execute("UPDATE day_counter SET last = 9 WHERE day > '2026-11-05'")
        transaction.record(None, "test.happened", subject=("test", 1), operation="")
        known, touched = shapes(connection), store._watch.touched
        one_by_one = chain._digests(connection, known, touched)
        monkeypatch.setattr(chain, "MANY", 2)
        assert chain._digests(connection, known, touched) == one_by_one
    assert len(one_by_one["procedure"]) == 21 and one_by_one["procedure"]["gone"] is None
    assert len(one_by_one["day_counter"]) == 4
    assert named(store.path) == []


def test_the_orm_is_seen_as_plain_sql_is(store: Store) -> None:
    from counter.models.tables import ProcedureRow

    with store.write() as transaction:
        transaction.session.add(
            ProcedureRow(code="2.2", name="a", sector="", data_version="", updated_at=transaction.now)
        )
        transaction.record(None, "test.happened", subject=("test", 1), operation="")
    assert '"procedure":{"2.2":"' in sealed(store)[-1][1]


def test_what_is_taken_away_is_sealed_as_gone(store: Store) -> None:
    note(store, (PROCEDURE, ("1.1",)))
    note(store, ("DELETE FROM procedure", ()))
    assert '"procedure":{"1.1":null}' in sealed(store)[-1][1]
    assert named(store.path) == []


def test_a_write_rolled_back_seals_nothing_and_leaves_nothing_to_the_next(store: Store) -> None:
    before = sealed(store)
    with pytest.raises(ZeroDivisionError), store.write() as transaction:
        transaction.connection.execute(PROCEDURE, ("1.1",))
        transaction.record(None, "test.happened", subject=("test", 1), operation="")
        raise ZeroDivisionError
    assert sealed(store) == before
    note(store)
    assert "procedure" not in sealed(store)[-1][1]


def test_each_seal_follows_the_one_before(store: Store) -> None:
    for number in range(3):
        note(store, (PROCEDURE, (str(number),)))
    previous = chain.NOTHING_BEFORE
    with store.query() as connection:
        for seq, rows, stored in connection.execute("SELECT seq, rows, hash FROM audit_seal"):
            previous = chain.hash_of(seq, previous, rows)
            assert previous == stored
        assert chain.head(connection).hash == previous


def test_two_programs_on_one_store_make_one_chain(store: Store) -> None:
    with Store.open(store.path) as other:
        for number in range(3):
            note(store, (PROCEDURE, (f"a{number}",)))
            note(other, (PROCEDURE, (f"b{number}",)))
    assert named(store.path) == []


def test_a_column_that_comes_later_breaks_no_older_digest(store: Store) -> None:
    note(store, (PROCEDURE, ("1.1",)))
    with store.query() as connection:
        before = connection.execute(shapes(connection)["procedure"].one, ("1.1",)).fetchone()
    past_the_program(
        store.path,
        "ALTER TABLE procedure ADD COLUMN more TEXT NOT NULL DEFAULT 'x'",
        "ALTER TABLE procedure ADD COLUMN other INTEGER",
    )
    with store.query() as connection:
        shape = shapes(connection)["procedure"]
        assert connection.execute(shape.one, ("1.1",)).fetchone() == before
    past_the_program(store.path, "UPDATE procedure SET other = 5")
    assert "procedure 1.1 edited" in named(store.path)


def test_a_changed_default_is_named_for_it_could_hide_a_value(store: Store) -> None:
    past_the_program(
        store.path,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, 'DEFAULT 0', 'DEFAULT 1')"
        " WHERE name = 'submission_field'",
        "PRAGMA writable_schema = RESET",
    )
    assert f"{SCHEMA} submission_field edited" in named(store.path)


def test_every_table_is_covered_or_named_as_left_out(store: Store) -> None:
    with store.query() as connection:
        there = {
            str(row[0])
            for row in connection.execute(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')"
                " AND name NOT LIKE 'sqlite%'"
            )
        }
        covered = set(shapes(connection)) - {SCHEMA}
    assert covered | set(LEFT_OUT) == there
    assert not covered & set(LEFT_OUT)
    assert all(LEFT_OUT.values())


def _filled_tables() -> list[str]:
    connection = connect(small_ward(), None)
    try:
        known = shapes(connection)
        counts = {table: connection.execute(shape.count).fetchone() for table, shape in known.items()}
        return sorted(table for table, row in counts.items() if table != SCHEMA and row and row[0])
    finally:
        connection.close()


@pytest.fixture(scope="module")
def filled() -> Iterator[list[str]]:
    yield _filled_tables()


def _first_key(connection: Connection, table: str) -> str:
    row = connection.execute(shapes(connection)[table].all_keys).fetchone()
    assert row is not None
    return verify_chain.named(table, tuple(row))


def test_a_row_taken_from_any_table_is_named(filled: list[str], tmp_path: Path) -> None:
    """One of each at once: what is missing is told apart."""
    path = copy_of(small_ward(), tmp_path)
    connection = connect(path, None)
    shape = {table: shapes(connection)[table] for table in filled}
    keys = {table: connection.execute(of.all_keys).fetchone() for table, of in shape.items()}
    connection.close()
    statements = []
    expected = set()
    for table, key in keys.items():
        assert key is not None
        where = " AND ".join(
            f"{name} = '{value}'" for name, value in zip(shape[table].keys, key, strict=True)
        )
        statements.append(f"DELETE FROM {table} WHERE {where}")  # noqa: S608  names of our schema
        expected.add(f"{verify_chain.named(table, key)} gone")
    past_the_program(path, *statements)
    assert set(named(path)) == expected
    assert len(expected) > 30


MADE_UP = [
    ("UPDATE payment SET payer_name = 'Ai Khác' WHERE id = 3", {"payment 3 edited"}),
    (
        "UPDATE ledger_line SET amount = -amount WHERE entry_id = 9 AND position < 2",
        {"ledger_line 9/0 edited", "ledger_line 9/1 edited"},
    ),
    ("UPDATE dossier SET state = 1 + state % 10 WHERE id = 5", {"dossier 5 edited"}),
    ("UPDATE receipt SET number = '0000077', value = 77777 WHERE id = 4", {"receipt 4 edited"}),
    ("UPDATE staff SET role = 'administrator' WHERE id = 1", {"staff 1 edited"}),
    ("UPDATE staff SET id = 99 WHERE id = 1", {"staff 1 gone", "staff 99 strange"}),
    (
        "UPDATE audit_event SET at = at + 1, detail = '{}' WHERE seq IN (40, 41)",
        {"audit_event 40 edited", "audit_event 41 edited"},
    ),
    ("DELETE FROM audit_event WHERE seq = 40", {"audit_event 40 gone"}),
    (
        "INSERT INTO audit_event SELECT seq + 1, at, staff_id, role, device, event, subject_kind, subject_id,"
        " operation, detail FROM audit_event ORDER BY seq DESC LIMIT 1",
        {"audit_event @next strange"},
    ),
    ("INSERT INTO setting VALUES ('x', '1', 0, NULL)", {"setting x strange"}),
    ("INSERT INTO staff SELECT 98, 'x', 'x', role, pin_hash, 1, 0, NULL, 0, 1 FROM staff LIMIT 1",
     {"staff 98 strange"}),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "expected"), MADE_UP, ids=[s[:40] for s, _ in MADE_UP])
def test_what_somebody_did_is_named(statement: str, expected: set[str], tmp_path: Path) -> None:
    path = copy_of(small_ward(), tmp_path)
    connection = connect(path, None)
    last = chain.head(connection).seq
    connection.close()
    past_the_program(path, statement)
    assert set(named(path)) == {name.replace("@next", str(last + 1)) for name in expected}


def test_a_seal_with_other_digests_is_torn_and_only_it(tmp_path: Path) -> None:
    path = copy_of(small_ward(), tmp_path)
    connection = connect(path, None)
    seqs = [row[0] for row in connection.execute("SELECT seq FROM audit_seal ORDER BY seq")]
    connection.close()
    past_the_program(path, SET_HASH.format(hash="7" * 64, seq=seqs[1]))
    assert named(path) == [f"audit_seal {seqs[1]} torn"]


def test_a_seal_taken_out_leaves_its_events_uncovered(store: Store) -> None:
    note(store, (PROCEDURE, ("1.1",)))
    note(store, (PROCEDURE, ("2.2",)))
    past_the_program(store.path, "DELETE FROM audit_seal WHERE seq = 2")
    assert named(store.path) == ["audit_seal 3 torn", "audit_event 2 strange", "procedure 1.1 strange"]


def test_seals_that_are_no_digests_are_named(store: Store) -> None:
    for number, rows in enumerate(["[]", '{"audit_event":7}', '{"procedure":{}}', '{"audit_event":{}}']):
        note(store)
        past_the_program(store.path, SET_ROWS.format(rows=rows, seq=number + 2))
        assert f"audit_seal {number + 2} torn" in named(store.path)


def test_an_event_without_a_write_that_records_it_cannot_be_sealed(store: Store) -> None:
    connection = connect(store.path, None)
    try:
        watch = chain.Watch(connection)
        watch.begin()
        connection.execute("BEGIN")
        connection.execute(PROCEDURE, ("1.1",))
        with pytest.raises(chain.Broken):
            watch.seal()
    finally:
        connection.close()


def test_the_bytes_of_a_file_are_covered_by_its_name(store: Store) -> None:
    name = hashlib.sha256(b"%PDF-1").hexdigest()
    note(store, ("INSERT INTO attachment_content VALUES (?, ?)", (name, b"%PDF-1")))
    assert named(store.path) == []
    past_the_program(store.path, "UPDATE attachment_content SET content = x'25504446'")
    assert named(store.path) == [f"attachment_content {name} edited"]


def test_the_seals_are_guarded_like_the_events() -> None:
    assert {"audit_seal_no_update", "audit_seal_no_delete", "audit_seal_in_order"} <= set(GUARDS)


@given(st.text(), st.integers())
def test_a_row_is_said_as_canonical_json(text: str, number: int) -> None:
    """SQLite's text of a row is the canonical one, so that another program can make the digest too."""
    text = text.replace("\0", "").encode("utf-8", "ignore").decode()
    number %= 2**63
    connection = connect(small_ward(), None, mode="immutable")
    try:
        row = connection.execute("SELECT json_array(?1, ?2, NULL)", (text, number)).fetchone()
        assert row == (canonical([text, number, None]),)
    finally:
        connection.close()


@given(st.one_of(
    st.tuples(st.integers(0)), st.tuples(st.text()), st.tuples(st.integers(0), st.integers(0)),
    st.tuples(st.text(), st.text()), st.tuples(st.integers(0), st.text(), st.integers(0)),
))  # fmt: skip
def test_a_key_is_read_as_it_was_written(key: tuple[SqlValue, ...]) -> None:
    read = key_of(key_text(key), len(key))
    assert read == (key if len(key) > 1 else (str(key[0]),))
