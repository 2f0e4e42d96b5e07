"""Papers seen before: how long one holds, for which paper of another procedure it stands, what is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.models.catalogue import Paper, PaperMode, Procedure
from counter.models.dossier import Applicant, IdentityCheck, IntakeDraft, PaperMark, PaperState
from counter.models.papers_seen import PaperEnd, PaperKind, PaperOwner, SeenAs, SeenPaper, Standing
from counter.paths import data_dir
from counter.rules import papers_seen as rules
from counter.services.catalogue.catalogue import Catalogue
from tests.services.journeys import but

TODAY = date(2026, 11, 23)
SEEN_AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)

ID = PaperKind(
    id="id", name="Giấy tờ tùy thân", owner=PaperOwner.BEARER, end=PaperEnd.PRINTED, from_card=True
)
SINGLE = PaperKind(id="single", name="Hôn nhân", owner=PaperOwner.SUBJECT, end=PaperEnd.MONTHS, months=6)
HOME = PaperKind(
    id="home", name="Cư trú", owner=PaperOwner.HOUSEHOLD, end=PaperEnd.MONTHS, months=12, again_within=12
)
EVER = PaperKind(id="ever", name="Khuyết tật", owner=PaperOwner.SUBJECT, end=PaperEnd.NEVER, again_within=12)
KINDS = {kind.id: kind for kind in (ID, SINGLE, HOME, EVER)}


def seen(kind: str, **facts: object) -> SeenPaper:
    usual = SeenPaper(
        id=7, resident_id=1, resident_name="Mơ", kind=kind, name="giấy", seen_as=SeenAs.ORIGINAL,
        seen_at=SEEN_AT, seen_by="Tiếp", dossier_id=3, dossier_code="3A-7K",
    )  # fmt: skip
    return but(usual, **facts)


def paper(
    kind: str | None, mode: PaperMode = PaperMode.PRESENT, originals: int | None = 1, copies: int = 0
) -> Paper:
    return Paper(
        key=f"p-{kind}",
        name=f"Giấy {kind}",
        mode=mode,
        originals=originals,
        copies=copies,
        required=True,
        kind=kind,
    )


@cache
def any_procedure() -> Procedure:
    return Catalogue(data_dir()).get("ks")


def procedure(*papers: Paper) -> Procedure:
    return replace(any_procedure(), papers=papers)


# -- how long -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "facts", "on", "standing"),
    [
        (ID, {"valid_until": date(2026, 11, 23)}, TODAY, Standing.GOOD),  # its last day
        (ID, {"valid_until": date(2026, 11, 22)}, TODAY, Standing.ENDED),
        (ID, {"endless": True}, date(2060, 1, 1), Standing.GOOD),
        (ID, {}, TODAY, Standing.END_UNKNOWN),
        (SINGLE, {"issued_on": date(2026, 5, 23)}, TODAY, Standing.GOOD),  # six months to the day
        (SINGLE, {"issued_on": date(2026, 5, 22)}, TODAY, Standing.ENDED),
        (SINGLE, {"issued_on": date(2026, 8, 31)}, date(2027, 2, 28), Standing.GOOD),  # no 31 February
        (SINGLE, {"issued_on": date(2026, 8, 31)}, date(2027, 3, 1), Standing.ENDED),
        (SINGLE, {}, TODAY, Standing.END_UNKNOWN),  # seen today says nothing of its issue
        (SINGLE, {"valid_until": date(2026, 11, 1)}, TODAY, Standing.ENDED),  # what it says itself wins
        (HOME, {"issued_on": date(2026, 11, 1)}, date(2027, 11, 1), Standing.GOOD),
        (HOME, {"issued_on": date(2026, 11, 1)}, date(2027, 11, 2), Standing.ENDED),
        (EVER, {}, date(2027, 11, 2), Standing.GOOD),  # looked at again within a year of being seen
        (EVER, {}, date(2027, 11, 3), Standing.ENDED),
        (EVER, {"refused_at": SEEN_AT}, TODAY, Standing.REFUSED),
        (None, {}, TODAY, Standing.KIND_GONE),
    ],
)
def test_a_paper_holds_until_its_own_end(
    kind: PaperKind | None, facts: dict[str, object], on: date, standing: Standing
) -> None:
    assert rules.standing(kind, seen(kind.id if kind else "x", **facts), on) is standing


@settings(max_examples=40)
@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 400))
def test_once_a_paper_has_ended_it_never_holds_again(issued: date, days: int) -> None:
    on = issued + timedelta(days=days)
    one = seen("single", issued_on=issued)
    now, later = (rules.standing(SINGLE, one, day) for day in (on, on + timedelta(days=1)))
    assert not (now is Standing.ENDED and later is Standing.GOOD)
    last = rules.last_day(SINGLE, one).last
    assert last is not None and (now is Standing.GOOD) == (on <= last)


# -- for which paper ------------------------------------------------------------------------

GOOD_ID = seen("id", valid_until=date(2035, 1, 1))


@pytest.mark.parametrize(
    ("asked", "one", "stands"),
    [
        (paper("id"), GOOD_ID, True),
        (paper("id", PaperMode.SUBMIT), GOOD_ID, False),  # its original must be handed in
        (paper("id", PaperMode.SUBMIT, None), GOOD_ID, False),  # not known that it need not be
        (paper("id", PaperMode.SUBMIT, 0, 1), GOOD_ID, False),  # only shown: no copy of it is here
        (paper("id", PaperMode.SUBMIT, 0, 1), replace(GOOD_ID, seen_as=SeenAs.COPY), True),
        (paper("id"), replace(GOOD_ID, seen_as=SeenAs.COPY), False),
        (paper("id"), replace(GOOD_ID, seen_as=SeenAs.CERTIFIED), True),
        (paper("home"), GOOD_ID, False),  # another kind
        (paper(None), GOOD_ID, False),  # the list names no kind
        (paper("id"), replace(GOOD_ID, valid_until=date(2026, 11, 1)), False),
        (paper("id"), replace(GOOD_ID, refused_at=SEEN_AT), False),
    ],
)
def test_only_the_same_kind_still_good_and_enough_of_it_stands(
    asked: Paper, one: SeenPaper, stands: bool
) -> None:
    assert rules.serves(asked, KINDS.get(asked.kind or ""), one, TODAY) is stands
    found = rules.known(procedure(asked), KINDS, [one], resident_id=1, on=TODAY)
    assert [k.key for k in found] == ([asked.key] if stands else [])


def test_who_stands_here_for_another_brings_only_their_own_card() -> None:
    asked = procedure(paper("id"), paper("ever"), paper("home"))
    have = [GOOD_ID, seen("ever", id=8), seen("home", id=9, issued_on=date(2026, 11, 1))]
    own = rules.known(asked, KINDS, have, resident_id=1, on=TODAY)
    other = rules.known(asked, KINDS, have, resident_id=1, on=TODAY, for_another=True)
    assert [k.key for k in own] == ["p-id", "p-ever", "p-home"]
    assert [k.key for k in other] == ["p-id"]


def test_a_household_shares_its_home_and_nothing_else() -> None:
    asked = procedure(paper("id"), paper("ever"), paper("home"))
    have = [replace(one, resident_id=2, resident_name="Bình") for one in (GOOD_ID, seen("ever", id=8))]
    have.append(seen("home", id=9, resident_id=2, resident_name="Bình", issued_on=date(2026, 11, 1)))
    (found,) = rules.known(asked, KINDS, have, resident_id=1, on=TODAY)
    assert (found.key, found.proof.whose, found.proof.seen_id) == ("p-home", "Bình", 9)


def test_the_own_newest_sighting_is_taken() -> None:
    have = [replace(GOOD_ID, id=n, resident_id=who) for n, who in ((4, 1), (6, 1), (9, 2))]
    (found,) = rules.known(procedure(paper("id")), KINDS, have, resident_id=1, on=TODAY)
    assert found.proof.seen_id == 6


def test_a_draft_is_told_which_of_its_papers_rests_on_nothing() -> None:
    asked = procedure(paper("id"), paper("ever"))
    proofs = {
        k.key: k.proof
        for k in rules.known(asked, KINDS, [GOOD_ID, seen("ever", id=8)], resident_id=1, on=TODAY)
    }
    marks = tuple(PaperMark(key=k, name=k, state=PaperState.PRESENTED, proof=p) for k, p in proofs.items())
    draft = IntakeDraft(id="d", identity=IdentityCheck.SAME_PERSON, papers=marks)

    def told(
        found: dict[int, SeenPaper], on: date = TODAY, who: int | None = 1, one: IntakeDraft = draft
    ) -> list[str]:
        return [p.field for p in rules.problems(one, asked, KINDS, found, resident_id=who, on=on)]

    both = {7: GOOD_ID, 8: seen("ever", id=8)}
    assert told(both) == []
    assert told({8: both[8]}) == ["p-id"]  # gone, or somebody else's
    assert told(both | {8: replace(both[8], refused_at=SEEN_AT)}) == ["p-ever"]
    assert told(both, date(2036, 1, 1)) == ["p-id", "p-ever"]
    assert told(both, who=None) == ["p-id", "p-ever"]
    assert told(both, one=replace(draft, identity=IdentityCheck.FOR_ANOTHER)) == ["p-ever"]
    handed = replace(draft, papers=(replace(marks[0], state=PaperState.FROM_DATABASE), marks[1]))
    assert told(both, one=handed) == ["p-id"]  # it says two things at once


# -- what an intake has seen ----------------------------------------------------------------

CARD = Applicant(full_name="Mơ", dob=date(1995, 3, 15), issue_date=date(2021, 5, 5), from_card=True)


def drafted(
    *marks: PaperMark, identity: IdentityCheck = IdentityCheck.SAME_PERSON, who: Applicant = CARD
) -> IntakeDraft:
    return IntakeDraft(id="d", applicant=who, identity=identity, papers=marks)


def held(kind: str, **facts: object) -> PaperMark:
    return but(PaperMark(key=f"p-{kind}", name="x", state=PaperState.PRESENTED), **facts)


def test_a_compared_card_is_seen_with_the_end_the_law_gives_it() -> None:
    (one,) = rules.sightings(drafted(), procedure(paper("id")), KINDS)
    assert (one.kind, one.key, one.seen_as, one.valid_until) == ("id", "", SeenAs.ORIGINAL, date(2035, 3, 15))
    old = replace(CARD, dob=date(1950, 1, 1))
    (one,) = rules.sightings(drafted(who=old), procedure(), KINDS)
    assert (one.valid_until, one.endless) == (None, True)


@pytest.mark.parametrize("identity", [IdentityCheck.NOT_DONE, IdentityCheck.DOUBTED])
def test_nothing_was_seen_of_a_person_nobody_compared(identity: IdentityCheck) -> None:
    assert rules.sightings(drafted(held("id"), identity=identity), procedure(paper("id")), KINDS) == ()


def test_only_what_was_in_the_hand_is_seen() -> None:
    asked = procedure(
        paper("id"), paper("ever"), paper("home"), paper("single", PaperMode.SUBMIT), paper(None)
    )
    marks = (
        held("ever", state=PaperState.FROM_DATABASE),
        held("home", issued_on=date(2026, 11, 1)),
        held("single", state=PaperState.SUBMITTED),
        PaperMark(key="p-None", name="x", state=PaperState.SUBMITTED),
    )
    found = rules.sightings(drafted(*marks), asked, KINDS)
    assert [(one.kind, one.issued_on) for one in found] == [
        ("home", date(2026, 11, 1)), ("single", None), ("id", CARD.issue_date)
    ]  # fmt: skip
    for_another = rules.sightings(drafted(*marks, identity=IdentityCheck.FOR_ANOTHER), asked, KINDS)
    assert [one.kind for one in for_another] == ["id"]


def test_what_rests_on_a_proof_is_not_seen_again() -> None:
    (known,) = rules.known(procedure(paper("ever")), KINDS, [seen("ever")], resident_id=1, on=TODAY)
    typed = replace(CARD, from_card=False)
    assert (
        rules.sightings(drafted(held("ever", proof=known.proof), who=typed), procedure(paper("ever")), KINDS)
        == ()
    )


def test_a_card_shown_as_a_paper_is_seen_once_and_its_printed_day_wins() -> None:
    (one,) = rules.sightings(drafted(held("id", valid_until=date(2030, 1, 1))), procedure(paper("id")), KINDS)
    assert (one.key, one.valid_until) == ("p-id", date(2030, 1, 1))
    (one,) = rules.sightings(drafted(held("id", endless=True)), procedure(paper("id")), KINDS)
    assert (one.valid_until, one.endless) == (None, True)
