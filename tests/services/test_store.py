"""The store: what every write promises."""

import pytest

from counter.models.staff import Role, StaffView
from counter.services.store import NothingRecorded, Store


def test_a_write_leaves_its_event_and_its_result(store: Store, people: dict[Role, StaffView]) -> None:
    clerk = people[Role.CLERK]
    with store.write() as transaction:
        assert transaction.earlier("op-1") is None
        transaction.record(
            clerk,
            "dossier.ready",
            subject=("dossier", 7),
            operation="op-1",
            detail={"n": 1},
            result={"id": 7},
        )
    with store.write() as transaction:
        assert transaction.earlier("op-1") == {"id": 7}
        transaction.record(None, "x", subject=("x", 1), operation="")
    with store.query() as connection:
        rows = connection.execute(
            "SELECT staff_id, role, event, subject_kind, subject_id, operation, detail FROM audit_event"
            " WHERE event = 'dossier.ready'"
        ).fetchall()
    assert rows == [(clerk.id, "clerk", "dossier.ready", "dossier", "7", "op-1", '{"n":1}')]


def test_a_write_that_records_nothing_is_undone(store: Store) -> None:
    with pytest.raises(NothingRecorded), store.write() as transaction:
        transaction.connection.execute(
            "INSERT INTO procedure (code, name, sector, data_version, updated_at)"
            " VALUES ('1.1', 'a', '', '', 0)"
        )
    with store.query() as connection:
        assert connection.execute("SELECT count(*) FROM procedure").fetchone() == (0,)
