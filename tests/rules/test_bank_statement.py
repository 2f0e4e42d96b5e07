"""Bank statements as banks export them, and as they must not be guessed."""

import codecs
import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.i18n import known
from counter.models.bank import StatementLine, StatementReading
from counter.rules import bank_statement
from counter.rules.bank_cells import habit, read_day, read_sum
from counter.rules.bank_columns import columns_of
from counter.rules.bank_statement import read_statement

DAY = date(2026, 11, 23)
HEAD = "Ngày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Nội dung"


def reading(*rows: str, head: str = HEAD) -> StatementReading:
    return read_statement("\n".join((head, *rows)).encode())


def reasons(found: StatementReading) -> list[tuple[object, str]]:
    assert all(known(p.message_id) for p in found.problems)
    return [(p.params.get("row"), p.message_id) for p in found.problems]


def line(amount: int = 21000, memo: str = "HS K3M7PX Q17", reference: str = "FT1") -> StatementLine:
    return StatementLine(booked_on=DAY, amount=amount, memo=memo, reference=reference)


# -- files as banks make them ---------------------------------------------------------------------

BANKS = {
    "two columns of sums, words above": (
        "NGÂN HÀNG MẪU,,,,,\nSao kê tài khoản 0123,,,,,\n\n"
        "STT,Ngày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Số dư,Mô tả\n"
        '1,23/11/2026,FT1,,"21,000","1,021,000",HS K3M7PX Q17\n'
        '2,23/11/2026,FT2,"5,500",,"1,015,500",Phi SMS\n'
        'Tổng cộng,,,"5,500","21,000",,\n'
    ),
    "two languages in a heading, semicolons": (
        "STT No;Ngày giao dịch Transaction Date;Số bút toán Transaction No;Phát sinh nợ Debit;"
        "Phát sinh có Credit;Nội dung Details;Tài khoản Account\n"
        "1;23/11/2026 09:41:07;FT1;;21.000;HS K3M7PX Q17;0123\n"
        "2;23/11/2026 09:44:00;FT2;5.500;;Phi SMS;0123\n"
        "Số dư cuối kỳ;;;;;;1.015.500\n"
    ),
    "a heading in capitals, tabs, the column of credits first": (
        "NỘI DUNG\tGHI CÓ\tGHI NỢ\tNGÀY HIỆU LỰC\tMÃ GD\n"
        "HS K3M7PX Q17\t21.000,00\t0,00\t23-11-2026\tFT1\n"
        "Phi SMS\t0,00\t5.500,00\t23-11-2026\tFT2\n"
        "\t\t\t\t\nSố dư cuối kỳ\t\t\t\t\n"
    ),
    "English, one column with signs": (
        "sep=,\nDate,Description,Amount,Balance,Reference number\n"
        '2026-11-23T09:41:07,HS K3M7PX Q17,"+21,000 VND","1,021,000",FT1\n'
        '2026-11-23,SMS fee,"-5,500 VND","1,015,500",FT2\n'
        'Closing balance,,,"1,015,500",\n'
    ),
    "one column of sums, nợ or có beside it": (
        "Ngày GD;Nợ/Có;Số tiền;Diễn giải;Số CT\n23/11/2026;Có;21.000;HS K3M7PX Q17;FT1\n"
        "23/11/2026;Nợ;5.500;Phí SMS;FT2\nTrang 1;;;;\n"
    ),
    "one column for both, with signs": (
        "Thời gian giao dịch;Số tiền ghi nợ/ghi có;Nội dung;Mã giao dịch\n"
        "09:41 23/11/2026;+21.000đ;HS K3M7PX Q17;FT1\n23/11/2026;(5.500);Phí;FT2\nBalance;;;\n"
    ),
    "names of the accounts that paid, and of fees": (
        "Transaction date,Credit account,Account name,Fee amount,VAT amount,Credit amount,Debit amount,"
        "Remarks,Ref\n"
        "23/11/2026,0123,NGUYEN VAN A,0,0,21000.00,0.00,HS K3M7PX Q17,FT1\n"
        "23/11/2026,0123,NGUYEN VAN A,0,0,0.00,5500.00,fee,FT2\nTotal:,,,,,21000,5500,,\n"
    ),
}


