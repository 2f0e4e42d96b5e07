"""A household's visit: several procedures for several people, taken, paid and printed together."""

from dataclasses import replace

import pytest

from counter.errors import NotFound
from counter.i18n import t
from counter.models.dossier import (
    Applicant,
    Contact,
    ContactKind,
    IdentityCheck,
    IntakeDraft,
    PaperState,
)
from counter.rules import visit_code
from counter.rules import visits as rules
from counter.screens.desk.desk_rows import work_rows
from counter.screens.visit import visit_rows
from counter.services.intake import drafts, intake, visits
from counter.services.money import pay_together
from counter.services.office import Office
from counter.services.search import desk, find
from counter.services.store.store import Store
from counter.services.verify.verify import verify
from counter.widgets.cells import width_of
from tests.conftest import Clock
from tests.services.journeys import BINH, MO, birth, but, certified_copy, contents


def waiting(office: Office, *given: IntakeDraft) -> int:
    """A visit with these drafts in it."""
    visit = visits.begin(office, given[0].id)
    for draft in given:
        drafts.save(office, replace(draft, visit_id=visit))
    return visit


def two_people(office: Office) -> int:
    """The mother registers a birth and wants copies; the father wants copies."""
    return waiting(
        office,
        birth(office),
        certified_copy(office, MO),
        certified_copy(office, BINH),
    )


def test_all_of_a_visit_is_taken_together_and_stays_together(office: Office, store: Store) -> None:
    visit = two_people(office)
    before = visits.get(office, str(visit))
    assert [one.draft.procedure_code for one in before.drafts] == ["1.001193", "2.000815", "2.000815"]
    assert (
        not before.dossiers
        and before.left
        and [p.applicant.full_name for p in before.people]
        == [
            MO.full_name,
            BINH.full_name,
        ]
    )
    done = visits.accept(office, visit)
    assert len(done.accepted) == 3 and not done.refused
    after = visits.get(office, before.code)
    assert [view.id for view in after.dossiers] == list(done.accepted) and not after.drafts
    assert after.left == before.left == sum(view.left or 0 for view in after.owing)
    assert visits.accept(office, visit).accepted == ()
    assert len(contents(store)["household_visit"]) == 1
    assert all(not check.failed for check in verify(office) if check.name == "visits")


def test_the_code_finds_the_visit_and_a_wrong_one_is_named(office: Office) -> None:
    visit = two_people(office)
    visits.accept(office, visit)
    code = visit_code.build(visit)
    assert visits.get(office, code.lower().replace("-", "")).id == visit
    [hit] = find.find(office, code)
    assert (hit.kind, hit.id) == ("visit", code) and MO.full_name in hit.label
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    with pytest.raises(NotFound) as told:
        visits.get(office, wrong)
    assert told.value.message_id == "visit.mistyped"
    assert find.find(office, wrong) == ()
    for nobody in (visit_code.build(visit + 7), "9" * 18, "9" * 30, "9" * 5000, "", "\ud800"):
        with pytest.raises(NotFound) as told:
            visits.get(office, nobody)
        assert told.value.message_id == "visit.unknown"


@pytest.mark.parametrize(
    "wrong",
    [{"papers": ()}, {"applicant": replace(Applicant.of_card(MO), resident_id=999)}],
    ids=["a paper", "a record that went"],
)
def test_a_draft_that_must_be_mended_holds_up_no_other(office: Office, wrong: dict[str, object]) -> None:
    visit = waiting(office, but(birth(office), **wrong), certified_copy(office))
    done = visits.accept(office, visit)
    assert len(done.accepted) == 1
    [(draft_id, problems)] = done.refused
    left = visits.get(office, str(visit))
    assert [one.draft.id for one in left.drafts] == [draft_id] and problems
    assert len(left.dossiers) == 1


def test_no_line_of_a_visit_is_cut_where_something_is_to_be_mended(office: Office) -> None:
    """What is read back and what must be mended are whole in a window of 100 beside the help."""
    visit = waiting(office, but(birth(office), papers=(), contact=Contact()))
    lines = visit_rows.rows(visits.get(office, str(visit)), office.now())
    mend = [row for row in lines if row.key.startswith(("mend:", "why:"))]
    said = " ".join(row.cells[0].strip(" !") for row in mend)
    assert said == t("procedure.intake.contact") and len(mend) > 1
    assert all(width_of(row.cells[0]) <= 68 for row in lines if row.tone == "head")
    assert all(width_of(row.cells[0]) <= 34 for row in mend if row.tone != "head")


