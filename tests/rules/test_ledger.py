"""The lines of every act with money: balanced, without empty lines, and a closed drawer holds nothing."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter import i18n
from counter.models.ledger import Account, Line, Share
from counter.models.money import PaymentMeans
from counter.rules import ledger
from counter.rules.ledger import must_balance

CASH, FEES = Account.CASH, Account.FEES
POSITIVE = st.integers(1, 10**10)
KINDS = st.sampled_from(["phi", "le_phi", ""])
DRAWER = 7


@st.composite
def paid(draw: st.DrawFn) -> tuple[list[tuple[str, int]], list[Share]]:
    """A payment by several means, for several dossiers, both of the same sum; some parts are of 0 đồng."""
    shares = draw(st.lists(st.builds(Share, st.integers(1, 4), KINDS, st.integers(0, 10**7)), max_size=6))
    left, means = sum(share.amount for share in shares), list[tuple[str, int]]()
    for word in draw(st.lists(st.sampled_from(ledger.MEANS), max_size=4)):
        part = draw(st.integers(0, left))
        means.append((word, part))
        left -= part
    means.append((draw(st.sampled_from(ledger.MEANS)), left))
    return means, shares


def balances(*entries: tuple[Line, ...]) -> Counter[tuple[Account, int | None]]:
    sums: Counter[tuple[Account, int | None]] = Counter()
    for line in (line for entry in entries for line in entry):
        sums[line.account, line.drawer_id] += line.amount
    return sums


@pytest.mark.parametrize(
    ("entry", "lines"),
    [
        (
            ledger.payment([(PaymentMeans.CASH, 21_000)], [Share(3, "phi", 21_000)], 1),
            (Line(CASH, 21_000, 1), Line(FEES, -21_000, dossier_id=3, fee_kind="phi")),
        ),
        (  # two dossiers, one of them with both kinds of fee, cash and transfer together
            ledger.payment(
                [("cash", 8_000), ("transfer", 30_000)],
                [Share(3, "phi", 10_000), Share(3, "le_phi", 8_000), Share(4, "phi", 20_000)],
                1,
            ),
            (
                Line(CASH, 8_000, 1),
                Line(Account.TRANSFER, 30_000),
                Line(FEES, -10_000, dossier_id=3, fee_kind="phi"),
                Line(FEES, -8_000, dossier_id=3, fee_kind="le_phi"),
                Line(FEES, -20_000, dossier_id=4, fee_kind="phi"),
            ),
        ),
        (  # no drawer is needed where no cash is; two slips of one terminal are one line
            ledger.payment([("card", 5_000), ("card", 6_000)], [Share(9, "", 11_000)], None),
            (Line(Account.CARD, 11_000), Line(FEES, -11_000, dossier_id=9)),
        ),
        (
            ledger.reversal([("cash", 6_000)], [Share(3, "phi", 6_000)], 2),
            (Line(CASH, -6_000, 2), Line(FEES, 6_000, dossier_id=3, fee_kind="phi")),
        ),
        (ledger.opening(500_000, 1), (Line(CASH, 500_000, 1), Line(Account.FLOAT, -500_000))),
        (ledger.opening(0, 1), ()),
        (ledger.cash_move(-45_000, 1), (Line(CASH, -45_000, 1), Line(Account.OTHER, 45_000))),
        (  # 9.000 đồng are missing: the difference is a debit
            ledger.closing(1_752_000, 1_761_000, 500_000, 1),
            (
                Line(CASH, -1_761_000, 1),
                Line(Account.SAFE, 1_252_000),
                Line(Account.FLOAT, 500_000),
                Line(Account.DIFFERENCE, 9_000),
            ),
        ),
        (  # 1.000 đồng too much, nothing kept
            ledger.closing(22_000, 21_000, 0, 1),
            (Line(CASH, -21_000, 1), Line(Account.SAFE, 22_000), Line(Account.DIFFERENCE, -1_000)),
        ),
        (ledger.closing(0, 0, 0, 1), ()),
        (ledger.bank_in(8_000), (Line(Account.BANK, 8_000), Line(Account.UNKNOWN, -8_000))),
        (ledger.bank_matched(8_000), (Line(Account.UNKNOWN, 8_000), Line(Account.TRANSFER, -8_000))),
        (ledger.bank_settled("card", 8_000), (Line(Account.UNKNOWN, 8_000), Line(Account.CARD, -8_000))),
        (ledger.bank_settled("post", 8_000), (Line(Account.UNKNOWN, 8_000), Line(Account.POST, -8_000))),
        (ledger.bank_explained(8_000), (Line(Account.UNKNOWN, 8_000), Line(Account.OTHER, -8_000))),
        (ledger.deposit(8_000, "safe"), (Line(Account.TREASURY, 8_000), Line(Account.SAFE, -8_000))),
        (ledger.deposit(8_000, "bank"), (Line(Account.TREASURY, 8_000), Line(Account.BANK, -8_000))),
    ],
)
def test_the_lines_of_each_act(entry: tuple[Line, ...], lines: tuple[Line, ...]) -> None:
    assert entry == lines
    if lines:
        must_balance(entry)


FEE = Share(1, "phi", 10)


@pytest.mark.parametrize(
    "act",
    [
        lambda: ledger.payment([("cash", 11)], [FEE], 1),
        lambda: ledger.payment([("cash", 10)], [FEE], None),
        lambda: ledger.payment([("exempt", 10)], [FEE], 1),
        lambda: ledger.payment([("bank", 10)], [FEE], 1),  # an account, but nothing people pay by
        lambda: ledger.payment([("cash", 20), ("card", -10)], [FEE], 1),
        lambda: ledger.payment([("cash", 10)], [Share(1, "phi", 20), Share(1, "phi", -10)], 1),
        lambda: ledger.reversal([("cash", -10)], [Share(1, "phi", -10)], 1),
        lambda: ledger.opening(-1, 1),
        lambda: ledger.closing(10, 10, 11, 1),
        lambda: ledger.closing(10, 10, -1, 1),
        lambda: ledger.bank_in(0),
        lambda: ledger.bank_in(-5),
        lambda: ledger.bank_matched(-5),
        lambda: ledger.bank_settled("cash", 5),
        lambda: ledger.deposit(5, "cash"),
        lambda: ledger.deposit(5, "pocket"),
        lambda: ledger.deposit(0, "safe"),
    ],
)
def test_what_makes_no_entry(act: object) -> None:
    assert callable(act)
    with pytest.raises(ValueError, match=r"."):
        act()


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (Line(CASH, 5, 1), Line(Account.OTHER, -4)),
        (Line(CASH, 5, 1), Line(Account.OTHER, -5), Line(Account.SAFE, 0)),
        (Line(CASH, 5), Line(Account.OTHER, -5)),
        (Line(Account.SAFE, 5, 1), Line(Account.OTHER, -5)),
        (Line(Account.CARD, 5), Line(FEES, -5)),
        (Line(Account.CARD, 5, dossier_id=2), Line(Account.OTHER, -5)),
    ],
)
def test_lines_that_are_no_entry(lines: tuple[Line, ...]) -> None:
    with pytest.raises(ValueError, match=r"."):
        must_balance(lines)


@settings(max_examples=60)
@given(paid())
def test_a_payment_balances_and_its_reversal_leaves_nothing(
    given_: tuple[list[tuple[str, int]], list[Share]],
) -> None:
    means, shares = given_
    entry = ledger.payment(means, shares, DRAWER)
    assert sum(line.amount for line in entry) == 0
    assert all(line.amount for line in entry)
    places = [(line.account, line.drawer_id, line.dossier_id, line.fee_kind) for line in entry]
    assert len(places) == len(set(places))
    assert -sum(line.amount for line in entry if line.account is FEES) == sum(s.amount for s in shares)
    if entry:
        must_balance(entry)
    back = ledger.reversal(means, shares, DRAWER)
    assert not any(balances(entry, back).values())


@settings(max_examples=60)
@given(
    float_amount=st.integers(0, 10**9),
    payments=st.lists(paid(), max_size=4),
    back=st.integers(0, 4),
    moves=st.lists(st.integers(-(10**6), 10**6), max_size=3),
    off=st.integers(-(10**5), 10**5),
    data=st.data(),
)
def test_a_day_from_opening_to_closing_leaves_the_drawer_empty(
    float_amount: int,
    payments: list[tuple[list[tuple[str, int]], list[Share]]],
    back: int,
    moves: list[int],
    off: int,
    data: st.DataObject,
) -> None:
    entries = [ledger.opening(float_amount, DRAWER)]
    entries += [ledger.payment(means, shares, DRAWER) for means, shares in payments]
    entries += [ledger.reversal(means, shares, DRAWER) for means, shares in payments[:back]]
    entries += [ledger.cash_move(move, DRAWER) for move in moves]
    expected = balances(*entries)[CASH, DRAWER]
    counted = max(0, expected + off)
    kept = data.draw(st.integers(0, counted))
    entries.append(ledger.closing(counted, expected, kept, DRAWER))
    sums = balances(*entries)
    assert sums[CASH, DRAWER] == 0
    assert sum(sums.values()) == 0
    assert sums[Account.SAFE, None] == counted - kept
    assert sums[Account.FLOAT, None] == kept - float_amount
    assert sums[Account.DIFFERENCE, None] == expected - counted
    assert all(line.amount for entry in entries for line in entry)


@settings(max_examples=40)
@given(POSITIVE, st.sampled_from(["card", "post", "transfer"]))
def test_money_found_at_the_bank_settles_what_was_open(amount: int, means: str) -> None:
    taken = ledger.payment([(means, amount)], [Share(1, "phi", amount)], None)
    found = ledger.bank_matched(amount) if means == "transfer" else ledger.bank_settled(means, amount)
    sums = balances(taken, ledger.bank_in(amount), found, ledger.deposit(amount, "bank"))
    assert {account: sum_ for (account, _), sum_ in sums.items() if sum_} == {
        FEES: -amount,
        Account.TREASURY: amount,
    }


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_account_has_a_name_of_its_own(language: str) -> None:
    names = [i18n.t_in(language, account.message_id) for account in Account]
    assert len(set(names)) == len(Account) == 12
    assert not any(name.startswith("ledger.") for name in names)
