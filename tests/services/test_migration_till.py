"""A store of the first revision grows into one with a till; nothing that was taken is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from counter.i18n import local
from counter.models.instant import to_micros
from counter.models.ledger import Account
from counter.models.money import PaymentKind, PaymentMeans
from counter.models.staff import Role, StaffView
from counter.rules import dossier_code
from counter.services.dossier import dossiers
from counter.services.migrations.run import migrate
from counter.services.money import ledger, payments
from counter.services.office import Office
from counter.services.store.connection import Connection, SqlValue, connect, make_writer
from counter.services.store.store import Store
from counter.services.verify.verify import checks
from counter.settings import WardSettings
from counter.text import fold

TAKEN = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)  # half past midnight of the 21st in Huế
CLERK = StaffView(1, "Nguyễn Thị Tiếp", Role.CLERK)
LATER = "Hết biên lai"
BOOK = ("01BLP2-001", "TP-26P")

INSERT = "INSERT INTO dossier ({names}) VALUES ({places})"

Entry = tuple[int, str, int, int | None, str, str, str, str, str, str, int]
# dossier, means, amount, tendered, reference, receipt number, receipt later, group, ground, proof, waived
CASH = (1, "cash", 21_000, 50_000, "", "0000007", "", "", "", "", 0)
TRANSFER = (2, "transfer", 16_000, None, "FT2611200001", "", LATER, "", "", "", 0)
FREED = (3, "exempt", 0, None, "", "", "", "ho_ngheo", "Điều 11 Luật Hộ tịch", "Giấy số 12", 21_000)
HALF_FREED = (4, "exempt", 0, None, "", "", "", "ho_ngheo", "Điều 11 Luật Hộ tịch", "Giấy số 13", 8_000)
THE_REST = (4, "cash", 8_000, 10_000, "", "0000008", "", "", "", "", 0)
WITHOUT_RECEIPT = (5, "cash", 8_000, 8_000, "", "", LATER, "", "", "", 0)
NOTHING = (8, "cash", 0, 0, "", "0000009", "", "", "", "", 0)
ENTRIES = (CASH, TRANSFER, FREED, HALF_FREED, THE_REST, WITHOUT_RECEIPT, NOTHING)

# fee_total, money, exempt_group
DOSSIERS = (
    (21_000, "paid", ""),
    (16_000, "paid", ""),
    (0, "exempt", "ho_ngheo"),
    (8_000, "paid", "ho_ngheo"),
    (8_000, "paid", ""),
    (21_000, "due", ""),
    (21_000, "later", ""),
    (0, "none", ""),
)


@contextmanager
def first_revision(path: Path) -> Iterator[Connection]:
    """A connection to a new store of revision 1."""
    path.touch()
    connection = make_writer(connect(path, None))
    try:
        migrate(connection, path, practice=False, target=1)
        connection.execute("BEGIN")
        yield connection
        connection.commit()
    finally:
        connection.close()


def add_people(connection: Connection) -> None:
    for ident, (name, role) in enumerate([(CLERK.name, "clerk"), ("Lê Lãnh Đạo", "supervisor")], start=1):
        connection.execute(
            "INSERT INTO staff VALUES (?, ?, ?, ?, '$argon2id$none', 1, 0, NULL, 0, 1)",
            (ident, name, fold(name), role),
        )
    connection.execute("INSERT INTO procedure VALUES ('1.1', 'Khai sinh', '', '', 0)")


def told(connection: Connection, dossier: int, event: str, operation: str) -> None:
    connection.execute(
        "INSERT INTO audit_event (at, staff_id, role, device, event, subject_kind, subject_id, operation,"
        " detail) VALUES (?, 1, 'clerk', 'quay-1', ?, 'dossier', ?, ?, '{}')",
        (to_micros(TAKEN), event, str(dossier), operation),
    )
    connection.execute(
        "INSERT OR IGNORE INTO operation VALUES (?, ?, 1, ?, '{}')", (operation, event, to_micros(TAKEN))
    )


def add_dossier(connection: Connection, ident: int, total: int, money: str, group: str) -> None:
    day = date(2026, 11, 20)
    code = str(dossier_code.build("", day, ident))
    values: dict[str, SqlValue] = {
        "id": ident, "code": code, "code_reversed": code[::-1], "short_code": dossier_code.short_code(ident),
        "provisional": 1, "day": day.isoformat(), "sequence": ident, "state": 4, "money": money,
        "papers_held": "none", "sync": "none", "procedure_code": "1.1", "procedure_name": "Khai sinh",
        "applicant": '{"full_name":"Út"}', "applicant_name": "Út", "folded": "ut", "identity": "same_person",
        "behalf_of": "", "behalf_paper": "", "channel": "direct", "result_way": "counter",
        "contact_phone": "", "contact_phone_reversed": "", "contact_whose": "",
        "received_at": to_micros(TAKEN),
        "received_by": 1, "due_reason": "", "due_warnings": "[]", "returned_to": "", "fee_total": total,
        "fee_waived": 0, "fee_unknown": "[]", "fee_sources": "[]", "fee_inputs": "{}", "exempt_group": group,
        "operation": f"intake-{ident}", "note": "", "version": 2,
    }  # fmt: skip
    connection.execute(
        INSERT.format(names=", ".join(values), places=", ".join("?" * len(values))), [*values.values()]
    )
    connection.execute(
        "INSERT INTO fee_line VALUES (?, 0, 'phi', 'Phí', 1, ?, ?, 0, '')", (ident, total, total)
    )
    told(connection, ident, "dossier.event.accepted", f"intake-{ident}")


def add_entry(connection: Connection, number: int, entry: Entry) -> None:
    dossier, means, amount, tendered, reference, receipt, later, group, ground, proof, waived = entry
    change = tendered - amount if tendered is not None else None
    operation = f"pay-{dossier}"
    connection.execute(
        "INSERT INTO payment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)",
        (
            number, dossier, means, amount, tendered, change, reference, *(BOOK if receipt else ("", "")),
            receipt, later, group, ground, proof, waived, to_micros(TAKEN), operation,
        ),
    )  # fmt: skip
    told(connection, dossier, f"payment.event.{means}", operation)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of revision 1 with payments of each kind, opened by this program."""
    path = tmp_path_factory.mktemp("grown") / "counter.db"
    with first_revision(path) as connection:
        add_people(connection)
        for ident, dossier in enumerate(DOSSIERS, start=1):
            add_dossier(connection, ident, *dossier)
        connection.execute("INSERT INTO day_counter VALUES ('dossier:H57.??', '2026-11-20', 8)")
        for number, entry in enumerate(ENTRIES, start=1):
            add_entry(connection, number, entry)
        recorded = to_micros(TAKEN + timedelta(hours=9))
        connection.execute(
            "INSERT INTO late_receipt VALUES (2, ?, ?, '0000011', 2, ?, 'late')", (*BOOK, recorded)
        )
        told(connection, 2, "payment.event.receipt", "late")
    with Store.open(path) as store:
        yield store


