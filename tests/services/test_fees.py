"""The fee of a dossier: taken once, whole, with a receipt, or not at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from counter.errors import Conflict, Forbidden, NotFound, Refused
from counter.models.catalogue import Channel
from counter.models.dossier import DossierView
from counter.models.money import (
    ExemptionDraft,
    MeansDraft,
    MoneyState,
    Payer,
    PaymentDraft,
    PaymentMeans,
)
from counter.models.staff import Role, StaffView
from counter.services.dossier import dossiers
from counter.services.money import fees, payments
from counter.services.office import Office
from counter.services.store.store import Store
from tests.conftest import Clock
from tests.services.journeys import (
    MO,
    birth,
    break_at,
    break_event,
    but,
    cash,
    certified_copy,
    contents,
    free,
    late_birth,
    paying,
    receipt,
    received,
    stating,
    with_drawer,
)

People = dict[Role, StaffView]
POOR = "nguoi_thuoc_ho_ngheo"


@pytest.fixture
def office(office: Office) -> Office:
    """The counter with the clerk's drawer open."""
    return with_drawer(office)


@pytest.fixture
def copy(office: Office) -> DossierView:
    """Three certified copies: 21.000đ are due."""
    return received(office, certified_copy(office))


def again(office: Office, view: DossierView) -> DossierView:
    return dossiers.get(office, str(view.id))


# -- cash -----------------------------------------------------------------------------------


def test_thirty_thousand_for_twenty_one_gives_nine_back(office: Office, copy: DossierView) -> None:
    taken = payments.take(office, cash(copy, 30_000))
    assert (taken.total, taken.tendered, taken.change) == (21_000, 30_000, 9_000)
    assert taken.receipt == but(receipt("0001873"), issued_on=date(2026, 11, 23))
    assert [(s.short_code, s.amount) for s in taken.shares] == [(copy.short_code, 21_000)]
    assert taken.taken_by == "Nguyễn Thị Tiếp"
    after = again(office, copy)
    assert after.money is MoneyState.PAID
    assert after.payments == (taken,)
    assert after.timeline[-1].detail["sum"] == "21.000đ"


def test_a_second_press_is_the_same_payment(office: Office, store: Store, copy: DossierView) -> None:
    first = payments.take(office, cash(copy, 30_000))
    before = contents(store)
    assert payments.take(office, cash(copy, 50_000)) == first
    assert contents(store) == before


def test_a_fee_is_taken_once(office: Office, copy: DossierView) -> None:
    payments.take(office, cash(copy, 30_000))
    with pytest.raises(Refused) as told:
        payments.take(office, cash(again(office, copy), 30_000, "0001874", "pay-2"))
    assert told.value.message_id == "payment.settled.paid"


def test_somebody_who_saw_the_dossier_before_is_told(office: Office, copy: DossierView) -> None:
    payments.later(office, copy.id, operation="later", version=copy.version)
    with pytest.raises(Conflict) as told:
        payments.take(office, cash(copy, 30_000))
    assert told.value.message_id == "dossier.changed_by"
    assert (told.value.params["who"], told.value.params["what"]) == ("Nguyễn Thị Tiếp", "Hẹn thu phí sau")


def test_only_a_clerk_takes_money(office: Office, people: People, copy: DossierView) -> None:
    for role in (Role.VOLUNTEER, Role.ADMINISTRATOR):
        with pytest.raises(Forbidden):
            payments.take(replace(office, actor=people[role]), cash(copy, 30_000))


