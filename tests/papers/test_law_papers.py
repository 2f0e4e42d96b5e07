"""Forms 02 to 07 of the circular, the result slip and the hand-over list, as they come out of the press.

One PDF of a form is read by several checks: a page costs more than all the looking at it.
"""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from counter.errors import DataFault
from counter.i18n import LOCAL_ZONE, local
from counter.models.catalogue import Channel
from counter.models.dossier import DossierView
from counter.models.law_papers import LawFacts, LawForm, PaperNumber
from counter.models.life import AskedBy, Direction, MoneyAfter
from counter.papers import law_forms, typeset
from counter.papers.law_forms import TEMPLATES, draw, values_of
from counter.papers.law_preview import rows
from counter.papers.law_settings import symbols
from counter.papers.law_sheet import register_sheet
from counter.papers.law_values import (
    ControlData,
    ExtensionData,
    HandOverData,
    RefusalData,
    RegisterData,
    ResultData,
    StopData,
    SupplementData,
)
from counter.papers.layouts import layouts
from counter.papers.sheet_csv import sheets_csv
from counter.rules.hand_steps import InTime, outcome
from counter.rules.paper_numbers import NUMBERED, written

from . import law_factory as made
from .factory import BARE_WARD, DUE, WARD, dossier
from .reading import pdf_pages, pdf_text, picture, qr_text, squeezed
from .samples import HOSTILE, LETTERS, filled_with, long_dossier
from .test_pages import assert_all_there

NOT_ON_THE_PAGE = {  # what a template leaves out on purpose
    "mau-04": ("subject.place", "subject.identity", "subject.received", "contact.officer"),
    "mau-05": ("subject.identity", "contact.officer"),
    "mau-06": ("subject.place", "subject.address", "subject.phone", "subject.identity"),
    "mau-03": ("subject.received", "subject.due"),
    "mau-02": ("subject.due",),
    "mau-07": ("head.short_code",),
    "bien-nhan-ket-qua": ("subject.received", "subject.due", "contact.officer"),
}
FORM_OF = {
    SupplementData: LawForm.SUPPLEMENT,
    RefusalData: LawForm.REFUSAL,
    ExtensionData: LawForm.EXTENSION,
    StopData: LawForm.STOP,
    ControlData: LawForm.CONTROL,
    RegisterData: LawForm.REGISTER,
    ResultData: LawForm.RESULT,
    HandOverData: LawForm.HAND_OVER,
}
IDS = [str(FORM_OF[kind]) for kind in TEMPLATES]


def of_each(view: DossierView | None = None) -> list[LawFacts]:
    return list(made.all_facts(view))


@pytest.mark.parametrize("nth", range(len(IDS)), ids=IDS)
@pytest.mark.parametrize("view", [dossier(), long_dossier()], ids=["ordinary", "long"])
def test_every_value_is_on_the_paper(nth: int, view: DossierView) -> None:
    data = values_of(of_each(view)[nth], WARD, copy=2, practice=True)
    template = TEMPLATES[type(data)]
    assert_all_there(template, data, NOT_ON_THE_PAGE.get(template, ()))


