"""The slip of a payment, of a void and of a refund: what it says on the page, the roll and the screen."""

import io
import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from PIL import Image

from counter.i18n import t
from counter.models.money import MeansView, Payer, PaymentKind, PaymentMeans, PaymentView, Quote, QuoteLine
from counter.papers import preview, typeset
from counter.papers.payment_slip import payment_slip_data, template_of
from counter.papers.thermal import Roll, thermal
from counter.papers.values import PaymentSlipData

from .factory import QUOTE, WARD, dossier, exemption, given_back, payment, share
from .reading import pdf_pages, pdf_text, picture, squeezed
from .samples import HOSTILE, LETTERS, words

NOTE = "Không thay thế biên lai"
VISIT = payment(
    24000,
    means=(
        MeansView(means=PaymentMeans.CASH, amount=14000, tendered=20000, change=6000),
        MeansView(
            means=PaymentMeans.TRANSFER, amount=10000, reference="FT26324889120", account="Phí 113366668888"
        ),
    ),
    shares=(
        share(16000),
        share(5000, dossier_id=2, short_code="255-M", applicant="Trần Văn Út"),
        share(3000, dossier_id=3, short_code="256-P", applicant="Lê Thị Bưởi"),
    ),
    payer=Payer.CHILD,
    payer_name="Nguyễn Minh An",
)
VOID = given_back(PaymentKind.VOID)
REFUND = given_back(PaymentKind.REFUND, 6000)


def slips() -> list[tuple[str, PaymentSlipData]]:
    """Each kind of slip with its template."""
    return [
        (typeset.PAYMENT, payment_slip_data(payment(), WARD, dossiers=(dossier(),))),
        (
            typeset.PAYMENT,
            payment_slip_data(VISIT, WARD, dossiers=(dossier(exemptions=(exemption(),)),), copy=3),
        ),
        (
            typeset.PAYMENT,
            payment_slip_data(payment(receipt=None, receipt_later="Hết quyển"), WARD, practice=True),
        ),
        (typeset.GIVEN_BACK, payment_slip_data(VOID, WARD, first=payment(), practice=True, copy=2)),
        (typeset.GIVEN_BACK, payment_slip_data(REFUND, WARD, first=payment(receipt=None))),
    ]


def texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, tuple):
        return [text for item in value for text in texts(item)]
    if is_dataclass(value) and not isinstance(value, type):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    return []


def filled(text: str, kind: PaymentKind = PaymentKind.PAYMENT) -> PaymentSlipData:
    """A slip that says `text` wherever a person may have typed something."""
    base = payment() if kind is PaymentKind.PAYMENT else given_back(kind)
    view = replace(
        base,
        payer=Payer.OTHER,
        payer_name=text,
        taken_by=text,
        approved_by=text,
        reason=text,
        shares=(share(base.total, applicant=text, procedure=text, short_code=text),),
        means=(MeansView(means=PaymentMeans.TRANSFER, amount=base.total, reference=text, account=text),),
        receipt=None,
        receipt_later=text,
    )
    return payment_slip_data(view, WARD, first=replace(payment(), taken_by=text))


def test_an_ordinary_slip() -> None:
    data = payment_slip_data(payment(), WARD, dossiers=(dossier(),))
    assert data.head.title == "Phiếu thu phí, lệ phí"
    assert (data.head.code, data.head.copy_mark, data.head.practice_mark) == ("PT-1", "", "")
    (item,) = data.items
    assert (item.code, item.who, item.amount, item.note) == ("254-K", "Nguyễn Thị Mơ", "16.000đ", "")
    assert [(line.label, line.amount) for line in item.lines] == [("Bản sao trích lục, 2 bản", "16.000đ")]
    assert (data.total, data.in_words) == ("16.000đ", "Mười sáu nghìn đồng")
    (means,) = data.means
    assert (means.means, means.amount, means.detail) == (
        "Tiền mặt",
        "16.000đ",
        "nhận 20.000đ, thối lại 4.000đ",
    )
    assert data.receipt == "Biên lai mẫu EBL01, ký hiệu 26E, số 0001873, ngày 20/11/2026"
    assert (data.payer, data.paid_by, data.taken_by) == ("", "Nguyễn Thị Mơ", "Lê Thị Bình")
    assert data.taken == "9 giờ 43 phút, thứ Sáu ngày 20/11/2026"
    assert data.back is None and data.standing == "" and data.note == f"{NOTE}."


