"""The papers of the law from what really happened to a dossier, and how often each was printed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from counter.errors import Forbidden, NotFound, Refused
from counter.i18n import t
from counter.models.dossier import CollectorKind, DossierView, HandOverDraft, PaperState
from counter.models.law_papers import (
    ControlFacts,
    ExtensionFacts,
    LawForm,
    PaperNumber,
    RefusalFacts,
    ResultFacts,
    StepKind,
    StopFacts,
    SupplementFacts,
)
from counter.models.life import AskedBy, Direction, MoneyAfter, Outcome
from counter.models.life_views import (
    DecisionDraft,
    ExtensionDraft,
    HandingDraft,
    HandingLine,
    LackingPaper,
    MoveDraft,
    ResumeDraft,
    SupplementDraft,
)
from counter.models.money import Approval
from counter.models.staff import Role, StaffView
from counter.papers.law_forms import draw, values_of
from counter.rules.law_facts import missing_facts
from counter.services.dossier import dossiers
from counter.services.life import decisions, handings, life, supplements
from counter.services.office import Office
from counter.services.papers import law_papers, law_register

from ..conftest import Clock
from ..papers.reading import pdf_text, squeezed
from .journeys import BINH, MO, birth, certified_copy, received

AGENCY = "Phòng Văn hoá – Xã hội"


@pytest.fixture
def desk(office: Office) -> Office:
    """A counter in practice: the second person is named and needs no PIN."""
    return replace(office, practice=True)


def approved(people: dict[Role, StaffView]) -> Approval:
    return Approval(name=people[Role.SUPERVISOR].name, pin="")


def asked(desk: Office, view: DossierView, operation: str = "ask") -> DossierView:
    return supplements.ask(
        desk,
        SupplementDraft(
            operation=operation,
            dossier_id=view.id,
            version=view.version,
            items=(LackingPaper(name="Giấy chứng sinh", lacking="mờ số", originals=1, certified=2),),
            reason="Không đọc được số",
            legal_basis="Luật Hộ tịch Điều 16",
            answer_by=date(2026, 11, 30),
            again=True,
        ),
    )


def handed(desk: Office, view: DossierView, direction: Direction, outcome: Outcome) -> DossierView:
    line = HandingLine(
        dossier_id=view.id,
        version=view.version,
        outcome=outcome,
        result_name="Giấy khai sinh" if outcome is Outcome.RESULT else "",
        result_number="254/2026" if outcome is Outcome.RESULT else "",
        result_copies=3 if outcome is Outcome.RESULT else 0,
    )
    draft = HandingDraft(
        operation=f"hand-{direction}-{view.version}",
        direction=direction,
        lines=(line,),
        agency=AGENCY,
        person="Hồ Đắc Chuyên",
    )
    return handings.hand(desk, draft)[0]


def reasons(desk: Office, view: DossierView) -> dict[str, str]:
    return {one.form.value: one.reason for one in law_papers.choices(desk, str(view.id))}


def test_a_new_dossier_has_its_slip_and_its_control_slip_and_says_why_not_the_others(desk: Office) -> None:
    view = received(desk, birth(desk))
    said = reasons(desk, view)
    assert [form for form, reason in said.items() if not reason] == ["01", "06"]
    for form, reason in said.items():
        if reason:
            assert t(reason) != reason
            with pytest.raises(NotFound) as caught:
                law_papers.facts(desk, LawForm(form), str(view.id))
            assert caught.value.message_id == reason


def test_a_request_and_its_second_round_are_two_papers(desk: Office, clock: Clock) -> None:
    view = asked(desk, received(desk, birth(desk)))
    first = law_papers.facts(desk, LawForm.SUPPLEMENT, str(view.id))
    assert isinstance(first, SupplementFacts)
    assert [(p.name, p.originals, p.certified, p.note) for p in first.wanted] == [
        ("Giấy chứng sinh", 1, 2, "mờ số")
    ]
    assert (first.reason, first.basis) == ("Không đọc được số", "Luật Hộ tịch Điều 16")
    assert (first.answer_by, first.nth, first.new_due) == (date(2026, 11, 30), 1, None)
    assert first.asked_by == "Nguyễn Thị Tiếp"
    clock.ahead(hours=1)
    back = ResumeDraft(operation="resume", dossier_id=view.id, version=view.version, brought=frozenset({0}))
    view = supplements.resume(desk, back)
    again = law_papers.facts(desk, LawForm.SUPPLEMENT, str(view.id))
    assert isinstance(again, SupplementFacts)
    assert again.new_due == view.appointment.due
    clock.ahead(hours=1)
    view = asked(desk, view, "ask-2")
    both = [c for c in law_papers.choices(desk, view.code) if c.form is LawForm.SUPPLEMENT]
    assert len(both) == 2
    rounds = [law_papers.facts(desk, c.form, view.code, c.which) for c in both]
    assert [one.nth for one in rounds if isinstance(one, SupplementFacts)] == [1, 2]
    with pytest.raises(NotFound):
        law_papers.facts(desk, LawForm.SUPPLEMENT, view.code, 999)


def test_before_reception_the_missing_papers_are_asked_for_without_a_code(desk: Office) -> None:
    draft = birth(desk)
    procedure = desk.catalogue.get("ks")
    first, *others = draft.papers
    lacking = replace(draft, papers=(replace(first, state=PaperState.MISSING), *others))
    facts = missing_facts(lacking, procedure, by="Nguyễn Thị Tiếp", at=desk.now(), practice=True)
    assert [paper.name for paper in facts.wanted] == [first.name]
    data = values_of(replace(facts, reason="Chưa đủ"), desk.ward, practice=True)
    text = pdf_text(draw(data))
    assert "PHIẾU YÊU CẦU BỔ SUNG" in text and "Nguyễn Thị Mơ" in text and "MẪU – THỰC HÀNH" in text
    assert squeezed(first.name) in squeezed(text)
    assert "Mã hồ sơ" not in text and "TẬP-" not in text and "Thời gian nhận" not in text
    assert missing_facts(draft, procedure, by="", at=desk.now(), practice=True).wanted == ()


def test_what_was_undone_makes_no_paper(desk: Office) -> None:
    view = asked(desk, received(desk, birth(desk)))
    life.undo(desk, view.id, operation="undo", version=view.version)
    assert reasons(desk, view)["02"] == "law_paper.none.02"


def test_a_stop_a_withdrawal_and_an_extension(
    desk: Office, clock: Clock, people: dict[Role, StaffView]
) -> None:
    first = asked(desk, received(desk, birth(desk)))
    clock.ahead(minutes=6)
    draft = DecisionDraft(
        operation="stop",
        dossier_id=first.id,
        version=first.version,
        reason="Quá hạn bổ sung",
        ground="Nghị định 118",
        asked_by=AskedBy.AGENCY,
        papers_back="Giấy chứng sinh",
        money=MoneyAfter.NONE,
        approval=approved(people),
    )
    decisions.stop(desk, draft)
    stop = law_papers.facts(desk, LawForm.STOP, first.code)
    assert isinstance(stop, StopFacts)
    assert (stop.signed_by, stop.asker, stop.reason) == ("Lê Lãnh Đạo", AskedBy.AGENCY, "Quá hạn bổ sung")
    assert stop.number == PaperNumber(form=LawForm.STOP, year=2026, number=1)

    second = received(desk, certified_copy(desk, BINH))
    taken_back = DecisionDraft(
        operation="withdraw",
        dossier_id=second.id,
        version=second.version,
        asked_by=AskedBy.RESIDENT,
        money=MoneyAfter.NONE,
    )
    decisions.withdraw(desk, taken_back)
    notice = law_papers.facts(desk, LawForm.STOP, second.code)
    assert isinstance(notice, StopFacts)
    assert (notice.asker, notice.number, notice.signed_by) == (AskedBy.RESIDENT, None, "")


def test_an_extension_has_both_dates_and_the_sector(desk: Office, people: dict[Role, StaffView]) -> None:
    view = received(desk, birth(desk))
    later = ExtensionDraft(
        operation="extend",
        dossier_id=view.id,
        version=view.version,
        new_due=date(2026, 12, 4),
        reason="Chờ xác minh",
        approval=approved(people),
    )
    put_off = decisions.extend(desk, later)
    facts = law_papers.facts(desk, LawForm.EXTENSION, view.code)
    assert isinstance(facts, ExtensionFacts)
    assert (facts.due, facts.new_due) == (view.appointment.due, put_off.appointment.due)
    assert facts.due != facts.new_due
    assert (facts.sector, facts.signed_by) == (desk.catalogue.get("ks").sector, "Lê Lãnh Đạo")
    assert facts.number == PaperNumber(form=LawForm.EXTENSION, year=2026, number=1)


def test_a_refusal_names_who_refused_and_who_approved(desk: Office, people: dict[Role, StaffView]) -> None:
    view = asked(desk, received(desk, birth(desk)))
    draft = DecisionDraft(
        operation="refuse",
        dossier_id=view.id,
        version=view.version,
        reason="Đã đăng ký ở nơi khác",
        ground="Luật Hộ tịch Điều 5",
        money=MoneyAfter.NONE,
        approval=approved(people),
    )
    decisions.refuse(desk, draft)
    facts = law_papers.facts(desk, LawForm.REFUSAL, view.code)
    assert isinstance(facts, RefusalFacts)
    assert (facts.refused_by, facts.approved_by) == ("Nguyễn Thị Tiếp", "Lê Lãnh Đạo")
    assert (facts.reason, facts.basis) == ("Đã đăng ký ở nơi khác", "Luật Hộ tịch Điều 5")


def test_an_end_takes_its_slip_along_and_putting_it_right_takes_the_papers_of_the_end(
    desk: Office, people: dict[Role, StaffView]
) -> None:
    view = asked(desk, received(desk, birth(desk)))
    draft = DecisionDraft(
        operation="refuse",
        dossier_id=view.id,
        version=view.version,
        reason="Đã đăng ký ở nơi khác",
        money=MoneyAfter.NONE,
        approval=approved(people),
    )
    refused = decisions.refuse(desk, draft)
    assert reasons(desk, refused)["01"] == "law_paper.no_appointment"  # nobody comes back for this date
    (slip,) = (one for one in dossiers.next_actions(desk, refused) if one.command == "print")
    assert not slip.enabled and slip.reason == "law_paper.no_appointment"
    assert reasons(desk, refused)["03"] == ""
    head = replace(desk, actor=people[Role.SUPERVISOR])
    put_right = MoveDraft(
        operation="right", dossier_id=refused.id, version=refused.version, reason="nhầm hồ sơ"
    )
    again = life.correct(head, put_right)
    assert reasons(desk, again)["01"] == ""
    assert reasons(desk, again)["03"] == "law_paper.put_right"  # the refusal is not so any more


def returned(desk: Office, clock: Clock) -> DossierView:
    """A free-standing dossier that went out, came back with a result, and was collected."""
    view = received(desk, birth(desk, so_ban_sao="0"))
    clock.ahead(hours=1)
    view = handed(desk, view, Direction.OUT, Outcome.SENT)
    clock.ahead(days=1)
    view = handed(desk, view, Direction.BACK, Outcome.RESULT)
    clock.ahead(days=1)
    return dossiers.hand_over(
        desk,
        HandOverDraft(
            operation="give",
            dossier_id=view.id,
            version=view.version,
            collector=CollectorKind.SELF,
            seen="giấy hẹn",
        ),
    )


def test_the_control_slip_is_the_history_and_the_result_slip_its_end(desk: Office, clock: Clock) -> None:
    view = returned(desk, clock)
    control = law_papers.facts(desk, LawForm.CONTROL, view.code)
    assert isinstance(control, ControlFacts)
    assert [(s.kind, s.giver, s.taker) for s in control.steps] == [
        (StepKind.RECEIVED, "Nguyễn Thị Mơ", "Nguyễn Thị Tiếp"),
        (StepKind.OUT, "Nguyễn Thị Tiếp", "Hồ Đắc Chuyên"),
        (StepKind.BACK, "Hồ Đắc Chuyên", "Nguyễn Thị Tiếp"),
        (StepKind.RETURNED, "Nguyễn Thị Tiếp", "Nguyễn Thị Mơ"),
    ]
    assert (control.agency, control.row, control.book_year) == (AGENCY, 1, 2026)
    slip = law_papers.facts(desk, LawForm.RESULT, view.code)
    assert isinstance(slip, ResultFacts)
    assert (slip.result_kind, slip.result_number, slip.result_copies) == ("Giấy khai sinh", "254/2026", 3)
    assert (slip.collector, slip.given_by) == ("Nguyễn Thị Mơ", "Nguyễn Thị Tiếp")


def test_prints_are_counted_for_each_paper_and_a_second_press_counts_once(desk: Office) -> None:
    view = received(desk, birth(desk))
    for operation, copy in (("a", 1), ("b", 2), ("b", 2), ("c", 3)):
        assert law_papers.record_print(desk, LawForm.CONTROL, view.id, operation=operation) == copy
    assert law_papers.record_print(desk, LawForm.RECEIPT, view.id, operation="d") == 1
    assert dossiers.record_print(desk, view.id, "slip", operation="e") == 2, (
        "counted as the slip it always was"
    )
    copies = {one.form: one.copies for one in law_papers.choices(desk, view.code)}
    assert (copies[LawForm.CONTROL], copies[LawForm.RECEIPT]) == (3, 2)
    told = [t(entry.event, **entry.detail) for entry in dossiers.get(desk, view.code).timeline]
    assert "In phiếu kiểm soát (Mẫu 06), bản thứ 3" in told


# -- papers of many dossiers ---------------------------------------------------------------------


def test_the_register_numbers_the_year_and_shows_the_period(desk: Office, clock: Clock) -> None:
    first = received(desk, certified_copy(desk, BINH))
    done = returned(desk, clock)
    third = received(desk, certified_copy(desk, MO))
    whole = law_register.register(desk, date(2026, 1, 1), date(2026, 12, 31))
    assert [(row.number, row.code) for row in whole.rows] == [
        (1, first.code),
        (2, done.code),
        (3, third.code),
    ]
    row = whole.rows[1]
    assert (row.agency, row.returned_to, row.state) == (AGENCY, "Nguyễn Thị Mơ", 10)
    assert row.forwarded_at and row.ready_at and row.returned_at
    assert row.forwarded_at < row.ready_at < row.returned_at
    assert (row.applicant, row.address) == ("Nguyễn Thị Mơ", "Tổ 15, phường Mẫu, thành phố Huế")
    today = date(2026, 11, 25)
    assert [row.number for row in law_register.register(desk, today, today).rows] == [3]
    assert law_register.register(desk, date(2025, 1, 1), date(2025, 12, 31)).rows == ()
    assert law_register.number_of(desk, third.id, 2026) == 3


@pytest.mark.parametrize(
    ("first", "last", "problem"),
    [
        (date(2026, 2, 1), date(2026, 1, 1), "law_paper.register.order"),
        (date(2025, 12, 31), date(2026, 1, 1), "law_paper.register.years"),
    ],
)
def test_days_that_are_no_period_are_refused(desk: Office, first: date, last: date, problem: str) -> None:
    with pytest.raises(Refused) as caught:
        law_register.register(desk, first, last)
    assert caught.value.message_id == problem


def test_a_hand_over_list_by_its_number(desk: Office, clock: Clock) -> None:
    view = returned(desk, clock)
    back = law_register.hand_over(desk, Direction.BACK, 1, 2026)
    (row,) = back.rows
    assert (row.code, row.result, row.outcome) == (view.code, "Giấy khai sinh 254/2026", Outcome.RESULT)
    assert (back.person, back.staff, back.agency) == ("Hồ Đắc Chuyên", "Nguyễn Thị Tiếp", AGENCY)
    assert back.number == PaperNumber(form=LawForm.HAND_OVER, year=2026, number=1)
    out = law_register.hand_over(desk, Direction.OUT, 1, 2026)
    assert (out.rows[0].result, out.rows[0].outcome) == ("", Outcome.SENT)
    with pytest.raises(NotFound):
        law_register.hand_over(desk, Direction.BACK, 2, 2026)


def test_lists_are_counted_by_what_they_are_of(desk: Office) -> None:
    for name, operation, copy in (("2026", "a", 1), ("2026-11", "b", 1), ("2026", "c", 2), ("2026", "c", 2)):
        assert law_register.record_print(desk, LawForm.REGISTER, name, operation=operation) == copy
    assert law_register.record_print(desk, LawForm.HAND_OVER, "2026", operation="d") == 1


def test_a_volunteer_prints_a_paper_but_not_the_register(desk: Office, people: dict[Role, StaffView]) -> None:
    view = received(desk, birth(desk))
    helper = replace(desk, actor=people[Role.VOLUNTEER])
    assert law_papers.record_print(helper, LawForm.CONTROL, view.id, operation="v") == 1
    with pytest.raises(Forbidden):
        law_register.register(helper, date(2026, 1, 1), date(2026, 12, 31))


def test_time_is_the_time_of_what_happened(desk: Office, clock: Clock) -> None:
    view = asked(desk, received(desk, birth(desk)))
    at = clock.at
    clock.ahead(days=3)
    facts = law_papers.facts(desk, LawForm.SUPPLEMENT, view.code)
    assert isinstance(facts, SupplementFacts)
    assert facts.asked_at == at
    control = law_papers.facts(desk, LawForm.CONTROL, view.code)
    assert isinstance(control, ControlFacts)
    assert control.printed_at == at + timedelta(days=3)
