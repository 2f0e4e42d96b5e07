"""Who may file for whom, by which paper, and how long it is good."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.models.submission import FilingWay, Relation, StandingDraft, StandingRules, Submitter, Ways
from counter.rules.standing import expired, good_until, standing_problems, usual_way, ways_for
from tests.services.journeys import but

TODAY = date(2026, 11, 23)
ALL = Ways(procedure_code="1.001193", allowed=tuple(FilingWay), usual=FilingWay.OWN)

HERSELF = StandingDraft(operation="o", dossier_id=1, version=1, submitter=Submitter.SELF, way=FilingWay.OWN)
DAUGHTER = replace(
    HERSELF,
    submitter=Submitter.RELATIVE,
    way=FilingWay.PROXY,
    relation=Relation.CHILD,
    paper="Giấy khai sinh",
)
AUTHORISED = replace(
    HERSELF,
    submitter=Submitter.AUTHORISED,
    way=FilingWay.PROXY,
    certified=True,
    paper="Giấy uỷ quyền số 15",
    scope="nộp và nhận kết quả khai sinh",
    dated=date(2026, 3, 2),
)
GUARDIAN = replace(AUTHORISED, submitter=Submitter.GUARDIAN, certified=None, dated=None)
HIRED = replace(AUTHORISED, submitter=Submitter.HIRED, certified=None)
POST = replace(AUTHORISED, submitter=Submitter.POST, certified=None, scope="", dated=None)


RULES = StandingRules(ways=ALL, no_proxy=False, exempt=True)


def told(draft: StandingDraft, **facts: object) -> set[tuple[str, str]]:
    behalf_of = str(facts.pop("behalf_of", ""))
    found = standing_problems(draft, but(RULES, **facts), behalf_of=behalf_of, today=TODAY)
    return {(problem.field, problem.message_id.removeprefix("submission.standing.")) for problem in found}


@pytest.mark.parametrize("draft", [HERSELF, DAUGHTER, AUTHORISED, GUARDIAN, HIRED, POST])
def test_who_has_what_the_law_asks_may_stand_here(draft: StandingDraft) -> None:
    assert told(draft) == set()
    assert told(replace(draft, way=FilingWay.PAPER)) == set()


WRONG: list[tuple[StandingDraft, dict[str, object], dict[str, object], set[tuple[str, str]]]] = [
    (HERSELF, {"submitter": None, "way": None}, {}, {("submitter", "who"), ("way", "way")}),
    (HERSELF, {"way": FilingWay.PROXY}, {}, {("way", "not_by.proxy")}),
    (HERSELF, {}, {"behalf_of": "Lê Thị Sáu"}, {("submitter", "for_another")}),
    (DAUGHTER, {"way": FilingWay.OWN}, {}, {("way", "not_by.own")}),
    (DAUGHTER, {"relation": None, "paper": " "}, {}, {("relation", "relation"), ("paper", "paper")}),
    (DAUGHTER, {}, {"exempt": False}, {("submitter", "relative_certified")}),
    (AUTHORISED, {"certified": None}, {}, {("certified", "certified")}),
    (AUTHORISED, {"certified": False}, {}, {("certified", "not_certified")}),
    (AUTHORISED, {"scope": ""}, {}, {("scope", "scope")}),
    (AUTHORISED, {"dated": None}, {}, {("dated", "dated")}),
    (AUTHORISED, {"dated": date(2025, 11, 22)}, {}, {("until", "expired")}),
    (AUTHORISED, {"until": date(2026, 11, 22)}, {}, {("until", "expired")}),
    (AUTHORISED, {"dated": date(2026, 11, 24)}, {}, {("dated", "dated_later")}),
    (AUTHORISED, {"until": date(2026, 3, 1)}, {}, {("until", "ends_before"), ("until", "expired")}),
    (GUARDIAN, {"until": date(2026, 11, 22)}, {}, {("until", "expired")}),
    (HIRED, {"dated": None, "paper": ""}, {}, {("dated", "dated"), ("paper", "paper")}),
    (POST, {"paper": ""}, {}, {("paper", "paper")}),
    (AUTHORISED, {}, {"no_proxy": True}, {("submitter", "no_proxy")}),
    (DAUGHTER, {}, {"no_proxy": True}, {("submitter", "no_proxy")}),
]


@pytest.mark.parametrize(("draft", "changes", "facts", "reasons"), WRONG)
def test_every_reason_is_told_at_once(
    draft: StandingDraft, changes: dict[str, object], facts: dict[str, object], reasons: set[tuple[str, str]]
) -> None:
    assert told(but(draft, **changes), **facts) == reasons


def test_a_way_the_ward_has_closed_is_named() -> None:
    paper_only = replace(ALL, allowed=(FilingWay.PAPER,), usual=FilingWay.PAPER)
    assert told(HERSELF, ways=paper_only) == {("way", "way_closed.own")}


def test_a_secret_in_the_paper_is_refused() -> None:
    draft = replace(AUTHORISED, paper="OTP 482913")
    found = standing_problems(draft, RULES, behalf_of="", today=TODAY)
    assert [p.message_id for p in found] == ["secret.refused"]


@pytest.mark.parametrize(
    ("dated", "until"),
    [(date(2026, 3, 2), date(2027, 3, 2)), (date(2028, 2, 29), date(2029, 2, 28))],
)
def test_without_a_term_it_is_one_year(dated: date, until: date) -> None:
    assert good_until(replace(AUTHORISED, dated=dated)) == until
    assert good_until(replace(GUARDIAN, dated=dated)) is None  # a guardian is no agent by authorisation
    assert good_until(replace(DAUGHTER, dated=dated)) is None


@settings(max_examples=60)
@given(
    st.dates(date(2020, 1, 1), date(2026, 11, 23)), st.none() | st.dates(date(2020, 1, 1), date(2032, 1, 1))
)
def test_an_authority_stops_exactly_after_its_last_day(dated: date, until: date | None) -> None:
    last = good_until(replace(AUTHORISED, dated=dated, until=until))
    assert last is not None
    assert expired(last, last) is None
    assert expired(last, last + timedelta(days=1)) is not None
    if until is None:
        assert 365 <= (last - dated).days <= 366


def test_the_usual_way_is_offered_where_it_fits() -> None:
    assert usual_way(ALL, Submitter.SELF) is FilingWay.OWN
    assert usual_way(ALL, Submitter.RELATIVE) is FilingWay.PROXY
    assert usual_way(replace(ALL, usual=FilingWay.PAPER), Submitter.GUARDIAN) is FilingWay.PAPER
    assert usual_way(replace(ALL, allowed=(FilingWay.OWN,)), Submitter.POST) is None
    assert ways_for(ALL.allowed, Submitter.SELF) == (FilingWay.OWN, FilingWay.PAPER)
