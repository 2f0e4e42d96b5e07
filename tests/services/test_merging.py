"""Two records of one person become one: what moves, what stays to be read, what a crash leaves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from counter.errors import Conflict, CounterError, NotFound, Refused
from counter.models.dossier import Applicant, Contact, ContactKind, IntakeDraft
from counter.models.merging import Alike, ApartDraft, MergeDraft, Trait
from counter.models.resident import ResidentView
from counter.models.staff import Role, StaffView
from counter.services.intake import drafts, intake
from counter.services.office import Office
from counter.services.people import residents
from counter.services.put_right import merging, merging_rows
from counter.services.search import find
from counter.services.verify import verify
from tests.services.journeys import BINH, certified_copy

OLD = Applicant(full_name="Tran Van Binh", citizen_id="191234567", address="Tổ 3, phường Mẫu")
PHONE = Contact(kind=ContactKind.OWN_PHONE, phone="0905112233")
Head = Callable[[], Office]


@pytest.fixture
def head(office: Office, people: dict[Role, StaffView]) -> Office:
    """The same counter with the supervisor at the keys."""
    return replace(office, actor=people[Role.SUPERVISOR])


def known(office: Office, applicant: Applicant, contact: Contact = PHONE) -> ResidentView:
    """A record as an older list or an earlier visit left it."""
    with office.store.write(office.now()) as transaction:
        ident = residents.register_or_update(transaction, office.actor, applicant, contact, operation="")
        transaction.record(office.actor, "test.happened", subject=("test", 1), operation="")
    return residents.get(office, ident)


@pytest.fixture
def two(office: Office) -> tuple[ResidentView, ResidentView]:
    """Trần Văn Bình twice: by his old CMND from before, and by his card with two dossiers."""
    old = known(office, OLD)
    card = Applicant.of_card(BINH)
    new = known(office, replace(card, old_cmnd="", resident_id=None), Contact(kind=ContactKind.NONE))
    for _ in range(2):
        draft = certified_copy(office, BINH)
        who = replace(draft.applicant, resident_id=new.id, old_cmnd="")
        intake.accept(office, replace(draft, applicant=who, duplicate_reason="bản khác"))
    return old, residents.get(office, new.id)


def draft_of(kept: ResidentView, gone: ResidentView, **more: object) -> MergeDraft:
    draft = MergeDraft(
        operation="merge-1",
        kept_id=kept.id,
        gone_id=gone.id,
        kept_version=kept.version,
        gone_version=gone.version,
        reason="Cùng một người: số CMND cũ ghi trên thẻ",
    )
    return replace(draft, **more)  # type: ignore[arg-type]  # fields of the draft, named by the test


def sound(office: Office) -> bool:
    return all(check.failed == 0 for check in verify.verify(office))


def test_old_cmnd_and_new_card_are_listed_and_become_one(
    office: Office, head: Office, two: tuple[ResidentView, ResidentView]
) -> None:
    old, new = two
    known(office, replace(Applicant.of_card(BINH), resident_id=new.id))  # the card names the old number
    (double,) = merging.doubles(head)
    assert ({double.first.id, double.second.id}, double.why) == (
        {old.id, new.id},
        (Alike.NUMBER, Alike.PHONE),
    )
    pair = merging.pair(head, new.id, old.id)
    assert {view.id: view.dossiers for view in (pair.double.first, pair.double.second)} == {
        old.id: 0,
        new.id: 2,
    }
    new = residents.get(office, new.id)
    stays = merging.merge(head, draft_of(new, old, take=frozenset({Trait.ADDRESS})))
    assert (stays.full_name, stays.citizen_id, stays.address) == (
        BINH.full_name,
        BINH.citizen_id,
        OLD.address,
    )
    assert stays.numbers == ("191234567",)
    assert PHONE in stays.contacts
    assert stays.dossiers == 2
    gone = merging.record(office, old.id)
    assert residents.get(office, old.id) == stays  # whoever comes with its id meets the one that stays
    assert (gone.full_name, gone.merged_into, gone.dossiers) == (OLD.full_name, new.id, 0)
    assert merging.doubles(head) == ()
    assert sound(office)


def test_everything_of_the_one_that_goes_moves_and_a_search_shows_one(
    office: Office, head: Office, two: tuple[ResidentView, ResidentView]
) -> None:
    old, new = two
    waiting = IntakeDraft(id="d" * 32, applicant=replace(OLD, resident_id=new.id))
    drafts.save(office, waiting)
    stays = merging.merge(head, draft_of(old, new))
    assert (stays.dossiers, stays.citizen_id, set(stays.numbers)) == (2, "191234567", {BINH.citizen_id})
    assert (stays.dob, stays.gender) == (BINH.dob, BINH.gender)  # it lacked both
    assert drafts.load(office, waiting.id).draft.applicant.resident_id == old.id
    with office.store.query() as connection:
        for table, column in merging_rows.MOVES:
            statement = f"SELECT count(*) FROM {table} WHERE {column} = ?"  # noqa: S608  names of ours
            assert connection.execute(statement, (new.id,)).fetchone() == (0,), table
    for typed in ("Trần Văn Bình", "tran van binh", BINH.citizen_id, "191234567", "0905112233"):
        hits = [hit.id for hit in find.find(office, typed, limit=9) if hit.kind == "resident"]
        assert hits == [str(old.id)], typed
    assert sound(office)


def test_both_stay_in_the_history_as_they_stood(
    office: Office, head: Office, two: tuple[ResidentView, ResidentView]
) -> None:
    old, new = two
    merging.merge(head, draft_of(new, old))
    for ident in (old.id, new.id):
        (merge,) = merging.history(office, ident)
        assert (merge.kept, merge.gone, merge.kept_id) == (new, old, new.id)
        assert (merge.made_by, merge.moved) == ("Lê Lãnh Đạo", {"resident_number": 1, "resident_contact": 1})


def test_a_third_record_leads_to_the_one_that_stays_by_one_step(
    office: Office, head: Office, two: tuple[ResidentView, ResidentView]
) -> None:
    old, new = two
    third = known(office, Applicant(full_name="Trần Văn Bình", dob=BINH.dob), Contact())
    merging.merge(head, draft_of(third, old))
    third = residents.get(office, third.id)
    merging.merge(head, draft_of(new, third, operation="merge-2"))
    assert {merging.record(office, ident).merged_into for ident in (old.id, third.id)} == {new.id}
    assert len(merging.history(office, third.id)) == 2
    assert sound(office)


def test_who_comes_with_the_record_that_went_is_the_one_that_stays(
    office: Office, head: Office, two: tuple[ResidentView, ResidentView]
) -> None:
    old, new = two
    draft = certified_copy(office, BINH)
    typed_before = replace(
        draft, applicant=replace(draft.applicant, resident_id=old.id), duplicate_reason="x"
    )
    merging.merge(head, draft_of(new, old))
    intake.accept(office, typed_before)
    assert residents.get(office, new.id).dossiers == 3
    assert residents.recognise(office, OLD).likely == (residents.get(office, new.id),) or (
        residents.recognise(office, OLD).known == residents.get(office, new.id)
    )
    assert sound(office)


def test_what_is_not_merged(office: Office, head: Office, two: tuple[ResidentView, ResidentView]) -> None:
    old, new = two
    wrong: list[tuple[MergeDraft, type[CounterError], str]] = [
        (draft_of(new, old, reason=" "), Refused, "merge.reason_missing"),
        (draft_of(new, new), Refused, "merge.same_record"),
        (draft_of(new, old, gone_version=99), Conflict, "merge.changed"),
        (draft_of(new, old, gone_id=999), NotFound, "resident.unknown"),
    ]
    for draft, kind, message in wrong:
        with pytest.raises(kind) as fault:
            merging.merge(head, draft)
        said = fault.value.problems[0].message_id if isinstance(fault.value, Refused) else ""
        assert message in (said, getattr(fault.value, "message_id", "")), message
    merging.merge(head, draft_of(new, old))
    merging.merge(head, draft_of(new, old))  # the second press of the same key
    with pytest.raises(Refused, match=r"merge\.already"):
        merging.merge(head, draft_of(residents.get(office, new.id), old, operation="merge-2"))


def test_two_people_who_look_alike_are_listed_until_somebody_says_so(office: Office, head: Office) -> None:
    one = known(office, Applicant(full_name="Lê Thị Hoa", citizen_id="046160001234", dob=date(1960, 5, 1)))
    other = known(office, Applicant(full_name="Lê Thị Hoà", citizen_id="046160001243", dob=date(1960, 5, 1)))
    assert len(merging.doubles(head)) == 1
    with pytest.raises(Refused, match=r"merge\.reason_missing"):
        merging.keep_apart(head, ApartDraft(operation="a", first_id=one.id, second_id=other.id))
    draft = ApartDraft(operation="b", first_id=other.id, second_id=one.id, reason="Hai thẻ, hai người")
    merging.keep_apart(head, draft)
    merging.keep_apart(head, draft)
    assert merging.doubles(head) == ()
    third = known(office, Applicant(full_name="Lê Thị Hoa", dob=date(1960, 5, 1)))
    merging.merge(head, draft_of(other, third))
    assert merging.doubles(head) == ()


@pytest.mark.parametrize("after", range(6))
def test_a_crash_in_the_middle_leaves_two_whole_records(
    office: Office,
    head: Office,
    two: tuple[ResidentView, ResidentView],
    monkeypatch: pytest.MonkeyPatch,
    after: int,
) -> None:
    """Killed after some of the statements of a merge: nothing of it is there, and it can be done again."""
    old, new = two

    class Killed(RuntimeError):
        """The power went."""

    before = merging_rows._take if after == 5 else None
    tables = list(merging_rows.MOVES.items())

    def cut(*_: object) -> None:
        raise Killed

    if before is None:
        broken = dict(tables[:after]) | {("nowhere", "resident_id"): "id"}
        monkeypatch.setattr(merging_rows, "MOVES", broken)
    else:
        monkeypatch.setattr(merging_rows, "_take", cut)
    with pytest.raises(Exception, match=r"nowhere|^$"):
        merging.merge(head, draft_of(new, old))
    monkeypatch.undo()
    assert residents.get(office, old.id) == old
    assert residents.get(office, new.id) == new
    assert merging.merge(head, draft_of(new, old)).dossiers == 2
    assert sound(office)


def test_every_table_that_names_a_resident_is_moved_or_is_history(office: Office) -> None:
    """A new table that says whose something is must say what a merge does with it."""
    with office.store.query() as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        named = {
            (table, row[3])
            for table in tables
            for row in connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
            if row[2] == "resident"
        }
        named |= {
            (table, row[1])
            for table in tables
            for row in connection.execute(f"PRAGMA table_info({table})").fetchall()
            if row[1].endswith("resident_id")
        }
    assert named == merging_rows.MOVES.keys() | merging_rows.STAYS
