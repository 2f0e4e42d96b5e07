"""A dossier that was taken for the wrong person gets the right one: who may, what hangs on it, the trace."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError
from sqlcipher3 import dbapi2

from counter.errors import Conflict, Forbidden, Refused
from counter.models.catalogue import Channel
from counter.models.dossier import (
    Applicant,
    Contact,
    ContactKind,
    DossierState,
    DossierView,
    IdentityCheck,
)
from counter.models.life_views import DecisionDraft
from counter.models.money import Approval
from counter.models.put_right import ApplicantDraft
from counter.models.staff import Role, StaffView
from counter.models.submission import SyncState
from counter.rules import forms
from counter.services.dossier import dossiers
from counter.services.life import decisions
from counter.services.money import payments
from counter.services.office import Office
from counter.services.people import residents
from counter.services.personal import person_data
from counter.services.put_right import applicant_change
from counter.services.search import find
from counter.services.staff import staff
from counter.services.verify import verify
from tests.conftest import Clock
from tests.services.journeys import (
    BINH,
    MO,
    answers,
    birth,
    break_at,
    break_event,
    cash,
    certified_copy,
    contents,
    free,
    late_birth,
    received,
    with_drawer,
)

People = dict[Role, StaffView]
PIN = "246810"
PHONE = Contact(kind=ContactKind.OWN_PHONE, phone="0905112233")


@pytest.fixture
def head(office: Office, people: People) -> Office:
    return replace(office, actor=people[Role.SUPERVISOR])


@pytest.fixture
def chief(office: Office, people: People) -> Approval:
    """The supervisor, who approves by their PIN."""
    admin = replace(office, actor=people[Role.ADMINISTRATOR])
    staff.set_pin(admin, people[Role.SUPERVISOR].id, PIN, "set", reason="quên PIN")
    return Approval(name=people[Role.SUPERVISOR].name, pin=PIN)


def draft_of(view: DossierView, **more: object) -> ApplicantDraft:
    draft = ApplicantDraft(
        operation="change",
        dossier_id=view.id,
        version=view.version,
        applicant=Applicant.of_card(MO),
        identity=IdentityCheck.SAME_PERSON,
        contact=PHONE,
        reason="Quét nhầm thẻ của chồng",
    )
    return replace(draft, **more)  # type: ignore[arg-type]  # fields of the draft, named by the test


def taken(office: Office) -> DossierView:
    """For her, and her husband's card was on the scanner."""
    return received(office, certified_copy(office, BINH))


def reason(office: Office, draft: ApplicantDraft) -> list[str]:
    """Why it is refused, with nothing written."""
    before = contents(office.store)
    with pytest.raises(Refused) as fault:
        applicant_change.change(office, draft)
    assert contents(office.store) == before
    return [problem.message_id for problem in fault.value.problems]


def test_a_supervisor_gives_it_its_right_person(office: Office, head: Office) -> None:
    view = taken(office)
    after = applicant_change.change(head, draft_of(view))
    assert (after.code, after.received_by, after.state) == (view.code, view.received_by, view.state)
    assert (after.applicant.full_name, after.applicant.citizen_id) == (MO.full_name, MO.citizen_id)
    assert (after.contact.phone, after.resident_id != view.resident_id) == (PHONE.phone, True)
    last = after.timeline[-1]
    assert (last.event, last.detail["from"], last.detail["to"]) == (
        "dossier.event.applicant_changed",
        BINH.full_name,
        MO.full_name,
    )
    assert view.resident_id and residents.get(office, view.resident_id).dossiers == 0
    assert residents.get(office, after.resident_id or 0).dossiers == 1
    names = [hit.key for hit in find.find(office, MO.full_name, limit=9) if hit.kind == "dossier"]
    assert names == [view.short_code]
    assert applicant_change.change(head, draft_of(view)).version == after.version  # the second press
    assert all(check.failed == 0 for check in verify.verify(office))