@pytest.mark.parametrize("text", BANKS.values(), ids=list(BANKS))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_statements_as_banks_make_them(text: str, encoding: str, ends: str) -> None:
    found = read_statement(text.replace("\n", ends).encode(encoding))
    assert found.problems == ()
    assert found.lines == (line(),)
    assert (found.debits, found.notes) == (1, 1)


def test_a_heading_is_found_at_the_thirtieth_row_and_no_later() -> None:
    assert reading("23/11/2026,FT1,,21000,HS K3M7PX Q17", head="\n" * 29 + HEAD).lines == (line(),)
    late = reading("23/11/2026,FT1,,21000,x", head="\n" * 30 + HEAD)
    assert [p.message_id for p in late.problems] == ["bank.file_columns"]


@pytest.mark.parametrize("encoding", ["cp1258", "cp1252"])
def test_old_windows_files_are_read(encoding: str) -> None:
    text = "Date,Description,Credit\n23/11/2026,L\u00ea c\u00e0 ph\u00ea HS K3M7PX Q17,21000\n"
    found = read_statement(text.encode(encoding))
    assert [entry.memo for entry in found.lines] == ["L\u00ea c\u00e0 ph\u00ea HS K3M7PX Q17"]


def test_vietnamese_windows_letters_are_composed() -> None:
    text = "Ng\u00e0y,N\u00f4\u0323i dung,Ghi co\u0301\n23/11/2026,Lu\u00ea\u0323 phi\u0301,21000\n"
    found = read_statement(text.encode("cp1258"))
    assert found.encoding == "cp1258"
    assert [entry.memo for entry in found.lines] == ["Lu\u1ec7 ph\u00ed"]


def test_one_damaged_letter_costs_one_row() -> None:
    rows = [f"23/11/2026,FT{n},,21000,Nộp phí hồ sơ" for n in range(20)]
    data = "\n".join((HEAD, *rows)).encode().replace("FT7,,21000,Nộ".encode(), b"FT7,,21000,N\xff")
    found = read_statement(data)
    assert len(found.lines) == 19
    assert reasons(found) == [(9, "bank.row_damaged")]


# -- what is not read -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "message_id"),
    [
        (b"", "bank.file_empty"),
        (b" \n\r\n ", "bank.file_empty"),
        (b"x" * (bank_statement.MAX_BYTES + 1), "bank.file_large"),
        (b"PK\x03\x04rest", "bank.file_excel"),
        (b"\xd0\xcf\x11\xe0rest", "bank.file_excel"),
        (b"%PDF-1.7", "bank.file_pdf"),
        (codecs.BOM_UTF16_LE + b"a", "bank.file_encoding"),
        (b"\x81\xff\x8d\x90", "bank.file_encoding"),
        (b"ho_ten,cccd\nA,079203001234\n", "bank.file_columns"),
        (HEAD.encode("utf-16-le"), "bank.file_columns"),
        (b"x," * 2_000_000, "bank.file_columns"),
        ((HEAD + "\n" * 50_100).encode(), "bank.file_rows"),
    ],
)
def test_a_file_that_is_no_statement_says_what_to_do(data: bytes, message_id: str) -> None:
    found = read_statement(data)
    assert found.lines == ()
    assert [(p.field, p.message_id) for p in found.problems] == [("file", message_id)]
    assert known(message_id)