ORDER: dict[str, tuple[str, ...]] = {
    "02": (
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Mã hồ sơ: H57.15-261120-0254",
        "Đơn vị: Trung tâm Phục vụ hành chính công phường Phú Xuân",
        "Tiếp nhận hồ sơ của Ông/Bà: Nguyễn Thị Mơ",
        "Địa chỉ: 12/4 kiệt 27 Nguyễn Trãi, tổ 15, phường Phú Xuân, thành phố Huế",
        "Nội dung yêu cầu giải quyết: Thủ tục đăng ký khai sinh (mã 1.001193)",
        "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:",
        "1 Giấy chứng sinh bản đã nộp mờ số, cần bản rõ 1 – –",
        "2 Giấy chứng nhận kết hôn của cha mẹ – 1 2",
        "Lý do: Giấy chứng sinh không đọc được số",
        "Mang đến trước hết thứ Sáu ngày 27/11/2026.",
        "gặp Lê Thị Bình",
        "Điện thoại quầy: 0234 3822 001",
        "NGƯỜI HƯỚNG DẪN",
        "Lê Thị Bình",
    ),
    "03": (
        "Số: 07",
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Tiếp nhận hồ sơ của Ông/Bà: Nguyễn Thị Mơ",
        "Nội dung yêu cầu giải quyết: Thủ tục đăng ký khai sinh (mã 1.001193)",
        "không tiếp nhận, giải quyết",
        "Lý do: Trẻ đã được đăng ký khai sinh tại phường Thuận Hoá ngày 02/11/2026",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TỪ CHỐI",
        "LÃNH ĐẠO DUYỆT",
    ),
    "04": (
        "Số: 07/PXL",
        "Phú Xuân, ngày 24 tháng 11 năm 2026",
        "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
        "Kính gửi: Nguyễn Thị Mơ",
        "Ngày 20/11/2026, Trung tâm Phục vụ hành chính công phường Phú Xuân đã tiếp nhận hồ sơ lĩnh vực",
        "Hộ tịch của Nguyễn Thị Mơ",
        "Mã hồ sơ: H57.15-261120-0254",
        "Ngày hẹn trả kết quả: 16 giờ 30 phút, thứ Tư ngày 25/11/2026",
        "không trả được kết quả",
        "Lý do: Chờ xác minh nơi cư trú của cha mẹ trẻ tại Công an phường",
        "xin lỗi Ông/Bà",
        "Thời gian hẹn trả lại: 16 giờ 30 phút, thứ Tư ngày 02/12/2026",
        "Nơi nhận:",
        "GIÁM ĐỐC",
        "Trần Văn Lãnh",
    ),
    "05": (
        "Số: 12/TB",
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "Kính gửi: Nguyễn Thị Mơ",
        "Mã hồ sơ: H57.15-261120-0254",
        "Theo đề nghị của cơ quan giải quyết",
        "dừng giải quyết",
        "Lý do: Quá thời hạn bổ sung mà không nhận được giấy tờ",
        "Giấy tờ trả lại: Giấy chứng sinh (bản chính)",
        "Phí, lệ phí: được hoàn trả, nhận tại quầy",
        "KT. GIÁM ĐỐC – PHÓ GIÁM ĐỐC",
    ),
    "06": (
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Quyển số: 01/2026",
        "Số thứ tự: 254",
        "Kèm theo hồ sơ của: Nguyễn Thị Mơ",
        "Ngày nhận: 9 giờ 43 phút, thứ Sáu ngày 20/11/2026",
        "Ngày, giờ hẹn trả kết quả: 16 giờ 30 phút, thứ Tư ngày 25/11/2026",
        "Cơ quan (bộ phận) giải quyết hồ sơ: Phòng Văn hoá – Xã hội phường Phú Xuân",
        "Cơ quan phối hợp giải quyết hồ sơ: Công an phường Phú Xuân",
        "1. Nguyễn Thị Mơ",
        "2. Lê Thị Bình",
        "1. Lê Thị Bình",
        "2. Hồ Đắc Chuyên 1",
        "Trước hạn",
        "2. Nguyễn Thị Mơ",
    ),
    "07": (
        "SỔ THEO DÕI HỒ SƠ",
        "Quyển số: 01/2026",
        "Hồ sơ tiếp nhận từ ngày 01/11/2026 đến ngày 30/11/2026: 2 hồ sơ",
        "STT",
        "Mã hồ sơ",
        "H57.15-261120-0001",
        "H57.15-261120-0002",
        "NGƯỜI LẬP SỔ",
    ),
    "result": (
        "GIẤY BIÊN NHẬN TRẢ KẾT QUẢ",
        "Người nộp hồ sơ: Nguyễn Thị Mơ",
        "Người trả kết quả",
        "Họ tên: Lê Thị Bình",
        "Điện thoại: 0234 3822 001",
        "Người nhận kết quả",
        "Họ tên: Trần Văn Út",
        "Là: người được uỷ quyền",
        "Điện thoại: 0914 220 119",
        "Loại kết quả: Giấy khai sinh",
        "Số: 254/2026",
        "NGƯỜI TRẢ KẾT QUẢ",
        "NGƯỜI NHẬN KẾT QUẢ",
    ),
    "hand-over": (
        "Số: 31",
        "PHIẾU BÀN GIAO KẾT QUẢ",
        "Bên giao: Hồ Đắc Chuyên – Phòng Văn hoá – Xã hội phường Phú Xuân",
        "Bên nhận: Lê Thị Bình",
        "H57.15-261120-0001",
        "Giấy khai sinh số 1/2026",
        "X",
        "H57.15-261120-0002",
        "Hai bên đã giao nhận đủ 2 hồ sơ",
        "NGƯỜI GIAO",
        "NGƯỜI NHẬN",
    ),
}


