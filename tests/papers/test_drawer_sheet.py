"""The hand-over sheet of a drawer: every sum and every entry, on pages that break between rows."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from counter.models.anchor import Anchor
from counter.models.drawer import ODD, CashCount
from counter.models.money import MeansView, PaymentKind, PaymentMeans
from counter.models.till import BookUse, CashMoveView, CountView, DrawerSheet, DrawerView, KindSum
from counter.papers import typeset
from counter.papers.drawer_sheet import difference_words, drawer_sheet_data, signed
from counter.papers.values import DrawerSheetData
from counter.rules.amounts import NOTES
from counter.rules.anchors import code_of, text_of

from .factory import RECEIVED, WARD, given_back, payment, share
from .reading import pdf_pages, pdf_text, picture, qr_text, squeezed
from .samples import HOSTILE, LETTERS

HEAD = Anchor(812, "0123456789abcdef" * 4, "ab" * 32, "0c" * 64)
COUNT = CashCount.of([(500_000, 1), (200_000, 2), (50_000, 3), (2_000, 11), (ODD, 700)])


def sheet(**changes: Any) -> DrawerSheet:
    """A morning's drawer with one of everything."""
    base = DrawerSheet(
        drawer=DrawerView(
            id=12,
            cashier="Lê Thị Bình",
            cashier_id=3,
            counter_name="Quầy 3",
            float_amount=500_000,
            opened_at=RECEIVED - timedelta(hours=2),
            closed_at=RECEIVED + timedelta(hours=2),
        ),
        closed_by="Lê Thị Bình",
        approved_by="Trần Văn Lãnh",
        handed_to="",
        counted=COUNT,
        counted_total=COUNT.total,
        expected=COUNT.total + 9_000,
        difference=-9_000,
        reason="Thối nhầm một người",
        kept=500_000,
        to_safe=COUNT.total - 500_000,
        by_kind=(
            KindSum(key="le_phi", count=3, amount=40_000),
            KindSum(key="phi", count=14, amount=500_000),
            KindSum(key="post", count=1, amount=36_000),
            KindSum(key="", count=1, amount=5_700),
        ),
        by_means=(
            KindSum(key="cash", count=15, amount=551_700),
            KindSum(key="transfer", count=3, amount=30_000),
            KindSum(key="card", count=1, amount=0),
            KindSum(key="post", count=0, amount=0),
        ),
        by_procedure=(KindSum(key="Chứng thực bản sao từ bản chính", count=17, amount=581_700),),
        books=(
            BookUse(
                form="01BLP2-001",
                serial="01AA-26P",
                first="0001861",
                last="0001880",
                used=17,
                voided=("0001873",),
                set_aside=("0001875 viết hỏng: nhoè mực", "0001879 bỏ cách: lật nhầm tờ"),
            ),
        ),
        reversals=(given_back(PaymentKind.VOID), given_back(PaymentKind.REFUND, 6_000, id=3)),
        moves=(
            CashMoveView(amount=200_000, reason="Đổi tiền lẻ", moved_by="Lê Thị Bình", moved_at=RECEIVED),
            CashMoveView(amount=-35_000, reason="Mua tem", moved_by="Lê Thị Bình", moved_at=RECEIVED),
        ),
        exemptions=(KindSum(key="Luật Hộ tịch Điều 11", count=2, amount=16_000),),
        unmatched=(payment(10_000, PaymentMeans.TRANSFER, id=8),),
        counts=(
            CountView(counted_at=RECEIVED, counted=COUNT.total - 200_000, difference=-209_000),
            CountView(counted_at=RECEIVED + timedelta(minutes=4), counted=COUNT.total, difference=-9_000),
        ),
        excused=(payment(8_000, id=9, receipt=None, receipt_later="Hết quyển", excused="Mất điện"),),
    )
    return replace(base, **changes)


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


def pages(data: DrawerSheetData) -> list[str]:
    return pdf_pages(typeset.pdf(typeset.DRAWER_SHEET, data))


def test_every_value_is_on_the_sheet() -> None:
    data = drawer_sheet_data(sheet(), WARD, copy=2, practice=True)
    page = squeezed("".join(pages(data))).casefold()
    for text in texts(data):
        assert squeezed(text).casefold() in page, text


def test_an_ordinary_morning_takes_one_page() -> None:
    notes = CashCount.of([(note, 9) for note in NOTES] + [(ODD, 700)])
    ordinary = sheet(counted=notes, excused=(), moves=(), seal=code_of(HEAD), seal_text=text_of(HEAD))
    assert len(pages(drawer_sheet_data(ordinary, WARD))) == 1