def test_the_desk_names_the_visit_in_which_a_draft_waits(office: Office) -> None:
    visit = two_people(office)
    code = visit_code.build(visit)
    drafts.save(office, replace(certified_copy(office, MO), id="alone"))
    marked = {row.id: row.visit for row in desk.desk(office).rows if row.kind == "draft"}
    waiting_there = {one.draft.id for one in visits.get(office, str(visit)).drafts}
    assert marked == {"alone": "", **dict.fromkeys(waiting_there, code)}
    rows = work_rows(desk.desk(office).rows, office.now())
    assert sum(row.key.startswith(f"visit:{code}:") and code in row.cells[4] for row in rows) == 3
    assert len({row.key for row in rows}) == len(rows)


def test_begun_twice_is_one_visit_and_a_taken_dossier_can_begin_one(office: Office) -> None:
    draft = certified_copy(office)
    assert visits.begin(office, draft.id) == visits.begin(office, draft.id)
    accepted = intake.accept(office, certified_copy(office))
    visit = visits.of_dossier(office, accepted.dossier_id)
    assert visits.of_dossier(office, accepted.dossier_id) == visit
    assert [view.id for view in visits.get(office, str(visit)).dossiers] == [accepted.dossier_id]


def test_who_comes_back_alone_is_no_part_of_the_visit(office: Office, clock: Clock) -> None:
    visit = two_people(office)
    visits.accept(office, visit)
    clock.ahead(hours=2)
    alone = intake.accept(office, but(certified_copy(office, MO), duplicate_reason="bản khác"))
    assert alone.dossier_id not in {view.id for view in visits.get(office, str(visit)).dossiers}


def test_a_draft_of_yesterdays_visit_is_taken_alone(office: Office, clock: Clock) -> None:
    visit = two_people(office)
    clock.ahead(days=1)
    clock.ahead(days=1)
    assert not visits.get(office, str(visit)).today
    visits.accept(office, visit)
    assert not visits.get(office, str(visit)).dossiers
    assert all(not check.failed for check in verify(office) if check.name == "visits")


def test_the_dossiers_of_a_visit_are_the_first_to_be_paid_together(office: Office) -> None:
    other = intake.accept(office, certified_copy(office))
    visit = two_people(office)
    done = visits.accept(office, visit)
    mine, *rest = [view.id for view in visits.get(office, str(visit)).owing]
    found = [case.dossier_id for case in pay_together.candidates(office, mine)]
    assert found[: len(rest)] == rest and other.dossier_id not in found[: len(rest)]
    assert set(done.accepted) >= set(rest)


def test_prints_of_the_slip_are_counted_by_kind(office: Office) -> None:
    visit = two_people(office)
    assert visits.record_print(office, visit, "visit_large", operation="a") == 1
    assert visits.record_print(office, visit, "visit_large", operation="a") == 1
    assert visits.record_print(office, visit, "visit_large", operation="b") == 2
    assert visits.record_print(office, visit, "visit", operation="c") == 1


# -- what is shared ---------------------------------------------------------------------------


def test_a_paper_that_was_held_is_ticked_for_the_next_procedure_of_the_same_person(office: Office) -> None:
    catalogue = office.catalogue
    procedures = {code: catalogue.get(code) for code in ("2.000942", "2.000908")}
    shown, wanted = (
        next(p for p in procedure.papers if rules.shareable(p)) for procedure in procedures.values()
    )
    first, second, third = (
        intake.start(office, procedure=code) for code in ("2.000942", "2.000908", "2.000908")
    )
    first = but(
        first,
        applicant=Applicant.of_card(MO),
        papers=tuple(but(m, state=PaperState.PRESENTED) if m.key == shown.key else m for m in first.papers),
    )
    second, third = (
        but(second, applicant=Applicant.of_card(MO)),
        but(third, applicant=Applicant.of_card(BINH)),
    )

    def state(draft: IntakeDraft) -> PaperState:
        seen = rules.with_seen_papers(draft, procedures, [first, second, third])
        return next(mark.state for mark in seen.papers if mark.key == wanted.key)

    assert state(second) is PaperState.PRESENTED
    assert state(third) is PaperState.ASKED, "another person's identity paper"
    forms = [m for m in rules.with_seen_papers(second, procedures, [first]).papers if m.key != wanted.key]
    assert all(mark.state is PaperState.ASKED for mark in forms)


def test_a_household_is_reached_over_the_phone_one_of_them_gave(office: Office) -> None:
    phone = Contact(kind=ContactKind.OWN_PHONE, phone="0914220118")
    visit = waiting(
        office,
        but(birth(office), contact=phone),
        but(certified_copy(office), contact=Contact(kind=ContactKind.NONE)),
    )
    view = visits.get(office, str(visit))
    mother, father = view.people
    assert rules.contact_for(mother, view.people) == phone
    assert father.contact.kind is None, "who waits for a copy was not asked"
    assert rules.contact_for(father, view.people) == Contact(
        kind=ContactKind.RELATIVE, phone="0914220118", whose=MO.full_name
    )
    assert {one.identity for one in view.people} == {IdentityCheck.SAME_PERSON}
