"""`counter calls`: who is on the list with the words to say, and what a result does to it."""

from datetime import timedelta
from pathlib import Path

import pytest

from counter.models.dossier import ContactKind, DossierState
from counter.models.staff import Role
from counter.services import setup
from counter.services.office import Office
from counter.services.store.store import Store
from counter.settings import WardSettings
from tests.cli.running import counter
from tests.conftest import START
from tests.services.rows import add_dossier


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A practice store: one result waits for somebody with a phone, one for somebody without."""
    path = tmp_path / "practice.db"
    with Store.open(path, practice=True) as store:
        head = setup.set_up(
            store, WardSettings(), name="Hoa", role=Role.SUPERVISOR, pin="246810", operation="u", now=START
        )
        office = Office(store=store, actor=head, ward=WardSettings(), practice=True, now=lambda: START)
        with office.store.write(START) as transaction:
            for number, kind, phone in ((1, ContactKind.RELATIVE, "0905112233"), (2, ContactKind.NONE, "")):
                row = add_dossier(transaction, head, number, name=f"Người {number}")
                row.applicant = {"full_name": row.applicant_name, "address": "Tổ 7, phường Mẫu"}
                row.state, row.ready_at = DossierState.DONE, START - timedelta(hours=1)
                row.contact_kind, row.contact_phone, row.contact_whose = kind, phone, "Tý"
                row.contact_phone_reversed = phone[::-1]
            transaction.record(None, "test.made", subject=("test", 1), operation="")
    return path


def test_the_list_the_words_and_the_letters(path: Path) -> None:
    said = counter("--store", str(path), "--practice", "calls", "list")
    assert said.code == 0, said.err
    assert "0905 112 233" in said.out and "Tý, người nhà của Người 1" in said.out
    assert "Nhờ nhắn giúp Người 1" in said.out and "Khai sinh" not in said.out and "Người 2" not in said.out
    (one,) = counter("--store", str(path), "--practice", "--json", "calls", "list", "--letters").json
    assert (one["resident"], one["group"], one["why"]) == ("Người 2", "tổ 7", "ready")


def test_a_result_takes_the_person_off_the_list(path: Path) -> None:
    calls = ("--store", str(path), "--practice", "calls")
    assert counter(*calls, "record", "0001", "2").code == 1  # no day
    assert counter(*calls, "record", "0001", "2", "--on", "mai").code == 2
    assert counter(*calls, "record", "0001", "9").code == 2
    assert counter(*calls, "record", "0002", "1").code == 1  # no number
    assert "Gặp, đã báo" in counter(*calls, "record", "0001", "1").out
    assert counter("--json", *calls, "list").json == []
