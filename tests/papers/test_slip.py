"""What the reception slip says, field by field."""

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime

import pytest

from counter.i18n import LOCAL_ZONE, t, use_language
from counter.models.catalogue import Channel
from counter.models.dossier import (
    Applicant,
    Appointment,
    Contact,
    ContactKind,
    DossierView,
    PaperMark,
    PaperState,
    ResultWay,
)
from counter.models.money import MoneyState, PaymentKind, PaymentMeans, Quote, QuoteLine
from counter.papers import words
from counter.papers.slip import slip_data
from counter.settings import WardSettings

from .factory import BARE_WARD, DUE, WARD, dossier, exemption, filed, given_back, payment, share


def test_an_ordinary_slip() -> None:
    slip = slip_data(dossier(), WARD)

    assert slip.head.title == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    assert slip.head.dated == "Phú Xuân, ngày 20 tháng 11 năm 2026"
    assert (slip.head.code, slip.head.code_note) == ("H57.15-261120-0254", "")
    assert (slip.head.practice_mark, slip.head.copy_mark, slip.head.portal_code) == ("", "", "")
    assert slip.filing.submitter == "Nguyễn Thị Mơ"
    assert slip.filing.channel == "nộp trực tiếp"
    assert slip.filing.procedure == "Thủ tục đăng ký khai sinh (mã 1.001193)"
    assert slip.times.received == "9 giờ 43 phút, thứ Sáu ngày 20/11/2026"
    assert slip.times.due == "16 giờ 30 phút, thứ Tư ngày 25/11/2026"
    assert slip.times.reckoning == "3 ngày làm việc, nghỉ 24/11"
    assert slip.money.total == "16.000đ"
    assert slip.money.in_words == "Mười sáu nghìn đồng"
    assert slip.money.state == "chưa thanh toán"
    assert slip.money.note == "Giấy này không thay thế biên lai."
    assert slip.back.ask == "Điện thoại quầy: 0234 3822 001"
    assert slip.received_by == "Lê Thị Bình"


def test_papers_say_how_they_were_taken_and_what_is_missing() -> None:
    marks = (
        PaperMark(key="a", name="Tờ khai", state=PaperState.SUBMITTED, originals=1, copies=2),
        PaperMark(key="b", name="Căn cước", state=PaperState.PRESENTED),
        PaperMark(key="c", name="Kết hôn", state=PaperState.FROM_DATABASE),
        PaperMark(key="d", name="Giấy chứng sinh", state=PaperState.MISSING),
        PaperMark(key="e", name="Ảnh", state=PaperState.ASKED),
        PaperMark(key="f", name="Uỷ quyền", state=PaperState.NOT_NEEDED),
    )
    papers = slip_data(dossier(papers=marks), WARD).papers

    assert [(p.name, p.originals, p.copies, p.how) for p in papers.lines] == [
        ("Tờ khai", 1, 2, "nộp"),
        ("Căn cước", 0, 0, "xuất trình, trả lại"),
        ("Kết hôn", 0, 0, "lấy từ cơ sở dữ liệu"),
    ]
    assert papers.missing == ("Giấy chứng sinh", "Ảnh")


def test_missing_papers_are_among_what_to_bring() -> None:
    lacking = (PaperMark(key="d", name="Giấy chứng sinh", state=PaperState.MISSING),)
    assert "giấy tờ còn thiếu" in slip_data(dossier(papers=lacking), WARD).back.bring
    assert "giấy tờ còn thiếu" not in slip_data(dossier(), WARD).back.bring