@pytest.mark.parametrize(
    ("row", "message_id"),
    [
        ("31/02/2026,FT1,,21000,x", "bank.row_day"),
        ("11/23/2026,FT1,,21000,x", "bank.row_day"),
        ("23/11/26,FT1,,21000,x", "bank.row_day"),
        ("23/11-2026,FT1,,21000,x", "bank.row_day"),
        ("46349,FT1,,21000,x", "bank.row_day"),
        ("2026-11-23T20:00:00Z,FT1,,21000,x", "bank.row_day"),
        ("２３/11/2026,FT1,,21000,x", "bank.row_day"),
        (",FT1,,21000,x", "bank.row_day"),
        ("32/11/2026,FT1,,,x", "bank.row_day"),
        ("31/02/2026,FT1,,21000,TONG CONG TY X", "bank.row_day"),
        ("23/11/2026,FT1,,25000.5,x", "bank.row_sum"),
        ("23/11/2026,FT1,,NaN,x", "bank.row_sum"),
        ("23/11/2026,FT1,,1e5,x", "bank.row_sum"),
        ("23/11/2026,FT1,,1_000,x", "bank.row_sum"),
        ("23/11/2026,FT1,,2.1E+10,x", "bank.row_sum"),
        ("23/11/2026,FT1,,٢١٠٠٠,x", "bank.row_sum"),
        ("23/11/2026,FT1,,=21000+1,x", "bank.row_sum"),
        ("23/11/2026,FT1,,21000 USD,x", "bank.row_sum"),
        ("23/11/2026,FT1,," + "9" * 20 + ",x", "bank.row_sum"),
        ("23/11/2026,FT1,," + "9" * 13 + ",x", "bank.row_sum"),
        ("23/11/2026,FT1,," + "9" * 5000 + ",x", "bank.row_long"),
        ("23/11/2026,FT1,,21000," + "x" * 200_000, "bank.row_long"),
        ('23/11/2026,FT1,,21000,"' + "x" * 200_000 + '"', "bank.row_quotes"),
        ("23/11/2026,FT1,5000,21000,x", "bank.row_both"),
        ("23/11/2026,FT1,,,x", "bank.row_no_sum"),
        ("23/11/2026,FT1,0,0,x", "bank.row_no_sum"),
        ("23/11/2026,FT1,,,TONG CONG TY X chuyen", "bank.row_no_sum"),
        ("23/11/2026,FT1,,21,000,x", "bank.row_width"),
        ("23/11/2026,FT1,,21000,phi, le phi", "bank.row_width"),
        ("23/11/2026,7.9203E+10,,21000,x", "bank.row_excel"),
        ('23/11/2026,FT1,,21000,"x', "bank.row_quotes"),
        ('23/11/2026,FT1,,21000,"x" y', "bank.row_quotes"),
    ],
)
def test_a_row_that_is_not_certain_is_named_and_the_others_are_read(row: str, message_id: str) -> None:
    found = reading("22/11/2026,FT0,,1000,a", row, '24/11/2026,FT2,,2000,"b"')
    assert [entry.amount for entry in found.lines] == [1000, 2000]
    assert [entry.row for entry in found.lines] == [2, 4]
    assert reasons(found) == [(3, message_id)]
    assert len(str(found.problems[0].params["text"])) <= 40


def test_the_currency_and_the_side_must_be_plain() -> None:
    head = "Ngày;Nội dung;Số tiền;Nợ/Có;Loại tiền"
    found = reading(
        "23/11/2026;a;1000;Có;VND", "23/11/2026;b;1000;Có;USD", "23/11/2026;c;1000;;VND",
        "23/11/2026;d;-1000;Có;VND", "23/11/2026;e;1000;D;", head=head,
    )  # fmt: skip
    assert [entry.memo for entry in found.lines] == ["a"]
    assert found.debits == 1
    assert reasons(found) == [(3, "bank.row_currency"), (4, "bank.row_side"), (5, "bank.row_side")]