def test_the_sums_of_the_sheet() -> None:
    data = drawer_sheet_data(sheet(), WARD)
    assert (data.head.title, data.head.code) == ("Phiếu bàn giao ngăn tiền", "BG-12")
    assert [(line.label, line.count, line.amount) for line in data.notes] == [
        ("500.000đ", "1", "500.000đ"),
        ("200.000đ", "2", "400.000đ"),
        ("50.000đ", "3", "150.000đ"),
        ("2.000đ", "11", "22.000đ"),
        ("Tiền lẻ (200đ, 500đ)", "–", "700đ"),
    ]
    assert (data.counted, data.expected) == ("1.072.700đ", "1.081.700đ")
    assert data.counted_words == "Một triệu không trăm bảy mươi hai nghìn bảy trăm đồng"
    assert [line.amount for line in data.reckoning] == ["500.000đ", "551.700đ", "165.000đ"]
    assert (data.difference, data.difference_reason) == ("thiếu 9.000đ", "Thối nhầm một người")
    assert (data.kept, data.to_safe) == ("500.000đ", "572.700đ")
    assert [line.label for line in data.by_kind] == ["Lệ phí", "Phí", "Bưu chính", "Chưa rõ phí hay lệ phí"]
    assert data.by_means[0].label == "Tiền mặt"
    assert (data.collected, data.waived) == ("581.700đ", "16.000đ")


def test_voids_and_refunds_name_number_sum_reason_and_both_people() -> None:
    first, second = drawer_sheet_data(sheet(), WARD).reversals
    assert (first.number, first.what, first.amount) == ("PH-2", "Huỷ khoản PT-1, 254-K", "16.000đ")
    assert (first.reason, first.who) == ("Thu sai số tiền", "Lê Thị Bình; người duyệt Trần Văn Lãnh")
    assert (second.number, second.what) == ("HT-3", "Hoàn trả của PT-1, 254-K")


def test_every_count_is_told_with_what_it_was_against_the_book() -> None:
    data = drawer_sheet_data(sheet(), WARD)
    assert [(line.number, line.counted, line.difference) for line in data.counts] == [
        ("1", "872.700đ", "thiếu 209.000đ"),
        ("2", "1.072.700đ", "thiếu 9.000đ"),
    ]
    page = "".join(pages(data))
    assert "Các lần đếm trong ca" in page and "thiếu 209.000đ" in page
    assert "Các lần đếm" not in "".join(pages(drawer_sheet_data(sheet(counts=()), WARD)))


def test_cash_out_after_a_count_is_marked_and_its_approver_named() -> None:
    def out(**changes: Any) -> CashMoveView:
        base = CashMoveView(amount=-200_000, reason="Mua tem", moved_by="Lê Thị Bình", moved_at=RECEIVED)
        return replace(base, **changes)

    moves = (out(), out(approved_by="Trần Văn Lãnh"), out(approved_by="Trần Văn Lãnh", after_count=True))
    data = drawer_sheet_data(sheet(moves=moves), WARD)
    assert [(line.what, line.who) for line in data.moves] == [
        ("Chi ra", "Lê Thị Bình"),
        ("Chi ra", "Lê Thị Bình; người duyệt Trần Văn Lãnh"),
        ("Chi ra sau khi đếm", "Lê Thị Bình; người duyệt Trần Văn Lãnh"),
    ]
    assert squeezed("Chi ra sau khi đếm") in squeezed("".join(pages(data)))


def test_of_a_payment_by_two_means_only_the_transfer_is_unmatched() -> None:
    both = (
        MeansView(means=PaymentMeans.CASH, amount=6_000, tendered=10_000, change=4_000),
        MeansView(means=PaymentMeans.TRANSFER, amount=10_000, reference="FT1"),
    )
    (line,) = drawer_sheet_data(sheet(unmatched=(payment(16_000, means=both),)), WARD).unmatched
    assert (line.amount, line.reason) == ("10.000đ", "mã giao dịch FT1")


@pytest.mark.parametrize(
    ("difference", "told"), [(0, "khớp, không lệch"), (-1, "thiếu 1đ"), (12_000, "thừa 12.000đ")]
)
def test_a_difference_in_words(difference: int, told: str) -> None:
    assert difference_words(difference) == told


def test_what_was_given_back_may_be_more_than_what_came_in() -> None:
    assert (signed(-9_000), signed(0), signed(9_000)) == ("−9.000đ", "0đ", "9.000đ")


def test_reprints_are_counted_by_the_store_or_as_said() -> None:
    assert drawer_sheet_data(sheet(), WARD).head.copy_mark == ""
    assert drawer_sheet_data(sheet(copy=2), WARD).head.copy_mark == "BẢN SAO 3"
    assert drawer_sheet_data(sheet(copy=2), WARD, copy=5).head.copy_mark == "BẢN SAO 5"


