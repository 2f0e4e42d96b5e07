"""What was filed on the portal itself: never sent as a dossier, its steps told under the portal's code."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from counter.errors import Refused
from counter.models.catalogue import Channel
from counter.models.dossier import CollectorKind, DossierState, DossierView, HandOverDraft
from counter.models.states import SyncState
from counter.models.submission import SendOutcome
from counter.models.sync import Held, ProcedureCard
from counter.portal.practice import Fault, PracticePortal, Rule
from counter.portal.practice.book import Record
from counter.portal.practice.faults import RequestKind
from counter.rules import portal_state
from counter.sending_file import export
from counter.services.dossier import dossiers
from counter.services.filing import submissions
from counter.services.money import payments
from counter.services.office import Office
from counter.services.outbox import outbox, outbox_sending
from counter.services.verify import verify
from tests.conftest import Clock
from tests.portal.cases import steps_of
from tests.portal.outbox_ward import (
    Ticks,
    accept,
    drain,
    gateway_to,
    portal_with,
    practice_office,
    sender_to,
    states,
)
from tests.services.journeys import MO, birth, cash, received, with_drawer
from tests.services.test_submissions import carried, now, pressed

CODE = "TAP.H57-261123-00001"
S = DossierState
ASK, STEPS = (frozenset({kind}) for kind in (RequestKind.ASK, RequestKind.STEPS))


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def counter(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    office = practice_office(tmp_path / "practice.db", clock)
    with office.store:
        yield replace(office, ward=replace(office.ward, phone="0234 3822 155"))


@pytest.fixture
def portal() -> Iterator[PracticePortal]:
    with portal_with() as made:
        yield made


def on_the_portal(portal: PracticePortal, state: str = "1", code: str = CODE) -> None:
    """Somebody filed it by the web form."""
    with portal.book.lock:
        portal.book.create(Record(code, "web", "1.001193", state, {}))


def filed(counter: Office, clock: Clock, code: str = CODE) -> DossierView:
    """A birth typed into the portal for a mother without a phone; the code came back."""
    view = received(counter, birth(counter))
    carried(counter, view)
    clock.ahead(minutes=20)
    submissions.sent(counter, pressed(counter, view, SendOutcome.CODE, portal_code=code))
    return dossiers.get(counter, str(view.id))


def sent(portal: PracticePortal, counter: Office, ticks: Ticks) -> dict[int, tuple[str, ...]]:
    sender = sender_to(portal, counter, ticks)
    drain(sender, ticks)
    sender.close()
    assert portal.state()["doubles"] == portal.state()["doubled_steps"] == 0
    return states(counter)


def told(portal: PracticePortal, code: str = CODE) -> tuple[str, list[str]]:
    """The portal's state of it, and of the steps it was told."""
    record = portal.book.records[code]
    return record.state, [str(step["TrangThai"]) for step in record.steps]


def test_nothing_is_told_before_the_code_is_here(counter: Office) -> None:
    received(counter, birth(counter))
    assert outbox.listing(counter) == ()


def test_its_steps_are_told_under_the_portals_code_and_it_is_confirmed(
    counter: Office, clock: Clock, ticks: Ticks, portal: PracticePortal
) -> None:
    on_the_portal(portal)
    view = filed(counter, clock)
    assert sent(portal, counter, ticks) == {view.id: ("confirmed", "confirmed")}  # carried, and told
    assert told(portal) == ("2", ["2"])
    assert now(counter, view).state is SyncState.CONFIRMED  # by the portal's own word
    steps = portal.book.records[CODE].steps
    assert steps[0]["ThoiDiemXuLy"] == "20261123092000"  # received with the filing, not before it
    assert list(portal.book.records) == [CODE]  # no second dossier
    assert not [check for check in verify.checks(counter.store) if check.failed]


