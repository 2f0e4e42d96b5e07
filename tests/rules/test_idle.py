"""When a counter nobody touches covers itself, and when it tells."""

import pytest

from counter.rules.idle import must_warn, seconds_left


@pytest.mark.parametrize(
    ("quiet", "minutes", "left", "told"),
    [
        (0, 5, 300, False),
        (239.0, 5, 61, False),
        (240.0, 5, 60, True),
        (299.2, 5, 1, True),
        (300.0, 5, 0, True),
        (20 * 3600.0, 5, 0, True),  # the laptop slept
        (29.0, 1, 31, False),
        (30.0, 1, 30, True),
        (7140.0, 120, 60, True),
    ],
)
def test_the_last_minute_is_told(quiet: float, minutes: int, left: int, told: bool) -> None:
    assert seconds_left(quiet, minutes) == left
    assert must_warn(quiet, minutes) is told
