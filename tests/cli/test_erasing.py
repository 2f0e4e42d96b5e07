"""`counter erase`, `counter retention`: a look first, then exactly what was seen; verify is content."""

from pathlib import Path

import pytest

from counter.services.personal import erasure, erasure_cleaning
from counter.services.store.store import Store
from tests.cli.running import Outcome, counter
from tests.services.made_up import copy_of, small_ward
from tests.services.test_erasure import free, order
from tests.services.test_person_data import supervisor

HEAD = "Bình (tập)"


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    return copy_of(small_ward(), tmp_path)


def run(ward: Path, *words: str) -> Outcome:
    return counter(*words, "--practice", "--store", str(ward), "--as", HEAD, "--json")


def test_one_resident_goes_as_it_was_seen(ward: Path) -> None:
    seen = next(
        done.json for ident in range(1, 60) if not (done := run(ward, "erase", str(ident))).json["obstacles"]
    )
    ident = str(seen["resident_id"])
    assert run(ward, "erase", ident, "--reason", "theo đơn", "--confirm", "00000000").code == 1
    assert (
        run(ward, "erase", ident, "--confirm", seen["seen"]).json["error"]["id"] == "erasure.reason_missing"
    )
    done = run(ward, "erase", ident, "--reason", "theo đơn", "--confirm", seen["seen"])
    assert done.code == 0 and done.json["left"] == 0
    assert seen["name"] not in run(ward, "find", seen["name"]).out
    assert run(ward, "verify").code == 0


def test_what_is_due_goes_by_a_period_that_was_set(ward: Path) -> None:
    assert run(ward, "retention", "--delete", "--reason", "x").json["dues"]
    assert run(ward, "retention-period", "signature", "12").json["error"]["id"] == "retention.least"
    assert run(ward, "retention-period", "dossier", "6").code == 0
    seen = run(ward, "retention", "--kind", "dossier").json
    done = run(
        ward, "retention", "--kind", "dossier", "--delete", "--reason", "hết hạn", "--confirm", seen["seen"]
    )
    assert done.json["dossiers"] > 50
    assert run(ward, "retention", "--clean").json == {"left": 0}
    assert run(ward, "verify").code == 0
    assert run(ward, "retention-period", "dossier", "hỏi").code == 0
    assert run(ward, "retention-period", "nothing", "6").code == 2


def test_of_traces_that_are_left_only_the_command_that_mends_them_is_named(
    ward: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure_cleaning, "finish", lambda *_: 1)
    with Store.open(ward, practice=True) as store:
        erasure.erase(supervisor(store), order(free(supervisor(store))))
    told = counter("verify", "--practice", "--store", str(ward))
    assert told.code == 1 and "counter retention --clean" in told.out and "người hỗ trợ" not in told.out
    monkeypatch.undo()
    assert run(ward, "retention", "--clean").json == {"left": 0}
    assert run(ward, "verify").code == 0


def test_a_dossier_is_held_and_let_go(ward: Path) -> None:
    held = run(ward, "hold", "5", "--reason", "đang khiếu nại")
    assert held.code == 0 and held.json["held"]
    assert run(ward, "hold", "5", "--reason", "nữa").json["error"]["id"] == "erasure.hold.already"
    assert run(ward, "hold", "5", "--lift").code == 0
