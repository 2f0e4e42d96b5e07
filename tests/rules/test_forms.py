"""Answers to e-forms: what each kind of question takes, how it is stored and read back, what is refused."""

from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter import i18n
from counter.errors import Problem
from counter.models.catalogue import FieldType, FormField
from counter.models.dossier import Applicant
from counter.paths import data_dir
from counter.rules.form_dates import age_in_words
from counter.rules.forms import Checked, check, clean, prefill, problems
from counter.services.catalogue.catalogue import Catalogue

TODAY = date(2025, 11, 24)


@cache
def catalogue() -> Catalogue:
    return Catalogue(data_dir())


def question(kind: FieldType, **more: object) -> FormField:
    known: dict[str, object] = {"key": "o", "label": "Ô", "type": kind, "required": False}
    return FormField(**(known | more))  # type: ignore[arg-type]  # a table of keywords


BIRTH = question(FieldType.DATE, birth=True, past=True)
PAST = question(FieldType.DATE, past=True)
ANY_DAY = question(FieldType.DATE)
SEX = question(FieldType.CHOICE, options=("Nam", "Nữ"))
REASONS = question(FieldType.MULTI_CHOICE, options=("Tên", "Địa chỉ trụ sở", "Chủ hộ", "Vốn"))


def kept(field: FormField, text: str, today: date = TODAY) -> tuple[str, str]:
    found = check(field, text, today)
    assert isinstance(found, Checked), found
    return found.value, found.read_back


def refused(field: FormField, text: str, today: date = TODAY) -> str:
    found = check(field, text, today)
    assert isinstance(found, Problem), found
    assert found.field == field.key
    assert i18n.known(found.message_id)
    assert i18n.t(found.message_id, **found.params)
    return found.message_id


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("121125", "12/11/2025", "thứ Tư, 12 ngày tuổi"),
        ("12112025", "12/11/2025", "thứ Tư, 12 ngày tuổi"),
        ("12/11/2025", "12/11/2025", "thứ Tư, 12 ngày tuổi"),
        ("12-11-25", "12/11/2025", "thứ Tư, 12 ngày tuổi"),
        ("12.11.2025", "12/11/2025", "thứ Tư, 12 ngày tuổi"),
        ("2025-11-12", "12/11/2025", "thứ Tư, 12 ngày tuổi"),
        ("24/11/2025", "24/11/2025", "thứ Hai, 0 ngày tuổi"),
        ("1/2/1952", "01/02/1952", "thứ Sáu, 73 tuổi"),
        ("010252", "01/02/1952", "thứ Sáu, 73 tuổi"),  # 2052 lies ahead
        ("24/11/2024", "24/11/2024", "Chủ nhật, 12 tháng tuổi"),
        ("1938", "1938", "chỉ biết năm, 87 tuổi"),
    ],
)
def test_dates_of_birth_are_read_back_with_weekday_and_age(text: str, value: str, said: str) -> None:
    assert kept(BIRTH, text) == (value, said)


def test_other_dates_may_lie_ahead() -> None:
    assert kept(ANY_DAY, "011226") == ("01/12/2026", "thứ Ba")
    assert kept(PAST, "011226") == ("01/12/1926", "thứ Tư")
    assert refused(PAST, "01/12/2026") == "form.date.future"


@pytest.mark.parametrize(
    ("field", "text", "message_id"),
    [
        (BIRTH, "29/02/2023", "form.date.unreadable"),
        (BIRTH, "12/13/2025", "form.date.unreadable"),
        (BIRTH, "12/11/2052", "form.date.future"),
        (BIRTH, "12/11/1890", "form.date.too_old"),
        (BIRTH, "2052", "form.date.future"),
        (BIRTH, "1890", "form.date.too_old"),
        (BIRTH, "1211", "form.date.too_old"),  # a year, not day and month
        (ANY_DAY, "1938", "form.date.unreadable"),
        (ANY_DAY, "12112", "form.date.unreadable"),
        (ANY_DAY, "hôm qua", "form.date.unreadable"),
        (ANY_DAY, "12/11/1700", "form.date.too_old"),
        (ANY_DAY, "١٢/١١/٢٠٢٥", "form.date.unreadable"),
    ],
)
def test_dates_that_are_none(field: FormField, text: str, message_id: str) -> None:
    assert refused(field, text) == message_id


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("08:30 12/11/2025", "12/11/2025 08:30"),
        ("121125 8h30", "12/11/2025 08:30"),
        ("12/11/2025 20h", "12/11/2025 20:00"),
        ("12/11/2025", "12/11/2025"),
    ],
)
def test_moments_keep_their_hour(text: str, value: str) -> None:
    assert kept(question(FieldType.DATE_TIME, past=True), text) == (value, "thứ Tư")


