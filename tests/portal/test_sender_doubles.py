"""No dossier is on the portal twice: sent by the counter, handed over in a file, and filed by hand."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from counter import sending_file
from counter.errors import Problem, Refused
from counter.models.catalogue import Channel
from counter.models.dossier import DossierState, DossierView
from counter.models.life_views import DecisionDraft, LackingPaper, MoveDraft, ResumeDraft, SupplementDraft
from counter.models.outbox import Task
from counter.models.states import AttemptOutcome, SyncState
from counter.models.submission import SendOutcome
from counter.portal import handover
from counter.portal.practice import PracticePortal
from counter.portal.practice.book import Record
from counter.rules.sending import Verdict
from counter.services.dossier import dossiers
from counter.services.filing import submissions
from counter.services.life import decisions, life, supplements
from counter.services.office import Office
from counter.services.outbox import outbox, outbox_files, outbox_rows, outbox_sending
from counter.services.store.store import Store
from tests.conftest import Clock
from tests.portal.cases import card_of
from tests.portal.outbox_ward import Ticks, drain, portal_with, practice_office, sender_to, states
from tests.services.journeys import birth, received
from tests.services.test_submissions import carried, pressed

CODE = "TAP.H57-261123-00001"
S = DossierState


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


def accepted(counter: Office) -> DossierView:
    """A birth on paper, which the counter will tell the portal."""
    return received(counter, birth(counter, Channel.DIRECT))


def seen(counter: Office, view: DossierView) -> DossierView:
    return dossiers.get(counter, str(view.id))


def typed(counter: Office, view: DossierView) -> None:
    """Somebody begins to type it into the portal."""
    submissions.begin(counter, view.id, operation=uuid4().hex, version=seen(counter, view).version)


def taken(counter: Office) -> Task:
    """The sender has taken the first row, and nothing more is known of it."""
    task = outbox_sending.claim(counter, outbox_sending.heads(counter)[0].id, "dead")
    assert task is not None
    return task


def cut(counter: Office) -> None:
    """The line was dead when its turn came."""
    why = Problem("line", "portal.net.refused")
    verdict = Verdict(outcome=AttemptOutcome.UNREACHABLE, state=SyncState.WAITING, reasons=(why,), line=why)
    outbox_sending.settle(counter, taken(counter), verdict, began=counter.now())


def run(portal: PracticePortal, counter: Office, ticks: Ticks) -> None:
    sender = sender_to(portal, counter, ticks)
    drain(sender, ticks)
    sender.close()


# -- the counter and a hand --------------------------------------------------------------------


def test_what_was_cut_off_is_not_sent_while_it_is_typed(
    counter: Office, portal: PracticePortal, ticks: Ticks
) -> None:
    view = accepted(counter)
    cut(counter)
    typed(counter, view)
    carried(counter, view)
    run(portal, counter, ticks)  # the line is back
    assert portal.state()["created"] == 0
    submissions.sent(counter, pressed(counter, view, SendOutcome.CODE, portal_code=CODE))
    run(portal, counter, ticks)
    assert portal.state()["created"] == 0  # its steps alone are told, under the portal's own code


def test_what_was_cut_off_is_sent_whole_once_the_typing_stops(
    counter: Office, portal: PracticePortal, ticks: Ticks
) -> None:
    view = accepted(counter)
    cut(counter)
    typed(counter, view)
    filing = seen(counter, view).submission
    assert filing is not None
    submissions.stop(counter, view.id, operation=uuid4().hex, version=filing.version)
    run(portal, counter, ticks)
    assert portal.state()["created"] == 1 and states(counter)[view.id][0] == "confirmed"


@pytest.mark.parametrize("then", ["nothing", "hold", "drop"])
def test_what_a_killed_program_may_have_sent_is_not_typed_as_well(counter: Office, then: str) -> None:
    view = accepted(counter)
    row = taken(counter).id
    if then == "hold":
        outbox.hold(counter, row, operation=uuid4().hex)
    elif then == "drop":
        outbox.drop(counter, row, "gửi tay", operation=uuid4().hex)
    with pytest.raises(Refused) as told:
        typed(counter, view)
    assert told.value.message_id == "submission.told"


# -- a file and a hand -------------------------------------------------------------------------


@pytest.fixture
def by_file(counter: Office) -> Office:
    office = replace(counter, ward=replace(counter.ward, sending="file"))
    outbox_sending.keep_card(office, card_of(office.catalogue.get("1.001193")))
    return office


@pytest.mark.parametrize("then", ["nothing", "hold", "drop"])
def test_what_stands_in_a_file_is_not_typed_as_well(by_file: Office, tmp_path: Path, then: str) -> None:
    view = accepted(by_file)
    sending_file.export(by_file, tmp_path / "a.jsonl")
    row = outbox.listing(by_file)[0].id
    if then == "hold":
        outbox.hold(by_file, row, operation=uuid4().hex)
    elif then == "drop":
        outbox.drop(by_file, row, "gửi tay", operation=uuid4().hex)
    with pytest.raises(Refused) as told:
        typed(by_file, view)
    assert told.value.message_id == "submission.told"


def test_what_is_typed_while_the_file_is_made_does_not_stand_in_it(
    by_file: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody at another desk begins to type it between the two halves of making the file."""
    view, whole = accepted(by_file), outbox_files.take

    def then_typed(office: Office) -> tuple[Task, ...]:
        tasks = whole(office)
        typed(office, view)
        return tasks

    monkeypatch.setattr(outbox_files, "take", then_typed)
    assert sending_file.export(by_file, tmp_path / "a.jsonl").lines == 0
    assert not (tmp_path / "a.jsonl").exists()


