"""The slip of a household's visit: everything on one paper, in large letters."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from counter.models.dossier import Applicant, Contact, ContactKind, PaperMark, PaperState
from counter.models.money import MoneyState
from counter.models.visit import VisitView
from counter.papers import typeset
from counter.papers.thermal import Roll, thermal
from counter.papers.visit_slip import visit_slip_data
from counter.rules import visit_code

from .factory import RECEIVED, WARD, dossier
from .reading import pdf_text, squeezed
from .samples import long_dossier

CODE = visit_code.build(4711)


def household(**changes: object) -> VisitView:
    """The mother for her child, the father: one paper is missing, nothing is paid."""
    father = Applicant(full_name="Trần Văn Bình", citizen_id="046092005678")
    missing = (PaperMark(key="a", name="Giấy chứng nhận kết hôn", state=PaperState.MISSING),)
    view = VisitView(
        id=4711,
        code=CODE,
        started_at=RECEIVED,
        started_by="Lê Thị Bình",
        people=(),
        drafts=(),
        unnamed=(),
        dossiers=(
            dossier(behalf_of="Nguyễn Minh An", left=16_000),
            dossier(
                id=2,
                short_code="255-M",
                applicant=father,
                procedure_name="Chứng thực chữ ký trong các giấy tờ, văn bản (áp dụng cho cả điểm chỉ)",
                papers=missing,
                left=16_000,
                contact=Contact(kind=ContactKind.NONE),
            ),
        ),
        practice=False,
        today=True,
    )
    remake: Callable[..., VisitView] = replace
    return remake(view, **changes)


def test_everything_of_the_visit_stands_on_it() -> None:
    data = visit_slip_data(household(), WARD)
    assert (data.head.code, data.qr.text) == (CODE, CODE), "a scanner types what a hand would"
    assert [line.short_code for line in data.lines] == ["254-K", "255-M"]
    assert data.lines[0].who == "Nguyễn Thị Mơ (làm thay Nguyễn Minh An)"
    assert data.lines[1].procedure == "Chứng thực chữ ký trong các giấy tờ, văn bản"
    assert data.lines[1].missing == ("Giấy chứng nhận kết hôn",)
    assert data.lines[0].due and data.lines[0].fee.startswith("16.000đ")
    assert (data.total, data.standing) == ("32.000đ", "Còn phải nộp 32.000đ")
    assert any("32.000đ" in one for one in data.bring) and "giấy tờ còn thiếu" in data.bring
    assert data.way and not any(line.way for line in data.lines), "what holds for all is said once"
    assert not data.told and all(line.told for line in data.lines), "they are told in different ways"


def test_what_is_settled_and_what_nobody_knows_is_said() -> None:
    paid = tuple(dossier(id=n, money=MoneyState.EXEMPT, left=0, short_code=f"25{n}-K") for n in range(2))
    assert visit_slip_data(household(dossiers=paid), WARD).standing == "Đã xong, không còn phải nộp"
    struck = (*paid, dossier(id=4, short_code="999-K", left=16_000, struck="nhận nhầm"))
    data = visit_slip_data(household(dossiers=struck), WARD)
    assert len(data.lines) == 2 and data.standing == "Đã xong, không còn phải nộp"
    unknown = (*paid, dossier(id=3, money=MoneyState.UNKNOWN, left=None))
    assert "chưa có mức thu" in visit_slip_data(household(dossiers=unknown), WARD).standing


@pytest.mark.parametrize("template", [typeset.VISIT, typeset.VISIT_LARGE])
def test_the_paper_says_it_in_letters_that_can_be_copied(template: str) -> None:
    data = visit_slip_data(household(), WARD, copy=2, practice=True)
    text = squeezed(pdf_text(typeset.pdf(template, data)))
    for wanted in (CODE, "254-K", "255-M", "Nguyễn Minh An", "Trần Văn Bình", "32.000đ", "BẢN SAO 2"):
        assert squeezed(wanted) in text, wanted
    assert "046195001234" not in text, "no identity number on a paper that is passed round"


def test_three_procedures_fit_one_large_page_and_ten_still_print() -> None:
    three = tuple(dossier(id=n, short_code=f"25{n}-K", left=16_000) for n in range(3))
    large = visit_slip_data(household(dossiers=three), WARD)
    assert len(typeset.pages(typeset.VISIT_LARGE, large, ppi=20)) == 1
    ten = tuple(long_dossier() for _ in range(10))
    data = visit_slip_data(household(dossiers=ten, started_at=RECEIVED + timedelta(hours=1)), WARD)
    assert len(typeset.pages(typeset.VISIT, data, ppi=20)) > 1


@pytest.mark.parametrize("roll", list(Roll))
def test_a_receipt_printer_has_room_for_the_code(roll: Roll) -> None:
    picture = thermal(visit_slip_data(household(), WARD), roll, template=typeset.VISIT_THERMAL)
    assert int.from_bytes(picture[16:20], "big") == roll
