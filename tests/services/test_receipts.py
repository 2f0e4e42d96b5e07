"""Official receipts: the next number, one written later, numbers left out, books, who answers for none."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from counter.errors import Forbidden, NotFound, Refused
from counter.models.catalogue import Channel
from counter.models.money import (
    Approval,
    OfficialReceipt,
    PaymentDraft,
    PaymentKind,
    PaymentView,
    ReversalDraft,
)
from counter.models.receipts import AsideView, BookView
from counter.models.staff import Role, StaffView
from counter.models.states import ReceiptStatus
from counter.services.dossier import dossiers
from counter.services.money import payments, reversals
from counter.services.office import Office
from counter.services.staff import pins
from counter.services.store.store import Store
from counter.services.till import receipts
from tests.conftest import Clock
from tests.services.journeys import (
    BINH,
    FORM,
    MO,
    SERIAL,
    birth,
    break_at,
    break_event,
    cash,
    certified_copy,
    contents,
    receipt,
    received,
    with_drawer,
)

People = dict[Role, StaffView]
PAPER, BOOK = "01BLP2-001", "01AA-26P"
PIN = "246810"


@pytest.fixture
def office(office: Office) -> Office:
    """The counter with the clerk's drawer open, a little float in it."""
    return with_drawer(office)


@pytest.fixture
def chief(office: Office, people: People) -> Office:
    """The supervisor's own counter; everybody has the same PIN."""
    with office.store.write() as transaction:
        transaction.connection.execute("UPDATE staff SET pin_hash = ?", (pins.hash_pin(PIN),))
        transaction.record(None, "test.pins", subject=("test", "pins"), operation="")
    return with_drawer(replace(office, actor=people[Role.SUPERVISOR]))


def paper(number: str, serial: str = BOOK, day: date | None = None) -> OfficialReceipt:
    return OfficialReceipt(form=PAPER, serial=serial, number=number, issued_on=day)


def draft(office: Office, given: OfficialReceipt | None, *, later: str = "", why: str = "") -> PaymentDraft:
    """16.000đ in cash for a new dossier."""
    view = received(office, replace(birth(office, Channel.DIRECT), duplicate_reason="con thứ hai"))
    made = cash(view, 16_000, "", f"pay-{view.id}")
    return replace(made, receipt=given, receipt_later=later, skipped_reason=why)


def pay(office: Office, given: OfficialReceipt | None, *, later: str = "", why: str = "") -> PaymentView:
    return payments.take(office, draft(office, given, later=later, why=why))


def without(office: Office) -> PaymentView:
    """A payment that was taken without its receipt."""
    return pay(office, None, later="máy in biên lai hết giấy")


def register(office: Office, first: str = "0001851", last: str = "0001900", serial: str = BOOK) -> BookView:
    return receipts.register_book(office, PAPER, serial, first, last, "BL-26/01", f"book-{serial}-{first}")


def aside(
    office: Office,
    first: str,
    last: str = "",
    status: ReceiptStatus = ReceiptStatus.SPOILED,
    reason: str = "viết nhầm tên",
) -> BookView:
    return receipts.set_aside(office, PAPER, BOOK, first, last, status, reason, f"aside-{first}-{status}")


def refused(told: pytest.ExceptionInfo[Refused]) -> set[tuple[str, str]]:
    return {(problem.field, problem.message_id) for problem in told.value.problems}


def records(store: Store) -> list[tuple[str, str, str, str]]:
    with store.query() as connection:
        rows = connection.execute("SELECT number, status, reason, operation FROM receipt ORDER BY id")
        return [(str(a), str(b), str(c), str(d)) for a, b, c, d in rows]


# -- the next number --------------------------------------------------------------------------


def test_the_next_receipt_is_suggested_from_ones_own_book(office: Office, chief: Office) -> None:
    assert receipts.next_receipt(office) is None
    ward = replace(office.ward, receipt_form="EBL01", receipt_serial="26E")
    symbols = OfficialReceipt(form=FORM, serial=SERIAL, number="")
    assert receipts.next_receipt(replace(office, ward=ward)) == symbols
    pay(office, receipt("0001873"))
    assert receipts.next_receipt(chief) == receipt("0001874")  # the last of anybody's
    pay(chief, paper("31"))
    assert receipts.next_receipt(office) == receipt("0001874")
    assert receipts.next_receipt(chief) == paper("32")


