"""Whom to tell, in which words, and when a try comes up again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.i18n import LOCAL_ZONE, t
from counter.models.calls import DIGITS, CallDraft, CallOutcome, CallTry, CallWay, Matter, Why
from counter.models.dossier import ContactKind
from counter.models.states import DossierState, ResultWay
from counter.rules import calls
from counter.rules.calendar import WorkCalendar, parse_hours

CALENDAR = WorkCalendar()
HOURS = parse_hours("07:30-11:30 13:00-17:00")
S = DossierState


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 at the counter; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=LOCAL_ZONE)


NOW = at(25, 10)


@pytest.mark.parametrize(
    ("state", "due", "received", "way", "expected"),
    [
        (S.PROCESSING, at(25, 9), at(20, 9), ResultWay.COUNTER, Why.LATE),
        (S.RECEIVED, at(25, 10, 1), at(20, 9), ResultWay.COUNTER, None),  # due today: still to be kept
        (S.RECEIVED, at(26, 17), at(20, 9), ResultWay.COUNTER, Why.SOON),
        (S.RECEIVED, at(26, 17), at(25, 8), ResultWay.COUNTER, None),  # taken today for tomorrow
        (S.RECEIVED, at(27, 8), at(20, 9), ResultWay.COUNTER, None),
        (S.RECEIVED, None, at(20, 9), ResultWay.COUNTER, None),
        (S.SUPPLEMENT, at(20, 9), at(19, 9), ResultWay.COUNTER, Why.PAPERS),
        (S.PAYMENT, None, at(19, 9), ResultWay.COUNTER, Why.DUTY),
        (S.DONE, at(20, 9), at(19, 9), ResultWay.COUNTER, Why.READY),
        (S.DONE, at(20, 9), at(19, 9), ResultWay.POST, None),  # the post brings it
        (S.DONE, at(20, 9), at(19, 9), ResultWay.ONLINE, None),
        *((state, at(20, 9), at(19, 9), ResultWay.COUNTER, None)
          for state in (S.NOT_RECEIVED, S.WITHDRAWN, S.STOPPED, S.RETURNED)),
    ],
)  # fmt: skip
def test_why_somebody_is_told(
    state: S, due: datetime | None, received: datetime, way: ResultWay, expected: Why | None
) -> None:
    assert calls.reason(state, due, received, way, NOW, date(2026, 11, 26)) is expected


def test_who_was_given_a_new_date_is_told_it_and_not_another_apology() -> None:
    tomorrow, following = at(26, 17), date(2026, 11, 26)
    told = calls.reason(
        S.RECEIVED, tomorrow, at(20, 9), ResultWay.COUNTER, NOW, following, extended=True
    )  # fmt: skip
    late = calls.reason(S.RECEIVED, at(25, 9), at(20, 9), ResultWay.COUNTER, NOW, following, extended=True)
    assert (told, late) == (Why.MOVED, Why.LATE)


def test_on_friday_the_next_working_day_is_monday() -> None:
    friday = at(27, 10)
    assert calls.reason(S.RECEIVED, at(30, 9), at(20, 9), ResultWay.COUNTER, friday, date(2026, 11, 30)) is (
        Why.SOON
    )


@pytest.mark.parametrize(
    ("outcome", "before", "comes", "now", "expected"),
    [
        (CallOutcome.REACHED, 0, None, NOW, None),
        (CallOutcome.MESSAGE, 0, None, NOW, None),
        (CallOutcome.WRONG, 0, None, NOW, None),
        (CallOutcome.NO_ANSWER, 0, None, NOW, at(25, 12)),  # once more on the same day
        (CallOutcome.NO_ANSWER, 0, None, at(25, 15, 30), at(26, 7, 30)),  # the counter shuts first
        (CallOutcome.NO_ANSWER, 1, None, at(25, 10), at(26, 13)),  # the other half of the next day
        (CallOutcome.NO_ANSWER, 1, None, at(27, 16), at(30, 7, 30)),  # over the weekend
        (CallOutcome.NO_ANSWER, 2, None, NOW, None),  # the third: a letter
        (CallOutcome.COMES, 0, date(2026, 11, 27), NOW, at(30, 7, 30)),  # who came on Friday is not called
    ],
)
def test_when_a_try_comes_up_again(
    outcome: CallOutcome, before: int, comes: date | None, now: datetime, expected: datetime | None
) -> None:
    assert calls.again(outcome, before, comes, now, CALENDAR, HOURS) == expected


@settings(max_examples=60)
@given(st.integers(0, 600 * 24 * 60), st.integers(0, 5))
def test_a_try_never_comes_up_in_the_past_and_never_more_than_three_times(minutes: int, n: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    again = calls.again(CallOutcome.NO_ANSWER, n, None, now, CALENDAR, HOURS)
    assert (again is None) == (n + 1 >= calls.TRIES)
    assert again is None or again > now


def tried(outcome: CallOutcome, again: datetime | None = None, phone: str = "0905112233") -> CallTry:
    return CallTry(
        outcome=outcome, way=CallWay.PHONE, made_at=NOW, made_by="Hoa", again_at=again, phone=phone
    )  # fmt: skip


def test_who_is_called_no_more() -> None:
    phone = "0905112233"
    assert not calls.given_up(())
    assert not calls.given_up((tried(CallOutcome.NO_ANSWER, NOW + timedelta(hours=2)),))
    assert calls.given_up((tried(CallOutcome.NO_ANSWER),))  # the last of three
    assert calls.given_up((tried(CallOutcome.WRONG),))
    assert not calls.given_up((tried(CallOutcome.REACHED),))
    slip = (tried(CallOutcome.WRONG), tried(CallOutcome.UNDONE))
    assert not calls.given_up(slip)
    assert calls.standing((tried(CallOutcome.REACHED), *slip)) == (tried(CallOutcome.REACHED),)
    assert calls.unanswered((tried(CallOutcome.NO_ANSWER), tried(CallOutcome.UNDONE)), phone) == 0
    assert calls.unanswered((tried(CallOutcome.NO_ANSWER, phone="0914"),), phone) == 0


def matter(**change: object) -> Matter:
    one = Matter(
        dossier_id=1, why=Why.LATE, about=NOW, code="H57", short_code="0118-3", resident="Trần Thị Bảy",
        procedure="Trợ cấp hưu trí xã hội, hằng tháng", kind=ContactKind.OWN_PHONE, phone="0905112233",
        due=at(24, 16, 30),
    )  # fmt: skip
    return replace(one, **change)  # type: ignore[arg-type]  # fields of the dataclass by name


@pytest.mark.parametrize("why", list(Why))
@pytest.mark.parametrize("kind", list(ContactKind))
def test_every_reason_has_its_sentence_and_a_strangers_phone_hears_no_matter(
    why: Why, kind: ContactKind
) -> None:
    said, params = calls.words(matter(why=why, kind=kind), "phường Mẫu")
    text = t(said, **params)
    assert "Trần Thị Bảy" in text and "0118-3" in text and "phường Mẫu" in text and "{" not in text
    strange = kind in (ContactKind.RELATIVE, ContactKind.NEIGHBOUR, ContactKind.GROUP_HEAD)
    assert ("hồ sơ trợ cấp hưu trí" in text.lower()) is not strange
    letter, more = calls.letter_words(matter(why=why, kind=kind), "phường Mẫu")
    assert "Hồ sơ trợ cấp hưu trí xã hội" in t(letter, **more)


def test_papers_that_are_known_are_named() -> None:
    said, params = calls.words(matter(why=Why.PAPERS, lacking=("Giấy chứng sinh", "Bản vẽ")), "phường Mẫu")
    assert "Giấy chứng sinh; Bản vẽ" in t(said, **params)


def test_the_matters_of_one_number_follow_each_other() -> None:
    a, b, c = matter(dossier_id=1), matter(dossier_id=2, phone="0914"), matter(dossier_id=3)
    assert [one.dossier_id for one in calls.in_order((a, b, c))] == [1, 3, 2]


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("Tổ 15, phường Phú Xuân, thành phố Huế", "tổ 15"),
        ("12/3 Lê Lợi, TDP 07, phường Phú Xuân", "tổ 7"),
        ("Tổ dân phố số 4, phường Mẫu", "tổ 4"),
        ("Tổ 13 (tập), Phường Phú Xuân", "tổ 13"),
        ("Tổ 13 (cũ: tổ 4), Phường Phú Xuân", "tổ 13"),
        ("Thôn Kim Đôi, xã Quảng Điền", "thôn Kim Đôi"),
        ("Xóm 9A, xã Mẫu", "xóm 9A"),
        ("394 Đinh Tiên Hoàng, phường Phú Xuân", ""),
        ("Tổng kho 3, phường Mẫu", ""),
        ("", ""),
    ],
)
def test_the_residential_group_of_an_address(address: str, group: str) -> None:
    assert calls.group_of(address) == group


@pytest.mark.parametrize(
    ("outcome", "comes", "expected"),
    [
        (CallOutcome.REACHED, None, []),
        (CallOutcome.COMES, None, ["calls.day_missing"]),
        (CallOutcome.COMES, date(2026, 11, 24), ["calls.day_past"]),
        (CallOutcome.COMES, date(2027, 11, 24), ["calls.day_far"]),
        (CallOutcome.COMES, date(2026, 11, 25), []),
        (CallOutcome.SENT, None, ["calls.outcome_missing"]),
    ],
)
def test_what_a_result_lacks(outcome: CallOutcome, comes: date | None, expected: list[str]) -> None:
    draft = CallDraft(operation="x", dossier_id=1, why=Why.LATE, about=NOW, outcome=outcome, comes_on=comes)
    assert [problem.message_id for problem in calls.draft_problems(draft, NOW.date())] == expected


def test_every_result_of_a_call_has_one_digit() -> None:
    assert set(DIGITS.values()) == set(CallOutcome) - {CallOutcome.SENT, CallOutcome.UNDONE}
    assert sorted(DIGITS) == list(range(1, len(DIGITS) + 1))
