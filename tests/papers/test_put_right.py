"""What papers say of records put right: a struck line of the register, a slip that replaces another."""

from dataclasses import replace
from datetime import UTC, datetime

from counter.papers.heads import head
from counter.papers.law_forms import draw, values_of
from counter.papers.law_sheet import COLUMNS, register_sheet
from tests.papers import law_factory as made
from tests.papers.factory import WARD, dossier
from tests.papers.reading import pdf_text, squeezed

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_a_struck_line_keeps_its_number_and_says_why() -> None:
    facts = made.register(2)
    struck = replace(facts.rows[0], struck="Bấm nhầm thủ tục", state=3)
    facts = replace(facts, rows=(struck, facts.rows[1]))
    text = squeezed(pdf_text(draw(values_of(facts, WARD))))
    for said in (struck.code, facts.rows[1].code, "Huỷ tiếp nhận: Bấm nhầm thủ tục"):
        assert squeezed(said) in text
    first, second = register_sheet(facts).rows
    assert len(first) == len(second) == len(COLUMNS)
    assert (first[0], first[-1]) == (struck.number, "Huỷ tiếp nhận: Bấm nhầm thủ tục")


def test_the_first_slip_in_the_right_name_replaces_the_old_one() -> None:
    def mark(copy: int, replaced: datetime | None) -> str:
        view = dossier(replaced_at=replaced)
        return head(view, WARD, title="GIẤY", copy=copy, practice=False, at=AT).copy_mark

    assert (mark(1, None), mark(1, AT)) == ("", "THAY GIẤY CŨ")
    assert mark(2, AT) == mark(2, None) != ""
