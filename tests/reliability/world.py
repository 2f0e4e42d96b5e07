"""A made-up counter with two programs on one store, where anything is done in any order, from a seed.

Every act is a draft with its operation, so that it can be pressed again: at once, later, or after a crash.
"""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from counter.i18n import local
from counter.models.attachment import Prepared
from counter.models.calls import CallDraft, CallOutcome
from counter.models.dossier import CollectorKind, HandOverDraft, IntakeDraft, PaperState
from counter.models.life import Direction, MoveName, Outcome
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
from counter.models.money import Approval
from counter.models.states import DossierState
from counter.rules import moves
from counter.services.attachments import attachments
from counter.services.calls import calls
from counter.services.dossier import dossiers
from counter.services.intake import drafts, intake
from counter.services.life import decisions, handings, life, supplements
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.settings import WardSettings
from tests.bank import acts as bank
from tests.bank.hands import BEGUN
from tests.reliability.day import card_of
from tests.reliability.network import Network
from tests.services.journeys import birth, ready

CLERKS = ("Thu ngân 0", "Thu ngân 1")
Doing = Callable[[Office], object]
_NAMES = tuple(name for name in MoveName if name is not MoveName.UNDO)
_STATES = "SELECT id, state, version FROM dossier"


@dataclass(frozen=True)
class Deed:
    """Something that somebody sets out to do: its operation, whose, and the doing."""

    operation: str
    who: int
    kind: str
    do: Doing


@dataclass
class World:
    """The counter: its programs, its clock, its people's wishes."""

    path: Path
    mind: random.Random
    at: datetime = BEGUN
    network: Network | None = None
    ward: WardSettings = field(default_factory=WardSettings)
    offices: list[Office] = field(default_factory=list)
    wishes: int = 0

    def start(self) -> None:
        """Both programs open the store, as after a start of the machine."""
        for name in CLERKS:
            store = Store.open(self.path)
            actor = staff.named(store, name)
            self.offices.append(Office(store=store, actor=actor, ward=self.ward, now=lambda: self.at))

    def stop(self) -> None:
        """Both are gone; what was not committed is too."""
        if self.network is not None:
            self.network.gone()
        while self.offices:
            self.offices.pop().store.close()

    def sent(self) -> None:
        """The first program's sender has its turns beside whatever else is done."""
        if self.network is not None and self.mind.random() < 0.3:
            self.network.turns(self.offices[0], self.mind.randrange(1, 8))

    def later(self) -> None:
        """Time passes; sometimes somebody sets the clock."""
        drawn = self.mind.random()
        if drawn < 0.02:
            self.at -= timedelta(seconds=self.mind.randrange(1, 900))
        elif drawn < 0.06:
            self.at += timedelta(hours=self.mind.randrange(1, 30))
        else:
            self.at += timedelta(seconds=self.mind.randrange(1, 400))

    def wish(self) -> Deed | None:
        """What somebody wants to do next; None when there is nothing to do it to."""
        self.wishes += 1
        who = self.mind.randrange(len(CLERKS))
        name = f"w{self.wishes}"
        office = self.offices[who]
        kinds: dict[str, tuple[int, Callable[[Office, str], Doing | None]]] = {
            "intake": (16, self._intake),
            "draft": (8, self._draft),
            "till": (30, self._till),
            "move": (30, self._move),
            "file": (8, self._file),
            "call": (4, self._call),
            "result": (4, self._result),
        }
        kind = self.mind.choices([*kinds], [weight for weight, _ in kinds.values()])[0]
        doing = kinds[kind][1](office, name)
        operation = f"{name}-1" if kind == "till" else name
        return None if doing is None else Deed(operation, who, kind, doing)

    # -- wishes ---------------------------------------------------------------------------------------

    def _new(self, office: Office, name: str) -> IntakeDraft:
        if self.mind.random() < 0.4:
            draft = birth(office)
        else:
            values = {"ten_giay_to": "Bằng tốt nghiệp"}
            draft = ready(office, "ct", card_of(self.mind), values, quantities="3x5")
        return replace(draft, id=name, duplicate_reason="thử")

    def _intake(self, office: Office, name: str) -> Doing:
        draft = self._new(office, name)
        return lambda office: intake.accept(office, draft).dossier_id

    def _draft(self, office: Office, name: str) -> Doing:
        draft = replace(self._new(office, f"d{self.mind.randrange(6)}-{office.actor}"[:40]))
        return lambda office: _void(drafts.save(office, draft))

    def _till(self, office: Office, name: str) -> Doing | None:
        ids = [row[0] for row in self._dossiers(office)]
        if not ids:
            return None
        intent = bank.Cashier(office, self.mind, name, tuple(ids[-10:]), None).next()
        return lambda office: bank.do(office, intent)

    def _file(self, office: Office, name: str) -> Doing | None:
        some = self._some(office)
        if some is None:
            return None
        content = b"%PDF-1.4\n" + self.mind.randbytes(400) + b"\n%%EOF"
        digest = hashlib.sha256(content).hexdigest()
        view = dossiers.get(office, str(some[0]))
        key = next((p.key for p in view.papers if p.state is PaperState.SUBMITTED), "")
        prepared = Prepared(name=f"{name}.pdf", content=content, digest=digest, pages=1, source="quet.jpg")
        return lambda office: attachments.add(office, view.id, key, prepared, operation=name).id

    def _call(self, office: Office, name: str) -> Doing | None:
        page = calls.listing(office, limit=5)
        if not page.matters:
            return None
        matter = self.mind.choice(page.matters)
        draft = CallDraft(
            operation=name, dossier_id=matter.dossier_id, why=matter.why, about=matter.about,
            outcome=self.mind.choice((CallOutcome.REACHED, CallOutcome.NO_ANSWER)), seen=len(matter.tries),
        )  # fmt: skip
        return lambda office: calls.record(office, draft).made_at

    def _result(self, office: Office, name: str) -> Doing | None:
        some = self._some(office, DossierState.PROCESSING, DossierState.RECEIVED)
        if some is None:
            return None
        line = HandingLine(
            dossier_id=some[0], version=some[2], outcome=Outcome.RESULT, result_name="Trích lục"
        )
        draft = _list_of(Direction.BACK, name, line)
        return lambda office: len(handings.hand(office, draft))

    def _move(self, office: Office, name: str) -> Doing | None:
        some = self._some(office)
        if some is None:
            return None
        ident, state, version = some
        offered = [one for one in _NAMES if moves.rules_of(one, DossierState(state))]
        move = self.mind.choice(offered if offered and self.mind.random() < 0.9 else _NAMES)
        if self.mind.random() < 0.08:
            return lambda office: _void(life.undo(office, ident, operation=name, version=version))
        return _moving(move, ident, version, name, local(self.at).date() + timedelta(days=9))

    def _dossiers(self, office: Office) -> list[tuple[int, int, int]]:
        with office.store.query() as connection:
            return [(int(a), int(b), int(c)) for a, b, c in connection.execute(_STATES)]

    def _some(self, office: Office, *states: DossierState) -> tuple[int, int, int] | None:
        found = [row for row in self._dossiers(office) if not states or row[1] in states]
        return self.mind.choice(found) if found else None