@pytest.mark.parametrize("facts", of_each(), ids=IDS)
def test_the_official_lines_in_their_order_on_one_page_of_the_right_size(facts: LawFacts) -> None:
    data = values_of(facts, WARD)
    form = FORM_OF[type(data)]
    pdf = draw(data)
    assert len(pdf) <= 60_000
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    wide = {LawForm.REGISTER: (297, 210), LawForm.HAND_OVER: (210, 297)}.get(form, (148, 210))
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == wide
    text, at = pdf_text(pdf), -1
    for line in ORDER[form]:
        found = squeezed(text).find(squeezed(line), at + 1)
        assert found > at, f"{line!r} is missing or out of order in: {text}"
        at = found
    assert "THỰC HÀNH" not in text and "BẢN SAO" not in text


@pytest.mark.parametrize("nth", range(len(IDS)), ids=IDS)
def test_every_vietnamese_letter_and_hostile_text_come_back(nth: int) -> None:
    spelt = " ".join(LETTERS) + " H'Ƀlŏ ƀuôn Yă, Y Bhĕm Niê, Ŭi Ĭ, LÝ MỸ Ỹ LAN ỮNG DỮ"
    said = f"{spelt} {' '.join(HOSTILE)}"
    text = squeezed(pdf_text(draw(values_of(_said_everywhere(nth, said), WARD))))
    missing = [letter for letter in LETTERS if letter not in text]
    assert not missing, missing
    for part in (spelt, *HOSTILE):
        assert squeezed(part) in text, part


def test_a_name_with_letters_put_together_leaves_the_rest_of_the_page_readable() -> None:
    """One drawn letter must not change what all others of the page are copied and found as."""
    for name in ("Rơ\u0306 Châm H'Bliê\u0306n", "Y Bhĕm", "Ŏi Ŭ"):
        text = squeezed(pdf_text(draw(values_of(made.refusal(refused_by=name), WARD))))
        for line in ("TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", "Nguyễn Thị Mơ", "046195001234", "lý do cụ thể như sau"):
            assert squeezed(line) in text, f"{name}: {line}"


def _said_everywhere(nth: int, said: str) -> LawFacts:
    """The facts of a form with `said` wherever a person may have typed something."""
    view = filled_with(said)
    row = made.register_row(applicant=said, returned_to=said)
    result = replace(made.hand_over().rows[0], owner=said)
    return (
        made.supplement(view, reason=said, asked_by=said),
        made.refusal(view, reason=said, refused_by=said),
        made.extension(view, reason=said, signed_by=said),
        made.stop(view, reason=said, papers_back=said),
        made.control(view, agency=said),
        made.result(view, collector=said, result_kind=said),
        replace(made.register(0), rows=(row,)),
        replace(made.hand_over(), person=said, rows=(result,)),
    )[nth]


@pytest.mark.parametrize("facts", of_each(), ids=IDS)
def test_the_qr_at_the_top_left_has_the_fields_of_the_circular(facts: LawFacts) -> None:
    data = values_of(facts, WARD)
    png = typeset.png(TEMPLATES[type(data)], data, ppi=200)
    page = picture(png)
    corner = page.crop((0, 0, int(page.width * 0.25), int(page.height * 0.25)))
    kept = io.BytesIO()
    corner.save(kept, "PNG")
    fields = qr_text(kept.getvalue()).split("|")
    at = local(data.issued_at).strftime("%Y-%m-%dT%H:%M")
    assert (fields[0], fields[3], fields[4], fields[5]) == (data.head.code, data.head.title, "counter", at)
    alone = isinstance(data, RegisterData) or FORM_OF[type(data)] is LawForm.HAND_OVER
    assert (fields[1], fields[2]) == (("", "") if alone else ("1.001193", "046195001234"))
    assert len(fields) == 6