Change = Callable[[PaymentDraft], PaymentDraft]
NO_CASH = {"tendered": None, "means": PaymentMeans.TRANSFER}
WRONG: dict[str, tuple[Change, str]] = {
    "nothing handed over": (lambda d: paying(d, tendered=None), "payment.tendered_missing"),
    "a thousand short": (lambda d: paying(d, tendered=20_000), "payment.short"),
    "a million too many": (lambda d: paying(d, tendered=30_000_000), "payment.too_much"),
    "a transfer without a code": (lambda d: paying(d, **NO_CASH), "payment.transfer_reference_missing"),
    "a transfer with words": (
        lambda d: paying(d, **NO_CASH, reference="chuyển rồi"),
        "payment.transfer_reference_shape",
    ),
    "a card without its slip": (
        lambda d: paying(d, means=PaymentMeans.CARD),
        "payment.card_reference_missing",
    ),
    "no means": (lambda d: replace(d, means=()), "payment.means_missing"),
    "the same means twice": (lambda d: replace(d, means=d.means * 2), "payment.means_twice"),
    "means that do not add up": (lambda d: paying(d, amount=20_000), "payment.means_sum"),
    "more than is due": (
        lambda d: replace(d, shares=(but(d.shares[0], amount=21_001),)),
        "payment.part_range",
    ),
    "the same dossier twice": (lambda d: replace(d, shares=d.shares * 2), "payment.dossiers"),
    "a payer's name without end": (
        lambda d: replace(d, payer=Payer.CHILD, payer_name="a" * 5_000),
        "payment.payer_long",
    ),
    "somebody else who has no name": (lambda d: replace(d, payer=Payer.CHILD), "payment.payer_missing"),
    "a stated sum for a known fee": (
        lambda d: stating(d, 5_000, "bảng niêm yết"),
        "payment.amount_known",
    ),
    "a receipt without its number": (lambda d: replace(d, receipt=receipt("")), "receipt.number_missing"),
    "nothing of a receipt": (lambda d: replace(d, receipt=None), "payment.receipt_missing"),
    "a form nobody prints": (
        lambda d: replace(d, receipt=receipt("1", form="01BLP2001")),
        "receipt.form_hyphen",
    ),
    "a serial of another form": (
        lambda d: replace(d, receipt=receipt("1", serial="01AA-26P")),
        "receipt.serial_grammar",
    ),
    "a number with letters": (lambda d: replace(d, receipt=receipt("18a")), "receipt.number_digits"),
    "a password as the reason": (
        lambda d: replace(d, receipt=None, receipt_later="mk: abc12345"),
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
        payments.take(office, change(cash(copy, 30_000)))
    assert reason in {problem.message_id for problem in told.value.problems}
    assert contents(store) == before
    assert payments.take(office, cash(copy, 30_000)).change == 9_000  # the twin without the fault


def test_the_missing_sum_is_named(office: Office, copy: DossierView) -> None:
    with pytest.raises(Refused) as told:
        payments.take(office, cash(copy, 20_000))
    assert told.value.params["short"] == "1.000đ"


def test_every_fault_is_told_at_once(office: Office, copy: DossierView) -> None:
    with pytest.raises(Refused) as told:
        payments.take(office, replace(cash(copy, 1_000), receipt=receipt("x", serial="?")))
    assert {p.field for p in told.value.problems} == {"tendered", "receipt_serial", "receipt_number"}


# -- other means ----------------------------------------------------------------------------


def test_a_transfer_is_taken_with_the_banks_code(office: Office, copy: DossierView) -> None:
    [means] = payments.take(office, paying(cash(copy, 0), **NO_CASH, reference="FT26327000412")).means
    assert (means.amount, means.tendered, means.reference) == (21_000, None, "FT26327000412")


def test_cash_and_a_transfer_in_one_payment(office: Office, copy: DossierView) -> None:
    draft = replace(
        cash(copy, 0),
        means=(
            MeansDraft(means=PaymentMeans.CASH, amount=20_000, tendered=20_000),
            MeansDraft(means=PaymentMeans.TRANSFER, reference="FT26327000412"),
        ),
    )
    taken = payments.take(office, draft)
    assert [(part.means, part.amount) for part in taken.means] == [
        (PaymentMeans.CASH, 20_000),
        (PaymentMeans.TRANSFER, 1_000),
    ]
    assert again(office, copy).money is MoneyState.PAID


def test_a_fee_is_paid_in_parts(office: Office, copy: DossierView) -> None:
    first = replace(cash(copy, 15_000), shares=(but(cash(copy, 0).shares[0], amount=15_000),))
    payments.take(office, first)
    open_still = again(office, copy)
    assert (open_still.money, open_still.left) == (MoneyState.DUE, 6_000)
    assert payments.due(office, [copy.id])[0].left == 6_000
    payments.take(office, cash(open_still, 10_000, "0001874", "pay-2"))
    settled = again(office, copy)
    assert (settled.money, settled.left) == (MoneyState.PAID, 0)
    assert [p.total for p in settled.payments] == [15_000, 6_000]


def test_one_payment_for_three_dossiers_of_two_people(office: Office, copy: DossierView) -> None:
    views = [
        copy,
        received(office, birth(office, Channel.DIRECT)),
        received(office, certified_copy(office, MO)),
    ]
    draft = replace(cash(copy, 60_000), shares=tuple(s for view in views for s in cash(view, 0).shares))
    taken = payments.take(office, draft)
    assert (taken.total, taken.change) == (58_000, 2_000)
    assert [share.amount for share in taken.shares] == [21_000, 16_000, 21_000]
    for view in views:
        after = again(office, view)
        assert after.money is MoneyState.PAID
        assert after.payments == (taken,)
        assert after.timeline[-1].event == "payment.event.cash"


def test_somebody_else_pays(office: Office, copy: DossierView) -> None:
    draft = replace(cash(copy, 21_000), payer=Payer.CHILD, payer_name="Trần Văn Con")
    taken = payments.take(office, draft)
    assert (taken.payer, taken.payer_name) == (Payer.CHILD, "Trần Văn Con")


def test_cash_needs_an_open_drawer_and_a_transfer_does_not(office: Office, people: People) -> None:
    chief = replace(office, actor=people[Role.SUPERVISOR])
    view = received(chief, certified_copy(chief))
    with pytest.raises(Refused) as told:
        payments.take(chief, cash(view, 21_000))
    assert told.value.message_id == "drawer.none_open"
    assert payments.take(chief, paying(cash(view, 0), **NO_CASH, reference="FT26327000412")).drawer_id is None


def test_a_drawer_open_for_more_than_a_day_takes_nothing(
    office: Office, clock: Clock, copy: DossierView
) -> None:
    clock.ahead(hours=24)
    payments.take(office, cash(copy, 21_000))
    second = received(office, certified_copy(office, MO))
    clock.ahead(seconds=1)
    with pytest.raises(Refused) as told:
        payments.take(office, cash(second, 21_000, "0001874", "pay-2"))
    assert told.value.message_id == "drawer.open_too_long"


# -- exemptions -----------------------------------------------------------------------------


WITHOUT: dict[str, tuple[Callable[[ExemptionDraft], ExemptionDraft], str]] = {
    "the paper": (lambda d: replace(d, proof=" "), "payment.exempt_proof_missing"),
    "a group": (lambda d: replace(d, group=""), "payment.exempt_group_missing"),
    "a group that the fee lists": (
        lambda d: replace(d, group="vay_von_nong_nghiep_the_chap"),
        "payment.exempt_not_listed_here",
    ),
    "a ground of the law": (lambda d: replace(d, ground="Quen biết"), "payment.ground_not_listed"),
}


@pytest.mark.parametrize("name", list(WITHOUT))
def test_nobody_is_exempt_without(office: Office, store: Store, name: str) -> None:
    view = received(office, late_birth(office, copies="0"))
    change, reason = WITHOUT[name]
    before = contents(store)
    with pytest.raises(Refused) as told:
        payments.exempt(office, change(free(view, POOR)))
    assert reason in {problem.message_id for problem in told.value.problems}
    assert contents(store) == before


def test_a_whole_exemption_is_recorded_with_its_ground(office: Office) -> None:
    view = received(office, late_birth(office, copies="0"))
    after = payments.exempt(office, free(view, POOR))
    [entry] = after.exemptions
    assert (after.money, entry.proof, entry.accepted_by) == (
        MoneyState.EXEMPT,
        "sổ hộ nghèo 0215",
        "Nguyễn Thị Tiếp",
    )
    assert "Luật Hộ tịch" in entry.ground
    assert payments.exempt(office, free(view, POOR)) == after  # a second press


def test_a_part_is_exempt_and_the_rest_is_paid(office: Office) -> None:
    view = received(
        office, late_birth(office, copies="1")
    )  # the charge is free for the poor, the copy is not
    left = payments.exempt(office, free(view, POOR))
    assert (left.money, left.left) == (MoneyState.DUE, 8_000)
    taken = payments.take(office, cash(left, 10_000))
    assert (taken.total, taken.change) == (8_000, 2_000)
    after = again(office, view)
    assert (after.money, after.quote.total, len(after.exemptions)) == (MoneyState.PAID, 8_000, 1)


def test_a_group_noted_at_intake_counts_only_with_its_paper(office: Office) -> None:
    view = received(office, late_birth(office, group=POOR, copies="1"))
    assert view.quote.total == 8_000
    with pytest.raises(Refused) as told:
        payments.take(office, cash(view, 8_000))
    assert told.value.message_id == "payment.amount_unknown"  # nobody's exemption: the late charge is back
    assert payments.due(office, [view.id])[0].left is None


def test_what_was_exempt_at_acceptance_is_not_asked_again(office: Office) -> None:
    view = received(office, late_birth(office, group=POOR, proof="sổ hộ nghèo 0215", copies="1"))
    taken = payments.take(office, cash(view, 8_000))
    assert (taken.total, taken.change) == (8_000, 0)
    assert len(again(office, view).exemptions) == 1


# -- amounts the data does not know -----------------------------------------------------------


def test_an_unknown_amount_is_read_from_the_posted_table(office: Office) -> None:
    view = received(office, late_birth(office, copies="2"))
    with pytest.raises(Refused) as told:
        payments.take(office, cash(view, 30_000))
    assert told.value.message_id == "payment.amount_unknown"
    draft = stating(cash(view, 30_000), 8_000, "")
    with pytest.raises(Refused) as told:
        payments.take(office, draft)
    assert told.value.message_id == "payment.stated_source_missing"
    taken = payments.take(office, stating(draft, 8_000, "NQ 39/2025, bảng niêm yết 02/01/2026"))
    assert (taken.total, taken.change) == (24_000, 6_000)
    after = again(office, view)
    assert (after.quote.total, after.quote.unknown) == (24_000, ())
    assert after.quote.lines[-1].source == "NQ 39/2025, bảng niêm yết 02/01/2026"
    assert after.timeline[-1].detail["stated"] == "8000"


def test_a_dossier_without_a_fee_takes_none(office: Office) -> None:
    view = received(office, birth(office, Channel.DIRECT, so_ban_sao="0"))
    assert view.money is MoneyState.NONE
    with pytest.raises(Refused) as told:
        payments.take(office, cash(view, 10_000))
    assert told.value.message_id == "payment.settled.none"


def test_paying_later_is_noted_and_then_paid(office: Office, copy: DossierView) -> None:
    after = payments.later(office, copy.id, operation="later", version=copy.version)
    assert after.money is MoneyState.LATER
    assert payments.take(office, cash(after, 21_000)).change == 0


# -- receipts -------------------------------------------------------------------------------


def test_a_receipt_number_is_used_once_whatever_its_zeros(office: Office, copy: DossierView) -> None:
    payments.take(office, cash(copy, 21_000))
    other = received(office, birth(office, Channel.DIRECT))
    for number in ("0001873", "1873", "00001873"):
        with pytest.raises(Refused) as told:
            payments.take(office, cash(other, 16_000, number, "other"))
        assert told.value.message_id == "receipt.number_used"
        assert told.value.params["holder"] == copy.code
    other_book = replace(cash(other, 16_000, "1873", "other"), receipt=receipt("1873", serial="26X"))
    assert payments.take(office, other_book).receipt is not None


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


WRITTEN = (
    "payment",
    "payment_means",
    "payment_share",
    "receipt",
    "ledger_line",
    "ledger_entry",
    "fee_line",
    "operation",
)


@pytest.mark.parametrize("table", [*WRITTEN, "audit_event"])
def test_a_failure_at_any_write_takes_nothing(office: Office, store: Store, table: str) -> None:
    view = received(office, late_birth(office, copies="1"))
    draft = stating(cash(view, 30_000), 8_000, "bảng niêm yết")
    break_event(store, "payment.event.cash") if table == "audit_event" else break_at(store, table)
    before = contents(store)
    with pytest.raises(Exception, match="injected"):
        payments.take(office, draft)
    assert contents(store) == before


def test_a_failure_while_the_dossier_is_updated_takes_nothing(office: Office, store: Store) -> None:
    view = received(office, certified_copy(office))
    break_at(store, "dossier", "UPDATE")
    before = contents(store)
    with pytest.raises(Exception, match="injected"):
        payments.take(office, cash(view, 30_000))
    assert contents(store) == before


def test_the_twin_without_a_fault_writes(office: Office, store: Store) -> None:
    view = received(office, late_birth(office, copies="1"))
    draft = stating(cash(view, 30_000), 8_000, "bảng niêm yết")
    before = contents(store)
    payments.take(office, draft)
    after = contents(store)
    assert {t for t in after if after[t] != before[t]} >= {*WRITTEN, "dossier", "audit_event"}
