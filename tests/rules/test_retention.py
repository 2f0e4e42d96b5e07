"""Periods in months, what is left of an event, and which kept papers name whom: tables and properties."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.rules.erasing import GONE, birth_in, emptied, given_names_in, names_in
from counter.rules.kept_names import of_many, of_one, safe
from counter.rules.retention import ended_before, kept_until

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
MONTHS = st.integers(1, 300)
WORDS = st.text("abcđêơ 0123456789", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 11, 24), 24, date(2026, 11, 24)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2006, 3, 1), 240, date(2026, 3, 1)),
    ],
)
def test_a_period_ends_on_the_same_day_of_a_later_month(day: date, months: int, last: date) -> None:
    assert kept_until(day, months) == last


@given(DAYS, MONTHS, DAYS)
def test_nothing_goes_a_day_too_early_and_at_most_three_late(day: date, months: int, today: date) -> None:
    if day < ended_before(today, months):
        assert kept_until(day, months) < today
    elif kept_until(day, months) < today:
        assert (today - kept_until(day, months)).days <= 4


@given(st.dictionaries(st.sampled_from(["name", "reason", "whom", "phone", "code", "fee", "where"]), WORDS))
def test_what_is_left_of_an_event_says_nobody_and_twice_is_once(detail: dict[str, str]) -> None:
    left = emptied("dossier.event.returned", detail)
    assert left.keys() == detail.keys()
    assert all(left[key] in ("", GONE) for key in left.keys() - {"code", "fee"})
    assert emptied("dossier.event.returned", left) == left


def test_money_stays_as_the_ledger_says_it_but_for_the_payer() -> None:
    told: dict[str, str | int] = {"amount": 5000, "reason": "Gõ nhầm", "name": "Mơ", "payment": 3}
    assert emptied("payment.event.void", told) == told | {"name": GONE}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("theo đơn của Nguyễn Thị Mơ", True),
        ("theo don cua nguyen thi mo", True),
        ("số 046 195 001 234", True),
        ("theo đơn ngày 26/11", False),
    ],
)
def test_a_reason_that_names_somebody_is_seen(said: str, found: bool) -> None:
    assert names_in(said, frozenset({"nguyen thi mo", "046195001234"})) is found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("bà Mơ xin xoá", True),
        ("ba mo xin xoa", True),
        ("theo đơn, MƠ", True),
        ("theo mô hình mới, mở lại", False),
        ("theo đơn của mọi người", False),
    ],
)
def test_a_given_name_is_seen_as_a_word(said: str, found: bool) -> None:
    assert given_names_in(said, ["Nguyễn Thị Mơ"]) is found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("sinh 05/03/1995", True),
        ("sinh 5-3-1995", True),
        ("sinh ngày 5 tháng 3 năm 1995", True),
        ("sinh 5.3.95", True),
        ("1995-03-05", True),
        ("sn 05031995", True),
        ("theo đơn ngày 05/03/2026", False),
        ("đơn số 1995", False),
    ],
)
def test_a_day_of_birth_is_seen_as_people_write_it(said: str, found: bool) -> None:
    assert birth_in(said, [date(1995, 3, 5)]) is found


@pytest.mark.parametrize(
    ("name", "one", "many"),
    [
        ("H57._-261120-0254-mau-01.pdf", True, False),
        ("H57._-261120-0254-mau-01-sao-2.pdf.khoa", True, False),
        ("H57._-261120-02541-mau-01.pdf", False, False),
        ("H22-24FX-phieu-luot.pdf", False, False),
        ("PT-12-phieu-thu.pdf", False, False),
        ("QR-3-vietqr.png", False, False),
        ("TB-261120-0900-thu-bao.pdf", False, True),
        ("DS-261120-0900-TO 5-danh-sach-to.pdf", False, True),
        ("20261101-20261130-so-huong-dan.csv", False, True),
        ("2026-11-01-2026-11-30-so-theo-doi.xlsx", False, True),
        ("NHAP-0123456789AB-mau-02.pdf", False, True),
        ("20261101-20261130-so-lieu.pdf", False, False),
        ("7-ban-giao-ngan-tien.pdf", False, False),
    ],
)
def test_a_kept_paper_is_known_by_its_name(name: str, one: bool, many: bool) -> None:
    assert of_one(name, frozenset({safe("H57.??-261120-0254")})) is one
    assert of_many(name) is many
