"""From the questions of the real procedures to fields and back, without a screen."""

from dataclasses import replace
from datetime import date

import pytest

from counter.models.catalogue import Procedure
from counter.models.dossier import Answer, IntakeDraft
from counter.rules import fee_answers, forms
from counter.screens.intake import intake_fields
from counter.services.office import shipped_catalogue
from counter.widgets.fields import Field, Kind

TODAY = date(2026, 11, 23)
PEOPLES = ("Kinh", "Tà Ôi")
CODES = tuple(p.code for p in shipped_catalogue().all())


def procedure(short: str) -> Procedure:
    return shipped_catalogue().get(short)


def draft_of(procedure: Procedure, **answers: str) -> IntakeDraft:
    given = tuple(Answer(key=key, label=key, value=value) for key, value in answers.items())
    return IntakeDraft(id="x", procedure_code=procedure.code, answers=given)


def fields(procedure: Procedure, draft: IntakeDraft) -> dict[str, Field]:
    return {field.key: field for field in intake_fields.fields_of(procedure, draft, PEOPLES)}


@pytest.mark.parametrize("code", CODES)
def test_every_procedure_can_be_asked(code: str) -> None:
    """Each question has a field; whatever F9 can complain of stands at one of them."""
    one = procedure(code)
    shown = fields(one, draft_of(one))
    assert [f.key for f in one.fields] == list(shown)[: len(one.fields)]
    for problem in intake_fields.problems(draft_of(one), one, {}, TODAY):
        assert problem.field in shown, problem


@pytest.mark.parametrize("code", CODES)
def test_what_is_typed_comes_back_into_its_field(code: str) -> None:
    one = procedure(code)
    typed = {field.key: "1" if field.options else "x" for field in one.fields}
    draft = intake_fields.with_values(draft_of(one), one, typed, TODAY)
    again = fields(one, draft)
    for field in one.fields:
        if again[field.key].kind is Kind.YES_NO:
            continue
        assert again[field.key].value == (field.options[0] if field.options else "x")


def test_a_certified_copy_needs_its_pages_and_not_the_name_of_the_paper() -> None:
    ct = procedure("ct")
    shown = fields(ct, draft_of(ct))
    assert shown["so_trang_ban_chinh"].required
    assert not shown["ten_giay_to"].required
    problems = intake_fields.problems(draft_of(ct), ct, {}, TODAY)
    assert {problem.field for problem in problems} == {"so_trang_ban_chinh"}


def test_days_since_birth_are_never_asked_where_the_date_is() -> None:
    ks = procedure("ks")
    assert not [key for key in fields(ks, draft_of(ks)) if "days" in key]
    dated = draft_of(ks, tre_ngay_sinh="12/11/2026")
    assert fee_answers.effective(ks, dated, TODAY)["days_since_birth"] == "11"


def test_a_residence_asks_whether_the_person_is_a_digital_citizen() -> None:
    tt = procedure("tt")
    field = fields(tt, draft_of(tt))["fee:digital_citizen"]
    assert field.kind is Kind.YES_NO and not field.required and field.section
    said = intake_fields.with_values(draft_of(tt), tt, {"fee:digital_citizen": "yes"}, TODAY)
    assert said.fee_inputs == {"digital_citizen": "true"}


def test_the_fee_s_own_question_is_asked_in_its_own_words() -> None:
    cthd = procedure("cthd")
    problems = intake_fields.problems(draft_of(cthd), cthd, {}, TODAY)
    asked = next(p for p in problems if p.field == "fee:transactions")
    assert asked.message_id == "intake_screen.questions.for_fee"
    assert "giao dịch" in str(asked.params["question"])


def test_a_piece_of_a_garbled_scan_is_refused_with_the_way_out() -> None:
    ks = procedure("ks")
    values = {"tre_ho_ten": "Nguy&#7877;n V&#259;n An"}
    draft = intake_fields.with_values(draft_of(ks), ks, values, TODAY)
    found = [p for p in intake_fields.problems(draft, ks, values, TODAY) if p.field == "tre_ho_ten"]
    assert [p.message_id for p in found] == ["intake_screen.garbled"]
    sound = {"tre_ho_ten": "Nguyễn Văn An"}
    draft = intake_fields.with_values(draft_of(ks), ks, sound, TODAY)
    assert not [p for p in intake_fields.problems(draft, ks, sound, TODAY) if p.field == "tre_ho_ten"]


def test_peoples_come_from_the_official_list() -> None:
    ks = procedure("ks")
    field = fields(ks, draft_of(ks))["dan_toc"]
    assert [option.key for option in field.options] == list(PEOPLES)


def test_unreadable_answers_are_kept_as_typed() -> None:
    ks = procedure("ks")
    draft = intake_fields.with_values(draft_of(ks), ks, {"tre_ngay_sinh": "hôm qua"}, TODAY)
    assert draft.answers[0].value == "hôm qua"
    assert not forms.clean(ks, {"tre_ngay_sinh": "hôm qua"}, TODAY)


def test_a_correction_in_the_form_corrects_the_fee() -> None:
    ct = procedure("ct")
    begun = draft_of(ct, so_trang_ban_chinh="5", so_ban_sao="3")
    typed = {"so_trang_ban_chinh": "6", "so_ban_sao": "3"}
    draft = intake_fields.with_values(replace(begun, fee_inputs={}), ct, typed, TODAY)
    assert fee_answers.effective(ct, draft, TODAY)["documents"] == "3x6"


def test_a_fault_in_what_the_fee_needs_is_told_under_the_name_on_the_page() -> None:
    xnht = procedure("xnht")
    draft = draft_of(xnht)
    values = {"fee:documents": "Nộp cơ quan"}
    draft = intake_fields.with_values(draft, xnht, values, TODAY)
    told = {p.field: p for p in intake_fields.problems(draft, xnht, values, TODAY)}
    fault = told["fee:documents"]
    assert (fault.message_id, fault.params["name"]) == ("fee.input.number", "Mấy văn bản")
