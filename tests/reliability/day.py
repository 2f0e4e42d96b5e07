"""A day at the counter as a program of its own: `python -m tests.reliability.day STORE …`.

It does what a clerk and a cashier do, with the real services, and says each thing on its standard output
once it was told that it is done, in one write: "ACK operation\\n". What stands there must be in the store
whatever happens to the machine a moment later.
"""

import argparse
import hashlib
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from counter.errors import CounterError
from counter.models.attachment import Prepared
from counter.models.dossier import Accepted, PaperState
from counter.models.identity import Card
from counter.models.staff import Role
from counter.rules.backups import name_of
from counter.services import setup
from counter.services.attachments import attachments
from counter.services.backup import backup
from counter.services.dossier import dossiers
from counter.services.intake import drafts, intake
from counter.services.office import Office
from counter.services.staff import pins, staff
from counter.services.store import connection
from counter.services.store.store import Store
from counter.settings import WardSettings
from tests.bank.acts import LEADER, PIN, Cashier, do
from tests.bank.hands import BEGUN, CHEAP
from tests.reliability.frame import KEY
from tests.services.journeys import BINH, MO, birth, ready

CLERK = "Nguyễn Thị Tiếp"
Step = tuple[str, Callable[[], None]]  # what is acknowledged once it is done ("": nothing), and the doing


def furnish(path: Path, key: str | None = KEY) -> None:
    """A store with its ward, a supervisor and a clerk, and a drawer that is closed."""
    before, pins.COST = pins.COST, CHEAP
    try:
        with Store.open(path, key=key) as store:
            ward = WardSettings()
            leader = setup.set_up(
                store, ward, name=LEADER, role=Role.SUPERVISOR, pin=PIN, operation="set-up", now=BEGUN
            )
            office = Office(store=store, actor=leader, ward=ward, now=lambda: BEGUN)
            staff.add(office, CLERK, Role.CLERK, PIN, "staff")
    finally:
        pins.COST = before


def card_of(mind: random.Random) -> Card:
    """Somebody else each time."""
    return replace(mind.choice((BINH, MO)), citizen_id=f"046{mind.choice('01')}95{mind.randrange(10**6):06}")


class Day:
    """What is done from the morning on, one step after the other, from a seed."""

    def __init__(
        self, office: Office, seed: int, dossiers: int, files: int, stick: Path | None = None
    ) -> None:
        self.office, self.mind, self._stick = office, random.Random(seed), stick
        self._dossiers, self._files = dossiers, files
        self._taken: dict[str, int] = {}  # dossiers by the name of their draft
        self._name = f"day-{seed}"

    def steps(self) -> Iterator[Step]:
        """Drafts, acceptances, files, money at the drawer, the drawer closed, the WAL tidied now and then."""
        for number in range(self._dossiers):
            yield from self._dossier(number)
            if number % 3 == 2:
                yield self._till(f"{self._name}-{number}")
            if number % 20 == 13:
                yield "", self._tidied
            if self._stick is not None and number == self._dossiers // 2:
                yield self._backed_up(self._stick)
        yield self._till(f"{self._name}-end")

    def _dossier(self, number: int) -> Iterator[Step]:
        name = f"{self._name}-{number}"
        card = card_of(self.mind)
        draft = (
            birth(self.office)
            if number % 2
            else ready(self.office, "ct", card, {"ten_giay_to": "Bằng tốt nghiệp"}, quantities="3x5")
        )
        draft = replace(draft, id=name, duplicate_reason="thử")

        def accepted() -> None:
            done: Accepted = intake.accept(self.office, draft)
            self._taken[name] = done.dossier_id

        yield f"draft {name}", lambda: _void(drafts.save(self.office, draft))
        yield f"dossier {name}", accepted
        if number * self._files // self._dossiers != (number + 1) * self._files // self._dossiers:
            yield self._filed(name)

    def _filed(self, name: str) -> Step:
        content = b"%PDF-1.4\n" + self.mind.randbytes(self.mind.randrange(2_000, 60_000)) + b"\n%%EOF"
        digest = hashlib.sha256(content).hexdigest()

        def step() -> None:
            view = dossiers.get(self.office, str(self._taken.get(name, 0)))  # NotFound when it was refused
            key = next((p.key for p in view.papers if p.state is PaperState.SUBMITTED), "")
            prepared = Prepared(
                name=f"{name}.pdf", content=content, digest=digest, pages=1, source="quet.jpg"
            )
            attachments.add(self.office, view.id, key, prepared, operation=f"{name}-file")

        return f"file {digest}", step

    def _till(self, name: str) -> Step:
        def step() -> None:
            cashier = Cashier(self.office, self.mind, name, tuple(self._taken.values())[-8:], None)
            do(self.office, cashier.next())

        return f"till {name}-1", step

    def _backed_up(self, stick: Path) -> Step:
        """A back-up; its name is known before, by the clock that it asks once."""
        at = self.office.now()
        still = replace(self.office, now=lambda: at)
        return f"backup {name_of(at)}", lambda: _void(backup.make(still, stick, by_itself=True))

    def _tidied(self) -> None:
        self.office.store.checkpoint()


def _void(_: object) -> None:
    """Of a call whose answer nobody needs."""


def main() -> None:
    """Do the day; say each thing that is done."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("store", type=Path)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--dossiers", type=int, default=60)
    options.add_argument("--files", type=int, default=20)
    options.add_argument("--stick", type=Path, help="where a back-up is made in the middle of the day")
    options.add_argument("--normal", action="store_true", help="synchronous = NORMAL, for the twin")
    options.add_argument("--early", action="store_true", help="say it before it is done, for the twin")
    chosen = options.parse_args()
    if chosen.normal:
        vars(connection)["_PRAGMAS"] = tuple(p.replace("= FULL", "= NORMAL") for p in connection._PRAGMAS)
    pins.COST = CHEAP
    try:
        _whole_day(chosen)
    except CounterError as refused:  # a store that cannot be opened is told in words too
        say(f"refused {refused.message_id}")


def _whole_day(chosen: argparse.Namespace) -> None:
    moment = iter(range(1, 10**9))
    with Store.open(chosen.store, key=KEY) as store:
        actor = staff.named(store, CLERK)
        ward = setup.load_ward(store)
        office = Office(
            store=store, actor=actor, ward=ward, now=lambda: BEGUN + timedelta(seconds=next(moment))
        )
        say("ready")
        for name, step in Day(office, chosen.seed, chosen.dossiers, chosen.files, chosen.stick).steps():
            if chosen.early and name:
                say(f"ACK {name}")
            try:
                step()
            except CounterError as refused:
                say(f"refused {refused.message_id}")
            else:
                if name and not chosen.early:
                    say(f"ACK {name}")


def say(word: str) -> None:
    """One line in one system call, so that a trace has it whole at its moment."""
    os.write(1, f"{word}\n".encode())


if __name__ == "__main__":
    main()
