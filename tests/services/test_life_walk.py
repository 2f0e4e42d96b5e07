"""Random walks through the real services on a real file: what is done is what the table of moves says."""

import random
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from counter.errors import Forbidden, Refused
from counter.i18n import local
from counter.models.dossier import CollectorKind, HandOverDraft, PapersHeld
from counter.models.dossier import DossierState as S
from counter.models.life import Direction, Outcome
from counter.models.life import MoveName as M
from counter.models.life_views import (
    DecisionDraft,
    ExtensionDraft,
    HandingDraft,
    HandingLine,
    LackingPaper,
    MoveDraft,
    ResumeDraft,
    SupplementDraft,
)
from counter.models.money import Approval, MoneyState
from counter.models.staff import Role, StaffView
from counter.models.tables import Dossier
from counter.rules import moves
from counter.rules.moves import Need
from counter.rules.rights import RIGHTS
from counter.services.dossier import dossiers
from counter.services.life import decisions, handings, life, life_rows, supplements
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.verify.verify import checks
from tests.conftest import Clock
from tests.services.rows import add_dossier

People = dict[Role, StaffView]
PIN = "246810"
AGENCY = "Phòng Tư pháp"
ROLES = (Role.CLERK, Role.CLERK, Role.SUPERVISOR, Role.VOLUNTEER)
NAMES = tuple(name for name in M if name is not M.UNDO)
MORE = (M.UNDO, "result", "wait")
STARTS = (S.REGISTERED, S.RECEIVED, S.RECEIVED, S.PROCESSING, S.PROCESSING, S.DONE, S.STOPPED, S.PAYMENT)


@dataclass
class Known:
    """Where the dossier stands by the table alone."""

    state: S
    money: MoneyState
    held: PapersHeld
    away: bool = False
    extended: bool = False
    asked_from: S | None = None
    ended_from: S | None = None
    ended_held: PapersHeld | None = None


