"""Prints of the till's papers are counted, whoever prints and however often a key is pressed."""

from dataclasses import replace

import pytest

from counter.errors import Forbidden, NotFound, Refused
from counter.i18n import t
from counter.models.money import PaymentView
from counter.models.staff import Role, StaffView
from counter.models.states import MoneyPaper
from counter.services.money import money_prints, payments
from counter.services.office import Office
from counter.services.store import audit
from tests.services import journeys


@pytest.fixture
def paid(office: Office) -> PaymentView:
    """21.000đ in cash."""
    view = journeys.received(journeys.with_drawer(office), journeys.certified_copy(office))
    return payments.take(office, journeys.cash(view, 30_000))


def test_the_first_print_is_the_slip_and_every_later_one_a_copy(office: Office, paid: PaymentView) -> None:
    assert money_prints.count(office, MoneyPaper.PAYMENT_SLIP, paid.id) == 0
    made = [
        money_prints.record(office, MoneyPaper.PAYMENT_SLIP, paid.id, operation=f"p{n}", copies=copies)
        for n, copies in enumerate((1, 2, 1))
    ]
    assert made == [1, 2, 4]
    assert money_prints.count(office, MoneyPaper.PAYMENT_SLIP, paid.id) == 4
    assert payments.get(office, paid.id).prints == 4


def test_a_second_press_counts_once(office: Office, paid: PaymentView) -> None:
    for _ in range(2):
        assert money_prints.record(office, MoneyPaper.PAYMENT_SLIP, paid.id, operation="p") == 1
    assert money_prints.count(office, MoneyPaper.PAYMENT_SLIP, paid.id) == 1


def test_each_paper_is_counted_for_itself(office: Office, paid: PaymentView) -> None:
    assert paid.drawer_id is not None
    assert money_prints.record(office, MoneyPaper.DRAWER_SHEET, paid.drawer_id, operation="a") == 1
    assert money_prints.record(office, MoneyPaper.PAYMENT_SLIP, paid.id, operation="b") == 1


def test_who_printed_what_is_in_the_audit_trail(office: Office, paid: PaymentView) -> None:
    money_prints.record(office, MoneyPaper.PAYMENT_SLIP, paid.id, operation="p", target="Máy\x1b[2J in\n1")
    with office.store.query() as connection:
        (event,) = audit.timeline(connection, ("payment", paid.id))
        rows = connection.execute("SELECT kind, copies, target FROM money_print").fetchall()
    assert (event.who, event.event) == ("Nguyễn Thị Tiếp", "money_paper.event.payment_slip")
    assert t(event.event, **event.detail) == "In phiếu tiền lần 1"
    assert [tuple(row) for row in rows] == [("payment_slip", 1, "Máy␛[2J in 1")]


@pytest.mark.parametrize("kind", list(MoneyPaper))
def test_nothing_is_counted_for_what_is_not_there(office: Office, kind: MoneyPaper) -> None:
    with pytest.raises(NotFound):
        money_prints.record(office, kind, 999, operation="p")
    assert money_prints.count(office, kind, 999) == 0


@pytest.mark.parametrize("copies", [0, -1, 100])
def test_a_number_of_copies_that_cannot_be_meant_is_refused(
    office: Office, paid: PaymentView, copies: int
) -> None:
    with pytest.raises(Refused):
        money_prints.record(office, MoneyPaper.PAYMENT_SLIP, paid.id, operation="p", copies=copies)


def test_a_supervisor_may_print_and_a_volunteer_may_not(
    office: Office, people: dict[Role, StaffView], paid: PaymentView
) -> None:
    leader = replace(office, actor=people[Role.SUPERVISOR])
    assert money_prints.record(leader, MoneyPaper.PAYMENT_SLIP, paid.id, operation="p") == 1
    with pytest.raises(Forbidden):
        money_prints.record(
            replace(office, actor=people[Role.VOLUNTEER]), MoneyPaper.PAYMENT_SLIP, paid.id, operation="q"
        )
