"""A list of residents of before: what is read, what is repaired, what is refused and why."""

from datetime import date

import pytest

from counter.errors import Problem
from counter.models.dossier import ContactKind
from counter.rules.import_residents import NAMES, Person, reader_of
from counter.rules.list_table import Table, of_csv
from counter.rules.old_letters import Letters, letters_of

TODAY = date(2026, 11, 26)
HEADING = "STT;Họ và tên;Số định danh;Ngày sinh;Giới tính;Địa chỉ;Điện thoại"


def table(*lines: str, heading: str = HEADING, encoding: str = "utf-8") -> Table:
    found = of_csv("\r\n".join((heading, *lines)).encode(encoding), NAMES)
    assert isinstance(found, Table), found
    return found


def people(*lines: str, heading: str = HEADING) -> list[Person | tuple[Problem, ...]]:
    found = table(*lines, heading=heading)
    reader = reader_of(found, TODAY)
    assert not isinstance(reader, Problem), reader
    return [reader.person(cells) for _, cells in found.rows]


def one(line: str) -> Person:
    (found,) = people(line)
    assert isinstance(found, Person), found
    return found


def told(line: str) -> list[tuple[str, str]]:
    (found,) = people(line)
    assert not isinstance(found, Person), found
    return [(p.field, p.message_id) for p in found]


def test_a_row_as_it_should_be() -> None:
    person = one("1;Nguyễn Thị Mơ;046195001234;15/03/1995;Nữ;12 Chi Lăng;0905 112 233")
    who = person.applicant
    assert (who.full_name, who.citizen_id, who.dob) == ("Nguyễn Thị Mơ", "046195001234", date(1995, 3, 15))
    assert (who.gender, who.address, person.repairs) == ("Nữ", "12 Chi Lăng", ())
    assert (person.contact.kind, person.contact.phone) == (ContactKind.OWN_PHONE, "0905112233")


@pytest.mark.parametrize(
    ("line", "repair", "read"),
    [
        ("1;Nguyễn Thị Mơ;46195001234;;;;", "import.zero_lost", "046195001234"),
        ("1;Nguyễn Thị Mơ;;1995;;;", "import.year_only", ""),
        ("1;Nguyễn Thị Mơ;;;;;01236112233", "import.phone_new", "0836112233"),
        ("1;NguyÔn V¨n §øc;;;;;", "import.letters", "Nguyễn Văn Đức"),
        ("1;Nguyeãn Vaên Ñöùc;;;;;", "import.letters", "Nguyễn Văn Đức"),
    ],
)
def test_what_has_one_reading_is_repaired_and_said(line: str, repair: str, read: str) -> None:
    person = one(line)
    assert [p.message_id for p in person.repairs] == [repair]
    who = person.applicant
    assert read in (who.full_name, who.citizen_id, person.contact.phone, "" if who.dob is None else "x")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("1;;046195001234;;;;", ("full_name", "import.no_name")),
        ("1;Nguyễn Thị Mơ;04619500123;;;;", ("citizen_id", "citizen_id.length")),
        ("1;Nguyễn Thị Mơ;;31/02/1995;;;", ("dob", "import.day_unreadable")),
        ("1;Nguyễn Thị Mơ;;03/15/1995;;;", ("dob", "import.day_unreadable")),
        ("1;Nguyễn Thị Mơ;;15/03/2030;;;", ("dob", "intake.dob")),
        ("1;Nguyễn Thị Mơ;;;khác;;", ("gender", "intake.gender")),
        ("1;Nguyễn Thị Mơ;;;;;12", ("phone", "phones.digits")),
        ("1;Nguy×n Þ×;;;;;", ("full_name", "import.name_damaged")),
    ],
)
def test_what_has_none_is_refused(line: str, problem: tuple[str, str]) -> None:
    assert problem in told(line)


def test_every_problem_of_a_row_is_told_at_once() -> None:
    assert {field for field, _ in told("1;;0461;1/1/1;x;;12")} >= {
        "full_name",
        "citizen_id",
        "dob",
        "gender",
        "phone",
    }


def test_an_old_number_in_the_column_of_the_new_one_stays_an_old_one() -> None:
    who = one("1;Nguyễn Thị Mơ;191234567;;;;").applicant
    assert (who.citizen_id, who.old_cmnd) == ("", "191234567")


def test_a_row_pasted_from_elsewhere_is_read_by_itself() -> None:
    """The list is Unicode, one row came from a TCVN3 font."""
    rows = people("1;Nguyễn Thị Mơ;;;;;", "2;Lê Văn Đạt;;;;;", "3;TrÇn ThÞ Hµ;;;;KiÖt 5 B¹ch §»ng;")
    last = rows[-1]
    assert isinstance(last, Person)
    assert (last.applicant.full_name, last.applicant.address) == ("Trần Thị Hà", "Kiệt 5 Bạch Đằng")


@pytest.mark.parametrize(
    ("names", "letters"),
    [
        (["Nguyễn Thị Mơ", "Lê Hoà"], Letters.UNICODE),
        (["NguyÔn ThÞ M¬", "Lª V¨n Tó", "TrÇn ThÞ Hµ"], Letters.TCVN3),
        (["Nguyeãn Thò Mô", "Leâ Vaên Tuù", "Traàn Thò Haø"], Letters.VNI),
        (["Le Van Tu"], Letters.UNICODE),
        (["Hoà"], None),  # Hoà, or Hồ in VNI
    ],
)
def test_the_letters_of_a_list(names: list[str], letters: Letters | None) -> None:
    assert letters_of(names) is letters


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_in_the_encodings_that_spreadsheets_write(encoding: str) -> None:
    found = table("1;Nguyễn Thị Mơ;;;;;", encoding=encoding)
    assert [cells[1] for _, cells in found.rows] == ["Nguyễn Thị Mơ"]


def test_the_heading_may_stand_below_a_title_and_have_other_names() -> None:
    found = people("Mơ Nguyễn\t1", heading="DANH SÁCH CÔNG DÂN\n\nHỌ TÊN:\tSTT")
    assert isinstance(found[0], Person)


def test_a_file_without_a_heading_says_so() -> None:
    found = of_csv(b"1,2,3\n4,5,6\n", NAMES)
    assert isinstance(found, Problem)
    assert found.message_id == "import.no_heading"


def test_rows_keep_the_number_a_spreadsheet_shows() -> None:
    assert [number for number, _ in table("", "1;A;;;;;", ";;;;;;", "2;B;;;;;").rows] == [3, 5]


@pytest.mark.parametrize("name", ["Lê Anna", "Lê \\[b]C\\", "Trà Smith"])
def test_a_foreign_word_beside_a_vietnamese_one_is_no_damage(name: str) -> None:
    _, found = people("1;Nguyễn Thị Mơ;;;;;", f"2;{name};;;;;")  # the first says which letters the list is in
    assert isinstance(found, Person), found
    assert found.applicant.full_name == name


def test_a_letter_that_was_lost_is_still_told() -> None:
    assert told("1;Nguy?n Thành;;;;;") == [("full_name", "import.name_damaged")]