def test_money_that_went_out_is_counted_and_left_out() -> None:
    found = reading(
        "23/11/2026,FT1,5500,,a",
        '23/11/2026,FT1,"-5,500",,b',
        "23/11/2026,FT1,0,-5500,c",
        "23/11/2026,FT1,,21000,d",
    )
    assert (found.debits, [entry.memo for entry in found.lines], found.problems) == (3, ["d"], ())


def test_a_heading_on_every_page_and_balances_are_no_faults() -> None:
    found = reading(
        "Số dư đầu kỳ,,,,", "23/11/2026,,,,Số dư đầu kỳ", "23/11/2026,FT1,,21000,a", HEAD, "Trang 1,,,,",
        "Cộng phát sinh,,5500,21000,", "Quý khách vui lòng đối chiếu,,,,", ",,,,",
    )  # fmt: skip
    assert (len(found.lines), found.notes, found.problems) == (1, 6, ())


def test_the_sign_between_thousands_is_a_habit_of_the_file() -> None:
    found = reading(
        "23/11/2026;FT1;;1.021.000;a", "23/11/2026;FT1;;21.000;b", "23/11/2026;FT1;;21,000;c",
        "23/11/2026;FT1;;500;d",
        head=HEAD.replace(",", ";"),
    )  # fmt: skip
    assert [entry.amount for entry in found.lines] == [1_021_000, 21_000, 500]
    assert reasons(found) == [(4, "bank.row_habit")]
    both = reading("23/11/2026;FT1;;21.000;a", "23/11/2026;FT1;;21,000;b", head=HEAD.replace(",", ";"))
    assert [message_id for _, message_id in reasons(both)] == ["bank.row_habit"] * 2


HOSTILE = [
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "[@click=app.quit]x[/]",
    "\x1b[2Jx",
    "a\x00b",
    "x'); DROP TABLE bank_line;--",
    "$primary [b",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_harmless_text(text: str) -> None:
    found = reading(f"23/11/2026,FT1,,21000,{text}")
    (entry,) = found.lines
    assert entry.memo.isprintable()
    assert entry.memo == text.replace("\x1b", "␛").replace("\x00", "␀")


def test_a_memo_may_hold_the_delimiter_quotes_and_line_ends_when_quoted() -> None:
    found = reading('23/11/2026,FT1,,"21,000","HS K3M7PX,\n Q17 ""phi"""', "23/11/2026,FT2,,21000,b")
    assert [entry.memo for entry in found.lines] == ['HS K3M7PX, Q17 "phi"', "b"]
    assert [entry.row for entry in found.lines] == [2, 3]


def test_an_open_quotation_mark_does_not_swallow_the_rest() -> None:
    rows = [f'23/11/2026,FT{n},,21000,"m{n}"' for n in range(200)]
    rows[50] = '23/11/2026,FT50,,21000,"m50'
    found = reading(*rows)
    assert reasons(found) == [(52, "bank.row_quotes")]
    assert len(found.lines) == 199


def test_two_open_quotation_marks_do_not_make_one_row_of_two() -> None:
    for opened, closed in (
        ('23/11/2026,"F1,,21000,a', '24/11/2026,F2",,5000,b'),
        ('23/11/2026,F1,,1,"a', '24/11/2026,F2,,2,b"'),
    ):
        found = reading(opened, closed, "25/11/2026,F3,,6000,c")
        assert reasons(found)[0] == (2, "bank.row_quotes")
        assert [entry.row for entry in found.lines][-1] == 4


# -- cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234.000", 1_234_000),
        ("1,234,000", 1_234_000),
        ("1234000", 1_234_000),
        ("1,234,000.00", 1_234_000),
        ("1.234.000,0", 1_234_000),
        ("1234000.00", 1_234_000),
        ("+21.000 VND", 21_000),
        ("+ 21.000đ", 21_000),
        ("VND 21,000", 21_000),
        ("-21.000", -21_000),
        ("−21.000", -21_000),
        ("(21.000)", -21_000),
        ("\u00a021000 ", 21_000),
        ("0", 0),
        ("0.00", 0),
        ("1.23.000", None),
        ("1.2345", None),
        ("1,234.000", None),
        ("1.234,000", None),
        ("1,234,000.50", None),
        ("0.5", None),
        ("21 000", None),
        ("21000-", None),
        ("(21.000", None),
        ("(-21.000)", None),
        ("--21", None),
        ("VND", None),
        (".", None),
        ("0x10", None),
        ("", None),
    ],
)
def test_sums_as_banks_write_them(text: str, amount: int | None) -> None:
    found = read_sum(text)
    assert (found and found.amount) == amount


