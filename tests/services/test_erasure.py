"""Deletion of one resident's data: nothing is left of it in any file, the chain and every check hold."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from counter.errors import Conflict, NotFound, Refused, StoreError
from counter.models.erasure import ErasureDraft, ErasurePreview
from counter.models.life_views import MoveDraft
from counter.paths import kept_dir
from counter.services import setup
from counter.services.attachments import attachment_copies
from counter.services.chain import anchors, chain, chain_emptied
from counter.services.dossier import dossiers
from counter.services.key import key_file, opening
from counter.services.life import life
from counter.services.office import Office
from counter.services.people import residents as residents_service
from counter.services.personal import erasure, erasure_cleaning, erasure_holds, scrubbing
from counter.services.search import find
from counter.services.staff import staff
from counter.services.store.connection import connect
from counter.services.store.store import Store
from counter.services.store.transaction import Transaction
from counter.services.verify import verify, verify_chain
from tests.bank.hands import BEGUN
from tests.reliability.canary_day import SAID, WORDS, furnish, write
from tests.services.journeys import but
from tests.services.made_up import copy_of, small_ward
from tests.services.test_chain import past_the_program
from tests.services.test_person_data import supervisor

# Staff; the certification register, which is kept for ever; a demand against the centre; a bank's own number;
# guidance that named no dossier; what a breach was and what was done.
STAYS = {
    "leader", "volunteer", "counter", "requester", "certified", "signer", "register note", "body", "demanded",
    "bank's code", "said", "guided",
    "breach", "measures",
}  # fmt: skip
ENDED = (
    "UPDATE dossier SET state = 10, money = 'paid', papers_held = 'returned', ready_at = received_at,"
    " returned_at = received_at, returned_by = received_by, returned_to = applicant_name",
    "UPDATE outbox SET state = 'confirmed', done_at = created_at",
    "INSERT INTO data_request_step (request_id, step, reason, ground, made_by, made_at, operation)"
    " SELECT id, 'done', '', '', recorded_by, recorded_at, 'end-' || id FROM data_request",
    "INSERT INTO lent_back SELECT id, lent_to, purpose, lent_by, lent_at, 'back' FROM lent_original",
)


@pytest.fixture(scope="module")
def canaries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plain store with forty canaries in the rows of two residents, their dossiers over."""
    path = tmp_path_factory.mktemp("canaries") / "counter.db"
    furnish(path, plain=True)
    with Store.open(path) as store:
        write(office_of(store))
        end(store)
    return path


def end(store: Store) -> None:
    """Everything of it is over."""
    with store.write(BEGUN) as transaction:
        for statement in ENDED:
            transaction.connection.execute(statement)
        transaction.record(None, "test.ended", subject=("test", 1), operation="")


@pytest.fixture
def store(canaries: Path, tmp_path: Path) -> Iterator[Store]:
    for file in canaries.parent.rglob("*"):
        if file.is_file():
            to = tmp_path / file.relative_to(canaries.parent)
            to.parent.mkdir(exist_ok=True)
            to.write_bytes(file.read_bytes())
    with Store.open(tmp_path / canaries.name) as opened:
        yield opened


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Office]:
    with Store.open(copy_of(small_ward(), tmp_path), practice=True) as opened:
        yield supervisor(opened)


def office_of(store: Store) -> Office:
    return Office(store=store, actor=staff.names(store)[0], ward=setup.load_ward(store), now=lambda: BEGUN)


def residents(store: Store) -> list[int]:
    with store.query() as connection:
        return [int(row[0]) for row in connection.execute("SELECT id FROM resident ORDER BY id")]


def order(seen: ErasurePreview, **changes: object) -> ErasureDraft:
    draft = ErasureDraft(
        resident_id=seen.resident_id, reason="theo đơn", seen=seen.seen, operation=f"e{seen.resident_id}"
    )
    return but(draft, **changes)


