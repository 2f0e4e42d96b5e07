"""The way through intake without a screen: what a procedure brings, what is skipped, what is read back."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from counter.models.catalogue import Channel, Procedure
from counter.models.dossier import (
    Answer,
    Applicant,
    Contact,
    ContactKind,
    IdentityCheck,
    IntakeDraft,
    PaperState,
    ResultWay,
    Step,
)
from counter.models.resident import ResidentView
from counter.rules import intake_checks
from counter.screens.intake import intake_steps
from counter.services.office import shipped_catalogue

TODAY = date(2026, 11, 23)
MOTHER = Applicant(
    full_name="Nguyễn Thị Mơ", citizen_id="046195001234", dob=date(1995, 3, 15), gender="Nữ", from_card=True
)


def procedure(short: str) -> Procedure:
    return shipped_catalogue().get(short)


SEEN = IntakeDraft(id="a" * 32, applicant=MOTHER, identity=IdentityCheck.SAME_PERSON)
KNOWN = ResidentView(
    id=7,
    full_name="Nguyễn Thị Mơ",
    citizen_id="046195001234",
    dob=date(1995, 3, 15),
    gender="Nữ",
    address="Tổ 15",
    contacts=(Contact(kind=ContactKind.RELATIVE, phone="0914220118", whose="Lê Nam, con"),),
    updated_at=datetime(2026, 11, 21, tzinfo=UTC),
)


def test_three_copies_of_five_pages_ask_nothing_but_the_papers() -> None:
    ct = procedure("ct")
    draft = intake_steps.with_procedure(SEEN, ct, {"documents": "3x5"}, TODAY)
    assert intake_steps.next_step(draft, ct, TODAY, Step.PROCEDURE) is Step.PAPERS
    assert intake_steps.next_step(draft, ct, TODAY, Step.PAPERS) is Step.REVIEW
    assert {a.key: a.value for a in draft.answers}["so_trang_ban_chinh"] == "5"
    assert draft.contact.kind is ContactKind.NONE
    assert draft.result_way is ResultWay.COUNTER


def test_a_list_of_papers_that_the_form_cannot_hold_stays_beside_it() -> None:
    ct = procedure("ct")
    draft = intake_steps.with_procedure(SEEN, ct, {"documents": "3x5,1x2"}, TODAY)
    assert draft.fee_inputs == {"documents": "3x5,1x2"}
    assert not intake_checks.problems(draft, ct, TODAY, Step.QUESTIONS)


def test_a_birth_asks_papers_form_and_contact() -> None:
    ks = procedure("ks")
    draft = intake_steps.with_procedure(SEEN, ks, {}, TODAY)
    assert intake_steps.next_step(draft, ks, TODAY, Step.PROCEDURE) is Step.PAPERS
    assert intake_steps.next_step(draft, ks, TODAY, Step.PAPERS) is Step.QUESTIONS
    assert intake_steps.next_step(draft, ks, TODAY, Step.QUESTIONS) is Step.CONTACT


def test_the_card_answers_what_it_can_only_for_the_person_themselves() -> None:
    ks = procedure("ks")
    own = intake_steps.with_procedure(SEEN, ks, {}, TODAY)
    other = intake_steps.with_procedure(replace(SEEN, identity=IdentityCheck.FOR_ANOTHER), ks, {}, TODAY)
    assert [a.value for a in own.answers] == ["046195001234"]
    assert other.answers == ()


def test_answers_stay_with_their_procedure() -> None:
    ks = procedure("ks")
    begun = replace(SEEN, procedure_code=ks.code, answers=(Answer(key="noi_sinh", label="", value="Huế"),))
    again = intake_steps.with_procedure(begun, ks, {}, TODAY)
    assert "Huế" in [a.value for a in again.answers]
    changed = intake_steps.with_procedure(begun, procedure("kt"), {}, TODAY)
    assert "Huế" not in [a.value for a in changed.answers]


def test_papers_begin_as_the_law_says() -> None:
    """A look-up is offered first where a database has the paper; a case is not assumed."""
    for paper in procedure("ks").papers:
        state = intake_steps.first_state(paper)
        if not paper.required:
            assert state is PaperState.NOT_NEEDED
        else:
            assert state is (PaperState.FROM_DATABASE if paper.databases else PaperState.ASKED)


@pytest.mark.parametrize("short", ["ks", "ct", "hn", "kt", "ht", "hkd", "tt"])
def test_space_goes_through_every_state_a_paper_may_have_and_no_other(short: str) -> None:
    for paper in procedure(short).papers:
        states = intake_steps.states_of(paper)
        assert states[0] is intake_steps.first_state(paper)
        assert len(states) == len(set(states))
        assert intake_checks.paper_done(paper) in states
        assert PaperState.MISSING in states
        assert (PaperState.FROM_DATABASE in states) == bool(paper.databases)
        may_not_arise = paper.condition is not None or not paper.required
        assert (PaperState.NOT_NEEDED in states) == may_not_arise


def test_a_known_person_brings_address_and_contact() -> None:
    draft = intake_steps.with_person(IntakeDraft(id="x"), MOTHER, KNOWN)
    assert draft.applicant.resident_id == 7
    assert draft.applicant.address == "Tổ 15"
    assert draft.contact.whose == "Lê Nam, con"


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        (replace(MOTHER, full_name="Nguyễn Thị Mợ"), False),  # a slip in the name is mended
        (replace(MOTHER, citizen_id="046195001235"), False),
        (replace(MOTHER, full_name="Lê Thị Lan", citizen_id="046195009999"), True),
        (Applicant(full_name="H22-2252"), True),
        (MOTHER, False),
    ],
)
def test_typing_somebody_else_over_a_person_is_known(typed: Applicant, other: bool) -> None:
    assert intake_steps.is_somebody_else(MOTHER, typed) is other
    assert not intake_steps.is_somebody_else(Applicant(), typed)  # the first one is nobody else


def test_another_person_is_looked_at_again() -> None:
    draft = replace(SEEN, identity=IdentityCheck.FOR_ANOTHER, behalf_of="A", behalf_paper="B")
    changed = intake_steps.with_person(draft, MOTHER, None)
    assert changed.identity is IdentityCheck.NOT_DONE
    assert not changed.behalf_of and not changed.behalf_paper


def test_only_allowed_ways_of_filing_are_offered() -> None:
    assert intake_steps.channels(procedure("ct")) == (Channel.DIRECT,)
    assert set(intake_steps.channels(procedure("ks"))) == set(Channel)


@pytest.mark.parametrize(
    ("kind", "phone", "meant"),
    [
        ("", "0914220118", ContactKind.OWN_PHONE),
        ("", "0234 3822 155", ContactKind.LANDLINE),
        ("", "0", ContactKind.NONE),
        ("", "", None),
        ("relative", "0914220118", ContactKind.RELATIVE),
        ("post", "", ContactKind.POST),
    ],
)
def test_a_number_says_whose_it_is_unless_somebody_says_otherwise(
    kind: str, phone: str, meant: ContactKind | None
) -> None:
    assert intake_steps.contact_kind(kind, phone) is meant


def test_back_goes_one_step_and_never_past_the_choice_of_a_procedure() -> None:
    assert intake_steps.previous_step(SEEN, Step.RESIDENT) is None
    assert intake_steps.previous_step(SEEN, Step.REVIEW) is Step.PROCEDURE
    chosen = replace(SEEN, procedure_code="1.001193")
    assert intake_steps.previous_step(chosen, Step.REVIEW) is Step.CONTACT
    assert intake_steps.previous_step(chosen, Step.PAPERS) is Step.PROCEDURE


def test_every_problem_of_an_empty_draft_has_a_step_to_mend_it() -> None:
    for short in ("ks", "ct", "hkd", "tmt"):
        one = procedure(short)
        draft = replace(IntakeDraft(id="x"), procedure_code=one.code)
        for problem in intake_checks.problems(draft, one, TODAY):
            step = intake_steps.step_of_problem(problem.field, one)
            assert problem in intake_checks.problems(draft, one, TODAY, step), problem


def test_name_day_of_birth_and_sex_are_read_letter_by_letter() -> None:
    ks = procedure("ks")
    answers = {"tre_ho_ten": "Nguyễn Minh An", "tre_ngay_sinh": "12/11/2026", "tre_gioi_tinh": "Nữ"}
    draft = replace(SEEN, answers=tuple(Answer(key=k, label=k, value=v) for k, v in answers.items()))
    assert intake_steps.error_prone(draft, ks) == ("NGUYỄN MINH AN", "12/11/2026", "NỮ")
    assert intake_steps.error_prone(SEEN, None)[0] == "NGUYỄN THỊ MƠ"
