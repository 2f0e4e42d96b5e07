"""Handing over by file: what waits goes into one file, and its answer settles each row, once."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from counter import sending_file
from counter.errors import Forbidden, Refused
from counter.models.staff import Role
from counter.models.states import SyncState
from counter.portal import handover
from counter.services.dossier import dossiers
from counter.services.office import Office
from counter.services.outbox import outbox, outbox_sending, outbox_words
from counter.services.verify import verify
from tests.conftest import Clock
from tests.portal.cases import card_of
from tests.portal.outbox_ward import accept, practice_office, states


@pytest.fixture
def counter(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    """A practice ward that hands over by file, with the card of certified copies at hand."""
    office = practice_office(tmp_path / "practice.db", clock)
    office = replace(office, ward=replace(office.ward, sending="file"))
    with office.store:
        outbox_sending.keep_card(office, card_of(office.catalogue.get("ct")))
        yield office


def answer(path: Path, made: handover.HandOver, keys: Iterable[str] | None = None, **other: str) -> Path:
    """The province's answer: taken, but for the keys in `other`, which it refuses with these words."""
    wanted = set(keys) if keys is not None else {entry.key for entry in made.entries}
    lines = b""
    for entry in made.entries:
        if entry.key in wanted or entry.key in other:
            code, words = ("3", other[entry.key]) if entry.key in other else ("0", "Thêm mới thành công")
            row = {"key": entry.key, "MaHoSo": entry.code, "error_code": code, "message": words}
            lines += json.dumps(row, ensure_ascii=False).encode() + b"\n"
    head = {
        "format": handover.ACK_FORMAT,
        "version": 1,
        "of": made.digest,
        "lines": lines.count(b"\n"),
        "sha256": hashlib.sha256(lines).hexdigest(),
    }
    path.write_bytes(json.dumps(head).encode() + b"\n" + lines)
    return path


def test_what_waits_is_handed_over_and_confirmed_by_the_answer(counter: Office, tmp_path: Path) -> None:
    views = accept(counter, 3)
    done = sending_file.export(counter, tmp_path / "out.jsonl")
    assert (done.rows, done.lines, done.held) == (3, 6, 0)
    made = handover.read(tmp_path / "out.jsonl")
    assert [entry.code for entry in made.entries][::2] == [view.code for view in views]
    assert {row.state for row in outbox.listing(counter)} == {SyncState.SENDING}
    with pytest.raises(Refused) as told:  # nothing waits any more
        sending_file.export(counter, tmp_path / "again.jsonl")
    assert told.value.message_id == "outbox.nothing"
    back = answer(tmp_path / "back.jsonl", made)
    assert sending_file.acknowledge(counter, back).taken == 3
    assert set(states(counter).values()) == {("confirmed",)}
    assert sending_file.acknowledge(counter, back).taken == 0  # the same answer again
    assert not [check for check in verify.checks(counter.store) if check.failed]


def test_an_answer_in_two_parts_confirms_once_all_of_a_dossier_is_answered(
    counter: Office, tmp_path: Path
) -> None:
    accept(counter)
    sending_file.export(counter, tmp_path / "out.jsonl")
    made = handover.read(tmp_path / "out.jsonl")
    keys = [entry.key for entry in made.entries]
    first = sending_file.acknowledge(counter, answer(tmp_path / "1.jsonl", made, keys[:1]))
    assert (first.taken, first.open) == (0, 1)
    second = sending_file.acknowledge(counter, answer(tmp_path / "2.jsonl", made, keys[1:]))
    assert (second.taken, second.open) == (1, 0)


def test_a_refusal_is_a_task_and_goes_into_the_next_file_under_a_key_of_its_own(
    counter: Office, tmp_path: Path
) -> None:
    accept(counter, 2)
    sending_file.export(counter, tmp_path / "out.jsonl")
    made = handover.read(tmp_path / "out.jsonl")
    bad = made.entries[0].key
    back = answer(
        tmp_path / "back.jsonl", made, [made.entries[2].key, made.entries[3].key], **{bad: "Sai số"}
    )
    found = sending_file.acknowledge(counter, back)
    assert (found.taken, found.held) == (1, 1)
    [row] = outbox.listing(counter)
    assert (row.state, row.why[0].params["text"]) == (SyncState.REFUSED, "Sai số")
    outbox.retry(counter, row.id, operation="again")
    assert sending_file.export(counter, tmp_path / "next.jsonl").rows == 1
    again = handover.read(tmp_path / "next.jsonl")
    assert again.entries[0].code == made.entries[0].code


def test_what_cannot_be_said_truly_is_held_and_holds_no_other(counter: Office, tmp_path: Path) -> None:
    views = accept(counter, 2)
    with counter.store.write() as transaction:
        transaction.connection.execute(
            "UPDATE dossier SET result_way = 'online' WHERE id = ?", (views[0].id,)
        )
        transaction.record(None, "test.broken", subject=("test", 1), operation="")
    done = sending_file.export(counter, tmp_path / "out.jsonl")
    assert (done.rows, done.held) == (1, 1)
    assert outbox.listing(counter)[0].why[0].message_id == "portal.hold.result_way"


def test_moves_of_one_dossier_stand_in_order_and_no_step_twice(
    counter: Office, tmp_path: Path, clock: Clock
) -> None:
    view = accept(counter)[0]
    clock.ahead(hours=1)
    dossiers.mark_ready(counter, view.id, operation="ready", version=view.version)
    sending_file.export(counter, tmp_path / "out.jsonl")
    made = handover.read(tmp_path / "out.jsonl")
    assert [entry.kind for entry in made.entries] == ["HoSo", "TienDo", "TienDo", "HoSo"]


def test_a_foreign_answer_changes_nothing(counter: Office, tmp_path: Path) -> None:
    accept(counter)
    sending_file.export(counter, tmp_path / "out.jsonl")
    made = handover.read(tmp_path / "out.jsonl")
    with pytest.raises(Refused) as told:
        sending_file.acknowledge(counter, answer(tmp_path / "x.jsonl", replace(made, digest="0" * 64)))
    assert told.value.message_id == "outbox.unknown_file"
    assert outbox.listing(counter)[0].state is SyncState.SENDING


def test_who_may_not_send_hands_nothing_over(counter: Office, tmp_path: Path) -> None:
    accept(counter)
    assert counter.actor is not None
    helper = replace(counter, actor=replace(counter.actor, role=Role.VOLUNTEER))
    with pytest.raises(Forbidden):
        sending_file.export(helper, tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()


def test_a_disk_that_takes_nothing_leaves_everything_waiting(counter: Office, tmp_path: Path) -> None:
    accept(counter)
    with pytest.raises(OSError):
        sending_file.export(counter, tmp_path / "missing" / "out.jsonl")
    assert set(states(counter).values()) == {("waiting",)}


def test_what_waits_for_a_file_says_that_somebody_has_to_make_one(counter: Office) -> None:
    accept(counter)
    [row] = outbox.listing(counter)
    assert "counter outbox export" in outbox_words.advice(row)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_an_answer_that_is_a_pipe_is_refused_and_not_waited_for(counter: Office, tmp_path: Path) -> None:
    accept(counter)
    sending_file.export(counter, tmp_path / "out.jsonl")
    os.mkfifo(tmp_path / "ack")
    with pytest.raises(Refused, match=r"portal\.file\.not_file"):
        sending_file.acknowledge(counter, tmp_path / "ack")
