"""`counter outbox`: what it lists, sends to a practice portal, hands over, and refuses."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from counter.models.staff import Role, StaffView
from counter.portal.credentials import PASSWORD, USER
from counter.portal.practice import Fault, PracticePortal, Rule, gateways
from counter.portal.practice.faults import RequestKind
from counter.services import setup
from counter.services.office import Office
from counter.services.outbox import outbox_sending
from counter.services.outbox.outbox_lease import Lease
from counter.services.store.store import Store
from counter.settings import WardSettings
from tests.cli.running import ROOT, Outcome, counter
from tests.conftest import START
from tests.portal.cases import card_of
from tests.portal.outbox_ward import WARD, portal_with
from tests.portal.practice_portal_calls import PROCEDURES
from tests.services.journeys import birth, certified_copy, received

ACCOUNT = {USER: gateways.USER, PASSWORD: gateways.PASSWORD}


@pytest.fixture
def portal() -> Iterator[PracticePortal]:
    with portal_with() as made:
        yield made


@pytest.fixture
def path(tmp_path: Path, portal: PracticePortal) -> Path:
    """A practice store with two dossiers that the portal does not know."""
    return made(tmp_path / "practice.db", replace(WARD, sync_address=portal.url, sync_per_second=20))


def made(path: Path, ward: WardSettings) -> Path:
    with Store.open(path, practice=True) as store:
        clerk = setup.set_up(
            store, ward, name="Lê Lan", role=Role.SUPERVISOR, pin="482915", operation="set-up", now=START
        )
        office = Office(store=store, actor=clerk, ward=ward, practice=True, now=lambda: START)
        for _ in range(2):
            received(office, replace(certified_copy(office), duplicate_reason="thêm bản"))
    return path


def on(path: Path, *words: str, account: bool = True) -> Outcome:
    return counter("outbox", *words, "--store", str(path), env=ACCOUNT if account else None)


def test_what_is_unsent_is_listed_by_name_and_sent(path: Path, portal: PracticePortal) -> None:
    listed = on(path, "list", "--json")
    assert [(row["applicant"], row["state"]) for row in listed.json] == [("Trần Văn Bình", "waiting")] * 2
    assert "Trần Văn Bình" in on(path, "list").out
    sent = on(path, "send", "--once", "--json")
    assert (sent.code, sent.json) == (0, {"confirmed": 2, "left": 0, "held": 0})
    assert on(path, "list", "--json").json == []
    assert (portal.state()["created"], portal.state()["doubles"]) == (2, 0)


def test_what_is_filed_by_hand_is_listed_by_name_with_what_to_do(path: Path) -> None:
    with Store.open(path, practice=True) as store:
        clerk = StaffView(1, "Lê Lan", Role.SUPERVISOR)
        office = Office(store=store, actor=clerk, ward=WARD, practice=True, now=lambda: START)
        received(office, birth(office))
    last = on(path, "list", "--json").json[-1]
    assert (last["applicant"], last["way"], last["state"]) == ("Nguyễn Thị Mơ", "by_hand", "prepared")
    told = on(path, "list").out
    assert "Nguyễn Thị Mơ" in told and "Máy không tự gửi" in told


def test_what_is_refused_is_a_task_with_what_to_do(path: Path, portal: PracticePortal) -> None:
    adding = frozenset({RequestKind.ADD})
    portal.set_faults([Rule(fault=Fault.REFUSE_3, kinds=adding, text="Thiếu [red]giấy\x1b[2J tờ")])
    sent = on(path, "send", "--once", "--json")
    assert (sent.code, sent.json["held"]) == (1, 2)
    first = on(path, "list", "--json").json[0]
    assert (first["state"], first["needs_person"]) == ("refused", True)
    shown = on(path, "list").out
    assert "Cổng TỪ CHỐI" in shown
    assert "\x1b" not in shown
    portal.set_faults([])
    assert on(path, "retry", str(first["id"])).code == 0
    assert on(path, "drop", "2", "--reason", "tỉnh đã nhập").code == 0
    assert on(path, "send", "--once", "--json").json["held"] == 0
    assert portal.state()["created"] == 1


def test_without_an_account_nothing_is_sent_and_it_says_which(path: Path) -> None:
    told = on(path, "send", "--once", account=False)
    assert told.code == 1
    assert USER in told.err


def test_a_second_program_does_not_send(path: Path, portal: PracticePortal) -> None:
    with Lease(path) as first:
        assert first.take()
        told = on(path, "send", "--once", "--json")
    assert told.code == 1
    assert portal.state()["requests"] == []


def test_a_reason_is_asked_for(path: Path) -> None:
    told = on(path, "drop", "1")
    assert told.code == 1
    assert "lý do" in told.err


@pytest.mark.parametrize("number", ["0", "9" * 24])
def test_a_number_that_no_row_can_have_is_told_in_words(path: Path, number: str) -> None:
    told = on(path, "retry", number)
    assert told.code == 1 and "counter outbox list" in told.err


def test_handing_over_needs_the_cards_of_the_portal(tmp_path: Path) -> None:
    path = made(tmp_path / "file.db", replace(WARD, sending="file"))
    told = on(path, "export", str(tmp_path / "out.jsonl"), "--json")
    assert (told.code, told.json["rows"], told.json["held"]) == (1, 0, 2)
    assert not (tmp_path / "out.jsonl").exists()
    assert on(path, "list", "--json").json[0]["why"][0]["id"] == "portal.hold.no_card"
    assert on(path, "acknowledge", str(tmp_path / "none.jsonl")).code == 1


def test_a_file_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    path = made(tmp_path / "file.db", replace(WARD, sending="file"))
    with Store.open(path, practice=True) as store:
        office = Office(store=store, actor=None, ward=WARD, practice=True)
        outbox_sending.keep_card(office, card_of(office.catalogue.get("ct")))
    told = on(path, "export", str(tmp_path / "missing" / "out.jsonl"))
    assert told.code == 1
    assert "out.jsonl" in told.err
    assert on(path, "export", str(tmp_path / "out.jsonl"), "--json").json["rows"] == 2


def test_a_program_killed_while_it_sends_doubles_nothing(tmp_path: Path) -> None:
    """The portal has taken the dossier and not yet answered when the program is killed."""
    slow = Rule(fault=Fault.DELAY, kinds=frozenset({RequestKind.ADD}), first=1, seconds=30)
    with PracticePortal(PROCEDURES, [slow], marked_only=True) as portal:
        path = made(tmp_path / "practice.db", replace(WARD, sync_address=portal.url, sync_per_second=20))
        words = [sys.executable, "-m", "counter", "outbox", "send", "--store", str(path)]
        process = subprocess.Popen(words, env={**os.environ, **ACCOUNT, "PYTHONPATH": str(ROOT)}, cwd=ROOT)
        with process:
            deadline = time.monotonic() + 20
            while portal.state()["created"] == 0 and time.monotonic() < deadline:
                time.sleep(0.05)
            process.kill()
        portal.set_faults([])
        assert portal.state()["created"] == 1
        states = [row["state"] for row in on(path, "list", "--json").json]
        assert states == ["sending", "waiting"]
        assert on(path, "send", "--once", "--json").json == {"confirmed": 2, "left": 0, "held": 0}
        assert (portal.state()["created"], portal.state()["doubles"]) == (2, 0)