def free(office: Office) -> ErasurePreview:
    """The first resident of a ward whose dossiers are all over."""
    for ident in residents(office.store):
        seen = erasure.preview(office, ident)
        if seen.possible and len(seen.dossiers) > 1:
            return seen
    raise AssertionError("everybody waits for something")


def decrypted(path: Path, raw: str) -> bytes:
    """Every page of an SQLCipher file and of its WAL in clear (AES-256-CBC, 80 bytes of IV and HMAC each)."""
    size, key = 4096, bytes.fromhex(raw)
    whole, wal = path.read_bytes(), path.with_name(path.name + "-wal").read_bytes()
    pages = [whole[at : at + size] for at in range(0, len(whole), size)]
    pages[0] = bytes(16) + pages[0][16:]  # the salt of the file is in clear
    frames = range(32, len(wal), size + 24)
    pages += [wal[at + 24 : at + 24 + size] for at in frames]
    return b"".join(_page(page, key) for page in pages if len(page) == size)


def _page(page: bytes, key: bytes) -> bytes:
    start = 16 if page[:16] == bytes(16) else 0
    cipher = Cipher(algorithms.AES(key), modes.CBC(page[-80:-64])).decryptor()
    return cipher.update(page[start:-80]) + cipher.finalize()


def left_in(folder: Path) -> set[str]:
    """Which canaries stand in the bytes of any file, as they were typed or in a search key."""
    return words_in([path.read_bytes() for path in folder.rglob("*") if path.is_file()])


def words_in(files: list[bytes]) -> set[str]:
    """Which canaries stand in these bytes."""
    return {
        use
        for use, word in WORDS.items()
        if any(form.encode() in content for form in (word, word.lower()) for content in files)
    }


def failed(store: Store) -> list[str]:
    return [check.name for check in verify.checks(store) if check.failed]


# -- nothing is left --------------------------------------------------------------------------


def test_no_file_holds_what_was_deleted(store: Store, tmp_path: Path) -> None:
    """Database, WAL, its index, shadow tables and the kept papers, read as bytes."""
    assert left_in(tmp_path) >= set(WORDS) - STAYS
    office = office_of(store)
    for ident in residents(store):
        done = erasure.erase(office, order(erasure.preview(office, ident)))
        assert done.left == 0
    assert left_in(tmp_path) <= STAYS
    assert not list(kept_dir(store.path, practice=False).glob("*mau-01*"))


def test_no_page_of_an_encrypted_store_holds_it_when_decrypted(tmp_path: Path) -> None:
    """The same of a store with a key: each page of the file and each frame of its WAL, decrypted."""
    path = tmp_path / "sealed" / "counter.db"
    path.parent.mkdir()
    raw = furnish(path)
    with opening.open_store(path, key_file.unlock(path, SAID)) as store:
        write(office_of(store))
        end(store)
        assert len(words_in([decrypted(path, raw)]) - STAYS) > 15
        assert not words_in([path.read_bytes()])
        for ident in residents(store):
            erasure.erase(office_of(store), order(erasure.preview(office_of(store), ident)))
        assert words_in([decrypted(path, raw)]) <= STAYS
        assert not list(kept_dir(path, practice=False).glob("*mau-01*"))


def test_the_twin_without_writing_the_file_anew_finds_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "scrub", lambda self: True)
    office = office_of(store)
    for ident in residents(store):
        erasure.erase(office, order(erasure.preview(office, ident)))
    assert len(left_in(tmp_path) - STAYS) > 10


def test_the_twin_with_the_old_index_finds_names(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrubbing, "REBUILT", ())
    office = office_of(store)
    for ident in residents(store):
        erasure.erase(office, order(erasure.preview(office, ident)))
    assert left_in(tmp_path) - STAYS


