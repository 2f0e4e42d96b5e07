"""A breach of personal data: the clock of 72 hours, what is known of it, that the authority was told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlcipher3 import dbapi2

from counter.errors import Conflict, Forbidden, NotFound, Refused
from counter.models.breach import BreachDraft, BreachFacts, BreachView
from counter.models.staff import Role, StaffView
from counter.papers import typeset
from counter.papers.breach_notice import lines, notice_data
from counter.services.office import Office
from counter.services.personal import breaches
from counter.services.store.connection import connect
from counter.services.store.store import Store
from counter.services.verify.verify import verify
from tests.conftest import Clock
from tests.papers.reading import pdf_pages, squeezed
from tests.services.test_verify import Plant, spoiled, without_guards

People = dict[Role, StaffView]
LOST = BreachFacts(act="Mất máy trên xe", place="tuyến Huế – A Lưới")


@pytest.fixture
def leader(office: Office, people: People) -> Office:
    return replace(office, actor=people[Role.SUPERVISOR])


def recorded(office: Office, hours: int = 0, operation: str = "lost") -> BreachView:
    found_at = office.now() - timedelta(hours=hours)
    return breaches.record(office, BreachDraft(operation=operation, facts=LOST, found_at=found_at))


def fields(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.field for problem in error.value.problems]


def test_from_the_finding_to_the_notice(leader: Office, clock: Clock) -> None:
    view = recorded(leader, hours=2)
    assert (view.minutes_left, view.device != "", view.versions) == (70 * 60, True, 1)
    assert {"who", "consequences", "measures"} <= set(view.missing)
    assert recorded(leader, hours=2) == view, "the second press"
    clock.ahead(hours=3)
    more = breaches.over(view.facts, BreachFacts(measures="Khoá tài khoản"))
    later = breaches.update(leader, view.id, more, operation="more")
    assert (later.facts.act, later.facts.measures, later.versions) == (LOST.act, "Khoá tài khoản", 2)
    told = breaches.told(leader, view.id, "A05, công văn 12/UBND", operation="told")
    assert (told.minutes_left, told.told_whom) == (None, "A05, công văn 12/UBND")
    assert breaches.told(leader, view.id, "A05, công văn 12/UBND", operation="told") == told
    with pytest.raises(Conflict):
        breaches.told(leader, view.id, "lần nữa", operation="again")
    assert not [check for check in verify(leader) if check.failed]


def test_after_72_hours_it_says_so_on_the_screen_and_on_the_paper(leader: Office) -> None:
    view = recorded(leader, hours=80)
    assert view.minutes_left == -8 * 60
    assert notice_data(view, leader.ward, at=leader.now()).late
    assert not notice_data(recorded(leader, 1, "other"), leader.ward, at=leader.now()).late


def test_the_notice_and_the_record_have_every_fact(leader: Office) -> None:
    view = recorded(leader)
    whole = BreachFacts(**{name: f"điều {name}" for name in breaches.FIELDS})
    view = breaches.update(leader, view.id, whole, operation="whole")
    data = notice_data(view, leader.ward, at=leader.now(), practice=True)
    pages = [squeezed(page) for page in pdf_pages(typeset.pdf(typeset.BREACH, data))]
    assert len(pages) == 2
    text = "\n".join(lines(data))
    for name in breaches.FIELDS:
        assert all(squeezed(f"điều {name}") in page for page in pages) and f"điều {name}" in text
    assert "THỰC HÀNH" in text and view.ground in text


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        (BreachFacts(), ["act"]),
        (BreachFacts(act=" "), ["act"]),
        (BreachFacts(act="x", who="y" * 501), ["who"]),
        (BreachFacts(act="mật khẩu VNeID là 482913"), ["act"]),
    ],
)
def test_what_a_record_needs(leader: Office, facts: BreachFacts, wrong: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        breaches.record(leader, BreachDraft(operation="x", facts=facts))
    assert fields(refused) == wrong


def test_the_times_follow_each_other(leader: Office) -> None:
    with pytest.raises(Refused) as later:
        recorded(leader, hours=-1)
    assert fields(later) == ["found_at"]
    view = recorded(leader, hours=1)
    for hours in (-1, 2):
        at = leader.now() - timedelta(hours=hours)
        with pytest.raises(Refused) as wrong:
            breaches.told(leader, view.id, "A05", operation=f"told {hours}", at=at)
        assert fields(wrong) == ["told_at"]
    with pytest.raises(Refused):
        breaches.told(leader, view.id, " ", operation="nobody")
    with pytest.raises(NotFound):
        breaches.told(leader, 99, "A05", operation="none")


def test_it_is_the_leaders_matter(office: Office) -> None:
    for act in (breaches.listing, breaches.suggested):
        with pytest.raises(Forbidden):
            act(office)


def test_what_the_store_itself_can_say_names_nobody(leader: Office) -> None:
    said = breaches.suggested(leader)
    assert said.kinds and said.amount and leader.ward.centre_name in said.contact
    assert not said.act


FAULTS: list[Plant] = [
    without_guards("DELETE FROM breach_facts"),
    without_guards("UPDATE breach SET found_at = found_at - 1"),
    without_guards("UPDATE breach_told SET told_at = 1"),
    without_guards("UPDATE audit_event SET event = 'x' WHERE event = 'breach.event.updated'"),
]


@pytest.mark.parametrize("plant", FAULTS, ids=range(len(FAULTS)))
def test_a_planted_fault_is_found(leader: Office, plant: Plant) -> None:
    view = recorded(leader)
    breaches.update(leader, view.id, LOST, operation="more")
    breaches.told(leader, view.id, "A05", operation="told")
    path = leader.store.path
    leader.store.close()
    with Store.open(spoiled(path, plant)) as store:
        found = {check.name: check.failed for check in verify(replace(leader, store=store))}
    assert found["breaches"] > 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE breach SET operation = 'x'",
        "DELETE FROM breach",
        "INSERT OR REPLACE INTO breach SELECT * FROM breach",
        "UPDATE breach_facts SET operation = 'x'",
        "DELETE FROM breach_facts",
        "INSERT OR REPLACE INTO breach_facts SELECT * FROM breach_facts",
        "UPDATE breach_told SET operation = 'x'",
        "DELETE FROM breach_told",
        "INSERT OR REPLACE INTO breach_told SELECT * FROM breach_told",
    ],
)
def test_another_program_changes_nothing(leader: Office, statement: str) -> None:
    breaches.told(leader, recorded(leader).id, "A05", operation="told")
    path = leader.store.path
    leader.store.close()
    connection = connect(path, None)
    try:
        with pytest.raises(dbapi2.IntegrityError, match="append-only"):
            connection.execute(statement)
    finally:
        connection.close()