def test_a_registered_book_says_its_next_number_and_the_next_book_follows(office: Office) -> None:
    register(office, "0001851", "0001853")
    register(office, "0001901", "0001902")
    assert receipts.next_receipt(office) == paper("0001851")
    pay(office, paper("1851"))
    assert receipts.next_receipt(office) == paper("0001852")
    aside(office, "1852")
    assert receipts.next_receipt(office) == paper("0001853")
    pay(office, paper("0001853"))
    assert receipts.next_receipt(office) == paper("0001901")
    pay(office, paper("0001901"))
    aside(office, "0001902", status=ReceiptStatus.LOST)
    found = receipts.next_receipt(office)
    assert found == paper("0001902")  # no book has receipts left: the one after the last is offered


def test_two_cashiers_with_two_books_each_get_their_own_next_number(office: Office, chief: Office) -> None:
    register(office)
    register(office, "1", "50", "01AB-26P")
    pay(office, paper("0001851"))
    pay(chief, paper("01", "01AB-26P"))
    assert receipts.next_receipt(office) == paper("0001852")
    assert receipts.next_receipt(chief) == paper("02", "01AB-26P")
    mine = {view.serial: view.mine for view in receipts.books(chief)}
    assert mine == {"01AB-26P": True, BOOK: False}
    assert receipts.books(chief)[0].mine


def test_who_wrote_outside_books_is_offered_the_book_once_there_is_one(office: Office) -> None:
    pay(office, paper("700", "01AB-26P"))
    assert receipts.next_receipt(office) == paper("701", "01AB-26P")
    register(office)
    assert receipts.next_receipt(office) == paper("0001851")
    pay(office, receipt("5"))
    assert receipts.next_receipt(office) == receipt("6")  # electronic now, and no book of it


def test_after_the_last_day_of_paper_only_electronic_receipts_are_offered(
    office: Office, clock: Clock
) -> None:
    register(office)
    pay(office, receipt("41"))
    pay(office, paper("0001851"))
    clock.at = datetime(2026, 12, 31, 2, tzinfo=UTC)
    assert receipts.next_receipt(office) == paper("0001852")
    clock.at = datetime(2027, 1, 1, 2, tzinfo=UTC)
    assert receipts.next_receipt(office) == OfficialReceipt(form=FORM, serial="27E", number="")
    ward = replace(office.ward, receipt_form=PAPER, receipt_serial=BOOK)
    assert receipts.next_receipt(replace(office, ward=ward)) == OfficialReceipt(
        form=FORM, serial="27E", number=""
    )


def test_the_next_number_comes_quickly_among_a_hundred_thousand(office: Office, store: Store) -> None:
    register(office, "00000001", "00090000")
    with store.write() as transaction:
        transaction.connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
            " INSERT INTO receipt SELECT NULL, NULL, CASE WHEN i % 10 THEN ? ELSE 'EBL01' END,"
            " CASE WHEN i % 10 THEN ? ELSE '26E' END, printf('%08d', i - i / 10), i - i / 10,"
            " 'spoiled', 'tập', '2026-11-23', 1, 0, 'many' FROM n",
            (PAPER, BOOK),
        )
        transaction.record(None, "test.many", subject=("test", "many"), operation="")
    took = []
    for _ in range(20):
        start = time.perf_counter()
        receipts.next_receipt(office)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.02  # the others shared the machine
    start = time.perf_counter()
    assert receipts.books(office)[0].left == 0
    assert time.perf_counter() - start < 10  # a second or two, on a machine with nothing else to do


# -- what stands against a number -------------------------------------------------------------