@pytest.mark.parametrize(
    ("facts", "heading", "foot", "mark"),
    [
        (made.register(90), "Tên thủ tục hành chính", "30/11/2026: 90 hồ sơ", "H57.15-261120-{:04}"),
        (made.hand_over(90), "Trả qua", "giao nhận đủ 90 hồ sơ", "Giấy khai sinh số {}/2026"),
        (made.control(steps=made.steps(10)), "THỜI GIAN GIAO", "", ""),
    ],
    ids=["07", "hand-over", "06"],
)
def test_long_lists_break_between_rows_under_repeated_headings(
    facts: LawFacts, heading: str, foot: str, mark: str
) -> None:
    pages = pdf_pages(draw(values_of(facts, WARD)))
    assert 2 <= len(pages) <= 8
    for number, page in enumerate(pages, start=1):
        assert squeezed(heading) in squeezed(page)
        assert f"Trang {number} / {len(pages)}" in page
    assert squeezed(foot) in squeezed(pages[-1])
    if mark:
        for nth in range(1, 91):
            assert sum(squeezed(mark.format(nth)) in squeezed(page) for page in pages) == 1, nth


def test_a_long_register_is_drawn_in_parts_and_reads_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(law_forms, "PART", 30)
    pages = pdf_pages(draw(values_of(made.register(100), WARD)))
    whole = squeezed("".join(pages))
    for nth in range(1, 101):
        assert whole.count(f"H57.15-261120-{nth:04}") == 1
    for number, page in enumerate(pages, start=1):
        assert page.rstrip().endswith(f"Trang {number}"), page[-80:]
        assert squeezed("Tên thủ tục hành chính") in squeezed(page)
    assert whole.count(squeezed("SỔ THEO DÕI HỒ SƠ")) == whole.count(squeezed("NGƯỜI LẬP SỔ")) == 1
    assert squeezed("30/11/2026: 100 hồ sơ") in squeezed(pages[-1])


def test_an_online_refusal_has_no_line_for_somebody_who_is_not_there() -> None:
    data = values_of(made.refusal(dossier(channel=Channel.ONLINE)), WARD)
    assert isinstance(data, RefusalData)
    assert (data.submitter, data.filed) == ("", "9 giờ 43 phút, thứ Sáu ngày 20/11/2026")
    text = pdf_text(draw(data))
    assert "NGƯỜI NỘP HỒ SƠ" not in text and "NGƯỜI TỪ CHỐI" in text and "nộp trực tuyến" in text


@pytest.mark.parametrize(
    ("asker", "told"),
    [
        (AskedBy.RESIDENT, "theo đề nghị của Nguyễn Thị Mơ (người nộp hồ sơ)"),
        (AskedBy.AGENCY, "theo đề nghị của cơ quan giải quyết"),
        (AskedBy.CENTRE, "theo đề nghị của Trung tâm Phục vụ hành chính công phường Phú Xuân"),
    ],
)
def test_who_wished_the_stop(asker: AskedBy, told: str) -> None:
    data = values_of(made.stop(asker=asker, money=MoneyAfter.KEPT), WARD)
    assert isinstance(data, StopData)
    assert (data.asked, data.money) == (told, "không hoàn trả")


def test_a_list_that_goes_out_is_called_one_of_dossiers_and_signed_the_other_way() -> None:
    text = pdf_text(draw(values_of(made.hand_over(direction=Direction.OUT), WARD)))
    assert "PHIẾU BÀN GIAO HỒ SƠ" in text
    assert squeezed("Bên giao: Lê Thị Bình") in squeezed(text)
    assert squeezed("Bên nhận: Hồ Đắc Chuyên") in squeezed(text)


def test_a_copy_a_practice_paper_and_a_provisional_code_are_marked() -> None:
    data = values_of(made.supplement(dossier(provisional=True)), BARE_WARD, copy=3)
    text = pdf_text(draw(data))
    assert "BẢN SAO 3" in text and "mã tạm" in text and "Tra cứu" not in text
    practice = pdf_text(draw(values_of(made.register(), WARD, practice=True)))
    assert "MẪU – THỰC HÀNH" in practice and "TẬP-01/2026" in practice