@pytest.fixture
def office(grown: Store) -> Office:
    return Office(store=grown, actor=CLERK, ward=WardSettings(), now=lambda: TAKEN + timedelta(days=9))


def rows(store: Store, statement: str) -> list[tuple[object, ...]]:
    with store.query() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def test_a_grown_store_verifies(grown: Store) -> None:
    assert [check for check in checks(grown) if check.failed] == []


def test_every_payment_is_kept_with_its_sums(office: Office) -> None:
    for number, (dossier, means, amount, tendered, reference, *_) in enumerate(ENTRIES, start=1):
        if not amount:
            continue
        view = payments.get(office, number)
        (part,), (share,) = view.means, view.shares
        assert (view.kind, view.total, view.taken_by, view.taken_at) == (
            PaymentKind.PAYMENT, amount, CLERK.name, TAKEN,
        )  # fmt: skip
        assert (part.means, part.amount, part.tendered, part.reference) == (
            PaymentMeans(means), amount, tendered, reference,
        )  # fmt: skip
        assert (share.dossier_id, share.amount) == (dossier, amount)


def test_the_payments_together_come_to_what_was_taken(grown: Store) -> None:
    assert rows(grown, "SELECT count(*), sum(total) FROM payment") == [(4, 53_000)]
    (events,) = rows(grown, "SELECT count(*) FROM audit_event WHERE event LIKE 'payment.event.%'")
    assert events == (len(ENTRIES) + 1,)


def test_every_exemption_is_kept_with_ground_and_proof(office: Office) -> None:
    for entry in (FREED, HALF_FREED):
        (kept,) = dossiers.get(office, str(entry[0])).exemptions
        assert (kept.group, kept.ground, kept.proof, kept.waived) == entry[7:]
        assert (kept.accepted_by, kept.accepted_at) == (CLERK.name, TAKEN)


def test_every_receipt_number_is_kept_and_stays_used_up(office: Office) -> None:
    said = "SELECT payment_id, form, serial, number, status, issued_on FROM receipt ORDER BY id"
    found = rows(office.store, said)
    assert found == [
        (1, *BOOK, "0000007", "used", "2026-11-21"),
        (5, *BOOK, "0000008", "used", "2026-11-21"),
        (None, *BOOK, "0000009", "skipped", "2026-11-21"),  # for a sum of 0đ
        (2, *BOOK, "0000011", "used", "2026-11-21"),
    ]
    receipt = payments.get(office, 2).receipt
    assert receipt is not None and receipt.number == "0000011"
    assert payments.get(office, 2).receipt_later == LATER
    assert payments.get(office, 6).receipt is None and payments.get(office, 6).receipt_later == LATER


def test_cash_from_before_there_were_drawers_lies_in_the_safe(grown: Store) -> None:
    with grown.query() as connection:
        held = {account: ledger.balance(connection, account) for account in Account}
    assert {account: amount for account, amount in held.items() if amount} == {
        Account.SAFE: 37_000,
        Account.TRANSFER: 16_000,
        Account.FEES: -53_000,
    }
    assert rows(grown, "SELECT DISTINCT day FROM ledger_entry") == [(local(TAKEN).date().isoformat(),)]


def test_the_money_lines_stand_as_before(grown: Store) -> None:
    assert rows(grown, "SELECT fee_total, money, exempt_group FROM dossier ORDER BY id") == list(DOSSIERS)
