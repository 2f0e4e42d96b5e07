"""One dossier: found by any of its names, ready, handed over to the right person."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from counter import i18n
from counter.errors import Conflict, Forbidden, NotFound, Refused
from counter.models.catalogue import Channel
from counter.models.dossier import (
    CollectorKind,
    DossierState,
    DossierView,
    HandOverDraft,
    IdentityCheck,
    PapersHeld,
)
from counter.models.money import MoneyState, PaymentKind, PaymentMeans
from counter.models.staff import Role, StaffView
from counter.models.submission import ConsentKind
from counter.rules.moves import SETTLED, hand_over_problem, ready_problem
from counter.services.dossier import dossiers
from counter.services.money import payments
from counter.services.office import Office
from counter.services.store.store import Store
from tests.services.journeys import (
    BINH,
    MO,
    birth,
    break_at,
    break_event,
    but,
    cash,
    certified_copy,
    contents,
    received,
    with_drawer,
)

People = dict[Role, StaffView]


@pytest.fixture
def copy(office: Office) -> DossierView:
    """Certified copies, taken and not yet paid."""
    return received(office, certified_copy(office))


@pytest.fixture
def done(office: Office) -> DossierView:
    """Certified copies, paid, with a result to hand over."""
    view = received(office, certified_copy(office))
    payments.take(with_drawer(office), cash(view, 21_000))
    view = dossiers.get(office, str(view.id))
    return dossiers.mark_ready(office, view.id, operation="ready", version=view.version)


def collects(view: DossierView, **changes: object) -> HandOverDraft:
    draft = HandOverDraft(
        operation="give", dossier_id=view.id, version=view.version, collector=CollectorKind.SELF, card=BINH
    )
    return but(draft, **changes)


# -- finding --------------------------------------------------------------------------------


def test_a_dossier_is_found_by_any_of_its_names(office: Office) -> None:
    known = replace(office, ward=replace(office.ward, unit_code="H57.15"))
    received(known, certified_copy(known))
    view = received(known, birth(known))
    for ref in (
        str(view.id),
        "H57.15-261123-0002",
        " h57.15-261123-0002 ",
        "000.00.15.H57-261123-0002",  # the order of Circular 01/2018
        view.short_code,
        view.short_code.lower().replace("-", " "),
    ):
        assert dossiers.get(known, ref) == view, ref


@pytest.mark.parametrize("ref", ["", "99", "H57.15-261123-0001", "TAM-261124-0001", "x' OR 1=1 --", "9" * 40])
def test_what_nobody_has_is_not_found(office: Office, copy: DossierView, ref: str) -> None:
    with pytest.raises(NotFound) as told:
        dossiers.get(office, ref)
    assert told.value.message_id == "dossier.not_found"


def test_a_mistyped_short_code_is_noticed(office: Office, copy: DossierView) -> None:
    wrong = copy.short_code[:-1] + ("2" if copy.short_code[-1] != "2" else "3")
    with pytest.raises(NotFound) as told:
        dossiers.get(office, wrong)
    assert told.value.message_id == "dossier.short_mistyped"


def test_the_view_is_plain_values_for_the_command_line(office: Office, done: DossierView) -> None:
    whole = json.loads(json.dumps(dossiers.as_dict(done), ensure_ascii=False))
    assert whole["code"] == done.code
    assert (whole["state"], whole["money"], whole["channel"]) == (9, "paid", "direct")
    assert whole["appointment"]["due"] == "2026-11-23T17:00+07:00"
    assert whole["applicant"]["dob"] == "1992-01-02"
    assert whole["payments"][0]["means"][0]["change"] == 0
    assert set(whole) == set(DossierView.__dataclass_fields__)


# -- what can be done -----------------------------------------------------------------------


def actions(office: Office, view: DossierView) -> dict[str, str]:
    return {a.command: "" if a.enabled else a.reason for a in dossiers.next_actions(office, view)}


def test_what_can_be_done_now_comes_with_the_reason_why_not(office: Office, people: People) -> None:
    view = received(office, certified_copy(office))
    assert actions(office, view) == {
        "fee": "",
        "mark_ready": "",
        "print": "",
        "assist": "submission.no_online",
        "hand_over": "dossier.no_result",
    }
    helper = replace(office, actor=people[Role.VOLUNTEER])
    assert actions(helper, view)["fee"] == "right.take_money"
    assert actions(helper, view)["print"] == ""
    payments.take(with_drawer(office), cash(view, 21_000))
    view = dossiers.get(office, str(view.id))
    assert actions(office, view)["fee"] == "payment.settled.paid"
    view = dossiers.mark_ready(office, view.id, operation="r", version=view.version)
    assert actions(office, view)["hand_over"] == ""
    assert actions(office, view)["mark_ready"] == "dossier.already_done"
    view = dossiers.hand_over(office, collects(view))
    assert actions(office, view)["hand_over"] == "dossier.already_returned"
    assert dossiers.next_actions(office, view)[0].command == "print"


def test_an_unpaid_result_stays_here(office: Office, copy: DossierView) -> None:
    view = dossiers.mark_ready(office, copy.id, operation="r", version=copy.version)
    assert actions(office, view)["hand_over"] == "dossier.unpaid"
    with pytest.raises(Refused) as told:
        dossiers.hand_over(office, collects(view))
    assert told.value.message_id == "dossier.unpaid"


def test_what_costs_nothing_is_handed_over(office: Office) -> None:
    view = received(office, birth(office, Channel.DIRECT, so_ban_sao="0"))
    assert view.money is MoneyState.NONE
    view = dossiers.mark_ready(office, view.id, operation="r", version=view.version)
    after = dossiers.hand_over(office, collects(view, card=MO))
    assert (after.state, after.papers_held) == (DossierState.RETURNED, PapersHeld.RETURNED)


# -- ready and handed over ------------------------------------------------------------------


def test_ready_twice_by_one_key_is_once(office: Office, store: Store, copy: DossierView) -> None:
    first = dossiers.mark_ready(office, copy.id, operation="r", version=copy.version)
    before = contents(store)
    assert dossiers.mark_ready(office, copy.id, operation="r", version=copy.version) == first
    assert contents(store) == before
    with pytest.raises(Refused):
        dossiers.mark_ready(office, copy.id, operation="r2", version=first.version)


def test_a_stale_view_changes_nothing(office: Office, done: DossierView) -> None:
    with pytest.raises(Conflict):
        dossiers.mark_ready(office, done.id, operation="r", version=done.version - 1)
    with pytest.raises(Conflict):
        dossiers.hand_over(office, collects(done, version=done.version - 1))


def test_a_volunteer_hands_nothing_over(office: Office, people: People, done: DossierView) -> None:
    helper = replace(office, actor=people[Role.VOLUNTEER])
    with pytest.raises(Forbidden):
        dossiers.hand_over(helper, collects(done))
    with pytest.raises(Forbidden):
        dossiers.mark_ready(helper, done.id, operation="x", version=done.version)


def test_the_person_who_filed_collects_with_the_card(office: Office, done: DossierView) -> None:
    after = dossiers.hand_over(office, collects(done))
    assert after.state is DossierState.RETURNED
    assert (after.returned_to, after.returned_by) == ("Trần Văn Bình", "Nguyễn Thị Tiếp")
    assert after.returned_at is not None
    assert dossiers.hand_over(office, collects(done)) == after  # the second press


def test_an_old_number_of_the_same_person_is_theirs(office: Office, done: DossierView) -> None:
    old = replace(BINH, citizen_id="191234567", old_cmnd=None)
    assert dossiers.hand_over(office, collects(done, card=old)).state is DossierState.RETURNED


Change = Callable[[DossierView], HandOverDraft]
WRONG: dict[str, tuple[Change, str]] = {
    "nobody chosen": (lambda v: collects(v, collector=None), "dossier.collector_missing"),
    "nothing looked at": (lambda v: collects(v, card=None), "dossier.collector_unseen"),
    "another person's card": (lambda v: collects(v, card=MO), "dossier.collector_mismatch"),
    "a proxy without a name": (
        lambda v: collects(v, collector=CollectorKind.PROXY, card=None, seen="căn cước", paper="uỷ quyền"),
        "dossier.proxy_name",
    ),
    "a proxy without a paper": (
        lambda v: collects(v, collector=CollectorKind.PROXY, card=MO, name="Nguyễn Thị Mơ"),
        "dossier.proxy_paper",
    ),
    "a proxy of another name": (
        lambda v: collects(v, collector=CollectorKind.PROXY, card=MO, name="Lê Hùng", paper="uỷ quyền"),
        "dossier.collector_mismatch",
    ),
    "a code in the note": (lambda v: collects(v, seen="mã OTP 482913"), "secret.refused"),
}


@pytest.mark.parametrize("name", list(WRONG))
def test_a_result_goes_to_nobody_else(office: Office, store: Store, done: DossierView, name: str) -> None:
    change, reason = WRONG[name]
    before = contents(store)
    with pytest.raises(Refused) as told:
        dossiers.hand_over(office, change(done))
    assert reason in {problem.message_id for problem in told.value.problems}
    assert contents(store) == before


def test_a_proxy_with_a_paper_collects(office: Office, done: DossierView) -> None:
    draft = collects(
        done, collector=CollectorKind.PROXY, card=MO, name="Nguyễn Thị Mơ", paper="giấy uỷ quyền 12/2026"
    )
    after = dossiers.hand_over(office, draft)
    assert after.returned_to == "Nguyễn Thị Mơ"
    assert after.timeline[-1].detail["paper"] == "giấy uỷ quyền 12/2026"


def test_the_person_it_was_filed_for_collects(office: Office) -> None:
    draft = replace(
        certified_copy(office, MO),
        identity=IdentityCheck.FOR_ANOTHER,
        behalf_of="Trần Văn Bình",
        behalf_paper="vợ, giấy kết hôn",
    )
    view = received(office, draft)
    payments.take(with_drawer(office), cash(view, 21_000))
    view = dossiers.get(office, str(view.id))
    view = dossiers.mark_ready(office, view.id, operation="r", version=view.version)
    assert dossiers.hand_over(office, collects(view)).returned_to == "Trần Văn Bình"


# -- print-outs -----------------------------------------------------------------------------


def test_print_outs_are_counted_by_kind(office: Office, copy: DossierView) -> None:
    assert dossiers.record_print(office, copy.id, "slip") == 1
    assert dossiers.record_print(office, copy.id, "slip", operation="p2", copies=2) == 2
    assert dossiers.record_print(office, copy.id, "slip", operation="p2", copies=2) == 2
    assert dossiers.record_print(office, copy.id, "slip") == 4
    assert dossiers.record_print(office, copy.id, "consent") == 1
    with pytest.raises(NotFound):
        dossiers.record_print(office, 99, "slip")


# -- all or nothing -------------------------------------------------------------------------


BROKEN = [("dossier", "UPDATE"), ("audit_event", "INSERT"), ("operation", "INSERT")]


@pytest.mark.parametrize(("table", "what"), BROKEN)
def test_a_failure_hands_nothing_over(
    office: Office, store: Store, done: DossierView, table: str, what: str
) -> None:
    if table == "audit_event":
        break_event(store, "dossier.event.returned")
    else:
        break_at(store, table, what)
    before = contents(store)
    with pytest.raises(Exception, match="injected"):
        dossiers.hand_over(office, collects(done))
    assert contents(store) == before


# -- words ----------------------------------------------------------------------------------

ATTRIBUTES = ("full_name", "citizen_id", "dob", "gender", "address", "phone")
MADE_UP = [
    *(f"payment.settled.{state}" for state in sorted(SETTLED)),
    *(
        f"payment.event.{means}"
        for means in (*PaymentMeans, *PaymentKind, "exempt", "mixed", "later", "stated")
        if means != "payment"
    ),
    *(f"submission.event.consent.{kind}" for kind in ConsentKind),
    *(f"submission.field.{name}" for name in ATTRIBUTES),
    *(f"submission.data.{name}" for name in (*ATTRIBUTES, "form")),
]


@pytest.mark.parametrize("message_id", MADE_UP)
def test_ids_that_are_put_together_have_words(message_id: str) -> None:
    for lang in i18n.LANGUAGES:
        assert i18n.t_in(lang, message_id) != message_id


def test_a_reason_needs_no_place_to_be_filled(office: Office) -> None:
    """`next_actions` gives ids alone: their words must stand without parameters."""
    reasons = {problem.message_id for state in DossierState if (problem := ready_problem(state))}
    reasons |= {
        problem.message_id
        for state in DossierState
        for money in MoneyState
        if (problem := hand_over_problem(state, money))
    }
    reasons |= {"submission.already_filed", "submission.not_open", "submission.no_online"}
    reasons |= {"payment.dossier_ended", *(f"payment.settled.{state}" for state in SETTLED)}
    assert not [reason for reason in reasons if "{" in i18n.t(reason)]