def test_every_move_after_it_is_told_once(
    counter: Office, clock: Clock, ticks: Ticks, portal: PracticePortal
) -> None:
    on_the_portal(portal)
    view = filed(counter, clock)
    sent(portal, counter, ticks)
    paid = payments.take(with_drawer(counter), cash(dossiers.get(counter, str(view.id)), 50_000))
    assert paid.id
    assert outbox.listing(counter) == ()  # steps carry no money
    clock.ahead(hours=1)
    view = dossiers.get(counter, str(view.id))
    dossiers.mark_ready(counter, view.id, operation="ready", version=view.version)
    ticks.wait(10)
    sent(portal, counter, ticks)
    assert told(portal) == ("9", ["2", "9"])
    view = dossiers.get(counter, str(view.id))
    clock.ahead(hours=1)
    given = HandOverDraft(
        operation="h", dossier_id=view.id, version=view.version, collector=CollectorKind.SELF, card=MO
    )
    dossiers.hand_over(counter, given)
    ticks.wait(10)
    sent(portal, counter, ticks)
    assert told(portal) == ("10", ["2", "9", "10"])


def test_a_portal_that_went_on_by_itself_is_not_moved_back(
    counter: Office, clock: Clock, ticks: Ticks, portal: PracticePortal
) -> None:
    on_the_portal(portal, state="4")
    view = filed(counter, clock)
    assert sent(portal, counter, ticks)[view.id][-1] == "confirmed"
    assert told(portal) == ("4", [])


def test_what_can_never_agree_is_held_with_both_versions(
    counter: Office, clock: Clock, ticks: Ticks, portal: PracticePortal
) -> None:
    on_the_portal(portal, state="3")
    filed(counter, clock)
    sent(portal, counter, ticks)
    [row] = outbox.listing(counter)
    assert (row.state, row.why[0].message_id) == (SyncState.HELD, "outbox.why.state_differs")
    assert (row.why[0].params["theirs"], row.why[0].params["ours"]) == (3, 2)
    assert told(portal) == ("3", [])


def test_a_code_that_the_portal_does_not_have_is_a_task(
    counter: Office, clock: Clock, ticks: Ticks, portal: PracticePortal
) -> None:
    filed(counter, clock)
    sent(portal, counter, ticks)
    [row] = outbox.listing(counter)
    assert (row.state, row.why[0].message_id) == (SyncState.HELD, "outbox.why.code_unknown")


@pytest.mark.parametrize(
    "fault", [Fault.LOSE_ANSWER, Fault.ERROR_AFTER, Fault.HALF, Fault.DOUBLE, Fault.EMPTY]
)
def test_after_a_lost_answer_it_asks_and_tells_no_step_twice(
    counter: Office, clock: Clock, ticks: Ticks, portal: PracticePortal, fault: Fault
) -> None:
    on_the_portal(portal)
    view = filed(counter, clock)
    portal.set_faults([Rule(fault=fault, kinds=STEPS, first=1)])
    assert sent(portal, counter, ticks)[view.id][-1] in ("confirmed", "held")
    assert told(portal) == ("2", ["2"])


def test_the_gateway_never_takes_it_as_a_dossier(
    portal: PracticePortal, ticks: Ticks, counter: Office
) -> None:
    view = accept(counter)[0]
    with closing(gateway_to(portal, ticks)) as way:
        card = way.card(view.procedure_code)
        assert isinstance(card, ProcedureCard)
        task = outbox_sending.claim(counter, 1, "test")
        assert task is not None
        outcome = way.send(replace(task.frozen.dossier, portal_code=CODE), card=card)
    assert isinstance(outcome, Held)
    assert outcome.reasons[0].message_id == "portal.hold.filed_there"
    assert portal.state()["created"] == 0


# -- a filing by hand and the sender, one after the other --------------------------------------