def test_a_number_left_out_of_the_book_is_asked_about_and_then_written_down(
    office: Office, store: Store
) -> None:
    register(office)
    pay(office, paper("0001851"))
    wanted = draft(office, paper("0001855"))
    before = contents(store)
    with pytest.raises(Refused) as told:
        payments.take(office, wanted)
    assert refused(told) == {("skipped_reason", "receipt.skips")}
    assert told.value.params["skipped"] == "0001852–0001854"
    assert told.value.params["next"] == "0001852"
    assert contents(store) == before
    payments.take(office, replace(wanted, skipped_reason="  ba tờ dính mực "))
    assert records(store)[1:] == [
        *[(f"000185{n}", "skipped", "ba tờ dính mực", wanted.operation) for n in (2, 3, 4)],
        ("0001855", "used", "", wanted.operation),
    ]
    [view] = receipts.books(office)
    assert view.gaps == ()
    assert view.set_aside == (
        AsideView(numbers="0001852–0001854", count=3, status=ReceiptStatus.SKIPPED, reason="ba tờ dính mực"),
    )
    with store.query() as connection:
        [told_of] = connection.execute(
            "SELECT detail FROM audit_event WHERE event = 'receipt.event.skipped' AND operation = ?",
            (wanted.operation,),
        ).fetchall()
    assert "0001852–0001854" in told_of[0]


def test_nothing_is_left_of_the_numbers_when_the_payment_fails(office: Office, store: Store) -> None:
    register(office)
    wanted = draft(office, paper("0001853"), why="viết hỏng")
    before = contents(store)
    break_event(store, "receipt.event.skipped")
    with pytest.raises(Exception, match="injected"):
        payments.take(office, wanted)
    after = contents(store)
    assert after == before | {name: after[name] for name in ("audit_event", "audit_seal")}
    assert records(store) == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (paper("0001901"), "receipt.outside_books"),
        (paper("0001850"), "receipt.outside_books"),
        (paper("0001851", "01AB-26P"), "receipt.no_book"),
        (paper("0001900"), "receipt.skips"),
        (paper("0001851", day=date(2026, 11, 24)), "receipt.day_future"),
        (replace(receipt("7"), serial="25E"), "receipt.serial_year"),
        (replace(receipt("7"), issued_on=date(2027, 1, 1)), "receipt.day_future"),
    ],
)
def test_a_receipt_that_cannot_be_right_is_refused(
    office: Office, given: OfficialReceipt, message: str
) -> None:
    register(office)
    with pytest.raises(Refused) as told:
        pay(office, given)
    assert message in {problem.message_id for problem in told.value.problems}


def test_a_ward_that_registered_no_book_takes_paper_receipts_all_the_same(office: Office) -> None:
    assert pay(office, paper("0001873")).receipt
    assert pay(office, paper("0001877")).receipt
    assert pay(office, receipt("12")).receipt
    views = {view.form: view for view in receipts.books(office)}
    assert (views[PAPER].id, views[PAPER].gaps) == (None, ("0001874–0001876",))
    assert (views[PAPER].first, views[PAPER].last, views[PAPER].used) == ("0001873", "0001877", 2)
    assert (views[FORM].electronic, views[FORM].gaps, views[FORM].next) == (True, (), "")


def test_paper_ends_with_the_year_2026(office: Office, clock: Clock) -> None:
    register(office)
    late = without(office)
    clock.at = datetime(2027, 1, 4, 2, tzinfo=UTC)
    with pytest.raises(Refused) as told:
        receipts.record_receipt(office, late.id, paper("0001851"), operation="late")
    assert refused(told) == {("receipt_form", "receipt.paper_ended")}
    with pytest.raises(Refused) as told:
        register(office, "1", "50", "01AB-26P")
    assert ("receipt_form", "receipt.paper_ended") in refused(told)
    old = paper("0001851", day=date(2026, 12, 31))  # written in time, recorded now
    assert receipts.record_receipt(office, late.id, old, operation="late").receipt == old


# -- written later ----------------------------------------------------------------------------