def test_two_people_sign_and_who_closed_for_another_is_named() -> None:
    page = pdf_text(
        typeset.pdf(typeset.DRAWER_SHEET, drawer_sheet_data(sheet(handed_to="Đỗ Văn Nhận"), WARD))
    )
    assert "NGƯỜI GIAO" in page and "NGƯỜI NHẬN" in page and "Đỗ Văn Nhận" in page
    assert "Người chốt thay" not in page
    assert drawer_sheet_data(sheet(closed_by="Trần Văn Lãnh"), WARD).closed_by == "Trần Văn Lãnh"


def test_what_did_not_happen_is_said_and_not_left_blank() -> None:
    nothing: tuple[Any, ...] = ()
    quiet = sheet(
        by_kind=nothing, by_means=nothing, by_procedure=nothing, books=nothing, reversals=nothing,
        moves=nothing, exemptions=nothing, unmatched=nothing, excused=nothing, counted=CashCount(),
        counted_total=0, expected=0, difference=0, reason="", approved_by="", kept=0, to_safe=0,
    )  # fmt: skip
    (page,) = pages(drawer_sheet_data(quiet, WARD))
    assert page.count("không có.") == 10
    assert "Không đồng" in page


def long_sheet() -> DrawerSheet:
    """200 rows in each list."""
    wide = "Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền cấp"
    return sheet(
        by_procedure=tuple(KindSum(key=f"{wide} {n}", count=n, amount=n * 1_000) for n in range(200)),
        reversals=tuple(given_back(PaymentKind.VOID, id=n, reason=f"Lý do {n}") for n in range(1000, 1200)),
        unmatched=tuple(
            payment(1_000, PaymentMeans.TRANSFER, id=n, shares=(share(1_000, short_code=f"{n}-K"),))
            for n in range(2000, 2200)
        ),
        excused=tuple(payment(1_000, id=n, receipt=None, excused=f"Vì {n}") for n in range(3000, 3200)),
    )


def test_long_lists_break_between_rows_under_repeated_headings() -> None:
    data = drawer_sheet_data(long_sheet(), WARD)
    found = pages(data)
    assert 10 < len(found) < 40
    assert "NGƯỜI GIAO" in found[-1] and "NGƯỜI NHẬN" in found[-1]
    assert "nộp vào két 572.700đ" in " ".join(found[-1].split()), "nobody signs a page without the sums"
    for number, page in enumerate(found, start=1):
        assert f"Trang {number} / {len(found)}" in page and "BG-12" in page
    whole = squeezed("".join(found))
    for n in range(200):
        assert f"PH-{n + 1000}" in whole and f"PT-{n + 2000}" in whole and squeezed(f"Vì {n + 3000}") in whole
    for page in found[1:-1]:
        assert "Số tiền" in page, "a page of rows without a heading"
    for n in range(2000, 2200):  # the row's number and its dossier stand on one page
        (here,) = [page for page in found if f"PT-{n}" in page]
        assert f"{n}-K" in squeezed(here)


def test_no_heading_is_left_alone_at_the_foot_of_a_page() -> None:
    for rows in range(24, 40):
        many = tuple(KindSum(key=f"Thủ tục {n}", count=1, amount=1) for n in range(rows))
        for page in pages(drawer_sheet_data(sheet(by_procedure=many), WARD)):
            body = page.split("BG-12\nTrang")[0].strip().splitlines()
            assert not any(body[-1].strip().startswith(f"{n}. ") for n in range(5, 12)), body[-3:]


def test_ink_stays_inside_the_margins() -> None:
    for page in typeset.pages(typeset.DRAWER_SHEET, drawer_sheet_data(long_sheet(), WARD), ppi=50)[:6]:
        image = picture(page)
        left = image.crop((0, 0, 27, image.height))
        right = image.crop((image.width - 27, 0, image.width, image.height))
        assert left.getextrema() == right.getextrema() == (255, 255)


@pytest.mark.parametrize("text", [*HOSTILE, " ".join(LETTERS), "W" * 300])
def test_text_from_outside_is_only_text(text: str) -> None:
    moved = CashMoveView(amount=1, reason=text, moved_by=text, moved_at=RECEIVED)
    data = drawer_sheet_data(sheet(reason=text, approved_by=text, moves=(moved,)), WARD)
    assert squeezed(text) in squeezed("".join(pages(data)))


def test_the_sheet_shows_the_head_of_the_chain_and_a_reader_reads_it() -> None:
    """What is handed over holds the audit trail up to the close: as a code to type and one to scan."""
    sealed = replace(sheet(), seal=code_of(HEAD), seal_text=text_of(HEAD))
    data = drawer_sheet_data(sealed, WARD)
    made = typeset.pdf(typeset.DRAWER_SHEET, data)
    assert squeezed(code_of(HEAD)) in squeezed(pdf_text(made))
    assert qr_text(typeset.pages(typeset.DRAWER_SHEET, data, ppi=300)[-1]) == text_of(HEAD)