def test_a_moment_with_an_hour_that_does_not_exist_is_refused() -> None:
    assert refused(question(FieldType.DATE_TIME), "12/11/2025 25:00") == "form.date.unreadable"


@pytest.mark.parametrize(("text", "value"), [("1", "Nam"), ("2", "Nữ"), ("nu", "Nữ"), ("NAM", "Nam")])
def test_choices_by_number_or_words(text: str, value: str) -> None:
    assert kept(SEX, text)[0] == value


def test_a_choice_that_could_be_two_is_asked_again() -> None:
    assert refused(SEX, "n") == "form.choice"
    assert refused(SEX, "3") == "form.choice"
    assert refused(SEX, "n ữ") == "form.choice"
    assert refused(SEX, "0") == "form.choice"
    assert kept(question(FieldType.CHOICE), "Kinh")[0] == "Kinh"


def test_several_choices() -> None:
    assert kept(REASONS, "1 3")[0] == "Tên; Chủ hộ"
    assert kept(REASONS, "1,3,1")[0] == "Tên; Chủ hộ"
    assert kept(REASONS, "dia chi; vốn")[0] == "Địa chỉ trụ sở; Vốn"
    assert refused(REASONS, "1 9") == "form.choice"


@pytest.mark.parametrize(
    ("text", "value"),
    [("046195001234", "046195001234"), (" 046 195 001234\t", "046195001234"), ("191234567", "191234567")],
)
def test_identity_numbers(text: str, value: str) -> None:
    assert kept(question(FieldType.ID_NUMBER), text)[0] == value


def test_identity_numbers_that_are_short_say_how_many_digits() -> None:
    found = check(question(FieldType.ID_NUMBER), "04619500123", TODAY)
    assert found == Problem("o", "form.id.digits", {"count": 11})
    assert refused(question(FieldType.ID_NUMBER), "046195001234 Nguyễn Thị Mơ") == "form.id.unreadable"


def test_an_identity_number_with_a_name_where_the_form_asks_for_both() -> None:
    mother = question(FieldType.ID_NUMBER, more_text=True)
    assert kept(mother, "046 195 001234, Nguyễn Thị Mơ")[0] == "046195001234, Nguyễn Thị Mơ"
    assert kept(mother, "Nguyễn Thị Mơ, 046195001234")[0] == "Nguyễn Thị Mơ, 046195001234"
    assert kept(mother, "046195001234")[0] == "046195001234"
    assert refused(mother, "Nguyễn Thị Mơ") == "form.id.with_text"
    assert refused(mother, "046195001234, 191234567") == "form.id.with_text"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FieldType.INTEGER, "03", "3"),
        (FieldType.DECIMAL, "85,5", "85,5"),
        (FieldType.DECIMAL, "85.5", "85,5"),
        (FieldType.DECIMAL, "1.250", "1250"),
        (FieldType.DECIMAL, "1.250,75", "1250,75"),
        (FieldType.MONEY, "1500k", "1500000"),
        (FieldType.YES_NO, "1", "Có"),
        (FieldType.YES_NO, "không", "Không"),
        (FieldType.PHONE, "0914 220 118", "0914 220 118"),
        (FieldType.PHONE, "0", ""),
        (FieldType.BANK_ACCOUNT, "1023 4567 890, Vietcombank", "10234567890, Vietcombank"),
        (FieldType.TEXT, "  Bệnh   viện  ", "Bệnh viện"),
        (FieldType.TEXT, "Nguyễn".encode().decode(), "Nguyễn"),
        (FieldType.TEXT, "[/] $primary", "[/] $primary"),
        (FieldType.LIST, "bán tạp hóa \n\n ăn uống", "bán tạp hóa\n\năn uống"),
    ],
)
def test_other_answers(kind: FieldType, text: str, value: str) -> None:
    assert kept(question(kind), text)[0] == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (FieldType.INTEGER, "-1"),
        (FieldType.INTEGER, "1.5"),
        (FieldType.INTEGER, "1e3"),
        (FieldType.DECIMAL, "85,"),
        (FieldType.DECIMAL, "1.2.3"),
        (FieldType.MONEY, "25,000"),
        (FieldType.YES_NO, "có thể"),
        (FieldType.PHONE, "12345"),
        (FieldType.BANK_ACCOUNT, "Vietcombank"),
        (FieldType.TEXT, "A\x1b[2JB"),
        (FieldType.TEXT, "A\x00B"),
        (FieldType.TEXT, "a" + "\u0323" * 60),
        (FieldType.TEXT, "x" * 501),
        (FieldType.LONG_TEXT, "x" * 4001),
        (FieldType.LONG_TEXT, "ghi chú\nA\x1b]0;x\x07"),
        (FieldType.TEXT, "mã OTP 123456"),
        (FieldType.LONG_TEXT, "mật khẩu VNeID: Hue@2025"),
    ],
)
def test_what_is_refused(kind: FieldType, text: str) -> None:
    assert refused(question(kind), text)


