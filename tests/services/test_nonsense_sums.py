"""Counts and sums that nobody can hold in the hand are refused with the box named, and nothing is written."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from counter.errors import Refused
from counter.models.drawer import ODD, CashCount
from counter.models.money import PaymentDraft
from counter.models.till import CashMoveDraft, ClosingDraft, OpeningDraft
from counter.rules.count_checks import MOST_FLOAT
from counter.services.money import payments
from counter.services.office import Office
from counter.services.till import drawers
from tests.services.journeys import but, cash, certified_copy, contents, paying, received, with_drawer

COUNTS = [
    ((7, 3), "notes", "cash.note_unknown"),
    ((500, 3), "notes", "cash.note_unknown"),  # odd money is one sum
    ((1_000.0, 3), "notes", "cash.note_unknown"),
    ((10_000, 10_001), "note_10000", "cash.pieces_too_many"),
    ((10_000, 10**19), "note_10000", "cash.pieces_too_many"),
    ((10_000, 1.5), "note_10000", "cash.pieces_unreadable"),
    ((10_000, True), "note_10000", "cash.pieces_unreadable"),
    ((ODD, 10**19), "odd", "cash.odd_too_much"),
    ((ODD, 5_000_100), "odd", "cash.odd_too_much"),
    ((ODD, 700.5), "odd", "cash.odd_unreadable"),
    ((ODD, 750), "odd", "cash.odd_not_hundreds"),
]
counts = pytest.mark.parametrize(("pair", "field", "message_id"), COUNTS)


def count_of(*pairs: tuple[object, object]) -> CashCount:
    return but(CashCount(), pieces=pairs)


def told(office: Office, act: Callable[[], object]) -> list[tuple[str, str]]:
    """The problems of an act that is refused and leaves the store as it was."""
    before = contents(office.store)
    with pytest.raises(Refused) as error:
        act()
    assert contents(office.store) == before
    return [(problem.field, problem.message_id) for problem in error.value.problems]


@counts
def test_no_drawer_opens_with_it(
    office: Office, pair: tuple[object, object], field: str, message_id: str
) -> None:
    draft = OpeningDraft(operation="open", count=count_of(pair))
    assert told(office, lambda: drawers.open_drawer(office, draft)) == [(field, message_id)]


@counts
def test_no_drawer_is_compared_or_closed_with_it(
    office: Office, pair: tuple[object, object], field: str, message_id: str
) -> None:
    office, count = with_drawer(office), count_of(pair)
    view = drawers.mine(office)
    assert view is not None
    draft = ClosingDraft(operation="close", drawer_id=view.id, count=count, kept=0, expected=0, reason="x")
    assert told(office, lambda: drawers.compare(office, view.id, count)) == [(field, message_id)]
    assert told(office, lambda: drawers.close(office, draft)) == [(field, message_id)]


def test_every_wrong_box_is_named_at_once(office: Office) -> None:
    draft = OpeningDraft(operation="open", count=count_of((10_000, 10**9), (7, 1), (ODD, 10**9)))
    assert [field for field, _ in told(office, lambda: drawers.open_drawer(office, draft))] == [
        "note_10000",
        "notes",
        "odd",
    ]


def test_a_float_of_a_fortune_belongs_in_the_safe(office: Office) -> None:
    most = CashCount.of([(500_000, MOST_FLOAT // 500_000)])
    above = CashCount.of([*most.pieces, (1_000, 1)])
    refused = told(office, lambda: drawers.open_drawer(office, OpeningDraft(operation="open", count=above)))
    assert refused == [("notes", "cash.float_too_much")]
    view = drawers.open_drawer(office, OpeningDraft(operation="open", count=most))
    draft = ClosingDraft(
        operation="close", drawer_id=view.id, count=above, kept=above.total, expected=MOST_FLOAT, reason="x"
    )
    assert told(office, lambda: drawers.close(office, draft)) == [("kept", "cash.float_too_much")]
    broken = but(draft, kept=0.5)
    assert told(office, lambda: drawers.close(office, broken)) == [("kept", "fee.amount.not_whole")]


@pytest.mark.parametrize("amount", [1_000.5, 1_000.0, True, 10**19])
def test_no_cash_is_moved_but_whole_dong(office: Office, amount: object) -> None:
    office = with_drawer(office)
    draft = but(CashMoveDraft(operation="move", amount=1, reason="đổi tiền lẻ"), amount=amount)
    assert told(office, lambda: drawers.move_cash(office, draft)) == [("amount", "drawer.amount_missing")]


@pytest.mark.parametrize("value", [21_000.5, 21_000.0, True])
@pytest.mark.parametrize(
    ("field", "of"),
    [
        ("tendered", lambda draft, value: paying(draft, tendered=value)),
        ("means", lambda draft, value: paying(draft, amount=value)),
        ("amount", lambda draft, value: shares(draft, amount=value)),
        ("stated_amount", lambda draft, value: shares(draft, stated_amount=value)),
    ],
)
def test_no_fee_is_taken_but_whole_dong(
    office: Office, field: str, of: Callable[[PaymentDraft, object], PaymentDraft], value: object
) -> None:
    office = with_drawer(office)
    draft = of(cash(received(office, certified_copy(office)), 30_000, "0001873"), value)
    assert told(office, lambda: payments.take(office, draft)) == [(field, "fee.amount.not_whole")]


def shares(draft: PaymentDraft, **changes: object) -> PaymentDraft:
    (share,) = draft.shares
    return replace(draft, shares=(but(share, **changes),))


@pytest.mark.parametrize("value", [10**19, -(10**19)])
def test_sums_that_no_store_can_hold_are_refused(office: Office, value: int) -> None:
    office = with_drawer(office)
    draft = cash(received(office, certified_copy(office)), 30_000, "0001873")
    for wrong in (paying(draft, tendered=value), paying(draft, amount=value), shares(draft, amount=value)):
        assert told(office, partial(payments.take, office, wrong))
