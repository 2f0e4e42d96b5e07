"""The slip on the screen says what the paper says, in the room it has."""

import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from counter.i18n import use_language
from counter.models.dossier import DossierView
from counter.papers import preview, typeset
from counter.papers.slip import slip_data

from .factory import BARE_WARD, WARD, dossier
from .reading import pdf_text, squeezed
from .samples import filled_with, long_dossier, words

VIEWS = [dossier(), long_dossier(), filled_with("Ngưỡng" * 40)]


@pytest.fixture
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("vi")


@pytest.mark.parametrize("view", VIEWS, ids=["ordinary", "long", "endless"])
def test_it_keeps_within_its_columns_and_lines(view: DossierView) -> None:
    for size in ((40, 20), (30, 18), (64, 24)):
        lines = preview.lines(slip_data(view, WARD, copy=2, practice=True), width=size[0], height=size[1])
        assert len(lines) <= size[1]
        assert max(map(len, lines)) <= size[0]


@given(text=words)
@settings(max_examples=40, deadline=None)
def test_no_text_breaks_the_frame(text: str) -> None:
    lines = preview.lines(slip_data(filled_with(text), BARE_WARD))
    assert len(lines) <= preview.HEIGHT
    assert all(len(line) <= preview.WIDTH and unicodedata.is_normalized("NFC", line) for line in lines)


def test_wide_and_combining_letters_are_counted_as_the_terminal_does() -> None:
    lines = preview.lines(slip_data(filled_with("漢字" * 40), WARD))
    columns = [sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in lines]
    assert max(columns) <= preview.WIDTH


@pytest.mark.parametrize("view", VIEWS[:2], ids=["ordinary", "long"])
def test_screen_and_paper_say_the_same(view: DossierView) -> None:
    data = slip_data(view, WARD)
    paper = squeezed(pdf_text(typeset.pdf(typeset.MAU_01, data)))
    for label, value in preview.rows(data):
        for part in value.replace(f"({data.times.spoken})", "").split("; "):
            shown = squeezed(part.split(" (")[0])
            assert shown in paper, f"{label}: {part!r} is on the screen and not on the paper"


def test_code_missing_papers_and_the_appointment_are_never_cut_short() -> None:
    data = slip_data(long_dossier(), WARD)
    seen = squeezed(" ".join(line[12:] for line in preview.lines(data)))
    assert squeezed(data.times.due) in seen
    assert squeezed("; ".join(data.papers.missing)) in seen
    assert data.head.code in seen and data.head.short_code in seen


def test_nothing_missing_means_no_line_about_it() -> None:
    assert not any(label == "Còn thiếu" for label, _ in preview.rows(slip_data(dossier(), WARD)))
    assert any(label == "Còn thiếu" for label, _ in preview.rows(slip_data(long_dossier(), WARD)))


def test_a_practice_slip_says_so_on_its_first_line() -> None:
    assert "THỰC HÀNH" in preview.lines(slip_data(dossier(), WARD, practice=True))[0]


def test_labels_follow_the_screen_and_words_the_paper(english: None) -> None:
    rows = dict(preview.rows(slip_data(dossier(), WARD)))
    assert rows["Procedure"] == "Thủ tục đăng ký khai sinh (mã 1.001193)"
