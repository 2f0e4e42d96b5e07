"""The hand-over file is whole or not there; its acknowledgement counts whole or not at all."""

import hashlib
import json
import os
import random
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from counter.errors import Refused
from counter.i18n import known
from counter.models.sync import Held
from counter.models.sync import Refused as PortalRefused
from counter.portal import handover
from counter.portal.handover import (
    Acknowledged,
    Entry,
    HandOver,
    MessageKind,
    read,
    read_acknowledgement,
    write,
)
from counter.portal.messages import hoso, progress
from tests.portal.cases import CARD, RECEIVED, plain_dossier, steps_of

CODES = ["H57.15-261123-0007", "H57.15-261123-0008"]


def entries(practice: bool = False) -> tuple[Entry, ...]:
    made = []
    for number, code in enumerate(CODES):
        dossier = plain_dossier(code=code, practice=practice)
        message, steps = hoso(dossier, CARD), progress(dossier, steps_of(2))
        assert not isinstance(message, Held) and not isinstance(steps, Held)
        made.append(Entry(kind=MessageKind.HO_SO, key=f"k{number}", message=message))
        made += [
            Entry(kind=MessageKind.TIEN_DO, key=f"k{number}-{at}", message=step)
            for at, step in enumerate(steps)
        ]
    return tuple(made)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ban-giao.jsonl"


@pytest.fixture
def made(path: Path) -> HandOver:
    return write(path, entries(), unit="H57.15", made_at=RECEIVED)


def reasons(call: Callable[[], object]) -> set[str]:
    with pytest.raises(Refused) as refused:
        call()
    found = {problem.message_id for problem in refused.value.problems}
    assert all(known(message_id) for message_id in found), found
    return found


# -- the file ---------------------------------------------------------------------------------


def test_the_file_says_what_it_holds_and_reads_back_the_same(path: Path, made: HandOver) -> None:
    first, *lines = path.read_text("utf-8").splitlines()
    assert json.loads(first) == {
        "format": "counter-handover",
        "version": 1,
        "unit": "H57.15",
        "made_at": "20261123151000",
        "practice": False,
        "hoso": 2,
        "tiendo": 4,
        "sha256": hashlib.sha256(("\n".join(lines) + "\n").encode()).hexdigest(),
    }
    assert [json.loads(line)["kind"] for line in lines] == ["HoSo", "TienDo", "TienDo"] * 2
    assert read(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_practice_stands_in_a_file_of_its_own(path: Path) -> None:
    assert reasons(lambda: write(path, entries(practice=True), unit="H57.15", made_at=RECEIVED)) == {
        "portal.hold.practice"
    }
    assert write(path, entries(practice=True), unit="H57.15", made_at=RECEIVED, practice=True).practice
    assert read(path).entries[0].code == "TẬP-H57.15-261123-0007"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"entries": ()}, "portal.handover.nothing"),
        ({"entries": entries() * 2}, "portal.handover.key_twice"),
        ({"entries": (Entry(kind=MessageKind.HO_SO, key="k", message={}),)}, "portal.field.left_out"),
        ({"unit": "H57.??"}, "portal.handover.unit"),
        ({"unit": "x y"}, "portal.handover.unit"),
    ],
)
def test_what_must_not_be_handed_over(path: Path, changes: dict[str, object], reason: str) -> None:
    values = {"entries": entries(), "unit": "H57.15", "made_at": RECEIVED} | changes
    assert reason in reasons(lambda: write(path, **values))  # type: ignore[arg-type]  # names of the parameters
    assert list(path.parent.iterdir()) == []


def test_a_file_that_is_there_is_not_lost(path: Path) -> None:
    path.write_text("old")
    assert reasons(lambda: write(path, entries(), unit="H57.15", made_at=RECEIVED)) == {
        "portal.handover.exists"
    }
    assert path.read_text() == "old"


def test_a_disk_that_fails_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        write(path, entries(), unit="H57.15", made_at=RECEIVED)
    assert list(path.parent.iterdir()) == []


def test_a_changed_or_cut_file_is_seen(path: Path, made: HandOver) -> None:
    whole = path.read_bytes()
    rng = random.Random(4)
    for _ in range(400):
        changed = bytearray(whole)
        at = rng.randrange(len(changed))
        kind = rng.randrange(3)
        if kind == 0:
            del changed[at:]
        elif kind == 1:
            changed[at] = rng.randrange(256)
        else:
            del changed[at : at + rng.randint(1, 400)]
        if changed == whole:
            continue
        path.write_bytes(changed)
        try:
            again = read(path)
        except Refused as refused:
            assert all(known(problem.message_id) for problem in refused.problems)
        else:  # unit and time stand outside the digest; what is handed over does not
            assert again.entries == made.entries and again.digest == made.digest


