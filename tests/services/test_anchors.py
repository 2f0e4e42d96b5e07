"""Heads of the chain outside the store: what holds against who writes the whole chain anew."""

import shutil
from pathlib import Path

import pytest

from counter import on_disk
from counter.models.anchor import Anchor
from counter.models.canonical import canonical
from counter.rules.anchors import code_of, text_of
from counter.services.chain import anchors, chain, device_key
from counter.services.chain.chain_rows import digest, key_text, shapes
from counter.services.store.connection import connect
from counter.services.store.store import Store
from counter.services.till import drawers
from counter.services.verify.verify import checks
from tests.services.made_up import copy_of, office_at, small_ward
from tests.services.test_chain import named, note, past_the_program


def found(store: Store, *heads: Anchor) -> list[str]:
    with store.query() as connection:
        return [what for what, _ in anchors.failures(connection, heads)]


def resealed(path: Path) -> None:
    """Every seal written anew over the rows as they are now, as somebody who knows the program can."""
    connection = connect(path, None)
    seals = connection.execute("SELECT seq FROM audit_seal ORDER BY seq").fetchall()
    digests = {
        table: {key_text(tuple(key)): digest(table, said) for *key, said in connection.execute(shape.every)}
        for table, shape in shapes(connection).items()
    }
    connection.close()
    previous = chain.NOTHING_BEFORE
    statements = []
    for number, (seq,) in enumerate(seals):
        rows = canonical(digests if number == len(seals) - 1 else {"audit_event": {}})
        previous = chain.hash_of(seq, previous, rows)
        text = rows.replace("'", "''")
        statements.append(RESEAL.format(rows=text, hash=previous, seq=seq))
    past_the_program(path, *statements)


RESEAL = "UPDATE audit_seal SET rows = '{rows}', hash = '{hash}' WHERE seq = {seq}"


def test_a_head_holds_while_the_chain_grows(store: Store) -> None:
    note(store)
    head = anchors.current(store)
    note(store)
    assert device_key.genuine(head)
    assert found(store, head) == []
    short = anchors.given(code_of(head))
    assert found(store, *short) == []
    assert anchors.given(text_of(head)) == (head,)


def test_a_cut_tail_is_named_only_by_a_head(store: Store) -> None:
    note(store)
    with store.query() as connection:
        last = chain.head(connection).seq
    note(store)
    head = anchors.current(store)
    past_the_program(
        store.path,
        CUT.format(table="audit_seal", seq=last),
        CUT.format(table="audit_event", seq=last),
    )
    assert named(store.path) == []
    assert found(store, head) == ["verify.anchor.cut"]
    note(store)
    assert found(store, head) == ["verify.anchor.other"]


CUT = "DELETE FROM {table} WHERE seq > {seq}"


def test_a_chain_written_anew_looks_whole_and_a_head_tells(tmp_path: Path) -> None:
    path = copy_of(small_ward(), tmp_path)
    with Store.open(path, practice=True) as store:
        head = anchors.current(store)
    past_the_program(path, "UPDATE payment SET payer_name = 'Ai Khác' WHERE id = 3")
    resealed(path)
    assert [name for name in named(path) if "payment" in name] == []
    with Store.open(path, practice=True) as store:
        assert found(store, head) == ["verify.anchor.other"]
        heads = [check for check in checks(store) if check.name == "audit_heads"]
        assert heads[0].failed == 1, "noted beside the store"


def test_a_head_signed_by_nobody_or_another_is_told_apart(store: Store) -> None:
    note(store)
    head = anchors.current(store)
    forged = Anchor(head.seq, head.hash, "00" * 32, head.signature)
    unsigned = Anchor(head.seq, head.hash)
    assert found(store, forged, unsigned) == ["verify.anchor.forged"]


def test_every_hand_over_sheet_shows_its_head_and_the_list_shows_the_same(tmp_path: Path) -> None:
    with Store.open(copy_of(small_ward(), tmp_path), practice=True) as store:
        with store.query() as connection:
            listed = {closing.drawer_id: closing.code for closing in anchors.closings(connection)}
        office = office_at(store)
        mine = [row for row in drawers.listing(office) if row.closed_at is not None][:3]
        assert mine
        for row in mine:
            sheet = drawers.sheet(office, row.id)
            assert sheet.seal == listed[row.id]
            assert found(store, *anchors.given(sheet.seal), *anchors.given(sheet.seal_text)) == []


def test_a_file_that_leaves_has_its_head_beside_it(store: Store, tmp_path: Path) -> None:
    note(store)
    made = anchors.put_beside(store, tmp_path / "ban-giao.jsonl")
    assert made.name == "ban-giao.jsonl.niem"
    assert found(store, *anchors.given(str(made))) == []


def test_the_key_is_its_owners_alone_and_stays_the_same(store: Store) -> None:
    first, second = anchors.current(store), anchors.current(store)
    assert first == second
    assert device_key.key_place(store.path).stat().st_mode & 0o777 == 0o600
    assert len(anchors.noted(store.path)) == 1


def test_a_disk_that_takes_no_key_leaves_the_head_unsigned(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(on_disk, "write", full)
    head = anchors.current(store)
    assert head.signature == ""
    assert found(store, head) == []


def test_what_is_no_head_gives_none(tmp_path: Path) -> None:
    assert anchors.given("không có gì") == ()
    (tmp_path / "x").write_bytes(b"\xff\x00")
    assert anchors.given(str(tmp_path / "x")) == ()


def test_a_copy_is_checked_like_the_store(tmp_path: Path) -> None:
    path = copy_of(small_ward(), tmp_path)
    with Store.open(path, practice=True) as store:
        head = anchors.current(store)
    other = tmp_path / "ban-sao" / "k.db"
    other.parent.mkdir()
    shutil.copy(path, other)
    with Store.open(other, practice=True) as copy:
        assert all(not check.failed for check in checks(copy, (head,)))
