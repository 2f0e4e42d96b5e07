"""What a payment must be: sums, means, exemptions, amounts the data does not know."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.models.money import PaymentDraft, PaymentMeans, Quote, QuoteLine
from counter.rules import payments
from counter.rules.payments import MOST_CHANGE, Settlement
from counter.services.office import shipped_catalogue

BIRTH = shipped_catalogue().get("ks")
CHARGE, COPIES = BIRTH.fees[1], BIRTH.fees[2]


def line(fee_id: str, amount: int | None) -> QuoteLine:
    return QuoteLine(label=fee_id, quantity=1, unit_amount=amount, amount=amount, source="", fee_id=fee_id)


def quoted(*lines: QuoteLine) -> Quote:
    unknown = tuple(each.label for each in lines if each.amount is None)
    total = None if unknown else sum(each.amount or 0 for each in lines)
    return Quote(lines=lines, total=total, waived=0, unknown=unknown)


def draft(**changes: object) -> PaymentDraft:
    make: Callable[..., PaymentDraft] = PaymentDraft
    values: dict[str, object] = {"means": PaymentMeans.CASH, "tendered": 0, **changes}
    return make(operation="a", dossier_id=1, version=1, **values)


def settled(due: int) -> Settlement:
    return Settlement(quote=quoted(line("a", due)), due=due, waived=0, grounds=(), was_unknown=False)


@settings(max_examples=80)
@given(st.integers(1, 5_000_000), st.integers(0, 15_000_000))
def test_cash_is_enough_or_what_is_missing_is_said(due: int, tendered: int) -> None:
    found = payments.problems(draft(tendered=tendered), settled(due))
    enough = 0 <= tendered - due <= MOST_CHANGE
    assert (not found) is enough
    if tendered < due:
        assert [p.message_id for p in found] == ["payment.short"]


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
def test_a_transfer_has_a_code_of_the_bank(code: str, right: bool) -> None:
    found = payments.problems(draft(means=PaymentMeans.TRANSFER, reference=code), settled(8_000))
    assert (not found) is right


def test_an_exemption_frees_only_what_its_group_is_listed_for() -> None:
    full = quoted(line(CHARGE.id, None), line(COPIES.id, 8_000))
    freed = quoted(line(CHARGE.id, 0), line(COPIES.id, 8_000))
    poor = payments.settle(BIRTH, draft(exempt_group="nguoi_thuoc_ho_ngheo"), full, freed)
    assert (poor.due, poor.waived) == (8_000, 0)  # an unknown amount was freed
    assert poor.grounds and "Luật Hộ tịch" in poor.grounds[0]
    nobody = payments.settle(BIRTH, draft(exempt_group="cha_duong_me_ke"), full, full)
    assert (nobody.exempted, nobody.due) == (False, None)


def test_what_an_exemption_takes_off_is_counted() -> None:
    full = quoted(line(CHARGE.id, 10_000), line(COPIES.id, 8_000))
    freed = quoted(line(CHARGE.id, 0), line(COPIES.id, 8_000))
    assert payments.exemption(BIRTH, "nguoi_khuyet_tat", full, freed)[1] == 10_000
    assert payments.exemption(BIRTH, "nguoi_khuyet_tat", full, full) == ((), 0)


def test_one_sum_is_said_for_everything_unknown() -> None:
    quote = payments.stated(
        quoted(line("a", None), line("b", 8_000), line("c", None)), 12_000, " NQ  39/2025 "
    )
    assert (quote.total, quote.unknown) == (20_000, ())
    assert [(each.label, each.amount) for each in quote.lines] == [("b", 8_000), ("a + c", 12_000)]
    assert quote.lines[-1].source == "NQ 39/2025"


@pytest.mark.parametrize("amount", [-1, payments.MOST_STATED + 1])
def test_a_stated_sum_has_a_range(amount: int) -> None:
    given_by_clerk = draft(stated_amount=amount, stated_source="bảng niêm yết", tendered=amount)
    settlement = payments.settle(BIRTH, given_by_clerk, quoted(line("a", None)), quoted(line("a", None)))
    found = payments.problems(given_by_clerk, settlement)
    assert "payment.stated_range" in {p.message_id for p in found}


def test_nothing_is_taken_where_everything_is_exempt() -> None:
    free = replace(settled(0), grounds=("Luật Hộ tịch Điều 11",))
    cash = draft(exempt_group="x", exempt_proof="sổ 1", tendered=None)
    assert [p.message_id for p in payments.problems(cash, free)] == ["payment.all_exempt"]
    exempt = replace(cash, means=PaymentMeans.EXEMPT)
    assert not payments.problems(exempt, free)
