"""Intake: from an empty form to an accepted dossier, and everything that may stand between."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from counter.errors import Conflict, Forbidden, NotFound, Refused
from counter.models.catalogue import Channel
from counter.models.dossier import (
    Contact,
    ContactKind,
    DossierState,
    IdentityCheck,
    IntakeDraft,
    PapersHeld,
    PaperState,
)
from counter.models.money import MoneyState
from counter.models.staff import Role, StaffView
from counter.models.submission import SyncState
from counter.services.dossier import dossiers
from counter.services.intake import drafts, intake
from counter.services.money import fees
from counter.services.office import Office
from counter.services.people import residents
from counter.services.store.store import Store
from tests.conftest import Clock
from tests.services.journeys import (
    BINH,
    MO,
    answers,
    applicant,
    birth,
    break_at,
    break_event,
    certified_copy,
    contents,
    late_birth,
    received,
)

People = dict[Role, StaffView]


def count(store: Store, table: str) -> int:
    return len(contents(store)[table])


# -- the journey ----------------------------------------------------------------------------


def test_a_certified_copy_is_taken_with_code_fee_and_appointment(office: Office) -> None:
    accepted = intake.accept(office, certified_copy(office))
    view = dossiers.get(office, accepted.code)
    assert (accepted.code, accepted.provisional) == ("TAM-261123-0001", True)
    assert (accepted.money, accepted.total) == (MoneyState.DUE, 21_000)
    assert [line.amount for line in view.quote.lines] == [12_000, 9_000]
    assert accepted.appointment.due is not None
    assert accepted.appointment.due.isoformat() == "2026-11-23T17:00:00+07:00"
    assert view.appointment == accepted.appointment
    assert (view.state, view.sync, view.channel) == (DossierState.RECEIVED, SyncState.NONE, Channel.DIRECT)
    assert {a.key: a.value for a in view.answers}["so_ban_sao"] == "3"
    assert view.answers[0].label  # as it was asked
    assert [entry.event for entry in view.timeline] == ["dossier.event.accepted"]
    assert view.received_by == "Nguyễn Thị Tiếp"


def test_after_15_00_the_slip_of_monday_says_wednesday(office: Office, clock: Clock) -> None:
    clock.ahead(hours=6, minutes=1)
    accepted = intake.accept(office, certified_copy(office))
    assert accepted.appointment.due is not None
    assert accepted.appointment.due.date() == date(2026, 11, 25)  # 24/11 is a day off
    assert "24/11" in accepted.appointment.reason


def test_a_second_press_finds_the_first_dossier(office: Office, store: Store, clock: Clock) -> None:
    draft = certified_copy(office)
    drafts.save(office, draft)
    first = intake.accept(office, draft)
    before = contents(store)
    clock.ahead(days=3)
    assert intake.accept(office, draft) == first
    assert contents(store) == before
    assert count(store, "draft") == 0
    with pytest.raises(Conflict):  # a save that comes late brings nothing back
        drafts.save(office, draft)


def test_a_volunteer_prepares_and_a_clerk_accepts(office: Office, people: People) -> None:
    helper = replace(office, actor=people[Role.VOLUNTEER])
    draft = certified_copy(helper)
    drafts.save(helper, draft)
    with pytest.raises(Forbidden):
        intake.accept(helper, draft)
    with pytest.raises(Conflict) as told:  # it is still the helper's
        intake.accept(office, draft)
    assert told.value.message_id == "draft.taken_over"
    taken = drafts.take_over(office, draft.id)
    assert intake.accept(office, taken.draft).dossier_id == 1


def test_a_draft_that_was_thrown_away_is_not_accepted(office: Office) -> None:
    draft = certified_copy(office)
    drafts.save(office, draft)
    drafts.discard(office, draft.id)
    with pytest.raises(Conflict) as told:
        intake.accept(office, draft)
    assert told.value.message_id == "draft.discarded"
    assert count(office.store, "dossier") == 0


def test_discarding_what_was_accepted_leaves_no_trace_of_it(office: Office) -> None:
    draft = certified_copy(office)
    accepted = intake.accept(office, draft)
    drafts.discard(office, draft.id)
    assert intake.accept(office, draft) == accepted
    assert not any("threw_away" in str(row) for row in contents(office.store)["audit_event"])


def test_codes_count_within_a_day_and_a_unit(office: Office, clock: Clock) -> None:
    codes = [intake.accept(office, certified_copy(office)).code]
    codes.append(intake.accept(office, birth(office)).code)
    known = replace(office, ward=replace(office.ward, unit_code="H57.15"))
    clock.ahead(days=2)
    official = intake.accept(known, replace(certified_copy(known, MO)))
    codes.append(official.code)
    assert codes == ["TAM-261123-0001", "TAM-261123-0002", "H57.15-261125-0001"]
    assert not official.provisional


def test_a_practice_code_never_passes_for_a_real_one(office: Office) -> None:
    practice = replace(office, practice=True)
    accepted = intake.accept(practice, certified_copy(practice))
    assert accepted.code == "TẬP-TAM-261123-0001"
    assert dossiers.get(practice, "tập-tam-261123-0001").practice


def test_an_online_dossier_waits_for_its_code_and_stands_in_the_outbox(office: Office, store: Store) -> None:
    view = received(office, birth(office))
    assert view.submission is not None
    assert (view.sync, view.submission.state) == (SyncState.PREPARED, SyncState.PREPARED)
    with store.query() as connection:
        rows = connection.execute("SELECT dossier_id, state, sequence, attempts FROM outbox").fetchall()
    assert rows == [(view.id, "waiting", 1, 0)]


def test_a_paper_dossier_stands_in_no_outbox(office: Office, store: Store) -> None:
    received(office, birth(office, Channel.DIRECT))
    assert count(store, "outbox") == count(store, "submission") == 0


# -- who ------------------------------------------------------------------------------------


def test_a_known_person_is_one_resident_with_one_visit_a_day(office: Office, clock: Clock) -> None:
    first = received(office, certified_copy(office))
    second = received(office, replace(birth(office), applicant=certified_copy(office).applicant))
    clock.ahead(days=2)
    third = received(office, replace(certified_copy(office), duplicate_reason="hôm khác, giấy khác"))
    assert first.resident_id == second.resident_id == third.resident_id
    with office.store.query() as connection:
        visits = connection.execute("SELECT visit_id FROM dossier ORDER BY id").fetchall()
    assert [v[0] for v in visits] == [1, 1, 2]
    assert office.store is not None
    known = residents.get(office, first.resident_id or 0)
    assert (known.citizen_id, known.numbers, known.dossiers) == ("046092005678", ("191234567",), 3)


def test_a_new_number_of_a_chosen_resident_joins_the_history(office: Office) -> None:
    first = received(office, certified_copy(office))
    again = applicant(birth(office), full_name="Trần Văn Bình", citizen_id="046092009999")
    again = applicant(again, resident_id=first.resident_id)
    assert received(office, again).resident_id == first.resident_id
    known = residents.get(office, first.resident_id or 0)
    assert known.citizen_id == "046092009999"
    assert "046092005678" in known.numbers


def test_papers_handed_in_are_held_at_the_counter(office: Office) -> None:
    assert received(office, certified_copy(office)).papers_held is PapersHeld.NONE
    view = received(office, birth(office))
    assert view.papers_held is PapersHeld.COUNTER
    listed = office.catalogue.get("ks").papers
    assert [mark.name for mark in view.papers] == [paper.name for paper in listed]
    assert view.papers[0].originals == 1  # counted from the list where nobody counted


# -- what is refused --------------------------------------------------------------------------

Change = Callable[[IntakeDraft], IntakeDraft]
WRONG: dict[str, tuple[Change, str]] = {
    "nobody": (lambda d: applicant(d, full_name=" "), "full_name"),
    "a name no store can hold": (lambda d: applicant(d, full_name="An\x1b[2J"), "full_name"),
    "a number too short": (lambda d: applicant(d, citizen_id="04619500123"), "citizen_id"),
    "no number at all": (lambda d: applicant(d, citizen_id="46-???"), "citizen_id"),
    "born tomorrow": (lambda d: applicant(d, dob=date(2026, 11, 24)), "dob"),
    "an unknown gender": (lambda d: applicant(d, gender="X"), "gender"),
    "an address without end": (lambda d: applicant(d, address="a" * 501), "address"),
    "identity not looked at": (lambda d: replace(d, identity=IdentityCheck.NOT_DONE), "identity"),
    "identity doubted": (lambda d: replace(d, identity=IdentityCheck.DOUBTED), "identity"),
    "for nobody": (lambda d: replace(d, identity=IdentityCheck.FOR_ANOTHER), "behalf_of"),
    "no procedure": (lambda d: replace(d, procedure_code=""), "procedure"),
    "an unknown procedure": (lambda d: replace(d, procedure_code="9.999999"), "procedure"),
    "not taken online": (lambda d: replace(d, channel=Channel.ONLINE), "channel"),
    "a paper not seen": (lambda d: replace(d, papers=()), "ban-chinh-giay-to"),
    "a question left out": (lambda d: replace(d, answers=d.answers[:2]), "documents"),
    "an answer nobody asked for": (lambda d: replace(d, answers=(*d.answers, *answers(x="1"))), "x"),
    "no contact said": (lambda d: replace(d, contact=Contact()), "contact"),
    "no way of collecting": (lambda d: replace(d, result_way=None), "result_way"),
    "a group the law does not free": (
        lambda d: replace(d, exempt_group="nguoi_thuoc_ho_ngheo"),
        "exempt_group",
    ),
    "a one-time code in a note": (lambda d: replace(d, note="OTP 482913"), "note"),
    "a password in a proof": (lambda d: replace(d, exempt_proof="mật khẩu: abc12345"), "exempt_proof"),
}


@pytest.mark.parametrize("name", list(WRONG))
def test_a_draft_that_breaks_a_rule_is_refused_whole(office: Office, store: Store, name: str) -> None:
    change, field = WRONG[name]
    draft = certified_copy(office)
    before = contents(store)
    with pytest.raises(Refused) as told:
        intake.accept(office, change(draft))
    assert field in {problem.field for problem in told.value.problems}
    assert contents(store) == before
    assert intake.accept(office, draft).dossier_id == 1  # the twin without the fault is taken


def test_all_faults_are_told_at_once_and_preview_tells_the_same(office: Office) -> None:
    empty = intake.start(office, procedure="ks")
    with pytest.raises(Refused) as told:
        intake.accept(office, empty)
    fields = {problem.field for problem in told.value.problems}
    assert {"full_name", "identity", "giay-chung-sinh", "tre_ho_ten", "contact", "result_way"} <= fields
    assert intake.preview(office, empty).problems == told.value.problems


def test_marriage_is_never_filed_for_another(office: Office) -> None:
    draft = replace(
        intake.start(office, procedure="1.000894", payload=MO),
        identity=IdentityCheck.FOR_ANOTHER,
        behalf_of="Lê Văn Hùng",
        behalf_paper="giấy uỷ quyền 12/2026",
    )
    with pytest.raises(Refused) as told:
        intake.accept(office, draft)
    assert "procedure.intake.no_proxy" in {p.message_id for p in told.value.problems}


def test_no_phone_is_a_full_answer(office: Office) -> None:
    draft = replace(certified_copy(office), contact=Contact(kind=ContactKind.NONE))
    assert received(office, draft).contact.kind is ContactKind.NONE


# -- twice the same -------------------------------------------------------------------------


def test_a_second_open_dossier_of_the_same_kind_needs_a_reason(office: Office) -> None:
    first = received(office, certified_copy(office))
    again = certified_copy(office)
    shown = intake.duplicates(office, again)
    assert [(d.dossier_id, d.same_day) for d in shown] == [(first.id, True)]
    with pytest.raises(Refused) as told:
        intake.accept(office, again)
    assert [p.field for p in told.value.problems] == ["duplicate_reason"]
    second = received(office, replace(again, duplicate_reason="thêm một bằng khác"))
    assert second.timeline[0].detail["reason"] == "thêm một bằng khác"


def test_another_person_another_procedure_or_a_finished_dossier_is_no_duplicate(office: Office) -> None:
    first = received(office, certified_copy(office))
    assert not intake.duplicates(office, certified_copy(office, MO))
    assert not intake.duplicates(office, replace(birth(office), applicant=certified_copy(office).applicant))
    dossiers.mark_ready(office, first.id, operation="ready", version=first.version)
    assert not intake.duplicates(office, certified_copy(office))


# -- starting -------------------------------------------------------------------------------


def test_a_short_code_with_quantities_fills_the_form(office: Office) -> None:
    draft = intake.start(office, procedure="ct", quantities="3x5", payload=BINH)
    given = {answer.key: answer.value for answer in draft.answers}
    assert (given["so_ban_sao"], given["so_trang_ban_chinh"]) == ("3", "5")
    assert given["nguoi_yeu_cau_ho_ten"] == "Trần Văn Bình"
    assert not draft.fee_inputs  # said once
    quote = intake.preview(office, draft).quote
    assert quote is not None and quote.total == 21_000


def test_several_papers_stay_a_list_of_the_fee(office: Office) -> None:
    draft = intake.start(office, procedure="ct", quantities="2x2,1x4")
    assert draft.fee_inputs == {"documents": "2x2,1x4"}
    quote = intake.preview(office, draft).quote
    assert quote is not None and quote.total == 14_000


def test_what_cannot_be_read_is_refused(office: Office) -> None:
    with pytest.raises(NotFound):
        intake.start(office, procedure="khongco")
    with pytest.raises(Refused):
        intake.start(office, procedure="ct", quantities="3x")
    with pytest.raises(Refused):
        intake.start(office, procedure="1.014027", quantities="3x5")  # no fee by pages


def test_an_earlier_dossier_is_a_start_but_proves_nothing(office: Office) -> None:
    view = received(office, late_birth(office, group="nguoi_khuyet_tat", proof="giấy xác nhận 12"))
    draft = intake.start(office, from_dossier=view.id)
    assert draft.started_from == view.id
    assert draft.applicant.full_name == "Nguyễn Thị Mơ"
    assert draft.applicant.resident_id == view.resident_id
    assert draft.contact.phone == "0914220118"
    assert draft.procedure_code == "1.001193"
    assert {a.key for a in draft.answers} == {a.key for a in view.answers}
    assert draft.identity is IdentityCheck.NOT_DONE
    assert not draft.applicant.from_card
    assert {mark.state for mark in draft.papers} == {PaperState.ASKED}
    assert (draft.exempt_group, draft.exempt_proof) == ("", "")
    assert draft.id != intake.start(office, from_dossier=view.id).id


def test_preview_asks_what_the_fee_still_needs(office: Office) -> None:
    draft = replace(intake.start(office, procedure="ks"), answers=())
    seen = intake.preview(office, draft)
    assert seen.next_questions == ("days_since_birth",)
    assert seen.quote is None
    assert intake.preview(office, intake.start(office)).procedure is None


# -- exempt groups ----------------------------------------------------------------------------


def test_an_exemption_without_its_paper_leaves_the_fee_open(office: Office) -> None:
    view = received(office, late_birth(office, group="nguoi_thuoc_ho_ngheo", copies="0"))
    assert (view.quote.total, view.money) == (0, MoneyState.DUE)
    assert not view.exemptions


def test_an_exemption_with_its_paper_is_recorded_with_its_ground(office: Office) -> None:
    draft = late_birth(office, group="nguoi_thuoc_ho_ngheo", proof="sổ hộ nghèo 0215", copies="0")
    view = received(office, draft)
    assert view.money is MoneyState.EXEMPT
    [entry] = view.exemptions
    assert (entry.group, entry.proof) == ("nguoi_thuoc_ho_ngheo", "sổ hộ nghèo 0215")
    assert "Luật Hộ tịch" in entry.ground


def test_an_exemption_of_a_part_leaves_the_rest_due(office: Office) -> None:
    draft = late_birth(office, group="nguoi_thuoc_ho_ngheo", proof="sổ hộ nghèo 0215", copies="1")
    view = received(office, draft)
    assert (view.quote.total, view.money) == (8_000, MoneyState.DUE)


def test_an_amount_the_data_does_not_know_is_never_zero(office: Office) -> None:
    view = received(office, late_birth(office))
    assert (view.quote.total, view.money) == (None, MoneyState.UNKNOWN)
    assert fees.quote(office, view.id, exempt_group="nguoi_khuyet_tat").total == 8_000


# -- all or nothing -------------------------------------------------------------------------

WRITES = (
    "resident",
    "resident_number",
    "resident_contact",
    "procedure",
    "visit",
    "dossier",
    "dossier_paper",
    "dossier_answer",
    "fee_line",
    "exemption",
    "submission",
    "outbox",
    "day_counter",
    "audit_event",
    "operation",
)


def everything(office: Office) -> IntakeDraft:
    """A draft whose acceptance writes to every table it can write to."""
    draft = late_birth(office, group="nguoi_thuoc_ho_ngheo", proof="sổ hộ nghèo 0215")
    return replace(applicant(draft, old_cmnd="191234567"), channel=Channel.ONLINE)


@pytest.mark.parametrize("table", WRITES)
def test_a_failure_at_any_write_leaves_nothing_half_written(office: Office, store: Store, table: str) -> None:
    draft = everything(office)
    drafts.save(office, draft)
    break_event(store, "dossier.event.accepted") if table == "audit_event" else break_at(store, table)
    before = contents(store)
    with pytest.raises(Exception, match="injected"):
        intake.accept(office, draft)
    assert contents(store) == before


def test_a_failure_while_the_draft_is_deleted_keeps_the_draft(office: Office, store: Store) -> None:
    draft = everything(office)
    drafts.save(office, draft)
    break_at(store, "draft", "DELETE")
    before = contents(store)
    with pytest.raises(Exception, match="injected"):
        intake.accept(office, draft)
    assert contents(store) == before


def test_the_probe_for_half_written_rows_sees_a_write_in_two_pieces(office: Office, store: Store) -> None:
    """The twin: the same failure, but what came before it was committed on its own."""
    draft = everything(office)
    before = contents(store)
    with store.write(office.now()) as transaction:
        residents.register_or_update(transaction, office.actor, draft.applicant, draft.contact, operation="a")
    break_at(store, "dossier")
    with pytest.raises(Exception, match="injected"):
        intake.accept(office, draft)
    after = contents(store)
    assert after["resident"] != before["resident"]
    assert after["dossier"] == before["dossier"]


def test_the_acceptance_writes_to_every_table_that_is_broken_above(office: Office, store: Store) -> None:
    before = contents(store)
    intake.accept(office, everything(office))
    after = contents(store)
    assert {table for table in WRITES if len(after[table]) > len(before[table])} == set(WRITES)


def test_a_long_break_changes_the_day_of_the_code(office: Office, clock: Clock) -> None:
    draft = certified_copy(office)
    clock.at += timedelta(hours=15)  # it is the 24th in Huế
    assert intake.accept(office, draft).code == "TAM-261124-0001"


@pytest.mark.parametrize("hostile", ["\x1b[31m", "a\x00b", "\u202e", "\ud800"])
def test_no_text_brings_a_character_that_may_not_be_stored(office: Office, hostile: str) -> None:
    """A screen takes none; a draft of another program's may have it."""
    draft = replace(
        certified_copy(office),
        note=hostile,
        duplicate_reason=hostile,
        contact=Contact(kind=ContactKind.NEIGHBOUR, phone="0905112233", whose=hostile, best_time=hostile),
        identity=IdentityCheck.FOR_ANOTHER,
        behalf_of=hostile,
        behalf_paper=hostile,
    )
    with pytest.raises(Refused) as refused:
        intake.accept(office, draft)
    unsafe = {p.field for p in refused.value.problems if p.message_id == "form.text.character"}
    assert unsafe == {"note", "duplicate_reason", "whose", "best_time", "behalf_of", "behalf_paper"}
