"""Who stands at the counter for an assisted filing, and the way it goes: recorded, kept, stopped in time."""

from dataclasses import replace
from datetime import date

import pytest

from counter.errors import Forbidden, Refused
from counter.models.catalogue import Channel, Procedure
from counter.models.dossier import DossierView
from counter.models.staff import Role, StaffView
from counter.models.submission import (
    ConsentDraft,
    ConsentKind,
    FilingWay,
    Relation,
    StandingDraft,
    SubmissionView,
    Submitter,
    SyncState,
    Ways,
)
from counter.paths import data_dir
from counter.services.catalogue.catalogue import Catalogue
from counter.services.dossier import dossiers
from counter.services.filing import filing_ways, submissions
from counter.services.filing.submission_standing import stand
from counter.services.office import Office
from counter.services.store.store import Store
from tests.conftest import Clock
from tests.services.journeys import birth, but, contents, received

People = dict[Role, StaffView]
BIRTH_CODE = "1.001193"


@pytest.fixture
def view(office: Office) -> DossierView:
    """A birth to be filed online."""
    return received(office, birth(office))


def draft_of(office: Office, view: DossierView, **changes: object) -> StandingDraft:
    filing = dossiers.get(office, str(view.id)).submission
    assert filing is not None
    draft = StandingDraft(
        operation="stand",
        dossier_id=view.id,
        version=filing.version,
        submitter=Submitter.SELF,
        way=FilingWay.OWN,
    )
    return but(draft, **changes)


def agree(office: Office, view: DossierView, operation: str = "consent") -> SubmissionView:
    filing = dossiers.get(office, str(view.id)).submission
    assert filing is not None
    version = submissions.consent_text(office, view.id).version
    return submissions.record_consent(
        office,
        ConsentDraft(
            operation=operation,
            dossier_id=view.id,
            version=filing.version,
            kind=ConsentKind.SIGNATURE,
            text_version=version,
        ),
    )


AUTHORITY = {
    "submitter": Submitter.AUTHORISED,
    "way": FilingWay.PROXY,
    "certified": True,
    "paper": "Giấy uỷ quyền số 15",
    "scope": "nộp và nhận kết quả",
    "dated": date(2026, 3, 2),
}


def test_consent_waits_until_it_is_known_who_stands_here(office: Office, view: DossierView) -> None:
    assert view.submission is not None and view.submission.standing_at is None
    with pytest.raises(Refused) as told:
        agree(office, view)
    assert told.value.message_id == "submission.standing.first"
    stand(office, draft_of(office, view))
    assert agree(office, view, "again").consent_kind == "signature"


def test_the_paper_its_scope_and_its_end_are_kept(
    office: Office, people: People, clock: Clock, view: DossierView
) -> None:
    helper = replace(office, actor=people[Role.VOLUNTEER])  # a volunteer may ask
    kept = stand(helper, draft_of(office, view, **AUTHORITY))
    assert (kept.submitter, kept.way) == (Submitter.AUTHORISED, FilingWay.PROXY)
    assert (kept.authority_paper, kept.authority_scope) == ("Giấy uỷ quyền số 15", "nộp và nhận kết quả")
    assert (kept.authority_until, kept.standing_at) == (date(2027, 3, 2), clock.at)
    told = dossiers.get(office, str(view.id)).timeline[-1]
    assert (told.event, told.who) == ("submission.event.standing", "Đỗ Tình Nguyện")
    assert (told.detail["dated"], told.detail["until"]) == ("02/03/2026", "02/03/2027")
    assert stand(helper, draft_of(office, view, **AUTHORITY)) == kept  # the second press


def test_a_relative_in_civil_status_needs_no_certified_paper(office: Office, view: DossierView) -> None:
    kept = stand(
        office,
        draft_of(
            office,
            view,
            submitter=Submitter.RELATIVE,
            way=FilingWay.PROXY,
            relation=Relation.GRANDPARENT,
            paper="Sổ hộ tịch trên VNeID",
        ),
    )
    assert (kept.authority_scope, kept.authority_until) == ("grandparent", None)


def test_authority_that_runs_out_stops_the_filing(office: Office, clock: Clock, view: DossierView) -> None:
    stand(office, draft_of(office, view, **AUTHORITY | {"until": date(2026, 11, 23)}))
    agree(office, view)
    submissions.copied(office, view.id, "tre_ho_ten", operation="a")
    clock.ahead(days=1)
    with pytest.raises(Refused) as told:
        submissions.copied(office, view.id, "que_quan", operation="b")
    assert told.value.message_id == "submission.standing.expired"
    filing = dossiers.get(office, str(view.id)).submission
    assert filing is not None
    digest = submissions.digest(submissions.fields(office, view.id))
    with pytest.raises(Refused) as told:
        submissions.read_back(office, view.id, digest, operation="r", version=filing.version)
    assert "submission.standing.expired" in {p.message_id for p in told.value.problems}


