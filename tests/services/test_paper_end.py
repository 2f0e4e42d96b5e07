"""Paper receipts end with the day the money was taken, whatever day is typed."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from counter.errors import Refused
from counter.models.money import OfficialReceipt, PaymentDraft
from counter.services.money import payments
from counter.services.office import Office
from counter.services.till import receipts
from tests.conftest import Clock
from tests.services.journeys import cash, certified_copy, received, with_drawer

LAST = datetime(2026, 12, 31, 3, 0, tzinfo=UTC)


def paper(day: date) -> OfficialReceipt:
    return OfficialReceipt(form="01BLP2-001", serial="AA-26P", number="0000007", issued_on=day)


def later(office: Office) -> PaymentDraft:
    draft = cash(received(with_drawer(office), certified_copy(office)), 30_000, "")
    return replace(draft, receipt_later="máy in hỏng")


def test_money_of_2027_has_no_paper_receipt_of_2026(office: Office, clock: Clock) -> None:
    clock.at = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)
    taken = payments.take(office, later(office))
    with pytest.raises(Refused) as told:
        receipts.record_receipt(office, taken.id, paper(date(2026, 12, 31)), operation="r")
    assert "receipt.before_money" in {problem.message_id for problem in told.value.problems}


def test_nor_is_it_taken_with_one(office: Office, clock: Clock) -> None:
    clock.at = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)
    draft = replace(later(office), receipt_later="", receipt=paper(date(2026, 12, 31)))
    with pytest.raises(Refused) as told:
        payments.take(office, draft)
    assert "receipt.before_money" in {problem.message_id for problem in told.value.problems}


def test_the_paper_receipt_of_the_last_day_is_recorded_late(office: Office, clock: Clock) -> None:
    clock.at = LAST
    taken = payments.take(office, later(office))
    clock.at = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)
    view = receipts.record_receipt(office, taken.id, paper(date(2026, 12, 31)), operation="r")
    assert view.receipt == paper(date(2026, 12, 31))
