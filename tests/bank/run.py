"""Starts cashiers and onlookers, kills cashiers with SIGKILL while they write, keeps what they say."""

import random
import signal
import time
from dataclasses import dataclass, field, replace
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext as Server
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from counter.models.staff import Role
from counter.services import setup
from counter.services.intake import intake
from counter.services.office import Office
from counter.services.staff import pins, staff
from counter.services.store.store import Store
from counter.settings import WardSettings
from tests.bank.acts import LEADER, PIN, Act, Answer, Intent
from tests.bank.hands import BEGUN, CHEAP, Plan, cashier, onlooker
from tests.services.journeys import BINH, MO, ready

Said = tuple[str] | tuple[str, Intent] | tuple[str, Intent, Answer | str]
KILLED_WITHIN = 0.030  # seconds after an act began: most take longer


@dataclass
class Story:
    """What was begun, and what was said of it."""

    begun: dict[str, Intent] = field(default_factory=dict)
    done: dict[str, list[Answer]] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)
    kills: int = 0
    killed_at_work: int = 0  # kills of a process that had begun something and said nothing of it yet
    looks: int = 0
    seen_wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def acts(self, act: Act) -> int:
        """How many were done."""
        return sum(1 for ident in self.done if self.begun[ident].act is act)


@dataclass(frozen=True)
class Bank:
    """How large a run is."""

    path: Path
    cashiers: int = 4
    seconds: float = 3.0
    onlookers: int = 1
    kill_share: int = 20  # of a hundred acts are killed somewhere on the way
    unsaid_share: int = 5  # of a hundred are killed between their commit and the word of it
    seed: int = 1
    only: Act | None = None
    most: int | None = None  # stop when so many payments are acknowledged
    torn: bool = False
    forgetful: bool = False


def furnish(path: Path, cashiers: int, dossiers: int) -> None:
    """A store with cashiers, a supervisor, and dossiers with a large fee."""
    before, pins.COST = pins.COST, CHEAP
    ward = WardSettings()
    try:
        with Store.open(path) as store:
            leader = setup.set_up(
                store, ward, name=LEADER, role=Role.SUPERVISOR, pin=PIN, operation="set-up", now=BEGUN
            )
            office = Office(store=store, actor=leader, ward=ward, now=lambda: BEGUN)
            for number in range(cashiers):
                staff.add(office, f"Thu ngân {number}", Role.CLERK, PIN, f"staff-{number}")
            for number in range(dossiers):
                _add_dossier(office, number)
    finally:
        pins.COST = before


def _add_dossier(office: Office, number: int) -> None:
    card = MO if number % 2 else BINH
    draft = ready(office, "ct", card, {"ten_giay_to": "Bằng tốt nghiệp"}, quantities="40x20")
    intake.accept(office, replace(draft, duplicate_reason="thử"))


def _dossiers(path: Path) -> tuple[int, ...]:
    with Store.open(path) as store, store.query() as connection:
        return tuple(int(row[0]) for row in connection.execute("SELECT id FROM dossier"))


class _Hand:
    """One cashier's process, and the next one after it was killed."""

    def __init__(self, number: int, bank: Bank, dossiers: tuple[int, ...]) -> None:
        self.number, self.bank, self.dossiers = number, bank, dossiers
        self.pending: Intent | None = None
        self.kill_at: float | None = None
        self.ended, self.works = False, True
        self._lives = count()
        self.process: ForkServerProcess | None = None
        self.inbox: Connection

    def start(self, context: Server, zero: float, until: float) -> None:
        """A new process, which first finishes what the one before it began."""
        life = next(self._lives)
        plan = Plan(
            path=self.bank.path,
            name=f"Thu ngân {self.number}",
            label=f"T{self.number}-{life}",
            seed=self.bank.seed * 1_000_003 + self.number * 1009 + life,
            dossiers=self.dossiers,
            zero=zero,
            until=until,
            unsaid_share=self.bank.unsaid_share,
            only=self.bank.only,
            torn=self.bank.torn,
            forgetful=self.bank.forgetful,
        )
        self.inbox, outbox = context.Pipe(duplex=False)
        self.process = context.Process(target=cashier, args=(plan, outbox, self.pending), daemon=True)
        self.process.start()
        outbox.close()
        self.kill_at, self.ended, self.works = None, False, until > 0

    def must_be_killed(self) -> None:
        """RuntimeError when the process ended otherwise than by SIGKILL."""
        if self.process is not None:
            self.process.join()
            if self.process.exitcode != -signal.SIGKILL:
                raise RuntimeError(f"cashier {self.number} ended by itself: {self.process.exitcode}")

    def kill(self) -> None:
        """SIGKILL: nothing in the process runs any more, no transaction is ended, no file closed."""
        if self.process is not None:
            self.process.kill()
            self.process.join()


