"""G1, G2: `kill -9` at any moment, of the services at work and of the program in a terminal.

A kill does not test the disk (`powercut` does): it tests that nothing is acknowledged too early, done twice
after a restart, or half done, and that what was typed is there again. The twins are a program that writes the
ledger after the payment, and one that saves no draft.
"""

import random
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.bank.acts import Act
from tests.bank.judge import faults
from tests.bank.run import Bank, furnish
from tests.bank.run import run as bank_run
from tests.pty.conftest import PROGRAMS
from tests.pty.program import Counter, practice
from tests.pty.test_program_drafts import ENDS, FRESH, PLACES, TOLD, at_the_papers, resumed
from tests.reliability.frame import Line, Run, Twin, first

KILLS = (250, 4)  # full, smoke
TERMINALS, TERMINALS_TWIN = (90, 1), (5, 1)
CASHIERS = 4


def lines(run: Run) -> Iterator[Line]:
    """The services, then the terminal."""
    yield _services(run)
    yield _terminals(run)


def _services(run: Run) -> Line:
    folder = run.folder("kills")
    morning = folder / "morning.db"
    furnish(morning, cashiers=CASHIERS, dossiers=8)
    kills = at_work = acts = rounds = 0
    wrong: list[str] = []
    while kills < run.of(*KILLS) and rounds < 100:
        rounds += 1
        path = Path(shutil.copy(morning, folder / f"{rounds}.db"))
        seconds = 12.0 if run.full else 2.0
        story = bank_run(
            Bank(path=path, cashiers=CASHIERS, seconds=seconds, kill_share=40, seed=run.seed * 100 + rounds)
        )
        kills, at_work = kills + story.kills, at_work + story.killed_at_work
        acts += len(story.done)
        wrong += [f"round {rounds}: {what}" for what in faults(path, story)]
    path = Path(shutil.copy(morning, folder / "twin.db"))
    story = bank_run(
        Bank(path=path, cashiers=2, seconds=30, most=run.of(6, 3), only=Act.PAY, torn=True, unsaid_share=0)
    )
    twin = [fault for fault in faults(path, story) if "ledger_payments" in fault]
    return Line(
        name="kill -9 of the services at work",
        goal="G1",
        tried=kills,
        failed=len(wrong),
        seed=run.seed,
        twin=Twin(what="ledger after the payment", tried=max(len(story.done), len(twin)), found=len(twin)),
        note=f"{at_work} within an act, {acts:,} acts acknowledged",
        first=first(wrong),
    )


def _terminals(run: Run) -> Line:
    mind = run.mind("terminals")
    plans = [
        (number, mind.choice(list(PLACES)), mind.choice(["kill-9", "kill-9", "window-closed", "sigterm"]))
        for number in range(run.of(*TERMINALS))
    ]
    with ThreadPoolExecutor(run.workers) as pool:
        wrong = [what for what in pool.map(partial(_draft_back, run), plans) if what]
        twins = list(pool.map(partial(_draft_gone, run), range(run.of(*TERMINALS_TWIN))))
    return Line(
        name="the program ended in a terminal",
        goal="G2",
        tried=len(plans),
        failed=len(wrong),
        seed=run.seed,
        twin=Twin(what="saves no draft", tried=len(twins), found=sum(twins)),
        note=", ".join(f"{sum(p[2] == end for p in plans)} {end}" for end in sorted({p[2] for p in plans})),
        first=first(wrong),
    )


def _draft_back(run: Run, plan: tuple[int, str, str]) -> str:
    number, place, end = plan
    home = run.folder(f"tty-{number}")
    go, who, shown = PLACES[place]
    try:
        with practice(home) as counter:
            go(counter)
            if end not in TOLD:
                counter.read(FRESH + random.Random(number).uniform(0, 0.4))
            ENDS[end](counter)
            counter.ended()
        resumed(home, who, *shown)
    except AssertionError as missed:
        return f"{number} {place} {end}: {missed}"[:1500]
    return ""


def _draft_gone(run: Run, number: int) -> bool:
    """Whether the draft of a program that saves none is missed, as it should be."""
    home = run.folder(f"tty-twin-{number}")
    with Counter(home, "--practice", program=[PROGRAMS / "unsaving.py"]) as counter:
        counter.at_desk()
        at_the_papers(counter)
        counter.read(FRESH)
        counter.kill()
    with practice(home) as counter:
        return "Nguyễn Thị Mơ" not in counter.text