def test_while_somebody_files_it_by_hand_the_sender_waits_for_what_comes_of_it(
    counter: Office, clock: Clock, ticks: Ticks, portal: PracticePortal
) -> None:
    view = received(counter, birth(counter, Channel.DIRECT))
    submissions.begin(counter, view.id, operation="begin", version=view.version)
    sent(portal, counter, ticks)
    [row] = outbox.listing(counter)
    assert (row.state, row.filing, row.tries) == (SyncState.WAITING, True, 0)
    assert portal.state()["requests"] == []
    on_the_portal(portal)
    carried(counter, view)
    clock.ahead(minutes=20)
    submissions.sent(counter, pressed(counter, view, SendOutcome.CODE, portal_code=CODE))
    ticks.wait(10)
    sent(portal, counter, ticks)
    assert told(portal) == ("2", ["2"])
    assert list(portal.book.records) == [CODE]


def test_a_filing_that_stops_lets_the_paper_dossier_go_out(
    counter: Office, ticks: Ticks, portal: PracticePortal
) -> None:
    view = received(counter, birth(counter))  # meant for the portal: nothing is told of it
    version = now(counter, view).version
    submissions.stop(counter, view.id, operation="stop", version=version, reason="không muốn")
    assert sent(portal, counter, ticks)[view.id][-1] == "confirmed"
    [record] = portal.book.records.values()
    assert (record.way, record.message["KenhThucHien"]) == ("gateway", "1")


def test_what_the_counter_sent_is_not_filed_by_hand_as_well(
    counter: Office, ticks: Ticks, portal: PracticePortal
) -> None:
    view = received(counter, birth(counter, Channel.DIRECT))
    sent(portal, counter, ticks)
    with pytest.raises(Refused) as refused:
        submissions.begin(counter, view.id, operation="begin", version=view.version)
    assert refused.value.message_id == "submission.told"


# -- by file -----------------------------------------------------------------------------------


def test_a_file_holds_its_steps_alone(counter: Office, clock: Clock, tmp_path: Path) -> None:
    by_file = replace(counter, ward=replace(counter.ward, sending="file"))
    filed(by_file, clock)
    made = export(by_file, tmp_path / "ban-giao.jsonl")
    assert (made.rows, made.lines, made.held) == (1, 1, 0)
    text = (tmp_path / "ban-giao.jsonl").read_text()
    assert '"hoso":0' in text
    assert CODE in text


# -- how far the portal is ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theirs", "states_told", "taken", "past"),
    [
        (None, (S.RECEIVED, S.DONE), 0, 0),
        (S.REGISTERED, (S.RECEIVED, S.DONE), 0, 0),
        (S.RECEIVED, (S.RECEIVED, S.DONE), 0, 1),
        (S.PROCESSING, (S.RECEIVED, S.DONE), 0, 1),
        (S.DONE, (S.RECEIVED, S.DONE), 0, 2),
        (S.RETURNED, (S.RECEIVED, S.DONE), 0, 2),
        (S.NOT_RECEIVED, (S.RECEIVED,), 0, 0),
        (S.PROCESSING, (S.RECEIVED, S.SUPPLEMENT), 1, 1),  # we ask for papers while it is handled
        (S.SUPPLEMENT, (S.RECEIVED, S.SUPPLEMENT, S.PROCESSING), 2, 2),  # they came: that is to be told
        (S.PROCESSING, (S.RECEIVED, S.SUPPLEMENT, S.PROCESSING), 2, 3),
        (S.SUPPLEMENT, (S.RECEIVED, S.SUPPLEMENT, S.PROCESSING, S.SUPPLEMENT), 2, 2),  # twice
        (S.RECEIVED, (S.RECEIVED, S.DONE), 2, 2),  # it went back: nothing is untold for that
    ],
)
def test_steps_that_the_portal_is_past_are_not_told(
    theirs: DossierState | None, states_told: tuple[DossierState, ...], taken: int, past: int
) -> None:
    steps = [replace(step, state=s) for step, s in zip(steps_of(len(states_told)), states_told, strict=True)]
    assert portal_state.beyond(theirs, steps, taken) == past