def test_both_versions_stay_in_the_store(office: Office, head: Office) -> None:
    view = taken(office)
    applicant_change.change(head, draft_of(view))
    with office.store.query() as connection:
        ((was, became, before, made_by, approved),) = connection.execute(
            "SELECT was, became, before_id, made_by, approved_by FROM applicant_change"
        ).fetchall()
    assert json.loads(was)["applicant"]["citizen_id"] == BINH.citizen_id
    assert json.loads(became)["applicant"]["citizen_id"] == MO.citizen_id
    assert (before, made_by, approved) == (view.resident_id, head.actor.id if head.actor else 0, None)


def test_a_clerk_needs_the_supervisor_s_pin(office: Office, chief: Approval, people: People) -> None:
    view = taken(office)
    assert reason(office, draft_of(view)) == ["approval.name_missing"]
    approved = draft_of(view, approval=chief)
    applicant_change.change(office, approved)
    with office.store.query() as connection:
        rows = connection.execute("SELECT made_by, approved_by FROM applicant_change").fetchall()
    assert rows == [(people[Role.CLERK].id, people[Role.SUPERVISOR].id)]
    with pytest.raises(Forbidden):
        applicant_change.change(replace(office, actor=people[Role.VOLUNTEER]), approved)


def test_what_the_form_had_from_the_card_follows(office: Office, head: Office) -> None:
    draft = certified_copy(office, BINH)
    procedure = office.catalogue.get(draft.procedure_code)
    his, hers = (forms.prefill(procedure, Applicant.of_card(card)) for card in (BINH, MO))
    given = {answer.key: answer.value for answer in draft.answers} | his
    given["ten_giay_to"] = f"Bằng của {BINH.full_name}"
    view = received(office, replace(draft, answers=answers(**given)))
    after = applicant_change.change(head, draft_of(view))
    has = {answer.key: answer.value for answer in after.answers}
    assert his and {key: has[key] for key in his} == hers
    assert has["ten_giay_to"] == f"Bằng của {BINH.full_name}"  # what was typed is a clerk's to look at


def test_the_slip_in_the_other_name_is_replaced_by_the_next(
    office: Office, head: Office, clock: Clock
) -> None:
    view = taken(office)
    assert [dossiers.record_print(office, view.id, "slip") for _ in range(2)] == [1, 2]
    clock.ahead(minutes=1)
    assert reason(head, draft_of(view)) == ["applicant_change.slip_out"]
    after = applicant_change.change(head, draft_of(view, slip_back=True))
    assert after.replaced_at == clock.at
    clock.ahead(minutes=1)
    assert dossiers.record_print(office, view.id, "slip") == 1  # a slip of its own, no copy of the other's


def _end(office: Office, view: DossierView) -> DossierView:
    return decisions.withdraw(office, DecisionDraft(operation="w", dossier_id=view.id, version=view.version))


def _file(office: Office, view: DossierView) -> DossierView:
    with office.store.write(office.now()) as transaction:
        transaction.connection.execute(
            "UPDATE submission SET state = 'unknown' WHERE dossier_id = ?", (view.id,)
        )
        transaction.record(office.actor, "test.happened", subject=("test", 1), operation="")
    return view


@pytest.mark.parametrize(("happened", "said"), [(_end, "ended"), (_file, "filed")])
def test_what_stands_in_the_way_is_said(
    office: Office, head: Office, happened: Callable[[Office, DossierView], DossierView], said: str
) -> None:
    view = happened(office, received(office, birth(office, Channel.ONLINE)))
    assert reason(head, draft_of(view, applicant=Applicant.of_card(BINH))) == [f"applicant_change.{said}"]
    problem = applicant_change.offer(office, view.id).problem
    assert problem and problem.message_id == f"applicant_change.{said}"


def test_a_fee_waived_for_the_other_person_is_not_carried_over(office: Office, head: Office) -> None:
    view = received(office, late_birth(office))
    payments.exempt(office, free(view, "nguoi_thuoc_ho_ngheo"))
    view = dossiers.get(office, str(view.id))
    assert reason(head, draft_of(view, applicant=Applicant.of_card(BINH))) == ["applicant_change.exempt"]