class Walk:
    """One dossier, driven by the services; beside it what the table says of it."""

    def __init__(
        self, office: Office, people: People, clock: Clock, number: int, chance: random.Random
    ) -> None:
        self.office, self.people, self.clock, self.number = office, people, clock, number
        self.chance = chance
        self.steps = 0
        self.done: list[tuple[str, Known, bool]] = []  # what was done, how it stood before, whether undoable
        self.since_wait = 0
        self.begin(
            chance.choice(STARTS),
            chance.choice((MoneyState.NONE, MoneyState.NONE, MoneyState.DUE)),
            chance.choice((PapersHeld.NONE, PapersHeld.COUNTER)),
        )

    def begin(self, state: S, money: MoneyState, held: PapersHeld) -> None:
        with self.office.store.write(self.clock()) as transaction:
            row = add_dossier(transaction, self.people[Role.CLERK], self.number)
            row.state, row.money, row.papers_held = state, money, held
            row.due_at = self.clock() + timedelta(days=4)
            row.ready_at = self.clock() if state is S.DONE else None
            transaction.session.add(row)
            transaction.record(None, "test.made", subject=("dossier", row.id or 0), operation="")
            self.id = row.id or 0
        self.known = Known(state, money, held)

    def draw(self) -> tuple[str, Role, str | None]:
        """Mostly what the table offers here, done whole by a clerk; else anything by anybody."""
        offered = [name for name in NAMES if moves.rules_of(name, self.known.state)]
        names: tuple[str, ...] = (
            (*offered, *offered, M.UNDO) if self.chance.random() < 0.7 else (*NAMES, *MORE)
        )
        name = self.chance.choice(names)
        if self.chance.random() < 0.7:
            return name, Role.SUPERVISOR if name == M.CORRECT else Role.CLERK, None
        return name, self.chance.choice(ROLES), self.chance.choice((None, *Need, "second"))

    def stands(self) -> tuple[S, PapersHeld, bool]:
        """Where it stands in the file."""
        with self.office.store.read() as session:
            row = session.get_one(Dossier, self.id)
            return row.state, row.papers_held, bool(life_rows.away(session, self.id))

    def now(self) -> tuple[int, datetime | None]:
        """Version and due date in the file."""
        with self.office.store.read() as session:
            row = session.get_one(Dossier, self.id)
            return row.version, row.due_at

    # -- by the table ------------------------------------------------------------------------

    def expected(self, name: str, role: Role, without: str | None) -> bool:
        if name == "result":
            return role in RIGHTS[moves.right_of(M.READY)] and self.known.state in (S.RECEIVED, S.PROCESSING)
        move = M(name)
        if role not in RIGHTS[moves.right_of(M.WITHDRAW if move is M.UNDO else move)]:
            return False
        if move is M.UNDO:
            return bool(self.done) and self.done[-1][2] and len(self.done) > self.since_wait
        rows = moves.rules_of(move, self.known.state)
        if moves.begins_first(move, self.known.state):
            rows = moves.rules_of(move, S.PROCESSING)
        if not rows or (rows[0].second and (role is Role.SUPERVISOR or without == "second")):
            return False
        return all(self.there(need, without) for need in rows[0].needs)

    def there(self, need: Need, without: str | None) -> bool:
        match need:
            case Need.HERE:
                return not self.known.away
            case Need.AWAY:
                return self.known.away
            case Need.NEVER_BEFORE:
                return not self.known.extended
            case Need.SETTLED:
                return self.known.money in moves.SETTLED
        return need != without

    def after(self, name: str) -> None:
        """What the table leads to."""
        before, known = copy(self.known), self.known
        undoable = True
        if name == "result":
            undoable = False  # a paper came with it
            known.state, known.away = S.DONE, False
            if known.held is PapersHeld.FORWARDED:
                known.held = PapersHeld.COUNTER
        elif name == M.UNDO:
            _, self.known, _ = self.done.pop()
            return
        else:
            undoable = self._move(M(name), before)
        self.done.append((name, before, undoable))

    def _move(self, move: M, before: Known) -> bool:
        known = self.known
        begins = moves.begins_first(move, before.state)
        rows = moves.rules_of(move, S.PROCESSING if begins else before.state)
        ends = {row.after for row in rows}
        if move is M.RESUME:
            known.state = S.RECEIVED if known.asked_from in (S.REGISTERED, S.RECEIVED) else S.PROCESSING
        elif move is M.CORRECT:
            known.state = known.ended_from if known.ended_from in ends else self.fallback(before.state)
            if known.held is PapersHeld.RETURNED and known.ended_held:
                known.held = known.ended_held
        else:
            (known.state,) = ends
        if move is M.ASK_SUPPLEMENT:
            known.asked_from = before.state
        if known.state in moves.ENDED and known.state is not before.state:
            known.ended_from = S.PROCESSING if begins else before.state
            known.ended_held = before.held
        known.extended = known.extended or move is M.EXTEND
        return self._hands(move, before) and move not in (M.CORRECT, M.HAND_OVER)

    def _hands(self, move: M, before: Known) -> bool:
        """What a hand-over does with dossier and papers; whether it can be undone."""
        known = self.known
        if move is M.FORWARD:
            known.away = True
            if before.held is PapersHeld.COUNTER:
                known.held = PapersHeld.FORWARDED
        if move is M.BACK:
            known.away = False
            if before.held is PapersHeld.FORWARDED:
                known.held = PapersHeld.COUNTER
        if move is M.HAND_OVER and before.held is not PapersHeld.NONE:
            known.held = PapersHeld.RETURNED
        return known.held is before.held

    def fallback(self, ended: S) -> S:
        found = moves.corrected(ended, None)
        assert found is not None
        return found

    # -- by the services ---------------------------------------------------------------------

    def act(self, name: str, role: Role, without: str | None) -> bool:
        office = replace(self.office, actor=self.people[role])
        self.steps += 1
        try:
            self._do(office, name, f"walk-{self.number}-{self.steps}", without)
        except (Refused, Forbidden):
            return False
        return True

    def _do(self, office: Office, name: str, operation: str, without: str | None) -> None:
        version, date = self.now()
        said = "" if without == Need.REASON else "lý do"
        base: dict[str, Any] = {"operation": operation, "dossier_id": self.id, "version": version}
        plain = MoveDraft(**base, reason=said)
        second = Approval(name="Lê Lãnh Đạo", pin="0000" if without == "second" else PIN)
        match name:
            case "result":
                line = HandingLine(
                    dossier_id=self.id, version=version, outcome=Outcome.RESULT, result_name="Trích lục"
                )
                handings.hand(office, self.list_of(Direction.BACK, operation, None, line))
            case M.RECEIVE:
                life.receive(office, plain)
            case M.BEGIN:
                life.begin(office, plain)
            case M.ASK_DUTY:
                life.ask_duty(office, plain)
            case M.DUTY_DONE:
                life.duty_done(office, plain)
            case M.CORRECT:
                life.correct(office, plain)
            case M.UNDO:
                life.undo(office, self.id, operation=operation, version=version)
            case M.READY:
                dossiers.mark_ready(office, self.id, operation=operation, version=version)
            case M.FORWARD:
                line = HandingLine(dossier_id=self.id, version=version)
                handings.hand(office, self.list_of(Direction.OUT, operation, without, line))
            case M.BACK:
                line = HandingLine(dossier_id=self.id, version=version, outcome=Outcome.NO_RESULT)
                handings.hand(office, self.list_of(Direction.BACK, operation, without, line))
            case M.ASK_SUPPLEMENT:
                items = () if without == Need.LACKING else (LackingPaper(name="Giấy chứng sinh"),)
                supplements.ask(office, SupplementDraft(**base, items=items, reason=said, again=True))
            case M.RESUME:
                supplements.resume(office, ResumeDraft(**base, brought=frozenset({0})))
            case M.REFUSE:
                decisions.refuse(office, DecisionDraft(**base, reason=said, approval=second))
            case M.STOP:
                decisions.stop(office, DecisionDraft(**base, reason=said, approval=second))
            case M.WITHDRAW:
                decisions.withdraw(office, DecisionDraft(**base))
            case M.EXTEND:
                due = max(date or self.clock(), self.clock())
                day = (
                    None if without == Need.NEW_DATE else self.office.calendar.next_working(local(due).date())
                )
                draft = ExtensionDraft(**base, new_due=day, reason=said, approval=second)
                decisions.extend(office, draft)
            case M.HAND_OVER:
                who = None if without == Need.COLLECTOR else CollectorKind.SELF
                dossiers.hand_over(office, HandOverDraft(**base, collector=who, seen="giấy hẹn"))
            case _:
                raise AssertionError(name)

    def list_of(
        self, direction: Direction, operation: str, without: str | None, line: HandingLine
    ) -> HandingDraft:
        agency = "" if without == Need.AGENCY else AGENCY
        return HandingDraft(
            operation=operation, direction=direction, lines=(line,), agency=agency, person="Trần Văn Nhận"
        )


