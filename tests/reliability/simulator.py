"""G6: anything in any order at a counter with two programs, with crashes, clock steps and second presses.

One seed is one run and can be repeated. After every step what was acknowledged is there once, a refusal wrote
nothing, every number is without a gap and every sum is right; at the end the drawers can be closed and every
check of `counter verify` holds. Its twins are faults put into the program on purpose.
"""

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from unittest import mock

from counter.errors import CounterError
from counter.models.drawer import CashCount
from counter.models.ledger import Account
from counter.models.till import ClosingDraft
from counter.rules.amounts import notes_for
from counter.services.money import ledger
from counter.services.office import Office
from counter.services.staff import pins
from counter.services.store import connection
from counter.services.till import drawers
from counter.services.verify import verify_money, verify_till
from counter.services.verify.verify import checks
from tests.bank.hands import CHEAP
from tests.bank.run import furnish
from tests.portal.outbox_ward import WARD
from tests.reliability.crashing import Died, Fuse, fused
from tests.reliability.frame import Line, Run, Twin, first
from tests.reliability.network import Network
from tests.reliability.planted import PLANTED
from tests.reliability.world import CLERKS, Deed, World

SEEDS, STEPS = (1000, 1), (200, 50)  # full, smoke
SEEDS_TWIN = 20  # within which a planted fault must be found
_RULES = (*verify_money.RULES, *verify_till.RULES)
_GAPS = (
    "SELECT 'audit ' || count(*) FROM audit_event HAVING count(*) <> coalesce(max(seq), 0)",
    "SELECT 'day ' || day FROM dossier GROUP BY day, provisional HAVING count(*) <> max(sequence)",
    "SELECT 'series of ' || day FROM (SELECT day, sum(last) AS last FROM day_counter"
    "  WHERE series GLOB 'dossier:*' GROUP BY day) c"
    " WHERE last <> (SELECT count(*) FROM dossier d WHERE d.day = c.day)",
)
_TWICE = (
    "SELECT payer_name FROM payment WHERE kind = 'payment' GROUP BY 1 HAVING count(*) > 1",
    "SELECT reason FROM payment WHERE kind <> 'payment' GROUP BY 1 HAVING count(*) > 1",
    "SELECT reason FROM cash_move GROUP BY 1 HAVING count(*) > 1",
)
_SUMS_EVERY = 10  # steps
# What is done to dossiers and money. A refusal itself may be noted: who tried, and with whose PIN.
_DEEDS = (
    "SELECT count(*), max(seq) FROM audit_event WHERE event <> 'right.refused' AND event NOT GLOB 'staff.*'"
)
_CLOCK = "store.clock_back"  # the clock is behind the newest event: nothing is written until somebody sets it


@dataclass
class Simulation:
    """One run of one seed."""

    world: World
    mind: random.Random
    fuse: Fuse
    done: list[tuple[Deed, object]] = field(default_factory=list)
    refused: int = 0
    crashes: int = 0
    repeats: int = 0

    def step(self) -> Iterator[str]:
        """One wish and what befalls it; what is wrong then."""
        self.world.later()
        yield from self._sending()
        deed = self.world.wish()
        if deed is None:
            return
        drawn = self.mind.random()
        if drawn < 0.08:
            yield from self._dying(deed, self.mind.randrange(1, 14), after_commit=False)
        elif drawn < 0.13:
            yield from self._dying(deed, None, after_commit=True)
        elif drawn < 0.25 and self.done:
            yield from self._again(*self.mind.choice(self.done[-20:]))
        else:
            yield from self._press(deed)
            if drawn > 0.9 and self.done and self.done[-1][0] is deed:
                yield from self._again(*self.done[-1])

    def _sending(self) -> Iterator[str]:
        """The sender's turns; it may die in them too."""
        if self.mind.random() < 0.1:
            self.fuse.set(self.mind.randrange(1, 12))
        try:
            self.world.sent()
        except Died:
            self.crashes += 1
            self.world.stop()
            self.world.start()
        except CounterError as refused:
            if refused.message_id != _CLOCK:
                yield f"the sender: {refused.message_id}"
        finally:
            self.fuse.set(None)

    def _office(self, deed: Deed) -> Office:
        return self.world.offices[deed.who]

    def _press(self, deed: Deed) -> Iterator[str]:
        office = self._office(deed)
        before = _events(office)
        try:
            answer = deed.do(office)
        except CounterError as refused:
            self.refused += 1
            if _events(office) != before:
                yield f"{deed.operation}: refused with {refused.message_id}, and wrote"
        else:
            self.done.append((deed, answer))
            if deed.kind != "draft" and not _kept(office, deed.operation):
                yield f"{deed.operation}: done, and its operation is not there"

    def _dying(self, deed: Deed, steps: int | None, *, after_commit: bool) -> Iterator[str]:
        """The program dies in it, is started again, and the same draft is pressed once more."""
        self.fuse.set(steps, after_commit=after_commit)
        try:
            yield from self._press(deed)
        except Died:
            self.crashes += 1
            self.world.stop()
            self.world.start()
            yield from self._press(deed)
        finally:
            self.fuse.set(None)

    def _again(self, deed: Deed, answer: object) -> Iterator[str]:
        """A second press of what is done changes nothing and says the same."""
        if deed.kind == "draft":
            return
        self.repeats += 1
        office = self._office(deed)
        before = _events(office)
        try:
            said = deed.do(office)
        except CounterError as refused:
            if refused.message_id != _CLOCK:
                yield f"{deed.operation}: done before, and now {refused.message_id}"
        else:
            if said != answer:
                yield f"{deed.operation}: said {answer} first, then {said}"
        if _events(office) != before:
            yield f"{deed.operation}: a second press wrote again"

    def invariants(self, number: int) -> Iterator[str]:
        """What holds after every step, and the sums after some."""
        with self.world.offices[0].store.query() as raw:
            for statement in (*_GAPS, *_TWICE):
                yield from (f"{row[0]}: gap or twice" for row in raw.execute(statement))
            if number % _SUMS_EVERY == 0:
                for rule in _RULES:
                    yield from (f"{rule.name} {row[0]}" for row in raw.execute(rule.failing))
            for deed, _ in self.mind.sample(self.done, min(3, len(self.done))):
                if deed.kind != "draft" and not _kept(self.world.offices[0], deed.operation):
                    yield f"{deed.operation}: it was there, and is gone"

    def end(self) -> Iterator[str]:
        """Without faults everything comes to its end: both drawers close, every check holds."""
        self.world.at += timedelta(days=1)  # somebody sets the clock
        if self.world.network is not None:
            yield from self.world.network.end(self.world.offices[0])
        for who in range(len(CLERKS)):
            yield from _closed(self.world.offices[who], f"end-{who}")
        for check in checks(self.world.offices[0].store):
            if check.failed:
                yield f"verify {check.name}: {check.examples}"