def test_one_payment_for_three_dossiers_by_two_means_and_another_payer() -> None:
    data = payment_slip_data(VISIT, WARD)
    assert [(item.code, item.amount) for item in data.items] == [
        ("254-K", "16.000đ"),
        ("255-M", "5.000đ"),
        ("256-P", "3.000đ"),
    ]
    assert [line.detail for line in data.means] == [
        "nhận 20.000đ, thối lại 6.000đ",
        "mã giao dịch FT26324889120, vào tài khoản Phí 113366668888",
    ]
    assert data.payer == "Nguyễn Minh An (con, cháu)"
    assert data.total == "24.000đ"


def test_who_pays_for_another_resident_is_named_without_being_asked() -> None:
    both = (share(8000), share(8000, dossier_id=2, applicant="Trần Văn Út"))
    assert payment_slip_data(payment(shares=both), WARD).payer == "Nguyễn Thị Mơ"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"receipt": None, "receipt_later": "Hết quyển"}, "Chưa có biên lai: Hết quyển"),
        (
            {"receipt": None, "receipt_later": "Hết quyển", "excused": "Máy in hỏng"},
            "Không có biên lai: Máy in hỏng (lãnh đạo đã duyệt)",
        ),
        ({"receipt": None}, "Chưa ghi số biên lai"),
    ],
)
def test_why_there_is_no_official_receipt(changes: dict[str, Any], told: str) -> None:
    assert payment_slip_data(payment(**changes), WARD).receipt == told


@pytest.mark.parametrize(
    ("by", "detail"),
    [
        (PaymentMeans.TRANSFER, "mã giao dịch FT26324889120"),
        (PaymentMeans.CARD, "số phiếu máy quẹt thẻ FT26324889120"),
        (PaymentMeans.POST, "số hiệu bưu gửi FT26324889120"),
    ],
)
def test_every_means_says_the_code_that_finds_it_again(by: PaymentMeans, detail: str) -> None:
    (means,) = payment_slip_data(payment(by=by), WARD).means
    assert means.detail == detail


def test_a_part_and_a_waiver_are_explained() -> None:
    lines = (
        *QUOTE.lines,
        QuoteLine(label="Lệ phí", quantity=1, unit_amount=8000, amount=0, source="", waived=8000),
    )
    view = dossier(quote=Quote(lines=lines, total=16000, waived=8000), exemptions=(exemption(),))
    (item,) = payment_slip_data(payment(10000), WARD, dossiers=(view,)).items
    assert item.note == (
        "nộp một phần: 10.000đ trong 16.000đ;"
        " đã miễn, giảm 8.000đ: Luật Hộ tịch Điều 11, giấy đã xem: 0215/GCN-HN"
    )
    assert item.lines[1].amount == "0đ (đã giảm 8.000đ)"


def test_a_void_says_what_of_why_and_by_whom() -> None:
    data = payment_slip_data(VOID, WARD, first=payment())
    assert data.head.title == "Phiếu huỷ khoản thu, trả lại tiền"
    assert (data.head.code, data.total, data.in_words) == ("PH-2", "16.000đ", "Mười sáu nghìn đồng")
    assert data.back is not None
    assert data.back.of.startswith("PT-1: 16.000đ, thu lúc 9 giờ 43 phút")
    assert data.back.receipt.endswith("số 0001873, ngày 20/11/2026: ghi ĐÃ HUỶ, số vẫn giữ trong quyển")
    assert (data.back.reason, data.back.approved_by) == ("Thu sai số tiền", "Trần Văn Lãnh")


def test_a_refund_of_a_part_has_its_own_title_and_the_receipt_stays() -> None:
    data = payment_slip_data(REFUND, WARD, first=payment())
    assert (data.head.title, data.head.code, data.total) == ("Phiếu hoàn trả phí, lệ phí", "HT-2", "6.000đ")
    assert data.back is not None and "HUỶ" not in data.back.receipt


def test_a_reprint_says_that_the_money_was_given_back() -> None:
    voided = payment(voided=True, given_back=16000)
    part = payment(given_back=6000)
    assert "ĐÃ HUỶ" in payment_slip_data(voided, WARD, copy=2).standing
    assert payment_slip_data(part, WARD, copy=2).standing == "Đã hoàn trả 6.000đ, còn 10.000đ"


def test_reprints_and_practice_are_marked_on_page_and_roll() -> None:
    data = payment_slip_data(payment(), WARD, copy=2, practice=True)
    assert data.head.code == "TẬP-PT-1"
    for template in (typeset.PAYMENT, typeset.PAYMENT_THERMAL):
        page = pdf_text(typeset.pdf(template, data))
        assert "BẢN SAO 2" in page and "THỰC HÀNH" in page