def test_no_digest_of_what_was_deleted_is_left_in_the_chain(store: Store) -> None:
    """A phone has ten digits: its digest could be guessed back. No older seal names a touched row."""
    office = office_of(store)
    for ident in residents(store):
        with store.query() as connection:
            before = chain.head(connection).seq
        erasure.erase(office, order(erasure.preview(office, ident)))
        with store.query() as connection:
            seals = connection.execute("SELECT seq, rows FROM audit_seal ORDER BY seq").fetchall()
        older = [json.loads(rows) for seq, rows in seals if seq <= before]
        mine = f'"erasure":{{"{ident}"'
        ours = next(json.loads(rows) for _, rows in seals if mine in rows)
        ours.pop("seal_emptied", None)  # emptied before, and again now: it says nothing of anybody
        assert sum(map(len, ours.values())) > 20
        for table, keys in ours.items():
            assert not any(keys.keys() & seal.get(table, {}).keys() for seal in older), table


# -- everything else holds --------------------------------------------------------------------


def test_every_check_holds_after_it_and_heads_on_paper_too(ward: Office) -> None:
    before = anchors.current(ward.store)
    erasure.erase(ward, order(free(ward)))
    assert failed(ward.store) == []
    with ward.store.query() as connection:
        assert not list(anchors.failures(connection, (before,)))
        assert chain_emptied.known(connection)


def test_amounts_codes_days_and_results_stay(ward: Office) -> None:
    kept = (
        "SELECT code, day, sequence, state, procedure_code, received_at, due_at, ready_at, returned_at,"
        " fee_total, money FROM dossier ORDER BY id"
    )
    money = "SELECT id, total, taken_at, taken_by, operation FROM payment ORDER BY id"
    with ward.store.query() as connection:
        before = [connection.execute(statement).fetchall() for statement in (kept, money)]
    erasure.erase(ward, order(free(ward)))
    with ward.store.query() as connection:
        assert before == [connection.execute(statement).fetchall() for statement in (kept, money)]


def test_nobody_finds_them_any_more(ward: Office) -> None:
    seen = free(ward)
    with ward.store.query() as connection:
        row = connection.execute(
            "SELECT number FROM resident_number WHERE resident_id = ?", (seen.resident_id,)
        ).fetchone()
    assert row is not None and find.find(ward, str(row[0]))
    erasure.erase(ward, order(seen))
    assert not find.find(ward, str(row[0]))
    assert not any(seen.name in repr(hit) for hit in find.find(ward, seen.name))


def test_an_emptied_dossier_has_no_life_and_an_emptied_record_takes_none(ward: Office) -> None:
    seen = free(ward)
    erasure.erase(ward, order(seen))
    view = dossiers.get(ward, seen.dossiers[0])
    assert view.applicant.full_name == "—" and view.timeline[-1].event == "dossier.event.emptied"
    draft = MoveDraft(operation="c", dossier_id=view.id, version=view.version, reason="nhầm")
    with pytest.raises(Refused, match=r"erasure\.emptied"):
        life.correct(ward, draft)
    with pytest.raises(NotFound):
        residents_service.get(ward, seen.resident_id)


