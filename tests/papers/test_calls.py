"""Letters and group lists: everything meant is on the page, and the list says nobody's matter."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from counter.models.calls import Matter, Why
from counter.models.dossier import ContactKind
from counter.papers import typeset
from counter.papers.calls import letters_data, list_data

from .factory import RECEIVED, WARD
from .reading import pdf_pages, pdf_text, squeezed


def matter(**change: object) -> Matter:
    """Somebody with no phone whose result is there."""
    one = Matter(
        dossier_id=1, why=Why.READY, about=RECEIVED, code="H57.15-261120-0254", short_code="0254-7",
        resident="Phạm Thị Quắn", procedure="Đăng ký khai sinh, có yếu tố", kind=ContactKind.NONE,
        due=datetime(2026, 11, 24, 9, 30, tzinfo=UTC), address="Tổ 15, phường Phú Xuân, thành phố Huế",
        comes_back_on=date(2026, 11, 30),
    )  # fmt: skip
    return replace(one, **change)  # type: ignore[arg-type]  # fields of the dataclass by name


@pytest.mark.parametrize("why", list(Why))
def test_a_letter_says_the_matter_in_whole_sentences_on_one_page_each(why: Why) -> None:
    papers = ("Giấy chứng sinh bản chính",) if why is Why.PAPERS else ()
    data = letters_data((matter(why=why, lacking=papers), matter(resident="Lê Ấy")), WARD, at=RECEIVED)
    first, second = pdf_pages(typeset.pdf(typeset.CALL_LETTERS, data))
    page = squeezed(first)
    for text in (data.letters[0].to, data.letters[0].words, data.letters[0].code, data.where, data.free):
        assert squeezed(text) in page, text
    assert "{" not in data.letters[0].words
    assert squeezed("Lê Ấy") in squeezed(second) and squeezed("Lê Ấy") not in page
    assert all(name in data.letters[0].words for name in papers)


def test_the_list_of_a_group_names_who_and_the_code_but_not_the_procedure() -> None:
    data = list_data("tổ 15", (matter(), matter(resident="Lê Ấy", short_code="0301-2")), WARD, at=RECEIVED)
    page = squeezed(pdf_text(typeset.pdf(typeset.CALL_LIST, data)))
    late = list_data("tổ 15", (matter(why=Why.LATE),), WARD, at=RECEIVED).lines[0].what
    assert late != data.lines[0].what and squeezed(data.lines[0].what) in page
    for text in ("Tổ 15", "Phạm Thị Quắn", "0254-7", "Lê Ấy", "0301-2", *data.columns, data.ask, data.back):
        assert squeezed(text) in page, text
    assert squeezed("khai sinh") not in page


def test_practice_is_marked_and_markup_stays_text() -> None:
    data = letters_data((matter(resident="#Trần [Thị] *Bảy*"),), WARD, at=RECEIVED, practice=True)
    page = squeezed(pdf_text(typeset.pdf(typeset.CALL_LETTERS, data)))
    assert squeezed("#Trần [Thị] *Bảy*") in page and squeezed("TẬP") in page.upper()