@pytest.mark.parametrize(("template", "data"), slips())
def test_everything_is_on_the_page_and_on_the_roll(template: str, data: PaymentSlipData) -> None:
    for name, left_out in ((template, ()), (typeset.PAYMENT_THERMAL, [*texts(data.head), data.paid_by])):
        page = squeezed(pdf_text(typeset.pdf(name, data))).casefold()
        for text in texts(data):
            if text not in left_out:
                assert squeezed(text).casefold() in page, f"{text!r} is not on {name}"
        assert squeezed(NOTE).casefold() in page


@pytest.mark.parametrize(("template", "data"), slips())
def test_an_a5_page_with_ink_inside_its_margins(template: str, data: PaymentSlipData) -> None:
    (page,) = typeset.pages(template, replace(data, head=replace(data.head, practice_mark="")), ppi=100)
    image = picture(page)
    assert abs(image.width - 148 / 25.4 * 100) < 2 and abs(image.height - 210 / 25.4 * 100) < 2
    assert min(image.tobytes()) < 10, "an empty page"
    for side in (
        image.crop((0, 0, 30, image.height)),
        image.crop((image.width - 30, 0, image.width, image.height)),
    ):
        assert side.getextrema() == (255, 255), "ink in the margin"


@pytest.mark.parametrize("roll", list(Roll))
@pytest.mark.parametrize(("template", "data"), slips())
def test_a_roll_is_one_bit_deep_and_as_wide_as_the_head(
    roll: Roll, template: str, data: PaymentSlipData
) -> None:
    image = Image.open(io.BytesIO(thermal(data, roll, template=typeset.PAYMENT_THERMAL)))
    assert (image.mode, image.width) == ("1", int(roll))
    assert image.height < 8 * image.width
    edge = image.crop((int(roll) - 6, 0, int(roll), image.height)).convert("L")
    assert edge.getextrema() == (255, 255)


@pytest.mark.parametrize(("template", "data"), slips())
def test_the_screen_says_what_the_paper_says(template: str, data: PaymentSlipData) -> None:
    page = squeezed(pdf_text(typeset.pdf(template, data)))
    for label, value in preview.payment_rows(data):
        assert not label.startswith("money_paper.")
        for part in re.split(r" · | \(|\)|, BẢN|: ", value):
            assert squeezed(part).casefold() in page.casefold(), f"{label}: {part!r} is on the screen only"


def test_many_dossiers_run_on_to_a_second_page_with_the_signatures_together() -> None:
    many = tuple(
        share(1000 + n, dossier_id=n, short_code=f"{n}-K", procedure="Chứng thực " * 8) for n in range(40)
    )
    data = payment_slip_data(payment(sum(s.amount for s in many), shares=many), WARD)
    pages = pdf_pages(typeset.pdf(typeset.PAYMENT, data))
    assert len(pages) > 1
    assert all("Khoản thu" in page for page in pages[:-1])
    assert "NGƯỜI NỘP TIỀN" in pages[-1] and "NGƯỜI THU TIỀN" in pages[-1]
    assert all(squeezed(f"{n}-K") in squeezed("".join(pages)) for n in range(40))


@given(text=words)
@settings(max_examples=15, deadline=None)
def test_no_text_breaks_a_slip(text: str) -> None:
    for kind in PaymentKind:
        data = filled(text, kind)
        template = typeset.PAYMENT if kind is PaymentKind.PAYMENT else typeset.GIVEN_BACK
        assert squeezed(text) in squeezed(pdf_text(typeset.pdf(template, data)))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_looks_like_a_template_is_only_text(text: str) -> None:
    assert squeezed(text) in squeezed(pdf_text(typeset.pdf(typeset.PAYMENT_THERMAL, filled(text))))


def test_all_accented_letters_come_back() -> None:
    spelt = " ".join(LETTERS)
    for template in (typeset.PAYMENT, typeset.PAYMENT_THERMAL):
        assert squeezed(spelt) in squeezed(pdf_text(typeset.pdf(template, filled(spelt))))


def test_each_kind_has_its_template() -> None:
    kinds: list[PaymentView] = [payment(), VOID, REFUND]
    assert [template_of(view) for view in kinds] == [typeset.PAYMENT, typeset.GIVEN_BACK, typeset.GIVEN_BACK]


def test_every_label_of_the_preview_has_words() -> None:
    for key in ("mark", "standing", "back_by", "taken_at", "note"):
        assert t(f"money_paper.preview.{key}") != f"money_paper.preview.{key}"