def test_a_receipt_written_later_is_recorded_once(office: Office, store: Store) -> None:
    taken = without(office)
    assert (taken.receipt, taken.receipt_later) == (None, "máy in biên lai hết giấy")
    assert receipts.open_receipts(office) == (taken,)
    given = replace(receipt("0001873"), issued_on=date(2026, 11, 23))
    entry = receipts.record_receipt(office, taken.id, given, operation="late")
    assert entry.receipt == given
    before = contents(store)
    assert receipts.record_receipt(office, taken.id, receipt("9"), operation="late") == entry
    assert contents(store) == before
    with pytest.raises(Refused) as told:
        receipts.record_receipt(office, taken.id, receipt("0001875"), operation="late-2")
    assert refused(told) == {("payment", "receipt.has_one")}
    with pytest.raises(Refused) as told:
        pay(office, receipt("1873"))
    assert told.value.message_id == "receipt.number_used"
    assert receipts.open_receipts(office) == ()
    [share] = entry.shares
    event = dossiers.get(office, str(share.dossier_id)).timeline[-1]
    assert (event.event, event.detail["receipt"]) == ("payment.event.receipt", "EBL01 26E 0001873")


def test_one_that_leaves_numbers_out_asks_why_too(office: Office, store: Store) -> None:
    register(office)
    taken = without(office)
    with pytest.raises(Refused) as told:
        receipts.record_receipt(office, taken.id, paper("0001853"), operation="late")
    assert refused(told) == {("skipped_reason", "receipt.skips")}
    receipts.record_receipt(office, taken.id, paper("0001853"), skipped_reason="viết hỏng", operation="late")
    assert [row[:2] for row in records(store)] == [
        ("0001851", "skipped"),
        ("0001852", "skipped"),
        ("0001853", "used"),
    ]


def test_a_failure_in_the_middle_records_nothing(office: Office, store: Store) -> None:
    register(office)
    taken = without(office)
    break_at(store, "receipt")
    before = contents(store)
    with pytest.raises(Exception, match="injected"):
        receipts.record_receipt(office, taken.id, paper("0001851"), operation="late")
    assert contents(store) == before


def test_an_unknown_payment_and_a_reversal_have_no_receipt(office: Office, chief: Office) -> None:
    with pytest.raises(NotFound):
        receipts.record_receipt(office, 99, receipt("1"), operation="late")
    taken = without(office)
    back = give_back(office, taken)
    with pytest.raises(Refused) as told:
        receipts.record_receipt(office, back.id, receipt("1"), operation="late")
    assert refused(told) == {("payment", "receipt.of_a_reversal")}
    assert receipts.open_receipts(chief) == ()  # voided: there is nothing to prove


def give_back(office: Office, taken: PaymentView) -> PaymentView:
    return reversals.give_back(
        office,
        ReversalDraft(
            operation=f"void-{taken.id}",
            payment_id=taken.id,
            kind=PaymentKind.VOID,
            reason="thu sai",
            approval=Approval(name="Lê Lãnh Đạo", pin=PIN),
        ),
    )


def test_open_receipts_are_ones_own_and_everybodys_for_the_supervisor(
    office: Office, chief: Office, people: People
) -> None:
    mine, hers = without(office), without(chief)
    assert [view.id for view in receipts.open_receipts(office)] == [mine.id]
    assert [view.id for view in receipts.open_receipts(chief)] == [mine.id, hers.id]
    volunteer = replace(office, actor=people[Role.VOLUNTEER])
    assert receipts.open_receipts(volunteer) == ()


# -- why there is none ------------------------------------------------------------------------


def test_the_supervisor_answers_for_a_payment_without_a_receipt(office: Office, chief: Office) -> None:
    taken = without(office)
    approval = Approval(name="Lê Lãnh Đạo", pin=PIN)
    after = receipts.excuse(office, taken.id, "mất điện, phần mềm không chạy", approval, "excuse")
    assert after.excused == "mất điện, phần mềm không chạy"
    assert receipts.open_receipts(chief) == ()
    assert receipts.excuse(office, taken.id, "khác", None, "excuse") == after
    with pytest.raises(Refused) as told:
        receipts.excuse(office, taken.id, "khác", approval, "excuse-2")
    assert refused(told) == {("payment", "receipt.excused_before")}
    # one that turns up all the same is recorded
    assert receipts.record_receipt(office, taken.id, receipt("5"), operation="late").receipt