def test_a_group_without_its_proof_goes_and_the_whole_fee_is_due(office: Office, head: Office) -> None:
    view = received(office, late_birth(office, group="nguoi_thuoc_ho_ngheo"))
    assert view.exempt_group
    after = applicant_change.change(head, draft_of(view, applicant=Applicant.of_card(BINH)))
    assert (after.exempt_group, after.quote.waived or 0) == ("", 0)
    assert after.quote.unknown and not view.quote.unknown  # what the group would not have paid is asked again
    assert {check.name for check in verify.verify(office) if check.failed} == set()


def test_money_that_was_paid_stays_with_who_paid(office: Office, head: Office) -> None:
    view = taken(office)
    payments.take(with_drawer(office), cash(view, 100_000))
    view = dossiers.get(office, str(view.id))
    after = applicant_change.change(head, draft_of(view))
    (paid,), (seen,) = view.payments, after.payments
    assert (after.money, seen.total, seen.payer_name) == (view.money, paid.total, paid.payer_name)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"applicant": Applicant()}, "applicant_change.nobody"),
        ({"applicant": Applicant.of_card(BINH)}, "applicant_change.same"),
        ({"identity": None}, "applicant_change.compare"),
        ({"identity": IdentityCheck.DOUBTED}, "applicant_change.compare"),
        ({"identity": IdentityCheck.FOR_ANOTHER}, "applicant_change.for_whom"),
        ({"reason": " "}, "applicant_change.reason_missing"),
    ],
)
def test_what_is_asked_for(office: Office, head: Office, more: dict[str, object], said: str) -> None:
    assert reason(head, draft_of(taken(office), **more)) == [said]


def test_a_version_that_was_not_seen_is_a_conflict(office: Office, head: Office) -> None:
    with pytest.raises(Conflict):
        applicant_change.change(head, draft_of(taken(office), version=77))


# -- the portal ------------------------------------------------------------------------------------


def sending(office: Office) -> Office:
    return replace(office, ward=replace(office.ward, sending="gateway", unit_code="H57.15"))


def queue(office: Office) -> list[tuple[object, ...]]:
    with office.store.query() as connection:
        return [
            tuple(row)
            for row in connection.execute(
                "SELECT sequence, state, payload FROM outbox WHERE target <> 'carry' ORDER BY id"
            )
        ]


def outbox_is(office: Office, state: str, payload: str, attempts: int) -> None:
    with office.store.write(office.now()) as transaction:
        transaction.connection.execute(
            "UPDATE outbox SET state = ?, payload = ?, attempts = ?, done_at = ? WHERE target <> 'carry'",
            (state, payload, attempts, 1 if state == "confirmed" else None),
        )
        if attempts:
            transaction.connection.execute(
                "INSERT INTO outbox_attempt (outbox_id, started_at, ended_at, outcome, detail)"
                " SELECT id, 1, 1, 'known', '{}' FROM outbox"
            )
        transaction.record(office.actor, "test.happened", subject=("test", 1), operation="")


def test_what_waits_for_the_portal_is_made_anew_in_the_right_name(office: Office, head: Office) -> None:
    view = taken(sending(office))
    outbox_is(office, "waiting", '{"dossier":{"owner":"Bình"}}', 0)
    applicant_change.change(sending(head), draft_of(view))
    assert queue(office) == [(1, "waiting", "{}")]


def test_what_the_portal_has_is_told_as_an_update_in_its_turn(office: Office, head: Office) -> None:
    view = taken(sending(office))
    outbox_is(office, "confirmed", '{"dossier":{"owner":"Bình"}}', 1)
    assert applicant_change.offer(office, view.id).told
    applicant_change.change(sending(head), draft_of(view))
    assert queue(office) == [(1, "confirmed", '{"dossier":{"owner":"Bình"}}'), (2, "waiting", "{}")]


