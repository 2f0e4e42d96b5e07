"""A row that plain SQL writes is the row that the session writes."""

import json
from datetime import date

import pytest

from counter.models.dossier import ContactKind
from counter.models.numbers import NumberKind
from counter.models.staff import Role, StaffView
from counter.models.tables import Dossier, Resident, ResidentContact, ResidentNumber, Visit
from counter.services.store.inserting import insert, insert_all
from counter.services.store.store import Connection, Store
from tests.conftest import START
from tests.services.rows import add_dossier

People = dict[Role, StaffView]


def raw(connection: Connection, table: str, ident: int) -> tuple[object, ...]:
    rows = connection.execute(f'SELECT * FROM "{table}" WHERE id = ?', (ident,)).fetchall()  # noqa: S608  ours
    return tuple(rows[0])


def test_a_dossier_is_the_same_by_either_way(store: Store, people: People) -> None:
    with store.write(START) as transaction:
        by_session = add_dossier(transaction, people[Role.CLERK], 7)
        ident = by_session.id or 0
        before = raw(transaction.connection, "dossier", ident)
        required = {
            name: getattr(by_session, name)
            for name, field in Dossier.model_fields.items()
            if field.is_required()
        }
        transaction.session.delete(by_session)
        transaction.flush()
        assert insert(transaction.connection, Dossier, id=ident, **required) == ident
        assert raw(transaction.connection, "dossier", ident) == before
        transaction.record(None, "test", subject=("test", 1), operation="")


def test_defaults_words_days_and_json_are_bound_by_the_table_class(store: Store) -> None:
    with store.write(START) as transaction:
        connection = transaction.connection
        ident = insert(
            connection, Resident, full_name="Út", folded="ut", created_at=START, updated_at=START,
            dob=date(1960, 1, 2), card_extra=["a", "b"],
        )  # fmt: skip
        insert(
            connection, ResidentContact, resident_id=ident, kind=ContactKind.OWN_PHONE, added_at=START
        )  # fmt: skip
        kept = transaction.session.get_one(Resident, ident)
        assert (kept.dob, kept.card_extra, kept.version, kept.gender) == (date(1960, 1, 2), ["a", "b"], 1, "")
        assert json.loads(str(raw(connection, "resident", ident)[7])) == ["a", "b"]
        transaction.record(None, "test", subject=("test", 1), operation="")


def test_several_rows_are_written_and_none_is_no_row(store: Store) -> None:
    row = {"kind": NumberKind.CCCD, "number": "046195001234", "number_reversed": "432100591640"}
    with store.write(START) as transaction:
        ident = insert(
            transaction.connection, Resident, full_name="Út", folded="ut", created_at=START, updated_at=START
        )
        many = [{**row, "resident_id": ident, "added_at": START, "current": one} for one in (True, False)]
        insert_all(transaction.connection, ResidentNumber, many)
        insert_all(transaction.connection, ResidentNumber, [])
        found = transaction.connection.execute("SELECT kind, current FROM resident_number ORDER BY id")
        assert found.fetchall() == [("cccd", 1), ("cccd", 0)]
        transaction.record(None, "test", subject=("test", 1), operation="")


def test_a_forgotten_or_unknown_column_is_a_fault_of_the_program(store: Store) -> None:
    with store.write(START) as transaction:
        with pytest.raises(TypeError, match="staff_id, started_at"):
            insert(transaction.connection, Visit, resident_id=1)
        with pytest.raises(TypeError, match="colour"):
            insert(transaction.connection, Visit, staff_id=1, started_at=START, colour="red")
        transaction.record(None, "test", subject=("test", 1), operation="")