def test_a_supervisor_alone_excuses_what_others_took_and_never_their_own(
    office: Office, chief: Office
) -> None:
    taken, own = without(office), without(chief)
    assert receipts.excuse(chief, taken.id, "mất điện", None, "excuse").excused == "mất điện"
    itself = Approval(name="Lê Lãnh Đạo", pin=PIN)
    for approval in (None, itself):
        with pytest.raises(Refused) as told:
            receipts.excuse(chief, own.id, "mất điện", approval, "own")
        assert told.value.message_id == "approval.same_person"
    with pytest.raises(Refused):  # nor when a clerk asks for it
        receipts.excuse(office, own.id, "mất điện", itself, "own")


def test_who_may_not_excuse_is_told(office: Office, chief: Office, people: People, store: Store) -> None:
    taken = without(office)
    before = contents(store)
    cases = [
        (None, "approval.name_missing"),
        (Approval(name="Nguyễn Thị Tiếp", pin=PIN), "approval.no_right.overrule_money"),
        (Approval(name="Đỗ Tình Nguyện", pin=PIN), "approval.no_right.overrule_money"),
    ]
    for approval, message in cases:
        with pytest.raises(Refused) as told:
            receipts.excuse(office, taken.id, "mất điện", approval, "excuse")
        assert told.value.message_id == message
    with pytest.raises(Refused) as told:
        receipts.excuse(office, taken.id, " ", Approval(name="Lê Lãnh Đạo", pin=PIN), "excuse")
    assert refused(told) == {("reason", "receipt.excuse_reason_missing")}
    assert contents(store) == before
    with pytest.raises(Refused) as told:
        receipts.excuse(office, taken.id, "mất điện", Approval(name="Lê Lãnh Đạo", pin="000000"), "excuse")
    assert refused(told) == {("approver_pin", "staff.pin_wrong")}
    assert receipts.open_receipts(office) == (taken,)


# -- books ------------------------------------------------------------------------------------


def test_a_book_is_registered_once_with_its_range(office: Office, store: Store) -> None:
    view = register(office)
    assert (view.first, view.last, view.left, view.next) == ("0001851", "0001900", 50, "0001851")
    assert (view.name, view.form, view.serial) == ("BL-26/01", PAPER, BOOK)
    before = contents(store)
    assert register(office) == view
    assert contents(store) == before
    with pytest.raises(Refused) as told:
        receipts.register_book(office, PAPER, BOOK, "1900", "1950", "", "other")
    assert refused(told) == {("book_first", "receipt.book_overlap")}
    with pytest.raises(Refused) as told:
        receipts.register_book(office, "01BLP2001", "26", "x", "", "", "other")
    assert {"receipt.form_hyphen", "receipt.serial_grammar", "receipt.book_number"} <= {
        message for _, message in refused(told)
    }
    with pytest.raises(Refused) as told:
        receipts.register_book(office, "EBL01", "26E", "1", "50", "", "other")
    assert refused(told) == {("receipt_form", "receipt.book_electronic")}
    assert contents(store) == before


def test_numbers_are_set_aside_with_a_reason_and_never_used(office: Office, store: Store) -> None:
    register(office)
    pay(office, paper("0001851"))
    view = aside(office, "0001852", "0001853")
    assert (view.next, view.left) == ("0001854", 47)
    before = contents(store)
    assert aside(office, "0001852", "0001853") == view
    assert contents(store) == before
    with pytest.raises(Refused) as told:
        pay(office, paper("1853"))
    assert refused(told) == {("receipt_number", "receipt.number_set_aside")}
    view = aside(office, "0001891", "0001900", ReceiptStatus.LOST, "ướt mưa ngày 20/11")
    assert (view.next, view.left) == ("0001854", 37)
    assert [(one.numbers, one.status) for one in view.set_aside] == [
        ("0001852–0001853", ReceiptStatus.SPOILED),
        ("0001891–0001900", ReceiptStatus.LOST),
    ]