def run(bank: Bank) -> Story:
    """One run; at its end every process has finished, and nothing that was begun is without an answer."""
    dossiers = _dossiers(bank.path)
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.bank.warm"])
    story = Story()
    watch = [_onlooker(context, bank.path) for _ in range(bank.onlookers)]
    hands = [_Hand(number, bank, dossiers) for number in range(bank.cashiers)]
    try:
        _work(hands, context, story, bank)
        for process, talk in watch:
            talk.send("enough")
            looks, wrong = talk.recv()
            story.looks += looks
            story.seen_wrong += wrong
            process.join()
            talk.close()
    finally:
        for process in [
            *(process for process, _ in watch),
            *(hand.process for hand in hands if hand.process),
        ]:
            process.kill()
    return story


def _work(hands: list[_Hand], context: Server, story: Story, bank: Bank) -> None:
    """Until the time is over or enough is done, and then until every cashier has finished what was begun."""
    mind = random.Random(bank.seed)
    zero = time.monotonic()
    until = zero + bank.seconds
    for hand in hands:
        hand.start(context, zero, until)
    while not all(hand.ended for hand in hands):
        _listen(hands, story, mind, bank)
        over = time.monotonic() > until or (bank.most is not None and story.acts(Act.PAY) >= bank.most)
        for hand in hands:
            due = hand.kill_at is not None and time.monotonic() >= hand.kill_at
            if not hand.ended and (due or (over and hand.works)):
                _kill(hand, story)
                hand.start(context, zero, 0.0 if over else until)
    story.seconds = time.monotonic() - zero


def _onlooker(context: Server, path: Path) -> tuple[ForkServerProcess, Connection]:
    mine, theirs = context.Pipe()
    process = context.Process(target=onlooker, args=(path, theirs), daemon=True)
    process.start()
    theirs.close()
    return process, mine


def _listen(hands: list[_Hand], story: Story, mind: random.Random, bank: Bank) -> None:
    """What the cashiers say meanwhile; who begins something may be killed a moment later."""
    at_work = [hand for hand in hands if not hand.ended]
    said_something = wait([hand.inbox for hand in at_work], timeout=0.002)
    for hand in at_work:
        if hand.inbox not in said_something:
            continue
        try:
            said = hand.inbox.recv()
        except EOFError:
            hand.must_be_killed()
            hand.kill_at = 0.0
            continue
        _heard(hand, story, said)
        if said[0] == "begin" and mind.randrange(100) < bank.kill_share:
            hand.kill_at = time.monotonic() + mind.uniform(0, KILLED_WITHIN)


def _heard(hand: _Hand, story: Story, said: Said) -> None:
    match said:
        case ("begin", Intent() as intent):
            hand.pending = story.begun[intent.id] = intent
        case ("done", Intent() as intent, Answer() as answer):
            story.done.setdefault(intent.id, []).append(answer)
            hand.pending = None
        case ("refused", Intent() as intent, str() as why):
            story.refused.setdefault(intent.id, []).append(why)
            hand.pending = None
        case ("end",):
            hand.ended = True
            hand.inbox.close()


def _kill(hand: _Hand, story: Story) -> None:
    """Kill it, then hear what it had said before."""
    hand.kill()
    story.kills += 1
    while True:
        try:
            _heard(hand, story, hand.inbox.recv())
        except (EOFError, OSError):  # nothing more, or a word cut in the middle
            break
    hand.inbox.close()
    story.killed_at_work += hand.pending is not None