# -- the acknowledgement ----------------------------------------------------------------------

Row = dict[str, object]


def acknowledge(path: Path, digest: str, rows: list[Row], **head: object) -> Path:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    first: Row = {
        "format": "counter-handover-ack",
        "version": 1,
        "of": digest,
        "lines": len(rows),
        "sha256": hashlib.sha256(lines).hexdigest(),
    }
    ack = path.with_name("xac-nhan.jsonl")
    ack.write_bytes(json.dumps(first | head).encode() + b"\n" + lines)
    return ack


def row(key: str, code: str, error: object = "0", message: object = "Thêm mới thành công") -> Row:
    return {"key": key, "MaHoSo": code, "error_code": error, "message": message}


def handed(made: HandOver) -> dict[str, str]:
    return {entry.key: entry.code for entry in made.entries}


def test_each_line_tells_of_one_message(path: Path, made: HandOver) -> None:
    rows = [
        row("k0", CODES[0]),
        row("k1", CODES[1], 3, "Sai mã lĩnh vực"),
        row("k0-0", CODES[0], "99", "?"),
        row("k0-1", CODES[0], 0, "Không thành công"),
    ]
    told = read_acknowledgement(acknowledge(path, made.digest, rows), made.digest, handed(made))
    assert told[:2] == (
        Acknowledged(key="k0", code=CODES[0], verdict=None),
        Acknowledged(key="k1", code=CODES[1], verdict=PortalRefused(code="3", text="Sai mã lĩnh vực")),
    )
    assert all(isinstance(one.verdict, Held) for one in told[2:])


@pytest.mark.parametrize(
    ("rows", "head", "reason"),
    [
        ([row("k9", CODES[0])], {}, "portal.ack.unknown"),
        ([row("k0", CODES[1])], {}, "portal.ack.unknown"),
        ([row("k0", CODES[0]), row("k0", CODES[0])], {}, "portal.ack.twice"),
        ([row("k0", CODES[0])], {"of": "0" * 64}, "portal.ack.other_file"),
        ([row("k0", CODES[0])], {"lines": 2}, "portal.file.cut"),
        ([row("k0", CODES[0])], {"lines": True}, "portal.file.cut"),
        ([row("k0", CODES[0])], {"sha256": "0" * 64}, "portal.file.cut"),
        ([row("k0", CODES[0])], {"more": 1}, "portal.file.cut"),
        ([row("k0", CODES[0])], {"format": "counter-handover"}, "portal.file.format"),
        ([row("k0", CODES[0])], {"version": 2}, "portal.file.format"),
        ([row("k0", CODES[0])], {"version": True}, "portal.file.format"),
        ([row("k0", CODES[0], None)], {}, "portal.file.line"),
        ([row("k0", CODES[0], 0, 5)], {}, "portal.file.line"),
        ([{"key": "k0"}], {}, "portal.file.line"),
        ([row("k0", CODES[0]) | {"key": ["k0"]}], {}, "portal.file.line"),
    ],
)
def test_nothing_of_a_doubtful_acknowledgement_counts(
    path: Path, made: HandOver, rows: list[Row], head: Row, reason: str
) -> None:
    ack = acknowledge(path, made.digest, rows, **head)
    assert reasons(lambda: read_acknowledgement(ack, made.digest, handed(made))) == {reason}


def test_a_cut_acknowledgement_is_seen_at_every_length(path: Path, made: HandOver) -> None:
    rows = [row("k0", CODES[0]), row("k1", CODES[1])]
    ack = acknowledge(path, made.digest, rows)
    whole = ack.read_bytes()
    for length in range(len(whole)):
        ack.write_bytes(whole[:length])
        with pytest.raises(Refused):
            read_acknowledgement(ack, made.digest, handed(made))


def test_every_reason_is_told_at_once(path: Path, made: HandOver) -> None:
    rows = [row("k0", CODES[0]), row("k0", CODES[0]), row("k9", CODES[0])]
    ack = acknowledge(path, made.digest, rows)
    found = reasons(lambda: read_acknowledgement(ack, made.digest, handed(made)))
    assert found == {"portal.ack.twice", "portal.ack.unknown"}


def test_a_file_beyond_all_measure_is_not_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "MOST_BYTES", 100)
    path.write_bytes(b"x" * 101)
    assert reasons(lambda: read(path)) == {"portal.file.big"}


def test_the_hand_over_file_itself_is_no_acknowledgement(path: Path, made: HandOver) -> None:
    found = reasons(lambda: read_acknowledgement(path, made.digest, handed(made)))
    assert found == {"portal.file.format"}