def test_a_note_about_a_password_is_no_password() -> None:
    assert kept(question(FieldType.TEXT), "không nhớ mật khẩu")[0] == "không nhớ mật khẩu"


@pytest.mark.parametrize("text", ["", "   ", "\u3000", "\u200b"])
def test_blank_is_empty(text: str) -> None:
    assert kept(question(FieldType.TEXT), text) == ("", "")
    assert refused(question(FieldType.TEXT, required=True), text) == "form.required"


BIRTH_FORM = {
    "tre_ho_ten": "nguyễn minh an",
    "tre_ngay_sinh": "121125",
    "tre_gioi_tinh": "2",
    "noi_sinh": "Bệnh viện Trung ương Huế",
    "dan_toc": "Kinh",
    "que_quan": "Quảng Trị",
    "nguoi_di_dang_ky": "046195001234, mẹ",
}


def test_a_whole_form_is_clean_and_stays_clean() -> None:
    procedure = catalogue().get("ks")
    assert problems(procedure, BIRTH_FORM, TODAY) == ()
    answers = clean(procedure, BIRTH_FORM, TODAY)
    stored = {answer.key: answer.value for answer in answers}
    assert stored["tre_ngay_sinh"] == "12/11/2025"
    assert stored["tre_gioi_tinh"] == "Nữ"
    assert [answer.key for answer in answers] == [f.key for f in procedure.fields if f.key in stored]
    assert clean(procedure, stored, TODAY) == answers


def test_all_problems_of_a_form_come_at_once_and_in_order() -> None:
    procedure = catalogue().get("ks")
    wrong = BIRTH_FORM | {"tre_ngay_sinh": "311125", "tre_ho_ten": " ", "lạ": "x", "so_ban_sao": "hai"}
    assert [p.field for p in problems(procedure, wrong, TODAY)] == [
        "tre_ho_ten",
        "tre_ngay_sinh",
        "so_ban_sao",
        "lạ",
    ]


def test_the_card_answers_what_it_knows() -> None:
    card = Applicant(
        full_name="Nguyễn Thị Mơ", citizen_id="046195001234", dob=date(1995, 3, 2), address="12 Đào Duy Anh"
    )
    assert prefill(catalogue().get("hn"), card) == {
        "nguoi_yeu_cau_ho_ten": "Nguyễn Thị Mơ",
        "nguoi_yeu_cau_so_dinh_danh": "046195001234",
        "ngay_sinh": "02/03/1995",
        "noi_cu_tru": "12 Đào Duy Anh",
    }
    assert prefill(catalogue().get("ks"), card) == {"nguoi_di_dang_ky": "046195001234"}
    assert prefill(catalogue().get("hn"), Applicant()) == {}


@given(st.sampled_from(FieldType), st.text(max_size=60), st.booleans())
@settings(max_examples=300, deadline=None)
def test_whatever_is_kept_is_kept_again(kind: FieldType, text: str, past: bool) -> None:
    options = ("Nam", "Nữ", "Khác") if kind in {FieldType.CHOICE, FieldType.MULTI_CHOICE} else ()
    field = question(kind, options=options, past=past, birth=past)
    found = check(field, text, TODAY)
    if isinstance(found, Checked):
        again = check(field, found.value, TODAY)
        assert isinstance(again, Checked)
        assert again.value == found.value


@given(st.dates(date(1901, 1, 1), TODAY))
def test_a_birthday_is_read_however_it_is_written(day: date) -> None:
    for text in (f"{day:%d%m%Y}", f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", day.isoformat()):
        assert kept(BIRTH, text)[0] == f"{day:%d/%m/%Y}"
    assert age_in_words(day, TODAY)
