"""No screen, form, list or export demands a phone number or an e-mail: each is walked, and looked at."""

import re
from datetime import date
from functools import cache

import pytest

from counter.errors import Problem
from counter.models.catalogue import FieldType, FormField
from counter.models.dossier import Contact, ContactKind, IntakeDraft, ResultWay, Step
from counter.paths import data_dir
from counter.portal import fields as portal
from counter.rules.import_residents import NAMES, Person, reader_of
from counter.rules.intake_checks import problems
from counter.rules.list_table import Table, of_csv
from counter.services.catalogue.catalogue import Catalogue
from counter.text import fold

TODAY = date(2026, 11, 26)
_ASKS = re.compile(r"dien ?thoai|e-?mail|thu dien tu|so ?dt\b|zalo")
REACHED_WITHOUT = (ContactKind.GROUP_HEAD, ContactKind.POST, ContactKind.NONE)


def asks(name: str) -> bool:
    """Whether a name is that of a phone number or an e-mail."""
    return bool(_ASKS.search(fold(name)))


@cache
def questions() -> tuple[tuple[str, FormField], ...]:
    """Every question of every procedure's e-form."""
    return tuple(
        (procedure.code, field) for procedure in Catalogue(data_dir()).all() for field in procedure.fields
    )


def test_no_question_of_a_form_demands_one() -> None:
    found = [(c, f) for c, f in questions() if f.type is FieldType.PHONE or asks(f.label)]
    assert found, "the walk finds such questions, or it proves nothing"
    assert not [f"{code} {field.label}" for code, field in found if field.required]


@pytest.mark.parametrize("kind", REACHED_WITHOUT)
def test_a_resident_without_a_phone_is_received(kind: ContactKind) -> None:
    draft = IntakeDraft(id="d", contact=Contact(kind=kind), result_way=ResultWay.COUNTER)
    assert problems(draft, None, TODAY, Step.CONTACT) == ()


@pytest.mark.parametrize("kind", sorted(set(ContactKind) - set(REACHED_WITHOUT)))
def test_who_names_a_phone_is_asked_for_its_number(kind: ContactKind) -> None:
    draft = IntakeDraft(id="d", contact=Contact(kind=kind), result_way=ResultWay.COUNTER)
    assert "phone" in [problem.field for problem in problems(draft, None, TODAY, Step.CONTACT)]


def test_a_number_of_the_head_of_the_group_that_cannot_be_one_is_told() -> None:
    draft = IntakeDraft(
        id="d", contact=Contact(kind=ContactKind.GROUP_HEAD, phone="12"), result_way=ResultWay.COUNTER
    )  # fmt: skip
    assert [problem.field for problem in problems(draft, None, TODAY, Step.CONTACT)] == ["phone"]


def portal_fields() -> list[portal.Field]:
    """Every field of every list that goes to the portal."""
    lists = [value for value in vars(portal).values() if isinstance(value, tuple)]
    return [field for one in lists for field in one if isinstance(field, portal.Field)]


def test_no_field_that_goes_to_the_portal_demands_one() -> None:
    found = [field for field in portal_fields() if asks(field.name)]
    assert found, "the walk finds such fields, or it proves nothing"
    assert not [field.name for field in found if field.required]


@pytest.mark.parametrize("heading", ["Họ và tên;Địa chỉ;Điện thoại", "Họ và tên;Địa chỉ"])
def test_a_list_of_residents_is_taken_without_one(heading: str) -> None:
    line = "Nguyễn Thị Mơ;Tổ 15, phường Mẫu" + ";" * (heading.count(";") - 1)
    table = of_csv(f"{heading}\r\n{line}".encode(), NAMES)
    assert isinstance(table, Table)
    reader = reader_of(table, TODAY)
    assert not isinstance(reader, Problem)
    (person,) = (reader.person(cells) for _, cells in table.rows)
    assert isinstance(person, Person) and person.contact.phone == ""