@pytest.mark.parametrize(
    ("first", "last", "status", "reason", "wrong"),
    [
        ("0001851", "", ReceiptStatus.SPOILED, "rách", ("aside_first", "receipt.aside_recorded")),
        ("0001852", "0001850", ReceiptStatus.LOST, "mất", ("aside_last", "receipt.aside_order")),
        ("0001855", "", ReceiptStatus.SPOILED, "rách", ("aside_first", "receipt.aside_leaves")),
        ("0001890", "0001901", ReceiptStatus.LOST, "mất", ("aside_last", "receipt.aside_over_end")),
        ("0001950", "", ReceiptStatus.LOST, "mất", ("aside_first", "receipt.outside_books")),
        ("1852x", "", ReceiptStatus.LOST, "mất", ("aside_first", "receipt.aside_number")),
        ("0001852", "", ReceiptStatus.SPOILED, " ", ("aside_reason", "receipt.aside_reason_missing")),
        ("0001852", "", ReceiptStatus.USED, "rách", ("aside_status", "receipt.aside_missing")),
        ("0001852", "", ReceiptStatus.LOST, "mật khẩu: abc12345", ("aside_reason", "secret.refused")),
    ],
)
def test_numbers_that_cannot_be_set_aside(
    office: Office, store: Store, first: str, last: str, status: ReceiptStatus, reason: str,
    wrong: tuple[str, str],
) -> None:  # fmt: skip
    register(office)
    pay(office, paper("0001851"))
    before = contents(store)
    with pytest.raises(Refused) as told:
        aside(office, first, last, status, reason)
    assert wrong in refused(told)
    assert contents(store) == before


def test_gaps_doubles_and_voided_numbers_are_shown(office: Office, chief: Office, store: Store) -> None:
    for number in ("0001873", "0001876"):
        pay(office, paper(number))
    taken = pay(office, receipt("7"))
    give_back(office, taken)
    with store.write() as transaction:  # as another program, or a hand in the file, might leave it
        transaction.connection.execute(
            "INSERT INTO receipt SELECT NULL, payment_id, 'ebl01', '26e', '0007', 7, 'used', '', issued_on,"
            " recorded_by, recorded_at, 'hand' FROM receipt WHERE form = 'EBL01'"
        )
        transaction.record(None, "test.hand", subject=("test", "hand"), operation="")
    register(office)
    views = {view.form: view for view in receipts.books(chief)}
    assert views[PAPER].gaps == ("0001851–0001872", "0001874–0001875")
    assert views[FORM].voided == ("7", "0007")
    [double] = views[FORM].doubles
    assert (double.number, len(double.holders)) == ("0007", 2)
    assert set(double.holders) == {dossiers.get(office, str(taken.shares[0].dossier_id)).code}
    assert views[PAPER].to_explain == 2
    aside(office, "0001874", "0001875", ReceiptStatus.SKIPPED, "hai tờ dính nhau")
    [book] = [view for view in receipts.books(chief) if view.form == PAPER]
    assert book.gaps == ("0001851–0001872",)


def test_a_volunteer_sees_no_book_and_writes_in_none(office: Office, people: People) -> None:
    taken = without(office)
    volunteer = replace(office, actor=people[Role.VOLUNTEER])
    with pytest.raises(Forbidden):
        receipts.books(volunteer)
    with pytest.raises(Forbidden):
        register(volunteer)
    with pytest.raises(Forbidden):
        aside(volunteer, "1")
    with pytest.raises(Forbidden):
        receipts.record_receipt(volunteer, taken.id, receipt("1"), operation="late")
    with pytest.raises(Forbidden):
        receipts.excuse(volunteer, taken.id, "mất điện", None, "excuse")


def test_the_histories_of_two_people_do_not_mix(office: Office) -> None:
    """A receipt of one payment for two dossiers is told of in both."""
    first = received(office, certified_copy(office, BINH))
    second = received(office, certified_copy(office, MO))
    both = replace(
        cash(first, 42_000, ""),
        shares=(*cash(first, 1).shares, *cash(second, 1).shares),
        receipt_later="viết sau",
    )
    taken = payments.take(office, both)
    receipts.record_receipt(office, taken.id, receipt("8"), operation="late")
    for view in (first, second):
        assert dossiers.get(office, str(view.id)).timeline[-1].event == "payment.event.receipt"
