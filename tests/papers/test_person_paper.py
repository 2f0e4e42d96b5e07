"""What is held on a person, on paper: every datum in words, with its source, and nothing cut."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import AutoString, SQLModel

from counter.i18n import t_in
from counter.models.person_data import PersonData, Section, Value
from counter.models.staff import Role
from counter.models.tables.types import Code, Day, Word
from counter.papers import typeset
from counter.papers.person_fields import DAYS, TABLES, WHEN, WHO, WORDS
from counter.papers.person_paper import TRAIL, kept, person_paper_data
from counter.services.personal import person_data
from counter.services.staff import staff
from counter.services.store.store import Store
from tests.services.made_up import copy_of, office_at, small_ward

from .factory import RECEIVED, WARD
from .reading import pdf_text, squeezed


def held() -> PersonData:
    """A person with a number, an answer and a trail."""
    return PersonData(
        7,
        "Nguyễn Thị Mơ",
        RECEIVED,
        (
            Section("resident", ({"id": 7, "full_name": "Nguyễn Thị Mơ", "dob": "1995-03-15"},)),
            Section("dossier", ({"id": 3, "code": "H57.15-261120-0254", "fee_total": 21_000, "state": 10},)),
            Section("dossier_answer", ({"dossier_id": 3, "label": "Họ tên con", "value": "#An [x]"},)),
            Section("ledger_line", ({"amount": 5}, {"amount": 6})),
            Section(TRAIL, ({"at": 0, "who": "Hoa", "event": "person.event.exported",
                             "detail": '{"reason":"theo đơn","rows":3}'},
                            {"at": 0, "who": "Hoa", "event": "data_request.event.added",
                             "detail": '{"request":1,"due":"2026-12-16"}'})),
        ),
    )  # fmt: skip


def test_every_datum_is_in_words_with_its_source() -> None:
    data = person_paper_data(held(), WARD, practice=True)
    page = squeezed(pdf_text(typeset.pdf(typeset.PERSON, data)))
    for text in (
        "NGUYỄN THỊ MƠ", "15/03/1995", "H57.15-261120-0254", "21.000đ", "Đã trả kết quả", "#An [x]",
        "theo đơn", "Hoa", "2 dòng", "hạn 16/12/2026", data.rights,
    ):  # fmt: skip
        assert squeezed(text) in page, text
    answer = next(one for one in data.sections if one.rows[0].lines[0].label == "Họ tên con")
    assert "H57.15-261120-0254" in answer.rows[0].source
    assert data.head.practice_mark


def closed_lists() -> list[tuple[str, str, str]]:
    """Every word that the paper may have to say: of each column with a closed list."""
    found = []
    for table, columns in TABLES.items():
        for column in SQLModel.metadata.tables[table].columns:
            words = column.type.words if isinstance(column.type, Word) else ()
            words = column.type.codes if isinstance(column.type, Code) else words
            if column.name in columns:
                found += [(table, column.name, str(word.value)) for word in words]
    return found


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_column_and_every_word_of_a_closed_list_has_its_text(lang: str) -> None:
    import counter.models.tables as _  # noqa: F401  the metadata is whole

    lists = closed_lists()
    assert len(lists) > 40
    wanted = {WORDS.get((table, column), "person.value") + f".{word}" for table, column, word in lists}
    wanted |= {f"person.col.{column}" for columns in TABLES.values() for column in columns}
    wanted |= {f"person.table.{table}" for table in (*TABLES, TRAIL)}
    wanted |= {f"person.source.{table}" for table in TABLES}
    unseen = {f"person.paper_state.{state}" for state in ("asked", "not_needed")}  # of no paper
    assert {one for one in wanted - unseen if t_in(lang, one) == one} == set()


def test_every_named_column_is_one_of_its_table() -> None:
    import counter.models.tables as _  # noqa: F401  the metadata is whole

    for table, columns in TABLES.items():
        assert set(columns) <= {column.name for column in SQLModel.metadata.tables[table].columns}, table
    every = {column.name for table in SQLModel.metadata.tables.values() for column in table.columns}
    assert set(WHEN) | set(WHO) <= every


def test_the_days_are_the_columns_of_days() -> None:
    import counter.models.tables as _  # noqa: F401  the metadata is whole

    read = [
        (column.name, isinstance(column.type, Day))
        for table, columns in TABLES.items()
        for column in SQLModel.metadata.tables[table].columns
        if column.name in columns
    ]
    assert {name for name, is_day in read if is_day} == DAYS
    assert not {name for name, is_day in read if not is_day} & DAYS


def typed_columns() -> list[tuple[str, str]]:
    """Every column that holds what a person typed or said."""
    import counter.models.tables as _  # noqa: F401  the metadata is whole

    return [
        (table, column.name)
        for table, columns in TABLES.items()
        for column in SQLModel.metadata.tables[table].columns
        if column.name in columns
        and isinstance(column.type, AutoString)
        and (table, column.name) not in WORDS
    ]


@pytest.mark.parametrize("typed", ["0905112233", "09051122", "1995-03-15", "2026-W47", "none", "card"])
def test_what_was_typed_is_read_out_as_it_was_typed(typed: str) -> None:
    """Ten digits are a phone, a number of a receipt, a memo: never the day 22/11/0905; "card" is no code."""
    columns = typed_columns()
    assert len(columns) > 40 and ("resident_contact", "phone") in columns
    for table, column in columns:
        row: dict[str, Value] = {"id": 1, "code": "H57", "state": "submitted", column: typed}
        paper = person_paper_data(PersonData(7, "Mơ", RECEIVED, (Section(table, (row,)),)), WARD)
        texts = [line.text for section in paper.sections for row in section.rows for line in row.lines]
        assert typed in texts, (table, column, texts)


def test_what_an_event_tells_is_told_as_it_was_typed() -> None:
    event: dict[str, Value] = {
        "at": 0,
        "who": "",
        "event": "person.event.exported",
        "detail": '{"reason":"0905112233","rows":3}',
    }
    section = Section(TRAIL, (event,))
    paper = person_paper_data(PersonData(7, "Mơ", RECEIVED, (section,)), WARD)
    assert "0905112233" in paper.sections[0].rows[0].lines[0].text


def test_of_a_whole_ward_no_word_of_the_program_is_on_a_paper(tmp_path: Path) -> None:
    """Looked at over many people: codes of the program would be foreign words to who reads it."""
    with Store.open(copy_of(small_ward(), tmp_path), practice=True) as store:
        head = next(person for person in staff.names(store) if person.role is Role.SUPERVISOR)
        office = replace(office_at(store), actor=head, ward=WARD)
        for ident in range(1, 50, 7):
            _look(person_data.export(office, ident, "theo đơn"))


def _look(held: PersonData) -> None:
    data = person_paper_data(held, WARD)
    for section in data.sections:
        for row in section.rows:
            for line in row.lines:
                assert "_" not in line.label and not line.label.startswith("person."), line
                assert line.text not in {"none", "self", "direct", "counter", "own_phone"}, line


def test_it_is_kept_under_a_name_without_the_person(tmp_path: Path) -> None:
    path = kept(held(), WARD, practice=True, store=tmp_path / "practice.db")
    assert path.read_bytes().startswith(b"%PDF") and "MO" not in path.name.upper().replace("MOI", "")


@pytest.mark.parametrize("alone", [True, False])
def test_it_promises_a_file_and_that_nothing_is_kept_only_where_it_is_so(alone: bool) -> None:
    data = person_paper_data(held(), WARD, alone=alone)
    said = " ".join((*data.intro, data.made, *(section.more for section in data.sections)))
    assert ("tệp JSON" in said) is not alone
    assert ("còn lưu một bản" in said) is alone and "không giữ lại" not in said
