"""Pages as they come out: text that can be read back, a QR that can be scanned, nothing over the edge."""

import io
from dataclasses import fields, is_dataclass, replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from pypdf import PdfReader

from counter.models.dossier import Appointment, ContactKind, DossierView
from counter.papers import typeset
from counter.papers.consent import consent_data
from counter.papers.slip import slip_data
from counter.papers.values import ConsentData, Printable, SlipData
from counter.services.catalogue import portal_data

from .factory import BARE_WARD, RECEIVED, WARD, dossier, payment
from .reading import pdf_pages, pdf_text, picture, qr_text, squeezed
from .samples import HOSTILE, LETTERS, filled_with, long_dossier, words

CONSENT_TEXT = """Cháu sẽ gõ và nộp hồ sơ khai sinh này lên Cổng Dịch vụ công thay cô.

Chỉ dùng cho hồ sơ này. Cô có thể dừng bất cứ lúc nào."""
SLIPS = (typeset.MAU_01, typeset.LARGE_PRINT, typeset.THERMAL)
# What a template draws instead of writing, or writes on other variants of the page only.
DRAWN = ("qr.text", "qr.svg")
LEFT_OUT = {
    typeset.MAU_01: ("times.spoken", "times.weekday", "times.hour", "times.day", "money.to_bring"),
    typeset.LARGE_PRINT: (
        *("head.title", "head.authority", "head.centre", "head.dated", "head.portal_code"),
        *("filing.place", "filing.channel", "filing.identity", "filing.address", "filing.phone"),
        *("papers.sets", "times.received", "times.reckoning", "times.due", "money.in_words"),
        *("money.lines", "money.to_bring", "back.lookup", "received_by"),
    ),
    typeset.THERMAL: (
        *("head.authority", "head.centre", "head.dated", "filing.channel", "filing.identity"),
        *("filing.address", "filing.phone", "papers.sets", "times.weekday", "times.day", "times.hour"),
        *("times.spoken", "money.lines", "money.to_bring", "back.lookup", "received_by"),
    ),
}


def consent(text: str = CONSENT_TEXT) -> ConsentData:
    return consent_data(dossier(), WARD, text=text, version="2026-11", reader="Lê Thị Bình", at=RECEIVED)


def texts(value: object, path: str = "") -> list[tuple[str, str]]:
    """Every text of the values with its path; counts are left to their own test."""
    if isinstance(value, str):
        return [(path, value)] if value else []
    if isinstance(value, tuple):
        return [pair for item in value for pair in texts(item, path)]
    if is_dataclass(value) and not isinstance(value, type):
        dot = f"{path}." if path else ""
        return [p for f in fields(value) for p in texts(getattr(value, f.name), f"{dot}{f.name}")]
    return []


def assert_all_there(template: str, data: Printable, left_out: tuple[str, ...]) -> None:
    """Every text of the values can be read back from the page, in capitals or not."""
    page = squeezed(pdf_text(typeset.pdf(template, data))).casefold()
    for path, text in texts(data):
        if not path.startswith(DRAWN + left_out):
            assert squeezed(text).casefold() in page, f"{path}: {text!r} is not on {template}"


@pytest.mark.parametrize("template", SLIPS)
@pytest.mark.parametrize("view", [dossier(), long_dossier()], ids=["ordinary", "long"])
def test_every_field_is_on_the_page(template: str, view: DossierView) -> None:
    data = slip_data(view, WARD, copy=2, practice=True)
    assert_all_there(template, data, LEFT_OUT[template])


def test_every_field_of_the_consent_sheet_is_on_it() -> None:
    data = consent_data(
        replace(dossier(behalf_of="Trần Văn Út"), provisional=True),
        WARD,
        text=CONSENT_TEXT,
        version="2026-11",
        reader="Lê Thị Bình",
        at=RECEIVED,
    )
    assert_all_there(
        typeset.CONSENT, data, ("head.portal_code", "head.copy_mark", "filing.channel", "filing.phone")
    )