@pytest.mark.parametrize(
    ("changes", "total", "in_words", "state", "receipts"),
    [
        ({"money": MoneyState.NONE}, "Không thu phí, lệ phí", "", "", ()),
        ({"money": MoneyState.UNKNOWN}, "Chưa có mức thu – quầy sẽ báo", "", "", ()),
        ({"money": MoneyState.DUE}, "16.000đ", "Mười sáu nghìn đồng", "chưa thanh toán", ()),
        ({"money": MoneyState.LATER}, "16.000đ", "Mười sáu nghìn đồng", "thu sau, khi trả kết quả", ()),
        (
            {"money": MoneyState.PAID, "payments": (payment(21000),)},
            "21.000đ",
            "Hai mươi mốt nghìn đồng",
            "đã thanh toán tiền mặt",
            ("Biên lai mẫu EBL01, ký hiệu 26E, số 0001873",),
        ),
        (
            {"money": MoneyState.PAID, "payments": (payment(8000, PaymentMeans.TRANSFER, receipt=None),)},
            "8.000đ",
            "Tám nghìn đồng",
            "đã thanh toán chuyển khoản",
            ("Chưa ghi số biên lai",),
        ),
        (
            {"money": MoneyState.PAID, "payments": (payment(8000),), "exemptions": (exemption(),)},
            "8.000đ",
            "Tám nghìn đồng",
            "đã thanh toán tiền mặt, một phần được miễn: Luật Hộ tịch Điều 11",
            ("Biên lai mẫu EBL01, ký hiệu 26E, số 0001873",),
        ),
        (
            {
                "money": MoneyState.PAID,
                "payments": (payment(10000), payment(6000, PaymentMeans.CARD, id=2, receipt=None)),
            },
            "16.000đ",
            "Mười sáu nghìn đồng",
            "đã thanh toán",
            ("Biên lai mẫu EBL01, ký hiệu 26E, số 0001873", "Chưa ghi số biên lai"),
        ),
        (
            {"money": MoneyState.DUE, "left": 6000, "payments": (payment(10000),)},
            "16.000đ",
            "Mười sáu nghìn đồng",
            "đã nộp 10.000đ, còn 6.000đ chưa thanh toán",
            ("Biên lai mẫu EBL01, ký hiệu 26E, số 0001873",),
        ),
        (
            {
                "money": MoneyState.DUE,
                "payments": (payment(voided=True, given_back=16000), given_back(PaymentKind.VOID)),
            },
            "16.000đ",
            "Mười sáu nghìn đồng",
            "chưa thanh toán",
            (),
        ),
        (
            {
                "money": MoneyState.PAID,
                "payments": (payment(given_back=6000), given_back(PaymentKind.REFUND, 6000)),
            },
            "16.000đ",
            "Mười sáu nghìn đồng",
            "đã thanh toán tiền mặt, đã hoàn trả 6.000đ",
            ("Biên lai mẫu EBL01, ký hiệu 26E, số 0001873",),
        ),
        (
            {
                "money": MoneyState.PAID,
                "payments": (payment(21000, shares=(share(16000), share(5000, dossier_id=2))),),
            },
            "16.000đ",
            "Mười sáu nghìn đồng",
            "đã thanh toán tiền mặt",
            ("Biên lai mẫu EBL01, ký hiệu 26E, số 0001873",),
        ),
        (
            {"money": MoneyState.EXEMPT, "exemptions": (exemption(),)},
            "được miễn: Luật Hộ tịch Điều 11",
            "",
            "",
            (),
        ),
        ({"money": MoneyState.EXEMPT}, "được miễn", "", "", ()),
    ],
)
def test_money_in_every_state(
    changes: dict[str, object], total: str, in_words: str, state: str, receipts: tuple[str, ...]
) -> None:
    money = slip_data(dossier(**changes), WARD).money
    assert (money.total, money.in_words, money.state, money.receipts) == (total, in_words, state, receipts)


def test_only_a_debt_is_money_to_bring() -> None:
    owing = slip_data(dossier(money=MoneyState.LATER), WARD)
    paid = slip_data(dossier(money=MoneyState.PAID, payments=(payment(),)), WARD)
    assert "tiền phí, lệ phí: 16.000đ" in owing.back.bring
    assert not any("tiền phí" in item for item in paid.back.bring)


def test_of_a_fee_paid_in_part_the_rest_is_to_bring() -> None:
    slip = slip_data(dossier(money=MoneyState.LATER, left=6000, payments=(payment(10000),)), WARD)
    assert "tiền phí, lệ phí: 6.000đ" in slip.back.bring


def test_an_amount_the_data_does_not_know_is_said_and_never_zero() -> None:
    quote = Quote(
        lines=(QuoteLine(label="Lệ phí hộ tịch", quantity=1, unit_amount=None, amount=None, source=""),),
        total=None,
        waived=None,
        unknown=("Lệ phí hộ tịch",),
    )
    money = slip_data(dossier(money=MoneyState.UNKNOWN, quote=quote), WARD).money
    assert [(line.label, line.amount) for line in money.lines] == [("Lệ phí hộ tịch", "chưa có mức thu")]
    assert "0đ" not in money.total
    assert money.to_bring == ""


def test_a_waived_line_shows_what_was_taken_off() -> None:
    line = QuoteLine(label="Bản sao", quantity=2, unit_amount=8000, amount=0, source="", waived=16000)
    money = slip_data(dossier(quote=Quote(lines=(line,), total=0, waived=16000)), WARD).money
    assert money.lines[0].amount == "0đ (đã giảm 16.000đ)"