def _events(office: Office) -> tuple[object, ...]:
    with office.store.query() as raw:
        return tuple(raw.execute(_DEEDS).fetchall())


def _kept(office: Office, operation: str) -> bool:
    with office.store.query() as raw:
        return raw.execute("SELECT 1 FROM operation WHERE id = ?", (operation,)).fetchone() is not None


def _closed(office: Office, name: str) -> Iterator[str]:
    drawer = drawers.mine(office)
    if drawer is None:
        return
    with office.store.query() as raw:
        expected = ledger.balance(raw, Account.CASH, drawer.id)
    count = CashCount.of(notes_for(max(0, expected)).notes)
    draft = ClosingDraft(
        operation=name, drawer_id=drawer.id, count=count, kept=0, expected=expected, reason="cuối ngày"
    )
    try:
        drawers.close(office, draft)
    except CounterError as refused:
        yield f"the drawer cannot be closed: {refused.message_id}"


@dataclass(frozen=True)
class Told:
    """What one seed came to."""

    seed: int
    steps: int
    wrong: tuple[str, ...]
    crashes: int
    repeats: int
    refused: int


def simulate(morning: Path, steps: int, planted: str, seed: int) -> Told:
    """One seed. A fault that is not of the program's kinds is wrong too."""
    quick = tuple(p.replace("= FULL", "= OFF") for p in connection._PRAGMAS)
    mind, fuse = random.Random(f"simulator {seed}"), Fuse()
    with ExitStack() as undo:
        undo.enter_context(mock.patch.object(pins, "COST", CHEAP))
        undo.enter_context(mock.patch.object(connection, "_PRAGMAS", quick))  # power cuts are another check
        folder = Path(undo.enter_context(tempfile.TemporaryDirectory(dir=morning.parent)))
        path = Path(shutil.copy(morning, folder / "counter.db"))
        world = World(path, mind, ward=WARD, network=Network(seed, undo))
        undo.callback(world.stop)
        if planted:
            undo.enter_context(PLANTED[planted]())
        undo.enter_context(fused(fuse))
        world.start()
        simulation = Simulation(world, mind, fuse)
        wrong: list[str] = []
        number = 0
        try:
            for number in range(1, steps + 1):
                wrong += [f"step {number}: {what}" for what in simulation.step()]
                wrong += [f"step {number}: {what}" for what in simulation.invariants(number)]
                if wrong:
                    break
            else:
                wrong += simulation.end()
        except Exception as fault:  # noqa: BLE001  any fault of the program is what is looked for
            wrong.append(f"step {number}: {type(fault).__name__} {fault}"[:300])
    return Told(seed, number, tuple(wrong), simulation.crashes, simulation.repeats, simulation.refused)


def lines(run: Run) -> Iterator[Line]:
    """All seeds, and every planted fault."""
    folder = run.folder("simulator")
    morning = folder / "morning.db"
    furnish(morning, cashiers=2, dossiers=3)
    steps = run.of(*STEPS)
    seeds = [run.seed * 1_000_000 + number for number in range(run.of(*SEEDS))]
    trials = [seeds[0] + 500_000 + number for number in range(SEEDS_TWIN)]
    one, planted = partial(simulate, morning, steps, ""), partial(_found, morning, steps, trials)
    if run.full:
        with get_context("spawn").Pool(run.workers) as pool:
            told = pool.map(one, seeds, chunksize=1)
            found = pool.map(planted, PLANTED, chunksize=1)
    else:  # a process costs more than a few seeds
        told, found = [*map(one, seeds)], [*map(planted, PLANTED)]
    missed = [name for name, there in zip(PLANTED, found, strict=True) if not there]
    yield Line(
        name=f"simulator, {steps} steps a seed",
        goal="G6",
        tried=len(told),
        failed=sum(1 for one in told if one.wrong),
        seed=run.seed,
        twin=Twin(
            what="planted faults", tried=len(PLANTED), found=len(PLANTED) - len(missed), must=len(PLANTED)
        ),
        note=f"{sum(one.steps for one in told):,} steps, {sum(one.crashes for one in told):,} crashes,"
        f" {sum(one.repeats for one in told):,} second presses, {sum(one.refused for one in told):,} refused",
        first=first([f"seed {one.seed} {what}" for one in told for what in one.wrong] + missed),
    )


def _found(morning: Path, steps: int, seeds: list[int], planted: str) -> bool:
    return any(simulate(morning, steps, planted, seed).wrong for seed in seeds)