def test_the_whole_sentence_of_each_numbered_line() -> None:
    """The official lines in their order, words and figures as meant."""
    page = pdf_text(typeset.pdf(typeset.MAU_01, slip_data(dossier(), WARD)))
    expected = (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập – Tự do – Hạnh phúc",
        "Phú Xuân, ngày 20 tháng 11 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: H57.15-261120-0254",
        "254-K",
        "Đơn vị tiếp nhận: Quầy 1, Trung tâm Phục vụ hành chính công phường Phú Xuân",
        "Tiếp nhận hồ sơ của Ông/Bà: Nguyễn Thị Mơ (nộp trực tiếp)",
        "Địa chỉ: 12/4 kiệt 27 Nguyễn Trãi, tổ 15, phường Phú Xuân, thành phố Huế",
        "Số điện thoại: 0914 220 118",
        "Số căn cước/Hộ chiếu: 046195001234",
        "Nội dung yêu cầu giải quyết: Thủ tục đăng ký khai sinh (mã 1.001193)",
        "1. Thành phần hồ sơ, số lượng mỗi loại:",
        "1 Tờ khai đăng ký khai sinh 1 – – nộp",
        "3 Giấy chứng nhận kết hôn của cha mẹ – – – lấy từ cơ sở dữ liệu",
        "4 Thẻ căn cước của người đi đăng ký 1 – – xuất trình, trả lại",
        "2. Số lượng hồ sơ: 01 (bộ)",
        "3. Thời gian giải quyết theo quy định: 3 ngày làm việc, nghỉ 24/11",
        "4. Thời gian nhận hồ sơ: 9 giờ 43 phút, thứ Sáu ngày 20/11/2026",
        "5. Thời gian trả kết quả: 16 giờ 30 phút, thứ Tư ngày 25/11/2026",
        "6. Đăng ký nhận kết quả: tại Quầy 1",
        "7. Phí, lệ phí: 16.000đ (Mười sáu nghìn đồng) – chưa thanh toán.",
        "Giấy này không thay thế biên lai.",
        "Điện thoại quầy: 0234 3822 001",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    )
    at = -1
    for line in expected:
        found = squeezed(page).find(squeezed(line), at + 1)
        assert found > at, f"{line!r} is missing or out of order in: {page}"
        at = found


def test_all_134_accented_letters_come_back() -> None:
    assert len(LETTERS) == 134
    spelt = " ".join(LETTERS)
    data = slip_data(filled_with(spelt), WARD)
    for template in SLIPS:
        page = squeezed(pdf_text(typeset.pdf(template, data)))
        missing = [letter for letter in LETTERS if letter not in page]
        assert not missing, f"{template} lost {missing}"
    assert squeezed(spelt) in squeezed(pdf_text(typeset.pdf(typeset.MAU_01, data)))


def test_a_letter_the_font_lacks_is_printed_all_the_same() -> None:
    """Ê Đê and Ba Na names have letters that Vietnamese has not; a name must not lose one."""
    page = squeezed(pdf_text(typeset.pdf(typeset.MAU_01, slip_data(filled_with("H'Ƀlŏ ƀuôn Yă"), WARD))))
    assert "Ƀ" in page and "ƀuôn" in page


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("template", SLIPS)
def test_text_that_looks_like_source_is_only_text(template: str, text: str) -> None:
    page = squeezed(pdf_text(typeset.pdf(template, slip_data(filled_with(text), WARD))))
    assert page.count(squeezed(text)) >= 4


@pytest.mark.parametrize("text", HOSTILE)
def test_a_consent_text_that_looks_like_source_is_only_text(text: str) -> None:
    assert squeezed(text) in squeezed(pdf_text(typeset.pdf(typeset.CONSENT, consent(text))))


@given(name=words, address=words, reason=words)
@settings(max_examples=25, deadline=None)
def test_whatever_is_typed_is_what_is_printed(name: str, address: str, reason: str) -> None:
    view = replace(filled_with(name), appointment=Appointment(due=None, reason=reason))
    view = replace(view, applicant=replace(view.applicant, address=address))
    assert_all_there(typeset.MAU_01, slip_data(view, WARD), LEFT_OUT[typeset.MAU_01])


@pytest.mark.parametrize("template", [typeset.MAU_01, typeset.LARGE_PRINT])
@pytest.mark.parametrize("practice", [False, True])
def test_the_qr_of_a_printed_page_can_be_scanned(template: str, practice: bool) -> None:
    data = slip_data(dossier(), WARD, practice=practice)
    seen = qr_text(typeset.png(template, data, ppi=150))
    mark = "TẬP-" if practice else ""
    assert seen == data.qr.text
    assert seen.split("|") == [
        f"{mark}H57.15-261120-0254",
        "1.001193",
        "046195001234",
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "counter",
        "2026-11-20T09:43",
        "2026-11-25T16:30",
    ]


