"""Days, sums and codes of lists of before: one reading or none, whatever stands there."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.rules.import_dossier_words import read_amount
from counter.rules.old_codes import key_of
from counter.rules.old_dates import OldMoment, read_moment

THIRD = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("03/11/2026", OldMoment(THIRD)),
        ("3-11-2026", OldMoment(THIRD)),
        ("3.11.26", OldMoment(THIRD, mended=True)),
        ("2026-11-03", OldMoment(THIRD)),
        ("2026-11-03 08:15", OldMoment(THIRD, time(8, 15))),
        ("2026-11-03T08:15:30", OldMoment(THIRD, time(8, 15))),
        ("03/11/2026 8h15", OldMoment(THIRD, time(8, 15))),
        ("8 giờ 15 ngày 03/11/2026", OldMoment(THIRD, time(8, 15))),
        ("08:15, 03/11/2026", OldMoment(THIRD, time(8, 15))),
        ("14h 03/11/2026", OldMoment(THIRD, time(14))),
        ("46329", OldMoment(THIRD, mended=True)),
        ("31/02/2026", None),
        ("11/03/2026 25:00", None),
        ("03/11/2026 hay 04/11/2026", None),
        ("tháng 11/2026", None),
        ("03/11", None),
        ("hôm qua", None),
        ("", None),
    ],
)
def test_a_day_has_one_reading_or_none(text: str, read: OldMoment | None) -> None:
    assert read_moment(text) == read


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("8.000đ", 8000), ("8,000", 8000), ("8000.0", 8000), ("1.250.000 đồng", 1_250_000), ("0", 0),
        ("15000 VNĐ", 15000), ("8", None), ("8.5", None), ("8.00", None), ("-8000", None),
        ("tám nghìn", None), ("9999999999999", None),
    ],
)  # fmt: skip
def test_a_sum_is_read_when_it_is_plainly_one(text: str, amount: int | None) -> None:
    assert read_amount(text) == amount


@given(st.text(max_size=40) | st.from_regex(r"[0-9:/.\- hT]{1,24}", fullmatch=True))
@settings(max_examples=150)
def test_nothing_a_cell_holds_raises(text: str) -> None:
    read_moment(text)
    read_amount(text)
    assert key_of(text) == key_of(f" {text}-")


@given(st.dates(date(2006, 1, 1), date(2046, 12, 31)), st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"]))
@settings(max_examples=60)
def test_a_day_that_is_written_is_the_day_that_is_read(day: date, way: str) -> None:
    assert read_moment(day.strftime(way)) == OldMoment(day)
    serial = str((day - date(1899, 12, 30)).days)
    assert read_moment(serial) == OldMoment(day, mended=True)
