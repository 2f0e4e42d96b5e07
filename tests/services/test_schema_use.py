"""What the map of the tables says about searches and lists is true."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlcipher3 import dbapi2

from counter.models.dossier import DossierState
from counter.models.money import PaymentMeans
from counter.models.staff import Role, StaffView
from counter.models.tables import Dossier, Payment, PaymentPart, PaymentShare
from counter.services.store.store import Store
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
    "dossier_life": "SELECT procedure_code, sync FROM dossier WHERE day >= '2026-10-01' AND state <> 3",
    "dossier_ended": "SELECT id FROM dossier WHERE state >= 9 AND coalesce(ready_at, returned_at) >= 5",
    "dossier_stopped": (
        "SELECT note FROM dossier INDEXED BY dossier_stopped WHERE state IN (7, 8) AND day >= '2026-10-01'"
    ),
    "dossier_move_receive": "SELECT max(made_at) FROM dossier_move WHERE dossier_id = 7 AND name = 'receive'",
    "dossier_move_extend": "SELECT max(made_at) FROM dossier_move WHERE dossier_id = 7 AND name = 'extend'",
    "outbox_done": "SELECT dossier_id FROM outbox WHERE target <> 'carry' AND done_at >= 5",
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
    "outbox_open": (
        "SELECT id FROM outbox WHERE target <> 'carry' AND state IN ('waiting', 'sending', 'unknown', 'held')"
        " AND target = 'gateway' ORDER BY dossier_id, sequence"
    ),
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


# -- the till: only added, always balanced ----------------------------------------------------

LINE = "INSERT INTO ledger_line (entry_id, position, account, drawer_id, dossier_id, fee_kind, amount)"
ENTRY = "INSERT INTO ledger_entry (id, at, day, kind, operation, note)"


@pytest.fixture
def paid(store: Store, people: People) -> Store:
    """A store with one payment of 21.000đ, 50.000đ handed over."""
    clerk = people[Role.CLERK]
    with store.write() as transaction:
        add_dossier(transaction, clerk, 1)
        transaction.session.add(
            Payment(total=21_000, payer_name="Út", taken_by=clerk.id, taken_at=START, operation="op")
        )
        transaction.session.flush()
        transaction.session.add(part(21_000, 50_000, 29_000))
        transaction.session.add(PaymentShare(payment_id=1, position=0, dossier_id=1, amount=21_000))
        transaction.record(clerk, "test.happened", subject=("test", 1), operation="")
    return store


def part(amount: int, tendered: int | None, change: int | None, position: int = 0) -> PaymentPart:
    return PaymentPart(
        payment_id=1,
        position=position,
        means=PaymentMeans.CASH,
        amount=amount,
        tendered=tendered,
        change=change,
    )


def run(store: Store, *statements: str) -> None:
    with store.write() as transaction:
        for statement in statements:
            transaction.connection.execute(statement)
        transaction.record(None, "test.happened", subject=("test", 1), operation="")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payment SET total = 1",
        "DELETE FROM payment",
        "REPLACE INTO payment SELECT * FROM payment",
        "UPDATE payment_means SET amount = 1",
        "DELETE FROM payment_share",
    ],
)
def test_money_taken_stays_taken(paid: Store, statement: str) -> None:
    with pytest.raises(dbapi2.IntegrityError, match="append-only"):
        run(paid, statement)


@pytest.mark.parametrize(
    ("amount", "tendered", "change"), [(0, None, None), (21_000, 20_000, -1_000), (21_000, 50_000, 30_000)]
)
def test_a_sum_that_does_not_add_up_is_refused(
    paid: Store, amount: int, tendered: int | None, change: int | None
) -> None:
    with pytest.raises(IntegrityError, match="CHECK"), paid.write() as transaction:
        transaction.session.add(part(amount, tendered, change, position=1))


VOID = (
    "INSERT INTO payment (kind, reverses, total, payer_name, payer_relation, reason, receipt_later, taken_by,"
    " approved_by, taken_at, operation) VALUES ('void', 1, {total}, '', 'self', 'sai', '', 3,"
    " {second}, 0, '{op}')"
)


def test_a_reversal_is_never_more_than_its_payment_and_has_a_second_person(paid: Store) -> None:
    with pytest.raises(dbapi2.IntegrityError, match="never more"):
        run(paid, VOID.format(total=-21_001, second=2, op="a"))
    with pytest.raises(dbapi2.IntegrityError, match="CHECK"):
        run(paid, VOID.format(total=-21_000, second=3, op="a"))
    with pytest.raises(dbapi2.IntegrityError, match="CHECK"):
        run(paid, VOID.format(total=-21_000, second="NULL", op="a"))
    run(paid, VOID.format(total=-21_000, second=2, op="a"))
    with pytest.raises(dbapi2.IntegrityError):
        run(paid, VOID.format(total=-1, second=2, op="b"))


LINES = f"{LINE} VALUES (1, 0, 'safe', NULL, NULL, '', 5), (1, 1, 'bank', NULL, NULL, '', {{other}})"
WHOLE = f"{ENTRY} VALUES (1, 0, '2026-11-23', 'deposit', 'op', '')"


def test_an_entry_of_the_ledger_balances_and_is_complete(store: Store) -> None:
    with pytest.raises(dbapi2.IntegrityError, match="sum to zero"):
        run(store, LINES.format(other=-4), WHOLE)
    with pytest.raises(dbapi2.IntegrityError, match="sum to zero"):
        run(store, WHOLE)
    with pytest.raises(dbapi2.IntegrityError, match="FOREIGN KEY"):
        run(store, LINES.format(other=-5))
    run(store, LINES.format(other=-5), WHOLE)
    for statement in (
        f"{LINE} VALUES (1, 2, 'safe', NULL, NULL, '', 5)",
        "UPDATE ledger_line SET amount = 6",
        "DELETE FROM ledger_line",
        "DELETE FROM ledger_entry",
    ):
        with pytest.raises(dbapi2.IntegrityError, match=r"complete once|append-only"):
            run(store, statement)


# -- another program: REPLACE without recursive triggers deletes behind the delete triggers -----

OPENED = (
    "INSERT INTO drawer VALUES (1, 3, 'Quầy 1', 5000, NULL, 0, 'd')",
    "INSERT INTO drawer_count VALUES (1, 'open', 5000, 1)",
)
CLOSED = (
    "INSERT INTO drawer_count VALUES (1, 'close', 5000, 1)",
    "INSERT INTO drawer_close VALUES (1, 5000, 5000, 0, 0, '', NULL, NULL, 3, 9, 'c')",
)
KEPT = (
    "INSERT INTO receipt VALUES (1, 1, 'F', 'S', '7', 7, 'used', '', '2026-11-23', 3, 0, 'r')",
    "INSERT INTO receipt_excuse VALUES (1, 'mất mạng', 2, 0, 'x')",
    "INSERT INTO bank_account VALUES (1, '970436', '1', 'UBND', '', 1, 0)",
    "INSERT INTO bank_line VALUES (1, 1, '2026-11-23', 5, 'm', 'r', 'f', 'digest', 2, 0, 'b')",
    "INSERT INTO deposit VALUES (1, '2026-11', 5, 'safe', 'n', '2026-11-23', 2, 0, 'k')",
)
BOOKED = (
    f"{LINE} VALUES (1, 0, 'safe', NULL, NULL, '', 5), (1, 1, 'bank', NULL, NULL, '', -5)",
    "INSERT INTO ledger_entry VALUES (1, 0, '2026-11-23', 'payment', 1, NULL, 3, 'op', '')",
)
REPLACED = [
    "payment SELECT id + 9, kind, reverses, 1000, payer_name, payer_relation, drawer_id, reason,"
    " receipt_later, taken_by, approved_by, taken_at, operation FROM payment",
    "payment_means SELECT payment_id, position, 'card', amount, NULL, NULL, 'x', NULL FROM payment_means",
    "payment_means VALUES (1, 5, 'card', 1000, NULL, NULL, 'x', NULL)",
    "payment_share SELECT payment_id, position, dossier_id, fee_kind, 1000 FROM payment_share",
    "payment_share VALUES (1, 5, 1, '', 1000)",
    "drawer_close VALUES (1, 4000, 4000, 0, 0, '', NULL, NULL, 3, 9, 'c')",
    "drawer_count VALUES (1, 'open', 5000, 9)",
    "drawer_count VALUES (1, 'close', 1000, 9)",
    "receipt SELECT id + 9, payment_id, form, serial, number, value, status, reason, issued_on, recorded_by,"
    " recorded_at, operation FROM receipt",
    "receipt_excuse VALUES (1, 'khác', 2, 0, 'x')",
    "bank_line SELECT id + 9, account_id, booked_on, 9, memo, reference, file_name, digest, imported_by,"
    " imported_at, operation FROM bank_line",
    "deposit SELECT id + 9, '2026-10', amount, taken_from, reference, deposited_on, recorded_by, recorded_at,"
    " operation FROM deposit",
]


@pytest.mark.parametrize("statement", REPLACED)
def test_no_row_of_money_is_replaced_by_another_program(paid: Store, statement: str) -> None:
    run(paid, *OPENED, *CLOSED, *KEPT, *BOOKED)
    stranger = dbapi2.connect(str(paid.path), isolation_level=None)
    try:
        assert stranger.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        with pytest.raises(dbapi2.IntegrityError, match="append-only"):
            stranger.execute(f"REPLACE INTO {statement}")
    finally:
        stranger.close()