def test_a_step_taken_back_stays_in_the_history() -> None:
    steps = made.steps()
    undone = replace(steps[1], undone=True)
    data = values_of(made.control(steps=(steps[0], undone, *steps[1:])), WARD)
    assert isinstance(data, ControlData)
    assert [line.number for line in data.steps] == ["1", "2", "3", "4", "5"]
    assert "đã hoàn tác" in data.steps[1].note


@pytest.mark.parametrize("facts", of_each(long_dossier()), ids=IDS)
def test_the_screen_says_what_the_page_says(facts: LawFacts) -> None:
    data = values_of(facts, WARD, copy=2)
    page = squeezed(pdf_text(draw(data))).casefold()
    shown = rows(data)
    assert len({label for label, _ in shown}) >= 5 and all(label and value for label, value in shown)
    whole = ("Dấu", "Giấy", "Mã", "Số", "Người nộp", "Thủ tục", "Lý do", "Hẹn trả mới", "Bổ sung trước hết")
    for label, value in shown:
        if label in whole:
            assert squeezed(value).casefold() in page, f"{label}: {value}"


def test_the_register_as_a_table_has_the_cells_of_the_page_and_no_formula() -> None:
    hostile = made.register_row(3, applicant='=HYPERLINK("x")', returned_to="+84", address="@a")
    facts = made.register(2)
    sheet = register_sheet(replace(facts, rows=(*facts.rows, hostile)))
    assert len(sheet.columns) == 15 == len(sheet.rows[0])
    assert sheet.rows[0][:2] == (1, "H57.15-261120-0001")
    text = sheets_csv(("Trung tâm",), [sheet]).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert '\'=HYPERLINK("x")' in cells and "'+84" in cells
    assert not [cell for cell in cells if cell[:1] in "=+-@" and cell]


def test_a_block_that_cannot_be_read_is_seen_and_never_stops_the_list(tmp_path: Path) -> None:
    (tmp_path / "mau-02.typ").write_text("#metadata((form: 1)) <layout>", "utf-8")
    (tmp_path / "mau-03.typ").write_bytes(b"\xff\xfe")
    (tmp_path / "chung.typ").write_text("", "utf-8")
    assert [(one.template, one.form) for one in layouts(tmp_path)] == [("mau-02", ""), ("mau-03", "")]


NEAR = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (None, None),
        (DUE - timedelta(days=1), InTime.EARLY),
        (datetime(2026, 11, 25, 0, 0, tzinfo=LOCAL_ZONE), InTime.ON_TIME),
        (DUE, InTime.ON_TIME),
        (DUE.astimezone(UTC) + NEAR, InTime.LATE),
    ],
)
def test_early_on_time_and_late(done: datetime | None, said: InTime | None) -> None:
    assert outcome(DUE, done) is said
    assert outcome(None, done) is None


@given(number=st.integers(1, 99_999), symbol=st.sampled_from(["", "PXL", "TB-TTPVHCC"]))
def test_a_number_is_written_with_two_digits_at_least(number: int, symbol: str) -> None:
    said = written(PaperNumber(form=LawForm.EXTENSION, year=2026, number=number), symbol)
    bare, _, after = said.partition("/")
    assert int(bare) == number and len(bare) >= 2 and after == symbol
    assert written(None, symbol) == ""


def test_each_numbered_form_has_a_symbol_or_says_that_it_has_none() -> None:
    assert set(symbols()) == {form.value for form in NUMBERED}
    assert symbols()["04"] == "PXL"


def test_a_symbol_that_is_no_text_names_the_file_and_the_line(tmp_path: Path) -> None:
    path = tmp_path / "ky-hieu.yaml"
    path.write_text(
        'symbols:\n  "02": ""\n  "03": ""\n  "04": 5\n  "05": ""\n  "hand-over": ""\n  "hand-over-out": ""\n',
        "utf-8",
    )
    with pytest.raises(DataFault) as caught:
        symbols(tmp_path)
    assert (caught.value.params["file"], caught.value.params["line"]) == ("ky-hieu.yaml", 4)
