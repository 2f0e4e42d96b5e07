"""Books of paper receipts: the next number, numbers left out, gaps, doubles, and books that share numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter import i18n
from counter.errors import Problem
from counter.models.states import ReceiptStatus
from counter.rules.receipt_books import (
    MOST_NUMBERS,
    MOST_SKIPPED,
    Book,
    Taken,
    book_after,
    book_of,
    doubles,
    gaps,
    in_use,
    left,
    next_number,
    overlaps,
    problem_of,
    read_book,
    runs,
    skipped,
    spans,
)

FORM, SERIAL = "01BLP2-001", "01AA-26P"


def book(first: int = 1851, last: int = 1900, *, serial: str = SERIAL, width: int = 7, id: int = 1) -> Book:
    return Book(form=FORM, serial=serial, first=first, last=last, width=width, id=id)


def used(*values: int, serial: str = SERIAL, form: str = FORM) -> tuple[Taken, ...]:
    return tuple(Taken(form=form, serial=serial, value=value, holder=f"H-{value}") for value in values)


def aside(value: int, status: ReceiptStatus, reason: str = "rách") -> Taken:
    return Taken(form=FORM, serial=SERIAL, value=value, status=status, reason=reason)


BOOK = book()

# -- numbers of a book ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taken", "number", "remain"),
    [
        ((), "0001851", 50),
        (used(1851, 1852), "0001853", 48),
        ((*used(1851), aside(1852, ReceiptStatus.SPOILED)), "0001853", 48),
        (used(1860, 1855), "0001861", 40),  # a late one below the highest moves nothing
        (used(1899), "0001900", 1),
        (used(1900), "", 0),
        (used(1851, serial="01AB-26P"), "0001851", 50),  # another serial
        (used(1851, form="01BLP3-001"), "0001851", 50),  # another form
        (used(7, 2000), "0001851", 50),  # of other books of the serial
        (used(1851, serial="01aa-26p "), "0001852", 49),  # the same serial, written otherwise
    ],
)
def test_the_next_number_and_how_many_are_left(taken: tuple[Taken, ...], number: str, remain: int) -> None:
    assert next_number(BOOK, taken) == number
    assert left(BOOK, taken) == remain


def test_the_next_number_has_the_width_of_the_book() -> None:
    assert next_number(book(9, 12, width=2), used(9)) == "10"
    assert next_number(book(99_999_999, 99_999_999, width=8), ()) == "99999999"
    assert next_number(book(99_999_999, 99_999_999, width=8), used(99_999_999)) == ""


@pytest.mark.parametrize(
    ("taken", "found"),
    [
        ((), ()),
        (used(1851, 1852), ()),
        (used(1853), (range(1851, 1853),)),
        (used(1851, 1853, 1857), (range(1852, 1853), range(1854, 1857))),
        ((*used(1851, 1853), aside(1852, ReceiptStatus.LOST)), ()),
        (used(1851, 1851, 1852), ()),  # a double is no gap
    ],
)
def test_numbers_without_a_record_are_found(taken: tuple[Taken, ...], found: tuple[range, ...]) -> None:
    assert gaps(BOOK, taken) == found


def test_ranges_are_said_as_people_read_them() -> None:
    assert spans([range(1852, 1853), range(1854, 1858)], 7) == "0001852, 0001854–0001857"
    assert spans([range(n, n + 1) for n in range(1, 20, 2)], 1) == "1, 3, 5, 7, …"
    assert spans([], 7) == ""


def test_doubles_are_told_apart_by_form_and_serial() -> None:
    taken = (*used(1, 2, 2, 3), *used(2, serial="01AB-26P"), *used(2, form="01BLP3-001"))
    [double] = doubles(taken)
    assert [one.value for one in double] == [2, 2]
    [e_double] = doubles((*used(5, form="EBL01", serial="26E"), *used(5, form="ebl01", serial="26e")))
    assert len(e_double) == 2
    assert not doubles((*used(5, form="EBL01", serial="26E"), *used(5, form="EBL01", serial="27E")))


VALUES = st.lists(st.integers(1840, 1910), max_size=40)


@settings(max_examples=80)
@given(VALUES)
def test_gaps_next_and_left_agree_with_counting(values: list[int]) -> None:
    inside = {value for value in values if value in BOOK}
    highest = max(inside, default=BOOK.first - 1)
    taken = used(*values)
    free = {value for value in range(BOOK.first, highest) if value not in inside}
    assert {value for numbers in gaps(BOOK, taken) for value in numbers} == free
    assert left(BOOK, taken) == BOOK.last - highest
    assert len(inside) + len(free) + left(BOOK, taken) == 50
    assert {d[0].value for d in doubles(taken)} == {v for v in values if values.count(v) > 1}


@settings(max_examples=80)
@given(VALUES)
def test_taking_each_number_once_and_saying_why_leaves_no_gap_and_no_double(values: list[int]) -> None:
    """The way of the counter: what `problem_of` lets through, with the numbers left out set aside."""
    taken: tuple[Taken, ...] = ()
    for value in values:
        if problem_of(FORM, SERIAL, str(value), [BOOK], taken, skipped_reason="viết hỏng"):
            continue
        taken += tuple(aside(n, ReceiptStatus.SKIPPED) for n in skipped(value, BOOK, taken))
        taken += used(value)
    assert gaps(BOOK, taken) == ()
    assert doubles(taken) == ()
    assert all(one.value in BOOK for one in taken)


def test_receipts_lost_from_the_end_of_a_book_leave_those_before_them_good() -> None:
    lost = tuple(aside(value, ReceiptStatus.LOST, "ướt") for value in (1853, *range(1891, 1901)))
    taken = (*used(1851, 1852), *lost)
    assert next_number(BOOK, taken) == "0001854"
    assert left(BOOK, taken) == 50 - 2 - 1 - 10
    assert gaps(BOOK, taken) == ()
    assert skipped(1856, BOOK, taken) == (1854, 1855)
    assert next_number(BOOK, (*taken, *used(1890))) == ""
    assert gaps(BOOK, (*taken, *used(1890))) == (range(1854, 1890),)


def test_numbers_that_follow_each_other_are_one_range() -> None:
    assert runs([5, 3, 4, 9, 3]) == (range(3, 6), range(9, 10))
    assert runs([]) == ()


# -- a number as it is written down -----------------------------------------------------------

RECORDS = (*used(1851, 1852), aside(1853, ReceiptStatus.SPOILED), aside(1854, ReceiptStatus.LOST))


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("0001855", None),
        ("1855", None),
        ("00001855", None),
        ("1851", "receipt.number_used"),
        ("00001852", "receipt.number_used"),
        ("0001853", "receipt.number_set_aside"),
        ("1854", "receipt.number_set_aside"),
        ("1850", "receipt.outside_books"),
        ("1901", "receipt.outside_books"),
        ("1856", "receipt.skips"),
        ("1900", "receipt.skips"),
        ("x", None),  # `check_receipt` speaks of it
        ("", None),
        ("0", None),
    ],
)
def test_what_stands_against_a_number(number: str, message: str | None) -> None:
    found = problem_of(FORM, SERIAL, number, [BOOK], RECORDS)
    assert (found.message_id if found else None) == message
    if found:
        assert i18n.known(found.message_id)
        i18n.t(found.message_id, **found.params)


def said(found: Problem | None) -> str:
    assert found
    return i18n.t(found.message_id, **found.params)


def test_the_words_name_what_is_known() -> None:
    assert "hồ sơ H-1851" in said(problem_of(FORM, SERIAL, "1851", [BOOK], RECORDS))
    assert "viết hỏng (rách)" in said(problem_of(FORM, SERIAL, "1853", [BOOK], RECORDS))
    assert "0001851–0001900" in said(problem_of(FORM, SERIAL, "1901", [BOOK], RECORDS))
    skip = problem_of(FORM, SERIAL, "1858", [BOOK], RECORDS)
    assert skip and skip.field == "skipped_reason"
    assert "3 số chưa ghi: 0001855–0001857" in said(skip)
    assert "dùng số 0001855" in said(skip)
    assert "chưa ghi: 0001855." in said(problem_of(FORM, SERIAL, "1856", [BOOK], RECORDS))


def test_numbers_left_out_need_a_reason_and_are_named() -> None:
    assert problem_of(FORM, SERIAL, "1858", [BOOK], RECORDS, skipped_reason="viết hỏng") is None
    assert problem_of(FORM, SERIAL, "1858", [BOOK], RECORDS, skipped_reason=" \u200b ") is not None
    assert skipped(1858, BOOK, RECORDS) == (1855, 1856, 1857)
    assert not skipped(1855, BOOK, RECORDS)
    assert not skipped(1852, BOOK, RECORDS)
    assert not skipped(5000, BOOK, RECORDS)


def test_a_number_far_away_is_a_typing_error_whatever_the_reason() -> None:
    wide = book(1, 50_000)
    far = MOST_SKIPPED + 2
    assert problem_of(FORM, SERIAL, str(far - 1), [wide], (), skipped_reason="mất") is None
    found = problem_of(FORM, SERIAL, str(far), [wide], (), skipped_reason="mất")
    assert found and (found.field, found.message_id) == ("receipt_number", "receipt.skips_too_many")
    assert "0000001" in said(found)


def test_a_gap_is_filled_later_without_a_question() -> None:
    assert problem_of(FORM, SERIAL, "1853", [BOOK], used(1851, 1857)) is None


def test_a_paper_receipt_needs_its_book() -> None:
    found = problem_of(FORM, "01AB-26P", "1855", [BOOK], ())
    assert found and found.message_id == "receipt.no_book"
    assert problem_of("BL-HUE", "BI-23T", "1855", [BOOK], ()) is None  # a ward's own, with no book
    own = Book(form="BL-HUE", serial="BI-23T", first=1, last=50, width=7)
    found = problem_of("bl-hue", "bi-23t", "51", [BOOK, own], ())
    assert found and found.message_id == "receipt.outside_books"


def test_electronic_receipts_have_no_book_and_no_gap_but_no_double() -> None:
    taken = used(7, form="EBL01", serial="26E")
    assert problem_of("EBL01", "26E", "4000", [BOOK], taken) is None
    assert problem_of("EBL01", "27E", "7", [BOOK], taken) is None  # from 1 again each year
    found = problem_of("ebl01", "26e", "00000007", [BOOK], taken)
    assert found and found.message_id == "receipt.number_used"


# -- which book -------------------------------------------------------------------------------


def test_the_book_of_a_number() -> None:
    other = book(1901, 1950, id=2)
    assert book_of(FORM, SERIAL, 1901, [BOOK, other]) is other
    assert book_of("01blp2-001", "01aa-26p", 1900, [BOOK, other]) is BOOK
    assert book_of(FORM, "01AB-26P", 1901, [BOOK, other]) is None
    assert book_of(FORM, SERIAL, 1951, [BOOK, other]) is None


def test_the_book_in_use_is_the_one_begun() -> None:
    second, third = book(1901, 1950, id=2), book(1, 50, serial="01AB-26P", id=3)
    books = [BOOK, second, third]
    assert in_use(books, ()) is BOOK
    assert in_use(books, used(1, serial="01AB-26P")) is third
    assert in_use(books, used(1900)) is second
    assert in_use(books, (*used(1900, 1950), *used(50, serial="01AB-26P"))) is None
    assert in_use([], ()) is None


def test_a_used_up_book_is_followed_by_the_next_of_its_serial() -> None:
    later, next_one = book(1951, 2000, id=2), book(1901, 1950, id=3)
    other = book(1, 50, serial="01AB-26P", id=4)
    books = [other, later, BOOK, next_one]
    assert book_after(BOOK, books, used(1900)) is next_one
    assert book_after(BOOK, books, used(1900, 1950)) is later
    assert book_after(BOOK, books, used(1900, 1950, 2000)) is other
    assert book_after(next_one, [BOOK, later, next_one], used(1950)) is later  # onwards, not back
    assert book_after(BOOK, [BOOK], used(1900)) is None


# -- registering a book -----------------------------------------------------------------------


def test_a_book_is_read_from_what_is_typed() -> None:
    found = read_book("01blp2-001", " 01aa-26p", "0001851", "0001900", [], name=" BL-25/07 ")
    assert found == Book(form=FORM, serial=SERIAL, first=1851, last=1900, width=7, name="BL-25/07")
    assert isinstance(short := read_book(FORM, SERIAL, "0001851", "1900", []), Book)
    assert short.width == 7
    assert isinstance(bare := read_book(FORM, SERIAL, "1", "50", []), Book)
    assert (bare.width, bare.written(7)) == (2, "07")


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        ("0001900", "0001851", {("book_last", "receipt.book_order")}),
        ("", "x", {("book_first", "receipt.book_number"), ("book_last", "receipt.book_number")}),
        ("0", "50", {("book_first", "receipt.book_number")}),
        ("1", "123456789", {("book_last", "receipt.book_number")}),
        ("1", str(MOST_NUMBERS + 1), {("book_last", "receipt.book_too_long")}),
        ("001", "00050", {("book_last", "receipt.book_width")}),
        ("1890", "1950", {("book_first", "receipt.book_overlap")}),
        ("00001900", "00001901", {("book_first", "receipt.book_overlap")}),  # other zeros, same number
        ("9" * 5000, "1", {("book_first", "receipt.book_number")}),
    ],
)
def test_a_range_that_is_no_book(first: str, last: str, wrong: set[tuple[str, str]]) -> None:
    found = read_book(FORM, SERIAL, first, last, [BOOK])
    assert isinstance(found, tuple)
    assert {(problem.field, problem.message_id) for problem in found} == wrong
    assert all(i18n.t(problem.message_id, **problem.params) for problem in found)


@pytest.mark.parametrize("form", ["EBL01", "01BLP0-001"])
def test_an_electronic_receipt_has_no_book(form: str) -> None:
    found = read_book(form, "26E", "1", "50", [])
    assert isinstance(found, tuple)
    assert found[0].message_id == "receipt.book_electronic"


def test_books_of_other_series_share_their_numbers_freely() -> None:
    assert isinstance(read_book(FORM, "01AB-26P", "1851", "1900", [BOOK]), Book)
    assert isinstance(read_book("01BLP3-001", SERIAL, "1851", "1900", [BOOK]), Book)
    assert isinstance(read_book(FORM, SERIAL, "1901", "1950", [BOOK]), Book)


@settings(max_examples=80)
@given(*[st.integers(1, 60)] * 4, st.integers(2, 8), st.integers(2, 8))
def test_books_overlap_when_a_number_is_in_both(a: int, b: int, c: int, d: int, w: int, v: int) -> None:
    one = book(min(a, b), max(a, b), width=w)
    other = book(min(c, d), max(c, d), width=v, id=2)
    shared = set(range(one.first, one.last + 1)) & set(range(other.first, other.last + 1))
    assert bool(overlaps(one, [other])) is bool(shared)
    typed = read_book(FORM, SERIAL, one.written(one.first), one.written(one.last), [other])
    assert isinstance(typed, Book) is not bool(shared)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("status", list(ReceiptStatus))
def test_every_status_has_a_name(language: str, status: ReceiptStatus) -> None:
    assert not i18n.t_in(language, f"receipt.status.{status}").startswith("receipt.")