def test_the_qr_stands_at_the_top_left_of_the_form() -> None:
    page = picture(typeset.png(typeset.MAU_01, slip_data(dossier(), WARD), ppi=150))
    corner = page.crop((0, 0, page.width // 4, page.height // 6))
    buffer = io.BytesIO()
    corner.save(buffer, "PNG")
    assert qr_text(buffer.getvalue()).startswith("H57.15-261120-0254|")


def test_the_form_is_a5_and_twelve_papers_with_long_names_take_a_second_page() -> None:
    short = PdfReader(io.BytesIO(typeset.pdf(typeset.MAU_01, slip_data(dossier(), BARE_WARD))))
    assert [(round(float(p.mediabox.width)), round(float(p.mediabox.height))) for p in short.pages] == [
        (420, 595)
    ]
    first, second = pdf_pages(typeset.pdf(typeset.MAU_01, slip_data(long_dossier(), WARD)))
    assert squeezed("Trang 1 / 2") in squeezed(first)
    assert squeezed("Trang 2 / 2") in squeezed(second)
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" in second
    assert squeezed("TT Thành phần") not in squeezed(second)


def test_a_table_that_goes_on_repeats_its_head() -> None:
    many = long_dossier()
    many = replace(many, papers=many.papers + many.papers)
    pages = pdf_pages(typeset.pdf(typeset.MAU_01, slip_data(many, WARD)))
    assert squeezed("TT Thành phần") in squeezed(pages[1])


@pytest.mark.parametrize(
    ("template", "margin_mm"), [(typeset.MAU_01, 9), (typeset.LARGE_PRINT, 14), (typeset.CONSENT, 9)]
)
@pytest.mark.parametrize(
    "text", ["W" * 400, "Ngưỡng" * 60, "w" * 39 + "-" + "w" * 60], ids=["W", "ngưỡng", "w-w"]
)
def test_nothing_runs_over_the_edge(template: str, margin_mm: float, text: str) -> None:
    """A word without end is broken, and the margins of every page stay white."""
    view = filled_with(text)
    view = replace(view, code=text[:60], short_code="254-K")
    slip = slip_data(view, WARD)
    sheet = consent_data(view, WARD, text=text, version="1", reader=text, at=RECEIVED)
    for page in typeset.pages(template, sheet if template == typeset.CONSENT else slip, ppi=72):
        grey = picture(page)
        margin = int(margin_mm / 25.4 * 72)
        sides = (
            grey.crop((0, 0, margin, grey.height)),
            grey.crop((grey.width - margin, 0, grey.width, grey.height)),
        )
        assert all(min(side.tobytes()) > 200 for side in sides), "ink in a margin"


def test_large_print_has_no_letter_below_16_points_and_no_identity_number() -> None:
    data = slip_data(long_dossier(), BARE_WARD, copy=2)
    pdf = typeset.pdf(typeset.LARGE_PRINT, data)
    sizes: set[float] = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:

        def seen(text: str, _cm: object, matrix: list[float], _font: object, size: float) -> None:
            if text.strip():
                sizes.add(round(abs(size * matrix[3]), 1))

        page.extract_text(visitor_text=seen)
    assert sizes and min(sizes) >= 16
    assert "046195001234" not in squeezed(pdf_text(pdf))


def test_large_print_of_an_ordinary_dossier_is_one_page() -> None:
    assert len(pdf_pages(typeset.pdf(typeset.LARGE_PRINT, slip_data(dossier(), BARE_WARD)))) == 1


def test_the_consent_sheet_has_places_to_sign() -> None:
    page = pdf_text(typeset.pdf(typeset.CONSENT, consent()))
    for place in ("NGƯỜI ĐỒNG Ý", "HOẶC ĐIỂM CHỈ", "1. Họ tên:", "2. Họ tên:", "Lời đọc bản 2026-11"):
        assert squeezed(place) in squeezed(page)


def test_what_was_read_and_the_signature_are_on_one_page() -> None:
    """The words the centre ships, for the longest names: nobody can swap the page that was signed."""
    said = portal_data.sentence_on(RECEIVED.date()).texts["vi"]
    view = long_dossier()
    filled = said.replace("{thu_tuc}", view.procedure_name).replace("{trung_tam}", WARD.centre_name)
    sheet = consent_data(view, WARD, text=filled, version="1", reader="Lê Thị Bình", at=RECEIVED)
    assert len(pdf_pages(typeset.pdf(typeset.CONSENT, sheet))) == 1


def test_a_slip_that_is_not_practice_carries_no_mark() -> None:
    page = pdf_text(typeset.pdf(typeset.MAU_01, slip_data(dossier(), WARD)))
    assert "THỰC HÀNH" not in page and "BẢN SAO" not in page and "mã tạm" not in page


def test_the_same_data_gives_the_same_bytes() -> None:
    first, other = slip_data(dossier(), WARD), slip_data(long_dossier(), WARD)
    before = typeset.pdf(typeset.MAU_01, first)
    typeset.pdf(typeset.MAU_01, other)
    assert typeset.pdf(typeset.MAU_01, first) == before
    assert (
        typeset.pdf(typeset.MAU_01, replace(first, issued_at=datetime(2027, 1, 2, tzinfo=RECEIVED.tzinfo)))
        != before
    )


@pytest.mark.parametrize("template", SLIPS[:2])
def test_a_form_weighs_at_most_60_kilobytes(template: str) -> None:
    heavy = slip_data(replace(long_dossier(), payments=(payment(), payment())), WARD, copy=3, practice=True)
    assert len(typeset.pdf(template, heavy)) <= 60_000


def test_contact_kinds_all_print() -> None:
    for kind in ContactKind:
        view = dossier(contact=replace(dossier().contact, kind=kind, whose="bà Sáu"))
        assert slip_data(view, WARD).back.told


def test_values_are_what_a_template_reads() -> None:
    data: SlipData = slip_data(dossier(), WARD)
    assert '"due": "16 giờ 30 phút, thứ Tư ngày 25/11/2026"' in typeset.as_json(data)
