"""The month's report says what payments, receipts, drawers, statements and deposits say one by one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from counter.errors import Forbidden, Refused
from counter.models.money_report import MonthReport
from counter.models.staff import Role, StaffView
from counter.services.bank import bank_rows, deposits
from counter.services.office import Office
from counter.services.practice.practice import Plan, fill_file
from counter.services.reports import money_report
from counter.services.store.connection import connect
from counter.services.store.store import Store
from tests.services.made_up import UNTIL, copy_of, office_at

SUPERVISOR = StaffView(5, "Bình (tập)", Role.SUPERVISOR)
OCTOBER, NOVEMBER = "2026-10", "2026-11"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("month") / "practice.db"
    fill_file(path, Plan(residents=200, dossiers=1800, seed=5, until=UNTIL, days=55))
    return path


@pytest.fixture(scope="module")
def office(file: Path) -> Iterator[Office]:
    with Store.open(file, practice=True) as store:
        yield replace(office_at(store), actor=SUPERVISOR)


@pytest.fixture(scope="module")
def october(office: Office) -> MonthReport:
    return money_report.month(office, OCTOBER)


def rows(office: Office, statement: str) -> list[tuple[object, ...]]:
    with office.store.query() as connection:
        return [tuple(row) for row in connection.execute(statement)]


IN_OCTOBER = "date(taken_at / 1000000 + 25200, 'unixepoch') LIKE '2026-10-%'"


def test_kinds_means_and_procedures_come_to_the_same(october: MonthReport) -> None:
    whole = october.collected + october.postage
    assert whole > 0
    for sums in (october.by_kind, october.by_means, october.by_procedure):
        assert sum(one.amount for one in sums) == whole
    assert sum(one.count for one in october.by_means) >= october.payments > 0


def test_the_sum_is_that_of_the_ledger_and_of_the_treasury_s_list(
    office: Office, october: MonthReport
) -> None:
    (told,) = [one for one in deposits.standing(office) if one.month == OCTOBER]
    assert october.standing == told
    assert october.collected == told.collected
    ((booked,),) = rows(
        office,
        "SELECT -sum(amount) FROM ledger_line JOIN ledger_entry e ON e.id = entry_id"
        " WHERE account = 'fees' AND day LIKE '2026-10-%'",
    )
    assert booked == october.collected + october.postage


def test_what_is_left_of_this_month_is_due_by_the_5th_of_the_next(office: Office) -> None:
    november = money_report.month(office, NOVEMBER)
    assert november.standing.left == november.collected > 0
    assert november.standing.due_on.isoformat() == "2026-12-05"
    assert not november.standing.late


def test_every_receipt_of_the_month_is_in_one_book_of_the_report(
    office: Office, october: MonthReport
) -> None:
    ((used, aside),) = rows(
        office,
        "SELECT sum(status = 'used'), sum(status <> 'used') FROM receipt WHERE issued_on LIKE '2026-10-%'",
    )
    assert sum(book.used for book in october.books) == used
    assert sum(book.set_aside for book in october.books) == aside
    voided = rows(
        office,
        "SELECT r.number FROM receipt r JOIN payment v ON v.reverses = r.payment_id AND v.kind = 'void'"
        " WHERE r.issued_on LIKE '2026-10-%' ORDER BY r.value",
    )
    assert [number for book in october.books for number in book.voided] == [row[0] for row in voided]
    assert not any(book.gaps for book in october.books)
    assert all(int(book.first) <= int(book.last) for book in october.books)


def test_a_number_that_is_missing_is_named_with_its_book(file: Path, tmp_path: Path) -> None:
    path = copy_of(file, tmp_path)
    raw = connect(path, None)
    raw.execute("DROP TRIGGER receipt_no_delete")
    raw.execute(
        "DELETE FROM receipt WHERE issued_on LIKE '2026-10-%' AND value IN (SELECT value + 1 FROM receipt"
        " WHERE issued_on LIKE '2026-10-%' ORDER BY value LIMIT 2)"
    )
    raw.close()
    with Store.open(path, practice=True) as store:
        report = money_report.month(replace(office_at(store), actor=SUPERVISOR), OCTOBER)
    (book,) = [book for book in report.books if book.gaps]
    first = int(book.first)
    assert book.gaps == (f"{first + 1:07}–{first + 2:07}",)


def test_what_was_given_back_is_told_with_who_approved_it(office: Office, october: MonthReport) -> None:
    back = rows(
        office,
        "SELECT kind, count(*), -sum(total) FROM payment WHERE kind <> 'payment'"  # noqa: S608  made here
        f" AND {IN_OCTOBER} GROUP BY 1",
    )
    told = {(one.key, one.count, one.amount) for one in (october.voids, october.refunds) if one.count}
    assert told == set(back)
    assert october.given_back
    assert all(row.approved_by and row.reason and row.dossiers for row in october.given_back)


def test_exemptions_are_told_by_ground_with_what_was_waived(office: Office, october: MonthReport) -> None:
    ((waived,),) = rows(
        office,
        "SELECT sum(fee_waived) FROM dossier WHERE day LIKE '2026-10-%' AND (exempt_group = ''"
        " OR id IN (SELECT dossier_id FROM exemption))",
    )
    assert october.waived == sum(one.amount for one in october.exemptions) == waived
    grounds = Counter(
        str(row[0])
        for row in rows(
            office,
            "SELECT ground FROM exemption WHERE date(accepted_at / 1000000 + 25200, 'unixepoch')"
            " LIKE '2026-10-%'",
        )
    )
    told = {one.key: one.count for one in october.exemptions}
    assert all(told[ground] >= count for ground, count in grounds.items())


def test_drawers_and_their_differences_are_told(office: Office, october: MonthReport) -> None:
    closed = rows(
        office,
        "SELECT difference FROM drawer_close"
        " WHERE date(closed_at / 1000000 + 25200, 'unixepoch') LIKE '2026-10-%'",
    )
    assert october.drawers == len(closed) > 0
    assert sorted(row.difference for row in october.differences) == sorted(
        int(str(row[0])) for row in closed if row[0]
    )
    assert october.difference == sum(int(str(row[0])) for row in closed)


def test_payments_without_a_receipt_say_why(office: Office, october: MonthReport) -> None:
    missing = rows(
        office,
        f"SELECT id FROM payment WHERE kind = 'payment' AND {IN_OCTOBER} AND id NOT IN"  # noqa: S608  made here
        " (SELECT payment_id FROM receipt WHERE payment_id > 0)"
        " AND id NOT IN (SELECT reverses FROM payment WHERE kind = 'void') ORDER BY id",
    )
    assert [(row.payment_id,) for row in october.without_receipt] == missing
    assert all(row.reason for row in october.without_receipt)


def test_transfers_that_no_statement_has_shown_are_those_that_wait_for_one(office: Office) -> None:
    reports = [money_report.month(office, month) for month in ("2026-09", OCTOBER, NOVEMBER)]
    with office.store.read() as session:
        unseen = [payment.id for payment, _ in bank_rows.unseen_transfers(session)]
    told = [row.payment_id for report in reports for row in report.unmatched]
    assert told == unseen and unseen
    assert all(row.reference for report in reports for row in report.unmatched)
    assert reports[2].unmatched_amount == sum(row.amount for row in reports[2].unmatched)


def test_a_month_without_anything_is_empty(office: Office) -> None:
    empty = money_report.month(office, "2030-02")
    assert (empty.payments, empty.collected, empty.books, empty.standing.left) == (0, 0, (), 0)


@pytest.mark.parametrize("month", ["", "2026-13", "11/2026", "2026-1", "tháng này", "9" * 90])
def test_what_is_no_month_is_said(office: Office, month: str) -> None:
    with pytest.raises(Refused) as told:
        money_report.month(office, month)
    assert told.value.message_id == "money_report.month"


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.CLERK])
def test_the_whole_till_is_the_leaders_to_see(office: Office, role: Role) -> None:
    with pytest.raises(Forbidden):
        money_report.month(replace(office, actor=StaffView(1, "Hoa (tập)", role)), OCTOBER)