def test_missing_authority_changes_nothing(office: Office, store: Store, view: DossierView) -> None:
    before = contents(store)
    wrong = draft_of(office, view, **AUTHORITY | {"paper": "", "certified": False})
    with pytest.raises(Refused) as told:
        stand(office, wrong)
    assert {p.field for p in told.value.problems} == {"paper", "certified"}
    assert contents(store) == before


def test_paper_at_the_counter_is_never_an_online_filing(office: Office, view: DossierView) -> None:
    assert view.channel is Channel.ONLINE
    filed = stand(office, draft_of(office, view, way=FilingWay.PAPER))
    after = dossiers.get(office, str(view.id))
    assert (filed.way, filed.state) == (FilingWay.PAPER, SyncState.NONE)
    assert (filed.typed_by, filed.decided_by) == ("Nguyễn Thị Tiếp", "Nguyễn Thị Tiếp")
    assert (after.channel, after.sync) == (Channel.DIRECT, SyncState.NONE)
    assert (after.code, after.answers, after.papers) == (view.code, view.answers, view.papers)


def test_after_consent_another_person_means_to_begin_again(office: Office, view: DossierView) -> None:
    stand(office, draft_of(office, view))
    agree(office, view)
    with pytest.raises(Refused) as told:
        stand(office, draft_of(office, view, operation="s2", **AUTHORITY))
    assert told.value.message_id == "submission.standing.after_consent"
    filing = dossiers.get(office, str(view.id)).submission
    assert filing is not None
    submissions.stop(office, view.id, operation="stop", version=filing.version)
    again = dossiers.get(office, str(view.id))
    begun = submissions.begin(office, view.id, operation="b", version=again.version)
    assert begun.standing_at is None  # what was said of the filing before does not count for this one
    assert (
        stand(office, draft_of(office, view, operation="s3", **AUTHORITY)).submitter is Submitter.AUTHORISED
    )


# -- the ways: a setting of the ward -----------------------------------------------------------------


def test_ways_are_open_as_shipped_and_said_to_be_unconfirmed(office: Office) -> None:
    ways = filing_ways.ways_of(office, BIRTH_CODE)
    assert set(ways.allowed) == set(FilingWay)
    assert (ways.usual, ways.confirmed, ways.own) == (FilingWay.OWN, False, False)


def test_where_the_parties_must_come_there_is_no_proxy(office: Office) -> None:
    alone = [p for p in office.catalogue.all() if p.no_proxy]
    assert alone
    for procedure in alone:
        assert FilingWay.PROXY not in filing_ways.ways_of(office, procedure.code).allowed


def test_the_ward_sets_the_ways_of_a_procedure(office: Office, people: People, view: DossierView) -> None:
    head = replace(office, actor=people[Role.SUPERVISOR])
    mine = Ways(procedure_code=BIRTH_CODE, allowed=(FilingWay.PAPER,), usual=FilingWay.PAPER, confirmed=True)
    assert filing_ways.save(head, mine, operation="w") == replace(mine, own=True)
    assert filing_ways.save(head, mine, operation="w") == replace(mine, own=True)
    assert filing_ways.ways_of(office, BIRTH_CODE) == replace(mine, own=True)
    with pytest.raises(Refused) as told:
        stand(office, draft_of(office, view))
    assert told.value.message_id == "submission.standing.way_closed.own"
    listed = {ways.procedure_code: ways for _, ways in filing_ways.listing(office)}
    assert listed[BIRTH_CODE].own and sum(ways.own for ways in listed.values()) == 1


def test_settings_that_cannot_be_are_refused(office: Office, people: People) -> None:
    head = replace(office, actor=people[Role.SUPERVISOR])
    alone = next(p.code for p in office.catalogue.all() if p.no_proxy)
    wrong = [
        Ways(procedure_code=BIRTH_CODE, allowed=(), usual=FilingWay.OWN),
        Ways(procedure_code=BIRTH_CODE, allowed=(FilingWay.OWN,), usual=FilingWay.PAPER),
        Ways(procedure_code=alone, allowed=(FilingWay.PROXY,), usual=FilingWay.PROXY),
    ]
    for ways in wrong:
        with pytest.raises(Refused):
            filing_ways.save(head, ways, operation="w")
    with pytest.raises(Forbidden):
        filing_ways.save(office, wrong[0], operation="w")  # a clerk


class MustComeAlone(Catalogue):
    """The shipped procedures, every one of them to be done by the parties themselves."""

    def get(self, code: str) -> Procedure:
        return replace(super().get(code), no_proxy=True)


def test_where_the_parties_must_come_nobody_stands_for_them(office: Office, view: DossierView) -> None:
    """The service refuses whoever comes for another, whatever the intake has let through."""
    office = replace(office, load_catalogue=lambda: MustComeAlone(data_dir()))
    relative = {"submitter": Submitter.RELATIVE, "relation": Relation.PARENT, "paper": "Giấy khai sinh"}
    with pytest.raises(Refused) as told:
        stand(office, draft_of(office, view, way=FilingWay.PAPER, **relative))
    assert told.value.message_id == "submission.standing.no_proxy"
    assert stand(office, draft_of(office, view)).submitter is Submitter.SELF
