"""The day's calls on a real store: who is on the list, what a try does to it, who gets a letter instead."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlcipher3 import dbapi2

from counter.errors import Forbidden, Refused
from counter.i18n import LOCAL_ZONE
from counter.models.calls import CallDraft, CallOutcome, CallWay, Matter, SentDraft, Why
from counter.models.dossier import Applicant, ContactKind, DossierState, IdentityCheck, ResultWay
from counter.models.life import MoveName, NoticeWay
from counter.models.life_views import NoticeDraft
from counter.models.put_right import ApplicantDraft
from counter.models.staff import Role, StaffView
from counter.services.calls import call_rows, calls
from counter.services.calls.call_rows import PARTS, parts
from counter.services.dossier import dossiers
from counter.services.life import life
from counter.services.office import Office
from counter.services.put_right import applicant_change
from tests.conftest import Clock
from tests.services.made_moves import moved
from tests.services.rows import add_dossier

People = dict[Role, StaffView]
TEN = datetime(2026, 11, 26, 10, 0, tzinfo=LOCAL_ZONE)  # a Thursday
PHONE = "0905112233"


def put(office: Office, number: int, **columns: object) -> int:
    """A dossier of last week with these columns; its id."""
    with office.store.write(TEN - timedelta(days=7)) as transaction:
        clerk = office.actor
        assert clerk is not None
        row = add_dossier(transaction, clerk, number, name=f"Người {number}")
        row.applicant = {"full_name": f"Người {number}", "address": "Tổ 15, phường Mẫu"}
        row.contact_kind, row.contact_phone = ContactKind.OWN_PHONE, PHONE
        for name, value in columns.items():
            setattr(row, name, value)
        row.contact_phone_reversed = row.contact_phone[::-1]
        transaction.record(None, "test.made", subject=("test", number), operation="")
        return row.id or 0


@pytest.fixture
def counter(office: Office, clock: Clock) -> Iterator[Office]:
    """Thursday at ten."""
    clock.at = TEN
    yield office


def late(office: Office, number: int = 1, **columns: object) -> int:
    return put(office, number, due_at=TEN - timedelta(days=1), **columns)


def listed(office: Office) -> list[tuple[int, Why]]:
    return [(one.dossier_id, one.why) for one in calls.listing(office).matters]


def by_letter(office: Office) -> list[int]:
    return [one.dossier_id for one in calls.unreachable(office).matters]


def called(office: Office, outcome: CallOutcome, operation: str, comes: date | None = None) -> None:
    one = calls.standing(office, 1)
    assert one is not None
    calls.record(office, draft_of(one, outcome, operation, comes))


def draft_of(one: Matter, outcome: CallOutcome, operation: str, comes: date | None = None) -> CallDraft:
    return CallDraft(
        operation=operation, dossier_id=one.dossier_id, why=one.why, about=one.about, outcome=outcome,
        seen=len(one.tries), comes_on=comes,
    )  # fmt: skip


def test_who_is_called_and_in_which_order(counter: Office) -> None:
    ready = put(counter, 1, state=DossierState.DONE, ready_at=TEN - timedelta(hours=2))
    papers = put(counter, 2)
    soon = put(counter, 3, due_at=TEN + timedelta(days=1))
    older, old = put(counter, 4, due_at=TEN - timedelta(days=3)), late(counter, 5)
    put(counter, 6, due_at=TEN + timedelta(hours=3))  # due today
    put(counter, 7, state=DossierState.DONE, ready_at=TEN, result_way=ResultWay.POST)
    put(counter, 8, state=DossierState.RETURNED, ready_at=TEN, due_at=TEN - timedelta(days=1))
    put(counter, 9)  # nothing promised
    moved(counter, papers, MoveName.ASK_SUPPLEMENT)
    assert listed(counter) == [
        (older, Why.LATE), (old, Why.LATE), (soon, Why.SOON), (papers, Why.PAPERS), (ready, Why.READY),
    ]  # fmt: skip
    assert calls.counts(counter).to_call == 5
    for ident, why in listed(counter):
        one = calls.standing(counter, ident)
        assert one is not None and one.why is why, "one dossier says the same as the list"
        assert one.about == next(m for m in calls.listing(counter).matters if m.dossier_id == ident).about
    assert calls.standing(counter, 6) is None


def test_pages_go_on_where_the_last_ended(counter: Office) -> None:
    for number in range(1, 8):
        late(counter, number)
    found, after = list[int](), ""
    while True:
        page = calls.listing(counter, limit=3, after=after)
        found += [one.dossier_id for one in page.matters]
        after = page.more
        if not after:
            break
    assert found == list(range(1, 8))


@pytest.mark.parametrize("outcome", [CallOutcome.REACHED, CallOutcome.MESSAGE])
def test_who_was_told_is_not_called_again(counter: Office, clock: Clock, outcome: CallOutcome) -> None:
    late(counter)
    called(counter, outcome, "a")
    clock.ahead(days=5)
    assert listed(counter) == [] and by_letter(counter) == []
    [notice] = life.get(counter, 1).notices
    assert notice.way is NoticeWay.PHONE
    assert calls.standing(counter, 1) is not None  # it is still late; the next result is another matter


def test_nobody_answers_three_times_then_a_letter(counter: Office, clock: Clock) -> None:
    late(counter)
    called(counter, CallOutcome.NO_ANSWER, "a")
    assert listed(counter) == []
    clock.ahead(hours=2)
    assert listed(counter) == [(1, Why.LATE)]
    called(counter, CallOutcome.NO_ANSWER, "b")
    clock.ahead(hours=3)
    assert listed(counter) == []  # tomorrow
    clock.ahead(days=1)
    called(counter, CallOutcome.NO_ANSWER, "c")
    clock.ahead(days=30)
    assert listed(counter) == [] and by_letter(counter) == [1]
    [one] = calls.unreachable(counter).matters
    assert [made.outcome for made in one.tries] == [CallOutcome.NO_ANSWER] * 3
    assert one.tries[0].made_by == "Nguyễn Thị Tiếp" and life.get(counter, 1).notices == ()


def test_a_wrong_number_is_not_rung_again_but_another_one_is(counter: Office) -> None:
    late(counter)
    called(counter, CallOutcome.WRONG, "a")
    assert listed(counter) == [] and by_letter(counter) == [1]
    with counter.store.write(TEN) as transaction:
        transaction.connection.execute(
            "UPDATE dossier SET contact_phone = '0914000111', contact_phone_reversed = '1110004190'"
        )
        transaction.record(None, "test.made", subject=("test", 1), operation="")
    assert listed(counter) == [(1, Why.LATE)] and by_letter(counter) == []


def test_who_said_they_come_is_called_only_when_they_did_not(counter: Office, clock: Clock) -> None:
    put(counter, 1, state=DossierState.DONE, ready_at=TEN)
    called(counter, CallOutcome.COMES, "a", comes=date(2026, 11, 27))
    clock.ahead(days=1)
    assert listed(counter) == []
    clock.ahead(days=3)  # Monday
    assert listed(counter) == [(1, Why.READY)]


def test_a_notice_at_the_dossier_tells_too(counter: Office) -> None:
    late(counter)
    told = NoticeDraft(operation="n", dossier_id=1, move_id=None, way=NoticeWay.IN_PERSON, whom="Út")
    life.tell(counter, told)
    assert listed(counter) == []


def test_a_notice_from_before_tells_nothing(counter: Office, clock: Clock) -> None:
    late(counter)
    clock.at = TEN - timedelta(days=2)
    told = NoticeDraft(operation="n", dossier_id=1, move_id=None, way=NoticeWay.IN_PERSON, whom="Út")
    life.tell(counter, told)
    clock.at = TEN
    assert listed(counter) == [(1, Why.LATE)]


def test_a_new_date_is_told_once_and_not_when_it_was_taken_back(counter: Office, clock: Clock) -> None:
    put(counter, 1, due_at=TEN + timedelta(days=1))
    assert listed(counter) == [(1, Why.SOON)]
    move = moved(counter, 1, MoveName.EXTEND)
    assert listed(counter) == [(1, Why.MOVED)]
    clock.ahead(minutes=1)
    moved(counter, 1, MoveName.UNDO, undoes=move)
    assert listed(counter) == [(1, Why.SOON)]
    clock.ahead(minutes=1)
    moved(counter, 1, MoveName.EXTEND)
    one = calls.standing(counter, 1)
    assert one is not None and (one.why, one.about) == (Why.MOVED, clock.at)
    called(counter, CallOutcome.NO_ANSWER, "a")
    assert listed(counter) == []
    clock.ahead(hours=2)
    assert [m.tries[0].outcome for m in calls.listing(counter).matters] == [CallOutcome.NO_ANSWER]
    called(counter, CallOutcome.REACHED, "b")
    assert listed(counter) == []


def test_a_new_result_is_another_matter(counter: Office, clock: Clock) -> None:
    late(counter)
    called(counter, CallOutcome.REACHED, "a")
    clock.ahead(hours=1)
    dossiers.mark_ready(counter, 1, operation="ready", version=dossiers.get(counter, "1").version)
    assert listed(counter) == [(1, Why.READY)]


@pytest.mark.parametrize("outcome", [CallOutcome.REACHED, CallOutcome.WRONG, CallOutcome.NO_ANSWER])
def test_a_slip_of_the_hand_is_taken_back_and_counts_for_nothing(
    counter: Office, clock: Clock, people: People, outcome: CallOutcome
) -> None:
    late(counter)
    called(counter, outcome, "slip")
    one = calls.standing(counter, 1)
    assert one is not None and listed(counter) == []
    draft = draft_of(one, CallOutcome.UNDONE, "undo")
    with pytest.raises(Refused):  # a colleague's
        calls.undo(replace(counter, actor=people[Role.VOLUNTEER]), draft)
    calls.undo(counter, draft)
    calls.undo(counter, draft)
    assert calls.counts(counter).made_today == 0
    assert listed(counter) == [(1, Why.LATE)] and by_letter(counter) == []
    for operation in ("a", "b"):  # the slip was none of the three
        called(counter, CallOutcome.NO_ANSWER, operation)
        clock.ahead(days=5)
    assert listed(counter) == [(1, Why.LATE)]
    with pytest.raises(Refused):  # too late
        last = calls.standing(counter, 1)
        assert last is not None
        calls.undo(counter, draft_of(last, CallOutcome.UNDONE, "late"))


def test_a_second_press_finds_the_first(counter: Office) -> None:
    late(counter)
    one = calls.standing(counter, 1)
    assert one is not None
    draft = draft_of(one, CallOutcome.REACHED, "same")
    assert calls.record(counter, draft) == calls.record(counter, draft)
    assert calls.counts(counter).made_today == 1


def test_two_counters_do_not_both_note_a_call(counter: Office) -> None:
    late(counter)
    one = calls.standing(counter, 1)
    assert one is not None
    calls.record(counter, draft_of(one, CallOutcome.REACHED, "a"))
    with pytest.raises(Refused) as fault:
        calls.record(counter, draft_of(one, CallOutcome.NO_ANSWER, "b"))
    assert [p.message_id for p in fault.value.problems] == ["calls.tried_meanwhile"]


def test_a_matter_that_is_over_is_not_noted(counter: Office) -> None:
    late(counter)
    one = calls.standing(counter, 1)
    assert one is not None
    dossiers.mark_ready(counter, 1, operation="ready", version=dossiers.get(counter, "1").version)
    with pytest.raises(Refused) as fault:
        calls.record(counter, draft_of(one, CallOutcome.REACHED, "a"))
    assert [p.message_id for p in fault.value.problems] == ["calls.over"]
    assert calls.counts(counter).made_today == 0


@pytest.mark.parametrize(
    ("kind", "phone", "reach"),
    [
        (ContactKind.OWN_PHONE, PHONE, "call"),
        (ContactKind.LANDLINE, PHONE, "call"),
        (ContactKind.RELATIVE, PHONE, "call"),
        (ContactKind.NEIGHBOUR, PHONE, "call"),
        (ContactKind.GROUP_HEAD, PHONE, "call"),
        (None, PHONE, "call"),
        (ContactKind.GROUP_HEAD, "", "letter"),
        (ContactKind.POST, "", "letter"),
        (ContactKind.NONE, "", "letter"),
        (None, "", "letter"),
    ],
)
def test_everybody_is_reached_one_way_and_only_one(
    counter: Office, kind: ContactKind | None, phone: str, reach: str
) -> None:
    late(counter, contact_kind=kind, contact_phone=phone)
    assert (len(listed(counter)), len(by_letter(counter))) == ((1, 0) if reach == "call" else (0, 1))


def test_who_comes_back_by_themselves_gets_no_letter_before(counter: Office, clock: Clock) -> None:
    back = date(2026, 11, 27)
    nobody = {"contact_kind": ContactKind.NONE, "contact_phone": "", "comes_back_on": back}
    put(counter, 1, state=DossierState.DONE, ready_at=TEN, **nobody)
    assert by_letter(counter) == []
    late(counter, 2, **nobody)  # would come for nothing
    assert by_letter(counter) == [2]
    clock.ahead(days=2)
    assert by_letter(counter) == [2, 1]


def test_letters_tell_in_one_write_and_once(counter: Office, people: People) -> None:
    nobody = {"contact_kind": ContactKind.NONE, "contact_phone": ""}
    for number in (1, 2, 3):
        late(counter, number, **nobody)
    matters = calls.unreachable(counter).matters
    draft = SentDraft(operation="post", way=CallWay.LETTER, matters=matters)
    assert calls.sent(counter, draft) == 3 == calls.sent(counter, draft)
    assert by_letter(counter) == []
    assert [n.way for n in life.get(counter, 2).notices] == [NoticeWay.POST]
    with pytest.raises(Refused):  # a colleague had the same list on the screen
        calls.sent(counter, replace(draft, operation="again", way=CallWay.GROUP_HEAD))
    with pytest.raises(Refused):
        calls.sent(counter, replace(draft, operation="phone", way=CallWay.PHONE))


def test_a_volunteer_may_call_and_is_named(counter: Office, people: People) -> None:
    late(counter)
    volunteer = replace(counter, actor=people[Role.VOLUNTEER])
    called(volunteer, CallOutcome.NO_ANSWER, "a")
    [made] = calls.standing(counter, 1).tries  # type: ignore[union-attr]  # it stands: it is late
    assert made.made_by == "Đỗ Tình Nguyện"
    gone = replace(counter, actor=replace(people[Role.VOLUNTEER], active=False))
    with pytest.raises(Forbidden):
        calls.listing(gone)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE call_try SET outcome = 'wrong'",
        "DELETE FROM call_try",
        "INSERT OR REPLACE INTO call_try SELECT * FROM call_try",
        "INSERT INTO call_try SELECT 9, dossier_id, resident_id, why, about, way, contact_kind, phone,"
        " 'sent', comes_on, again_at, note, made_by, made_at, 'x' FROM call_try",  # no call ends so
        "INSERT INTO call_try SELECT 9, dossier_id, resident_id, why, about, way, contact_kind, phone,"
        " outcome, comes_on, made_at, note, made_by, made_at, 'x' FROM call_try",  # told, and yet again
    ],
)
def test_the_schema_keeps_tries(counter: Office, statement: str) -> None:
    late(counter)
    called(counter, CallOutcome.REACHED, "a")
    with pytest.raises(dbapi2.DatabaseError), counter.store.write(TEN) as transaction:
        transaction.connection.execute(statement)


@pytest.mark.parametrize("letters", [False, True])
@pytest.mark.parametrize("part", PARTS, ids=[part.why for part in PARTS])
def test_each_reason_is_one_range_of_an_index(counter: Office, part: call_rows.Part, letters: bool) -> None:
    if part not in parts(letters=letters):
        return
    order = f"AND (d.{part.key}, d.id) > (5, 3) ORDER BY d.{part.key}, d.id LIMIT 50"
    statement = f"EXPLAIN QUERY PLAN SELECT d.id {part.source(letters=letters)} {order}"
    values = (1, 2, 3, 4, "2026-11-26")
    with counter.store.query() as connection:
        plan = [row[3] for row in connection.execute(statement, values)]
    assert any(line.startswith("SEARCH d") and f"INDEX {part.index} (" in line for line in plan), plan
    assert not any("SCAN" in line or "B-TREE" in line for line in plan), plan


@pytest.mark.parametrize("by_call", [True, False])
def test_whose_dossier_it_is_after_all_is_told_though_somebody_else_was(
    counter: Office, people: People, clock: Clock, by_call: bool
) -> None:
    ident = put(counter, 1, state=DossierState.DONE, ready_at=TEN - timedelta(hours=2))
    if by_call:
        called(counter, CallOutcome.REACHED, "told")
    else:
        notice = NoticeDraft(operation="told", dossier_id=ident, move_id=None, way=NoticeWay.PHONE, whom="Út")
        life.tell(counter, notice)
    assert not listed(counter)
    clock.ahead(minutes=5)
    draft = ApplicantDraft(
        operation="change", dossier_id=ident, version=dossiers.get(counter, str(ident)).version,
        applicant=Applicant(full_name="Nguyễn Thị Mơ"), identity=IdentityCheck.SAME_PERSON,
        reason="Nhầm người", slip_back=True,
    )  # fmt: skip
    applicant_change.change(replace(counter, actor=people[Role.SUPERVISOR]), draft)
    assert listed(counter) == [(ident, Why.READY)]
    clock.ahead(minutes=5)
    called(counter, CallOutcome.REACHED, "told-her")
    assert not listed(counter)
