"""The life of a dossier by its services: supplements, endings, extension, lists, undo, correction."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from counter.errors import Conflict, Forbidden, Refused
from counter.i18n import local
from counter.models.catalogue import SupplementPolicy
from counter.models.dossier import CollectorKind, DossierState, DossierView, HandOverDraft, PapersHeld
from counter.models.life import (
    AskedBy,
    Certified,
    DecisionKind,
    Direction,
    GuidanceWay,
    MoneyAfter,
    NoticeWay,
    Outcome,
    Signed,
)
from counter.models.life_lists import LifeList
from counter.models.life_records import (
    CertificationDraft,
    DemandDraft,
    GuidanceDraft,
    LendBackDraft,
    LendDraft,
)
from counter.models.life_views import (
    DecisionDraft,
    ExtensionDraft,
    HandingDraft,
    HandingLine,
    LackingPaper,
    MoveDraft,
    NoticeDraft,
    ResumeDraft,
    SupplementDraft,
)
from counter.models.money import Approval, MoneyState
from counter.models.staff import Role, StaffView
from counter.models.tables import Dossier
from counter.services.dossier import dossiers
from counter.services.life import certifications, decisions, handings, life, life_lists, records, supplements
from counter.services.money import payments
from counter.services.office import Office
from counter.services.staff import staff
from tests.conftest import Clock
from tests.services.journeys import (
    BINH,
    MO,
    but,
    cash,
    certified_copy,
    contents,
    late_birth,
    received,
    with_drawer,
)

People = dict[Role, StaffView]
PIN = "246810"
AGENCY = "Phòng Tư pháp"


@pytest.fixture
def chief(office: Office, people: People) -> Approval:
    """The supervisor, who approves by their PIN."""
    person = people[Role.SUPERVISOR]
    staff.set_pin(replace(office, actor=people[Role.ADMINISTRATOR]), person.id, PIN, "set", reason="quên PIN")
    return Approval(name=person.name, pin=PIN)


@pytest.fixture
def view(office: Office) -> DossierView:
    """A dossier as it was just received."""
    return received(office, certified_copy(office))


def fresh(office: Office, view: DossierView) -> DossierView:
    return dossiers.get(office, str(view.id))


def messages(fault: pytest.ExceptionInfo[Refused]) -> set[tuple[str, str]]:
    return {(problem.field, problem.message_id) for problem in fault.value.problems}


def lacking(view: DossierView, **changes: object) -> SupplementDraft:
    draft = SupplementDraft(
        operation=uuid4().hex,
        dossier_id=view.id,
        version=view.version,
        items=(LackingPaper(name=view.papers[0].name, paper_key=view.papers[0].key),),
        reason="thiếu giấy",
    )
    return but(draft, **changes)


def brought(view: DossierView, *positions: int, operation: str = "here") -> ResumeDraft:
    return ResumeDraft(
        operation=operation, dossier_id=view.id, version=view.version, brought=frozenset(positions)
    )


def ends(view: DossierView, chief: Approval, **changes: object) -> DecisionDraft:
    draft = DecisionDraft(
        operation=uuid4().hex,
        dossier_id=view.id,
        version=view.version,
        reason="không đủ điều kiện",
        approval=chief,
    )
    return but(draft, **changes)


def out(view: DossierView, operation: str = "out") -> HandingDraft:
    line = HandingLine(dossier_id=view.id, version=view.version)
    return HandingDraft(
        operation=operation, direction=Direction.OUT, lines=(line,), agency=AGENCY, person="Lê Nhận"
    )


def back(*lines: HandingLine, operation: str = "back", agency: str = AGENCY) -> HandingDraft:
    return HandingDraft(
        operation=operation, direction=Direction.BACK, lines=lines, agency=agency, person="Lê Giao"
    )


# -- supplement and resume ------------------------------------------------------------------------


def test_a_supplement_waits_and_goes_on_with_its_papers(office: Office, view: DossierView) -> None:
    asked = supplements.ask(office, lacking(view))
    assert asked.state is DossierState.SUPPLEMENT
    known = life.get(office, view.id)
    request = known.open_supplement
    assert request is not None and (request.round, request.policy) == (1, SupplementPolicy.RESTART)
    with pytest.raises(Refused) as fault:
        supplements.resume(office, brought(asked))
    assert messages(fault) == {("brought", "life.still_missing")}
    after = supplements.resume(office, brought(asked, 0))
    assert after.state is DossierState.RECEIVED and after.papers[0].state == "presented"
    assert life.get(office, view.id).open_supplement is None


def test_what_kind_of_copy_came_is_kept(office: Office, view: DossierView) -> None:
    paper = view.papers[0]
    items = (LackingPaper(name=paper.name, paper_key=paper.key, certified=2),)
    asked = supplements.ask(office, lacking(view, items=items))
    after = supplements.resume(office, brought(asked, 0)).papers[0]
    assert (after.originals, after.certified, after.copies) == (0, 2, 0)
    assert (paper.originals, paper.certified) == (1, 0)


def test_the_new_date_follows_the_policy_and_the_old_one_is_kept(
    office: Office, view: DossierView, clock: Clock
) -> None:
    asked = supplements.ask(office, lacking(view))
    clock.ahead(days=3)
    after = supplements.resume(office, brought(asked, 0))
    (request,) = life.get(office, view.id).supplements
    assert view.appointment.due is not None and after.appointment.due is not None
    assert after.appointment.due > view.appointment.due
    assert local(after.appointment.due).date() == local(clock.at).date()  # in the day, begun anew
    assert (request.due_before, request.due_after) == (view.appointment.due, after.appointment.due)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"items": ()}, ("items", "life.items_missing")),
        ({"reason": " "}, ("reason", "life.reason_missing")),
        ({"answer_by": date(2026, 11, 22)}, ("answer_by", "life.answer_by_past")),
        ({"items": (LackingPaper(name="x", copies=-1),)}, ("items", "life.count_wrong")),
    ],
)
def test_a_request_says_what_and_why(
    office: Office, view: DossierView, changes: dict[str, object], said: tuple[str, str]
) -> None:
    before = contents(office.store)
    with pytest.raises(Refused) as fault:
        supplements.ask(office, lacking(view, **changes))
    assert messages(fault) == {said}
    assert contents(office.store) == before


def test_a_second_request_is_loud(office: Office, view: DossierView) -> None:
    asked = supplements.ask(office, lacking(view))
    after = supplements.resume(office, brought(asked, 0))
    notices = supplements.before_asking(office, view.id).notices
    assert "deadline.second" in {notice.message_id for notice in notices}
    with pytest.raises(Refused) as fault:
        supplements.ask(office, lacking(after))
    assert messages(fault) == {("again", "life.again_unsaid")}
    again = supplements.ask(office, lacking(after, again=True))
    assert again.state is DossierState.SUPPLEMENT and life.get(office, view.id).rounds == 2


def test_a_second_press_asks_once(office: Office, view: DossierView) -> None:
    draft = lacking(view)
    assert supplements.ask(office, draft) == supplements.ask(office, draft)
    assert life.get(office, view.id).rounds == 1


def test_who_saw_an_older_version_is_told(office: Office, view: DossierView) -> None:
    supplements.ask(office, lacking(view))
    with pytest.raises(Conflict):
        supplements.ask(office, lacking(view))


# -- endings ----------------------------------------------------------------------------------------


def test_a_refusal_has_a_number_and_a_supervisor(office: Office, view: DossierView, chief: Approval) -> None:
    after = decisions.refuse(office, ends(view, chief))
    (made,) = life.get(office, view.id).decisions
    assert after.state is DossierState.STOPPED
    assert (made.kind, made.number, made.approved_by) == (DecisionKind.REFUSED, 1, chief.name)
    other = received(office, late_birth(office))
    decisions.refuse(office, ends(other, chief))
    assert life.get(office, other.id).decisions[0].number == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": ""}, ("reason", "life.reason_missing")),
        ({"approval": Approval(name="Lê Lãnh Đạo", pin="000000")}, ("approver_pin", "sign_in.wrong_pin")),
        ({"approval": Approval(name="", pin="")}, ("approver", "approval.name_missing")),
        (
            {"approval": Approval(name="Trần Quản Trị", pin=PIN)},
            ("approver", "approval.no_right.approve_decision"),
        ),
    ],
)
def test_without_reason_or_approval_nothing_ends(
    office: Office, view: DossierView, chief: Approval, changes: dict[str, object], said: tuple[str, str]
) -> None:
    with pytest.raises(Refused) as fault:
        decisions.stop(office, ends(view, chief, **changes))
    assert {field for field, _ in messages(fault)} == {said[0]}
    assert fresh(office, view).state is DossierState.RECEIVED


def test_nobody_approves_their_own(
    office: Office, view: DossierView, people: People, chief: Approval
) -> None:
    alone = replace(office, actor=people[Role.SUPERVISOR])
    with pytest.raises(Refused) as fault:
        decisions.refuse(alone, ends(view, chief))
    assert messages(fault) == {("approver", "approval.same_person")}


def test_a_withdrawal_needs_nobody_and_says_what_becomes_of_the_fee(
    office: Office, view: DossierView
) -> None:
    payments.take(with_drawer(office), cash(view, 21_000))
    paid = fresh(office, view)
    plain = DecisionDraft(operation="mine", dossier_id=view.id, version=paid.version)
    with pytest.raises(Refused) as fault:
        decisions.withdraw(office, plain)
    assert messages(fault) == {("money", "life.money_unsaid")}
    after = decisions.withdraw(office, replace(plain, money=MoneyAfter.GIVE_BACK, papers_back="tất cả"))
    (made,) = life.get(office, view.id).decisions
    assert after.state is DossierState.WITHDRAWN
    assert (made.number, made.asked_by, made.money) == (None, AskedBy.RESIDENT, MoneyAfter.GIVE_BACK)


# -- one new date -----------------------------------------------------------------------------------


def test_a_date_is_put_off_once(office: Office, view: DossierView, chief: Approval) -> None:
    draft = ExtensionDraft(
        operation="later", dossier_id=view.id, version=view.version, new_due=date(2026, 11, 26),
        reason="chờ xác minh", approval=chief,
    )  # fmt: skip
    after = decisions.extend(office, draft)
    assert after.appointment.due is not None
    assert local(after.appointment.due).isoformat() == "2026-11-26T17:00:00+07:00"
    (made,) = life.get(office, view.id).decisions
    assert (made.due_before, made.due_after) == (view.appointment.due, after.appointment.due)
    second = replace(draft, operation="again", version=after.version, new_due=date(2026, 11, 30))
    with pytest.raises(Refused) as fault:
        decisions.extend(office, second)
    assert messages(fault) == {("new_due", "deadline.extended_already")}


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (None, "life.new_due_missing"),
        (date(2026, 11, 28), "deadline.day_off"),  # a Saturday
        (date(2026, 11, 20), "deadline.not_later"),
    ],
)
def test_a_new_date_is_a_later_working_day(
    office: Office, view: DossierView, chief: Approval, day: date | None, said: str
) -> None:
    draft = ExtensionDraft(
        operation="x", dossier_id=view.id, version=view.version, new_due=day, reason="chậm", approval=chief
    )
    with pytest.raises(Refused) as fault:
        decisions.extend(office, draft)
    assert said in {message for _, message in messages(fault)}


# -- lists ------------------------------------------------------------------------------------------


def test_results_come_back_in_one_list_and_only_then_are_ready(office: Office, view: DossierView) -> None:
    other = received(office, late_birth(office))
    for n, one in enumerate((view, other)):
        handings.hand(office, out(one, f"out{n}"))
    with pytest.raises(Refused) as fault:
        now = fresh(office, view)
        dossiers.mark_ready(office, view.id, operation="ready", version=now.version)
    assert messages(fault) == {("state", "life.away")}
    lines = [
        HandingLine(
            dossier_id=one.id, version=fresh(office, one).version, outcome=Outcome.RESULT,
            result_name="Bản sao", result_number=f"{n}/2026", result_copies=3,
        )
        for n, one in enumerate((view, other))
    ]  # fmt: skip
    handings.hand(office, back(*lines))
    assert {fresh(office, one).state for one in (view, other)} == {DossierState.DONE}
    first, last = life.get(office, view.id).handings
    assert (first.direction, last.direction, last.result_name) == (Direction.OUT, Direction.BACK, "Bản sao")
    assert (last.number, first.person, last.person) == (1, "Lê Nhận", "Lê Giao")


def test_a_list_is_whole_or_nothing(office: Office, view: DossierView) -> None:
    other = received(office, late_birth(office))
    handings.hand(office, out(view))
    here, there = (fresh(office, one) for one in (other, view))
    lines = (
        HandingLine(dossier_id=there.id, version=there.version, outcome=Outcome.NO_RESULT),
        HandingLine(dossier_id=here.id, version=here.version, outcome=Outcome.NO_RESULT),
    )
    before = contents(office.store)
    with pytest.raises(Refused) as fault:
        handings.hand(office, back(*lines))
    assert messages(fault) == {("line1", "life.at.2")}
    assert contents(office.store) == before
    with pytest.raises(Refused) as fault:
        handings.hand(office, back(lines[0], agency="Nơi khác"))
    assert messages(fault) == {("line0", "life.other_agency")}


# -- handing over -----------------------------------------------------------------------------------


def made_ready(office: Office, view: DossierView) -> DossierView:
    with office.store.write(office.now()) as transaction:
        row = transaction.session.get_one(Dossier, view.id)
        row.money, row.version = MoneyState.NONE, row.version + 1
        transaction.session.add(row)
        transaction.record(None, "test.made", subject=("dossier", view.id), operation="")
    version = fresh(office, view).version
    return dossiers.mark_ready(office, view.id, operation=uuid4().hex, version=version)


def collects(view: DossierView, **changes: object) -> HandOverDraft:
    draft = HandOverDraft(
        operation="give", dossier_id=view.id, version=view.version, collector=CollectorKind.SELF, card=BINH,
        signed=Signed.SIGNATURE,
    )  # fmt: skip
    return but(draft, **changes)


class Alone:
    """A catalogue whose procedures the parties themselves must come for."""

    def __init__(self, office: Office) -> None:
        self._catalogue = office.catalogue

    def get(self, code: str) -> object:
        return replace(self._catalogue.get(code), no_proxy=True)


def test_a_marriage_is_collected_by_both(office: Office, view: DossierView) -> None:
    done = made_ready(office, view)
    both = replace(office, load_catalogue=lambda: Alone(office))  # type: ignore[arg-type, return-value]  # one method is asked
    for changes, said in (
        ({}, {("other_name", "dossier.other_missing"), ("other_seen", "dossier.other_unseen")}),
        ({"other_card": BINH}, {("other_name", "dossier.other_same")}),
        (
            {"collector": CollectorKind.PROXY, "name": BINH.full_name, "paper": "giấy uỷ quyền"},
            {("collector", "dossier.both_themselves")},
        ),
    ):
        with pytest.raises(Refused) as fault:
            dossiers.hand_over(both, collects(done, **changes))
        assert messages(fault) == said
    after = dossiers.hand_over(both, collects(done, other_card=MO))
    assert after.returned_to == f"{BINH.full_name}, {MO.full_name}"


# -- undo and correction ----------------------------------------------------------------------------


def undo(office: Office, view: DossierView) -> DossierView:
    version = fresh(office, view).version
    return life.undo(office, view.id, operation=uuid4().hex, version=version)


def test_a_step_is_undone_within_five_minutes(office: Office, view: DossierView, clock: Clock) -> None:
    asked = supplements.ask(office, lacking(view))
    clock.ahead(minutes=2)
    supplements.resume(office, brought(asked, 0))
    after = undo(office, view)
    assert after.state is DossierState.SUPPLEMENT
    assert [p.state for p in after.papers] == [p.state for p in asked.papers]
    assert after.appointment == asked.appointment
    after = undo(office, view)
    assert (after.state, life.get(office, view.id).rounds) == (DossierState.RECEIVED, 0)
    with pytest.raises(Refused) as fault:
        undo(office, view)
    assert messages(fault) == {("", "life.nothing_to_undo")}


def test_a_refusal_before_anybody_began_is_undone_whole(
    office: Office, view: DossierView, chief: Approval
) -> None:
    decisions.refuse(office, ends(view, chief))
    assert undo(office, view).state is DossierState.RECEIVED
    (made,) = life.get(office, view.id).decisions
    assert made.undone and made.number == 1  # its number stays


@pytest.mark.parametrize("what", ["late", "told", "paper"])
def test_what_is_out_of_the_house_is_not_undone(
    office: Office, view: DossierView, clock: Clock, what: str
) -> None:
    if what == "paper":
        view = received(office, late_birth(office))
        assert view.papers_held is PapersHeld.COUNTER
        handings.hand(office, out(view))
    else:
        supplements.ask(office, lacking(view))
    if what == "late":
        clock.at += timedelta(minutes=5, seconds=1)
    if what == "told":
        move = life.get(office, view.id).moves[-1].id
        told = NoticeDraft(
            operation="told", dossier_id=view.id, move_id=move, way=NoticeWay.PHONE, whom="Bình"
        )
        life.tell(office, told)
    said = {"late": "too_late", "told": "told", "paper": "paper"}[what]
    with pytest.raises(Refused) as fault:
        undo(office, view)
    assert messages(fault) == {("", f"life.undo.{said}")}


def test_what_a_sender_took_is_not_undone(office: Office) -> None:
    sending = replace(office, ward=replace(office.ward, sending="gateway"))
    view = received(sending, certified_copy(sending))
    supplements.ask(sending, lacking(view))
    with office.store.write(office.now()) as transaction:
        transaction.connection.execute("UPDATE outbox SET payload = '{\"a\":1}', state = 'sending'")
        transaction.record(None, "test.sent", subject=("dossier", view.id), operation="")
    with pytest.raises(Refused) as fault:
        undo(sending, view)
    assert messages(fault) == {("", "life.undo.sent")}


def test_an_end_is_put_back_by_the_head_alone(
    office: Office, view: DossierView, people: People, chief: Approval
) -> None:
    decisions.refuse(office, ends(view, chief))
    now = fresh(office, view)
    draft = MoveDraft(operation="back", dossier_id=view.id, version=now.version, reason="nhầm hồ sơ")
    with pytest.raises(Forbidden):
        life.correct(office, draft)
    head = replace(office, actor=people[Role.SUPERVISOR])
    with pytest.raises(Refused) as fault:
        life.correct(head, replace(draft, reason=""))
    assert messages(fault) == {("reason", "life.reason_missing")}
    after = life.correct(head, draft)
    assert after.state is DossierState.PROCESSING
    assert after.timeline[-1].event == "dossier.event.corrected"
    with pytest.raises(Refused):
        life.correct(head, replace(draft, operation="again", version=after.version))


def test_a_wrong_hand_over_is_put_back_to_ready(office: Office, view: DossierView, people: People) -> None:
    given = dossiers.hand_over(office, collects(made_ready(office, view)))
    head = replace(office, actor=people[Role.SUPERVISOR])
    draft = MoveDraft(operation="back", dossier_id=view.id, version=given.version, reason="trả nhầm")
    after = life.correct(head, draft)
    assert (after.state, after.returned_at, after.returned_to) == (DossierState.DONE, None, "")
    assert after.ready_at is not None


# -- registers --------------------------------------------------------------------------------------


def test_certification_numbers_have_no_gap_and_a_wrong_one_is_struck(office: Office, clock: Clock) -> None:
    def enter(kind: Certified) -> int:
        draft = CertificationDraft(
            operation=uuid4().hex, kind=kind, requester="Bình", paper="Bằng", copies=3, signer="Lê Ký"
        )
        return certifications.enter(office, draft).number

    assert [enter(kind) for kind in (Certified.COPY, Certified.COPY, Certified.SIGNATURE)] == [1, 2, 1]
    first = certifications.register(office, Certified.COPY, 2026)[0]
    certifications.strike(office, first.id, "viết nhầm", operation="strike")
    with pytest.raises(Refused) as fault:
        certifications.strike(office, first.id, "nữa", operation="again")
    assert messages(fault) == {("", "life.struck_already")}
    clock.at = clock.at.replace(year=2027)
    assert enter(Certified.COPY) == 1
    kept = certifications.register(office, Certified.COPY, 2026)
    assert [(one.number, one.struck) for one in kept] == [(1, "viết nhầm"), (2, "")]


def test_an_original_is_signed_out_and_back_once(office: Office, view: DossierView) -> None:
    lent = records.lend(
        office, LendDraft(operation="lend", dossier_id=view.id, paper="Bằng tốt nghiệp", lent_to="Lê Mượn")
    )
    assert [one.paper for one in records.lent(office, out_only=True)] == ["Bằng tốt nghiệp"]
    returned = LendBackDraft(operation="return", lent_id=lent, brought_by="Lê Mượn")
    records.take_back(office, returned)
    assert records.lent(office, out_only=True) == ()
    assert records.lent(office, view.id)[0].brought_by == "Lê Mượn"
    with pytest.raises(Refused) as fault:
        records.take_back(office, replace(returned, operation="again"))
    assert messages(fault) == {("", "life.lent_back_already")}


def test_a_paper_beyond_the_list_is_logged_and_a_listed_one_is_not(office: Office, view: DossierView) -> None:
    draft = DemandDraft(
        operation="demand", procedure_code=view.procedure_code, dossier_id=view.id, body="Ngân hàng",
        paper="Giấy xác nhận cư trú",
    )  # fmt: skip
    records.log_demand(office, draft)
    listed = replace(draft, operation="listed", paper=view.papers[0].name.upper())
    with pytest.raises(Refused) as fault:
        records.log_demand(office, listed)
    assert messages(fault) == {("paper", "life.paper_listed")}
    (kept,) = records.demands(office, date(2026, 11, 1), date(2026, 11, 30))
    assert (kept.body, kept.paper, kept.procedure_code) == (
        "Ngân hàng", "Giấy xác nhận cư trú", view.procedure_code,
    )  # fmt: skip
    assert records.demands(office, date(2026, 12, 1), date(2026, 12, 31)) == ()


def test_guidance_is_kept(office: Office, view: DossierView) -> None:
    draft = GuidanceDraft(operation="say", said="Mang bản chính", way=GuidanceWay.COUNTER, dossier_id=view.id)
    records.guide(office, draft)
    with pytest.raises(Refused):
        records.guide(office, replace(draft, operation="again", said=""))
    assert [one.said for one in records.guidances(office, date(2026, 11, 23), date(2026, 11, 23))] == [
        "Mang bản chính"
    ]


def test_results_not_collected_stand_by_age(office: Office, view: DossierView, clock: Clock) -> None:
    made_ready(office, view)
    clock.ahead(days=12)
    other = made_ready(office, received(office, late_birth(office)))
    first, last = date(2026, 12, 1), date(2026, 12, 31)
    found = life_lists.read(office, LifeList.UNCOLLECTED, first, last).uncollected
    assert [(one.dossier_id, one.days) for one in found] == [(view.id, 12), (other.id, 0)]
    dossiers.hand_over(office, collects(fresh(office, view)))
    left = life_lists.read(office, LifeList.UNCOLLECTED, first, last).uncollected
    assert [one.dossier_id for one in left] == [other.id]