@pytest.mark.parametrize(
    ("contact", "told"),
    [
        (Contact(kind=ContactKind.OWN_PHONE, phone="+84914220118"), "gọi số 0914 220 118"),
        (Contact(kind=ContactKind.LANDLINE, phone="02343822001"), "gọi máy bàn 0234 3822 001"),
        (
            Contact(kind=ContactKind.RELATIVE, phone="0914220118", whose="con trai Trần Văn Út"),
            "gọi người thân: con trai Trần Văn Út, 0914 220 118",
        ),
        (Contact(kind=ContactKind.NEIGHBOUR, phone="0914220118"), "gọi nhờ hàng xóm: 0914 220 118"),
        (Contact(kind=ContactKind.GROUP_HEAD, whose="ông Hai"), "nhờ tổ trưởng tổ dân phố: ông Hai"),
        (Contact(kind=ContactKind.POST), "gửi thư đến: 12/4 kiệt 27 Nguyễn Trãi"),
        (Contact(kind=ContactKind.NONE), "không có số để báo, Ông/Bà đến quầy xem kết quả"),
        (Contact(), "không có số để báo, Ông/Bà đến quầy xem kết quả"),
        (
            Contact(kind=ContactKind.NONE, comes_back_on=date(2026, 12, 1)),
            "không có số để báo, Ông/Bà đến quầy xem kết quả. Ông/Bà tự quay lại thứ Ba ngày 01/12/2026",
        ),
    ],
)
def test_every_way_to_be_told(contact: Contact, told: str) -> None:
    view = dossier(contact=contact, applicant=Applicant(full_name="A", address="12/4 kiệt 27 Nguyễn Trãi"))
    assert slip_data(view, WARD).back.told == told


@pytest.mark.parametrize(
    ("way", "text"),
    [
        (ResultWay.COUNTER, "tại Quầy 1, Trung tâm Phục vụ hành chính công phường Phú Xuân"),
        (ResultWay.POST, "qua bưu chính, gửi đến: 1 Lê Lợi"),
        (ResultWay.ONLINE, "bản điện tử trên Cổng Dịch vụ công"),
    ],
)
def test_every_way_to_get_the_result(way: ResultWay, text: str) -> None:
    view = dossier(result_way=way, applicant=Applicant(full_name="A", address="1 Lê Lợi"))
    assert slip_data(view, WARD).back.way == text


@pytest.mark.parametrize("channel", list(Channel))
def test_every_channel_has_words(channel: Channel) -> None:
    assert slip_data(dossier(channel=channel), WARD).filing.channel.startswith("nộp ")


def test_a_ward_that_has_not_said_its_phone_asks_people_to_come() -> None:
    ask = slip_data(dossier(), BARE_WARD).back.ask
    assert ask.startswith("Cần hỏi: đến Quầy 1, 394")
    assert "Đinh Tiên Hoàng" in ask


def test_a_code_without_the_wards_unit_code_is_provisional_and_cannot_be_looked_up() -> None:
    known, unknown = slip_data(dossier(), WARD), slip_data(dossier(), BARE_WARD)
    marked = slip_data(dossier(provisional=True), WARD)
    assert known.head.code_note == "" and known.back.lookup
    assert unknown.head.code_note.startswith("mã tạm") and not unknown.back.lookup
    assert marked.head.code_note.startswith("mã tạm") and not marked.back.lookup


@pytest.mark.parametrize(
    "view", [dossier(practice=True), dossier(practice=True, code="TẬP-H57.15-261120-0254")]
)
def test_a_practice_slip_is_marked_and_its_code_cannot_be_taken_for_a_real_one(view: DossierView) -> None:
    slip = slip_data(view, WARD)
    assert slip.head.practice_mark == "MẪU – THỰC HÀNH"
    assert slip.head.code == "TẬP-H57.15-261120-0254"
    assert slip.qr.text.startswith("TẬP-H57.15-261120-0254|")
    assert slip.back.lookup == ""


def test_practice_can_be_asked_for_a_real_dossier() -> None:
    slip = slip_data(dossier(), WARD, practice=True)
    assert slip.head.practice_mark and slip.head.code.startswith("TẬP-")


def test_reprints_are_counted() -> None:
    assert [slip_data(dossier(), WARD, copy=n).head.copy_mark for n in (1, 2, 3)] == [
        "",
        "BẢN SAO 2",
        "BẢN SAO 3",
    ]


def test_no_appointment_is_said_and_not_left_blank() -> None:
    slip = slip_data(dossier(appointment=Appointment(due=None, reason="")), WARD)
    assert slip.times.due == "Chưa có ngày hẹn – quầy sẽ báo"
    assert slip.times.reckoning == "chưa có trong dữ liệu thủ tục"
    assert (slip.times.weekday, slip.times.day, slip.times.hour, slip.times.spoken) == ("", "", "", "")
    assert slip.qr.text.endswith("|2026-11-20T09:43|")


def test_a_doubt_about_the_day_is_told_in_the_residents_words() -> None:
    shaky = Appointment(
        due=DUE, reason="3 ngày làm việc", warnings=("Chưa có thông báo lịch nghỉ năm 2027.",)
    )
    told = slip_data(dossier(appointment=shaky), WARD).times.reckoning
    doubt = f"lịch nghỉ năm {DUE.year} chưa có thông báo đủ, ngày hẹn có thể đổi, quầy sẽ báo"
    assert told == f"3 ngày làm việc; {doubt}"


