"""A workbook that a spreadsheet opens: whole numbers as numbers, texts as texts whatever they look like."""

import io

import pytest
from openpyxl import load_workbook

from counter.models.sheet import Sheet
from counter.papers.sheet_xlsx import NAME_MOST, sheets_xlsx

TABLE = Sheet(
    kind="t",
    title="Theo lĩnh vực",
    columns=("Lĩnh vực", "Tiếp nhận"),
    rows=(("Hộ tịch Ữ Ỹ", 12), ("Chứng thực", None)),
    total=("Cộng", 12),
    notes=("Không tính hồ sơ rút",),
)


def opened(*sheets: Sheet, head: tuple[str, ...] = ()) -> list[list[tuple[object, ...]]]:
    book = load_workbook(io.BytesIO(sheets_xlsx(head, sheets)))
    return [list(tab.iter_rows(values_only=True)) for tab in book.worksheets]


def test_a_table_comes_back_as_it_was() -> None:
    (rows,) = opened(TABLE, head=("Phường Phú Xuân",))
    assert rows == [
        ("Phường Phú Xuân", None),
        ("Theo lĩnh vực", None),
        ("Lĩnh vực", "Tiếp nhận"),
        ("Hộ tịch Ữ Ỹ", 12),
        ("Chứng thực", None),
        ("Cộng", 12),
        ("Không tính hồ sơ rút", None),
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x")', "+1", "-2", "@SUM(A1)", "0046095001234", "1/2", "TRUE", "#N/A"]
)
def test_a_text_is_no_formula_and_no_number(text: str) -> None:
    sheet = Sheet(kind="t", title="x", columns=(text,), rows=((text,),))
    book = load_workbook(io.BytesIO(sheets_xlsx((text,), (sheet,))))
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            assert cell.value in (text, "x")
            assert cell.data_type == "s"


def test_control_characters_are_gone() -> None:
    (rows,) = opened(Sheet(kind="t", title="\x1b[31mđỏ", columns=("a\x00b",), rows=(("1\n2",),)))
    assert "\x1b" not in str(rows)
    assert rows[2] == ("1 2",)


def test_tabs_have_names_that_the_format_takes() -> None:
    long = "Thủ tục hành chính: [tất cả] / theo tháng và theo lĩnh vực"
    sheets = [Sheet(kind="t", title=title, columns=("a",), rows=()) for title in (long, long, "", "'")]
    names = load_workbook(io.BytesIO(sheets_xlsx((), sheets))).sheetnames
    assert len(set(names)) == 4
    assert all(0 < len(name) <= NAME_MOST and not set(name) & set("[]:*?/\\'") for name in names)
