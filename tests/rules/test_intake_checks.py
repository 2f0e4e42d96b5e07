"""What stands between a draft and its acceptance."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from counter import i18n
from counter.errors import Problem
from counter.models.catalogue import Channel, Procedure
from counter.models.dossier import (
    Answer,
    Applicant,
    Contact,
    ContactKind,
    IdentityCheck,
    IntakeDraft,
    PaperMark,
    PaperState,
    ResultWay,
    Step,
)
from counter.paths import data_dir
from counter.rules.fee_answers import effective, from_answers, to_answers
from counter.rules.fee_inputs import parse_inputs
from counter.rules.fees import quote
from counter.rules.intake_checks import missing_papers, paper_done, problems
from counter.services.catalogue.catalogue import Catalogue

TODAY = date(2026, 11, 23)


@cache
def catalogue() -> Catalogue:
    return Catalogue(data_dir())


def marks(procedure: Procedure, **states: PaperState) -> tuple[PaperMark, ...]:
    """Every required paper in hand; others as given by key with _ for -."""
    given = {key.replace("_", "-"): state for key, state in states.items()}
    return tuple(
        PaperMark(
            key=paper.key,
            name=paper.name,
            state=given.get(paper.key, paper_done(paper) if paper.required else PaperState.ASKED),
        )
        for paper in procedure.papers
    )


def answers(procedure: Procedure, **values: str) -> tuple[Answer, ...]:
    labels = {field.key: field.label for field in procedure.fields}
    return tuple(Answer(key=key, label=labels.get(key, key), value=value) for key, value in values.items())


def copies_draft() -> IntakeDraft:
    procedure = catalogue().get("ct")
    return IntakeDraft(
        id="a" * 32,
        applicant=Applicant(full_name="Trần Văn Bình", citizen_id="046092005678"),
        identity=IdentityCheck.SAME_PERSON,
        procedure_code=procedure.code,
        papers=marks(procedure),
        answers=answers(
            procedure,
            nguoi_yeu_cau_ho_ten="Trần Văn Bình",
            nguoi_yeu_cau_so_dinh_danh="046092005678",
            ten_giay_to="Bằng tốt nghiệp",
            so_trang_ban_chinh="5",
            so_ban_sao="3",
        ),
        contact=Contact(kind=ContactKind.NONE),
        result_way=ResultWay.COUNTER,
    )


def found(draft: IntakeDraft, short: str = "ct", step: Step | None = None) -> list[tuple[str, str]]:
    raised = problems(draft, catalogue().get(short), TODAY, step)
    for problem in raised:
        assert i18n.known(problem.message_id), problem.message_id
        assert i18n.t(problem.message_id, **problem.params)
    return [(problem.field, problem.message_id) for problem in raised]


def test_a_whole_draft_may_be_accepted() -> None:
    assert found(copies_draft()) == []
    assert found(copies_draft(), step=Step.REVIEW) == []


def test_an_empty_draft_says_everything_at_once() -> None:
    empty = problems(IntakeDraft(id="b" * 32), None, TODAY)
    assert [problem.field for problem in empty] == [
        "full_name",
        "identity",
        "procedure",
        "contact",
        "result_way",
    ]


@pytest.mark.parametrize("step", [s for s in Step if s is not Step.REVIEW])
def test_a_step_tells_only_its_own(step: Step) -> None:
    whole = set(problems_of(IntakeDraft(id="c" * 32)))
    assert set(problems_of(IntakeDraft(id="c" * 32), step)) <= whole


def problems_of(draft: IntakeDraft, step: Step | None = None) -> list[str]:
    return [problem.message_id for problem in problems(draft, catalogue().get("ks"), TODAY, step)]


def test_identity_is_never_taken_for_granted() -> None:
    draft = copies_draft()
    not_done = replace(draft, identity=IdentityCheck.NOT_DONE)
    assert found(not_done) == [("identity", "procedure.intake.identity_not_done")]
    doubted = replace(draft, identity=IdentityCheck.DOUBTED)
    assert found(doubted) == [("identity", "procedure.intake.identity_doubted")]


def test_acting_for_another_needs_a_name_and_a_paper() -> None:
    draft = replace(copies_draft(), identity=IdentityCheck.FOR_ANOTHER)
    assert [field for field, _ in found(draft)] == ["behalf_of", "behalf_paper"]
    assert found(replace(draft, behalf_of="Trần Thị Lan", behalf_paper="con ruột")) == []


@pytest.mark.parametrize("short", ["kh", "ncm", "ksnc", "khl"])
def test_nobody_marries_or_recognises_a_child_through_another(short: str) -> None:
    draft = replace(copies_draft(), identity=IdentityCheck.FOR_ANOTHER, behalf_of="A", behalf_paper="B")
    assert found(draft, short, Step.PROCEDURE) == [("procedure", "procedure.intake.no_proxy")]
    assert found(copies_draft(), short, Step.PROCEDURE) == []


def test_birth_may_be_registered_for_another() -> None:
    draft = replace(copies_draft(), identity=IdentityCheck.FOR_ANOTHER, behalf_of="A", behalf_paper="B")
    assert found(draft, "ks", Step.PROCEDURE) == []


def test_only_ways_of_filing_that_are_offered() -> None:
    online = replace(copies_draft(), channel=Channel.ONLINE)
    assert found(online) == [("channel", "procedure.intake.channel.online")]
    assert found(online, "ht", Step.PROCEDURE) == []  # not known whether it is offered


def test_a_procedure_that_has_ended_is_not_received() -> None:
    poverty = catalogue().get("hng")
    assert problems(copies_draft(), poverty, date(2026, 12, 31), Step.PROCEDURE) == ()
    ended = problems(copies_draft(), poverty, date(2027, 1, 1), Step.PROCEDURE)
    assert [problem.message_id for problem in ended] == ["procedure.intake.ended"]


# -- papers ----------------------------------------------------------------------------------


def with_papers(short: str, **states: PaperState) -> IntakeDraft:
    return replace(copies_draft(), papers=marks(catalogue().get(short), **states))


@pytest.mark.parametrize("state", [PaperState.ASKED, PaperState.MISSING, PaperState.NOT_NEEDED])
def test_a_required_paper_that_is_not_there_is_named(state: PaperState) -> None:
    raised = problems(with_papers("ks", giay_chung_sinh=state), catalogue().get("ks"), TODAY, Step.PAPERS)
    assert raised == (
        Problem("giay-chung-sinh", "procedure.intake.paper_missing", {"name": "Giấy chứng sinh"}),
    )


@pytest.mark.parametrize("state", [PaperState.SUBMITTED, PaperState.PRESENTED, PaperState.FROM_DATABASE])
def test_a_paper_may_be_handed_in_shown_or_looked_up(state: PaperState) -> None:
    assert found(with_papers("ks", giay_chung_sinh=state), "ks", Step.PAPERS) == []


def test_papers_of_a_case_are_asked_and_never_required() -> None:
    for state in PaperState:
        if state is not PaperState.FROM_DATABASE:
            assert found(with_papers("ks", bien_ban_ve_viec_tre_bi=state), "ks", Step.PAPERS) == []


def test_the_paper_form_is_not_needed_where_the_case_does_not_arise() -> None:
    form = {"to_khai_dang_ky_khai_sinh": PaperState.NOT_NEEDED}
    assert found(with_papers("ks", **form), "ks", Step.PAPERS) == []


def test_a_paper_that_is_in_no_database_cannot_come_from_one() -> None:
    raised = found(with_papers("ct", ban_chinh_giay_to=PaperState.FROM_DATABASE), "ct", Step.PAPERS)
    assert raised == [("ban-chinh-giay-to", "procedure.intake.paper_no_database")]


def test_only_papers_of_the_list_can_be_asked_for() -> None:
    draft = copies_draft()
    household_book = PaperMark(key="so-ho-khau", name="Sổ hộ khẩu", state=PaperState.SUBMITTED)
    assert found(replace(draft, papers=(*draft.papers, household_book))) == [
        ("so-ho-khau", "procedure.intake.paper_not_listed")
    ]


def test_unmarked_papers_are_missing() -> None:
    required = [paper.key for paper in catalogue().get("ks").papers if paper.required]
    assert [paper.key for paper in missing_papers(catalogue().get("ks"), ())] == required


# -- contact ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contact", "fields"),
    [
        (Contact(), ["contact"]),
        (Contact(kind=ContactKind.NONE), []),
        (Contact(kind=ContactKind.POST), []),
        (Contact(kind=ContactKind.OWN_PHONE, phone="0914 220 118"), []),
        (Contact(kind=ContactKind.OWN_PHONE, phone="0914"), ["phone"]),
        (Contact(kind=ContactKind.LANDLINE, phone="0234 3823456"), []),
        (Contact(kind=ContactKind.RELATIVE, phone="0914220118"), ["whose"]),
        (Contact(kind=ContactKind.RELATIVE, phone="0914220118", whose="con gái, chị Lan"), []),
        (Contact(kind=ContactKind.NONE, comes_back_on=date(2026, 11, 22)), ["comes_back_on"]),
        (Contact(kind=ContactKind.NONE, comes_back_on=TODAY), []),
    ],
)
def test_how_to_send_word(contact: Contact, fields: list[str]) -> None:
    assert [field for field, _ in found(replace(copies_draft(), contact=contact))] == fields


def test_no_secret_is_kept_in_a_note() -> None:
    noted = replace(copies_draft(), note="OTP 123456")
    assert [field for field, _ in found(noted)] == ["note"]


# -- the fee and the form say the same -------------------------------------------------------


def test_the_form_answers_what_the_fee_needs() -> None:
    draft = copies_draft()
    procedure = catalogue().get("ct")
    assert effective(procedure, draft, TODAY) == {"documents": "3x5"}
    inputs = parse_inputs(procedure, effective(procedure, draft, TODAY))
    assert quote(procedure, inputs, on=TODAY).total == 21_000


def test_what_the_short_code_said_fills_the_form() -> None:
    procedure = catalogue().get("ct")
    assert to_answers(procedure, {"documents": "3x5"}) == {"so_trang_ban_chinh": "5", "so_ban_sao": "3"}
    assert to_answers(procedure, {"documents": "3x5,1x2"}) == {}
    assert to_answers(catalogue().get("kh"), {"copies": "2"}) == {"so_ban_sao": "2"}
    assert to_answers(catalogue().get("tmt"), {"mode": "list", "persons": "4"}) == {
        "hinh_thuc": "Theo danh sách",
        "so_nguoi": "4",
    }


def test_form_and_fee_that_differ_are_told() -> None:
    draft = replace(copies_draft(), fee_inputs={"documents": "4 x 5"})
    assert found(draft) == [("documents", "fee.input.differs")]
    assert found(replace(draft, fee_inputs={"documents": "3 × 5"})) == []
    assert found(replace(draft, fee_inputs={"documents": "3x5,1x2"})) == []


def test_a_birth_is_counted_from_the_day_in_the_form() -> None:
    procedure = catalogue().get("ks")
    assert from_answers(procedure, {"tre_ngay_sinh": "12/11/2026"}, TODAY) == {"days_since_birth": "11"}
    assert from_answers(procedure, {"tre_ngay_sinh": "2026"}, TODAY) == {}
    draft = replace(copies_draft(), answers=answers(procedure, tre_ngay_sinh="12/11/2026"))
    assert effective(procedure, draft, TODAY) == {"copies": "0", "days_since_birth": "11"}
    inputs = parse_inputs(procedure, effective(procedure, draft, TODAY))
    assert quote(procedure, inputs, on=TODAY).total == 0
    death = catalogue().get("kt")
    assert from_answers(death, {"thoi_diem_chet": "20/11/2026 08:30"}, TODAY) == {"days_since_death": "3"}


def test_an_input_that_is_still_missing_stops_the_questions() -> None:
    draft = replace(copies_draft(), answers=(), fee_inputs={})
    assert ("documents", "fee.ask.documents.sheets") in found(draft, "ct", Step.QUESTIONS)
    wrong = replace(copies_draft(), fee_inputs={"documents": "nhiều"})
    assert ("documents", "fee.input.documents_list") in found(wrong, "ct", Step.QUESTIONS)
