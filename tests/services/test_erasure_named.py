"""Where else a person is named is told before they are deleted; as a way to reach others they go."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from counter.models.dossier import Contact, ContactKind
from counter.models.staff import Role, StaffView
from counter.services.chain.chain_rows import Key
from counter.services.intake import drafts
from counter.services.office import Office
from counter.services.personal import erasure, erasure_named
from counter.services.personal.erasure_steps import Scope
from counter.services.store.connection import Connection
from counter.services.store.store import Store
from counter.services.verify.verify import checks
from counter.text import fold
from tests.services.journeys import BINH, MO, certified_copy, received
from tests.services.made_up import copy_of, small_ward
from tests.services.test_erasure import end, order
from tests.services.test_person_data import supervisor

PHONE = "0914774403"


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Office]:
    with Store.open(copy_of(small_ward(), tmp_path), practice=True) as opened:
        yield supervisor(opened)


TEXTS = {
    "named": "SELECT id, resident_id, behalf_of, behalf_paper, returned_to, note, contact_whose FROM dossier",
    "named_answer": "SELECT d.id, d.resident_id, a.value FROM dossier_answer a JOIN dossier d"
    " ON d.id = a.dossier_id",
    "named_collected": "SELECT d.id, d.resident_id, c.name, c.seen, c.other_name, c.other_seen,"
    " c.authority_paper FROM collected c JOIN dossier d ON d.id = c.dossier_id",
    "named_draft": "SELECT id, 0, body FROM draft",
    "named_bank": "SELECT id, 0, memo FROM bank_line",
    "named_contact": "SELECT id, resident_id, whose FROM resident_contact",
}


def told(connection: Connection, ident: int, rows: dict[str, list[tuple[object, ...]]]) -> dict[str, int]:
    """The same, looked for in each text of the store."""
    names = connection.execute("SELECT full_name FROM resident WHERE id = ?", (ident,)).fetchall()
    numbers = connection.execute(
        "SELECT number FROM resident_number WHERE resident_id = ?1 AND length(number) > 7 UNION SELECT phone"
        " FROM resident_contact WHERE resident_id = ?1 AND kind = 'own_phone'", (ident,)
    ).fetchall()  # fmt: skip
    words = [rf"(?<![^\W_]){re.escape(fold(name))}(?![^\W_])" for (name,) in names]
    words += [re.escape(number) for (number,) in numbers]
    found = {
        kind: {row[0] for row in listed if row[1] != ident
               and any(re.search(word, fold(str(text))) for word in words for text in row[2:])}
        for kind, listed in rows.items()
    }  # fmt: skip
    return {kind: len(each) for kind, each in found.items() if each}


def test_it_finds_what_a_look_into_every_text_finds(ward: Office) -> None:
    seen: set[str] = set()
    with ward.store.query() as connection:
        rows = {kind: connection.execute(statement).fetchall() for kind, statement in TEXTS.items()}
        people = connection.execute("SELECT id FROM resident ORDER BY id LIMIT 60").fetchall()
        for (ident,) in people:
            taken: dict[str, set[Key]] = {"collected": {(row[0],) for row in rows["named_collected"]}}
            found = erasure_named.elsewhere(connection, Scope(residents=(ident,)), taken)
            counts = {one.kind: one.count for one in found}
            assert counts == told(connection, ident, rows)
            seen |= counts.keys()
    assert {"named", "named_answer", "named_collected"} <= seen


def test_as_a_way_to_reach_others_the_person_goes_and_what_is_theirs_stays(
    office: Office, people: dict[Role, StaffView]
) -> None:
    """The mother's phone leaves her son's record and dossier; his own phone, which she used too, does not."""
    head = replace(office, actor=people[Role.SUPERVISOR])
    own = Contact(kind=ContactKind.OWN_PHONE, phone=PHONE)
    hers = received(office, replace(certified_copy(office, MO), contact=own))
    mother = Contact(kind=ContactKind.RELATIVE, phone=PHONE, whose=f"mẹ, bà {MO.full_name}")
    through = received(office, replace(certified_copy(office, BINH), id="2", contact=mother))
    shared = received(
        office, replace(certified_copy(office, BINH), id="3", contact=own, duplicate_reason="hai bản")
    )
    end(office.store)
    drafts.save(office, replace(certified_copy(office, BINH), id="4", note=f"con bà {MO.full_name.upper()}"))
    with office.store.write(office.now()) as transaction:
        transaction.connection.execute(
            "INSERT INTO dossier_answer VALUES (?, 99, 'k', 'l', ?)", (shared.id, f"{MO.citizen_id} (mẹ)")
        )
        transaction.record(None, "test.made", subject=("test", 1), operation="")
    assert hers.resident_id is not None
    seen = erasure.preview(head, hers.resident_id)
    assert {one.kind: one.count for one in seen.goes}["dossier_contact"] == 1
    stays = {one.kind: one.count for one in seen.stays}
    assert (stays["named_answer"], stays["named_draft"]) == (1, 1)
    assert not {"named", "named_contact"} & stays.keys()
    before = {check.name for check in checks(office.store) if check.failed}  # of how it was ended
    erasure.erase(head, order(seen))
    with office.store.query() as connection:
        reached = connection.execute(
            "SELECT contact_kind, contact_phone, contact_whose FROM dossier WHERE id IN (?, ?) ORDER BY id",
            (through.id, shared.id),
        ).fetchall()
        left = connection.execute("SELECT kind, phone, whose FROM resident_contact").fetchall()
    assert reached == [("none", "", ""), ("own_phone", PHONE, "")]
    assert left == [("own_phone", PHONE, "")]
    assert {check.name for check in checks(office.store) if check.failed} <= before
