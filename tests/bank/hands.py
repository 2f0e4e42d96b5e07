"""The processes of the bank test. Each opens the store for itself, each may be killed at any moment."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from counter.errors import CounterError
from counter.services.money import ledger
from counter.services.office import Office
from counter.services.staff import pins, staff
from counter.services.store.store import Store
from counter.services.store.transaction import Transaction
from counter.services.verify import verify_money, verify_till
from counter.settings import WardSettings
from tests.bank.acts import Act, Answer, Cashier, Intent, anew, do

Doing = Callable[[Office, Intent], Answer]
BEGUN = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
_PRESSED_TWICE = 11  # of a hundred acts
_BETWEEN_LOOKS = 0.005  # seconds, so that the others come to work
CHEAP = pins.PinCost(passes=1, memory_kib=8)  # a PIN costs 250 ms at the counter, on purpose


@dataclass(frozen=True)
class Plan:
    """What one process is to do until its time is over. Moments are those of `time.monotonic`."""

    path: Path
    name: str  # of the cashier
    label: str  # of this process: no other gives its intents the same ids
    seed: int
    dossiers: tuple[int, ...]
    zero: float
    until: float
    unsaid_share: int = 0  # of a hundred acts, after which the power goes before a word was said of it
    only: Act | None = None
    torn: bool = False  # a program that writes payment and ledger in two transactions
    forgetful: bool = False  # a program that tries again as a new operation


@contextmanager
def counter_of(plan: Plan) -> Iterator[Office]:
    """The counter of a process: its own store, its own cashier, the common clock."""
    pins.COST = CHEAP

    def now() -> datetime:
        return BEGUN + timedelta(seconds=time.monotonic() - plan.zero)

    with Store.open(plan.path) as store:
        actor = staff.named(store, plan.name)
        yield Office(store=store, actor=actor, ward=WardSettings(), now=now)


def cashier(plan: Plan, out: Connection, begun: Intent | None) -> None:
    """Finish what was begun before a kill, then work until the time is over; tell each step before the next.

    Says ("begin", intent), then ("done", intent, answer) or ("refused", intent, why), and ("end",).
    """
    with counter_of(plan) as office:
        done = torn if plan.torn else do
        if begun is not None:
            again = anew(office, begun) if plan.forgetful else begun
            tell(out, office, again, done)
        moments = random.Random(plan.seed + 1)
        mind = Cashier(office, random.Random(plan.seed), plan.label, plan.dossiers, plan.only)
        while time.monotonic() < plan.until:
            intent = mind.next()
            out.send(("begin", intent))
            unsaid = moments.randrange(100) < plan.unsaid_share
            tell(out, office, intent, dying(done) if unsaid else done)
            if moments.randrange(100) < _PRESSED_TWICE:
                tell(out, office, intent, do)
    out.send(("end",))


def dying(done: Doing) -> Doing:
    """The same, but the process is gone when it is done: committed, and nobody was told."""

    def do_and_die(office: Office, intent: Intent) -> Answer:
        done(office, intent)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("still alive")

    return do_and_die


def tell(out: Connection, office: Office, intent: Intent, done: Doing) -> None:
    """Do one thing and say what came of it."""
    try:
        answer = done(office, intent)
    except CounterError as refused:
        out.send(("refused", intent, refused.message_id))
    else:
        out.send(("done", intent, answer))


BETWEEN = 0.05  # seconds that such a program is busy with something else


def torn(office: Office, intent: Intent) -> Answer:
    """The twin's way: the payment is committed, and its entry of the ledger follows in a second write."""
    if intent.act is not Act.PAY:
        return do(office, intent)
    waiting: list[Callable[[Transaction], object]] = []
    whole = ledger.post

    def put_off(transaction: Transaction, *given: object, **named: object) -> None:
        waiting.append(lambda later: whole(later, *given, **named))  # type: ignore[arg-type]  # passed on as given

    ledger.post = put_off  # in this process alone
    try:
        answer = do(office, intent)
    finally:
        ledger.post = whole
    for post in waiting:
        time.sleep(BETWEEN)
        with office.store.write(office.now()) as transaction:
            post(transaction)
            transaction.record(None, "test.late", subject=("test", 0), operation="")
    return answer


RULES = (*verify_money.RULES, *verify_till.RULES)


def onlooker(path: Path, talk: Connection) -> None:
    """Look at every sum again and again, each time in one snapshot, until told that it is enough; say how
    often was looked, and what was ever wrong."""
    wrong: list[str] = []
    looks = 0
    with Store.open(path) as store:
        while not talk.poll(_BETWEEN_LOOKS):
            with store.query() as connection:
                for rule in RULES:
                    wrong += [f"{rule.name}: {row[0]}" for row in connection.execute(rule.failing)]
            looks += 1
    talk.send((looks, wrong[:20]))
