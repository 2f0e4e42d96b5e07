"""The fee of a dossier: taken once, whole, with a receipt, or not at all."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from counter.errors import Conflict, Forbidden, NotFound, Refused
from counter.models.catalogue import Channel
from counter.models.dossier import DossierView
from counter.models.money import MoneyState, OfficialReceipt, PaymentDraft, PaymentMeans
from counter.models.staff import Role, StaffView
from counter.services import dossiers, fees
from counter.services.office import Office
from counter.services.store import Store
from tests.services.journeys import (
    FORM,
    MO,
    SERIAL,
    birth,
    break_at,
    break_event,
    cash,
    certified_copy,
    contents,
    late_birth,
    received,
)

People = dict[Role, StaffView]
POOR = "nguoi_thuoc_ho_ngheo"


@pytest.fixture
def copy(office: Office) -> DossierView:
    """Three certified copies: 21.000đ are due."""
    return received(office, certified_copy(office))


def again(office: Office, view: DossierView) -> DossierView:
    return dossiers.get(office, str(view.id))


# -- cash -----------------------------------------------------------------------------------


def test_thirty_thousand_for_twenty_one_gives_nine_back(office: Office, copy: DossierView) -> None:
    taken = fees.take(office, cash(copy, 30_000))
    assert (taken.amount, taken.tendered, taken.change) == (21_000, 30_000, 9_000)
    assert taken.receipt == OfficialReceipt(form="EBL01", serial="26E", number="0001873")
    assert taken.taken_by == "Nguyễn Thị Tiếp"
    after = again(office, copy)
    assert after.money is MoneyState.PAID
    assert after.payments == (taken,)
    assert after.timeline[-1].detail["sum"] == "21.000đ"


def test_a_second_press_is_the_same_payment(office: Office, store: Store, copy: DossierView) -> None:
    first = fees.take(office, cash(copy, 30_000))
    before = contents(store)
    assert fees.take(office, cash(copy, 50_000)) == first
    assert contents(store) == before


def test_a_fee_is_taken_once(office: Office, copy: DossierView) -> None:
    fees.take(office, cash(copy, 30_000))
    with pytest.raises(Refused) as told:
        fees.take(office, cash(again(office, copy), 30_000, "0001874", "pay-2"))
    assert told.value.message_id == "payment.settled.paid"


def test_somebody_who_saw_the_dossier_before_is_told(office: Office, copy: DossierView) -> None:
    fees.later(office, copy.id, operation="later", version=copy.version)
    with pytest.raises(Conflict) as told:
        fees.take(office, cash(copy, 30_000))
    assert (told.value.params["seen"], told.value.params["now"]) == (copy.version, copy.version + 1)


def test_only_a_clerk_takes_money(office: Office, people: People, copy: DossierView) -> None:
    for role in (Role.VOLUNTEER, Role.ADMINISTRATOR):
        with pytest.raises(Forbidden):
            fees.take(replace(office, actor=people[role]), cash(copy, 30_000))


Change = Callable[[PaymentDraft], PaymentDraft]
WRONG: dict[str, tuple[Change, str]] = {
    "nothing handed over": (lambda d: replace(d, tendered=None), "payment.tendered_missing"),
    "a thousand short": (lambda d: replace(d, tendered=20_000), "payment.short"),
    "a million too many": (lambda d: replace(d, tendered=30_000_000), "payment.too_much"),
    "a transfer without a code": (
        lambda d: replace(d, means=PaymentMeans.TRANSFER),
        "payment.reference_missing",
    ),
    "a transfer with words": (
        lambda d: replace(d, means=PaymentMeans.TRANSFER, reference="chuyển rồi"),
        "payment.reference_shape",
    ),
    "exempt, nobody says why": (
        lambda d: replace(d, means=PaymentMeans.EXEMPT),
        "payment.exempt_group_missing",
    ),
    "exempt by a group this fee does not know": (
        lambda d: replace(d, means=PaymentMeans.EXEMPT, exempt_group=POOR, exempt_proof="sổ 1"),
        "payment.exempt_not_listed_here",
    ),
    "a stated sum for a known fee": (
        lambda d: replace(d, stated_amount=5_000, stated_source="bảng niêm yết"),
        "payment.amount_known",
    ),
    "no receipt and no reason": (lambda d: replace(d, receipt_number=""), "receipt.number_missing"),
    "nothing of a receipt": (
        lambda d: replace(d, receipt_number="", receipt_form="", receipt_serial=""),
        "payment.receipt_missing",
    ),
    "a form nobody prints": (lambda d: replace(d, receipt_form="01BLP2001"), "receipt.form_hyphen"),
    "a serial of another form": (lambda d: replace(d, receipt_serial="01AA-26P"), "receipt.serial_grammar"),
    "a number with letters": (lambda d: replace(d, receipt_number="18a"), "receipt.number_digits"),
    "a password as the reason": (
        lambda d: replace(d, receipt_number="", receipt_later="mk: abc12345"),
        "secret.refused",
    ),
}


@pytest.mark.parametrize("name", list(WRONG))
def test_a_payment_that_breaks_a_rule_is_refused(
    office: Office, store: Store, copy: DossierView, name: str
) -> None:
    change, reason = WRONG[name]
    before = contents(store)
    with pytest.raises(Refused) as told:
        fees.take(office, change(cash(copy, 30_000)))
    assert reason in {problem.message_id for problem in told.value.problems}
    assert contents(store) == before
    assert fees.take(office, cash(copy, 30_000)).change == 9_000  # the twin without the fault


def test_the_missing_sum_is_named(office: Office, copy: DossierView) -> None:
    with pytest.raises(Refused) as told:
        fees.take(office, cash(copy, 20_000))
    assert told.value.params["short"] == "1.000đ"


def test_every_fault_is_told_at_once(office: Office, copy: DossierView) -> None:
    with pytest.raises(Refused) as told:
        fees.take(office, replace(cash(copy, 1_000), receipt_serial="?", receipt_number="x"))
    assert {p.field for p in told.value.problems} == {"tendered", "receipt_serial", "receipt_number"}


# -- other means ----------------------------------------------------------------------------


def test_a_transfer_is_taken_with_the_banks_code(office: Office, copy: DossierView) -> None:
    draft = replace(cash(copy, 0), means=PaymentMeans.TRANSFER, tendered=None, reference="FT26327000412")
    taken = fees.take(office, draft)
    assert (taken.amount, taken.tendered, taken.reference) == (21_000, None, "FT26327000412")


def test_a_whole_exemption_needs_the_paper(office: Office) -> None:
    view = received(office, late_birth(office, copies="0"))
    draft = PaymentDraft(
        operation="free",
        dossier_id=view.id,
        version=view.version,
        means=PaymentMeans.EXEMPT,
        exempt_group=POOR,
    )
    with pytest.raises(Refused) as told:
        fees.take(office, draft)
    assert told.value.message_id == "payment.exempt_proof_missing"
    taken = fees.take(office, replace(draft, exempt_proof="sổ hộ nghèo 0215"))
    assert (taken.means, taken.amount, taken.exempt_proof) == (PaymentMeans.EXEMPT, 0, "sổ hộ nghèo 0215")
    assert "Luật Hộ tịch" in taken.exempt_ground
    assert again(office, view).money is MoneyState.EXEMPT


def test_a_ground_the_law_does_not_list_is_refused(office: Office) -> None:
    view = received(office, late_birth(office, copies="0"))
    draft = PaymentDraft(
        operation="free",
        dossier_id=view.id,
        version=view.version,
        means=PaymentMeans.EXEMPT,
        exempt_group=POOR,
        exempt_ground="Quen biết",
        exempt_proof="sổ hộ nghèo 0215",
    )
    with pytest.raises(Refused) as told:
        fees.take(office, draft)
    assert told.value.message_id == "payment.ground_not_listed"
    assert "Luật Hộ tịch" in str(told.value.params["grounds"])


def test_a_part_is_exempt_and_the_rest_is_paid(office: Office) -> None:
    view = received(
        office, late_birth(office, copies="1")
    )  # the charge is free for the poor, the copy is not
    draft = replace(cash(view, 10_000), exempt_group=POOR, exempt_proof="sổ hộ nghèo 0215")
    with pytest.raises(Refused) as told:
        fees.take(office, replace(draft, means=PaymentMeans.EXEMPT))
    assert told.value.message_id == "payment.rest_due"
    taken = fees.take(office, draft)
    assert (taken.means, taken.amount, taken.change) == (PaymentMeans.CASH, 8_000, 2_000)
    after = again(office, view)
    assert [(p.means, p.amount) for p in after.payments] == [
        (PaymentMeans.EXEMPT, 0),
        (PaymentMeans.CASH, 8_000),
    ]
    assert (after.money, after.quote.total) == (MoneyState.PAID, 8_000)


def test_a_group_noted_at_intake_counts_only_with_its_paper(office: Office) -> None:
    view = received(office, late_birth(office, group=POOR, copies="1"))
    assert view.quote.total == 8_000
    with pytest.raises(Refused) as told:
        fees.take(office, cash(view, 8_000))
    assert told.value.message_id == "payment.amount_unknown"  # nobody's exemption: the late charge is back


def test_what_was_exempt_at_acceptance_is_not_asked_again(office: Office) -> None:
    view = received(office, late_birth(office, group=POOR, proof="sổ hộ nghèo 0215", copies="1"))
    taken = fees.take(office, cash(view, 8_000))
    assert (taken.amount, taken.change) == (8_000, 0)
    assert len(again(office, view).payments) == 2


def test_an_unknown_amount_is_read_from_the_posted_table(office: Office) -> None:
    view = received(office, late_birth(office, copies="2"))
    with pytest.raises(Refused) as told:
        fees.take(office, cash(view, 30_000))
    assert told.value.message_id == "payment.amount_unknown"
    draft = replace(cash(view, 30_000), stated_amount=8_000)
    with pytest.raises(Refused) as told:
        fees.take(office, draft)
    assert told.value.message_id == "payment.stated_source_missing"
    taken = fees.take(office, replace(draft, stated_source="NQ 39/2025, bảng niêm yết 02/01/2026"))
    assert (taken.amount, taken.change) == (24_000, 6_000)
    after = again(office, view)
    assert (after.quote.total, after.quote.unknown) == (24_000, ())
    assert after.quote.lines[-1].source == "NQ 39/2025, bảng niêm yết 02/01/2026"
    assert after.timeline[-1].detail["stated"] == "8000"


def test_a_dossier_without_a_fee_takes_none(office: Office) -> None:
    view = received(office, birth(office, Channel.DIRECT, so_ban_sao="0"))
    assert view.money is MoneyState.NONE
    with pytest.raises(Refused) as told:
        fees.take(office, cash(view, 10_000))
    assert told.value.message_id == "payment.settled.none"


def test_paying_later_is_noted_and_then_paid(office: Office, copy: DossierView) -> None:
    after = fees.later(office, copy.id, operation="later", version=copy.version)
    assert after.money is MoneyState.LATER
    assert fees.take(office, cash(after, 21_000)).change == 0


# -- receipts -------------------------------------------------------------------------------


def test_a_receipt_number_is_used_once_whatever_its_zeros(office: Office, copy: DossierView) -> None:
    fees.take(office, cash(copy, 21_000))
    other = received(office, birth(office, Channel.DIRECT))
    for number in ("0001873", "1873", "00001873"):
        with pytest.raises(Refused) as told:
            fees.take(office, cash(other, 16_000, number, "other"))
        assert told.value.message_id == "payment.receipt_used"
        assert told.value.params["code"] == copy.code
    other_book = replace(cash(other, 16_000, "1873", "other"), receipt_serial="26X")
    assert fees.take(office, other_book).receipt is not None


def test_a_number_left_out_of_the_book_is_seen(office: Office, copy: DossierView) -> None:
    fees.take(office, cash(copy, 21_000, "0001873"))
    second = received(office, birth(office, Channel.DIRECT))
    fees.take(office, cash(second, 16_000, "0001874", "two"))
    third = received(office, certified_copy(office, MO))
    fees.take(office, cash(third, 21_000, "0001877", "three"))
    assert "after" not in again(office, second).timeline[-1].detail
    assert again(office, third).timeline[-1].detail["after"] == "0001874"


def test_a_receipt_written_later_is_recorded_once(office: Office, copy: DossierView) -> None:
    draft = replace(cash(copy, 21_000, ""), receipt_later="máy in biên lai hết giấy")
    taken = fees.take(office, draft)
    assert (taken.receipt, taken.receipt_later) == (None, "máy in biên lai hết giấy")
    receipt = OfficialReceipt(number="0001873", form="EBL01", serial="26E")
    entry = fees.record_receipt(office, copy.id, receipt, operation="late")
    assert entry.receipt == receipt
    assert fees.record_receipt(office, copy.id, receipt, operation="late") == entry
    with pytest.raises(Refused) as told:
        fees.record_receipt(office, copy.id, replace(receipt, number="0001875"), operation="late-2")
    assert "payment.no_open_receipt" in {p.message_id for p in told.value.problems}
    other = received(office, birth(office, Channel.DIRECT))
    with pytest.raises(Refused) as told:
        fees.take(office, cash(other, 16_000, "1873", "other"))
    assert told.value.message_id == "payment.receipt_used"


def test_the_next_receipt_is_suggested_from_ones_own_book(office: Office, people: People) -> None:
    assert fees.next_receipt(office) is None
    ward = replace(office.ward, receipt_form="EBL01", receipt_serial="26E")
    assert fees.next_receipt(replace(office, ward=ward)) == OfficialReceipt(
        form=FORM, serial=SERIAL, number=""
    )
    fees.take(office, cash(received(office, certified_copy(office)), 21_000, "0001873"))
    chief = replace(office, actor=people[Role.SUPERVISOR])
    view = received(chief, birth(chief, Channel.DIRECT))
    own = replace(cash(view, 16_000, "31", "chief"), receipt_form="01BLP2-001", receipt_serial="01AA-26P")
    fees.take(chief, own)
    assert fees.next_receipt(office) == OfficialReceipt(form=FORM, serial=SERIAL, number="0001874")
    assert fees.next_receipt(chief) == OfficialReceipt(form="01BLP2-001", serial="01AA-26P", number="32")


# -- quotes ---------------------------------------------------------------------------------


def test_the_told_quote_stands_and_others_are_reckoned(office: Office) -> None:
    view = received(office, late_birth(office, copies="1"))
    assert fees.quote(office, view.id) == view.quote
    assert fees.quote(office, view.id).total is None
    assert fees.quote(office, view.id, exempt_group=POOR).total == 8_000
    assert fees.quote(office, view.id, channel=Channel.ONLINE).total is None
    with pytest.raises(NotFound):
        fees.quote(office, 99)


# -- all or nothing -------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["payment", "fee_line", "audit_event", "operation"])
def test_a_failure_at_any_write_takes_nothing(office: Office, store: Store, table: str) -> None:
    view = received(office, late_birth(office, copies="1"))
    draft = replace(cash(view, 10_000), exempt_group=POOR, exempt_proof="sổ hộ nghèo 0215")
    break_event(store, "payment.event.cash") if table == "audit_event" else break_at(store, table)
    before = contents(store)
    with pytest.raises(Exception, match="injected"):
        fees.take(office, draft)
    assert contents(store) == before


def test_a_failure_while_the_dossier_is_updated_takes_nothing(office: Office, store: Store) -> None:
    view = received(office, certified_copy(office))
    break_at(store, "dossier", "UPDATE")
    before = contents(store)
    with pytest.raises(Exception, match="injected"):
        fees.take(office, cash(view, 30_000))
    assert contents(store) == before


def test_the_twin_without_a_fault_writes(office: Office, store: Store) -> None:
    view = received(office, late_birth(office, copies="1"))
    draft = replace(cash(view, 10_000), exempt_group=POOR, exempt_proof="sổ hộ nghèo 0215")
    before = contents(store)
    fees.take(office, draft)
    after = contents(store)
    assert {t for t in after if after[t] != before[t]} >= {"payment", "fee_line", "dossier", "operation"}
