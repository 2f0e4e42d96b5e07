"""Symbols and numbers of official receipts."""

import json
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter import i18n
from counter.errors import Problem
from counter.rules.receipts import (
    LETTERS,
    OLD_DAYS,
    ReceiptForm,
    ReceiptRules,
    check_receipt,
    following,
    is_electronic,
    old_day,
    read_form,
    value_of,
    writings,
)

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
    assert not check_receipt(
        "EBL01", "01AA-26P", "7", ward_form="EBL01"
    )  # its form, with any serial there is
    assert check_receipt("EBL01", "01AA-26P", "7", ward_form="EBL02")


# -- days -------------------------------------------------------------------------------------

RULES = ReceiptRules(date(2026, 12, 31), "Nghị định 254/2026/NĐ-CP Điều 44 khoản 2")
LAST, FIRST = date(2026, 12, 31), date(2027, 1, 1)


@pytest.mark.parametrize(
    ("form", "serial", "day", "wrong"),
    [
        ("01BLP2-001", "01AA-26P", LAST, set()),
        ("01BLP2-001", "01AA-26P", FIRST, {"receipt.paper_ended"}),
        ("02blp3-002", "AA-26T", date(2028, 5, 2), {"receipt.paper_ended"}),
        ("CTT50", "01AB-26P", LAST, set()),
        ("CTT50", "01AB-26P", FIRST, {"receipt.paper_ended"}),
        ("01BLP0-001", "AA-26E", FIRST, set()),  # no copies: an electronic receipt of the older grammar
        ("EBL01", "26E", LAST, set()),
        ("EBL01", "27E", FIRST, set()),
        ("EBL02", "27E", LAST, {"receipt.serial_year"}),
        ("EBL01", "26E", FIRST, {"receipt.serial_year"}),
        ("BL-HUE", "X", FIRST, {"receipt.form_length", "receipt.serial_grammar"}),
    ],
)
def test_a_receipt_fits_its_day(form: str, serial: str, day: date, wrong: set[str]) -> None:
    found = check_receipt(form, serial, "7", issued_on=day, today=day, rules=RULES)
    assert {problem.message_id for problem in found} == wrong


def test_the_end_of_paper_is_said_with_its_source() -> None:
    [found] = check_receipt("CTT50", "01AB-26P", "7", issued_on=FIRST, today=FIRST, rules=RULES)
    said = i18n.t(found.message_id, **found.params)
    assert "31/12/2026" in said
    assert "01/01/2027" in said
    assert "Điều 44 khoản 2" in said


def test_paper_has_no_end_that_the_data_does_not_know() -> None:
    for rules in (None, ReceiptRules(None)):
        assert not check_receipt("CTT50", "01AB-26P", "7", issued_on=FIRST, today=FIRST, rules=rules)


def test_the_wards_own_form_is_paper_only_where_it_can_be_read() -> None:
    check = partial(check_receipt, issued_on=FIRST, today=FIRST, rules=RULES)
    assert not check("BL-HUE", "BI-23T", "7", ward_form="BL-HUE", ward_serial="BI-23T")
    [found] = check("01BLP2-001", "01AA-26P", "7", ward_form="01BLP2-001")
    assert found.message_id == "receipt.paper_ended"


def test_last_years_serial_in_the_settings_is_found_out() -> None:
    [found] = check_receipt(
        "EBL01", "26E", "7", ward_form="EBL01", ward_serial="26E", issued_on=FIRST, today=FIRST
    )
    assert (found.field, found.message_id) == ("receipt_serial", "receipt.serial_year")
    # a serial of the ward's own that is no such symbol says no year
    assert not check_receipt(
        "EBL01", "HUE26", "7", ward_form="EBL01", ward_serial="HUE26", issued_on=FIRST, today=FIRST
    )


def test_no_receipt_is_of_a_day_that_has_not_come() -> None:
    [found] = check_receipt("EBL01", "26E", "7", issued_on=LAST, today=LAST - timedelta(days=1), rules=RULES)
    assert (found.field, found.message_id) == ("receipt_issued_on", "receipt.day_future")
    assert i18n.known(found.message_id)


def test_the_day_and_the_symbols_are_told_at_once() -> None:
    found = check_receipt("CTT50", "?", "x", issued_on=date(2027, 3, 1), today=FIRST, rules=RULES)
    assert {problem.field for problem in found} == {
        "receipt_serial",
        "receipt_number",
        "receipt_issued_on",
        "receipt_form",
    }


@pytest.mark.parametrize(
    ("days", "warned"), [(-1, False), (0, False), (OLD_DAYS, False), (OLD_DAYS + 1, True)]
)
def test_an_old_day_is_warned_of(days: int, warned: bool) -> None:
    found = old_day(LAST - timedelta(days=days), LAST)
    assert (found is not None) is warned
    if found:
        assert f"{days} ngày" in i18n.t(found.message_id, **found.params)


@settings(max_examples=60)
@given(st.dates(date(2025, 6, 1), date(2029, 12, 31)), st.sampled_from(["EBL01", "EBL02"]))
def test_an_electronic_receipt_goes_on_after_paper_and_bears_its_year(day: date, form: str) -> None:
    assert not check_receipt(form, f"{day:%y}A", "1", issued_on=day, today=day, rules=RULES)
    assert check_receipt(form, f"{(day.year + 1) % 100}A", "1", issued_on=day, today=day, rules=RULES)


@pytest.mark.parametrize(
    ("form", "electronic"),
    [("EBL01", True), ("01BLP0-001", True), ("01BLP2-001", False), ("CTT50", False), ("BL-HUE", False)],
)
def test_which_forms_are_electronic(form: str, electronic: bool) -> None:
    assert is_electronic(form) is electronic


@pytest.mark.parametrize(
    ("number", "value"),
    [("0001873", 1873), (" 7 ", 7), ("0", None), ("", None), ("١٢", None), ("9" * 9, None)],
)
def test_the_value_of_a_number(number: str, value: int | None) -> None:
    assert value_of(number) == value


@settings(max_examples=60)
@given(st.integers(1, 99_999_999), st.integers(1, 8))
def test_a_number_is_the_same_number_with_any_zeros(value: int, width: int) -> None:
    written = str(value).zfill(width)
    assert written in writings(written)
    assert {int(w) for w in writings(written)} == {value}


@pytest.mark.parametrize(("last", "after"), [("0001873", "0001874"), ("9", "10"), ("99999999", "")])
def test_the_next_number_keeps_its_width(last: str, after: str) -> None:
    assert following(last) == after
