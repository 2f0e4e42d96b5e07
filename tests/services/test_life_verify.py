"""`verify` finds what went round the life of a dossier: one planted fault for each promise."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from counter.models.calls import CallWay, SentDraft
from counter.models.life import Direction, NoticeWay, Outcome
from counter.models.life_views import (
    DecisionDraft,
    HandingDraft,
    HandingLine,
    LackingPaper,
    NoticeDraft,
    ResumeDraft,
    SupplementDraft,
)
from counter.models.money import Approval, MoneyState
from counter.models.second_look import Finding, FindingDraft
from counter.models.staff import Role, StaffView
from counter.services.calls import calls
from counter.services.dossier import dossiers
from counter.services.intake import second_looks
from counter.services.life import decisions, handings, life, supplements
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.services.verify.verify import checks
from tests.services.rows import add_dossier
from tests.services.test_dossiers import collects
from tests.services.test_verify import LIFE, Plant, spoiled, sql, without_guards

People = dict[Role, StaffView]
PIN = "246810"


@pytest.fixture
def lived(office: Office, people: People, tmp_path: Path) -> Path:
    """Three dossiers: one went all the way, one was refused, one waits with two rounds asked for."""
    admin = replace(office, actor=people[Role.ADMINISTRATOR])
    staff.set_pin(admin, people[Role.SUPERVISOR].id, PIN, "set", reason="quên PIN")
    with office.store.write(office.now()) as transaction:
        for number in (1, 2, 3):
            add_dossier(transaction, people[Role.CLERK], number).money = MoneyState.NONE
        transaction.connection.execute(
            "INSERT INTO second_look SELECT id, received_by, received_at, NULL FROM dossier WHERE id = 2"
        )
        transaction.record(None, "test.made", subject=("test", 1), operation="")
    looker = replace(office, actor=people[Role.SUPERVISOR])
    second_looks.find(looker, FindingDraft(operation="look", dossier_id=2, finding=Finding.RIGHT))

    def at(number: int) -> int:
        return dossiers.get(office, str(number)).version

    def listed(direction: Direction, outcome: Outcome, operation: str) -> HandingDraft:
        line = HandingLine(dossier_id=1, version=at(1), outcome=outcome, result_name="Trích lục")
        return HandingDraft(
            operation=operation, direction=direction, lines=(line,), agency="Phòng Tư pháp", person="Nhận"
        )  # fmt: skip

    handings.hand(office, listed(Direction.OUT, Outcome.SENT, "out"))
    handings.hand(office, listed(Direction.BACK, Outcome.RESULT, "back"))
    given = collects(dossiers.get(office, "1"), card=None, seen="giấy hẹn", operation="give")
    dossiers.hand_over(office, given)
    decisions.refuse(
        office,
        DecisionDraft(
            operation="no", dossier_id=2, version=at(2), reason="không đủ điều kiện",
            approval=Approval(name=people[Role.SUPERVISOR].name, pin=PIN),
        ),
    )  # fmt: skip
    for n in (1, 2):
        items = (LackingPaper(name="Giấy chứng sinh"),)
        supplements.ask(
            office,
            SupplementDraft(
                operation=f"ask{n}", dossier_id=3, version=at(3), items=items, reason="thiếu", again=True
            ),
        )
        if n == 1:
            brought = ResumeDraft(operation="here", dossier_id=3, version=at(3), brought=frozenset({0}))
            supplements.resume(office, brought)
    move = life.get(office, 3).moves[0].id
    told = NoticeDraft(operation="told", dossier_id=3, move_id=move, way=NoticeWay.PHONE, whom="Út")
    life.tell(office, told)
    waiting = calls.standing(office, 3)
    assert waiting is not None
    calls.sent(office, SentDraft(operation="letter", way=CallWay.LETTER, matters=(waiting,)))
    office.store.close()
    return Path(shutil.copy(office.store.path, tmp_path / "lived.db"))


FAULTS: list[tuple[str, Plant]] = [
    ("life_moves", sql("UPDATE dossier SET state = 4 WHERE id = 1")),
    ("life_moves", sql("UPDATE dossier SET papers_held = 'returned' WHERE id = 3")),
    ("life_moves", without_guards("UPDATE dossier_move SET state_after = 9 WHERE name = 'refuse'")),
    ("life_moves", without_guards("UPDATE dossier_move SET approved_by = NULL WHERE name = 'refuse'")),
    ("life_moves", without_guards("UPDATE dossier_move SET made_at = 7 WHERE name = 'ready'")),
    ("life_supplements", without_guards("DELETE FROM supplement_item WHERE supplement_id = 1")),
    ("life_supplements", without_guards("UPDATE supplement SET round = 1")),
    ("life_supplements", without_guards("DELETE FROM supplement WHERE id = 2")),
    ("life_supplements", without_guards("UPDATE supplement_answer SET due_after = 5")),
    ("life_decisions", without_guards("DELETE FROM decision")),
    ("life_decisions", without_guards("UPDATE decision SET number = 2")),
    ("life_decisions", without_guards("UPDATE decision SET approved_by = 1")),
    ("life_lists", without_guards("DELETE FROM handing_item WHERE handing_id = 1")),
    ("life_lists", without_guards("UPDATE handing SET number = 3 WHERE id = 1")),
    ("life_lists", without_guards("UPDATE handing_item SET outcome = 'no_result' WHERE handing_id = 2")),
    ("life_collected", without_guards("DELETE FROM collected")),
    ("life_collected", without_guards("UPDATE collected SET given_by = 1")),
    ("life_registers", without_guards("UPDATE notice SET dossier_id = 1")),
    ("calls", without_guards("DELETE FROM notice")),
    ("calls", without_guards("UPDATE call_try SET made_at = made_at + 1")),
    ("second_looks", without_guards("DELETE FROM second_look_finding")),
    ("second_looks", without_guards("UPDATE second_look_finding SET looked_by = 3")),  # who took it
    ("second_looks", without_guards("UPDATE second_look SET made_by = 1")),
]


def found(path: Path) -> dict[str, int]:
    with Store.open(path) as store:
        return {check.name: check.failed for check in checks(store) if check.name in LIFE}


def test_a_lived_store_is_whole(lived: Path) -> None:
    assert found(lived) == dict.fromkeys(LIFE, 0)


@pytest.mark.parametrize(("name", "plant"), FAULTS, ids=[f"{i}-{name}" for i, (name, _) in enumerate(FAULTS)])
def test_a_planted_fault_is_found(name: str, plant: Plant, lived: Path) -> None:
    assert found(spoiled(lived, plant))[name] > 0


def test_every_check_has_a_twin() -> None:
    assert {name for name, _ in FAULTS} == LIFE


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dossier_move SET reason = 'khác'",
        "DELETE FROM handing_item",
        "UPDATE supplement SET reason = 'khác'",
        "INSERT INTO dossier_move SELECT 99, dossier_id, name, 2, 4, held_before, held_after, due_before,"
        " due_after, was, reason, made_by, approved_by, made_at, NULL, 'x' FROM dossier_move"
        " WHERE id = 1",  # the dossier stands elsewhere by now
        "INSERT INTO decision SELECT 99, dossier_id, 1, kind, year, 7, asked_by, ground, reason, papers_back,"
        " money, due_before, due_after, made_by, approved_by, made_at, 'x' FROM decision",  # a gap
    ],
)
def test_the_schema_itself_refuses_it(lived: Path, statement: str) -> None:
    with pytest.raises(Exception, match=r"append-only|goes on from|without a gap"):
        spoiled(lived, sql(statement))
