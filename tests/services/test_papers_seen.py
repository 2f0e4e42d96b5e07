"""Papers seen before, in the store: what an acceptance keeps, what the next one takes, what is refused."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlcipher3 import dbapi2

from counter.errors import Conflict, Forbidden, Refused
from counter.models.dossier import DossierView, IdentityCheck, IntakeDraft, PaperMark, PaperState
from counter.models.identity import Card
from counter.models.life_views import LackingPaper, ResumeDraft, SupplementDraft
from counter.models.merging import MergeDraft
from counter.models.papers_seen import Known, Standing
from counter.models.staff import Role, StaffView
from counter.services.dossier import dossiers
from counter.services.intake import drafts, intake, visits
from counter.services.life import life, supplements
from counter.services.office import Office
from counter.services.people import papers_seen, residents
from counter.services.put_right import merging
from counter.services.verify.verify import verify
from tests.conftest import Clock
from tests.services.journeys import BINH, MO, birth, certified_copy, ready, received

People = dict[Role, StaffView]
CARD, HOME = "giay-to-tuy-than", "giay-to-noi-cu-tru"


def person_of(view: DossierView) -> int:
    assert view.resident_id is not None
    return view.resident_id


def extract(office: Office, card: Card) -> IntakeDraft:
    """A copy of an entry of the civil register: a card, sometimes a proof of the home."""
    values = {
        "nguoi_duoc_cap_ho_ten": card.full_name, "loai_su_kien": "Khai sinh", "noi_dang_ky": "phường Mẫu",
        "quan_he": "bản thân", "so_ban_sao": "1",
    }  # fmt: skip
    return ready(office, "tl", card, values)


def keys(found: Sequence[Known]) -> list[str]:
    return [one.key for one in found]


def with_paper(draft: IntakeDraft, key: str, issued_on: date | None = None) -> IntakeDraft:
    """The draft with one more paper shown, and the day that was noted from it."""
    mark = PaperMark(key=key, name=key, state=PaperState.PRESENTED, issued_on=issued_on)
    return replace(draft, papers=(*(m for m in draft.papers if m.key != key), mark))


def resting(office: Office, draft: IntakeDraft, resident: int) -> IntakeDraft:
    """The draft of somebody known, with every paper that rests on an earlier sighting."""
    proofs = {one.key: one.proof for one in papers_seen.known(office, resident, draft.procedure_code)}
    marks = tuple(
        PaperMark(key=m.key, name=m.name, state=PaperState.PRESENTED, proof=proofs[m.key])
        if m.key in proofs
        else m
        for m in draft.papers
    )
    return replace(draft, papers=marks, applicant=replace(draft.applicant, resident_id=resident))


@pytest.fixture
def mother(office: Office, clock: Clock) -> int:
    """Somebody whose card was compared for one dossier, a week ago."""
    ident = person_of(received(office, birth(office)))
    clock.ahead(days=7)
    return ident


def test_a_card_compared_once_need_not_be_shown_again(office: Office, mother: int) -> None:
    (found,) = papers_seen.known(office, mother, "kh")
    assert (found.key, found.proof.seen_by) == (CARD, "Nguyễn Thị Tiếp")
    assert (found.proof.seen_on, found.proof.valid_until) == (date(2026, 11, 23), date(2035, 3, 15))
    assert papers_seen.known(office, mother, "ct") == ()  # the paper to be copied is another one each time


def test_what_was_taken_stands_in_the_dossier_and_its_story(office: Office, mother: int) -> None:
    view = received(office, resting(office, extract(office, MO), mother))
    (mark,) = [mark for mark in view.papers if mark.proof]
    assert (mark.key, mark.state, mark.originals) == (CARD, PaperState.PRESENTED, 0)
    assert mark.proof is not None and mark.proof.seen_by == "Nguyễn Thị Tiếp"
    (told,) = [entry for entry in view.timeline if entry.event == "dossier.event.papers_known"]
    assert "23/11/2026" in told.detail["papers"] and "Nguyễn Thị Tiếp" in told.detail["papers"]
    assert not [check for check in verify(office) if check.failed]
    (line, *_) = [one for one in papers_seen.listing(office, mother) if one.paper.used]
    assert (line.paper.used, line.standing) == (1, Standing.GOOD)


def test_a_refused_paper_is_offered_and_taken_no_more(office: Office, mother: int) -> None:
    draft = resting(office, extract(office, MO), mother)
    (line,) = papers_seen.listing(office, mother)
    with pytest.raises(Refused):
        papers_seen.refuse(office, line.paper.id, "  ", operation="r0")
    with pytest.raises(Refused, match=r"form\.text\.character"):
        papers_seen.refuse(office, line.paper.id, "Thẻ \x1b[31mmất", operation="r0")
    papers_seen.refuse(office, line.paper.id, "Thẻ đã báo mất", operation="r1")
    papers_seen.refuse(office, line.paper.id, "Thẻ đã báo mất", operation="r1")  # a second press
    with pytest.raises(Conflict):
        papers_seen.refuse(office, line.paper.id, "lần nữa", operation="r2")
    assert papers_seen.known(office, mother, "kh") == ()
    assert [p.message_id for p in intake.preview(office, draft).problems] == ["papers_seen.no_longer"]
    with pytest.raises(Refused) as refused:
        intake.accept(office, draft)
    assert [p.field for p in refused.value.problems] == [CARD]
    (line,) = papers_seen.listing(office, mother)
    assert (line.standing, line.paper.refused_by, line.paper.refusal) == (
        Standing.REFUSED, "Nguyễn Thị Tiếp", "Thẻ đã báo mất"
    )  # fmt: skip
    assert not [check for check in verify(office) if check.failed]


def test_with_a_paper_its_earlier_sightings_go(office: Office, mother: int, clock: Clock) -> None:
    received(office, extract(office, MO))
    clock.ahead(days=1)
    again = person_of(received(office, replace(extract(office, MO), duplicate_reason="bản nữa")))
    assert again == mother
    newest, middle, oldest = papers_seen.listing(office, mother)
    papers_seen.refuse(office, middle.paper.id, "Thẻ đã báo mất, dân mới nhận thẻ khác", operation="r1")
    (found,) = papers_seen.known(office, mother, "kh")
    assert found.proof.seen_id == newest.paper.id
    assert [one.standing for one in papers_seen.listing(office, mother)] == [
        Standing.GOOD, Standing.REFUSED, Standing.REFUSED
    ]  # fmt: skip
    papers_seen.refuse(office, newest.paper.id, "Thẻ cũng mất", operation="r2")
    assert papers_seen.known(office, mother, "kh") == () and oldest.paper.id < middle.paper.id
    assert not [check for check in verify(office) if check.failed]


def test_a_refused_paper_does_not_come_back_with_a_merged_record(
    office: Office, mother: int, people: People, clock: Clock
) -> None:
    clock.ahead(days=-6)
    card = replace(MO, citizen_id="046195009999")
    other = person_of(received(office, extract(office, card)))  # the same woman, typed wrong
    clock.ahead(days=6)
    lost = person_of(received(office, extract(office, MO)))
    newest = papers_seen.listing(office, lost)[0]
    papers_seen.refuse(office, newest.paper.id, "Thẻ đã báo mất", operation="r1")
    kept, gone = residents.get(office, lost), residents.get(office, other)
    assert papers_seen.known(office, other, "kh") != ()
    draft = MergeDraft(
        operation="m", kept_id=lost, gone_id=other, kept_version=kept.version, gone_version=gone.version,
        reason="Cùng một người",
    )  # fmt: skip
    merging.merge(replace(office, actor=people[Role.SUPERVISOR]), draft)
    assert papers_seen.known(office, other, "kh") == papers_seen.known(office, lost, "kh") == ()
    assert {one.standing for one in papers_seen.listing(office, lost)} == {Standing.REFUSED}
    assert not [check for check in verify(office) if check.failed]


def test_a_draft_of_a_record_that_was_merged_meanwhile_keeps_its_papers(
    office: Office, mother: int, people: People
) -> None:
    other = person_of(received(office, extract(office, replace(MO, citizen_id="046195009999"))))
    draft = resting(office, extract(office, MO), other)
    kept, gone = residents.get(office, mother), residents.get(office, other)
    said = MergeDraft(
        operation="m", kept_id=mother, gone_id=other, kept_version=kept.version, gone_version=gone.version,
        reason="Cùng một người",
    )  # fmt: skip
    merging.merge(replace(office, actor=people[Role.SUPERVISOR]), said)
    assert papers_seen.known(office, other, "kh") == papers_seen.known(office, mother, "kh") != ()
    view = received(office, replace(draft, duplicate_reason="bản nữa"))
    assert (view.resident_id, [mark.key for mark in view.papers if mark.proof]) == (mother, [CARD])
    assert not [check for check in verify(office) if check.failed]


def test_a_volunteer_refuses_nothing(office: Office, mother: int, people: People) -> None:
    (line,) = papers_seen.listing(office, mother)
    with pytest.raises(Forbidden):
        papers_seen.refuse(replace(office, actor=people[Role.VOLUNTEER]), line.paper.id, "x", operation="r1")


def test_a_proof_of_somebody_else_is_refused_at_the_acceptance(office: Office, mother: int) -> None:
    draft = resting(office, extract(office, MO), mother)
    stranger = person_of(received(office, certified_copy(office)))
    with pytest.raises(Refused) as refused:
        intake.accept(office, replace(draft, applicant=replace(draft.applicant, resident_id=stranger)))
    assert {p.message_id for p in refused.value.problems} == {"papers_seen.no_longer"}


def test_a_paper_with_an_end_serves_only_when_its_day_was_noted(office: Office, clock: Clock) -> None:
    bare = received(office, with_paper(birth(office), HOME))
    assert keys(papers_seen.known(office, person_of(bare), "kh")) == [CARD]
    noted = with_paper(extract(office, BINH), HOME, issued_on=date(2026, 11, 2))
    man = person_of(received(office, noted))
    assert keys(papers_seen.known(office, man, "kh")) == [CARD, HOME]
    assert keys(papers_seen.known(office, man, "kh", for_another=True)) == [CARD]
    clock.ahead(days=345)  # 03/11/2027: a year and a day
    assert keys(papers_seen.known(office, man, "kh")) == [CARD]


def test_a_household_shares_a_home_only_when_both_are_here(office: Office, clock: Clock) -> None:
    man = person_of(received(office, with_paper(extract(office, BINH), HOME, issued_on=date(2026, 11, 2))))
    woman = person_of(received(office, birth(office)))
    assert keys(papers_seen.known(office, woman, "kh")) == [CARD]
    (_, home) = papers_seen.known(office, woman, "kh", also=(man,))
    assert (home.key, home.proof.whose) == (HOME, "Trần Văn Bình")
    draft = extract(office, MO)
    mark = PaperMark(key=HOME, name=HOME, state=PaperState.PRESENTED, proof=home.proof)
    draft = replace(
        draft, papers=(*draft.papers, mark), applicant=replace(draft.applicant, resident_id=woman)
    )
    with pytest.raises(Refused) as refused:
        intake.accept(office, draft)
    assert [p.message_id for p in refused.value.problems if p.field == HOME] == ["papers_seen.not_here"]


def test_who_comes_in_the_same_visit_shares_a_home(office: Office, clock: Clock) -> None:
    noted = with_paper(extract(office, BINH), HOME, issued_on=date(2026, 11, 2))
    man, woman = person_of(received(office, noted)), person_of(received(office, birth(office)))
    hers = extract(office, MO)
    hers = replace(hers, applicant=replace(hers.applicant, resident_id=woman))
    drafts.save(office, hers)
    visit = visits.begin(office, hers.id)
    assert keys(papers_seen.known(office, woman, "tl", visit_id=visit)) == [CARD]
    his = replace(certified_copy(office), visit_id=visit)
    his = replace(his, applicant=replace(his.applicant, resident_id=man))
    drafts.save(office, replace(his, identity=IdentityCheck.NOT_DONE))  # a name alone is nobody who came
    assert keys(papers_seen.known(office, woman, "tl", visit_id=visit)) == [CARD]
    drafts.save(office, his)
    found = {one.key: one.proof for one in papers_seen.known(office, woman, "tl", visit_id=visit)}
    assert found[HOME].whose == "Trần Văn Bình"
    mark = PaperMark(key=HOME, name=HOME, state=PaperState.PRESENTED, proof=found[HOME])
    view = received(office, replace(hers, visit_id=visit, papers=(*hers.papers, mark)))
    assert [mark.proof.whose for mark in view.papers if mark.proof] == ["Trần Văn Bình"]
    assert not [check for check in verify(office) if check.failed]


def test_a_draft_keeps_its_proofs(office: Office, mother: int) -> None:
    draft = resting(office, extract(office, MO), mother)
    drafts.save(office, draft)
    assert drafts.load(office, draft.id).draft.papers == draft.papers


def test_a_supplemented_paper_rests_on_nothing_any_more(office: Office, mother: int) -> None:
    draft = resting(office, extract(office, MO), mother)
    view = received(office, draft)
    with office.store.write(office.now()) as transaction:
        transaction.connection.execute(
            "UPDATE dossier_paper SET originals = 1 WHERE dossier_id = ? AND key = ?", (view.id, CARD)
        )
        transaction.record(office.actor, "dossier.event.ready", subject=("dossier", view.id), operation="")
    assert not any(mark.proof for mark in dossiers.get(office, str(view.id)).papers)


@pytest.mark.parametrize("statement", ["UPDATE paper_seen SET kind = 'x'", "DELETE FROM paper_used"])
def test_nothing_of_it_can_be_changed(office: Office, mother: int, statement: str) -> None:
    received(office, resting(office, extract(office, MO), mother))
    with pytest.raises(dbapi2.IntegrityError), office.store.write(office.now()) as transaction:
        transaction.connection.execute(statement)


def test_a_person_nobody_compared_leaves_nothing(office: Office, mother: int) -> None:
    found = residents.get(office, mother)
    assert len(papers_seen.listing(office, found.id)) == 1
    draft = replace(extract(office, BINH), identity=IdentityCheck.DOUBTED)
    with pytest.raises(Refused):
        intake.accept(office, draft)


def shown_by(office: Office, resident: int) -> list[str]:
    """The kinds of paper somebody has shown, the newest first."""
    return [line.paper.kind for line in papers_seen.listing(office, resident)]


def test_a_paper_brought_with_a_supplement_was_seen(office: Office) -> None:
    view = received(office, extract(office, MO))
    resident = person_of(view)
    home = next(p for p in office.catalogue.get("tl").papers if p.kind == HOME)
    asked = supplements.ask(
        office,
        SupplementDraft(
            operation="ask", dossier_id=view.id, version=view.version, reason="Thiếu giấy",
            items=(LackingPaper(paper_key=home.key, name=home.name, originals=1),),
        ),
    )  # fmt: skip
    assert HOME not in shown_by(office, resident)
    after = supplements.resume(
        office,
        ResumeDraft(operation="here", dossier_id=view.id, version=asked.version, brought=frozenset({0})),
    )
    assert shown_by(office, resident)[0] == HOME
    assert not [check for check in verify(office) if check.failed]
    life.undo(office, view.id, operation="back", version=after.version)
    assert HOME not in shown_by(office, resident), "taken back, it showed nothing"
    assert not [check for check in verify(office) if check.failed]
