"""What a payment must be: sums, means, exemptions, amounts the data does not know, and what may go back."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.models.money import (
    Approval,
    MeansDraft,
    Payer,
    PaymentKind,
    PaymentMeans,
    PaymentView,
    Quote,
    QuoteLine,
    ReversalDraft,
)
from counter.rules import payments
from counter.rules.payments import MOST_CHANGE

CASH, TRANSFER, CARD = PaymentMeans.CASH, PaymentMeans.TRANSFER, PaymentMeans.CARD
GROUND = "Luật Hộ tịch Điều 11"


def line(fee_id: str, amount: int | None, kind: str = "", ground: str = "") -> QuoteLine:
    return QuoteLine(
        label=fee_id,
        quantity=1,
        unit_amount=amount,
        amount=amount,
        source="",
        fee_id=fee_id,
        kind=kind,
        waived_source=ground,
    )


def quoted(*lines: QuoteLine) -> Quote:
    unknown = tuple(each.label for each in lines if each.amount is None)
    total = None if unknown else sum(each.amount or 0 for each in lines)
    return Quote(lines=lines, total=total, waived=0, unknown=unknown)


def cash(tendered: int | None, amount: int | None = None) -> MeansDraft:
    return MeansDraft(means=CASH, tendered=tendered, amount=amount)


def wrong(total: int, *means: MeansDraft) -> list[str]:
    found = payments.means_problems(payments.spread(means, total), total)
    return [problem.message_id for problem in found]


# -- means ------------------------------------------------------------------------------------


@settings(max_examples=80)
@given(st.integers(1, 5_000_000), st.integers(0, 15_000_000))
def test_cash_is_enough_or_what_is_missing_is_said(due: int, tendered: int) -> None:
    found = wrong(due, cash(tendered))
    assert (not found) is (0 <= tendered - due <= MOST_CHANGE)
    if tendered < due:
        assert found == ["payment.short"]


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("FT26327000412", True),
        ("052817", True),
        ("", False),
        ("ok", False),
        ("đã chuyển", False),
        ("1" * 41, False),
    ],
)
@pytest.mark.parametrize("means", [TRANSFER, CARD, PaymentMeans.POST])
def test_what_is_no_cash_has_a_number(means: PaymentMeans, code: str, right: bool) -> None:
    assert (not wrong(8_000, MeansDraft(means=means, reference=code))) is right


@settings(max_examples=80)
@given(st.integers(2, 5_000_000), st.data())
def test_several_means_add_up_to_the_sum(total: int, data: st.DataObject) -> None:
    """The part that is not said is what the others leave; any other sum is refused."""
    part = data.draw(st.integers(1, total - 1))
    transfer = MeansDraft(means=TRANSFER, reference="FT1234")
    assert not wrong(total, cash(total, amount=part), transfer)
    off = data.draw(st.integers(-1_000, 1_000).filter(bool))
    said = replace(transfer, amount=total - part + off)
    assert "payment.means_sum" in wrong(total, cash(total, amount=part), said)


@pytest.mark.parametrize("amount", [0, -1, 20_001])
def test_a_part_is_neither_nothing_nor_more_than_is_due(amount: int) -> None:
    assert payments.part_problems(amount, 20_000)
    assert not payments.part_problems(20_000, 20_000)
    assert not payments.part_problems(None, 20_000)


# -- kinds of fee -----------------------------------------------------------------------------

LINES = (line("a", 10_000, "phi"), line("b", 5_000, "le_phi"), line("c", 2_000, "phi"))


@settings(max_examples=100)
@given(st.lists(st.integers(1, 6_000), max_size=8))
def test_parts_fill_the_kinds_of_fee_exactly(parts: list[int]) -> None:
    paid: dict[str, int] = {}
    for part in parts:
        part = min(part, 17_000 - sum(paid.values()))
        if not part:
            break
        for kind, amount in payments.kinds(LINES, paid, part):
            assert amount > 0
            paid[kind] = paid.get(kind, 0) + amount
    assert sum(paid.values()) == min(sum(parts), 17_000)
    assert paid.get("phi", 0) <= 12_000 and paid.get("le_phi", 0) <= 5_000 and paid.get("", 0) == 0


def test_what_was_paid_before_kinds_were_known_counts() -> None:
    assert payments.kinds(LINES, {"": 11_000}, 6_000) == (("phi", 1_000), ("le_phi", 5_000))


# -- exemptions and unknown amounts -----------------------------------------------------------


def test_an_exemption_has_the_grounds_of_what_it_changes() -> None:
    full = quoted(line("charge", None), line("copies", 8_000, ground="Nghị quyết 66.22"))
    freed = quoted(line("charge", 0, ground=GROUND), line("copies", 8_000, ground="Nghị quyết 66.22"))
    assert payments.exemption("poor", full, freed) == ((GROUND,), 0)  # an unknown amount was freed
    assert payments.exemption("poor", full, full) == ((), 0)
    assert payments.exemption("", full, freed) == ((), 0)


def test_what_an_exemption_takes_off_is_counted() -> None:
    full = quoted(line("charge", 10_000), line("copies", 8_000))
    freed = quoted(line("charge", 0, ground=GROUND), line("copies", 8_000))
    assert payments.exemption("disabled", full, freed) == ((GROUND,), 10_000)


def test_without_a_ground_there_is_no_waiver() -> None:
    full, freed = quoted(line("charge", 10_000)), quoted(line("charge", 0))
    assert payments.exemption("disabled", full, freed) == ((), 0)


def test_one_sum_is_said_for_everything_unknown() -> None:
    quote = payments.stated(
        quoted(line("a", None, "phi"), line("b", 8_000), line("c", None, "post")), 12_000, " NQ  39/2025 "
    )
    assert (quote.total, quote.unknown) == (20_000, ())
    assert [(each.label, each.amount, each.kind) for each in quote.lines] == [
        ("b", 8_000, ""),
        ("a + c", 12_000, ""),
    ]
    assert quote.lines[-1].source == "NQ 39/2025"


@pytest.mark.parametrize("amount", [-1, payments.MOST_STATED + 1])
def test_a_stated_sum_has_a_range(amount: int) -> None:
    found = payments.stated_problems(quoted(line("a", None)), amount, "bảng niêm yết")
    assert [p.message_id for p in found] == ["payment.stated_range"]


# -- giving back ------------------------------------------------------------------------------


def payment(**changes: object) -> PaymentView:
    taken = PaymentView(
        id=1,
        kind=PaymentKind.PAYMENT,
        total=21_000,
        means=(),
        shares=(),
        payer=Payer.SELF,
        payer_name="",
        taken_by="",
        taken_at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    return replace(taken, **changes)  # type: ignore[arg-type]  # the fields of the view


def back(kind: PaymentKind, amount: int | None = None, reason: str = "thu sai") -> ReversalDraft:
    second = Approval(name="Lê Lãnh Đạo", pin="1")
    return ReversalDraft(
        operation="b", payment_id=1, kind=kind, reason=reason, approval=second, amount=amount
    )


@pytest.mark.parametrize(
    ("draft", "taken", "reason"),
    [
        (back(PaymentKind.VOID), payment(voided=True), "payment.given_back_already"),
        (back(PaymentKind.VOID), payment(given_back=1_000), "payment.void_after_refund"),
        (back(PaymentKind.VOID, reason=" "), payment(), "payment.reason_missing"),
        (back(PaymentKind.REFUND, 21_001), payment(), "payment.refund_range"),
        (back(PaymentKind.REFUND, 0), payment(), "payment.refund_range"),
        (back(PaymentKind.REFUND, 20_001), payment(given_back=1_000), "payment.refund_range"),
        (back(PaymentKind.REFUND), payment(kind=PaymentKind.VOID), "payment.not_a_payment"),
        (back(PaymentKind.PAYMENT), payment(), "payment.not_a_reversal"),
    ],
)
def test_what_may_not_go_back(draft: ReversalDraft, taken: PaymentView, reason: str) -> None:
    assert [p.message_id for p in payments.reversal_problems(draft, taken)] == [reason]


def test_what_may_go_back() -> None:
    assert not payments.reversal_problems(back(PaymentKind.VOID), payment())
    assert not payments.reversal_problems(back(PaymentKind.REFUND, 20_000), payment(given_back=1_000))