def _list_of(direction: Direction, operation: str, line: HandingLine) -> HandingDraft:
    return HandingDraft(
        operation=operation,
        direction=direction,
        lines=(line,),
        agency="Phòng Tư pháp",
        person="Trần Văn Nhận",
    )


def _moving(move: MoveName, ident: int, version: int, name: str, day: Any) -> Doing:
    base: dict[str, Any] = {"operation": name, "dossier_id": ident, "version": version}
    plain = MoveDraft(**base, reason="lý do")
    second = Approval(name=bank.LEADER, pin=bank.PIN)
    decision = DecisionDraft(**base, reason="lý do", approval=second)
    line = HandingLine(dossier_id=ident, version=version)
    nothing = HandingLine(dossier_id=ident, version=version, outcome=Outcome.NO_RESULT)
    lacking = (LackingPaper(name="Giấy chứng sinh"),)
    asked = SupplementDraft(**base, items=lacking, reason="lý do", again=True)
    put_off = ExtensionDraft(**base, new_due=day, reason="lý do", approval=second)
    given = HandOverDraft(**base, collector=CollectorKind.SELF, seen="giấy hẹn")
    doings: dict[MoveName, Doing] = {
        MoveName.RECEIVE: lambda office: life.receive(office, plain),
        MoveName.BEGIN: lambda office: life.begin(office, plain),
        MoveName.ASK_DUTY: lambda office: life.ask_duty(office, plain),
        MoveName.DUTY_DONE: lambda office: life.duty_done(office, plain),
        MoveName.CORRECT: lambda office: life.correct(office, plain),
        MoveName.READY: lambda office: dossiers.mark_ready(office, ident, operation=name, version=version),
        MoveName.FORWARD: lambda office: handings.hand(office, _list_of(Direction.OUT, name, line)),
        MoveName.BACK: lambda office: handings.hand(office, _list_of(Direction.BACK, name, nothing)),
        MoveName.ASK_SUPPLEMENT: lambda office: supplements.ask(office, asked),
        MoveName.RESUME: lambda office: supplements.resume(
            office, ResumeDraft(**base, brought=frozenset({0}))
        ),
        MoveName.REFUSE: lambda office: decisions.refuse(office, decision),
        MoveName.STOP: lambda office: decisions.stop(office, decision),
        MoveName.WITHDRAW: lambda office: decisions.withdraw(office, DecisionDraft(**base)),
        MoveName.EXTEND: lambda office: decisions.extend(office, put_off),
        MoveName.HAND_OVER: lambda office: dossiers.hand_over(office, given),
    }
    doing = doings.get(move, doings[MoveName.BEGIN])
    return lambda office: _void(doing(office))


def _void(_: object) -> None:
    """Of an answer that is not compared: it says how the dossier stands by then."""