def test_a_filing_that_was_begun_for_the_other_begins_anew(office: Office, head: Office) -> None:
    view = received(office, birth(office, Channel.ONLINE))
    after = applicant_change.change(head, draft_of(view, applicant=Applicant.of_card(BINH)))
    assert view.submission and after.submission
    assert after.submission.id != view.submission.id
    assert (after.submission.state, after.submission.consent_kind) == (SyncState.PREPARED, "")
    assert after.state is DossierState.RECEIVED
    assert all(check.failed == 0 for check in verify.verify(office))


BREAKS = [("applicant_change", "INSERT"), ("resident", "INSERT"), ("dossier", "UPDATE"), ("outbox", "INSERT")]


@pytest.mark.parametrize(("table", "what"), [*BREAKS, ("event", "resident.dossier_came")])
def test_a_crash_in_the_middle_changes_nothing(office: Office, head: Office, table: str, what: str) -> None:
    view = taken(sending(office))
    outbox_is(office, "confirmed", '{"dossier":{}}', 1)
    if table == "event":
        break_event(office.store, what)
    else:
        break_at(office.store, table, what)
    before = contents(office.store)
    with pytest.raises((IntegrityError, dbapi2.IntegrityError), match="injected"):
        applicant_change.change(sending(head), draft_of(view))
    assert contents(office.store) == before


def told_of(office: Office, resident: int | None) -> str:
    """All that a resident is handed of what is held on them."""
    assert resident is not None
    return repr(person_data.export(office, resident, "theo đơn").sections)


def test_what_each_is_handed_of_it_names_the_other_nowhere(office: Office, head: Office) -> None:
    sending = replace(office, ward=replace(office.ward, sending="gateway"))
    view = received(
        sending, replace(certified_copy(office, BINH), contact=replace(PHONE, phone="0914220118"))
    )
    with office.store.write(office.now()) as transaction:  # the portal was told in the other name
        told = transaction.connection.execute(
            "UPDATE outbox SET payload = ?, state = 'confirmed', done_at = created_at RETURNING id",
            (f'{{"x":"{BINH.citizen_id}"}}',),
        ).fetchall()
        assert told
        transaction.record(head.actor, "test.told", subject=("test", 1), operation="")
    clock_of(office).ahead(minutes=1)
    after = applicant_change.change(head, draft_of(view))
    hers, his = told_of(head, after.resident_id), told_of(head, view.resident_id)
    for theirs, other, phone in ((hers, BINH, "0914220118"), (his, MO, PHONE.phone)):
        assert not [said for said in (other.citizen_id, other.full_name, phone) if said in theirs]
    assert MO.citizen_id in hers and view.code in hers and BINH.citizen_id in his


def clock_of(office: Office) -> Clock:
    assert isinstance(office.now, Clock)
    return office.now


@pytest.mark.parametrize(
    ("contact", "message"),
    [
        (Contact(kind=ContactKind.OWN_PHONE, phone="12345"), "phones."),
        (Contact(kind=ContactKind.OWN_PHONE), "phones."),
        (Contact(kind=ContactKind.NEIGHBOUR, phone="0905112233"), "procedure.intake.whose_phone"),
        (replace(PHONE, whose="Lan\x1b[31m"), "form.text.character"),
        (replace(PHONE, whose="\ud800"), "form.text.character"),
        (replace(PHONE, best_time="mật khẩu: abc12345"), "secret.refused"),
        (Contact(), "procedure.intake.contact"),
    ],
)
def test_how_to_reach_them_is_checked_as_at_the_intake(
    office: Office, head: Office, contact: Contact, message: str
) -> None:
    found = reason(head, draft_of(taken(office), contact=contact))
    assert [one for one in found if one.startswith(message)] == found


def test_the_time_to_call_is_theirs_too(office: Office, head: Office) -> None:
    view = received(office, replace(certified_copy(office, BINH), contact=replace(PHONE, best_time="tối")))
    after = applicant_change.change(head, draft_of(view, contact=replace(PHONE, phone="+84 905 112 234")))
    assert (after.contact.best_time, after.contact.phone) == ("", "0905112234")
