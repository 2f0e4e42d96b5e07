"""Every move of a dossier's life reaches the portal as itself: nothing that waits is sent as done."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from counter.i18n import local
from counter.models.catalogue import Channel
from counter.models.dossier import DossierView
from counter.models.life_views import (
    DecisionDraft,
    ExtensionDraft,
    LackingPaper,
    MoveDraft,
    ResumeDraft,
    SupplementDraft,
)
from counter.models.money import Approval
from counter.models.staff import Role, StaffView
from counter.models.submission import SendOutcome
from counter.models.tables import Staff
from counter.portal.practice import PracticePortal
from counter.portal.practice.book import Record
from counter.services.dossier import dossiers
from counter.services.filing import submissions
from counter.services.life import decisions, life, supplements
from counter.services.office import Office
from counter.services.outbox import outbox
from tests.conftest import START, Clock
from tests.portal.outbox_ward import Ticks, accept, drain, portal_with, practice_office, sender_to
from tests.services.journeys import birth, received
from tests.services.test_submissions import carried, pressed

NOBODY = Approval(name="", pin="")
HEAD = Approval(name="Lê Lãnh Đạo", pin="")
Act = Callable[[Office, DossierView, str], object]


@pytest.fixture
def counter(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    office = practice_office(tmp_path / "practice.db", clock)
    leader = StaffView(2, HEAD.name, Role.SUPERVISOR)
    row = Staff(
        id=2, name=leader.name, folded="le lanh dao", role=leader.role, pin_hash="$argon2id$none",
        created_at=START,
    )  # fmt: skip
    with office.store:
        with office.store.write(START) as transaction:
            transaction.session.add(row)
            transaction.record(None, "staff.added", subject=("staff", 2), operation="")
        yield replace(office, ward=replace(office.ward, phone="0234 3822 155"))


@pytest.fixture
def portal() -> Iterator[PracticePortal]:
    with portal_with() as made:
        yield made


def begin(office: Office, view: DossierView, key: str) -> object:
    return life.begin(office, MoveDraft(operation=key, dossier_id=view.id, version=view.version))


def ask(office: Office, view: DossierView, key: str) -> object:
    lacking = (LackingPaper(name="Giấy uỷ quyền", lacking="chưa có chữ ký", originals=1),)
    draft = SupplementDraft(
        operation=key, dossier_id=view.id, version=view.version, items=lacking, reason="thiếu chữ ký",
        again=True,
    )  # fmt: skip
    return supplements.ask(office, draft)


def resume(office: Office, view: DossierView, key: str) -> object:
    draft = ResumeDraft(operation=key, dossier_id=view.id, version=view.version, brought=frozenset({0}))
    return supplements.resume(office, draft)


def ask_duty(office: Office, view: DossierView, key: str) -> object:
    draft = MoveDraft(operation=key, dossier_id=view.id, version=view.version, reason="nộp thuế")
    return life.ask_duty(office, draft)


def duty_done(office: Office, view: DossierView, key: str) -> object:
    return life.duty_done(office, MoveDraft(operation=key, dossier_id=view.id, version=view.version))


def decided(office: Office, view: DossierView, key: str) -> DecisionDraft:
    return DecisionDraft(
        operation=key, dossier_id=view.id, version=view.version, reason="không đủ điều kiện", approval=HEAD
    )


def stop(office: Office, view: DossierView, key: str) -> object:
    return decisions.stop(office, decided(office, view, key))


def withdraw(office: Office, view: DossierView, key: str) -> object:
    return decisions.withdraw(office, replace(decided(office, view, key), approval=NOBODY))


def extend(office: Office, view: DossierView, key: str) -> object:
    assert view.appointment.due is not None
    day = local(view.appointment.due + timedelta(days=3)).date()
    draft = ExtensionDraft(
        operation=key, dossier_id=view.id, version=view.version, new_due=day, reason="đợi xác minh",
        approval=HEAD,
    )  # fmt: skip
    return decisions.extend(office, draft)


def ready(office: Office, view: DossierView, key: str) -> object:
    return dossiers.mark_ready(office, view.id, operation=key, version=view.version)


PATHS: dict[str, tuple[tuple[Act, ...], str, list[str]]] = {
    "begun": ((begin,), "4", ["2", "4"]),
    "papers asked for": ((ask,), "5", ["2", "5"]),
    "papers came": ((begin, ask, resume), "4", ["2", "4", "5", "4"]),
    "papers asked for twice": ((ask, resume, ask), "5", ["2", "5", "2", "5"]),
    "money asked for": ((ask_duty,), "6", ["2", "6"]),
    "money came": ((ask_duty, duty_done, ready), "9", ["2", "6", "4", "9"]),
    "stopped": ((begin, stop), "8", ["2", "4", "8"]),
    "stopped at once": ((stop,), "8", ["2", "8"]),
    "stopped while papers are out": ((ask, stop), "8", ["2", "5", "8"]),
    "withdrawn": ((withdraw,), "7", ["2", "7"]),
    "another day": ((extend, ready), "9", ["2", "9"]),
}


def walked(
    office: Office, clock: Clock, dossier_id: int, acts: tuple[Act, ...], then: Callable[[], None]
) -> None:
    """One move an hour, and what follows each."""
    for number, act in enumerate(acts):
        clock.ahead(hours=1)
        act(office, dossiers.get(office, str(dossier_id)), f"move-{number}")
        then()


@pytest.mark.parametrize("each", [True, False], ids=["sent after each move", "sent at the end"])
@pytest.mark.parametrize("path", PATHS)
def test_each_path_is_told_as_it_went(
    counter: Office, clock: Clock, portal: PracticePortal, path: str, each: bool
) -> None:
    acts, state, steps = PATHS[path]
    view, ticks = accept(counter)[0], Ticks()
    sender = sender_to(portal, counter, ticks)

    def send() -> None:
        ticks.wait(10)
        drain(sender, ticks)

    if each:
        send()
    walked(counter, clock, view.id, acts, send if each else lambda: None)
    send()
    sender.close()
    assert [(row.state, row.why) for row in outbox.listing(counter)] == []
    [record] = portal.book.records.values()
    assert (record.state, [step["TrangThai"] for step in record.steps]) == (state, steps)
    rounds = record.message["DanhSachHoSoBoSung"]
    assert isinstance(rounds, list)
    still_open = [row for row in rounds if isinstance(row, dict) and row["TrangThaiBoSung"] is False]
    assert len(still_open) == (1 if state == "5" else 0)


@pytest.mark.parametrize("path", PATHS)
def test_what_was_filed_on_the_portal_is_told_each_step_too(
    counter: Office, clock: Clock, portal: PracticePortal, path: str
) -> None:
    """Also where the portal's code comes only after the moves: none of them is lost."""
    acts, state, steps = PATHS[path]
    view, ticks = received(counter, birth(counter, Channel.ONLINE)), Ticks()
    carried(counter, view)
    with portal.book.lock:
        portal.book.create(Record("TAP.H57-261123-00001", "web", "1.001193", "1", {}))
    walked(counter, clock, view.id, acts[:1], lambda: None)
    clock.ahead(minutes=5)
    code = "TAP.H57-261123-00001"
    submissions.sent(counter, pressed(counter, view, SendOutcome.CODE, portal_code=code))
    for number, act in enumerate(acts[1:], start=1):
        clock.ahead(hours=1)
        act(counter, dossiers.get(counter, str(view.id)), f"move-{number}")
    sender = sender_to(portal, counter, ticks)
    drain(sender, ticks)
    sender.close()
    assert [(row.state, row.why) for row in outbox.listing(counter)] == []
    [record] = portal.book.records.values()
    assert (record.state, [step["TrangThai"] for step in record.steps]) == (state, steps)
