"""Lists of before the first day: looked at, taken, taken again."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from counter.errors import Forbidden, Refused
from counter.models.imports import Import
from counter.models.staff import Role, StaffView
from counter.rules.import_residents import NAMES
from counter.rules.list_table import MAX_WIDTH, Table, of_csv
from counter.services.imports import import_files, imports
from counter.services.office import Office
from counter.services.till import receipt_books
from counter.services.verify.verify import verify

People = dict[Role, StaffView]
HEADING = "Họ và tên,Số CCCD,Ngày sinh,Giới tính,Địa chỉ,Điện thoại"
MO = "Nguyễn Thị Mơ,046195001234,15/03/1995,Nữ,12 Chi Lăng,0905112233"
ALONE = "Trần Văn Núi,,02/01/1940,Nam,,"
NOWHERE = "Lê Thị Biển,,,,Kiệt 5 Bạch Đằng,"


@pytest.fixture
def leader(office: Office, people: People) -> Office:
    return replace(office, actor=people[Role.SUPERVISOR])


def listed(*lines: str, heading: str = HEADING) -> Table:
    found = of_csv("\n".join((heading, *lines)).encode(), (*NAMES, "Từ số"))
    assert isinstance(found, Table)
    return found


def counts(found: Import) -> tuple[int, int, int, int]:
    return found.new, found.filled, found.known, len(found.refused)


def stored(office: Office) -> list[tuple[object, ...]]:
    """Everything the store knows of residents."""
    with office.store.query() as connection:
        return [
            row
            for query in (
                "SELECT * FROM resident ORDER BY id",
                "SELECT * FROM resident_number ORDER BY id",
                "SELECT * FROM resident_contact ORDER BY id",
            )
            for row in connection.execute(query)
        ]


def test_a_look_writes_nothing_and_tells_what_the_import_then_does(leader: Office) -> None:
    table, before = listed(MO, ALONE, NOWHERE, "Lê A,12,,,,"), stored(leader)
    look = imports.look_at_residents(leader, table)
    assert stored(leader) == before
    done = imports.residents(leader, table)
    assert counts(look) == counts(done) == (3, 0, 0, 1)
    assert (look.dry, done.dry) == (True, False)
    assert [row.number for row in done.refused] == [5]


def test_taking_a_list_twice_changes_nothing(leader: Office) -> None:
    table = listed(MO, ALONE, NOWHERE, MO)
    imports.residents(leader, table)
    before = stored(leader)
    assert counts(imports.look_at_residents(leader, table)) == (0, 0, 4, 0)
    assert counts(imports.residents(leader, table)) == (0, 0, 4, 0)
    assert stored(leader) == before
    assert all(check.failed == 0 for check in verify(leader))


def test_a_list_fills_what_is_missing_and_overwrites_nothing(leader: Office) -> None:
    imports.residents(leader, listed("Nguyễn Thị Mơ,046195001234,,,Chỗ mới,"))
    later = imports.residents(leader, listed(MO))
    assert counts(later) == (0, 1, 0, 0)
    with leader.store.query() as connection:
        rows = connection.execute("SELECT dob, gender, address FROM resident").fetchall()
    assert rows == [("1995-03-15", "Nữ", "Chỗ mới")]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Phạm Văn Khác,046195001234,,,,", "import.other_name"),
        ("Nguyễn Thị Mơ,,,,,0905112233", "import.only_name"),
        ("Trần Văn Đôi,,03/03/1960,,,", "import.several"),
    ],
)
def test_nobody_is_guessed(leader: Office, line: str, why: str) -> None:
    twins = ("Trần Văn Đôi,046060000001,03/03/1960,,,", "Trần Văn Đôi,046060000002,03/03/1960,,,")
    imports.residents(leader, listed(MO, *twins))
    before = stored(leader)
    found = imports.residents(leader, listed(line))
    assert [[p.message_id for p in row.problems] for row in found.refused] == [[why]]
    assert stored(leader) == before


def test_a_long_list_is_taken_in_writes_of_bounded_size(
    leader: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "CHUNK", 2)
    table = listed(*(f"Nguyễn Văn An,04619500{number:04},,,," for number in range(5)))
    assert counts(imports.residents(leader, table)) == (5, 0, 0, 0)
    with leader.store.query() as connection:
        row = connection.execute(
            "SELECT count(*) FROM audit_event WHERE event = 'import.residents'"
        ).fetchone()
    assert row == (3,)


def test_only_a_leader_takes_lists(office: Office) -> None:
    with pytest.raises(Forbidden):
        imports.residents(office, listed(MO))
    with pytest.raises(Forbidden):
        imports.look_at_residents(office, listed(MO))


def test_a_list_whose_letters_have_two_readings_is_refused(leader: Office) -> None:
    with pytest.raises(Refused) as fault:
        imports.residents(leader, listed("Hoà,,,,1 A,"))
    assert [p.message_id for p in fault.value.problems] == ["import.letters_unclear"]


# -- files ------------------------------------------------------------------------------------------


def workbook(path: Path, *rows: tuple[object, ...]) -> str:
    book = Workbook()
    tab = book.create_sheet("Danh sách")
    for row in rows:
        tab.append(row)
    target = io.BytesIO()
    book.save(target)
    path.write_bytes(target.getvalue())
    return str(path)


def test_a_workbook_is_read_with_its_days_and_numbers(leader: Office, tmp_path: Path) -> None:
    from datetime import datetime

    path = workbook(
        tmp_path / "dân.xlsx",
        ("DANH SÁCH CÔNG DÂN", None),
        ("Họ và tên", "CCCD", "Ngày sinh"),
        ("Nguyễn Thị Mơ", 46195001234, datetime(1995, 3, 15)),  # noqa: DTZ001  # as a workbook has it
    )
    found = imports.residents(leader, import_files.table(path, NAMES))
    assert counts(found) == (1, 0, 0, 0)
    with leader.store.query() as connection:
        row = connection.execute(
            "SELECT r.full_name, r.dob, n.number"
            " FROM resident r JOIN resident_number n ON n.resident_id = r.id"
        ).fetchone()
    assert row == ("Nguyễn Thị Mơ", "1995-03-15", "046195001234")


@pytest.mark.parametrize("data", [b"PK\x03\x04 no workbook", b"", b"\x00\xff" * 50, b"a,b\n1,2\n"])
def test_a_file_that_is_no_list_is_refused_in_words(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(data)
    with pytest.raises(Refused):
        import_files.table(str(path), NAMES)


def packed(path: Path, sheet: bytes, **entry: int) -> str:
    """A workbook whose one sheet holds these bytes after its heading; `entry`: what its directory says."""
    whole, target = Path(workbook(path, ("Họ và tên", "CCCD"))).read_bytes(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(target, "w", 8) as made:
        for name in source.namelist():
            data = source.read(name)
            if "sheet2" in name:
                data = data.replace(b"</sheetData>", sheet + b"</sheetData>")
            made.writestr(name, data)
        for info in made.infolist():
            for key, value in entry.items():
                setattr(info, key, value)
    path.write_bytes(target.getvalue())
    return str(path)


@pytest.mark.parametrize(
    "sheet",
    [
        b"<row>" + b"<c/>" * 300_000 + b"</row>",  # one row that fills memory
        b'<row r="2"/>' * 2_000_001,  # a row that never gets to the last one
        b'<row><c t="inlineStr"><is><t>' + b"A" * 20_000_000 + b"</t></is></c></row>",
    ],
    ids=["cells", "rows", "text"],
)
def test_a_small_workbook_that_unpacks_to_millions_of_elements_is_not_read(
    tmp_path: Path, sheet: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = packed(tmp_path / "x.xlsx", sheet)
    assert Path(path).stat().st_size < 200_000
    monkeypatch.setattr("openpyxl.load_workbook", None)  # it is told before anything is made of it
    with pytest.raises(Refused) as fault:
        import_files.table(path, NAMES)
    assert [p.message_id for p in fault.value.problems] == ["import.file_cells"]


def test_a_row_that_is_formatted_to_its_end_and_many_empty_rows_are_read(tmp_path: Path) -> None:
    rows = b'<row r="2">' + b"<c/>" * 16_384 + b"</row>" + b"<row/>" * 50_000
    last = b'<row r="60000"><c r="A60000" t="inlineStr"><is><t>Ai</t></is></c></row>'
    table = import_files.table(packed(tmp_path / "x.xlsx", rows + last), NAMES)
    assert [(number, cells[0]) for number, cells in table.rows] == [(60_000, "Ai")]


@pytest.mark.parametrize("entry", [{"flag_bits": 1}, {"compress_type": 99}], ids=["password", "packing"])
def test_a_workbook_nobody_can_open_is_refused_in_words(tmp_path: Path, entry: dict[str, int]) -> None:
    with pytest.raises(Refused):
        import_files.table(packed(tmp_path / "x.xlsx", b"", **entry), NAMES)


def test_one_row_of_very_many_cells_makes_no_other_row_as_wide() -> None:
    wide = "," * 50_000
    table = listed(f"{MO}{wide}", ALONE, heading=f"{HEADING}{wide}")
    assert {len(cells) for _, cells in table.rows} == {len(table.heading)} == {MAX_WIDTH}


# -- receipt books ----------------------------------------------------------------------------------

BOOKS = "Ký hiệu mẫu,Ký hiệu,Từ số,Đến số,Tên quyển"


def test_receipt_books_are_registered_once(office: Office) -> None:
    table = listed("01BLP2-001,AA-26P,0000001,0000050,Quyển 1", "01BLP2-001,AA-26P,x,50,", heading=BOOKS)
    assert counts(imports.books(office, table, dry=True)) == (1, 0, 0, 1)
    assert receipt_books.books(office) == ()
    assert counts(imports.books(office, table, dry=False)) == (1, 0, 0, 1)
    assert counts(imports.books(office, table, dry=False)) == (0, 0, 1, 1)
    (book,) = receipt_books.books(office)
    assert (book.first, book.last, book.name) == ("0000001", "0000050", "Quyển 1")