TAMPERED = {
    "an emptied row filled again": (
        "UPDATE resident SET full_name = 'Ai Đó' WHERE id = {resident}",
        "resident {resident} edited",
    ),
    "an emptied event filled again": (
        "UPDATE audit_event SET detail = '{{}}' WHERE seq = (SELECT min(seq) FROM audit_event"
        " WHERE subject_kind = 'dossier' AND subject_id = '{dossier}')",
        "audit_event {event} edited",
    ),
    "an emptied seal emptied more": (
        "UPDATE audit_seal SET rows = '{{\"audit_event\":{{}}}}' WHERE seq = {seal}",
        "audit_seal {seal} torn",
    ),
    "the hash of an emptied seal": (
        "UPDATE audit_seal SET hash = replace(hash, substr(hash, 1, 1), 'g') WHERE seq = {seal}",
        "audit_seal {seal} torn",
    ),
    "another seal emptied, with a row that says so": (
        "INSERT INTO seal_emptied SELECT seq, hash, hash, 1 FROM audit_seal WHERE seq = {other}",
        "seal_emptied {other} strange",
    ),
    "the deletion itself taken away": ("DELETE FROM erasure", "erasure 1 gone"),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_past_the_program_the_same_rows_are_named(ward: Office, how: str) -> None:
    statement, named = TAMPERED[how]
    seen = free(ward)
    erasure.erase(ward, order(seen))
    with ward.store.query() as connection:
        emptied = chain_emptied.known(connection)
        seals = [int(row[0]) for row in connection.execute("SELECT seq FROM audit_seal ORDER BY seq")]
        dossier = connection.execute("SELECT min(dossier_id) FROM erased_dossier").fetchone()
        event = connection.execute(
            "SELECT min(seq) FROM audit_event WHERE subject_kind = 'dossier' AND subject_id = ?",
            (str(dossier[0]) if dossier else "",),
        ).fetchone()
    assert dossier and event
    values = {
        "resident": seen.resident_id, "dossier": dossier[0], "event": event[0],
        "seal": next(seq for seq in seals if seq in emptied and seq != seals[-1]),
        "other": next(seq for seq in seals if seq not in emptied),
    }  # fmt: skip
    path = ward.store.path
    ward.store.close()
    past_the_program(path, statement.format(**values))
    connection = connect(path, None)
    try:
        found = [*verify_chain.seals(connection), *verify_chain.rows(connection)]
    finally:
        connection.close()
    assert named.format(**values) in [f"{row} {what.removeprefix('verify.row.')}" for what, row in found]


# -- the way there ----------------------------------------------------------------------------


def test_a_look_writes_nothing(ward: Office) -> None:
    with ward.store.query() as connection:
        before = connection.execute("SELECT max(seq) FROM audit_event").fetchone()
    free(ward)
    with ward.store.query() as connection:
        assert connection.execute("SELECT max(seq) FROM audit_event").fetchone() == before


def test_a_second_press_gives_the_first_result(ward: Office) -> None:
    draft = order(free(ward))
    assert erasure.erase(ward, draft) == erasure.erase(ward, draft)


def test_what_was_not_seen_is_not_deleted(ward: Office) -> None:
    with pytest.raises(Conflict):
        erasure.erase(ward, replace(order(free(ward)), seen="00000000"))


@pytest.mark.parametrize(
    "reason",
    ["", "x" * 201, "theo đơn của {name}", "số {number}", "bà {given}", "sinh {born}", "ở {address}"],
)
def test_a_reason_that_is_none_or_names_the_person_is_refused(ward: Office, reason: str) -> None:
    seen = free(ward)
    with ward.store.query() as connection:
        row = connection.execute(
            "SELECT n.number, r.dob, r.address FROM resident_number n JOIN resident r ON r.id = n.resident_id"
            " WHERE r.id = ?", (seen.resident_id,)
        ).fetchone()  # fmt: skip
    assert row and row[1] and row[2]
    said = reason.format(
        name=seen.name.lower(), number=row[0], given=seen.name.split()[-1], address=row[2],
        born="{2}/{1}/{0}".format(*row[1].split("-")),
    )  # fmt: skip
    with pytest.raises(Refused):
        erasure.erase(ward, order(seen, reason=said))


def test_what_is_open_or_owed_or_unsent_is_refused_with_every_reason(ward: Office) -> None:
    told: set[str] = set()
    for ident in residents(ward.store):
        seen = erasure.preview(ward, ident)
        told |= {one.message_id.rpartition(".")[2] for one in seen.obstacles}
        if not seen.possible:
            with pytest.raises(Refused) as refused:
                erasure.erase(ward, order(seen))
            assert len(refused.value.problems) == len(seen.obstacles)
    assert {"open", "owed", "papers", "unsent"} <= told


def test_a_complaint_holds_it_until_it_is_lifted(ward: Office) -> None:
    seen = free(ward)
    with ward.store.query() as connection:
        row = connection.execute("SELECT id FROM dossier WHERE code = ?", (seen.dossiers[0],)).fetchone()
    assert row
    erasure_holds.place(ward, row[0], "đang khiếu nại", operation="h1")
    held = erasure.preview(ward, seen.resident_id)
    assert [one.message_id for one in held.obstacles] == ["erasure.obstacle.hold"]
    erasure_holds.lift(ward, row[0], operation="h2")
    assert erasure.preview(ward, seen.resident_id).possible


def test_nobody_of_that_number(ward: Office) -> None:
    for ident in (0, 999_999, 10**20):
        with pytest.raises(NotFound):
            erasure.preview(ward, ident)


def test_a_kill_before_the_traces_are_gone_is_finished_later(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = office_of(store)
    with monkeypatch.context() as patched:
        patched.setattr(erasure_cleaning, "finish", lambda *_: 1)
        for ident in residents(store):
            erasure.erase(office, order(erasure.preview(office, ident)))
    assert left_in(tmp_path) - STAYS and erasure_cleaning.unfinished(store)
    assert "erasure_unfinished" in failed(store)
    assert erasure_cleaning.finish(store, BEGUN, None) == 0
    assert left_in(tmp_path) <= STAYS and not erasure_cleaning.unfinished(store)


def full_after(monkeypatch: pytest.MonkeyPatch, writes: int) -> None:
    """The disk takes so many writes, then none."""
    write, left = Store.write, iter(range(writes))

    def full(*given: object, **said: object) -> AbstractContextManager[Transaction]:
        if next(left, None) is None:
            raise StoreError("store.disk_full")
        return write(*given, **said)  # type: ignore[arg-type]  # whatever the program gives

    monkeypatch.setattr(Store, "write", full)


def test_a_disk_that_is_full_after_the_commit_leaves_traces_and_no_other_word(
    ward: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody may hear that it was not saved: the person is gone."""
    draft = order(free(ward))
    with monkeypatch.context() as patched:
        full_after(patched, 1)
        assert erasure.erase(ward, draft).left == 1
    assert erasure_cleaning.unfinished(ward.store) == 1
    assert erasure_cleaning.finish(ward.store, BEGUN, None) == 0


def test_copies_written_for_the_portal_go_too_but_nothing_that_was_put_there_since(
    store: Store, tmp_path: Path
) -> None:
    office = office_of(store)
    stick = tmp_path / "stick"
    stick.mkdir()
    with store.query() as connection:
        row = connection.execute(
            "SELECT d.code FROM attachment a JOIN dossier d ON d.id = a.dossier_id"
        ).fetchone()
    assert row
    (written,) = attachment_copies.export(office, str(row[0]), stick, operation="out")
    other = written.with_name("cua-toi.pdf")
    other.write_bytes(b"x")
    for ident in residents(store):
        erasure.erase(office, order(erasure.preview(office, ident)))
    assert not written.exists() and other.exists()


def test_a_name_in_somebody_elses_dossier_is_said(ward: Office) -> None:
    with ward.store.query() as connection:
        rows = connection.execute(
            "SELECT r.id, count(*) FROM resident r JOIN dossier d ON d.behalf_of = r.full_name"
            " WHERE d.resident_id <> r.id GROUP BY r.id"
        ).fetchall()
    assert rows
    for ident, count in rows[:5]:
        stays = {one.kind: one.count for one in erasure.preview(ward, ident).stays}
        assert stays["named"] == count


PLANTED = {
    "erased": "INSERT INTO resident_number (resident_id, kind, number, number_reversed, current, added_at)"
    " SELECT resident_id, 'passport', 'B1', '1B', 1, 1 FROM erased_resident LIMIT 1",
    "erasures": "UPDATE erasure SET dossiers = dossiers + 1",
    "erasure_unfinished": "UPDATE erasure SET cleaned_at = NULL",
}


def test_each_check_of_deletions_finds_what_it_is_for(ward: Office) -> None:
    path = ward.store.path
    erasure.erase(ward, order(free(ward)))
    ward.store.close()
    for name, statement in PLANTED.items():
        spoiled = path.with_name(f"{name}.db")
        spoiled.write_bytes(path.read_bytes())
        past_the_program(spoiled, statement)
        with Store.open(spoiled, practice=True) as opened:
            assert name in failed(opened)