@settings(max_examples=60)
@given(st.integers(0, 999_999_999_999), st.sampled_from([".", ","]), st.booleans())
def test_any_written_sum_is_that_sum(amount: int, sign: str, with_parts: bool) -> None:
    text = f"{amount:,}".replace(",", sign) + ((("." if sign == "," else ",") + "00") if with_parts else "")
    found = read_sum(text)
    assert found is not None
    assert found.amount == amount
    assert habit([found]) in (sign, "")


@pytest.mark.parametrize(
    "text",
    ["23/11/2026", "23-11-2026", "23.11.2026", "2026-11-23", "2026/11/23", "23/11/2026 09:41",
     "23/11/2026 09:41:07",     "2026-11-23T09:41:07.123", "2026-11-23 09:41:07+07:00",
     "09:41:07 23/11/2026", " 23/11/2026\n09:41 SA"],
)  # fmt: skip
def test_days_as_banks_write_them(text: str) -> None:
    assert read_day(text) == DAY


@settings(max_examples=60)
@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_any_day_is_read_with_the_day_before_the_month(day: date) -> None:
    assert read_day(f"{day.day}/{day.month}/{day.year}") == day
    assert read_day(day.isoformat()) == day


@pytest.mark.parametrize(
    "row",
    [
        ["Ngày", "Nội dung", "Số dư"],
        ["Ngày", "Nội dung", "Số tài khoản ghi có"],
        ["Ngày", "Ghi có", "Số tham chiếu"],
        ["Nội dung", "Ghi có", "Số tham chiếu"],
        ["Ngày", "Ghi nợ", "Nội dung"],
        ["", "", ""],
        ["Ngày", "Ghi có", "Nội dung" + "x" * 200],
    ],
)
def test_a_row_without_day_memo_and_credit_is_no_heading(row: list[str]) -> None:
    assert columns_of(row) is None


@settings(max_examples=40)
@given(st.permutations(["Ngày giao dịch", "Ghi nợ", "Ghi có", "Nội dung", "Mã giao dịch", "Số dư"]))
def test_columns_may_stand_in_any_order(names: list[str]) -> None:
    columns = columns_of(names)
    assert columns is not None
    places = (columns.day, columns.debit, columns.credit, columns.memo, columns.reference)
    assert [names[place] for place in places if place is not None] == [
        "Ngày giao dịch", "Ghi nợ", "Ghi có", "Nội dung", "Mã giao dịch",
    ]  # fmt: skip


@settings(max_examples=80)
@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: f"{HEAD}\n{text}".encode("utf-8", "replace"))
)
def test_reading_never_raises(data: bytes) -> None:
    found = read_statement(data)
    assert all(known(p.message_id) for p in found.problems)
    assert all(entry.amount > 0 and entry.memo.isprintable() for entry in found.lines)


def test_every_row_is_a_line_a_debit_a_note_or_a_problem() -> None:
    chance = random.Random(7)
    cells = ["23/11/2026", "31/02/2026", "", "21.000", "x", "-5", "Tổng cộng", "1e5"]
    rows = [",".join(chance.choices(cells, k=5)) for _ in range(400)]
    found = reading(*rows)
    blank = sum(not row.strip(",") for row in rows)
    assert len(found.lines) + len(found.problems) + found.debits + found.notes + blank == len(rows)
