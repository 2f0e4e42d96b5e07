"""Symbols and numbers of official receipts."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.errors import Problem
from counter.rules.receipts import LETTERS, ReceiptForm, check_receipt, following, read_form, writings

WHOLE = json.loads((Path(__file__).parents[1] / "vectors" / "receipts.json").read_text(encoding="utf-8"))
REASONS = {
    "hyphen missing": "receipt.form_hyphen",
    "eleven characters": "receipt.form_length",
    "type is 01 or 02": "receipt.e_form_kind",
    "five characters": "receipt.e_form_length",
    "letters come first": "receipt.e_form_letters_first",
}
FORMS = [v for v in WHOLE["vectors"] if v["op"] in {"parse_form_symbol", "parse_e_form_symbol"}]


@pytest.mark.parametrize("case", FORMS, ids=lambda case: case["id"])
def test_form_symbols_of_the_vectors(case: dict[str, object]) -> None:
    expected = case["expected"]
    assert isinstance(expected, dict)
    read = read_form(str(case["input"]))
    if expected.get("valid") is False:
        assert isinstance(read, Problem)
        assert read.message_id == REASONS[expected["reason"]]
    else:
        assert isinstance(read, ReceiptForm)
        assert (read.kind, read.name, read.copies, read.template) == (
            expected["type"],
            expected["name"],
            expected["copies"],
            expected["template"],
        )
        assert read.electronic is (expected["copies"] == 0)


def test_the_letters_are_the_twenty_of_the_circular() -> None:
    assert list(LETTERS) == WHOLE["meta"]["allowed_letters"]


@pytest.mark.parametrize(
    ("form", "serial", "number", "wrong"),
    [
        ("EBL01", "26E", "1873", set()),
        ("ebl02", "26e", "00001873", set()),
        ("01BLP2-001", "01AA-26P", "0001873", set()),
        ("01BLP0-001", "AA-26E", "1", set()),
        ("CTT50", "01AB-26P", "12", set()),
        ("EBL01", "01AA-26P", "1", {"receipt_serial"}),  # a book's serial on an electronic form
        ("01BLP2-001", "26E", "1", {"receipt_serial"}),
        ("01BLP2-001", "01AI-26P", "1", {"receipt_serial"}),  # I is not among the letters
        ("01BLP2-001", "01AA-26X", "1", {"receipt_serial"}),
        ("EBL03", "26", "", {"receipt_form", "receipt_serial", "receipt_number"}),
        ("EBL01", "26E", "0", {"receipt_number"}),
        ("EBL01", "26E", "123456789", {"receipt_number"}),
        ("EBL01", "26E", "12a", {"receipt_number"}),
        ("EBL01", "26E", "١٢", {"receipt_number"}),  # digits of another script
        ("", "", "", {"receipt_form", "receipt_serial", "receipt_number"}),
    ],
)
def test_all_faults_are_told_at_once(form: str, serial: str, number: str, wrong: set[str]) -> None:
    assert {p.field for p in check_receipt(form, serial, number)} == wrong


def test_what_the_ward_has_set_is_taken_as_it_is() -> None:
    assert check_receipt("BL-HUE", "BI-23T", "7")
    assert not check_receipt("bl-hue", "BI-23T", "7", ward_form="BL-HUE", ward_serial="BI-23T")


@settings(max_examples=60)
@given(st.integers(1, 99_999_999), st.integers(1, 8))
def test_a_number_is_the_same_number_with_any_zeros(value: int, width: int) -> None:
    written = str(value).zfill(width)
    assert written in writings(written)
    assert {int(w) for w in writings(written)} == {value}


@pytest.mark.parametrize(("last", "after"), [("0001873", "0001874"), ("9", "10"), ("99999999", "")])
def test_the_next_number_keeps_its_width(last: str, after: str) -> None:
    assert following(last) == after