def test_a_program_killed_behind_the_file_leaves_it_known(
    by_file: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is there, and the store was not told: it is not typed, and is in the next one, same key."""
    view = accepted(by_file)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(outbox_files, "handed", killed)
        sending_file.export(by_file, tmp_path / "a.jsonl")
    with pytest.raises(Refused):
        typed(by_file, view)
    sending_file.export(by_file, tmp_path / "b.jsonl")
    first, second = (handover.read(tmp_path / name).entries for name in ("a.jsonl", "b.jsonl"))
    assert [entry.key for entry in first] == [entry.key for entry in second]


def test_a_file_that_could_not_be_written_binds_nothing(by_file: Office, tmp_path: Path) -> None:
    view = accepted(by_file)
    with pytest.raises(OSError, match="missing"):
        sending_file.export(by_file, tmp_path / "missing" / "a.jsonl")
    with by_file.store.query() as connection:
        assert not outbox_rows.may_be_there(connection, view.id)
    typed(by_file, view)


# -- a gateway and a file ----------------------------------------------------------------------


def test_what_was_never_tried_goes_the_wards_new_way_and_only_that(
    counter: Office, by_file: Office, tmp_path: Path, portal: PracticePortal, ticks: Ticks
) -> None:
    view = accepted(counter)  # for the gateway
    assert sending_file.export(by_file, tmp_path / "a.jsonl").rows == 1
    run(portal, counter, ticks)  # and back to the gateway: it stands in the file
    assert portal.state()["created"] == 0
    assert [row.stranded for row in outbox.listing(counter)] == [False]
    assert len(states(counter)[view.id]) == 1


def test_what_may_have_gone_by_the_gateway_holds_what_would_go_in_a_file(
    counter: Office, by_file: Office, clock: Clock, tmp_path: Path
) -> None:
    view = accepted(counter)
    taken(counter)
    clock.ahead(hours=1)
    dossiers.mark_ready(by_file, view.id, operation="ready", version=seen(by_file, view).version)
    with pytest.raises(Refused, match=r"outbox\.nothing"):
        sending_file.export(by_file, tmp_path / "a.jsonl")
    first, second = outbox.listing(by_file)
    assert (first.stranded, first.needs_person, second.behind) == (True, True, True)
    outbox.retry(by_file, first.id, operation="again")  # somebody looked: it is not there
    assert sending_file.export(by_file, tmp_path / "a.jsonl").rows == 2
    kinds = [entry.kind.value for entry in handover.read(tmp_path / "a.jsonl").entries]
    assert kinds.count("HoSo") >= 1 and kinds.count("TienDo") == 2


# -- an older copy of the store ----------------------------------------------------------------


def test_a_number_given_twice_overwrites_nobodys_dossier(
    tmp_path: Path, clock: Clock, portal: PracticePortal, ticks: Ticks
) -> None:
    """The store was lost, an older copy came back, and the same number goes to somebody else."""
    for name, later in (("before.db", 0), ("restored.db", 30)):
        clock.ahead(minutes=later)
        office = practice_office(tmp_path / name, clock)
        with office.store:
            view = accepted(office)
            run(portal, office, ticks)
            if later:
                [row] = outbox.listing(office)
                assert [why.message_id for why in row.why] == ["portal.hold.other_dossier"]
                typed(office, view)  # nothing of it went out: it may be filed by hand
    [record] = portal.book.records.values()
    assert (portal.book.tallies[record.code].created, portal.book.tallies[record.code].updated) == (1, 0)


def test_the_same_dossier_from_an_older_copy_is_only_told_again(
    tmp_path: Path, clock: Clock, portal: PracticePortal, ticks: Ticks
) -> None:
    office = practice_office(tmp_path / "a.db", clock)
    with office.store:
        accepted(office)
    copy = tmp_path / "copy.db"
    copy.write_bytes((tmp_path / "a.db").read_bytes())
    for path in (tmp_path / "a.db", copy):
        with Store.open(path, practice=True) as store:
            again = replace(office, store=store)
            run(portal, again, ticks)
            assert states(again) == {1: ("confirmed",)}
    assert portal.state()["doubles"] == portal.state()["doubled_steps"] == 0


# -- after the resident withdrew ---------------------------------------------------------------


def withdraw(counter: Office, view: DossierView) -> None:
    version = seen(counter, view).version
    decisions.withdraw(
        counter,
        DecisionDraft(operation=uuid4().hex, dossier_id=view.id, version=version, reason="không làm nữa"),
    )


def test_a_withdrawn_dossier_ends_withdrawn_at_the_portal(
    counter: Office, clock: Clock, portal: PracticePortal, ticks: Ticks
) -> None:
    view = accepted(counter)
    clock.ahead(minutes=5)
    withdraw(counter, view)
    run(portal, counter, ticks)
    [record] = portal.book.records.values()
    assert (record.state, [step["TrangThai"] for step in record.steps]) == ("7", ["2", "7"])
    assert set(states(counter)[view.id]) == {"confirmed"}


def asked_for(record: Record) -> list[tuple[str, bool]]:
    rows = record.message["DanhSachHoSoBoSung"]
    assert isinstance(rows, list)
    dicts = [row for row in rows if isinstance(row, dict)]
    return [(str(row["NoiDungBoSung"]), row["TrangThaiBoSung"] is True) for row in dicts]


def test_a_request_for_papers_is_told_with_what_is_missing(
    counter: Office, clock: Clock, portal: PracticePortal, ticks: Ticks
) -> None:
    view = accepted(counter)
    run(portal, counter, ticks)
    clock.ahead(minutes=5)
    supplements.ask(
        counter,
        SupplementDraft(
            operation="ask",
            dossier_id=view.id,
            version=seen(counter, view).version,
            items=(LackingPaper(name="Giấy chứng sinh", lacking="thiếu dấu"),),
            reason="Giấy chứng sinh chưa đóng dấu",
        ),
    )
    run(portal, counter, ticks)
    [record] = portal.book.records.values()
    assert record.state == "5" and asked_for(record) == [("Giấy chứng sinh: thiếu dấu", False)]
    clock.ahead(minutes=5)
    supplements.resume(
        counter,
        ResumeDraft(
            operation="resume",
            dossier_id=view.id,
            version=seen(counter, view).version,
            brought=frozenset({0}),
        ),
    )
    run(portal, counter, ticks)
    assert record.state == "2" and asked_for(record) == [("Giấy chứng sinh: thiếu dấu", True)]
    assert set(states(counter)[view.id]) == {"confirmed"}


def test_an_undone_move_is_no_step(
    counter: Office, clock: Clock, portal: PracticePortal, ticks: Ticks
) -> None:
    view = accepted(counter)
    clock.ahead(minutes=5)
    version = seen(counter, view).version
    life.begin(counter, MoveDraft(operation="begin", dossier_id=view.id, version=version))
    life.undo(counter, view.id, operation="undo", version=seen(counter, view).version)
    run(portal, counter, ticks)
    [record] = portal.book.records.values()
    assert (record.state, len(record.steps)) == ("2", 1)