@pytest.fixture
def walking(office: Office, people: People) -> Iterator[Office]:
    """A counter whose supervisor has a PIN of their own."""
    staff.set_pin(
        replace(office, actor=people[Role.ADMINISTRATOR]),
        people[Role.SUPERVISOR].id,
        PIN,
        "set",
        reason="quên PIN",
    )
    yield office
    found = {check.name: check for check in checks(office.store) if check.name.startswith("life")}
    assert found["life_moves"].tried > 60
    assert [check for check in found.values() if check.failed] == []


@pytest.mark.parametrize("seed", range(3))
def test_a_dossier_goes_exactly_where_the_table_leads(
    walking: Office, people: People, clock: Clock, seed: int
) -> None:
    chance = random.Random(seed)
    for number in range(1, 14):
        walk = Walk(walking, people, clock, number, chance)
        for _ in range(12):
            name, role, without = walk.draw()
            if name == "wait":
                clock.ahead(minutes=6)
                walk.since_wait = len(walk.done)
                continue
            said = walk.expected(name, role, without)
            assert walk.act(name, role, without) is said, (name, role, without, walk.known)
            if said:
                walk.after(name)
                walk.since_wait = min(walk.since_wait, len(walk.done))
            state, held, away = walk.stands()
            assert (state, held, away) == (walk.known.state, walk.known.held, walk.known.away), name
