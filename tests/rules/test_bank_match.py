"""Lines of a bank statement and the transfers asked for: matched by memo and amount, never guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.i18n import known, t
from counter.models.bank import AskedTransfer, MatchKind, StatementLine
from counter.models.states import RequestState
from counter.rules.bank_match import digests, match
from counter.rules.dossier_code import short_code
from counter.rules.vietqr import memo_of

DAY = date(2026, 11, 23)
ASKED = (
    AskedTransfer(id=17, memo="HS K3M7PX Q17", amount=21_000),
    AskedTransfer(id=175, memo="HS K3M7PX Q175", amount=21_000),
    AskedTransfer(id=18, memo="HS K3M7PV VA 2 Q18", amount=150_000),
    AskedTransfer(id=19, memo="HS K3M7PC Q19", amount=30_000, state=RequestState.PAID),
    AskedTransfer(id=20, memo="HS K3M7PH Q20", amount=40_000, state=RequestState.CANCELLED),
)


def line(memo: str, amount: int = 21_000, **more: object) -> StatementLine:
    return StatementLine(booked_on=DAY, amount=amount, memo=memo, reference=str(more.get("reference", "")))


@pytest.mark.parametrize(
    ("memo", "amount", "kind", "requests"),
    [
        ("HS K3M7PX Q17", 21_000, MatchKind.MATCHED, (17,)),
        ("hs k3m7px q17", 21_000, MatchKind.MATCHED, (17,)),
        ("HSK3M7PXQ17", 21_000, MatchKind.MATCHED, (17,)),
        ("HS-K3M7PX.Q17", 21_000, MatchKind.MATCHED, (17,)),
        ("HS K3M 7PX Q 17", 21_000, MatchKind.MATCHED, (17,)),  # a bank breaks its lines anywhere
        (
            "MBVCB.4525077405.063186.HS K3M7PX Q17.CT tu 0351000646393 NGUYEN VAN A",
            21_000,
            MatchKind.MATCHED,
            (17,),
        ),
        ("NGUYEN VAN A chuyen tien HS K3M7PX Q17-231126-09:41:07 558877", 21_000, MatchKind.MATCHED, (17,)),
        ("TTHS K3M7PX Q17CT", 21_000, MatchKind.MATCHED, (17,)),
        ("Hồ sơ: HS K3M7PX Q175", 21_000, MatchKind.MATCHED, (175,)),
        ("HS K3M7PV VA 2 Q18", 150_000, MatchKind.MATCHED, (18,)),
        ("HS K3M7PX Q17", 20_000, MatchKind.OTHER_AMOUNT, (17,)),
        (
            "HS K3M7PX Q17",
            150_000,
            MatchKind.OTHER_AMOUNT,
            (17,),
        ),  # another transfer's amount changes nothing
        ("HS K3M7PX Q1755", 21_000, MatchKind.OTHER_MEMO, (17, 175)),  # part of a longer number
        ("K3M7PX Q17", 21_000, MatchKind.OTHER_MEMO, (17, 175)),
        ("NGUYEN VAN A chuyen tien", 150_000, MatchKind.OTHER_MEMO, (18,)),
        ("", 150_000, MatchKind.OTHER_MEMO, (18,)),
        ("HS K3M7PX Q17 HS K3M7PV VA 2 Q18", 171_000, MatchKind.TWO_MEMOS, (17, 18)),
        ("HS K3M7PX Q17 5", 21_000, MatchKind.TWO_MEMOS, (17, 175)),  # Q17 and a 5, or Q175 broken
        ("HS K3M7PC Q19", 30_000, MatchKind.PAID_ALREADY, (19,)),
        ("HS K3M7PC Q19", 31_000, MatchKind.PAID_ALREADY, (19,)),
        ("HS K3M7PH Q20", 40_000, MatchKind.CANCELLED, (20,)),
        ("tien dien thang 11", 30_000, MatchKind.NOTHING, ()),  # the amount of one that is paid
        ("tien dien thang 11", 77_000, MatchKind.NOTHING, ()),
        ("HS K3M7PX Q१७", 1, MatchKind.NOTHING, ()),
    ],
)
def test_each_way_a_line_can_fit(memo: str, amount: int, kind: MatchKind, requests: tuple[int, ...]) -> None:
    (found,) = match([line(memo, amount)], ASKED)
    assert (found.kind, set(found.requests)) == (kind, set(requests))
    if kind is MatchKind.MATCHED:
        assert found.problem is None
    else:
        assert found.problem is not None
        assert known(found.problem.message_id)
        said = t(found.problem.message_id, **found.problem.params)
        assert "{" not in said


def test_every_way_to_fit_has_its_own_words() -> None:
    texts = ["HS K3M7PX Q17", "HS K3M7PX Q17 HS K3M7PV VA 2 Q18", "HS K3M7PC Q19", "HS K3M7PH Q20", "x"]
    found = [*match([line(text, 1) for text in texts], ASKED), *match([line("x", 150_000)], ASKED)]
    beside = {MatchKind.MATCHED, MatchKind.PAID_OTHERWISE}  # the second is known by the store alone
    assert {m.kind for m in found} == set(MatchKind) - beside
    assert len({m.problem.message_id for m in found if m.problem}) == len(found)


def test_a_second_transfer_for_the_same_request_is_told() -> None:
    first, second = line("HS K3M7PX Q17"), line("HS K3M7PX Q17", reference="2")
    assert [m.kind for m in match([first, second], ASKED)] == [MatchKind.MATCHED, MatchKind.PAID_ALREADY]


def test_the_earlier_day_pays_whatever_the_order_of_the_file() -> None:
    later = StatementLine(booked_on=DAY + timedelta(days=1), amount=21_000, memo="HS K3M7PX Q17")
    assert [m.kind for m in match([later, line("HS K3M7PX Q17")], ASKED)] == [
        MatchKind.PAID_ALREADY,
        MatchKind.MATCHED,
    ]


def test_an_amount_once_matched_is_no_longer_near() -> None:
    found = match([line("HS K3M7PV VA 2 Q18", 150_000), line("khac", 150_000)], ASKED)
    assert [m.kind for m in found] == [MatchKind.MATCHED, MatchKind.NOTHING]


def test_a_reason_names_a_few_and_the_result_all() -> None:
    many = [AskedTransfer(id=n, memo=f"HS A Q{n}", amount=1000) for n in range(1, 9)]
    (found,) = match([line("khong ghi gi", 1000)], many)
    assert len(found.requests) == 8
    assert found.problem is not None
    assert str(found.problem.params["asked"]).endswith("HS A Q5, …")


def test_nothing_asked_and_nothing_said_is_no_match() -> None:
    assert match([], ASKED) == ()
    assert match([line("HS K3M7PX Q17")], [])[0].kind is MatchKind.NOTHING
    assert (
        match([line("")], [AskedTransfer(id=1, memo=" .- ", amount=21_000)])[0].kind is MatchKind.OTHER_MEMO
    )


asked_of_many = st.lists(
    st.tuples(st.integers(1, 50), st.integers(1, 300), st.integers(1, 5)),
    unique_by=lambda drawn: drawn[1],
    max_size=12,
).map(
    lambda drawn: [
        AskedTransfer(id=number, memo=memo_of([short_code(dossier)], number), amount=amount * 1000)
        for dossier, number, amount in drawn
    ]
)


@settings(max_examples=60)
@given(asked_of_many, st.text(" .-/", max_size=3), st.sampled_from(["", "CT tu ", "MBVCB.123."]))
def test_every_transfer_of_its_own_memo_and_amount_is_found(
    asked: list[AskedTransfer], between: str, before: str
) -> None:
    lines = [line(before + between.join(request.memo.split()) + " GD", request.amount) for request in asked]
    found = match(lines, asked)
    assert [(m.kind, m.requests) for m in found] == [(MatchKind.MATCHED, (request.id,)) for request in asked]


@settings(max_examples=80)
@given(
    asked_of_many,
    st.lists(st.tuples(st.integers(0, 11), st.integers(1, 6), st.text("QHS17 .", max_size=6)), max_size=15),
)
def test_what_is_matched_fits_and_is_paid_once(
    asked: list[AskedTransfer], drawn: list[tuple[int, int, str]]
) -> None:
    lines = [
        line((asked[n].memo if n < len(asked) else "") + tail, amount * 1000) for n, amount, tail in drawn
    ]
    found = match(lines, asked)
    assert [m.line for m in found] == lines
    matched = [(m.requests, m.line) for m in found if m.kind is MatchKind.MATCHED]
    assert len({requests for requests, _ in matched}) == len(matched)
    by_id = {request.id: request for request in asked}
    assert all(by_id[requests[0]].amount == paid_by.amount for requests, paid_by in matched)
    assert all(by_id[requests[0]].memo.split()[-1] in paid_by.memo for requests, paid_by in matched)


# -- fingerprints -----------------------------------------------------------------------------------

some_lines = st.lists(
    st.builds(line, st.sampled_from(["a", "b", "Lệ phí"]), st.sampled_from([1000, 2000])), max_size=10
)


@settings(max_examples=60)
@given(some_lines)
def test_a_file_imported_twice_adds_nothing(lines: list[StatementLine]) -> None:
    first = digests(1, lines)
    assert len(set(first)) == len(lines)
    assert set(digests(1, list(reversed(lines)))) == set(first)
    assert set(digests(1, lines[: len(lines) // 2])) <= set(
        first
    )  # an export of the morning, then of the day
    assert not set(digests(2, lines)) & set(first)  # another account


def test_a_fingerprint_sees_every_part_and_not_the_row() -> None:
    one = StatementLine(booked_on=DAY, amount=1000, memo="a", reference="r", row=3)
    others = [
        StatementLine(booked_on=DAY + timedelta(days=1), amount=1000, memo="a", reference="r"),
        StatementLine(booked_on=DAY, amount=1001, memo="a", reference="r"),
        StatementLine(booked_on=DAY, amount=1000, memo="b", reference="r"),
        StatementLine(booked_on=DAY, amount=1000, memo="a", reference="s"),
        StatementLine(booked_on=DAY, amount=1000, memo="ar", reference=""),
    ]
    assert len({digests(1, [entry])[0] for entry in (one, *others)}) == 6
    moved = StatementLine(booked_on=DAY, amount=1000, memo="A", reference="r", row=9)
    assert digests(1, [moved]) == digests(1, [one])
