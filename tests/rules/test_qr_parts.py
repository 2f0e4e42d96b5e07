"""A text cut into parts for a small QR code: nothing is lost, and no cutting is shorter."""

from hypothesis import given, settings
from hypothesis import strategies as st

from counter.papers.qr import matrix
from counter.rules.qr_parts import parts
from counter.rules.vietqr import TransferCode, build

PAYLOAD = build(TransferCode(bin="970436", number="113366668888", amount=21_000, memo="HS 22224R Q17"))


@given(st.text(alphabet="0123456789ABZ $/:ăx", max_size=80))
@settings(max_examples=60)
def test_the_parts_are_the_text(text: str) -> None:
    assert "".join(parts(text)) == text


@given(st.from_regex(r"\A([0-9]{0,30}[A-Z]{0,10}){1,4}\Z"))
@settings(max_examples=60)
def test_the_parts_cost_no_more_than_one(text: str) -> None:
    cost = sum(13 + 5.5 * len(p) if not p.isdecimal() else 14 + 10 / 3 * len(p) for p in parts(text))
    assert cost <= 13 + 5.5 * len(text) + 1


def test_long_runs_of_digits_stand_alone() -> None:
    assert parts("00020101021238560010A0000007270126000697043") == (
        "00020101021238560010", "A", "0000007270126000697043",
    )  # fmt: skip
    assert parts("AB12CD") == ("AB12CD",)
    assert parts("") == ()


def test_a_vietqr_fits_into_two_thirds_of_a_small_window() -> None:
    """Version 4 at level L: 33 modules and the border are 19 rows of half blocks."""
    assert len(matrix(PAYLOAD, level="L")) == 33
    assert len(matrix(PAYLOAD, level="M")) == 37
