"""What the map of the tables says about searches and lists is true."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlcipher3 import dbapi2

from counter.models.dossier import DossierState
from counter.models.money import PaymentMeans
from counter.models.staff import Role, StaffView
from counter.models.tables import Dossier, Payment
from counter.services.store import Store
from tests.conftest import START
from tests.services.rows import add_dossier

People = dict[Role, StaffView]

LISTS = {
    "dossier_open": (
        "SELECT id FROM dossier WHERE state IN (1, 2, 4, 5, 6) AND (due_at, id) > (5, 3)"
        " ORDER BY due_at, id LIMIT 50"
    ),
    "dossier_ready": (
        "SELECT id FROM dossier WHERE state = 9 AND (ready_at, id) > (5, 3) ORDER BY ready_at, id LIMIT 50"
    ),
    "dossier_unsent": (
        "SELECT id FROM dossier WHERE sync IN ('prepared', 'waiting', 'sending', 'unknown', 'held')"
        " AND (sync_since, id) > (5, 3) ORDER BY sync_since, id LIMIT 50"
    ),
    "dossier_owing": (
        "SELECT id FROM dossier WHERE money IN ('due', 'later', 'unknown') AND (received_at, id) > (5, 3)"
        " ORDER BY received_at, id LIMIT 50"
    ),
    "dossier_resident": "SELECT id FROM dossier WHERE resident_id = 7 ORDER BY id DESC LIMIT 50",
    "dossier_day": "SELECT id FROM dossier WHERE day = '2026-11-23' AND sequence = 7",
    "ix_dossier_code_reversed": "SELECT id FROM dossier WHERE code_reversed >= '24' AND code_reversed < '25'",
    "ix_resident_contact_phone_reversed": (
        "SELECT resident_id FROM resident_contact WHERE phone_reversed >= '24' AND phone_reversed < '25'"
    ),
    "ix_resident_number_number_reversed": (
        "SELECT resident_id FROM resident_number WHERE number_reversed >= '24' AND number_reversed < '25'"
    ),
    "resident_alike": "SELECT id FROM resident WHERE folded = 'ut' AND dob = '1960-01-01'",
    "outbox_due": "SELECT id FROM outbox WHERE state = 'waiting' AND next_at <= 5 ORDER BY next_at, id",
    "audit_event_subject": (
        "SELECT event FROM audit_event WHERE subject_kind = 'dossier' AND subject_id = '7' ORDER BY seq"
    ),
}


@pytest.mark.parametrize("index", LISTS)
def test_a_list_is_one_range_of_one_index(store: Store, index: str) -> None:
    with store.query() as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {LISTS[index]}")]
    assert len(plan) == 1, plan
    assert plan[0].startswith("SEARCH"), plan
    assert f"INDEX {index} (" in plan[0], plan


def found(store: Store, words: str) -> list[int]:
    with store.query() as connection:
        rows = connection.execute(
            "SELECT id FROM dossier WHERE id IN (SELECT rowid FROM find_dossier WHERE find_dossier MATCH ?"
            " ORDER BY rowid DESC LIMIT 20) ORDER BY id DESC",
            (words,),
        )
        return [row[0] for row in rows]


def test_search_follows_every_change_of_a_name(store: Store, people: People) -> None:
    clerk = people[Role.CLERK]
    with store.write() as transaction:
        add_dossier(transaction, clerk, 1, "Đặng Thị Út")
        add_dossier(transaction, clerk, 2, "Nguyễn Văn Đức")
        transaction.record(clerk, "test.happened", subject=("test", 1), operation="")
    assert found(store, '"dang" "ut"*') == [1]
    assert found(store, '"n"* "d"*') == [2]
    with store.write() as transaction:
        transaction.session.get_one(Dossier, 1).folded = "dang thi cuc"
        transaction.session.get_one(Dossier, 2).state = DossierState.DONE
        transaction.record(clerk, "test.happened", subject=("test", 1), operation="")
    assert found(store, '"ut"') == []
    assert found(store, '"cuc"') == [1]
    assert found(store, '"duc"') == [2]
    with store.write() as transaction:
        transaction.connection.execute("DELETE FROM dossier WHERE id = 1")
        transaction.connection.execute("INSERT INTO find_dossier (find_dossier) VALUES ('integrity-check')")
        transaction.record(clerk, "test.happened", subject=("test", 1), operation="")
    assert found(store, '"cuc"') == []


def payment(clerk: StaffView, amount: int, tendered: int | None, change: int | None) -> Payment:
    return Payment(
        dossier_id=1,
        means=PaymentMeans.CASH,
        amount=amount,
        tendered=tendered,
        change=change,
        taken_by=clerk.id,
        taken_at=START,
        operation="op",
    )


def test_money_taken_stays_taken(store: Store, people: People) -> None:
    clerk = people[Role.CLERK]
    with store.write() as transaction:
        add_dossier(transaction, clerk, 1)
        transaction.session.add(payment(clerk, 21_000, 50_000, 29_000))
        transaction.record(clerk, "test.happened", subject=("test", 1), operation="")
    for statement in (
        "UPDATE payment SET amount = 0",
        "DELETE FROM payment",
        "REPLACE INTO payment SELECT * FROM payment",
    ):
        with pytest.raises(dbapi2.IntegrityError, match="append-only"), store.write() as transaction:
            transaction.connection.execute(statement)


@pytest.mark.parametrize(
    ("amount", "tendered", "change"), [(-1, None, None), (21_000, 20_000, -1_000), (21_000, 50_000, 30_000)]
)
def test_a_sum_that_does_not_add_up_is_refused(
    store: Store, people: People, amount: int, tendered: int | None, change: int | None
) -> None:
    with store.write() as transaction:
        add_dossier(transaction, people[Role.CLERK], 1)
        transaction.record(None, "test.happened", subject=("test", 1), operation="")
    with pytest.raises(IntegrityError, match="CHECK"), store.write() as transaction:
        transaction.session.add(payment(people[Role.CLERK], amount, tendered, change))
