"""An acceptance taken back within minutes: what stands in the way, what stays, what a crash leaves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlcipher3 import dbapi2

from counter.errors import Conflict, Refused
from counter.models.catalogue import Channel
from counter.models.dossier import DossierState, DossierView, PapersHeld
from counter.models.life import MoveName
from counter.models.life_records import LendDraft
from counter.models.life_views import MoveDraft
from counter.models.put_right import StrikeDraft
from counter.models.staff import Role, StaffView
from counter.models.submission import SyncState
from counter.models.ward_report import Period
from counter.services.dossier import dossiers
from counter.services.intake import intake
from counter.services.life import life, records
from counter.services.money import payments
from counter.services.office import Office
from counter.services.papers import law_register
from counter.services.put_right import striking
from counter.services.reports import money_report, ward_report
from counter.services.store import audit
from counter.services.verify import verify
from tests.conftest import Clock
from tests.services.journeys import (
    BINH,
    birth,
    break_at,
    break_event,
    cash,
    certified_copy,
    contents,
    late_birth,
    received,
    with_drawer,
)

People = dict[Role, StaffView]
ORM = frozenset({"dossier_struck", "submission", "dossier"})


def draft_of(view: DossierView, **more: object) -> StrikeDraft:
    draft = StrikeDraft(
        operation="strike", dossier_id=view.id, version=view.version, reason="Bấm nhầm thủ tục"
    )
    return replace(draft, **more)  # type: ignore[arg-type]  # fields of the draft, named by the test


def taken(office: Office) -> DossierView:
    return received(office, certified_copy(office, BINH))


def told(office: Office, view: DossierView, **more: object) -> str:
    """Why it is refused; "" when it is not."""
    try:
        striking.strike(office, draft_of(view, **more))
    except Refused as refused:
        return refused.problems[0].message_id
    return ""


def test_an_acceptance_is_taken_back_and_its_code_stays_used(office: Office, clock: Clock) -> None:
    view = taken(office)
    clock.ahead(minutes=4)
    offer = striking.offer(office, view.id)
    assert (offer.problem, offer.printed, offer.until) == (
        None,
        False,
        view.received_at + timedelta(minutes=5),
    )
    after = striking.strike(office, draft_of(view))
    assert (after.state, after.struck, after.code) == (
        DossierState.NOT_RECEIVED,
        "Bấm nhầm thủ tục",
        view.code,
    )
    assert after.papers_held is not PapersHeld.COUNTER
    assert after.timeline[-1].event == "dossier.event.struck"
    again = taken(office)
    assert again.code != view.code and again.id == view.id + 1  # the number is not given out again
    assert striking.strike(office, draft_of(view)).struck  # the second press of the same key
    assert all(check.failed == 0 for check in verify.verify(office))


def test_nothing_more_happens_to_what_was_struck(office: Office, people: People) -> None:
    view = striking.strike(office, draft_of(taken(office)))
    assert told(office, view, operation="again") == "strike.already"
    head = replace(office, actor=people[Role.SUPERVISOR])
    with pytest.raises(Refused, match=r"strike\.already"):
        life.correct(head, MoveDraft(operation="c", dossier_id=view.id, version=view.version, reason="x"))
    with pytest.raises(Refused, match=r"strike\.already"):
        dossiers.record_print(office, view.id, "slip")
    actions = {action.command: action.enabled for action in dossiers.next_actions(office, view)}
    assert not any(actions.values())
    with pytest.raises(dbapi2.IntegrityError, match="does not move"), office.store.write() as transaction:
        transaction.connection.execute(
            "INSERT INTO dossier_move (dossier_id, name, state_before, state_after, held_before, held_after,"
            " was, reason, made_by, made_at, operation)"
            " VALUES (?, 'receive', 3, 2, 'none', 'none', '{}', '', 3, 1, 'x')",
            (view.id,),
        )


def _pay(office: Office, view: DossierView, clock: Clock) -> None:
    payments.take(with_drawer(office), cash(view, 100_000))


def _move(office: Office, view: DossierView, clock: Clock) -> None:
    life.begin(office, MoveDraft(operation="begin", dossier_id=view.id, version=view.version))


def _wait(office: Office, view: DossierView, clock: Clock) -> None:
    clock.ahead(minutes=5, seconds=1)


def _lend(office: Office, view: DossierView, clock: Clock) -> None:
    records.lend(
        office, LendDraft(operation="lend", dossier_id=view.id, paper="Giấy khai sinh", lent_to="Bình")
    )


def _send(office: Office, view: DossierView, clock: Clock) -> None:
    with office.store.write(office.now()) as transaction:
        transaction.connection.execute(
            "INSERT INTO outbox (key, dossier_id, sequence, kind, payload, state, attempts, last_error,"
            " created_at, target, lease, reasons, steps_sent)"
            " VALUES ('k', ?, 1, 'dossier', '{\"x\":1}', 'unknown', 1, '', 1, 'gateway', '', '[]', 0)",
            (view.id,),
        )
        transaction.record(office.actor, "test.happened", subject=("test", 1), operation="")


def _print(office: Office, view: DossierView, clock: Clock) -> None:
    dossiers.record_print(office, view.id, "slip")


@pytest.mark.parametrize(
    ("happened", "reason"),
    [
        (_pay, "strike.money"),
        (_move, "strike.moved"),
        (_wait, "strike.too_late"),
        (_lend, "strike.paper"),
        (_send, "strike.sent"),
        (_print, "strike.slip_out"),
    ],
)
def test_what_has_come_of_it_stands_in_the_way(
    office: Office, clock: Clock, happened: Callable[[Office, DossierView, Clock], None], reason: str
) -> None:
    view = taken(office)
    happened(office, view, clock)
    seen = dossiers.get(office, str(view.id))
    before = contents(office.store)
    assert told(office, seen) == reason
    assert contents(office.store) == before
    problem = striking.offer(office, view.id).problem
    assert (problem.message_id if problem else "strike.slip_out") == reason


def test_with_the_slip_back_it_is_taken_back(office: Office) -> None:
    view = taken(office)
    _print(office, view, Clock())
    assert striking.offer(office, view.id).printed
    assert told(office, view, slip_back=True) == ""


def test_only_at_the_machine_where_it_was_received(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    view = taken(office)
    monkeypatch.setattr(audit, "device", lambda: "another-counter")
    assert told(office, view) == "strike.elsewhere"


def test_a_reason_and_the_version_that_was_seen_are_needed(office: Office) -> None:
    view = taken(office)
    assert told(office, view, reason=" ") == "strike.reason_missing"
    with pytest.raises(Conflict):
        striking.strike(office, draft_of(view, version=99))


def test_what_waits_for_the_portal_is_not_told_any_more(office: Office) -> None:
    on = replace(office, ward=replace(office.ward, sending="gateway", unit_code="H57.15"))
    view = received(on, certified_copy(on, BINH))
    striking.strike(on, draft_of(view))
    with office.store.query() as connection:
        rows = connection.execute("SELECT state, last_error FROM outbox WHERE target <> 'carry'").fetchall()
    assert rows == [("refused", "dropped")]


def test_a_filing_that_was_only_begun_ends_with_it(office: Office) -> None:
    view = received(office, birth(office, Channel.ONLINE))
    assert view.submission and view.submission.state is SyncState.PREPARED
    after = striking.strike(office, draft_of(view))
    assert after.submission and after.submission.state is SyncState.NONE
    assert all(check.failed == 0 for check in verify.verify(office))


BREAKS = [
    ("dossier_struck", "INSERT"),
    ("operation", "INSERT"),
    ("submission", "UPDATE"),
    ("dossier", "UPDATE"),
]


@pytest.mark.parametrize(("table", "what"), [*BREAKS, ("event", ""), ("outbox", "UPDATE")])
def test_a_crash_in_the_middle_leaves_the_acceptance_whole(office: Office, table: str, what: str) -> None:
    on = replace(office, ward=replace(office.ward, sending="gateway", unit_code="H57.15"))
    draft = certified_copy(on, BINH) if table == "outbox" else birth(on, Channel.ONLINE)
    view = received(on, draft)
    if table == "event":
        break_event(on.store, "dossier.event.struck")
    else:
        break_at(on.store, table, what)
    before = contents(on.store)
    with pytest.raises(IntegrityError if table in ORM else dbapi2.IntegrityError, match="injected"):
        striking.strike(on, draft_of(view))
    assert contents(on.store) == before


def test_the_draft_of_what_was_struck_can_be_begun_again(office: Office) -> None:
    view = striking.strike(office, draft_of(taken(office)))
    draft = intake.start(office, from_dossier=view.id)
    assert (draft.applicant.full_name, draft.procedure_code) == (BINH.full_name, view.procedure_code)
    assert MoveName.UNDO not in {move.name for move in life.get(office, view.id).moves}


def test_no_report_counts_what_was_struck_and_the_register_keeps_its_line(
    office: Office, people: People
) -> None:
    head = replace(office, actor=people[Role.SUPERVISOR])
    view = received(office, late_birth(office, group="nguoi_thuoc_ho_ngheo", proof="sổ hộ nghèo 0215"))
    day = view.received_at.date()
    assert money_report.month(head, "2026-11").exemptions
    striking.strike(office, draft_of(view))
    kept = taken(office)
    assert money_report.month(head, "2026-11").exemptions == ()
    report = ward_report.report(head, Period(day, day))
    assert (report.total.received, report.not_received) == (1, 0)
    rows = law_register.register(office, day, day).rows
    assert [(row.number, row.code, row.struck) for row in rows] == [
        (1, view.code, "Bấm nhầm thủ tục"),
        (2, kept.code, ""),
    ]