def test_the_owner_and_the_portal_code_stand_there_when_they_exist() -> None:
    slip = slip_data(dossier(behalf_of="Trần Văn Út", submission=filed("G22.99-261120-000123")), WARD)
    assert slip.filing.owner == "Trần Văn Út"
    assert slip.head.portal_code == "Mã trên Cổng Dịch vụ công: G22.99-261120-000123"


def test_an_old_identity_number_is_called_one() -> None:
    assert (
        slip_data(dossier(applicant=Applicant(old_cmnd="191234567")), WARD).filing.identity
        == "191234567 (CMND)"
    )
    assert slip_data(dossier(applicant=Applicant()), WARD).filing.identity == "chưa có"


def test_the_slip_is_vietnamese_whatever_the_screen_speaks() -> None:
    before = slip_data(dossier(), WARD)
    use_language("en")
    try:
        assert t("weekday.1") != "thứ Hai", "the screen speaks English now"
        assert slip_data(dossier(), WARD) == before
    finally:
        use_language("vi")


@pytest.mark.parametrize(
    ("hour", "minute", "official", "spoken"),
    [
        (7, 30, "7 giờ 30 phút", "7 giờ 30 sáng"),
        (9, 5, "9 giờ 05 phút", "9 giờ 05 sáng"),
        (11, 30, "11 giờ 30 phút", "11 giờ 30 trưa"),
        (12, 0, "12 giờ", "12 giờ trưa"),
        (13, 0, "13 giờ", "1 giờ chiều"),
        (17, 0, "17 giờ", "5 giờ chiều"),
        (18, 15, "18 giờ 15 phút", "6 giờ 15 tối"),
    ],
)
def test_hours_as_printed_and_as_spoken(hour: int, minute: int, official: str, spoken: str) -> None:
    moment = datetime(2026, 11, 25, hour, minute, tzinfo=LOCAL_ZONE)
    assert (words.hour(moment), words.spoken_hour(moment)) == (official, spoken)


def test_days_are_those_of_the_counter_and_not_of_greenwich() -> None:
    late = datetime(2026, 11, 30, 18, 30, tzinfo=UTC)  # 01:30 on 1 December at the counter
    assert words.long_date(late) == "ngày 01 tháng 12 năm 2026"
    assert words.long_date(datetime(2027, 2, 9, 3, 0, tzinfo=UTC)) == "ngày 09 tháng 02 năm 2027"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("0914220118", "0914 220 118"),
        ("+84 914.220.118", "0914 220 118"),
        ("02343822001", "0234 3822 001"),
        ("02438220012", "024 3822 0012"),
        ("1022", "1022"),
        ("gọi cô Ba", "gọi cô Ba"),
    ],
)
def test_phones_are_grouped_to_be_read_aloud(typed: str, printed: str) -> None:
    assert words.phone(typed) == printed


@pytest.mark.parametrize(
    ("ward", "place"),
    [("phường Phú Xuân", "Phú Xuân"), ("xã A Lưới 1", "A Lưới 1"), ("Phường 7", "Phường 7"), ("Huế", "Huế")],
)
def test_the_place_a_paper_is_dated_from(ward: str, place: str) -> None:
    assert words.place_name(ward) == place


def test_text_from_outside_is_one_clean_line_everywhere() -> None:
    dirty = "Nguyễn\u202e Thị\n\tMơ\x1b[31m\u200b"
    view = dossier(
        applicant=Applicant(full_name=dirty, citizen_id=dirty, address=dirty),
        behalf_of=dirty,
        procedure_name=dirty,
        contact=Contact(kind=ContactKind.RELATIVE, phone=dirty, whose=dirty),
        appointment=Appointment(due=DUE, reason=dirty),
        papers=(
            PaperMark(key="a", name=dirty, state=PaperState.SUBMITTED),
            PaperMark(key="b", name=dirty, state=PaperState.MISSING),
        ),
        received_by=dirty,
        submission=filed(dirty),
    )
    ward = replace(
        WARD, centre_name=dirty, counter_name=dirty, address=dirty, phone=dirty, authority_name=dirty
    )
    for text in _texts(slip_data(view, ward)):
        assert all(letter.isprintable() for letter in text), repr(text)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in _texts(item)]
    if is_dataclass(value) and not isinstance(value, type):
        return [text for field in fields(value) for text in _texts(getattr(value, field.name))]
    return []


def test_the_ward_settings_of_a_fresh_store_are_enough() -> None:
    assert slip_data(dossier(), WardSettings()).head.authority == "UBND phường Phú Xuân"
